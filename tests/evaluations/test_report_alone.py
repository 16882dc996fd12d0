"""The star-rating report of one certificate: its commune then and now, and its queries."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluations.models import PublishedCertificate
from evaluations.reports import Places
from territories import clock
from territories.models import AdminUnit
from tests.cast import LY_SON, SA_HUYNH, commune, person, province

from .decided import acting, make_certificate, rewrite
from .test_reports import REPORT, figures, report

pytestmark = pytest.mark.django_db


def test_old_commune_counts_then_as_itself_and_now_in_its_heir() -> None:
    copy = PublishedCertificate.objects.get(certificate=make_certificate())
    old = (
        AdminUnit.objects.communes()
        .on(date(2025, 1, 1))
        .filter(province=province(), followed_by__partial=False)
        .exclude(parent=None)
        .first()
    )
    rewrite(PublishedCertificate.objects.filter(pk=copy.pk), commune=old)
    new = old.followed_by.get(partial=False).successor
    (then,) = figures(report(units="then"))
    (now,) = figures(report(units="now"))
    (district,) = figures(report("district"))
    assert then.startswith(f"{old.full_name} (đến ")
    assert now == new.full_name
    assert district == old.parent.full_name


def test_commune_of_today_names_the_districts_it_came_from() -> None:
    unit = commune(SA_HUYNH)
    with acting("binh"):
        _sort, key, label = Places("now", clock.today()).districts([unit.pk])[unit.pk]
    assert label == "thị xã Đức Phổ"
    assert key.isdigit()


def test_island_that_was_a_district_itself_is_counted_in_it() -> None:
    unit = commune(LY_SON)  # huyện Lý Sơn had no communes after 2020
    with acting("binh"):
        _sort, _key, label = Places("now", clock.today()).districts([unit.pk])[unit.pk]
    assert label == "huyện Lý Sơn"


def test_queries_do_not_grow_with_the_rows(client: Client) -> None:
    counts = []
    for _turn in range(2):
        make_certificate()
        client.force_login(person("binh"))
        client.get(REPORT)
        with CaptureQueriesContext(connection) as seen:
            client.get(REPORT)
        counts.append(len(seen))
        make_certificate()
    assert counts[0] == counts[1]
