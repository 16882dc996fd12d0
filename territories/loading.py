"""Reading the shipped lists of provinces, units, successions and holidays into the database."""

import csv
import hashlib
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.db import models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from .models import AdminUnit, Holiday, LoadedData, Province, Succession

DATA = Path(__file__).resolve().parent / "data"
FILES = (
    "provinces.csv",
    "units.csv",
    "successions.csv",
    "district_successions.csv",
    "holidays.csv",
)
KINDS = {kind.name.lower(): kind.value for kind in AdminUnit.Kind}
MINISTRY = {
    "slug": "quoc-gia",
    "kind": Province.Kind.MINISTRY,
    "name": "Bộ Nông nghiệp và Môi trường",
    "office_name": "Bộ Nông nghiệp và Môi trường",
}


def rows(name: str) -> Iterator[dict[str, str]]:
    """Read one shipped CSV file."""
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


@transaction.atomic
def load_all() -> str:
    """Load the four files if they changed; return what was done, in words."""
    digest = hashlib.sha256(b"".join((DATA / name).read_bytes() for name in FILES)).hexdigest()
    if LoadedData.objects.filter(name="units", sha256=digest).exists():
        return "unchanged"
    tenants = _load_provinces()
    _load_units(tenants)
    _load_successions()
    _load_holidays()
    LoadedData.objects.update_or_create(name="units", defaults={"sha256": digest})
    return f"{AdminUnit.objects.count()} units, {Succession.objects.count()} successions"


def _load_provinces() -> dict[str, Province]:
    """Create the tenants; return them by the code of today's province and of its predecessors."""
    Province.objects.get_or_create(slug=MINISTRY["slug"], defaults=MINISTRY)
    by_code = {}
    for row in rows("provinces.csv"):
        facts = {"code": row["code"], "name": row["name"], "office_name": row["office_name"]}
        province, created = Province.objects.get_or_create(
            slug=row["slug"], defaults=facts | {"kind": Province.Kind.PROVINCE}
        )
        if not created:
            Province.objects.filter(pk=province.pk).update(**facts)
        by_code["today", row["code"]] = province
        for code in row["predecessors"].split():
            by_code["before", code] = province
    return by_code


def _period(row: dict[str, str]) -> DateRange:
    """Turn the file's first and last day (inclusive, empty: open) into a half-open range."""
    first = date.fromisoformat(row["valid_from"]) if row["valid_from"] else None
    last = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
    # The bounds as PostgreSQL gives them back, so that what did not change compares equal.
    ends = date.fromordinal(last.toordinal() + 1) if last else None
    return DateRange(first, ends, "[)" if first else "()")


REFORM = date(2025, 7, 1)  # 202/2025/QH15: 34 provinces, no districts


def _load_units(tenants: dict[tuple[str, str], Province]) -> None:
    """Load level by level, so that a unit finds the parent that existed in its time."""
    read = list(rows("units.csv"))
    known: dict[tuple[int, str], list[AdminUnit]] = {}
    for kind in AdminUnit.Kind:
        units = []
        for row in read:
            if KINDS[row["kind"]] != kind:
                continue
            unit = AdminUnit(
                code=row["code"],
                name=row["name"],
                kind=kind,
                form=row["form"],
                valid=_period(row),
                founded_by=row["legal_basis"],
            )
            if kind == AdminUnit.Kind.PROVINCE:
                is_before = unit.valid.upper is not None and unit.valid.upper <= REFORM
                unit.province = tenants["before" if is_before else "today", unit.code]
            else:
                unit.parent = _parent(known, KINDS[row["parent_kind"]], row["parent_code"], unit)
                unit.province = unit.parent.province
            unit.index()
            units.append(unit)
        _store(units)
        for unit in units:
            known.setdefault((kind, unit.code), []).append(unit)


def _parent(
    known: dict[tuple[int, str], list[AdminUnit]], kind: int, code: str, unit: AdminUnit
) -> AdminUnit:
    """Return the parent whose period covers the unit's last day (or today)."""
    candidates = known[kind, code]
    last = unit.valid.upper or date.max
    for candidate in candidates:
        starts, ends = candidate.valid.lower or date.min, candidate.valid.upper or date.max
        if starts < last <= ends:
            return candidate
    raise ValueError(f"No parent {code} in the time of {unit.full_name} ({unit.code}).")


FACTS = ("name", "form", "parent_id", "province_id", "valid", "founded_by", "search", "sort")


def _store(units: list[AdminUnit]) -> None:
    """Create what is new and correct what differs; nothing is ever deleted."""
    present = {
        (unit.code, unit.valid.lower): unit for unit in AdminUnit.objects.filter(kind=units[0].kind)
    }
    new, changed = [], []
    for unit in units:
        old = present.get((unit.code, unit.valid.lower))
        if old is None:
            new.append(unit)
            continue
        unit.pk = old.pk
        if any(getattr(old, fact) != getattr(unit, fact) for fact in FACTS):
            changed.append(unit)
    AdminUnit.objects.bulk_create(new, batch_size=2000)
    AdminUnit.objects.bulk_update(changed, [f.removesuffix("_id") for f in FACTS], batch_size=500)


def _load_successions() -> None:
    """Load the edges; each end is the unit of that code that ended or began on the day."""
    ended: dict[tuple[int, str, date], AdminUnit] = {}
    began: dict[tuple[int, str, date], AdminUnit] = {}
    for unit in AdminUnit.objects.all():
        if unit.valid.upper:
            ended[unit.kind, unit.code, unit.valid.upper] = unit
        if unit.valid.lower:
            began[unit.kind, unit.code, unit.valid.lower] = unit
    edges = []
    # Five island districts without communes became special zones: a step across levels.
    crossing = [row | {"level": "district"} for row in rows("district_successions.csv")]
    for row in [*rows("successions.csv"), *crossing]:
        kind, day = KINDS[row["level"]], date.fromisoformat(row["effective_on"])
        after = AdminUnit.Kind.COMMUNE if row["level"] == "district" else kind
        edges.append(
            Succession(
                predecessor=ended[kind, row["predecessor_code"], day],
                successor=began[after, row["successor_code"], day],
                kind=row["kind"],
                partial=row["partial"] == "1",
                effective_on=day,
                legal_basis=row["legal_basis"],
                source=row["source"],
            )
        )
    _upsert(
        edges,
        ["kind", "partial", "effective_on", "legal_basis", "source"],
        "predecessor",
        "successor",
    )


def _load_holidays() -> None:
    days = [
        Holiday(day=date.fromisoformat(row["day"]), name=row["name"], kind=row["kind"])
        for row in rows("holidays.csv")
    ]
    # Days that an operator entered or corrected stand; the file only adds.
    Holiday.objects.bulk_create(days, ignore_conflicts=True)


def _upsert(objects: Iterable[models.Model], facts: list[str], *keys: str) -> None:
    objects = list(objects)
    manager: Any = type(objects[0]).objects
    manager.bulk_create(
        objects, update_conflicts=True, unique_fields=keys, update_fields=facts, batch_size=2000
    )
