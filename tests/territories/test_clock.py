"""Working days, and the day that actions read."""

import threading
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from territories import clock
from territories.clock import ZONE, Calendar, add_working_days, is_working_day, working_days_between

PLAIN = Calendar()
# Labour Day 2026 with a Monday swapped for the Saturday before it.
SWAPPED = Calendar(
    days_off=frozenset({date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 4)}),
    days_worked=frozenset({date(2026, 5, 9)}),
)


@pytest.mark.parametrize(
    ("day", "calendar", "working"),
    [
        (date(2026, 4, 29), SWAPPED, True),
        (date(2026, 4, 30), SWAPPED, False),
        (date(2026, 5, 2), SWAPPED, False),
        (date(2026, 5, 4), SWAPPED, False),
        (date(2026, 5, 4), PLAIN, True),
        (date(2026, 5, 9), SWAPPED, True),
        (date(2026, 5, 9), PLAIN, False),
        (date(2026, 5, 10), SWAPPED, False),
    ],
)
def test_day_is_worked_or_not(day, calendar, working):
    assert is_working_day(day, calendar) is working


@pytest.mark.parametrize(
    ("start", "days", "calendar", "end"),
    [
        (date(2026, 11, 2), 15, PLAIN, date(2026, 11, 23)),
        (date(2026, 11, 7), 1, PLAIN, date(2026, 11, 9)),
        (date(2026, 4, 29), 1, SWAPPED, date(2026, 5, 5)),
        (date(2026, 5, 8), 1, SWAPPED, date(2026, 5, 9)),
        (date(2026, 4, 20), 15, SWAPPED, date(2026, 5, 13)),
        (date(2026, 5, 5), -1, SWAPPED, date(2026, 4, 29)),
        (date(2026, 11, 7), 0, PLAIN, date(2026, 11, 7)),
    ],
    ids=["7.2-15-days", "from-saturday", "holiday", "saturday", "R27-holidays", "back", "none"],
)
def test_period_of_working_days_does_not_count_its_first_day(start, days, calendar, end):
    assert add_working_days(start, days, calendar) == end


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (date(2026, 5, 8), date(2026, 5, 8), 0),
        (date(2026, 5, 8), date(2026, 5, 11), 2),  # Saturday the 9th is worked
        (date(2026, 4, 29), date(2026, 5, 4), 0),
        (date(2026, 5, 11), date(2026, 5, 8), -2),
    ],
)
def test_working_days_between_two_days(start, end, days):
    assert working_days_between(start, end, SWAPPED) == days


some_days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
calendars = st.builds(
    Calendar, st.frozensets(some_days, max_size=30), st.frozensets(some_days, max_size=10)
)


@settings(max_examples=150, deadline=None, database=None)
@given(some_days, st.integers(1, 60), calendars)
def test_adding_and_counting_agree(start, days, calendar):
    end = add_working_days(start, days, calendar)
    assert is_working_day(end, calendar)
    assert working_days_between(start, end, calendar) == days
    back = add_working_days(end, -days, calendar)
    assert working_days_between(back, end, calendar) == days
    assert back == start or not is_working_day(start, calendar)


@settings(max_examples=150, deadline=None, database=None)
@given(some_days, some_days, some_days, calendars)
def test_counts_add_up_over_a_day_between(one, two, three, calendar):
    total = working_days_between(one, two, calendar) + working_days_between(two, three, calendar)
    assert total == working_days_between(one, three, calendar)


def test_today_is_vietnam_s_day():
    before = datetime.now(ZONE).date()
    assert before <= clock.today() <= before + timedelta(days=1)


def test_today_stands_still_inside_fixed_and_only_there():
    real = clock.today()
    with clock.fixed(date(2026, 11, 20)):
        assert clock.today() == date(2026, 11, 20)
        with clock.fixed(date(2025, 7, 6)):
            assert clock.today() == date(2025, 7, 6)
        assert clock.today() == date(2026, 11, 20)
    assert clock.today() >= real


def fail_in_2020():
    with clock.fixed(date(2020, 1, 1)):
        raise RuntimeError


def test_fixed_is_undone_by_an_error():
    with pytest.raises(RuntimeError):
        fail_in_2020()
    assert clock.today() > date(2020, 1, 1)


def test_fixed_day_stays_in_its_own_thread():
    seen = []
    with clock.fixed(date(2020, 1, 1)):
        other = threading.Thread(target=lambda: seen.append(clock.today()))
        other.start()
        other.join()
    assert seen[0] > date(2020, 1, 1)


def test_instant_lies_on_the_fixed_day_in_vietnam():
    with clock.fixed(date(2026, 11, 20)):
        assert clock.now().date() == date(2026, 11, 20)
        assert clock.now().utcoffset() == timedelta(hours=7)
    assert abs(clock.now() - datetime.now(ZONE)) < timedelta(seconds=5)
