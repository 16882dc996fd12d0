"""Written opinions (26/2026/QĐ-TTg, Điều 7.6.d): who answers, when, and what leads to a meeting."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, transaction
from django.db.models import F

from accounts.models import JournalEntry, Notice
from councils import actions as councils
from councils.models import Sitting
from councils.quorum import Seat, written_quorum
from evaluations import (
    agenda_actions,
    closing_actions,
    interest_actions,
    opinion_actions,
    reopening_actions,
    sheet_actions,
    sitting_actions,
)
from evaluations.models import Evaluation, Opinion, Panel, ScoreSheet
from evaluations.result_clock import result_clock_of
from evaluations.states import EvaluationStatus
from regulations.models import KnockOut, ProductLine
from territories import clock
from tests.cast import person
from tests.evaluations import ministry, sittings
from tests.evaluations.asked import (
    DAYS,
    after,
    again,
    all_answer,
    answer,
    asked,
    closed,
    meeting,
    on_round,
    round_of,
)
from tests.evaluations.sittings import acting, conclude
from tests.factories import make_council, make_sitting, make_submission
from tests.refusals import why_not

pytestmark = pytest.mark.django_db


def called(evaluation: Evaluation, login: str = "lan", reason: str = "Cần bàn kỹ.") -> Evaluation:
    with acting(login):
        return opinion_actions.call_meeting(evaluation=evaluation, by=person(login), reason=reason)


def round_facts(evaluation: Evaluation) -> dict[str, Any]:
    evaluation.refresh_from_db()
    return evaluation.result["written"]


def test_like_answers_are_concluded_without_a_meeting() -> None:
    evaluation = asked()
    all_answer(evaluation)
    held = closed(evaluation)
    assert held.status == EvaluationStatus.SCORING
    facts = round_facts(held)
    assert facts["quorum"] == [3, 3, 3]
    assert [(one["total"], one["star"], one["wants_meeting"]) for one in facts["answers"]] == [
        (60, 3, False),
        (62, 3, False),
        (61, 3, False),
    ]
    assert result_clock_of(held).due_on == after(45)
    done = conclude(held)
    assert result_clock_of(done) is None  # its result is there
    assert (done.status, done.points_sum, done.sheet_count, done.star) == ("concluded", 183, 3, 3)
    assert done.result["written"]["answers"] == facts["answers"]
    with acting("thao"):
        ended = agenda_actions.end_sitting(sitting=done.sitting, by=person("thao"))
    assert ended.status == "closed"
    assert ended.seals.count() == 1


def test_only_re_evaluations_come_on_a_round() -> None:
    sitting, first = round_of(), make_submission(name="Nước mắm Sa Kỳ")
    with acting("thao"):
        said = why_not(
            agenda_actions.put_on_agenda, sitting=sitting, submission=first, by=person("thao")
        )
    assert "Chỉ hồ sơ đánh giá lại" in said
    place = make_sitting(council=make_council())
    evaluation = sittings.on_agenda(place, first)
    refusal = pytest.raises(InternalError, match="written opinions are for re-evaluations")
    with refusal, transaction.atomic():
        Evaluation.objects.filter(pk=evaluation.pk).update(sitting=sitting)


def test_a_round_has_a_deadline_and_a_meeting_has_none() -> None:
    council, day = make_council(), clock.today()
    facts = {"council": council, "by": person("binh"), "held_on": day}
    with acting("binh"):
        said = why_not(councils.plan_sitting, form="written", **facts)
        assert said == "Hãy ghi hạn trả lời."
        said = why_not(councils.plan_sitting, form="written", answers_due=after(-1), **facts)
        assert said == "Hạn trả lời không được trước ngày bắt đầu lấy ý kiến."
        said = why_not(councils.plan_sitting, form="written", answers_due=after(366), **facts)
        assert said == "Hạn trả lời không quá một năm kể từ ngày bắt đầu lấy ý kiến."
        said = why_not(councils.plan_sitting, place="Sở", answers_due=after(3), **facts)
        assert said == "Phiên họp trực tiếp không có hạn trả lời."
        sitting = councils.plan_sitting(form="written", answers_due=after(3), **facts)
    assert str(sitting) == f"Lấy ý kiến bằng văn bản {day:%d/%m/%Y}"
    for change in ({"form": "meeting", "answers_due": None}, {"form": "meeting"}):
        with pytest.raises(Exception, match="keeps its form"), transaction.atomic():
            Sitting.objects.filter(pk=sitting.pk).update(**change)


def test_members_are_asked_by_name_and_day() -> None:
    evaluation = asked()
    day = f"{evaluation.sitting.answers_due:%d/%m/%Y}"
    told = Notice.objects.filter(text__startswith="Mời trả lời phiếu lấy ý kiến")
    assert {one.to.email.partition("@")[0] for one in told} == {"lan", "minh", "an"}
    assert {one.text for one in told} == {
        f"Mời trả lời phiếu lấy ý kiến về Tỏi đen Lý Sơn, hạn {day}."
    }


def test_an_answer_says_what_it_wants_and_why() -> None:
    evaluation = asked()
    sheet = sittings.fill(evaluation, "minh", sittings.best_marks(sittings.rules_of(evaluation)))
    with acting("minh"):
        facts = {"sheet": sheet, "by": person("minh")}
        assert why_not(sheet_actions.hand_in, **facts) == "Hãy chọn ý kiến của anh/chị."
        said = why_not(sheet_actions.hand_in, wants_meeting=True, reason=" ", **facts)
        assert said == "Hãy ghi lý do đề nghị họp trực tiếp."
        sheet_actions.hand_in(wants_meeting=True, reason="Đổi nguồn nguyên liệu.", **facts)
    opinion = Opinion.objects.get(sheet=sheet)
    assert (opinion.wants_meeting, opinion.reason) == (True, "Đổi nguồn nguyên liệu.")
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        Opinion.objects.filter(pk=opinion.pk).update(reason="Khác")


def test_nobody_else_reads_an_answer_before_the_close() -> None:
    evaluation = asked()
    answer(evaluation, "minh", 60, meeting="Nguồn nguyên liệu.")
    for login in ("lan", "thao", "an"):
        with acting(login):
            assert not Opinion.objects.exists(), login
    with acting("minh"):
        assert Opinion.objects.count() == 1
    answer(evaluation, "lan", 61)
    answer(evaluation, "an", 62)
    closed(evaluation)
    with acting("an"):
        assert Opinion.objects.count() == 3


def test_at_a_meeting_there_is_no_written_opinion() -> None:
    evaluation = sittings.scoring()
    sheet = sittings.fill(evaluation, "minh", sittings.best_marks(sittings.rules_of(evaluation)))
    with acting("minh"):
        said = why_not(sheet_actions.hand_in, sheet=sheet, by=person("minh"), wants_meeting=False)
    assert said == "Phiên họp trực tiếp không có ý kiến bằng văn bản."


def test_a_late_answer_is_refused_by_the_servers_clock_and_the_database() -> None:
    evaluation = asked()
    sheet = sittings.fill(evaluation, "minh", sittings.best_marks(sittings.rules_of(evaluation)))
    with clock.fixed(after()), acting("minh"):
        by = person("minh")
        said = why_not(sheet_actions.hand_in, sheet=sheet, by=by, wants_meeting=False)
        assert said.startswith(f"Đã hết hạn trả lời ({evaluation.sitting.answers_due:%d/%m/%Y})")
        answers = [("A/1", 0, {"remark": "Muộn"})]
        assert why_not(sheet_actions.save_marks, sheet=sheet, by=by, answers=answers) == said
        assert why_not(sheet_actions.open_sheet, evaluation=evaluation, by=by) == said
    with acting("minh"):
        Opinion.objects.create(
            province_id=sheet.province_id, sheet=sheet, user_id=sheet.user_id, wants_meeting=False
        )
        late = {"status": "submitted", "submitted_at": F("opened_at")}
        day = clock.timedelta(days=DAYS + 1)
        with pytest.raises(InternalError, match="an answer comes in time"), transaction.atomic():
            ScoreSheet.objects.filter(pk=sheet.pk).update(
                **late | {"submitted_at": F("opened_at") + day}
            )
        assert ScoreSheet.objects.filter(pk=sheet.pk).update(**late) == 1


def test_the_database_refuses_an_answer_without_an_opinion() -> None:
    evaluation = asked()
    sheet = sittings.fill(evaluation, "minh", {})
    refusal = pytest.raises(InternalError, match="says what it wants")
    with acting("minh"), refusal, transaction.atomic():
        ScoreSheet.objects.filter(pk=sheet.pk).update(
            status="submitted", submitted_at=F("opened_at")
        )


def test_it_is_not_closed_while_somebody_may_still_answer() -> None:
    evaluation = asked()
    answer(evaluation, "lan", 60)
    answer(evaluation, "minh", 61)
    with acting("thao"):
        said = why_not(opinion_actions.close_answers, evaluation=evaluation, by=person("thao"))
    day = f"{evaluation.sitting.answers_due:%d/%m/%Y}"
    assert said == f"Còn chờ 1 phiếu ({person('an')}); hạn trả lời hết ngày {day}."


def test_too_few_answers_are_given_more_time_or_a_meeting() -> None:
    evaluation = asked()
    answer(evaluation, "lan", 60)
    answer(evaluation, "minh", 61)
    by, extended = person("thao"), after(12)
    with clock.fixed(after()), acting("thao"):
        said = why_not(opinion_actions.close_answers, evaluation=evaluation, by=by)
        assert said.startswith("Chưa đủ ý kiến: có 2, cần ít nhất 3.")
        facts = {"sitting": evaluation.sitting, "by": by}
        assert why_not(
            opinion_actions.extend_deadline, answers_due=extended, reason=" ", **facts
        ) == ("Hãy ghi lý do.")
        said = why_not(
            opinion_actions.extend_deadline,
            answers_due=evaluation.sitting.answers_due,
            reason="Chậm.",
            **facts,
        )
        assert said.startswith("Hạn mới phải sau hạn đang có")
        slip = date(9999, 12, 31)  # it could never be moved back
        said = why_not(opinion_actions.extend_deadline, answers_due=slip, reason="Chậm.", **facts)
        assert said == "Hạn trả lời không quá một năm kể từ ngày bắt đầu lấy ý kiến."
        Notice.objects.all().delete()
        held = opinion_actions.extend_deadline(answers_due=extended, reason="An đi vắng.", **facts)
        assert held.answers_due == extended
        assert [one.to for one in Notice.objects.all()] == [person("an")]
        entry = JournalEntry.objects.get(verb="extend_deadline")
        assert entry.facts["reason"] == "An đi vắng."
    with clock.fixed(after(10)):
        answer(evaluation, "an", 62)
    assert closed(evaluation).opened_at is not None
    with pytest.raises(InternalError, match="deadline only moves on"), transaction.atomic():
        Sitting.objects.filter(pk=evaluation.sitting_id).update(answers_due=after(11))


def test_for_want_of_answers_the_secretary_calls_the_meeting() -> None:
    evaluation = asked()
    answer(evaluation, "lan", 60)
    facts = {"evaluation": evaluation, "by": person("thao")}
    with acting("thao"):
        assert why_not(opinion_actions.meet_for_want_of_answers, **facts).startswith("Chưa hết hạn")
    with clock.fixed(after()), acting("thao"):
        sent = opinion_actions.meet_for_want_of_answers(**facts)
    assert sent.status == EvaluationStatus.TO_MEETING
    kept = round_facts(sent)
    assert kept["meeting"]["grounds"] == ["too_few"]
    assert [one["name"] for one in kept["answers"]] == [str(person("lan"))]
    assert {one["name"] for one in kept["missing"]} == {str(person("minh")), str(person("an"))}
    away = sent.panel.get(user=person("an"))
    assert (away.state, away.reason[:22]) == ("absent", "Không trả lời trong hạ")


def test_who_did_not_answer_is_absent_where_enough_have() -> None:
    council = make_council(quorum_numerator=2, quorum_denominator=3)
    evaluation = asked(round_of(council=council))
    answer(evaluation, "lan", 60)
    answer(evaluation, "minh", 62)
    with clock.fixed(after()):
        done = conclude(closed(evaluation))
    assert (done.points_sum, done.sheet_count) == (122, 2)
    assert round_facts(done)["quorum"] == [2, 3, 2]
    assert done.panel.get(user=person("an")).state == Panel.State.ABSENT


def test_without_the_chairs_answer_there_is_no_quorum() -> None:
    council = make_council(quorum_numerator=2, quorum_denominator=3)
    evaluation = asked(round_of(council=council))
    answer(evaluation, "an", 60)
    answer(evaluation, "minh", 62)
    with clock.fixed(after()), acting("thao"):
        said = why_not(opinion_actions.close_answers, evaluation=evaluation, by=person("thao"))
    assert said.startswith("Người chủ trì chưa trả lời")


@pytest.mark.parametrize(
    ("answered", "recused", "expected"),
    [
        ({1, 2, 3}, set(), (3, 4, 3, True, True)),
        ({2, 3, 4}, set(), (3, 4, 3, False, False)),
        ({1, 2}, {3, 4}, (2, 2, 2, True, True)),
        ({1, 3}, {3}, (1, 3, 3, True, False)),
    ],
)
def test_quorum_counts_those_who_may_answer(
    answered: set[int], recused: set[int], expected: tuple[Any, ...]
) -> None:
    seats = [
        Seat(one, present=True, recused=one in recused, presides=one == 1, scores=one < 5)
        for one in range(1, 6)  # the fifth is the secretary, who does not score
    ]
    found = written_quorum(seats, answered, share=Fraction(3, 4))
    assert (
        found.present, found.appointed, found.needed, found.has_chair, found.is_met
    ) == expected  # fmt: skip


def test_a_recused_member_is_out_of_the_round() -> None:
    council = make_council(quorum_numerator=2, quorum_denominator=3)
    evaluation = asked(round_of(council=council))
    answer(evaluation, "an", 60)
    with acting("an"):
        interest_actions.declare(evaluation=evaluation, by=person("an"), reason="Người nhà.")
    answer(evaluation, "lan", 61)
    answer(evaluation, "minh", 62)
    done = conclude(closed(evaluation))
    assert (done.points_sum, done.sheet_count) == (123, 2)
    assert round_facts(done)["quorum"] == [2, 2, 2]
    assert str(person("an")) not in str(round_facts(done))
    with acting("an"):
        assert done not in Evaluation.objects.visible_to(person("an"))


@pytest.mark.parametrize(
    ("totals", "stars", "grounds"),
    [
        ((60, 71, 62), (3, 4, 3), ["spread", "stars"]),
        ((68, 71, 69), (3, 4, 3), ["stars"]),
        ((51, 62, 60), (3, 3, 3), ["spread"]),
        ((71, 72, 73), (4, 3, 4), ["stars"]),  # one missed a minimum of four stars
    ],
)
def test_differing_answers_go_to_a_meeting_at_the_close(
    totals: tuple[int, ...], stars: tuple[int, ...], grounds: list[str]
) -> None:
    evaluation = asked()
    for login, total, star in zip(sittings.SCORERS, totals, stars, strict=True):
        answer(evaluation, login, total, star=star)
    sent = closed(evaluation)
    assert sent.status == EvaluationStatus.TO_MEETING
    assert round_facts(sent)["meeting"]["grounds"] == grounds
    assert [one["star"] for one in round_facts(sent)["answers"]] == [*stars]
    assert sent.star is None
    with pytest.raises(InternalError, match="a result is final"), transaction.atomic():
        Evaluation.objects.filter(pk=sent.pk).update(result={})
    with acting("thao"):
        said = why_not(closing_actions.conclude, evaluation=sent, by=person("thao"))
    assert "chuyển họp trực tiếp" in said


def test_the_meeting_judges_anew_and_keeps_the_round() -> None:
    evaluation = asked()
    with acting("an"):
        interest_actions.declare(evaluation=evaluation, by=person("an"), reason="Người nhà.")
    answer(evaluation, "lan", 60)
    answer(evaluation, "minh", 75, star=4)
    sent = closed(evaluation)
    place, other = meeting(sent), round_of(council=make_council())
    with acting("thao"):
        said = why_not(
            opinion_actions.place_at_meeting, evaluation=sent, sitting=other, by=person("thao")
        )
        assert said == "Hãy chọn một phiên họp trực tiếp của chính hội đồng này."
        heard = opinion_actions.place_at_meeting(evaluation=sent, sitting=place, by=person("thao"))
    assert (heard.former, heard.sitting, heard.status) == (sent, place, "open")
    assert heard.advisory_report.text == sent.advisory_report.text
    assert heard.panel.get(user=person("an")).state == Panel.State.RECUSED
    with acting("an"):
        assert {sent, heard}.isdisjoint(Evaluation.objects.visible_to(person("an")))
    assert [one["total"] for one in round_facts(sent)["answers"]] == [60, 75]
    with acting("thao"):
        said = why_not(
            opinion_actions.place_at_meeting, evaluation=sent, sitting=place, by=person("thao")
        )
        assert said == "Sản phẩm này đã có trong chương trình của một phiên họp."
        said = why_not(
            agenda_actions.put_on_agenda,
            sitting=place,
            submission=sent.submission,
            by=person("thao"),
        )
        assert "đã có trong chương trình" in said


def test_a_product_sent_to_a_meeting_never_comes_on_another_round() -> None:
    evaluation = asked()
    all_answer(evaluation, (60, 75, 61))
    sent = closed(evaluation)
    with acting("thao"):
        said = why_not(
            agenda_actions.put_on_agenda,
            sitting=evaluation.sitting,
            submission=sent.submission,
            by=person("thao"),
        )
    assert said == "Sản phẩm này đã được chuyển sang họp trực tiếp."


def test_the_chair_answers_a_members_wish_for_a_meeting() -> None:
    evaluation = asked()
    answer(evaluation, "lan", 60)
    answer(evaluation, "an", 61)
    answer(evaluation, "minh", 62, meeting="Đổi nguồn nguyên liệu.")
    held = closed(evaluation)
    assert held.status == EvaluationStatus.SCORING
    with acting("thao"):
        said = why_not(closing_actions.conclude, evaluation=held, by=person("thao"))
        assert said == "Có thành viên đề nghị họp trực tiếp: Chủ tịch phải trả lời trước."
    told = Notice.objects.filter(text__startswith="Thành viên đề nghị họp trực tiếp")
    assert [one.to for one in told] == [person("lan")]
    for login in ("thao", "minh", "binh"):
        with acting(login), pytest.raises(PermissionDenied), transaction.atomic():
            opinion_actions.decline_meeting(evaluation=held, by=person(login), reason="Không.")
    with acting("lan"):
        facts = {"evaluation": held, "by": person("lan")}
        assert why_not(opinion_actions.decline_meeting, reason="", **facts) == "Hãy ghi lý do."
        opinion_actions.decline_meeting(reason="Hồ sơ đã rõ.", **facts)
        said = why_not(opinion_actions.call_meeting, reason="Nghĩ lại.", **facts)
        assert said.startswith("Ý kiến đã mở và không còn đề nghị họp nào")
    done = conclude(held)
    assert done.star == 3
    assert done.result["written"]["refusal"]["reason"] == "Hồ sơ đã rõ."


def test_the_chair_agrees_to_the_meeting() -> None:
    evaluation = asked()
    answer(evaluation, "lan", 60)
    answer(evaluation, "an", 61)
    answer(evaluation, "minh", 62, meeting="Đổi nguồn nguyên liệu.")
    sent = called(closed(evaluation), reason="Đúng là phải bàn.")
    assert sent.status == EvaluationStatus.TO_MEETING
    facts = round_facts(sent)
    assert facts["meeting"]["grounds"] == ["asked"]
    assert facts["meeting"]["reason"] == "Đúng là phải bàn."
    assert facts["answers"][1]["reason"] == "Đổi nguồn nguyên liệu."


def test_once_open_like_answers_are_not_escaped_by_a_meeting() -> None:
    evaluation = asked()
    all_answer(evaluation)
    held = closed(evaluation)
    with acting("lan"):
        said = why_not(
            opinion_actions.call_meeting, evaluation=held, by=person("lan"), reason="Phức tạp."
        )
        assert "phải kết luận theo ý kiến" in said
    with acting("thao"):
        said = why_not(
            agenda_actions.take_off_agenda, evaluation=held, by=person("thao"), reason="Thôi."
        )
        assert said == "Phiếu đã mở: phải kết luận, không rút khỏi chương trình được."


@pytest.mark.parametrize("answers", [0, 1])
def test_the_chair_calls_a_meeting_for_complex_matters(answers: int) -> None:
    evaluation = asked()
    if answers:
        answer(evaluation, "minh", 62)
    for login in ("thao", "minh"):
        with pytest.raises(PermissionDenied), transaction.atomic():
            called(evaluation, login)
    with acting("lan"):
        said = why_not(
            opinion_actions.call_meeting, evaluation=evaluation, by=person("lan"), reason=" "
        )
    assert said == "Hãy ghi lý do."
    sent = called(evaluation)
    facts = round_facts(sent)
    assert sent.status == EvaluationStatus.TO_MEETING
    assert facts["meeting"]["grounds"] == ["complex"]
    assert len(facts["answers"]) == answers
    assert bool(sent.opened_at) == bool(answers)
    sheet = ScoreSheet.objects.filter(evaluation=sent, user=person("an"))
    assert not sheet.exists()
    with acting("an"):
        said = why_not(sheet_actions.open_sheet, evaluation=sent, by=person("an"))
    assert said == "Anh/chị được ghi là vắng đối với sản phẩm này."


def test_a_stop_that_does_not_stand_is_a_differing_answer() -> None:
    evaluation = asked(submission=again(line=line_with_a_stop()))
    rules = sittings.rules_of(evaluation)
    stop = next(one.key for one in rules.knock_outs if one.effect == "stop_assessment")
    answer(evaluation, "lan", 60)
    answer(evaluation, "an", 61)
    with acting("minh"):
        sheet = sheet_actions.open_sheet(evaluation=evaluation, by=person("minh"))
        sheet_actions.tick(sheet=sheet, by=person("minh"), knock_out=stop, reason="Thiếu giấy.")
        sheet_actions.hand_in(sheet=sheet, by=person("minh"), wants_meeting=False)
    sent = closed(evaluation)
    assert sent.status == EvaluationStatus.TO_MEETING
    facts = round_facts(sent)
    assert facts["meeting"]["grounds"] == ["stars", "stopped"]
    assert [(one["total"], one["star"]) for one in facts["answers"]] == [
        (60, 3),
        (None, 0),
        (61, 3),
    ]


def line_with_a_stop() -> ProductLine:
    """Return a kind of product in whose set a note stops the assessment."""
    regulation = make_submission(name="Mẫu").criteria_set.regulation
    stops = KnockOut.objects.filter(
        criteria_set__regulation=regulation, effect="stop_assessment"
    ).values("criteria_set__product_set__line")
    return ProductLine.objects.filter(pk__in=stops).order_by("number")[0]


def test_meetings_acts_are_not_a_rounds() -> None:
    evaluation = asked()
    all_answer(evaluation)
    by = person("thao")
    with acting("thao"):
        said = why_not(closing_actions.open_sheets, evaluation=evaluation, by=by)
        assert said == "Đợt lấy ý kiến bằng văn bản: hãy dùng «Khép lại lấy ý kiến»."
        said = why_not(closing_actions.open_second_pass, evaluation=evaluation, by=by)
        assert said == "Lấy ý kiến bằng văn bản không có lượt chấm thứ hai."
        said = why_not(agenda_actions.call_roll, sitting=evaluation.sitting, by=by, absent={})
        assert said == "Chỉ điểm danh khi phiên họp đang mở."
        sheet = ScoreSheet.objects.get(user=person("minh"))
        said = why_not(reopening_actions.ask, sheet=sheet, by=by, reason="Sửa.")
        assert said == "Ý kiến bằng văn bản đã gửi thì không mở lại."
    meets = sittings.scoring()
    with acting("thao"):
        said = why_not(opinion_actions.close_answers, evaluation=meets, by=by)
        assert said == "Sản phẩm này được chấm tại phiên họp trực tiếp."


def test_a_deadline_beyond_the_45_days_asks_for_a_reason() -> None:
    evaluation = on_round(round_of(days=46))
    due = f"{after(45):%d/%m/%Y}"
    with acting("thao"):
        said = why_not(agenda_actions.begin_scoring, evaluation=evaluation, by=person("thao"))
        assert f"sau ngày phải có kết quả ({due}, 45 ngày, Điều 7.6.g)" in said
        begun = agenda_actions.begin_scoring(
            evaluation=evaluation, by=person("thao"), reason="Hội đồng bận."
        )
    assert begun.result["begin"]["reason"] == "Hội đồng bận."


def test_reminders_go_to_those_who_have_not_answered() -> None:
    evaluation = asked()
    answer(evaluation, "lan", 60)
    Notice.objects.all().delete()
    facts = {"sitting": evaluation.sitting, "by": person("thao")}
    with acting("thao"):
        people = opinion_actions.remind(**facts)
    assert people == [person("minh"), person("an")]
    day = f"{evaluation.sitting.answers_due:%d/%m/%Y}"
    assert {(one.to, one.text) for one in Notice.objects.all()} == {
        (one, f"Còn 1 phiếu lấy ý kiến phải trả lời, hạn {day}.") for one in people
    }
    with clock.fixed(after()), acting("thao"):
        assert why_not(opinion_actions.remind, **facts).startswith("Không có đợt lấy ý kiến")


def test_a_round_begins_on_its_day_and_its_plan_changes_before() -> None:
    council = make_council()
    with acting("thao"):
        sitting = councils.plan_sitting(
            council=council,
            by=person("thao"),
            held_on=after(2),
            form="written",
            answers_due=after(5),
        )
        assert "đổi ngày họp trước" in why_not(
            sitting_actions.open_sitting, sitting=sitting, by=person("thao")
        )
        changed = councils.revise_sitting(
            sitting=sitting,
            by=person("thao"),
            version=1,
            held_on=clock.today(),
            answers_due=after(4),
        )
    assert (changed.held_on, changed.answers_due) == (clock.today(), after(4))


def test_the_ministry_re_evaluates_five_stars_on_the_same_screens() -> None:
    copy = ministry.received(ministry.forwarded(ministry.approved(submission=again())))
    council, ly = ministry.national_sitting().council, person("ly")
    with ministry.there("ly"):
        sitting = councils.plan_sitting(
            council=council,
            by=ly,
            held_on=clock.today(),
            form="written",
            answers_due=after(DAYS),
            files_sent_on=clock.today(),
        )
        sitting = sitting_actions.open_sitting(sitting=sitting, by=ly)
        row = agenda_actions.put_on_agenda(sitting=sitting, submission=copy.submission, by=ly)
    with ministry.there("nga"):
        agenda_actions.write_advisory_report(evaluation=row, by=person("nga"), text="Hồ sơ đủ.")
    with ministry.there("ly"):
        due = result_clock_of(row)
        assert (due.due_on, due.days_left) == (after(45), 45)
        agenda_actions.begin_scoring(evaluation=row, by=ly)
    marks = sittings.marks_for(sittings.rules_of(row), 93, star=5)
    for login in ministry.MEMBERS:
        with ministry.there(login):
            row.refresh_from_db()
            sheet = sheet_actions.open_sheet(evaluation=row, by=person(login))
            answers = [(key, 0, {"level": ordinal}) for key, ordinal in marks.items()]
            sheet_actions.save_marks(sheet=sheet, by=person(login), answers=answers)
            sheet_actions.hand_in(sheet=sheet, by=person(login), wants_meeting=False)
    with ministry.there("ly"):
        held = opinion_actions.close_answers(evaluation=row, by=ly)
        done = closing_actions.conclude(evaluation=held, by=ly)
    assert (done.star, done.points_sum, done.sheet_count) == (5, 279, 3)
