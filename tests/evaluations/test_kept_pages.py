"""What a member's device may keep: his own sheets while they are to score, and no more (R20)."""

from typing import Any

import pytest

from councils.models import Member
from evaluations import agenda_actions
from evaluations.models import Evaluation
from tests.cast import give, person, province
from tests.factories import make_council, make_sitting

from .sittings import acting, hand_in, marks_for, on_agenda, rules_of, scoring
from .test_sheet_pages import address, browser

pytestmark = pytest.mark.django_db
WHERE = "/quang-ngai/cham-diem.json"
QUERIES = 27


def kept(login: str) -> dict[str, list[str]]:
    """Ask as the device does."""
    answer = browser(login).get(WHERE)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    return answer.json()


def sheets(login: str) -> list[str]:
    return kept(login)["sheets"]


def place(evaluation: Evaluation, act: Any, login: str = "an") -> None:
    member: Member = evaluation.sitting.council.members.get(user=person(login))
    with acting("thao"):
        act(evaluation=evaluation, member=member, reason="Em gái là giám đốc.", by=person("thao"))


def test_sheets_that_are_not_the_members_to_score_are_not_named() -> None:
    first = scoring()
    sitting = first.sitting
    second, third, fourth, fifth = (scoring(sitting) for _n in range(4))
    on_agenda(sitting)  # its scoring has not begun
    own = {address("sheet", one.pk) for one in (first, second, third, fourth, fifth)}
    assert set(sheets("an")) == set(sheets("minh")) == own
    place(second, agenda_actions.recuse)
    place(third, agenda_actions.mark_absent)
    with acting("thao"):
        agenda_actions.take_off_agenda(evaluation=fourth, reason="Chủ thể rút", by=person("thao"))
    hand_in(fifth, "an", marks_for(rules_of(fifth), 75))
    assert sheets("an") == [address("sheet", first.pk)]
    minh = {address("sheet", one.pk) for one in (first, second, third, fifth)}
    assert set(sheets("minh")) == minh


def test_member_of_another_council_keeps_nothing_of_this_one() -> None:
    evaluation = scoring()
    give(person("tra"), "council_member", province())
    other = make_sitting(council=make_council(scorers=("tra",), advisers=()))
    assert kept("tra") == {"sheets": [], "sittings": [address("sitting", other.pk)]}
    assert kept("an")["sittings"] == [address("sitting", evaluation.sitting_id)]


def test_closed_sitting_is_not_kept() -> None:
    evaluation = scoring()
    with acting("thao"):
        agenda_actions.take_off_agenda(evaluation=evaluation, reason="Rút", by=person("thao"))
        assert kept("an")["sittings"] == [address("sitting", evaluation.sitting_id)]
        agenda_actions.end_sitting(sitting=evaluation.sitting, by=person("thao"))
    assert kept("an") == {"sheets": [], "sittings": []}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_products(count: int, django_assert_num_queries: Any) -> None:
    first = scoring()
    for _n in range(count - 1):
        scoring(first.sitting)
    page = browser("an")
    with django_assert_num_queries(QUERIES):
        answer = page.get(WHERE)
    assert len(answer.json()["sheets"]) == count
