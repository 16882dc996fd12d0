"""Rows of the board as the next act will count them, without who it takes out (R20)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from councils.quorum import Quorum, quorum, written_quorum

from .board import Row
from .leaving import Leaving
from .marks import seats_of
from .models import Panel
from .next_pass import spread_to_come, spreads_to_come
from .producer_links import found_by, with_links
from .states import EvaluationStatus

UNOPENED = (EvaluationStatus.OPEN, EvaluationStatus.SCORING)


def row_to_come(row: Row, found: Leaving | None) -> Row:
    """Return one product's row, for its own page: the spread is counted anew too."""
    if found is None:
        return row
    is_asked = bool(found.members) and row.spread is not None
    spread = spread_to_come(row.evaluation, found) if is_asked else row.spread
    return replace(row, quorum=found.quorum, spread=spread)


def rows_to_come(rows: Iterable[Row]) -> list[Row]:
    """Return all rows with who leaves, the quorum and the spread after it: no query per row."""
    rows = list(rows)
    early = [
        row.evaluation.pk
        for row in rows
        if row.evaluation.status in UNOPENED and row.evaluation.opened_at is None
    ]
    panel = Panel.objects.filter(evaluation__in=early).exclude(state=Panel.State.RECUSED)
    out: dict[int, set[int]] = {}
    for place in with_links(panel.select_related("member__user")) if early else ():
        if found_by(place):
            out.setdefault(place.evaluation_id, set()).add(place.member_id)
    counted = {row.evaluation.pk for row in rows if row.spread is not None}
    asked = {pk: members for pk, members in out.items() if pk in counted}
    spreads = spreads_to_come(asked) if asked else {}
    return [_without(row, out, spreads) if row.evaluation.pk in out else row for row in rows]


def _without(row: Row, out: dict[int, set[int]], spreads: dict[int, bool]) -> Row:
    pk = row.evaluation.pk
    names = (str(cell.member.user) for cell in row.cells if cell.member.pk in out[pk])
    spread = spreads.get(pk, row.spread)
    return replace(row, leaving=tuple(names), quorum=_quorum(row, out[pk]), spread=spread)


def _quorum(row: Row, out: set[int]) -> Quorum:
    rules = row.evaluation.operating_rules
    seats = [
        replace(seat, recused=seat.recused or seat.member in out)
        for seat in seats_of(row.evaluation, row.evaluation.panel.all())
    ]
    how = {"share": rules.quorum_share, "chair_required": rules.chair_required}
    if not row.is_written:
        return quorum(seats, **how)
    answered = {cell.member.pk for cell in row.cells if cell.state == "submitted"}
    return written_quorum(seats, answered, **how)
