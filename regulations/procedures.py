"""Who examines, awards and forwards under each rule book, and from which mean: read from data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

RECOGNISE_TOO = "recognise_too"
APPROVE_ONLY = "approve_only"
FORWARD_ONLY = "forward_only"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
ROUND_KEYS = {"province": "province", "centre": "central"}  # a level, and its name in the book


@dataclass(frozen=True, slots=True)
class Band:
    """A star and the mean from which it is given: half-open upwards (R11)."""

    star: int
    floor: int


@dataclass(frozen=True, slots=True)
class RoundTerm:
    """A round of every year, as month and day; both read «trước» (Điều 5)."""

    requests_before: tuple[int, int]
    held_before: tuple[int, int]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """What a decision fixes once for all its sets."""

    regulation: str
    part_maxima: Mapping[str, int]
    bands: tuple[Band, ...]
    rounds: Mapping[str, tuple[RoundTerm, ...]]  # by level; empty where the source is silent
    certificate_months: int | None


@dataclass(frozen=True, slots=True)
class LevelRule:
    """One level of a procedure (R3)."""

    level: str
    examines: str
    awards: tuple[int, ...] = ()
    forwards_from: int | None = None
    on_forward: str | None = None
    working_days: int | None = None


@dataclass(frozen=True, slots=True)
class ReEvaluation:
    """How a certificate's renewal is timed (26/2026/QĐ-TTg, Điều 7.6)."""

    days: int
    opens_days_before: int
    closes_days_before: int


@dataclass(frozen=True, slots=True)
class ProcedureRule:
    code: str
    criteria: str
    legal_basis: tuple[str, ...]
    handed_in_from: date
    handed_in_to: date | None
    levels: tuple[LevelRule, ...]
    first_or_upgrade_by: date | None
    re_evaluation_by: date | None
    re_evaluation: ReEvaluation | None
    confidence: str

    def level(self, name: str) -> LevelRule | None:
        return next((rule for rule in self.levels if rule.level == name), None)


def read_procedures(path: Path) -> tuple[ProcedureRule, ...]:
    doc = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(_procedure(p) for p in doc["procedures"])


def read_book(path: Path) -> RuleBook:
    doc = yaml.safe_load(path.read_text(encoding="utf-8"))
    # 1048 prints whole numbers (70-89): only the floors count, so the gaps are closed (R11).
    bands = (Band(star=t["star"], floor=t.get("min", 0)) for t in doc["star_thresholds"])
    rounds = {level: _rounds(doc.get("rounds", {}), key) for level, key in ROUND_KEYS.items()}
    return RuleBook(
        regulation=doc["regulation"],
        part_maxima=MappingProxyType(dict(doc["parts"])),
        bands=tuple(sorted(bands, key=lambda band: band.floor)),
        rounds=MappingProxyType(rounds),
        certificate_months=doc.get("certificate_months"),
    )


def _rounds(rounds: Mapping[str, Any], key: str) -> tuple[RoundTerm, ...]:
    terms = []
    for term in rounds.get(key, ()):
        closes = next(value for name, value in term.items() if name.startswith("closes_for"))
        terms.append(RoundTerm(_month_and_day(closes), _month_and_day(term["held_before"])))
    return tuple(terms)


def _month_and_day(text: str) -> tuple[int, int]:
    day, month = text.split()  # "30 April"
    return MONTHS.index(month) + 1, int(day)


def _procedure(p: Mapping[str, Any]) -> ProcedureRule:
    transition = p.get("transition", {})
    return ProcedureRule(
        code=str(p["code"]),
        criteria=p["criteria"],
        legal_basis=tuple(p["legal_basis"]),
        handed_in_from=date.fromisoformat(p["handed_in"]["from"]),
        handed_in_to=_day(p["handed_in"]["to"]),
        levels=tuple(_level(rule) for rule in p["levels"]),
        first_or_upgrade_by=_day(transition.get("first_or_upgrade_by")),
        re_evaluation_by=_day(transition.get("re_evaluation_by")),
        re_evaluation=_re_evaluation(p.get("re_evaluation")),
        confidence=p["confidence"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _level(rule: Mapping[str, Any]) -> LevelRule:
    return LevelRule(**{**rule, "awards": tuple(rule.get("awards", ()))})


def _re_evaluation(terms: Mapping[str, Any] | None) -> ReEvaluation | None:
    if terms is None:
        return None
    opens, closes = terms["window_days_before_end"]
    return ReEvaluation(terms["days"], opens, closes)
