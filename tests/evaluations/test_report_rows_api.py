"""Through the API each number of the star report has its rows: those of the page, and no others."""

from urllib.parse import parse_qsl

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.models import PublishedCertificate
from territories import clock
from tests.cast import person, province

from .decided import rewrite
from .test_report_rows import API, links_of, stars  # noqa: F401 -- the same world
from .test_reports import REPORT

pytestmark = pytest.mark.django_db
ROWS, WAITING = f"{API}rows/", f"{API}at-ministry/"


@pytest.fixture
def binh(client: Client) -> Client:
    client.force_login(person("binh"))
    return client


@pytest.mark.usefixtures("stars")
def test_every_number_has_the_page_s_rows(binh) -> None:
    links = links_of(binh.get(REPORT, {"trait": "commune", "units": "then"}).content.decode())
    for url, number in links:
        path, _mark, query = url.partition("?")
        waits = path.endswith("dang-o-bo/")
        answer = binh.get(WAITING if waits else ROWS, dict(parse_qsl(query))).json()
        assert answer["count"] == len(answer["results"]) == number, url
        shown = binh.get(url).context["table"].rows
        if waits:
            expected = [row.record["product"] for row in shown]
            assert [one["product"] for one in answer["results"]] == expected
        else:
            expected = [row.record.public_code for row in shown]
            assert [one["public_code"] for one in answer["results"]] == expected
    assert len(links) > 15


@pytest.mark.usefixtures("stars")
def test_row_says_what_the_file_says_and_how_it_stood(binh) -> None:
    (row,) = binh.get(ROWS, {"suspended": "1"}).json()["results"]
    facts = {name: row[name] for name in ("product_name", "star", "procedure", "standing")}
    assert facts == {
        "product_name": "Muối hầm",
        "star": 4,
        "procedure": "26-2026",
        "standing": "suspended",
    }
    (row,) = binh.get(WAITING).json()["results"]
    assert (row["product"], row["province"]) == ("Hành tím", "Quảng Ngãi")
    assert row["sent_on"] == clock.today().isoformat()


@pytest.mark.usefixtures("stars")
def test_words_that_say_no_cell_are_refused(binh) -> None:
    wrong = {"moved": "x", "cell_star": "9", "cell_procedure": "1-1900", "on": "2026-02-31"}
    answer = binh.get(ROWS, wrong)
    assert answer.status_code == 400
    assert {one["pointer"] for one in answer.json()["errors"]} == {f"#/{name}" for name in wrong}
    assert binh.get(WAITING, {"moved": "new"}).status_code == 400  # it has no movements


@pytest.mark.usefixtures("stars")
def test_another_province_s_rows_are_behind_no_number(binh) -> None:
    there = PublishedCertificate.objects.filter(product_name__icontains="Rong nho")
    rewrite(there, origin=province("gia-lai"))
    names = [one["product_name"] for one in binh.get(ROWS).json()["results"]]
    assert sorted(names) == ["Muối hầm", "Tỏi đen"]


@pytest.mark.usefixtures("stars")
def test_rows_come_in_pages_with_as_many_queries(binh) -> None:
    binh.get(ROWS)
    counts = []
    for size in (1, 3):
        with CaptureQueriesContext(connection) as made:
            answer = binh.get(ROWS, {"page_size": size}).json()
        counts.append(len(made))
        assert (answer["count"], len(answer["results"])) == (3, size)
    assert counts[0] == counts[1]
    assert binh.get(ROWS, {"page_size": 2}).json()["next"].endswith("page=2&page_size=2")
