"""The shipped lists: nothing lost, nothing overlapping, nothing pointing nowhere."""

import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest

from products.holding import DISTRICTS_ENDED_ON
from territories.building import COLUMNS, state_of
from territories.building_lineage import Edge
from territories.building_names import slug
from territories.building_sources import read_rows

DATA = Path(__file__).resolve().parents[2] / "territories" / "data"
REFORM_ON = date(2025, 7, 1)
EVE = "2025-06-30"
DIGITS = {"province": 2, "district": 3, "commune": 5}
# Kon Tum, Quảng Ngãi, Bình Thuận, Lâm Đồng, Đắk Nông
FIVE_PROVINCES = ("62", "51", "60", "68", "67")


def read(name: str) -> list[dict[str, str]]:
    return read_rows(DATA / f"{name}.csv")


UNITS = read("units")
SUCCESSIONS = read("successions")
REVIEW = read("review")
OLD = {(u["kind"], u["code"]): u for u in UNITS if not u["valid_from"]}
OLD_COMMUNES = {code for kind, code in OLD if kind == "commune"}
REFORM = [s for s in SUCCESSIONS if s["effective_on"] == REFORM_ON.isoformat()]
COMMUNE_EDGES = [s for s in REFORM if s["level"] == "commune"]


def period(unit: dict[str, str]) -> tuple[date, date]:
    first = date.fromisoformat(unit["valid_from"]) if unit["valid_from"] else date.min
    return first, date.fromisoformat(unit["valid_to"]) if unit["valid_to"] else date.max


def on(kind: str, code: str, day: date) -> dict[str, str]:
    """The one unit that had this code on that day."""
    found = [u for u in BY_CODE[kind, code] if period(u)[0] <= day <= period(u)[1]]
    assert len(found) == 1, (kind, code, day)
    return found[0]


BY_CODE = defaultdict(list)
for _unit in UNITS:
    BY_CODE[_unit["kind"], _unit["code"]].append(_unit)


def old_province(commune: str) -> str:
    return OLD["district", OLD["commune", commune]["parent_code"]]["parent_code"]


@pytest.mark.parametrize(
    ("day", "kind", "expected"),
    [
        (date(2025, 6, 30), "province", {"tỉnh": 58, "thành phố": 5}),
        (
            date(2025, 6, 30),
            "district",
            {"huyện": 524, "thành phố": 83, "thị xã": 52, "quận": 46},
        ),
        (date(2025, 6, 30), "commune", {"xã": 8248, "phường": 1737, "thị trấn": 614}),
        (REFORM_ON, "province", {"tỉnh": 28, "thành phố": 6}),
        (REFORM_ON, "commune", {"xã": 2621, "phường": 687, "đặc khu": 13}),
        (REFORM_ON, "district", {}),
        (date(2026, 4, 30), "province", {"tỉnh": 27, "thành phố": 7}),
        (date(2026, 4, 30), "commune", {"xã": 2611, "phường": 697, "đặc khu": 13}),
        (date(2026, 9, 1), "province", {"tỉnh": 26, "thành phố": 8}),
        (date(2026, 9, 20), "province", {"tỉnh": 25, "thành phố": 9}),
        (date(2026, 9, 20), "commune", {"xã": 2599, "phường": 709, "đặc khu": 13}),
    ],
)
def test_counts_on_a_day(day, kind, expected):
    living = [u for u in UNITS if u["kind"] == kind and period(u)[0] <= day <= period(u)[1]]
    assert Counter(u["form"] for u in living) == expected


def test_no_district_outlives_the_day_from_which_none_is_looked_for():
    """Holding asks the database for districts until that day only."""
    last = max(period(u)[1] for u in UNITS if u["kind"] == "district")
    assert last == DISTRICTS_ENDED_ON - timedelta(days=1)


