"""On the first screen of who leads a council: interests to rule on, sheets to be opened anew."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts import policy
from accounts.permissions import Permission as P
from councils.models import Member
from evaluations import interest_proposals, reopenings
from evaluations.blinding import blind_rows
from evaluations.models import Evaluation

from .home_lines import SHOWN, Line, at


def to_rule(user: Any, slug: str) -> list[Line]:
    """Return the products with an interest, or a second person's word, that waits for him."""
    if not policy.may(user, P.COUNCIL_VIEW):
        return []
    asked = reopenings.waiting().exclude(requested_by=user)
    rows = Evaluation.objects.visible_to(user).real().filter(opened_at=None)
    waits, status = interest_proposals.waiting(), _("mối liên quan chờ kết luận")
    lines = _lines(user, rows.presided_by(user), waits, status, at_page=("interests", slug))
    seats = Member.objects.filter(user=user, title=Member.Title.SECRETARY)
    written = rows.headed_by(user).filter(sitting__council__in=seats.values("council"))
    # What was left to the chair is not the secretary's, unless it concerns the only head (R20).
    theirs = waits.filter(interest_proposals.for_secretary())
    lines += _lines(user, written, theirs, status, at_page=("interests", slug))
    status = _("đề nghị mở lại phiếu")
    return lines + _lines(user, rows.headed_by(user), asked, status, at_page=("evaluation", slug))


def _lines(
    user: Any, rows: QuerySet, waiting: QuerySet, status: str, at_page: tuple[str, str]
) -> list[Line]:
    rows = rows.filter(Exists(waiting.filter(evaluation=OuterRef("pk"))))
    return [
        Line(
            text=row.product_name,
            url=at(*at_page, pk=row.pk),
            note=row.producer_name,
            status=status,
            tone="warn",
        )
        for row in blind_rows(user, rows.with_names().order_by("sitting_id", "ordinal")[:SHOWN])
    ]
