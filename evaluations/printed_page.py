"""The page of a sitting's paper sheets: per member his products, how each stands, what was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts import jobs, policy
from accounts.models import Job, User
from accounts.permissions import Permission
from councils.models import Member, Sitting

from .blinding import blind_rows
from .board import Cell, cells_of
from .models import Evaluation, Panel, Rekeying, SheetPrinting
from .printed_actions import jobs_of, why_not_printed
from .states import EvaluationStatus

KEYED_IN = ("waiting", "draft", "to_complete")


@dataclass(frozen=True)
class PaperRow:
    """One product on a member's list."""

    evaluation: Evaluation
    cell: Cell
    typed: Rekeying | None
    may_print: bool
    may_key: bool


@dataclass(frozen=True)
class MemberRows:
    """A member with his products and the newest printing of all of them."""

    member: Member
    is_own: bool
    rows: list[PaperRow]
    printing: SheetPrinting | None
    job: Job | None

    @property
    def to_print(self) -> int:
        """How many sheets the whole printing would have."""
        return sum(row.may_print for row in self.rows)

    @property
    def is_running(self) -> bool:
        """Tell whether the worker is at it."""
        return self.job is not None and self.job.state in jobs.UNFINISHED


def members_for(user: Any, sitting: Sitting) -> Any:
    """Return the members whose sheets the person prints: everybody's, or his own."""
    rows = Member.objects.filter(council=sitting.council_id, scores=True)
    if not policy.may(user, Permission.SITTING_RUN, sitting):
        rows = rows.filter(user=user)
    return rows.select_related("user").order_by("ordinal", "pk")


def rows_for(user: User, sitting: Sitting, members: list[Member]) -> list[MemberRows]:
    """Return what the page lists, in a fixed number of queries."""
    seen = Evaluation.objects.visible_to(user).filter(sitting=sitting)
    agenda = [
        one
        for one in blind_rows(user, seen.for_board())
        if one.status in (EvaluationStatus.OPEN, EvaluationStatus.SCORING)
    ]
    may_run = policy.may(user, Permission.SITTING_RUN, sitting)
    cells = cells_of(agenda)
    waiting = Rekeying.objects.waiting().filter(evaluation__in=agenda)
    typed = {(one.evaluation_id, one.member_id, one.pass_no): one for one in waiting}
    newest = {one.member_id: one for one in _printings(sitting)}
    made = {job.subject_id: job for job in jobs_of(sitting)}
    found = []
    for member in members:
        printing = newest.get(member.pk)
        rows = [
            _row(one, place, cells, typed, may_run and member.user_id != user.pk)
            for one in agenda
            for place in one.panel.all()
            if place.member_id == member.pk
        ]
        job = made.get(printing.pk) if printing else None
        found.append(MemberRows(member, member.user_id == user.pk, rows, printing, job))
    return found


def _printings(sitting: Sitting) -> Any:
    """Return what was made of whole agendas, the oldest first: single sheets are kept nowhere."""
    made = jobs_of(sitting).values("subject_id")
    rows = SheetPrinting.objects.filter(sitting=sitting, pk__in=made)
    return rows.select_related("made_by").order_by("pk")


def _row(
    evaluation: Evaluation, place: Panel, cells: Any, typed: dict[Any, Rekeying], may_run: bool
) -> PaperRow:
    cell: Cell = cells[evaluation.pk, place.member_id]
    is_scored = evaluation.status == EvaluationStatus.SCORING and evaluation.opened_at is None
    return PaperRow(
        evaluation=evaluation,
        cell=cell,
        typed=typed.get((evaluation.pk, place.member_id, evaluation.pass_no)),
        may_print=not why_not_printed(evaluation, place),
        may_key=may_run and is_scored and cell.state in KEYED_IN,
    )
