"""Decisions: drafted, edited, issued once; what follows for results, products and people."""

from datetime import timedelta

import pypdfium2
import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import Job, JournalEntry, Notice
from accounts.workflow import TransitionRefused
from evaluations import awards, decision_actions
from evaluations.models import Certificate, Decision, Evaluation, Recognition
from evaluations.validity import expires_on
from products import actions
from territories import clock
from tests.cast import person, province
from tests.factories import make_council, make_sitting, make_upload
from tests.refusals import refused

from .decided import (
    APPROVE_ONLY,
    AWARD_3,
    KNOCKED_OUT,
    NOT_RANKED,
    PAPER,
    RECOGNISE_TOO,
    acting,
    day,
    draft,
    issue,
    make_concluded,
)

pytestmark = pytest.mark.django_db
LIST = "/quang-ngai/quyet-dinh/"
API = "/api/v1/quang-ngai/decisions/"
QUERIES_OF_LIST, QUERIES_OF_DETAIL = 20, 21


@pytest.fixture
def as_(client: Client) -> object:
    """Sign somebody in."""

    def sign_in(login: str) -> Client:
        client.force_login(person(login))
        return client

    return sign_in


def test_draft_takes_results_in_the_order_of_the_agenda() -> None:
    second, first = make_concluded(AWARD_3), make_concluded()
    second.ordinal, first.ordinal = 12, 11
    second.save(), first.save()
    decision = draft(second, first)
    lines = [(one.ordinal, one.evaluation_id, one.star) for one in decision.recognitions.all()]
    assert lines == [(1, first.pk, 4), (2, second.pk, 3)]


@pytest.mark.parametrize(
    ("outcome", "kind", "fits"),
    [
        pytest.param(AWARD_3, "recognition", True, id="26/2026 Điều 4: 3 sao"),
        pytest.param(RECOGNISE_TOO, "recognition", True, id="148: từ 90 điểm, công nhận 4 sao"),
        pytest.param(APPROVE_ONLY, "recognition", False, id="26/2026: từ 90 chỉ phê duyệt"),
        pytest.param(APPROVE_ONLY, "approval", True, id="26/2026 Điều 7.3"),
        pytest.param(AWARD_3, "approval", False, id="3 sao không cần phê duyệt riêng"),
        pytest.param(NOT_RANKED, "recognition", False, id="26/2026 Điều 4.1.a: 2 sao"),
        pytest.param(KNOCKED_OUT, "recognition", False, id="điều kiện loại"),
    ],
)
def test_draft_takes_what_the_law_lets_the_province_decide(outcome, kind, fits) -> None:
    result = make_concluded(outcome)
    if fits:
        star = draft(result, kind=kind).recognitions.get().star
        assert star == (outcome.get("star") or outcome["recognises"] or 5)
        return
    with pytest.raises(ValidationError, match="không thuộc loại này"):
        draft(result, kind=kind)
    assert not Decision.objects.exists()


def test_result_stands_on_one_annex_only() -> None:
    result = make_concluded()
    draft(result)
    with pytest.raises(ValidationError, match="đã nằm trong quyết định khác"):
        draft(result)


def test_line_removed_closes_the_numbers_and_frees_the_result() -> None:
    results = [make_concluded() for _ in range(3)]
    decision = draft(*results)
    with acting("binh"):
        decision_actions.remove_line(
            recognition=decision.recognitions.get(ordinal=1), by=person("binh")
        )
    assert [one.ordinal for one in decision.recognitions.all()] == [1, 2]
    assert draft(results[0]).recognitions.count() == 1


def test_draft_removed_frees_its_results() -> None:
    result = make_concluded()
    decision = draft(result)
    with acting("binh"):
        decision_actions.remove_draft(decision=decision, by=person("binh"))
    assert not Recognition.objects.exists()
    assert JournalEntry.objects.filter(verb="remove_draft").count() == 1
    assert draft(result).pk


