"""Matching names with the lists, and building the tables from small lists."""

import pytest

from territories.building import Sources, build, kind_of
from territories.building_lineage import absorbed_key, provinces_today
from territories.building_matching import JuneCommunes, Matcher, distance, district_key
from territories.building_names import bare_name, clean, loose_key, name_key, slug
from territories.building_notes import parse

END = " Bỏ cấp huyện. Số: 1677/NQ-UBTVQH15; Ngày: 16/06/2025"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "Hòa Bình"),
        ("Thuỵ Khuê", "Thụy Khuê"),
        ("Phường 01", "Phường 1"),
        ("IV", "4"),
        ("N.T Phong Hải", "Nông trường Phong Hải"),
        ("Văn Miếu - Quốc Tử Giám", "Văn Miếu Quốc Tử Giám"),
        ("Ea H’leo", "Ea H'leo"),
        ("Hòa Bình", "Hòa Bình"),
    ],
)
def test_name_key_same_for_spellings_of_one_name(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Thanh An", "Thạnh An"), ("Đông Sơn", "Dông Sơn"), ("Bình Hoa", "Bình Hòa"), ("10", "1")],
)
def test_name_key_differs_when_a_diacritic_differs(one, other):
    assert name_key(one) != name_key(other)


def test_names_are_cleaned_and_folded():
    assert clean("  Hải Châu  I ") == "Hải Châu I"
    assert bare_name("Phường 15", "phường") == "15"
    assert bare_name("Xã Ba Tơ", "xã") == "Ba Tơ"
    assert slug("Đắk Lắk") == "dak-lak"
    assert slug("Bà Rịa - Vũng Tàu") == "ba-ria-vung-tau"
    assert loose_key("Quý Hoà") == loose_key("Quí Hoa")
    assert district_key("thị xã Điện Bàn") == district_key("huyện Điện Bàn")
    assert absorbed_key({"form": "phường", "name": "06"}) == "phuong6"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("sonthuon", "sonthuong", 1), ("kanho", "canho", 1), ("a", "abcd", 3)],
)
def test_distance_counts_letters(one, other, expected):
    assert distance(one, other) == expected


def june(code: str, form: str, name: str, district: str, absorbed: str = "", province="51") -> dict:
    return {
        "code": code,
        "form": form,
        "name": name,
        "district": district,
        "province": province,
        "absorbed": absorbed,
    }


def outcomes(rows: list[dict], notes: dict[str, str]):
    parsed = {code: parse(text + END) for code, text in notes.items()}
    return Matcher(JuneCommunes(rows), parsed).run()


def test_match_same_name_in_two_districts_takes_the_home_district():
    rows = [
        june("00001", "xã", "Tân Lập", "Lạc Sơn"),
        june("00002", "xã", "Tân Lập", "Kim Bôi"),
        june("00003", "xã", "Quý Hòa", "Lạc Sơn"),
    ]
    found = outcomes(rows, {"00003": "Hợp nhất xã Quý Hòa và xã Tân Lập."})["00003"]
    assert sorted(found.codes()) == ["00001", "00003"]


def test_match_same_name_twice_without_hint_goes_to_review():
    rows = [june("00001", "xã", "Tân Lập", "Lạc Sơn"), june("00002", "xã", "Tân Lập", "Kim Bôi")]
    found = outcomes(rows, {"00009": "Hợp nhất xã Tân Lập và xã Không Có."})["00009"]
    assert found.codes() == set()
    assert found.unmatched == [("ambiguous", "xã Tân Lập"), ("not-found", "xã Không Có")]


def test_match_named_district_wins_over_home():
    rows = [
        june("00001", "xã", "Tân Lập", "Lạc Sơn"),
        june("00002", "xã", "Tân Lập", "Kim Bôi"),
        june("00003", "xã", "Quý Hòa", "Lạc Sơn"),
    ]
    note = "Hợp nhất xã Quý Hòa và xã Tân Lập (huyện Kim Bôi)."
    assert sorted(outcomes(rows, {"00003": note})["00003"].codes()) == ["00002", "00003"]


