"""Pages of a dossier: the task list, criteria saved one by one, hand-in, Form 03, the check."""

import json
import re
from datetime import date, timedelta

import pytest
from django.test import Client

from accounts import journal
from accounts.models import Job, User
from products.commune_clock import commune_clock
from products.cycle import Status
from products.dossier_actions import attach_evidence, start_dossier, write_texts
from products.dossier_facts import applicable, read
from products.form_printing import PRINTING, print_form, printed
from products.models import CommuneReport, Dossier, Evidence, Participation, Submission
from products.models.cycle import StepDeadline
from regulations.models import Criterion, ProductLine
from territories import clock
from territories.tenancy import acting_for

from ..cast import LY_SON, SA_HUYNH, commune, person, province
from ..factories import make_producer, make_round, make_step_five, make_upload
from .dossiers import ASSESSED, fill_dossier, forward_handed_in, hand_in_filled

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def way() -> Participation:
    return make_step_five()


@pytest.fixture
def as_san(client: Client) -> Client:
    client.force_login(person("san"))
    return client


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(way: Participation, rest: str = "") -> str:
    return f"/quang-ngai/ho-so/{way.pk}/{rest}"


def words(response) -> str:
    """Return a page's words, tags and runs of blanks aside."""
    text = re.sub(r"<(script|style|template)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def sent_on(client: Client, url: str, data: dict):
    """Post a form that succeeds and open the page to which it leads."""
    response = client.post(url, data)
    assert response.status_code == 303, words(response)
    return client.get(response["Location"])


def fetched(client: Client, url: str):
    """Fetch a file and read it to its end."""
    response = client.get(url)
    b"".join(getattr(response, "streaming_content", ()))
    return response


def criterion_of(way: Participation, key: str) -> Criterion:
    part, code = key.split("/")
    return applicable(way, clock.today())[1].criteria.get(part=part, code=code)


# The list


def test_list_is_searched_without_diacritics_and_by_status(way: Participation, client) -> None:
    salt = make_producer(name="Muối Sa Huỳnh", commune=commune(SA_HUYNH), phone="+84922222222")
    make_step_five(producer=salt, name="Đường phèn đỏ")
    hand_in_filled(way, person("san"))
    client.force_login(person("binh"))
    code = way.submissions.get().product_code

    def found(**asked: str) -> list[str]:
        page = client.get("/quang-ngai/ho-so/", asked)
        rows = [row.record.product.name for row in page.context["table"].rows]
        answer = client.get("/api/v1/quang-ngai/dossiers/", asked).json()
        assert [one["product"] for one in answer["results"]] == rows
        return rows

    assert set(found()) == {way.product.name, "Đường phèn đỏ"}
    assert found(q="duong DO") == found(q="SA HUYNH") == ["Đường phèn đỏ"]
    assert found(q=code) == found(status="submitted") == [way.product.name]
    assert found(q="duong", status="submitted") == []
    nothing = words(client.get("/quang-ngai/ho-so/", {"q": "không có"}))
    assert "Không có hồ sơ nào khớp" in nothing


def test_day_of_the_law_is_said_everywhere_while_the_commune_checks(
    way: Participation, as_san: Client
) -> None:
    """R27: fifteen working days from the hand-in, whatever day the cycle has for the step."""
    due = commune_clock(hand_in_filled(way)).due_on
    pages, api = "/quang-ngai/san-pham/", "/api/v1/quang-ngai/"
    for page in (pages, f"{pages}{way.product_id}/"):
        assert f"{due:%d/%m/%Y}" in words(as_san.get(page)), page
    (listed,) = as_san.get(f"{api}products/").json()["results"]
    (row,) = as_san.get(f"{api}participations/").json()["results"]
    whole = as_san.get(f"{api}participations/{way.pk}/").json()
    for answer in (listed["participation"], row, whole):
        assert answer["next"]["due_on"] == f"{due:%Y-%m-%d}"


def said_of(way: Participation, client: Client) -> dict[str, str]:
    """Return the days that list, product's page, dossier's page and the API tell."""
    way.refresh_from_db()
    pages = {
        "dossiers": "/quang-ngai/ho-so/",
        "products": "/quang-ngai/san-pham/",
        "product": f"/quang-ngai/san-pham/{way.product_id}/",
        "dossier": at(way),
    }
    return {name: words(client.get(page)) for name, page in pages.items()}


def test_day_of_the_round_is_said_everywhere_once_the_commune_has_passed_it_on(
    way: Participation, as_san: Client
) -> None:
    """Article 5: judged «before» the round's day; the commune's own clock has ended (R27)."""
    hand_in_filled(way)
    StepDeadline.objects.create(
        province=way.province, cycle=way.cycle, step=5, due_on=clock.today() + timedelta(300)
    )
    own = make_round(cycle=way.cycle)
    Participation.objects.filter(pk=way.pk).update(status=Status.AT_PROVINCE, round=own)
    last = own.held_before - timedelta(1)
    for name, page in said_of(way, as_san).items():
        assert f"{last:%d/%m/%Y}" in page, name
        assert f"{clock.today() + timedelta(300):%d/%m/%Y}" not in page, name
    answer = as_san.get(f"/api/v1/quang-ngai/participations/{way.pk}/").json()
    assert answer["next"]["due_on"] == f"{last:%Y-%m-%d}"
    dossier = as_san.get(f"/api/v1/quang-ngai/dossiers/{way.pk}/").json()
    assert (dossier["due_on"], dossier["working_days_left"]) == (None, None)


def test_commune_s_clock_is_told_by_the_api_while_the_file_lies_there(
    way: Participation, as_san: Client
) -> None:
    due = commune_clock(hand_in_filled(way)).due_on
    dossier = as_san.get(f"/api/v1/quang-ngai/dossiers/{way.pk}/").json()
    assert (dossier["due_on"], dossier["working_days_left"]) == (f"{due:%Y-%m-%d}", 15)


def test_returned_dossier_is_shown_late_everywhere(way: Participation, as_san: Client) -> None:
    hand_in_filled(way)
    by = clock.today() - timedelta(107)
    Participation.objects.filter(pk=way.pk).update(
        status=Status.RETURNED, return_by=by, return_reason="Thiếu hóa đơn"
    )
    said = said_of(way, as_san)
    for name in ("dossiers", "product", "dossier"):
        assert f"quá hạn 107 ngày, hạn {by:%d/%m/%Y}" in said[name], name
    assert f"{by:%d/%m/%Y}" in said["products"]
    assert "quá hạn" in said["products"]


def test_step_bar_tells_the_day_of_the_next_act(way: Participation, as_san: Client) -> None:
    """One day on the page: not the cycle's in the bar, and the law's below it."""
    due = commune_clock(hand_in_filled(way)).due_on
    far = clock.today() + timedelta(200)
    StepDeadline.objects.create(province=way.province, cycle=way.cycle, step=5, due_on=far)
    page = said_of(way, as_san)["product"]
    assert f"hạn {due:%d/%m}" in page.replace(f"hạn {due:%d/%m/%Y}", "")
    assert f"{far:%d/%m}" not in page


def test_dossier_that_went_on_to_step_six_is_no_draft(way: Participation, as_san) -> None:
    make_step_five(producer=way.product.producer, name="Đường phèn")
    hand_in_filled(way)
    Participation.objects.filter(pk=way.pk).update(step=6, status="draft")
    page = words(as_san.get(at(way)))
    assert "đã công nhận" in page
    assert "đang soạn" not in page
    assert "Kiểm tra và nộp hồ sơ" not in page
    assert "Lần 1" in page

    def found(status: str) -> list[str]:
        page = as_san.get("/quang-ngai/ho-so/", {"status": status})
        return [row.record.product.name for row in page.context["table"].rows]

    assert found("decided") == [way.product.name]
    assert found("draft") == ["Đường phèn"]
    Participation.objects.filter(pk=way.pk).update(status="closed")  # its page is published
    assert found("decided") == [way.product.name]
    assert found("closed") == []
    [row] = as_san.get("/quang-ngai/ho-so/", {"status": "decided"}).context["table"].rows
    assert "đã công nhận" in row.get_cell("status")
    assert row.get_cell("due") == ""


def test_list_shows_exactly_what_the_person_reaches(way: Participation) -> None:
    elsewhere = make_producer(name="Muối Sa Huỳnh", commune=commune(SA_HUYNH), phone="+84922222222")
    make_step_five(producer=elsewhere, name="Muối Sa Huỳnh")

    def listed(login: str) -> list[str]:
        page = signed_in(person(login)).get("/quang-ngai/ho-so/")
        return sorted(row.record.product.name for row in page.context["table"].rows)

    assert listed("hoa") == ["Tỏi đen Lý Sơn"]
    assert listed("thu") == ["Muối Sa Huỳnh"]
    assert listed("san") == ["Muối Sa Huỳnh", "Tỏi đen Lý Sơn"]
    assert listed("binh") == ["Muối Sa Huỳnh", "Tỏi đen Lý Sơn"]


def test_list_leaves_out_what_has_not_reached_step_five(way: Participation, as_san) -> None:
    Participation.objects.update(step=4)
    assert list(as_san.get("/quang-ngai/ho-so/").context["table"].rows) == []
    assert as_san.get(at(way)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_much_for_three_as_for_one(
    count: int, django_assert_num_queries, as_san
) -> None:
    way = make_step_five()
    hand_in_filled(way)
    producer = way.product.producer
    for number in range(1, count):
        hand_in_filled(make_step_five(producer=producer, name=f"Món {number}"))
    as_san.get("/quang-ngai/ho-so/")
    with django_assert_num_queries(22):
        as_san.get("/quang-ngai/ho-so/")


# The task list


def test_task_list_opens_the_dossier_for_who_may_write_it(way: Participation, as_san) -> None:
    page = as_san.get(at(way))
    text = words(page)
    assert Dossier.objects.get().participation == way
    assert "Bộ 7 Chế biến từ rau, củ, quả, hạt (26/2026/QĐ-TTg)" in text
    assert "A.1. Tổ chức sản xuất 0 trong 7 tiêu chí, 0/18 điểm chưa xong" in text
    assert "Phần I: Thông tin chung Chủ thể, sản phẩm, giấy tờ đã có xong" in text
    assert "Kiểm tra và nộp hồ sơ" in text


def test_dossier_that_nobody_began_is_not_there_for_readers(way: Participation) -> None:
    assert signed_in(person("binh")).get(at(way)).status_code == 404
    assert not Dossier.objects.exists()


def test_reader_sees_the_draft_without_buttons(way: Participation, as_san) -> None:
    as_san.get(at(way))
    text = words(signed_in(person("binh")).get(at(way)))
    assert "A.1. Tổ chức sản xuất" in text
    assert "Kiểm tra và nộp hồ sơ" not in text


PAGES = (
    "",
    "phieu-dang-ky/",
    "thong-tin-chung/",
    "ket-qua/",
    "ke-hoach/",
    "tu-danh-gia/a-1/",
    "minh-chung/",
    "minh-chung/them/",
    "kiem-tra/",
    "lan-nop/1/",
    "lan-nop/1/bien-nhan.pdf",
    "mau-01.pdf",
    "mau-02.pdf",
)


@pytest.mark.parametrize("rest", PAGES)
def test_pages_are_not_there_for_other_communes_and_other_provinces(
    way: Participation, rest: str
) -> None:
    hand_in_filled(way)
    assert signed_in(person("thu")).get(at(way, rest)).status_code == 404
    assert signed_in(person("tu")).get(at(way, rest)).status_code == 404
    gia_lai = at(way, rest).replace("quang-ngai", "gia-lai")
    assert signed_in(person("tu")).get(gia_lai).status_code == 404
    assert Client().get(at(way, rest)).status_code == 302


@pytest.mark.parametrize(
    "rest", ["", "phieu-dang-ky/", "thong-tin-chung/", "tu-danh-gia/a-1/", "minh-chung/"]
)
def test_pages_of_a_handed_in_dossier_read_without_forms(
    way: Participation, rest: str, as_san
) -> None:
    hand_in_filled(way)
    page = as_san.get(at(way, rest))
    assert page.status_code == 200
    main = page.content.decode().split("<main")[1].split("</main>")[0]
    assert "<form" not in main


@pytest.mark.parametrize(
    ("day", "is_late"), [(date(2026, 7, 21), False), (date(2026, 7, 22), True)]
)
def test_file_of_the_old_book_says_when_its_transition_is_over(
    way: Participation, day: date, is_late: bool, as_san
) -> None:
    """26/2026/QĐ-TTg, Điều 12.2; R1."""
    with clock.fixed(date(2026, 5, 21)):
        hand_in_filled(way)
    with clock.fixed(day):
        assert ("Quá hạn chuyển tiếp" in words(as_san.get(at(way)))) is is_late


# Texts and criteria


def test_texts_save_by_button(way: Participation, as_san) -> None:
    as_san.get(at(way))
    page = as_san.post(
        at(way, "ket-qua/"),
        {"version": 1, "production_result": "8 ha", "market_result": "Chợ đảo"},
    )
    assert (page.status_code, page["Location"]) == (303, at(way))
    dossier = Dossier.objects.get()
    assert (dossier.production_result, dossier.market_result) == ("8 ha", "Chợ đảo")


def test_one_text_saves_itself_and_leaves_the_others(way: Participation, as_san) -> None:
    as_san.get(at(way))
    Dossier.objects.update(market_result="Chợ đảo")
    page = as_san.post(at(way, "ket-qua/"), {"version": 1, "production_result": "8 ha"}, **JSON)
    assert page.json()["version"] == 2
    assert re.fullmatch(r"\d\d:\d\d", page.json()["saved_at"])
    dossier = Dossier.objects.get()
    assert (dossier.production_result, dossier.market_result) == ("8 ha", "Chợ đảo")


def test_ticks_save_themselves_down_to_none(way: Participation, as_san) -> None:
    as_san.get(at(way))
    url = at(way, "thong-tin-chung/")
    ticked = {"version": 1, "declared": ["quality", "business"]}
    assert as_san.post(url, ticked, **JSON).status_code == 200
    assert Dossier.objects.get().declared == ["business", "quality"]
    assert as_san.post(url, {"version": 2, "declared": ""}, **JSON).status_code == 200
    assert Dossier.objects.get().declared == []


def test_stale_text_answers_409_with_both_values_at_both_ways(way: Participation, as_san) -> None:
    as_san.get(at(way))
    dossier = Dossier.objects.get()
    with acting_for(province(), person("hoa")):
        write_texts(dossier=dossier, by=person("hoa"), version=1, market_result="Siêu thị")
    sent = {"version": 1, "market_result": "Chợ đảo"}
    page = as_san.post(at(way, "ket-qua/"), sent)
    saved = as_san.post(at(way, "ket-qua/"), sent, **JSON)
    assert (page.status_code, saved.status_code) == (409, 409)
    for text in (words(page), json.dumps(saved.json(), ensure_ascii=False)):
        assert "«Siêu thị»" in text
        assert "«Chợ đảo»" in text
    assert Dossier.objects.get().market_result == "Siêu thị"


def test_criterion_saves_itself_and_tells_the_totals(way: Participation, as_san) -> None:
    as_san.get(at(way))
    criterion = criterion_of(way, "A/1.1")
    level = criterion.levels.get(points=3)
    url = at(way, "tieu-chi/a-1.1/")
    answer = as_san.post(url, {"version": 0, "level": level.pk}, **JSON).json()
    assert (answer["version"], answer["total"], answer["parts"]) == (1, 3, {"A": 3, "B": 0, "C": 0})
    assert answer["points"][str(criterion.pk)] == 3
    assert answer["closed"] == [criterion_of(way, "B/5.2").pk]
    answer = as_san.post(url, {"version": 1, "description": "Trồng tại đảo"}, **JSON).json()
    assert (answer["version"], answer["total"]) == (2, 3)


def test_closing_a_gate_tells_the_version_of_what_it_cleared(way: Participation, as_san) -> None:
    as_san.get(at(way))
    gate, behind = criterion_of(way, "B/5.1"), criterion_of(way, "B/5.2")
    levels = {level.points: level.pk for level in gate.levels.all()}

    def save(slug: str, **sent: object) -> dict:
        return as_san.post(at(way, f"tieu-chi/{slug}/"), sent, **JSON).json()

    save("b-5.1", version=0, level=levels[1])
    save("b-5.2", version=0, level=behind.levels.last().pk)
    closed = save("b-5.1", version=1, level=levels[0])
    assert (closed["closed"], closed["versions"]) == ([behind.pk], {str(behind.pk): 2})
    save("b-5.1", version=2, level=levels[1])
    again = save("b-5.2", version=2, level=behind.levels.last().pk)
    assert (again["version"], again["total"]) == (3, 3)


def test_criterion_saves_by_button_and_comes_back_to_its_place(way: Participation, as_san) -> None:
    as_san.get(at(way))
    criterion = criterion_of(way, "A/1.1")
    sent = {"version": 0, "level": criterion.levels.last().pk, "description": "Tại đảo"}
    page = as_san.post(at(way, "tieu-chi/a-1.1/"), sent)
    assert page["Location"] == at(way, f"tu-danh-gia/a-1/#c-{criterion.pk}")
    shown = words(as_san.get(at(way, "tu-danh-gia/a-1/")))
    assert "Tự đánh giá: 3 /100" in shown
    assert "Tại đảo" in shown


def test_level_of_another_criterion_is_refused_beside_the_field(way: Participation, as_san) -> None:
    as_san.get(at(way))
    foreign = criterion_of(way, "A/1.2").levels.last()
    sent = {"version": 0, "level": foreign.pk}
    url = at(way, "tieu-chi/a-1.1/")
    text = "Hãy chọn một mức của chính tiêu chí này."
    saved = as_san.post(url, sent, **JSON)
    assert (saved.status_code, saved.json()) == (400, {"errors": {"level": [text]}})
    page = as_san.post(url, sent)
    assert page.status_code == 422
    assert text in words(page)
    assert read(Participation.objects.get()).marks == {}


def test_unprinted_levels_say_so_and_ids_are_bare_numbers(way: Participation, as_san) -> None:
    page = as_san.get(at(way, "tu-danh-gia/a-1/"))
    assert "Không đạt mức nào (mức không in trong bộ tiêu chí) 0 điểm" in words(page)
    values = re.findall(r'name="level" value="([^"]+)"', page.content.decode())
    assert values
    assert all(value.isdigit() for value in values)


def test_closed_gate_hides_its_form(way: Participation, as_san) -> None:
    page = as_san.get(at(way, "tu-danh-gia/b-5/")).content.decode()
    card = page.split(f'id="c-{criterion_of(way, "B/5.2").pk}"')[1]
    assert re.search(r"data-open hidden", card.split("</section>")[0])


def test_tourism_shows_its_cases(as_san) -> None:
    """R8."""
    way = make_step_five(line=ProductLine.objects.get(number=26), name="Tham quan đảo")
    page = as_san.get(at(way, "tu-danh-gia/c-8/"))
    assert len(re.findall(r'class="level-case"', page.content.decode())) >= 2


@pytest.mark.parametrize("rest", ["tu-danh-gia/z-9/", "tieu-chi/a-9.9/", "minh-chung/99/"])
def test_what_is_not_in_the_set_is_not_there(way: Participation, rest: str, as_san) -> None:
    as_san.get(at(way))
    assert as_san.get(at(way, rest)).status_code == 404


@pytest.mark.parametrize(
    "name", ["points", "total", "status", "user", "province", "product_code", "stars"]
)
def test_what_the_portal_writes_is_not_taken_from_outside(
    way: Participation, name: str, as_san
) -> None:
    as_san.get(at(way))
    sent = {"version": 0, "description": "x", name: "100"}
    page = as_san.post(at(way, "tieu-chi/a-1.1/"), sent)
    assert page.status_code == 422
    assert f"Mục «{name}» do hệ thống ghi" in words(page)


# Papers


def print_waiting() -> None:
    """Do what the worker does with the jobs that wait."""
    for job in Job.objects.filter(kind=PRINTING):
        with acting_for(job.province_id):
            print_form(job.pk)


def test_form_02_is_printed_by_the_worker_and_then_given(way: Participation, as_san) -> None:
    as_san.get(at(way))
    waiting = as_san.get(at(way, "mau-02.pdf"))
    assert waiting.status_code == 202
    assert "Đang tạo Mẫu số 02 (PDF) 0 trong 1" in words(waiting)
    assert as_san.get(at(way, "mau-02/tien-do/")).status_code == 202
    print_waiting()
    done = as_san.get(at(way, "mau-02/tien-do/"))
    assert (done.status_code, done["HX-Redirect"]) == (204, at(way, "mau-02.pdf"))
    assert as_san.get(at(way, "mau-02.pdf")).content.startswith(b"%PDF")
    assert Job.objects.get(kind=PRINTING).state == Job.State.DONE


def test_form_02_of_a_changed_draft_is_printed_anew_and_the_old_one_forgotten(
    way: Participation, as_san
) -> None:
    as_san.get(at(way))
    as_san.get(at(way, "mau-02.pdf"))
    print_waiting()
    before = Job.objects.get(kind=PRINTING).arguments["key"]
    as_san.post(at(way, "ke-hoach/"), {"version": 1, "outlook": "Mở thêm xưởng"}, **JSON)
    assert as_san.get(at(way, "mau-02.pdf")).status_code == 202
    print_waiting()
    assert as_san.get(at(way, "mau-02.pdf")).status_code == 200
    assert printed(before) is None


def test_hand_in_orders_form_02_at_once(way: Participation, as_san) -> None:
    hand_in_filled(way)
    print_waiting()
    assert as_san.get(at(way, "mau-02.pdf")).content.startswith(b"%PDF")
    assert printed(Submission.objects.get().sha256) is not None


# Evidence


def test_evidence_is_uploaded_to_the_criterion_from_which_one_came(
    way: Participation, as_san
) -> None:
    as_san.get(at(way))
    criterion = criterion_of(way, "A/1.1")
    form = as_san.get(at(way, "minh-chung/them/?tieu-chi=A/1.1")).context["form"]
    assert form.initial["criterion"] == criterion
    assert form.initial["paper"].code == "E03"
    sent = {
        "upload": make_upload("Hợp đồng.pdf"),
        "criterion": criterion.pk,
        "paper": form.initial["paper"].pk,
        "issued_on": "05/03/2026",
        "first_page": 1,
    }
    page = as_san.post(at(way, "minh-chung/them/"), sent)
    assert page["Location"] == at(way, "tieu-chi/a-1.1/")
    piece = Evidence.objects.get()
    assert (piece.title, piece.issued_on, piece.criterion) == (
        "Hợp đồng",
        date(2026, 3, 5),
        criterion,
    )
    table = words(as_san.get(at(way, "minh-chung/")))
    assert re.search(r"E03 Nguồn gốc nguyên liệu.*?A 1\.1, A 1\.2, A 1\.5 Hợp đồng có", table)


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ({}, "Hãy chọn một tệp: tải lên, hoặc lấy tệp đã có."),
        ({"upload": make_upload("giả.docx")}, "nội dung là PDF"),
        ({"upload": make_upload(), "issued_on": "31/02/2026"}, "ngày"),
        ({"upload": make_upload(), "criterion": 1}, "không thuộc bộ tiêu chí áp dụng"),
    ],
)
def test_bad_evidence_is_refused_and_nothing_is_kept(
    way: Participation, sent: dict, text: str, as_san
) -> None:
    as_san.get(at(way))
    if "upload" in sent:
        sent["upload"].seek(0)
    page = as_san.post(at(way, "minh-chung/them/"), sent)
    assert page.status_code == 422
    assert text in words(page)
    assert not Evidence.objects.exists()


