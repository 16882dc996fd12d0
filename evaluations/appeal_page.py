"""What other pages say of appeals: beside a result, and among the tasks of a person."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts import policy
from accounts.permissions import Permission

from .appeal_states import AppealStatus
from .blinding import hides
from .models import Appeal, Evaluation
from .states import EvaluationStatus

P, A = Permission, AppealStatus
# Who must act next in which status.
NEXT = (
    (P.APPEAL_HANDLE, (A.FILED, A.REGISTERED)),
    (P.APPEAL_EXAMINE, (A.EXAMINED,)),
    (P.APPEAL_DECIDE, (A.REPORTED,)),
)


@dataclass(frozen=True)
class Beside:
    """An appeal beside a result: that against it, or the one for which it was heard anew."""

    appeal: Appeal
    is_seen: bool
    is_cause: bool
    other: Evaluation | None  # the result before or after it, where the person may see it
    told: str  # what that result says


def beside(evaluation: Evaluation, user: Any) -> dict[str, Any]:
    """Return the appeals against a result, and the one for which it was heard anew."""
    known = Q(evaluation=evaluation) | Q(hearings=evaluation)
    rows = Appeal.objects.filter(known, province=evaluation.province_id).distinct()
    rows = list(rows.select_related("evaluation__sitting").order_by("pk"))
    seen, found = set(), []
    if rows:
        visible = Appeal.objects.visible_to(user).filter(pk__in=[one.pk for one in rows])
        seen = set(visible.values_list("pk", flat=True))
    for one in rows:
        is_cause = one.pk == evaluation.appeal_id
        other = before_appeal(evaluation, user) if is_cause else after_appeal(one, user)
        told = result_words(other) if other and (is_cause or other.confirmed_at) else ""
        found.append(Beside(one, one.pk in seen, is_cause, other, told))
    return {"appeals": found}


def before_appeal(evaluation: Evaluation, user: Any) -> Evaluation | None:
    """Return the result that was appealed against, where the person may see it.

    A number stands for the product's name until the opening: the old result would tell it.
    """
    if evaluation.appeal_id is None or hides(user, evaluation):
        return None
    rows = Evaluation.objects.visible_to(user, P.EVALUATION_VIEW)
    return rows.filter(appeals=evaluation.appeal_id).select_related("sitting").first()


def after_appeal(appeal: Appeal, user: Any) -> Evaluation | None:
    """Return the last new hearing for an appeal, where the person may see it by its name."""
    rows = Evaluation.objects.visible_to(user, P.EVALUATION_VIEW).filter(appeal=appeal)
    rows = rows.exclude(status=EvaluationStatus.CANCELLED).select_related("sitting__council")
    found = rows.order_by("pk").last()
    return None if found is None or hides(user, found) else found


def result_words(evaluation: Evaluation) -> str:
    """Say a concluded result in points and stars."""
    star = _("không đạt")
    if evaluation.star:
        star = _("%(star)s sao") % {"star": evaluation.star}
    if not evaluation.mean_shown:
        return star
    return _("%(points)s điểm, %(star)s") % {"points": evaluation.mean_shown, "star": star}


def awaiting(user: Any) -> Any:
    """Return the appeals on which this person must act."""
    wanted = Q(pk__in=[])
    for permission, statuses in NEXT:
        if policy.may(user, permission):
            mine = Appeal.objects.visible_to(user, permission).filter(status__in=statuses)
            wanted |= Q(pk__in=mine.values("pk"))
    return Appeal.objects.filter(wanted).for_lists().order_by("made_at", "pk")
