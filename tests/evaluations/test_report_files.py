"""The star-rating report as files: the page's own figures, and by what they were made."""

import csv
import html
import io
import re

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from accounts.models import JournalEntry
from territories import clock
from tests.cast import person

from .decided import acting
from .test_report_rows import stars  # noqa: F401 -- the same world
from .test_reports import REPORT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stars")]
ASKED = {"trait": "commune", "units": "then", "star": "4", "start": "01/02/2026"}
Rows = list[list[str]]


@pytest.fixture
def binh(client: Client) -> Client:
    client.force_login(person("binh"))
    return client


def tables_of(page: str) -> tuple[Rows, Rows]:
    """Return the page's two tables as they are read; the bar says nothing."""
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    found = [
        [
            [
                html.unescape(re.sub(r"<[^>]+>", "", cell)).strip()
                for attributes, cell in re.findall(r"<t[hd]([^>]*)>(.*?)</t[hd]>", row, re.DOTALL)
                if "aria-hidden" not in attributes
            ]
            for row in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
        ]
        for table in tables
    ]
    return found[0], found[1]


def workbook(content: bytes) -> dict[str, Rows]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: [
            [str(cell).removesuffix(".0") for cell in row]
            for row in book.get_sheet_by_name(name).to_python()
        ]
        for name in book.sheet_names
    }


def rows_of(content: bytes) -> Rows:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_workbook_holds_the_page_s_tables_and_by_what_they_were_made(binh) -> None:
    stars_shown, moves_shown = tables_of(binh.get(REPORT, ASKED).content.decode())
    book = workbook(binh.get(f"{REPORT}tep/xlsx/", ASKED).content)
    today = clock.today()
    day = f"{today:%d/%m/%Y}"
    assert list(book) == [f"Phân hạng đến {today:%d-%m-%Y}", "Biến động", "Bộ lọc"]
    lines, moves, told = book.values()
    assert lines == stars_shown
    assert moves == moves_shown
    assert [row[0] for row in lines[1:]] == ["đặc khu Lý Sơn", "phường Sa Huỳnh", "Tổng số"]
    assert lines[-1][1:] == ["0", "2", "0", "2", "1", "1", "0"]
    assert moves[-1] == ["Tổng số", "", "0", "3", "0", "0", "0", "0", "1", "2"]
    assert told == [
        ["Nội dung", "Giá trị"],
        ["Đến ngày", day],
        ["Biến động từ ngày", "01/02/2026"],
        ["Biến động đến hết ngày", day],
        ["Thống kê theo", "Xã, phường, đặc khu"],
        ["Tính theo địa giới", "lúc công nhận"],
        ["Hạng sao", "4 sao"],
    ]


def test_csv_holds_one_table_whose_rows_say_how_they_were_made(binh) -> None:
    page = binh.get(REPORT, ASKED)
    stars_shown, moves_shown = tables_of(page.content.decode())
    head, *lines = rows_of(binh.get(f"{REPORT}tep/csv/", ASKED).content)
    today = clock.today().isoformat()
    made = ["Đến ngày", "Tính theo địa giới", "Bộ lọc"]
    assert head == stars_shown[0] + made
    assert lines == [[*row, today, "lúc công nhận", "Hạng sao: 4 sao"] for row in stars_shown[1:]]
    head, *lines = rows_of(binh.get(page.context["moves_csv"]).content)
    assert head == [*moves_shown[0], "Từ ngày", *made]
    assert lines == [
        [*row, "2026-02-01", today, "lúc công nhận", "Hạng sao: 4 sao"] for row in moves_shown[1:]
    ]
    assert f'href="{html.escape(page.context["moves_csv"])}"' in page.content.decode()


def test_files_of_an_unfiltered_report_say_that_and_its_defaults(binh) -> None:
    lines = rows_of(binh.get(f"{REPORT}tep/csv/").content)
    assert {tuple(row[-2:]) for row in lines[1:]} == {("hiện nay", "không lọc")}
    told = workbook(binh.get(f"{REPORT}bien-dong/tep/xlsx/").content)["Bộ lọc"]
    assert ["Thống kê theo", "Ngành sản phẩm"] in told
    assert binh.get(f"{REPORT}bien-dong/tep/pdf/").status_code == 404
    wrong = binh.get(f"{REPORT}bien-dong/tep/csv/", {"on": "31/02/2026"})
    assert wrong.headers["Location"] == f"{REPORT}?on=31%2F02%2F2026"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_who_took_the_report_out_is_journaled(binh, kind: str) -> None:
    for name in ("tep", "bien-dong/tep"):
        assert binh.get(f"{REPORT}{name}/{kind}/", ASKED).status_code == 200
    with acting("tra"):
        taken = JournalEntry.objects.filter(verb="export_report").order_by("pk")
        facts = [one.facts for one in taken]
    assert facts == [{"kind": kind, "rows": 3}, {"kind": kind, "rows": 2}]
