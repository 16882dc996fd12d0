"""Acts on participations: every exit of each, and what the journal keeps."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import JournalEntry, Notice
from accounts.workflow import TransitionRefused
from products import actions, sheet_actions
from products.cycle import Purpose, Status, Step, takes_entries
from products.models import BusinessPlan, Participation
from territories import clock
from territories.tenancy import acting_for
from tests.cast import person, province
from tests.factories import make_cycle, make_producer, make_product

from .ways import IDEA, PLAN, at, described, line, own_producer, picture

pytestmark = pytest.mark.django_db
SOON = timedelta(days=7)


def do(login: str, act: Callable[..., Any], **facts: Any) -> Any:
    """Run an action as the province's role, as a request does."""
    with acting_for(province(), person(login)):
        return act(by=person(login), **facts)


def last() -> JournalEntry:
    return JournalEntry.objects.order_by("-pk").first()


def refused(login: str, act: Callable[..., Any], **facts: Any) -> ValidationError:
    with pytest.raises(ValidationError) as refusal:
        do(login, act, **facts)
    return refusal.value


# enrol


def test_enrol_begins_at_registration() -> None:
    product, cycle = described(), make_cycle()
    row = do("hoa", actions.enrol, product=product, cycle=cycle)
    assert (row.step, row.status, row.version) == (1, "draft", 1)
    assert last().verb == "enrol"
    assert last().facts == {"year": cycle.year, "on_behalf": True}


@pytest.mark.parametrize("purpose", [Purpose.UPGRADE, Purpose.RE_EVALUATION])
def test_enrol_other_purposes_need_a_certificate(purpose: str) -> None:
    refusal = refused(
        "hoa", actions.enrol, product=described(), cycle=make_cycle(), purpose=purpose
    )
    assert "giấy chứng nhận còn hiệu lực" in refusal.message_dict["purpose"][0]


def test_enrol_twice_is_refused_until_the_first_has_ended() -> None:
    row = at(Step.IDEA)
    refusal = refused("hoa", actions.enrol, product=row.product, cycle=row.cycle)
    assert refusal.messages == ["Sản phẩm đang tham gia một chu trình chưa kết thúc."]
    do("hoa", actions.withdraw, participation=row, reason="Ngừng sản xuất")
    do("hoa", actions.enrol, product=row.product, cycle=row.cycle)
    assert Participation.objects.count() == 2


def test_enrol_in_a_closed_year_is_refused() -> None:
    cycle = make_cycle(closed_at=clock.now(), closed_by=person("binh"))
    refusal = refused("hoa", actions.enrol, product=described(), cycle=cycle)
    assert refusal.message_dict == {"cycle": ["Chu trình này không mở cho đăng ký."]}


@pytest.mark.parametrize(
    ("day", "takes"),
    [
        pytest.param(date(2026, 12, 31), True, id="last day"),
        pytest.param(date(2027, 1, 1), False, id="past"),
        pytest.param(date(2025, 12, 31), True, id="coming"),
    ],
)
def test_enrol_in_a_year_that_is_past_is_refused(day: date, takes: bool) -> None:
    assert takes_entries(2026, today=day) is takes
    product, cycle = described(), make_cycle(year=2026)
    with clock.fixed(day):
        if takes:
            assert do("hoa", actions.enrol, product=product, cycle=cycle).cycle == cycle
            return
        refusal = refused("hoa", actions.enrol, product=product, cycle=cycle)
    assert refusal.message_dict == {
        "cycle": [
            "Chu trình năm 2026 không nhận đăng ký mới: hãy chọn chu trình đang mở của năm nay"
            " hoặc năm sau."
        ]
    }
    assert not Participation.objects.exists()


@pytest.mark.parametrize("status", ["pending", "refused", "inactive"])
def test_enrol_needs_a_confirmed_producer(status: str) -> None:
    product = make_product(producer=make_producer(status=status), description="Hộp")
    refusal = refused("hoa", actions.enrol, product=product, cycle=make_cycle())
    assert "chưa được xã xác nhận" in refusal.message_dict["producer"][0]


@pytest.mark.parametrize(
    ("form", "number", "fits"),
    [
        ("cooperative", 7, True),
        ("association", 7, False),  # Điều 2.3: for tourism only
        ("association", 26, True),
        ("farm", 26, True),
    ],
)
def test_enrol_asks_who_may_apply(form: str, number: int, fits: bool) -> None:
    producer = make_producer(legal_form=form)
    product = make_product(producer=producer, line=line(number), description="x")
    facts = {"product": product, "cycle": make_cycle()}
    if fits:
        assert do("hoa", actions.enrol, **facts).step == 1
    else:
        refusal = refused("hoa", actions.enrol, **facts)
        assert "không được đăng ký bộ sản phẩm này" in refusal.message_dict["producer"][0]


