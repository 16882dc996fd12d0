"""Paper sheets typed in: by one person with the scan, counted when another has confirmed."""

import json
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import DatabaseError, IntegrityError, InternalError
from django.utils import timezone

from accounts.models import JournalEntry, Notice
from councils.models import Member
from docs import verify_record
from evaluations import (
    agenda_actions,
    printed_actions,
    recording,
    rehearsal_actions,
    rekey_actions,
    rekey_closing_actions,
    reopening_actions,
    sheet_actions,
    sitting_actions,
)
from evaluations.models import (
    Evaluation,
    KeyedSheet,
    Panel,
    PrintedSheet,
    RecordPending,
    Rekeying,
    ScoreSheet,
    SheetPrinting,
)
from evaluations.rekeying import may_read
from files import intake
from files.models import StoredFile
from territories.tenancy import acting_for
from tests.cast import person, province
from tests.factories import make_council, make_sitting, make_upload
from tests.refusals import why_not

from .on_paper import WHY, answers_for, confirmed, member_of, typed
from .recorded import checked, events, exported
from .sittings import (
    acting,
    all_hand_in,
    concluded,
    fill,
    hand_in,
    marks_for,
    opened,
    rules_of,
    scoring,
    second_pass,
)
from .test_rehearsals import begun, first_of

pytestmark = pytest.mark.django_db


def sent_back(row: Rekeying, by: str = "minh", reason: str = "Sai mức ở A 1.1") -> Rekeying:
    with acting(by):
        return rekey_closing_actions.send_back(
            rekeying=Rekeying.objects.get(pk=row.pk), reason=reason, by=person(by)
        )


def withdrawn(row: Rekeying, by: str = "thao", reason: str = "Nhập nhầm người") -> Rekeying:
    with acting(by):
        return rekey_closing_actions.withdraw(rekeying=row, reason=reason, by=person(by))


# --- typed by one, confirmed by another ---


def test_typed_sheet_does_not_count_until_another_person_confirms() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, (75, 75), ("lan", "an"))
    row = typed(evaluation, total=73)
    assert (row.status, row.sheet, row.keyed_by) == ("waiting", None, person("thao"))
    assert not ScoreSheet.objects.filter(user=person("minh")).exists()
    assert "chưa nộp phiếu" in why_not(opened, evaluation)
    sheet = confirmed(row, by="minh")
    assert (sheet.status, sheet.from_paper, sheet.version) == ("submitted", True, 1)
    assert sheet.user == person("minh")
    done = concluded(evaluation)
    assert (done.points_sum, done.sheet_count) == (75 + 75 + 73, 3)
    told = {one["name"]: one["sheets"][0]["from_paper"] for one in done.result["members"][:3]}
    assert told == {
        str(person("lan")): False,
        str(person("minh")): True,
        str(person("an")): False,
    }


@pytest.mark.parametrize("second", ["minh", "lan", "kiem"])
def test_member_chair_or_controller_confirms(second: str) -> None:
    evaluation = scoring()
    hand_in(evaluation, "lan", marks_for(rules_of(evaluation), 75))
    row = typed(evaluation)
    assert confirmed(row, by=second).from_paper
    row.refresh_from_db()
    assert (row.status, row.decided_by) == ("confirmed", person(second))


def test_deputy_confirms_a_sheet_of_another_member() -> None:
    evaluation = scoring()
    hand_in(evaluation, "minh", marks_for(rules_of(evaluation), 75))  # deputy of the council
    row = typed(evaluation, "an")
    assert confirmed(row, by="minh").user == person("an")


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("thao", "khác người nhập"),
        ("an", "Chỉ chính thành viên, Chủ tịch, Phó Chủ tịch hoặc kiểm soát"),
        ("binh", "Chỉ chính thành viên, Chủ tịch, Phó Chủ tịch hoặc kiểm soát"),
        ("lan", "nộp phiếu của mình trước"),
    ],
)
def test_who_may_not_confirm_may_not_send_back_either(second: str, said: str) -> None:
    row = typed(scoring())
    assert said in why_not(confirmed, row, by=second)
    assert said in why_not(sent_back, row, by=second)
    row.refresh_from_db()
    assert row.status == "waiting"


