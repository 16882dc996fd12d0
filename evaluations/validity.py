"""How long a certificate holds, and what the public page says of it on a day."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PublicStatus(TextChoices):
    """What anyone may learn of a certificate."""

    VALID = "valid", _("Còn hiệu lực")
    EXPIRED = "expired", _("Hết hạn")
    SUPERSEDED = "superseded", _("Đã được thay thế")
    SUSPENDED = "suspended", _("Tạm dừng")
    REVOKED = "revoked", _("Đã thu hồi")


def expires_on(issued_on: date, *, months: int) -> date:
    """The same day so many months later, or the last of that month; that day is included.

    Provinces print it so: issued 05/08/2026, valid until 05/08/2029 (26/2026/QĐ-TTg, Điều 4.3).
    """
    year, month = divmod(issued_on.year * 12 + issued_on.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(issued_on.day, last))


def extended_until(ends_on: date, *, result_on: date | None, cap_days: int) -> date:
    """A late re-evaluation: until its result, never past the cap (Điều 12.3); an act, recorded."""
    cap = ends_on + timedelta(days=cap_days)
    return cap if result_on is None else max(ends_on, min(result_on, cap))


def result_due_on(complete_file_on: date, *, days: int) -> date:
    """The last day for the result of a re-evaluation (Điều 7.6.g)."""
    return complete_file_on + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Life:
    """The acts that bound one certificate."""

    issued_on: date
    expires_on: date
    extended_to: date | None = None
    superseded_on: date | None = None
    revoked_on: date | None = None
    suspensions: tuple[tuple[date, date | None], ...] = ()  # from, and the day it is lifted

    @property
    def last_day(self) -> date:
        return self.extended_to or self.expires_on

    def is_suspended(self, day: date) -> bool:
        return any(
            start <= day and (lifted is None or day < lifted) for start, lifted in self.suspensions
        )


def status_on(life: Life, day: date) -> PublicStatus | None:
    """Computed when read, never stored, so no nightly job can be late (R23). None: not issued."""
    if day < life.issued_on:
        return None
    if life.revoked_on is not None and life.revoked_on <= day:
        return PublicStatus.REVOKED
    replaced = life.superseded_on
    if replaced is not None and replaced <= min(day, life.last_day):
        return PublicStatus.SUPERSEDED
    if day > life.last_day:
        return PublicStatus.EXPIRED
    return PublicStatus.SUSPENDED if life.is_suspended(day) else PublicStatus.VALID


def valid_on(life: Life, day: date) -> bool:
    return status_on(life, day) is PublicStatus.VALID