# submit


@pytest.mark.parametrize("step", [1, 2, 3, 4])
@pytest.mark.parametrize("status", ["draft", "returned"])
def test_submit_hands_each_step_in(step: int, status: str) -> None:
    row = at(step, status, return_reason="Thêm ảnh", return_by=date(2030, 1, 1))
    before = row.since
    row = do("san", actions.submit_step, participation=row, version=1)
    assert (row.step, row.status, row.version) == (step, "submitted", 2)
    assert (row.return_reason, row.return_by) == ("", None)
    assert row.since > before
    assert last().facts == {
        "before": status, "after": "submitted", "step": step, "on_behalf": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("step", "break_it", "named"),
    [
        (1, {"description": " "}, "mô tả, quy cách, tiêu chuẩn"),
        (2, {"market": ""}, "thị trường dự kiến"),
        (3, {"schedule": ""}, "tiến độ"),
        (4, None, "báo cáo triển khai"),
    ],
)
def test_submit_names_what_is_missing(step: int, break_it: dict | None, named: str) -> None:
    row = at(step)
    paper = {1: row.product, 2: getattr(row, "idea", None), 3: getattr(row, "plan", None)}.get(step)
    if break_it is None:
        row.production_reports.all().delete()
    else:
        type(paper).objects.filter(pk=paper.pk).update(**break_it)
    refusal = refused("san", actions.submit_step, participation=row)
    assert refusal.messages == [f"Chưa nộp được, còn thiếu: {named}."]
    row.refresh_from_db()
    assert row.status == "draft"


@pytest.mark.parametrize("status", ["submitted", "withdrawn", "closed"])
def test_submit_out_of_turn_is_refused(status: str) -> None:
    refusal = refused("san", actions.submit_step, participation=at(2, status))
    assert isinstance(refusal, TransitionRefused)


@pytest.mark.parametrize("act", [actions.submit_step, actions.accept])
def test_step_five_has_acts_of_its_own(act: Callable[..., Any]) -> None:
    row = at(5, "submitted")
    with pytest.raises(TransitionRefused, match="trang hồ sơ đánh giá"):
        do("hoa", act, participation=row)


# accept


@pytest.mark.parametrize(("step", "login"), [(1, "hoa"), (2, "hoa"), (3, "binh"), (4, "hoa")])
def test_accept_opens_the_next_step(step: int, login: str) -> None:
    row = at(step, "submitted")
    BusinessPlan.objects.update(
        appraisal="Được", appraised_at=clock.now(), appraised_by=person("binh")
    )
    row = do(login, actions.accept, participation=row, version=1)
    assert (row.step, row.status) == (step + 1, "draft")
    verbs = JournalEntry.objects.order_by("pk").values_list("verb", "facts__step")
    assert list(verbs) == [("accept", step), ("next_step", step + 1)]
    told = Notice.objects.filter(text__startswith="«Tỏi đen Lý Sơn»: đã tiếp nhận bước")
    # The commune hears of it as well, where it was not its own word.
    hears = {person("san").pk} | ({person("hoa").pk} if login == "binh" else set())
    assert set(told.values_list("to", flat=True)) == hears


@pytest.mark.parametrize(("step", "login"), [(1, "binh"), (2, "binh"), (3, "hoa"), (4, "binh")])
@pytest.mark.parametrize("act", ["accept", "send_back"])
def test_decisions_of_the_other_level_are_forbidden(step: int, login: str, act: str) -> None:
    row = at(step, "submitted")
    facts = {"reason": "x", "return_by": clock.today() + SOON} if act == "send_back" else {}
    with pytest.raises(PermissionDenied):
        do(login, getattr(actions, act), participation=row, **facts)


def test_accept_follows_the_setting_of_the_province() -> None:
    where = province()
    where.settings = {"acceptors": {"2": "province"}}
    where.save()
    row = at(2, "submitted")
    with pytest.raises(PermissionDenied):
        do("hoa", actions.accept, participation=row)
    assert do("binh", actions.accept, participation=row).step == 3


def test_accept_a_plan_needs_its_appraisal() -> None:
    refusal = refused("binh", actions.accept, participation=at(3, "submitted"))
    assert refusal.messages == ["Hãy ghi ý kiến thẩm định trước khi tiếp nhận phương án."]


