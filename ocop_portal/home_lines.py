"""What the first screen is made of: lines under headings."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

SHOWN = 10  # rows per section; the rest is one click away


@dataclass(frozen=True)
class Line:
    """One task or record: what, about what, until when, where to go."""

    text: str
    url: str
    note: str = ""
    status: str = ""
    tone: str = "off"


@dataclass(frozen=True)
class Section:
    """Lines under one heading."""

    title: str
    lines: list[Line]
    more_url: str = ""
    total: int | None = None  # how many there are behind «see all»


def at(name: str, slug: str, **where: Any) -> str:
    """Return the address of a page of the open province."""
    return reverse(name, kwargs={"province": slug, **where})
