"""The running sitting: order of the agenda, the floor, its time, pages that follow (R19, R20)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import IntegrityError
from django.test import Client

from accounts.models import JournalEntry
from councils.models import Sitting
from evaluations import agenda_actions, agenda_order_actions, floor_actions
from evaluations.models import Evaluation, Floor, Panel
from territories import clock
from tests.cast import person
from tests.factories import make_sitting, make_submission

from .sittings import (
    acting,
    all_hand_in,
    best_marks,
    concluded,
    fill,
    hand_in,
    marks_for,
    on_agenda,
    rules_of,
    scoring,
)
from .test_closing import tick
from .test_sheet_api import api
from .test_sheet_pages import address, browser, followed, plain

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/quang-ngai/"
PAGE_QUERIES, FRESH_QUERIES, FLOOR_QUERIES = 43, 23, 20


def recuse(evaluation: Evaluation, login: str) -> None:
    with acting("thao"):
        member = evaluation.sitting.council.members.get(user=person(login))
        agenda_actions.recuse(
            evaluation=evaluation, member=member, reason="Người nhà", by=person("thao")
        )


def call(evaluation: Evaluation | None, sitting: Sitting, login: str = "lan") -> Floor:
    with acting(login):
        return floor_actions.call_product(sitting=sitting, evaluation=evaluation, by=person(login))


def agenda(*names: str) -> list[Evaluation]:
    """Return products on one agenda."""
    sitting = make_sitting()
    return [on_agenda(sitting, make_submission(name=name)) for name in names]


def order_of(sitting: Sitting) -> list[str]:
    rows = sitting.agenda.order_by("ordinal").select_related("submission")
    return [one.submission.snapshot["product"]["name"] for one in rows]


def poll(client: Client, name: str, pk: int, stamp: str = "") -> Any:
    headers = {"If-None-Match": stamp} if stamp else {}
    return client.get(address(name, pk), headers=headers)


# --- the order of the agenda ---


def test_secretary_takes_the_proposed_order_and_moves_products_by_buttons() -> None:
    first, second, third, fourth = agenda("Tỏi", "Muối", "Cá", "Rau")
    recuse(first, "an")
    recuse(third, "an")
    sitting, client = first.sitting, browser("thao")
    page = client.get(address("agenda_order", sitting.pk))
    assert "ra, vào phòng 4 lượt; theo thứ tự dưới đây còn 2 lượt" in plain(page)
    order = re.search(r'name="order" value="([\d,]+)"', page.content.decode())[1]
    shown = followed(client, client.post(page.request["PATH_INFO"], {"order": order}))
    assert "đã tốt nhất: các thành viên ra, vào phòng 2 lượt" in shown
    assert order_of(sitting) == ["Tỏi", "Cá", "Muối", "Rau"]
    client.post(page.request["PATH_INFO"], {"up": fourth.pk})
    assert order_of(sitting) == ["Tỏi", "Cá", "Rau", "Muối"]
    client.post(page.request["PATH_INFO"], {"down": first.pk})
    assert order_of(sitting) == ["Cá", "Tỏi", "Rau", "Muối"]
    client.post(page.request["PATH_INFO"], {"up": third.pk})  # it is the first already
    assert order_of(sitting) == ["Cá", "Tỏi", "Rau", "Muối"]
    entry = JournalEntry.objects.filter(verb="arrange_agenda").earliest("pk")
    assert (entry.facts["moves_before"], entry.facts["moves_after"]) == (4, 2)
    assert second.pk in entry.facts["order"]


def test_what_has_begun_keeps_its_place_by_both_doors() -> None:
    first, second, third = agenda("Tỏi", "Muối", "Cá")
    with acting("thao"):
        agenda_actions.begin_scoring(evaluation=second, by=person("thao"))
    where = f"{ROOT}sittings/{first.sitting_id}/order/"
    assert api("thao").post(where, {"order": [third.pk, first.pk]}).json()["moves"] == 0
    assert order_of(first.sitting) == ["Cá", "Muối", "Tỏi"]
    with acting("thao"), pytest.raises(ValidationError, match="đã bắt đầu chấm"):
        agenda_order_actions.move_product(
            sitting=first.sitting, evaluation=second, is_up=True, by=person("thao")
        )
    # An order of yesterday, with what has begun since or without what has come, is refused.
    for stale in ([first.pk, second.pk, third.pk], [first.pk], [first.pk, first.pk]):
        assert api("thao").post(where, {"order": stale}).status_code == 409
    said = browser("thao")
    page = address("agenda_order", first.sitting_id)
    assert "Hãy tải lại trang" in followed(said, said.post(page, {"order": f"{first.pk}"}))
    assert order_of(first.sitting) == ["Cá", "Muối", "Tỏi"]


def test_order_proposed_through_the_api_and_of_a_closed_sitting_refused() -> None:
    first, second, third = agenda("Tỏi", "Muối", "Cá")
    recuse(first, "an")
    recuse(third, "an")
    where = f"{ROOT}sittings/{first.sitting_id}/order/"
    answer = api("thao").post(where, {}).json()
    assert answer == {"order": [first.pk, third.pk, second.pk], "moves": 2}
    Sitting.objects.update(status="closed")
    assert api("thao").post(where, {}).status_code == 400


def test_secretary_who_is_recused_orders_the_product_without_its_name() -> None:
    first, _second = agenda("Tỏi quý", "Muối")
    recuse(first, "thao")
    page = plain(browser("thao").get(address("agenda_order", first.sitting_id)))
    assert "sản phẩm anh/chị không tham gia" in page
    assert "Tỏi quý" not in page


# --- the floor ---


def test_chair_delegate_and_secretary_give_the_floor_and_nobody_else() -> None:
    first, second = agenda("Tỏi", "Muối")
    where = address("floor", first.sitting_id)
    for login, status in (("minh", 404), ("tuan", 403), ("kiem", 403), ("hoa", 403), ("tu", 404)):
        assert browser(login).post(where, {"evaluation": first.pk}).status_code == status
    assert not Floor.objects.exists()
    assert browser("lan").post(where, {"evaluation": first.pk}).status_code == 303
    assert Floor.objects.get().evaluation == first
    browser("binh").post(where, {"evaluation": second.pk})
    assert Floor.objects.get().evaluation == second
    Sitting.objects.update(presided_by=second.sitting.council.members.get(user=person("minh")))
    browser("minh").post(where, {"evaluation": first.pk})
    assert Floor.objects.get().by == person("minh")
    browser("minh").post(where, {"evaluation": ""})
    assert Floor.objects.get().evaluation is None
    acts = JournalEntry.objects.filter(verb="call_product").order_by("pk")
    codes = [first, second, first]
    assert [one.facts["product"] for one in acts] == [
        *(one.submission.product_code for one in codes), None
    ]  # fmt: skip


def test_every_member_is_shown_the_floor_and_led_to_his_own_work() -> None:
    evaluation = scoring()
    sitting = evaluation.sitting
    call(evaluation, sitting)
    for login, page in (("minh", "sheet"), ("thao", "evaluation"), ("tra", "evaluation")):
        answer = poll(browser(login), "floor", sitting.pk)
        assert "Đang thảo luận: 1. Tỏi đen Lý Sơn" in plain(answer)
        assert f'href="{address(page, evaluation.pk)}"' in answer.content.decode()
    hand_in(evaluation, "minh", best_marks(rules_of(evaluation)))
    answer = poll(browser("minh"), "floor", sitting.pk).content.decode()
    assert f'href="{address("sheet_receipt", evaluation.pk)}"' in answer
    adviser = poll(browser("tuan"), "floor", sitting.pk)
    assert "Tỏi đen" in plain(adviser)
    assert "<a " not in adviser.content.decode()
    assert "Tỏi" not in plain(poll(browser("quan"), "floor", sitting.pk))


def test_page_of_a_member_goes_along_and_the_board_stays() -> None:
    evaluation = scoring()
    call(evaluation, evaluation.sitting)
    member = browser("minh").get(address("sitting", evaluation.sitting_id)).content.decode()
    assert "data-live-follows" in member
    assert f'data-target="{address("sheet", evaluation.pk)}"' in member
    for login in ("thao", "lan", "tra"):
        page = browser(login).get(address("sitting", evaluation.sitting_id)).content.decode()
        assert "data-live-follows" not in page
        assert "Đang thảo luận" in page
    # Above the sheet there is the banner, and nothing that moves by itself.
    sheet = browser("minh").get(address("sheet", evaluation.pk)).content.decode()
    assert f'data-live="{address("floor", evaluation.sitting_id)}"' in sheet
    assert "data-live-follows" not in sheet


def test_r20_recused_member_learns_only_that_it_is_not_for_him() -> None:
    first, second = agenda("Tỏi quý", "Muối")
    recuse(first, "minh")
    call(first, first.sitting)
    client = browser("minh")
    for name in ("floor", "sitting_live"):
        answer = poll(client, name, first.sitting_id)
        assert "sản phẩm anh/chị không tham gia" in plain(answer)
        assert "Tỏi quý" not in answer.content.decode()
        assert 'data-floor=""' in answer.content.decode()
        assert "data-target" not in answer.content.decode()
    told = api("minh").get(f"{ROOT}sittings/{first.sitting_id}/floor/").json()
    assert (told["evaluation"], told["product"], told["is_recused"]) == (None, None, True)
    call(second, second.sitting)
    assert "2. Muối" in plain(poll(client, "floor", first.sitting_id))
    # Nor may a chair who is recused call it himself.
    recuse(first, "lan")
    where = address("floor", first.sitting_id)
    assert browser("lan").post(where, {"evaluation": first.pk}).status_code == 404


def test_floor_is_of_this_agenda_and_of_an_open_sitting() -> None:
    first = on_agenda()
    other = on_agenda(make_sitting(council=first.sitting.council), make_submission(name="Muối"))
    with pytest.raises(ValidationError, match="không chờ thảo luận"):
        call(other, first.sitting)
    # The database refuses it as well.
    facts = {"province": first.province, "since": clock.now(), "by": person("lan")}
    with pytest.raises(IntegrityError), transaction.atomic():
        Floor.objects.create(sitting=first.sitting, evaluation=other, **facts)
    call(first, first.sitting)
    Sitting.objects.update(status="closed")
    assert "Đang thảo luận" not in plain(poll(browser("minh"), "floor", first.sitting_id))
    with pytest.raises(ValidationError, match="đã kết thúc"):
        call(None, first.sitting)


def test_concluded_product_gives_the_floor_up() -> None:
    evaluation = scoring()
    call(evaluation, evaluation.sitting)
    all_hand_in(evaluation, [75, 76, 77], star=4)
    concluded(evaluation)
    assert "Đang thảo luận" not in plain(poll(browser("minh"), "floor", evaluation.sitting_id))
    call(None, evaluation.sitting)
    with pytest.raises(ValidationError, match="không chờ thảo luận"):
        call(evaluation, evaluation.sitting, "thao")


# --- the time ---


def test_timer_counts_from_the_server_and_ends_with_the_product() -> None:
    first, second = agenda("Tỏi", "Muối")
    where = f"{ROOT}sittings/{first.sitting_id}/"
    assert api("lan").post(f"{where}timer/", {"minutes": 5}).status_code == 400  # of what?
    api("lan").post(f"{where}discuss/", {"evaluation": first.pk})
    before = clock.now()
    told = api("lan").post(f"{where}timer/", {"minutes": 5}).json()
    ends = Floor.objects.get().timer_ends_at
    assert before + timedelta(minutes=5) <= ends <= clock.now() + timedelta(minutes=5)
    assert told["timer_ends_at"] == ends.astimezone(clock.ZONE).isoformat()
    shown = poll(browser("minh"), "floor", first.sitting_id)
    assert "còn 5 phút" in plain(shown)
    assert f'data-ends="{ends.timestamp()}"' in shown.content.decode()
    for wrong in (0, -1, 121, 10**9, "NaN", 1.5):
        assert api("lan").post(f"{where}timer/", {"minutes": wrong}).status_code == 400
    browser("lan").post(address("floor", first.sitting_id), {"minutes": "9" * 40})
    assert Floor.objects.get().timer_ends_at == ends
    call(first, first.sitting)  # said again: the time runs on
    assert Floor.objects.get().timer_ends_at == ends
    call(second, first.sitting)
    assert Floor.objects.get().timer_ends_at is None
    browser("thao").post(address("floor", first.sitting_id), {"minutes": "10"})
    browser("thao").post(address("floor", first.sitting_id), {"minutes": "0"})
    assert Floor.objects.get().timer_ends_at is None


def test_time_that_has_run_out_takes_no_right_away() -> None:
    evaluation = scoring()
    call(evaluation, evaluation.sitting)
    Floor.objects.update(timer_ends_at=clock.now() - timedelta(minutes=1))
    assert "đã hết giờ" in plain(poll(browser("minh"), "floor", evaluation.sitting_id))
    sheet = hand_in(evaluation, "minh", best_marks(rules_of(evaluation)))
    assert sheet.status == "submitted"


# --- the page that follows ---


def test_unchanged_page_is_not_sent_again_and_every_change_is() -> None:
    evaluation = scoring()
    sitting, client = evaluation.sitting, browser("thao")

    def changed(stamp: str) -> str:
        """Return the new stamp, which must be another, and then hold: until the minute turns."""
        began = None
        while began != clock.now().minute:
            began = clock.now().minute
            answer = poll(client, "sitting_live", sitting.pk, stamp)
            assert answer.status_code == 200
            again = poll(client, "sitting_live", sitting.pk, answer.headers["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        return answer.headers["ETag"]

    stamp = changed("")
    assert poll(browser("lan"), "sitting_live", sitting.pk, stamp).status_code == 200  # his own
    fill(evaluation, "minh", {"A/1.1": 2})
    stamp = changed(stamp)
    hand_in(evaluation, "lan", best_marks(rules_of(evaluation)))
    stamp = changed(stamp)
    call(evaluation, sitting)
    stamp = changed(stamp)
    with acting("thao"):
        member = sitting.council.members.get(user=person("an"))
        agenda_actions.mark_absent(
            evaluation=evaluation, member=member, reason="Ốm", by=person("thao")
        )
    stamp = changed(stamp)
    on_agenda(sitting, make_submission(name="Muối"))
    changed(stamp)


def test_r19_marks_leave_no_trace_in_what_is_polled_before_the_opening() -> None:
    """The same acts with other marks give the same words and the same answers."""
    answers = []
    for totals in ([90, 89, 88], [40, 41, 42]):
        evaluation = scoring(make_sitting(), make_submission(name="Tỏi đen Lý Sơn"))
        rules = rules_of(evaluation)
        for login, total in zip(("lan", "minh"), totals, strict=False):
            hand_in(evaluation, login, marks_for(rules, total))
        fill(evaluation, "an", marks_for(rules, totals[2]))
        client = browser("thao")
        page = poll(client, "sitting_live", evaluation.sitting_id)
        with acting("an"):  # a mark changes nothing that is shown
            fill(evaluation, "an", {"A/1.1": 1})
        held = poll(client, "sitting_live", evaluation.sitting_id, page.headers["ETag"])
        assert held.status_code == 304
        text = page.content.decode()
        answers.append(re.sub(r'data-now="[^"]*"|\b\d{1,9}\b/?(?=["/])|value="\d+"', "", text))
    assert answers[0] == answers[1]
    assert "điểm trung bình" not in answers[0]


def test_result_shows_on_the_close_to_those_who_may_see_it() -> None:
    evaluation = scoring()
    recused = scoring(evaluation.sitting, make_submission(name="Muối"))
    with acting("thao"):
        agenda_actions.recuse(
            evaluation=recused,
            member=evaluation.sitting.council.members.get(user=person("an")),
            reason="Người nhà",
            by=person("thao"),
        )
    all_hand_in(evaluation, [75, 76, 77], star=4)
    all_hand_in(recused, [55, 56], ("lan", "minh"))
    clients = {login: browser(login) for login in ("thao", "lan", "minh", "an", "tuan")}
    stamps = {}
    for login, client in clients.items():
        answer = poll(client, "sitting_live", evaluation.sitting_id)
        assert "điểm trung bình" not in plain(answer)
        stamps[login] = answer.headers["ETag"]
    concluded(evaluation)
    concluded(recused)
    for login, client in clients.items():
        answer = poll(client, "sitting_live", evaluation.sitting_id, stamps[login])
        assert answer.status_code == 200
        text = plain(answer)
        assert ("điểm trung bình 76,00" in text) == (login != "tuan"), login
        assert ("điểm trung bình 55,50" in text) == (login in ("thao", "lan", "minh")), login


def test_concluded_product_without_a_star_is_not_called_undecided() -> None:
    evaluation = scoring()
    for login in ("lan", "minh", "an"):
        tick(evaluation, login, "#1")
        hand_in(evaluation, login, best_marks(rules_of(evaluation)))
    concluded(evaluation)
    for login in ("thao", "an"):  # the board, and a member's own list
        text = plain(poll(browser(login), "sitting_live", evaluation.sitting_id))
        assert re.search(r"không xếp hạng\s+điểm trung bình", text), login
        assert "chưa phân hạng" not in text, login


@pytest.mark.parametrize("products", [1, 3])
def test_queries_of_what_is_polled_do_not_grow_with_the_products(
    products: int, django_assert_num_queries: Any
) -> None:
    first = scoring()
    for number in range(products - 1):
        scoring(first.sitting, make_submission(name=f"Sản phẩm {number}"))
    for one in Evaluation.objects.all():
        fill(one, "minh", {"A/1.1": 2})
    assert Panel.objects.count() == 4 * products
    call(first, first.sitting)
    client, member = browser("thao"), browser("minh")
    stamp = poll(client, "sitting_live", first.sitting_id).headers["ETag"]
    banner = poll(member, "floor", first.sitting_id).headers["ETag"]
    with django_assert_num_queries(PAGE_QUERIES):
        poll(client, "sitting_live", first.sitting_id)
    with django_assert_num_queries(FRESH_QUERIES):
        assert poll(client, "sitting_live", first.sitting_id, stamp).status_code == 304
    with django_assert_num_queries(FLOOR_QUERIES):
        assert poll(member, "floor", first.sitting_id, banner).status_code == 304


def test_poll_does_not_keep_a_session_awake() -> None:
    evaluation = scoring()
    client = browser("minh")
    client.get(address("sitting", evaluation.sitting_id))
    session = client.session
    session["seen_at"] = seen = session["seen_at"] - 100
    session.save()
    client.get(address("floor", evaluation.sitting_id), headers={"X-Live": "1"})
    assert client.session["seen_at"] == seen
    client.get(address("floor", evaluation.sitting_id))
    assert client.session["seen_at"] > seen
