"""Discussion between passes, sheets reopened by two persons, what nobody undoes (R15, R21)."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError, InternalError
from django.utils import timezone

from accounts.models import JournalEntry, Notice
from evaluations import closing_actions, discussion_actions, reopening_actions, sheet_actions
from evaluations.models import (
    DiscussionNote,
    Evaluation,
    Finding,
    Panel,
    Reopening,
    Score,
    ScoreSheet,
)
from tests.cast import person

from .sittings import acting, all_hand_in, concluded, hand_in, marks_for, rules_of, scoring

pytestmark = pytest.mark.django_db


def apart() -> Evaluation:
    """Return a product whose totals lie too far apart."""
    evaluation = scoring()
    all_hand_in(evaluation, [70, 75, 90])
    return evaluation


def note(evaluation: Evaluation, login: str, text: str = "Giấy kiểm nghiệm đã cũ") -> Any:
    with acting(login):
        return discussion_actions.note(evaluation=evaluation, text=text, by=person(login))


def ask(evaluation: Evaluation, login: str, of: str = "minh", reason: str = "Chấm nhầm") -> Any:
    sheet = evaluation.sheets.order_by("version").filter(user=person(of)).last()
    with acting(login):
        return reopening_actions.ask(sheet=sheet, reason=reason, by=person(login))


def confirm(reopening: Reopening, login: str) -> ScoreSheet:
    with acting(login):
        return reopening_actions.confirm(reopening=reopening, by=person(login))


# --- discussion ---


def test_members_note_reasons_only_while_the_product_is_discussed() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [70, 75], ("lan", "minh"))
    with pytest.raises(ValidationError):
        note(evaluation, "lan")  # one sheet is missing: nobody knows of a spread
    hand_in(evaluation, "an", marks_for(rules_of(evaluation), 90))
    note(evaluation, "lan")
    for login, text in (("thao", " "), ("tuan", "x"), ("an", " "), ("an", "x" * 1001)):
        with pytest.raises(ValidationError):
            note(evaluation, login, text)
    kept = DiscussionNote.objects.get()
    assert (kept.member.user, kept.pass_no, kept.text) == (
        person("lan"),
        1,
        "Giấy kiểm nghiệm đã cũ",
    )
    with acting("thao"):
        closing_actions.open_second_pass(evaluation=evaluation, by=person("thao"))
    with pytest.raises(ValidationError):
        note(evaluation, "minh")


def test_no_discussion_where_the_totals_lie_close() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [70, 75, 80])
    with pytest.raises(ValidationError):
        note(evaluation, "lan")


def test_notes_are_for_the_panel() -> None:
    evaluation = apart()
    with acting("lan"):
        readers = [
            login
            for login in ("lan", "minh", "an", "thao", "binh", "dung", "tra", "tuan")
            if discussion_actions.may_read(person(login), evaluation)
        ]
    assert readers == ["lan", "minh", "an", "thao", "binh"]


@pytest.mark.parametrize(("login", "may"), [("lan", True), ("thao", True), ("minh", False)])
def test_chair_or_secretary_opens_the_next_pass(login: str, may: bool) -> None:
    evaluation = apart()
    with acting(login):
        if may:
            discussion_actions.open_next_pass(evaluation=evaluation, by=person(login))
        else:
            with pytest.raises(PermissionDenied):
                discussion_actions.open_next_pass(evaluation=evaluation, by=person(login))
    assert Evaluation.objects.get().pass_no == (2 if may else 1)


# --- reopening ---


@pytest.mark.parametrize(("first", "second"), [("lan", "thao"), ("thao", "lan")])
def test_two_persons_reopen_and_the_old_sheet_is_kept(first: str, second: str) -> None:
    evaluation = apart()
    old = evaluation.sheets.get(user=person("minh"))
    asked = ask(evaluation, first)
    assert evaluation.sheets.count() == 3  # asking alone changes nothing
    new = confirm(asked, second)
    assert (new.version, new.status, new.user, new.reason) == (
        2,
        "draft",
        person("minh"),
        "Chấm nhầm",
    )
    assert not new.scores.exists()  # who reopens reads no marks
    assert Notice.objects.filter(to=person("minh")).exists()
    with acting("thao"), pytest.raises(ValidationError, match="chưa nộp"):
        closing_actions.open_sheets(evaluation=evaluation, by=person("thao"))
    with acting("minh"):
        mine = sheet_actions.open_sheet(evaluation=evaluation, by=person("minh"))
    assert mine == new
    assert set(new.scores.values_list("criterion", "level")) == set(
        old.scores.values_list("criterion", "level")
    )
    hand_in(evaluation, "minh", marks_for(rules_of(evaluation), 80))
    hand = {v.verb: v.by for v in JournalEntry.objects.filter(verb__endswith="reopening")}
    assert hand == {"ask_reopening": person(first), "confirm_reopening": person(second)}
    with acting("thao"):
        closing_actions.open_second_pass(evaluation=evaluation, by=person("thao"))
    all_hand_in(evaluation, [75, 76, 77])
    done = Evaluation.objects.get(pk=concluded(evaluation).pk)
    minh = next(m for m in done.result["members"] if m["name"].startswith("Bùi Công Minh"))
    assert [(s["pass"], s["version"], s["total"], s["counts"]) for s in minh["sheets"]] == [
        (1, 1, 75, False),
        (1, 2, 80, False),
        (2, 1, 76, True),
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [("lan", "lan"), ("thao", "thao"), ("thao", "binh"), ("lan", "minh"), ("lan", "binh")],
)
def test_one_person_or_another_pair_reopens_nothing(first: str, second: str) -> None:
    evaluation = apart()
    asked = ask(evaluation, first)
    with pytest.raises(ValidationError):
        confirm(asked, second)
    assert Reopening.objects.get().confirmed_at is None
    assert ScoreSheet.objects.count() == 3


@pytest.mark.parametrize("login", ["minh", "an", "binh", "tra"])
def test_others_do_not_even_ask(login: str) -> None:
    evaluation = apart()
    with pytest.raises(ValidationError):
        ask(evaluation, login)
    assert not Reopening.objects.exists()


def test_reopening_wants_a_reason_and_comes_before_the_opening() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75])
    with pytest.raises(ValidationError):
        ask(evaluation, "lan", reason="  ")
    asked = ask(evaluation, "lan")
    with pytest.raises(ValidationError, match="Đã có đề nghị"):
        ask(evaluation, "thao")
    with acting("thao"):
        closing_actions.open_sheets(evaluation=evaluation, by=person("thao"))
    with pytest.raises(ValidationError, match="không mở lại"):
        confirm(asked, "thao")


def test_database_wants_two_persons() -> None:
    evaluation = apart()
    asked = ask(evaluation, "lan")
    alone = {"confirmed_by": person("lan"), "confirmed_at": timezone.now()}
    stranger = alone | {"confirmed_by": person("binh")}
    for facts, error in ((alone, (IntegrityError, InternalError)), (stranger, InternalError)):
        with pytest.raises(error), transaction.atomic():
            Reopening.objects.filter(pk=asked.pk).update(**facts)
    old = asked.sheet
    facts = {"province": old.province, "evaluation": evaluation, "member": old.member}
    with acting("minh"), pytest.raises(InternalError, match="two persons"), transaction.atomic():
        ScoreSheet.objects.create(**facts, user=old.user, pass_no=1, version=2)
    assert ScoreSheet.objects.count() == 3


# --- nothing is deleted, by nobody ---

KEPT = ("scoresheet", "score", "finding", "panel", "evaluation", "reopening", "discussionnote")


@pytest.mark.parametrize("table", KEPT)
def test_tables_of_the_scoring_are_never_emptied(table: str) -> None:
    evaluation = apart()
    note(evaluation, "lan")
    before = [model.objects.count() for model in (ScoreSheet, Score, Finding, Panel)]
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")  # else the test's own rows wait
    with pytest.raises(InternalError, match="kept for ever"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE evaluations_{table} CASCADE")
    assert [model.objects.count() for model in (ScoreSheet, Score, Finding, Panel)] == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE evaluations_scoresheet SET status = 'draft', submitted_at = NULL",
        "DELETE FROM evaluations_scoresheet",
        "UPDATE evaluations_score SET level_id = NULL",
        "DELETE FROM evaluations_score",
    ],
)
def test_operator_in_a_replicas_mode_changes_no_sheet(statement: str) -> None:
    """A superuser may switch ordinary triggers off for his session; these stay on."""
    apart()
    with transaction.atomic():
        cursor = connection.cursor()
        cursor.execute("SET LOCAL session_replication_role = replica")
        with pytest.raises(InternalError), transaction.atomic():
            cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_draft_is_not_deleted_either() -> None:
    evaluation = scoring()
    with acting("minh"):
        sheet = sheet_actions.open_sheet(evaluation=evaluation, by=person("minh"))
    with pytest.raises(InternalError), transaction.atomic():
        connection.cursor().execute("DELETE FROM evaluations_scoresheet WHERE id = %s", [sheet.pk])