def test_member_gets_a_receipt_and_his_half_made_marks_give_way() -> None:
    evaluation = scoring()
    fill(evaluation, "minh", {"A/1.1": 1, "A/1.2": 1})
    row = typed(evaluation, total=80)
    sheet = confirmed(row, by="minh")
    assert len(sheet.sha256) == 64
    with acting("minh"):
        kept = {s.criterion.key: s.level.ordinal for s in sheet.scores.select_related("criterion")}
    assert kept == marks_for(rules_of(evaluation), 80)
    assert ScoreSheet.objects.filter(user=person("minh")).count() == 1


def test_later_autosave_of_the_members_device_is_answered_as_handed_in() -> None:
    evaluation = scoring()
    sheet = fill(evaluation, "minh", {"A/1.1": 1})
    confirmed(typed(evaluation), by="minh")
    with acting("minh"):
        said = why_not(
            sheet_actions.save_mark,
            sheet=sheet, by=person("minh"), criterion="A/1.1", version=1, level=2,
        )  # fmt: skip
    assert "đã nộp" in said


def test_remarks_unproven_and_knock_outs_come_along() -> None:
    evaluation = scoring()
    rules = rules_of(evaluation)
    note = rules.knock_outs[0].key
    first = rules.criteria[0].key
    answers = answers_for(evaluation, 70, **{first: {"remark": "Thiếu dấu", "is_unproven": True}})
    row = typed(evaluation, answers=answers, ticks=[(note, "Nhãn sai sự thật", "")])
    sheet = confirmed(row, by="minh")
    with acting("minh"):
        mark = next(s for s in sheet.scores.select_related("criterion") if s.criterion.key == first)
        assert (mark.remark, mark.is_unproven) == ("Thiếu dấu", True)
        (finding,) = sheet.findings.select_related("knock_out")
        assert (finding.knock_out.key, finding.reason) == (note, "Nhãn sai sự thật")


# --- refused before it is kept ---


def test_scan_is_compulsory_and_must_be_what_it_says() -> None:
    evaluation = scoring()
    member = member_of(evaluation, "minh")

    def attempt(scan: Any) -> str:
        with acting("thao"):
            return why_not(
                rekey_actions.key_in,
                evaluation=evaluation, member=member, by=person("thao"), note=WHY, scan=scan,
                answers=answers_for(evaluation),
            )  # fmt: skip

    assert "đính kèm bản chụp" in attempt(None)
    lying = SimpleUploadedFile("phieu.pdf", b"<script>alert(1)</script>", "application/pdf")
    assert "Ở đây chỉ nhận: PDF, ảnh (xét nội dung, không xét tên tệp)." in attempt(lying)
    renamed = make_upload("phieu.png", "a")
    assert "nội dung là PDF" in attempt(renamed)
    assert not Rekeying.objects.exists()


@pytest.mark.parametrize("note", ["", "   "])
def test_reason_is_compulsory(note: str) -> None:
    assert "lý do nhập lại" in why_not(typed, scoring(), note=note)


def test_unfinished_or_foreign_marks_are_refused_as_on_the_sheet() -> None:
    evaluation = scoring()
    answers = answers_for(evaluation)
    assert "Còn 1 tiêu chí chưa chấm" in why_not(typed, evaluation, answers=answers[1:])
    wrong = [("Z/9", 0, {"level": 1}), *answers]
    assert "không có tiêu chí đó" in why_not(typed, evaluation, answers=wrong)
    far = [(answers[0][0], 0, {"level": 99}), *answers[1:]]
    assert "một mức của chính tiêu chí này" in why_not(typed, evaluation, answers=far)
    assert not StoredFile.objects.filter(name="phieu.pdf").exists()


@pytest.mark.parametrize(
    ("state", "said"), [("recused", "không chấm sản phẩm này"), ("absent", "được ghi là vắng")]
)
def test_recused_or_absent_member_has_no_paper_sheet(state: str, said: str) -> None:
    evaluation = scoring()
    Panel.objects.filter(user=person("minh")).update(state=state, reason="Có liên quan")
    assert said in why_not(typed, evaluation)


def test_member_who_handed_in_is_not_typed_again() -> None:
    evaluation = scoring()
    hand_in(evaluation, "minh", marks_for(rules_of(evaluation), 75))
    assert "đã nộp phiếu" in why_not(typed, evaluation)


def test_second_typing_waits_for_the_first() -> None:
    evaluation = scoring()
    typed(evaluation)
    assert "Đã có bản nhập lại chờ" in why_not(typed, evaluation)


