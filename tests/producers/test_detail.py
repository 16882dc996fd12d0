"""The page of one producer: what it shows, to whom, and what it offers."""

from datetime import timedelta

import pytest

from accounts.models import JournalEntry
from producers.models import Producer, ProducerPermit
from territories import clock
from tests.cast import SA_HUYNH, person
from tests.factories import make_producer, make_product

from .entries import (
    API,
    PAGE,
    client,
    entry,
    own_producer,
    send,
)

pytestmark = pytest.mark.django_db


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


def test_detail_leads_on_to_the_first_product_of_a_confirmed_producer():
    other, producer = make_producer(name="Hộ Trần Văn Biển"), make_producer(phone="+84905123457")
    path = f"/quang-ngai/san-pham/dang-ky/?chu-the={producer.pk}"
    browser = client("hoa")
    page = browser.get(f"{PAGE}{producer.pk}/").content.decode()
    assert page.count(f'href="{path}"') == 2  # what comes next, and beside the products
    assert browser.get(path).context["form"].initial["producer"] == producer.pk != other.pk
    make_product(producer=producer)
    assert browser.get(f"{PAGE}{producer.pk}/").content.decode().count(path) == 1
    assert path not in client("binh").get(f"{PAGE}{producer.pk}/").content.decode()
    Producer.objects.filter(pk=producer.pk).update(status="inactive")
    assert path not in browser.get(f"{PAGE}{producer.pk}/").content.decode()


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
