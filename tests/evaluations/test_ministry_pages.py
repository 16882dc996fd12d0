"""Five stars by screens and API: the province's request, the Ministry's file, the answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations import national_actions
from evaluations.models import Certificate, Evaluation, NationalResult, Package, ProductPage
from evaluations.province_papers import papers_of
from products.models import Participation, SampleReceipt
from territories import clock
from tests.cast import person, province
from tests.factories import make_step_five
from tests.refusals import refused

from .decided import acting, make_concluded, printed
from .ministry import (
    MINISTRY,
    approved,
    choose,
    crowned,
    forwarded,
    found,
    judged,
    paper,
    prepare,
    received,
    there,
    told_back,
)
from .renewed import accepted, handed_in
from .test_publication import TEXTS, make_picture

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
HOME = "/quang-ngai/"
HERE, API = "/quang-ngai/de-nghi-5-sao/", "/api/v1/quang-ngai/five-star-requests/"
THERE, API_THERE = "/quoc-gia/ho-so-5-sao/", "/api/v1/quoc-gia/forwarded-files/"


@pytest.fixture
def as_() -> SignIn:
    """Sign somebody in."""

    def sign_in(login: str) -> Client:
        client = Client()
        client.force_login(person(login))
        return client

    return sign_in


def text_of(answer: Any) -> str:
    """Return a page as text, the answer being good."""
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def served(client: Client, address: str) -> bytes:
    """Return a file, the answer being good."""
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def letter(**over: Any) -> dict[str, Any]:
    """Return the province's papers as Bình enters them."""
    return {
        "request_no": "88/UBND-KTN",
        "requested_on": f"{clock.today():%d/%m/%Y}",
        "signer": "Đặng Anh Dũng",
        "samples_sent": "5",
        "request_file": paper("de-nghi"),
        "council_report": paper("hoi-dong"),
    } | over


def test_binh_makes_the_file_up_and_sends_it(as_: SignIn) -> None:
    evaluation, binh = approved(), as_("binh")
    here = f"{HERE}{evaluation.pk}/"
    assert "chưa lập" in text_of(binh.get(HERE))
    page = text_of(binh.get(here))
    assert "Văn bản đề nghị: chưa có bản PDF." in page
    assert "Còn thiếu 6 mục" in page
    refused = binh.post(f"{here}gui-bo/", follow=True)
    assert "Văn bản đề nghị: chưa ghi số." in text_of(refused)
    assert binh.post(here, letter()).status_code == 303
    assert "số 88/UBND-KTN" in text_of(binh.get(here))
    sent = binh.post(f"{here}gui-bo/", follow=True)
    assert "Đã gửi hồ sơ lên Bộ" in text_of(sent)
    assert "đã gửi Bộ" in text_of(binh.get(HERE))
    assert Package.objects.filter(province=province(MINISTRY)).count() == 1


def test_product_whose_file_is_at_the_ministry_is_withdrawn_only_once_it_is_back(
    as_: SignIn,
) -> None:
    with acting("san"):
        way = make_step_five()
        submission = handed_in(way)
    accepted(way)
    evaluation = approved(submission=submission)
    product, leave = f"{HOME}san-pham/{way.product_id}/", f"{HOME}tham-gia/{way.pk}/rut/"
    san, binh, here = as_("san"), as_("binh"), f"{HERE}{evaluation.pk}/"
    assert leave in san.get(product).content.decode()
    copy = forwarded(evaluation)
    for status in ("sent", "received"):
        if status == "received":
            received(copy)
        assert leave not in san.get(product).content.decode(), status
        back = san.get(leave, follow=True)
        assert back.redirect_chain == [(product, 302)]
        assert "Hồ sơ đang ở Bộ: chỉ rút được khi Bộ trả lại" in text_of(back)
        way.refresh_from_db()
        late = san.post(leave, {"reason": "Thôi", "version": way.version})
        assert late.status_code == 422
        assert "Hồ sơ đang ở Bộ" in late.content.decode()
    other = forwarded()
    with there("nga"):
        national_actions.send_back_package(package=other, by=person("nga"), reason="Thiếu mẫu.")
    row = Evaluation.objects.get(pk=other.answers_to)
    Participation.objects.filter(pk=row.submission.participation_id).update(status="withdrawn")
    assert "chủ thể đã rút" in text_of(binh.get(HERE))
    page = text_of(binh.get(f"{HERE}{row.pk}/"))
    assert "Chủ thể đã rút sản phẩm khỏi chu trình" in page
    assert "Bộ trả lại để bổ sung" not in page
    refused = text_of(binh.post(f"{HERE}{row.pk}/gui-bo/", follow=True))
    assert "Chủ thể đã rút sản phẩm khỏi chu trình: hồ sơ không gửi Bộ được." in refused
    assert "Chủ thể đã rút" not in text_of(binh.get(here))


