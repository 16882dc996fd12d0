"""Who counts in a sitting: quorum, notice, who scores a product and when it may be closed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

ONE_DAY = timedelta(days=1)
FIRST_DAY = date.min + ONE_DAY  # the first that has a day before it, whatever somebody typed


@dataclass(frozen=True, slots=True)
class Seat:
    """One appointed member before one product."""

    member: int
    present: bool
    scores: bool = True
    recused: bool = False
    presides: bool = False  # the chair, or whoever the chair delegated


@dataclass(frozen=True, slots=True)
class Quorum:
    """The count for one product; recused members are on neither side (R16, R20)."""

    present: int
    appointed: int
    needed: int
    chaired: bool
    chair_required: bool = True

    @property
    def has_chair(self) -> bool:
        """Whether somebody presides, or the rules do not ask for it."""
        return self.chaired or not self.chair_required

    @property
    def is_met(self) -> bool:
        return self.appointed > 0 and self.present >= self.needed and self.has_chair


def needed(appointed: int, share: Fraction) -> int:
    """The least number of members that makes the share: 9 at 3/4 -> 7."""
    return ceil(appointed * share)


def quorum(seats: Iterable[Seat], *, share: Fraction, chair_required: bool = True) -> Quorum:
    seated = [seat for seat in seats if not seat.recused]
    present = [seat for seat in seated if seat.present]
    chaired = any(seat.presides for seat in present)
    least = needed(len(seated), share)
    return Quorum(len(present), len(seated), least, chaired, chair_required)


def written_quorum(
    seats: Iterable[Seat],
    answered: Collection[int],
    *,
    share: Fraction,
    chair_required: bool = True,
) -> Quorum:
    """The count of a round of written opinions: who may answer, and who has (Điều 7.6.d).

    A secretary who does not score hands nothing in: he is on neither side.
    """
    voters = [replace(one, present=one.member in answered) for one in seats if one.scores]
    return quorum(voters, share=share, chair_required=chair_required)


def eligible_scorers(seats: Iterable[Seat]) -> frozenset[int]:
    """Whose sheets count: present, scoring and unrecused (R10, R19, R20)."""
    return frozenset(s.member for s in seats if s.present and s.scores and not s.recused)


def waiting_for(seats: Iterable[Seat], handed_in: Collection[int]) -> frozenset[int]:
    """Who must hand in, or be marked absent with a reason, before the close (R19)."""
    return eligible_scorers(seats) - frozenset(handed_in)


def may_close(seats: Collection[Seat], handed_in: Collection[int]) -> bool:
    return bool(eligible_scorers(seats)) and not waiting_for(seats, handed_in)


def notice_days(
    sent_on: date, sitting_on: date, working_days_between: Callable[[date, date], int]
) -> int:
    """Whole working days the members hold the file before the day of the sitting (R17).

    `working_days_between` counts after its first day up to and with its second; the day the
    file comes counts, the day of the sitting does not.
    """
    before = max(sent_on, FIRST_DAY) - ONE_DAY
    return working_days_between(before, max(sitting_on, FIRST_DAY) - ONE_DAY)


def notice_is_short(
    sent_on: date,
    sitting_on: date,
    *,
    days: int,
    working_days_between: Callable[[date, date], int],
) -> bool:
    return notice_days(sent_on, sitting_on, working_days_between) < days
