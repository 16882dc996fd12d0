"""What a council is told and what its minutes tell: interests, sheets reopened, changed rules."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts import journal
from accounts.models import Notice
from councils.states import SittingStatus
from evaluations import (
    agenda_actions,
    closing_actions,
    control_actions,
    discussion_actions,
    interest_actions,
    paper_actions,
    paper_acts,
    recording,
    reopening_actions,
)
from evaluations.models import Evaluation, Interest, RecordEvent, ScoreSheet
from evaluations.paper_docx import render
from evaluations.paper_words import context
from evaluations.rehearsal_actions import begin_rehearsal, delete_rehearsal
from evaluations.rules_actions import amend_rules
from evaluations.sitting_actions import delegate_presiding, open_sitting
from products.documents import pdf
from territories import clock
from tests.cast import person
from tests.factories import make_council, make_sitting, make_submission

from .papers_read import docx_words, pdf_words
from .sittings import (
    acting,
    all_hand_in,
    concluded,
    hand_in,
    marks_for,
    on_agenda,
    rules_of,
    scoring,
)

pytestmark = pytest.mark.django_db
WHY = "Tôi từng tư vấn nhãn."


def page(login: str, name: str, *args: int) -> str:
    """Return a page as a person reads it."""
    client = Client()
    client.force_login(person(login))
    answer = client.get(reverse(name, args=["quang-ngai", *args]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def in_doubt(evaluation: Evaluation, login: str = "an") -> Interest:
    """Let a member declare an interest of which he is not sure."""
    with acting(login):
        return interest_actions.declare(
            evaluation=evaluation, reason=WHY, by=person(login), is_doubtful=True
        )


def rule(row: Interest, login: str, verdict: str, reason: str) -> None:
    """Answer an interest."""
    with acting(login):
        interest_actions.answer(interest=row, verdict=verdict, reason=reason, by=person(login))


def reopen(sheet: ScoreSheet) -> None:
    """Let secretary and chair reopen a sheet."""
    with acting("thao"):
        row = reopening_actions.ask(sheet=sheet, reason="Bấm nhầm.", by=person("thao"))
    with acting("lan"):
        reopening_actions.confirm(reopening=row, by=person("lan"))


# --- who is told, and where it leads ---


def test_board_and_member_see_that_an_interest_waits_until_it_is_ruled_on() -> None:
    evaluation = scoring()
    row = in_doubt(evaluation)
    where = reverse("interests", args=["quang-ngai", evaluation.pk])
    for login in ("thao", "lan"):
        board = page(login, "sitting", evaluation.sitting_id)
        assert "1 lợi ích liên quan chưa kết luận" in board
        assert f'<a href="{where}">' in board
    own = "lợi ích liên quan của anh/chị chờ kết luận"
    assert own in page("an", "sitting", evaluation.sitting_id)
    assert own not in page("minh", "sitting", evaluation.sitting_id)
    rule(row, "lan", "set_aside", "Đã chấm dứt.")
    assert "chưa kết luận" not in page("thao", "sitting", evaluation.sitting_id)
    assert own not in page("an", "sitting", evaluation.sitting_id)


def test_what_was_left_to_the_chair_is_offered_to_him_alone() -> None:
    evaluation = scoring()
    row = in_doubt(evaluation)
    act = reverse("interest_answer", args=["quang-ngai", evaluation.pk, row.pk])
    assert act in page("lan", "interests", evaluation.pk)
    assert act not in page("thao", "interests", evaluation.pk)
    secretary = Client()
    secretary.force_login(person("thao"))
    away = secretary.get(act, follow=True)
    assert "Trường hợp này đã chuyển Chủ tịch kết luận." in away.content.decode()
    of_chair = in_doubt(evaluation, "lan")  # nobody presides in his place
    act = reverse("interest_answer", args=["quang-ngai", evaluation.pk, of_chair.pk])
    assert act in page("thao", "interests", evaluation.pk)


def test_notices_name_the_product_and_lead_to_it() -> None:
    evaluation = scoring(submission=make_submission(name="Muối Sa Huỳnh"))
    in_doubt(evaluation)
    told = Notice.objects.get(to=person("lan"))
    assert "Muối Sa Huỳnh" in told.text
    assert told.link == reverse("interests", args=["quang-ngai", evaluation.pk])


def test_who_must_confirm_a_reopening_is_told() -> None:
    evaluation = scoring(submission=make_submission(name="Muối Sa Huỳnh"))
    sheet = hand_in(evaluation, "minh", marks_for(rules_of(evaluation), 75))
    with acting("thao"):
        reopening_actions.ask(sheet=sheet, reason="Bấm nhầm.", by=person("thao"))
    told = Notice.objects.get()
    assert told.to == person("lan")
    assert told.text == "Cần xác nhận mở lại phiếu của Bùi Công Minh (mẫu): Muối Sa Huỳnh."
    assert told.link == reverse("evaluation", args=["quang-ngai", evaluation.pk])
    other = hand_in(evaluation, "an", marks_for(rules_of(evaluation), 75))
    with acting("lan"):
        reopening_actions.ask(sheet=other, reason="Bấm nhầm.", by=person("lan"))
    assert Notice.objects.latest("pk").to == person("thao")


def test_deleted_rehearsal_leaves_no_word_of_its_products() -> None:
    council, thao = make_council(), person("thao")
    real = scoring(make_sitting(council=council))
    all_hand_in(real, [60, 75, 90])
    with acting("thao"):
        closing_actions.open_second_pass(evaluation=real, by=thao)
        sitting = begin_rehearsal(council=council, by=thao)
        open_sitting(sitting=sitting, by=thao)
        agenda_actions.call_roll(sitting=sitting, by=thao, absent={})
        sample = sitting.agenda.earliest("ordinal")
        agenda_actions.begin_scoring(evaluation=sample, by=thao)
    all_hand_in(sample, [60, 75, 90])
    with acting("thao"):
        closing_actions.open_second_pass(evaluation=sample, by=thao)
        assert Notice.objects.filter(text__startswith="Mời chấm lượt 2").count() == 6
        delete_rehearsal(sitting=sitting, by=thao)
    left = set(Notice.objects.values_list("link", flat=True))
    assert left == {reverse("sheet", args=["quang-ngai", real.pk])}


# --- what the minutes and the tables tell ---


def test_minutes_tell_rulings_reopenings_the_discussion_and_changed_rules() -> None:
    council = make_council()
    sitting = make_sitting(council=council)
    first = scoring(sitting, make_submission(name="Tỏi đen"))
    rule(in_doubt(first), "lan", "set_aside", "Đã chấm dứt.")
    all_hand_in(first, [60, 75, 90])
    with acting("an"):
        discussion_actions.note(evaluation=first, text="Hợp đồng chưa ký.", by=person("an"))
    with acting("thao"):
        closing_actions.open_second_pass(evaluation=first, by=person("thao"))
    first.refresh_from_db()
    all_hand_in(first, [74, 75, 76], star=4)
    reopen(first.sheets.get(user=person("minh"), pass_no=2))
    hand_in(first, "minh", marks_for(rules_of(first), 77, star=4))
    concluded(first)
    with acting("lan"):
        facts = {"version": 1, "reason": "Thắt chặt.", "spread_limit": 8}
        amend_rules(council=council, by=person("lan"), **facts)
    second = scoring(sitting, make_submission(name="Muối"))
    all_hand_in(second, [74, 75, 76], star=4)
    concluded(second)
    with acting("thao"):
        words = context(paper_actions.read_facts(sitting))
    text = " ".join(docx_words(render("minutes", words)).split())
    for said in (
        "Lợi ích liên quan của Ủy viên Huỳnh Thúy An (mẫu) – thành viên tự khai về sản phẩm: Tôi"
        " từng tư vấn nhãn; đề nghị Chủ tịch kết luận; Phan Thị Lan (mẫu) kết luận: không có liên"
        " quan, vẫn tham gia, lý do: Đã chấm dứt.",
        "Phiếu lượt 2 của Phó Chủ tịch Bùi Công Minh (mẫu) được mở lại trước khi mở phiếu: Lý Thu"
        " Thảo (mẫu) đề nghị lúc",
        "lý do: Bấm nhầm; Phan Thị Lan (mẫu) xác nhận; bản 1: 75,00 điểm; bản 2: 77,00 điểm.",
        "Ý kiến thảo luận sau lượt 1, Ủy viên Huỳnh Thúy An (mẫu): Hợp đồng chưa ký.",
        "họp khi có mặt ít nhất 3/4 số thành viên, tính cho từng sản phẩm; chênh lệch giữa hai"
        " thành viên không quá 10 điểm; Chủ tịch hoặc người được ủy quyền có mặt: bắt buộc; số"
        " lượt chấm: tối đa 2 lượt, lượt cuối vẫn chênh thì lấy trung bình của lượt đó; thư ký"
        " chấm điểm: không; yêu cầu tối thiểu của hạng sao: đạt khi quá nửa số phiếu chọn mức"
        " đó; thành viên có hồ sơ trước: ít nhất 1 ngày làm việc trước phiên họp; chấm theo mã,"
        " giấu tên: không, thành viên thấy tên sản phẩm và chủ thể. Quy chế bản 2, Phan Thị Lan"
        " (mẫu) ban hành lúc",
        "lý do: Thắt chặt; áp dụng cho sản phẩm số 2. Thay đổi: chênh lệch điểm giữa các thành"
        " viên: lớn nhất trừ nhỏ nhất, quá 10 điểm thì thảo luận → lớn nhất trừ nhỏ nhất, quá 8"
        " điểm thì thảo luận. Các nội dung khác giữ nguyên.",
    ):
        assert said in text, said
    assert ".." not in text


@pytest.mark.parametrize(("days", "said"), [(0, True), (1, False)])
def test_minutes_tell_the_hours_of_what_was_pressed_on_the_day(days: int, said: bool) -> None:
    held_on = clock.today() - timedelta(days)
    sitting = make_sitting(status=SittingStatus.PLANNED, held_on=held_on)
    with acting("thao"):
        open_sitting(sitting=sitting, by=person("thao"))
    sitting.refresh_from_db()
    one = scoring(sitting)
    all_hand_in(one, [74, 75, 76], star=4)
    concluded(one)
    with acting("thao"):
        agenda_actions.end_sitting(sitting=sitting, by=person("thao"))
        words = context(paper_actions.read_facts(sitting))
    assert ("Môi trường; bắt đầu lúc" in words["place"]) is said
    assert ("kết thúc lúc" in words["place"]) is said


def test_changed_rules_enter_the_record_once_with_the_chairs_reason() -> None:
    council = make_council()
    sitting = make_sitting(council=council)
    scoring(sitting)
    with acting("lan"):
        facts = {"version": 1, "reason": "Thắt chặt.", "spread_limit": 8}
        amend_rules(council=council, by=person("lan"), **facts)
    for _again in range(2):
        scoring(sitting)
    recording.settle()
    kinds = list(RecordEvent.objects.order_by("seq").values_list("kind", flat=True))
    assert [one for one in kinds if one in ("rules_amended", "scoring_begun")] == [
        "scoring_begun",
        "rules_amended",
        "scoring_begun",
        "scoring_begun",
    ]
    body = RecordEvent.objects.get(kind="rules_amended").body
    with acting("thao"):
        (chair,) = recording.references(sitting.province_id, [person("lan").pk]).values()
    assert f'"by":"{chair}"' in body
    assert '"spread_limit":8' in body
    assert "Thắt chặt" not in body


def test_delegate_signs_under_his_own_post() -> None:
    sitting = make_sitting()
    with acting("thao"):
        delegate_presiding(
            sitting=sitting,
            member=sitting.council.members.get(user=person("minh")),
            by=person("thao"),
        )
    one = scoring(sitting)
    all_hand_in(one, [74, 75, 76], star=4)
    concluded(one)
    with acting("thao"):
        words = context(paper_actions.read_facts(sitting))
    text = docx_words(render("proposal", words))
    assert "TM. HỘI ĐỒNG\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n" in text


def test_who_left_after_the_first_pass_stays_in_its_mean() -> None:
    council = make_council(scorers=("lan", "minh", "an", "kiem", "tra"))
    evaluation = scoring(make_sitting(council=council))
    five = ("lan", "minh", "an", "kiem", "tra")
    all_hand_in(evaluation, [75, 78, 60, 76, 75], five, star=4)
    with acting("thao"):
        closing_actions.open_second_pass(evaluation=evaluation, by=person("thao"))
        agenda_actions.mark_absent(
            evaluation=evaluation,
            member=council.members.get(user=person("kiem")),
            reason="Về sớm",
            by=person("thao"),
        )
    evaluation.refresh_from_db()
    all_hand_in(evaluation, [75, 78, 72, 75], ("lan", "minh", "an", "tra"), star=4)
    done = concluded(evaluation)
    first, second = done.result["passes"]
    assert (first["totals"], first["exceeded"]) == ([60, 75, 75, 76, 78], True)
    assert second["totals"] == [72, 75, 75, 78]
    assert (done.points_sum, done.sheet_count) == (300, 4)


def test_before_a_sitting_begins_nobody_is_called_present() -> None:
    sitting = make_sitting(status=SittingStatus.PLANNED)
    sitting.attendance.all().delete()
    evaluation = on_agenda(sitting)
    for login, name, key in (("thao", "sitting", sitting.pk), ("an", "sitting", sitting.pk)):
        text = page(login, name, key)
        assert "được mời" in text
        assert "có mặt" not in text
    assert "mời 4, cần 3 người họp" in page("thao", "sitting", sitting.pk)
    with acting("thao"):
        open_sitting(sitting=sitting, by=person("thao"))
        agenda_actions.call_roll(sitting=sitting, by=person("thao"), absent={})
    text = page("thao", "sitting", sitting.pk)
    assert "được mời" not in text
    assert "họp 4/4, cần 3" in text
    assert evaluation.status == "open"


def test_board_says_that_nobody_presides() -> None:
    sitting = make_sitting()
    evaluation = on_agenda(sitting)
    chair = sitting.council.members.get(user=person("lan"))
    assert "chưa có người chủ trì" not in page("thao", "sitting", sitting.pk)
    with acting("thao"):
        agenda_actions.recuse(
            evaluation=evaluation, member=chair, reason="Người nhà", by=person("thao")
        )
    assert "họp 3/3, cần 3, chưa có người chủ trì" in page("thao", "sitting", sitting.pk)


def test_change_of_rules_under_which_nothing_was_scored_is_told_all_the_same() -> None:
    council = make_council()
    sitting = make_sitting(council=council)
    with acting("thao"):
        journal.record(by=person("thao"), verb="open", target=sitting)
    row = scoring(sitting)
    with acting("lan"):
        facts = {"version": 1, "reason": "Thắt chặt.", "spread_limit": 8}
        amend_rules(council=council, by=person("lan"), **facts)
    recording.settle()
    body = RecordEvent.objects.get(kind="rules_amended").body
    assert f'"sitting":{sitting.pk}' in body
    with acting("thao"):
        (told,) = paper_acts.rules_of(sitting, [row])["amended"]
        said = paper_acts.rules_words({"rules_no": "", **paper_acts.rules_of(sitting, [row])})
    assert (told["version"], told["reason"], told["products"]) == (2, "Thắt chặt.", [])
    assert (
        "lý do: Thắt chặt; chưa áp dụng cho sản phẩm nào của phiên này. Thay đổi: chênh lệch"
        in said
    )


def test_minutes_tell_every_rule_that_a_version_changed_and_what_it_was() -> None:
    council = make_council()
    sitting = make_sitting(council=council)
    with acting("thao"):
        journal.record(by=person("thao"), verb="open", target=sitting)
    first = scoring(sitting, make_submission(name="Tỏi đen"))
    all_hand_in(first, [74, 75, 76], star=4)
    concluded(first)
    changed = {"minimum_mode": "council", "passes": 1, "quorum_numerator": 1}
    changed |= {"quorum_denominator": 2, "notice_days": 2, "chair_required": False}
    with acting("lan"):
        facts = {"version": 1, "reason": "Nới."} | changed
        amend_rules(council=council, by=person("lan"), **facts)
        council.refresh_from_db()
        facts = {"version": council.version, "reason": "Lại.", "minimum_mode": "majority"}
        amend_rules(council=council, by=person("lan"), **facts)
    with acting("thao"):
        words = context(paper_actions.read_facts(sitting))
    second, third = words["rules"].split(" Quy chế bản ")[1:]
    for said in (
        "số người họp tối thiểu: ít nhất 3/4 số thành viên được tính → ít nhất 1/2 số thành viên",
        "Chủ tịch hoặc người được ủy quyền có mặt: bắt buộc → không bắt buộc",
        "số lượt chấm: tối đa 2 lượt, lượt cuối vẫn chênh thì lấy trung bình của lượt đó → một",
        "yêu cầu tối thiểu của hạng sao: đạt khi quá nửa số phiếu chọn mức đó → hội đồng kết luận",
        "ít nhất 1 ngày làm việc trước phiên họp → ít nhất 2 ngày làm việc trước phiên họp",
    ):
        assert said in second, said
    assert third.endswith(
        "Thay đổi: yêu cầu tối thiểu của hạng sao: hội đồng kết luận từng yêu cầu, có lý do → đạt"
        " khi quá nửa số phiếu chọn mức đó. Các nội dung khác giữ nguyên."
    )
    assert "→" in pdf_words(pdf("documents/sitting_minutes.html", words))


def test_chair_finds_on_the_first_screen_what_waits_for_the_chair() -> None:
    row = scoring()
    waits, asked = "mối liên quan chờ kết luận", "đề nghị mở lại phiếu"
    assert waits not in page("lan", "home")
    in_doubt(row)
    assert waits in page("lan", "home")
    assert reverse("interests", args=["quang-ngai", row.pk]) in page("lan", "home")
    assert waits not in page("thao", "home")  # the chair's alone to rule on
    assert waits not in page("minh", "home")
    hand_in(row, "minh", marks_for(rules_of(row), 75))
    with acting("thao"):
        sheet = row.sheets.get(user=person("minh"))
        reopening_actions.ask(sheet=sheet, reason="Chấm nhầm", by=person("thao"))
    assert asked in page("lan", "home")
    assert asked not in page("thao", "home")  # it is a second person's to confirm
    assert asked not in page("minh", "home")


def test_minutes_tell_what_the_controller_objected_to_and_the_answer() -> None:
    sitting = make_sitting()
    for name in ("Tỏi đen", "Muối"):
        row = scoring(sitting, make_submission(name=name))
        all_hand_in(row, [74, 75, 76], star=4)
        concluded(row)
    first, second = sitting.agenda.order_by("ordinal")
    kiem, thao = person("kiem"), person("thao")
    with acting("kiem"):
        for row, why in ((first, "Thiếu chữ ký <An>."), (second, "Sai ngày họp.")):
            control_actions.object_to_result(evaluation=row, reason=why, by=kiem)
    with acting("thao"):
        control_actions.answer_objection(evaluation=first, answer="Đã ký, trang 3.", by=thao)
    with acting("kiem"):
        control_actions.confirm_result(evaluation=first, by=kiem)
    with acting("thao"):
        words = context(paper_actions.read_facts(sitting))
    page = pdf("documents/sitting_minutes.html", words)
    for text in (docx_words(render("minutes", words)), pdf_words(page)):
        told = " ".join(text.split())
        for said in (
            f"Kiểm soát {kiem} trả lại kết quả lúc",
            f"lý do: Thiếu chữ ký <An>; {thao} giải trình lúc",
            ": Đã ký, trang 3. Kiểm soát xác nhận kết quả:",
            "lý do: Sai ngày họp; chưa có giải trình.",
        ):
            assert said in told, said
        assert told.index("Thiếu chữ ký") < told.index("2. Muối") < told.index("Sai ngày họp")
