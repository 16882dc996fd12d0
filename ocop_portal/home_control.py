"""On the first screen: what the controller must see or sent back, and appeals."""

from typing import Any

from django.utils.translation import gettext as _

from accounts import policy
from accounts.permissions import Permission as P
from evaluations import appeal_page, awards
from evaluations.models import Evaluation, Objection, Rekeying

from .home_lines import SHOWN, Line, at


def to_confirm(user: Any, slug: str) -> list[Line]:
    """Return the results that wait for the controller."""
    if not policy.may(user, P.RESULT_CONFIRM):
        return []
    rows = Evaluation.objects.visible_to(user, P.RESULT_CONFIRM).filter(awards.AWAITING_CONTROL)
    held_back = Objection.objects.filter(answered_at__isnull=True).values("evaluation")
    own = Rekeying.objects.by_hand_of(user).values("evaluation")  # another controller's
    rows = rows.exclude(pk__in=held_back).exclude(pk__in=own)
    return _under_control(rows, slug, _("chờ xác nhận"))


def objections(user: Any, slug: str) -> list[Line]:
    """Return the results that the controller sent back to the secretary."""
    if not policy.may(user, P.SITTING_RUN):
        return []
    rows = Evaluation.objects.visible_to(user, P.SITTING_RUN)
    held_back = Objection.objects.filter(answered_at__isnull=True).values("evaluation")
    return _under_control(rows.filter(pk__in=held_back), slug, _("chờ giải trình"))


def _under_control(rows: Any, slug: str, status: str) -> list[Line]:
    return [
        Line(
            text=row.product_name,
            url=at("control", slug, pk=row.pk),
            note=row.producer_name,
            status=status,
            tone="wait",
        )
        for row in awards.named(rows).order_by("sitting_id", "ordinal")[:SHOWN]
    ]


def appeals(user: Any, slug: str) -> list[Line]:
    """What the person must register, examine or decide."""
    if not any(policy.may(user, permission) for permission, _statuses in appeal_page.NEXT):
        return []
    return [
        Line(
            text=row.product_name,
            url=at("appeal", slug, pk=row.pk),
            note=row.producer_name,
            status=str(row.get_status_display()),
            tone="wait",
        )
        for row in appeal_page.awaiting(user)[:SHOWN]
    ]
