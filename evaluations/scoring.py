"""From score sheets to the star: exact, every step with its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from councils.quorum import Seat, eligible_scorers
from regulations.criteria import STOP_ASSESSMENT, CriteriaSet, Criterion, KnockOut, Minimum
from regulations.procedures import Band

RECOGNISED_FROM = 3  # 26/2026/QĐ-TTg, Điều 4.1.a: one and two stars get no decision


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one member ticked: per criterion the ordinal of one level, and knock-outs."""

    marks: Mapping[str, int]
    knock_outs: frozenset[str] = frozenset()


class Fault(StrEnum):
    """Why an answer cannot stand."""

    UNKNOWN_CRITERION = "unknown_criterion"
    FOREIGN_LEVEL = "foreign_level"
    GATE_CLOSED = "gate_closed"
    TWO_LEVELS = "two_levels"
    TWO_CASES = "two_cases"
    UNKNOWN_KNOCK_OUT = "unknown_knock_out"


@dataclass(frozen=True, slots=True)
class SheetProblem:
    where: str
    fault: Fault


def check_answers(
    criteria_set: CriteriaSet, answers: Iterable[tuple[str, int]]
) -> list[SheetProblem]:
    """Answers as they come in, before a mapping hides that one criterion has two (R8)."""
    given: dict[str, set[int]] = {}
    for key, ordinal in answers:
        given.setdefault(key, set()).add(ordinal)
    return [
        SheetProblem(key, _double_fault(criteria_set, key, ordinals))
        for key, ordinals in given.items()
        if len(ordinals) > 1
    ]


def _double_fault(criteria_set: CriteriaSet, key: str, ordinals: set[int]) -> Fault:
    if key not in criteria_set:
        return Fault.UNKNOWN_CRITERION
    levels = criteria_set.criterion(key).levels
    cases = {level.case for level in levels if level.ordinal in ordinals}
    return Fault.TWO_CASES if len(cases) > 1 else Fault.TWO_LEVELS


def check_sheet(criteria_set: CriteriaSet, sheet: Sheet) -> list[SheetProblem]:
    """Every mark that is not a level of its criterion, or stands behind a closed gate."""
    found = []
    for key, ordinal in sheet.marks.items():
        if key not in criteria_set:
            found.append(SheetProblem(key, Fault.UNKNOWN_CRITERION))
            continue
        criterion = criteria_set.criterion(key)
        if criterion.level(ordinal) is None:
            found.append(SheetProblem(key, Fault.FOREIGN_LEVEL))
        elif not _is_open(criteria_set, sheet, criterion):
            found.append(SheetProblem(key, Fault.GATE_CLOSED))
    known = {knock_out.key for knock_out in criteria_set.knock_outs}
    unknown = sorted(sheet.knock_outs - known)
    return found + [SheetProblem(key, Fault.UNKNOWN_KNOCK_OUT) for key in unknown]


def applies(criteria_set: CriteriaSet, sheet: Sheet, key: str) -> bool:
    """A gated criterion is asked only once its gate has points (R7)."""
    return _is_open(criteria_set, sheet, criteria_set.criterion(key))


def _is_open(criteria_set: CriteriaSet, sheet: Sheet, criterion: Criterion) -> bool:
    gate = criterion.gated_by
    return gate is None or points(criteria_set, sheet, gate) > 0


def points(criteria_set: CriteriaSet, sheet: Sheet, key: str) -> int:
    """The points of the level chosen; an unanswered or closed criterion counts 0 (R5, R7)."""
    ordinal = sheet.marks.get(key)
    if ordinal is None:
        return 0
    criterion = criteria_set.criterion(key)
    if criterion.gated_by is not None and not _is_open(criteria_set, sheet, criterion):
        return 0  # most have no gate: nothing is called for them
    level = criterion.level(ordinal)
    return level.points if level else 0


def missing(criteria_set: CriteriaSet, sheet: Sheet) -> list[str]:
    """What is still to be answered, in the order of the sheet (R6)."""
    return [
        c.key
        for c in criteria_set.criteria
        if c.key not in sheet.marks and applies(criteria_set, sheet, c.key)
    ]


def is_complete(criteria_set: CriteriaSet, sheet: Sheet) -> bool:
    return not missing(criteria_set, sheet) and not check_sheet(criteria_set, sheet)


def ticked(criteria_set: CriteriaSet, sheet: Sheet) -> frozenset[str]:
    """The knock-outs of a sheet: its ticks, and those its zeros make (R9)."""
    computed = {
        knock_out.key
        for knock_out in criteria_set.knock_outs
        for key in knock_out.zero_of
        if key in sheet.marks and points(criteria_set, sheet, key) == 0
    }
    return sheet.knock_outs | computed


