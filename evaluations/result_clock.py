"""The 45 days of a re-evaluation, in the province and at the Ministry (Điều 7.6.g; R24)."""

from __future__ import annotations

from typing import Any

from products.cycle import Purpose
from products.renewal import clock_of
from products.window import ResultClock, result_clock
from territories import clock

from .models import Package
from .renewal import purpose_of


def result_clock_of(evaluation: Any) -> ResultClock | None:
    """Return the clock of a re-evaluation; a province's runs on the way of the product.

    What is concluded has its result: no clock runs for it any more.
    """
    if evaluation.concluded_at:
        return None
    submission = evaluation.submission
    if submission.participation_id is not None:
        return clock_of(submission.participation)
    days = submission.procedure.re_evaluation_days
    if days is None or purpose_of(evaluation) != Purpose.RE_EVALUATION:
        return None
    sent_at = _sent_at(evaluation)
    if sent_at is None:
        return None
    complete_on = sent_at.astimezone(clock.ZONE).date()
    return result_clock(complete_on, days=days, today=clock.today())


def _sent_at(evaluation: Any) -> Any:
    if "file_sent_at" in evaluation.__dict__:  # boards read it along
        return evaluation.file_sent_at
    packages = Package.objects.filter(submission=evaluation.submission_id, evaluation__isnull=True)
    return packages.order_by("-pk").values_list("sent_at", flat=True).first()
