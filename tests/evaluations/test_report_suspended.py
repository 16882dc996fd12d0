"""Of an earlier day the report knows only suspensions that still last, and says so."""

import csv
import html
import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from evaluations.models import PublishedCertificate
from territories import clock
from tests.cast import person

from .decided import rewrite
from .test_report_rows import stars  # noqa: F401 -- the same world
from .test_reports import REPORT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stars")]
NOW, SINCE = "đang tạm dừng", "tạm dừng từ trước ngày đó đến nay"


@pytest.fixture
def binh(client: Client) -> Client:
    client.force_login(person("binh"))
    return client


@pytest.mark.parametrize(("days", "words", "others"), [(0, NOW, SINCE), (1, SINCE, NOW)])
def test_figure_of_suspended_ones_says_what_it_is(binh, days, words, others) -> None:
    on, before = (clock.today() - timedelta(days=n) for n in (days, 3))
    copies = PublishedCertificate.objects.filter(status="suspended")
    rewrite(copies, issued_on=before, status_since=before)
    asked, heading = {"on": f"{on:%d/%m/%Y}"}, f"Trong tổng số: {words}"
    page = html.unescape(binh.get(REPORT, asked).content.decode())
    assert f">trong đó 1 {words}</a>" in page
    assert f'<th scope="col" class="number">{heading}</th>' in page
    assert page.count(f'data-label="{heading}"') == page.count('data-label="Tổng số"') > 1
    rows = html.unescape(
        binh.get(f"{REPORT}san-pham/", asked | {"suspended": "1"}).content.decode()
    )
    assert re.search(rf"<h1>\s*Sản phẩm trong báo cáo: {words}\s*</h1>", rows)
    content = binh.get(f"{REPORT}tep/csv/", asked).content.decode("utf-8-sig")
    total = [row for row in csv.DictReader(io.StringIO(content)) if "Tổng số" in row.values()]
    assert [row[heading] for row in total] == ["1"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(binh.get(f"{REPORT}tep/xlsx/", asked).content))
    assert heading in book.get_sheet_by_index(0).to_python()[0]
    assert others not in page + content


def test_schema_says_what_the_figure_is(binh) -> None:
    schema = binh.get("/api/v1/schema/", {"format": "json"}).json()
    found = schema["components"]["schemas"]["Count"]["properties"]["suspended"]
    assert SINCE in found["description"]
