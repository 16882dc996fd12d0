"""Writes a checked rule book as rows: the way back from the pure rules to the database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange, NumericRange
from django.utils import timezone

from . import criteria, procedures
from .models import (
    Anomaly,
    CriteriaSet,
    Criterion,
    DossierPaper,
    KnockOut,
    Level,
    Procedure,
    ProcedureLevel,
    ProductGroup,
    ProductSet,
    Regulation,
    Section,
    Sector,
    StarBand,
    StarMinimum,
)

REMARKS = (
    "classification_note", "evidence_basis", "max_points_basis", "minimum_requirements",
    "disqualification_note", "star_mark_legend_note",
)  # fmt: skip


def day(text: str | None) -> date | None:
    """Return the day of an ISO text, None of none."""
    return date.fromisoformat(text) if text else None


def printed_number(code: str) -> str:
    """Return a decision's number as printed: «148/QD-TTg-2023» is 148/QĐ-TTg."""
    return re.sub(r"-\d{4}$", "", code).replace("QD", "QĐ")


def remarks(doc: Mapping[str, Any]) -> dict[str, str]:
    """Return what the transcriber notes about a whole set, beside the rules."""
    return {key: doc[key] for key in REMARKS if key in doc}


def create_book(slug: str, facts: dict[str, Any], rules: procedures.RuleBook) -> Regulation:
    """Write a book's own rows, not yet published."""
    starts = facts.get("effective_from", facts["issued"])
    book = Regulation.objects.create(
        code=rules.regulation,
        slug=slug,
        number=printed_number(rules.regulation),
        signed_on=day(facts["issued"]),
        title_vi=facts.get("title_vi", ""),
        title_en=facts.get("title_en", ""),
        in_force=DateRange(day(starts), day(facts.get("effective_to"))),
        rounds={
            level: [[term.requests_before, term.held_before] for term in terms]
            for level, terms in rules.rounds.items()
        },
        certificate_months=rules.certificate_months,
        facts=facts,
    )
    StarBand.objects.bulk_create(_bands(book, rules.bands))
    DossierPaper.objects.bulk_create(
        DossierPaper(regulation=book, code=code, name_vi=names["vi"], name_en=names["en"])
        for code, names in facts.get("evidence", {}).items()
    )
    for amendment in facts.get("amended_by", ()):
        create_amendment(book, amendment)
    return book


def create_amendment(book: Regulation, facts: dict[str, Any], **over: Any) -> None:
    """Write a decision that only amends `book`."""
    number = printed_number(facts["regulation"])
    Regulation.objects.create(
        code=facts["regulation"],
        slug=f"{number.split('/')[0]}-{facts['dated'][:4]}",
        number=number,
        signed_on=day(facts["dated"]),
        amends=book,
        facts=facts,
        **over,
    )


def _bands(book: Regulation, bands: Sequence[procedures.Band]) -> Iterator[StarBand]:
    ceilings = [band.floor for band in bands[1:]] + [criteria.MAX_POINTS]
    for band, ceiling in zip(bands, ceilings, strict=True):
        bounds = "[]" if ceiling == criteria.MAX_POINTS else "[)"
        points = NumericRange(band.floor, ceiling, bounds)
        yield StarBand(regulation=book, star=band.star, points=points)


def create_set(book: Regulation, rules: criteria.CriteriaSet, notes: dict[str, str]) -> CriteriaSet:
    """Write one criteria set with everything below it."""
    row = CriteriaSet.objects.create(
        regulation=book,
        product_set=_product_set(book, rules),
        parts=[asdict(part) for part in rules.parts],
        max_points=rules.max_points,
        samples=rules.samples,
        star_mark_legend_vi=rules.star_mark_legend_vi,
        status=rules.status,
        completeness=rules.completeness,
        confidence=rules.confidence,
        source=list(rules.source),
        remarks=notes,
    )
    made = _criteria(row, rules, _sections(row, rules))
    Level.objects.bulk_create(
        Level(criterion=made[c.key], **asdict(level)) for c in rules.criteria for level in c.levels
    )
    StarMinimum.objects.bulk_create(
        StarMinimum(criteria_set=row, **asdict(m) | {"criterion": made[m.criterion]})
        for m in rules.minimums
    )
    KnockOut.objects.bulk_create(_knock_outs(row, rules, made))
    Anomaly.objects.bulk_create(
        Anomaly(criteria_set=row, ordinal=ordinal, **asdict(anomaly))
        for ordinal, anomaly in enumerate(rules.anomalies, 1)
    )
    return row


