"""Discussion between passes, sheets reopened by two persons, what nobody undoes (R15, R21)."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError, InternalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import JournalEntry, Notice
from evaluations import (
    closing_actions,
    discussion_actions,
    interest_actions,
    recording,
    reopening_actions,
    sheet_actions,
)
from evaluations.models import (
    DiscussionNote,
    Evaluation,
    Finding,
    Panel,
    RecordEvent,
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


def test_sheet_that_is_to_be_scored_anew_waits_on_the_members_own_page() -> None:
    evaluation = scoring()
    sheet = reverse("sheet", args=["quang-ngai", evaluation.pk])
    assert sheet in shown("minh", "home")
    all_hand_in(evaluation, [75, 75, 75])
    asked = ask(evaluation, "lan")
    assert sheet not in shown("minh", "home")
    confirm(asked, "thao")
    assert sheet in shown("minh", "home")
    assert sheet not in shown("an", "home")


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
    Evaluation.objects.filter(pk=evaluation.pk).update(status="concluded")
    with pytest.raises(ValidationError, match="không mở lại"):
        confirm(asked, "thao")


def refuse(reopening: Reopening, login: str, reason: str = "Phiếu đúng") -> Reopening:
    with acting(login):
        return reopening_actions.refuse(reopening=reopening, reason=reason, by=person(login))


def open_sheets(evaluation: Evaluation) -> Evaluation:
    with acting("thao"):
        return closing_actions.open_sheets(evaluation=evaluation, by=person("thao"))


def shown(login: str, name: str, *more: int) -> str:
    client = Client()
    client.force_login(person(login))
    return client.get(reverse(name, args=["quang-ngai", *more])).content.decode()


@pytest.mark.parametrize(("login", "word"), [("lan", "Đã rút"), ("thao", "Không đồng ý")])
def test_opening_waits_until_a_reopening_is_settled(login: str, word: str) -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75])
    asked = ask(evaluation, "lan")
    with pytest.raises(ValidationError, match=r"Bùi Công Minh.* chờ người thứ hai"):
        open_sheets(evaluation)
    page = shown("thao", "open_sheets", evaluation.pk)
    for name in ("reopen_confirm", "reopen_refuse"):
        assert reverse(name, args=["quang-ngai", evaluation.pk, asked.pk]) in page
    with pytest.raises(ValidationError, match="lý do"):
        refuse(asked, login, " ")
    for stranger in ("minh", "binh"):
        with pytest.raises(ValidationError, match="Chỉ Chủ tịch và thư ký"):
            refuse(asked, stranger)
    refuse(asked, login)
    for act in (refuse, confirm):
        with pytest.raises(ValidationError, match="đã được rút hoặc không được đồng ý"):
            act(asked, "thao")
    assert (word in shown("lan", "evaluation", evaluation.pk)) is True
    recording.settle()
    body = RecordEvent.objects.get(kind="reopening_refused").body
    assert f'"withdrawn":{str(login == "lan").lower()}' in body
    assert open_sheets(evaluation).opened_at is not None
    assert evaluation.sheets.count() == 3


@pytest.mark.parametrize("login", ["lan", "thao"])
def test_what_was_taken_back_or_refused_is_asked_anew_and_both_are_kept(login: str) -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75])
    first = ask(evaluation, "lan", reason="Nhầm người")
    refuse(first, login, "Nhầm người rồi")
    second = ask(evaluation, "lan", reason="Chấm nhầm mức")
    with pytest.raises(ValidationError, match="Đã có đề nghị"):
        ask(evaluation, "thao")
    with pytest.raises(IntegrityError), transaction.atomic():
        Reopening.objects.create(
            province=first.province,
            evaluation=evaluation,
            sheet=first.sheet,
            reason="Song song",
            requested_by=person("thao"),
        )
    page = shown("thao", "evaluation", evaluation.pk)
    assert ("Nhầm người rồi" in page, "Chấm nhầm mức" in page) == (True, True)
    with pytest.raises(ValidationError, match="đã được rút hoặc không được đồng ý"):
        confirm(first, "thao")
    new = confirm(second, "thao")
    assert (new.version, new.reason) == (2, "Chấm nhầm mức")
    kept = Reopening.objects.order_by("pk").values_list("reason", "refusal")
    assert list(kept) == [("Nhầm người", "Nhầm người rồi"), ("Chấm nhầm mức", "")]


def test_who_asked_is_told_of_the_refusal_with_its_reason_and_not_of_his_own() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75])
    own = ask(evaluation, "thao")
    Notice.objects.all().delete()
    refuse(own, "thao", "Thôi")
    assert not Notice.objects.exists()
    asked = ask(evaluation, "thao")
    Notice.objects.all().delete()
    refuse(asked, "lan", "Phiếu đúng 100%")
    told = Notice.objects.get()
    name = evaluation.submission.snapshot["product"]["name"]
    assert (told.to, told.text) == (
        person("thao"),
        f"Không mở lại phiếu của Bùi Công Minh (mẫu) ({name}): Phiếu đúng 100%",
    )
    assert told.link == reverse("evaluation", args=["quang-ngai", evaluation.pk])


def test_next_pass_waits_for_a_reopening_too() -> None:
    evaluation = apart()
    asked = ask(evaluation, "lan")
    for settled in (False, True):
        with acting("thao"):
            if settled:
                closing_actions.open_second_pass(evaluation=evaluation, by=person("thao"))
            else:
                with pytest.raises(ValidationError, match="chờ người thứ hai"):
                    closing_actions.open_second_pass(evaluation=evaluation, by=person("thao"))
                refuse(asked, "thao")
    assert Evaluation.objects.get().pass_no == 2


def test_request_for_a_sheet_that_counts_no_more_holds_nothing_up() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75])
    asked = ask(evaluation, "lan")
    with acting("minh"):
        interest_actions.declare(evaluation=evaluation, reason="Góp vốn", by=person("minh"))
    with pytest.raises(ValidationError, match="không còn áp dụng"):
        confirm(asked, "thao")
    assert reverse("evaluation", args=["quang-ngai", evaluation.pk]) not in shown("thao", "home")
    assert open_sheets(evaluation).opened_at is not None
    page = shown("lan", "evaluation", evaluation.pk)
    assert "không còn áp dụng" in page
    assert "chờ người thứ hai" not in page


def test_database_settles_a_request_once_and_by_those_two() -> None:
    evaluation = apart()
    asked = ask(evaluation, "lan")
    row = Reopening.objects.filter(pk=asked.pk)
    facts = {"refused_by": person("binh"), "refused_at": timezone.now(), "refusal": "Thôi"}
    with pytest.raises(InternalError, match="together"), transaction.atomic():
        row.update(**facts)
    for wrong in ({"refusal": ""}, {"refused_at": None}):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            row.update(**facts | {"refused_by": person("lan")} | wrong)
    row.update(**facts | {"refused_by": person("lan")})
    with pytest.raises(InternalError, match="settled once"), transaction.atomic():
        row.update(confirmed_by=person("thao"), confirmed_at=timezone.now())


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
