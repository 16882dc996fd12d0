"""The register of stars over a period: what stood, came, went and stands (R30)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta

from products.cycle import Purpose

from .states import CertificateStatus

ONE_DAY = timedelta(days=1)
CAME = {Purpose.FIRST: "new", Purpose.UPGRADE: "upgraded", Purpose.RE_EVALUATION: "re_recognised"}
WENT = {CertificateStatus.SUPERSEDED: "superseded", CertificateStatus.REVOKED: "withdrawn"}


@dataclass(frozen=True, slots=True)
class Entry:
    """So many certificates that were issued and ended alike; `status` says how they ended."""

    purpose: str
    issued_on: date
    valid_to: date
    status: str
    status_since: date | None
    count: int = 1

    @property
    def ended_on(self) -> date | None:
        """The first day on which it was replaced or withdrawn; None: it was not, or too late."""
        if self.status_since is None or self.status not in WENT:
            return None
        ended = max(self.status_since, self.issued_on)
        return ended if ended <= self.valid_to else None

    @property
    def gone_on(self) -> date:
        """The first day on which it no longer counts."""
        return self.ended_on or self.valid_to + ONE_DAY

    def stands_on(self, day: date) -> bool:
        """Tell whether it counts on a day (a suspended one does)."""
        return self.issued_on <= day < self.gone_on


@dataclass(slots=True)
class Movement:
    """opening + new + upgraded + re_recognised - superseded - expired - withdrawn = closing."""

    opening: int = 0
    new: int = 0
    upgraded: int = 0
    re_recognised: int = 0
    superseded: int = 0
    expired: int = 0
    withdrawn: int = 0
    closing: int = 0

    @property
    def reconciles(self) -> bool:
        """Tell whether the columns add up."""
        came = self.new + self.upgraded + self.re_recognised
        went = self.superseded + self.expired + self.withdrawn
        return self.opening + came - went == self.closing

    def __add__(self, other: Movement) -> Movement:
        """Add column by column."""
        names = [field.name for field in fields(self)]
        return Movement(*(getattr(self, name) + getattr(other, name) for name in names))


def movement(entries: Iterable[Entry], *, start: date, end: date) -> Movement:
    """Count a period, both days included."""
    found = Movement()

    def count(column: str, entry: Entry) -> None:
        setattr(found, column, getattr(found, column) + entry.count)

    for entry in entries:
        if entry.stands_on(start - ONE_DAY):
            count("opening", entry)
        if start <= entry.issued_on <= end:
            count(CAME[Purpose(entry.purpose)], entry)
        if start <= entry.gone_on <= end:
            ended = entry.ended_on is not None
            count(WENT[CertificateStatus(entry.status)] if ended else "expired", entry)
        if entry.stands_on(end):
            count("closing", entry)
    return found
