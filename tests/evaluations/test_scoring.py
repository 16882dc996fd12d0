"""From sheets to the star: the numbers printed in the rules."""

import dataclasses
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from councils.quorum import Seat
from evaluations.scoring import (
    HandedIn,
    Reason,
    Rulings,
    Sheet,
    SpreadMode,
    reaches,
    sheet_total,
    shown_mean,
    spread,
    spread_exceeded,
    star_by_points,
    star_for,
    valid_sheets,
)
from regulations.criteria import Minimum, read
from regulations.procedures import read_book

DATA = Path(__file__).parents[2] / "regulations" / "data"
BANDS = read_book(DATA / "regulation-26-2026.yaml").bands
FRESH = read(DATA / "26-2026" / "01-fresh-produce.yaml")


def best(criteria_set, **over):
    """The highest level everywhere (of the first case), but for what is said."""
    marks = {c.key: c.options()[0][-1].ordinal for c in criteria_set.criteria}
    return Sheet(marks | over)


def sheet_of(criteria_set, total, *, least=None, exact=None):
    """A complete sheet with exactly this total, with these points at least and these marks."""
    least, exact = {"B/5.1": 1} | (least or {}), exact or {}  # a story, so that the gate is open
    reachable = {0: {}}
    for c in criteria_set.criteria:
        options = [x for x in c.options()[0] if x.points >= least.get(c.key, 0)]
        if c.key in exact:
            options = [c.level(exact[c.key])]
        reachable = {
            so_far + level.points: marks | {c.key: level.ordinal}
            for so_far, marks in reachable.items()
            for level in options
            if so_far + level.points <= total
        }
    return Sheet(reachable[total])


def lower_level(criteria_set, minimum):
    """The highest level that misses the minimum."""
    levels = criteria_set.criterion(minimum.criterion).levels
    return max((x for x in levels if x.points < minimum.points), key=lambda x: x.points).ordinal


def minimum_of(criteria_set, star):
    """A minimum of the star whose criterion has no lower star's minimum on the same level."""
    return next(
        m
        for m in criteria_set.minimums
        if m.star == star and criteria_set.criterion(m.criterion).gated_by is None
    )


def meeting(criteria_set, star):
    """The points that meet every minimum up to the star."""
    wanted = {}
    for m in criteria_set.minimums:
        if m.star <= star:
            wanted[m.criterion] = max(wanted.get(m.criterion, 0), m.points)
    return wanted


def missing_only(criteria_set, total, star, minimum):
    """A sheet that would be ranked with the star, but for this minimum."""
    exact = {minimum.criterion: lower_level(criteria_set, minimum)}
    return sheet_of(criteria_set, total, least=meeting(criteria_set, star), exact=exact)


@pytest.mark.parametrize(
    ("total", "star"),
    [
        (629, 3),
        (630, 4),
        (449, 2),
        (450, 3),
        (809, 4),
        (810, 5),
        (269, 1),
        (270, 2),
        (0, 1),
        (900, 5),
    ],
    ids=lambda value: f"3.3-{value}",
)
def test_nine_members_rank_by_the_exact_mean(total, star):
    assert star_by_points(BANDS, total, 9) == star


@pytest.mark.parametrize(
    ("hundredths", "star"),
    [
        (2999, 1),
        (3000, 2),
        (4999, 2),
        (5000, 3),
        (6999, 3),
        (7000, 4),
        (8999, 4),
        (9000, 5),
        (10000, 5),
    ],
)
def test_bands_are_half_open(hundredths, star):
    assert star_by_points(BANDS, hundredths, 100) == star


def test_mean_of_no_sheets_is_refused():
    with pytest.raises(ValueError, match="at least one sheet"):
        reaches(0, 0, 50)


@pytest.mark.parametrize(
    ("points_sum", "count", "shown"),
    [
        (17499, 250, "69,99"),  # 69.996
        (629, 9, "69,88"),
        (630, 9, "70,00"),
        (89999, 1000, "89,99"),
        (100, 1, "100,00"),
        (1, 11, "0,09"),
        (0, 5, "0,00"),
    ],
)
def test_shown_mean_is_cut_and_not_rounded(points_sum, count, shown):
    assert shown_mean(points_sum, count) == shown


@pytest.mark.parametrize(
    ("points_sum", "count", "star"),
    [(17499, 250, 3), (89996, 1000, 4), (49999, 1000, 2)],
    ids=["69.996", "89.996", "49.999"],
)
def test_mean_that_would_round_up_to_a_band_stays_below_it(points_sum, count, star):
    assert star_by_points(BANDS, points_sum, count) == star


totals_of_a_pass = st.lists(st.integers(0, 100), min_size=1, max_size=15)
nearby = st.sampled_from([Fraction(n, 1000) for n in (-1, 0, 1)])