@pytest.mark.parametrize("status", ["draft", "returned", "withdrawn", "closed"])
def test_accept_what_was_not_handed_in_is_refused(status: str) -> None:
    refusal = refused("hoa", actions.accept, participation=at(2, status))
    assert isinstance(refusal, TransitionRefused)


# send back, withdraw


def test_send_back_says_why_and_by_when() -> None:
    day = clock.today() + SOON
    row = at(2, "submitted")
    row = do(
        "hoa", actions.send_back, participation=row, reason=" Thêm  vùng trồng ", return_by=day
    )
    assert (row.status, row.return_reason, row.return_by) == ("returned", "Thêm vùng trồng", day)
    assert last().facts["reason"] == "Thêm vùng trồng"
    assert last().facts["return_by"] == day.isoformat()
    assert Notice.objects.get().to == person("san")


@pytest.mark.parametrize(
    ("reason", "days", "field", "words"),
    [
        ("  ", 7, "reason", "Hãy ghi lý do."),
        ("x", 0, "return_by", "Hạn bổ sung phải sau hôm nay."),
    ],
)
def test_send_back_without_reason_or_time_is_refused(reason, days, field, words) -> None:
    day = clock.today() + timedelta(days)
    facts = {"reason": reason, "return_by": day}
    refusal = refused("hoa", actions.send_back, participation=at(2, "submitted"), **facts)
    assert refusal.message_dict == {field: [words]}


@pytest.mark.parametrize("status", ["draft", "submitted", "returned"])
@pytest.mark.parametrize("step", [1, 2, 3, 4])
def test_withdraw_ends_any_open_way(step: int, status: str) -> None:
    row = do("san", actions.withdraw, participation=at(step, status), reason="Thiếu nguyên liệu")
    assert row.status == "withdrawn"
    assert last().facts["reason"] == "Thiếu nguyên liệu"


@pytest.mark.parametrize(("status", "told"), [("submitted", 0), ("accepted", 1)])
def test_office_hears_that_what_is_before_it_was_withdrawn(status: str, told: int) -> None:
    row = do("san", actions.withdraw, participation=at(5, status), reason="Thiếu nguyên liệu")
    words = Notice.objects.filter(to=person("binh")).values_list("text", flat=True)
    said = f"«{row.product.name}» đã rút: xem lại chương trình họp, dự thảo quyết định."
    assert list(words) == [said] * told


def test_withdraw_a_recognised_product_is_refused() -> None:
    refusal = refused("san", actions.withdraw, participation=at(Step.PROMOTION), reason="x")
    assert refusal.messages[0].startswith("Sản phẩm đã được công nhận")


@pytest.mark.parametrize("status", ["withdrawn", "closed"])
def test_withdraw_what_is_over_is_refused(status: str) -> None:
    refusal = refused("san", actions.withdraw, participation=at(2, status), reason="x")
    assert isinstance(refusal, TransitionRefused)


@pytest.mark.parametrize(
    ("act", "login", "facts"),
    [
        ("submit_step", "san", {}),
        ("accept", "hoa", {}),
        ("send_back", "hoa", {"reason": "x", "return_by": date(2030, 1, 1)}),
        ("withdraw", "san", {"reason": "x"}),
    ],
)
def test_act_on_an_older_sight_is_stale(act: str, login: str, facts: dict[str, Any]) -> None:
    row = at(2, "submitted", version=4)
    refusal = refused(login, getattr(actions, act), participation=row, version=3, **facts)
    assert refusal.error_list[0].code == "stale"
    assert "bản 3, nay là bản 4" in refusal.messages[0]
    row.refresh_from_db()
    assert row.status == "submitted"


# papers


def test_save_idea_keeps_one_spelling_and_tells_what_changed() -> None:
    row = at(1)
    Participation.objects.update(step=Step.IDEA)
    idea = do(
        "san", sheet_actions.save_idea, participation=row, version=0, origin="To\u0309i ca\u0302y "
    )
    assert (idea.origin, idea.version) == ("Tỏi cây", 1)
    assert last().verb == "save_idea"
    assert last().facts == {"changed": ["origin"], "on_behalf": False}


def test_save_idea_without_change_writes_nothing() -> None:
    row = at(2)
    idea = do("san", sheet_actions.save_idea, participation=row, version=7, **IDEA)
    assert idea.version == 1
    assert not JournalEntry.objects.exists()


def test_save_idea_stale_names_both_values() -> None:
    row = at(2)
    do("hoa", sheet_actions.save_idea, participation=row, version=1, needs="Máy sấy")
    refusal = refused("san", sheet_actions.save_idea, participation=row, version=1, needs="Bao bì")
    assert {one.code for one in refusal.error_list} == {"stale"}
    assert "anh/chị nhập «Bao bì», hiện đang lưu «Máy sấy»" in refusal.messages[1]