def test_match_typing_error_only_in_home_district():
    near = [june("00001", "xã", "Di Lăng", "Sơn Hà"), june("00002", "xã", "Sơn Thượng", "Sơn Hà")]
    far = [june("00001", "xã", "Di Lăng", "Sơn Hà"), june("00002", "xã", "Sơn Thượng", "Ba Tơ")]
    note = {"00001": "Hợp nhất xã Di Lăng và xã Sơn Thượn."}
    assert outcomes(near, note)["00001"].codes() == {"00001", "00002"}
    assert outcomes(far, note)["00001"].unmatched == [("not-found", "xã Sơn Thượn")]


def test_match_list_copied_from_another_note_is_not_believed():
    rows = [
        june("00001", "xã", "Duy Hòa", "Duy Xuyên"),
        june("00002", "xã", "Duy Trung", "Duy Xuyên"),
        june("00003", "xã", "Duy Sơn", "Duy Xuyên"),
    ]
    found = outcomes(
        rows,
        {
            "00001": "Đổi tên từ xã Duy Hòa thành xã Thu Bồn, hợp nhất các xã Duy Trung, Duy Sơn.",
            "00002": "Hợp nhất xã Duy Trung và xã Duy Sơn.",
        },
    )
    assert found["00001"].codes() == {"00001"}
    assert [reason for reason, _ in found["00001"].unmatched] == ["contradiction", "contradiction"]
    assert found["00002"].codes() == {"00002", "00003"}


@pytest.mark.parametrize(
    ("partial", "size", "old", "new", "expected"),
    [
        (True, 3, ("xã", "A"), ("xã", "B"), "split"),
        (False, 2, ("xã", "A"), ("xã", "A"), "merge"),
        (False, 1, ("xã", "A"), ("xã", "B"), "rename"),
        (False, 1, ("thị trấn", "A"), ("xã", "B"), "retype"),
        (False, 1, ("xã", "Hoà"), ("xã", "Hòa"), "retype"),
    ],
)
def test_kind_of_succession(partial, size, old, new, expected):
    assert kind_of(partial, size, old, new) == expected


def test_provinces_today_refuses_a_divided_province():
    current = [
        {"code": "00001", "kind": "commune", "parent": "51"},
        {"code": "00002", "kind": "commune", "parent": "52"},
    ]
    rows = [june("00001", "xã", "A", "D"), june("00002", "xã", "B", "D")]
    with pytest.raises(ValueError, match="more than one new province"):
        provinces_today(rows, current)


def _row(code, kind, form, name, parent="", note=""):
    return {
        "code": code,
        "kind": kind,
        "form": form,
        "name": name,
        "parent": parent,
        "note": note,
    }


@pytest.fixture
def small() -> Sources:
    """One province of three districts: a merger, a divided commune, an island, a later ward."""
    act = " Bỏ cấp huyện. Số: 1677/NQ-UBTVQH15; Ngày: 16/06/2025"
    return Sources(
        current=[
            _row("51", "province", "thành phố", "Quảng Ngãi", note="30/2026/QH16 - 24/04/2026"),
            _row("00001", "commune", "xã", "Một", "51", "Hợp nhất xã Một, 1 phần xã Hai." + act),
            _row("00003", "commune", "xã", "Ba", "51", "Hợp nhất xã Ba, 1 phần xã Hai." + act),
            _row(
                "00004",
                "commune",
                "phường",
                "Bốn",
                "51",
                "Giữ nguyên, không sắp xếp. Bỏ cấp huyện. Thành lập phường Bốn từ xã Bốn. "
                "Số: 237/NQ-UBTVQH16; Ngày: 14/04/2026",
            ),
            _row(
                "00005",
                "commune",
                "đặc khu",
                "Đảo",
                "51",
                "Sắp xếp toàn bộ diện tích tự nhiên, quy mô dân số của huyện Đảo thành đặc khu."
                + act,
            ),
        ],
        before=[
            _row("51", "province", "tỉnh", "Quảng Ngãi"),
            _row("101", "district", "huyện", "Đất", "51"),
            _row("102", "district", "huyện", "Đảo", "51"),
            _row("00001", "commune", "xã", "Một", "101"),
            _row("00002", "commune", "xã", "Hai", "101"),
            _row("00003", "commune", "xã", "Ba", "101"),
            _row("00004", "commune", "xã", "Bốn", "101"),
            _row("00006", "commune", "xã", "Sáu", "101"),
            _row("00007", "commune", "xã", "Bảy", "101"),
            _row("00008", "commune", "xã", "Tám", "101"),
        ],
        between=[
            june("00001", "xã", "Một", "Đất", "xasau sau"),
            june("00002", "xã", "Hai", "Đất", "xabay bay"),
            june("00003", "xã", "Ba", "Đất"),
            june("00004", "xã", "Bốn", "Đất"),
        ],
        acts=[
            {"number": "30/2026/QH16", "effective_on": "2026-04-30"},
            {"number": "237/NQ-UBTVQH16", "effective_on": "2026-04-30"},
        ],
        hand_edges=[],
    )


