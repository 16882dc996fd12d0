"""Form 02 as PDF by the worker: a long one takes over a second; kept under its copy's hash."""

from pathlib import Path

from django.db import transaction

from accounts import jobs
from accounts.models import Job, User
from files import intake

from . import documents
from .dossier_facts import latest_submission, read
from .dossier_freezing import freeze
from .models import Participation
from .snapshot import Snapshot, digest

PRINTING = "products.print_form_02"  # the name of the task
SUFFIX = ".form-02.pdf"


def current_copy(participation: Participation) -> tuple[Snapshot, str]:
    """Return what was handed in last with its hash; before that, the draft of the moment."""
    submission = latest_submission(participation)
    facts = read(participation)
    if submission is None or facts.is_editable:
        copy = freeze(facts)
        return copy, digest(copy)
    return submission.snapshot, submission.sha256


def printed(key: str) -> Path | None:
    """Return the printed form of that copy, if the worker has made it."""
    path = intake.path_of(key, SUFFIX)
    return path if path.exists() else None


@transaction.atomic
def ask(*, participation: Participation, by: User) -> Job:
    """Ask for Form 02 as it stands: one job per dossier, begun again when the words changed."""
    rows = Job.objects.select_for_update().filter(kind=PRINTING, subject_id=participation.pk)
    job = rows.filter(province=participation.province_id).first()
    if job is None:
        return jobs.start(
            province=participation.province,
            kind=PRINTING,
            owner=by,
            subject_id=participation.pk,
            total=1,
        )
    if job.state not in jobs.UNFINISHED:
        job.state, job.done, job.message = Job.State.WAITING, 0, ""
        job.save()
        jobs.send(job)
    return job


def print_form(job_id: int) -> Job | None:
    """Print the form of a job's dossier; None: done already, or somebody is at it."""
    job = jobs.taken(job_id)
    if job is None:
        return None
    related = ("product__producer__commune__parent", "product__line", "cycle", "province")
    participation = Participation.objects.select_related(*related).get(pk=job.subject_id)
    copy, key = current_copy(participation)
    if printed(key) is None:
        names = dict(read(participation).procedure.regulation.papers.values_list("code", "name_vi"))
        intake.write_once(key, documents.form_02(copy, names), SUFFIX)
    _forget_the_draft_before(job, key)
    job.arguments = {"key": key, "is_draft": not copy["handed_in"]}
    job.done, job.state = 1, Job.State.DONE
    job.save()
    return job


def _forget_the_draft_before(job: Job, key: str) -> None:
    """Keep one print of a draft, not one of each of its states."""
    before = job.arguments.get("key")
    if before and before != key and job.arguments.get("is_draft"):
        intake.path_of(before, SUFFIX).unlink(missing_ok=True)
