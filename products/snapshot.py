"""The frozen copy of a dossier: its shape, its one way of being written, its hash (R28)."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NotRequired, TypedDict

SHAPE = 1


class FileFacts(TypedDict):
    """A file by its content: the bytes stay in the store under this hash."""

    sha256: str
    name: str
    kind: str
    size: int
    pages: int | None


class AnswerFacts(TypedDict):
    """One criterion as the producer answered it, with the words that he saw."""

    criterion: str
    code: str
    name: str
    applies: bool
    ordinal: int | None
    level: str
    printed: bool
    points: int
    max_points: int
    description: str


class EvidenceFacts(TypedDict):
    """One paper and what it proves."""

    id: int
    criterion: str | None
    paper: str | None
    title: str
    number: str
    issuer: str
    issued_on: str | None
    expires_on: str | None
    first_page: int | None
    file: FileFacts


class Snapshot(TypedDict):
    """Everything a council judges, with the names and units of the day; dates are ISO text."""

    shape: int
    province: dict[str, str]
    commune: dict[str, str]
    cycle: dict[str, Any]
    product: dict[str, Any]
    producer: dict[str, Any]
    permits: list[dict[str, Any]]
    rules: dict[str, Any]
    form_01: dict[str, Any]
    form_02: dict[str, Any]
    answers: list[AnswerFacts]
    totals: dict[str, int]
    evidence: list[EvidenceFacts]
    files: list[str]
    handed_in: dict[str, Any]
    # Upgrade and re-evaluation: what the product holds, and what changed since (products/changes).
    renewal: NotRequired[dict[str, Any]]


def file_hashes(snapshot: Snapshot) -> list[str]:
    """The SHA-256 of every file that goes with the dossier, each once, in order."""
    files = [piece["file"] for piece in snapshot["evidence"]]
    files += [permit["file"] for permit in snapshot["permits"] if permit["file"]]
    signed = snapshot["form_01"].get("signed_form")
    return sorted({one["sha256"] for one in (*files, *([signed] if signed else []))})


def canonical(snapshot: Snapshot) -> bytes:
    """The one way of writing it down: sorted keys, no spaces, UTF-8, no fractions."""
    text = json.dumps(
        snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return text.encode("utf-8")


def digest(snapshot: Snapshot) -> str:
    return hashlib.sha256(canonical(snapshot)).hexdigest()
