"""Properties of the star over all 77 sets, beside a plain recomputation."""

import dataclasses
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from councils.quorum import Seat, quorum
from evaluations.scoring import HandedIn, Sheet, points, star_for, valid_sheets
from regulations.criteria import LOADER, from_mapping
from regulations.procedures import read_book

DATA = Path(__file__).parents[2] / "regulations" / "data"
DOCUMENTS = {
    f"{path.parent.name}/{path.stem[:2]}": yaml.load(path.read_text("utf-8"), Loader=LOADER)
    for path in sorted(DATA.glob("*-20*/*.yaml"))
}
SETS = {name: from_mapping(doc) for name, doc in DOCUMENTS.items()}
BANDS = read_book(DATA / "regulation-26-2026.yaml").bands

few = settings(
    max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
every_set = pytest.mark.parametrize("name", SETS)


def sheet_from(criteria_set, raw, width):
    """A complete sheet out of bytes: per criterion one of its `width` highest levels."""
    marks = {}
    for byte, criterion in zip(raw, criteria_set.criteria, strict=False):
        options = criterion.options()
        levels = options[byte % len(options)][-width:]
        marks[criterion.key] = levels[byte // 8 % len(levels)].ordinal
    return _complete(criteria_set, Sheet(marks))


def _complete(criteria_set, sheet):
    """Drop what stands behind a closed gate, answer what an open one asks."""
    marks = dict(sheet.marks)
    for criterion in criteria_set.criteria:
        gate = criterion.gated_by
        if gate is not None and points(criteria_set, Sheet(marks), gate) == 0:
            marks.pop(criterion.key, None)
        elif criterion.key not in marks:
            marks[criterion.key] = criterion.levels[0].ordinal
    return Sheet(marks, sheet.knock_outs)


@st.composite
def sheets_of(draw, criteria_set, least=1, most=9):
    size = len(criteria_set.criteria)
    raw = st.binary(min_size=size, max_size=size)
    widths = st.sampled_from([1, 2, 2, 3, 9])
    keys = sorted(k.key for k in criteria_set.knock_outs)
    ticks = st.sampled_from([(), (), (), *((key,) for key in keys)])
    sheets = []
    for _ in range(draw(st.integers(least, most))):
        sheet = sheet_from(criteria_set, draw(raw), draw(widths))
        sheets.append(Sheet(sheet.marks, frozenset(draw(ticks))))
    return sheets


def plain_points(doc):
    """Per criterion the points of every box, in order, straight from the published data."""
    boxes = {}
    for part in doc["parts"]:
        for c in part["criteria"]:
            if c.get("levels") == "unknown":
                lists = [[0, c["max_points"]]]
            elif "variants" in c and all(len(v["levels"]) > 1 for v in c["variants"]):
                lists = [[x["points"] for x in v["levels"]] for v in c["variants"]]
            elif "variants" in c:
                lists = [[x["points"] for v in c["variants"] for x in v["levels"]]]
            else:
                lists = [[x["points"] for x in c["levels"]]]
            with_zero = [found if 0 in found else [0, *found] for found in lists]
            boxes[f"{part['code']}/{c['code']}"] = [p for found in with_zero for p in found]
    return boxes


def plain_star(doc, sheets):
    """The star worked out again, with fractions and the printed notes, as a clerk would."""
    boxes = plain_points(doc)
    scored = [{key: boxes[key][n - 1] for key, n in sheet.marks.items()} for sheet in sheets]
    mean = Fraction(sum(sum(one.values()) for one in scored), len(scored))
    ticks = {}
    for sheet, one in zip(sheets, scored, strict=True):
        for key in sheet.knock_outs:
            ticks.setdefault(key, set()).add(id(one))
        for part in doc["parts"]:
            for c in part["criteria"]:
                for note in c.get("notes", []):
                    here = f"{part['code']}/{c['code']}"
                    words = note["vi"].lower()
                    if "0 điểm tại một trong" in words:
                        zeros = [one[f"C/6.{n}"] == 0 for n in range(1, 5)]
                    elif "bị 0 điểm" in words:
                        zeros = [one[here] == 0]
                    else:
                        continue
                    if any(zeros):
                        ticks.setdefault(f"{here}#1", set()).add(id(one))
    if any(len(who) > len(sheets) / 2 for who in ticks.values()):
        return None
    star = 5 if mean >= 90 else 4 if mean >= 70 else 3 if mean >= 50 else 2 if mean >= 30 else 1
    for lower in (3, 4, 5):
        for part in doc["parts"]:
            for c in part["criteria"]:
                for m in c["mandatory"]:
                    key = f"{part['code']}/{c['code']}"
                    votes = sum(one.get(key, 0) >= m["min_points"] for one in scored)
                    if m["star"] == lower and star >= lower and votes <= len(scored) / 2:
                        return lower - 1
    return star


@every_set
@few
@given(data=st.data())
def test_plain_recomputation_gives_the_same_star(name, data):
    sheets = data.draw(sheets_of(SETS[name]))
    assert star_for(SETS[name], BANDS, sheets).star == plain_star(DOCUMENTS[name], sheets)


@every_set
@few
@given(data=st.data())
def test_order_of_the_sheets_is_irrelevant(name, data):
    sheets = data.draw(sheets_of(SETS[name], least=2))
    shuffled = data.draw(st.permutations(sheets))
    assert star_for(SETS[name], BANDS, shuffled) == star_for(SETS[name], BANDS, sheets)


@every_set
@few
@given(data=st.data())
def test_level_up_never_lowers_the_star(name, data):
    criteria_set = SETS[name]
    sheets = data.draw(sheets_of(criteria_set))
    which = data.draw(st.integers(0, len(sheets) - 1))
    sheet = sheets[which]
    key = data.draw(st.sampled_from(sorted(sheet.marks)))
    criterion = criteria_set.criterion(key)
    now = criterion.level(sheet.marks[key])
    higher = [x for x in criterion.levels if x.case == now.case and x.ordinal >= now.ordinal]
    up = data.draw(st.sampled_from(higher))
    raised = _complete(criteria_set, Sheet(sheet.marks | {key: up.ordinal}, sheet.knock_outs))
    before = star_for(criteria_set, BANDS, sheets)
    after = star_for(criteria_set, BANDS, [*sheets[:which], raised, *sheets[which + 1 :]])
    assert (after.star or 0) >= (before.star or 0)
    assert after.points_sum >= before.points_sum


@every_set
@few
@given(data=st.data())
def test_recused_member_is_as_if_he_had_never_been(name, data):
    criteria_set = SETS[name]
    sheets = data.draw(sheets_of(criteria_set, least=2))
    gone = data.draw(st.integers(0, len(sheets) - 1))
    seats = [Seat(n, present=True, presides=n == 0) for n in range(len(sheets))]
    handed_in = [HandedIn(n, 1, 1, sheet) for n, sheet in enumerate(sheets)]
    recused = [dataclasses.replace(s, recused=s.member == gone) for s in seats]
    never = [seat for seat in seats if seat.member != gone]
    theirs = [one for one in handed_in if one.member != gone]

    with_him = valid_sheets(recused, handed_in, last_pass=1)
    without_him = valid_sheets(never, theirs, last_pass=1)
    assert with_him == without_him
    assert len(with_him) == len(sheets) - 1
    assert star_for(criteria_set, BANDS, [one.sheet for one in with_him]) == star_for(
        criteria_set, BANDS, [s for n, s in enumerate(sheets) if n != gone]
    )
    share = Fraction(3, 4)
    assert quorum(recused, share=share) == quorum(never, share=share)


@every_set
@few
@given(data=st.data())
def test_star_is_never_above_its_points_and_every_cap_is_explained(name, data):
    result = star_for(SETS[name], BANDS, data.draw(sheets_of(SETS[name])))
    if result.is_knocked_out:
        assert result.star is None
        assert any(vote.stands for vote in result.knock_outs)
        return
    assert 1 <= result.star <= result.star_by_points
    assert (result.star < result.star_by_points) is bool(result.unmet)
    assert all(not vote.is_met for vote in result.unmet)
    assert result.is_recognised is (result.star >= 3)
