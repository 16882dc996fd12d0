"""Who was left out by the decision on an appeal does not judge the product again (R16, R20)."""

import json

import pytest
from django.core.exceptions import ValidationError

from councils.quorum import quorum
from evaluations import agenda_actions, paper_actions
from evaluations.appeal_actions import report_appeal
from evaluations.appeal_preview import Preview
from evaluations.marks import seats_of
from evaluations.models import Appeal, Evaluation, Interest
from evaluations.paper_docx import render
from evaluations.paper_words import context
from evaluations.papers import pdf
from evaluations.readiness import readiness
from evaluations.seating import left_out_of
from evaluations.sitting_actions import delegate_presiding
from tests.cast import person
from tests.factories import make_council, make_sitting

from .papers_read import docx_words, pdf_words
from .recorded import checked, events
from .sittings import acting, all_hand_in, concluded, on_agenda
from .test_appeals import decided, examined, recognised
from .test_sheet_api import api
from .test_sheet_pages import address, browser, plain

pytestmark = pytest.mark.django_db
GROUND = "không chấm lại theo quyết định về khiếu nại"
WORDS = "Không tham gia theo Quyết định số 45/QĐ-UBND ngày"


def without(evaluation: Evaluation, *logins: str) -> Appeal:
    """Return an appeal of which the report leaves these members' sheets out."""
    appeal, preview = examined(evaluation), Preview(evaluation)
    users = [person(login) for login in logins]
    out = evaluation.panel.filter(user__in=users).values_list("member_id", flat=True)
    what_if = preview.what_if(left_out=out)
    with acting("kiem"):
        return report_appeal(
            appeal=appeal, findings="Có quan hệ.", what_if=what_if, by=person("kiem")
        )


def states(evaluation: Evaluation) -> dict[str, str]:
    rows = evaluation.panel.values_list("user__email", "state")
    return {email.partition("@")[0]: state for email, state in rows}


def test_member_left_out_by_the_decision_stays_out_of_the_rehearing() -> None:
    evaluation = recognised()
    decided(without(evaluation, "an"), "partly_upheld")
    sitting = make_sitting(council=evaluation.sitting.council)
    hearing = on_agenda(sitting, evaluation.submission)
    assert states(hearing) == {
        "lan": "present",
        "minh": "present",
        "an": "recused",
        "thao": "present",
    }
    row = Interest.objects.get(evaluation=hearing)
    answer = row.answers.get()
    assert (row.member.user, row.ground, answer.verdict) == (person("an"), "left_out", "recused")
    assert row.text.startswith(WORDS)
    with acting("an"):  # the dossier is not there for her, the old result still is
        seen = Evaluation.objects.visible_to(person("an"))
        assert list(seen.values_list("pk", flat=True)) == [evaluation.pk]
    found = quorum(
        seats_of(hearing, hearing.panel.all()), share=hearing.operating_rules.quorum_share
    )
    assert (found.present, found.appointed, found.needed) == (3, 3, 3)
    member = row.member
    for state in ("present", "absent"):
        with acting("thao"), pytest.raises(ValidationError, match="45/QĐ-UBND"):
            agenda_actions.set_place(
                evaluation=hearing,
                member=member,
                state=state,
                reason="Cần người",
                by=person("thao"),
            )
    with acting("thao"):
        agenda_actions.begin_scoring(evaluation=hearing, by=person("thao"))
    all_hand_in(hearing, [80, 80], ("lan", "minh"), star=4)
    concluded(hearing)
    assert Evaluation.objects.get(pk=hearing.pk).sheet_count == 2
    with acting("thao"):
        words = context(paper_actions.read_facts(sitting))
    printed = pdf_words(pdf("documents/sitting_minutes.html", words))
    for told in (" ".join(docx_words(render("minutes", words)).split()), printed):
        assert f"– Ủy viên Huỳnh Thúy An (mẫu) – {GROUND}: {WORDS}" in told
        assert "thư ký ghi nhận" not in told
        assert "kết luận: không tham gia" not in told  # it is nobody's ruling in this sitting
        assert "có liên quan" not in told  # nor is she anybody's relative
        assert told.count("Huỳnh Thúy An (mẫu) –") == 1
        day = f"{hearing.appeal.decided_on:%d/%m/%Y}"
        assert (
            f"; đánh giá lại theo quyết định giải quyết khiếu nại số 45/QĐ-UBND ngày {day};"
            " kết quả trước: 74,00 điểm, 3 sao."
        ) in told
        assert "lần đầu" not in told
    tally = pdf_words(pdf("documents/sitting_tally.html", words))
    for told in (" ".join(docx_words(render("tally", words)).split()), tally):
        assert f"; KCL: {GROUND}." in told
        assert "80,00 80,00 KCL 80,00 4 sao" in told
    page = plain(browser("thao").get(address("interests", hearing.pk)))
    assert (GROUND in page, "thư ký ghi nhận" in page) == (True, False)
    shown = api("thao").get(f"/api/v1/quang-ngai/interests/?evaluation={hearing.pk}").json()
    assert [one["ground"] for one in shown["results"]] == ["left_out"]
    notes = [one for one in events() if one.kind == "interest_noted"]
    act = json.loads(notes[-1].body)["act"]
    assert (notes[-1].evaluation_ref, act["verdict"]) == (hearing.pk, "recused")
    assert "45/QĐ" not in notes[-1].body
    assert checked().first is None


