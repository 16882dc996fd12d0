"""A district's request to its province, beside what the province makes of it (148/QĐ-TTg)."""

from collections.abc import Iterable, Mapping

from accounts.models import User
from councils.models import Council
from products.holding import DISTRICTS_ENDED_ON
from products.models import Submission
from territories import clock

from .models import Evaluation
from .states import EvaluationStatus


def requests_of(submissions: Iterable[int]) -> Mapping[int, Evaluation]:
    """Return the district's result that asks the province to judge, by submission; one query."""
    rows = Evaluation.objects.filter(
        submission__in=submissions, level=Council.Level.DISTRICT, forwarded_at__isnull=False
    )
    whole = rows.select_related("sitting__council__unit").defer("result")
    return {one.submission_id: one for one in whole}


def request_of(submission: Submission) -> Evaluation | None:
    """Return the request that stands behind one submission; None: no district passed it up."""
    if submission.handed_in_at.astimezone(clock.ZONE).date() >= DISTRICTS_ENDED_ON:
        return None
    return requests_of([submission.pk]).get(submission.pk)


def above_of(evaluation: Evaluation, by: User) -> Evaluation | None:
    """Return what the province's council makes of a result that its district passed up."""
    if evaluation.level != Council.Level.DISTRICT or evaluation.forwarded_at is None:
        return None
    rows = Evaluation.objects.visible_to(by).filter(
        submission=evaluation.submission_id, level=Council.Level.PROVINCIAL
    )
    return rows.exclude(status=EvaluationStatus.CANCELLED).order_by("-pk").first()
