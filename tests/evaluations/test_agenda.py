"""Before the scoring: agenda, panel, quorum, samples, papers, notice (R14, R16-R18, R20)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import JournalEntry
from councils import actions as councils
from councils.models import Attendance, Council, Member, Sitting
from evaluations import agenda_actions
from evaluations.models import Evaluation, Panel
from evaluations.readiness import readiness, waiting_for_a_council
from evaluations.states import EvaluationStatus
from products.cycle import Status
from products.models import Participation, SampleReceipt, Submission
from regulations.models import ProductLine
from territories import clock
from territories.models import AdminUnit, Holiday
from tests.cast import person, province
from tests.factories import make_council, make_producer_account, make_sitting, make_submission

from .sittings import (
    acting,
    all_hand_in,
    fill,
    hand_in,
    marks_for,
    on_agenda,
    opened,
    rules_of,
    scoring,
)

pytestmark = pytest.mark.django_db
NO_REPORT = "Chưa có báo cáo của Tổ tư vấn về hồ sơ này."


def refused(call: Any, login: str = "thao", **facts: Any) -> list[str]:
    """Return the words with which an action refuses; nothing may be left behind."""
    with acting(login), pytest.raises(ValidationError) as caught:
        call(by=person(login), **facts)
    return caught.value.messages


def begin(evaluation: Evaluation, **facts: Any) -> Evaluation:
    with acting("thao"):
        return agenda_actions.begin_scoring(evaluation=evaluation, by=person("thao"), **facts)


def cannot_begin(evaluation: Evaluation, **facts: Any) -> str:
    """Return why scoring does not begin."""
    words = refused(agenda_actions.begin_scoring, evaluation=evaluation, **facts)
    assert Evaluation.objects.get(pk=evaluation.pk).status == EvaluationStatus.OPEN
    return " ".join(words)


def member(evaluation: Evaluation, login: str) -> Any:
    return evaluation.sitting.council.members.get(user=person(login))


def states(evaluation: Evaluation) -> dict[str, str]:
    """Return how each member stands to the product."""
    rows = Panel.objects.filter(evaluation=evaluation).select_related("user")
    return {row.user.email.partition("@")[0]: row.state for row in rows}


# --- the agenda ---


def test_accepted_dossier_goes_on_the_agenda_with_its_members() -> None:
    evaluation = on_agenda()
    assert (evaluation.ordinal, evaluation.level, evaluation.status) == (1, "province", "open")
    assert states(evaluation) == dict.fromkeys(("lan", "minh", "an", "thao"), "present")
    assert not Panel.objects.get(evaluation=evaluation, user=person("thao")).scores
    assert JournalEntry.objects.get(verb="put_on_agenda").target_id == evaluation.pk
    second = on_agenda(evaluation.sitting, make_submission(name="Nước mắm"))
    assert second.ordinal == 2


@pytest.mark.parametrize("status", [Status.AT_PROVINCE, Status.RETURNED, Status.SUBMITTED])
def test_dossier_that_is_not_accepted_stays_off(status: str) -> None:
    submission = make_submission()
    Participation.objects.update(status=status)
    words = refused(agenda_actions.put_on_agenda, sitting=make_sitting(), submission=submission)
    assert words == ["Hồ sơ chưa được tỉnh tiếp nhận."]


def test_only_the_newest_submission_is_judged() -> None:
    old = make_submission()
    new = make_submission(participation=old.participation, version=2)
    sitting = make_sitting()
    words = refused(agenda_actions.put_on_agenda, sitting=sitting, submission=old)
    assert words == ["Đã có hồ sơ nộp lại mới hơn."]
    with acting("thao"):
        assert list(waiting_for_a_council(sitting)) == [new]
    assert on_agenda(sitting, new).submission == new
    with acting("thao"):
        assert list(waiting_for_a_council(sitting)) == []


def test_product_is_on_one_agenda_at_a_time() -> None:
    evaluation = on_agenda()
    other = make_sitting(council=evaluation.sitting.council)
    facts = {"sitting": other, "submission": evaluation.submission}
    assert refused(agenda_actions.put_on_agenda, **facts)
    with acting("thao"):
        agenda_actions.take_off_agenda(
            evaluation=evaluation, by=person("thao"), reason="Hoãn sang phiên sau"
        )
    assert on_agenda(other, evaluation.submission).sitting == other


def test_closed_sitting_takes_nothing() -> None:
    sitting = make_sitting(status="closed")
    assert refused(agenda_actions.put_on_agenda, sitting=sitting, submission=make_submission())


def test_district_council_scores_nothing_under_26_2026() -> None:
    """R3: the district examines under 148 and 1048 alone."""
    unit = AdminUnit.objects.filter(province=province(), kind=AdminUnit.Kind.DISTRICT).first()
    sitting = make_sitting(council=make_council(level="district", unit=unit))
    words = refused(agenda_actions.put_on_agenda, sitting=sitting, submission=make_submission())
    assert words == ["Theo quy trình áp dụng cho hồ sơ, hội đồng cấp này không chấm điểm."]


def test_several_dossiers_go_on_the_agenda_together_or_not_at_all() -> None:
    good, bad = make_submission(), make_submission(name="Nước mắm")
    Participation.objects.filter(pk=bad.participation_id).update(status=Status.RETURNED)
    sitting = make_sitting()
    assert refused(agenda_actions.put_all_on_agenda, sitting=sitting, submissions=[good, bad])
    assert not Evaluation.objects.exists()


# --- R16: quorum per product ---


def test_r16_quorum_counts_present_against_appointed() -> None:
    """4 appointed at 3/4: 3 must be there."""
    evaluation = on_agenda(make_sitting(absent={"an": "Ốm"}))
    assert begin(evaluation).status == "scoring"
    sitting = make_sitting(council=evaluation.sitting.council, absent={"an": "Ốm", "minh": "Ốm"})
    second = on_agenda(sitting, make_submission(name="Nước mắm"))
    assert "có 2, cần ít nhất 3" in cannot_begin(second)


def test_r16_recused_member_is_on_neither_side() -> None:
    evaluation = on_agenda()
    with acting("thao"):
        for login in ("an", "minh"):
            agenda_actions.recuse(
                evaluation=evaluation,
                member=member(evaluation, login),
                reason="Người nhà",
                by=person("thao"),
            )
    assert begin(evaluation).result["begin"]["quorum"] == [2, 2, 2]


def test_r16_chair_or_delegate_must_be_there() -> None:
    evaluation = on_agenda(make_sitting(absent={"lan": "Công tác"}))
    assert "Chưa có người chủ trì" in cannot_begin(evaluation)
    deputy = member(evaluation, "minh")
    Sitting.objects.update(presided_by=deputy)
    assert begin(evaluation).status == "scoring"


def test_without_roll_or_before_the_opening_nothing_begins() -> None:
    evaluation = on_agenda()
    Attendance.objects.all().delete()
    Sitting.objects.update(status="planned")
    words = cannot_begin(evaluation)
    assert "Phiên họp chưa mở" in words
    assert "Chưa điểm danh" in words


def test_who_came_to_the_council_after_the_roll_is_called_first() -> None:
    evaluation = on_agenda()
    with acting("binh"):
        late = councils.appoint_member(
            council=evaluation.sitting.council,
            by=person("binh"),
            email=person("kiem").email,
            title="member",
            organisation="Sở Công Thương",
        )
    words = f"Chưa điểm danh: {person('kiem')}. Hãy điểm danh lại ở trang phiên họp."
    assert cannot_begin(evaluation) == words
    Attendance.objects.create(
        province=evaluation.province, sitting=evaluation.sitting, member=late, is_present=True
    )
    assert begin(evaluation).result["begin"]["quorum"] == [5, 5, 4]


def test_nobody_who_scores_means_no_scoring() -> None:
    evaluation = on_agenda()
    Panel.objects.update(scores=False)
    assert "Không có thành viên nào chấm điểm" in cannot_begin(evaluation)


# --- R17: the members have the file in time ---


@pytest.mark.parametrize(
    ("days_before", "warned"), [(None, True), (0, True), (1, False), (7, False)]
)
def test_r17_short_notice_asks_for_a_reason(days_before: int | None, warned: bool) -> None:
    evaluation = on_agenda()
    day = clock.today()
    Participation.objects.update(complete_on=day - timedelta(days=30))
    Holiday.objects.all().delete()
    sent = None if days_before is None else day - timedelta(days=days_before)
    with clock.fixed(day):
        while sent and sent.weekday() > 4:  # a day of work, so that it counts
            sent -= timedelta(days=1)
        Sitting.objects.update(files_sent_on=sent)
        if not warned:
            assert begin(evaluation).result["begin"]["warnings"] == [NO_REPORT]
            return
        assert "ngày" in cannot_begin(evaluation)
        done = begin(evaluation, reason="Thành viên đã đọc hồ sơ điện tử")
    assert done.result["begin"]["reason"] == "Thành viên đã đọc hồ sơ điện tử"
    assert JournalEntry.objects.get(verb="begin_scoring").facts["reason"]


def test_r17_nobody_is_sent_a_file_before_it_is_complete() -> None:
    evaluation = on_agenda()
    Sitting.objects.update(files_sent_on=clock.today() - timedelta(days=9))
    Participation.objects.update(complete_on=clock.today())
    told = f"Hồ sơ này chỉ đủ từ ngày {clock.today():%d/%m/%Y}, sau ngày gửi"
    assert told in begin(evaluation).result["begin"]["warnings"][0]


def test_missing_report_of_the_advisers_is_said_before_the_scoring() -> None:
    evaluation = on_agenda()
    with acting("thao"):
        found = readiness(evaluation, evaluation.panel.select_related("member"))
    assert [one.needs_reason for one in found.warnings if one.text == NO_REPORT] == [False]


# --- R14: papers on the day of the sitting ---


def with_paper(**dates: Any) -> Submission:
    """Return a submission with one paper of these dates."""
    plain = make_submission()
    paper = {
        "id": 1,
        "criterion": "A/1.1",
        "paper": None,
        "title": "Phiếu kiểm nghiệm",
        "number": "",
        "issuer": "",
        "issued_on": None,
        "expires_on": None,
        "first_page": None,
        "file": {"sha256": "0" * 64, "name": "a.pdf", "kind": "pdf", "size": 1, "pages": 1},
    }
    shown = {name: day.isoformat() for name, day in dates.items()}
    copy = plain.snapshot | {"evidence": [paper | shown]}
    return make_submission(participation=plain.participation, version=2, snapshot=copy)


@pytest.mark.parametrize(
    ("expires_in", "words", "needs_reason"),
    [
        (-1, "hết hạn", True),
        (0, "sắp hết hạn", False),
        (60, "sắp hết hạn", False),
        (61, "", False),
    ],
    ids=["R14-expired", "R14-last day", "R14-60", "R14-61"],
)
def test_r14_paper_is_held_against_the_day_of_the_sitting(
    expires_in: int, words: str, needs_reason: bool
) -> None:
    expires = clock.today() + timedelta(days=expires_in)
    evaluation = on_agenda(submission=with_paper(expires_on=expires))
    panel = evaluation.panel.select_related("member")
    with acting("thao"):
        found = readiness(Evaluation.objects.get(pk=evaluation.pk), panel).warnings
    found = [one for one in found if one.text != NO_REPORT]
    assert [one.needs_reason for one in found] == ([needs_reason] if words else [])
    assert words in " ".join(one.text for one in found)
    if needs_reason:
        assert "Phiếu kiểm nghiệm" in cannot_begin(evaluation)
    assert begin(evaluation, reason="Đã nộp bản mới" if needs_reason else "").status == "scoring"


def test_r14_paper_issued_after_the_sitting_asks_for_a_reason() -> None:
    tomorrow = clock.today() + timedelta(days=1)
    evaluation = on_agenda(submission=with_paper(issued_on=tomorrow))
    assert "cấp sau ngày họp" in cannot_begin(evaluation)


# --- R18: samples, or the visit ---


@pytest.mark.parametrize(("samples", "ready"), [(0, False), (4, False), (5, True)])
def test_r18_five_samples_are_logged_before_scoring(samples: int, ready: bool) -> None:
    evaluation = on_agenda(submission=make_submission(samples=samples))
    if ready:
        assert begin(evaluation).status == "scoring"
    else:
        assert "Chưa đủ sản phẩm mẫu" in cannot_begin(evaluation)


def test_r18_tourism_needs_the_visit_and_no_samples() -> None:
    line = ProductLine.objects.get(number=26)
    submission = make_submission(samples=0, line=line, name="Làng du lịch")
    evaluation = on_agenda(submission=submission)
    assert "khảo sát" in cannot_begin(evaluation)
    SampleReceipt.objects.create(
        province=province(),
        submission=submission,
        site_visited_on=clock.today(),
        recorded_by=person("binh"),
    )
    assert begin(evaluation).status == "scoring"


def test_r18_the_advisers_visit_stands_for_it_too() -> None:
    line = ProductLine.objects.get(number=26)
    evaluation = on_agenda(submission=make_submission(samples=0, line=line))
    with acting("tuan"):
        agenda_actions.write_advisory_report(
            evaluation=evaluation,
            by=person("tuan"),
            text="Đã khảo sát điểm du lịch.",
            site_visited_on=clock.today(),
        )
    assert begin(evaluation).status == "scoring"


# --- R20: who has an interest is out ---


def test_r20_people_of_the_producer_are_recused_by_themselves() -> None:
    submission = make_submission(handed_in_by=person("an"))
    producer = submission.participation.product.producer
    make_producer_account(producer=producer, user=person("minh"))
    evaluation = on_agenda(submission=submission)
    assert states(evaluation) == {
        "lan": "present",
        "minh": "recused",
        "an": "recused",
        "thao": "present",
    }
    reasons = dict(Panel.objects.filter(state="recused").values_list("user__email", "reason"))
    assert all(reasons.values())


def test_r20_recused_member_sees_nothing_of_the_dossier() -> None:
    evaluation = on_agenda()
    with acting("minh"):
        assert Evaluation.objects.visible_to(person("minh")).count() == 1
        agenda_actions.declare_interest(
            evaluation=evaluation, by=person("minh"), reason="Em trai là giám đốc"
        )
        assert Evaluation.objects.visible_to(person("minh")).count() == 0
    entry = JournalEntry.objects.get(verb="mark_recused")
    assert (entry.by, entry.facts["reason"]) == (person("minh"), "Em trai là giám đốc")


def test_interest_needs_a_reason_and_a_seat() -> None:
    evaluation = on_agenda()
    assert refused(agenda_actions.declare_interest, "minh", evaluation=evaluation, reason=" ")
    assert refused(agenda_actions.declare_interest, "binh", evaluation=evaluation, reason="Có")


def test_recused_member_returns_only_before_the_scoring() -> None:
    evaluation = on_agenda()
    minh = member(evaluation, "minh")
    with acting("thao"):
        facts = {"evaluation": evaluation, "member": minh, "by": person("thao")}
        agenda_actions.recuse(reason="Nhầm người", **facts)
        agenda_actions.mark_present(**facts)
    assert states(evaluation)["minh"] == "present"
    with acting("thao"):
        agenda_actions.recuse(reason="Có liên quan", **facts)
    begin(evaluation)
    words = refused(agenda_actions.mark_present, evaluation=evaluation, member=minh)
    assert words == ["Đã bắt đầu chấm: người không tham gia không trở lại được."]


def test_member_who_handed_in_is_not_marked_absent() -> None:
    """R19: otherwise leaving sheets out one by one would tell their totals."""
    evaluation = scoring()
    hand_in(evaluation, "minh", marks_for(rules_of(evaluation), 70))
    facts = {"evaluation": evaluation, "member": member(evaluation, "minh")}
    assert refused(agenda_actions.mark_absent, reason="Về sớm", **facts)
    with acting("thao"):
        agenda_actions.mark_absent(
            evaluation=evaluation,
            member=member(evaluation, "an"),
            reason="Về sớm",
            by=person("thao"),
        )
    assert states(evaluation)["an"] == "absent"


def test_panel_is_fixed_once_the_sheets_are_open() -> None:
    evaluation = scoring()
    for login in ("lan", "minh", "an"):
        hand_in(evaluation, login, marks_for(rules_of(evaluation), 70))
    opened(evaluation)
    facts = {"evaluation": evaluation, "member": member(evaluation, "an"), "reason": "Có liên quan"}
    assert refused(agenda_actions.recuse, **facts)
    assert refused(agenda_actions.mark_absent, **facts)
    assert refused(agenda_actions.take_off_agenda, evaluation=evaluation, reason="Điểm thấp")


# --- the roll ---


def call_roll(sitting: Sitting, **absent: str) -> None:
    seats = {m.user.email.partition("@")[0]: m.pk for m in sitting.council.members.all()}
    with acting("thao"):
        agenda_actions.call_roll(
            sitting=sitting,
            by=person("thao"),
            absent={seats[login]: reason for login, reason in absent.items()},
        )


def test_roll_decides_who_sits_before_the_products_to_come() -> None:
    first = scoring()
    second = on_agenda(first.sitting, make_submission(name="Nước mắm"))
    rules = rules_of(first)
    hand_in(first, "an", marks_for(rules, 70))
    fill(first, "minh", {})
    call_roll(first.sitting, an="Về sớm", minh="Về sớm")
    # An judged the first product: that sheet counts; Minh had only begun.
    assert states(first) == {"lan": "present", "minh": "absent", "an": "present", "thao": "present"}
    assert states(second)["an"] == "absent"
    call_roll(first.sitting, an="Về sớm")
    assert states(first)["minh"] == "present"
    assert states(second) == {
        "lan": "present",
        "minh": "present",
        "an": "absent",
        "thao": "present",
    }


def test_member_marked_absent_for_one_product_stays_so_when_the_roll_is_called_again() -> None:
    evaluation = scoring()
    with acting("thao"):
        agenda_actions.mark_absent(
            evaluation=evaluation,
            member=member(evaluation, "an"),
            reason="Nghe điện thoại",
            by=person("thao"),
        )
    call_roll(evaluation.sitting)
    assert states(evaluation)["an"] == "absent"


def test_absent_member_is_seated_again_only_by_the_roll() -> None:
    evaluation = on_agenda(make_sitting(absent={"an": "Ốm"}))
    facts = {"evaluation": evaluation, "member": member(evaluation, "an")}
    assert refused(agenda_actions.mark_present, **facts)


# --- beginning, ending ---


def test_scoring_freezes_the_councils_rules() -> None:
    evaluation = scoring()
    assert Council.objects.get(pk=evaluation.sitting.council_id).rules_frozen_at
    assert JournalEntry.objects.filter(verb="freeze_rules").count() == 1
    words = refused(agenda_actions.begin_scoring, evaluation=evaluation)
    assert "trạng thái «đang chấm»" in words[0]


def test_member_appointed_later_is_seated_when_scoring_begins() -> None:
    evaluation = on_agenda()
    Panel.objects.filter(user=person("an")).delete()
    begin(evaluation)
    assert states(evaluation)["an"] == "present"


def test_dossier_that_was_handed_in_anew_does_not_begin() -> None:
    evaluation = on_agenda()
    make_submission(participation=evaluation.submission.participation, version=2)
    assert "nộp lại mới hơn" in cannot_begin(evaluation)


def test_sitting_ends_when_everything_is_settled() -> None:
    evaluation = on_agenda()
    words = refused(agenda_actions.end_sitting, sitting=evaluation.sitting)
    assert "Còn 1 sản phẩm chưa kết luận" in words[0]
    assert refused(agenda_actions.take_off_agenda, evaluation=evaluation, reason="")
    with acting("thao"):
        agenda_actions.take_off_agenda(
            evaluation=evaluation, by=person("thao"), reason="Chủ thể xin rút"
        )
        done = agenda_actions.end_sitting(sitting=evaluation.sitting, by=person("thao"))
    assert done.status == "closed"


# --- the advisers' report ---


def test_adviser_writes_and_rewrites_the_report_before_the_opening() -> None:
    evaluation = scoring()
    with acting("tuan"):
        facts = {"evaluation": evaluation, "by": person("tuan")}
        first = agenda_actions.write_advisory_report(**facts, text="Bản đầu")
        text = "Hồ sơ đủ, nhãn đúng quy định."
        agenda_actions.write_advisory_report(**facts, text=text, version=first.version)
    assert Evaluation.objects.get().advisory_report.text == "Hồ sơ đủ, nhãn đúng quy định."
    late = {"text": "x", "site_visited_on": clock.today() + timedelta(days=1)}
    assert refused(agenda_actions.write_advisory_report, "tuan", evaluation=evaluation, **late)
    facts = {"evaluation": evaluation, "text": "Tôi cũng viết"}
    assert refused(agenda_actions.write_advisory_report, "minh", **facts)
    assert refused(agenda_actions.write_advisory_report, "tuan", evaluation=evaluation, text=" ")


def test_begun_once_more_it_is_refused_in_words_whoever_joined_the_council_since() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, (70, 74, 78))
    opened(evaluation)
    council, tuan = evaluation.sitting.council, person("tuan")
    with acting("binh"):
        Member.objects.create(province=province(), council=council, user=tuan, title="member")
    assert refused(agenda_actions.begin_scoring, evaluation=evaluation)
    assert "tuan" not in states(evaluation)
