"""A council's operating rules (quy chế) as plain values: an evaluation keeps a copy of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class OperatingRules:
    """What the law leaves to the council (26/2026/QĐ-TTg, Điều 7.3.b); defaults are practice."""

    quorum_numerator: int = 3  # R16
    quorum_denominator: int = 4
    chair_required: bool = True  # the chair, or whoever he delegated
    spread_mode: str = "pairwise"  # R15
    spread_limit: int = 10
    passes: int = 2
    secretary_scores: bool = False
    minimum_mode: str = "majority"  # R13
    notice_days: int = 1  # R17
    blind_codes: bool = False
    version: int = 1

    @property
    def quorum_share(self) -> Fraction:
        """The share of members that must be present."""
        return Fraction(self.quorum_numerator, self.quorum_denominator)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Read a kept copy; a rule that it does not know yet has its default."""
        return cls(**{name: kept[name] for name in (*RULES, "version") if name in kept})


RULES = tuple(one.name for one in fields(OperatingRules) if one.name != "version")
