"""Buyers find what holds today, and nothing else, however they type."""

from datetime import timedelta

import pytest
from django.test import Client

from evaluations.models import PublishedCertificate
from territories import clock
from tests.cast import SA_HUYNH, commune, province
from tests.evaluations.decided import AWARD_3, act, make_certificate, rewrite
from tests.factories import make_producer, make_submission
from tests.refusals import refused
from trade.filters import FIELDS
from trade.views import CatalogueView

pytestmark = pytest.mark.django_db
LIST = "/san-pham/"
API = "/api/v1/public/products/"


@pytest.fixture(scope="module")
def shop(lasting: None) -> None:
    """Four stars from Lý Sơn, three from Sa Huỳnh; one withdrawn, one suspended, one expired."""
    salt = make_producer(name="Hợp tác xã Muối Sa Huỳnh", commune=commune(SA_HUYNH), phone="+84905")
    make_certificate(name="Tỏi đen Đảo Bé")
    make_certificate(outcome=AWARD_3, submission=make_submission(producer=salt, name="Muối hầm"))
    act("revoke", make_certificate(name="Tỏi giả"))
    act("suspend", make_certificate(name="Tỏi chờ"))
    old = make_certificate(name="Tỏi cũ")
    yesterday = clock.today() - timedelta(days=1)
    rewrite(
        PublishedCertificate.objects.filter(certificate=old),
        issued_on=yesterday - timedelta(days=900),
        valid_to=yesterday,
    )


def names(client: Client, **asked: object) -> list[str]:
    """Return the products that the API lists; the page must show the same."""
    found = [one["product_name"] for one in client.get(API, asked).json()["results"]]
    page = client.get(LIST, asked).content.decode()
    for name in ("TỎI ĐEN ĐẢO BÉ", "MUỐI HẦM", "TỎI GIẢ", "TỎI CHỜ", "TỎI CŨ"):
        assert (name in page.upper()) == (name in [one.upper() for one in found]), name
    return [one.lower() for one in found]


BOTH = ["muối hầm", "tỏi đen đảo bé"]
GARLIC, SALT = BOTH[1:], BOTH[:1]
CASES = [
    ({}, BOTH),
    ({"q": "toi den"}, GARLIC),
    ({"q": "DAO BE"}, GARLIC),
    ({"q": "muối sa huynh"}, SALT),
    ({"q": "toi muoi"}, []),
    ({"star": 3}, SALT),
    ({"star": 5}, []),
    ({"sector": "1"}, BOTH),
    ({"sector": "6"}, []),
    ({"province": "quang-ngai"}, BOTH),
    ({"province": "gia-lai"}, []),
    ({"commune": SA_HUYNH}, SALT),
    ({"order": "sao"}, ["tỏi đen đảo bé", "muối hầm"]),
]


@pytest.mark.parametrize(("asked", "expected"), CASES)
def test_catalogue_holds_what_stands_today(shop, client, asked, expected) -> None:
    assert names(client, **asked) == expected


@pytest.mark.parametrize("code", ["99999", f"{SA_HUYNH}xyz", "abc"])
def test_commune_that_is_none_shows_nothing_and_is_refused(shop, client, code: str) -> None:
    page = client.get(LIST, {"commune": code})
    assert page.status_code == 200
    assert "MUỐI HẦM" not in page.content.decode().upper()
    answer = client.get(API, {"commune": code})
    assert answer.status_code == 400
    why = "Không có xã, phường, đặc khu nào mang mã này."
    assert refused(answer) == {"commune": [why]}


def test_old_commune_is_found_under_its_heir(shop, client) -> None:
    unit = commune(SA_HUYNH)
    old = unit.follows.first().predecessor
    rewrite(PublishedCertificate.objects.filter(product_name__icontains="Muối"), commune=old)
    assert names(client, commune=SA_HUYNH) == SALT


def test_another_province_is_in_the_public_list(shop, client) -> None:
    there = province("gia-lai")
    rewrite(PublishedCertificate.objects.filter(product_name__icontains="Muối"), origin=there)
    assert names(client, province="gia-lai") == SALT


def test_card_leads_to_the_certificate_until_there_is_a_page(shop, client) -> None:
    code = PublishedCertificate.objects.get(product_name__icontains="Muối").public_code
    page = client.get(LIST).content.decode()
    assert f'href="/tra-cuu/{code}/"' in page
    assert f'href="/san-pham/{code}/"' not in page


@pytest.mark.parametrize("asked", [{"page": "x"}, {"page": "99"}, {"star": "9"}, {"q": "\x00"}])
def test_bad_words_break_nothing(shop, client, asked) -> None:
    assert client.get(LIST, asked).status_code == 200
    assert client.get(API, asked).status_code in (200, 400, 404)


def test_page_behind_the_last_is_the_last(shop, client, monkeypatch) -> None:
    monkeypatch.setattr(CatalogueView, "paginate_by", 1)
    for page, name in (("1", "MUỐI HẦM"), ("2", "TỎI ĐEN ĐẢO BÉ"), ("999", "TỎI ĐEN ĐẢO BÉ")):
        text = client.get(LIST, {"page": page}).content.decode().upper()
        assert name in text, page
        assert ("MUỐI HẦM" in text) == (page == "1"), page


def test_every_order_ends_with_what_is_alone() -> None:
    assert {fields[-1] for fields in FIELDS.values()} == {"id"}
