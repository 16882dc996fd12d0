"""The secretary's pages and API: board, agenda, panel, opening, rulings, result; parity, access."""

from typing import Any

import pytest
from django.test import Client

from councils.models import Attendance, Sitting
from evaluations.models import Evaluation, Panel, Ruling
from tests.cast import give, person, province
from tests.factories import make_council, make_sitting, make_submission
from tests.refusals import refused as by_field
from tests.refusals import said

from .sittings import (
    all_hand_in,
    best_marks,
    conclude,
    concluded,
    fill,
    hand_in,
    on_agenda,
    opened,
    rules_of,
    scoring,
)
from .test_closing import minimum_of
from .test_sheet_api import api
from .test_sheet_pages import address, browser, followed, plain

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/quang-ngai/"
BOARD_QUERIES = 37


def board_of(sitting: Sitting, login: str = "thao") -> list[dict[str, Any]]:
    return api(login).get(f"{ROOT}sittings/{sitting.pk}/").json()["board"]


def states(row: dict[str, Any]) -> list[str]:
    return [cell["state"] for cell in row["members"]]


# --- the board ---


def test_board_shows_states_quorum_samples_and_what_comes_next() -> None:
    evaluation = scoring()
    fill(evaluation, "minh", {"A/1.1": 2})
    hand_in(evaluation, "lan", best_marks(rules_of(evaluation)))
    Panel.objects.filter(user=person("an")).update(state="absent", reason="Ốm nặng")
    row = board_of(evaluation.sitting)[0]
    assert states(row) == ["submitted", "draft", "absent", "not_scoring"]
    assert row["quorum"] == {
        "present": 3,
        "appointed": 4,
        "needed": 3,
        "chaired": True,
        "is_met": True,
    }
    assert (row["samples_ready"], row["spread_exceeded"], row["next"]) == (True, None, "score")
    text = plain(browser("thao").get(address("sitting", evaluation.sitting_id)))
    for words in ("đã nộp", "đã nhận phiếu", "vắng", "không chấm", "Ốm nặng", "họp 3/4, cần 3"):
        assert words in text
    assert "Chờ 1 phiếu: Bùi Công Minh" in text


def test_board_leads_from_step_to_step() -> None:
    evaluation = on_agenda()
    page = address("sitting", evaluation.sitting_id)
    client = browser("thao")
    assert "Bắt đầu chấm" in plain(client.get(page))
    client.post(address("begin_scoring", evaluation.pk))
    all_hand_in(evaluation, [90, 70, 70])
    assert "Thảo luận, mở lượt tiếp" in plain(client.get(page))
    assert "chênh quá mức" in plain(client.get(page))
    client.post(address("second_pass", evaluation.pk))
    all_hand_in(evaluation, [75, 76, 77], star=4)
    assert "chênh trong mức" in plain(client.get(page))
    shown = followed(client, client.post(address("open_sheets", evaluation.pk)))
    assert "Kết quả nếu kết luận bây giờ" in shown
    assert "76,00" in shown
    shown = followed(client, client.post(address("conclude", evaluation.pk)))
    assert "Đề nghị công nhận 4 sao." in shown
    assert "ghi kết luận lúc" in shown
    done = Evaluation.objects.get()
    assert (done.status, done.star, done.points_sum) == ("concluded", 4, 228)


def test_board_says_nothing_of_a_spread_that_the_rules_do_not_ask() -> None:
    evaluation = scoring(make_sitting(council=make_council(spread_mode="off")))
    all_hand_in(evaluation, [90, 70, 70])
    text = plain(browser("thao").get(address("sitting", evaluation.sitting_id)))
    assert "Đủ phiếu, chờ mở" in text
    assert "chênh" not in text
    (row,) = api("thao").get(f"{ROOT}sittings/{evaluation.sitting_id}/").json()["board"]
    assert (row["spread_exceeded"], row["next"]) == (None, "open")


@pytest.mark.parametrize("products", [1, 3])
def test_queries_of_the_board_do_not_grow_with_the_products(
    products: int, django_assert_num_queries: Any
) -> None:
    first = scoring()
    for number in range(products - 1):
        scoring(first.sitting, make_submission(name=f"Sản phẩm {number}"))
    for one in Evaluation.objects.all():
        fill(one, "minh", {"A/1.1": 2})
    client = browser("thao")
    client.get(address("sitting", first.sitting_id))
    with django_assert_num_queries(BOARD_QUERIES):
        client.get(address("sitting", first.sitting_id))


