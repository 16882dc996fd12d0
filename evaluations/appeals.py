"""An appeal against a result, as rules: until when, and what the sheets would say otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from regulations.criteria import CriteriaSet, Minimum
from regulations.procedures import Band
from territories.clock import Calendar, add_working_days

from .scoring import HandedIn, MinimumMode, Result, Rulings, star_for

DEFAULT_DAYS = 10  # working days after the result was told (D)
MOST_DAYS = 90  # khiếu nại của Luật Khiếu nại 2011, Điều 9: no province gives more


def days_allowed(settings: Mapping[str, object]) -> int:
    """Return the length of the window; settings["appeal_days"] is the province's own (D)."""
    given = settings.get("appeal_days", DEFAULT_DAYS)
    is_number = isinstance(given, int) and not isinstance(given, bool)
    return given if is_number and 1 <= given <= MOST_DAYS else DEFAULT_DAYS


def last_day(known_on: date, days: int, calendar: Calendar) -> date:
    """The last day on which an appeal is taken; the day of the result is not counted."""
    return add_working_days(known_on, days, calendar)


@dataclass(frozen=True)
class WhatIf:
    """What would be judged otherwise: never points, which stay what each member gave (R5, R21)."""

    left_out: frozenset[int] = frozenset()  # members who should have been recused
    minimums: Mapping[Minimum, bool | None] = field(default_factory=dict)  # None: by the votes
    knock_outs: Mapping[str, bool] = field(default_factory=dict)  # whether it is ruled to stand


def recount(
    rules: CriteriaSet,
    bands: Sequence[Band],
    valid: Sequence[HandedIn],
    rulings: Rulings,
    what_if: WhatIf,
    minimum_mode: MinimumMode = MinimumMode.MAJORITY,
) -> Result:
    """Count the sheets as they are under other rulings, without those that should not count."""
    sheets = [one.sheet for one in valid if one.member not in what_if.left_out]
    minimums = {**rulings.minimums, **what_if.minimums}
    ruled = {minimum: stands for minimum, stands in minimums.items() if stands is not None}
    knock_outs = set(rulings.knock_outs)
    for key, stands in what_if.knock_outs.items():
        (knock_outs.add if stands else knock_outs.discard)(key)
    again = Rulings(ruled, frozenset(knock_outs))
    return star_for(rules, bands, sheets, rulings=again, minimum_mode=minimum_mode)
