"""What differs between two frozen copies (26/2026/QĐ-TTg, Điều 6.1.b-c): pure, on plain values."""

from copy import deepcopy
from typing import Any

import pytest

from products.changes import difference, is_empty

ANSWER = {
    "criterion": "A/1.1",
    "code": "1.1",
    "name": "Nguồn nguyên liệu",
    "applies": True,
    "ordinal": 1,
    "level": "Từ 50% trong huyện",
    "printed": True,
    "points": 2,
    "max_points": 3,
    "description": "Tỏi của 40 hộ.",
}
PAPER = {
    "id": 1,
    "criterion": "A/1.1",
    "paper": "E03",
    "title": "Hợp đồng mua tỏi",
    "number": "12/HĐ",
    "issuer": "",
    "issued_on": "2026-01-05",
    "expires_on": None,
    "first_page": None,
    "file": {"sha256": "a" * 64, "name": "hd.pdf", "kind": "pdf", "size": 9, "pages": 1},
}
COPY: dict[str, Any] = {
    "product": {"name": "Tỏi đen", "description": "Hộp 250 g.", "story": "", "line": 7, "id": 3},
    "rules": {"regulation": "26/2026/QD-TTg", "number": "26/2026/QĐ-TTg", "set": 7},
    "form_02": {"declared": ["business"], "market_result": "Siêu thị tỉnh.", "outlook": "Giữ."},
    "answers": [ANSWER, ANSWER | {"criterion": "B/5.1", "code": "5.1", "name": "Câu chuyện"}],
    "evidence": [PAPER],
    "permits": [{**PAPER, "label": "Giấy đăng ký kinh doanh", "file": None, "kind": "business"}],
    "totals": {"A": 2, "all": 60},
}


def copy(**over: Any) -> Any:
    return deepcopy(COPY) | over


def test_same_copy_has_no_changes() -> None:
    found = difference(copy(), copy())
    assert is_empty(found)
    assert (found["same_rules"], found["not_compared"]) == (True, [])


@pytest.mark.parametrize(
    "over",
    [
        pytest.param({"product": COPY["product"] | {"id": 9}}, id="number of the row"),
        pytest.param({"form_02": COPY["form_02"] | {"declared": []}}, id="ticks"),
        pytest.param({"evidence": [PAPER | {"id": 77, "title": "Tên khác"}]}, id="same bytes"),
        pytest.param({"product": COPY["product"] | {"name": " Tỏi đen "}}, id="spaces"),
        pytest.param({"totals": {"all": 61}}, id="the sum alone"),
    ],
)
def test_what_is_no_change(over: dict[str, Any]) -> None:
    assert is_empty(difference(copy(), copy(**over)))


def test_product_and_texts_are_told_with_both_words() -> None:
    now = copy(
        product=COPY["product"] | {"description": "Hộp 500 g."},
        form_02=COPY["form_02"] | {"market_result": "Sàn điện tử."},
    )
    found = difference(copy(), now)
    assert found["product"] == [
        {"field": "description", "before": "Hộp 250 g.", "now": "Hộp 500 g."}
    ]
    assert found["texts"] == [
        {"field": "market_result", "before": "Siêu thị tỉnh.", "now": "Sàn điện tử."}
    ]
    assert not is_empty(found)


def test_level_is_told_with_old_and_new_points() -> None:
    better = ANSWER | {"ordinal": 2, "level": "Từ 75% trong tỉnh", "points": 3}
    found = difference(copy(), copy(answers=[better, COPY["answers"][1]], totals={"all": 61}))
    (one,) = found["answers"]
    assert (one["criterion"], one["is_level"]) == ("A/1.1", True)
    assert (one["before"], one["before_points"]) == ("Từ 50% trong huyện", 2)
    assert (one["now"], one["now_points"], one["max_points"]) == ("Từ 75% trong tỉnh", 3, 3)
    assert found["totals"] == (60, 61)


def test_other_level_of_equal_points_is_a_change() -> None:
    """R5: two levels may carry the same points."""
    other = ANSWER | {"ordinal": 3, "level": "Vùng nguyên liệu riêng"}
    found = difference(copy(), copy(answers=[other, COPY["answers"][1]]))
    assert [one["is_level"] for one in found["answers"]] == [True]


def test_description_alone_is_a_change_without_a_level() -> None:
    told = ANSWER | {"description": "Tỏi của 60 hộ."}
    (one,) = difference(copy(), copy(answers=[told, COPY["answers"][1]]))["answers"]
    assert (one["is_level"], one["description_before"], one["description_now"]) == (
        False,
        "Tỏi của 40 hộ.",
        "Tỏi của 60 hộ.",
    )


def test_papers_are_known_by_their_bytes() -> None:
    other = PAPER | {"title": "Phiếu kiểm nghiệm", "file": PAPER["file"] | {"sha256": "b" * 64}}
    found = difference(copy(), copy(evidence=[other]))["evidence"]
    assert [one["title"] for one in found["added"]] == ["Phiếu kiểm nghiệm"]
    assert [one["title"] for one in found["removed"]] == ["Hợp đồng mua tỏi"]
    assert found["added"][0]["sha256"] == "b" * 64


def test_permits_without_a_file_are_known_by_what_they_say() -> None:
    permit = COPY["permits"][0] | {"number": "99/HĐ"}
    found = difference(copy(), copy(permits=[permit]))["permits"]
    assert ([one["number"] for one in found["added"]], len(found["removed"])) == (["99/HĐ"], 1)
    assert found["added"][0]["title"] == "Giấy đăng ký kinh doanh"


def test_other_book_compares_by_equal_names_only() -> None:
    rules = COPY["rules"] | {"regulation": "148/QD-TTg-2023", "number": "148/QĐ-TTg"}
    answers = [
        ANSWER | {"criterion": "A/2.1", "code": "2.1", "points": 1, "level": "Ngoài tỉnh"},
        ANSWER | {"criterion": "B/5.1", "code": "5.1", "name": "Câu chuyện sản phẩm"},
    ]
    found = difference(copy(rules=rules, answers=answers), copy())
    assert not found["same_rules"]
    assert (found["rules_before"], found["rules_now"]) == ("148/QĐ-TTg", "26/2026/QĐ-TTg")
    (one,) = found["answers"]
    assert (one["criterion"], one["before_points"], one["now_points"]) == ("A/1.1", 1, 2)
    assert found["not_compared"] == ["B 5.1. Câu chuyện"]


def test_name_that_two_criteria_bear_is_not_compared() -> None:
    rules = COPY["rules"] | {"regulation": "148/QD-TTg-2023"}
    twins = [ANSWER, ANSWER | {"criterion": "C/1.1"}]
    found = difference(copy(rules=rules, answers=twins), copy())
    assert found["answers"] == []
    assert found["not_compared"] == ["A 1.1. Nguồn nguyên liệu", "B 5.1. Câu chuyện"]
