"""docs/rules.md names every rule, and nothing that does not exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| R")]
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
}


def test_each_rule_has_one_row_in_order():
    assert [row.split()[1] for row in ROWS] == [f"R{n}" for n in range(1, 34)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split()[1])
def test_row_names_modules_and_tests_that_exist(row):
    names = re.findall(r"`([^`]+)`", row)
    assert [name for name in names if name.endswith(".py") and not (ROOT / name).exists()] == []
    assert [name for name in names if name.startswith("test_") and name not in TESTS] == []
    assert any(name.startswith("test_") for name in names)
    assert any(name.endswith(".py") for name in names)