@pytest.fixture
def piece(way: Participation) -> Evidence:
    with acting_for(province(), person("san")):
        dossier = start_dossier(participation=way, by=person("san"))
        return attach_evidence(
            dossier=dossier, by=person("san"), upload=make_upload(), title="Hợp đồng"
        )


def test_second_editor_of_a_paper_is_told_both_values(
    piece: Evidence, way: Participation, as_san: Client
) -> None:
    url = at(way, f"minh-chung/{piece.pk}/")
    seen = re.search(r'name="version" value="(\d+)"', as_san.get(url).content.decode()).group(1)
    first = {"title": "Hóa đơn", "number": "2", "version": seen}
    assert as_san.post(url, first).status_code == 303
    late = as_san.post(url, first | {"number": "3"})
    assert late.status_code == 409
    page = words(late)
    assert "Bản đang lưu: «2»" in page
    assert "vừa gửi: «3»" in page
    piece.refresh_from_db()
    assert piece.number == "2"
    meant = re.search(r'name="version" value="(\d+)"', late.content.decode()).group(1)
    assert as_san.post(url, first | {"number": "3", "version": meant}).status_code == 303
    piece.refresh_from_db()
    assert piece.number == "3"


def test_evidence_file_is_given_to_who_may_see_the_dossier(
    way: Participation, piece: Evidence
) -> None:
    url = at(way, f"minh-chung/{piece.pk}/tep/")
    statuses = {
        login: fetched(signed_in(person(login)), url).status_code
        for login in ("san", "hoa", "binh", "thu", "minh", "tu")
    }
    assert statuses == {"san": 200, "hoa": 200, "binh": 200, "thu": 404, "minh": 403, "tu": 404}
    answer = fetched(signed_in(person("san")), url)
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]


