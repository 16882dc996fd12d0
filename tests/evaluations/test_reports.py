"""The star-rating report: its figures are those of the rows behind them, for those who may see."""

import html
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Job, JournalEntry
from evaluations.models import PublishedCertificate
from evaluations.national_actions import send_back_package
from evaluations.publication import standing_on
from evaluations.reports import StarReport, movements, register, sectors
from evaluations.tasks import write_register
from evaluations.validity import PublicStatus
from producers.transfer_actions import transfer_unit
from territories import clock
from territories.models import AdminUnit
from tests.cast import SA_HUYNH, commune, person, province
from tests.factories import make_producer, make_submission

from . import ministry
from .decided import AWARD_3, RECOGNISE_TOO, act, acting, make_certificate, rewrite

pytestmark = pytest.mark.django_db
REPORT = "/quang-ngai/bao-cao/phan-hang/"


@pytest.fixture
def as_(client: Client) -> object:
    def sign_in(login: str) -> Client:
        client.force_login(person(login))
        return client

    return sign_in


@pytest.fixture(scope="module")
def stars(lasting: None) -> None:
    """Lý Sơn: a household with 3 stars, 4 stars and potential five; Sa Huỳnh: 4 stars, withdrawn
    and standing; Gia Lai: one that must never be counted here."""
    salt = make_producer(name="Hợp tác xã Muối Sa Huỳnh", commune=commune(SA_HUYNH), phone="+84905")
    home = make_producer(name="Hộ Lê Thị Biển", legal_form="household", phone="+84906")
    make_certificate(outcome=AWARD_3, submission=make_submission(producer=home, name="Rong nho"))
    make_certificate(outcome=RECOGNISE_TOO, name="Tỏi đen")
    make_certificate(submission=make_submission(producer=salt, name="Muối hầm"))
    gone = make_certificate(submission=make_submission(producer=salt, name="Muối ớt"))
    act("revoke", gone)
    _in_gia_lai()


def _in_gia_lai() -> None:
    """Copy a row as Gia Lai's own: everybody may read it, no report of Quảng Ngãi counts it."""
    copy = PublishedCertificate.objects.get(product_name__contains="Rong nho")
    there = province("gia-lai")
    unit = AdminUnit.objects.communes().on(clock.today()).filter(province=there).first()
    rewrite(PublishedCertificate.objects.filter(pk=copy.pk), origin=there, commune=unit)


def report(trait: str = "commune", login: str = "binh", **over) -> StarReport:
    facts = {"units": "now", "on": clock.today()} | over
    with acting(login):
        rows = register(province(), person(login))
        return StarReport(rows=rows, province=province(), user=person(login), trait=trait, **facts)


def figures(one: StarReport) -> dict[str, tuple[int, ...]]:
    with acting(one.user.email.split("@")[0]):
        return {
            line.label: (*line.stars.values(), line.potential_five, line.at_ministry)
            for line in one.lines
        }


def test_lines_count_what_stands_in_this_province_alone(stars) -> None:
    by_form = figures(report("legal_form"))
    assert by_form == {"Hợp tác xã": (0, 2, 0, 1, 0)}  # the household's row went to Gia Lai
    assert figures(report("commune")) == {
        "đặc khu Lý Sơn": (0, 1, 0, 1, 0),
        "phường Sa Huỳnh": (0, 1, 0, 0, 0),
    }


@pytest.mark.parametrize(
    "trait", ["sector", "commune", "district", "legal_form", "purpose", "procedure"]
)
def test_figures_are_recomputed_from_the_rows(stars, trait: str) -> None:
    found = report(trait)
    with acting("binh"):
        rows = PublishedCertificate.objects.filter(origin=province())
        standing = [row for row in rows if standing_on(row, clock.today()) == PublicStatus.VALID]
        expected = Counter(row.star for row in standing)
        assert found.total.stars == {star: expected[star] for star in (3, 4, 5)}
        behind = Counter()
        for line in found.lines:
            cell = found.rows.filter(found.cell(line.key), pk__in=[row.pk for row in standing])
            assert Counter(cell.values_list("star", flat=True)) == Counter(
                {star: n for star, n in line.stars.items() if n}
            )
            behind.update(cell.values_list("pk", flat=True))
        assert behind == Counter(row.pk for row in standing)


