"""The filing window of a re-evaluation, its reminders, and the samples."""

from datetime import date, timedelta

import pytest

from products.window import (
    FilingWindow,
    filing_window,
    hand_in_window,
    reminders_due,
    result_clock,
    samples_ready,
)

ENDS = date(2029, 8, 5)
DAYS = (210, 180, 150, 121)


def test_window_is_180_to_120_days_before_the_end():
    window = filing_window(ENDS, opens=180, closes=120)
    assert window == FilingWindow(date(2029, 2, 6), date(2029, 4, 7))
    assert [(ENDS - window.first).days, (ENDS - window.last).days] == [180, 120]


@pytest.mark.parametrize(
    ("days_before", "inside"),
    [(181, False), (180, True), (150, True), (120, True), (119, False), (0, False)],
    ids=lambda value: f"7.6.a-{value}",
)
def test_both_ends_of_the_window_are_included(days_before, inside):
    day = ENDS - timedelta(days=days_before)
    assert (day in filing_window(ENDS, opens=180, closes=120)) is inside


@pytest.mark.parametrize(
    ("days_before", "due"),
    [
        (211, []),
        (210, [210]),
        (181, [210]),
        (180, [210, 180]),
        (150, [210, 180, 150]),
        (121, [210, 180, 150, 121]),
        (0, [210, 180, 150, 121]),
        (-1, []),
    ],
)
def test_reminders_fall_due_on_their_days(days_before, due):
    today = ENDS - timedelta(days=days_before)
    assert reminders_due(ENDS, today=today, days_before=DAYS) == due


@pytest.mark.parametrize(
    ("required", "received", "visited_on", "ready"),
    [
        (5, 4, None, False),
        (5, 5, None, True),
        (5, 6, None, True),
        (5, 0, date(2026, 9, 1), False),
        (0, 0, None, False),
        (0, 0, date(2026, 9, 1), True),
    ],
    ids=["6.2.d-four", "6.2.d-five", "six", "visit-is-no-sample", "tourism-unvisited", "tourism"],
)
def test_samples_or_the_visit_come_before_the_scoring(required, received, visited_on, ready):
    assert samples_ready(required=required, received=received, site_visited_on=visited_on) is ready


@pytest.mark.parametrize(
    ("days_before", "in_force_from", "day", "inside"),
    [
        pytest.param((180, 120), date(2026, 5, 22), ENDS - timedelta(days=181), False, id="181"),
        pytest.param((180, 120), date(2026, 5, 22), ENDS - timedelta(days=180), True, id="180"),
        pytest.param((180, 120), date(2026, 5, 22), ENDS - timedelta(days=120), True, id="120"),
        pytest.param((180, 120), date(2026, 5, 22), ENDS - timedelta(days=119), False, id="119"),
        pytest.param(None, date(2023, 2, 24), date(2023, 3, 1), True, id="148-any day"),
        pytest.param(None, date(2023, 2, 24), ENDS, True, id="148-last day"),
        pytest.param(None, date(2023, 2, 24), ENDS + timedelta(days=1), False, id="148-past"),
        pytest.param(
            (180, 120), ENDS - timedelta(days=119), ENDS, True, id="12.3-closed before in force"
        ),
        pytest.param(
            (180, 120), ENDS - timedelta(days=120), ENDS, False, id="12.3-one day to keep it"
        ),
    ],
)
def test_hand_in_window(
    days_before: tuple[int, int] | None, in_force_from: date, day: date, inside: bool
) -> None:
    window = hand_in_window(ENDS, days_before=days_before, in_force_from=in_force_from)
    assert (day in window) is inside


@pytest.mark.parametrize(
    ("today", "left"),
    [
        pytest.param(date(2029, 3, 1), 45, id="7.6.g-first day"),
        pytest.param(date(2029, 4, 15), 0, id="7.6.g-last day"),
        pytest.param(date(2029, 4, 16), -1, id="7.6.g-late"),
    ],
)
def test_result_clock(today: date, left: int) -> None:
    ticking = result_clock(date(2029, 3, 1), days=45, today=today)
    assert (ticking.due_on, ticking.days_left) == (date(2029, 4, 15), left)
