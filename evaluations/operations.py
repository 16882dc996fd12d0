"""The log of a sheet's changes: what was sent, once; the same sent again changes nothing (F9)."""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from .models import MarkOperation, ScoreSheet
from .record import canonical, keyed, log_digest, sha256

# In one statement with the check that it is new; the time is the database's.
INSERT = (
    "INSERT INTO evaluations_markoperation (province_id, sheet_id, user_id, operation, asked,"
    " version, body, at, client_at) VALUES {} ON CONFLICT (sheet_id, operation) DO NOTHING"
    " RETURNING operation"
)
ROW = "(%s, %s, %s, %s::uuid, %s, %s, %s, clock_timestamp(), %s)"
KEY = "key"  # in the body of a log's first entry


@dataclass(frozen=True)
class Sent:
    """What a change says of itself: the client's number and clock, none where it has neither."""

    operation: UUID | None = None
    client_at: datetime | None = None

    def part(self, name: str) -> "Sent":
        """Return the number of one change among those of a page."""
        if self.operation is None:
            return self
        return Sent(uuid5(self.operation, name), self.client_at)

    def asks(self, content: Mapping[str, Any]) -> str:
        """Return the hash of what is asked for; the number in it keeps short texts from guesses."""
        return sha256(f"{self.operation}|{canonical(dict(content))}")


@dataclass
class Log:
    """The operations of one request, written together at its end."""

    sheet: ScoreSheet
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    asked: dict[str, str] = field(default_factory=dict)

    def note(
        self, sent: Sent, asked: Mapping[str, Any], version: int, body: Mapping[str, Any]
    ) -> None:
        """Keep a change for the log."""
        number = sent.operation or uuid4()
        sheet, text = self.sheet, canonical(_without_texts(str(number), body))
        self.asked[str(number)] = Sent(number).asks(asked)
        self.rows.append(
            (
                sheet.province_id,
                sheet.pk,
                sheet.user_id,
                str(number),
                self.asked[str(number)],
                version,
                text,
                sent.client_at,
            )
        )

    def write(self) -> None:
        """Insert what is new; a number that was used for something else undoes the request."""
        if not self.rows:
            return
        values = [value for row in self.rows for value in row]
        with connection.cursor() as cursor:
            cursor.execute(INSERT.format(", ".join([ROW] * len(self.rows))), values)
            new = {str(row[0]) for row in cursor.fetchall()}
        for number in set(self.asked) - new:
            known(self.sheet, Sent(UUID(number)), self.asked[number])


def _without_texts(number: str, body: Mapping[str, Any]) -> dict[str, Any]:
    texts = {name: keyed(number, body[name]) for name in ("remark", "reason") if name in body}
    return {**body, **texts}


def known(sheet: ScoreSheet, sent: Sent, asked: str) -> MarkOperation | None:
    """Find a change that was sent before; the same number for other content is refused."""
    if sent.operation is None:
        return None
    row = MarkOperation.objects.filter(
        sheet=sheet, user=sheet.user_id, operation=sent.operation
    ).first()
    if row is not None and row.asked != asked:
        raise ValidationError(
            {"operation": _("Mã thao tác này đã dùng cho một thay đổi khác.")}, code="operation"
        )
    return row


def first_time(sheet: ScoreSheet, operation: UUID | None, asked: Mapping[str, Any]) -> bool:
    """Tell whether a change comes for the first time."""
    sent = Sent(operation)
    return known(sheet, sent, sent.asks(asked)) is None


def begin(sheet: ScoreSheet, source: ScoreSheet | None) -> None:
    """Begin a sheet's log with the secret that keeps its hashes from being found by trying."""
    log = Log(sheet)
    body = {KEY: secrets.token_hex(32), "from": source and source.pk}
    log.note(Sent(), {}, 0, body)
    log.write()


def entry(row: MarkOperation) -> str:
    """Return an operation as its digest reads it."""
    client = row.client_at and _instant(row.client_at)
    return canonical(
        {
            "asked": row.asked,
            "at": _instant(row.at),
            "body": row.body,
            "client_at": client,
            "operation": str(row.operation),
            "version": row.version,
        }
    )


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def secret_of(rows: Iterable[MarkOperation]) -> str:
    """Return the secret in a log; a sheet begun before the record gets one when it is due."""
    for row in rows:
        found = json.loads(row.body)
        if KEY in found:
            return found[KEY]
    return ""


def log_of(sheet: ScoreSheet) -> list[MarkOperation]:
    """Return a sheet's log in its order, with the secret in it."""
    rows = list(sheet.operations.order_by("pk"))
    if not secret_of(rows):
        begin(sheet, None)
        rows = list(sheet.operations.order_by("pk"))
    return rows


def digest_of(rows: Iterable[MarkOperation]) -> str:
    """Return the digest of a log."""
    return log_digest(entry(row) for row in rows)
