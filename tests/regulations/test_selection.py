"""Which book a dossier falls under by the day it is handed in."""

import copy
import itertools
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from regulations.criteria import LOADER, from_mapping
from regulations.procedures import Band, RoundTerm, read_book, read_procedures
from regulations.selection import (
    procedure_for,
    transition_deadline,
    transition_passed,
    unchanged_criteria,
)

DATA = Path(__file__).parents[2] / "regulations" / "data"
PROCEDURES = read_procedures(DATA / "procedures.yaml")
BY_CODE = {rule.code: rule for rule in PROCEDURES}
LAW_1048, LAW_148, LAW_26 = "1048/QD-TTg-2019", "148/QD-TTg-2023", "26/2026/QD-TTg"


def awards_3_stars(rule):
    return [level.level for level in rule.levels if 3 in level.awards]


@pytest.mark.parametrize(
    ("handed_in_on", "criteria", "procedure", "level_of_3_stars"),
    [
        (date(2019, 8, 21), LAW_1048, "1048", ["province"]),
        (date(2023, 2, 23), LAW_1048, "1048", ["province"]),
        (date(2023, 2, 24), LAW_148, "148", ["district"]),
        (date(2025, 7, 5), LAW_148, "148", ["district"]),
        (date(2025, 7, 6), LAW_148, "148-1489", ["province"]),
        (date(2026, 5, 21), LAW_148, "148-1489", ["province"]),
        (date(2026, 5, 22), LAW_26, "26-2026", ["province"]),
        (date(2031, 1, 1), LAW_26, "26-2026", ["province"]),
    ],
    ids=lambda value: value.isoformat() if isinstance(value, date) else None,
)
def test_book_and_competence_follow_the_day_of_hand_in(
    handed_in_on, criteria, procedure, level_of_3_stars
):
    rule = procedure_for(PROCEDURES, handed_in_on=handed_in_on)
    assert (rule.criteria, rule.code) == (criteria, procedure)
    assert awards_3_stars(rule) == level_of_3_stars


def test_before_the_first_book_there_is_none():
    assert procedure_for(PROCEDURES, handed_in_on=date(2019, 8, 20)) is None


@settings(max_examples=200, deadline=None, database=None)
@given(st.dates(date(2019, 8, 21), date(2040, 1, 1)))
def test_every_day_since_1048_has_exactly_one_procedure(day):
    holding = [
        rule
        for rule in PROCEDURES
        if rule.handed_in_from <= day and (rule.handed_in_to is None or day <= rule.handed_in_to)
    ]
    assert holding == [procedure_for(PROCEDURES, handed_in_on=day)]
    assert procedure_for(reversed(PROCEDURES), handed_in_on=day) == holding[0]


def test_procedures_follow_one_another_without_a_gap():
    ordered = sorted(PROCEDURES, key=lambda rule: rule.handed_in_from)
    for earlier, later in itertools.pairwise(ordered):
        assert earlier.handed_in_to + timedelta(days=1) == later.handed_in_from
    assert ordered[-1].handed_in_to is None


@pytest.mark.parametrize("code", ["1048", "148", "148-1489"])
@pytest.mark.parametrize(
    ("re_evaluation", "today", "passed"),
    [
        (False, date(2026, 7, 21), False),
        (False, date(2026, 7, 22), True),
        (True, date(2026, 6, 21), False),
        (True, date(2026, 6, 22), True),
    ],
    ids=["12.2.a-last-day", "12.2.a-passed", "12.2.b-last-day", "12.2.b-passed"],
)
def test_transition_ends_after_its_last_day(code, re_evaluation, today, passed):
    assert transition_passed(BY_CODE[code], re_evaluation=re_evaluation, today=today) is passed


def test_a_file_under_the_book_in_force_has_no_transition():
    rule = BY_CODE["26-2026"]
    assert transition_deadline(rule, re_evaluation=False) is None
    assert not transition_passed(rule, re_evaluation=True, today=date(2099, 1, 1))


@pytest.mark.parametrize(
    ("code", "level", "awards", "forwards_from", "on_forward"),
    [
        ("1048", "district", (), 50, "forward_only"),
        ("1048", "province", (3, 4), 90, "recognise_too"),
        ("1048", "centre", (5,), None, None),
        ("148", "district", (3,), 70, "forward_only"),
        ("148", "province", (4,), 90, "recognise_too"),
        ("148", "centre", (5,), None, None),
        ("148-1489", "province", (3, 4), 90, "recognise_too"),
        ("148-1489", "centre", (5,), None, None),
        ("26-2026", "province", (3, 4), 90, "approve_only"),
        ("26-2026", "centre", (5,), None, None),
    ],
)
def test_competence_of_each_level_is_the_table_of_r3(
    code, level, awards, forwards_from, on_forward
):
    rule = BY_CODE[code].level(level)
    assert (rule.awards, rule.forwards_from, rule.on_forward) == (awards, forwards_from, on_forward)