@pytest.mark.parametrize("name", [*COLUMNS, "acts", "hand_edges", "holidays", "disagreements"])
def test_file_is_nfc_with_unix_lines(name):
    content = (DATA / f"{name}.csv").read_bytes()
    text = content.decode("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert b"\r" not in content
    assert text.endswith("\n")


@pytest.mark.parametrize("name", COLUMNS)
def test_file_has_its_columns(name):
    header = (DATA / f"{name}.csv").read_text(encoding="utf-8").split("\n", 1)[0]
    assert tuple(header.split(",")) == COLUMNS[name]


def test_units_are_sorted_and_codes_are_padded():
    order = {"province": 0, "district": 1, "commune": 2}
    keys = [(order[u["kind"]], u["code"], u["valid_from"]) for u in UNITS]
    assert keys == sorted(keys)
    bad = [u for u in UNITS if not re.fullmatch(rf"\d{{{DIGITS[u['kind']]}}}", u["code"])]
    assert bad == []


def test_names_are_clean_and_without_their_form():
    bad = [
        u["name"]
        for u in UNITS
        if u["name"] != " ".join(u["name"].split())
        or u["name"].casefold().startswith(u["form"] + " ")
        or not u["name"]
    ]
    assert bad == []


def test_periods_of_one_code_do_not_overlap():
    for units in BY_CODE.values():
        spans = sorted(period(unit) for unit in units)
        for (first, last), (following, _) in itertools.pairwise(spans):
            assert first <= last < following, units


def test_parents_exist_on_the_last_day_of_their_children():
    for unit in UNITS:
        if unit["kind"] == "province":
            assert (unit["parent_kind"], unit["parent_code"]) == ("", "")
            continue
        expected = (
            "district" if unit["kind"] == "commune" and not unit["valid_from"] else "province"
        )
        assert unit["parent_kind"] == expected
        parent = on(unit["parent_kind"], unit["parent_code"], period(unit)[1])
        assert period(parent)[0] <= period(unit)[1]


def test_units_of_today_name_their_act():
    today = [u for u in UNITS if u["valid_from"]]
    assert [u["code"] for u in today if not re.fullmatch(r"\d+/\S+", u["legal_basis"])] == []
    assert {u["legal_basis"] for u in UNITS if not u["valid_from"]} == {""}


def test_successions_refer_to_units_that_end_and_begin_on_the_day():
    ended = {(u["kind"], u["code"], u["valid_to"]) for u in UNITS}
    began = {(u["kind"], u["code"], u["valid_from"]) for u in UNITS}
    for row in SUCCESSIONS:
        eve = (date.fromisoformat(row["effective_on"]) - timedelta(days=1)).isoformat()
        assert (row["level"], row["predecessor_code"], eve) in ended, row
        assert (row["level"], row["successor_code"], row["effective_on"]) in began, row


def test_successions_are_unique_and_speak_the_agreed_words():
    keys = [
        (s["level"], s["predecessor_code"], s["successor_code"], s["effective_on"])
        for s in SUCCESSIONS
    ]
    assert len(keys) == len(set(keys))
    assert {s["kind"] for s in SUCCESSIONS} == {"merge", "split", "rename", "retype"}
    assert {s["partial"] for s in SUCCESSIONS} == {"0", "1"}
    assert {s["source"] for s in SUCCESSIONS} <= {"note", "between", "list", "hand"}
    assert [s for s in SUCCESSIONS if not s["legal_basis"]] == []
    assert [s for s in SUCCESSIONS if (s["kind"] == "split") != (s["partial"] == "1")] == []


def test_no_commune_is_whole_in_two_places():
    places = defaultdict(list)
    for row in COMMUNE_EDGES:
        places[row["predecessor_code"]].append(row["partial"])
    assert [code for code, parts in places.items() if len(parts) > 1 and "0" in parts] == []


def test_no_succession_crosses_a_province_border():
    new_province = {
        s["predecessor_code"]: s["successor_code"] for s in REFORM if s["level"] == "province"
    }
    assert len(new_province) == 63
    crossing = [
        s
        for s in COMMUNE_EDGES
        if new_province[old_province(s["predecessor_code"])]
        != on("commune", s["successor_code"], REFORM_ON)["parent_code"]
    ]
    assert crossing == []


def test_every_old_commune_has_a_successor_or_stands_on_the_review_list():
    followed = {s["predecessor_code"] for s in COMMUNE_EDGES}
    unresolved = [r["code"] for r in REVIEW if r["subject"] == "unresolved"]
    assert len(unresolved) == len(set(unresolved))
    assert followed & set(unresolved) == set()
    assert followed | set(unresolved) == OLD_COMMUNES
    assert all(r["reason"] for r in REVIEW)


def test_communes_known_in_part_only_are_listed_too():
    edges = defaultdict(list)
    for row in COMMUNE_EDGES:
        edges[row["predecessor_code"]].append(row["partial"])
    alone = {code for code, parts in edges.items() if parts == ["1"]}
    assert alone == {r["code"] for r in REVIEW if r["subject"] == "in-part"}


def test_at_least_95_percent_of_old_communes_are_resolved_from_the_data():
    in_part = {r["code"] for r in REVIEW if r["subject"] == "in-part"}
    resolved = {s["predecessor_code"] for s in COMMUNE_EDGES if s["source"] != "hand"} - in_part
    assert len(resolved) / len(OLD_COMMUNES) >= 0.95
    assert len(resolved) == 10492


def test_counts_table_agrees_with_the_edges():
    edges = defaultdict(list)
    for row in COMMUNE_EDGES:
        code = row["predecessor_code"]
        edges[code].append(Edge(code, row["successor_code"], row["partial"] == "1", row["source"]))
    tally = defaultdict(Counter)
    for code in OLD_COMMUNES:
        tally[old_province(code)].update(["communes", state_of(edges[code])])
    shipped = {
        row["province_code"]: {k: int(row[k]) for k in COLUMNS["counts"][2:]}
        for row in read("counts")
    }
    assert shipped == {
        code: {k: counter[k] for k in COLUMNS["counts"][2:]} for code, counter in tally.items()
    }


def test_every_commune_of_today_has_a_predecessor():
    followed = {s["successor_code"] for s in COMMUNE_EDGES}
    islands = {s["successor_code"] for s in read("district_successions")}
    today = {u["code"] for u in UNITS if u["kind"] == "commune" and u["valid_from"]}
    assert today == followed | islands


def test_five_provinces_have_no_unexplained_rest():
    rest = [
        r
        for r in REVIEW
        if r["subject"] in ("unresolved", "in-part") and r["province_code"] in FIVE_PROVINCES
    ]
    assert rest == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("62", "51"), ("51", "51"), ("60", "68"), ("67", "68"), ("68", "68")],
    ids=["Kon Tum", "Quảng Ngãi", "Bình Thuận", "Đắk Nông", "Lâm Đồng"],
)
def test_communes_of_a_merged_province_lead_into_the_new_one(old, new):
    edges = [s for s in COMMUNE_EDGES if old_province(s["predecessor_code"]) == old]
    communes = {code for code in OLD_COMMUNES if old_province(code) == old}
    assert {s["predecessor_code"] for s in edges} == communes
    parents = {on("commune", s["successor_code"], REFORM_ON)["parent_code"] for s in edges}
    assert parents == {new}


