"""What a district's people reach, by pages and API: their own district, and never the next one."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pypdfium2
import pytest
from django.core.exceptions import ValidationError

from accounts import policy
from accounts.actions import assign
from accounts.models import Assignment
from accounts.permissions import ROLES, Permission, Role
from councils import actions as councils
from councils.models import Council, Sitting
from evaluations.models import Certificate, Decision, Evaluation
from producers.models import Producer
from products.models import Participation, Product, Submission
from products.notices import parties_of
from territories import clock
from tests.cast import give, person, province
from tests.factories import (
    make_council,
    make_producer,
    make_product,
    make_sitting,
    make_step_five,
)
from tests.products.dossiers import hand_in_filled
from tests.refusals import refused as by_field

from .districts import (
    HANDED_IN_ON,
    MO_DUC,
    NGHIA_KY,
    TU_NGHIA,
    acting,
    at_district,
    at_province,
    district_council,
    drafted,
    handed_in,
    issued,
    judged,
    local,
    passed_to_district,
    passed_up,
    taken_in,
    unit,
)
from .test_sheet_api import api
from .test_sheet_pages import address, browser, plain

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/quang-ngai/"
REQUEST = {"request_no": "45/TTr-UBND", "requested_on": "16/09/2024", "signer": "Nguyễn Văn Hậu"}
PAPER = {
    "number": "910/QĐ-UBND",
    "signed_on": "16/09/2024",
    "signer": "Nguyễn Văn Hậu",
    "signer_title": "Chủ tịch",
}
ISO = PAPER | {"signed_on": "2024-09-16"}


@pytest.fixture(autouse=True)
def _in_2024() -> Iterator[None]:
    with clock.fixed(date(2024, 9, 2)):
        for login in ("binh", "dung", "san", "thao", "lan", "minh", "an", "tuan"):
            person(login)
        for login in ("oanh", "phuoc", "hau", "sau", "bay"):
            local(login)
    with clock.fixed(HANDED_IN_ON):
        yield


def test_district_and_its_leader_get_what_a_district_needs() -> None:
    P = Permission
    officer = ROLES[Role.DISTRICT_OFFICER]
    assert {P.DOSSIER_CHECK, P.SAMPLES_RECORD, P.COUNCIL_MANAGE, P.SITTING_RUN} <= officer
    assert {P.DECISION_DRAFT, P.CERTIFICATE_VIEW} <= officer
    assert not {P.DECISION_SIGN, P.CERTIFICATE_REVOKE, P.SCORE, P.CYCLE_MANAGE} & officer
    with acting("hau"):
        assert policy.may(local("hau"), P.DECISION_SIGN)
        assert not policy.reaches_all(local("hau"), P.DECISION_SIGN)
    with acting("dung"):
        assert policy.reaches_all(person("dung"), P.DECISION_SIGN)


@pytest.mark.parametrize(
    ("role", "code", "field"),
    [
        (Role.LEADER, NGHIA_KY, "unit"),
        (Role.PROVINCIAL_STAFF, TU_NGHIA, "unit"),
        (Role.DISTRICT_OFFICER, "", "unit"),
    ],
)
def test_duty_fits_its_unit(role: Role, code: str, field: str) -> None:
    with acting("binh"), pytest.raises(ValidationError) as refusal:
        assign(
            province=province(),
            user=person("an"),
            role=role,
            by=None,
            unit=unit(code) if code else None,
        )
    assert set(refusal.value.error_dict) == {field}


def test_duty_over_a_district_is_given_only_while_it_exists() -> None:
    tu_nghia = unit(TU_NGHIA)
    with clock.fixed(date(2025, 6, 30)), acting("binh"):
        duty = assign(
            province=province(), user=person("an"), role=Role.LEADER, by=None, unit=tu_nghia
        )
        assert duty.unit == tu_nghia
    with clock.fixed(date(2025, 7, 1)), acting("binh"), pytest.raises(ValidationError):
        assign(province=province(), user=person("lan"), role=Role.LEADER, by=None, unit=tu_nghia)


def test_records_of_an_old_commune_are_its_successors_afterwards() -> None:
    """R31: the dossier keeps xã Nghĩa Kỳ; the officer of the commune that followed reaches it."""
    row = handed_in()
    other = handed_in("Muối", commune="21280")
    with clock.fixed(date(2025, 8, 1)):
        after = person("an")
        heir = row.product.producer.commune.followed_by.get().successor
        give(after, Role.COMMUNE_OFFICER, province(), heir)
        with acting("an"):
            assert list(Participation.objects.visible_to(after)) == [row]
            assert list(Submission.objects.visible_to(after)) == [row.submissions.get()]
            assert not Producer.objects.visible_to(after).filter(pk=other.product.producer_id)
            assert after in parties_of(row.product.producer)
            assert after not in parties_of(other.product.producer)


def visible(login: str) -> dict[str, list[Any]]:
    """Return all that a person finds, model by model."""
    by = local(login)
    models = (Producer, Product, Participation, Submission, Council, Sitting, Evaluation)
    with acting(login):
        found = {one.__name__: list(one.objects.visible_to(by)) for one in models}
        found["Decision"] = list(Decision.objects.visible_to(by))
        found["Certificate"] = list(Certificate.objects.visible_to(by))
    return found


def test_next_district_sees_nothing_of_it() -> None:
    """Every kind of row has one of Tư Nghĩa, and one of the province, that could leak."""
    certificate = issued(drafted(judged(at_district(), 66, star=3)))
    make_sitting(council=make_council())
    neighbour = make_producer(name="Muối", commune=unit("21406"), registered_by=local("oanh"))
    make_product(producer=neighbour, name="Muối")
    ours = visible("phuoc")
    assert {name: len(rows) for name, rows in ours.items()} == dict.fromkeys(ours, 1)
    assert ours["Certificate"] == [certificate]
    assert visible("hau") == ours
    theirs = visible("sau")
    assert theirs.pop("Producer") == [neighbour]
    assert [str(one) for one in theirs.pop("Product")] == ["Muối"]
    assert theirs == {name: [] for name in theirs}
    assert visible("bay")["Decision"] == []


def test_only_the_office_that_holds_a_dossier_checks_it() -> None:
    row = passed_to_district()
    url = address("dossier_check_format", row.pk)
    assert [browser(login).get(url).status_code for login in ("phuoc", "sau", "binh")] == [
        200,
        404,
        404,
    ]
    page = plain(browser("phuoc").get(url))
    assert "Kiểm tra hồ sơ tại huyện" in page
    assert "Số phiếu đăng ký của huyện" in page
    answer = {"is_accepted": "yes", "register_no": "12", "paper_set_received_on": "16/09/2024"}
    assert api("binh").post(f"{ROOT}dossiers/{row.pk}/check/", answer).status_code == 404
    assert api("phuoc").post(f"{ROOT}dossiers/{row.pk}/check/", answer).status_code == 200
    row.refresh_from_db()
    assert row.status == "accepted"
    assert row.dossier.province_register_no == ""


def test_pages_say_who_holds_the_dossier() -> None:
    row = passed_to_district()
    page = plain(browser("oanh").get(address("product", row.product_id)))
    assert "UBND huyện Tư Nghĩa" in page
    assert "đã chuyển lên huyện" in page
    assert "lên tỉnh" not in page
    page = plain(browser("phuoc").get(address("product", row.product_id)))
    assert "Kiểm tra hồ sơ đánh giá tại huyện" in page
    home = plain(browser("phuoc").get("/quang-ngai/"))
    assert "Mạch nha Tư Nghĩa" in home
    assert "Mạch nha Tư Nghĩa" not in plain(browser("sau").get("/quang-ngai/"))
    assert "Mạch nha Tư Nghĩa" not in plain(browser("binh").get("/quang-ngai/"))
    listed = plain(browser("phuoc").get(address("dossier_list")))
    assert "đã chuyển lên huyện" in listed
    taken_in(row)
    dossier = plain(browser("phuoc").get(address("dossier_detail", row.pk)))
    assert "Chờ Hội đồng cấp huyện đánh giá, phân hạng." in dossier


def test_commune_is_asked_to_receive_and_pass_up() -> None:
    row = handed_in()
    page = plain(browser("oanh").get(address("dossier_detail", row.pk)))
    assert "UBND xã Nghĩa Kỳ tiếp nhận, chuyển hồ sơ cho UBND huyện Tư Nghĩa." in page
    assert "Mẫu số 03" not in page
    assert browser("oanh").get(address("dossier_report", row.pk)).status_code == 404
    page = plain(browser("oanh").get(address("dossier_forward", row.pk)))
    assert "Đề nghị huyện đánh giá, phân hạng" in page
    assert "Chuyển lên huyện" in page


def test_officer_sets_up_the_council_of_his_own_district_alone() -> None:
    facts = {
        "level": "district",
        "unit": unit(TU_NGHIA).pk,
        "name": "Hội đồng OCOP huyện Tư Nghĩa",
        "decision_no": "88/QĐ-UBND",
        "established_on": "2024-09-16",
    }
    refused = api("phuoc").post(f"{ROOT}councils/", facts | {"unit": unit(MO_DUC).pk})
    assert by_field(refused)["unit"] == ["Cán bộ huyện chỉ lập hội đồng của huyện mình."]
    above = {k: v for k, v in facts.items() if k != "unit"} | {"level": "province"}
    refused = api("phuoc").post(f"{ROOT}councils/", above)
    assert by_field(refused)["level"] == ["Cán bộ huyện chỉ lập hội đồng của huyện mình."]
    form = browser("phuoc").get(address("council_new")).content.decode()
    assert "huyện Tư Nghĩa" in form
    assert "huyện Mộ Đức" not in form
    assert "Cấp tỉnh" not in form
    assert api("phuoc").post(f"{ROOT}councils/", facts).status_code == 201
    council = Council.objects.get()
    assert api("sau").get(f"{ROOT}councils/{council.pk}/").status_code == 404
    assert browser("sau").get(address("council", council.pk)).status_code == 404


def test_district_council_gives_its_people_the_district_alone() -> None:
    district_council()
    duties = Assignment.objects.filter(user__email__in=["kim@ocop.example", "quyen@ocop.example"])
    assert {(duty.role, duty.unit) for duty in duties} == {
        (Role.COUNCIL_MEMBER, unit(TU_NGHIA)),
        (Role.COUNCIL_SECRETARY, unit(TU_NGHIA)),
    }
    neighbour = make_producer(name="Muối", commune=unit("21406"), registered_by=local("oanh"))
    salt, ours = make_product(producer=neighbour, name="Muối"), handed_in()
    secretary = person("quyen")
    with acting("quyen"):
        assert list(Product.objects.visible_to(secretary)) == [ours.product]
        assert not policy.may(secretary, Permission.PRODUCT_VIEW, salt)


def test_member_of_a_district_takes_a_seat_at_the_province_beside_it() -> None:
    district_council()
    above = make_council()
    with acting("binh"):
        councils.appoint_member(
            council=above,
            by=person("binh"),
            email="kim@ocop.example",
            title="member",
            organisation="UBND huyện Tư Nghĩa",
        )
    units = Assignment.objects.filter(user=person("kim")).values_list("unit", flat=True)
    assert set(units) == {unit(TU_NGHIA).pk, None}


def test_council_and_sittings_need_a_district_of_their_day() -> None:
    council = district_council()
    with acting("phuoc"), pytest.raises(ValidationError, match="không tồn tại"):
        councils.plan_sitting(
            council=council, by=local("phuoc"), held_on=date(2025, 7, 1), place="Hội trường"
        )


def test_result_goes_up_by_the_page() -> None:
    evaluation = judged(at_district(), 75, star=4)
    url = address("result_pass_up", evaluation.pk)
    assert "Mạch nha Tư Nghĩa" in plain(browser("phuoc").get(address("results_to_pass_up")))
    assert "Mạch nha Tư Nghĩa" not in plain(browser("sau").get(address("results_to_pass_up")))
    assert "Kết quả chờ chuyển lên tỉnh" in plain(browser("phuoc").get("/quang-ngai/"))
    tried = {login: browser(login).post(url, REQUEST).status_code for login in ("sau", "binh")}
    assert tried == {"sau": 404, "binh": 404}
    assert browser("hau").get(url).status_code == 403
    refused = browser("phuoc").post(url, REQUEST | {"requested_on": "17/09/2024"})
    assert refused.status_code == 422
    assert "Ngày này không được sau hôm nay." in plain(refused)
    assert browser("phuoc").post(url, REQUEST).status_code == 303
    evaluation.refresh_from_db()
    assert evaluation.forwarded_by == local("phuoc")
    assert browser("phuoc").get(url).status_code == 404
    product = evaluation.submission.participation.product_id
    page = plain(browser("phuoc").get(address("product", product)))
    assert "Huyện chuyển hồ sơ lên tỉnh" in page
    assert "đã chuyển lên tỉnh" in page


def test_district_number_and_request_are_read_at_the_province() -> None:
    row = at_district()
    below = passed_up(judged(row, 75, star=4))
    assert (below.request_no, below.requested_on, below.request_signer) == (
        "45/TTr-UBND",
        HANDED_IN_ON,
        "Nguyễn Văn Hậu",
    )
    dossier = plain(browser("binh").get(address("dossier_detail", row.pk)))
    assert "Số phiếu của huyện 12/2024" in dossier
    known = api("binh").get(f"{ROOT}dossiers/{row.pk}/").json()
    assert (known["district_register_no"], known["province_register_no"]) == ("12/2024", "12/2024")
    row.refresh_from_db()
    above = judged(row, 78, star=4, sitting=make_sitting(council=make_council()))
    page = plain(browser("thao").get(address("evaluation", above.pk)))
    assert "UBND huyện Tư Nghĩa Số, ngày 45/TTr-UBND, 16/09/2024" in page
    answer = browser("binh").get(address("evaluation", below.pk))
    assert "chuyển hồ sơ lên tỉnh theo văn bản số 45/TTr-UBND ngày 16/09/2024" in plain(answer)
    assert f'href="{address("evaluation", above.pk)}"' in answer.content.decode()
    (sheet,) = above.sheets.filter(user=person("minh"))
    asked = api("minh").get(f"{ROOT}sheets/{sheet.pk}/").json()["dossier"]["district_request"]
    assert (asked["office"], asked["request_no"]) == ("huyện Tư Nghĩa", "45/TTr-UBND")
    assert (asked["requested_on"], asked["signer"]) == ("2024-09-16", "Nguyễn Văn Hậu")
    decision = drafted(above, "binh")
    page = plain(browser("binh").get(address("decision", decision.pk)))
    assert "huyện đề nghị: 45/TTr-UBND, 16/09/2024" in page
    line = api("binh").get(f"{ROOT}decisions/{decision.pk}/").json()["annex"][0]
    assert line["request"] == {
        "district": "huyện Tư Nghĩa",
        "request_no": "45/TTr-UBND",
        "requested_on": "2024-09-16",
        "signer": "Nguyễn Văn Hậu",
    }
    answer = browser("binh").get(address("decision_annex", decision.pk))
    paper = pypdfium2.PdfDocument(answer.content)
    words = " ".join(page.get_textpage().get_text_range() for page in paper)
    assert "Văn bản đề nghị của huyện" in " ".join(words.split())
    assert "16/09/2024" in words


def test_commune_without_a_district_passes_up_to_the_province_without_form_03() -> None:
    """R3: 148 without 1489, in the days when the districts had just ended."""
    with clock.fixed(date(2025, 7, 2)):
        row = make_step_five()
        hand_in_filled(row)
        row.refresh_from_db()
        assert row.procedure.code == "148"
        page = plain(browser("hoa").get(address("product", row.product_id)))
        assert "Ghi sổ tiếp nhận và chuyển hồ sơ lên tỉnh" in page
        assert "Mẫu 03" not in page
        assert "Mẫu 03" not in plain(browser("hoa").get("/quang-ngai/"))


def test_both_doors_refuse_the_same_request() -> None:
    evaluation = judged(at_district(), 75, star=4)
    url = f"{ROOT}results/{evaluation.pk}/pass-up/"
    facts = REQUEST | {"requested_on": "2024-09-17"}
    refused = api("phuoc").post(url, facts)
    assert refused.status_code == 400
    assert by_field(refused) == {"requested_on": ["Ngày này không được sau hôm nay."]}
    assert api("sau").post(url, facts).status_code == 404
    assert api("binh").post(url, facts).status_code == 404
    done = api("phuoc").post(url, REQUEST | {"requested_on": "2024-09-16"})
    assert (done.status_code, done.json()["status"]) == (200, "concluded")


def test_district_leader_signs_the_districts_decision_and_nobody_else() -> None:
    draft = drafted(judged(at_district(), 66, star=3))
    issue = address("decision_issue", draft.pk)
    assert {
        who: browser(who).get(issue).status_code for who in ("hau", "bay", "dung", "phuoc")
    } == {
        "hau": 200,
        "bay": 404,
        "dung": 404,
        "phuoc": 403,
    }
    assert "Ban hành" not in plain(browser("dung").get(address("decision", draft.pk)))
    assert "UBND huyện Tư Nghĩa" in plain(browser("dung").get(address("decision", draft.pk)))
    assert "Công nhận sản phẩm OCOP năm 2024" in plain(browser("hau").get("/quang-ngai/"))
    assert "Công nhận sản phẩm OCOP năm 2024" not in plain(browser("dung").get("/quang-ngai/"))
    assert browser("hau").post(issue, PAPER).status_code == 303
    assert Certificate.objects.get().unit == unit(TU_NGHIA)


def test_district_leader_does_not_sign_the_provinces() -> None:
    draft = drafted(at_province(75, star=4), "binh")
    assert browser("hau").get(address("decision", draft.pk)).status_code == 404
    assert browser("hau").post(address("decision_issue", draft.pk), PAPER).status_code == 404
    assert api("hau").post(f"{ROOT}decisions/{draft.pk}/issue/", ISO).status_code == 404
    assert browser("dung").get(address("decision_issue", draft.pk)).status_code == 200


def test_each_level_is_offered_its_own_results() -> None:
    returned = at_province(66, star=3)
    offered = {
        login: {one["id"] for one in api(login).get(f"{ROOT}results/").json()["results"]}
        for login in ("phuoc", "sau")
    }
    assert offered == {"phuoc": {returned.pk}, "sau": set()}
    assert "Mạch nha Tư Nghĩa" in plain(browser("phuoc").get(address("decision_draft")))
    assert "Mạch nha Tư Nghĩa" not in plain(browser("binh").get(address("decision_draft")))
    draft = {"title": "Công nhận", "evaluations": [returned.pk]}
    assert browser("binh").post(address("decision_draft"), draft).status_code == 422
    assert browser("phuoc").post(address("decision_draft"), draft).status_code == 303
    assert Decision.objects.get().unit == unit(TU_NGHIA)
    assert browser("phuoc").get(address("evaluation", returned.pk)).status_code == 200
    assert browser("sau").get(address("evaluation", returned.pk)).status_code == 404


def test_each_level_withdraws_its_own_certificates() -> None:
    """R26; on those of a district that has ended its province acts."""
    certificate = issued(drafted(judged(at_district(), 66, star=3)))
    url = address("certificate_revoke", certificate.pk)
    tried = {who: browser(who).get(url).status_code for who in ("hau", "bay", "dung")}
    assert tried == {"hau": 200, "bay": 404, "dung": 404}
    assert "Thu hồi" not in plain(browser("dung").get(address("certificate", certificate.pk)))
    with clock.fixed(date(2025, 8, 1)):
        assert browser("dung").get(url).status_code == 200


def test_passed_up_file_waits_for_the_province() -> None:
    row = at_district()
    evaluation = judged(row, 75, star=4)
    api("phuoc").post(
        f"{ROOT}results/{evaluation.pk}/pass-up/", REQUEST | {"requested_on": "2024-09-16"}
    )
    url = address("dossier_check_format", row.pk)
    assert browser("phuoc").get(url).status_code == 404
    assert "Kiểm tra hồ sơ tại tỉnh" in plain(browser("binh").get(url))
    assert "Mạch nha Tư Nghĩa" in plain(browser("binh").get("/quang-ngai/"))
