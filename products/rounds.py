"""The rounds of a year: which one a request falls into."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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


class Outside(StrEnum):
    """Why a council that meets on a day does not judge a request in its round."""

    NO_ROUND = "no_round"
    TOO_LATE = "too_late"
    ANOTHER_YEAR = "another_year"


def why_outside(
    judged_on: date, found: RoundDates | None, *, in_its_year: bool = False
) -> Outside | None:
    """Say why a day is outside the round of a request, or nothing.

    «Đợt 02 trước ngày 30 tháng 12» leaves the 30th out. in_its_year: the province's rounds are
    held «trong năm» (Điều 5.1); the centre's second one begins the year before (Điều 5.2).
    """
    if found is None:
        return Outside.NO_ROUND
    if judged_on >= found.held_before:
        return Outside.TOO_LATE
    if in_its_year and judged_on.year < found.requests_before.year:
        return Outside.ANOTHER_YEAR
    return None