def may_hand_in(criteria_set: CriteriaSet, sheet: Sheet) -> bool:
    """Complete, or stopped by a note that ends the assessment there (R9)."""
    if check_sheet(criteria_set, sheet):
        return False
    stops = {k.key for k in criteria_set.knock_outs if k.effect == STOP_ASSESSMENT}
    return not missing(criteria_set, sheet) or bool(ticked(criteria_set, sheet) & stops)


def part_totals(criteria_set: CriteriaSet, sheet: Sheet) -> dict[str, int]:
    totals = {part.code: 0 for part in criteria_set.parts}
    for criterion in criteria_set.criteria:
        totals[criterion.part] += points(criteria_set, sheet, criterion.key)
    return totals


def sheet_total(criteria_set: CriteriaSet, sheet: Sheet) -> int:
    return sum(part_totals(criteria_set, sheet).values())


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One version of one member's sheet in one pass; it never changes (R21)."""

    member: int
    pass_no: int
    version: int
    sheet: Sheet


def valid_sheets(
    seats: Iterable[Seat], handed_in: Iterable[HandedIn], *, last_pass: int
) -> list[HandedIn]:
    """The latest version, in the last pass, of each member who counts (R10, R20)."""
    scorers = eligible_scorers(seats)
    latest: dict[int, HandedIn] = {}
    for entry in sorted(handed_in, key=lambda entry: entry.version):
        if entry.member in scorers and entry.pass_no == last_pass:
            latest[entry.member] = entry
    return [latest[member] for member in sorted(latest)]


def reaches(points_sum: int, sheet_count: int, bound: int | Fraction) -> bool:
    """Whether the exact mean reaches the bound; nothing is divided or rounded (R10)."""
    if sheet_count < 1:
        raise ValueError("a mean needs at least one sheet")
    return points_sum >= bound * sheet_count


def star_by_points(bands: Sequence[Band], points_sum: int, sheet_count: int) -> int:
    """Half-open bands: the highest whose floor the mean reaches (R11)."""
    reached = [band for band in bands if reaches(points_sum, sheet_count, band.floor)]
    return max(reached, key=lambda band: band.floor).star


