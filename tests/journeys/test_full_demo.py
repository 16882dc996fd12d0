"""The full demo shows a province at work: many producers, every state, a round that scores."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import JournalEntry, User
from councils.models import Sitting
from evaluations.models import (
    Certificate,
    Evaluation,
    NationalResult,
    Package,
    ProductPage,
    PublishedCertificate,
)
from evaluations.publication import standing_on
from evaluations.validity import PublicStatus
from ocop_portal import embedded
from ocop_portal.demo import many, people
from producers.models import Producer
from products.cycle import Status
from products.models import Participation, Product
from regulations.models import ProductSet
from territories import clock

from ..conftest import connected_to, drop
from .site import Site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def demo(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Fill a clone by the command, as the web login, and let the tests read it as the owner."""
    site = Site(
        tmp_path_factory.mktemp("full"), f"full_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    )
    site.act_demo("--full")
    with django_db_blocker.unblock(), connected_to(site.database):
        yield site
    drop(site.database)


def test_two_provinces_have_sixty_producers_of_all_six_groups() -> None:
    assert Producer.objects.count() >= 60
    assert Product.objects.count() >= 120
    provinces = Counter(Product.objects.values_list("province__slug", flat=True))
    assert set(provinces) == {"quang-ngai", "gia-lai"}
    lines = Product.objects.values("line")
    sectors = ProductSet.objects.filter(line__in=lines).values_list("group__sector__ordinal")
    assert {ordinal for (ordinal,) in sectors} == {1, 2, 3, 4, 5, 6}
    assert not Producer.objects.exclude(name__endswith="(mẫu)").exists()


def test_products_stand_at_every_step() -> None:
    ways = Counter(Participation.objects.values_list("step", "status"))
    asked = [(1, Status.SUBMITTED), (2, Status.SUBMITTED), (3, Status.SUBMITTED)]
    asked += [(3, Status.DRAFT), (4, Status.DRAFT), (5, Status.DRAFT), (5, Status.RETURNED)]
    asked += [
        (5, Status.SUBMITTED),
        (5, Status.AT_PROVINCE),
        (5, Status.ACCEPTED),
        (6, Status.DRAFT),
    ]
    assert [one for one in asked if not ways[one]] == []


def test_a_round_is_decided_and_another_scores_today() -> None:
    stars = Counter(PublishedCertificate.objects.values_list("star", flat=True))
    assert min(stars[3], stars[4]) >= 1
    assert Certificate.objects.filter(pdf=None).count() == 0
    today = Sitting.objects.get(held_on=clock.today(), status="open", form="meeting")
    states = Counter(today.agenda.values_list("status", flat=True))
    assert states["scoring"] == 3
    assert sum(states.values()) > 3
    unfinished = today.agenda.filter(status="scoring", sheets__status="draft").count()
    handed_in = [row.sheets.filter(status="submitted").count() for row in today.agenda.all()]
    assert (unfinished, sorted(handed_in, reverse=True)[:3]) == (0, [3, 2, 1])


def test_one_file_for_five_stars_is_crowned_another_waits_at_the_ministry() -> None:
    there = Package.objects.filter(province__slug="quoc-gia")
    assert Counter(there.values_list("status", flat=True)) == {"sent": 1, "answered": 1}
    ways = Evaluation.objects.filter(package__isnull=False, province__slug="quang-ngai")
    assert {row.star for row in ways} == {5}
    crowned = NationalResult.objects.get()
    assert (crowned.star, crowned.evaluation.province.slug) == (5, "quang-ngai")
    five = PublishedCertificate.objects.get(star=5)
    product = crowned.evaluation.submission.participation.product
    assert five.product_name == product.name
    assert crowned.pdf is not None  # the Ministry's own certificate, as the province keeps it


def test_three_products_are_judged_again_by_written_opinion() -> None:
    rounds = Sitting.objects.filter(form="written").order_by("held_on")
    assert [(one.status, one.answers_due > clock.today()) for one in rounds] == [
        ("closed", False), ("open", True),
    ]  # fmt: skip
    alike, apart = rounds[0].agenda.order_by("ordinal")
    assert (alike.status, alike.star, alike.points_sum) == ("recognised", 4, 225)
    candy = Certificate.objects.filter(product=alike.submission.participation.product)
    assert [(one.year, one.star, one.status) for one in candy.order_by("issued_on")] == [
        (2024, 4, "superseded"), (2026, 4, "valid"),
    ]  # fmt: skip
    assert apart.status == "to_meeting"
    assert apart.result["written"]["meeting"]["grounds"] == ["spread", "stars"]
    heard = Evaluation.objects.get(submission=apart.submission, sitting__form="meeting")
    assert (heard.sitting.held_on, heard.former) == (clock.today(), apart)
    (asked,) = rounds[1].agenda.all()
    assert (asked.status, asked.sheets.filter(status="submitted").count()) == ("scoring", 1)


def read(login: str, address: str) -> tuple[int, str]:
    """Return what somebody gets at an address; "" is a buyer, who signs in nowhere."""
    browser = Client()
    if login:
        browser.force_login(User.objects.get(email=f"{login}@ocop.example"))
    answer = browser.get(address)
    return answer.status_code, answer.content.decode()


def test_one_certificate_is_suspended_and_one_withdrawn() -> None:
    _status, catalogue = read("", "/san-pham/?province=quang-ngai")
    for status, verb, word in (
        (PublicStatus.SUSPENDED, "suspend", "Tạm dừng"),
        (PublicStatus.REVOKED, "revoke", "Đã thu hồi"),
    ):
        certificate = Certificate.objects.get(status=status)
        act = certificate.acts.get()
        assert (act.verb, act.by.email) == (verb, "dung@ocop.example")
        assert act.decision_no.startswith("2026-")
        assert act.reason
        copy = certificate.published
        assert standing_on(copy, clock.today()) == status
        assert word in read("", f"/tra-cuu/{copy.public_code}/")[1]
        assert copy.product_name not in catalogue
    assert act.ground == "đ"
    assert timedelta() <= act.decided_on - act.found_on <= timedelta(days=15)  # R26


def test_council_of_the_second_province_gave_two_certificates() -> None:
    sitting = Sitting.objects.get(province__slug="gia-lai")
    assert sitting.status == "closed"
    found = Certificate.objects.filter(province__slug="gia-lai").order_by("ordinal")
    sums = [one.recognition.evaluation.points_sum for one in found]
    assert [(one.star, one.status) for one in found] == [(4, "valid"), (3, "valid")]
    assert sums == [3 * 74, 3 * 61]
    catalogue = read("", "/san-pham/?province=gia-lai")[1]
    for one in found:
        name, code = one.published.product_name, one.published.public_code
        status, page = read("", f"/tra-cuu/{code}/")
        assert status == 200
        assert name in page
        assert name in catalogue
        for login in ("tu", "nam"):
            assert name in read(login, f"/gia-lai/giay-chung-nhan/{one.pk}/")[1]
        for login in ("binh", "dung"):
            assert read(login, f"/gia-lai/giay-chung-nhan/{one.pk}/")[0] == 404
            assert read(login, f"/quang-ngai/giay-chung-nhan/{one.pk}/")[0] == 404
            assert name not in read(login, "/quang-ngai/giay-chung-nhan/")[1]
    (page,) = ProductPage.objects.filter(province__slug="gia-lai")
    assert (page.public_code, len(page.images)) == (found[0].public_code, 1)
    assert page.where_to_buy in read("", f"/san-pham/{page.public_code}/")[1]


def test_every_star_was_an_act_of_somebody() -> None:
    concluded = Evaluation.objects.filter(concluded_at__isnull=False).count()
    acts = JournalEntry.objects.filter(verb="conclude", target_type="evaluations.evaluation")
    assert acts.count() == concluded


def test_nothing_of_it_is_awaited_any_more() -> None:
    assert not any(map(many.is_awaited, people.UNITS))


def test_bench_measures_what_the_floor_answers_too(demo: Site) -> None:
    """Comes last: it adds products and a sheet."""
    few = ["--products", "150", "--times", "1", "--rows", "20", "--seconds", "0.1", "--ranked", "3"]
    few += ["--minutes", "0.1", "--sittings", "1", "--closing", "2"]
    done = subprocess.run(
        [sys.executable, "-m", "bench.run", *few],
        cwd=embedded.BASE_DIR,
        env=demo.environment | {"BENCH_SUPERUSER": embedded.url("postgres", demo.database)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    rows = [line.split("|")[1:-1] for line in done.stdout.splitlines() if line.startswith("| ")]
    names = [row[0].strip() for row in rows[1:]]
    marks = 3 * 9 * 32
    assert names == [
        "List page, 50 of 150 products",
        "API list, 50 of 150 products",
        "Score sheet page, 150 products",
        "One autosave, 150 products",
        "Export of 20 rows × 20",
        f"Ranking of 3 products from {marks:,} marks",
    ]
    for _name, portal, floor, ratio, _aim, _queries in rows[1:]:
        assert float(ratio) == pytest.approx(float(portal) / float(floor), rel=0.2)
    assert "a second and core" in done.stdout
    hall = [line for line in done.stdout.splitlines() if line.startswith("- ")]
    assert ["; 0 lost, 0 doubled." in line for line in hall[:2]] == [True, True]
    assert hall[3].startswith("- A sitting of 2 products × 15 members: sheets opened")
    assert Product.objects.filter(province__slug="quang-ngai").count() == 150
