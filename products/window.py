"""What must be so before a product enters an evaluation: the filing window and the samples."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class FilingWindow:
    """The days on which a re-evaluation file may be handed in, both ends included."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


def filing_window(expires_on: date, *, opens: int, closes: int) -> FilingWindow:
    """Not earlier and not later than so many days to the end (26/2026/QĐ-TTg, Điều 7.6.a)."""
    return FilingWindow(expires_on - timedelta(days=opens), expires_on - timedelta(days=closes))


def hand_in_window(
    expires_on: date, *, days_before: tuple[int, int] | None, in_force_from: date
) -> FilingWindow:
    """When a re-evaluation may be handed in: a book without a window takes it up to the end.

    So does a window that had closed before its book came into force: nobody could keep it, and
    what was recognised keeps its rank to the end (26/2026/QĐ-TTg, Điều 12.1 and 12.3).
    """
    whole = FilingWindow(date.min, expires_on)
    if days_before is None:
        return whole
    window = filing_window(expires_on, opens=days_before[0], closes=days_before[1])
    return whole if window.last < in_force_from else window


@dataclass(frozen=True, slots=True)
class ResultClock:
    """How long is left for the result of a re-evaluation; negative: late (Điều 7.6.g)."""

    due_on: date
    days_left: int


def result_clock(complete_on: date, *, days: int, today: date) -> ResultClock:
    """Count from the day on which the file was complete."""
    due_on = complete_on + timedelta(days=days)
    return ResultClock(due_on, (due_on - today).days)


def reminders_due(expires_on: date, *, today: date, days_before: Collection[int]) -> list[int]:
    """Which of the reminders fall due by today, the earliest first (R24).

    All that are past are named, so that a day on which nothing ran loses none.
    """
    left = (expires_on - today).days
    return sorted((days for days in days_before if 0 <= left <= days), reverse=True)


def samples_ready(*, required: int, received: int, site_visited_on: date | None) -> bool:
    """Tourism has no samples: the site visit stands in their place (6.2.d; R18)."""
    return received >= required if required else site_visited_on is not None
