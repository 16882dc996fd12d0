"""Finding producers: search without diacritics, filters, order, pages, export."""

import csv
import io
import re
from copy import copy
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import load_workbook

from accounts.models import Job, JournalEntry
from files.exporting import AT_ONCE
from producers import reports
from producers.models import Producer, ProducerPermit
from territories import clock
from territories.models import AdminUnit
from tests.cast import SA_HUYNH, commune, person, province
from tests.factories import make_producer, make_product

from .entries import API, PAGE, client, other_province, own_producer

pytestmark = pytest.mark.django_db


def names(query: str, login: str = "binh") -> list[str]:
    page = client(login).get(PAGE + query)
    found = [row.record.name for row in page.context["table"].rows]
    assert [one["name"] for one in client(login).get(API + query).json()["results"]] == found
    return found


@pytest.mark.parametrize(
    "text",
    [
        "toi den",
        "TỎI ĐEN",
        "tỏi đen",
        "To\u0309i đen",
        "den  ly",
        "0100112437",
        "0912 345",
        "sản",
        "0912345678",
        "0912.345.678",
        "toi 0912-345-678",
        "+84912345678",
    ],
)
def test_search_finds_without_diacritics(text):
    make_producer(tax_code="0100112437")
    make_producer(
        name="Hộ Nén", phone="+84987000111", representative="Võ Thị Út", commune=commune(SA_HUYNH)
    )
    assert names(f"?q={text}") == ["Hợp tác xã Tỏi đen Lý Sơn"]


def test_search_that_finds_nothing_says_so_and_offers_a_way_back():
    make_producer()
    text = client("binh").get(PAGE + "?q=khong+co").content.decode()
    assert "Không có chủ thể nào khớp" in text


def test_empty_list_teaches_the_first_step():
    text = client("hoa").get(PAGE).content.decode()
    assert "Chưa có chủ thể nào" in text
    assert 'href="/quang-ngai/chu-the/dang-ky/"' in text
    assert "/dang-ky/" not in client("binh").get(PAGE).content.decode()


FILTERS = [
    (f"?commune={SA_HUYNH}", ["Bẩy", "Cũ"]),
    ("?legal_form=farm", ["Bẩy"]),
    ("?status=pending", ["An"]),
    ("?is_women_led=true", ["An"]),
    ("?is_women_led=false", ["Bẩy", "Cũ"]),
    ("?papers=due", ["An", "Bẩy"]),
    ("?papers=expired", ["An"]),
    (f"?commune={SA_HUYNH}&legal_form=farm&q=bay", ["Bẩy"]),
]


@pytest.mark.parametrize(("query", "found"), FILTERS, ids=[f for f, _ in FILTERS])
def test_filters_hold_exactly(query, found):
    """R31: a commune's list holds what its predecessors left it."""
    today = commune(SA_HUYNH)
    old = AdminUnit.objects.communes().within(today).exclude(pk=today.pk)[0]
    first = make_producer(name="An", status="pending", is_women_led=True)
    second = make_producer(name="Bẩy", legal_form="farm", commune=today)
    make_producer(name="Cũ", commune=old)
    paper(first, -1), paper(second, 60), paper(second, 61)
    assert names(query) == found


def paper(producer, days: int) -> ProducerPermit:
    return ProducerPermit.objects.create(
        province=producer.province,
        producer=producer,
        kind="quality",
        number=str(days),
        issued_on=clock.today() - timedelta(days=100),
        expires_on=clock.today() + timedelta(days=days),
    )


def test_filter_refuses_a_value_it_does_not_know():
    make_producer()
    assert client("binh").get(API + "?legal_form=club").status_code == 400
    page = client("binh").get(PAGE + "?legal_form=club")
    assert page.context["filter"].form.errors["legal_form"]


def test_an_officer_is_not_asked_for_his_own_commune():
    make_producer()
    assert "commune" not in client("hoa").get(PAGE).context["filter"].form.fields
    assert "commune" in client("binh").get(PAGE).context["filter"].form.fields


def test_order_is_the_vietnamese_alphabets():
    for name in ("Đào", "Dưa", "Ấn", "An", "Ớt", "Ổi"):
        make_producer(name=name)
    assert names("") == ["An", "Ấn", "Dưa", "Đào", "Ổi", "Ớt"]
    page = client("binh").get(PAGE + "?sort=-name")
    assert next(row.record.name for row in page.context["table"].rows) == "Ớt"


def test_pages_hold_fifty():
    for number in range(51):
        make_producer(name=f"Hộ {number:02}", registered_by=person("hoa"))
    page = client("binh").get(PAGE)
    assert len(page.context["table"].page.object_list) == 50
    second = client("binh").get(PAGE + "?page=2")
    assert [row.record.name for row in second.context["table"].page.object_list] == ["Hộ 50"]
    assert client("binh").get(API + "?page=2").json()["count"] == 51


def asked(login: str, path: str) -> tuple[int, int]:
    """Return how often a second visit asks the database, and how often our own tables."""
    browser = client(login)
    browser.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(path).status_code == 200
    own = [one for one in queries.captured_queries if re.search(r'FROM "pro', one["sql"])]
    return len(queries), len(own)