def test_procedures_are_cited_as_offices_cite_them(stars) -> None:
    client = Client()
    client.force_login(person("binh"))
    page = client.get("/quang-ngai/bao-cao/phan-hang/", {"trait": "procedure"})
    text = page.content.decode()
    assert text.count('<th scope="row" class="code">26/2026/QĐ-TTg</th>') == 1  # what moved
    assert [row["line"].label for row in page.context["rows"]] == ["26/2026/QĐ-TTg"]
    assert ">26-2026<" not in text
    rows = client.get("/quang-ngai/bao-cao/phan-hang/san-pham/tep/csv/").content.decode()
    assert "26/2026/QĐ-TTg" in rows


def test_report_of_another_day_knows_what_stood_then(stars) -> None:
    yesterday = clock.today() - timedelta(days=1)
    assert figures(report(on=yesterday)) == {}
    late = date(clock.today().year + 4, 1, 1)
    assert figures(report(on=late)) == {}


def test_what_is_at_the_ministry_stays_with_the_unit_of_its_hand_in(stars) -> None:
    evaluation = ministry.approved("Hành tím")
    producer = evaluation.submission.participation.product.producer
    with acting("binh"):
        facts = {"moved_on": clock.today(), "reason": "Dời xưởng vào đất liền."}
        transfer_unit(producer=producer, commune=commune(SA_HUYNH), by=person("binh"), **facts)
    assert figures(report("legal_form")) == {"Hợp tác xã": (0, 2, 0, 1, 0)}  # not sent yet
    ministry.forwarded(evaluation)
    assert figures(report("commune"))["đặc khu Lý Sơn"] == (0, 1, 0, 1, 1)
    assert figures(report("commune"))["phường Sa Huỳnh"] == (0, 1, 0, 0, 0)
    assert figures(report("legal_form")) == {"Hợp tác xã": (0, 2, 0, 1, 1)}
    assert figures(report(on=clock.today() - timedelta(days=1))) == {}  # not sent yet


def test_ministry_counts_the_files_that_lie_with_it(as_) -> None:
    ministry.received(ministry.forwarded(ministry.approved("Hành tím")))
    where = province(ministry.MINISTRY)
    for trait, label in (("province", "Quảng Ngãi"), ("legal_form", "Hợp tác xã")):
        with acting("nga", where):
            rows = register(where, person("nga"))
            facts = {"rows": rows, "province": where, "user": person("nga"), "trait": trait}
            found = StarReport(**facts, units="now", on=clock.today())
            waiting = {one.label: one.at_ministry for one in found.lines if one.at_ministry}
            assert waiting == {label: 1}
            earlier = StarReport(**facts, units="now", on=clock.today() - timedelta(days=1))
            assert earlier.total.at_ministry == 0
    page = as_("nga").get("/quoc-gia/quyet-dinh/").content.decode()
    assert "chờ chuyển Bộ" not in page  # it forwards nothing to itself


def test_rows_of_the_nation_name_the_province_and_a_provinces_own_do_not(as_) -> None:
    row = PublishedCertificate.objects.get(certificate=make_certificate())
    own = as_("binh").get(f"{REPORT}san-pham/").content.decode()
    nation = as_("nga").get("/quoc-gia/bao-cao/phan-hang/san-pham/").content.decode()
    for page, is_named in ((own, False), (nation, True)):
        assert row.product_name in page
        assert ("đặc khu Lý Sơn, Quảng Ngãi" in page) == is_named


@pytest.mark.parametrize("page", ["san-pham", "dang-o-bo"])
def test_rows_of_filters_that_say_nothing_are_not_shown(as_, page: str) -> None:
    answer = as_("binh").get(f"{REPORT}{page}/", {"star": "9"}, follow=True)
    assert [at for at, _code in answer.redirect_chain] == [f"{REPORT}?star=9"]
    assert "Hãy chọn một mục có trong danh sách" in answer.content.decode()


def test_filter_with_an_error_is_open_where_it_would_be_folded(as_) -> None:
    page = "/quang-ngai/giay-chung-nhan/"
    folded = '<details class="filters-toggle" data-menu'
    assert folded in as_("binh").get(page, {"star": "4"}).content.decode()
    assert folded not in as_("binh").get(page, {"star": "9"}).content.decode()


