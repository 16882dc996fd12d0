"""One sheet: which answers stand, what is missing, what it adds to, when it may be handed in."""

from pathlib import Path

import pytest

from evaluations.scoring import (
    Fault,
    Sheet,
    SheetProblem,
    check_answers,
    check_sheet,
    is_complete,
    may_hand_in,
    missing,
    part_totals,
    points,
    sheet_total,
    ticked,
)
from tests.books import read

DATA = Path(__file__).parents[2] / "regulations" / "data"
SETS = {
    f"{path.parent.name}/{path.stem[:2]}": read(path) for path in sorted(DATA.glob("*-20*/*.yaml"))
}
FRESH, WATER, TOURISM = SETS["26-2026/01"], SETS["26-2026/16"], SETS["26-2026/26"]
every_set = pytest.mark.parametrize("name", SETS)


def best(criteria_set, **over):
    """The highest level everywhere (of the first case), but for what is said."""
    marks = {c.key: c.options()[0][-1].ordinal for c in criteria_set.criteria}
    return Sheet(marks | over)


@every_set
def test_best_sheet_is_complete_and_adds_to_what_the_set_prints(name):
    criteria_set = SETS[name]
    sheet = best(criteria_set)
    for criterion in criteria_set.criteria:
        if criterion.cases:  # the other case may be worth more (1048: 3.2)
            top = max(criterion.levels, key=lambda level: level.points)
            sheet = Sheet(sheet.marks | {criterion.key: top.ordinal})
    short = {
        "1048-2019/10": 98,
        "1048-2019/16": 98,
        "1048-2019/19": 98,
        "148-2023/07": 99,
        "148-2023/11": 97,
        "148-2023/12": 97,
        "148-2023/13": 98,
    }
    assert is_complete(criteria_set, sheet)
    assert sheet_total(criteria_set, sheet) == short.get(name, 100)
    assert sum(part_totals(criteria_set, sheet).values()) == short.get(name, 100)


def test_part_totals_of_the_best_sheet_are_40_25_35():
    assert part_totals(FRESH, best(FRESH)) == {"A": 40, "B": 25, "C": 35}


def test_points_come_from_the_level_and_twins_are_told_apart():
    flowers = SETS["26-2026/23"]
    levels = flowers.criterion("C/6.2").levels
    assert [points(flowers, Sheet({"C/6.2": x.ordinal}), "C/6.2") for x in levels] == [
        0,
        1,
        1,
        3,
        5,
    ]


@pytest.mark.parametrize(
    ("marks", "where", "fault"),
    [
        ({"A/9.9": 1}, "A/9.9", Fault.UNKNOWN_CRITERION),
        ({"A/1.1": 99}, "A/1.1", Fault.FOREIGN_LEVEL),
        ({"A/1.1": 0}, "A/1.1", Fault.FOREIGN_LEVEL),
        ({"B/5.1": 1, "B/5.2": 2}, "B/5.2", Fault.GATE_CLOSED),
        ({"B/5.2": 2}, "B/5.2", Fault.GATE_CLOSED),
    ],
    ids=["unknown", "R5-level-of-another", "R5-no-level", "R7-no-story", "R7-story-unanswered"],
)
def test_answer_that_cannot_stand_is_named(marks, where, fault):
    assert check_sheet(FRESH, Sheet(marks)) == [SheetProblem(where, fault)]


def test_unknown_knock_out_is_named():
    found = check_sheet(FRESH, Sheet({}, frozenset({"A/7.7#1", "#1"})))
    assert found == [SheetProblem("A/7.7#1", Fault.UNKNOWN_KNOCK_OUT)]


def test_two_answers_to_one_criterion_are_refused_before_one_hides_the_other():
    answers = [("C/9", 2), ("C/9", 5), ("A/1.1", 1), ("A/1.2", 1), ("A/1.2", 2), ("A/1.2", 2)]
    assert check_answers(TOURISM, answers) == [
        SheetProblem("C/9", Fault.TWO_CASES),
        SheetProblem("A/1.2", Fault.TWO_LEVELS),
    ]
    assert check_answers(TOURISM, [("C/9", 5), ("C/9", 5)]) == []
    assert check_answers(TOURISM, [("X/1", 1), ("X/1", 2)]) == [
        SheetProblem("X/1", Fault.UNKNOWN_CRITERION)
    ]


@pytest.mark.parametrize("ordinal", [3, 6], ids=["R8-community", "R8-organisation"])
def test_one_case_of_a_variant_answers_the_criterion(ordinal):
    sheet = best(TOURISM, **{"C/9": ordinal})
    assert is_complete(TOURISM, sheet)
    assert points(TOURISM, sheet, "C/9") == 2


@every_set
def test_each_criterion_left_out_is_missing(name):
    criteria_set = SETS[name]
    full = best(criteria_set)
    for criterion in criteria_set.criteria:
        rest = Sheet({key: mark for key, mark in full.marks.items() if key != criterion.key})
        assert missing(criteria_set, rest) == [criterion.key]


def test_missing_follows_the_order_of_the_sheet():
    everything = best(FRESH).marks
    some = {key: mark for key, mark in everything.items() if key not in {"C/8", "A/1.2"}}
    assert missing(FRESH, Sheet(some)) == ["A/1.2", "C/8"]
    assert not is_complete(FRESH, Sheet(some))
    assert not may_hand_in(FRESH, Sheet(some))


def test_closed_gate_is_not_missing_and_counts_nothing():
    no_story = best(FRESH, **{"B/5.1": 1})
    assert points(FRESH, no_story, "B/5.2") == 0
    assert sheet_total(FRESH, no_story) == 100 - 5 - 2
    assert not may_hand_in(FRESH, no_story)
    without = {key: mark for key, mark in no_story.marks.items() if key != "B/5.2"}
    assert missing(FRESH, Sheet(without)) == []
    assert is_complete(FRESH, Sheet(without))


def test_opening_the_gate_asks_for_what_is_behind_it():
    marks = {key: mark for key, mark in best(FRESH).marks.items() if key != "B/5.2"}
    assert missing(FRESH, Sheet(marks)) == ["B/5.2"]


STOP = next(k for k in FRESH.knock_outs if k.effect == "stop_assessment")
REJECT = next(k for k in FRESH.knock_outs if k.effect == "rejected")


def test_stop_sheet_may_be_handed_in_unfinished_but_a_rejection_may_not():
    begun = {"A/1.1": 1}
    assert may_hand_in(FRESH, Sheet(begun, frozenset({STOP.key})))
    assert not may_hand_in(FRESH, Sheet(begun, frozenset({REJECT.key})))
    assert not may_hand_in(FRESH, Sheet({"A/1.1": 99}, frozenset({STOP.key})))


@pytest.mark.parametrize("key", ["C/6.1", "C/6.2", "C/6.3", "C/6.4"])
def test_zero_in_water_knocks_out_by_itself(key):
    zero = WATER.criterion(key).levels[0].ordinal
    assert ticked(WATER, Sheet({key: zero})) == {"C/6.4#1"}
    assert may_hand_in(WATER, Sheet({key: zero}))
    assert ticked(WATER, Sheet({key: zero + 1})) == frozenset()
    assert ticked(WATER, Sheet({})) == frozenset()
