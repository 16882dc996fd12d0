"""From the last sheet to the result: spread, second pass, opening, rulings, conclusion."""

import pytest

from evaluations.models import Evaluation

from .sittings import all_hand_in, concluded, scoring

pytestmark = pytest.mark.django_db


def test_three_members_score_and_the_council_concludes() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [92, 91, 90])
    done = Evaluation.objects.get(pk=concluded(evaluation).pk)
    assert (done.points_sum, done.sheet_count, done.star_by_points) == (273, 3, 5)
    assert done.status == "concluded"
    print(done.star, done.result)