def test_nothing_is_typed_before_or_after_the_scoring() -> None:
    evaluation = scoring()
    row = typed(evaluation, "minh")
    withdrawn(row)
    told = Notice.objects.get(to=person("minh"), text__contains="bị rút")
    assert "Nhập nhầm người" in told.text
    assert told.link.endswith(f"/{row.pk}/")
    all_hand_in(evaluation, (75, 75, 75))
    opened(evaluation)
    assert "đã chấm xong" in why_not(typed, evaluation)
    assert "đã được xử lý" in why_not(confirmed, row)


def test_secretary_who_scores_types_only_after_his_own_hand_in() -> None:
    council = make_council(secretary_scores=True)
    Member.objects.filter(council=council, user=person("thao")).update(scores=True)
    evaluation = scoring(make_sitting(council=council))
    assert "nộp phiếu của mình trước" in why_not(typed, evaluation)
    with acting("thao"), pytest.raises(InternalError, match="own sheet first"):
        _bare_row(evaluation)


def test_who_is_absent_and_may_come_back_reads_nothing_typed() -> None:
    """Deputy Minh is marked absent, would look at what An marked, and be seated again."""
    evaluation = scoring()
    row = typed(evaluation, "an")
    with acting("thao"):
        agenda_actions.mark_absent(
            evaluation=evaluation, member=member_of(evaluation, "minh"), reason="Họp khác",
            by=person("thao"),
        )  # fmt: skip
    with acting("minh"):
        assert not may_read(Rekeying.objects.get(pk=row.pk), person("minh"))
        assert not KeyedSheet.objects.exists()
    assert "nộp phiếu của mình trước" in why_not(confirmed, row, "minh")
    _refused_past_the_actions(row, "minh")
    with acting("thao"):
        agenda_actions.mark_present(
            evaluation=evaluation, member=member_of(evaluation, "minh"), by=person("thao")
        )
    all_hand_in(evaluation, (70,), ("minh",))
    with acting("minh"):
        assert may_read(Rekeying.objects.get(pk=row.pk), person("minh"))
        assert KeyedSheet.objects.get().rekeying == row


def test_who_has_his_own_sheet_reopened_reads_nothing_typed() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, (70,), ("minh",))
    row = typed(evaluation, "an")
    with acting("minh"):
        assert may_read(Rekeying.objects.get(pk=row.pk), person("minh"))
    sheet = ScoreSheet.objects.get(user=person("minh"))
    with acting("thao"):
        asked = reopening_actions.ask(sheet=sheet, reason="Chấm nhầm", by=person("thao"))
    with acting("lan"):
        reopening_actions.confirm(reopening=asked, by=person("lan"))
    with acting("minh"):
        assert not may_read(Rekeying.objects.get(pk=row.pk), person("minh"))
        assert not KeyedSheet.objects.exists()
    assert "nộp phiếu của mình trước" in why_not(confirmed, row, "minh")
    _refused_past_the_actions(row, "minh")


def test_who_must_complete_his_stopped_sheet_types_for_nobody() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, (75, 75), ("minh", "an"))
    stop = next(k for k in rules_of(evaluation).knock_outs if k.effect == "stop_assessment")
    sheet = fill(evaluation, "lan", {})
    with acting("lan"):
        sheet_actions.tick(
            sheet=sheet, by=person("lan"), knock_out=stop.key, reason="Khác hồ sơ", known=""
        )
        sheet_actions.hand_in(sheet=sheet, by=person("lan"))
    with acting("thao"), pytest.raises(InternalError, match="own sheet first"):
        _bare_row(evaluation, version=2, keyed_by=person("lan"))


def test_recused_deputy_reads_nothing_typed() -> None:
    evaluation = scoring()
    row = typed(evaluation, "an")
    Panel.objects.filter(user=person("minh")).update(state="recused", reason="Có liên quan")
    with acting("minh"):
        assert not KeyedSheet.objects.exists()
    _refused_past_the_actions(row, "minh")


def _refused_past_the_actions(row: Rekeying, login: str) -> None:
    """Confirm it as somebody would who passes by the actions."""
    with (
        acting(login),
        pytest.raises(InternalError, match="own sheet first"),
        transaction.atomic(),
    ):
        Rekeying.objects.filter(pk=row.pk).update(
            status="confirmed",
            decided_by=person(login),
            decided_at=timezone.now(),
            sheet=ScoreSheet.objects.create(
                province_id=row.province_id, evaluation=row.evaluation, member=row.member,
                user=row.user, pass_no=row.pass_no, version=row.version,
            ),
        )  # fmt: skip