def test_member_sees_his_own_products_and_no_board() -> None:
    evaluation = scoring()
    answer = api("minh").get(f"{ROOT}sittings/{evaluation.sitting_id}/").json()
    assert answer["board"] == []
    assert [(m["product"], m["state"]) for m in answer["mine"]] == [("Tỏi đen Lý Sơn", "waiting")]
    text = plain(browser("minh").get(address("sitting", evaluation.sitting_id)))
    assert "Sản phẩm anh/chị chấm" in text
    assert "Bảng theo dõi" not in text
    chair = plain(browser("lan").get(address("sitting", evaluation.sitting_id)))
    assert "Bảng theo dõi" in chair
    assert "Bắt đầu chấm" not in chair  # the chair looks; the secretary runs


def test_member_who_presides_for_the_chair_leads_by_the_board() -> None:
    evaluation = scoring()
    sitting = evaluation.sitting
    page = address("sitting", sitting.pk)
    assert "Bảng theo dõi" not in plain(browser("minh").get(page))
    Sitting.objects.filter(pk=sitting.pk).update(
        presided_by=sitting.council.members.get(user=person("minh"))
    )
    text = plain(browser("minh").get(page))
    assert "Bảng theo dõi" in text
    assert "Thảo luận" in text  # he calls the products up
    assert "Bảng theo dõi" not in plain(browser("an").get(page))
    assert len(api("minh").get(f"{ROOT}sittings/{sitting.pk}/").json()["board"]) == 1


# --- who may, and where ---

ACTS = (
    ("begin_scoring", "begin"),
    ("take_off", "take-off"),
    ("open_sheets", "open-sheets"),
    ("conclude", "conclude"),
)


@pytest.mark.parametrize(("page", "act"), ACTS)
@pytest.mark.parametrize(
    ("login", "status"),
    [("minh", 403), ("lan", 403), ("tuan", 403), ("tra", 403), ("tu", 404), ("hoa", 403)],
)
def test_acts_of_the_secretary_are_nobody_elses(
    page: str, act: str, login: str, status: int
) -> None:
    evaluation = scoring()
    before = Evaluation.objects.values().get()
    assert browser(login).post(address(page, evaluation.pk)).status_code == status
    where = f"{ROOT}evaluations/{evaluation.pk}/{act}/"
    assert api(login).post(where).status_code == status
    assert Evaluation.objects.values().get() == before


@pytest.mark.parametrize(("page", "act"), ACTS)
def test_secretary_of_another_council_finds_nothing(page: str, act: str) -> None:
    evaluation = scoring()
    give(person("kiem"), "council_secretary", province())
    other = make_council(scorers=("kiem",), advisers=())
    make_sitting(council=other)
    assert browser("kiem").get(address(page, evaluation.pk)).status_code == 404
    where = f"{ROOT}evaluations/{evaluation.pk}/{act}/"
    assert api("kiem").post(where).status_code == 404
    assert browser("kiem").get(address("sitting", evaluation.sitting_id)).status_code in (200, 404)
    for name in ("roll", "presiding", "agenda_add", "sitting_revise"):
        assert browser("kiem").get(address(name, evaluation.sitting_id)).status_code == 404, name


def test_another_province_finds_nothing_even_under_its_own_name() -> None:
    evaluation = scoring()
    for where in (
        f"sittings/{evaluation.sitting_id}/",
        f"evaluations/{evaluation.pk}/",
        f"councils/{evaluation.sitting.council_id}/",
    ):
        assert api("tu").get(f"/api/v1/quang-ngai/{where}").status_code == 404
        assert api("tu").get(f"/api/v1/gia-lai/{where}").status_code == 404
    client = browser("tu")
    assert client.get(f"/gia-lai/phien-hop/{evaluation.sitting_id}/").status_code == 404
    assert client.get(f"/gia-lai/danh-gia/{evaluation.pk}/").status_code == 404
    assert Client().get(address("sitting", evaluation.sitting_id)).status_code == 302