@pytest.mark.parametrize(
    ("act", "step"),
    [("save_idea", Step.IDEA), ("save_plan", Step.BUSINESS_PLAN)],
)
@pytest.mark.parametrize("status", ["submitted", "withdrawn", "closed"])
def test_papers_are_closed_once_handed_in(act: str, step: int, status: str) -> None:
    facts = {"participation": at(step, status), "version": 1, "market": "x"}
    assert isinstance(refused("san", getattr(sheet_actions, act), **facts), TransitionRefused)


def test_save_plan_drops_the_appraisal_of_older_words() -> None:
    row = at(3, "returned")
    BusinessPlan.objects.update(
        appraisal="Được", appraised_at=clock.now(), appraised_by=person("binh")
    )
    facts = PLAN | {"schedule": "Quý IV"}
    plan = do("san", sheet_actions.save_plan, participation=row, version=1, **facts)
    assert (plan.appraisal, plan.appraised_at, plan.appraised_by) == ("", None, None)


def test_appraise_plan_keeps_text_day_and_person() -> None:
    row = at(3, "submitted")
    plan = do("binh", sheet_actions.appraise_plan, participation=row, version=1, appraisal=" Được ")
    assert (plan.appraisal, plan.appraised_by, plan.version) == ("Được", person("binh"), 2)
    assert last().facts == {"text": "Được"}


def test_appraise_plan_exits() -> None:
    row = at(3, "submitted")
    act = sheet_actions.appraise_plan
    refusal = refused("binh", act, participation=row, version=1, appraisal=" ")
    assert refusal.message_dict == {"appraisal": ["Hãy ghi ý kiến thẩm định."]}
    refusal = refused("binh", act, participation=row, version=0, appraisal="Được")
    assert refusal.error_list[0].code == "stale"
    with pytest.raises(PermissionDenied):
        do("hoa", act, participation=row, version=1, appraisal="Được")
    Participation.objects.update(status=Status.DRAFT)
    assert isinstance(
        refused("binh", act, participation=row, version=1, appraisal="Được"), TransitionRefused
    )


def test_production_report_keeps_its_file() -> None:
    row = at(4)
    report = do(
        "san",
        sheet_actions.add_production_report,
        participation=row,
        reported_on=clock.today(),
        done="Đã lắp máy",
        revenue=None,
        upload=picture(),
    )
    assert report.file.kind == "image"
    assert last().facts["sha256"] == report.file.sha256


def test_production_report_of_tomorrow_is_refused() -> None:
    day = clock.today() + timedelta(days=1)
    facts = {"participation": at(4), "reported_on": day, "done": "x"}
    refusal = refused("san", sheet_actions.add_production_report, **facts)
    assert "hôm nay trở về trước" in refusal.message_dict["reported_on"][0]


# awaiting


def test_awaiting_gives_each_person_his_own_turn() -> None:
    other = own_producer(name="HTX B", phone="+84912000001")
    rows = {
        "registered": at(1, "submitted"),
        "idea": at(2, "draft", product=described(name="B", producer=other)),
    }
    alone = make_producer(name="Hộ C", phone="+84912000002")
    rows["alone"] = at(2, "draft", product=described(name="C", producer=alone))
    rows["plan"] = at(3, "submitted", product=described(name="D", producer=alone))
    rows["over"] = at(2, "withdrawn", product=described(name="E", producer=alone))

    def turn(login: str) -> set[str]:
        with acting_for(province(), person(login)):
            found = set(Participation.objects.awaiting(person(login)))
        return {name for name, row in rows.items() if row in found}

    assert turn("san") == {"idea"}
    assert turn("hoa") == {"registered", "alone"}  # for a producer with nobody in the portal
    assert turn("binh") == {"plan"}
    assert turn("thu") == turn("lan") == turn("tra") == set()


def test_awaiting_takes_the_same_queries_for_any_number(django_assert_num_queries) -> None:
    alone = make_producer(name="Hộ C", phone="+84912000002")
    for count in (1, 3):
        for number in range(count):
            at(2, "submitted", product=described(name=f"{count}{number}", producer=alone))
        hoa = person("hoa")
        with acting_for(province(), hoa):
            Participation.objects.awaiting(hoa).count()  # reads the duties once
            with django_assert_num_queries(1):
                assert len(Participation.objects.awaiting(hoa)) == (1 if count == 1 else 4)
