"""The two doors to producers: what one takes the other takes, and refuses in the same words."""

import re
from datetime import date

import pytest

from producers.models import Producer
from territories import clock
from territories.models import AdminUnit
from tests.cast import LY_SON, SA_HUYNH, commune, person
from tests.factories import make_producer

from .entries import (
    API,
    PAGE,
    PAPER,
    both,
    client,
    entry,
    own_producer,
    send,
    words,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("door", "status"), [("page", 303), ("api", 201)])
def test_register_through_either_door(door, status):
    path = PAGE + "dang-ky/" if door == "page" else API
    body = entry(name="Hơ\u0323p tác xã A", registered_on="05/03/2019", workers="12")
    response = send(client("hoa"), door, path, body)
    assert response.status_code == status, response.content.decode()[:500]
    producer = Producer.objects.get()
    assert (producer.name, producer.phone) == ("Hợp tác xã A", "+84905123456")
    assert f"{producer.registered_on:%Y-%m-%d}" == "2019-03-05"
    assert (producer.workers, producer.workers_female) == (12, None)
    assert producer.commune == commune(LY_SON)


@pytest.mark.parametrize("door", ["page", "api"])
def test_number_of_workers_nobody_has_said_is_not_nought(door):
    path = PAGE + "dang-ky/" if door == "page" else API
    hoa = client("hoa")
    send(hoa, door, path, entry(workers="", workers_local="", workers_minority="0"))
    producer = Producer.objects.get()
    assert (producer.workers, producer.workers_local, producer.workers_minority) == (None, None, 0)
    read = hoa.get(f"{API}{producer.pk}/").json()
    assert (read["workers"], read["workers_minority"]) == (None, 0)
    page = re.sub(r"<[^>]+>|\s+", " ", hoa.get(f"{PAGE}{producer.pk}/").content.decode())
    assert re.search("Lao động địa phương +chưa khai", page)
    assert re.search("Lao động người dân tộc thiểu số +0 ", page)
    form = hoa.get(f"{PAGE}{producer.pk}/sua/").content.decode()
    assert 'name="workers" value' not in form
    assert 'name="workers_minority" value="0"' in form


@pytest.mark.parametrize("door", ["page", "api"])
def test_day_comes_before_month_in_english_too(door):
    browser = client("hoa")
    browser.cookies["django_language"] = "en"
    path = PAGE + "dang-ky/" if door == "page" else API
    send(browser, door, path, entry(registered_on="05/03/2019"))
    assert f"{Producer.objects.get().registered_on:%Y-%m-%d}" == "2019-03-05"


def test_form_shows_what_stands_as_people_write_it():
    producer = make_producer(registered_on=date(2019, 3, 5))
    text = client("hoa").get(f"{PAGE}{producer.pk}/sua/").content.decode()
    assert 'value="0912 345 678"' in text
    assert 'value="05/03/2019"' in text
    assert '<option value="21548" selected>Lý Sơn (đặc khu)</option>' in text


def test_form_of_a_producer_of_an_older_unit_offers_to_keep_it():
    """R31: its code may be another unit's today."""
    today = commune(SA_HUYNH)
    old = AdminUnit.objects.communes().within(today).exclude(pk=today.pk)[0]
    producer = make_producer(commune=old)
    browser = client("thu")
    page = browser.get(f"{PAGE}{producer.pk}/sua/").content.decode()
    assert f'<option value="" selected>Giữ nguyên: {old}</option>' in page
    body = entry(version=1, commune="", workers="3")
    assert browser.post(f"{PAGE}{producer.pk}/sua/", body).status_code == 303
    producer.refresh_from_db()
    assert (producer.commune, producer.workers) == (old, 3)


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


