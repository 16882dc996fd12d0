"""Both doors to products and steps 1 to 4: the same words, the right people, the right content."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import JournalEntry
from products.forms import EnrolForm, RegisterProductForm
from products.models import Idea, Participation, Product, ProductionReport
from products.product_actions import add_image
from products.sheet_actions import add_production_report
from territories import clock
from territories.tenancy import acting_for
from tests.cast import SA_HUYNH, commune, person, province
from tests.factories import make_cycle, make_producer, make_product

from .test_actions import do
from .ways import (
    API,
    IDEA,
    PAGE,
    PLAN,
    at,
    client,
    described,
    elsewhere,
    later,
    own_producer,
    picture,
    send,
    words,
)

pytestmark = pytest.mark.django_db
DOORS = pytest.mark.parametrize("door", ["page", "api"])


def both(login: str, page: str, api: str, body: dict[str, Any], method: str = "post") -> list[Any]:
    """Send the same body through both doors."""
    browser = client(login)
    return [send(browser, "page", PAGE + page, body), send(browser, "api", API + api, body, method)]


def entry(**over: Any) -> dict[str, Any]:
    """Return a registration as a form or a JSON body holds it."""
    facts = {"line": 7, "name": "Tỏi đen", "description": "Hộp 250 g", "is_new": True}
    return facts | over


# The same refusals


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"line": 99}, "line"),
        ({"line": ""}, "line"),
        ({"producer": ""}, "producer"),
        ({"producer": 999999}, "producer"),
        ({"producer": "abc"}, "producer"),
        ({"status": "accepted"}, "status"),
        ({"province": 3}, "province"),
        ({"stars": 5}, "stars"),
        ({"cycle": 2031}, "cycle"),
    ],
)
def test_register_refusals_are_the_same(over: dict[str, Any], field: str) -> None:
    producer = own_producer()
    body = entry(producer=producer.pk) | over
    page, api = both("hoa", "san-pham/dang-ky/", "products/", body)
    assert (page.status_code, api.status_code) == (422, 400)
    # A page has no field for what is not the sender's to say: it says so on top.
    assert list(words(page).values()) == list(words(api).values())
    assert list(words(api)) == [field]
    assert list(words(page)) in ([field], ["non_field_errors"])
    assert not Product.objects.exists()


def test_register_producer_of_another_province_is_not_there() -> None:
    body = entry(producer=elsewhere().product.producer_id)
    for response in both("hoa", "san-pham/dang-ky/", "products/", body):
        assert list(words(response)) == ["producer"]
        assert "Pleiku" not in response.content.decode()


@pytest.mark.parametrize(
    ("path", "api", "body", "field"),
    [
        ("tra-lai/", "send-back/", {"return_by": "31/12/2030"}, "reason"),
        ("tra-lai/", "send-back/", {"reason": "x", "return_by": "31/02/2030"}, "return_by"),
        ("tra-lai/", "send-back/", {"reason": "x", "return_by": "01/01/2020"}, "return_by"),
        ("tra-lai/", "send-back/", {"reason": "x"}, "return_by"),
    ],
)
def test_send_back_refusals_are_the_same(path, api, body, field) -> None:
    row = at(2, "submitted")
    facts = {"version": 1} | body
    page, answer = both("hoa", f"tham-gia/{row.pk}/{path}", f"participations/{row.pk}/{api}", facts)
    assert (page.status_code, answer.status_code) == (422, 400)
    assert words(page) == words(answer)
    assert list(words(page)) == [field]


@pytest.mark.parametrize(
    ("login", "path", "api", "over"),
    [
        ("san", "nop/", "submit/", {}),
        ("hoa", "tiep-nhan/", "accept/", {}),
        ("hoa", "tra-lai/", "send-back/", {"reason": "x", "return_by": "31/12/2030"}),
        ("san", "rut/", "withdraw/", {"reason": "x"}),
    ],
)
def test_stale_act_is_a_conflict_at_both_doors(login, path, api, over) -> None:
    row = at(2, "submitted", version=5)
    body = {"version": 4} | over
    page, answer = both(login, f"tham-gia/{row.pk}/{path}", f"participations/{row.pk}/{api}", body)
    assert (page.status_code, answer.status_code) == (409, 409)
    assert words(page) == words(answer)
    assert "bản 4, nay là bản 5" in words(page)["non_field_errors"][0]
    assert Participation.objects.get().status == "submitted"


@pytest.mark.parametrize(
    ("step", "page", "api", "field"),
    [
        (2, "y-tuong/", "idea/", "needs"),
        (3, "phuong-an/", "plan/", "schedule"),
    ],
)
def test_stale_paper_shows_both_values_at_both_doors(step, page, api, field) -> None:
    row = at(step)
    facts = {2: IDEA, 3: PLAN}[step]
    browser = client("san")
    where = f"{PAGE}tham-gia/{row.pk}/{page}"
    assert browser.post(where, facts | {"version": 1, field: "của người khác"}).status_code == 303
    body = facts | {"version": 1, field: "của tôi"}
    first = send(browser, "page", where, body)
    second = send(browser, "api", f"{API}participations/{row.pk}/{api}", body, "put")
    assert (first.status_code, second.status_code) == (409, 409)
    assert words(first) == words(second)
    assert "anh/chị nhập «của tôi», hiện đang lưu «của người khác»" in str(words(first))
    # The page now holds both values and the new version: the next save is meant.
    assert 'name="version" value="2"' in first.content.decode()


def plan_at(row: Participation, door: str) -> str:
    """Return where a plan is written."""
    if door == "page":
        return f"{PAGE}tham-gia/{row.pk}/phuong-an/"
    return f"{API}participations/{row.pk}/plan/"


@DOORS
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"capital": "một tỷ"}, "capital"),
        ({"capital": "NaN"}, "capital"),
        ({"capital": "1e20"}, "capital"),
        ({"version": ""}, "version"),
        ({"appraised_by": 1}, "appraised_by"),
    ],
)
def test_plan_takes_no_nonsense(door: str, facts: dict[str, Any], field: str) -> None:
    if door == "page" and field == "appraised_by":
        field = "non_field_errors"  # the form has no such field
    row = at(3)
    where = plan_at(row, door)
    response = send(client("san"), door, where, PLAN | {"version": 1} | facts, "put")
    assert response.status_code in (400, 422)
    assert list(words(response)) == [field]


@DOORS
def test_plan_money_is_read_as_it_is_written(door: str) -> None:
    row = at(3)
    where = plan_at(row, door)
    body = PLAN | {"version": 1, "capital": "2.500.000.000"}
    assert send(client("san"), door, where, body, "put").status_code in (200, 303)
    row.plan.refresh_from_db()
    assert row.plan.capital == 2_500_000_000


def content(response: Any) -> bytes:
    """Return what was sent, to its end."""
    return b"".join(response.streaming_content) if response.streaming else response.content


# The right people

HIS = ("hoa", "san", "binh")
OTHERS = ("thu", "tu")


@pytest.mark.parametrize(
    ("path", "allowed", "forbidden"),
    [
        ("san-pham/{product}/", HIS, ("lan", "quan")),
        ("san-pham/{product}/sua/", ("hoa", "san"), ("binh", "tra")),
        ("san-pham/{product}/tham-gia/", ("hoa", "san"), ("binh",)),
        ("san-pham/{product}/anh/", ("hoa", "san"), ("binh",)),
        ("san-pham/{product}/anh/{image}/", HIS, ("lan",)),
        ("san-pham/{product}/anh/{image}/nho/", HIS, ("lan",)),
        ("san-pham/{product}/anh/{image}/bo/", ("hoa", "san"), ("binh",)),
        ("tham-gia/{row}/y-tuong/", ("hoa", "san"), ("binh",)),
        ("tham-gia/{row}/phuong-an/", ("hoa", "san"), ("binh",)),
        ("tham-gia/{row}/bao-cao/", ("hoa", "san"), ("binh",)),
        ("tham-gia/{row}/bao-cao/{report}/tep/", HIS, ("lan",)),
        ("tham-gia/{row}/nop/", ("hoa", "san"), ("binh",)),
        ("tham-gia/{row}/rut/", ("hoa", "san"), ("binh",)),
        ("tham-gia/{row}/tham-dinh/", ("binh",), ("san", "hoa")),
        ("tham-gia/{row}/tiep-nhan/", ("hoa",), ("san", "binh")),
        ("tham-gia/{row}/tra-lai/", ("hoa",), ("san", "binh")),
    ],
)
def test_pages_open_for_the_right_people_only(path, allowed, forbidden) -> None:
    row = at(4)
    image = do("san", add_image, product=row.product, upload=picture())
    report = do(
        "san",
        add_production_report,
        participation=row,
        reported_on=clock.today(),
        done="x",
        upload=picture("blue"),
    )
    own_producer(name="HTX khác", phone="+84912000009")
    # No form is offered before its turn: a paper at its step, a decision on what is handed in.
    if path.endswith(("tiep-nhan/", "tra-lai/")):
        Participation.objects.update(status="submitted")
    elif path.endswith("tham-dinh/"):
        Participation.objects.update(step=3, status="submitted")
    elif path.endswith(("y-tuong/", "phuong-an/")):
        Participation.objects.update(step=2 if "y-tuong" in path else 3)
    where = path.format(product=row.product_id, row=row.pk, image=image.pk, report=report.pk)
    for login in allowed:
        response = client(login).get(PAGE + where)
        assert response.status_code == 200, login
        content(response)
    for login in forbidden:
        assert client(login).get(PAGE + where).status_code == 403, login
    for login in OTHERS:
        is_foreign = login == "tu" or "tham-gia/" in where or "san-pham/" in where
        assert client(login).get(PAGE + where).status_code == 404 or not is_foreign, login


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("products/{product}/", "get"),
        ("products/{product}/", "patch"),
        ("products/{product}/enrol/", "post"),
        ("products/{product}/images/", "post"),
        ("participations/{row}/", "get"),
        ("participations/{row}/idea/", "put"),
        ("participations/{row}/plan/", "patch"),
        ("participations/{row}/production-reports/", "post"),
        ("participations/{row}/submit/", "post"),
        ("participations/{row}/accept/", "post"),
        ("participations/{row}/send-back/", "post"),
        ("participations/{row}/withdraw/", "post"),
    ],
)
def test_rows_of_another_province_are_not_there(path: str, method: str) -> None:
    row = elsewhere()
    where = API + path.format(product=row.product_id, row=row.pk)
    response = send(client("hoa"), "api", where, {"version": 1}, method)
    assert response.status_code == 404
    assert "Pleiku" not in response.content.decode()
    assert send(client("thu"), "api", where.replace("quang-ngai", "gia-lai"), {}).status_code == 404
    row.refresh_from_db()
    assert (row.status, row.version) == ("submitted", 1)


@DOORS
def test_rows_of_another_province_are_not_there_on_pages(door: str) -> None:
    row = elsewhere()
    pages = [
        "san-pham/{p}/anh/",
        "san-pham/{p}/sua/",
        "tham-gia/{r}/y-tuong/",
        "tham-gia/{r}/tiep-nhan/",
    ]
    for path in pages:
        where = PAGE + path.format(p=row.product_id, r=row.pk)
        response = client("hoa").get(where) if door == "page" else client("hoa").post(where)
        assert response.status_code == 404, where


def test_sibling_commune_and_other_producers_see_nothing() -> None:
    row = at(2)
    assert list(Product.objects.all()) == [row.product]
    for login in ("thu",):
        assert client(login).get(f"{API}products/").json()["count"] == 0
        assert client(login).get(f"{API}participations/").json()["count"] == 0
        assert client(login).get(f"{API}products/{row.product_id}/").status_code == 404
    elsewhere()
    for login, count in (("hoa", 1), ("san", 1), ("binh", 1)):
        found = client(login).get(f"{API}products/").json()
        assert [one["name"] for one in found["results"]] == ["Tỏi đen Lý Sơn"] * count


def test_stranger_is_led_to_the_sign_in() -> None:
    row = at(2)
    assert Client().get(f"{PAGE}san-pham/{row.product_id}/").status_code == 302
    assert Client().get(f"{API}products/{row.product_id}/").status_code in (401, 403)


# The right content


def test_page_shows_next_act_to_each_person() -> None:
    row = at(2, "submitted")
    where = f"{PAGE}san-pham/{row.product_id}/"
    officer, producer, staff = (client(login).get(where).content.decode() for login in HIS)
    assert "Xem và tiếp nhận ý tưởng sản phẩm" in officer
    assert f"/tham-gia/{row.pk}/tiep-nhan/" in officer
    for other in (producer, staff):
        assert "UBND đặc khu Lý Sơn: xem và tiếp nhận ý tưởng sản phẩm" in other
        assert f"/tham-gia/{row.pk}/tiep-nhan/" not in other
    assert "Lê Thị Hoa (mẫu)" in staff  # who holds it


def test_page_names_what_is_missing() -> None:
    row = at(2)
    Idea.objects.update(market="")
    page = client("san").get(f"{PAGE}san-pham/{row.product_id}/").content.decode()
    assert page.count("chưa xong") == 1
    assert f"/tham-gia/{row.pk}/y-tuong/#id_market" in page
    check = client("san").get(f"{PAGE}tham-gia/{row.pk}/nop/").content.decode()
    assert "còn thiếu: thị trường dự kiến" in check
    assert ">Nộp<" not in check


def test_page_at_step_five_leads_to_the_dossier() -> None:
    row = at(5)
    page = client("san").get(f"{PAGE}san-pham/{row.product_id}/").content.decode()
    assert reverse("dossier_detail", args=["quang-ngai", row.pk]) in page


def test_page_of_an_ended_way_offers_a_new_one() -> None:
    row = at(2, "withdrawn")
    page = client("hoa").get(f"{PAGE}san-pham/{row.product_id}/").content.decode()
    assert "Đăng ký tham gia lại" in page
    assert "Rút khỏi chu trình" not in page


def test_page_escapes_what_people_wrote() -> None:
    row = at(2, "submitted")
    Idea.objects.update(origin="<script>alert(1)</script>\nhai")
    Product.objects.update(name="<b>x</b>")
    page = client("hoa").get(f"{PAGE}san-pham/{row.product_id}/").content.decode()
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>hai" in page


def test_autosave_saves_one_field_and_gives_the_version() -> None:
    row = at(2)
    browser, where = client("san"), f"{PAGE}tham-gia/{row.pk}/y-tuong/"
    json = {"headers": {"Accept": "application/json"}}
    answer = browser.post(where, {"needs": "Máy sấy", "version": 1}, **json)
    assert (answer.status_code, answer.json()) == (200, {"version": 2})
    assert browser.post(where, {"needs": "Khác", "version": 1}, **json).status_code == 409
    assert browser.post(where, {"needs": "Khác"}, **json).json()["errors"]["version"]
    row.idea.refresh_from_db()
    assert (row.idea.needs, row.idea.origin) == ("Máy sấy", IDEA["origin"])


def test_patch_idea_keeps_what_is_not_sent() -> None:
    row = at(2)
    where = f"{API}participations/{row.pk}/idea/"
    answer = send(client("san"), "api", where, {"needs": "Máy", "version": 1}, "patch")
    assert (answer.status_code, answer.json()["origin"]) == (200, IDEA["origin"])
    assert answer.json()["version"] == 2


def test_api_tells_the_next_step() -> None:
    row = at(2)
    Idea.objects.update(market="")
    found = client("san").get(f"{API}participations/{row.pk}/").json()["next"]
    assert (found["task"], found["actor"], found["missing"]) == (
        "write_idea",
        "producer",
        ["market"],
    )


def test_image_through_the_api_and_its_file() -> None:
    product = described()
    browser = client("san")
    answer = browser.post(
        f"{API}products/{product.pk}/images/", {"upload": picture(), "caption": "a"}
    )
    assert answer.status_code == 201
    where = f"{API}products/{product.pk}/images/{answer.json()['id']}/"
    sent = browser.get(where)
    assert (sent["Content-Type"], sent["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert content(sent)
    assert client("thu").get(where).status_code == 404
    assert browser.delete(where).status_code == 204
    assert not product.images.exists()


@DOORS
def test_lying_upload_is_refused_beside_its_field(door: str) -> None:
    product = described()
    file = picture()
    file.name = "anh.pdf"
    page, api = f"{PAGE}san-pham/{product.pk}/anh/", f"{API}products/{product.pk}/images/"
    response = client("san").post(page if door == "page" else api, {"upload": file})
    assert response.status_code in (400, 422)
    assert "đuôi «.pdf» nhưng nội dung là ảnh" in words(response)["upload"][0]


def test_report_file_is_sent_to_those_who_see_the_product() -> None:
    row = at(4)
    body = {"reported_on": "01/02/2026", "done": "x", "upload": picture()}
    assert client("hoa").post(f"{PAGE}tham-gia/{row.pk}/bao-cao/", body).status_code == 303
    report = ProductionReport.objects.exclude(file=None).get()
    where = f"{PAGE}tham-gia/{row.pk}/bao-cao/{report.pk}/tep/"
    sent = client("binh").get(where)
    assert sent.status_code == 200
    assert content(sent)
    assert client("thu").get(where).status_code == 404
    assert JournalEntry.objects.get(verb="report").facts["on_behalf"] is True


# The list


def names(login: str, query: str = "") -> list[str]:
    found = client(login).get(f"{API}products/{query}").json()
    return [one["name"] for one in found["results"]]


def test_list_filters_are_those_of_the_page() -> None:
    far = make_producer(commune=commune(SA_HUYNH), name="Hộ Sa Huỳnh", phone="+84912000003")
    own = own_producer()
    at(2, "submitted", product=described(producer=own, name="Đường phổi"))
    at(3, "submitted", product=described(producer=own, name="Tỏi đen"))
    at(2, "withdrawn", product=described(producer=far, name="Muối"))
    make_product(producer=far, name="Mắm nhum", line=own.products.first().line)
    cases = {
        "": ["Đường phổi", "Mắm nhum", "Muối", "Tỏi đen"],
        "?q=duong": ["Đường phổi"],
        "?q=hanh toi": [],
        "?q=sa huynh": ["Mắm nhum", "Muối"],
        "?step=2": ["Đường phổi"],
        "?status=submitted": ["Đường phổi", "Tỏi đen"],
        "?status=none": ["Mắm nhum", "Muối"],
        "?waiting=commune": ["Đường phổi"],
        "?waiting=province": ["Tỏi đen"],
        "?waiting=me": ["Tỏi đen"],
        f"?commune={SA_HUYNH}": ["Mắm nhum", "Muối"],
        "?line=8": [],
    }
    for query, expected in cases.items():
        assert sorted(names("binh", query)) == sorted(expected), query
        page = client("binh").get(f"{PAGE}san-pham/{query}")
        assert {row.record.name for row in page.context["table"].rows} == set(expected), query
    assert names("hoa", "?waiting=me") == ["Đường phổi"]


@pytest.mark.parametrize("query", ["?step=9", "?line=abc", "?waiting=x", "?commune=00000"])
def test_list_refuses_nonsense_in_words(query: str) -> None:
    assert client("binh").get(f"{API}products/{query}").status_code == 400
    assert client("binh").get(f"{PAGE}san-pham/{query}").status_code == 200


def fill(count: int) -> None:
    producer = make_producer(name="HTX nhiều", phone="+84912000004")
    for number in range(count):
        row = at(4, "submitted", product=described(producer=producer, name=f"Sản phẩm {number}"))
        with acting_for(province(), person("san")):
            add_image(product=row.product, upload=picture(), by=person("san"))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [(PAGE + "san-pham/", 25), (API + "products/", 21)])
def test_list_takes_the_same_queries(path, queries, count, django_assert_num_queries) -> None:
    make_cycle()
    fill(count)
    browser = client("binh")
    with django_assert_num_queries(queries):
        assert browser.get(path).status_code == 200


def test_list_of_the_api_says_what_the_page_of_each_product_says() -> None:
    make_cycle()
    fill(2)
    at(
        2,
        "returned",
        product=described(name="Trả lại"),
        return_reason="thiếu",
        return_by=clock.today(),
    )
    described(name="Không tham gia")
    for login in ("binh", "hoa"):
        browser = client(login)
        listed = browser.get(API + "products/").json()["results"]
        whole = [browser.get(f"{API}products/{one['id']}/").json() for one in listed]
        assert len(listed) == 4
        assert listed == [{k: v for k, v in one.items() if k != "images"} for one in whole]


@pytest.mark.parametrize("count", [1, 3])
def test_product_page_takes_the_same_queries(count, django_assert_num_queries) -> None:
    row = at(4, "submitted")
    for number in range(count):
        facts = {"province": row.province, "participation": row, "done": "x"}
        ProductionReport.objects.create(**facts, reported_on=clock.today())
        do("san", add_image, product=row.product, upload=picture(f"c{number}"))
    browser = client("hoa")
    with django_assert_num_queries(35):
        assert browser.get(f"{PAGE}san-pham/{row.product_id}/").status_code == 200


def test_list_is_paged_by_fifty() -> None:
    producer = own_producer()
    for number in range(51):
        make_product(producer=producer, name=f"Sản phẩm {number:02}")
    page = client("hoa").get(f"{PAGE}san-pham/?page=2")
    assert [row.record.name for row in page.context["table"].paginated_rows] == ["Sản phẩm 50"]


# The year


def test_this_year_is_offered_before_the_next() -> None:
    this = make_cycle()
    make_cycle(year=this.year + 1)
    make_cycle(year=this.year - 1)
    hoa, product = person("hoa"), make_product()
    with acting_for(province(), hoa):
        for form in (EnrolForm(by=hoa), RegisterProductForm(by=hoa)):
            years = [str(value) for value, _words in form.fields["cycle"].choices if value]
            assert years == [str(this.year), str(this.year + 1)]
        assert RegisterProductForm(by=hoa).fields["cycle"].initial == this.year
    page = client("hoa").get(f"{PAGE}san-pham/{product.pk}/tham-gia/").content.decode()
    assert page.index(f'value="{this.year}"') < page.index(f'value="{this.year + 1}"')


def test_cycle_page_for_each_person() -> None:
    assert "Chưa mở chu trình nào" in client("hoa").get(f"{PAGE}lich/").content.decode()
    at(2)
    page = client("binh").get(f"{PAGE}lich/").content.decode()
    assert "Đặt hạn" in page
    assert "?step=2" in page
    assert "Đặt hạn" not in client("hoa").get(f"{PAGE}lich/").content.decode()
    assert client("hoa").get(f"{PAGE}lich/2019/").status_code == 404
    assert client("lan").get(f"{PAGE}lich/").status_code == 403


@pytest.mark.parametrize("path", ["lich/mo/", "lich/{year}/han/", "lich/{year}/dot/"])
def test_cycle_is_managed_by_the_province_alone(path: str) -> None:
    where = PAGE + path.format(year=make_cycle().year)
    assert client("binh").get(where).status_code == 200
    for login in ("hoa", "san", "tra"):
        assert client(login).get(where).status_code == 403


def test_due_dates_of_two_desks_are_not_overwritten_in_silence() -> None:
    year = make_cycle().year
    page, path = f"{PAGE}lich/{year}/han/", f"{API}cycles/{year}/deadlines/"
    browser = client("binh")
    shown = re.search(r'name="known" value="([^"]*)"', browser.get(page).content.decode()).group(1)
    other = client("binh").patch(path, {"step_2": f"{year}-05-06"}, content_type="application/json")
    assert other.status_code == 200
    answer = browser.post(page, {"known": shown, "step_2": f"07/05/{year}"})
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 409
    assert f"2: 06/05/{year}" in text
    assert f'value="07/05/{year}"' in text
    body = {"known": shown, "step_2": f"{year}-05-08"}
    assert client("binh").patch(path, body, content_type="application/json").status_code == 409
    again = re.search(r'name="known" value="([^"]*)"', answer.content.decode()).group(1)
    assert browser.post(page, {"known": again, "step_2": f"07/05/{year}"}).status_code == 303


def test_cycle_through_both_doors() -> None:
    year = clock.today().year
    assert client("binh").post(f"{PAGE}lich/mo/", {"year": year}).status_code == 303
    again = both("binh", "lich/mo/", "cycles/", {"year": year})
    assert words(again[0]) == words(again[1])
    days = {"step_1": f"01/02/{year}", "step_2": f"01/01/{year}"}
    wrong = both("binh", f"lich/{year}/han/", f"cycles/{year}/deadlines/", days, "patch")
    assert words(wrong[0]) == words(wrong[1])
    extra = {"requests_before": later(), "held_before": later(5), "reason": "Kế hoạch 5"}
    wrong = both("binh", f"lich/{year}/dot/", f"cycles/{year}/rounds/", extra)
    assert words(wrong[0]) == words(wrong[1])
    assert list(words(wrong[0])) == ["held_before"]
    found = client("hoa").get(f"{API}cycles/{year}/").json()
    assert [one["step"] for one in found["deadlines"]] == [1, 2, 3, 4, 5, 6]
