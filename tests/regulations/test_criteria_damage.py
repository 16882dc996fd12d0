"""What is wrong with a criteria set is named at its place, and refused."""

import copy
from pathlib import Path

import pytest
import yaml

from regulations.criteria import LOADER, CriteriaError, Problem, from_mapping, refusals
from regulations.procedures import read_book

DATA = Path(__file__).parents[2] / "regulations" / "data"


def document(name):
    path = next(DATA.glob(f"{name}-*.yaml"))
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)


def criterion_in(doc, key):
    part, code = key.split("/")
    part = next(p for p in doc["parts"] if p["code"] == part)
    return next(c for c in part["criteria"] if c["code"] == code)


def break_part(doc):
    doc["parts"][0]["max_points"] = 41


def break_section(doc):
    doc["parts"][0]["sections"][0]["max_points"] += 1


def break_parent(doc):
    part = doc["parts"][2]
    next(s for s in part["sections"] if s["code"] == "6.1")["max_points"] += 1


def break_top_level(doc):
    criterion_in(doc, "A/1.5")["levels"][-1]["points"] = 9


def break_sign(doc):
    criterion_in(doc, "A/1.5")["levels"][0]["points"] = -1


def break_type(doc):
    criterion_in(doc, "A/1.5")["levels"][0]["points"] = "l"


def break_order(doc):
    levels = criterion_in(doc, "A/1.5")["levels"]
    levels[1], levels[2] = levels[2], levels[1]


def break_label(doc):
    criterion_in(doc, "A/1.5")["levels"][0]["label_vi"] = ""


def break_star(doc):
    criterion_in(doc, "A/1.5")["levels"][2]["min_for_star"] = 6


def break_mandatory(doc):
    criterion_in(doc, "A/1.5")["mandatory"] = []


def break_code(doc):
    criterion_in(doc, "A/1.5")["code"] = "1.6"


def break_section_code(doc):
    doc["parts"][1]["sections"][1]["code"] = "4"


def break_membership(doc):
    criterion_in(doc, "A/1.5")["section"] = "9"


def break_name(doc):
    criterion_in(doc, "A/1.5")["name_vi"] = ""


def break_gate(doc):
    criterion_in(doc, "B/5.1")["code"] = "5.9"


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (break_part, ("A", "sections add to 40, part maximum 41")),
        (break_section, ("A", "sections add to 41, part maximum 40")),
        (break_parent, ("C/6.1", "criteria add to 10, section maximum 11")),
        (break_top_level, ("A/1.5", "highest level 9, maximum 3")),
        (break_sign, ("A/1.5", "bad points [0, -1, 1, 2, 3]")),
        (break_type, ("A/1.5", "bad points [0, 'l', 1, 2, 3]")),
        (break_order, ("A/1.5", "points not strictly ascending [0, 2, 1, 3]")),
        (break_label, ("A/1.5", "empty or repeated level label")),
        (break_star, ("A/1.5", "star marks [6, 5]")),
        (break_mandatory, ("A/1.5", "mandatory [] does not match the marks [(4, 2), (5, 3)]")),
        (break_code, ("A/1.6", "criterion code used 2 times")),
        (break_section_code, ("B/4", "section code used 2 times")),
        (break_membership, ("A/1.5", "unknown section")),
        (break_name, ("A/1.5", "no name")),
        (break_gate, ("B/5.2", "gated by B/5.1, which is not in the set")),
    ],
)
def test_damage_is_named_at_its_place_and_refused(damage, expected):
    doc = copy.deepcopy(document("26-2026/13"))
    assert refusals(from_mapping(doc)) == []
    damage(doc)
    assert Problem(*expected) in refusals(from_mapping(doc))


def test_parts_that_do_not_make_100_are_refused_everywhere():
    doc = document("26-2026/01")
    doc["parts"].pop()
    found = refusals(from_mapping(doc), read_book(DATA / "regulation-26-2026.yaml").part_maxima)
    assert Problem("", "parts add to 65, maximum 100") in found
    assert [p.where for p in found].count("") == 2


def test_missing_key_is_no_criteria_set():
    doc = document("26-2026/01")
    del doc["anomalies"], doc["source"]
    with pytest.raises(CriteriaError, match="source, anomalies"):
        from_mapping(doc)
