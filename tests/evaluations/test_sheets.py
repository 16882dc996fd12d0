"""A member's own sheet: levels, gates, cases, knock-outs, two devices, hand-in (R5-R10, R21)."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError

from accounts.models import JournalEntry
from evaluations import agenda_actions, sheet_actions
from evaluations.marks import book_of, digest, read_sheet
from evaluations.models import Evaluation, Finding, Panel, Score, ScoreSheet
from evaluations.operations import secret_of
from evaluations.scoring import sheet_total
from evaluations.standing import standing
from regulations.models import Level, ProductLine
from territories import clock
from tests.cast import person
from tests.factories import make_submission

from .sittings import acting, best_marks, fill, hand_in, marks_for, on_agenda, rules_of, scoring

pytestmark = pytest.mark.django_db
GATE, GATED = "B/5.1", "B/5.2"


def open_sheet(evaluation: Evaluation, login: str = "minh") -> ScoreSheet:
    with acting(login):
        return sheet_actions.open_sheet(evaluation=evaluation, by=person(login))


def save(sheet: ScoreSheet, criterion: str, login: str = "minh", **changes: Any) -> Any:
    """Save one criterion as the page does; version: what it last saw."""
    version = changes.pop("version", None)
    if version is None:
        row = Score.objects.filter(sheet=sheet, criterion__code=criterion[2:]).first()
        version = row.version if row else 0
    with acting(login):
        return sheet_actions.save_mark(
            sheet=sheet, by=person(login), criterion=criterion, version=version, **changes
        )


def refused(call: Any, login: str = "minh", **facts: Any) -> ValidationError:
    with acting(login), pytest.raises(ValidationError) as caught:
        call(by=person(login), **facts)
    return caught.value


def not_saved(sheet: ScoreSheet, criterion: str, **facts: Any) -> ValidationError:
    before = list(Score.objects.values())
    facts = {"version": 0} | facts
    error = refused(sheet_actions.save_mark, sheet=sheet, criterion=criterion, **facts)
    assert list(Score.objects.values()) == before
    return error


def marks_of(sheet: ScoreSheet) -> dict[str, int]:
    book = book_of(sheet.evaluation.submission.criteria_set)
    return dict(read_sheet(book, sheet).marks)


# --- opening ---


def test_first_look_makes_the_sheet_and_the_second_finds_it() -> None:
    evaluation = scoring()
    sheet = open_sheet(evaluation)
    assert (sheet.user, sheet.pass_no, sheet.version, sheet.status) == (
        person("minh"),
        1,
        1,
        "draft",
    )
    assert open_sheet(evaluation) == sheet
    assert JournalEntry.objects.filter(verb="open_sheet").count() == 1


def test_who_does_not_score_gets_no_sheet() -> None:
    evaluation = scoring()
    for login in ("thao", "tuan", "binh"):  # writes only; advises; is not in the council
        assert refused(sheet_actions.open_sheet, login, evaluation=evaluation).messages == [
            "Anh/chị không chấm sản phẩm này."
        ]
    Panel.objects.filter(user=person("an")).update(state="absent", reason="Ốm")
    assert "vắng" in refused(sheet_actions.open_sheet, "an", evaluation=evaluation).messages[0]
    Panel.objects.filter(user=person("an")).update(state="recused", reason="Có liên quan")
    assert refused(sheet_actions.open_sheet, "an", evaluation=evaluation)


def test_no_sheet_before_scoring_begins() -> None:
    assert refused(sheet_actions.open_sheet, evaluation=on_agenda()).messages == [
        "Sản phẩm này chưa mở chấm, hoặc đã chấm xong."
    ]


# --- R5, R6: a mark is a level of that criterion ---


def test_r5_mark_is_a_level_and_its_points_come_with_it() -> None:
    sheet = open_sheet(scoring())
    working = save(sheet, "A/1.1", level=3, remark="Hợp đồng đủ", is_unproven=False)
    row = Score.objects.get()
    assert (row.level.ordinal, row.level.points, row.version) == (3, 2, 1)
    assert row.remark == "Hợp đồng đủ"
    assert (
        standing(working.book.rules, working.book.bands, read_sheet(working.book, sheet)).total == 2
    )


@pytest.mark.parametrize("level", [0, 5, 99, 1_000_000_000, -1])
def test_r5_level_of_another_criterion_is_refused(level: int) -> None:
    error = not_saved(open_sheet(scoring()), "A/1.1", level=level)
    assert error.message_dict == {"level": ["Hãy chọn một mức của chính tiêu chí này."]}


def test_r5_database_refuses_a_level_of_another_criterion() -> None:
    sheet = open_sheet(scoring())
    save(sheet, "A/1.1", level=3)
    row = Score.objects.get()
    foreign = Level.objects.exclude(criterion=row.criterion_id).first()
    with acting("minh"), pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.filter(pk=row.pk).update(level=foreign)


def test_criterion_of_another_set_is_refused() -> None:
    assert "criterion" in not_saved(open_sheet(scoring()), "Z/9", level=1).message_dict


def test_r6_sheet_is_whole_when_every_asked_criterion_has_a_level() -> None:
    evaluation = scoring()
    rules = rules_of(evaluation)
    marks = best_marks(rules)
    last = rules.criteria[-1].key
    sheet = fill(evaluation, "minh", {k: v for k, v in marks.items() if k != last})
    error = refused(sheet_actions.hand_in, sheet=sheet)
    assert error.messages == ["Còn 1 tiêu chí chưa chấm: C 11."]
    save(sheet, last, level=1)  # «Không đạt mức nào», which the book does not print
    with acting("minh"):
        assert sheet_actions.hand_in(sheet=sheet, by=person("minh")).status == "submitted"


# --- R7: gates ---


def test_r7_closed_gate_refuses_a_level() -> None:
    sheet = open_sheet(scoring())
    error = not_saved(sheet, GATED, level=2)
    assert error.message_dict == {"level": ["Chỉ chấm khi tiêu chí 5.1 có điểm."]}
    save(sheet, GATE, level=1)  # 0 points: still closed
    not_saved(sheet, GATED, level=2)
    save(sheet, GATE, level=2)
    save(sheet, GATED, level=2)
    assert marks_of(sheet)[GATED] == 2


def test_r7_closing_gate_takes_the_marks_behind_it_away_and_says_so() -> None:
    sheet = open_sheet(scoring())
    save(sheet, GATE, level=2)
    save(sheet, GATED, level=2, remark="Kể hay")
    working = save(sheet, GATE, level=1)
    assert working.removed == [GATED]
    assert marks_of(sheet) == {GATE: 1}
    assert Score.objects.get(criterion__code="5.2").remark == "Kể hay"


# --- R8: exactly one case ---


def test_r8_one_level_of_one_case_is_kept() -> None:
    submission = make_submission(line=ProductLine.objects.get(number=26))
    submission.sample_receipts.update(site_visited_on=clock.today())
    evaluation = scoring(submission=submission)
    rules = rules_of(evaluation)
    variant = next(c for c in rules.criteria if c.cases)
    first, second = (options[-1].ordinal for options in variant.options())
    sheet = open_sheet(evaluation)
    save(sheet, variant.key, level=first)
    save(sheet, variant.key, level=second)
    assert marks_of(sheet) == {variant.key: second}
    assert Score.objects.count() == 1
    row = Score.objects.get()
    with acting("minh"), pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.create(
            province_id=row.province_id,
            sheet=sheet,
            user=person("minh"),
            criterion_id=row.criterion_id,
            level_id=row.level_id,
        )


# --- R9: knock-outs ---


def tick(sheet: ScoreSheet, key: str, reason: str, known: str = "") -> None:
    with acting("minh"):
        sheet_actions.tick(
            sheet=sheet, by=person("minh"), knock_out=key, reason=reason, known=known
        )


def test_r9_knock_out_is_a_tick_with_a_reason() -> None:
    sheet = open_sheet(scoring())
    tick(sheet, "#1", "Giấy chứng nhận giả")
    assert Finding.objects.get().reason == "Giấy chứng nhận giả"
    tick(sheet, "#1", "Giấy chứng nhận giả")  # sent twice
    tick(sheet, "#1", "", known="Giấy chứng nhận giả")
    assert not Finding.objects.exists()


def test_r9_unknown_note_and_second_device_are_refused() -> None:
    sheet = open_sheet(scoring())
    assert (
        "knock_out"
        in refused(sheet_actions.tick, sheet=sheet, knock_out="X#9", reason="Có").message_dict
    )
    tick(sheet, "#1", "Giả mạo")
    error = refused(sheet_actions.tick, sheet=sheet, knock_out="#1", reason="Lý do khác")
    assert error.code == "stale"
    assert "Giả mạo" in error.messages[0]


def stop_key(evaluation: Evaluation) -> str:
    rules = rules_of(evaluation)
    return next(k.key for k in rules.knock_outs if k.effect == "stop_assessment")


def with_stop() -> Evaluation:
    """Return a product of a set in which a note stops the assessment."""
    for line in ProductLine.objects.order_by("number"):
        evaluation_set = make_submission(line=line, name=f"Sản phẩm {line.number}")
        rules = book_of(evaluation_set.criteria_set).rules
        if any(k.effect == "stop_assessment" for k in rules.knock_outs):
            return scoring(submission=evaluation_set)
    raise AssertionError("no set has a stop")


def test_r9_stop_sheet_is_handed_in_unfinished() -> None:
    evaluation = with_stop()
    sheet = open_sheet(evaluation)
    assert refused(sheet_actions.hand_in, sheet=sheet)
    tick(sheet, stop_key(evaluation), "Không có nguồn gốc")
    with acting("minh"):
        assert sheet_actions.hand_in(sheet=sheet, by=person("minh")).status == "submitted"


def test_r9_rejecting_tick_does_not_excuse_an_unfinished_sheet() -> None:
    sheet = open_sheet(scoring())
    tick(sheet, "#1", "Giả mạo")
    assert refused(sheet_actions.hand_in, sheet=sheet)


# --- two devices, replays, bad text ---


def test_same_save_twice_is_one_save() -> None:
    sheet = open_sheet(scoring())
    save(sheet, "A/1.1", version=0, level=3)
    save(sheet, "A/1.1", version=0, level=3)
    assert Score.objects.get().version == 1


def test_stale_save_is_refused_with_both_values() -> None:
    sheet = open_sheet(scoring())
    save(sheet, "A/1.1", version=0, level=3)
    error = not_saved(sheet, "A/1.1", version=0, level=1)
    assert error.code == "stale"
    assert "từ 50% đến dưới 75%" in error.messages[0]
    assert "Không đạt mức nào" in error.messages[0]
    save(sheet, "A/1.1", version=1, level=1)
    assert marks_of(sheet)["A/1.1"] == 1


def test_remark_is_composed_and_bounded() -> None:
    sheet = open_sheet(scoring())
    save(sheet, "A/1.1", remark="  Ho\u0302\u0300 sơ đủ ")
    assert Score.objects.get().remark == "Hồ sơ đủ"
    assert "remark" in not_saved(sheet, "A/1.2", remark="x" * 1001).message_dict


def test_whole_page_is_saved_or_nothing() -> None:
    sheet = open_sheet(scoring())
    answers = [("A/1.1", 0, {"level": 3}), ("A/1.2", 0, {"level": 99}), ("B/5.2", 0, {"level": 2})]
    error = refused(sheet_actions.save_marks, sheet=sheet, answers=answers)
    assert set(error.message_dict) == {"A/1.2"}
    assert not Score.objects.exists()
    with acting("minh"):
        working = sheet_actions.save_marks(
            sheet=sheet, by=person("minh"), answers=[answers[0], answers[2]]
        )
    assert working.removed == ["B/5.2"]
    assert marks_of(sheet) == {"A/1.1": 3}


# --- R21: handed in is final ---


def test_r21_hand_in_gives_a_receipt_over_the_marks() -> None:
    evaluation = scoring()
    sheet = hand_in(evaluation, "minh", marks_for(rules_of(evaluation), 71))
    book = book_of(evaluation.submission.criteria_set)
    scores, findings = list(sheet.scores.all()), list(sheet.findings.all())
    again = digest(book, sheet, scores, findings, secret=secret_of(sheet.operations.all()))
    assert (len(sheet.sha256), sheet.sha256) == (64, again)
    assert sheet.submitted_at
    entry = JournalEntry.objects.get(verb="submit")
    assert entry.facts["sha256"] == sheet.sha256
    assert "total" not in entry.facts


def test_r21_no_act_changes_a_sheet_that_was_handed_in() -> None:
    evaluation = scoring()
    sheet = hand_in(evaluation, "minh", best_marks(rules_of(evaluation)))
    words = ["Phiếu này không sửa được nữa: đã nộp, hoặc việc chấm sản phẩm đã kết thúc."]
    assert not_saved(sheet, "A/1.1", level=1, version=1).messages == words
    assert refused(sheet_actions.tick, sheet=sheet, knock_out="#1", reason="x").messages == words
    assert refused(sheet_actions.hand_in, sheet=sheet).messages == words
    error = refused(sheet_actions.begin_new_version, evaluation=evaluation, reason="Nhầm")
    assert error.messages == ["Phiếu đã nộp không sửa được nữa."]


FINAL = (
    "UPDATE evaluations_scoresheet SET status = 'draft', submitted_at = NULL WHERE id = {sheet}",
    "DELETE FROM evaluations_scoresheet WHERE id = {sheet}",
    "UPDATE evaluations_score SET level_id = level_id WHERE sheet_id = {sheet}",
    "DELETE FROM evaluations_score WHERE sheet_id = {sheet}",
    "UPDATE evaluations_score SET sheet_id = {other} WHERE sheet_id = {sheet}",
    "INSERT INTO evaluations_finding (province_id, sheet_id, user_id, knock_out_id, reason)"
    " SELECT province_id, id, user_id, {note}, 'x' FROM evaluations_scoresheet WHERE id = {sheet}",
)


@pytest.mark.parametrize("statement", FINAL)
@pytest.mark.parametrize("as_owner", [False, True], ids=["member", "owner"])
def test_r21_database_refuses_any_change_after_the_hand_in(statement: str, as_owner: bool) -> None:
    evaluation = scoring()
    sheet = hand_in(evaluation, "minh", best_marks(rules_of(evaluation)))
    with acting("an"):
        other = sheet_actions.open_sheet(evaluation=evaluation, by=person("an"))
    note = book_of(evaluation.submission.criteria_set).knock_out_ids["#1"]
    sql = statement.format(sheet=sheet.pk, other=other.pk, note=note)
    before = list(Score.objects.order_by("pk").values_list("sheet_id", "level_id"))

    def run() -> None:
        with pytest.raises(InternalError), transaction.atomic():
            connection.cursor().execute(sql)

    if as_owner:
        run()
    else:
        with acting("minh"):
            run()
    assert list(Score.objects.order_by("pk").values_list("sheet_id", "level_id")) == before
    assert ScoreSheet.objects.get(pk=sheet.pk).status == "submitted"


def test_late_autosave_is_refused_by_the_database_in_words() -> None:
    """Between the read and the write the product is closed: the trigger has the last word."""
    sheet = open_sheet(scoring())
    save(sheet, "A/1.1", level=3)
    Evaluation.objects.update(pass_no=2)
    with acting("minh"), pytest.raises(InternalError, match="no longer"), transaction.atomic():
        Score.objects.update(remark="muộn")
    error = not_saved(sheet, "A/1.1", version=1, level=1)
    assert error.code == "sealed"


def test_member_recused_meanwhile_saves_nothing_more() -> None:
    evaluation = scoring()
    sheet = open_sheet(evaluation)
    with acting("thao"):
        agenda_actions.recuse(
            evaluation=evaluation, member=sheet.member, reason="Có liên quan", by=person("thao")
        )
    assert not_saved(sheet, "A/1.1", level=3).messages == ["Anh/chị không chấm sản phẩm này."]


def test_another_members_sheet_cannot_be_written() -> None:
    evaluation = scoring()
    sheet = open_sheet(evaluation, "minh")
    facts = {"sheet": sheet, "criterion": "A/1.1", "version": 0, "level": 3}
    assert refused(sheet_actions.save_mark, "an", **facts)
    assert refused(sheet_actions.hand_in, "an", sheet=sheet)
    assert not Score.objects.exists()


def test_total_is_the_rules_own() -> None:
    evaluation = scoring()
    sheet = fill(evaluation, "minh", marks_for(rules_of(evaluation), 71))
    book = book_of(evaluation.submission.criteria_set)
    answers = read_sheet(book, sheet)
    shown = standing(book.rules, book.bands, answers)
    assert (shown.total, sum(shown.parts.values())) == (71, 71)
    assert shown.total == sheet_total(book.rules, answers)
    assert (shown.missing, shown.may_hand_in) == ((), True)