def test_handed_in_file_is_given_by_its_hash_and_no_other(
    way: Participation, piece: Evidence, as_san
) -> None:
    hand_in_filled(way)
    url = at(way, f"lan-nop/1/tep/{piece.file.sha256}/")
    assert fetched(as_san, url).status_code == 200
    assert as_san.get(url.replace(piece.file.sha256, "0" * 64)).status_code == 404
    assert signed_in(person("thu")).get(url).status_code == 404


def test_evidence_is_taken_out_after_a_question(
    way: Participation, piece: Evidence, as_san
) -> None:
    url = at(way, f"minh-chung/{piece.pk}/bo/")
    assert "Hợp đồng" in words(as_san.get(url))
    assert as_san.post(url)["Location"] == at(way, "minh-chung/")
    assert not Evidence.objects.exists()


# Hand-in


def test_check_page_names_what_is_missing_with_links(way: Participation, as_san) -> None:
    page = as_san.get(at(way, "kiem-tra/"))
    assert "Tiêu chí chưa chọn mức điểm: A 1.1 , A 1.2" in words(page)
    assert at(way, "tieu-chi/a-1.1/") in page.content.decode()
    assert "Nộp hồ sơ" not in words(page).replace("Kiểm tra và nộp hồ sơ", "")
    refused = as_san.post(at(way, "kiem-tra/"), {"agreed": "on"})
    assert refused.status_code == 422
    assert "Tiêu chí A 1.1: chưa chọn mức điểm." in words(refused)


