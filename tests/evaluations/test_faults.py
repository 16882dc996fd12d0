"""What a bad network, a wrong clock and people who leave do to a sitting: nothing that lasts."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.models import Assignment
from evaluations import agenda_actions, closing_actions
from evaluations.marks import book_of
from evaluations.models import Evaluation, MarkOperation, Score, ScoreSheet
from territories import clock
from tests.cast import person
from tests.factories import make_council, make_sitting
from tests.refusals import refused

from .sittings import acting, all_hand_in, fill, hand_in, marks_for, opened, rules_of, scoring
from .test_sheet_api import ROOT, mark, opened_sheet

pytestmark = pytest.mark.django_db


def numbered(version: int, level: int, **more: Any) -> dict[str, Any]:
    """Return a change with a number of its own."""
    return {"version": version, "level": level, "operation": str(uuid.uuid4())} | more


def first_of(sheet: ScoreSheet) -> int:
    """Return the row of A/1.1."""
    return book_of(sheet.evaluation.submission.criteria_set).criterion_ids["A/1.1"]


def words_of(act: Any, **facts: Any) -> list[str]:
    """Return what an act of the secretary's is refused with."""
    with pytest.raises(ValidationError) as refusal:
        act(**facts)
    return refusal.value.messages


def test_changes_that_overtake_each_other_come_to_what_was_said_last() -> None:
    client, sheet = opened_sheet()
    first, second = numbered(0, 1), numbered(1, 2)
    early = mark(client, sheet, **second)
    assert (early.status_code, early.json()["kept"]["version"]) == (409, 0)
    assert not Score.objects.exists()
    # The refused number was not used up: in their order both count.
    assert [mark(client, sheet, **one).status_code for one in (first, second)] == [200, 200]
    # Both again, duplicated and turned round: answered as the first time, nothing changes.
    versions = [mark(client, sheet, **one).json()["version"] for one in (second, first, second)]
    assert versions == [2, 1, 2]
    kept = Score.objects.get()
    assert (kept.level.ordinal, kept.version) == (2, 2)
    assert MarkOperation.objects.filter(sheet=sheet).count() == 3  # the beginning and two


@pytest.mark.parametrize("told", ["1999-01-01T00:00:00Z", "2099-12-31T23:59:59Z"])
def test_clock_of_the_device_decides_nothing(told: str) -> None:
    client, sheet = opened_sheet()
    before = timezone.now()
    assert mark(client, sheet, **numbered(0, 2)).status_code == 200
    # Older or newer by its own clock: the version says which is which.
    assert mark(client, sheet, **numbered(0, 1, client_at=told)).status_code == 409
    answer = mark(client, sheet, **numbered(1, 1, client_at=told))
    assert answer.json()["saved_at"] == f"{clock.now().astimezone(clock.ZONE):%H:%M}"
    row = Score.objects.get()
    assert row.level.ordinal == 1
    assert before <= row.at <= timezone.now()
    last = MarkOperation.objects.order_by("pk").last()
    assert before <= last.at
    assert last.client_at == datetime.fromisoformat(told).astimezone(UTC)  # kept as it was told


def test_mark_of_a_sheet_is_for_that_sheet_alone() -> None:
    client, sheet = opened_sheet()
    other = fill(sheet.evaluation, "an", {})
    body = {"criterion": "A/1.1"} | numbered(0, 1)
    answer = client.post(f"{ROOT}{other.pk}/marks/", body, content_type="application/json")
    assert answer.status_code == 404
    assert not Score.objects.exists()


def test_late_change_after_the_hand_in_is_refused_and_an_answered_one_answered() -> None:
    client, sheet = opened_sheet()
    marks = marks_for(rules_of(sheet.evaluation), 71)
    fill(sheet.evaluation, "minh", {key: one for key, one in marks.items() if key != "A/1.1"})
    first = numbered(0, marks["A/1.1"])
    assert mark(client, sheet, **first).status_code == 200
    hand_in(sheet.evaluation, "minh", {})
    late = mark(client, sheet, **numbered(1, 1))
    assert late.status_code == 400
    assert "đã nộp" in str(refused(late))
    assert mark(client, sheet, **first).json()["version"] == 1
    assert Score.objects.get(level__criterion=first_of(sheet)).level.ordinal == marks["A/1.1"]


def test_r16_sheets_do_not_open_when_too_few_are_left() -> None:
    sitting = make_sitting(council=make_council())
    evaluation = scoring(sitting)  # four appointed: three must be there
    members = {one.user.email.partition("@")[0]: one for one in sitting.council.members.all()}
    hand_in(evaluation, "lan", marks_for(rules_of(evaluation), 71))
    hand_in(evaluation, "minh", marks_for(rules_of(evaluation), 72))
    with acting("thao"):
        for login in ("an", "thao"):
            agenda_actions.mark_absent(
                evaluation=evaluation, member=members[login], reason="Về sớm.", by=person("thao")
            )
        (words,) = words_of(closing_actions.open_sheets, evaluation=evaluation, by=person("thao"))
        assert words.startswith("Không còn đủ thành viên theo quy chế")
        assert Evaluation.objects.get(pk=evaluation.pk).opened_at is None
        agenda_actions.mark_present(
            evaluation=evaluation, member=members["thao"], by=person("thao")
        )
    assert opened(evaluation).opened_at is not None


def test_member_whose_duty_ends_mid_sitting_writes_nothing_more_and_is_not_waited_for() -> None:
    client, sheet = opened_sheet()
    evaluation = sheet.evaluation
    assert mark(client, sheet, **numbered(0, 2)).status_code == 200
    Assignment.objects.filter(user=person("minh")).update(
        period=DateRange(clock.today().replace(month=1, day=1), clock.today())
    )
    late = mark(client, sheet, **numbered(1, 1))
    assert late.status_code in (403, 404)
    assert Score.objects.get(sheet=sheet).level.ordinal == 2
    all_hand_in(evaluation, (71, 72), ("lan", "an"))
    member = evaluation.sitting.council.members.get(user=person("minh"))
    facts = {"evaluation": evaluation, "by": person("thao")}
    with acting("thao"):
        assert words_of(closing_actions.open_sheets, **facts) == [
            "Còn thành viên chưa nộp phiếu: chưa mở được."
        ]
        agenda_actions.mark_absent(**facts, member=member, reason="Thôi nhiệm vụ.")
        closing_actions.open_sheets(**facts)
        done = closing_actions.conclude(**facts)
    assert (done.points_sum, done.sheet_count) == (143, 2)
    assert ScoreSheet.objects.get(pk=sheet.pk).status == "draft"