def test_result_is_for_those_who_may_see_it() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 76, 77], star=4)
    concluded(evaluation)
    for login in ("thao", "binh", "minh", "lan", "dung", "kiem", "tra"):
        text = plain(browser(login).get(address("evaluation", evaluation.pk)))
        assert "Đề nghị công nhận 4 sao." in text, login
    for login, status in (("quan", 403), ("hoa", 403), ("san", 403), ("tu", 404)):
        answer = browser(login).get(address("evaluation", evaluation.pk))
        assert answer.status_code == status, login


# --- both doors say the same ---


def both(page: str, where: str, form: dict[str, Any], body: dict[str, Any]) -> tuple[str, str]:
    """Post the same thing through both doors; return the page's words and the API's."""
    answer = browser("thao").post(page, form)
    text = plain(answer) if answer.status_code == 422 else followed(browser("thao"), answer)
    refused = api("thao").post(ROOT + where, body)
    assert refused.status_code == 400, refused.content
    first = next(iter(by_field(refused).values()))
    return text, first[0] if isinstance(first, list) else str(first)


def test_both_doors_refuse_with_the_same_words() -> None:
    evaluation = scoring()
    pk, sitting = evaluation.pk, evaluation.sitting_id
    an = evaluation.panel.get(user=person("an")).member_id
    cases = [
        (address("take_off", pk), f"evaluations/{pk}/take-off/", {"reason": " "}, {"reason": " "}),
        (address("open_sheets", pk), f"evaluations/{pk}/open-sheets/", {}, {}),
        (address("second_pass", pk), f"evaluations/{pk}/second-pass/", {}, {}),
        (address("conclude", pk), f"evaluations/{pk}/conclude/", {}, {}),
        (address("begin_scoring", pk), f"evaluations/{pk}/begin/", {}, {}),
        (
            address("place", pk, an),
            f"evaluations/{pk}/place/",
            {"state": "absent", "reason": ""},
            {"member": an, "state": "absent"},
        ),
    ]
    for page, where, form, body in cases:
        text, words = both(page, where, form, body)
        if form != {"reason": " "}:
            assert words in text, where
    Sitting.objects.update(status="closed")
    answer = browser("thao").post(address("sitting_open", sitting))
    text = followed(browser("thao"), answer)
    words = said(api("thao").post(f"{ROOT}sittings/{sitting}/open/"))
    assert "trạng thái «đã kết thúc»" in words
    assert text  # shown as a message on the next page of that very session


def test_sitting_is_opened_rolled_and_ended_by_the_pages() -> None:
    sitting = make_sitting(status="planned")
    Attendance.objects.all().delete()
    client = browser("thao")
    answer = client.post(address("sitting_open", sitting.pk))
    assert answer.headers["Location"] == address("roll", sitting.pk)
    seats = {m.user.email.partition("@")[0]: m.pk for m in sitting.council.members.all()}
    there = {f"present_{seats[login]}": "on" for login in ("lan", "minh", "thao")}
    answer = client.post(address("roll", sitting.pk), there)
    assert answer.status_code == 422
    assert "Hãy ghi lý do vắng của Huỳnh Thúy An" in plain(answer)
    absent = there | {f"reason_{seats['an']}": "Ốm"}
    assert client.post(address("roll", sitting.pk), absent).status_code == 303
    assert Attendance.objects.filter(is_present=False).get().reason == "Ốm"
    client.post(address("presiding", sitting.pk), {"member": seats["minh"]})
    assert Sitting.objects.get().presided_by_id == seats["minh"]
    client.post(address("sitting_end", sitting.pk))
    assert Sitting.objects.get().status == "closed"


def test_sitting_is_run_by_the_api_alone() -> None:
    sitting = make_sitting(status="planned")
    Attendance.objects.all().delete()
    submission = make_submission()
    client, where = api("thao"), f"{ROOT}sittings/{sitting.pk}/"
    seats = {m.user.email.partition("@")[0]: m.pk for m in sitting.council.members.all()}
    assert client.patch(where, {"place": "Phòng 2", "version": 1}).json()["version"] == 2
    assert client.post(f"{where}open/").json()["status"] == "open"
    body = {"absent": [{"member": seats["an"], "reason": "Ốm"}]}
    assert len(client.post(f"{where}roll/", body).json()) == 4
    assert client.post(f"{where}presiding/", {"member": seats["minh"]}).status_code == 200
    made = client.post(f"{where}agenda/", {"submissions": [submission.pk]})
    assert made.status_code == 201
    product = f"{ROOT}evaluations/{made.json()[0]['id']}/"
    assert client.post(f"{product}begin/").json()["status"] == "scoring"
    evaluation = Evaluation.objects.get()
    rules = rules_of(evaluation)
    for login in ("lan", "minh"):
        hand_in(evaluation, login, best_marks(rules, **{"A/1.5": 3}))
    assert client.get(product).json()["result"] is None
    client.post(f"{product}open-sheets/")
    assert client.get(product).json()["result"]["star"] == 4
    minimum = minimum_of(evaluation, "1.5", 5)
    ruled = client.post(
        f"{product}rulings/", {"minimum": minimum.pk, "stands": True, "reason": "Có hợp đồng"}
    )
    assert ruled.status_code == 201
    body = client.post(f"{product}conclude/").json()
    assert (body["status"], body["star"], body["sheet_count"]) == ("concluded", 5, 2)
    assert client.post(f"{where}end/").json()["status"] == "closed"


