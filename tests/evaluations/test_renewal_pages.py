"""The pages and the API of upgrade, re-evaluation and extension: content, and the same refusals."""

import re
from datetime import timedelta

import pytest

from evaluations.models import Certificate, CertificateAct, Evaluation
from products import documents
from products.models import Participation
from products.models.cycle import StepDeadline
from territories import clock
from tests.cast import person
from tests.evaluations import sittings
from tests.evaluations.decided import AWARD_3, AWARD_4, act, draft, issue
from tests.evaluations.renewed import (
    AGAIN,
    ENDS,
    ISSUED,
    UPGRADE,
    accepted,
    changed,
    cycle_of_today,
    handed_in,
    judged,
    recognised,
    register,
    renewing,
    reported,
)
from tests.evaluations.test_renewals import AT_CLOSE, AT_OPENING, LATER, text_of
from tests.factories import make_council, make_sitting, make_step_five
from tests.products.dossiers import fill_dossier
from tests.products.test_documents import text_of as printed_text
from tests.products.ways import client, send, words

pytestmark = pytest.mark.django_db
PAGE, API = "/quang-ngai/", "/api/v1/quang-ngai/"
CHANGES = "Những thay đổi so với sản phẩm đã được công nhận"


def renew_path(door: str, certificate: Certificate) -> str:
    if door == "page":
        return f"{PAGE}giay-chung-nhan/{certificate.pk}/dang-ky-tiep/"
    return f"{API}certificates/{certificate.pk}/renew/"


def extend_path(door: str, certificate: Certificate) -> str:
    if door == "page":
        return f"{PAGE}giay-chung-nhan/{certificate.pk}/keo-dai/"
    return f"{API}certificates/{certificate.pk}/extend/"


@pytest.mark.parametrize("login", ["san", "hoa"])
def test_certificate_and_product_lead_to_the_registration(login: str) -> None:
    certificate = recognised()
    with clock.fixed(LATER):
        browser, path = client(login), renew_path("page", certificate)
        for page in (f"giay-chung-nhan/{certificate.pk}/", f"san-pham/{certificate.product_id}/"):
            assert f'href="{path}"' in text_of(browser.get(PAGE + page))
        text = text_of(browser.get(path))
        assert "Đăng ký đánh giá lại được từ ngày 07/01/2029" in text
        assert "nộp từ ngày 06/02/2029 đến hết ngày 07/04/2029" in text


def test_no_button_for_the_office_and_none_while_a_way_runs() -> None:
    certificate = recognised()
    with clock.fixed(LATER):
        path = renew_path("page", certificate)
        assert path not in text_of(client("binh").get(f"{PAGE}san-pham/{certificate.product_id}/"))
        register(certificate, UPGRADE)
        for page in (f"giay-chung-nhan/{certificate.pk}/", f"san-pham/{certificate.product_id}/"):
            assert path not in text_of(client("san").get(PAGE + page))


def test_page_registers_and_leads_to_the_dossier() -> None:
    certificate = recognised()
    with clock.fixed(LATER):
        cycle_of_today()
        body = {"purpose": "upgrade", "cycle": "2027"}
        response = client("hoa").post(renew_path("page", certificate), body)
        way = Participation.objects.get(purpose="upgrade")
        assert response.headers["Location"] == f"{PAGE}ho-so/{way.pk}/"


def test_api_registers() -> None:
    certificate = recognised()
    with clock.fixed(LATER):
        cycle_of_today()
        body = {"purpose": "upgrade", "cycle": 2027}
        response = send(client("san"), "api", renew_path("api", certificate), body)
        way = Participation.objects.get(purpose="upgrade")
        assert (response.status_code, response.json()) == (
            201,
            {"participation": way.pk, "purpose": "upgrade"},
        )


@pytest.mark.parametrize("door", ["page", "api"])
def test_both_doors_refuse_a_registration_that_is_too_early(door: str) -> None:
    certificate = recognised()
    with clock.fixed(LATER):
        cycle_of_today()
        body = {"purpose": "re_evaluation", "cycle": 2027}
        response = send(client("san"), door, renew_path(door, certificate), body)
    assert response.status_code == (422 if door == "page" else 400)
    expected = "Đăng ký đánh giá lại được từ ngày 07/01/2029 (210 ngày trước khi hết hạn)."
    assert words(response) == {"purpose": [expected]}


TOO_LATE = (
    "Đã quá thời gian nộp hồ sơ đánh giá lại: hạn cuối là ngày 07/04/2029; giấy chứng nhận có giá"
    " trị đến 05/08/2029 (Điều 7.6.a)."
)