def shown_mean(points_sum: int, sheet_count: int) -> str:
    """Two decimals, cut and not rounded: 69,996 must not look like 70 (R12)."""
    whole, rest = divmod(points_sum * 100 // sheet_count, 100)
    return f"{whole},{rest:02d}"


class SpreadMode(StrEnum):
    """How the council's operating rules measure disagreement (R15)."""

    PAIRWISE = "pairwise"
    FROM_MEAN = "from_mean"
    OFF = "off"


def spread(totals: Collection[int], mode: SpreadMode) -> Fraction:
    if mode is SpreadMode.OFF or not totals:
        return Fraction(0)
    if mode is SpreadMode.PAIRWISE:
        return Fraction(max(totals) - min(totals))
    mean = Fraction(sum(totals), len(totals))
    return max(abs(total - mean) for total in totals)


def spread_exceeded(totals: Collection[int], *, mode: SpreadMode, limit: int) -> bool:
    """Above the limit there is a discussion and a second pass; exactly the limit passes."""
    return spread(totals, mode) > limit


@dataclass(frozen=True, slots=True)
class Rulings:
    """What the council decided in its minutes, with reasons, against or beside the votes."""

    minimums: Mapping[Minimum, bool] = field(default_factory=dict)
    knock_outs: frozenset[str] = frozenset()


class MinimumMode(StrEnum):
    """How the council's operating rules judge a minimum over several sheets (R13)."""

    MAJORITY = "majority"
    ALL = "all"
    COUNCIL = "council"  # nothing is met before the council has ruled on it


@dataclass(frozen=True, slots=True)
class MinimumVote:
    minimum: Minimum
    votes: int
    sheets: int
    ruled: bool | None
    mode: MinimumMode = MinimumMode.MAJORITY

    @property
    def is_met(self) -> bool:
        if self.ruled is not None:
            return self.ruled
        match self.mode:
            case MinimumMode.ALL:
                return self.votes == self.sheets
            case MinimumMode.COUNCIL:
                return False
        return 2 * self.votes > self.sheets

    @property
    def waits(self) -> bool:
        """Whether the rules ask for a ruling that has not been given."""
        return self.mode is MinimumMode.COUNCIL and self.ruled is None


@dataclass(frozen=True, slots=True)
class KnockOutVote:
    knock_out: KnockOut
    votes: int
    sheets: int
    ruled: bool

    @property
    def stands(self) -> bool:
        return self.ruled or 2 * self.votes > self.sheets


def minimum_votes(
    criteria_set: CriteriaSet,
    sheets: Sequence[Sheet],
    rulings: Mapping[Minimum, bool],
    mode: MinimumMode = MinimumMode.MAJORITY,
) -> tuple[MinimumVote, ...]:
    """Count the sheets that chose a level of at least its points; the rules judge them (R13)."""
    return tuple(
        MinimumVote(
            minimum,
            sum(
                points(criteria_set, sheet, minimum.criterion) >= minimum.points for sheet in sheets
            ),
            len(sheets),
            rulings.get(minimum),
            mode,
        )
        for minimum in criteria_set.minimums
    )


def knock_out_votes(
    criteria_set: CriteriaSet, sheets: Sequence[Sheet], ruled: frozenset[str]
) -> tuple[KnockOutVote, ...]:
    """More than half of the sheets, unfinished ones too, or a ruling (R9)."""
    ticks = [ticked(criteria_set, sheet) for sheet in sheets]
    return tuple(
        KnockOutVote(k, sum(k.key in tick for tick in ticks), len(sheets), k.key in ruled)
        for k in criteria_set.knock_outs
    )


class Reason(StrEnum):
    """Why the result is what it is."""

    KNOCKED_OUT = "knocked_out"
    UNFINISHED_SHEETS = "unfinished_sheets"  # not concluded: their members complete them (R10)
    NO_SHEETS = "no_sheets"
    UNRULED_MINIMUMS = "unruled_minimums"  # not concluded: the council rules on each (R13)
    MINIMUM_MISSED = "minimum_missed"
    TOO_FEW_POINTS = "too_few_points"


WAITING = frozenset({Reason.UNFINISHED_SHEETS, Reason.NO_SHEETS, Reason.UNRULED_MINIMUMS})


@dataclass(frozen=True, slots=True)
class Result:
    """What the sheets say about one product. `star` is None when they rank nothing."""

    points_sum: int
    sheet_count: int
    star_by_points: int | None
    star: int | None
    unmet: tuple[MinimumVote, ...]
    knock_outs: tuple[KnockOutVote, ...]
    reasons: tuple[Reason, ...]

    @property
    def is_knocked_out(self) -> bool:
        return Reason.KNOCKED_OUT in self.reasons

    @property
    def is_final(self) -> bool:
        return not WAITING & set(self.reasons)

    @property
    def is_recognised(self) -> bool:
        return self.star is not None and self.star >= RECOGNISED_FROM


def star_for(
    criteria_set: CriteriaSet,
    bands: Sequence[Band],
    sheets: Sequence[Sheet],
    *,
    rulings: Rulings | None = None,
    minimum_mode: MinimumMode = MinimumMode.MAJORITY,
) -> Result:
    """The result of the valid sheets under one set (R9-R13)."""
    rulings = rulings or Rulings()
    knock_outs = knock_out_votes(criteria_set, sheets, rulings.knock_outs)
    complete = [sheet for sheet in sheets if is_complete(criteria_set, sheet)]
    points_sum = sum(sheet_total(criteria_set, sheet) for sheet in complete)
    by_points = star_by_points(bands, points_sum, len(complete)) if complete else None
    votes = (
        minimum_votes(criteria_set, complete, rulings.minimums, minimum_mode) if complete else ()
    )
    asked = tuple(v for v in votes if v.minimum.star <= (by_points or 0))
    unmet = tuple(v for v in asked if not v.is_met)

    star, reasons = by_points, []
    if any(vote.stands for vote in knock_outs):
        star, reasons = None, [Reason.KNOCKED_OUT]
    elif len(complete) < len(sheets):
        star, reasons = None, [Reason.UNFINISHED_SHEETS]
    elif by_points is None:
        reasons = [Reason.NO_SHEETS]
    elif any(vote.waits for vote in asked):
        star, reasons = None, [Reason.UNRULED_MINIMUMS]
    else:
        # Cumulative: a missed minimum of s stars closes s and everything above it.
        star = min([by_points, *(vote.minimum.star - 1 for vote in unmet)])
        reasons += [Reason.MINIMUM_MISSED] if unmet else []
        reasons += [Reason.TOO_FEW_POINTS] if by_points < RECOGNISED_FROM else []
    return Result(points_sum, len(complete), by_points, star, unmet, knock_outs, tuple(reasons))