def test_hand_in_wants_the_word_then_shows_the_receipt(way: Participation, as_san) -> None:
    with acting_for(province(), person("san")):
        fill_dossier(way)
    refused = as_san.post(at(way, "kiem-tra/"), {})
    assert "Hãy đánh dấu lời cam đoan." in words(refused)
    page = sent_on(as_san, at(way, "kiem-tra/"), {"agreed": "on"})
    submission = Submission.objects.get()
    text = words(page)
    for fact in (submission.receipt_no, submission.sha256, "51-21548-1-", "UBND đặc khu Lý Sơn"):
        assert fact in text
    receipt = as_san.get(at(way, "lan-nop/1/bien-nhan.pdf"))
    assert receipt.content.startswith(b"%PDF")


def test_officer_is_asked_for_the_signed_form(way: Participation) -> None:
    hoa = signed_in(person("hoa"))
    with acting_for(province(), person("hoa")):
        fill_dossier(way, person("hoa"))
    assert "Mẫu số 01 có chữ ký của chủ thể" in words(hoa.get(at(way)))
    assert "tải lên Mẫu số 01 có chữ ký" in words(hoa.get(at(way, "kiem-tra/")))
    hoa.post(at(way, "mau-01-da-ky/"), {"upload": make_upload("đã ký.pdf")})
    page = sent_on(hoa, at(way, "kiem-tra/"), {"agreed": "on"})
    assert "Lê Thị Hoa (mẫu) (nộp thay chủ thể)" in words(page)


