"""The law on local government that a decision cites, on both sides of every change."""

from datetime import date
from itertools import pairwise

import pytest

from regulations.grounds import law_on, local_government_laws


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2015, 12, 31), None),
        (date(2022, 9, 16), "77/2015/QH13"),
        (date(2025, 2, 28), "77/2015/QH13"),
        (date(2025, 3, 1), "65/2025/QH15"),
        (date(2025, 6, 15), "65/2025/QH15"),
        (date(2025, 6, 16), "72/2025/QH15"),
        (date(2026, 11, 26), "72/2025/QH15"),
    ],
)
def test_law_of_the_day(day: date, number: str | None) -> None:
    expected = f"Luật Tổ chức chính quyền địa phương số {number}" if number else ""
    assert law_on(day) == expected


def test_each_law_begins_the_day_after_the_one_before() -> None:
    laws = local_government_laws()
    for before, after in pairwise(laws):
        assert (after.starts_on - before.ends_on).days == 1
    assert laws[-1].ends_on is None
