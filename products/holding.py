"""Which office holds a handed-in dossier: the district of its day, or the province (R1, R3)."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from regulations.models import Procedure, ProcedureLevel
from territories import clock
from territories.models import AdminUnit

from .cycle import ENDED, Step

Level, Examines = ProcedureLevel.Level, ProcedureLevel.Examines
# Two-tier local government: no district lives on (a test holds it against the units). From then
# on the database is not asked: every page that shows whose turn it is would pay for it.
DISTRICTS_ENDED_ON = date(2025, 7, 1)


def districts_exist() -> bool:
    """Tell whether there are districts today."""
    return clock.today() < DISTRICTS_ENDED_ON


def living_districts(path: str) -> Q:
    """Keep what lies in a district that still exists today; `path` leads to the commune."""
    if not districts_exist():
        return Q(pk__in=[])
    today, kind = clock.today(), AdminUnit.Kind.DISTRICT
    above = {f"{path}__parent__kind": kind, f"{path}__parent__valid__contains": today}
    # Lý Sơn had no communes from 2020 on: there the district is the producer's own unit.
    itself = {f"{path}__kind": kind, f"{path}__valid__contains": today}
    return Q(**above) | Q(**itself)


def district_of(unit: AdminUnit) -> AdminUnit | None:
    """Return the district in which a unit lies; none: it answers to its province."""
    above = unit if unit.kind == AdminUnit.Kind.DISTRICT else unit.parent
    return above if above and above.kind == AdminUnit.Kind.DISTRICT else None


def living_district_of(unit: AdminUnit) -> AdminUnit | None:
    """Return that district, if it exists today."""
    district = district_of(unit)
    return district if district and clock.today() in district.valid else None


def scored_by_districts() -> QuerySet:
    """Return the procedures under which a district scores."""
    levels = {"levels__level": Level.DISTRICT, "levels__examines": Examines.SCORES}
    return Procedure.objects.filter(**levels).values("pk")


def at_district(participations: QuerySet) -> QuerySet:
    """Keep what a district holds: its procedure has one, it exists, and it has not passed it up.

    What a district held when it ended on 1 July 2025 is the province's (D).
    """
    if not districts_exist():
        return participations.none()
    submissions = participations.model._meta.get_field("submissions").related_model.objects
    passed_up = submissions.filter(
        evaluations__level=Level.DISTRICT, evaluations__forwarded_at__isnull=False
    )
    held = participations.filter(
        living_districts("product__producer__commune"), procedure__in=scored_by_districts()
    )
    return held.exclude(status__in=ENDED).exclude(pk__in=passed_up.values("participation"))


def is_at_district(participation: Any) -> bool:
    """Tell whether a district holds it; a row of a list has read the answer already."""
    if not districts_exist():
        return False
    if "is_at_district" not in participation.__dict__:
        rows = type(participation).objects.filter(pk=participation.pk)
        participation.is_at_district = at_district(rows).exists()
    return participation.is_at_district


def holder_name(participation: Any) -> str:
    """Return the office that holds it now, above the commune."""
    district = district_of(participation.product.producer.commune)
    if district and is_at_district(participation):
        return f"UBND {district.full_name}"
    return participation.province.office_name


def received_by_communes() -> QuerySet:
    """Return the procedures under which a commune receives a dossier, and no more (R3)."""
    levels = {"levels__level": Level.COMMUNE, "levels__examines": Examines.RECEIVES}
    return Procedure.objects.filter(**levels).values("pk")


def is_only_received(participation: Any) -> bool:
    """Tell whether the commune writes no Form 03 on it; a row of a list knows the answer."""
    known = participation.__dict__.get("is_only_received")
    return examined_by_commune(participation) == Examines.RECEIVES if known is None else known


def examined_by_commune(participation: Any) -> str:
    """Return what the commune does with it: it reports on it, or only receives it (R3)."""
    procedure = participation.procedure
    rule = procedure.as_rule().level(Level.COMMUNE) if procedure else None
    return rule.examines if rule else Examines.REPORT


def is_at_ministry(participation: Any) -> bool:
    """Tell whether its file lies at the Ministry, sent or taken in (26/2026/QĐ-TTg, Điều 7.4)."""
    if participation.step != Step.EVALUATION:
        return False
    return participation.submissions.filter(packages__status__in=("sent", "received")).exists()