def test_issue_recognises_and_makes_certificates() -> None:
    results = [make_concluded(), make_concluded(AWARD_3)]
    decision = issue(draft(*results))
    year = decision.signed_on.year
    certificates = Certificate.objects.order_by("ordinal")
    assert [(one.number, one.star) for one in certificates] == [
        (f"001/{year}/GCN-OCOP", 4),
        (f"002/{year}/GCN-OCOP", 3),
    ]
    assert {one.status for one in Evaluation.objects.all()} == {"recognised"}
    job = Job.objects.get()
    assert (job.total, job.done, job.state, job.owner) == (2, 0, "waiting", person("dung"))


def test_issue_leads_the_product_to_its_last_step_and_tells_its_people() -> None:
    person("hoa")
    result = make_concluded()
    issue(draft(result))
    participation = result.submission.participation
    participation.refresh_from_db()
    assert (participation.step, participation.status) == (6, "draft")
    told = Notice.objects.filter(text__contains="được công nhận")
    assert {one.to.email for one in told} == {"san@ocop.example", "hoa@ocop.example"}
    page = f"/quang-ngai/san-pham/{participation.product_id}/"
    assert {one.link for one in told} == {page}


def test_issue_journals_both_steps_of_the_result() -> None:
    result = make_concluded()
    issue(draft(result))
    verbs = JournalEntry.objects.of(result).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["approve", "recognise"]


def test_approval_approves_and_recognises_nothing() -> None:
    result = make_concluded(APPROVE_ONLY)
    issue(draft(result, kind="approval"))
    result.refresh_from_db()
    assert result.status == "approved"
    assert not Certificate.objects.exists()
    assert result.submission.participation.step == 5


@pytest.mark.parametrize(
    ("over", "field", "words"),
    [
        ({"number": "  "}, "number", "bắt buộc"),
        ({"signer": ""}, "signer", "bắt buộc"),
        ({"signer_title": " "}, "signer_title", "bắt buộc"),
        ({"signed_on": clock.today() + timedelta(days=1)}, "signed_on", "sau hôm nay"),
        ({"signed_on": clock.today() - timedelta(days=1)}, "signed_on", "trước ngày họp"),
    ],
)
def test_issue_refuses_a_paper_that_cannot_be(over, field, words) -> None:
    decision = draft()
    with pytest.raises(ValidationError) as refusal:
        issue(decision, **over)
    assert words in refusal.value.message_dict[field][0]
    assert Decision.objects.get().status == "draft"
    assert not Certificate.objects.exists()


def test_issue_refuses_a_number_that_is_taken() -> None:
    issue(draft())
    with pytest.raises(ValidationError, match="đã được dùng"):
        issue(draft())


def test_number_begins_anew_with_the_year() -> None:
    issue(draft())
    with clock.fixed(clock.today().replace(year=clock.today().year + 1, day=1)):
        assert issue(draft()).number == PAPER["number"]


def test_issue_refuses_an_empty_annex() -> None:
    decision = draft()
    with acting("binh"):
        decision_actions.remove_line(recognition=decision.recognitions.get(), by=person("binh"))
    with pytest.raises(ValidationError, match="còn trống"):
        issue(decision)


def test_issued_decision_stays_as_it_is() -> None:
    decision = issue(draft())
    with pytest.raises(ValidationError, match="đã ban hành"):
        issue(decision, number="2/QĐ-UBND")
    more = [make_concluded()]
    with acting("binh"), pytest.raises(ValidationError, match="đã ban hành"):
        decision_actions.add_lines(decision=decision, evaluations=more, by=person("binh"))


def test_scan_that_is_no_pdf_is_refused_whole(as_) -> None:
    decision = draft()
    client = as_("dung")
    facts = PAPER | {"signed_on": f"{clock.today():%d/%m/%Y}"}
    lie = make_upload("quyet-dinh.docx")
    answer = client.post(f"{LIST}{decision.pk}/ban-hanh/", facts | {"upload": lie})
    assert answer.status_code == 422
    assert "nội dung là PDF" in answer.content.decode()
    assert not Certificate.objects.exists()