def test_ministry_counts_on_a_past_day_what_lay_there_then() -> None:
    """Sent back after three days, answered after five: counted until then, and no longer."""
    back, answered = (
        ministry.received(ministry.forwarded(ministry.approved(name)))
        for name in ("Hành tím", "Tỏi đen")
    )
    sent = clock.today()
    nga, where = person("nga"), province(ministry.MINISTRY)
    with clock.fixed(sent + timedelta(3)), acting("nga", where):
        send_back_package(package=back, reason="Thiếu báo cáo.", by=nga)
    with clock.fixed(sent + timedelta(5)):
        ministry.crowned(ministry.judged(answered.submission, 95, star=5))
    expected = {-1: 0, 0: 2, 2: 2, 3: 1, 4: 1, 5: 0, 9: 0}
    at_home = {-1: 0, 0: 1, 4: 1, 5: 0, 9: 0}  # what came back is to be sent again
    for days, number in at_home.items():
        with acting("binh"):
            assert report(on=sent + timedelta(days)).total.at_ministry == number, days
    with acting("nga", where):
        for days, number in expected.items():
            facts = {"rows": register(where, nga), "province": where, "user": nga}
            on = sent + timedelta(days)
            found = StarReport(**facts, trait="province", units="now", on=on)
            assert found.total.at_ministry == number, days


def test_number_at_the_ministry_leads_to_its_results(stars, as_) -> None:
    ministry.forwarded(ministry.approved("Hành tím"))
    binh = as_("binh")
    where = "/quang-ngai/bao-cao/phan-hang/"
    page = binh.get(where, {"trait": "commune"}).content.decode()
    link, _of_all = re.findall(r'href="([^"]*/dang-o-bo/\?[^"]*)"', page)
    rows = binh.get(html.unescape(link)).content.decode()
    assert "Hành tím" in rows
    assert "đặc khu Lý Sơn" in rows
    assert f"{clock.today():%d/%m/%Y}" in rows
    assert rows.count('data-label="Mã sản phẩm"') == 1  # no certificate is behind this number
    file = binh.get(html.unescape(link).replace("dang-o-bo/", "dang-o-bo/tep/csv/"))
    [_head, line] = file.content.decode("utf-8-sig").splitlines()
    assert "Hành tím" in line
    other = binh.get(where + "dang-o-bo/", {"trait": "legal_form", "key": "household"})
    assert "Hành tím" not in other.content.decode()


def test_ministry_reads_which_files_lie_with_it(as_) -> None:
    names = ("Hành tím", "Tỏi đen", "Rượu tỏi")
    nga, counts = as_("nga"), []
    nga.get("/quoc-gia/bao-cao/phan-hang/dang-o-bo/")  # what is read once per process
    for name in names:
        ministry.received(ministry.forwarded(ministry.approved(name)))
        with CaptureQueriesContext(connection) as made:
            rows = nga.get("/quoc-gia/bao-cao/phan-hang/dang-o-bo/").content.decode()
        counts.append(len(made))
        assert name in rows
    assert rows.count("Quảng Ngãi") >= len(names)
    assert counts[0] == counts[2]


def test_certificates_of_both_tenants_stand_behind_the_numbers_of_both(as_) -> None:
    """Five stars are the Ministry's rows, four the province's; each counts and lists both."""
    make_certificate(name="Tỏi đen")
    package = ministry.received(ministry.forwarded(ministry.approved("Hành tím")))
    ministry.crowned(ministry.judged(package.submission, 95, star=5))
    for login, where in (("binh", REPORT), ("nga", "/quoc-gia/bao-cao/phan-hang/")):
        counted = as_(login).get(where, {"trait": "sector"}).context["total"]["line"]
        assert counted.stars[5] == 1
        rows = as_(login).get(f"{where}san-pham/").context["table"].rows
        file = as_(login).get(f"{where}san-pham/tep/csv/").content.decode().splitlines()
        assert len(rows) == len(file) - 1 == counted.total
        for name in ("Tỏi đen", "Hành tím"):
            assert name in [row.record.product_name for row in rows], (login, name)


def test_movements_reconcile_with_the_standing(stars) -> None:
    today = clock.today()
    with acting("binh"):
        rows = register(province(), person("binh"))
        lines = movements(rows, start=today, end=today)
    assert [(m.star, m.movement.new, m.movement.withdrawn, m.movement.closing) for m in lines] == [
        (4, 3, 1, 2)
    ]
    assert all(line.movement.reconciles for line in lines)
    assert sum(line.movement.closing for line in lines) == report().total.total


def test_page_shows_figures_and_each_leads_to_its_rows(stars, as_) -> None:
    page = as_("binh").get(REPORT, {"trait": "commune"}).content.decode()
    assert "phường Sa Huỳnh" in page
    assert "Pleiku" not in page
    unit = commune(SA_HUYNH)
    rows = as_("binh").get(f"{REPORT}san-pham/", {"trait": "commune", "key": unit.pk, "star": 4})
    text = rows.content.decode()
    assert "Muối hầm" in text
    assert "Muối ớt" not in text  # withdrawn
    assert "Tỏi đen" not in text  # another commune