@settings(max_examples=300, deadline=None, database=None)
@given(totals_of_a_pass, nearby)
def test_mean_is_exact(totals, distance):
    mean = Fraction(sum(totals), len(totals))
    assert reaches(sum(totals), len(totals), mean + distance) is (distance <= 0)
    whole, decimals = shown_mean(sum(totals), len(totals)).split(",")
    shown = Fraction(int(whole + decimals), 100)
    assert shown <= mean < shown + Fraction(1, 100)


STOP = next(k for k in FRESH.knock_outs if k.effect == "stop_assessment")
REJECT = next(k for k in FRESH.knock_outs if k.effect == "rejected")


@pytest.mark.parametrize(
    ("ticks", "sheets", "stands"),
    [(5, 9, True), (4, 9, False), (4, 8, False), (5, 8, True), (1, 1, True), (0, 9, False)],
)
def test_knock_out_stands_with_more_than_half(ticks, sheets, stands):
    ticking = [Sheet(best(FRESH).marks, frozenset({REJECT.key}))] * ticks
    result = star_for(FRESH, BANDS, ticking + [best(FRESH)] * (sheets - ticks))
    assert result.is_knocked_out is stands
    assert result.star == (None if stands else 5)
    assert result.star_by_points == 5
    vote = next(v for v in result.knock_outs if v.knock_out == REJECT)
    assert (vote.votes, vote.sheets, vote.stands) == (ticks, sheets, stands)


def test_knock_out_stands_by_ruling_of_the_council():
    rulings = Rulings(knock_outs=frozenset({REJECT.key}))
    result = star_for(FRESH, BANDS, [best(FRESH)] * 9, rulings=rulings)
    assert (result.star, result.reasons) == (None, (Reason.KNOCKED_OUT,))
    assert not result.is_recognised


def test_unfinished_stop_sheet_votes_on_the_knock_out_only():
    unfinished = Sheet({"A/1.1": 1}, frozenset({STOP.key}))
    stopped = star_for(FRESH, BANDS, [unfinished] * 5 + [best(FRESH)] * 4)
    assert (stopped.star, stopped.reasons) == (None, (Reason.KNOCKED_OUT,))
    assert (stopped.points_sum, stopped.sheet_count) == (400, 4)


def test_unfinished_stop_sheet_must_be_completed_when_the_knock_out_falls():
    unfinished = Sheet({"A/1.1": 1}, frozenset({STOP.key}))
    open_result = star_for(FRESH, BANDS, [unfinished] * 4 + [best(FRESH)] * 5)
    assert open_result.reasons == (Reason.UNFINISHED_SHEETS,)
    assert not open_result.is_final
    assert open_result.star is None


def test_only_unfinished_sheets_that_stop_are_a_final_result_without_points():
    unfinished = Sheet({}, frozenset({STOP.key}))
    result = star_for(FRESH, BANDS, [unfinished] * 3)
    assert (result.star, result.star_by_points, result.sheet_count) == (None, None, 0)
    assert result.is_final


def test_no_sheets_is_no_result():
    result = star_for(FRESH, BANDS, [])
    assert (result.star, result.reasons, result.is_final) == (None, (Reason.NO_SHEETS,), False)


@pytest.mark.parametrize(
    ("total", "star", "missed", "expected"),
    [(91, 5, 5, 4), (74, 4, 4, 3), (74, 4, 3, 2), (91, 5, 4, 3), (91, 5, 3, 2)],
    ids=["R13-91-without-5", "R13-74-without-4", "74-without-3", "91-without-4", "91-without-3"],
)
def test_missed_minimum_caps_the_star(total, star, missed, expected):
    minimum = minimum_of(FRESH, missed)
    short = missing_only(FRESH, total, star, minimum)
    full = sheet_of(FRESH, total, least=meeting(FRESH, star))
    assert sheet_total(FRESH, short) == sheet_total(FRESH, full) == total

    missed_by_votes = star_for(FRESH, BANDS, [short] * 5 + [full] * 4)
    assert (missed_by_votes.star_by_points, missed_by_votes.star) == (star, expected)
    assert Reason.MINIMUM_MISSED in missed_by_votes.reasons
    vote = next(v for v in missed_by_votes.unmet if v.minimum == minimum)
    assert (vote.votes, vote.sheets, vote.is_met) == (4, 9, False)

    met_by_votes = star_for(FRESH, BANDS, [short] * 4 + [full] * 5)
    assert (met_by_votes.star, met_by_votes.unmet, met_by_votes.reasons) == (star, (), ())