def test_nothing_is_chosen_for_a_product_that_was_withdrawn_after_the_answer(as_: SignIn) -> None:
    result = found(86, star=4)
    row, binh = result.evaluation, as_("binh")
    here = f"{HERE}{row.pk}/"
    assert "chờ tỉnh chọn hướng xử lý" in text_of(binh.get(HERE))
    assert "chọn hướng xử lý kết quả của Bộ" in text_of(binh.get(HOME))
    Participation.objects.filter(pk=row.submission.participation_id).update(status="withdrawn")
    assert "chủ thể đã rút" in text_of(binh.get(HERE))
    assert "chọn hướng xử lý kết quả của Bộ" not in text_of(binh.get(HOME))
    page = text_of(binh.get(here))
    assert "Chủ thể đã rút sản phẩm khỏi chu trình" in page
    assert "Chọn hướng xử lý" not in page
    late = binh.post(f"{here}xu-ly/", {"way": "recognise", "reason": "Theo kết quả"})
    assert late.status_code == 422
    assert "Kết quả này không còn gì phải chọn." in late.content.decode()
    assert NationalResult.objects.get(pk=result.pk).chosen == ""


def test_papers_are_added_shown_and_removed(as_: SignIn) -> None:
    evaluation, binh = approved(), as_("binh")
    here = f"{HERE}{evaluation.pk}/"
    answer = binh.post(f"{here}van-ban-bo-sung/", {"title": "Phiếu KN", "upload": paper("kn")})
    assert answer.status_code == 303
    added = Package.objects.get(evaluation=evaluation).papers.get()
    assert "Bỏ «Phiếu KN»" in text_of(binh.get(here))
    assert served(binh, f"{here}tep/{added.file.sha256}/").startswith(b"%PDF")
    assert binh.get(f"{here}tep/{'0' * 64}/").status_code == 404
    binh.post(f"{here}van-ban-bo-sung/{added.pk}/bo/")
    assert not Package.objects.get(evaluation=evaluation).papers.exists()


def test_word_file_in_the_place_of_a_pdf_is_refused(as_: SignIn) -> None:
    evaluation = approved()
    wrong = letter(request_file=paper("x").__class__("x.pdf", b"khong phai pdf"))
    answer = as_("binh").post(f"{HERE}{evaluation.pk}/", wrong)
    assert answer.status_code == 422
    assert "id_request_file" in answer.content.decode()


def test_page_and_api_refuse_alike(as_: SignIn) -> None:
    evaluation, binh = approved(), as_("binh")
    api = binh.post(f"{API}{evaluation.pk}/forward/")
    page = text_of(binh.post(f"{HERE}{evaluation.pk}/gui-bo/", follow=True))
    assert api.status_code == 400
    said = next(iter(refused(api).values()))
    assert len(said) == 6
    assert all(line in page for line in said)


