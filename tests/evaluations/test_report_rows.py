"""Every number of the star-rating report leads to as many rows; a suspended one is told apart."""

import html
import re
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.test import Client

from evaluations.models import PublishedCertificate
from evaluations.register import Movement, movement
from evaluations.report_moves import behind_move
from evaluations.reports import register
from products.cycle import Purpose
from territories import clock
from territories.models import AdminUnit
from tests.cast import SA_HUYNH, commune, person, province
from tests.factories import make_producer, make_submission

from . import ministry
from .decided import AWARD_3, RECOGNISE_TOO, act, acting, make_certificate, rewrite
from .test_register import CASES, END, START
from .test_reports import REPORT

pytestmark = pytest.mark.django_db
API = "/api/v1/quang-ngai/reports/stars/"


@pytest.fixture
def binh(client: Client) -> Client:
    client.force_login(person("binh"))
    return client


@pytest.fixture(scope="module")
def stars(lasting: None) -> None:
    """3 stars; potential five; withdrawn; suspended; a result at the Ministry."""
    salt = make_producer(name="Hợp tác xã Muối Sa Huỳnh", commune=commune(SA_HUYNH), phone="+84905")
    make_certificate(outcome=AWARD_3, submission=make_submission(producer=salt, name="Rong nho"))
    make_certificate(outcome=RECOGNISE_TOO, name="Tỏi đen")
    act("revoke", make_certificate(name="Muối ớt"))
    act("suspend", make_certificate(submission=make_submission(producer=salt, name="Muối hầm")))
    ministry.forwarded(ministry.approved("Hành tím"))


def links_of(page: str) -> list[tuple[str, int]]:
    """Return the address and the number of every cell that is a link."""
    found = re.findall(r'<td class="number"[^>]*><a href="([^"]+)">(\d+)</a></td>', page)
    return [(html.unescape(url), int(number)) for url, number in found]


def test_every_number_leads_to_as_many_rows(stars, binh) -> None:
    page = binh.get(REPORT, {"trait": "commune"}).content.decode()
    links = links_of(page)
    for url, number in links:
        assert binh.get(url).context["total"] == number, url
    # Two lines, their sum, and the movements of 3 and 4 stars with their sum.
    lines, total = [1, 1, 1, 1, 1, 1, 2, 1], [1, 2, 3, 1, 1, 1]
    moves, moved = [1, 1, 3, 1, 2], [4, 1, 3]
    assert [number for _url, number in links] == [*lines, *total, *moves, *moved]
    shown = re.findall(r'<td class="number" data-label="(?!Hạng sao)[^"]+">(.*?)</td>', page)
    assert len(shown) == 3 * 7 + 3 * 8
    assert {one for one in shown if not one.startswith("<a ")} == {"0"}


def test_sums_lead_to_the_rows_of_the_same_filters(stars, binh) -> None:
    total = binh.get(REPORT, {"trait": "commune", "star": 4}).context["total"]
    names = [row.record.product_name for row in binh.get(total["url"]).context["table"].rows]
    assert [name.lower() for name in names] == ["muối hầm", "tỏi đen"]  # no three stars


def test_way_back_from_each_number_is_the_report_as_it_was_asked_for(stars, binh) -> None:
    asked = {"trait": "commune", "purpose": "first", "units": "then"}
    words = []
    for url, _number in links_of(binh.get(REPORT, asked).content.decode()):
        rows = binh.get(f"{url}&sort=star&page=1").context
        back = rows["breadcrumbs"][0]["url"]
        path, _mark, query = back.partition("?")
        assert (path, dict(parse_qsl(query))) == (REPORT, asked), url
        files = dict(parse_qsl(rows["csv"].partition("?")[2]))
        assert files == dict(parse_qsl(url.partition("?")[2])), url
        words.append(sorted(set(files) - set(asked)))
    both = [["cell_star", "key"], ["key"]]
    assert words[:2] == both
    assert words[-1] == ["moved"]
    assert ["cell_procedure", "cell_star", "moved"] in words


def test_number_holds_its_own_cell_alone_also_after_another_was_asked_for(stars, binh) -> None:
    """An address that somebody kept, or typed, with the words of a cell."""
    plain = links_of(binh.get(REPORT, {"trait": "commune"}).content.decode())
    kept = {"key": "1", "suspended": "1", "potential": "1", "moved": "opening"}
    kept |= {"cell_star": "3", "cell_procedure": "26-2026", "page": "2"}
    assert links_of(binh.get(REPORT, {"trait": "commune"} | kept).content.decode()) == plain


def test_line_of_unknown_district_leads_to_its_own_rows(stars, binh) -> None:
    facts = {"kind": AdminUnit.Kind.COMMUNE, "province": province(), "valid": (START, None)}
    alone = AdminUnit.objects.create(code="99999", name="Đảo Mới", form="xã", **facts)
    copies = PublishedCertificate.objects.filter(product_name__icontains="Rong nho")
    rewrite(copies, commune=alone)
    page = binh.get(REPORT, {"trait": "district"})
    (unknown,) = (one for one in page.context["rows"] if one["line"].label == "Chưa xác định")
    assert binh.get(unknown["url"]).context["total"] == unknown["line"].total == 1


def test_rows_of_a_movement_are_those_that_register_counts() -> None:
    published = PublishedCertificate.objects.filter(certificate=make_certificate())
    for words, (one, expected) in CASES.items():
        rewrite(
            published,
            purpose=one.purpose,
            issued_on=one.issued_on,
            valid_to=one.valid_to,
            status=one.status,
            status_since=one.status_since,
        )
        assert movement([one], start=START, end=END) == expected
        for name in Movement.__slots__:
            rows = published.filter(behind_move(name, start=START, end=END))
            assert rows.count() == getattr(expected, name), (words, name)