def test_scan_is_kept_and_served(as_) -> None:
    decision = draft()
    client = as_("dung")
    facts = PAPER | {"signed_on": f"{clock.today():%d/%m/%Y}"}
    answer = client.post(f"{LIST}{decision.pk}/ban-hanh/", facts | {"upload": make_upload()})
    assert answer.status_code == 303
    scan = client.get(f"{LIST}{decision.pk}/ban-quet/")
    assert b"".join(scan.streaming_content).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("issued", "ends"),
    [
        ("05/08/2026", "05/08/2029"),
        ("29/02/2028", "28/02/2031"),
        ("31/12/2026", "31/12/2029"),
        ("28/02/2025", "28/02/2028"),
    ],
    ids=lambda text: f"Điều 4.3: {text}",
)
def test_certificate_ends_the_same_day_36_months_later(issued: str, ends: str) -> None:
    assert expires_on(day(issued), months=36) == day(ends)


def test_certificate_of_today_ends_as_the_rule_says() -> None:
    with clock.fixed(day("29/02/2028")):
        council = make_council(decision_no="9/QĐ-UBND")
        result = make_concluded(sitting=make_sitting(council=council))
        issue(draft(result))
    certificate = Certificate.objects.get()
    assert certificate.expires_on == day("28/02/2031")
    assert certificate.facts["expires_day"] == "ngày 28 tháng 02 năm 2031"
    assert certificate.facts["place_day"] == "Quảng Ngãi, ngày 29 tháng 02 năm 2028"


def test_new_certificate_takes_the_place_of_the_old_one() -> None:
    first = make_concluded()
    issue(draft(first))
    old = Certificate.objects.get()
    participation = first.submission.participation
    second = first.submission
    second.pk = None
    second.version, second.receipt_no, second._state.adding = 2, "BN-2", True
    second.save()
    issue(draft(make_concluded(AWARD_3, submission=second)), number="2/QĐ-UBND")
    old.refresh_from_db()
    assert old.status == "superseded"
    assert old.pdf_id
    assert old.published.status == "superseded"
    live = Certificate.objects.get(product=participation.product, status="valid")
    assert live.star == 3


@pytest.mark.parametrize(
    ("outcome", "words"),
    [(NOT_RANKED, "Đạt 2 sao"), (KNOCKED_OUT, "vướng điều kiện loại")],
    ids=["26/2026 Điều 4.1.a", "điều kiện loại"],
)
def test_reject_closes_the_way_and_tells_the_producer(outcome, words) -> None:
    result = make_concluded(outcome, star=outcome["star"])
    with acting("binh"):
        decision_actions.reject(evaluation=result, by=person("binh"))
    result.refresh_from_db()
    participation = result.submission.participation
    participation.refresh_from_db()
    assert (result.status, participation.status) == ("not_ranked", "closed")
    assert words in participation.outcome
    assert words in Notice.objects.get(to=person("san"), text__contains=words).text


def test_reject_refuses_a_result_with_a_star() -> None:
    result = make_concluded()
    with acting("binh"), pytest.raises(ValidationError, match="không được xếp hạng"):
        decision_actions.reject(evaluation=result, by=person("binh"))


def test_reject_twice_is_refused() -> None:
    result = make_concluded(NOT_RANKED)
    for expected in ("not_ranked", None):
        with acting("binh"):
            if expected:
                decision_actions.reject(evaluation=result, by=person("binh"))
            else:
                with pytest.raises((ValidationError, TransitionRefused)):
                    decision_actions.reject(evaluation=result, by=person("binh"))


# --- doors ---------------------------------------------------------------------------------------


def test_draft_page_offers_only_what_waits_here(as_) -> None:
    make_concluded(name="Tỏi đen")
    make_concluded(APPROVE_ONLY, name="Sâm núi")
    draft(make_concluded(name="Quế vỏ"))
    page = as_("binh").get(LIST + "du-thao/").content.decode()
    assert "Tỏi đen · Hợp tác xã Ươm Đất số 1 · 75,00 điểm · 4 sao" in page
    assert "Sâm núi" not in page
    assert "Quế vỏ" not in page
    assert "Sâm núi" in as_("binh").get(LIST + "du-thao/?loai=phe-duyet").content.decode()