BAD = [
    ({"name": ""}, {"name": ["Hãy ghi hoặc chọn mục này."]}),
    (
        {"tax_code": "12345678"},
        {"tax_code": ["Mã số thuế phải có 10, 12 hoặc 13 chữ số; anh/chị nhập 8."]},
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
    ({"commune": SA_HUYNH}, {"commune": ["Đơn vị này ngoài địa bàn của anh/chị."]}),
    (
        {"registered_on": "31/02/2020"},
        {"registered_on": ["Không có ngày này; hãy ghi ngày/tháng/năm, ví dụ 05/03/2026."]},
    ),
    (
        {"registered_on": "05/03/20"},
        {"registered_on": ["Không có ngày này; hãy ghi ngày/tháng/năm, ví dụ 05/03/2026."]},
    ),
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
        {"status": ["Mục «status» do hệ thống ghi, không nhận từ bên ngoài."]},
    ),
    (
        {"province": "2"},
        {"province": ["Mục «province» do hệ thống ghi, không nhận từ bên ngoài."]},
    ),
    (
        {"version": "7", "registered_by_id": "1"},
        {
            "registered_by_id": [
                "Mục «registered_by_id» do hệ thống ghi, không nhận từ bên ngoài."
            ],
            "version": ["Mục «version» do hệ thống ghi, không nhận từ bên ngoài."],
        },
    ),
]


