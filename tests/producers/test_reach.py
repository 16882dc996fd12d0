"""Who reaches which producer, at both doors; what is out of reach is not there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import SA_HUYNH, commune
from tests.factories import make_producer

from .entries import (
    API,
    PAGE,
    PAPER,
    client,
    other_province,
    own_producer,
    picture,
    send,
)

pytestmark = pytest.mark.django_db


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
    assert Client().get(API).status_code == 401


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