def test_walk_from_the_list_to_the_issued_decision(as_) -> None:
    result = make_concluded(name="Tỏi đen Lý Sơn")
    client = as_("binh")
    facts = {"title": "Công nhận đợt 2", "evaluations": [result.pk]}
    answer = client.post(LIST + "du-thao/", facts)
    decision = Decision.objects.get()
    assert answer.headers["Location"] == f"{LIST}{decision.pk}/"
    page = client.get(f"{LIST}{decision.pk}/").content.decode()
    assert "1. Tỏi đen Lý Sơn" in page
    assert "Bỏ khỏi danh sách" in page
    assert "ban-hanh/" not in page
    facts = PAPER | {"signed_on": f"{clock.today():%d/%m/%Y}"}
    as_("dung").post(f"{LIST}{decision.pk}/ban-hanh/", facts)
    page = client.get(f"{LIST}{decision.pk}/").content.decode()
    assert "1234/QĐ-UBND" in page
    assert "001/" in page
    assert "Đang in giấy chứng nhận" in page


@pytest.mark.parametrize(
    ("who", "form"), [("dung", "ban-hanh/"), ("binh", "trich-yeu/"), ("binh", "them/")]
)
def test_forms_of_a_draft_lead_to_the_decision_once_it_is_issued(as_, who: str, form: str) -> None:
    decision = draft(make_concluded(name="Tỏi đen Lý Sơn"))
    address = f"{LIST}{decision.pk}/"
    client = as_(who)
    assert client.get(address + form).status_code == 200
    issue(decision)
    answer = client.get(address + form, follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert "Quyết định đã ban hành, không còn là dự thảo." in answer.content.decode()


def draft_paper(client: Client, decision: Decision) -> str:
    """Return the words of a draft's PDF."""
    answer = client.get(f"{LIST}{decision.pk}/du-thao.pdf")
    document = pypdfium2.PdfDocument(answer.content)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(text.split())


def test_annex_pdf_is_the_draft_with_its_list(as_) -> None:
    decision = draft(make_concluded(name="Đường phèn Ươm"), title="Công nhận kết quả đợt 2")
    text = draft_paper(as_("binh"), decision)
    assert "Đường phèn Ươm" in text
    assert "DỰ THẢO" in text
    assert "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI" in text
    law = "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15; Căn cứ Quyết định số 26/"
    assert law in text


ACTS = [
    ("du-thao/", "binh"),
    ("{pk}/trich-yeu/", "binh"),
    ("{pk}/them/", "binh"),
    ("{pk}/bo/", "binh"),
    ("{pk}/ban-hanh/", "dung"),
]


@pytest.mark.parametrize(("address", "holder"), ACTS)
@pytest.mark.parametrize("login", ["hoa", "san", "lan", "quan", "kiem", "binh", "dung", "tra"])
def test_only_the_holder_of_the_duty_may_act(as_, address: str, holder: str, login: str) -> None:
    decision = draft()
    answer = as_(login).post(LIST + address.format(pk=decision.pk), {})
    if login == holder:
        assert answer.status_code in (302, 422)
    else:
        assert answer.status_code == 403
        decision.refresh_from_db()
        assert decision.status == "draft"


def test_other_province_sees_nothing(as_) -> None:
    decision = draft()
    assert as_("tu").get(f"{LIST}{decision.pk}/").status_code == 404
    assert as_("tu").get(f"/gia-lai/quyet-dinh/{decision.pk}/").status_code == 404
    assert as_("tu").get(f"/api/v1/gia-lai/decisions/{decision.pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_reads_the_same_number_of_queries(as_, count, django_assert_num_queries) -> None:
    for _ in range(count):
        draft(make_concluded())
    client = as_("binh")
    client.get(LIST)
    with django_assert_num_queries(QUERIES_OF_LIST):
        client.get(LIST)


@pytest.mark.parametrize("count", [1, 3])
def test_detail_reads_the_same_number_of_queries(as_, count, django_assert_num_queries) -> None:
    decision = issue(draft(*[make_concluded() for _ in range(count)]))
    client = as_("binh")
    client.get(f"{LIST}{decision.pk}/")
    with django_assert_num_queries(QUERIES_OF_DETAIL):
        client.get(f"{LIST}{decision.pk}/")


def test_api_takes_a_result_to_its_certificate(as_) -> None:
    result = make_concluded()
    client = as_("binh")
    waiting = client.get("/api/v1/quang-ngai/results/").json()["results"]
    assert [(one["id"], one["product_name"]) for one in waiting] == [(result.pk, "Tỏi đen Lý Sơn")]
    facts = {"title": "Công nhận đợt 2", "evaluations": [result.pk]}
    made = client.post(API, facts, content_type="application/json")
    assert made.status_code == 201
    number = made.json()["id"]
    facts = PAPER | {"signed_on": clock.today().isoformat()}
    issued = as_("dung").post(f"{API}{number}/issue/", facts, content_type="application/json")
    assert issued.status_code == 200
    assert issued.json()["annex"][0]["certificate"].startswith("001/")
    assert client.get(f"{API}{number}/printing/").json()["total"] == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"number": "", "signed_on": "24/11/2026"}, "number"),
        ({"signed_on": ""}, "signed_on"),
        ({"signed_on": "2999-01-01"}, "signed_on"),
        ({"signer": ""}, "signer"),
    ],
)
def test_page_and_api_refuse_alike(as_, facts: dict, field: str) -> None:
    decision = draft()
    client = as_("dung")
    sent = PAPER | {"signed_on": clock.today().isoformat()} | facts
    page = client.post(f"{LIST}{decision.pk}/ban-hanh/", sent)
    api = client.post(f"{API}{decision.pk}/issue/", sent, content_type="application/json")
    assert (page.status_code, api.status_code) == (422, 400)
    assert field in refused(api)
    assert f'id="id_{field}_error"' in page.content.decode()
    if field == "signed_on" and facts["signed_on"]:
        assert refused(api)[field][0] in page.content.decode()