def test_api_takes_a_file_from_preparation_to_the_answer(as_: SignIn) -> None:
    evaluation, binh, nga = approved(), as_("binh"), as_("nga")
    one = f"{API}{evaluation.pk}/"
    facts = letter(requested_on=clock.today().isoformat())
    prepared = binh.post(f"{one}prepare/", facts)
    assert prepared.status_code == 200, prepared.content
    assert [line["key"] for line in prepared.json()["lines"] if line["missing"]] == []
    assert binh.post(f"{one}forward/").json()["standing"] == "đã gửi Bộ"
    (file,) = nga.get(API_THERE).json()["results"]
    assert (file["province_name"], file["found"]["points_sum"]) == ("Quảng Ngãi", 273)
    there_ = f"{API_THERE}{file['id']}/"
    taken = nga.post(f"{there_}receive/", {"samples": 5}, "application/json")
    assert taken.json()["status"] == "received"
    assert len(taken.json()["papers"]) == 3
    judged(Package.objects.get(pk=file["id"]).submission, 86, star=5)
    notice = {"decision_no": "77/BNNMT", "decided_on": clock.today().isoformat()}
    back = nga.post(f"{there_}return_result/", notice, "application/json")
    assert back.json()["status"] == "answered"
    for act in ("tra-ket-qua", "tiep-nhan", "tra-lai"):  # a form for what is done is none
        again = nga.get(f"{THERE}{file['id']}/{act}/")
        assert (again.status_code, again.headers["Location"]) == (302, f"{THERE}{file['id']}/")
    late = nga.post(f"{THERE}{file['id']}/tra-lai/", {"reason": "Thiếu dấu."})
    assert late.status_code == 422
    assert "không làm được việc này nữa" in late.content.decode()
    judgement = Evaluation.objects.get(submission=Package.objects.get(pk=file["id"]).submission)
    for page in (f"{THERE}{file['id']}/", f"/quoc-gia/phien-hop/{judgement.sitting_id}/"):
        assert "trả tỉnh quyết định" in text_of(nga.get(page))
        assert "không công nhận" not in text_of(nga.get(page))
    result = binh.get(one).json()["result"]
    assert (result["star"], result["ways"]) == (4, ["recognise", "evaluate"])
    way = {"way": "recognise", "reason": "Theo đề nghị."}
    chosen = binh.post(f"{one}choose/", way, "application/json")
    assert chosen.json()["result"]["chosen"] == "recognise"
    waiting = binh.get("/api/v1/quang-ngai/results/").json()["results"]
    assert [row["id"] for row in waiting] == [evaluation.pk]


# --- at the Ministry ---


def test_nga_sees_what_was_forwarded_and_only_that(as_: SignIn) -> None:
    prepare(approved(name="Tỏi không gửi"))
    package = forwarded(approved())
    nga = as_("nga")
    page = text_of(nga.get(THERE))
    assert "Tỏi đen Lý Sơn" in page
    assert "Quảng Ngãi" in page
    assert "không gửi" not in page
    assert "Tỏi đen Lý Sơn" not in text_of(nga.get(f"{THERE}?origin=gia-lai"))
    one = text_of(nga.get(f"{THERE}{package.pk}/"))
    for words in ("88/UBND-KTN", "91,00 điểm", "Hồ sơ khớp thực tế.", "tỉnh gửi kèm 5"):
        assert words in one
    sha256 = package.request_file.sha256
    assert served(nga, f"{THERE}{package.pk}/tep/{sha256}/").startswith(b"%PDF")
    assert nga.get(f"{THERE}{package.pk}/tep/{'0' * 64}/").status_code == 404
    home = Package.objects.exclude(evaluation=None).first()
    assert nga.get(f"{THERE}{home.pk}/").status_code == 404


def test_menu_and_home_of_the_ministry(as_: SignIn) -> None:
    package = forwarded()
    page = as_("nga").get("/quoc-gia/").content.decode()
    assert f"{THERE}{package.pk}/" in page
    assert "Hồ sơ 5 sao" in page
    assert "/quoc-gia/chu-the/" not in page


def test_province_has_no_ministry_list_in_its_menu(as_: SignIn) -> None:
    page = as_("binh").get("/quang-ngai/").content.decode()
    assert "/quang-ngai/ho-so-5-sao/" not in page


def test_home_of_the_province_names_what_goes_to_the_ministry(as_: SignIn) -> None:
    evaluation = approved()
    assert "chờ gửi Bộ" in text_of(as_("binh").get("/quang-ngai/"))
    received(forwarded(evaluation))
    assert "chờ gửi Bộ" not in text_of(as_("binh").get("/quang-ngai/"))


