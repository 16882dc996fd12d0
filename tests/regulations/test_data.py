"""The shipped files: the count tables of the transcription, and the product lines."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from regulations import criteria, loading, procedures
from tests.books import read

BOOKS = ("26-2026", "148-2023", "1048-2019")
READ = {slug: [read(p) for p in sorted((loading.DATA / slug).glob("*.yaml"))] for slug in BOOKS}

# Criteria and minimums for 3/4/5 stars of each set, by its number in the book.
COUNTS_26 = """
1 32 7/12/3   2 31 7/13/6   3 32 7/14/6   4 32 7/14/6   5 31 8/13/5   6 32 8/13/5   7 32 8/14/6
8 32 8/14/6   9 31 8/14/6   10 32 8/13/6  11 32 8/12/3  12 32 8/14/3  13 34 8/10/3  14 29 8/10/3
15 29 8/13/3  16 29 7/9/4   17 29 8/12/3  18 31 7/10/3  19 30 7/10/3  20 30 7/10/3  21 28 7/9/4
22 28 6/8/4   23 26 5/11/4  24 26 4/7/5   25 25 4/9/3   26 32 1/2/0
"""
COUNTS_148 = """
1 32 3/12/8   2 31 3/14/10  3 32 3/13/11  4 32 3/13/11  5 32 4/12/10  6 32 4/12/10  7 32 4/14/10
8 32 4/14/10  9 32 4/14/10  10 32 4/14/10 11 32 4/12/7  12 32 4/14/7  13 34 4/10/7  14 30 4/10/6
15 30 4/11/6  16 30 3/9/6   17 30 4/12/6  18 30 3/10/7  19 30 3/10/7  20 30 3/10/7  21 28 3/9/7
22 27 2/8/7   23 27 2/11/6  24 27 2/8/7   25 26 2/9/6   26 33 0/2/0
"""
COUNTS_1048 = """
1 31 0/0/0  2 30 0/0/0  4 31 0/0/0  5 31 0/0/0  6 31 0/0/0  7 31 0/0/0  8 31 0/0/0  9 31 0/0/0
10 31 0/0/0 11 31 0/0/0 12 31 0/0/0 13 31 0/0/0 14 33 0/0/0 15 29 0/0/0 16 29 0/0/0 17 29 0/0/0
18 29 0/0/0 19 28 0/0/0 20 29 0/0/0 21 28 0/0/0 22 28 0/0/0 23 28 0/0/0 24 29 0/0/0 25 29 0/0/0
26 32 0/0/0
"""


def counts(rules: criteria.CriteriaSet) -> str:
    stars = Counter(minimum.star for minimum in rules.minimums)
    return f"{rules.number} {len(rules.criteria)} {stars[3]}/{stars[4]}/{stars[5]}"


@pytest.mark.parametrize(
    ("slug", "table"),
    [("26-2026", COUNTS_26), ("148-2023", COUNTS_148), ("1048-2019", COUNTS_1048)],
    ids=BOOKS,
)
def test_counts_of_every_set(slug: str, table: str) -> None:
    words = table.split()
    expected = [" ".join(words[n : n + 3]) for n in range(0, len(words), 3)]
    assert [counts(rules) for rules in READ[slug]] == expected


@pytest.mark.parametrize(
    ("slug", "sets", "criteria_count", "printed"),
    [("26-2026", 26, 787, 2535), ("148-2023", 26, 795, 2632), ("1048-2019", 25, 751, 2688)],
    ids=BOOKS,
)
def test_totals_of_every_book(slug: str, sets: int, criteria_count: int, printed: int) -> None:
    every = [c for rules in READ[slug] for c in rules.criteria]
    levels = sum(level.printed for c in every for level in c.levels)
    assert (len(READ[slug]), len(every), levels) == (sets, criteria_count, printed)


@pytest.mark.parametrize("slug", BOOKS)
def test_every_set_adds_up_or_says_where_not(slug: str) -> None:
    book = procedures.read_book(loading.DATA / f"regulation-{slug}.yaml")
    refused = {rules.code: criteria.refusals(rules, book.part_maxima) for rules in READ[slug]}
    assert [pair for pair in refused.items() if pair[1]] == []


@pytest.mark.parametrize("slug", BOOKS)
def test_every_minimum_names_points_that_a_level_has(slug: str) -> None:
    unreachable = [
        (rules.code, minimum)
        for rules in READ[slug]
        for minimum in rules.minimums
        if minimum.points > rules.criterion(minimum.criterion).max_points
    ]
    assert unreachable == []


def lines() -> dict:
    return yaml.safe_load(Path(loading.DATA / "lines.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("slug", BOOKS)
def test_lines_name_every_set_once(slug: str) -> None:
    mapping = lines()["sets"][slug]
    taken = [line for line in mapping.values() if line is not None]
    assert list(mapping) == [rules.number for rules in READ[slug]]
    assert len(taken) == len(set(taken))


def test_lines_are_todays_sets() -> None:
    shown = [(line["number"], line["code"], line["name_vi"]) for line in lines()["lines"]]
    assert shown == [(rules.number, rules.code, rules.name_vi) for rules in READ["26-2026"]]


def test_lines_of_1048_only_where_the_subject_is_the_same() -> None:
    codes = {rules.code: rules.number for rules in READ["26-2026"]}
    expected = {rules.number: codes.get(rules.code) for rules in READ["1048-2019"]}
    mapping = lines()["sets"]["1048-2019"]
    assert mapping == expected
    assert [number for number, line in mapping.items() if line is None] == [
        2, 4, 8, 9, 13, 17, 18, 20, 21, 22, 23, 24, 26,
    ]  # fmt: skip
