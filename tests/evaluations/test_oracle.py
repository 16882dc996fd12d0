"""The clerk who reads the export and the printed decision finds the same star as the portal."""

import ast
import json
from pathlib import Path

import pytest

from bench import clerk, oracle
from evaluations.models import Evaluation
from evaluations.scoring import Reason

from .on_paper import confirmed, typed
from .recorded import exported
from .sat import place, sat
from .sittings import all_hand_in, concluded

STORED = ("points_sum", "sheet_count", "star_by_points", "star")


def test_clerk_and_portal_agree_on_random_councils_over_all_sets() -> None:
    wrong, met = oracle.differences(308, seed=4)
    assert wrong == []
    # The dice have thrown what the rules are about.
    assert {name for name in oracle.PATHS if met[name]} == set(oracle.PATHS)
    assert len(oracle.PATHS) == 77
    for what in ("apart", "recused", "several passes", "members left"):
        assert met[what] > 5, what
    for star in (None, 1, 2, 3, 4, 5):
        assert met[f"star {star}"] > 5, star
    for mode in ("majority", "all", "council"):
        assert met[f"minimum_mode {mode}"] > 50, mode
    for reason in Reason:
        assert met[str(reason)], reason


def test_clerk_imports_nothing_of_the_portal() -> None:
    tree = ast.parse(Path(clerk.__file__).read_text("utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    named = {getattr(node, "module", None) or node.names[0].name for node in imports}
    assert named == {"json", "fractions"}


def test_difference_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(clerk.FLOORS, 4, 71)
    wrong, _met = oracle.differences(154)
    assert len(wrong) > 1


@pytest.mark.django_db
def test_clerk_reads_the_real_export_of_a_sitting() -> None:
    sitting = sat()
    on_paper = place(sitting, "Quế Trà Bồng", "Một phiếu giấy, hai người xác nhận.")
    all_hand_in(on_paper, (75, 75), ("lan", "an"))
    confirmed(typed(on_paper, total=73))
    concluded(on_paper)
    lines = exported()
    rows = Evaluation.objects.filter(sitting=sitting).order_by("ordinal")
    found = []
    for row in rows.select_related("submission__criteria_set__regulation"):
        criteria_set = row.submission.criteria_set
        name = f"26-2026/{criteria_set.product_set.number:02d}"
        one = clerk.star(name, oracle.decision(name), lines, row.pk)
        values = (one["sum"], one["count"], one["by_points"], one["star"])
        assert values == tuple(getattr(row, name) for name in STORED)
        found.append((one["star"], [step["totals"] for step in one["passes"]]))
    assert found == [
        (4, [[74, 75, 76]]),
        (3, [[60, 70, 85], [68, 72, 74]]),
        (2, [[40, 41, 42]]),
        (2, [[73, 75, 75]]),  # the members met no minimum
    ]
    kinds = {json.loads(json.loads(line)["body"])["kind"] for line in lines if '"event"' in line}
    assert {"scoring_begun", "handed_in", "handed_in_on_paper", "second_pass"} <= kinds