def test_half_of_the_votes_does_not_meet_a_minimum():
    minimum = minimum_of(FRESH, 5)
    short = missing_only(FRESH, 91, 5, minimum)
    result = star_for(FRESH, BANDS, [short] * 4 + [best(FRESH)] * 4)
    assert [v.minimum for v in result.unmet] == [minimum]
    assert result.star == 4


def test_council_may_overrule_a_minimum_both_ways():
    minimum = minimum_of(FRESH, 5)
    short = missing_only(FRESH, 91, 5, minimum)
    granted = star_for(FRESH, BANDS, [short] * 9, rulings=Rulings({minimum: True}))
    denied = star_for(FRESH, BANDS, [best(FRESH)] * 9, rulings=Rulings({minimum: False}))
    assert (granted.star, granted.unmet) == (5, ())
    assert (denied.star, [v.minimum for v in denied.unmet]) == (4, [minimum])
    assert denied.unmet[0].votes == 9


def test_minimum_above_the_star_by_points_is_no_reason():
    result = star_for(FRESH, BANDS, [sheet_of(FRESH, 74, least=meeting(FRESH, 4))] * 9)
    assert (result.star, result.unmet, result.reasons) == (4, (), ())


@pytest.mark.parametrize(
    ("sums", "star", "recognised"),
    [((49, 50), 2, False), ((50, 50), 3, True), ((29, 30), 1, False)],
)
def test_under_three_stars_nothing_is_recognised(sums, star, recognised):
    sheets = [
        sheet_of(FRESH, total, least=meeting(FRESH, 3) if total > 29 else {}) for total in sums
    ]
    result = star_for(FRESH, BANDS, sheets)
    assert (result.star, result.is_recognised) == (star, recognised)
    assert (Reason.TOO_FEW_POINTS in result.reasons) is not recognised


def test_minimum_behind_a_closed_gate_is_missed():
    gated = dataclasses.replace(FRESH, minimums=(Minimum(3, "B/5.2", 1),))
    no_story = Sheet({k: m for k, m in best(FRESH).marks.items() if k != "B/5.2"} | {"B/5.1": 1})
    assert star_for(gated, BANDS, [no_story] * 3).star == 2
    assert star_for(gated, BANDS, [best(FRESH)] * 3).star == 5


def entry(member, pass_no=1, version=1, mark=1):
    return HandedIn(member, pass_no, version, Sheet({"A/1.1": mark}))


def test_valid_sheets_are_the_latest_version_in_the_last_pass():
    seats = [Seat(1, present=True), Seat(2, present=True)]
    handed_in = [entry(1, 2, 2), entry(1, 2, 1), entry(1, 1, 9), entry(2, 1, 1), entry(2, 2, 1)]
    assert valid_sheets(seats, handed_in, last_pass=2) == [entry(1, 2, 2), entry(2, 2, 1)]
    assert valid_sheets(seats, handed_in, last_pass=1) == [entry(1, 1, 9), entry(2, 1, 1)]


def test_sheet_of_the_first_pass_does_not_stand_in_for_the_second():
    seats = [Seat(1, present=True), Seat(2, present=True)]
    assert valid_sheets(seats, [entry(1, 1), entry(2, 2)], last_pass=2) == [entry(2, 2)]


@pytest.mark.parametrize(
    "seat",
    [
        Seat(1, present=False),
        Seat(1, present=True, scores=False),
        Seat(1, present=True, recused=True),
    ],
    ids=["absent", "without-a-vote", "R20-recused"],
)
def test_sheet_of_who_does_not_count_is_not_valid(seat):
    seats = [seat, Seat(2, present=True)]
    assert valid_sheets(seats, [entry(1), entry(2)], last_pass=1) == [entry(2)]


@pytest.mark.parametrize(
    ("totals", "mode", "limit", "exceeded"),
    [
        ([70, 80, 75], SpreadMode.PAIRWISE, 10, False),
        ([70, 81, 75], SpreadMode.PAIRWISE, 10, True),
        ([70, 90], SpreadMode.FROM_MEAN, 10, False),
        ([70, 91], SpreadMode.FROM_MEAN, 10, True),
        ([70, 70, 85], SpreadMode.FROM_MEAN, 10, False),
        ([70, 70, 86], SpreadMode.FROM_MEAN, 10, True),  # mean 75 1/3
        ([0, 100], SpreadMode.OFF, 10, False),
        ([88], SpreadMode.PAIRWISE, 10, False),
        ([], SpreadMode.FROM_MEAN, 10, False),
    ],
)
def test_spread_above_the_limit_asks_for_a_second_pass(totals, mode, limit, exceeded):
    assert spread_exceeded(totals, mode=mode, limit=limit) is exceeded


def test_spread_is_exact():
    assert spread([70, 70, 86], SpreadMode.FROM_MEAN) == Fraction(32, 3)