def test_paper_set_is_written_down_by_page_and_api_alike(as_: SignIn) -> None:
    evaluation, binh, nga = approved(), as_("binh"), as_("nga")
    copy = forwarded(evaluation)
    page = text_of(binh.get(f"{HERE}{evaluation.pk}/"))
    assert "Chưa ghi ngày gửi" in page
    form = f"{HERE}{evaluation.pk}/bo-giay/"
    assert form in page
    late = {"on": "31/12/2099"}
    refusal = binh.post(form, late)
    assert "không được sau hôm nay" in refusal.content.decode()
    api = f"{API}{evaluation.pk}/paper-set/"
    answer = binh.post(api, {"on": "2099-12-31"}, content_type="application/json")
    assert "không được sau hôm nay" in str(refused(answer))
    kept = {"on": f"{clock.today():%d/%m/%Y}", "note": "Bưu gửi EB 123 VN"}
    assert binh.post(form, kept).status_code == 303
    page = text_of(binh.get(f"{HERE}{evaluation.pk}/"))
    assert f"Bộ hồ sơ giấy gửi ngày {clock.today():%d/%m/%Y}" in page
    assert "Chưa ghi ngày gửi" not in page
    again = binh.post(api, {"on": f"{clock.today()}"}, content_type="application/json").json()
    assert [one["note"] for one in again["paper_sets"]] == ["", "Bưu gửi EB 123 VN"]
    assert "Gửi Bộ 01 bộ hồ sơ giấy" in text_of(nga.get(f"{THERE}{copy.pk}/"))


def test_nga_takes_in_and_sends_back_by_screen(as_: SignIn) -> None:
    package, nga = forwarded(), as_("nga")
    one = f"{THERE}{package.pk}/"
    assert 'value="5"' in text_of(nga.get(f"{one}tiep-nhan/"))
    early = nga.get(f"{one}san-pham-mau/", follow=True)  # samples are logged of what was taken in
    assert early.redirect_chain == [(one, 302)]
    assert "Chỉ ghi nhận khi hồ sơ đã tiếp nhận" in text_of(early)
    few = nga.post(f"{one}tiep-nhan/", {"samples": "0"})
    api = nga.post(f"{API_THERE}{package.pk}/receive/", {}, "application/json")
    assert (few.status_code, api.status_code) == (422, 400)
    assert "Hồ sơ này cần 5 sản phẩm mẫu" in few.content.decode()
    assert refused(api)["samples"] == ["Hãy ghi số sản phẩm mẫu đã nhận."]
    assert "Bộ đã nhận" not in text_of(nga.get(one))
    assert nga.post(f"{one}tiep-nhan/", {"samples": "5"}).status_code == 303
    page = text_of(nga.get(one))
    assert "tỉnh gửi kèm 5, Bộ đã nhận 5" in page
    assert "san-pham-mau" not in page
    assert nga.post(f"{one}tra-lai/", {"reason": ""}).status_code == 422
    assert nga.post(f"{one}tra-lai/", {"reason": "Thiếu dấu."}).status_code == 303
    page = text_of(as_("binh").get(f"{HERE}{package.answers_to}/"))
    assert "Thiếu dấu." in page


def test_ministry_logs_samples_that_came_later_by_screen_and_api(as_: SignIn) -> None:
    package, nga = received(), as_("nga")
    one, api = f"{THERE}{package.pk}/", f"{API_THERE}{package.pk}/"
    assert nga.get(api).json()["samples_received"] == 5
    SampleReceipt.objects.filter(submission=package.submission_id).delete()
    page = text_of(nga.get(one))
    assert "tỉnh gửi kèm 5, Bộ đã nhận 0" in page
    assert "Chưa đủ sản phẩm mẫu" in page
    assert f"{one}san-pham-mau/" in page
    empty = nga.post(f"{one}san-pham-mau/", {"samples": "0"})
    assert "Hãy ghi số sản phẩm mẫu đã nhận." in empty.content.decode()
    assert nga.post(f"{one}san-pham-mau/", {"samples": "2"}).status_code == 303
    logged = nga.post(f"{api}samples/", {"samples": 3}, "application/json")
    assert logged.json()["samples_received"] == 5
    page = text_of(nga.get(one))
    assert "tỉnh gửi kèm 5, Bộ đã nhận 5" in page
    assert "Chưa đủ sản phẩm mẫu" not in page


