"""Units through the public API and their loading."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from territories.loading import load_all
from territories.models import AdminUnit, Holiday, Province, Succession
from tests.refusals import refused

pytestmark = pytest.mark.django_db
UNITS = "/api/v1/units/"


def test_list_shows_todays_units_and_finds_without_diacritics(client: Client) -> None:
    found = client.get(UNITS, {"q": "ly son", "kind": 3}).json()
    assert [(u["form"], u["name"], u["until"]) for u in found["results"]] == [
        ("đặc khu", "Lý Sơn", None)
    ]
    assert client.get(UNITS, {"kind": 1}).json()["count"] == 34
    assert client.get(UNITS, {"kind": 3}).json()["count"] == 3321


def test_code_means_another_unit_on_another_day(client: Client) -> None:
    """QĐ 19/2025 re-uses old codes (R31): 08 was Tuyên Quang's before Hà Giang joined it."""
    before = client.get(UNITS, {"kind": 1, "on": "2025-06-30"}).json()
    assert before["count"] == 63
    kon_tum = client.get(UNITS, {"kind": 1, "on": "2025-06-30", "q": "kon tum"}).json()["results"]
    assert [unit["until"] for unit in kon_tum] == ["2025-07-01"]
    assert client.get(UNITS, {"kind": 1, "q": "kon tum"}).json()["count"] == 0


def test_unit_tells_what_it_followed(client: Client, django_assert_num_queries) -> None:
    unit = AdminUnit.objects.get(name="Lý Sơn", kind=AdminUnit.Kind.COMMUNE, valid__endswith=None)
    with django_assert_num_queries(10):
        shown = client.get(f"{UNITS}{unit.pk}/").json()
    [step] = shown["follows"]
    assert (step["predecessor"]["form"], step["predecessor"]["name"]) == ("huyện", "Lý Sơn")
    assert step["effective_on"] == "2025-07-01"


@pytest.mark.parametrize("day", ["31/02/2025", "2025-02-31", "hôm qua"])
def test_day_that_is_none_is_refused(client: Client, day: str) -> None:
    answer = client.get(UNITS, {"on": day})
    assert answer.status_code == 400
    assert list(refused(answer)) == ["on"]


def test_records_of_kon_tum_are_kept_by_quang_ngai() -> None:
    kon_tum = AdminUnit.objects.get(kind=AdminUnit.Kind.PROVINCE, name="Kon Tum")
    assert kon_tum.province.slug == "quang-ngai"
    communes = AdminUnit.objects.filter(parent__parent=kon_tum)
    assert communes.count() > 90
    assert {unit.province.slug for unit in communes.select_related("province")} == {"quang-ngai"}


def test_loading_again_changes_nothing_and_a_correction_is_taken() -> None:
    counts = [m.objects.count() for m in (AdminUnit, Succession, Holiday, Province)]
    assert load_all() == "unchanged"
    from territories.models import LoadedData

    LoadedData.objects.filter(name="units").update(sha256="older")
    AdminUnit.objects.filter(code="21548", valid__endswith=None).update(name="Lí Sơn")
    Holiday.objects.filter(day="2026-09-02").update(name="Ngày Quốc khánh")
    with CaptureQueriesContext(connection) as asked:
        load_all()
    written = [q["sql"] for q in asked if q["sql"].startswith('UPDATE "territories_adminunit"')]
    assert len(written) == 1
    assert written[0].count("WHEN") == 8  # the eight facts of one unit
    assert [m.objects.count() for m in (AdminUnit, Succession, Holiday, Province)] == counts
    assert AdminUnit.objects.get(code="21548", valid__endswith=None).name == "Lý Sơn"
    assert Holiday.objects.get(day="2026-09-02").name == "Ngày Quốc khánh"  # an operator's word


def test_two_units_of_one_code_at_one_time_are_refused() -> None:
    from django.db import IntegrityError

    unit = AdminUnit.objects.get(code="21548", valid__endswith=None)
    unit.pk = None
    with pytest.raises(IntegrityError, match="territories_unit_no_overlap"):
        unit.save()


def test_no_province_takes_a_reserved_address() -> None:
    from django.urls import get_resolver

    from ocop_portal.middleware import RESERVED, RESERVED_API

    slugs = set(Province.objects.values_list("slug", flat=True))
    assert len(slugs) == 35
    assert not slugs & (RESERVED | RESERVED_API)
    firsts = {str(p.pattern).split("/")[0] for p in get_resolver().url_patterns}
    assert {first for first in firsts if first and "<" not in first} <= RESERVED
