"""Results counted again from the marks, and ranked."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from evaluations.appeal_preview import Preview
from evaluations.models import Evaluation
from evaluations.recount import Recounted, ranked, recount
from evaluations.scoring import Result
from tests.cast import person
from tests.factories import make_council, make_sitting

from .sittings import acting, all_hand_in, best_marks, concluded, hand_in, rules_of, scoring

pytestmark = pytest.mark.django_db


@pytest.fixture
def result() -> Evaluation:
    evaluation = scoring()
    all_hand_in(evaluation, [70, 70, 69], star=5)
    return concluded(evaluation)


def check() -> str:
    said = StringIO()
    call_command("check_results", province="quang-ngai", stdout=said, stderr=said)
    return said.getvalue()


def test_stored_results_are_those_of_their_marks(result) -> None:
    assert check() == "quang-ngai: 1 results, 0 differ\n"
    with acting("thao"):
        (found,) = recount(Evaluation.objects.filter(pk=result.pk))
        assert (found.result.points_sum, found.result.sheet_count, found.result.star) == (209, 3, 3)


def test_results_are_counted_again_by_the_councils_own_rule_on_minimums() -> None:
    """R13: one sheet of three below the level misses where all must reach it."""
    evaluation = scoring(make_sitting(council=make_council(minimum_mode="all")))
    for login, low in (("lan", {"A/1.5": 3}), ("minh", {}), ("an", {})):
        hand_in(evaluation, login, best_marks(rules_of(evaluation), **low))
    concluded(evaluation)
    evaluation.refresh_from_db()
    assert (evaluation.star_by_points, evaluation.star) == (5, 4)
    assert check() == "quang-ngai: 1 results, 0 differ\n"
    with acting("thao"):
        preview = Preview(evaluation)
        found = preview.as_json(preview.what_if())
        assert found["before"] == found["after"]
        lan = evaluation.panel.get(user=person("lan")).member_id
        without = preview.as_json(preview.what_if(left_out=[lan]))
    assert (found["after"]["star"], without["after"]["star"]) == (4, 5)
    assert [vote.minimum.star for vote in preview.votes() if not vote.is_met] == [5]


def test_changed_result_is_found(result) -> None:
    with connection.cursor() as cursor:  # past the trigger that keeps a result as it is
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE evaluations_evaluation DISABLE TRIGGER USER")
        cursor.execute("UPDATE evaluations_evaluation SET points_sum = 270, star = 5")
        cursor.execute("ALTER TABLE evaluations_evaluation ENABLE TRIGGER USER")
    said = StringIO()
    with pytest.raises(CommandError, match="1 stored results"):
        call_command("check_results", stdout=said, stderr=said)
    assert f"{result.pk}: {{'points_sum': (270, 209), 'star': (5, 3)}}" in said.getvalue()


def test_sealed_sheets_are_not_counted() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [70, 70, 69], star=5)
    with acting("thao"):
        assert list(recount(Evaluation.objects.filter(pk=evaluation.pk))) == []


def counted(pk: int, points: int, sheets: int, star: int | None) -> Recounted:
    return Recounted(Evaluation(pk=pk), Result(points, sheets, star, star, (), (), ()))


def test_ranking_is_by_star_then_by_the_exact_mean() -> None:
    rows = [
        counted(1, 629, 9, 3),  # 69.888…
        counted(2, 210, 3, 4),
        counted(3, 699, 10, 3),  # 69.9
        counted(4, 0, 0, None),
        counted(5, 900, 10, 3),  # capped by a minimum
    ]
    assert [one.evaluation.pk for one in ranked(rows)] == [2, 5, 3, 1, 4]