@pytest.mark.parametrize("extra", ["points_sum", "star", "status", "province", "by", "opened_at"])
def test_results_sent_by_the_client_are_refused(extra: str) -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 76, 77])
    opened(evaluation)
    answer = api("thao").post(f"{ROOT}evaluations/{evaluation.pk}/conclude/", {extra: 5})
    assert (answer.status_code, list(by_field(answer))) == (400, [extra])
    assert Evaluation.objects.get().status == "scoring"


def test_rulings_are_made_and_withdrawn_by_the_pages() -> None:
    evaluation = scoring()
    for login in ("lan", "minh", "an"):
        hand_in(evaluation, login, best_marks(rules_of(evaluation), **{"A/1.5": 3}))
    opened(evaluation)
    client, minimum = browser("thao"), minimum_of(evaluation, "1.5", 5)
    where = address("rule_minimum", evaluation.pk, minimum.pk)
    assert "từ 3 điểm" in plain(client.get(where))
    assert client.post(where, {"stands": "1", "reason": ""}).status_code == 422
    shown = followed(client, client.post(where, {"stands": "1", "reason": "Có hợp đồng"}))
    assert "hội đồng kết luận: Có hợp đồng" in shown
    ruling = Ruling.objects.get()
    away = address("ruling_withdraw", evaluation.pk, ruling.pk)
    assert "Kết quả lại theo phiếu của các thành viên." in plain(client.get(away))
    followed(client, client.post(away, {"reason": "Ghi nhầm"}))
    assert not Ruling.objects.exists()
    back = [(address("evaluation", evaluation.pk), 302)]
    for again in (client.get(away, follow=True), client.post(away, {"reason": "x"}, follow=True)):
        assert again.redirect_chain == back
        assert "Kết luận này của hội đồng đã được bỏ." in plain(again)
    assert client.get(address("ruling_withdraw", evaluation.pk, ruling.pk + 1)).status_code == 404


def test_agenda_offers_what_waits_and_takes_several() -> None:
    sitting = make_sitting()
    one, two = make_submission(), make_submission(name="Nước mắm Sa Kỳ")
    client = browser("thao")
    assert "Nước mắm Sa Kỳ" in plain(client.get(address("agenda_add", sitting.pk)))
    answer = client.post(address("agenda_add", sitting.pk), {"submissions": [one.pk, two.pk]})
    assert answer.headers["Location"] == address("sitting", sitting.pk)
    assert Evaluation.objects.count() == 2
    assert "Không có hồ sơ nào" in plain(client.get(address("agenda_add", sitting.pk)))


def test_adviser_writes_the_report_by_both_doors() -> None:
    evaluation = scoring()
    where = f"{ROOT}evaluations/{evaluation.pk}/advisory-report/"
    first = api("tuan").post(where, {"text": "Hồ sơ đủ."}).json()
    assert first["text"] == "Hồ sơ đủ."
    assert api("tuan").post(where, {"text": " "}).status_code == 400
    page = address("advisory", evaluation.pk)
    sent = {"text": "Nhãn đúng quy định.", "version": first["version"]}
    assert browser("tuan").post(page, sent).status_code == 303
    assert "Nhãn đúng quy định." in plain(browser("minh").get(address("sheet", evaluation.pk)))
    assert browser("minh").get(page).status_code == 403