def test_council_of_the_ministry_works_on_the_common_screens(as_: SignIn) -> None:
    package = received()
    row = judged(package.submission, 86, star=5)
    ly, hai, sha256 = as_("ly"), as_("hai"), package.council_report.sha256
    for address in (f"phien-hop/{row.sitting_id}/", f"danh-gia/{row.pk}/"):
        assert "Tỏi đen Lý Sơn" in text_of(ly.get(f"/quoc-gia/{address}"))
    assert "Hồ sơ tỉnh gửi" in text_of(hai.get(f"/quoc-gia/danh-gia/{row.pk}/"))
    assert served(hai, f"/quoc-gia/danh-gia/{row.pk}/tep/{sha256}/").startswith(b"%PDF")
    khai = as_("khai")
    page, file = text_of(khai.get(f"/quoc-gia/danh-gia/{row.pk}/")), f"/tep/{sha256}/"
    assert package.council_report.name in page
    assert file not in page  # it would refuse him
    assert khai.get(f"/quoc-gia/danh-gia/{row.pk}{file}").status_code == 403
    assert file in text_of(hai.get(f"/quoc-gia/danh-gia/{row.pk}/"))
    (sheet,) = row.sheets.filter(user=person("hai"))
    came = hai.get(f"/api/v1/quoc-gia/sheets/{sheet.pk}/").json()["dossier"]["province_file"]
    assert came["request_no"] == package.request_no
    assert [one["label"] for one in came["papers"]] == [
        label for label, _file in papers_of(package)
    ]
    (report,) = [one["file"] for one in came["papers"] if sha256 in one["file"]]
    assert served(hai, report).startswith(b"%PDF")
    nga = as_("nga")
    page = text_of(nga.get(f"{THERE}{package.pk}/"))
    assert "Trả kết quả về tỉnh" in page
    notice = {"decision_no": "77/BNNMT", "decided_on": f"{clock.today():%d/%m/%Y}"}
    assert nga.post(f"{THERE}{package.pk}/tra-ket-qua/", notice).status_code == 303
    assert NationalResult.objects.get().decision_no == "77/BNNMT"


@pytest.mark.parametrize(
    ("login", "status"), [("nga", 200), ("vinh", 200), ("hai", 403), ("ly", 403), ("binh", 404)]
)
def test_who_reads_forwarded_files(as_: SignIn, login: str, status: int) -> None:
    package = forwarded()
    assert as_(login).get(f"{THERE}{package.pk}/").status_code == status


# --- the answer in the province ---


def test_binh_chooses_by_screen(as_: SignIn) -> None:
    result, binh = found(86, star=5), as_("binh")
    here = f"{HERE}{result.evaluation_id}/"
    page = text_of(binh.get(here))
    assert "86,00" in page
    assert "Chọn hướng xử lý" in page
    offered = text_of(binh.get(f"{here}xu-ly/"))
    assert 'value="recognise"' in offered
    assert 'value="reject"' not in offered
    assert binh.post(f"{here}xu-ly/", {"way": "recognise"}).status_code == 422
    answer = binh.post(f"{here}xu-ly/", {"way": "recognise", "reason": "Theo đề nghị."})
    assert answer.status_code == 303
    offered = text_of(binh.get("/quang-ngai/quyet-dinh/du-thao/"))
    assert "86,00 điểm (HĐ trung ương) · 4 sao" in offered
    assert "91,00" not in offered


def led_back(client: Client, page: str, act: str) -> str:
    """Return the words on the file's page, to which an act's address leads."""
    answer = client.get(f"{page}{act}/", follow=True)
    assert answer.redirect_chain == [(page, 302)], act
    return text_of(answer)


def test_result_that_is_chosen_offers_nothing_more(as_: SignIn) -> None:
    result, binh = found(86, star=5), as_("binh")
    choose(result, "evaluate")
    here, over = f"{HERE}{result.evaluation_id}/", "Kết quả này không còn gì phải chọn."
    assert over in led_back(binh, here, "xu-ly")
    late = binh.post(f"{here}xu-ly/", {"way": "recognise", "reason": "Theo đề nghị."})
    assert (late.status_code, over in late.content.decode()) == (422, True)


