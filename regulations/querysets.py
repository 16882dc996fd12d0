"""Questions to the rule books, and the way from their rows to the values the pure rules read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from . import criteria, procedures


@dataclass(frozen=True)
class Applicable:
    """What a dossier handed in on a day is judged by; no set: a person must say which (R1)."""

    procedure: Any
    criteria_set: Any | None


class RegulationQuerySet(models.QuerySet):
    """Decisions by kind and by day."""

    def books(self) -> RegulationQuerySet:
        """Keep the published rule books, without the decisions that only amend one."""
        return self.filter(amends=None, published_at__isnull=False)

    def for_pages(self) -> RegulationQuerySet:
        """Fetch what a page or the API tells about each book."""
        counted = self.annotate(set_count=models.Count("criteria_sets"))
        # Grouping for the count drops the model's own order.
        return counted.order_by("-signed_on").prefetch_related("bands", "amendments")

    def in_force(self, day: date) -> RegulationQuerySet:
        """Keep what is in force; an old book runs on beside the new one for files under way."""
        return self.filter(in_force__contains=day)


class CriteriaSetQuerySet(models.QuerySet):
    """Criteria sets by product, and whole for the rules."""

    def of_book(self, slug: str) -> CriteriaSetQuerySet:
        """Keep the sets of a published book."""
        mine = self.filter(regulation__slug=slug, regulation__published_at__isnull=False)
        return mine.select_related("regulation", "product_set")

    def for_product_set(self, product_set: Any) -> CriteriaSetQuerySet:
        """Keep the criteria set of a product set."""
        return self.filter(product_set=product_set)

    def for_line(self, line: Any, book: Any) -> CriteriaSetQuerySet:
        """Keep a book's criteria set for a product line."""
        return self.filter(product_set__line=line, regulation=book)

    def applicable(self, line: Any, day: date) -> CriteriaSetQuerySet:
        """Keep the set of a line's product handed in on `day` (R1)."""
        rows = self.filter(product_set__line=line, regulation__procedures__handed_in__contains=day)
        return rows.select_related("regulation", "product_set").order_by("pk")

    def equals_of(self, row: Any) -> CriteriaSetQuerySet:
        """Keep the sets of other books for the same product line; none where it has no line."""
        line = row.product_set.line_id
        found = self.filter(product_set__line=line) if line else self.none()
        found = found.exclude(pk=row.pk).order_by("-regulation__signed_on")
        return found.select_related("regulation", "product_set")

    def for_lists(self) -> CriteriaSetQuerySet:
        """Fetch what a list of sets tells about each, in one query."""
        return self.with_counts().select_related(
            "regulation", "product_set__line", "product_set__group__sector"
        )

    def with_counts(self) -> CriteriaSetQuerySet:
        """Count criteria, minimums per star and doubtful places, each by itself."""
        return self.annotate(
            criterion_count=self._count("criteria"),
            anomaly_count=self._count("anomalies"),
            **{f"minimum_{star}": self._count("minimums", star=star) for star in (3, 4, 5)},
        )

    def _count(self, relation: str, **conditions: Any) -> Coalesce:
        back = self.model._meta.get_field(relation)
        rows = back.related_model._base_manager.filter(
            **{back.field.name: OuterRef("pk")}, **conditions
        )
        counted = rows.values(back.field.name).annotate(n=models.Count("pk")).values("n")
        return Coalesce(Subquery(counted), 0)

    def whole(self) -> CriteriaSetQuerySet:
        """Fetch every row that `build_rules` reads, in a fixed number of queries."""
        return self.select_related("regulation", "product_set__group__sector").prefetch_related(
            "sections",
            "criteria__levels",
            "minimums",
            "knock_outs",
            "anomalies",
        )


class ProcedureQuerySet(models.QuerySet):
    """Procedures by the day of hand-in."""

    def for_pages(self) -> ProcedureQuerySet:
        """Fetch each procedure with its levels and its book."""
        return self.select_related("regulation").prefetch_related("levels")

    def in_force(self, day: date) -> Any | None:
        """Return the procedure of a dossier handed in on `day` (R1; `selection.procedure_for`)."""
        return self.select_related("regulation").filter(handed_in__contains=day).first()

    def for_line(self, line: Any, day: date) -> Applicable | None:
        """Return the procedure and the criteria set of a line's product handed in on `day`."""
        procedure = self.in_force(day)
        if procedure is None:
            return None
        sets = procedure.regulation.criteria_sets.for_line(line, procedure.regulation)
        whole = sets.select_related("regulation", "product_set").first()
        return Applicable(procedure=procedure, criteria_set=whole)


