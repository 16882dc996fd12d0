"""The law that a People's Committee cites first in a decision, by the day: read from data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

PATH = Path(__file__).parent / "data" / "grounds.yaml"
NAME = "Luật Tổ chức chính quyền địa phương"


@dataclass(frozen=True, slots=True)
class Law:
    """A law with the days on which it is in force, both ends included."""

    number: str
    starts_on: date
    ends_on: date | None


@cache
def local_government_laws(path: Path = PATH) -> tuple[Law, ...]:
    """Return the laws on local government, the oldest first."""
    doc = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Law(
            number=one["number"],
            starts_on=date.fromisoformat(one["in_force"]["from"]),
            ends_on=date.fromisoformat(one["in_force"]["to"]) if one["in_force"]["to"] else None,
        )
        for one in doc["local_government"]
    )


def law_on(day: date) -> str:
    """Return the law in force on that day as it is cited; nothing where none is known."""
    for one in local_government_laws():
        if one.starts_on <= day <= (one.ends_on or date.max):
            return f"{NAME} số {one.number}"
    return ""