def test_nothing_is_chosen_before_the_ministry_has_answered(as_: SignIn) -> None:
    evaluation, binh = approved(), as_("binh")
    here = f"{HERE}{evaluation.pk}/"
    early = "Bộ chưa trả kết quả của hồ sơ này: chưa có gì để chọn."
    for _standing in ("prepared here", "at the Ministry"):
        assert early in led_back(binh, here, "xu-ly")
        way = {"way": "recognise", "reason": "Theo đề nghị."}
        page = binh.post(f"{here}xu-ly/", way)
        assert (page.status_code, early in page.content.decode()) == (422, True)
        api = binh.post(f"{API}{evaluation.pk}/choose/", way, "application/json")
        assert early in str(refused(api))
        if not evaluation.forwarded_at:
            forwarded(evaluation)
            evaluation.refresh_from_db()
    assert binh.get(f"{HERE}{evaluation.pk + 999}/xu-ly/").status_code == 404
    unseen = make_concluded()  # no file of five stars is made up of four
    assert binh.get(f"{HERE}{unseen.pk}/xu-ly/").status_code == 404


def test_forms_of_a_file_stand_open_in_their_time_only(as_: SignIn) -> None:
    evaluation, binh = approved(), as_("binh")
    here = f"{HERE}{evaluation.pk}/"
    no_set = "Chỉ ghi việc gửi bộ hồ sơ giấy khi hồ sơ điện tử đang ở Bộ."
    not_back = "Chỉ mở hồ sơ sản phẩm để bổ sung khi Bộ đã trả lại và hồ sơ chưa được mở."
    gone = "Kết quả này chưa được phê duyệt để gửi Bộ, hoặc hồ sơ đã gửi."
    form = text_of(binh.get(f"{here}van-ban-bo-sung/"))
    assert '<button class="btn btn-primary">Thêm văn bản</button>' in form
    assert no_set in led_back(binh, here, "bo-giay")
    assert not_back in led_back(binh, here, "mo-ho-so")
    copy = forwarded(evaluation)
    assert binh.get(f"{here}bo-giay/").status_code == 200
    assert gone in led_back(binh, here, "van-ban-bo-sung")
    assert gone in led_back(binh, here, "mo-ho-so")
    late = binh.post(f"{here}van-ban-bo-sung/", {"title": "Phiếu KN", "upload": paper("kn")})
    assert (late.status_code, gone in late.content.decode()) == (422, True)
    told_back(judged(received(copy).submission, 86, star=5))
    for act, words in (("bo-giay", no_set), ("van-ban-bo-sung", gone), ("mo-ho-so", gone)):
        assert words in led_back(binh, here, act)
    facts = {"on": clock.today().isoformat()}
    api = binh.post(f"{API}{evaluation.pk}/paper-set/", facts, "application/json")
    assert no_set in str(refused(api))


def test_file_that_came_back_may_be_opened_once(as_: SignIn) -> None:
    way = make_step_five()
    submission = handed_in(way)
    accepted(way)
    evaluation, binh, nga = approved(submission=submission), as_("binh"), as_("nga")
    copy = forwarded(evaluation)
    sent_back = nga.post(f"{THERE}{copy.pk}/tra-lai/", {"reason": "Thiếu phiếu kiểm nghiệm."})
    assert sent_back.status_code == 303
    here = f"{HERE}{evaluation.pk}/"
    assert binh.get(f"{here}van-ban-bo-sung/").status_code == 200
    assert f"{here}mo-ho-so/" in text_of(binh.get(here))
    assert "Thiếu phiếu kiểm nghiệm." in text_of(binh.get(f"{here}mo-ho-so/"))
    day = clock.today() + timedelta(days=10)
    facts = {"reason": "Thiếu phiếu kiểm nghiệm.", "return_by": f"{day:%d/%m/%Y}"}
    assert binh.post(f"{here}mo-ho-so/", facts).status_code == 303
    over = "Chỉ mở hồ sơ sản phẩm để bổ sung khi Bộ đã trả lại và hồ sơ chưa được mở."
    assert over in led_back(binh, here, "mo-ho-so")


