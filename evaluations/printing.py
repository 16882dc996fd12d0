"""Printing the certificates of a decision: in short steps, each kept, any of them repeatable."""

import hashlib
import logging
import time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions import notify
from accounts.jobs import send, taken
from accounts.models import Job, User
from accounts.tongue import in_vietnamese
from files import intake
from files.models import StoredFile

from .certificates import render
from .crossing import at_home, facts_of, name_files
from .models import Certificate, Decision, NationalResult

logger = logging.getLogger(__name__)

PRINTING = "evaluations.print_certificates"  # the name of the task
NATIONAL_STAR = 5  # issued by the Ministry alone, under every book (R3)
STEP_SECONDS = 1.0  # after that the progress is committed and shows


def print_step(job_id: int) -> Job | None:
    """Print for about a second and ask for the next step; None: done, or somebody is at it."""
    job = taken(job_id)
    if job is None:
        return None
    given_up = set(job.arguments.get("failed", ()))
    until = time.monotonic() + STEP_SECONDS
    for certificate in _waiting(job, given_up):
        if not _print_safely(certificate):
            given_up.add(certificate.pk)
        if time.monotonic() > until:
            break
    job.arguments = {"failed": sorted(given_up)}
    left = _waiting(job, set()).count()
    job.done, job.state = job.total - left, Job.State.RUNNING
    if left > len(given_up):
        send(job)
    else:
        _finish(job, failures=left)
    job.save()
    return job


def _waiting(job: Job, given_up: set[int]) -> QuerySet[Certificate]:
    rows = Certificate.objects.filter(recognition__decision=job.subject_id, pdf__isnull=True)
    return rows.exclude(pk__in=given_up).select_related("province").order_by("ordinal")


def _print_safely(certificate: Certificate) -> bool:
    """Print one; what goes wrong with one certificate keeps no other from being printed."""
    try:
        with transaction.atomic():
            print_one(certificate)
    except Exception:  # whatever it was, it is told to people and to the log
        logger.exception("certificate %s could not be printed", certificate.number)
        return False
    return True


def print_one(certificate: Certificate) -> StoredFile:
    """Print a certificate and keep it by its hash; one that is printed stays as it is."""
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("province", "pdf")
    row = rows.get(pk=certificate.pk)
    if row.pdf is None:
        content = render(row.facts, template_version=row.template_version)
        name = f"giay-chung-nhan-{row.number.replace('/', '-')}.pdf"
        examined = intake.Examined(name, "pdf", content, pages=1)
        row.pdf = intake.keep(examined, province=row.province, by=None)
        row.save(update_fields=["pdf"])
        if row.star == NATIONAL_STAR:
            deliver_pdf(row)
    certificate.pdf = row.pdf
    return row.pdf


def deliver_pdf(certificate: Certificate) -> None:
    """Give the province the Ministry's paper: the same bytes, named there."""
    facts = facts_of(certificate.pdf)
    with at_home(certificate.submission, None) as province:
        rows = NationalResult.objects.select_for_update(of=("self",))
        result = rows.filter(public_code=certificate.public_code).first()
        if result is not None:
            files = name_files([facts], province=province, by=None)
            result.pdf = files[facts["sha256"]]
            result.save(update_fields=["pdf"])


def reprints_the_same(certificate: Certificate) -> bool:
    """Tell whether printing it again gives the very bytes that are kept."""
    again = render(certificate.facts, template_version=certificate.template_version)
    return hashlib.sha256(again).hexdigest() == certificate.pdf.sha256


@in_vietnamese
def _finish(job: Job, *, failures: int) -> None:
    decision = Decision.objects.get(pk=job.subject_id)
    if failures:
        job.state = Job.State.FAILED
        job.message = ngettext(
            "%(count)s giấy chứng nhận chưa in được; hãy thử lại hoặc báo người vận hành.",
            "%(count)s giấy chứng nhận chưa in được; hãy thử lại hoặc báo người vận hành.",
            failures,
        ) % {"count": failures}
    else:
        job.state, job.message = Job.State.DONE, ""
    text = _("Quyết định %(number)s: %(done)s/%(total)s giấy chứng nhận đã in xong.") % {
        "number": decision.number,
        "done": job.done,
        "total": job.total,
    }
    link = f"/{job.province.slug}/quyet-dinh/{decision.pk}/"
    notify(province=job.province, to=job.owner, text=text, link=link)


@transaction.atomic
def print_again(*, decision: Decision, by: User) -> Job:
    """Try again what could not be printed."""
    rows = Job.objects.select_for_update().filter(
        kind=PRINTING, subject_id=decision.pk, province=decision.province_id
    )
    job = rows.filter(state=Job.State.FAILED).first()
    if job is None:
        raise ValidationError(_("Không có giấy chứng nhận nào của quyết định này chờ in lại."))
    job.state, job.message, job.arguments = Job.State.WAITING, "", {}
    job.touched_at = timezone.now()
    job.save()
    send(job)
    return job


def job_of(decision: Decision) -> Job | None:
    """Return the job that prints the decision's certificates."""
    return Job.objects.filter(
        province=decision.province_id, kind=PRINTING, subject_id=decision.pk
    ).first()