@pytest.mark.parametrize("door", ["page", "api"])
def test_both_doors_refuse_a_re_evaluation_that_can_no_more_be_handed_in(door: str) -> None:
    certificate = recognised()
    path = renew_path("page", certificate)
    offered = 'value="re_evaluation"'
    with clock.fixed(AT_CLOSE):
        cycle_of_today()
        assert offered in text_of(client("san").get(path))
    with clock.fixed(AT_CLOSE + timedelta(days=1)):
        text = text_of(client("san").get(path))
        assert (offered in text, 'value="upgrade"' in text) == (False, True)
        assert TOO_LATE in text
        assert "không còn được" in text
        body = {"purpose": "re_evaluation", "cycle": ENDS.year}
        response = send(client("san"), door, renew_path(door, certificate), body)
    assert response.status_code == (422 if door == "page" else 400)
    assert words(response) == {"purpose": [TOO_LATE]}
    assert Participation.objects.count() == 1


@pytest.mark.parametrize("door", ["page", "api"])
def test_both_doors_refuse_a_year_that_is_past_and_the_page_offers_none(door: str) -> None:
    certificate = recognised()  # in the year 2026, which stays open
    path, product = renew_path(door, certificate), certificate.product_id
    with clock.fixed(LATER):
        cycle_of_today()
        page = client("san").get(renew_path("page", certificate)).content.decode()
        assert '<option value="2027"' in page
        assert '<option value="2026"' not in page
        page = client("san").get(f"{PAGE}san-pham/dang-ky/").content.decode()
        assert '<option value="2027"' in page
        assert '<option value="2026"' not in page
        response = send(client("san"), door, path, {"purpose": "upgrade", "cycle": 2026})
        act("revoke", certificate)
        first = f"{PAGE}san-pham/{product}/tham-gia/"
        first = first if door == "page" else f"{API}products/{product}/enrol/"
        again = send(client("san"), door, first, {"purpose": "first", "cycle": 2026})
    expected = (
        "Chu trình năm 2026 không nhận đăng ký mới: hãy chọn chu trình đang mở của năm nay hoặc"
        " năm sau."
    )
    for answer in (response, again):
        assert answer.status_code == (422 if door == "page" else 400)
        assert words(answer) == {"cycle": [expected]}
    assert not Participation.objects.filter(purpose="upgrade").exists()
    assert Participation.objects.count() == 1


def test_dossier_says_when_it_may_be_handed_in_and_what_changed() -> None:
    certificate = recognised()
    with clock.fixed(AT_OPENING - timedelta(days=5)):
        way = register(certificate, AGAIN)
        browser, path = client("san"), f"{PAGE}ho-so/{way.pk}/"
        assert "Chưa đến thời gian nộp hồ sơ đánh giá lại" in text_of(browser.get(path))
        assert "Chưa đến thời gian nộp" in text_of(browser.get(path + "kiem-tra/"))
    with clock.fixed(AT_OPENING):
        text = text_of(browser.get(path))
        assert "Nộp hồ sơ đánh giá lại chậm nhất ngày 07/04/2029." in text
        assert "Nội dung cập nhật" in text
        assert "Đánh giá lại · đang có 3 sao" in text


def test_check_page_refuses_an_upgrade_without_change_and_shows_the_change() -> None:
    certificate = recognised()
    with clock.fixed(LATER):
        way = register(certificate, UPGRADE)
        browser, path = client("san"), f"{PAGE}ho-so/{way.pk}/kiem-tra/"
        with sittings.acting("san"):
            fill_dossier(way)
        text = text_of(browser.get(path))
        assert "hồ sơ này chưa có thay đổi nào (Điều 6.1.b)" in text
        assert 'name="agreed"' not in text
        changed(way)
        text = text_of(browser.get(path))
        assert 'name="agreed"' in text
        assert CHANGES in text
        assert "Thêm dây chuyền sấy lạnh." in text


def test_council_adviser_and_secretary_see_the_changes() -> None:
    certificate = recognised()
    with clock.fixed(LATER):
        way = renewing(certificate, UPGRADE)
        evaluation = sittings.scoring(submission=way.submissions.get())
        where = f"{PAGE}danh-gia/{evaluation.pk}/"
        sheet = f"{PAGE}phieu-cham/{evaluation.pk}/"
        for login, path in (
            ("thao", where),
            ("minh", sheet),
            ("tuan", where + "bao-cao-tu-van/"),
        ):
            text = text_of(client(login).get(path))
            assert CHANGES in text, login
            assert "Thêm dây chuyền sấy lạnh." in text, login
        assert "Nâng hạng" in text_of(
            client("thao").get(f"{PAGE}phien-hop/{evaluation.sitting_id}/")
        )