def test_form_of_a_step_that_is_over_leads_back_with_the_words_of_its_action() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75])
    seat = evaluation.panel.get(user=person("minh")).member_id
    opened(evaluation)
    back = address("evaluation", evaluation.pk)
    for name, more, words in (
        ("place", [seat], "Phiếu đã mở: không đổi thành phần chấm được nữa."),
        ("take_off", [], "Phiếu đã mở: phải kết luận"),
        ("begin_scoring", [], "«đang chấm»"),
        ("open_sheets", [], "Phiếu của sản phẩm này đã mở."),
        ("reopen_sheet", [seat], "Phiếu đã mở hoặc chưa chấm: không mở lại phiếu được."),
    ):
        answer = browser("thao").get(address(name, evaluation.pk, *more), follow=True)
        assert words in answer.content.decode(), name
        assert len(answer.redirect_chain) == 1
    at = address("interest", evaluation.pk)
    own = browser("minh").get(at, follow=True)
    assert own.redirect_chain == [(address("sitting", evaluation.sitting_id), 302)]
    assert "Phiếu đã mở: không đổi thành phần chấm được nữa." in own.content.decode()
    late = browser("thao").post(address("open_sheets", evaluation.pk))
    assert late.context["form"].non_field_errors() == ["Phiếu của sản phẩm này đã mở."]
    assert browser("thao").get(address("conclude", evaluation.pk)).status_code == 200
    conclude(evaluation)
    clause = evaluation.submission.criteria_set.minimums.first().pk
    for name, more in (("conclude", []), ("rule_minimum", [clause])):
        answer = browser("thao").get(address(name, evaluation.pk, *more), follow=True)
        assert answer.redirect_chain == [(back, 302)]
        assert "«đã kết luận»" in answer.content.decode()


def test_nothing_is_offered_to_be_concluded_before_the_opening() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75])
    early = browser("thao").get(address("conclude", evaluation.pk), follow=True)
    assert early.redirect_chain == [(address("evaluation", evaluation.pk), 302)]
    assert "Hãy mở phiếu trước khi kết luận." in early.content.decode()
    late = browser("thao").post(address("conclude", evaluation.pk))
    assert late.context["form"].non_field_errors() == ["Hãy mở phiếu trước khi kết luận."]


def test_form_for_a_sitting_that_has_ended_leads_back_to_it() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75])
    concluded(evaluation)
    sitting, client = evaluation.sitting_id, browser("thao")
    assert client.get(address("roll", sitting)).status_code == 200
    client.post(address("sitting_end", sitting))
    for name, words in (
        ("sitting_revise", "không đổi ngày, nơi họp được nữa"),
        ("roll", "Chỉ điểm danh khi phiên họp đang mở."),
        ("presiding", "Phiên họp đã kết thúc."),
        ("agenda_add", "Phiên họp đã kết thúc."),
    ):
        answer = client.get(address(name, sitting), follow=True)
        assert answer.redirect_chain == [(address("sitting", sitting), 302)]
        assert words in answer.content.decode(), name
    member, declaring = browser("minh"), address("producer_interest", sitting)
    answer = member.get(declaring, follow=True)
    assert answer.redirect_chain == [(address("sitting", sitting), 302)]
    assert "Phiên họp đã kết thúc." in answer.content.decode()
    again = client.post(address("sitting_end", sitting), follow=True)
    assert "Không thực hiện được" in again.content.decode()


def test_product_off_the_agenda_is_neither_begun_nor_opened() -> None:
    evaluation = on_agenda(make_sitting())
    client = browser("thao")
    assert client.get(address("begin_scoring", evaluation.pk)).status_code == 200
    early = client.get(address("open_sheets", evaluation.pk), follow=True)
    assert "«trong chương trình họp»" in early.content.decode()
    seat = evaluation.panel.get(user=person("minh")).member_id
    client.post(address("take_off", evaluation.pk), {"reason": "Chủ thể xin rút"})
    answer = client.get(address("place", evaluation.pk, seat), follow=True)
    told = "Không đổi thành phần chấm được nữa: sản phẩm đã rút khỏi chương trình."
    assert told in answer.content.decode()
    assert "Phiếu đã mở" not in answer.content.decode()
    for name in ("begin_scoring", "open_sheets"):
        answer = client.get(address(name, evaluation.pk), follow=True)
        assert len(answer.redirect_chain) == 1
        assert "«đã rút khỏi chương trình»" in answer.content.decode(), name