@pytest.mark.parametrize(
    ("login", "path", "own"),
    [("hoa", PAGE, 3), ("binh", PAGE, 2), ("san", PAGE, 2), ("hoa", API, 2), ("tra", API, 2)],
)
def test_list_asks_as_often_for_three_as_for_one(login, path, own):
    paper(own_producer(name="Hộ một"), 10)
    first = asked(login, path)
    assert first[1] == own
    for number in range(2):
        producer = make_producer(name=f"Hộ {number}")
        paper(producer, 10)
        make_product(producer=producer)
    assert asked(login, path) == first


@pytest.mark.parametrize(("path", "own"), [(PAGE, 7), (API, 3)])
def test_detail_asks_as_often_for_three_papers_as_for_one(path, own):
    producer = make_producer()
    paper(producer, 10), make_product(producer=producer)
    first = asked("hoa", f"{path}{producer.pk}/")
    assert first[1] == own
    for number in range(2):
        paper(producer, number)
        make_product(producer=producer, name=f"Tỏi {number}")
    assert asked("hoa", f"{path}{producer.pk}/") == first


def test_export_holds_the_filtered_rows_typed_and_in_order():
    make_producer(name="Ổi", workers=12, registered_on=clock.today(), tax_code="0100112437")
    make_producer(name="An", is_women_led=True)
    make_producer(name="Khác", legal_form="farm")
    other_province()
    response = client("binh").get(PAGE + "xuat/xlsx/?legal_form=cooperative")
    assert response.headers["Content-Disposition"].endswith(f'{clock.today():%Y-%m-%d}.xlsx"')
    sheet = load_workbook(io.BytesIO(response.content)).get_sheet_by_index(0)
    headings, *rows = sheet.to_python()
    assert headings[:4] == ["Tên chủ thể", "Loại hình tổ chức", "Mã số thuế", "Số giấy đăng ký"]
    table = [dict(zip(headings, row, strict=True)) for row in rows]
    assert [row["Tên chủ thể"] for row in table] == ["An", "Ổi"]
    assert table[1]["Lao động"] == 12
    assert table[1]["Ngày thành lập/đăng ký kinh doanh"] == clock.today()
    assert table[1]["Mã số thuế"] == "0100112437"
    assert table[1]["Điện thoại"] == "0912 345 678"
    assert table[0]["Do phụ nữ làm chủ hoặc điều hành"] == "có"


def test_export_as_csv_disarms_formulas_and_keeps_diacritics():
    make_producer(name="=HYPERLINK(1)", representative="@Sản")
    content = client("hoa").get(PAGE + "xuat/csv/").content
    assert content.startswith(b"\xef\xbb\xbf")
    headings, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert headings[0] == "Tên chủ thể"
    assert row[0] == "'=HYPERLINK(1)"
    assert "'@Sản" in row


def test_export_is_journaled_with_its_size_and_gives_the_api_the_same():
    make_producer()
    by_page = client("hoa").get(PAGE + "xuat/csv/").content
    assert client("hoa").get(API + "export/csv/").content == by_page
    entries = JournalEntry.objects.filter(verb="export_producers")
    assert [entry.facts for entry in entries] == [{"kind": "csv", "rows": 1}] * 2


def test_export_is_not_for_those_who_only_read():
    assert client("tra").get(PAGE + "xuat/xlsx/").status_code == 403
    assert client("san").get(PAGE + "xuat/xlsx/").status_code == 403
    assert client("tra").get(API + "export/xlsx/").status_code == 403
    assert client("hoa").get(PAGE + "xuat/pdf/").status_code == 404
    assert client("hoa").get(API + "export/pdf/").status_code == 404


def test_long_export_is_left_to_the_worker():
    first = make_producer(name="Hộ đầu", legal_form="household")
    rows = [make_row(first, number) for number in range(AT_ONCE)]
    Producer.objects.bulk_create(rows)
    browser = client("binh")
    page = browser.get(PAGE).content.decode()
    assert PAGE + "xuat/xlsx/" in page
    assert "Danh sách dài hơn 2.000 dòng cần thời gian để lập" in page
    back = browser.get(PAGE + "xuat/csv/?q=ho", follow=True)
    assert back.redirect_chain == [("/quang-ngai/tep-xuat/", 302)]
    assert "0 trong 2.001" in back.content.decode()
    asked = browser.get(API + "export/xlsx/?q=ho")
    assert (asked.status_code, asked.json()["state"], asked.json()["total"]) == (
        202,
        "waiting",
        2001,
    )
    assert browser.get(API + "export/xlsx/?legal_form=household").status_code == 200
    assert Job.objects.filter(kind=reports.EXPORTING).count() == 2


def make_row(like: Producer, number: int) -> Producer:
    row = copy(like)
    row.pk = None
    row.name, row.legal_form = f"Hộ {number}", "farm"
    row.index()
    return row


def test_list_is_of_the_open_province_alone():
    make_producer(province=province("gia-lai"), registered_by=person("tu"), name="Của Tú")
    make_producer(name="Của Quảng Ngãi")
    assert names("") == ["Của Quảng Ngãi"]
    theirs = client("tu").get("/gia-lai/chu-the/")
    assert [row.record.name for row in theirs.context["table"].rows] == ["Của Tú"]