def _product_set(book: Regulation, rules: criteria.CriteriaSet) -> ProductSet:
    sector, _ = Sector.objects.get_or_create(
        regulation=book,
        name_vi=rules.sector_vi,
        defaults={"name_en": rules.sector_en, "ordinal": book.sectors.count() + 1},
    )
    group, _ = ProductGroup.objects.get_or_create(
        sector=sector,
        name_vi=rules.group or "",
        defaults={"ordinal": sector.groups.count() + 1},
    )
    return ProductSet.objects.create(
        regulation=book,
        group=group,
        number=rules.number,
        code=rules.code,
        name_vi=rules.name_vi,
        name_en=rules.name_en,
        subgroup=rules.subgroup or "",
        managing_ministries=list(rules.ministries),
    )


def _sections(row: CriteriaSet, rules: criteria.CriteriaSet) -> dict[tuple[str, str], Section]:
    made: dict[tuple[str, str], Section] = {}
    numbered = list(enumerate(rules.sections, 1))
    tops = [pair for pair in numbered if pair[1].parent is None]
    for rank in (tops, [pair for pair in numbered if pair[1].parent is not None]):
        rows = [
            Section(
                criteria_set=row,
                ordinal=ordinal,
                parent=made.get((section.part, section.parent)),
                notes=[asdict(note) for note in section.notes],
                **_own(section, "part", "code", "name_vi", "name_en", "max_points"),
            )
            for ordinal, section in rank
        ]
        made |= {(x.part, x.code): x for x in Section.objects.bulk_create(rows)}
    return made


def _criteria(
    row: CriteriaSet, rules: criteria.CriteriaSet, sections: dict[tuple[str, str], Section]
) -> dict[str, Criterion]:
    made: dict[str, Criterion] = {}
    numbered = list(enumerate(rules.criteria, 1))
    free = [pair for pair in numbered if pair[1].gated_by is None]
    for rank in (free, [pair for pair in numbered if pair[1].gated_by is not None]):
        rows = [
            Criterion(
                criteria_set=row,
                ordinal=ordinal,
                section=sections[c.part, c.parent or c.section],
                gated_by=made.get(c.gated_by),
                notes=[asdict(note) for note in c.notes],
                cases=[list(case) for case in c.cases],
                evidence=list(c.evidence),
                **_own(c, "part", "code", "official_code", "name_vi", "name_en", "max_points"),
            )
            for ordinal, c in rank
        ]
        made |= {x.key: x for x in Criterion.objects.bulk_create(rows)}
    return made


def _own(value: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


def _knock_outs(
    row: CriteriaSet, rules: criteria.CriteriaSet, made: dict[str, Criterion]
) -> Iterator[KnockOut]:
    for ordinal, clause in enumerate(rules.knock_outs, 1):
        yield KnockOut(
            criteria_set=row,
            ordinal=ordinal,
            criterion=made.get(clause.criterion),
            text_vi=clause.vi,
            text_en=clause.en,
            zero_of=list(clause.zero_of),
            **_own(clause, "key", "effect", "inferred"),
        )


def create_procedure(rule: procedures.ProcedureRule) -> Procedure:
    """Write a procedure with its levels, and publish it."""
    again = rule.re_evaluation
    row = Procedure.objects.create(
        regulation=Regulation.objects.get(code=rule.criteria),
        legal_basis=list(rule.legal_basis),
        handed_in=period(rule),
        re_evaluation_days=again and again.days,
        opens_days_before=again and again.opens_days_before,
        closes_days_before=again and again.closes_days_before,
        **_own(rule, "code", "first_or_upgrade_by", "re_evaluation_by", "confidence"),
    )
    ProcedureLevel.objects.bulk_create(
        ProcedureLevel(
            procedure=row,
            ordinal=ordinal,
            awards_stars=list(level.awards),
            on_forward=level.on_forward or "",
            **_own(level, "level", "examines", "forwards_from", "working_days"),
        )
        for ordinal, level in enumerate(rule.levels, 1)
    )
    Procedure.objects.filter(pk=row.pk).update(published_at=timezone.now())
    return row


def period(rule: procedures.ProcedureRule) -> DateRange:
    """Return the days of hand-in as the database keeps them: the end is the first day after."""
    last = rule.handed_in_to
    return DateRange(rule.handed_in_from, last and last + timedelta(days=1))
