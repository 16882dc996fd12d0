"""The controller: a result is a draft until he confirms it; who he may not be; pages and API."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import InternalError
from django.test import Client

from accounts.models import JournalEntry, Notice
from accounts.permissions import Role
from councils.models import Adviser
from evaluations import control_actions, decision_actions
from evaluations.models import Evaluation, Objection, Recognition
from evaluations.seal import refusals_in_words
from evaluations.states import EvaluationStatus
from territories import clock
from territories.tenancy import acting_for
from tests.cast import give, person, province
from tests.factories import make_council, make_sitting

from . import on_paper, sittings
from .decided import AWARD_4, NOT_RANKED, acting, make_concluded
from .sat import made
from .sittings import on_agenda

pytestmark = pytest.mark.django_db


def unconfirmed(outcome: dict[str, Any] = AWARD_4, **over: Any) -> Evaluation:
    """Return a result that waits for its controller."""
    return make_concluded(outcome, confirmed_at=None, confirmed_by=None, **over)


def confirm(row: Evaluation, login: str = "kiem") -> Evaluation:
    """Let somebody confirm."""
    with acting(login):
        return control_actions.confirm_result(evaluation=row, by=person(login))


def drafted(row: Evaluation) -> Any:
    """Let Bình draft a decision on it."""
    with acting("binh"):
        return decision_actions.draft_decision(
            province=province(),
            kind="recognition",
            title="Công nhận",
            evaluations=[row],
            by=person("binh"),
        )


def browser(login: str) -> Client:
    """Return the browser of somebody signed in."""
    client = Client()
    client.force_login(person(login))
    return client


def at(row: Evaluation, what: str = "") -> str:
    return f"/quang-ngai/danh-gia/{row.pk}/kiem-soat/{what}"


def test_nothing_is_decided_on_a_draft_result() -> None:
    row, low = unconfirmed(), unconfirmed(NOT_RANKED)
    with pytest.raises(ValidationError, match="Chưa được kiểm soát xác nhận"):
        drafted(row)
    with acting("binh"), pytest.raises(ValidationError, match="đã được kiểm soát"):
        decision_actions.reject(evaluation=low, by=person("binh"))
    confirm(row)
    confirm(low)
    assert drafted(row).recognitions.get().evaluation == row
    with acting("binh"):
        decision_actions.reject(evaluation=low, by=person("binh"))
    row.refresh_from_db()
    assert row.confirmed_by == person("kiem")
    assert JournalEntry.objects.filter(verb="confirm_result", target_id=row.pk).count() == 1


def test_database_refuses_a_line_and_a_step_on_a_draft_result() -> None:
    row, other = unconfirmed(), make_concluded()
    decision = drafted(other)
    line = Recognition(province=row.province, decision=decision, evaluation=row, star=4, ordinal=9)
    with pytest.raises(InternalError, match="not confirmed"), transaction.atomic():
        line.save()
    for status in (EvaluationStatus.APPROVED, EvaluationStatus.NOT_RANKED):
        with pytest.raises(InternalError, match="not confirmed"), transaction.atomic():
            Evaluation.objects.filter(pk=row.pk).update(status=status)


@pytest.mark.parametrize("login", ["thao", "quan", "binh", "dung", "lan", "tuan", "tra"])
def test_nobody_but_a_controller_confirms(login: str) -> None:
    row = unconfirmed()
    with pytest.raises(ValidationError, match="Chỉ người giữ vai trò kiểm soát"):
        confirm(row, login)
    with pytest.raises(InternalError, match="by a controller"), transaction.atomic():
        Evaluation.objects.filter(pk=row.pk).update(
            confirmed_at=clock.now(), confirmed_by=person(login)
        )
    row.refresh_from_db()
    assert row.confirmed_at is None


@pytest.mark.parametrize("role", [Role.COUNCIL_SECRETARY, Role.PROVINCE_ADMIN])
def test_controller_who_is_secretary_or_admin_as_well_does_not_confirm(role: Role) -> None:
    row = unconfirmed()
    give(person("kiem"), role, province())
    with pytest.raises(ValidationError, match="Thư ký hội đồng và quản trị"):
        confirm(row)
    with pytest.raises(InternalError, match="by a controller"), transaction.atomic():
        Evaluation.objects.filter(pk=row.pk).update(
            confirmed_at=clock.now(), confirmed_by=person("kiem")
        )


@pytest.mark.parametrize("seat", ["member", "adviser"])
def test_controller_who_sat_on_the_council_does_not_confirm_its_results(seat: str) -> None:
    scorers = ("lan", "minh", "kiem") if seat == "member" else ("lan", "minh", "an")
    council = make_council(scorers=scorers)
    if seat == "adviser":
        Adviser.objects.create(province=province(), council=council, user=person("kiem"))
    row = unconfirmed(sitting=make_sitting(council=council))
    with pytest.raises(ValidationError, match="Người ở trong hội đồng"):
        confirm(row)
    with pytest.raises(InternalError, match="by a controller"), transaction.atomic():
        Evaluation.objects.filter(pk=row.pk).update(
            confirmed_at=clock.now(), confirmed_by=person("kiem")
        )


def test_controller_of_another_tenant_confirms_nothing_here() -> None:
    row = unconfirmed()
    with pytest.raises(InternalError, match="by a controller"), transaction.atomic():
        Evaluation.objects.filter(pk=row.pk).update(
            confirmed_at=clock.now(), confirmed_by=person("khai")
        )


def test_confirmation_is_final_and_needs_a_name() -> None:
    row = confirm(unconfirmed())
    rows = Evaluation.objects.filter(pk=row.pk)
    with pytest.raises(ValidationError, match="đã được xác nhận"):
        confirm(row)
    with pytest.raises(InternalError, match="confirmation is final"), transaction.atomic():
        rows.update(confirmed_at=None, confirmed_by=None)
    waiting = Evaluation.objects.filter(pk=unconfirmed().pk)
    with pytest.raises(InternalError, match="by a controller"), transaction.atomic():
        waiting.update(confirmed_at=clock.now())


def test_what_was_decided_before_the_rule_may_stand_without_a_name() -> None:
    """As the migration leaves it: approved long ago, confirmed by nobody."""
    row = make_concluded(confirmed_at=None, confirmed_by=None, status=EvaluationStatus.APPROVED)
    Evaluation.objects.filter(pk=row.pk).update(confirmed_at=row.concluded_at)
    row.refresh_from_db()
    assert (row.confirmed_at, row.confirmed_by) == (row.concluded_at, None)


def test_controller_sends_back_and_the_secretary_answers() -> None:
    row = unconfirmed()
    kiem, thao = person("kiem"), person("thao")
    with acting("kiem"):
        with pytest.raises(ValidationError, match="Hãy ghi lý do"):
            control_actions.object_to_result(evaluation=row, reason="  ", by=kiem)
        control_actions.object_to_result(evaluation=row, reason="Thiếu chữ ký của An.", by=kiem)
    assert Notice.objects.get(to=thao, text__startswith="Kiểm soát trả lại").link == at(row)
    with pytest.raises(ValidationError, match="chưa giải trình"):
        confirm(row)
    with acting("kiem"), pytest.raises(ValidationError, match="không tự giải trình"):
        control_actions.answer_objection(evaluation=row, answer="Có rồi.", by=kiem)
    with acting("thao"):
        control_actions.answer_objection(evaluation=row, answer="Đã ký, trang 3.", by=thao)
    assert Notice.objects.filter(to=kiem, text__startswith="Thư ký đã giải trình").count() == 1
    assert confirm(row).confirmed_by == kiem
    found = Objection.objects.get()
    with pytest.raises(InternalError), transaction.atomic():
        Objection.objects.filter(pk=found.pk).update(answer="Khác.")
    with pytest.raises(InternalError), transaction.atomic():
        found.delete()


def test_confirming_a_sitting_leaves_out_what_was_sent_back() -> None:
    sitting = make_sitting()
    one, back = (unconfirmed(sitting=sitting, name=name) for name in ("Tỏi", "Hành"))
    elsewhere = unconfirmed(sitting=make_sitting(council=sitting.council), name="Nghệ")
    kiem = person("kiem")
    with acting("kiem"):
        control_actions.object_to_result(evaluation=back, reason="Thiếu chữ ký.", by=kiem)
        done = control_actions.confirm_sitting(sitting=sitting, by=kiem)
        assert [row.pk for row in done] == [one.pk]
        with pytest.raises(ValidationError, match="Không có kết quả nào"):
            control_actions.confirm_sitting(sitting=sitting, by=kiem)
    elsewhere.refresh_from_db()
    assert elsewhere.confirmed_at is None


@pytest.fixture
def from_paper() -> Evaluation:
    """Return a result with a paper sheet that the controller Kiểm confirmed as second person."""
    row = sittings.scoring()
    sittings.all_hand_in(row, (75, 76), ("lan", "an"))
    on_paper.confirmed(on_paper.typed(row, "minh"), by="kiem")
    return sittings.concluded(row)


def another_controller() -> str:
    """Give the duty to Dũng, who leads, for the day; return his login."""
    give(person("dung"), Role.CONTROLLER, province())
    return "dung"


def test_who_confirmed_a_paper_sheet_does_not_confirm_its_result(from_paper: Evaluation) -> None:
    words = "kết quả do người kiểm soát khác xác nhận"
    with pytest.raises(ValidationError, match=words):
        confirm(from_paper)
    with acting("kiem"):
        with pytest.raises(ValidationError, match=words):
            control_actions.object_to_result(
                evaluation=from_paper, reason="Thiếu chữ ký.", by=person("kiem")
            )
        with (
            pytest.raises(InternalError, match="another controller than"),
            transaction.atomic(),
        ):
            Evaluation.objects.filter(pk=from_paper.pk).update(
                confirmed_at=clock.now(), confirmed_by=person("kiem")
            )
        with pytest.raises(ValidationError, match=words), refusals_in_words():
            Evaluation.objects.filter(pk=from_paper.pk).update(
                confirmed_at=clock.now(), confirmed_by=person("kiem")
            )
    assert confirm(from_paper, another_controller()).confirmed_by == person("dung")


def test_sitting_is_confirmed_but_for_the_paper_sheets_of_ones_own(from_paper: Evaluation) -> None:
    other = unconfirmed(sitting=from_paper.sitting, name="Hành")
    with acting("kiem"):
        done = control_actions.confirm_sitting(sitting=from_paper.sitting, by=person("kiem"))
        assert [row.pk for row in done] == [other.pk]
        with pytest.raises(ValidationError, match="người kiểm soát khác"):
            control_actions.confirm_sitting(sitting=from_paper.sitting, by=person("kiem"))
    another_controller()
    with acting("dung"):
        done = control_actions.confirm_sitting(sitting=from_paper.sitting, by=person("dung"))
    assert [row.pk for row in done] == [from_paper.pk]


def test_pages_offer_the_confirmation_to_another_controller(from_paper: Evaluation) -> None:
    kiem, dung = browser("kiem"), browser(another_controller())
    page = kiem.get(at(from_paper)).content.decode()
    assert "kết quả do người kiểm soát khác xác nhận" in page
    assert at(from_paper, "xac-nhan/") not in page
    assert at(from_paper) not in kiem.get("/quang-ngai/").content.decode()
    assert at(from_paper) in dung.get("/quang-ngai/").content.decode()
    assert at(from_paper, "xac-nhan/") in dung.get(at(from_paper)).content.decode()
    refused = kiem.post(
        f"/api/v1/quang-ngai/results-under-control/{from_paper.pk}/confirm/",
        {}, content_type="application/json",
    )  # fmt: skip
    assert refused.status_code == 400
    assert "người kiểm soát khác" in refused.content.decode()


def test_page_of_the_confirmation_shows_what_is_confirmed() -> None:
    row = sittings.scoring()
    sittings.all_hand_in(row, (75, 76, 74), star=4)
    sittings.concluded(row)
    page = browser("kiem").get(at(row, "xac-nhan/")).content.decode()
    assert "75,00" in page
    assert "4 sao" in page


def test_controller_confirms_by_page_and_the_decision_page_counts() -> None:
    row = unconfirmed()
    kiem, binh = browser("kiem"), browser("binh")
    home = kiem.get("/quang-ngai/").content.decode()
    # What is his to do comes before what is only to be seen.
    heads = re.findall(r"<h2[^>]*>\s*([^<]+?)\s*</h2>", home)
    assert heads[:2] == ["Kết quả chờ kiểm soát xác nhận", "Phiên họp"]
    assert at(row) in home
    assert "kết quả chờ kiểm soát xác nhận" in binh.get("/quang-ngai/quyet-dinh/").content.decode()
    page = kiem.get(at(row)).content.decode()
    assert "dự thảo, chờ xác nhận" in page
    assert "Trả lại thư ký" in page
    assert "Trả lại thư ký" not in binh.get(at(row)).content.decode()
    assert binh.post(at(row, "xac-nhan/")).status_code == 403
    assert kiem.post(at(row, "xac-nhan/")).status_code == 303
    row.refresh_from_db()
    assert row.confirmed_by == person("kiem")
    assert "Đỗ Văn Kiểm (mẫu) xác nhận lúc" in kiem.get(at(row)).content.decode()
    again = kiem.post(at(row, "xac-nhan/"))
    assert again.status_code == 422
    assert "đã được xác nhận" in again.content.decode()


def led_back(login: str, row: Evaluation, what: str) -> str:
    """Return what the page under control says to whoever opens a form that is over."""
    answer = browser(login).get(at(row, what), follow=True)
    assert answer.redirect_chain == [(at(row), 302)]
    return "".join(str(one) for one in answer.context["messages"])


def test_forms_of_the_control_lead_back_where_nothing_waits_for_them() -> None:
    row = unconfirmed()
    assert led_back("thao", row, "giai-trinh/").startswith("Không có ý kiến nào của kiểm soát")
    browser("kiem").post(at(row, "tra-lai/"), {"reason": "Thiếu căn cứ"})
    assert led_back("kiem", row, "tra-lai/") == "Kết quả này đang chờ thư ký giải trình."
    assert led_back("kiem", row, "xac-nhan/").startswith("Thư ký chưa giải trình ý kiến")
    browser("thao").post(at(row, "giai-trinh/"), {"answer": "Đã bổ sung"})
    confirm(row)
    for what in ("xac-nhan/", "tra-lai/"):
        assert led_back("kiem", row, what) == "Kết quả này đã được xác nhận."
    early = on_agenda()
    assert led_back("kiem", early, "xac-nhan/") == "Chỉ kiểm soát kết quả hội đồng đã kết luận."


def test_sending_back_and_answering_by_page_and_by_api_say_the_same() -> None:
    row = unconfirmed()
    kiem, thao = browser("kiem"), browser("thao")
    api = f"/api/v1/quang-ngai/results-under-control/{row.pk}"
    empty = {"content_type": "application/json"}
    page = kiem.post(at(row, "tra-lai/"), {"reason": "Thiếu chữ ký."})
    assert page.status_code == 303
    refused = kiem.post(f"{api}/send-back/", {"reason": "Lại nữa."}, **empty)
    assert refused.status_code == 400
    assert "đang chờ thư ký giải trình" in refused.content.decode()
    assert (
        "đang chờ thư ký giải trình"
        in kiem.post(at(row, "tra-lai/"), {"reason": "Lại nữa."}).content.decode()
    )
    assert "Kiểm soát trả lại, chờ giải trình" in thao.get("/quang-ngai/").content.decode()
    answer = thao.post(f"{api}/answer/", {"answer": "Đã ký, trang 3."}, **empty)
    assert answer.json()["answered_by"] == "Lý Thu Thảo (mẫu)"
    shown = kiem.get(f"{api}/").json()
    assert [one["reason"] for one in shown["objections"]] == ["Thiếu chữ ký."]
    assert kiem.post(f"{api}/confirm/", {}, **empty).json()["confirmed_by"].startswith("Đỗ Văn")


def test_papers_page_api_and_zip_are_there_for_the_office_and_nobody_recused() -> None:
    sitting = make_sitting(council=make_council())
    unconfirmed(sitting=sitting)
    papers = made(sitting)
    url = f"/quang-ngai/phien-hop/{sitting.pk}/ho-so/"
    thao, lan, kiem = browser("thao"), browser("lan"), browser("kiem")
    page = thao.get(url).content.decode()
    for said in ("Biên bản phiên họp", "Tờ trình", "Tải cả bộ (ZIP)", "chờ xác nhận"):
        assert said in page
    assert "Xác nhận mọi kết quả" not in page
    assert "Xác nhận mọi kết quả" in kiem.get(url).content.decode()
    assert lan.get(url).status_code == 403
    zipped = thao.get(f"{url}1/zip/")
    assert zipped["Content-Type"] == "application/zip"
    assert zipped["Cache-Control"] == "private, no-store"
    assert b"".join(zipped.streaming_content)[:2] == b"PK"
    first = thao.get(f"{url}1/1/")
    assert first["Content-Disposition"].startswith("attachment")
    assert "01-bien-ban.docx" in first["Content-Disposition"]
    assert b"".join(first.streaming_content)[:2] == b"PK"
    assert thao.get(f"{url}2/zip/").status_code == 404
    shown = thao.get(f"/api/v1/quang-ngai/paper-sets/{papers.pk}/").json()
    assert (shown["state"], shown["is_draft"]) == ("done", True)
    assert shown["papers"][0]["title"] == "Biên bản phiên họp"
    recuse_elsewhere(sitting)
    for address in (url, f"{url}1/zip/", f"{url}1/1/", f"{url}tien-do/"):
        assert thao.get(address).status_code == 404, address
    assert kiem.get(url).status_code == 200


def recuse_elsewhere(sitting: Any) -> None:
    """Put a second product on the same sitting before which Thảo is recused."""
    other = on_agenda(sitting)
    other.panel.filter(user=person("thao")).update(state="recused", reason="Em gái là giám đốc.")


def test_papers_page_reads_as_much_for_three_products_as_for_one(
    django_assert_num_queries: Any,
) -> None:
    client = browser("thao")
    for count in (1, 3):
        sitting = make_sitting(council=make_council())
        for number in range(count):
            unconfirmed(sitting=sitting, name=f"Tỏi {count}-{number}")
        made(sitting)
        client.get(f"/quang-ngai/phien-hop/{sitting.pk}/ho-so/")
        with django_assert_num_queries(23):
            client.get(f"/quang-ngai/phien-hop/{sitting.pk}/ho-so/")


def test_making_by_page_and_api_refuses_alike_before_the_conclusion() -> None:
    sitting = make_sitting(council=make_council())
    client = browser("thao")
    url = f"/quang-ngai/phien-hop/{sitting.pk}/ho-so/"
    page = client.post(url, follow=True).content.decode()
    assert "chưa có sản phẩm nào được đánh giá" in page
    answer = client.post(
        "/api/v1/quang-ngai/paper-sets/", {"sitting": sitting.pk}, content_type="application/json"
    )
    assert answer.status_code == 400
    assert "chưa có sản phẩm nào được đánh giá" in answer.content.decode()
    with acting_for(province(), person("thao")):
        assert not sitting.paper_sets.exists()