# Commune and province


def test_commune_registers_reports_and_forwards(way: Participation) -> None:
    make_round(requests_before=date(2099, 1, 1), held_before=date(2099, 6, 1))
    hand_in_filled(way)
    hoa = signed_in(person("hoa"))
    today = f"{clock.today():%d/%m/%Y}"
    assert "còn 15 ngày làm việc, hạn" in words(hoa.get(at(way)))
    hoa.post(at(way, "tiep-nhan/"), {"register_no": "01", "paper_set_received_on": today})
    saved = hoa.post(at(way, "mau-03/"), {"version": 0, "materials": "Tỏi trồng tại đảo."}, **JSON)
    assert saved.json()["version"] == 1
    hoa.post(at(way, "mau-03/"), {"version": 1, **ASSESSED})
    assert CommuneReport.objects.get().components_complete
    assert hoa.get(at(way, "mau-03.pdf")).content.startswith(b"%PDF")
    request = {"request_no": "15/TTr-UBND", "requested_on": today, "signer": "Võ Thị Hạnh"}
    page = sent_on(hoa, at(way, "de-nghi/"), request)
    way.refresh_from_db()
    assert way.status == Status.AT_PROVINCE
    assert "Cơ quan quản lý OCOP cấp tỉnh kiểm tra thành phần hồ sơ." in words(page)
    assert "Đợt 1" in words(page)


