"""The rounds of a year: which one a request falls into."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from regulations.procedures import RoundTerm


@dataclass(frozen=True, slots=True)
class RoundDates:
    """One round: requests made before the first day are judged before the second."""

    requests_before: date
    held_before: date


def rounds_of(year: int, terms: Iterable[RoundTerm]) -> tuple[RoundDates, ...]:
    """The rounds that the book prescribes for a year, in order of their requests."""
    return tuple(sorted((_round(year, term) for term in terms), key=lambda r: r.requests_before))


def _round(year: int, term: RoundTerm) -> RoundDates:
    return RoundDates(date(year, *term.requests_before), date(year, *term.held_before))


def round_for(requested_on: date, rounds: Iterable[RoundDates]) -> RoundDates | None:
    """The first whose day is still to come: «trước ngày 30 tháng 4» leaves the 30th out.

    The day of the commune's request counts (26/2026/QĐ-TTg, Điều 5.1).
    """
    still_open = [r for r in rounds if requested_on < r.requests_before]
    return min(still_open, key=lambda r: r.requests_before, default=None)
