"""What follows from a result at one level: award, forward, return, or no rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regulations.procedures import RECOGNISE_TOO, Band, LevelRule, ProcedureRule

from .scoring import Reason, Result, reaches, star_by_points

SCORES = "scores"


@dataclass(frozen=True, slots=True)
class Award:
    """The level recognises the star itself."""

    star: int


@dataclass(frozen=True, slots=True)
class Forward:
    """The file goes up; `recognises` is what the level gives meanwhile, if it may."""

    to: str
    on_forward: str
    recognises: int | None


@dataclass(frozen=True, slots=True)
class ReturnToLowerLevel:
    """The result goes down; that level recognises the star on it, or (None) evaluates again."""

    to: str
    star: int | None


@dataclass(frozen=True, slots=True)
class NotRanked:
    """No decision and no certificate."""

    star: int | None
    reasons: tuple[Reason, ...]


Outcome = Award | Forward | ReturnToLowerLevel | NotRanked


def outcome(procedure: ProcedureRule, level: str, result: Result, bands: Sequence[Band]) -> Outcome:
    """What the law makes of a final result at this level (R3, R13)."""
    rule = procedure.level(level)
    if rule is None or rule.examines != SCORES:
        raise ValueError(f"{procedure.code}: {level} does not score")
    if not result.is_final:
        raise ValueError("the sheets are not all in")
    if result.star is None:
        return NotRanked(None, result.reasons)
    if forwards(rule, result, bands):
        return _forward(procedure, rule, result.star)
    if result.star in rule.awards:
        return Award(result.star)
    return _below(procedure, rule, result)


def forwards(rule: LevelRule, result: Result, bands: Sequence[Band]) -> bool:
    """The points and the minimums of the star above; 1048's district on the points alone."""
    if rule.forwards_from is None or result.star is None:
        return False
    if not reaches(result.points_sum, result.sheet_count, rule.forwards_from):
        return False
    return not rule.awards or result.star >= star_by_points(bands, rule.forwards_from, 1)


def _forward(procedure: ProcedureRule, rule: LevelRule, star: int) -> Forward:
    above = procedure.levels[procedure.levels.index(rule) + 1]
    meanwhile = [awarded for awarded in rule.awards if awarded <= star]
    recognises = max(meanwhile, default=None) if rule.on_forward == RECOGNISE_TOO else None
    return Forward(above.level, rule.on_forward or "", recognises)


def _below(procedure: ProcedureRule, rule: LevelRule, result: Result) -> Outcome:
    place = procedure.levels.index(rule)
    lower = [one for one in reversed(procedure.levels[:place]) if one.examines == SCORES]
    for one in lower:  # 148: under 70 at the province, the district recognises 3 stars on it
        if result.star in one.awards:
            return ReturnToLowerLevel(one.level, result.star)
    is_top = place == len(procedure.levels) - 1
    if is_top and lower:  # 26/2026/QĐ-TTg, Điều 7.4: the province may evaluate again
        return ReturnToLowerLevel(lower[0].level, None)
    return NotRanked(result.star, result.reasons)
