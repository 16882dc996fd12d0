"""A district and its province each number their own (148/QĐ-TTg): a number names whose it is."""

from collections.abc import Iterator
from datetime import date
from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.models import Certificate, ProductPage, PublishedCertificate
from evaluations.report_files import rows_sheet
from territories import clock
from tests.cast import person

from .decided import rewrite
from .districts import HANDED_IN_ON, at_district, at_province, drafted, handed_in, issued, judged

pytestmark = pytest.mark.django_db
NUMBER = "001/2024/GCN-OCOP"
DISTRICT = "Ủy ban nhân dân huyện Tư Nghĩa"
PROVINCE = "Ủy ban nhân dân tỉnh Quảng Ngãi"
OFFICE = "/quang-ngai/giay-chung-nhan/"


@pytest.fixture(scope="module")
def pair(lasting: None) -> tuple[Certificate, Certificate]:
    """Return a district's certificate and its province's, of one number."""
    for login in ("binh", "dung", "san", "thao", "lan", "minh", "an", "tuan"):
        with clock.fixed(date(2024, 9, 2)):
            person(login)
    with clock.fixed(HANDED_IN_ON):
        below = issued(drafted(judged(at_district(handed_in("Kẹo gương")), 66, star=3)))
        above = issued(drafted(at_province(78, star=4), "binh"), "dung")
    assert below.number == above.number == NUMBER
    return below, above


@pytest.fixture(autouse=True)
def _in_2024(pair) -> Iterator[None]:
    with clock.fixed(HANDED_IN_ON):
        yield


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def named(text: str) -> list[str]:
    """Return which of the two issuers a text names."""
    return [one for one in (DISTRICT, PROVINCE) if one in text]


def test_public_check_and_api_name_who_issued(pair, client: Client) -> None:
    for one, issuer in zip(pair, (DISTRICT, PROVINCE), strict=True):
        page = read(client, f"/tra-cuu/{one.public_code}/")
        assert NUMBER in page
        assert f"<dt>Cơ quan cấp</dt><dd>{issuer}</dd>" in page
        assert named(page) == [issuer]
        facts = client.get(f"/api/v1/public/certificates/{one.public_code}/").json()
        assert (facts["number"], facts["issuer"]) == (NUMBER, issuer)
        assert issuer == one.facts["authority"]  # the printed words
    listed = client.get("/api/v1/public/products/").json()["results"]
    assert {(row["number"], row["issuer"]) for row in listed} == {
        (NUMBER, DISTRICT),
        (NUMBER, PROVINCE),
    }


def test_product_page_names_who_issued(pair, client: Client) -> None:
    below = pair[0]
    ProductPage.objects.create(
        province_id=below.province_id,
        product_id=below.product_id,
        public_code=below.public_code,
        contact="0912",
        where_to_buy="Chợ Nghĩa Kỳ",
        published_at=clock.now(),
    )
    page = read(client, f"/san-pham/{below.public_code}/")
    assert f"{NUMBER}<br>Cơ quan cấp: {DISTRICT}" in page


def test_office_tells_them_apart(pair, client: Client) -> None:
    client.force_login(person("binh"))
    rows = read(client, OFFICE).split("<tr")[2:]
    assert sorted(named(row) for row in rows) == sorted([[DISTRICT], [PROVINCE]])
    assert all(NUMBER in row for row in rows)
    for one, issuer in zip(pair, (DISTRICT, PROVINCE), strict=True):
        assert f"<dt>Cơ quan cấp</dt><dd>{issuer}</dd>" in read(client, f"{OFFICE}{one.pk}/")
        facts = client.get(f"/api/v1/quang-ngai/certificates/{one.pk}/").json()
        assert facts["issuer"] == issuer


def test_list_asks_no_more_for_it(pair, client: Client) -> None:
    client.force_login(person("binh"))
    client.get(OFFICE)
    with CaptureQueriesContext(connection) as queries:
        read(client, OFFICE)
    asked = 'SELECT "evaluations_publishedcertificate"'
    sql = [one["sql"] for one in queries if one["sql"].startswith(asked)]
    assert sql == []  # it comes with the certificates


def test_file_of_the_report_names_who_issued(pair) -> None:
    rows = PublishedCertificate.objects.select_related("procedure").order_by("pk")
    sheet = rows_sheet(clock.today(), rows)
    at = sheet.headings.index("Cơ quan cấp")
    assert [row[at] for row in sheet.rows] == [DISTRICT, PROVINCE]


def test_certificates_of_before_name_it_too(pair) -> None:
    """The seal of the copies rests while the owner fills the column in, and is on again after."""
    copies = PublishedCertificate.objects.order_by("pk")
    rewrite(copies.all(), issuer="")
    cursor = connection.cursor()
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(import_module("evaluations.migrations.0045_fill_issuer").FORWARDS)
    assert list(copies.values_list("issuer", flat=True)) == [DISTRICT, PROVINCE]
    cursor.execute(
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
        " AND tgrelid = 'evaluations_publishedcertificate'::regclass"
    )
    assert {name.rsplit("_", 1)[0] for (name,) in cursor.fetchall()} == {
        "pgtrigger_copy_stays",
        "pgtrigger_copy_is_fixed",
    }