def successors(code: str) -> list[tuple[str, str, str]]:
    return sorted(
        (on("commune", s["successor_code"], REFORM_ON)["name"], s["kind"], s["partial"])
        for s in COMMUNE_EDGES
        if s["predecessor_code"] == code
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        # 1677/NQ-UBTVQH15
        pytest.param("21046", [("Bình Sơn", "merge", "0")], id="Bình Thạnh merged"),
        pytest.param(
            "21142",
            [("Cà Đam", "split", "1"), ("Tây Trà Bồng", "split", "1")],
            id="Trà Bùi divided",
        ),
        # absorbed in 2024, seen through the list of June 2025; 1671/NQ-UBTVQH15
        pytest.param("25120", [("Đạ Huoai 3", "merge", "0")], id="Đoàn Kết by way of Bà Gia"),
        pytest.param("25147", [("Đạ Tẻh 2", "merge", "0")], id="Triệu Hải by way of Quảng Trị"),
    ],
)
def test_known_successors(code, expected):
    assert successors(code) == expected


def test_ly_son_is_a_special_zone_that_follows_its_district():
    zone = on("commune", "21548", REFORM_ON)
    assert (zone["form"], zone["name"], zone["parent_code"]) == ("đặc khu", "Lý Sơn", "51")
    assert OLD["district", "536"]["name"] == "Lý Sơn"
    pairs = {(s["predecessor_code"], s["successor_code"]) for s in read("district_successions")}
    assert ("536", "21548") in pairs
    assert len(pairs) == 5