@pytest.mark.parametrize("is_blind", [False, True])
def test_last_councils_result_stands_beside_each_criterion_but_where_names_are_hidden(
    is_blind: bool,
) -> None:
    with clock.fixed(ISSUED):
        way = make_step_five()
        handed_in(way)
        accepted(way)
        before = sittings.scoring(submission=way.submissions.get())
        sittings.all_hand_in(before, (74, 74, 75), star=3)
        assert "Lần trước" not in text_of(client("tra").get(f"{PAGE}danh-gia/{before.pk}/"))
        sittings.concluded(before)
        issue(draft(Evaluation.objects.get(pk=before.pk)), number="1/QĐ-UBND")
        certificate = Certificate.objects.get(submission__participation=way)
    with clock.fixed(LATER):
        way = renewing(certificate, UPGRADE)
        sitting = make_sitting(council=make_council(blind_codes=is_blind))
        evaluation = sittings.scoring(sitting, way.submissions.get())
        text = text_of(client("minh").get(f"{PAGE}phieu-cham/{evaluation.pk}/"))
        (sheet,) = evaluation.sheets.filter(user=person("minh"))
        whole = client("minh").get(f"/api/v1{PAGE}sheets/{sheet.pk}/").json()
    said = "Lần trước hội đồng chấm trung bình"
    assert text.count(said) == (0 if is_blind else 32)
    assert ("Kết quả lần trước" in text) is not is_blind
    assert ("<strong>3 sao</strong>, điểm trung bình 74,33" in text) is not is_blind
    assert sum(said in one["earlier"] for one in whole["criteria"]) == (0 if is_blind else 32)
    earlier = whole["dossier"]["earlier"]
    assert (earlier and (earlier["star"], earlier["mean"])) == (None if is_blind else (3, "74,33"))
    held = whole["dossier"]["renewal"]
    assert (held["purpose"], held["held_star"]) == (UPGRADE, 3)
    assert (certificate.submission.receipt_no == held["receipt_no"]) is not is_blind


def test_form_02_prints_the_changes() -> None:
    certificate = recognised()
    with clock.fixed(LATER):
        copy = renewing(certificate, UPGRADE).submissions.get().snapshot
    text = " ".join(printed_text(documents.form_02(copy, {})).split())
    assert CHANGES.upper() in text
    assert "Nâng hạng; sản phẩm đang có 3 sao; so với hồ sơ BN-2026-000001" in text
    assert text.count("Thêm dây chuyền sấy lạnh.") == 2  # Phần II, and among the changes


def test_office_reports_on_a_re_evaluation_by_both_doors() -> None:
    certificate = recognised()
    with clock.fixed(AT_OPENING):
        way = renewing(certificate, AGAIN)
        evaluation = sittings.on_agenda(submission=way.submissions.get())
        browser = client("binh")
        where = f"{PAGE}danh-gia/{evaluation.pk}/"
        text = text_of(browser.get(where))
        assert "Lập báo cáo của cơ quan" in text
        assert "Hội đồng đánh giá lại bằng cách lấy ý kiến bằng văn bản" in text
        assert "bao-cao-tu-van" not in text_of(
            client("tuan").get(f"{PAGE}phien-hop/{evaluation.sitting_id}/")
        )
        body = {"text": "Hồ sơ cập nhật đủ.", "version": 0}
        response = browser.post(where + "bao-cao-co-quan/", body)
        assert (response.status_code, response.headers["Location"]) == (303, where)
        path = f"{API}evaluations/{evaluation.pk}/office-report/"
        version = evaluation.advisory_report.version
        response = send(browser, "api", path, {"text": "Đã kiểm tra thực tế.", "version": version})
        assert response.status_code == 200
        evaluation.refresh_from_db()
        assert evaluation.advisory_report.text == "Đã kiểm tra thực tế."
        assert "Đã kiểm tra thực tế." in text_of(browser.get(where))


@pytest.mark.parametrize("door", ["page", "api"])
def test_office_does_not_report_on_a_first_time(door: str) -> None:
    evaluation = sittings.on_agenda()
    path = f"{PAGE}danh-gia/{evaluation.pk}/bao-cao-co-quan/"
    if door == "api":
        path = f"{API}evaluations/{evaluation.pk}/office-report/"
    response = send(client("binh"), door, path, {"text": "Đủ.", "version": 0})
    assert words(response) == {"non_field_errors": ["Chỉ Tổ tư vấn của hội đồng lập báo cáo này."]}


def test_result_page_and_lists_say_that_the_star_stays() -> None:
    certificate = recognised(AWARD_4)
    with clock.fixed(LATER):
        evaluation = judged(renewing(certificate, UPGRADE), AWARD_3)
        said = "Không nâng hạng: giữ nguyên hạng 4 sao"
        browser = client("binh")
        assert said in text_of(browser.get(f"{PAGE}quyet-dinh/khong-cong-nhan/"))
        form = text_of(browser.get(f"{PAGE}quyet-dinh/du-thao/"))
        assert f'value="{evaluation.pk}"' not in form
        rows = browser.get(f"{API}results/").json()["results"]
        assert [row["id"] for row in rows] == [evaluation.pk]
        browser.post(f"{PAGE}quyet-dinh/khong-cong-nhan/{evaluation.pk}/")
        product = text_of(browser.get(f"{PAGE}san-pham/{certificate.product_id}/"))
        assert said in product


