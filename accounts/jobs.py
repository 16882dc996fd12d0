"""Long work: a row says what is to do, a message says «now», a sweep finds what got lost."""

import logging
from collections.abc import Callable
from datetime import timedelta

from celery import current_app
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from kombu.exceptions import OperationalError

from territories.models import Province

from .models import Job, User

logger = logging.getLogger(__name__)

UNFINISHED = (Job.State.WAITING, Job.State.RUNNING)
# Longer than any step of a job takes, so that only what nobody works at is sent again.
STALE_AFTER = timedelta(minutes=2)


def start(*, province: Province, kind: str, owner: User, subject_id: int, total: int) -> Job:
    """Write the job down in the caller's transaction; `kind` is the name of its task."""
    job = Job.objects.create(
        province=province, kind=kind, owner=owner, subject_id=subject_id, total=total
    )
    send(job)
    return job


def send(job: Job) -> None:
    """Tell a worker once the transaction stands; a broker that is down harms nobody."""
    province_id, job_id, kind = job.province_id, job.pk, job.kind

    def publish() -> None:
        try:
            current_app.send_task(kind, args=[province_id, job_id], retry=False)
        except OperationalError as lost:
            logger.warning("%s %s waits for the sweep: %s", kind, job_id, lost)

    transaction.on_commit(publish, robust=True)


def taken(job_id: int) -> Job | None:
    """Lock a job for its next step; None: done already, or somebody is at it."""
    rows = Job.objects.select_for_update(skip_locked=True, of=("self",))
    rows = rows.select_related("province", "owner")
    return rows.filter(pk=job_id, state__in=UNFINISHED).first()


def step(job: Job, work: Callable[[], int], *, refusal: str) -> None:
    """Take a step, which tells how much is left, and ask for the next; the caller saves the job.

    What goes wrong undoes the step alone, and ends the job with words for people.
    """
    try:
        with transaction.atomic():
            left = work()
    except Exception:  # whatever it was, it is told to people and to the log
        logger.exception("%s %s could not be done", job.kind, job.subject_id)
        job.state, job.message = Job.State.FAILED, refusal
    else:
        job.done, job.state = job.total - left, Job.State.RUNNING if left else Job.State.DONE
        if left:
            send(job)


def stale(province_id: int) -> QuerySet[Job]:
    """Return the jobs that nobody has worked at for a while: worker killed, message lost."""
    return Job.objects.filter(
        province=province_id,
        state__in=UNFINISHED,
        kind__in=list(current_app.tasks),
        touched_at__lt=timezone.now() - STALE_AFTER,
    )


def resend_stale(province_id: int) -> int:
    """Send the open province's stale jobs again; tasks are idempotent, so twice does no harm."""
    found = list(stale(province_id).select_for_update(skip_locked=True))
    for job in found:
        job.save(update_fields=["touched_at"])
        send(job)
    return len(found)