def test_only_the_commune_and_the_province_may_act(way: Participation) -> None:
    hand_in_filled(way)
    for login, rest in (
        ("san", "mau-03/"),
        ("binh", "mau-03/"),
        ("hoa", "kiem-tra-tinh/"),
        ("san", "san-pham-mau/"),
    ):
        assert signed_in(person(login)).get(at(way, rest)).status_code == 403, (login, rest)


def test_producer_reads_why_the_dossier_came_back(way: Participation, as_san) -> None:
    hand_in_filled(way)
    due = clock.today().replace(year=clock.today().year + 1)
    hoa = signed_in(person("hoa"))
    hoa.post(at(way, "tra-lai/"), {"reason": "Thiếu hóa đơn", "return_by": f"{due:%d/%m/%Y}"})
    text = words(as_san.get(at(way)))
    assert "Thiếu hóa đơn" in text
    assert f"hạn {due:%d/%m/%Y}" in text
    assert "Kiểm tra và nộp hồ sơ" in text


def test_dossier_s_timeline_begins_with_the_dossier(way: Participation, as_san) -> None:
    with acting_for(province(), person("san")):
        journal.record(by=person("san"), verb="submit", target=way, step=1)
    hand_in_filled(way)
    told = [str(event["text"]) for event in as_san.get(at(way)).context["events"]]
    assert (told[0], told[-1]) == ("Nộp", "Bắt đầu lập hồ sơ")
    assert told.count("Nộp") == 1


def test_province_accepts_and_logs_samples(way: Participation) -> None:
    hand_in_filled(way)
    forward_handed_in(way)
    binh = signed_in(person("binh"))
    today = f"{clock.today():%d/%m/%Y}"
    refused = binh.post(at(way, "kiem-tra-tinh/"), {"is_accepted": "yes"})
    assert "Hãy ghi số phiếu đăng ký." in words(refused)
    binh.post(
        at(way, "kiem-tra-tinh/"),
        {"is_accepted": "yes", "register_no": "7", "paper_set_received_on": today},
    )
    text = words(binh.get(at(way)))
    assert "Nhận đủ sản phẩm mẫu (nay có 0/5) rồi đưa ra Hội đồng." in text
    assert "Đợt đánh giá ngoài các đợt đã lập" in text
    binh.post(at(way, "san-pham-mau/"), {"count": 5, "received_on": today})
    text = words(binh.get(at(way)))
    assert "Chờ Hội đồng đánh giá, phân hạng." in text
    assert "Sản phẩm mẫu 5/5" in text


def test_unit_of_the_day_is_the_commune_of_the_list(way: Participation) -> None:
    assert way.product.producer.commune.code == LY_SON
