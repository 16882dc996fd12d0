"""The star-rating report says by what it counts, and of each number which one it is."""

import html
import re

import pytest
from django.test import Client

from territories import clock
from tests.cast import SA_HUYNH, commune, person

from .test_report_rows import API, stars  # noqa: F401 -- the same world
from .test_reports import REPORT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stars")]


@pytest.fixture
def binh(client: Client) -> Client:
    client.force_login(person("binh"))
    return client


def shown(page: str) -> dict[str, str]:
    """Return what stands in the fields by which the report counts, as a browser shows it."""
    found = {}
    for name in ("trait", "units"):
        select = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL).group()
        chosen = re.search(r'<option value="([^"]*)" selected', select)
        found[name] = (chosen or re.search(r'<option value="([^"]*)"', select)).group(1)
    found["on"] = re.search(r'<input[^>]*name="on"[^>]*>', page).group()
    found["on"] = re.search(r'value="([^"]*)"', found["on"]).group(1)
    return found


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"trait": "commune"},
        {"star": "3"},
        {"units": "", "on": "", "sector": ""},
        {"units": "then", "trait": "district"},
    ],
)
def test_fields_show_by_what_the_figures_are_counted(binh, asked: dict[str, str]) -> None:
    page = binh.get(REPORT, asked)
    counts = page.context["report"]
    fields = shown(page.content.decode())
    expected = {"trait": asked.get("trait", "sector"), "units": asked.get("units") or "now"}
    today = clock.today()
    assert fields == expected | {"on": f"{today:%d/%m/%Y}"}
    assert (counts.trait, counts.units, counts.on) == (*expected.values(), today)
    again = binh.get(REPORT, asked | fields).context  # «Lọc» pressed untouched
    assert again["total"]["line"] == page.context["total"]["line"]
    assert again["report"].units == counts.units
    facts = binh.get(API, {name: value for name, value in asked.items() if value}).json()
    told = {name: facts[name] for name in ("trait", "units", "on")}
    assert told == expected | {"on": today.isoformat()}


def test_ministry_s_fields_show_the_provinces_by_which_it_counts(client) -> None:
    client.force_login(person("nga"))
    page = client.get("/quoc-gia/bao-cao/phan-hang/", {"star": "3"})
    assert shown(page.content.decode())["trait"] == page.context["report"].trait == "province"


def said(answer) -> tuple[str, str]:
    """Return the heading of a page of rows and what stands below it."""
    page = answer.content.decode()
    heading = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL).group(1)
    leads = re.findall(r'<p class="lead">(.*?)</p>', page, re.DOTALL)
    return html.unescape(heading), html.unescape(" | ".join(leads))


def test_rows_say_in_words_which_number_they_are(binh) -> None:
    asked = {"trait": "commune", "units": "then", "purpose": "first"}
    key = {"key": commune(SA_HUYNH).pk}
    heading, lead = said(binh.get(f"{REPORT}san-pham/", asked | key | {"cell_star": "4"}))
    assert heading == "Sản phẩm trong báo cáo: phường Sa Huỳnh · 4 sao"
    today = f"{clock.today():%d/%m/%Y}"
    assert lead == (
        f"1 sản phẩm, đến hết ngày {today} | Thống kê theo: Xã, phường, đặc khu"
        " · Tính theo địa giới: lúc công nhận · Lần đăng ký: Lần đầu"
    )
    heading, _lead = said(binh.get(f"{REPORT}san-pham/", key | asked | {"suspended": "1"}))
    assert heading == "Sản phẩm trong báo cáo: phường Sa Huỳnh · đang tạm dừng"
    heading, _lead = said(binh.get(f"{REPORT}san-pham/", {"potential": "1"}))
    assert heading == "Sản phẩm trong báo cáo: tiềm năng 5 sao"
    heading, lead = said(binh.get(f"{REPORT}san-pham/", {"sector": "1"}))
    assert heading == "Sản phẩm trong báo cáo: tổng số"
    assert "địa giới: hiện nay · Ngành: Thực phẩm" in lead


def test_rows_of_a_movement_say_its_procedure_star_and_period(binh) -> None:
    moved = {"moved": "withdrawn", "cell_star": "4", "cell_procedure": "26-2026"}
    heading, lead = said(binh.get(f"{REPORT}san-pham/", moved | {"start": "01/02/2026"}))
    assert heading == "Sản phẩm trong báo cáo: Đã thu hồi · 26/2026/QĐ-TTg · 4 sao"
    assert lead.startswith("1 sản phẩm: đã thu hồi, kỳ từ 01/02/2026 đến hết ")


def test_rows_at_the_ministry_say_their_line(binh) -> None:
    page = binh.get(REPORT, {"trait": "commune"}).context
    (line,) = (one for one in page["rows"] if one["line"].at_ministry)
    heading, lead = said(binh.get(line["ministry_url"]))
    assert heading == "Kết quả đã phê duyệt, đang ở Bộ: đặc khu Lý Sơn"
    assert "Tính theo địa giới: hiện nay" in lead
