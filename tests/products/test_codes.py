"""The product code T-X-STT-20xx and its older kin."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from products.codes import ProductCode, build, is_older_code, parse


def test_code_is_province_commune_number_year():
    assert build(province="51", commune="21547", ordinal=3, year=2026) == "51-21547-3-2026"


@settings(max_examples=200, deadline=None, database=None)
@given(st.integers(1, 99), st.integers(1, 99999), st.integers(1, 99999), st.integers(2000, 2099))
def test_code_is_read_back_as_it_was_built(province, commune, ordinal, year):
    parts = {"province": f"{province:02}", "commune": f"{commune:05}"}
    code = build(**parts, ordinal=ordinal, year=year)
    assert parse(code) == ProductCode(**parts, ordinal=ordinal, year=year)
    assert str(parse(code)) == code


@pytest.mark.parametrize(
    "text", ["51-21547-03-2026", " 51 - 21547 - 3 - 2026 ", "51-21547-003-2026"]
)
def test_code_is_read_as_people_write_it(text):
    assert str(parse(text)) == "51-21547-3-2026"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "51-21547-3",
        "51-21547-0-2026",
        "5-21547-3-2026",
        "51-2154-3-2026",
        "51-21547-3-1999",
        "51-21547-3-26",
        "51-21547-3-2026-1",
        "51-21547-x-2026",
        "٥١-21547-3-2026",
        "51-21547--3-2026",
        "83-829-28780-3-2022",
    ],
)
def test_other_text_is_no_code(text):
    with pytest.raises(ValueError, match="not a product code"):
        parse(text)


@pytest.mark.parametrize(
    "parts",
    [
        {"province": "5"},
        {"commune": "2154"},
        {"ordinal": 0},
        {"ordinal": -1},
        {"ordinal": 100000},
        {"year": 1999},
    ],
)
def test_wrong_part_builds_nothing(parts):
    right = {"province": "51", "commune": "21547", "ordinal": 1, "year": 2026}
    with pytest.raises(ValueError, match="not a product code"):
        build(**(right | parts))


@pytest.mark.parametrize(
    ("text", "older"),
    [("83-829-28780-3-2022", True), ("83-829-28780-3", False), ("51-21547-3-2026", False)],
)
def test_five_parts_are_the_older_code(text, older):
    assert is_older_code(text) is older