def test_day_that_is_not_is_refused_by_the_api_in_the_portal_s_words(as_) -> None:
    sent = PAPER | {"signed_on": "2026-02-31"}
    url = f"{API}{draft().pk}/issue/"
    for language, words in (("vi", "Không có ngày này"), ("en", "There is no such day")):
        client = as_("dung")
        client.cookies["django_language"] = language
        answer = client.post(url, sent, content_type="application/json")
        assert refused(answer)["signed_on"][0].startswith(words)


def test_draft_says_how_many_results_wait_for_control(as_) -> None:
    facts = {"confirmed_at": None, "confirmed_by": None}
    for name in ("Tỏi đen", "Nén"):
        make_concluded(name=name, **facts)
    page = as_("binh").get(LIST + "du-thao/").content.decode()
    assert "2 kết quả đang chờ kiểm soát xác nhận" in page
    assert "Chưa có kết quả nào" not in page
    make_concluded(name="Hành")
    page = as_("binh").get(LIST + "du-thao/").content.decode()
    assert "chờ kiểm soát xác nhận" not in page
    assert "Hành" in page


def test_api_takes_no_star_from_the_client(as_) -> None:
    result = make_concluded(AWARD_3)
    facts = {"title": "Công nhận", "evaluations": [result.pk], "star": 5}
    answer = as_("binh").post(API, facts, content_type="application/json")
    assert answer.status_code == 400
    assert "star" in refused(answer)
    assert not Decision.objects.exists()


def test_api_knows_no_result_of_another_kind_or_place(as_) -> None:
    other = make_concluded(NOT_RANKED)
    facts = {"title": "Công nhận", "evaluations": [other.pk, 999999]}
    answer = as_("binh").post(API, facts, content_type="application/json")
    assert answer.status_code == 400
    assert not Decision.objects.exists()


def test_unranked_page_tells_and_empties(as_) -> None:
    result = make_concluded(NOT_RANKED, star=2)
    client = as_("binh")
    page = client.get(LIST + "khong-cong-nhan/").content.decode()
    assert "Tỏi đen Lý Sơn" in page
    client.post(f"{LIST}khong-cong-nhan/{result.pk}/")
    assert Evaluation.objects.get().status == "not_ranked"
    page = client.get(LIST + "khong-cong-nhan/").content.decode()
    assert "Không còn kết quả nào" in page


