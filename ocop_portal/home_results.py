"""On the office's first screen: results that are not recognised, and wait to be told."""

from typing import Any

from django.utils.translation import gettext as _

from accounts import policy
from accounts.permissions import Permission as P
from evaluations import awards
from evaluations.models import Evaluation

from .home_lines import SHOWN, Line, at


def to_tell(user: Any, slug: str) -> list[Line]:
    """Return the first of them, each leading to its line on the page that tells them."""
    if not policy.may(user, P.DECISION_DRAFT):
        return []
    rows = Evaluation.objects.visible_to(user, P.DECISION_DRAFT).filter(awards.TO_REJECT)
    rows = awards.named(rows).order_by("sitting_id", "ordinal")
    page = at("unranked_results", slug)
    return [
        Line(
            text=row.product_name,
            url=f"{page}#ket-qua-{row.pk}",
            note=f"{row.producer_name} · {row.commune_name}",
            status=_("chờ thông báo"),
            tone="warn",
        )
        for row in rows[:SHOWN]
    ]
