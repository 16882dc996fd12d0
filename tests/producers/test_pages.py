"""The two doors to producers: the same refusals, the right people, the right content."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import JournalEntry
from producers.models import Producer
from tests.cast import LY_SON, SA_HUYNH, commune, person
from tests.factories import make_producer

from .entries import API, PAGE, client, entry, other_province, own_producer, words

pytestmark = pytest.mark.django_db


def send(browser: Client, door: str, path: str, body: dict[str, Any], method: str = "post") -> Any:
    """Send the same body as a form or as JSON."""
    if door == "page":
        return browser.post(path, body)
    return getattr(browser, method)(path, json.dumps(body), content_type="application/json")


def both(login: str, page: str, api: str, body: dict[str, Any], method: str = "post") -> list[Any]:
    browser = client(login)
    return [
        send(browser, "page", PAGE + page, body),
        send(browser, "api", API + api, body, method),
    ]


# --- the happy way -------------------------------------------------------------------------------


@pytest.mark.parametrize(("door", "status"), [("page", 303), ("api", 201)])
def test_register_through_either_door(door, status):
    path = PAGE + "dang-ky/" if door == "page" else API
    body = entry(name="Hơ\u0323p tác xã A", registered_on="05/03/2019", workers="12")
    response = send(client("hoa"), door, path, body)
    assert response.status_code == status, response.content.decode()[:500]
    producer = Producer.objects.get()
    assert (producer.name, producer.phone) == ("Hợp tác xã A", "+84905123456")
    assert f"{producer.registered_on:%Y-%m-%d}" == "2019-03-05"
    assert (producer.workers, producer.workers_female) == (12, 0)
    assert producer.commune == commune(LY_SON)


@pytest.mark.parametrize("door", ["page", "api"])
def test_revise_through_either_door(door):
    producer = make_producer()
    body = entry(version=1, website="https://hanhtoi.example")
    where = f"{PAGE}{producer.pk}/sua/" if door == "page" else f"{API}{producer.pk}/"
    response = send(client("hoa"), door, where, body, "patch")
    assert response.status_code in (200, 303)
    producer.refresh_from_db()
    assert (producer.website, producer.version) == ("https://hanhtoi.example", 2)


def test_revise_through_the_api_leaves_alone_what_was_not_sent():
    producer = make_producer(is_women_led=True, workers=9)
    response = send(
        client("hoa"), "api", f"{API}{producer.pk}/", {"version": 1, "workers": 10}, "patch"
    )
    assert response.json()["workers"] == 10
    producer.refresh_from_db()
    assert (producer.is_women_led, producer.name) == (True, "Hợp tác xã Tỏi đen Lý Sơn")


# --- parity: the same bad input, the same words -----------------------------------------------------

BAD = [
    ({"name": ""}, {"name": ["Trường này là bắt buộc."]}),
    (
        {"tax_code": "12345678"},
        {"tax_code": ["Mã số thuế phải có 10, 12 hoặc 13 chữ số; bạn nhập 8."]},
    ),
    (
        {"tax_code": "0100112438"},
        {
            "tax_code": [
                "Mã số thuế không đúng: chữ số kiểm tra không khớp. Hãy so lại từng chữ số."
            ]
        },
    ),
    (
        {"tax_code": "051085001234"},
        {
            "tax_code": [
                "Mã số 12 chữ số chỉ dùng cho hộ, trang trại và tổ hợp tác;"
                " hợp tác xã có 10 hoặc 13."
            ]
        },
    ),
    ({"phone": "12"}, {"phone": ["Số điện thoại không đúng; ví dụ 0905 123 456."]}),
    ({"commune": "99999"}, {"commune": ["Không có xã, phường, đặc khu nào mang mã này."]}),
    ({"commune": SA_HUYNH}, {"commune": ["Đơn vị này ngoài địa bàn của bạn."]}),
    ({"registered_on": "31/02/2020"}, {"registered_on": ["Hãy nhập một ngày hợp lệ."]}),
    ({"registered_on": "05/03/20"}, {"registered_on": ["Hãy nhập một ngày hợp lệ."]}),
    (
        {"representative": "Lành 2"},
        {"representative": ["Họ tên gồm chữ cái, không có chữ số."]},
    ),
    (
        {"workers": "2", "workers_minority": "3"},
        {"workers_minority": ["Số lao động từng nhóm không được vượt tổng số."]},
    ),
    (
        {"status": "confirmed"},
        {"non_field_errors": ["Mục «status» do hệ thống ghi, không nhận từ bên ngoài."]},
    ),
    (
        {"province": "2"},
        {"non_field_errors": ["Mục «province» do hệ thống ghi, không nhận từ bên ngoài."]},
    ),
    (
        {"version": "7", "registered_by_id": "1"},
        {
            "non_field_errors": [
                "Mục «registered_by_id» do hệ thống ghi, không nhận từ bên ngoài.",
                "Mục «version» do hệ thống ghi, không nhận từ bên ngoài.",
            ]
        },
    ),
]


@pytest.mark.parametrize(("over", "said"), BAD, ids=[str(sorted(o.items())[0]) for o, _ in BAD])
def test_register_refuses_the_same_in_the_same_words(over, said):
    page, api = both("hoa", "dang-ky/", "", entry(**over))
    assert (page.status_code, api.status_code) == (422, 400)
    assert words(page) == words(api) == said
    assert not Producer.objects.exists()


def test_register_of_an_expired_code_says_so_at_both_doors():
    from territories import clock
    from territories.models import AdminUnit

    living = AdminUnit.objects.communes().on(clock.today()).values("code")
    dead = AdminUnit.objects.communes().exclude(code__in=living)[0]
    page, api = both("hoa", "dang-ky/", "", entry(commune=dead.code))
    assert words(page) == words(api)
    assert words(api)["commune"] == ["Đơn vị mang mã này không còn; hãy chọn đơn vị hiện nay."]


def test_register_of_a_double_asks_at_both_doors_and_goes_on_when_told():
    make_producer(name="Tổ hợp tác Hành tỏi An Hải")
    page, api = both("hoa", "dang-ky/", "", entry())
    assert (page.status_code, api.status_code) == (422, 400)
    assert words(page) == words(api)
    assert words(api)["confirm_duplicate"][0] == "Có 1 chủ thể có thể là một với chủ thể này."
    assert "vẫn đăng ký" in page.content.decode().lower()
    page = send(client("hoa"), "page", PAGE + "dang-ky/", entry(confirm_duplicate="on"))
    assert page.status_code == 303
    assert Producer.objects.count() == 2


@pytest.mark.parametrize("value", [["a"], {"a": 1}, True])
def test_api_refuses_a_value_of_another_shape(value):
    response = send(client("hoa"), "api", API, entry(name=value))
    assert response.status_code == 400
    assert set(response.json()) == {"name"}


def test_api_refuses_a_body_that_is_no_object():
    response = client("hoa").post(API, "[1]", content_type="application/json")
    assert response.status_code == 400
    assert set(response.json()) == {"non_field_errors"}


def test_revise_refuses_the_same_in_the_same_words():
    producer = make_producer()
    page, api = both(
        "hoa", f"{producer.pk}/sua/", f"{producer.pk}/", entry(version=1, phone="x"), "patch"
    )
    assert words(page) == words(api) == {"phone": ["Số điện thoại không đúng; ví dụ 0905 123 456."]}


def test_revise_without_a_version_is_refused_at_both_doors():
    producer = make_producer()
    page, api = both("hoa", f"{producer.pk}/sua/", f"{producer.pk}/", entry(), "patch")
    assert words(page) == words(api) == {"version": ["Trường này là bắt buộc."]}


def test_revise_of_an_older_version_answers_409_with_both_values():
    producer = make_producer(name="HTX Mới", version=2)
    body = entry(name="HTX Cũ", version=1, phone="0912345678", representative="Phạm Văn Sản")
    body |= {"representative_gender": "male"}
    page, api = both("hoa", f"{producer.pk}/sua/", f"{producer.pk}/", body, "patch")
    assert (page.status_code, api.status_code) == (409, 409)
    assert words(page) == words(api)
    assert words(api)["non_field_errors"][1:] == [
        "Tên chủ thể: bạn nhập «HTX Cũ», hiện đang lưu «HTX Mới»."
    ]
    # What was typed is still there, and the next save is meant.
    assert 'value="HTX Cũ"' in page.content.decode()
    assert '<input type="hidden" name="version" value="2"' in page.content.decode()
    producer.refresh_from_db()
    assert (producer.name, producer.version) == ("HTX Mới", 2)


STEPS = [
    ("xac-nhan", "confirm", "pending", "confirmed", {}),
    ("khong-xac-nhan", "refuse", "pending", "refused", {"reason": "Sai địa bàn"}),
    ("gui-lai", "resubmit", "refused", "pending", {}),
    ("ngung-hoat-dong", "deactivate", "confirmed", "inactive", {"reason": "Giải thể"}),
    ("hoat-dong-lai", "reactivate", "inactive", "confirmed", {}),
]


@pytest.mark.parametrize("door", ["page", "api"])
@pytest.mark.parametrize(("page", "api", "before", "after", "body"), STEPS)
def test_step_through_either_door(door, page, api, before, after, body):
    producer = make_producer(status=before)
    base, name = (PAGE, page) if door == "page" else (API, api)
    response = send(client("hoa"), door, f"{base}{producer.pk}/{name}/", body)
    assert response.status_code in (200, 303)
    producer.refresh_from_db()
    assert producer.status == after


@pytest.mark.parametrize(("page", "api", "before", "_after", "body"), STEPS)
def test_step_out_of_turn_is_refused_in_the_same_words(page, api, before, _after, body):
    wrong = next(s for s in Producer.Status.values if s != before)
    producer = make_producer(status=wrong)
    answers = both("hoa", f"{producer.pk}/{page}/", f"{producer.pk}/{api}/", body)
    assert [a.status_code for a in answers] == [422, 400]
    said = [words(a) for a in answers]
    assert said[0] == said[1]
    assert Producer.Status(wrong).label in said[0]["non_field_errors"][0]


@pytest.mark.parametrize(
    ("page", "api", "before"),
    [("khong-xac-nhan", "refuse", "pending"), ("ngung-hoat-dong", "deactivate", "confirmed")],
)
def test_step_without_a_reason_is_refused_in_the_same_words(page, api, before):
    producer = make_producer(status=before)
    answers = both("hoa", f"{producer.pk}/{page}/", f"{producer.pk}/{api}/", {"reason": " "})
    assert words(answers[0]) == words(answers[1]) == {"reason": ["Trường này là bắt buộc."]}


PAPER = {
    "kind": "food_safety",
    "number": "12/ATTP",
    "issued_on": "05/03/2025",
    "expires_on": "05/03/2028",
}


@pytest.mark.parametrize(("door", "status"), [("page", 303), ("api", 201)])
def test_permit_through_either_door(door, status):
    producer = make_producer()
    path = f"{PAGE}{producer.pk}/giay-to/" if door == "page" else f"{API}{producer.pk}/permits/"
    assert send(client("hoa"), door, path, PAPER).status_code == status
    paper = producer.permits.get()
    assert (paper.number, f"{paper.expires_on:%Y-%m-%d}") == ("12/ATTP", "2028-03-05")


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"issued_on": "31/02/2025"}, {"issued_on": ["Hãy nhập một ngày hợp lệ."]}),
        ({"expires_on": "01/01/2020"}, {"expires_on": ["Ngày hết hạn phải từ ngày cấp trở đi."]}),
        (
            {"producer": "5"},
            {"non_field_errors": ["Mục «producer» do hệ thống ghi, không nhận từ bên ngoài."]},
        ),
    ],
)
def test_permit_refused_in_the_same_words(over, said):
    producer = make_producer()
    answers = both("hoa", f"{producer.pk}/giay-to/", f"{producer.pk}/permits/", PAPER | over)
    assert words(answers[0]) == words(answers[1]) == said
    assert not producer.permits.exists()


def test_permit_is_removed_through_either_door():
    producer = make_producer()
    browser = client("hoa")
    for number in "12":
        send(browser, "page", f"{PAGE}{producer.pk}/giay-to/", PAPER | {"number": number})
    first, second = producer.permits.order_by("number")
    asked = browser.get(f"{PAGE}{producer.pk}/giay-to/{first.pk}/xoa/").content.decode()
    assert "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm 1" in asked
    assert browser.post(f"{PAGE}{producer.pk}/giay-to/{first.pk}/xoa/").status_code == 303
    assert browser.delete(f"{API}{producer.pk}/permits/{second.pk}/").status_code == 204
    assert not producer.permits.exists()


@pytest.mark.parametrize(("door", "status"), [("page", 303), ("api", 201)])
def test_account_through_either_door(door, status):
    producer, san = make_producer(), person("san")
    path = f"{PAGE}{producer.pk}/tai-khoan/" if door == "page" else f"{API}{producer.pk}/accounts/"
    body = {"email": "san@ocop.example", "full_name": "Phạm Văn Sản"}
    assert send(client("hoa"), door, path, body).status_code == status
    assert producer.accounts.get().user == san
    twice = both("hoa", f"{producer.pk}/tai-khoan/", f"{producer.pk}/accounts/", body)
    assert words(twice[0]) == words(twice[1])
    assert words(twice[1]) == {"email": ["Người này đang có tài khoản của chủ thể."]}


def test_account_ends_through_either_door():
    for door in ("page", "api"):
        producer = own_producer(name=f"Hợp tác xã {door}", phone="")
        account = producer.accounts.get()
        if door == "page":
            path = f"{PAGE}{producer.pk}/tai-khoan/{account.pk}/ngung/"
            assert client("hoa").post(path).status_code == 303
        else:
            path = f"{API}{producer.pk}/accounts/{account.pk}/"
            assert client("hoa").delete(path).status_code == 204
        account.refresh_from_db()
        assert account.period.isempty


# --- who -----------------------------------------------------------------------------------------

READ = ["", "{pk}/"]
WRITE_PAGES = [
    "{pk}/sua/",
    "{pk}/xac-nhan/",
    "{pk}/khong-xac-nhan/",
    "{pk}/gui-lai/",
    "{pk}/ngung-hoat-dong/",
    "{pk}/hoat-dong-lai/",
    "{pk}/giay-to/",
    "{pk}/tai-khoan/",
]
WRITE_API = ["confirm", "refuse", "resubmit", "deactivate", "reactivate", "permits", "accounts"]


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        ("hoa", ["Của Hoa", "Của Sản"]),
        ("thu", ["Của Thu"]),
        ("san", ["Của Sản"]),
        ("binh", ["Của Hoa", "Của Sản", "Của Thu"]),
        ("tra", ["Của Hoa", "Của Sản", "Của Thu"]),
    ],
)
def test_list_holds_exactly_what_the_person_may_see(login, seen):
    make_producer(name="Của Hoa")
    own_producer(name="Của Sản")
    make_producer(name="Của Thu", commune=commune(SA_HUYNH))
    other_province()
    browser = client(login)
    page = browser.get(PAGE)
    assert [row.record.name for row in page.context["table"].rows] == seen
    assert [one["name"] for one in browser.get(API).json()["results"]] == seen


@pytest.mark.parametrize(
    ("login", "status"),
    [("hoa", 200), ("san", 404), ("thu", 404), ("binh", 200), ("tra", 200), ("tu", 404)],
)
def test_detail_is_there_for_those_who_reach_it_and_404_else(login, status):
    producer = make_producer()
    browser = client(login)
    assert browser.get(f"{PAGE}{producer.pk}/").status_code == status
    assert browser.get(f"{API}{producer.pk}/").status_code == status


@pytest.mark.parametrize("login", ["hoa", "binh"])
def test_another_provinces_producer_is_not_there(login):
    foreign = other_province()
    browser = client(login)
    assert browser.get(f"{PAGE}{foreign.pk}/").status_code == 404
    assert browser.get(f"{API}{foreign.pk}/").status_code == 404
    here = {"confirm": "post", "refuse": "post"}
    for name in here:
        assert browser.post(f"{API}{foreign.pk}/{name}/").status_code in (403, 404)


@pytest.mark.parametrize("page", WRITE_PAGES)
def test_a_sibling_commune_finds_no_page_to_write_to(page):
    producer = make_producer(status="pending")
    path = PAGE + page.format(pk=producer.pk)
    assert client("thu").get(path).status_code == 404
    assert client("thu").post(path, {"reason": "x"}).status_code == 404


@pytest.mark.parametrize("name", WRITE_API)
def test_a_sibling_commune_finds_no_address_to_write_to(name):
    producer = make_producer(status="pending")
    response = send(client("thu"), "api", f"{API}{producer.pk}/{name}/", {"reason": "x"})
    assert response.status_code == 404
    producer.refresh_from_db()
    assert producer.status == "pending"


@pytest.mark.parametrize("page", WRITE_PAGES)
def test_who_only_reads_may_write_nothing(page):
    path = PAGE + page.format(pk=make_producer().pk)
    assert client("tra").post(path, {"reason": "x"}).status_code == 403
    assert client("binh").post(path, {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("name", WRITE_API)
def test_who_only_reads_may_write_nothing_through_the_api(name):
    path = f"{API}{make_producer().pk}/{name}/"
    assert send(client("tra"), "api", path, {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("verb", ["confirm", "refuse", "deactivate", "reactivate", "accounts"])
def test_a_producer_does_not_vouch_for_itself(verb):
    producer = own_producer(status="pending")
    response = send(client("san"), "api", f"{API}{producer.pk}/{verb}/", {"reason": "x"})
    assert response.status_code == 403


@pytest.mark.parametrize("path", ["", "dang-ky/", "1/", "1/sua/", "xuat/csv/"])
def test_a_stranger_is_sent_to_the_sign_in(path):
    response = Client().get(PAGE + path)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/dang-nhap/")
    assert Client().get(API).status_code == 403


def test_a_council_member_has_no_list_of_producers():
    assert client("minh").get(PAGE).status_code == 403
    assert client("minh").get(API).status_code == 403


@pytest.mark.parametrize("method", ["put", "delete", "patch", "post"])
def test_api_answers_405_where_there_is_no_such_method(method):
    path = f"{API}{make_producer().pk}/" if method != "patch" else API
    if method == "post":
        path = f"{API}{make_producer(phone='+84900000001').pk}/"
    assert getattr(client("hoa"), method)(path).status_code == 405


def test_the_scan_of_a_paper_is_sent_to_those_who_see_the_producer():
    from django.core.files.uploadedfile import SimpleUploadedFile

    from .test_actions import picture

    producer = make_producer()
    scan = SimpleUploadedFile("giay.png", picture(), content_type="image/png")
    client("hoa").post(f"{PAGE}{producer.pk}/giay-to/", PAPER | {"upload": scan})
    paper = producer.permits.get()
    path = f"{PAGE}{producer.pk}/giay-to/{paper.pk}/tep/"
    response = client("tra").get(path)
    assert response.headers["Content-Type"] == "image/png"
    assert b"".join(response.streaming_content)[:4] == b"\x89PNG"
    assert client("thu").get(path).status_code == 404
    assert client("hoa").get(f"{PAGE}{producer.pk}/giay-to/{paper.pk + 1}/tep/").status_code == 404


# --- one producer ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("login", "phone", "address"),
    [
        ("hoa", "0912 345 678", "Thôn Đông"),
        ("san", "0912 345 678", "Thôn Đông"),
        ("binh", "0912 345 678", "Thôn Đông"),
        ("tra", "•••• ••• 678", "••••••"),
        ("dung", "•••• ••• 678", "••••••"),
    ],
)
def test_detail_masks_contacts_for_those_without_a_need(login, phone, address):
    producer = own_producer(email="san@htx.example", address="Thôn Đông")
    page = client(login).get(f"{PAGE}{producer.pk}/")
    shown = {label: value for g in page.context["groups"] for label, value, *_ in g["items"]}
    assert (shown["Điện thoại"], shown["Thôn, tổ, số nhà"]) == (phone, address)
    api = client(login).get(f"{API}{producer.pk}/").json()
    whole = phone.startswith("0")
    assert api["phone"] == ("+84912345678" if whole else phone)
    assert api["email"] == ("san@htx.example" if whole else "s•••@htx.example")
    if not whole:
        text = page.content.decode()
        assert not any(secret in text for secret in ("912345", "912 345", "Thôn Đông"))


def test_detail_shows_papers_by_state():
    """R14: expiring within 60 days warns."""
    from datetime import timedelta

    from producers.models import ProducerPermit
    from territories import clock

    producer, today = make_producer(), clock.today()
    for number, days in (("quá", -1), ("nay", 0), ("sáu mươi", 60), ("sáu mốt", 61)):
        ProducerPermit.objects.create(
            province=producer.province,
            producer=producer,
            kind="quality",
            number=number,
            issued_on=today - timedelta(days=400),
            expires_on=today + timedelta(days=days),
        )
    papers = client("hoa").get(f"{PAGE}{producer.pk}/").context["papers"]
    assert [(p.row.number, str(p.label)) for p in papers] == [
        ("quá", "đã hết hạn"),
        ("nay", "sắp hết hạn"),
        ("sáu mươi", "sắp hết hạn"),
        ("sáu mốt", "còn hạn"),
    ]


def test_detail_tells_what_happened_in_words():
    producer = make_producer()
    browser = client("hoa")
    send(browser, "api", f"{API}{producer.pk}/", {"version": 1, "legal_form": "farm"}, "patch")
    send(browser, "api", f"{API}{producer.pk}/deactivate/", {"reason": "Nghỉ sản xuất"})
    events = browser.get(f"{PAGE}{producer.pk}/").context["events"]
    assert [(str(e["text"]), e["detail"]) for e in events] == [
        ("Cho ngừng hoạt động", "Nghỉ sản xuất"),
        ("Sửa thông tin", "loại hình tổ chức: «Hợp tác xã» → «Trang trại»"),
    ]


def test_detail_offers_what_the_person_may_do_now():
    producer = make_producer(status="pending")
    text = client("hoa").get(f"{PAGE}{producer.pk}/").content.decode()
    assert "/xac-nhan/" in text
    assert "/ngung-hoat-dong/" not in text
    text = client("binh").get(f"{PAGE}{producer.pk}/").content.decode()
    assert not any(path in text for path in ("/xac-nhan/", "/sua/", "/tai-khoan/"))


def test_detail_tells_the_refused_producer_why():
    producer = own_producer(status="pending")
    send(client("hoa"), "api", f"{API}{producer.pk}/refuse/", {"reason": "Ngoài địa bàn xã"})
    text = client("san").get(f"{PAGE}{producer.pk}/").content.decode()
    assert "Ngoài địa bàn xã" in text
    assert "/gui-lai/" in text


def test_a_producer_registers_itself_and_sees_it_waiting():
    browser = client("san")
    response = send(browser, "page", PAGE + "dang-ky/", entry(commune=SA_HUYNH))
    producer = Producer.objects.get()
    assert response.headers["Location"] == f"/quang-ngai/chu-the/{producer.pk}/"
    assert "chờ xã xác nhận" in browser.get(response.headers["Location"]).content.decode()
    assert [r.record for r in client("thu").get(PAGE).context["table"].rows] == [producer]
    assert list(client("hoa").get(PAGE).context["table"].rows) == []
    assert JournalEntry.objects.get().by == person("san")
