"""A member's pages: the sheet, the check, the receipt, interest; with no script at all."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations import agenda_actions, sheet_actions
from evaluations.models import Evaluation, Finding, Panel, Score, ScoreSheet
from files import intake
from products.models import Participation
from regulations.models import ProductLine
from tests.cast import give, person, province
from tests.factories import make_council, make_sitting, make_submission, make_upload

from .sittings import acting, best_marks, fill, hand_in, marks_for, rules_of, scoring
from .test_agenda import with_paper
from .test_sheets import stop_key, with_stop

pytestmark = pytest.mark.django_db
SHEET_QUERIES = 24


def browser(login: str) -> Client:
    """Return a browser in which the person is signed in."""
    client = Client()
    client.force_login(person(login))
    return client


def address(name: str, *more: object) -> str:
    """Return an address of Quảng Ngãi."""
    return reverse(name, args=["quang-ngai", *more])


def plain(response: Any) -> str:
    """Return a page's words, without its markup."""
    text = re.sub(r"<(script|style|template).*?</\1>", "", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def owed(client: Client) -> list[tuple[str, str]]:
    """Return the address and the standing of each sheet that the first screen says he owes."""
    sections = client.get("/quang-ngai/").context["sections"]
    owing = [one for one in sections if one.title == "Phiếu chấm còn phải nộp"]
    return [(line.url, line.status) for section in owing for line in section.lines]


def test_sheet_says_that_its_product_was_withdrawn() -> None:
    evaluation = scoring()
    minh, words = browser("minh"), "Chủ thể đã rút sản phẩm khỏi chu trình"
    assert words not in plain(minh.get(address("sheet", evaluation.pk)))
    Participation.objects.filter(submissions=evaluation.submission).update(status="withdrawn")
    assert words in plain(minh.get(address("sheet", evaluation.pk)))


def followed(client: Client, response: Any) -> str:
    """Return the words of the page to which a form's answer leads."""
    assert response.status_code in (302, 303), response.status_code
    return plain(client.get(response.headers["Location"]))


def posted(evaluation: Evaluation, **fields: str) -> dict[str, str]:
    """Return a page's fields as a browser without scripts sends them, with these changes."""
    data = {}
    kept = {s.criterion.key: s for s in Score.objects.select_related("criterion", "level")}
    for criterion in rules_of(evaluation).criteria:
        if criterion.gated_by:
            continue
        row = kept.get(criterion.key)
        data[f"version:{criterion.key}"] = str(row.version if row else 0)
        data[f"remark:{criterion.key}"] = row.remark if row else ""
        if row and row.level_id:
            data[f"level:{criterion.key}"] = str(row.level.ordinal)
    for clause in rules_of(evaluation).knock_outs:
        data |= {f"known:{clause.key}": "", f"reason:{clause.key}": ""}
    return data | fields


def test_sheet_reads_like_the_official_one_with_the_proofs_beside() -> None:
    evaluation = scoring(submission=with_paper())
    response = browser("minh").get(address("sheet", evaluation.pk))
    text = plain(response)
    assert "1.1. Nguồn nguyên liệu" in text
    assert "Sử dụng nguyên liệu có nguồn gốc trong tỉnh từ 75% đến 100%" in text
    assert "cần cho 3 sao" in text
    assert "Chỉ chấm khi tiêu chí 5.1 có điểm" in text
    assert "Sản phẩm bị loại" in text
    assert "Phiếu kiểm nghiệm" in text
    html = response.content.decode()
    assert html.count('data-criterion="') == 32
    # What the viewer beside the sheet opens; without scripts a link as ever.
    assert re.search(r'<a class="file" target="_blank" rel="noopener" data-kind="pdf"', html)
    assert 'data-viewer aria-label="Tài liệu bên cạnh phiếu" hidden' in html
    assert re.search(r'id="tc-B-5-2".*?<fieldset class="criterion-marks" disabled>', html, re.S)
    assert ScoreSheet.objects.get().user == person("minh")


def test_tourism_sheet_offers_the_cases() -> None:
    submission = make_submission(line=ProductLine.objects.get(number=26), name="Làng du lịch")
    submission.sample_receipts.update(site_visited_on=submission.handed_in_at.date())
    text = plain(browser("minh").get(address("sheet", scoring(submission=submission).pk)))
    assert "Trường hợp 1" in text
    assert "Trường hợp 2" in text


def test_page_is_saved_by_a_button_and_shows_the_total() -> None:
    evaluation = scoring()
    client = browser("minh")
    fields = {
        "level:A/1.1": "3",
        "level:A/1.2": "2",
        "remark:A/1.1": "Đủ",
        "unproven:A/1.2": "on",
        "tick:#1": "on",
        "reason:#1": "Giấy giả",
        "go": "save",
    }
    answer = client.post(address("sheet", evaluation.pk), posted(evaluation, **fields), follow=True)
    assert answer.redirect_chain == [(address("sheet", evaluation.pk), 302)]
    assert "Đã lưu." in plain(answer)
    assert re.search(r"<strong data-total>3</strong>", answer.content.decode())
    assert Score.objects.count() == 2
    assert Score.objects.get(criterion__code="1.2").is_unproven
    assert Finding.objects.get().reason == "Giấy giả"


def test_page_with_a_fault_saves_nothing_and_keeps_what_was_written() -> None:
    evaluation = scoring()
    client = browser("minh")
    fields = {"level:A/1.1": "3", "level:A/1.2": "99", "remark:A/1.3": "Chưa rõ"}
    answer = client.post(address("sheet", evaluation.pk), posted(evaluation, **fields))
    assert answer.status_code == 422
    assert "Hãy chọn một mức của chính tiêu chí này." in plain(answer)
    assert not Score.objects.exists()
    html = answer.content.decode()
    assert re.search(r'name="level:A/1.1" value="3"[^>]* checked', html)
    assert ">Chưa rõ</textarea>" in html


@pytest.mark.parametrize("value", ["NaN", "1e9", "1000000000", "-1", "2.0", "٣"])
def test_level_that_is_no_number_of_a_level_is_refused(value: str) -> None:
    evaluation = scoring()
    answer = browser("minh").post(
        address("sheet", evaluation.pk), posted(evaluation, **{"level:A/1.1": value})
    )
    assert answer.status_code == 422
    assert "Hãy chọn một mức của chính tiêu chí này." in plain(answer)
    assert not Score.objects.exists()


def test_tick_without_a_reason_is_refused() -> None:
    evaluation = scoring()
    answer = browser("minh").post(
        address("sheet", evaluation.pk), posted(evaluation, **{"tick:#1": "on"})
    )
    assert answer.status_code == 422
    assert "Hãy ghi lý do của điều kiện loại đã chọn." in plain(answer)


def test_stale_page_gets_both_values_and_may_be_sent_again() -> None:
    evaluation = scoring()
    old = posted(evaluation, **{"level:A/1.1": "1"})
    fill(evaluation, "minh", {"A/1.1": 3})
    client = browser("minh")
    answer = client.post(address("sheet", evaluation.pk), old)
    assert answer.status_code == 409
    assert "Bản đang lưu: «Sử dụng nguyên liệu" in plain(answer)
    html = answer.content.decode()
    version = re.search(r'name="version:A/1.1" value="(\d+)"', html).group(1)
    again = client.post(address("sheet", evaluation.pk), old | {"version:A/1.1": version})
    assert again.status_code == 302
    assert Score.objects.get().level.ordinal == 1


def test_gate_that_closes_says_which_marks_it_took() -> None:
    evaluation = scoring()
    fill(evaluation, "minh", {"B/5.1": 2, "B/5.2": 2})
    answer = browser("minh").post(
        address("sheet", evaluation.pk), posted(evaluation, **{"level:B/5.1": "1"}), follow=True
    )
    assert "Đã bỏ điểm của tiêu chí B 5.2" in plain(answer)
    assert Score.objects.get(criterion__code="5.2").level is None


@pytest.mark.parametrize(
    ("forged", "told"),
    [
        ({"points:A/1.1": "100"}, "Mục «points:A/1.1» do hệ thống ghi"),
        ({"total": "100", "star": "5"}, "Mục «star» do hệ thống ghi"),
        ({"user": "1", "province": "2"}, "Mục «province» do hệ thống ghi"),
        ({"level:Z/9": "1"}, "Phiếu này không có tiêu chí đó."),
    ],
)
def test_what_is_not_the_members_to_say_is_refused_and_nothing_is_written(
    forged: dict[str, str], told: str
) -> None:
    evaluation = scoring()
    sheet = address("sheet", evaluation.pk)
    sent = posted(evaluation, **{"level:A/1.1": "2"} | forged)
    answer = browser("minh").post(sheet, sent)
    assert answer.status_code == 422
    assert told in plain(answer)
    assert not Score.objects.exists()
    assert Evaluation.objects.get().star is None


def test_mark_without_its_version_is_not_called_saved() -> None:
    evaluation = scoring()
    answer = browser("minh").post(address("sheet", evaluation.pk), {"level:A/1.1": "2"})
    assert answer.status_code == 422
    assert "Trang gửi lên bị thiếu" in plain(answer)
    assert not Score.objects.exists()


def test_check_page_lists_what_is_unanswered_and_refuses_to_hand_in() -> None:
    evaluation = scoring()
    rules = rules_of(evaluation)
    fill(evaluation, "minh", {k: v for k, v in best_marks(rules).items() if k != "C/11"})
    client = browser("minh")
    text = plain(client.get(address("sheet_check", evaluation.pk)))
    assert "Còn 1 tiêu chí chưa chấm" in text
    assert "Nộp rồi thì phiếu không sửa được nữa" not in text
    answer = client.post(address("sheet_check", evaluation.pk))
    assert answer.status_code == 422
    assert "Còn 1 tiêu chí chưa chấm: C 11." in plain(answer)


def test_total_in_a_band_whose_minimum_is_missed_warns_on_the_sheet_and_before_handing_in() -> None:
    evaluation = scoring()
    rules = rules_of(evaluation)
    (wanted, *_more) = [one for one in rules.minimums if one.star == 5]
    weak = next(
        level.ordinal
        for level in reversed(rules.criterion(wanted.criterion).options()[0])
        if level.points < wanted.points
    )
    fill(evaluation, "minh", best_marks(rules, **{wanted.criterion: weak}))
    client, code = browser("minh"), wanted.criterion.replace("/", " ")
    words = f"Điểm ở khung 5 sao nhưng chưa đạt yêu cầu tối thiểu: {code}."
    assert words in plain(client.get(address("sheet", evaluation.pk)))
    text = plain(client.get(address("sheet_check", evaluation.pk)))
    assert "Tổng điểm ở khung 5 sao, phiếu này chỉ ứng với 4 sao" in text
    assert f"Chưa đạt yêu cầu tối thiểu ở: {code}. " in text
    assert "Nộp rồi thì phiếu không sửa được nữa" in text  # a warning, no refusal
    fill(evaluation, "minh", best_marks(rules))
    calm = client.get(address("sheet", evaluation.pk))
    assert "nhưng chưa đạt yêu cầu tối thiểu:" not in plain(calm)
    assert re.search(r"data-caution [^>]*hidden></p>", calm.content.decode())


def test_not_proven_without_a_word_is_asked_about_before_handing_in() -> None:
    evaluation = scoring()
    marks = marks_for(rules_of(evaluation), 71)
    sheet = fill(evaluation, "minh", marks)
    with acting("minh"):
        for key, remark in (("A/1.1", ""), ("A/1.2", "Thiếu hợp đồng năm 2026.")):
            facts = {"criterion": key, "version": 1, "is_unproven": True, "remark": remark}
            sheet_actions.save_mark(sheet=sheet, by=person("minh"), **facts)
    page = browser("minh").get(address("sheet_check", evaluation.pk))
    note = page.content.decode().partition("mà chưa nói cần bổ sung gì")[2].partition("</ul>")[0]
    assert re.findall(r"#(tc-[\w-]+)", note) == ["tc-A-1-1"]


def test_sheet_is_handed_in_after_the_check_with_a_receipt() -> None:
    evaluation = scoring()
    fill(evaluation, "minh", marks_for(rules_of(evaluation), 71))
    client = browser("minh")
    assert "Nộp rồi thì phiếu không sửa được nữa" in plain(
        client.get(address("sheet_check", evaluation.pk))
    )
    text = followed(client, client.post(address("sheet_check", evaluation.pk)))
    sheet = ScoreSheet.objects.get()
    assert sheet.sha256 in text
    assert f"PC-{evaluation.pk}-{sheet.member_id}-1.1" in text
    receipt = address("sheet_receipt", evaluation.pk)
    for name in ("sheet", "sheet_check"):
        assert client.get(address(name, evaluation.pk)).headers["Location"] == receipt
    again = client.post(address("sheet_check", evaluation.pk))
    assert again.status_code == 422
    assert "không sửa được nữa" in plain(again)
    late = client.post(
        address("sheet", evaluation.pk), posted(evaluation, **{"level:A/1.1": "1"}), follow=True
    )
    assert "không sửa được nữa" in plain(late)


def test_member_declares_an_interest_and_the_product_is_gone() -> None:
    evaluation = scoring()
    client = browser("minh")
    facts = {"reason": "Em trai làm giám đốc"}
    answer = client.post(address("interest", evaluation.pk), facts)
    assert answer.headers["Location"] == address("sitting", evaluation.sitting_id)
    assert "1 sản phẩm không hiện ở đây" in followed(client, answer)
    assert Panel.objects.get(user=person("minh")).state == "recused"
    for name in ("sheet", "sheet_check", "sheet_receipt", "interest", "evaluation"):
        assert client.get(address(name, evaluation.pk)).status_code == 404, name


@pytest.mark.parametrize("name", ["sheet", "sheet_check", "sheet_receipt", "interest"])
def test_pages_of_a_sheet_are_its_members_alone(name: str) -> None:
    evaluation = scoring()
    hand_in(evaluation, "minh", best_marks(rules_of(evaluation)))
    give(person("tra"), "council_member", province())  # a member of another council
    other = make_council(scorers=("tra",), advisers=())
    make_sitting(council=other)
    assert browser("minh").get(address(name, evaluation.pk)).status_code in (200, 302)
    for login, status in (("tra", 404), ("binh", 403), ("thao", 403), ("tuan", 403), ("tu", 404)):
        assert browser(login).get(address(name, evaluation.pk)).status_code == status, login
    assert Client().get(address(name, evaluation.pk)).status_code == 302


def recuse(evaluation: Evaluation, login: str) -> None:
    """Let the secretary take a member out in the middle of the scoring."""
    member = evaluation.panel.get(user=person(login)).member
    with acting("thao"):
        agenda_actions.recuse(
            evaluation=evaluation, member=member, reason="Có liên quan", by=person("thao")
        )


@pytest.mark.parametrize("name", ["sheet", "sheet_check"])
@pytest.mark.parametrize("press", [False, True], ids=["look", "press"])
def test_member_recused_over_his_sheet_is_led_back_to_the_sitting(name: str, press: bool) -> None:
    evaluation = scoring()
    sheet = fill(evaluation, "minh", {"A/1.1": 1})
    recuse(evaluation, "minh")
    recuse(evaluation, "an")  # who never opened his sheet
    kept, page = sheet.scores.count(), address(name, evaluation.pk)
    body = posted(evaluation, **{"level:A/1.2": "1"})

    def come(client: Client) -> Any:
        return client.post(page, body) if press else client.get(page)

    client = browser("minh")
    answer = come(client)
    assert answer.headers["Location"] == address("sitting", evaluation.sitting_id)
    told = followed(client, answer)
    assert "Anh/chị không chấm sản phẩm này." in told
    assert evaluation.submission.snapshot["product"]["name"] not in told
    assert sheet.scores.count() == kept
    assert come(browser("an")).status_code == 404
    # Out of the council, the sitting is not there for him either.
    evaluation.sitting.council.members.filter(user=person("minh")).update(user=person("tra"))
    assert come(client).status_code == 404


def test_member_who_is_away_is_sent_back_to_the_sitting() -> None:
    evaluation = scoring()
    Panel.objects.filter(user=person("minh")).update(state="absent", reason="Ốm")
    answer = browser("minh").get(address("sheet", evaluation.pk), follow=True)
    assert "Anh/chị được ghi là vắng" in plain(answer)


@pytest.mark.parametrize("line", [1, 7, 26])
def test_queries_of_the_sheet_do_not_grow_with_the_criteria(
    line: int, django_assert_num_queries: Any
) -> None:
    submission = make_submission(line=ProductLine.objects.get(number=line))
    submission.sample_receipts.update(site_visited_on=submission.handed_in_at.date())
    evaluation = scoring(submission=submission)
    fill(evaluation, "minh", best_marks(rules_of(evaluation)))
    client = browser("minh")
    client.get(address("sheet", evaluation.pk))
    with django_assert_num_queries(SHEET_QUERIES):
        client.get(address("sheet", evaluation.pk))


def test_file_of_the_dossier_opens_for_the_panel_alone() -> None:
    stored = intake.store(make_upload("Kiểm nghiệm.pdf"), province=province(), by=person("san"))
    plain_one = make_submission()
    copy = plain_one.snapshot | {"files": [stored.sha256]}
    submission = make_submission(participation=plain_one.participation, version=2, snapshot=copy)
    evaluation = scoring(submission=submission)
    link = address("dossier_file_of", evaluation.pk, stored.sha256)
    answer = browser("minh").get(link)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer.headers["Content-Type"] == "application/pdf"
    again = browser("thao").get(link)
    assert b"".join(again.streaming_content).startswith(b"%PDF")
    elsewhere = intake.store(make_upload("Khác.pdf", "x"), province=province(), by=person("san"))
    foreign = address("dossier_file_of", evaluation.pk, elsewhere.sha256)
    assert browser("minh").get(foreign).status_code == 404
    # to hold FILE_VIEW is not enough: producer and officer have no seat; the admin no files
    assert browser("san").get(link).status_code == 404
    assert browser("hoa").get(link).status_code == 404
    assert browser("quan").get(link).status_code == 403
    assert browser("tu").get(link).status_code == 404
    Panel.objects.filter(user=person("an")).update(state="recused", reason="Có liên quan")
    assert browser("an").get(link).status_code == 404


def test_second_pass_says_so_on_the_sheet_and_the_receipt() -> None:
    evaluation = scoring()
    rules = rules_of(evaluation)
    for login, total in (("lan", 90), ("minh", 70), ("an", 70)):
        hand_in(evaluation, login, marks_for(rules, total))
    client = browser("minh")
    browser("thao").post(address("second_pass", evaluation.pk))
    assert "Đã mở lượt chấm tiếp theo" in plain(client.get(address("sheet_receipt", evaluation.pk)))
    assert "đã được chép sang" in plain(client.get(address("sheet", evaluation.pk)))


def test_stop_that_fails_leads_to_a_new_version() -> None:
    evaluation = with_stop()
    with acting("minh"):
        sheet = sheet_actions.open_sheet(evaluation=evaluation, by=person("minh"))
        facts = {"sheet": sheet, "by": person("minh")}
        sheet_actions.tick(knock_out=stop_key(evaluation), reason="Không rõ nguồn", **facts)
        sheet_actions.hand_in(**facts)
    for login in ("lan", "an"):
        hand_in(evaluation, login, best_marks(rules_of(evaluation)))
    client = browser("minh")
    text = plain(client.get(address("sheet_receipt", evaluation.pk)))
    assert "không được quá nửa hội đồng xác nhận" in text
    assert "phải chấm tiếp" in plain(client.get(address("sitting", evaluation.sitting_id)))
    assert owed(client) == [(address("new_version", evaluation.pk), "phải chấm tiếp")]
    assert owed(browser("lan")) == []  # her sheet is whole
    offered = plain(client.get(address("new_version", evaluation.pk)))
    assert "không được quá nửa hội đồng xác nhận" in offered
    answer = client.post(address("new_version", evaluation.pk), {"reason": "Chấm tiếp"})
    assert answer.headers["Location"] == address("sheet", evaluation.pk)
    assert ScoreSheet.objects.filter(user=person("minh")).count() == 2
    assert owed(client) == [(address("sheet", evaluation.pk), "đang chấm")]
    again = client.get(address("new_version", evaluation.pk))  # the draft itself, no other form
    assert again.headers["Location"] == address("sheet", evaluation.pk)