def test_reader_of_codes_is_not_told_of_an_interest_that_nobody_has() -> None:
    evaluation = recognised()
    decided(without(evaluation, "an"), "upheld")
    council = make_council(scorers=("lan", "minh", "an"), blind_codes=True)
    hearing = on_agenda(make_sitting(council=council), evaluation.submission)
    page = plain(browser("minh").get(address("evaluation", hearing.pk)))
    page += plain(browser("minh").get(address("sitting", hearing.sitting_id)))
    shown = api("minh").get(f"/api/v1/quang-ngai/evaluations/{hearing.pk}/").json()
    assert "Sản phẩm số 01" in page
    for told in (page, str(shown["panel"])):
        assert GROUND in told
        assert "lợi ích liên quan" not in told
        assert "45/QĐ" not in told  # the number would tell whose product it is


def test_it_is_the_person_who_stays_out_before_whatever_council_and_however_often() -> None:
    evaluation = recognised()
    decided(without(evaluation, "an"), "upheld")
    other = make_council(scorers=("an", "lan", "minh"))  # there she presides
    hearing = on_agenda(make_sitting(council=other), evaluation.submission)
    assert states(hearing)["an"] == "recused"
    again = Appeal(evaluation=hearing, preview={}, decision_no="46/QĐ-UBND")
    again.decided_on = hearing.appeal.decided_on
    assert list(left_out_of(Evaluation(appeal=again))) == [person("an").pk]
    assert left_out_of(evaluation) == {}


def test_without_its_chair_the_way_to_a_quorum_is_said() -> None:
    evaluation = recognised()
    appeal = without(evaluation, "lan")
    shown = plain(browser("dung").get(address("appeal_decide", appeal.pk)))
    assert "Nếu chấp nhận: Phan Thị Lan (mẫu) không tham gia" in shown
    assert "hãy ủy quyền một Phó Chủ tịch chủ trì phiên họp" in shown
    decided(appeal, "upheld")
    sitting = make_sitting(council=evaluation.sitting.council)
    hearing = on_agenda(sitting, evaluation.submission)
    with acting("thao"), pytest.raises(ValidationError) as refused:
        agenda_actions.begin_scoring(evaluation=hearing, by=person("thao"))
    said = " ".join(refused.value.messages)
    assert "Phan Thị Lan (mẫu) không tham gia theo quyết định về khiếu nại" in said
    assert "ủy quyền một Phó Chủ tịch chủ trì" in said
    with acting("thao"):
        deputy = sitting.council.members.get(user=person("minh"))
        delegate_presiding(sitting=sitting, by=person("thao"), member=deputy)
        hearing = Evaluation.objects.get(pk=hearing.pk)
        assert readiness(hearing, hearing.panel.all()).problems == ()
        agenda_actions.begin_scoring(evaluation=hearing, by=person("thao"))


def test_nobody_left_to_score_is_said_before_the_decision() -> None:
    evaluation = recognised()
    shown = plain(
        browser("dung").get(address("appeal_decide", without(evaluation, "lan", "minh", "an").pk))
    )
    assert "không còn ai chấm điểm" in shown
    assert "đưa sản phẩm ra một Hội đồng khác" in shown
