"""What the last council found of a product that is judged again, beside each criterion."""

from typing import Any

from django.utils.translation import gettext as _

from products.cycle import Purpose

from . import closing_actions, mirrors
from .feedback_actions import sheets_of
from .models import Evaluation
from .renewal import purpose_of
from .scoring import shown_mean
from .states import EvaluationStatus


def earlier_of(evaluation: Evaluation) -> dict[str, Any]:
    """Return the last result and its means by criterion, of an upgrade or a re-evaluation.

    Sealed results are none; criteria of another set are not compared.
    """
    way = evaluation.submission.participation
    if way is None or purpose_of(evaluation) == Purpose.FIRST:
        return {}
    rows = Evaluation.objects.filter(
        submission__participation__product=way.product_id,
        opened_at__isnull=False,
        concluded_at__isnull=False,
        is_rehearsal=False,
    ).exclude(pk=evaluation.pk)
    rows = rows.exclude(status__in=(EvaluationStatus.CANCELLED, EvaluationStatus.SET_ASIDE))
    last = rows.select_related("submission__criteria_set__regulation", "sitting__council")
    row = last.order_by("-concluded_at").first()
    if row is None or not row.sheet_count:
        return {}
    mean = shown_mean(row.points_sum, row.sheet_count)
    same = row.submission.criteria_set_id == evaluation.submission.criteria_set_id
    return {"earlier": row, "earlier_mean": mean, "earlier_by_criterion": _means(row, same)}


def _means(row: Evaluation, is_same: bool) -> dict[str, str]:
    """Return the panel's mean of every criterion in words; no member's own points."""
    if not is_same:
        return {}
    counted = closing_actions.count(row)
    found = mirrors.by_criterion(counted.book.rules, sheets_of(counted))
    most = {one.key: one.max_points for one in counted.book.rules.criteria}
    return {
        one.key: _("Lần trước hội đồng chấm trung bình %(mean)s/%(most)s.")
        % {"mean": mirrors.shown(one.mean), "most": most[one.key]}
        for one in found
    }