def extension(**over: str) -> dict[str, str]:
    facts = {
        "extended_to": "2029-12-31",
        "decision_no": "9/QĐ-UBND",
        "decided_on": f"{clock.today():%Y-%m-%d}",
        "reason": "Hội đồng chưa có kết quả.",
    }
    return facts | over


@pytest.mark.parametrize("door", ["page", "api"])
def test_leader_extends_by_both_doors(door: str) -> None:
    certificate = recognised()
    with clock.fixed(AT_CLOSE):
        renewing(certificate, AGAIN)
    with clock.fixed(ENDS):
        path = extend_path(door, certificate)
        browser = client("dung")
        assert extend_path("page", certificate) in text_of(
            browser.get(f"{PAGE}giay-chung-nhan/{certificate.pk}/")
        )
        too_far = send(browser, door, path, extension(extended_to="2030-02-02"))
        assert "Không kéo dài quá 180 ngày" in words(too_far)["extended_to"][0]
        response = send(browser, door, path, extension())
        assert response.status_code == (303 if door == "page" else 201)
        act = CertificateAct.objects.get()
        assert (act.verb, act.decision_no, act.certificate) == (
            "extend",
            "9/QĐ-UBND",
            certificate,
        )
        page = text_of(browser.get(f"{PAGE}giay-chung-nhan/{certificate.pk}/"))
        assert "31/12/2029" in page
        assert "trên giấy: 05/08/2029, đã kéo dài" in page
        Certificate.objects.filter(pk=certificate.pk).update(extended_to=ENDS)  # a result was told
        ended = text_of(browser.get(f"{PAGE}giay-chung-nhan/{certificate.pk}/"))
        assert "như trên giấy: việc kéo dài đã chấm dứt" in ended
        assert "trên giấy: 05/08/2029, đã kéo dài" not in ended


def test_api_names_the_day_of_the_result() -> None:
    certificate = recognised()
    with clock.fixed(AT_OPENING):
        way = renewing(certificate, AGAIN)
        answer = client("binh").get(f"{API}participations/{way.pk}/").json()
        dossier = client("binh").get(f"{API}dossiers/{way.pk}/").json()
    assert (answer["purpose"], answer["next"]["due_on"]) == ("re_evaluation", "2029-03-23")
    assert (dossier["result_due_on"], dossier["renewal"]["held_star"]) == ("2029-03-23", 3)


def test_report_stands_beside_the_sheet_under_the_offices_name() -> None:
    certificate = recognised()
    with clock.fixed(AT_OPENING):
        way = renewing(certificate, AGAIN)
        evaluation = sittings.on_agenda(submission=way.submissions.get())
        reported(evaluation)
        with sittings.acting("thao"):
            sittings.agenda_actions.begin_scoring(evaluation=evaluation, by=person("thao"))
        text = text_of(client("minh").get(f"{PAGE}phieu-cham/{evaluation.pk}/"))
        assert "Báo cáo của cơ quan quản lý OCOP" in text
        assert "Báo cáo của Tổ tư vấn" not in text


def test_api_tells_that_an_upgrade_lacks_a_change() -> None:
    certificate = recognised()
    with clock.fixed(LATER):
        way = register(certificate, UPGRADE)
        with sittings.acting("san"):
            fill_dossier(way)
        path = f"{API}dossiers/{way.pk}/"
        assert "chưa có thay đổi nào" in client("san").get(path).json()["missing"][-1]
        changed(way)
        answer = client("san").get(path).json()
    assert answer["missing"] == []
    texts = answer["renewal"]["changes"]["texts"]
    assert [one["now"] for one in texts] == ["Thêm dây chuyền sấy lạnh."]


def test_step_that_is_not_done_again_has_no_day() -> None:
    certificate = recognised()
    with clock.fixed(LATER):
        way = register(certificate, UPGRADE)
        for step, day in ((2, 7), (5, 9)):
            StepDeadline.objects.create(
                province=way.province,
                cycle=way.cycle,
                step=step,
                due_on=LATER + timedelta(days=day),
            )
        page = text_of(client("san").get(f"{PAGE}san-pham/{certificate.product_id}/"))
    states = re.findall(r'<span class="cycle-state">(.*?)</li>', page)
    assert len(states) == 6
    for state in states[:4]:
        assert "không phải làm lại" in state
        assert "hạn" not in state
    assert f"hạn {LATER + timedelta(days=9):%d/%m}" in states[4]
