"""A round under 1048/2019 by screens, in 2022: the district judges and passes up, no more (R3)."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from councils.models import Council
from evaluations import paper_actions, papers
from evaluations.models import Certificate, Evaluation
from evaluations.paper_docx import render
from evaluations.paper_words import context
from products.models import Participation
from territories import clock
from tests.cast import person
from tests.factories import make_council, make_sitting

from .districts import TITLES, TU_NGHIA, acting, handed_in, judged, local, unit
from .papers_read import docx_words
from .sittings import all_hand_in, marks_for, rules_of
from .test_sheet_pages import address, browser, followed, plain

pytestmark = pytest.mark.django_db
DAY = "16/09/2022"
TAKEN_IN = {"is_accepted": "yes", "register_no": "12/2022", "paper_set_received_on": DAY}
REQUEST = {"request_no": "45/TTr-UBND", "requested_on": DAY, "signer": "Nguyễn Văn Hậu"}
COUNCIL = {
    "level": "district",
    "name": "Hội đồng huyện Tư Nghĩa",
    "decision_no": "88/QĐ-UBND",
    "established_on": DAY,
    "quorum_numerator": "3",
    "quorum_denominator": "4",
    "spread_mode": "pairwise",
    "spread_limit": "10",
    "notice_days": "2",
}


@pytest.fixture(autouse=True)
def _in_2022() -> Iterator[None]:
    with clock.fixed(date(2022, 9, 16)):
        for login in ("oanh", "phuoc", "hau"):
            local(login)
        for login in ("binh", "dung", "san", "thao", "lan", "minh", "an", "kiem"):
            person(login)
        yield


def sent(login: str, name: str, pk: int, **fields: object) -> str:
    """Post a form as somebody; return the words of the page that follows."""
    by = browser(login)
    return followed(by, by.post(address(name, pk), fields))


def taken_in_by_screens() -> Participation:
    """Let commune and district register, pass up, check and log the samples."""
    row = handed_in()
    page = plain(browser("oanh").get(address("dossier_detail", row.pk)))
    assert "UBND xã Nghĩa Kỳ tiếp nhận, chuyển hồ sơ cho UBND huyện Tư Nghĩa." in page
    sent("oanh", "dossier_receive", row.pk, register_no="07/2022", paper_set_received_on=DAY)
    said = sent("oanh", "dossier_forward", row.pk, **REQUEST | {"request_no": "31/UBND"})
    assert "đã chuyển lên huyện" in said
    assert "đã tiếp nhận" in sent("phuoc", "dossier_check_format", row.pk, **TAKEN_IN)
    sent("phuoc", "dossier_samples", row.pk, count="5", received_on=DAY)
    return row


def opened_sitting() -> int:
    """Let Phước set up the district's council and its sitting, Quyên open it."""
    phuoc = browser("phuoc")
    facts = COUNCIL | {"unit": unit(TU_NGHIA).pk}
    assert "huyện Tư Nghĩa" in followed(phuoc, phuoc.post(address("council_new"), facts))
    council = Council.objects.get()
    for login, title in TITLES.items():
        seat = {"email": f"{login}@ocop.example", "full_name": login.title(), "title": title}
        seat |= {"organisation": "UBND huyện"} | ({} if title == "secretary" else {"scores": "on"})
        sent("phuoc", "member_new", council.pk, **seat)
    sent("phuoc", "sitting_new", council.pk, held_on=DAY, place="Hội trường huyện")
    sitting = council.sittings.get()
    sent("quyen", "sitting_open", sitting.pk)
    present = {f"present_{one.pk}": "on" for one in council.members.all()}
    assert "4/4" in sent("quyen", "roll", sitting.pk, **present)
    return sitting.pk


def score(evaluation: Evaluation, login: str, total: int) -> None:
    """Mark the sheet without scripts and hand it in: its own parts, cases and two gates."""
    by = browser(login)
    page = by.get(address("sheet", evaluation.pk))
    text, html = plain(page), page.content.decode()
    for part, most in (("A", 35), ("B", 25), ("C", 40)):
        assert re.search(rf'data-part="{part}">0</span>/{most}', html)
    assert "Trường hợp 1" in text
    assert "Trường hợp 2" in text
    assert text.count("Chỉ chấm khi tiêu chí 5.1 có điểm") == 2  # 5.2 and 5.3
    rules = rules_of(evaluation)
    fields = {f"version:{one.key}": "0" for one in rules.criteria}
    fields |= {f"known:{one.key}": "" for one in rules.knock_outs}
    fields |= {f"level:{key}": f"{at}" for key, at in marks_for(rules, total).items()}
    saved = by.post(address("sheet", evaluation.pk), fields | {"go": "check"})
    assert saved.status_code == 302
    assert f"Tổng {total}" in plain(by.get(saved.headers["Location"]))
    assert by.post(address("sheet_check", evaluation.pk)).status_code == 303


