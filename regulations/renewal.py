"""How far a certificate runs on, when its renewal is called to mind: read from data (R24, R25)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PATH = Path(__file__).parent / "data" / "renewal.yaml"


@dataclass(frozen=True, slots=True)
class Extension:
    """The most that a decision lets a certificate run on past its end."""

    starts_on: date
    ends_on: date | None
    most_days: int
    legal_basis: str


@dataclass(frozen=True, slots=True)
class RenewalTerms:
    """What the books together say about the end of a certificate."""

    extensions: tuple[Extension, ...]
    registers_days_before: int
    reminders_days_before: tuple[int, ...]

    def extension_on(self, day: date) -> Extension | None:
        """Return the rule in force on the day of the act; None: no book allows it."""
        for one in self.extensions:
            if one.starts_on <= day <= (one.ends_on or date.max):
                return one
        return None


@cache
def renewal_terms(path: Path = PATH) -> RenewalTerms:
    doc = yaml.safe_load(path.read_text(encoding="utf-8"))
    return RenewalTerms(
        extensions=tuple(_extension(one) for one in doc["extensions"]),
        registers_days_before=doc["registers_days_before_end"],
        reminders_days_before=tuple(doc["reminders_days_before_end"]),
    )


def _extension(one: dict[str, Any]) -> Extension:
    return Extension(
        starts_on=date.fromisoformat(one["from"]),
        ends_on=date.fromisoformat(one["to"]) if one["to"] else None,
        most_days=one["most_days_past_end"],
        legal_basis=one["legal_basis"],
    )
