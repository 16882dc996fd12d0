"""Whose decision a result needs: the district's of its day (148/QĐ-TTg), or the tenant's own."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from councils.models import Council
from products.holding import districts_exist, living_district_of, living_districts
from territories import clock
from territories.models import AdminUnit

COMMUNE = "submission__participation__product__producer__commune"
AT_DISTRICT = Q(level=Council.Level.DISTRICT)
# 148: under 70 at the province, the district recognises 3 stars on the provincial result (R3).
RETURNED = Q(
    level=Council.Level.PROVINCIAL,
    result__outcome__kind="return",
    result__outcome__to=Council.Level.DISTRICT.value,
)


def of_living_districts() -> Q:
    """Keep the results on which a district decides that exists today.

    What a district left undecided when it ended on 1 July 2025 is the province's (D).
    """
    if not districts_exist():
        return Q(pk__in=[])
    alive = Q(sitting__council__unit__valid__contains=clock.today())
    return (AT_DISTRICT & alive) | (RETURNED & living_districts(COMMUNE))


def of_districts(units: Collection[int]) -> Q:
    """Keep the results on which one of these districts decides; `units`: with their communes."""
    theirs = AT_DISTRICT & Q(sitting__council__unit__in=units)
    return of_living_districts() & (theirs | (RETURNED & Q(**{f"{COMMUNE}__in": units})))


def of_tenant(evaluations: QuerySet) -> Q:
    """Keep the results on which the tenant itself decides."""
    return ~Q(pk__in=evaluations.filter(of_living_districts()).values("pk"))


def decided_by(unit: AdminUnit | None, evaluations: QuerySet) -> Q:
    """Keep the results on which a district decides; none: the tenant itself."""
    if unit is None:
        return of_tenant(evaluations)
    return of_districts([*AdminUnit.objects.within(unit).values_list("pk", flat=True)])


def district_deciding(evaluation: Any) -> AdminUnit | None:
    """Return the district that decides on a result today; none: the tenant itself."""
    if evaluation.level == Council.Level.DISTRICT:
        unit = evaluation.sitting.council.unit
        return unit if clock.today() in unit.valid else None
    outcome = evaluation.result.get("outcome") or {}
    if outcome.get("kind") == "return" and outcome.get("to") == Council.Level.DISTRICT:
        return living_district_of(evaluation.submission.participation.product.producer.commune)
    return None


def ended(path: str = "unit") -> Q:
    """Keep what belongs to a district that no longer exists: its province acts for it (D)."""
    return Q(**{f"{path}__valid__fully_lt": (clock.today(), None)})
