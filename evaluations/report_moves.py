"""The rows behind a number of the movements: the conditions of `register.movement` (R30)."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q

from .register import CAME, ONE_DAY, WENT, Movement
from .reports import MovementLine, standing_on

PURPOSE_OF = {name: purpose for purpose, name in CAME.items()}
STATUS_OF = {name: status for status, name in WENT.items()}
# What was done after the last day ended nothing: it had expired by then (Entry.ended_on).
ENDED = Q(status__in=list(WENT), status_since__lte=F("valid_to"))


def behind_move(move: str, *, start: date, end: date) -> Q:
    """Return the condition on the register for what one column counts, both days included."""
    if move in PURPOSE_OF:
        return Q(purpose=PURPOSE_OF[move], issued_on__range=(start, end))
    if move in STATUS_OF:
        began = Q(status_since__gte=start) | Q(issued_on__gte=start)
        ended = Q(status_since__lte=end, issued_on__lte=end) & began
        return ENDED & Q(status=STATUS_OF[move]) & ended
    if move == "expired":
        return ~ENDED & Q(valid_to__range=(start - ONE_DAY, end - ONE_DAY))
    return standing_on(start - ONE_DAY if move == "opening" else end)


def sum_of(lines: list[MovementLine]) -> Movement:
    """Add the movements up."""
    return sum((line.movement for line in lines), Movement())
