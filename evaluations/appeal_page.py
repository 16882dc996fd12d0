"""What other pages say of appeals: beside a result, and among the tasks of a person."""

from typing import Any

from django.db.models import Q

from accounts import policy
from accounts.permissions import Permission

from .appeal_states import AppealStatus
from .models import Appeal, Evaluation

P, A = Permission, AppealStatus
# Who must act next in which status.
NEXT = (
    (P.APPEAL_HANDLE, (A.FILED, A.REGISTERED)),
    (P.APPEAL_EXAMINE, (A.EXAMINED,)),
    (P.APPEAL_DECIDE, (A.REPORTED,)),
)


def beside(evaluation: Evaluation, user: Any) -> dict[str, Any]:
    """Return the appeals against a result, and the one for which it was heard anew."""
    known = Q(evaluation=evaluation) | Q(hearings=evaluation)
    rows = Appeal.objects.filter(known, province=evaluation.province_id).distinct()
    rows = list(rows.select_related("evaluation__sitting").order_by("pk"))
    seen = set()
    if rows:
        visible = Appeal.objects.visible_to(user).filter(pk__in=[one.pk for one in rows])
        seen = set(visible.values_list("pk", flat=True))
    return {"appeals": [(one, one.pk in seen, one.pk == evaluation.appeal_id) for one in rows]}


def awaiting(user: Any) -> Any:
    """Return the appeals on which this person must act."""
    wanted = Q(pk__in=[])
    for permission, statuses in NEXT:
        if policy.may(user, permission):
            mine = Appeal.objects.visible_to(user, permission).filter(status__in=statuses)
            wanted |= Q(pk__in=mine.values("pk"))
    return Appeal.objects.filter(wanted).for_lists().order_by("made_at", "pk")
