"""Form 02 as a sum: gates, claims, papers, and what refuses a hand-in."""

from pathlib import Path

import pytest

from ocop_portal.embedded import BASE_DIR
from products.completeness import (
    OUTLOOK,
    PRODUCER_FACTS,
    PRODUCT_FACTS,
    RESULTS,
    Filled,
    Gap,
    Lack,
    applies,
    gaps,
    missing_answers,
    missing_papers,
    papers_named,
    part_totals,
    points,
    self_total,
    undescribed,
    unproven,
)
from regulations.criteria import CriteriaSet
from tests.books import read

BOOK = Path(BASE_DIR) / "regulations" / "data" / "26-2026"
SETS = {rules.number: rules for rules in map(read, sorted(BOOK.glob("*.yaml")))}
RULES = SETS[7]


def best(rules: CriteriaSet) -> dict[str, int]:
    """Claim the highest level of every criterion."""
    return {c.key: max(c.levels, key=lambda level: level.points).ordinal for c in rules.criteria}


def filled(**over: object) -> Filled:
    """A dossier in which nothing is missing."""
    facts: dict = {
        "producer": dict.fromkeys(PRODUCER_FACTS, "có"),
        "product": dict.fromkeys(PRODUCT_FACTS, "có"),
        "texts": dict.fromkeys((*RESULTS, OUTLOOK), "có"),
        "marks": best(RULES),
        "described": {c.key for c in RULES.criteria},
        "proven": {c.key for c in RULES.criteria},
        "papers": {"E02"},
        "expired": [],
        "samples_promised": 5,
    }
    return Filled(**facts | over)


def test_unit_that_has_ended_refuses_before_anything_else() -> None:
    found = gaps(RULES, filled(ended_commune="Xã Nghĩa Kỳ", samples_promised=0))
    assert [(gap.lack, gap.where, gap.refuses) for gap in found] == [
        (Lack.COMMUNE, "Xã Nghĩa Kỳ", True),
        (Lack.SAMPLES, "", True),
    ]


@pytest.mark.parametrize("number", SETS, ids=lambda n: f"set-{n}")
def test_highest_claims_make_100_points_in_every_set(number: int) -> None:
    rules = SETS[number]
    marks = best(rules)
    assert self_total(rules, marks) == 100
    assert part_totals(rules, marks) == {"A": 40, "B": 25, "C": 35}
    assert missing_answers(rules, marks) == []


def test_gate_without_points_closes_what_stands_behind_it() -> None:
    closed = best(RULES) | {"B/5.1": RULES.criterion("B/5.1").levels[0].ordinal}
    assert not applies(RULES, closed, "B/5.2")
    assert points(RULES, closed, "B/5.2") == 0
    unanswered = {key: mark for key, mark in closed.items() if key != "B/5.2"}
    assert missing_answers(RULES, unanswered) == []
    opened = {key: mark for key, mark in best(RULES).items() if key != "B/5.2"}
    assert missing_answers(RULES, opened) == ["B/5.2"]


def test_missing_answers_stand_in_the_order_of_the_set() -> None:
    assert missing_answers(RULES, {})[:3] == ["A/1.1", "A/1.2", "A/1.3"]
    assert "B/5.2" not in missing_answers(RULES, {})


def test_level_that_is_not_there_counts_nothing() -> None:
    assert points(RULES, {"A/1.1": 99}, "A/1.1") == 0


def test_zero_needs_no_description_and_points_do() -> None:
    zero = RULES.criterion("A/1.1").levels[0].ordinal
    assert undescribed(RULES, {"A/1.1": zero}, ()) == []
    assert undescribed(RULES, {"A/1.1": zero + 1}, ()) == ["A/1.1"]
    assert undescribed(RULES, {"A/1.1": zero + 1}, {"A/1.1"}) == []


def test_only_claims_for_which_the_guidance_names_papers_want_proof() -> None:
    marks = best(RULES)
    wanted = {c.key for c in RULES.criteria if c.evidence}
    assert set(unproven(RULES, marks, ())) == wanted
    assert "A/1.3" not in wanted
    assert unproven(RULES, marks, wanted) == []


@pytest.mark.parametrize(
    ("number", "codes"),
    [(7, ("E02",)), (15, ("E02",)), (18, ("E02", "E11")), (19, ("E11",)), (21, ()), (26, ())],
)
def test_papers_named_are_those_of_the_clause_above_the_set(number: int, codes: tuple) -> None:
    assert papers_named(SETS[number]) == codes


def test_missing_papers_keep_their_order() -> None:
    assert missing_papers(("E02", "E11", "E12"), {"E11"}) == ["E02", "E12"]


def test_whole_dossier_has_no_gap() -> None:
    assert gaps(RULES, filled()) == []


@pytest.mark.parametrize(
    ("over", "gap", "refuses"),
    [
        ({"producer": {}}, Gap(Lack.PRODUCER, "name"), True),
        ({"product": {"name": "có"}}, Gap(Lack.PRODUCT, "description"), True),
        ({"texts": {}}, Gap(Lack.TEXT, "production_result"), True),
        ({"marks": {}}, Gap(Lack.ANSWER, "A/1.1"), True),
        ({"described": ()}, Gap(Lack.DESCRIPTION, "A/1.1"), True),
        ({"samples_promised": 4}, Gap(Lack.SAMPLES), True),
        ({"needs_signed_form": True}, Gap(Lack.SIGNED_FORM), True),
        ({"proven": ()}, Gap(Lack.EVIDENCE, "A/1.1"), False),
        ({"papers": ()}, Gap(Lack.PAPER, "E02"), False),
        ({"expired": ["Giấy ATTP"]}, Gap(Lack.EXPIRED, "Giấy ATTP"), False),
    ],
    ids=lambda value: value.lack if isinstance(value, Gap) else "",
)
def test_forms_and_samples_refuse_papers_only_warn(over: dict, gap: Gap, refuses: bool) -> None:
    found = gaps(RULES, filled(**over))
    assert gap in found
    assert gap.refuses is refuses
    assert {one.refuses for one in found} == {refuses}


def test_tourism_promises_no_samples() -> None:
    """26/2026/QĐ-TTg, Điều 6.2.d."""
    rules = SETS[26]
    marks = best(rules)
    keys = {c.key for c in rules.criteria}
    facts = filled(marks=marks, described=keys, proven=keys, samples_promised=0)
    assert gaps(rules, facts) == []