def test_rows_of_a_movement_name_it_and_go_out_as_a_file(stars, binh) -> None:
    asked = {"moved": "withdrawn", "star": 4, "procedure": "26-2026"}
    page = binh.get(f"{REPORT}san-pham/", asked).content.decode()
    assert "1 sản phẩm: đã thu hồi, kỳ từ 01/01/" in page
    assert "MUỐI ỚT" in page.upper()
    assert "TỎI ĐEN" not in page.upper()
    file = binh.get(f"{REPORT}san-pham/tep/csv/", asked).content.decode()
    assert "muối ớt" in file.lower()
    assert "tỏi đen" not in file.lower()
    assert binh.get(f"{REPORT}san-pham/", {"moved": "x"}).context["total"] == 3


def test_suspended_one_counts_and_is_told_apart(stars, binh) -> None:
    """R30 has no column for it: it still holds, may not be used, and comes back or is withdrawn."""
    page = binh.get(REPORT, {"trait": "commune"})
    total = page.context["total"]["line"]
    assert (total.total, total.suspended) == (3, 1)
    text = " ".join(page.content.decode().split())
    assert "3 giấy chứng nhận còn hạn đến hết ngày" in text
    assert "trong đó 1 đang tạm dừng" in text
    assert "3 giấy chứng nhận còn hiệu lực" not in text
    rows = binh.get(f"{REPORT}san-pham/", {"suspended": "1"})
    assert [row.record.product_name.lower() for row in rows.context["table"].rows] == ["muối hầm"]
    assert 'data-label="Hiệu lực"><span class="status status-wait">' in rows.content.decode()
    facts = binh.get(API, {"trait": "commune"}).json()
    assert {one["label"]: one["suspended"] for one in facts["lines"]} == {
        "đặc khu Lý Sơn": 0,
        "phường Sa Huỳnh": 1,
    }
    yesterday = clock.today() - timedelta(days=1)
    rewrite(PublishedCertificate.objects.filter(status="suspended"), issued_on=yesterday)
    earlier = binh.get(REPORT, {"on": f"{yesterday:%d/%m/%Y}"}).context["total"]["line"]
    assert (earlier.total, earlier.suspended) == (1, 0)  # it was not suspended then


def test_only_what_was_sent_is_at_the_ministry(stars, binh) -> None:
    ministry.approved("Rượu tỏi")
    assert binh.get(REPORT).context["total"]["line"].at_ministry == 1
    rows = binh.get(f"{REPORT}dang-o-bo/").content.decode()
    assert "Hành tím" in rows
    assert "Rượu tỏi" not in rows
    assert f"{clock.today():%d/%m/%Y}" in rows


def test_both_days_that_cannot_be_are_told(stars, binh) -> None:
    today = clock.today()
    tomorrow = today + timedelta(days=1)
    page = binh.get(REPORT, {"on": "31/02/2026", "start": f"{tomorrow:%d/%m/%Y}"})
    text = page.content.decode()
    assert 'id="id_on_error"' in text
    assert f"sau ngày kết thúc {today:%d/%m/%Y}: hãy chọn ngày sớm hơn." in text
    assert page.context["moves"] == []
    refused = binh.get(API, {"on": "2026-02-31", "start": tomorrow.isoformat()})
    assert refused.status_code == 400
    assert {one["pointer"] for one in refused.json()["errors"]} == {"#/on", "#/start"}


@pytest.mark.parametrize("end", ["", "on"])
def test_period_that_ends_before_it_begins_is_refused(stars, binh, end: str) -> None:
    today = clock.today()
    last = today - timedelta(days=30) if end else today
    asked = {"start": last + timedelta(days=1)} | ({"on": last} if end else {})
    written = {name: f"{day:%d/%m/%Y}" for name, day in asked.items()}
    page = binh.get(REPORT, written)
    text = page.content.decode()
    assert f"sau ngày kết thúc {last:%d/%m/%Y}: hãy chọn ngày sớm hơn." in text
    assert 'id="id_start_error"' in text
    assert page.context["moves"] == []
    assert "Chưa tính biến động" in text
    assert "Từ 01/01/" not in text  # no other period is shown in its place
    refused = binh.get(API, {name: day.isoformat() for name, day in asked.items()})
    assert refused.status_code == 400
    assert [one["pointer"] for one in refused.json()["errors"]] == ["#/start"]
    file = binh.get(f"{REPORT}san-pham/tep/csv/", written | {"moved": "new"}, follow=True)
    assert file.redirect_chain[0][0].startswith(REPORT)
    same = binh.get(REPORT, {"start": f"{last:%d/%m/%Y}", "on": f"{last:%d/%m/%Y}"})
    assert same.context["has_period"]


def test_another_province_is_behind_no_movement(stars) -> None:
    with acting("binh"):
        there = PublishedCertificate.objects.filter(product_name__icontains="Rong nho")
        counted = register(province(), person("binh")).filter(purpose=Purpose.FIRST)
        before = counted.filter(behind_move("new", start=START, end=clock.today())).count()
    rewrite(there, origin=province("gia-lai"))
    with acting("binh"):
        rows = counted.filter(behind_move("new", start=START, end=clock.today()))
        assert rows.count() == before - 1
