"""36 months, the day after, and what the public page says meanwhile."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.validity import (
    Life,
    PublicStatus,
    expires_on,
    extended_until,
    result_due_on,
    status_on,
    valid_on,
)

ISSUED, ENDS = date(2026, 8, 5), date(2029, 8, 5)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("issued_on", "last"),
    [
        (date(2026, 8, 5), date(2029, 8, 5)),
        (date(2028, 2, 29), date(2031, 2, 28)),
        (date(2025, 2, 28), date(2028, 2, 28)),
        (date(2026, 12, 31), date(2029, 12, 31)),
        (date(2026, 1, 1), date(2029, 1, 1)),
    ],
    ids=["4.3-as-printed", "4.3-leap-day", "4.3-into-a-leap-year", "4.3-december", "4.3-january"],
)
def test_certificate_ends_on_the_same_day_36_months_later(issued_on, last):
    assert expires_on(issued_on, months=36) == last


def test_last_of_a_short_month_stands_for_a_missing_day():
    assert expires_on(date(2026, 8, 31), months=6) == date(2027, 2, 28)
    assert expires_on(date(2026, 1, 31), months=1) == date(2026, 2, 28)


@settings(max_examples=200, deadline=None, database=None)
@given(st.dates(date(2018, 1, 1), date(2090, 1, 1)))
def test_term_is_three_years_to_the_day_but_for_the_leap_day(issued_on):
    last = expires_on(issued_on, months=36)
    assert (last.year, last.month) == (issued_on.year + 3, issued_on.month)
    assert last.day == issued_on.day or (issued_on.month, issued_on.day) == (2, 29)


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        (ISSUED - DAY, False),
        (ISSUED, True),
        (ENDS, True),
        (ENDS + DAY, False),
    ],
    ids=["before", "first-day", "last-day-included", "day-after"],
)
def test_certificate_holds_from_its_first_to_its_last_day(day, valid):
    assert valid_on(Life(ISSUED, ENDS), day) is valid


@pytest.mark.parametrize(
    ("life", "day", "status"),
    [
        ({}, ISSUED - DAY, None),
        ({}, ENDS, PublicStatus.VALID),
        ({}, ENDS + DAY, PublicStatus.EXPIRED),
        ({"revoked_on": date(2027, 3, 1)}, date(2027, 2, 28), PublicStatus.VALID),
        ({"revoked_on": date(2027, 3, 1)}, date(2027, 3, 1), PublicStatus.REVOKED),
        ({"revoked_on": date(2027, 3, 1)}, ENDS + DAY, PublicStatus.REVOKED),
        ({"superseded_on": date(2028, 1, 1)}, date(2027, 12, 31), PublicStatus.VALID),
        ({"superseded_on": date(2028, 1, 1)}, date(2028, 1, 1), PublicStatus.SUPERSEDED),
        ({"superseded_on": date(2028, 1, 1)}, ENDS + DAY, PublicStatus.SUPERSEDED),
        ({"superseded_on": ENDS + DAY}, ENDS + DAY, PublicStatus.EXPIRED),
        (
            {"superseded_on": date(2028, 1, 1), "revoked_on": date(2028, 6, 1)},
            date(2028, 7, 1),
            PublicStatus.REVOKED,
        ),
        (
            {"suspensions": ((date(2027, 1, 1), date(2027, 2, 1)),)},
            date(2027, 1, 31),
            PublicStatus.SUSPENDED,
        ),
        (
            {"suspensions": ((date(2027, 1, 1), date(2027, 2, 1)),)},
            date(2027, 2, 1),
            PublicStatus.VALID,
        ),
        ({"suspensions": ((date(2027, 1, 1), None),)}, ENDS, PublicStatus.SUSPENDED),
        ({"suspensions": ((date(2027, 1, 1), None),)}, ENDS + DAY, PublicStatus.EXPIRED),
        ({"extended_to": date(2029, 10, 1)}, date(2029, 10, 1), PublicStatus.VALID),
        ({"extended_to": date(2029, 10, 1)}, date(2029, 10, 2), PublicStatus.EXPIRED),
    ],
)
def test_status_of_a_day_follows_the_acts_up_to_it(life, day, status):
    assert status_on(Life(ISSUED, ENDS, **life), day) == status


@pytest.mark.parametrize(
    ("result_on", "until"),
    [
        (None, date(2030, 2, 1)),
        (date(2029, 9, 1), date(2029, 9, 1)),
        (date(2030, 2, 1), date(2030, 2, 1)),
        (date(2030, 2, 2), date(2030, 2, 1)),
        (date(2029, 7, 1), ENDS),
    ],
    ids=["12.3-no-result", "12.3-result", "12.3-day-180", "12.3-day-181", "result-in-time"],
)
def test_extension_ends_with_the_result_and_never_after_180_days(result_on, until):
    assert extended_until(ENDS, result_on=result_on, cap_days=180) == until


def test_result_is_due_45_days_after_the_full_file():
    assert result_due_on(date(2029, 3, 1), days=45) == date(2029, 4, 15)


days = st.dates(date(2026, 1, 1), date(2031, 1, 1))


@settings(max_examples=300, deadline=None, database=None)
@given(st.one_of(st.none(), days), st.one_of(st.none(), days), days, days)
def test_what_has_ended_never_becomes_valid_again(revoked_on, superseded_on, first, second):
    life = Life(ISSUED, ENDS, revoked_on=revoked_on, superseded_on=superseded_on)
    earlier, later = sorted((first, second))
    if earlier >= ISSUED and not valid_on(life, earlier):
        assert not valid_on(life, later)
