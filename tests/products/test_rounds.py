"""Article 5: which round a request falls into."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from products.rounds import Outside, RoundDates, round_for, rounds_of, why_outside
from regulations.procedures import read_book

BOOK = read_book(Path(__file__).parents[2] / "regulations" / "data" / "regulation-26-2026.yaml")
PROVINCE = rounds_of(2026, BOOK.rounds["province"])
CENTRE = rounds_of(2026, BOOK.rounds["centre"])
FIRST = RoundDates(date(2026, 4, 30), date(2026, 6, 30))
SECOND = RoundDates(date(2026, 10, 30), date(2026, 12, 30))


def test_rounds_of_a_year_are_those_of_article_5():
    assert PROVINCE == (FIRST, SECOND)
    assert (
        RoundDates(date(2026, 1, 30), date(2026, 3, 30)),
        RoundDates(date(2026, 7, 30), date(2026, 9, 30)),
    ) == CENTRE


@pytest.mark.parametrize(
    ("requested_on", "expected"),
    [
        (date(2026, 1, 1), FIRST),
        (date(2026, 4, 29), FIRST),
        (date(2026, 4, 30), SECOND),
        (date(2026, 5, 1), SECOND),
        (date(2026, 10, 29), SECOND),
        (date(2026, 10, 30), None),
        (date(2026, 12, 31), None),
    ],
    ids=lambda value: f"5.1-{value.isoformat()}" if isinstance(value, date) else None,
)
def test_request_must_come_before_the_day(requested_on, expected):
    assert round_for(requested_on, PROVINCE) == expected
    assert round_for(requested_on, reversed(PROVINCE)) == expected


@pytest.mark.parametrize(
    ("requested_on", "held_before"),
    [
        (date(2026, 1, 29), date(2026, 3, 30)),
        (date(2026, 1, 30), date(2026, 9, 30)),
        (date(2026, 7, 29), date(2026, 9, 30)),
    ],
)
def test_request_to_the_centre(requested_on, held_before):
    assert round_for(requested_on, CENTRE).held_before == held_before


def test_request_after_the_last_round_falls_into_the_next_year_when_it_is_there():
    following = rounds_of(2027, BOOK.rounds["province"])
    assert round_for(date(2026, 10, 30), PROVINCE + following) == following[0]


def test_extra_round_of_the_province_takes_its_requests():
    extra = RoundDates(date(2026, 8, 15), date(2026, 9, 15))
    assert round_for(date(2026, 8, 14), [*PROVINCE, extra]) == extra
    assert round_for(date(2026, 8, 15), [*PROVINCE, extra]) == SECOND


@pytest.mark.parametrize(
    ("judged_on", "found", "in_its_year", "expected"),
    [
        (date(2026, 12, 29), SECOND, True, None),
        (date(2026, 12, 30), SECOND, True, Outside.TOO_LATE),
        (date(2026, 11, 1), None, True, Outside.NO_ROUND),
        (date(2025, 12, 31), FIRST, True, Outside.ANOTHER_YEAR),
        (date(2026, 1, 1), FIRST, True, None),
        (date(2025, 12, 31), CENTRE[0], False, None),
        (date(2026, 3, 29), CENTRE[0], False, None),
        (date(2026, 3, 30), CENTRE[0], False, Outside.TOO_LATE),
    ],
)
def test_day_of_the_council_against_the_round_of_the_request(
    judged_on, found, in_its_year, expected
):
    """Điều 5: «trước ngày 30 tháng 12» leaves the 30th out; «trong năm» binds the province."""
    assert why_outside(judged_on, found, in_its_year=in_its_year) == expected


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@settings(max_examples=200, deadline=None, database=None)
@given(days, st.lists(st.builds(RoundDates, days, days), max_size=6))
def test_round_found_is_the_nearest_that_is_still_open(requested_on, rounds):
    found = round_for(requested_on, rounds)
    still_open = [r.requests_before for r in rounds if r.requests_before > requested_on]
    if found is None:
        assert still_open == []
    else:
        assert found.requests_before == min(still_open)