def test_build_dates_the_old_and_the_new_form(small):
    units = build(small)["units"]
    ward = [(r["form"], r["valid_from"], r["valid_to"]) for r in units if r["code"] == "00004"]
    assert ward == [
        ("xã", "", "2025-06-30"),
        ("xã", "2025-07-01", "2026-04-29"),
        ("phường", "2026-04-30", ""),
    ]
    province = [(r["form"], r["valid_from"]) for r in units if r["kind"] == "province"]
    assert province == [("tỉnh", ""), ("tỉnh", "2025-07-01"), ("thành phố", "2026-04-30")]


def test_build_carries_each_old_commune_or_lists_it(small):
    tables = build(small)
    edges = [
        (r["predecessor_code"], r["successor_code"], r["kind"], r["partial"], r["source"])
        for r in tables["successions"]
        if r["level"] == "commune" and r["effective_on"] == "2025-07-01"
    ]
    assert edges == [
        ("00001", "00001", "merge", "0", "note"),
        ("00002", "00001", "split", "1", "note"),
        ("00002", "00003", "split", "1", "note"),
        ("00003", "00003", "merge", "0", "note"),
        ("00004", "00004", "retype", "0", "note"),
        ("00006", "00001", "merge", "0", "between"),
    ]
    listed = [(r["code"], r["reason"], r["detail"]) for r in tables["review"]]
    assert listed == [
        ("00007", "absorbed-by-a-divided-commune", "xã Hai (00002) > 00001 00003"),
        ("00008", "gone-before-june-2025", ""),
    ]
    assert tables["counts"] == [
        {
            "province_code": "51",
            "name": "Quảng Ngãi",
            "communes": "7",
            "whole": "4",
            "divided": "1",
            "in_part": "0",
            "unresolved": "2",
        }
    ]


def test_build_leads_an_island_district_into_its_special_zone(small):
    rows = build(small)["district_successions"]
    assert [(r["predecessor_code"], r["successor_code"]) for r in rows] == [("102", "00005")]


def test_build_adds_an_edge_entered_by_hand(small):
    by_hand = {
        "predecessor_code": "00008",
        "successor_code": "00003",
        "partial": "0",
        "effective_on": "2025-07-01",
        "legal_basis": "1677/NQ-UBTVQH15",
        "remark": "",
    }
    small.hand_edges.append(by_hand)
    tables = build(small)
    assert [r["source"] for r in tables["successions"] if r["predecessor_code"] == "00008"] == [
        "hand"
    ]
    assert "00008" not in [r["code"] for r in tables["review"]]


def test_build_stops_at_an_act_whose_day_is_not_known(small):
    small.acts.pop()
    with pytest.raises(ValueError, match="237/NQ-UBTVQH16 is not among the acts"):
        build(small)


def test_build_twice_gives_the_same_tables(small):
    assert build(small) == build(small)
