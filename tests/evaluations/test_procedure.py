"""Award, forward, return or no rank: the table of competence under each procedure."""

from pathlib import Path

import pytest

from evaluations.procedure import Award, Forward, NotRanked, ReturnToLowerLevel, outcome
from evaluations.scoring import Reason, Result
from regulations.procedures import read_book, read_procedures

DATA = Path(__file__).parents[2] / "regulations" / "data"
PROCEDURES = {rule.code: rule for rule in read_procedures(DATA / "procedures.yaml")}
BANDS = read_book(DATA / "regulation-26-2026.yaml").bands
COUNT = 9


def result(points_sum, star, by_points=None, reasons=()):
    return Result(points_sum, COUNT, by_points or star, star, (), (), tuple(reasons))


def decide(procedure, level, points_sum, star):
    return outcome(PROCEDURES[procedure], level, result(points_sum, star), BANDS)


TOO_FEW = NotRanked(2, ())


@pytest.mark.parametrize(
    ("procedure", "level", "points_sum", "star", "expected"),
    [
        # 1048: the district forwards on 50 points alone and awards nothing
        ("1048", "district", 449, 2, TOO_FEW),
        ("1048", "district", 450, 3, Forward("province", "forward_only", None)),
        ("1048", "district", 450, 2, Forward("province", "forward_only", None)),
        ("1048", "district", 900, 5, Forward("province", "forward_only", None)),
        ("1048", "province", 449, 2, TOO_FEW),
        ("1048", "province", 450, 3, Award(3)),
        ("1048", "province", 809, 4, Award(4)),
        ("1048", "province", 810, 5, Forward("centre", "recognise_too", 4)),
        ("1048", "centre", 810, 5, Award(5)),
        ("1048", "centre", 809, 4, ReturnToLowerLevel("province", 4)),
        # 148: district 3 stars, forwards from 70 with the minimums of 4 stars
        ("148", "district", 449, 2, TOO_FEW),
        ("148", "district", 450, 3, Award(3)),
        ("148", "district", 629, 3, Award(3)),
        ("148", "district", 630, 4, Forward("province", "forward_only", None)),
        ("148", "district", 666, 3, Award(3)),
        ("148", "district", 819, 4, Forward("province", "forward_only", None)),
        ("148", "province", 630, 4, Award(4)),
        ("148", "province", 629, 3, ReturnToLowerLevel("district", 3)),
        ("148", "province", 666, 3, ReturnToLowerLevel("district", 3)),
        ("148", "province", 449, 2, TOO_FEW),
        ("148", "province", 810, 5, Forward("centre", "recognise_too", 4)),
        ("148", "province", 819, 4, Award(4)),
        ("148", "centre", 809, 4, ReturnToLowerLevel("province", 4)),
        ("148", "centre", 629, 3, ReturnToLowerLevel("district", 3)),
        # 148 with 1489: no district, the province from 3 stars
        ("148-1489", "province", 450, 3, Award(3)),
        ("148-1489", "province", 809, 4, Award(4)),
        ("148-1489", "province", 810, 5, Forward("centre", "recognise_too", 4)),
        ("148-1489", "province", 449, 2, TOO_FEW),
        # 26/2026: from 90 the chairman approves the result only
        ("26-2026", "province", 449, 2, TOO_FEW),
        ("26-2026", "province", 450, 3, Award(3)),
        ("26-2026", "province", 629, 3, Award(3)),
        ("26-2026", "province", 630, 4, Award(4)),
        ("26-2026", "province", 809, 4, Award(4)),
        ("26-2026", "province", 810, 5, Forward("centre", "approve_only", None)),
        ("26-2026", "province", 819, 4, Award(4)),
        ("26-2026", "centre", 810, 5, Award(5)),
        ("26-2026", "centre", 809, 4, ReturnToLowerLevel("province", 4)),
        ("26-2026", "centre", 500, 3, ReturnToLowerLevel("province", 3)),
        ("26-2026", "centre", 400, 2, ReturnToLowerLevel("province", None)),
    ],
    ids=lambda value: str(value) if isinstance(value, str | int) else None,
)
def test_outcome_is_the_table_of_r3(procedure, level, points_sum, star, expected):
    assert decide(procedure, level, points_sum, star) == expected


@pytest.mark.parametrize("procedure", PROCEDURES)
def test_91_without_a_minimum_of_5_stars_is_4_stars_and_stays(procedure):
    missed = result(819, 4, by_points=5, reasons=[Reason.MINIMUM_MISSED])
    assert outcome(PROCEDURES[procedure], "province", missed, BANDS) == Award(4)


def test_74_without_a_minimum_of_4_stars_is_3_stars_at_the_district_and_stays():
    missed = result(666, 3, by_points=4, reasons=[Reason.MINIMUM_MISSED])
    assert outcome(PROCEDURES["148"], "district", missed, BANDS) == Award(3)


@pytest.mark.parametrize("procedure", PROCEDURES)
@pytest.mark.parametrize("level", ["province", "centre"])
def test_knocked_out_product_is_not_ranked_whatever_its_points(procedure, level):
    knocked_out = result(900, None, by_points=5, reasons=[Reason.KNOCKED_OUT])
    assert outcome(PROCEDURES[procedure], level, knocked_out, BANDS) == NotRanked(
        None, (Reason.KNOCKED_OUT,)
    )


def test_reasons_travel_with_the_refusal():
    few = result(449, 2, reasons=[Reason.TOO_FEW_POINTS])
    found = outcome(PROCEDURES["26-2026"], "province", few, BANDS)
    assert found == NotRanked(2, (Reason.TOO_FEW_POINTS,))


@pytest.mark.parametrize(("procedure", "level"), [("26-2026", "commune"), ("26-2026", "district")])
def test_level_that_does_not_score_decides_nothing(procedure, level):
    with pytest.raises(ValueError, match="does not score"):
        decide(procedure, level, 810, 5)


@pytest.mark.parametrize("reason", [Reason.NO_SHEETS, Reason.UNFINISHED_SHEETS])
def test_result_that_is_not_final_decides_nothing(reason):
    with pytest.raises(ValueError, match="not all in"):
        outcome(PROCEDURES["26-2026"], "province", result(810, 5, reasons=[reason]), BANDS)


@pytest.mark.parametrize("procedure", PROCEDURES)
@pytest.mark.parametrize("star", [1, 2])
def test_no_level_recognises_under_3_stars(procedure, star):
    for rule in PROCEDURES[procedure].levels:
        if rule.examines == "scores":
            found = decide(procedure, rule.level, 300, star)
            assert found in (NotRanked(star, ()), ReturnToLowerLevel("province", None))
