"""The official sheet as a tree, in the printed order: parts, sections, criteria, boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from .criteria import CriteriaSet, Criterion, KnockOut, Level, Minimum, Note, Part, Section

EXCLUSION = "exclusion"


@dataclass(frozen=True, slots=True)
class SheetCase:
    """One exclusive list of boxes; number 0: the criterion has no cases."""

    number: int
    vi: str
    en: str
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class SheetCriterion:
    """A criterion as it stands on the sheet."""

    criterion: Criterion
    repeats_section: bool  # a heading that is itself scored is printed once
    cases: tuple[SheetCase, ...]
    notes: tuple[Note, ...]
    knock_outs: tuple[KnockOut, ...]
    marks: tuple[Minimum, ...]  # asterisks printed at the criterion, not at a level


@dataclass(frozen=True, slots=True)
class SheetBlock:
    """Criteria in a row, below a sub-heading or straight below the section."""

    heading: Section | None
    notes: tuple[Note, ...]
    knock_outs: tuple[KnockOut, ...]
    criteria: tuple[SheetCriterion, ...]


@dataclass(frozen=True, slots=True)
class SheetSection:
    """A numbered heading of a part with everything below it."""

    section: Section
    notes: tuple[Note, ...]
    knock_outs: tuple[KnockOut, ...]
    blocks: tuple[SheetBlock, ...]


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A part with its sections."""

    part: Part
    sections: tuple[SheetSection, ...]


def sheet(rules: CriteriaSet) -> tuple[SheetPart, ...]:
    clauses: dict[str, list[KnockOut]] = {}
    for clause in rules.knock_outs:
        clauses.setdefault(clause.key.partition("#")[0], []).append(clause)
    by_part = [[s for s in rules.sections if s.part == part.code] for part in rules.parts]
    return tuple(
        SheetPart(
            part,
            tuple(_section(rules, s, clauses) for s in sections if s.parent is None),
        )
        for part, sections in zip(rules.parts, by_part, strict=True)
    )


def disqualification(rules: CriteriaSet) -> tuple[KnockOut, ...]:
    """The clauses printed above the set."""
    return tuple(clause for clause in rules.knock_outs if clause.criterion is None)


Clauses = Mapping[str, Sequence[KnockOut]]


def _section(rules: CriteriaSet, section: Section, clauses: Clauses) -> SheetSection:
    mine = [c for c in rules.criteria if (c.part, c.section) == (section.part, section.code)]
    headings = {
        s.code: s for s in rules.sections if (s.part, s.parent) == (section.part, section.code)
    }
    blocks = (
        _block(rules, section, headings.get(code), tuple(group), clauses)
        for code, group in groupby(mine, key=lambda c: c.parent)
    )
    return SheetSection(section, *_words(rules, section, clauses), tuple(blocks))


def _block(
    rules: CriteriaSet,
    section: Section,
    heading: Section | None,
    group: tuple[Criterion, ...],
    clauses: Clauses,
) -> SheetBlock:
    words = _words(rules, heading, clauses) if heading else ((), ())
    rows = (_criterion(rules, heading or section, c, clauses) for c in group)
    return SheetBlock(heading, *words, tuple(rows))


def _words(
    rules: CriteriaSet, section: Section, clauses: Clauses
) -> tuple[tuple[Note, ...], tuple[KnockOut, ...]]:
    notes = tuple(note for note in section.notes if note.kind != EXCLUSION)
    own = () if section.key in rules else tuple(clauses.get(section.key, ()))
    return notes, own


def _criterion(
    rules: CriteriaSet, section: Section, criterion: Criterion, clauses: Clauses
) -> SheetCriterion:
    names = criterion.cases or (("", ""),)
    first = 1 if criterion.cases else 0
    cases = (
        SheetCase(number, vi, en, tuple(levels))
        for number, ((vi, en), levels) in enumerate(
            zip(names, criterion.options(), strict=True), first
        )
    )
    return SheetCriterion(
        criterion=criterion,
        repeats_section=(criterion.code, criterion.name_vi) == (section.code, section.name_vi),
        cases=tuple(cases),
        notes=tuple(note for note in criterion.notes if note.kind != EXCLUSION),
        knock_outs=tuple(clauses.get(criterion.key, ())),
        marks=tuple(m for m in rules.minimums if m.inferred and m.criterion == criterion.key),
    )
