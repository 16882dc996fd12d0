"""What pages that follow a sitting ask every few seconds: has anything changed, who has the floor.

A stamp says in a handful of queries whether a page still shows what is so; it is made of states,
instants and counts, never of a mark, so that it cannot tell a score before the opening (R19).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import policy
from accounts.models import JournalEntry
from accounts.permissions import Permission
from councils.models import Sitting
from councils.states import SittingStatus
from territories import clock

from .agenda_actions import UNDER_WAY
from .blinding import code_of, hides
from .models import Evaluation, Floor, Panel, ScoreSheet
from .states import EvaluationStatus, SheetStatus

# Who learns the name of a product without sitting before it.
MAY_KNOW = (Permission.EVALUATION_VIEW, Permission.ADVISORY_REPORT)


@dataclass(frozen=True)
class Here:
    """The floor as one person may see it; of a product that he left the room for: only that."""

    since: datetime | None = None
    evaluation: Evaluation | None = None
    is_recused: bool = False
    timer_ends_at: datetime | None = None
    page: str = ""  # where the person's work on the product is
    is_own: bool = False  # he sits before the product

    @property
    def key(self) -> str:
        """What changes when another product gets the floor; empty: there is nowhere to go."""
        return f"{self.since.timestamp():.6f}" if self.since and self.page else ""

    @property
    def is_over(self) -> bool:
        """Tell whether the time has run out."""
        return self.timer_ends_at is not None and self.timer_ends_at <= clock.now()

    @property
    def minutes_left(self) -> int:
        """Return the minutes left, begun ones counted whole: for pages without scripts."""
        left = (self.timer_ends_at - clock.now()).total_seconds() if self.timer_ends_at else 0
        return max(0, -int(-left // 60))


def here(sitting: Sitting, user: Any) -> Here:
    """Return who has the floor, as this person may know it; at most four queries."""
    floor = floor_of(sitting)
    if floor is None:
        return Here()
    rows = Evaluation.objects.visible_to(user).filter(pk=floor.evaluation_id)
    name = KeyTextTransform("name", KeyTransform("product", "submission__snapshot"))
    row = rows.select_related("sitting__council").defer("result").annotate(product_name=name)
    row = row.first()
    if row is None or row.status not in UNDER_WAY:
        return Here(since=floor.since, is_recused=row is None)
    if hides(user, row):
        row.product_name = code_of(row)
    place = Panel.objects.filter(evaluation=row, user=user).first()
    if place is None and not any(policy.may(user, one) for one in MAY_KNOW):
        return Here()
    return Here(
        since=floor.since,
        evaluation=row,
        timer_ends_at=floor.timer_ends_at,
        page=_page_for(row, place, user),
        is_own=place is not None,
    )


def floor_of(sitting: Sitting) -> Floor | None:
    """Return the floor while somebody has it: in an open sitting."""
    if sitting.status != SittingStatus.OPEN:
        return None
    return Floor.objects.filter(sitting=sitting, evaluation__isnull=False).first()


def _page_for(evaluation: Evaluation, place: Panel | None, user: Any) -> str:
    """Return the name of the page: the sheet while it can be marked, else the product's own."""
    scores = place and place.scores and place.state == Panel.State.PRESENT
    is_scored = evaluation.status == EvaluationStatus.SCORING and evaluation.opened_at is None
    if scores and is_scored and policy.may(user, Permission.SCORE):
        own = ScoreSheet.objects.filter(evaluation=evaluation, user=user)
        own = own.filter(pass_no=evaluation.pass_no).order_by("-version")
        is_in = own.values_list("status", flat=True).first() == SheetStatus.SUBMITTED
        return "sheet_receipt" if is_in else "sheet"
    return "evaluation" if policy.may(user, Permission.EVALUATION_VIEW) else ""


def floor_stamp(sitting: Sitting, shown: Here) -> str:
    """Return what a banner shows, in short."""
    row = shown.evaluation
    facts = (shown.since, shown.is_recused, row and row.pk, shown.timer_ends_at, shown.page)
    return _sealed("floor", [sitting.pk, sitting.status, *facts, shown.is_over, shown.is_own])


def sitting_stamp(sitting: Sitting, user: Any, shown: Here) -> str:
    """Return what the whole of a person's page of a sitting shows, in short; four queries.

    Every act writes a line of the journal, a member's first look at a sheet does not; the minute
    brings along what neither tells, such as a day that has turned.
    """
    agenda = Evaluation.objects.filter(sitting=sitting)
    panel = Panel.objects.filter(evaluation__sitting=sitting)
    sheets = ScoreSheet.objects.filter(evaluation__sitting=sitting)
    newest = JournalEntry.objects.filter(province=sitting.province_id).order_by("-pk")
    minute = timezone.now().replace(second=0, microsecond=0)
    facts: Iterable[Any] = (
        *agenda.aggregate(Count("pk"), Max("opened_at"), Max("concluded_at")).values(),
        *panel.aggregate(Count("pk"), Max("at")).values(),
        *sheets.aggregate(Count("pk"), Max("opened_at"), Max("submitted_at")).values(),
        newest.values_list("pk", flat=True).first(),
        minute,
        user.pk,
    )
    return _sealed("sitting", [floor_stamp(sitting, shown), *facts])


def _sealed(what: str, facts: list[Any]) -> str:
    """Hash the facts with the portal's secret: a number that is not shown cannot be tried out."""
    return salted_hmac(f"live-{what}", repr([get_language(), *facts])).hexdigest()[:32]


def floor_words(shown: Here) -> str:
    """Say who has the floor, for the screen and for the screen reader."""
    if shown.is_recused:
        return _("Hội đồng đang thảo luận sản phẩm anh/chị không tham gia.")
    if shown.evaluation is None:
        return ""
    names = {"number": shown.evaluation.ordinal, "product": shown.evaluation.product_name}
    return _("Đang thảo luận: %(number)s. %(product)s") % names
