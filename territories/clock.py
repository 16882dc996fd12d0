"""Today, and working days: what every deadline of the programme is counted with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SATURDAY = 5
ONE_DAY = timedelta(days=1)

_fixed: ContextVar[date | None] = ContextVar("fixed_day", default=None)


def today() -> date:
    return _fixed.get() or datetime.now(ZONE).date()


def now() -> datetime:
    """The instant, on the day that `today` says."""
    instant = datetime.now(ZONE)
    day = _fixed.get()
    return instant if day is None else datetime.combine(day, instant.timetz())


@contextmanager
def fixed(day: date) -> Iterator[None]:
    """For the demo and for tests: inside, `today` is that day."""
    token = _fixed.set(day)
    try:
        yield
    finally:
        _fixed.reset(token)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off on weekdays, and the Saturdays or Sundays worked in exchange for one."""

    days_off: frozenset[date] = frozenset()
    days_worked: frozenset[date] = frozenset()


def is_working_day(day: date, calendar: Calendar) -> bool:
    if day in calendar.days_worked:
        return True
    return day.weekday() < SATURDAY and day not in calendar.days_off


def add_working_days(start: date, days: int, calendar: Calendar) -> date:
    """The day that closes a period of so many working days: the first day is not counted.

    Negative: the last day on which something can happen that many working days before.
    """
    step = ONE_DAY if days > 0 else -ONE_DAY  # Bộ luật Dân sự 2015, Điều 147.1
    day, left = start, abs(days)
    while left:
        day += step
        left -= is_working_day(day, calendar)
    return day


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """Working days after `start` up to and with `end`; negative when `end` comes first."""
    if end < start:
        return -working_days_between(end, start, calendar)
    days = ((start + ONE_DAY * n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, calendar) for day in days)