@pytest.mark.parametrize(
    ("kind", "code", "day", "form", "act"),
    [
        ("province", "75", "2026-04-30", "thành phố", "30/2026/QH16"),
        ("province", "22", "2026-09-01", "thành phố", "36/2026/QH16"),
        ("province", "24", "2026-09-20", "thành phố", "39/2026/QH16"),
        ("commune", "26368", "2026-04-30", "phường", "237/NQ-UBTVQH16"),
        ("commune", "09454", "2026-09-20", "phường", "388/NQ-UBTVQH16"),
    ],
)
def test_changes_after_the_reform_are_dated(kind, code, day, form, act):
    starts_on = date.fromisoformat(day)
    after, before = on(kind, code, starts_on), on(kind, code, starts_on - timedelta(days=1))
    assert (after["form"], after["valid_from"], after["legal_basis"]) == (form, day, act)
    assert before["form"] in ("tỉnh", "xã")
    assert before["name"] == after["name"]


def test_a_code_means_other_territory_before_and_after():
    reused = {u["code"] for u in UNITS if u["kind"] == "commune" and u["valid_from"]} & OLD_COMMUNES
    assert len(reused) > 3000
    assert OLD["commune", "21025"]["name"] == "Nguyễn Nghiêm"
    assert on("commune", "21025", REFORM_ON)["name"] == "Cẩm Thành"


def test_provinces_are_the_34_tenants():
    rows = read("provinces")
    assert len(rows) == 34
    assert [r["slug"] for r in rows] == [slug(r["name"]) for r in rows]
    assert len({r["slug"] for r in rows}) == 34
    predecessors = [code for r in rows for code in r["predecessors"].split()]
    assert sorted(predecessors) == sorted(code for kind, code in OLD if kind == "province")
    by_slug = {r["slug"]: r for r in rows}
    assert by_slug["quang-ngai"]["predecessors"] == "51 62"
    assert by_slug["lam-dong"]["predecessors"] == "60 67 68"
    assert by_slug["quang-ngai"]["office_name"] == "UBND tỉnh Quảng Ngãi"
    assert by_slug["dong-nai"]["office_name"] == "UBND thành phố Đồng Nai"


def test_hand_edges_name_their_resolution():
    assert [r for r in read("hand_edges") if not r["legal_basis"]] == []


def test_holidays_are_single_days_of_known_kinds():
    rows = read("holidays")
    days = [date.fromisoformat(r["day"]) for r in rows]
    assert days == sorted(set(days))
    assert {day.year for day in days} == {2023, 2024, 2025, 2026, 2027}
    assert {r["kind"] for r in rows} == {"public", "compensatory", "swapped_working"}
    worked = {day for day, r in zip(days, rows, strict=True) if r["kind"] == "swapped_working"}
    assert {day.weekday() for day in worked} == {5}
    off = [day for day, r in zip(days, rows, strict=True) if r["kind"] == "compensatory"]
    assert [day for day in off if day.weekday() > 4] == []
    assert {r["basis"] for r in rows if r["day"].startswith("2027")} == {"law", "computed"}


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2024-05-04", "swapped_working"),
        ("2025-05-02", "compensatory"),
        ("2026-01-10", "swapped_working"),
        ("2026-02-17", "public"),
        ("2026-04-27", "compensatory"),
        ("2026-11-24", "public"),
    ],
)
def test_holidays_known_days(day, kind):
    assert [r["kind"] for r in read("holidays") if r["day"] == day] == [kind]


def test_sources_states_the_figures_that_the_files_have():
    text = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    counts = read("counts")
    totals = {k: sum(int(r[k]) for r in counts) for k in COLUMNS["counts"][2:]}
    reasons = Counter((r["subject"], r["reason"]) for r in REVIEW)
    for figure in (*totals.values(), len(UNITS), len(SUCCESSIONS), len(read("disagreements"))):
        assert f"{figure:,}" in text, figure
    for (subject, reason), number in reasons.items():
        assert f"| {subject} | {reason} | {number} |" in text