def test_the_commune_reports_within_15_working_days_and_no_district_remains():
    assert BY_CODE["26-2026"].level("commune").working_days == 15
    assert BY_CODE["26-2026"].level("commune").examines == "report"
    assert [BY_CODE[code].level("district") for code in ("148-1489", "26-2026")] == [None, None]


def test_re_evaluation_terms_are_those_of_article_7_6():
    terms = BY_CODE["26-2026"].re_evaluation
    assert (terms.opens_days_before, terms.closes_days_before, terms.days) == (180, 120, 45)


@pytest.mark.parametrize("name", ["1048-2019", "148-2023", "26-2026"])
def test_bands_are_half_open_at_30_50_70_90_in_every_book(name):
    book = read_book(DATA / f"regulation-{name}.yaml")
    assert book.bands == (Band(1, 0), Band(2, 30), Band(3, 50), Band(4, 70), Band(5, 90))


def test_rounds_and_term_of_26_2026_are_read():
    book = read_book(DATA / "regulation-26-2026.yaml")
    assert book.rounds == {
        "province": (RoundTerm((4, 30), (6, 30)), RoundTerm((10, 30), (12, 30))),
        "centre": (RoundTerm((7, 30), (9, 30)), RoundTerm((1, 30), (3, 30))),
    }
    assert book.certificate_months == 36
    assert read_book(DATA / "regulation-148-2023.yaml").rounds == {"province": (), "centre": ()}


def document(name):
    path = next(DATA.glob(f"{name}-*.yaml"))
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)


def changed(change):
    old = document("26-2026/01")
    new = copy.deepcopy(old)
    change({f"{p['code']}/{c['code']}": c for p in new["parts"] for c in p["criteria"]})
    return from_mapping(old), from_mapping(new)


def test_all_answers_stay_when_nothing_changed():
    old, new = changed(lambda criteria: None)
    assert unchanged_criteria(old, new) == {c.key for c in new.criteria}


def new_points(criteria):
    criteria["A/2.2"]["levels"][-1]["points"] += 1


def new_words(criteria):
    criteria["A/2.2"]["levels"][0]["label_vi"] += " (sửa đổi)"


def new_note(criteria):
    criteria["A/2.2"]["notes"] = [{"kind": "requirement", "vi": "Yêu cầu mới", "en": "New"}]


def new_name(criteria):
    criteria["A/2.2"]["name_vi"] = "Bao bì"


@pytest.mark.parametrize("change", [new_points, new_words, new_note, new_name])
def test_answer_is_cleared_where_the_question_changed(change):
    old, new = changed(change)
    assert {c.key for c in new.criteria} - unchanged_criteria(old, new) == {"A/2.2"}


def new_translation(criteria):
    criteria["A/2.2"]["levels"][0]["label_en"] = "Another translation"


def new_asterisk(criteria):
    criteria["A/2.2"]["levels"][-1]["min_for_star"] = 5


@pytest.mark.parametrize("change", [new_translation, new_asterisk])
def test_answer_stays_where_only_a_translation_or_a_minimum_changed(change):
    old, new = changed(change)
    assert unchanged_criteria(old, new) == {c.key for c in new.criteria}


def test_answer_behind_a_gate_goes_with_the_answer_of_the_gate():
    def change(criteria):
        criteria["B/5.1"]["levels"][0]["label_vi"] += "!"

    old, new = changed(change)
    assert {c.key for c in new.criteria} - unchanged_criteria(old, new) == {"B/5.1", "B/5.2"}


def test_from_148_to_26_2026_only_the_same_questions_survive():
    old, new = (from_mapping(document(f"{book}/01")) for book in ("148-2023", "26-2026"))
    kept = unchanged_criteria(old, new)
    assert kept
    assert kept < {c.key for c in new.criteria}
    for key in kept:
        before, after = old.criterion(key), new.criterion(key)
        assert before.name_vi == after.name_vi
        assert [(x.points, x.label_vi) for x in before.levels] == [
            (x.points, x.label_vi) for x in after.levels
        ]
