"""The score sheet as a page: the official criteria with the member's marks and the proofs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from producers.eligibility import PaperState
from regulations.criteria import STOP_ASSESSMENT, CriteriaSet, Criterion, KnockOut, Minimum
from regulations.language import in_language
from regulations.sheet import SheetCriterion, disqualification, sheet

from .marks import Book
from .models import Evaluation
from .readiness import state_of
from .scoring import Sheet
from .standing import Standing, standing

# Marks of the gaps in what every sheet of a set shows (sheet_frame.py): no text has them.
OPEN, CLOSE = "\ue000", "\ue001"


class PageGaps:
    """Names the gaps that a page has once."""

    def __getitem__(self, name: str) -> str:
        return f"{OPEN}{name}{CLOSE}"


class Gaps:
    """Names the gaps of one criterion, clause or part: `gap.state` in a template."""

    def __init__(self, key: str) -> None:
        self.key = key

    def __getitem__(self, name: str) -> str:
        return f"{OPEN}{name}:{self.key}{CLOSE}"


@dataclass(frozen=True)
class Written:
    """What stands beside a criterion's level: kept, or just sent and refused."""

    is_unproven: bool = False
    remark: str = ""
    version: int = 0


@dataclass(frozen=True)
class Choice:
    """One box of a criterion."""

    ordinal: int
    label: str
    points: int
    printed: bool
    stars: tuple[int, ...]  # minimums that begin here
    is_chosen: bool
    chosen: str  # the gaps of the member's tick and of the producer's own
    claimed: str


@dataclass(frozen=True)
class Case:
    """One exclusive list of boxes."""

    number: int
    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Clause:
    """A knock-out note with the member's tick."""

    key: str
    text: str
    stops: bool
    is_ticked: bool
    reason: str
    known: str
    is_computed: bool
    errors: tuple[str, ...]

    @property
    def gap(self) -> Gaps:
        """Where the member's own goes."""
        return Gaps(self.key)

    @property
    def anchor(self) -> str:
        """The clause's name as an address inside the page."""
        return f"dk-{_plain(self.key)}"


@dataclass(frozen=True)
class Proof:
    """A paper that the producer attached."""

    title: str
    sha256: str
    page: int | None
    kind: str
    meta: str
    is_bad: bool


@dataclass(frozen=True)
class Line:
    """One criterion on the page."""

    number: int
    key: str
    anchor: str
    code: str
    name: str
    max_points: int
    cases: tuple[Case, ...]
    notes: tuple[str, ...]
    minimums: tuple[Minimum, ...]
    gate: str
    gate_key: str
    is_closed: bool
    is_missing: bool
    points: int | None
    is_unproven: bool
    remark: str
    version: int
    clauses: tuple[Clause, ...]
    claim: Mapping[str, Any]
    proofs: tuple[Proof, ...]
    errors: tuple[str, ...]
    before: str = ""
    after: str = ""
    repeats_heading: bool = False

    @property
    def gap(self) -> Gaps:
        """Where the member's own goes."""
        return Gaps(self.key)

    @property
    def state(self) -> str:
        """What the outline and the segments show: done, closed or open."""
        if self.is_closed:
            return "closed"
        return "open" if self.is_missing else "done"


