"""The rule books through the API: public, light in lists, whole one by one, never written."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from regulations import criteria, loading
from tests.cast import person

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/regulations/"
SEVEN = f"{ROOT}26-2026/sets/processed-vegetables-fruits/"


def test_books_are_listed_with_their_numbers(client: Client) -> None:
    books = client.get(ROOT).json()["results"]
    assert [(b["number"], b["set_count"], b["amended_by"]) for b in books] == [
        ("26/2026/QĐ-TTg", 26, []),
        ("148/QĐ-TTg", 26, ["1489/QĐ-TTg"]),
        ("1048/QĐ-TTg", 25, ["781/QĐ-TTg"]),
    ]
    assert books[0]["bands"] == [
        {"star": 1, "floor": 0},
        {"star": 2, "floor": 30},
        {"star": 3, "floor": 50},
        {"star": 4, "floor": 70},
        {"star": 5, "floor": 90},
    ]
    assert books[0]["part_maxima"] == {"A": 40, "B": 25, "C": 35}
    assert (books[1]["in_force_from"], books[1]["in_force_until"]) == ("2023-02-24", "2026-07-21")


def test_one_book_is_found_by_its_slug(client: Client) -> None:
    assert client.get(f"{ROOT}148-2023/").json()["number"] == "148/QĐ-TTg"


def test_sets_are_listed_lightly(client: Client) -> None:
    answer = client.get(f"{ROOT}26-2026/sets/").json()
    assert answer["count"] == 26
    assert answer["results"][5] == {
        "number": 6,
        "code": "processed-rice-cereals",
        "name_vi": "Chế biến từ gạo, ngũ cốc",
        "name_en": "Processed from rice and cereals",
        "sector_vi": "Thực phẩm",
        "group_vi": "Thực phẩm chế biến",
        "subgroup_vi": "Chế biến từ gạo, ngũ cốc",
        "ministries": ["Bộ Nông nghiệp và Môi trường", "Bộ Công Thương"],
        "line": 6,
        "criterion_count": 32,
    }


@pytest.mark.parametrize(
    ("query", "numbers"),
    [("sector=2", [14, 15, 16, 17]), ("line=26", [26]), ("sector=6&line=1", [])],
)
def test_sets_are_narrowed(client: Client, query: str, numbers: list[int]) -> None:
    answer = client.get(f"{ROOT}26-2026/sets/?{query}").json()
    assert [row["number"] for row in answer["results"]] == numbers


def test_a_set_without_an_equal_has_no_line(client: Client) -> None:
    rows = client.get(f"{ROOT}1048-2019/sets/").json()["results"]
    assert [row["number"] for row in rows if row["line"] is None] == [
        2, 4, 8, 9, 13, 17, 18, 20, 21, 22, 23, 24, 26,
    ]  # fmt: skip


def test_one_set_is_given_whole(client: Client) -> None:
    whole = client.get(SEVEN).json()
    rules = criteria.read(loading.DATA / "26-2026/07-processed-vegetables-fruits.yaml")
    assert [(c["key"], c["name_vi"], c["gated_by"]) for c in whole["criteria"]] == [
        (c.key, c.name_vi, c.gated_by) for c in rules.criteria
    ]
    given = [(x["ordinal"], x["points"], x["label_vi"], x["printed"], x["min_for_star"])
             for c in whole["criteria"] for x in c["levels"]]  # fmt: skip
    assert given == [
        (x.ordinal, x.points, x.label_vi, x.printed, x.min_for_star)
        for c in rules.criteria
        for x in c.levels
    ]
    assert len(whole["minimums"]) == 28
    assert [k["key"] for k in whole["knock_outs"]] == [k.key for k in rules.knock_outs]
    assert [p["max_points"] for p in whole["parts"]] == [40, 25, 35]


def test_doubtful_places_are_for_signed_in_people(client: Client) -> None:
    assert "anomalies" not in client.get(SEVEN).json()
    client.force_login(person("binh"))
    assert [a["where"] for a in client.get(SEVEN).json()["anomalies"]] == ["A/1.2", "A/3.1"]


def test_procedures_are_listed_newest_first(client: Client) -> None:
    rows = client.get(f"{ROOT}procedures/").json()["results"]
    assert [(r["code"], r["book"], r["handed_in_from"], r["handed_in_to"]) for r in rows] == [
        ("26-2026", "26-2026", "2026-05-22", None),
        ("148-1489", "148-2023", "2025-07-06", "2026-05-21"),
        ("148", "148-2023", "2023-02-24", "2025-07-05"),
        ("1048", "1048-2019", "2019-08-21", "2023-02-23"),
    ]
    assert rows[2]["levels"][1] == {
        "level": "district",
        "examines": "scores",
        "awards_stars": [3],
        "forwards_from": 70,
        "on_forward": "forward_only",
        "working_days": None,
    }


def test_lines_are_the_26_places_of_products(client: Client) -> None:
    answer = client.get(f"{ROOT}lines/").json()
    assert answer["count"] == 26
    assert client.get(f"{ROOT}lines/14/").json() == {
        "number": 14,
        "code": "white-spirit",
        "name_vi": "Rượu trắng",
        "name_en": answer["results"][13]["name_en"],
    }


@pytest.mark.parametrize(
    "url",
    [
        f"{ROOT}99-2030/",
        f"{ROOT}99-2030/sets/",
        f"{ROOT}26-2026/sets/medical-equipment/",
        f"{ROOT}1489-2025/",
    ],
)
def test_unknown_books_and_sets_are_not_found(client: Client, url: str) -> None:
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "url", [f"{ROOT}26-2026/", SEVEN, f"{ROOT}procedures/148/", f"{ROOT}lines/1/"]
)
def test_nothing_is_written_through_the_api(client: Client, method: str, url: str) -> None:
    client.force_login(person("binh"))
    assert getattr(client, method)(url).status_code == 405


@pytest.mark.parametrize(
    ("url", "queries"),
    [
        (ROOT, 4),
        (f"{ROOT}26-2026/sets/", 3),
        (f"{ROOT}1048-2019/sets/", 3),
        (f"{ROOT}procedures/", 3),
        (SEVEN, 2),
    ],
)
def test_api_asks_a_fixed_number_of_queries(client: Client, url: str, queries: int) -> None:
    client.get(url)  # a published set is built once per process
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    assert sum("regulations_" in query["sql"] for query in captured) == queries
