"""Loads the rule books from data/: idempotent, checked first, and never over a published one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from territories.models import LoadedData

from . import criteria, procedures, writing
from .models import CriteriaSet, Procedure, ProductLine, ProductSet, Regulation

DATA = Path(__file__).parent / "data"
PREFIX = "regulations/"
# What a later decision does to an older one's standing; its content is not touched by it.
STANDING = ("status", "effective_to", "amended_by")
SHOWN_DIFFERENCES = 5


class LoadRefused(ValueError):
    """The files contradict a published book or themselves; nothing was written."""


@dataclass
class Report:
    """What a run did, in counts."""

    books: list[str] = field(default_factory=list)
    sets: int = 0
    procedures: list[str] = field(default_factory=list)
    unchanged: bool = False

    def __str__(self) -> str:
        """Say it in one line."""
        if self.unchanged:
            return "unchanged"
        made = ", ".join([*self.books, *(f"procedure {code}" for code in self.procedures)])
        return f"{self.sets} criteria sets; published: {made or 'nothing new'}"


def load(folder: Path = DATA) -> Report:
    """Bring the database to what the files say, or refuse with the file and the difference."""
    found = {PREFIX + str(p.relative_to(folder)): p for p in sorted(folder.rglob("*.yaml"))}
    hashes = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items()}
    known = dict(LoadedData.objects.filter(name__startswith=PREFIX).values_list("name", "sha256"))
    if hashes == known:
        return Report(unchanged=True)
    gone = sorted(known.keys() - hashes.keys())
    if gone:
        raise LoadRefused(f"{gone[0]}: the file of a published book is missing")
    changed = {name for name, digest in hashes.items() if known.get(name) != digest}
    with transaction.atomic():
        report = _load_changed(folder, {found[name] for name in changed})
        rows = [LoadedData(name=name, sha256=hashes[name]) for name in changed]
        LoadedData.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["sha256", "loaded_at"],
        )
    return report


def _load_changed(folder: Path, changed: set[Path]) -> Report:
    report = Report()
    for path in sorted(folder.glob("regulation-*.yaml")):
        sets = sorted((folder / path.stem.removeprefix("regulation-")).glob("*.yaml"))
        if changed & {path, *sets}:
            _load_book(path, sets, changed, report)
    if folder / "procedures.yaml" in changed:
        _load_procedures(folder / "procedures.yaml", report)
    # A new book's sets want their lines too.
    if folder / "lines.yaml" in changed or report.books:
        _load_lines(folder / "lines.yaml")
    return report


# A changed file is compared with what stands published; a new book is written and published.


def _load_book(path: Path, sets: Sequence[Path], changed: set[Path], report: Report) -> None:
    facts = _read(path)
    book = Regulation.objects.filter(code=facts["regulation"]).first()
    if book is None:
        _publish_book(path, sets, facts)
        report.books.append(path.stem)
        report.sets += len(sets)
        return
    if path in changed:
        _compare_book(book, path, facts)
    for file in sets:
        if file in changed:
            _compare_set(book, file)
            report.sets += 1


def _publish_book(path: Path, sets: Sequence[Path], facts: dict[str, Any]) -> None:
    slug = path.stem.removeprefix("regulation-")
    book = writing.create_book(slug, facts, procedures.read_book(path))
    for file in sets:
        doc = _read(file)
        writing.create_set(book, _checked(file, doc, book), writing.remarks(doc))
    published = Regulation.objects.filter(Q(pk=book.pk) | Q(amends=book))
    published.update(published_at=timezone.now())


def _read(path: Path) -> dict[str, Any]:
    doc = yaml.load(path.read_text(encoding="utf-8"), Loader=criteria.LOADER)  # noqa: S506 safe
    return json.loads(json.dumps(doc))  # as the database gives it back


def _compare_book(book: Regulation, path: Path, facts: dict[str, Any]) -> None:
    before, after = (
        {key: value for key, value in doc.items() if key not in STANDING}
        for doc in (book.facts, facts)
    )
    _refuse_differences(path, differences(before, after))
    known = set(book.amendments.values_list("code", flat=True))
    for amendment in facts.get("amended_by", ()):
        if amendment["regulation"] not in known:
            writing.create_amendment(book, amendment, published_at=timezone.now())
    ends = writing.day(facts.get("effective_to"))
    if ends != book.in_force.upper:
        if book.in_force.upper is not None:
            raise LoadRefused(f"{_shown(path)}: effective_to: {book.in_force.upper} → {ends}")
        book.in_force = (book.in_force.lower, ends)
        book.save(update_fields=["in_force"])


def _compare_set(book: Regulation, path: Path) -> None:
    doc = _read(path)
    row = CriteriaSet.objects.filter(regulation=book, product_set__code=doc["code"]).first()
    if row is None:
        raise LoadRefused(f"{_shown(path)}: a new set for {book}, which is published")
    before, after = row.as_rules(), _checked(path, doc, book)
    found = [
        *differences(before, replace(after, status=before.status)),
        *differences(row.remarks, writing.remarks(doc)),
    ]
    _refuse_differences(path, found)


def differences(before: Any, after: Any, where: str = "") -> Iterator[str]:
    """Tell every place where two values of the same shape differ."""
    if is_dataclass(before) and type(before) is type(after):
        where = f"{where}({getattr(before, 'key', '')})" if getattr(before, "key", "") else where
        names = [f.name for f in fields(before) if f.compare]
        pairs = [(name, getattr(before, name), getattr(after, name)) for name in names]
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        pairs = [(key, before.get(key), after.get(key)) for key in {**before, **after}]
    elif _is_list(before) and _is_list(after) and len(before) == len(after):
        pairs = [(str(n), *pair) for n, pair in enumerate(zip(before, after, strict=True), 1)]
    else:
        if before != after:
            yield f"{where}: {_brief(before)} → {_brief(after)}"
        return
    for name, old, new in pairs:
        yield from differences(old, new, f"{where}.{name}" if where else str(name))


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))


def _brief(value: Any) -> str:
    return f"{len(value)} entries" if _is_list(value) else repr(value)


def _refuse_differences(path: Path, found: Iterable[str]) -> None:
    found = list(found)
    if found:
        more = len(found) - SHOWN_DIFFERENCES
        shown = "; ".join(found[:SHOWN_DIFFERENCES]) + (f"; and {more} more" if more > 0 else "")
        raise LoadRefused(f"{_shown(path)}: differs from the published book: {shown}")


def _shown(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _checked(path: Path, doc: Mapping[str, Any], book: Regulation) -> criteria.CriteriaSet:
    try:
        rules = criteria.from_mapping(doc)
    except criteria.CriteriaError as error:
        raise LoadRefused(f"{_shown(path)}: {error}") from error
    if rules.regulation != book.code:
        raise LoadRefused(f"{_shown(path)}: belongs to {rules.regulation}, not to {book.code}")
    refused = criteria.refusals(rules, book.facts["parts"])
    if refused:
        listed = "; ".join(f"{problem.where}: {problem.message}" for problem in refused)
        raise LoadRefused(f"{_shown(path)}: {listed}")
    return rules


# Procedures and lines: each has its own life beside the books.


def _load_procedures(path: Path, report: Report) -> None:
    rules = procedures.read_procedures(path)
    stored = {p.code: p for p in Procedure.objects.prefetch_related("levels", "regulation")}
    gone = stored.keys() - {rule.code for rule in rules}
    if gone:
        raise LoadRefused(f"{_shown(path)}: published procedure {gone.pop()} is missing")
    for rule in rules:
        if rule.code in stored:
            _compare_procedure(path, stored[rule.code], rule)
    for rule in rules:
        if rule.code not in stored:
            writing.create_procedure(rule)
            report.procedures.append(rule.code)


def _compare_procedure(path: Path, row: Procedure, rule: procedures.ProcedureRule) -> None:
    before = row.as_rule()
    if before.handed_in_to is None:  # a later procedure closes the open end of this one
        before = replace(before, handed_in_to=rule.handed_in_to)
    _refuse_differences(path, differences(before, rule, f"procedure {rule.code}"))
    period = writing.period(rule)
    if row.handed_in.upper != period.upper:
        Procedure.objects.filter(pk=row.pk).update(handed_in=period)


def _load_lines(path: Path) -> None:
    doc = _read(path)
    for entry in doc["lines"]:
        ProductLine.objects.update_or_create(
            number=entry["number"], defaults={k: v for k, v in entry.items() if k != "number"}
        )
    lines = {line.number: line for line in ProductLine.objects.all()}
    for slug, mapping in doc["sets"].items():
        sets = {s.number: s for s in ProductSet.objects.filter(regulation__slug=slug)}
        if {int(number) for number in mapping} != sets.keys():
            raise LoadRefused(f"{_shown(path)}: {slug}: not every set, once each, has its entry")
        unknown = set(mapping.values()) - lines.keys() - {None}
        if unknown:
            raise LoadRefused(f"{_shown(path)}: {slug}: unknown line {unknown.pop()}")
        for number, line in mapping.items():
            sets[int(number)].line = lines.get(line)
        _point_to_lines(sets.values())


def _point_to_lines(sets: Iterable[ProductSet]) -> None:
    changed = list(sets)
    # Two sets may swap their lines: a line is left before it is taken.
    ProductSet.objects.filter(pk__in=[s.pk for s in changed]).update(line=None)
    ProductSet.objects.bulk_update(changed, ["line"])