def rule_book(regulation: Any) -> procedures.RuleBook:
    """Return a decision's own numbers as the pure rules read them."""
    bands = (procedures.Band(band.star, int(band.points.lower)) for band in regulation.bands.all())
    rounds = {
        level: tuple(
            procedures.RoundTerm(tuple(before), tuple(held))
            for before, held in regulation.rounds[level]
        )
        for level in procedures.ROUND_KEYS
    }
    return procedures.RuleBook(
        regulation=regulation.code,
        part_maxima=MappingProxyType(dict(regulation.facts["parts"])),
        bands=tuple(bands),
        rounds=MappingProxyType(rounds),
        certificate_months=regulation.certificate_months,
    )


def build_procedure(row: Any) -> procedures.ProcedureRule:
    """Return a procedure's rows as the pure rules read them."""
    ends = row.handed_in.upper
    terms = (row.re_evaluation_days, row.opens_days_before, row.closes_days_before)
    return procedures.ProcedureRule(
        code=row.code,
        criteria=row.regulation.code,
        legal_basis=tuple(row.legal_basis),
        handed_in_from=row.handed_in.lower,
        handed_in_to=ends and ends - timedelta(days=1),
        levels=tuple(_level_rule(level) for level in row.levels.all()),
        first_or_upgrade_by=row.first_or_upgrade_by,
        re_evaluation_by=row.re_evaluation_by,
        re_evaluation=None if terms[0] is None else procedures.ReEvaluation(*terms),
        confidence=row.confidence,
    )


def _level_rule(row: Any) -> procedures.LevelRule:
    return procedures.LevelRule(
        level=row.level,
        examines=row.examines,
        awards=tuple(row.awards_stars),
        forwards_from=row.forwards_from,
        on_forward=row.on_forward or None,
        working_days=row.working_days,
    )


def build_rules(row: Any) -> criteria.CriteriaSet:
    """Return a criteria set's rows, fetched with `whole()`, as the pure rules read them."""
    product_set, regulation = row.product_set, row.regulation
    sector, group = product_set.group.sector, product_set.group
    sections = {section.pk: section for section in row.sections.all()}
    keys = {criterion.pk: criterion.key for criterion in row.criteria.all()}
    return criteria.CriteriaSet(
        regulation=regulation.code,
        number=product_set.number,
        code=product_set.code,
        name_vi=product_set.name_vi,
        name_en=product_set.name_en,
        sector_vi=sector.name_vi,
        sector_en=sector.name_en,
        group=group.name_vi or None,
        subgroup=product_set.subgroup or None,
        ministries=tuple(product_set.managing_ministries),
        status=row.status,
        completeness=row.completeness,
        confidence=row.confidence,
        max_points=row.max_points,
        samples=row.samples,
        star_mark_legend_vi=row.star_mark_legend_vi,
        source=tuple(row.source),
        parts=tuple(criteria.Part(**part) for part in row.parts),
        sections=tuple(_section(section, sections) for section in sections.values()),
        criteria=tuple(
            _criterion(c, sections[c.section_id], sections, keys) for c in row.criteria.all()
        ),
        knock_outs=tuple(_knock_out(clause, keys) for clause in row.knock_outs.all()),
        minimums=tuple(
            criteria.Minimum(m.star, keys[m.criterion_id], m.points, m.inferred)
            for m in row.minimums.all()
        ),
        anomalies=tuple(
            criteria.Anomaly(a.where, a.printed, a.used, a.reason) for a in row.anomalies.all()
        ),
    )


def _notes(rows: Iterable[dict]) -> tuple[criteria.Note, ...]:
    return tuple(criteria.Note(**note) for note in rows)


def _section(row: Any, sections: dict[int, Any]) -> criteria.Section:
    parent = sections[row.parent_id].code if row.parent_id else None
    names = row.name_vi, row.name_en
    return criteria.Section(row.part, row.code, *names, row.max_points, parent, _notes(row.notes))


def _criterion(
    row: Any, section: Any, sections: dict[int, Any], keys: dict[int, str]
) -> criteria.Criterion:
    above = sections.get(section.parent_id)
    return criteria.Criterion(
        key=row.key,
        part=row.part,
        code=row.code,
        official_code=row.official_code,
        section=above.code if above else section.code,
        parent=section.code if above else None,
        name_vi=row.name_vi,
        name_en=row.name_en,
        max_points=row.max_points,
        levels=tuple(_level(level) for level in row.levels.all()),
        cases=tuple((vi, en) for vi, en in row.cases),
        gated_by=keys.get(row.gated_by_id),
        notes=_notes(row.notes),
        evidence=tuple(row.evidence),
    )


def _level(row: Any) -> criteria.Level:
    return criteria.Level(
        ordinal=row.ordinal,
        points=row.points,
        label_vi=row.label_vi,
        label_en=row.label_en,
        case=row.case,
        printed=row.printed,
        min_for_star=row.min_for_star,
    )


def _knock_out(row: Any, keys: dict[int, str]) -> criteria.KnockOut:
    return criteria.KnockOut(
        key=row.key,
        criterion=keys.get(row.criterion_id),
        effect=row.effect,
        inferred=row.inferred,
        vi=row.text_vi,
        en=row.text_en,
        zero_of=tuple(row.zero_of),
    )
