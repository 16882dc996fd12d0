"""On a council member's first screen: the sheets that he still owes his council."""

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts import policy
from accounts.permissions import Permission as P
from councils.models import Member, Sitting
from evaluations import awards, board, seal
from evaluations.blinding import blind_rows
from evaluations.models import Evaluation, ScoreSheet
from evaluations.states import EvaluationStatus, SheetStatus

from .home_lines import SHOWN, Line, at


def to_score(user: Any, slug: str) -> list[Line]:
    """Return the products without his sheet; first those whose stop of his does not stand (R10)."""
    if not policy.may(user, P.SCORE):
        return []
    own = ScoreSheet.objects.visible_to(user).filter(pass_no=F("evaluation__pass_no"))
    begun_anew = own.filter(status=SheetStatus.DRAFT, evaluation=OuterRef("evaluation"))
    handed_in = own.filter(~Exists(begun_anew), status=SheetStatus.SUBMITTED)
    before_him = (
        Evaluation.objects.visible_to(user)
        .real()
        .filter(status=EvaluationStatus.SCORING, opened_at=None)
        .filter(sitting__form=Sitting.Form.MEETING)
        .filter(panel__user=user, panel__state="present", panel__scores=True)
        .exclude(awards.WITHDRAWN)
    )
    stopped = handed_in.exclude(findings=None).values("evaluation")
    to_go_on = _to_go_on(user, before_him.filter(pk__in=stopped))
    waiting = before_him.exclude(pk__in=handed_in.values("evaluation"))
    return [
        *_lines(user, before_him.filter(pk__in=to_go_on), slug, *board.STATES["to_complete"]),
        *_lines(user, waiting, slug, _("đang chấm"), "wait"),
    ][:SHOWN]


def _to_go_on(user: Any, rows: QuerySet) -> list[int]:
    """Return those of the products whose stop sheet of his more than half did not confirm."""
    stopped = list(rows.values_list("pk", flat=True))
    if not stopped:
        return []
    seats = set(Member.objects.filter(user=user).values_list("pk", flat=True))
    return [key for key, members in seal.must_complete(stopped).items() if members & seats]


def _lines(user: Any, rows: QuerySet, slug: str, status: Any, tone: str) -> list[Line]:
    page = "new_version" if tone == "warn" else "sheet"
    return [
        Line(
            text=row.product_name,
            url=at(page, slug, pk=row.pk),
            note=row.producer_name,
            status=status,
            tone=tone,
        )
        for row in blind_rows(user, rows.with_names()[:SHOWN])
    ]