def test_potential_five_leads_to_its_rows(stars, as_) -> None:
    answer = as_("binh").get(f"{REPORT}san-pham/", {"trait": "sector", "potential": "1"})
    assert "Tỏi đen" in answer.content.decode()
    assert "Muối hầm" not in answer.content.decode()


def test_rows_as_a_file_hold_the_rows_of_the_cell(stars, as_) -> None:
    answer = as_("binh").get(f"{REPORT}san-pham/tep/csv/", {"trait": "commune", "star": "4"})
    text = answer.content.decode("utf-8-sig")
    assert "Muối hầm" in text
    assert "Tỏi đen" in text
    assert "Rong nho" not in text


def test_a_long_list_is_left_to_the_worker_with_the_filters(stars, as_, monkeypatch) -> None:
    by_request = as_("binh").get(f"{REPORT}san-pham/tep/csv/", {"star": "4"}).content
    monkeypatch.setattr("files.exporting.AT_ONCE", 1)
    answer = as_("binh").get(f"{REPORT}san-pham/tep/csv/", {"star": "4"}, follow=True)
    assert answer.redirect_chain == [("/quang-ngai/tep-xuat/", 302)]
    job = Job.objects.get(kind="evaluations.write_register")
    write_register(job.province_id, job.pk)
    assert b"".join(as_("binh").get(f"/quang-ngai/tep-xuat/{job.pk}/tep/")) == by_request


def test_api_says_what_the_page_says(stars, as_) -> None:
    facts = as_("binh").get("/api/v1/quang-ngai/reports/stars/", {"trait": "commune"}).json()
    assert [(line["label"], line["stars"]["4"]) for line in facts["lines"]] == [
        ("đặc khu Lý Sơn", 1),
        ("phường Sa Huỳnh", 1),
    ]
    assert facts["total"]["potential_five"] == 1
    assert facts["movements"][0]["closing"] == 2


def test_api_s_answer_names_the_period_as_its_parameter(stars, as_) -> None:
    asked = {"start": "2026-03-01", "on": f"{clock.today()}"}
    facts = as_("binh").get("/api/v1/quang-ngai/reports/stars/", asked).json()
    assert {name: facts[name] for name in asked} == asked
    assert (facts["to"], "from" in facts) == (asked["on"], False)


def test_bad_words_in_the_filters_break_nothing(stars, as_) -> None:
    wrong = {"on": "31/02/2026", "trait": "x", "star": "9", "commune": "00000", "key": "' OR 1"}
    for path in (REPORT, f"{REPORT}san-pham/"):
        assert as_("binh").get(path, wrong, follow=True).status_code == 200


@pytest.mark.parametrize("path", [f"{REPORT}tep/xlsx/", f"{REPORT}san-pham/tep/csv/"])
def test_no_file_is_written_of_filters_that_say_nothing(stars, as_, path: str) -> None:
    answer = as_("binh").get(path, {"on": "31/02/2026"}, follow=True)
    assert answer.redirect_chain == [(f"{REPORT}?on=31%2F02%2F2026", 302)]
    assert "Không có ngày này" in answer.content.decode()
    assert not JournalEntry.objects.filter(verb="export_report").exists()
    kept = as_("binh").get(path, {"on": "01/03/2025"})["Content-Disposition"]
    assert "-quang-ngai-2025-03-01." in kept


def test_api_gives_no_figures_for_a_day_that_is_not(stars, as_) -> None:
    path = "/api/v1/quang-ngai/reports/stars/"
    answer = as_("binh").get(path, {"on": "2026-02-31", "trait": "x"})
    assert answer.status_code == 400
    assert {one["pointer"] for one in answer.json()["errors"]} == {"#/on", "#/trait"}
    assert as_("binh").get(path, {"on": "2025-03-01"}).json()["on"] == "2025-03-01"


@pytest.mark.django_db
def test_sectors_bear_the_reader_s_language() -> None:
    named = {}
    for language in ("vi", "en"):
        with translation.override(language):
            named[language] = {name for _order, _key, name in sectors().values()}
    assert "Thực phẩm" in named["vi"]
    assert "Food" in named["en"]
    assert not named["vi"] & named["en"]