def test_no_sheet_begins_as_handed_in_or_as_typed_from_paper() -> None:
    evaluation = scoring()
    at = timezone.now()
    for over in ({"status": "submitted", "submitted_at": at}, {"from_paper": True}):
        with (
            acting("thao"),
            pytest.raises(InternalError, match="begins as a draft"),
            transaction.atomic(),
        ):
            ScoreSheet.objects.create(
                province_id=evaluation.province_id, evaluation=evaluation, pass_no=1,
                member=member_of(evaluation, "minh"), user=person("minh"), **over,
            )  # fmt: skip


def _bare_row(evaluation: Evaluation, **over: Any) -> Rekeying:
    """Insert a row as somebody would who passes by the actions."""
    with transaction.atomic():
        facts = {
            "province_id": evaluation.province_id,
            "evaluation": evaluation,
            "member": member_of(evaluation, "minh"),
            "user": person("minh"),
            "pass_no": 1,
            "version": 1,
            "number": 1,
            "scan": intake.store(make_upload(), province=evaluation.province, by=person("thao")),
            "note": WHY,
            "content_hash": "0" * 64,
            "keyed_by": person("thao"),
        }
        return Rekeying.objects.create(**facts | over)


def test_own_sheet_is_not_typed_by_the_secretary_himself() -> None:
    council = make_council(secretary_scores=True)
    Member.objects.filter(council=council, user=person("thao")).update(scores=True)
    evaluation = scoring(make_sitting(council=council))
    assert "Phiếu của chính anh/chị" in why_not(typed, evaluation, "thao")


def test_number_on_the_paper_must_be_of_this_member_product_and_pass() -> None:
    evaluation = scoring()
    with acting("thao"):
        own, _pdf = printed_actions.print_one(
            evaluation=evaluation, member=member_of(evaluation, "minh"), by=person("thao")
        )
        other, _pdf = printed_actions.print_one(
            evaluation=evaluation, member=member_of(evaluation, "an"), by=person("thao")
        )
    assert "không phải của thành viên" in why_not(typed, evaluation, printed=str(other))
    row = typed(evaluation, printed=f" {str(own).lower()} ")
    assert row.printed == own


# --- waiting ---


def test_nothing_is_opened_and_no_pass_begun_while_one_waits() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, (60, 85), ("lan", "an"))
    row = typed(evaluation)
    Panel.objects.filter(user=person("minh")).update(state="absent", reason="Ốm")
    assert "chờ người thứ hai xác nhận" in why_not(second_pass, evaluation)
    withdrawn(row)
    second_pass(evaluation)
    evaluation.refresh_from_db()
    assert evaluation.pass_no == 2


def test_opening_is_refused_by_the_database_while_one_waits() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, (75, 75), ("lan", "an"))
    typed(evaluation)
    Panel.objects.filter(user=person("minh")).update(state="absent", reason="Ốm")
    assert "chờ người thứ hai xác nhận hoặc trả lại" in why_not(opened, evaluation)


def test_members_own_hand_in_goes_before_what_was_typed_for_him() -> None:
    evaluation = scoring()
    row = typed(evaluation, total=60)
    hand_in(evaluation, "minh", marks_for(rules_of(evaluation), 75))
    row.refresh_from_db()
    assert (row.status, row.decided_by) == ("overtaken", person("minh"))
    assert "đã được xử lý" in why_not(confirmed, row, by="kiem")
    sheet = ScoreSheet.objects.get(user=person("minh"))
    assert (sheet.status, sheet.from_paper) == ("submitted", False)
    assert "rekeying_overtaken" in [one.kind for one in events()]


def test_typing_is_kept_when_sent_back_and_typed_anew_with_the_same_scan() -> None:
    evaluation = scoring()
    first = typed(evaluation, total=60)
    assert "Hãy ghi lý do" in why_not(sent_back, first, reason=" ")
    sent_back(first)
    second = typed_again(evaluation, total=75)
    assert (second.number, second.scan) == (2, first.scan)
    confirmed(second, by="minh")
    assert [one.status for one in Rekeying.objects.order_by("number")] == ["sent_back", "confirmed"]
    assert KeyedSheet.objects.count() == 2
    assert Notice.objects.filter(to=person("thao"), text__contains="Sai mức ở A 1.1").exists()


def typed_again(evaluation: Evaluation, total: int) -> Rekeying:
    """Type it once more, without another scan."""
    with acting("thao"):
        return rekey_actions.key_in(
            evaluation=evaluation, member=member_of(evaluation, "minh"), by=person("thao"),
            note=WHY, answers=answers_for(evaluation, total),
        )  # fmt: skip


