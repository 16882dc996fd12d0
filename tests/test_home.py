"""The first screen: what is mine to do, and what others hold meanwhile."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from evaluations.agenda_actions import write_advisory_report
from evaluations.decision_actions import reject
from producers.models import Producer, ProducerPermit
from products.models import Participation
from products.models.cycle import StepDeadline
from territories import clock
from tests.cast import SA_HUYNH, commune, person
from tests.evaluations import ministry
from tests.evaluations.decided import AWARD_4, NOT_RANKED, make_concluded
from tests.evaluations.on_paper import confirmed, typed
from tests.evaluations.sittings import acting, on_agenda, scoring
from tests.factories import (
    make_cycle,
    make_producer,
    make_producer_account,
    make_sitting,
    make_step_five,
    make_submission,
)
from tests.products.dossiers import hand_in_filled
from tests.products.ways import at, described

pytestmark = pytest.mark.django_db


def shown(login: str) -> dict[str, list[tuple[str, str]]]:
    """Return the lines and their standing, by heading."""
    client = Client()
    client.force_login(person(login))
    sections = client.get("/quang-ngai/").context["sections"]
    return {one.title: [(line.text, line.status) for line in one.lines] for one in sections}


def permit(producer: Producer, days: int | None, **over: str) -> ProducerPermit:
    """Return a paper that ends so many days from today."""
    today = clock.today()
    facts = {"kind": "food_safety", "number": f"{days}/ATTP", "issued_on": today - timedelta(900)}
    until = None if days is None else today + timedelta(days)
    return ProducerPermit.objects.create(
        producer=producer, province=producer.province, expires_on=until, **facts | over
    )


def test_producer_sees_who_holds_his_product_since_when() -> None:
    at(2, "submitted", product=described())
    held = {"Đang ở nơi khác": [("Tỏi đen Lý Sơn", f"cấp xã giữ từ {clock.today():%d/%m/%Y}")]}
    assert shown("san") == held
    [(name, _deadline)] = shown("hoa")["Chờ anh/chị xử lý"]
    assert name == "Tỏi đen Lý Sơn"
    assert "Đang ở nơi khác" not in shown("hoa")


def test_what_presses_most_stands_first_and_the_commune_s_clock_runs_in_working_days() -> None:
    handed_in = make_step_five(name="Tỏi đen")
    hand_in_filled(handed_in)
    producer, today = handed_in.product.producer, clock.today()
    for later, (name, days) in enumerate((("Tỏi", 40), ("Nén", 5), ("Hành", 90)), start=1):
        cycle = make_cycle(year=today.year + later)
        StepDeadline.objects.create(
            province=cycle.province, cycle=cycle, step=2, due_on=today + timedelta(days)
        )
        at(2, "submitted", product=described(producer=producer, name=name), cycle=cycle)
    lines = shown("hoa")["Chờ anh/chị xử lý"]
    assert [name for name, _status in lines] == ["Nén", "Tỏi đen", "Tỏi", "Hành"]
    assert "còn 15 ngày làm việc" in lines[1][1]


def test_newest_stands_first_among_those_of_one_day_and_the_rest_is_counted(
    client: Client,
) -> None:
    producer = make_producer()
    for number in range(13):
        at(2, "submitted", product=described(producer=producer, name=f"Tỏi {number:02}"))
        Participation.objects.filter(product__name=f"Tỏi {number:02}").update(
            since=clock.now() - timedelta(hours=20 - number)
        )
    lines = [name for name, _status in shown("hoa")["Chờ anh/chị xử lý"]]
    assert lines == [f"Tỏi {number:02}" for number in range(12, 2, -1)]
    client.force_login(person("hoa"))
    page = client.get("/quang-ngai/").content.decode()
    assert "Xem tất cả 13<" in page
    waiting = client.get("/quang-ngai/san-pham/?waiting=me").content.decode()
    assert all(f"Tỏi {number:02}" in waiting for number in range(13))


def test_officer_sees_what_the_province_holds_of_his_commune_alone() -> None:
    at(3, "submitted", product=described())
    assert list(shown("hoa")) == ["Đang ở nơi khác"]
    assert shown("thu") == {}
    assert "Đang ở nơi khác" not in shown("binh")


@pytest.mark.parametrize("status", ["withdrawn", "closed"])
def test_what_has_ended_is_nowhere(status: str) -> None:
    at(2, status, product=described())
    assert shown("san") == {}


def test_papers_that_end_within_sixty_days_are_shown_once_a_newer_one_is_missing() -> None:
    producer = make_producer(name="Hợp tác xã Rong nho")
    make_producer_account(producer=producer)
    late, soon = permit(producer, -1), permit(producer, 60, kind="quality")
    permit(producer, 61, kind="business")
    elsewhere = make_producer(name="Muối", commune=commune(SA_HUYNH), phone="+84922222222")
    permit(elsewhere, 5)
    lines = [
        (str(late), f"đã hết hạn {late.expires_on:%d/%m/%Y}"),
        (str(soon), f"hết hạn {soon.expires_on:%d/%m/%Y}"),
    ]
    assert shown("hoa") == shown("san") == {"Giấy tờ của chủ thể sắp hết hạn": lines}
    assert shown("binh") == {}
    permit(producer, 500)
    assert shown("hoa") == {"Giấy tờ của chủ thể sắp hết hạn": lines[1:]}


def test_adviser_sees_what_his_team_has_not_reported_on() -> None:
    sitting = make_sitting()
    on_agenda(sitting, make_submission(name="Nén tỏi"))
    reported = on_agenda(sitting, make_submission(name="Bột tỏi", producer=make_producer(name="B")))
    with acting("tuan"):
        write_advisory_report(evaluation=reported, by=person("tuan"), text="Đạt.")
    lines = [("Nén tỏi", "trong chương trình họp")]
    assert shown("tuan")["Hồ sơ chờ báo cáo của Tổ tư vấn"] == lines
    for login in ("minh", "thao", "binh"):
        assert "Hồ sơ chờ báo cáo của Tổ tư vấn" not in shown(login)


def test_who_may_confirm_a_typed_paper_sheet_finds_it_first() -> None:
    evaluation = scoring(submission=make_submission(name="Nén tỏi"))
    row = typed(evaluation, "an")
    title = "Phiếu nhập lại từ giấy chờ xác nhận"
    lines = [("Nén tỏi", "chờ đối chiếu, xác nhận")]
    for login in ("an", "lan", "minh", "kiem"):
        assert shown(login)[title] == lines, login
    for login in ("thao", "binh", "tra", "tuan", "san"):
        assert title not in shown(login), login
    confirmed(row, by="an")
    assert title not in shown("kiem")


def test_province_chooses_what_follows_a_result_below_five_stars_alone() -> None:
    title, choose = "Hồ sơ đề nghị 5 sao", "chọn hướng xử lý kết quả của Bộ"
    ministry.found(86, star=4, name="Nén tỏi")
    crowned = ministry.received(ministry.forwarded(ministry.approved("Hành tím")))
    ministry.crowned(ministry.judged(crowned.submission, 95, star=5))
    assert shown("binh")[title] == [("Nén tỏi", choose)]


NOT_RECOGNISED = "Kết quả không được công nhận, chờ thông báo"


def test_office_finds_the_results_that_wait_to_be_told(client: Client) -> None:
    row = make_concluded(NOT_RANKED, name="Nén tỏi")
    make_concluded(NOT_RANKED, name="Bột tỏi", confirmed_at=None, confirmed_by=None)
    make_concluded(AWARD_4, name="Tỏi đen")
    assert shown("binh")[NOT_RECOGNISED] == [("Nén tỏi", "chờ thông báo")]
    for login in ("dung", "thao", "minh", "hoa", "san"):
        assert NOT_RECOGNISED not in shown(login), login
    client.force_login(person("binh"))
    page = client.get("/quang-ngai/").content.decode()
    listed = "/quang-ngai/quyet-dinh/khong-cong-nhan/"
    assert f'href="{listed}#ket-qua-{row.pk}"' in page
    assert f'<li id="ket-qua-{row.pk}">' in client.get(listed).content.decode()
    with acting("binh"):
        reject(evaluation=row, by=person("binh"))
    assert NOT_RECOGNISED not in shown("binh")


def test_results_to_be_told_are_bounded_and_ask_no_more_of_the_database(
    client: Client,
) -> None:
    asked = []
    client.force_login(person("binh"))
    for count in (1, 12):
        for _number in range(count):
            make_concluded(NOT_RANKED)
        client.get("/quang-ngai/")
        with CaptureQueriesContext(connection) as queries:
            sections = client.get("/quang-ngai/").context["sections"]
        asked.append(len(queries))
        (lines,) = [one.lines for one in sections if one.title == NOT_RECOGNISED]
        assert len(lines) == min(count, 10)
    assert asked[0] == asked[1]


def test_operator_is_led_to_his_own_page(client: Client) -> None:
    client.force_login(User.objects.create_superuser("van-hanh@ocop.example", "mật khẩu dài"))
    page = client.get("/").content.decode()
    assert 'href="/quan-tri/he-thong/"' in page
    assert "chưa được phân công" not in page
    assert client.get("/quan-tri/he-thong/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_first_screen_reads_the_same_number_of_queries(
    count: int, django_assert_num_queries
) -> None:
    producer = make_producer()
    for number in range(count):
        at(2, "submitted", product=described(producer=producer, name=f"Tỏi {number}"))
        permit(producer, number, number=f"{number}")
    client = Client()
    client.force_login(person("san"))
    make_producer_account(producer=producer)
    client.get("/quang-ngai/")
    with django_assert_num_queries(23):
        answer = client.get("/quang-ngai/")
    assert len(answer.context["sections"][0].lines) == count
    assert [one.text for one in answer.context["starts"]] == ["Đăng ký sản phẩm", "Đăng ký chủ thể"]


def test_form_that_is_too_long_is_answered_in_words(client: Client) -> None:
    sent = "history=" + "x" * 3_000_000
    page, kind = "/dang-nhap/login/", "application/x-www-form-urlencoded"
    answer = client.post(page, sent, content_type=kind)
    assert answer.status_code == 400
    assert "chưa có gì được ghi" in answer.text
