"""The official sets as data: what may be ticked, what excludes, what does not add up."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from regulations.criteria import (
    LOADER,
    REJECTED,
    STOP_ASSESSMENT,
    Problem,
    from_mapping,
    inferred_effect,
    problems,
    refusals,
)
from regulations.procedures import read_book
from tests.books import read

DATA = Path(__file__).parents[2] / "regulations" / "data"
PATHS = sorted(DATA.glob("*-20*/*.yaml"))
SETS = {f"{path.parent.name}/{path.stem[:2]}": read(path) for path in PATHS}
BOOKS = {
    book.regulation: book for book in (read_book(path) for path in DATA.glob("regulation-*.yaml"))
}
FOLDERS = {"26-2026": 26, "148-2023": 26, "1048-2019": 25}


def of(folder):
    return [criteria_set for name, criteria_set in SETS.items() if name.startswith(folder)]


def criteria_of(folder):
    return [criterion for criteria_set in of(folder) for criterion in criteria_set.criteria]


def document(name):
    path = next(path for path in PATHS if f"{path.parent.name}/{path.stem[:2]}" == name)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)


@pytest.mark.parametrize(("folder", "sets"), FOLDERS.items())
def test_every_set_of_a_book_is_read(folder, sets):
    assert len(of(folder)) == sets
    assert len({s.number for s in of(folder)}) == sets


@pytest.mark.parametrize(
    ("folder", "criteria", "printed"),
    [("26-2026", 787, 2535), ("148-2023", 795, 2632), ("1048-2019", 751, 2688)],
)
def test_counts_of_criteria_and_printed_levels_are_those_of_the_source(folder, criteria, printed):
    found = criteria_of(folder)
    assert len(found) == criteria
    assert sum(level.printed for c in found for level in c.levels) == printed


@pytest.mark.parametrize(
    ("folder", "stars"),
    [
        ("26-2026", {3: 179, 4: 290, 5: 106}),
        ("148-2023", {3: 83, 4: 287, 5: 199}),
        ("1048-2019", {}),
    ],
)
def test_minimums_are_those_of_the_asterisks(folder, stars):
    assert Counter(m.star for s in of(folder) for m in s.minimums) == stars


def test_minimum_of_148_stands_on_the_criterion_where_no_level_is_marked():
    inferred = [(s.number, m) for s in of("148-2023") for m in s.minimums if m.inferred]
    assert len(inferred) == 26
    assert {(m.criterion, m.star, m.points) for _, m in inferred} == {("A/3.6", 4, 1)}
    assert all(
        level.min_for_star is None
        for criteria_set in of("148-2023")
        for level in criteria_set.criterion("A/3.6").levels
    )


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_minimum_names_a_level_that_reaches_it(folder):
    for criteria_set in of(folder):
        for minimum in criteria_set.minimums:
            levels = criteria_set.criterion(minimum.criterion).levels
            assert any(level.points == minimum.points for level in levels), minimum


@pytest.mark.parametrize("name", SETS)
def test_levels_are_numbered_through_all_cases_of_a_criterion(name):
    for criterion in SETS[name].criteria:
        assert [x.ordinal for x in criterion.levels] == list(range(1, len(criterion.levels) + 1))


@pytest.mark.parametrize(
    ("name", "key", "points"),
    [("26-2026/07", "A/3.1", [0, 1, 1, 3]), ("26-2026/23", "C/6.2", [0, 1, 1, 3, 5])],
    ids=["R5-set-7-A/3.1", "R5-set-23-C/6.2"],
)
def test_two_levels_with_the_same_points_stay_two_levels(name, key, points):
    levels = SETS[name].criterion(key).levels
    assert [level.points for level in levels] == points
    twins = [level for level in levels if level.points == 1]
    assert len({(level.ordinal, level.label_vi) for level in twins}) == 2


def test_an_unprinted_zero_is_offered_in_375_criteria_and_3_with_cases():
    zeros = [
        (criterion, level)
        for criterion in criteria_of("26-2026")
        for level in criterion.levels
        if not level.printed and level.label_vi == "Không đạt mức nào"
    ]
    assert all(level.points == 0 for _, level in zeros)
    assert len({id(c) for c, _ in zeros if not c.cases}) == 375
    assert sorted(c.key for c, _ in zeros if c.cases) == sorted(["C/8", "C/9", "C/15"] * 2)


def test_bilingual_label_offers_no_and_yes_in_22_sets():
    unknown = [
        criterion
        for criterion in criteria_of("26-2026")
        if not any(level.printed for level in criterion.levels)
    ]
    assert len(unknown) == 22
    assert all("song ngữ" in criterion.name_vi for criterion in unknown)
    offered = {tuple((x.ordinal, x.points, x.label_vi) for x in c.levels) for c in unknown}
    assert offered == {((1, 0, "Không"), (2, 1, "Có"))}


@pytest.mark.parametrize("name", SETS)
def test_every_case_offers_zero_first(name):
    for criterion in SETS[name].criteria:
        for levels in criterion.options():
            assert [x.points for x in levels].count(0) == 1, criterion.key
            assert levels[0].points == 0, criterion.key


@pytest.mark.parametrize(
    ("folder", "gated"),
    [
        ("26-2026", {"B/5.2": 25}),
        ("148-2023", {"B/5.2": 25, "B/5.3": 5}),
        ("1048-2019", {"B/5.2": 24, "B/5.3": 24}),
    ],
)
def test_gates_are_exactly_the_criteria_that_need_a_story(folder, gated):
    assert Counter(c.key for c in criteria_of(folder) if c.gated_by) == gated
    assert {c.gated_by for c in criteria_of(folder) if c.gated_by} == {"B/5.1"}


def test_another_applicability_note_is_no_gate():
    informing = [
        c
        for c in criteria_of("26-2026")
        if any(n.kind == "applicability" and "Áp dụng bắt buộc" in n.vi for n in c.notes)
    ]
    assert len(informing) == 1
    assert informing[0].gated_by is None


def test_variants_are_tourism_and_the_old_3_2():
    found = {
        folder: Counter((s.number, c.key) for s in of(folder) for c in s.criteria if c.cases)
        for folder in FOLDERS
    }
    tourism = {(26, "C/8"): 1, (26, "C/9"): 1, (26, "C/15"): 1}
    assert found["26-2026"] == tourism
    assert found["148-2023"] == tourism
    assert found["1048-2019"] == {(s.number, "A/3.2"): 1 for s in of("1048-2019")} | {
        (26, "C/9"): 1,
        (26, "C/10"): 1,
        (26, "C/16"): 1,
    }


def test_cases_carry_their_names_and_their_levels():
    criterion = SETS["26-2026/26"].criterion("C/9")
    assert [vi for vi, _ in criterion.cases] == [
        "Dịch vụ du lịch do cộng đồng cung cấp",
        "Dịch vụ du lịch do tổ chức, cá nhân cung cấp",
    ]
    assert [(x.ordinal, x.case, x.points) for x in criterion.levels] == [
        (1, 1, 0),
        (2, 1, 1),
        (3, 1, 2),
        (4, 2, 0),
        (5, 2, 1),
        (6, 2, 2),
    ]


def test_copying_artefact_is_one_list_and_a_recorded_anomaly():
    criteria_set = SETS["1048-2019/06"]
    criterion = criteria_set.criterion("C/6.2")
    assert criterion.cases == ()
    assert [level.points for level in criterion.levels] == [0, 1, 3, 3]
    recorded = [a for a in criteria_set.anomalies if a.where == "C/6.2"]
    assert [a.is_open for a in recorded] == [True]
    assert "copying artefact" in recorded[0].reason


@pytest.mark.parametrize(
    ("folder", "effects", "inferred"),
    [
        # 25 sets print a clause above; 24 notes reject and 22 stop.
        ("26-2026", {REJECTED: 25 + 24, STOP_ASSESSMENT: 22}, 0),
        ("148-2023", {REJECTED: 6, STOP_ASSESSMENT: 15}, 21),
        ("1048-2019", {REJECTED: 25, STOP_ASSESSMENT: 39}, 64),
    ],
)
def test_knock_outs_are_counted_with_their_effect(folder, effects, inferred):
    found = [k for s in of(folder) for k in s.knock_outs]
    assert Counter(k.effect for k in found) == effects
    assert sum(k.inferred for k in found) == inferred


def test_effect_read_from_the_words_agrees_with_every_effect_that_26_2026_states():
    stated = [k for s in of("26-2026") for k in s.knock_outs if k.criterion]
    assert len(stated) == 46
    assert [inferred_effect(k.vi) for k in stated] == [k.effect for k in stated]


@pytest.mark.parametrize(
    ("text", "effect"),
    [
        ("Ghi chú: Không đánh giá các bước tiếp theo nếu …", STOP_ASSESSMENT),
        ("Ghi chú: Không xem xét các chỉ tiêu khác nếu …", STOP_ASSESSMENT),
        ("… sẽ không đánh giá các bước tiếp theo", STOP_ASSESSMENT),
        ("Ghi chú: Bị loại nếu sử dụng toàn bộ nguyên liệu nhập khẩu", REJECTED),
        ("Ghi chú: Nếu sản phẩm vi phạm sở hữu trí tuệ, sẽ bị loại bỏ", REJECTED),
    ],
)
def test_effect_of_an_older_note_follows_its_words(text, effect):
    assert inferred_effect(text) == effect


def test_zeros_knock_out_alone_in_exactly_three_sets():
    computed = {(n, k.key): k.zero_of for n, s in SETS.items() for k in s.knock_outs if k.zero_of}
    four = ("C/6.1", "C/6.2", "C/6.3", "C/6.4")
    assert computed == {
        ("26-2026/16", "C/6.4#1"): four,
        ("1048-2019/07", "C/6.1#1"): ("C/6.1",),
        ("1048-2019/17", "C/6.4#1"): four,
    }


def test_clause_above_the_set_belongs_to_no_criterion():
    clause = SETS["26-2026/16"].knock_outs[0]
    assert (clause.key, clause.criterion, clause.effect) == ("#1", None, REJECTED)
    assert clause.vi.startswith("Giả mạo hồ sơ")
    assert [
        s.number for s in of("26-2026") if not any(k.criterion is None for k in s.knock_outs)
    ] == [26]


def test_note_of_a_heading_is_ticked_at_its_first_criterion():
    found = [(k.key, k.criterion) for k in SETS["1048-2019/12"].knock_outs]
    assert ("C/6.1#1", "C/6.1.1") in found


@pytest.mark.parametrize("name", SETS)
def test_knock_out_keys_are_unique_in_a_set(name):
    keys = [k.key for k in SETS[name].knock_outs]
    assert len(keys) == len(set(keys))
    assert {k.criterion for k in SETS[name].knock_outs if k.criterion} <= {
        c.key for c in SETS[name].criteria
    }


KNOWN = {
    ("1048-2019/06", "C/6.2"): "points not strictly ascending [0, 1, 3, 3]",
    ("1048-2019/10", "C"): "sections add to 38, part maximum 40",
    ("1048-2019/16", "C"): "sections add to 38, part maximum 40",
    ("1048-2019/19", "C"): "sections add to 38, part maximum 40",
    ("148-2023/07", "C/6.4"): "highest level 3, maximum 4",
    ("148-2023/11", "C"): "sections add to 32, part maximum 35",
    ("148-2023/12", "C"): "sections add to 32, part maximum 35",
    ("148-2023/13", "C"): "sections add to 33, part maximum 35",
    ("148-2023/24", "A/2.2"): "empty or repeated level label",
    ("148-2023/25", "A/2.2"): "empty or repeated level label",
    ("26-2026/07", "A/3.1"): "points not strictly ascending [0, 1, 1, 3]",
    ("26-2026/23", "C/6.2"): "points not strictly ascending [0, 1, 1, 3, 5]",
}


def test_problems_of_all_sets_are_the_known_ones():
    found = {
        (name, p.where): p.message
        for name, s in SETS.items()
        for p in problems(s, BOOKS[s.regulation].part_maxima)
    }
    assert found == KNOWN


@pytest.mark.parametrize("name", SETS)
def test_no_set_is_refused_because_every_problem_is_recorded(name):
    criteria_set = SETS[name]
    assert refusals(criteria_set, BOOKS[criteria_set.regulation].part_maxima) == []


@pytest.mark.parametrize("name", sorted({name for name, _ in KNOWN if name != "1048-2019/06"}))
def test_set_is_refused_once_its_anomalies_are_taken_away(name):
    doc = document(name) | {"anomalies": []}
    refused = refusals(from_mapping(doc))
    assert refused == [Problem(where, text) for (n, where), text in KNOWN.items() if n == name]


def test_anomaly_of_another_place_excuses_nothing():
    doc = document("148-2023/11")
    doc["anomalies"][0]["where"] = "B"
    assert [p.where for p in refusals(from_mapping(doc))] == ["C"]


@pytest.mark.parametrize(
    ("folder", "maxima"),
    [
        ("1048-2019", {"A": 35, "B": 25, "C": 40}),
        ("148-2023", {"A": 40, "B": 25, "C": 35}),
        ("26-2026", {"A": 40, "B": 25, "C": 35}),
    ],
)
def test_part_maxima_of_every_set_are_the_book_s(folder, maxima):
    for criteria_set in of(folder):
        assert {part.code: part.max_points for part in criteria_set.parts} == maxima
        assert BOOKS[criteria_set.regulation].part_maxima == maxima


def test_open_anomalies_are_those_of_a_place():
    assert [a.is_open for a in SETS["26-2026/04"].anomalies] == [True, True]
    assert [a.is_open for a in SETS["1048-2019/20"].anomalies] == [False]


def test_ministries_that_were_not_read_are_none():
    assert SETS["26-2026/06"].ministries == ("Bộ Nông nghiệp và Môi trường", "Bộ Công Thương")
    assert {s.ministries for s in of("148-2023")} == {()}


def test_lookup_by_key():
    criteria_set = SETS["26-2026/01"]
    assert criteria_set.criterion("B/5.1").name_vi == "Câu chuyện sản phẩm"
    assert "B/5.1" in criteria_set
    assert "B/9.9" not in criteria_set
    with pytest.raises(KeyError):
        criteria_set.criterion("B/9.9")