def test_member_chair_and_deputy_are_told_without_a_score() -> None:
    evaluation = scoring()
    row = typed(evaluation, "an")
    told = Notice.objects.filter(link__endswith=f"/phieu-nhap-lai/{row.pk}/")
    assert {str(one.to) for one in told} == {str(person(login)) for login in ("lan", "minh", "an")}
    assert all("75" not in one.text for one in told)


# --- sealed ---


def test_typed_marks_are_sealed_by_the_database() -> None:
    evaluation = scoring()
    row = typed(evaluation, "an")

    def reads(login: str) -> bool:
        with acting(login):
            return KeyedSheet.objects.filter(rekeying=row).exists()

    # Chair and deputy score the product: each reads it once he has handed in himself.
    assert not reads("lan")
    all_hand_in(evaluation, (75,), ("lan",))
    assert (reads("lan"), reads("minh")) == (True, False)
    all_hand_in(evaluation, (75,), ("minh",))
    seen = {login: reads(login) for login in ("thao", "an", "lan", "minh", "kiem", "binh", "tra")}
    assert seen == {
        "thao": True, "an": True, "lan": True, "minh": True, "kiem": True, "binh": False,
        "tra": False,
    }  # fmt: skip
    confirmed(row, by="an")
    seen = {login: reads(login) for login in ("thao", "an", "lan", "kiem", "binh")}
    assert seen == {"thao": True, "an": True, "lan": False, "kiem": False, "binh": False}


def test_database_refuses_what_the_actions_would_not_do() -> None:
    evaluation = scoring()
    row, sheet = typed(evaluation), fill(evaluation, "minh", {"A/1.1": 1})
    with acting("thao"):
        for change in (
            {"note": "khác"}, {"number": 7}, {"status": "confirmed"},
            {"status": "confirmed", "decided_by": person("thao")},
        ):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                Rekeying.objects.filter(pk=row.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            Rekeying.objects.filter(pk=row.pk).delete()
        with (
            pytest.raises(InternalError, match="waits for its second"),
            transaction.atomic(),
        ):
            ScoreSheet.objects.filter(pk=sheet.pk).update(
                status="submitted", submitted_at="2026-11-26T00:00Z"
            )
        with pytest.raises(IntegrityError, match="one_waits"), transaction.atomic():
            _bare_row(evaluation, number=2)
        with (
            connection.cursor() as cursor,
            pytest.raises(InternalError, match="no such re-keyed"),
            transaction.atomic(),
        ):
            cursor.execute("SELECT * FROM ocop_rekey(%s, 'x')", [row.pk])


def test_log_of_a_sheet_is_read_only_while_it_is_confirmed() -> None:
    evaluation = scoring()
    row = typed(evaluation)
    confirmed(row, by="kiem")
    with acting("kiem"), connection.cursor() as cursor:
        for call in ("ocop_rekeyed_log(%s)", "ocop_rekey(%s, 'x')"):
            with pytest.raises(InternalError, match="no such re-keyed"), transaction.atomic():
                cursor.execute(f"SELECT * FROM {call}", [row.pk])


def test_confirmed_sheet_is_final_and_another_province_sees_nothing() -> None:
    evaluation = scoring()
    row = typed(evaluation)
    sheet = confirmed(row)
    with acting("thao"):
        for change in ({"from_paper": False}, {"sha256": "0" * 64}):
            with pytest.raises(InternalError), transaction.atomic():
                ScoreSheet.objects.filter(pk=sheet.pk).update(**change)
    with acting_for(province("gia-lai"), person("tu")):
        assert not Rekeying.objects.exists()
        with pytest.raises(ObjectDoesNotExist):
            rekey_closing_actions.withdraw(rekeying=row, reason="x", by=person("tu"))


# --- passes, reopening, stopped sheets ---


def test_second_pass_is_typed_as_a_sheet_of_that_pass() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, (60, 85, 70))
    second_pass(evaluation)
    evaluation.refresh_from_db()
    row = typed(evaluation, total=72)
    assert (row.pass_no, row.version) == (2, 1)
    sheet = confirmed(row)
    assert (sheet.pass_no, sheet.from_paper) == (2, True)