def test_producer_finds_the_five_stars_and_publishes(as_: SignIn) -> None:
    result = found(93, star=5)
    certificate = printed(Certificate.objects.get())
    san, one = as_("san"), f"/quang-ngai/giay-chung-nhan-5-sao/{result.pk}/"
    assert one in san.get("/quang-ngai/").content.decode()
    assert one in san.get("/quang-ngai/giay-chung-nhan/").content.decode()
    page = text_of(san.get(one))
    assert "do Bộ Nông nghiệp và Môi trường cấp" in page
    assert served(san, f"{one}pdf/").startswith(b"%PDF")
    product = result.submission.participation.product
    picture = make_picture(certificate, product=product)
    sent = TEXTS | {"images": [picture.pk], "version": 0}
    assert san.post(f"{one}trang-san-pham/", sent).status_code == 303
    assert ProductPage.objects.get().province == province()
    shown = Client().get(f"/san-pham/{certificate.public_code}/").content.decode()
    assert "Bến cảng Sa Kỳ" in shown
    participation = result.submission.participation
    participation.refresh_from_db()
    assert participation.status == "closed"
    assert participation.outcome == "Đạt 5 sao; đã công bố trang sản phẩm."


@pytest.mark.parametrize(
    ("login", "status"), [("hoa", 200), ("binh", 200), ("dung", 200), ("thu", 404), ("lan", 403)]
)
def test_who_sees_the_five_stars(as_: SignIn, login: str, status: int) -> None:
    result = found(93, star=5)
    one = f"/quang-ngai/giay-chung-nhan-5-sao/{result.pk}/"
    assert as_(login).get(one).status_code == status


def test_minister_revokes_and_the_province_sees_it(as_: SignIn) -> None:
    result = found(93, star=5)
    certificate = Certificate.objects.get()
    vinh = as_("vinh")
    day = f"{clock.today():%d/%m/%Y}"
    facts = {
        "ground": "b",
        "found_on": day,
        "decision_no": "9/QĐ-BNNMT",
        "decided_on": day,
        "reason": "Kết luận kiểm tra.",
    }
    address = f"/quoc-gia/giay-chung-nhan/{certificate.pk}/thu-hoi/"
    assert vinh.post(address, facts).status_code == 303
    page = text_of(as_("binh").get(f"/quang-ngai/giay-chung-nhan-5-sao/{result.pk}/"))
    assert "Đã thu hồi" in page
    assert "9/QĐ-BNNMT" in page
    assert "bị thu hồi" in text_of(as_("san").get("/quang-ngai/thong-bao/"))


def test_chairman_finds_no_five_stars_to_revoke() -> None:
    found(93, star=5)
    with there("vinh"):
        assert Certificate.objects.get().star == 5
    with acting("dung"):
        assert not Certificate.objects.exists()


def test_list_of_forwarded_files_asks_the_same_for_one_and_three(
    as_: SignIn, django_assert_max_num_queries: Any
) -> None:
    nga, counts = as_("nga"), []
    nga.get(THERE)  # the session notes its age once
    for number in range(3):
        forwarded(approved(name=f"Tỏi {number}"))
        if number in (0, 2):
            with django_assert_max_num_queries(60) as asked:
                nga.get(THERE)
            counts.append(len(asked))
    assert counts[0] == counts[1]


def test_crowned_decision_shows_on_the_ministry_pages(as_: SignIn) -> None:
    row = judged(received().submission, 93, star=5)
    nga = as_("nga")
    assert "Tỏi đen Lý Sơn" in text_of(nga.get("/quoc-gia/quyet-dinh/du-thao/"))
    decision = crowned(row)
    assert "5 sao" in text_of(as_("vinh").get(f"/quoc-gia/quyet-dinh/{decision.pk}/"))
    certificate = Certificate.objects.get()
    page = text_of(nga.get(f"/quoc-gia/giay-chung-nhan/{certificate.pk}/"))
    assert "Tỏi đen Lý Sơn" in page
    # The product and its page are the province's: the Ministry is offered none, by neither door.
    assert "Công bố trang sản phẩm" not in page
    own = reverse("product_page", args=["quoc-gia", certificate.pk])
    assert nga.get(own).status_code == 404
    sent = {"contact": "0905 111 222", "where_to_buy": "Chợ", "story": "", "images": []}
    path = f"/api/v1/quoc-gia/certificates/{certificate.pk}/publish/"
    answer = nga.post(path, sent, content_type="application/json")
    assert answer.status_code == 400
    assert "do tỉnh của chủ thể công bố" in answer.json()["detail"]