def named(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Put what a page says above its form, of a name that has no field, under that name."""
    by_name: dict[str, list[str]] = {}
    for field, texts in found.items():
        for text in texts:
            ours = re.match(r"Mục «(\w+)» do hệ thống ghi", text)
            by_name.setdefault(ours[1] if ours else field, []).append(text)
    return by_name


@pytest.mark.parametrize(("over", "said"), BAD, ids=[str(sorted(o.items())[0]) for o, _ in BAD])
def test_register_refuses_the_same_in_the_same_words(over, said):
    page, api = both("hoa", "dang-ky/", "", entry(**over))
    assert (page.status_code, api.status_code) == (422, 400)
    assert named(words(page)) == words(api) == said
    assert not Producer.objects.exists()


def test_register_of_an_expired_code_says_so_at_both_doors():
    living = AdminUnit.objects.communes().on(clock.today()).values("code")
    dead = AdminUnit.objects.communes().exclude(code__in=living)[0]
    page, api = both("hoa", "dang-ky/", "", entry(commune=dead.code))
    assert words(page) == words(api)
    assert words(api)["commune"] == ["Đơn vị mang mã này không còn; hãy chọn đơn vị hiện nay."]


def test_register_of_a_double_asks_at_both_doors_and_goes_on_when_told():
    double = make_producer(name="Tổ hợp tác Hành tỏi An Hải")
    page, api = both("hoa", "dang-ky/", "", entry())
    assert (page.status_code, api.status_code) == (422, 400)
    assert words(page) == words(api)
    assert words(api)["confirm_duplicate"][0].startswith("Có 1 chủ thể có thể là một với")
    assert '<input type="checkbox" name="confirm_duplicate"' in page.content.decode()
    assert f'<a href="{PAGE}{double.pk}/">' in page.content.decode()
    page = send(client("hoa"), "page", PAGE + "dang-ky/", entry(confirm_duplicate="on"))
    assert page.status_code == 303
    assert Producer.objects.count() == 2


@pytest.mark.parametrize("value", [["a"], {"a": 1}, True])
def test_api_refuses_a_value_of_another_shape(value):
    response = send(client("hoa"), "api", API, entry(name=value))
    assert response.status_code == 400
    assert set(words(response)) == {"name"}


def test_api_refuses_a_body_that_is_no_object():
    response = client("hoa").post(API, "[1]", content_type="application/json")
    assert response.status_code == 400
    assert response.json()["detail"] == "Nội dung gửi lên phải là một đối tượng JSON."


def test_revise_refuses_the_same_in_the_same_words():
    producer = make_producer()
    page, api = both(
        "hoa", f"{producer.pk}/sua/", f"{producer.pk}/", entry(version=1, phone="x"), "patch"
    )
    assert words(page) == words(api) == {"phone": ["Số điện thoại không đúng; ví dụ 0905 123 456."]}


def test_revise_without_a_version_is_refused_at_both_doors():
    producer = make_producer()
    page, api = both("hoa", f"{producer.pk}/sua/", f"{producer.pk}/", entry(), "patch")
    assert words(page) == words(api) == {"version": ["Hãy ghi hoặc chọn mục này."]}


def test_revise_of_an_older_version_answers_409_with_both_values():
    producer = make_producer(name="HTX Mới", version=2)
    body = entry(name="HTX Cũ", version=1, phone="0912345678", representative="Phạm Văn Sản")
    body |= {"representative_gender": "male"}
    page, api = both("hoa", f"{producer.pk}/sua/", f"{producer.pk}/", body, "patch")
    assert (page.status_code, api.status_code) == (409, 409)
    assert words(page) == words(api)
    assert words(api)["non_field_errors"][1:] == [
        "Tên chủ thể: anh/chị nhập «HTX Cũ», hiện đang lưu «HTX Mới»."
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
    assert str(Producer.Status(wrong).label) in said[0]["non_field_errors"][0]
    # The form is not even offered: its address leads back with those words.
    back = client("hoa").get(f"{PAGE}{producer.pk}/{page}/", follow=True)
    assert back.redirect_chain == [(f"{PAGE}{producer.pk}/", 302)]
    assert said[0]["non_field_errors"][0] in back.content.decode()


@pytest.mark.parametrize(
    ("page", "api", "method", "body"),
    [
        ("sua", "", "patch", entry(version=1)),
        ("giay-to", "permits/", "post", PAPER),
        ("tai-khoan", "accounts/", "post", {"email": "a@b.vn", "full_name": "Lê An"}),
    ],
)
def test_nothing_is_written_of_a_producer_that_stopped(page, api, method, body):
    producer = make_producer(status="inactive")
    words_of_act = ["Không thực hiện được khi chủ thể «ngừng hoạt động»."]
    answers = both("hoa", f"{producer.pk}/{page}/", f"{producer.pk}/{api}", body, method)
    assert [words(one) for one in answers] == [{"non_field_errors": words_of_act}] * 2
    back = client("hoa").get(f"{PAGE}{producer.pk}/{page}/", follow=True)
    assert back.redirect_chain == [(f"{PAGE}{producer.pk}/", 302)]
    assert list(map(str, back.context["messages"])) == words_of_act


def test_paper_of_a_producer_that_stopped_may_still_be_taken_off():
    producer = make_producer()
    send(client("hoa"), "page", f"{PAGE}{producer.pk}/giay-to/", PAPER)
    Producer.objects.update(status="inactive")
    paper = f"{PAGE}{producer.pk}/giay-to/{producer.permits.get().pk}/xoa/"
    assert client("hoa").get(paper).status_code == 200
    assert client("hoa").post(paper).status_code == 303


@pytest.mark.parametrize(
    ("page", "api", "before"),
    [("khong-xac-nhan", "refuse", "pending"), ("ngung-hoat-dong", "deactivate", "confirmed")],
)
def test_step_without_a_reason_is_refused_in_the_same_words(page, api, before):
    producer = make_producer(status=before)
    answers = both("hoa", f"{producer.pk}/{page}/", f"{producer.pk}/{api}/", {"reason": " "})
    assert words(answers[0]) == words(answers[1]) == {"reason": ["Hãy ghi hoặc chọn mục này."]}


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
        (
            {"issued_on": "31/02/2025"},
            {"issued_on": ["Không có ngày này; hãy ghi ngày/tháng/năm, ví dụ 05/03/2026."]},
        ),
        ({"expires_on": "01/01/2020"}, {"expires_on": ["Ngày hết hạn phải từ ngày cấp trở đi."]}),
        (
            {"producer": "5"},
            {"producer": ["Mục «producer» do hệ thống ghi, không nhận từ bên ngoài."]},
        ),
    ],
)
def test_permit_refused_in_the_same_words(over, said):
    producer = make_producer()
    answers = both("hoa", f"{producer.pk}/giay-to/", f"{producer.pk}/permits/", PAPER | over)
    assert named(words(answers[0])) == words(answers[1]) == said
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
            again = client("hoa").get(path, follow=True)
            assert again.redirect_chain == [(f"{PAGE}{producer.pk}/", 302)]
            assert "Tài khoản này đã ngừng." in again.content.decode()
        else:
            path = f"{API}{producer.pk}/accounts/{account.pk}/"
            assert client("hoa").delete(path).status_code == 204
        account.refresh_from_db()
        assert not account.is_running(clock.today())