def test_typed_sheet_is_reopened_by_two_and_typed_again_as_a_new_version() -> None:
    evaluation = scoring()
    sheet = confirmed(typed(evaluation, total=60))
    with acting("lan"):
        asked = reopening_actions.ask(sheet=sheet, reason="Nhầm sản phẩm", by=person("lan"))
    with acting("thao"):
        second = reopening_actions.confirm(reopening=asked, by=person("thao"))
    assert (second.version, second.from_paper) == (2, False)
    row = typed(evaluation, total=74)
    assert (row.version, row.number) == (2, 2)
    again = confirmed(row)
    assert (again.pk, again.version, again.from_paper) == (second.pk, 2, True)


def test_stopped_paper_sheet_is_completed_on_paper_in_a_new_version() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, (75, 75), ("lan", "an"))
    stop = next(k for k in rules_of(evaluation).knock_outs if k.effect == "stop_assessment")
    confirmed(typed(evaluation, answers=[], ticks=[(stop.key, "Sản phẩm khác hồ sơ", "")]))
    row = typed(evaluation, total=70)
    assert row.version == 2
    assert confirmed(row).version == 2
    assert concluded(evaluation).points_sum == 220


# --- the record ---


def test_record_tells_both_persons_and_the_scan_and_verifies() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, (75, 75), ("lan", "an"))
    row = typed(evaluation)
    confirmed(row)
    concluded(evaluation)
    with acting("thao"):
        sitting_actions.close(sitting=evaluation.sitting, by=person("thao"))
    told = {one.kind: json.loads(one.body)["act"] for one in events()}
    act = told["handed_in_on_paper"]
    names = recording.references(row.province_id, [person("thao").pk, person("minh").pk])
    assert act["keyed_by"] == names[person("thao").pk]
    assert act["by"] == names[person("minh").pk]
    assert act["scan"] == told["rekeyed"]["scan"] == row.scan.sha256
    assert act["content"] == told["rekeyed"]["content"] == row.content_hash
    assert WHY not in json.dumps(told, ensure_ascii=False)
    report = checked()
    assert (report.faults, report.sheets) == ([], 3)
    assert "3 phiếu" in verify_record.check(exported())[0]
    verbs = set(JournalEntry.objects.values_list("verb", flat=True))
    assert {"rekey", "confirm_rekeyed"} <= verbs


def test_rehearsal_is_typed_too_and_deleted_with_its_scan(
    django_capture_on_commit_callbacks: Any,
) -> None:
    sitting = begun()
    evaluation = first_of(sitting)
    with acting("thao"):
        printed_actions.print_one(
            evaluation=evaluation, member=member_of(evaluation, "minh"), by=person("thao")
        )
    row = typed(evaluation)
    confirmed(row)
    path = intake.path_of(row.scan.sha256)
    assert path.exists()
    assert not RecordPending.objects.exists()
    with django_capture_on_commit_callbacks(execute=True), acting("thao"):
        rehearsal_actions.delete_rehearsal(sitting=sitting, by=person("thao"))
    for model in (Rekeying, KeyedSheet, PrintedSheet, SheetPrinting):
        assert not model.objects.exists(), model
    assert not StoredFile.objects.filter(pk=row.scan_id).exists()
    assert not path.exists()
    assert not Notice.objects.filter(link__contains="/phieu-nhap-lai/").exists()


def test_scan_that_another_file_shares_outlives_the_rehearsal(
    django_capture_on_commit_callbacks: Any,
) -> None:
    sitting = begun()
    scan = make_upload("Phiếu.pdf", "chung")
    row = typed(first_of(sitting), scan=scan)
    kept = intake.store(scan, province=row.province, by=None)
    assert kept.sha256 == row.scan.sha256
    with django_capture_on_commit_callbacks(execute=True), acting("thao"):
        rehearsal_actions.delete_rehearsal(sitting=sitting, by=person("thao"))
    assert intake.path_of(kept.sha256).exists()


def test_real_sitting_keeps_what_was_typed_whoever_asks() -> None:
    evaluation = scoring()
    row = typed(evaluation)
    call = "SELECT * FROM ocop_delete_rehearsed_paper(%s)"
    with (
        acting("thao"),
        connection.cursor() as cursor,
        pytest.raises(InternalError, match="no such rehearsal"),
        transaction.atomic(),
    ):
        cursor.execute(call, [evaluation.sitting_id])
    assert Rekeying.objects.filter(pk=row.pk).exists()


def test_taking_a_product_off_leaves_what_was_typed_without_effect() -> None:
    evaluation = scoring()
    row = typed(evaluation)
    with acting("thao"):
        agenda_actions.take_off_agenda(
            evaluation=evaluation, reason="Chủ thể rút", by=person("thao")
        )
    assert "đã chấm xong" in why_not(confirmed, row, by="minh")