@dataclass(frozen=True)
class Block:
    """Criteria under one heading."""

    heading: str
    code: str
    max_points: int
    notes: tuple[str, ...]
    clauses: tuple[Clause, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class PartBlock:
    """A part of the sheet."""

    code: str
    name: str
    max_points: int
    points: int
    blocks: tuple[Block, ...]

    @property
    def gap(self) -> Gaps:
        """Where the member's points go."""
        return Gaps(self.code)


@dataclass
class SheetPage:
    """Everything the page shows of one sheet."""

    evaluation: Evaluation
    book: Book
    answers: Sheet
    written: Mapping[str, Written]
    reasons: Mapping[str, str]  # of the ticked knock-outs
    known: Mapping[str, str]  # the same as they are kept
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    must_be_whole: bool = False
    before: Mapping[str, str] = field(default_factory=dict)  # what the last council gave, in words

    def __post_init__(self) -> None:
        rules = self.book.rules
        snapshot = self.evaluation.submission.snapshot
        self.claims = {one["criterion"]: one for one in snapshot.get("answers", ())}
        self.proofs: dict[str | None, list[Proof]] = {}
        day = self.evaluation.sitting.judged_on
        for paper in snapshot.get("evidence", ()):
            bad = state_of(paper, day) in (PaperState.EXPIRED, PaperState.NOT_YET)
            self.proofs.setdefault(paper["criterion"], []).append(_proof(paper, bad))
        self.standing: Standing = standing(
            rules, self.book.bands, self.answers, must_be_whole=self.must_be_whole
        )
        self.marks: dict[str, list[Minimum]] = {}
        for minimum in rules.minimums:
            self.marks.setdefault(minimum.criterion, []).append(minimum)
        self.keys = [c.key for c in rules.criteria]

    @property
    def rules(self) -> CriteriaSet:
        """The set."""
        return self.book.rules

    @property
    def gap(self) -> PageGaps:
        """Where the totals go."""
        return PageGaps()

    @property
    def general_proofs(self) -> list[Proof]:
        """The papers that belong to the dossier as a whole."""
        return self.proofs.get(None, [])

    @property
    def clauses(self) -> list[Clause]:
        """The clauses printed above the set."""
        return [self._clause(one) for one in disqualification(self.rules)]

    @cached_property
    def parts(self) -> list[PartBlock]:
        """The sheet in the printed order."""
        return [
            PartBlock(
                part.part.code,
                in_language(part.part.name_vi, part.part.name_en),
                part.part.max_points,
                self.standing.parts[part.part.code],
                tuple(block for section in part.sections for block in self._blocks(section)),
            )
            for part in sheet(self.rules)
        ]

    @cached_property
    def all_lines(self) -> list[Line]:
        """Every criterion, for the outline."""
        return [line for part in self.parts for block in part.blocks for line in block.lines]

    @property
    def first_open(self) -> dict[str, str] | None:
        """The first criterion that waits for a mark."""
        key = next(iter(self.standing.missing), None)
        if key is None:
            return None
        criterion = self.rules.criterion(key)
        return {"anchor": anchor(key), "code": criterion.official_code or criterion.code}

    @property
    def unexplained(self) -> list[Line]:
        """The criteria that are called not proven without a word on what is wanting."""
        return [one for one in self.all_lines if one.is_unproven and not one.remark]

    @property
    def held_back(self) -> list[dict[str, str]]:
        """The criteria whose minimum holds the sheet below the star of its total (R13)."""
        keys = dict.fromkeys(one.criterion for one in self.standing.missed)
        return [
            {
                "anchor": anchor(one.key),
                "code": full_code(one),
                "name": in_language(one.name_vi, one.name_en),
            }
            for one in map(self.rules.criterion, keys)
        ]

    @property
    def error_list(self) -> list[tuple[str, list[str]]]:
        """The refusals with the place of each in the page."""
        clauses = {f"knock_out:{k.key}": f"dk-{_plain(k.key)}" for k in self.rules.knock_outs}
        return [(clauses.get(key) or anchor(key), texts) for key, texts in self.errors.items()]

    def _blocks(self, section: Any) -> Iterator[Block]:
        """A section, and its sub-headings with what stands below each."""
        own, blocks = section.section, section.blocks
        has_sub_headings = any(block.heading for block in blocks)
        if has_sub_headings:
            yield self._block(own, section.notes, section.knock_outs, ())
        for place, block in enumerate(blocks):
            first = not place and not has_sub_headings
            notes = [*(section.notes if first else ()), *block.notes]
            clauses = [*(section.knock_outs if first else ()), *block.knock_outs]
            yield self._block(block.heading or own, notes, clauses, block.criteria)

    def _block(self, heading: Any, notes: Any, clauses: Any, criteria: Any) -> Block:
        return Block(
            heading=in_language(heading.name_vi, heading.name_en),
            code=heading.code,
            max_points=heading.max_points,
            notes=tuple(in_language(n.vi, n.en) for n in notes),
            clauses=tuple(self._clause(one) for one in clauses),
            lines=tuple(self._line(row) for row in criteria),
        )

    def _line(self, row: SheetCriterion) -> Line:
        criterion, key = row.criterion, row.criterion.key
        written, place = self.written.get(key, Written()), self.keys.index(key)
        gate = self.rules.criterion(criterion.gated_by) if criterion.gated_by else None
        chosen = criterion.level(self.answers.marks.get(key, 0))
        return Line(
            number=place + 1,
            key=key,
            anchor=anchor(key),
            code=criterion.official_code or criterion.code,
            name=in_language(criterion.name_vi, criterion.name_en),
            max_points=criterion.max_points,
            cases=tuple(
                Case(
                    case.number,
                    in_language(case.vi, case.en),
                    tuple(self._choices(criterion, case)),
                )
                for case in row.cases
            ),
            notes=tuple(in_language(n.vi, n.en) for n in row.notes),
            minimums=tuple(self.marks.get(key, ())),
            gate=gate.code if gate else "",
            gate_key=criterion.gated_by or "",
            is_closed=key in self.standing.closed,
            is_missing=key in self.standing.missing,
            points=chosen.points if chosen else None,
            is_unproven=written.is_unproven,
            remark=written.remark,
            version=written.version,
            clauses=tuple(self._clause(one) for one in row.knock_outs),
            claim=self.claims.get(key, {}),
            proofs=tuple(self.proofs.get(key, ())),
            errors=tuple(self.errors.get(key, ())),
            before=anchor(self.keys[place - 1]) if place else "",
            after=anchor(self.keys[place + 1]) if place + 1 < len(self.keys) else "",
            repeats_heading=row.repeats_section,
        )

    def _choices(self, criterion: Criterion, case: Any) -> Iterator[Choice]:
        gaps = Gaps(criterion.key)
        minimums = self.marks.get(criterion.key, ())
        for level in case.levels:
            yield Choice(
                ordinal=level.ordinal,
                label=in_language(level.label_vi, level.label_en),
                points=level.points,
                printed=level.printed,
                stars=tuple(m.star for m in minimums if m.points == level.points),
                is_chosen=self.answers.marks.get(criterion.key) == level.ordinal,
                chosen=gaps[f"chosen-{level.ordinal}"],
                claimed=gaps[f"claimed-{level.ordinal}"],
            )

    def _clause(self, one: KnockOut) -> Clause:
        field_name = f"knock_out:{one.key}"
        return Clause(
            key=one.key,
            text=in_language(one.vi, one.en),
            stops=one.effect == STOP_ASSESSMENT,
            is_ticked=one.key in self.reasons,
            reason=self.reasons.get(one.key, ""),
            known=self.known.get(one.key, ""),
            is_computed=one.key in self.standing.knock_outs and one.key not in self.reasons,
            errors=tuple(self.errors.get(field_name, ())),
        )


def full_code(criterion: Criterion) -> str:
    """Return a criterion's code with its part's: «C 1.3»."""
    return f"{criterion.part} {criterion.official_code or criterion.code}"


def anchor(key: str) -> str:
    """Return a criterion's name as an address inside the page."""
    return f"tc-{_plain(key)}"


def _plain(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", key)


def _proof(paper: Mapping[str, Any], is_bad: bool) -> Proof:
    file = paper["file"]
    numbers: Iterable[str] = (paper.get("number") or "", paper.get("issuer") or "")
    return Proof(
        title=paper["title"],
        sha256=file["sha256"],
        page=paper.get("first_page"),
        kind=file["kind"],
        meta=" · ".join(one for one in numbers if one),
        is_bad=is_bad,
    )