def test_province_name_is_written_in_full() -> None:
    issue(draft())
    facts = Certificate.objects.get().facts
    assert facts["agency"] == ["ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI"]
    assert facts["decided_by"] == "Chủ tịch Ủy ban nhân dân tỉnh Quảng Ngãi"
    assert facts["address"] == "thôn Đông An Vĩnh, đặc khu Lý Sơn, tỉnh Quảng Ngãi"
    assert province().name in facts["place_day"]


def withdraw(evaluation: Evaluation) -> None:
    """Let the producer take the product out of the cycle."""
    with acting("san"):
        way = evaluation.submission.participation
        actions.withdraw(participation=way, by=person("san"), reason="Thiếu nguyên liệu")


def test_nothing_is_decided_on_a_product_that_was_withdrawn() -> None:
    kinds = (AWARD_3, NOT_RANKED, APPROVE_ONLY)
    rows = [make_concluded(kind) for kind in kinds]
    wanted = [awards.TO_RECOGNISE, awards.TO_REJECT, awards.TO_APPROVE]
    waiting = [list(Evaluation.objects.filter(one)) for one in wanted]
    assert waiting == [[row] for row in rows]
    for row in rows:
        withdraw(row)
    assert not any(Evaluation.objects.filter(one).exists() for one in wanted)
    with pytest.raises(ValidationError, match="Đã rút khỏi chu trình"):
        draft(rows[0])
    with acting("binh"), pytest.raises(ValidationError):
        decision_actions.reject(evaluation=rows[1], by=person("binh"))


def test_withdrawn_while_the_decision_is_drafted_gets_no_certificate() -> None:
    gone, stays = make_concluded(), make_concluded()
    decision = draft(gone, stays)
    withdraw(gone)
    with pytest.raises(ValidationError, match="Đã rút khỏi chu trình") as caught:
        issue(decision)
    said = f"{gone.submission.snapshot['product']['name']} ({gone.submission.product_code})"
    assert said in caught.value.messages[0]
    assert stays.submission.product_code not in caught.value.messages[0]
    client = Client()
    client.force_login(person("dung"))
    page = client.get(f"/quang-ngai/quyet-dinh/{decision.pk}/").content.decode()
    assert "Chủ thể đã rút sản phẩm khỏi chu trình" in page
    assert said in page
    issuing = f"/quang-ngai/quyet-dinh/{decision.pk}/ban-hanh/"
    assert issuing not in page
    page = client.get(issuing).content.decode()
    assert said in page
    assert 'name="number"' not in page
    paper = draft_paper(client, decision)
    assert paper.count("(chủ thể đã rút; phải bỏ khỏi danh sách)") == 1
    assert "cho 1 sản phẩm theo danh sách" in paper
    assert "26/2026/QĐ-TTg ngày 22/05/2026 của Thủ tướng" in paper
    for listing in ("/quang-ngai/", "/quang-ngai/quyet-dinh/"):
        assert "có sản phẩm đã rút" in client.get(listing).content.decode()
    client.force_login(person("kiem"))
    page = client.get(f"/quang-ngai/danh-gia/{gone.pk}/kiem-soat/").content.decode()
    assert "không được đưa vào quyết định nào" in page
    assert not Certificate.objects.exists()
    with acting("binh"):
        line = decision.recognitions.get(evaluation=gone)
        decision_actions.remove_line(recognition=line, by=person("binh"))
    issue(decision)
    assert [one.recognition.evaluation for one in Certificate.objects.all()] == [stays]


def test_page_of_a_draft_leads_to_the_results_that_no_decision_is_made_on(as_) -> None:
    binh, where = as_("binh"), "/quang-ngai/quyet-dinh/khong-cong-nhan/"
    assert where not in binh.get(f"{LIST}du-thao/").content.decode()
    make_concluded(NOT_RANKED)
    page = binh.get(f"{LIST}du-thao/").content.decode()
    assert "Chưa có kết quả nào chờ quyết định này" in page
    assert "1 kết quả không được công nhận đang chờ thông báo" in page
    assert f'href="{where}"' in page