def judged_by_screens(row: Participation, sitting: int, total: int) -> Evaluation:
    """Let the district's council judge a product, and Kiểm confirm what came of it."""
    submission = row.submissions.get()
    sent("quyen", "agenda_add", sitting, submissions=[submission.pk])
    evaluation = Evaluation.objects.get(submission=submission)
    why = "Hồ sơ phát tại phiên họp."
    sent("quyen", "begin_scoring", evaluation.pk, reason=why)
    score(evaluation, "kim", total)
    all_hand_in(evaluation, [total - 3, total - 4], ("long", "mo"))
    assert "Đủ phiếu, chờ mở" in plain(browser("quyen").get(address("sitting", sitting)))
    for act in ("open_sheets", "conclude"):
        assert browser("quyen").post(address(act, evaluation.pk)).status_code == 303
    sent("kiem", "result_confirm", evaluation.pk)
    return Evaluation.objects.get(pk=evaluation.pk)


def test_district_passes_up_and_the_province_recognises() -> None:
    row, sitting = taken_in_by_screens(), opened_sitting()
    evaluation = judged_by_screens(row, sitting, 56)
    assert evaluation.submission.procedure.code == "1048"
    page = plain(browser("quyen").get(address("evaluation", evaluation.pk)))
    assert "53,66" in page
    assert "Đủ điều kiện chuyển cấp trên đánh giá." in page
    assert "chưa có yêu cầu tối thiểu theo hạng sao" in page  # of 781/QĐ-TTg only part is known
    with acting("phuoc"):
        facts = paper_actions.read_facts(evaluation.sitting)
    assert not [one.key for one in papers.plan(facts) if "du-thao" in one.key]
    proposal = docx_words(render("proposal", context(facts)))
    assert "Chuyển hồ sơ lên cấp trên đánh giá đối với 1 sản phẩm" in proposal
    assert "Công nhận và cấp giấy chứng nhận" not in proposal
    for basis in ("1048/QĐ-TTg ngày 21/08/2019", "781/QĐ-TTg ngày 08/06/2020"):
        assert f"Căn cứ Quyết định số {basis} của Thủ tướng Chính phủ;" in proposal
    assert "Mạch nha" not in plain(browser("phuoc").get(address("decision_draft")))
    form = plain(browser("phuoc").get(address("result_pass_up", evaluation.pk)))
    assert "huyện không công nhận hạng sao" in form
    assert "Đã chuyển hồ sơ lên tỉnh." in sent("phuoc", "result_pass_up", evaluation.pk, **REQUEST)
    assert "Kiểm tra hồ sơ tại tỉnh" in plain(
        browser("binh").get(address("dossier_check_format", row.pk))
    )
    sent("binh", "dossier_check_format", row.pk, **TAKEN_IN)
    row = Participation.objects.get(pk=row.pk)
    judged(row, 60, star=3, sitting=make_sitting(council=make_council()))
    above = Evaluation.objects.latest("pk")
    draft = {"title": "Công nhận", "evaluations": [above.pk]}
    assert browser("phuoc").post(address("decision_draft"), draft).status_code == 422
    binh = browser("binh")
    assert "3 sao" in followed(binh, binh.post(address("decision_draft"), draft))
    decision = above.recognitions.get().decision_id
    paper = {"number": "7/QĐ-UBND", "signed_on": DAY, "signer": "Dũng", "signer_title": "Chủ tịch"}
    sent("dung", "decision_issue", decision, **paper)
    certificate = Certificate.objects.get()
    assert (certificate.star, certificate.unit) == (3, None)


def test_under_fifty_the_district_tells_and_nothing_goes_up() -> None:
    row, sitting = taken_in_by_screens(), opened_sitting()
    evaluation = judged_by_screens(row, sitting, 51)
    page = plain(browser("quyen").get(address("evaluation", evaluation.pk)))
    assert "48,66" in page
    assert "Không công nhận: chưa đạt từ 3 sao." in page
    assert browser("phuoc").get(address("result_pass_up", evaluation.pk)).status_code == 404
    assert "Mạch nha" in plain(browser("phuoc").get(address("unranked_results")))
    assert "Mạch nha" not in plain(browser("binh").get(address("unranked_results")))
    assert "Đã thông báo" in sent("phuoc", "result_reject", evaluation.pk)
