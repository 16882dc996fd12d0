"""Acts on a province's year: open it, set its due dates, add a round (R4)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from products import actions, cycle_actions
from products.cycle import Step
from products.models import Cycle, Round
from territories import clock
from tests.cast import person, province
from tests.factories import make_cycle, make_participation, make_step_five

from .dossiers import forward_handed_in, hand_in_filled
from .test_actions import do, last, refused
from .ways import API, PAGE, at, client, described, send, words

pytestmark = pytest.mark.django_db
YEAR = 2026


@pytest.fixture(autouse=True)
def _in_june():
    with clock.fixed(date(YEAR, 6, 15)):
        yield


def opened(year: int = YEAR) -> Cycle:
    return do("binh", cycle_actions.open_cycle, province=province(), year=year)


def test_open_cycle_brings_the_rounds_of_article_5_and_due_dates() -> None:
    cycle = opened()
    rounds = list(cycle.rounds.values_list("ordinal", "requests_before", "held_before"))
    assert rounds == [
        (1, date(2026, 4, 30), date(2026, 6, 30)),
        (2, date(2026, 10, 30), date(2026, 12, 30)),
    ]
    assert list(cycle.deadlines.values_list("step", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert (last().verb, last().facts["book"], last().facts["rounds"]) == (
        "open",
        "26/2026/QĐ-TTg",
        2,
    )


@pytest.mark.parametrize("year", [YEAR - 1, YEAR + 2])
def test_open_cycle_of_a_far_year_is_refused(year: int) -> None:
    refusal = refused("binh", cycle_actions.open_cycle, province=province(), year=year)
    assert refusal.message_dict == {"year": ["Chỉ mở được chu trình của năm nay hoặc năm sau."]}


def test_open_cycle_twice_is_refused() -> None:
    opened()
    refusal = refused("binh", cycle_actions.open_cycle, province=province(), year=YEAR)
    assert refusal.messages == ["Chu trình của năm này đã được mở."]
    assert opened(YEAR + 1).year == YEAR + 1


def test_set_deadlines_changes_what_is_named_and_says_both() -> None:
    cycle = opened()
    days = {1: date(2026, 4, 1), 6: None}
    do("binh", cycle_actions.set_deadlines, cycle=cycle, deadlines=days)
    assert cycle.deadlines.get(step=1).due_on == date(2026, 4, 1)
    assert not cycle.deadlines.filter(step=6).exists()
    assert last().facts["before"]["1"] == "2026-03-31"
    assert last().facts["after"]["1"] == "2026-04-01"


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({1: date(2025, 12, 31)}, "step_1"),
        ({6: date(2028, 1, 1)}, "step_6"),
        ({2: date(2026, 5, 1), 4: date(2026, 4, 30)}, "step_4"),
    ],
)
def test_set_deadlines_out_of_order_is_refused(days: dict, field: str) -> None:
    refusal = refused("binh", cycle_actions.set_deadlines, cycle=opened(), deadlines=days)
    assert list(refusal.message_dict) == [field]


def test_add_round_keeps_its_reason() -> None:
    cycle = opened()
    facts = {"requests_before": date(2026, 8, 1), "held_before": date(2026, 9, 15)}
    extra = do("binh", cycle_actions.add_round, cycle=cycle, reason=" Kế hoạch  56 ", **facts)
    assert extra.ordinal == 3
    assert last().facts["reason"] == "Kế hoạch 56"


def test_what_was_requested_after_the_last_round_falls_into_a_new_one() -> None:
    """Điều 5.1: the day of the request counts, also for a round that is set afterwards; R4."""
    cycle, sent = opened(), []
    with clock.fixed(date(YEAR, 11, 20)):
        for day in (4, 5):
            way = make_step_five(
                name=f"Tỏi {day}", **({"producer": sent[0].product.producer} if sent else {})
            )
            with clock.fixed(date(YEAR, 11, day)):
                hand_in_filled(way)
            sent.append(forward_handed_in(way, requested_on=date(YEAR, 11, day)))
        assert [way.round for way in sent] == [None, None]
        days = {"requests_before": date(YEAR, 11, 5), "held_before": date(YEAR, 12, 20)}
        extra = do("binh", cycle_actions.add_round, cycle=cycle, reason="Kế hoạch 61", **days)
        assert last().facts["taken_in"] == 1
        following = opened(YEAR + 1)
    for way in sent:
        way.refresh_from_db()
    assert sent[0].round == extra
    assert (sent[1].round.cycle, sent[1].round.ordinal) == (following, 1)


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"held_before": date(2026, 8, 1)}, "held_before"),
        ({"requests_before": date(2027, 8, 1), "held_before": date(2027, 9, 1)}, "requests_before"),
        ({"requests_before": date(2026, 4, 30)}, "requests_before"),
    ],
)
def test_add_round_exits(over: dict, field: str) -> None:
    days = {"requests_before": date(2026, 8, 1), "held_before": date(2026, 9, 15)}
    facts = {"cycle": opened(), "reason": "Kế hoạch 56", **days}
    refusal = refused("binh", cycle_actions.add_round, **facts | over)
    assert list(refusal.message_dict) == [field]
    assert Round.objects.count() == 2


def test_closed_year_takes_nothing_more() -> None:
    cycle = make_cycle(closed_at=clock.now(), closed_by=person("binh"))
    facts = {"cycle": cycle, "deadlines": {1: clock.today() + timedelta(1)}}
    refusal = refused("binh", cycle_actions.set_deadlines, **facts)
    assert refusal.messages == ["Chu trình này đã kết thúc."]


def test_closed_year_takes_nothing_new_and_what_is_under_way_goes_on() -> None:
    cycle = opened()
    way = at(Step.IDEA, "submitted", cycle=cycle)
    other = described(name="Tỏi ngâm", producer=way.product.producer)
    do("binh", cycle_actions.close_cycle, cycle=cycle, note="Hết năm.")
    cycle.refresh_from_db()
    assert (cycle.closed_by, last().facts["under_way"]) == (person("binh"), 1)
    assert refused("san", actions.enrol, product=other, cycle=cycle).message_dict == {
        "cycle": ["Chu trình này không mở cho đăng ký."]
    }
    with pytest.raises(DatabaseError, match="the cycle is closed"), transaction.atomic():
        make_participation(product=other, cycle=cycle)
    row = do("hoa", actions.accept, participation=way)
    assert (row.step, row.status, row.cycle) == (Step.BUSINESS_PLAN, "draft", cycle)
    do("binh", cycle_actions.reopen_cycle, cycle=cycle, reason="Đóng nhầm.")
    assert do("san", actions.enrol, product=other, cycle=cycle).cycle == cycle


def test_year_to_come_is_not_closed_and_a_closed_one_not_twice() -> None:
    coming = opened(YEAR + 1)
    assert "chưa bắt đầu" in str(refused("binh", cycle_actions.close_cycle, cycle=coming))
    cycle = opened()
    do("binh", cycle_actions.close_cycle, cycle=cycle)
    assert "đã kết thúc" in str(refused("binh", cycle_actions.close_cycle, cycle=cycle))
    assert refused("binh", cycle_actions.reopen_cycle, cycle=cycle, reason=" ").message_dict == {
        "reason": ["Hãy ghi lý do."]
    }


def test_both_doors_close_a_year_and_show_what_is_open() -> None:
    cycle = opened()
    at(Step.IDEA, "submitted", cycle=cycle)
    page = client("binh").get(f"{PAGE}lich/{YEAR}/dong/").content.decode()
    assert "1 sản phẩm chưa kết thúc" in page
    assert "Xem và tiếp nhận ý tưởng sản phẩm" in page
    assert client("binh").post(f"{PAGE}lich/{YEAR}/dong/", {"note": ""}).status_code == 303
    assert "Chu trình đã đóng" in client("binh").get(f"{PAGE}lich/{YEAR}/").content.decode()
    refusal = send(client("binh"), "api", f"{API}cycles/{YEAR}/close/", {})
    assert words(refusal) == {"non_field_errors": ["Chu trình này đã kết thúc."]}
    answer = send(client("binh"), "api", f"{API}cycles/{YEAR}/reopen/", {"reason": "Đóng nhầm."})
    assert answer.json()["closed_at"] is None
