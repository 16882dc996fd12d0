"""Score sheets between rows and the pure rules: which row is which criterion, level and note."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from councils.quorum import Seat
from regulations.criteria import CriteriaSet as Rules
from regulations.models import CriteriaSet, Criterion, KnockOut, Level
from regulations.procedures import Band

from .models import Evaluation, Finding, Panel, Score, ScoreSheet
from .record import canonical, keyed, sha256
from .scoring import HandedIn, Sheet


@dataclass(frozen=True)
class Book:
    """A criteria set as the rules read it, with the ids of its rows."""

    rules: Rules
    criterion_ids: dict[str, int]
    level_ids: dict[tuple[str, int], int]
    knock_out_ids: dict[str, int]
    keys: dict[int, str]  # of criteria, by id
    ordinals: dict[int, int]  # of levels, by id
    knock_outs: dict[int, str]  # keys, by id
    bands: Sequence[Band]


def book_of(criteria_set: CriteriaSet) -> Book:
    """Return the set; a published one never changes, so each process reads it once."""
    return book_with(criteria_set.pk, criteria_set.regulation.published_at)


def book_with(criteria_set: int, published_at: datetime | None) -> Book:
    """Return the set with this id."""
    return _read(criteria_set) if published_at is None else published(criteria_set, published_at)


@lru_cache(maxsize=256)
def published(pk: int, _published_at: Any) -> Book:
    """Return a published set; what is published never changes."""
    return _read(pk)


def _read(pk: int) -> Book:
    criteria_set = CriteriaSet.objects.select_related("regulation").get(pk=pk)
    keys = {c.pk: c.key for c in Criterion.objects.filter(criteria_set=pk)}
    levels = Level.objects.filter(criterion__criteria_set=pk)
    rows = list(levels.values_list("pk", "criterion_id", "ordinal"))
    knock_outs = dict(KnockOut.objects.filter(criteria_set=pk).values_list("pk", "key"))
    return Book(
        rules=criteria_set.as_rules(),
        criterion_ids={key: pk for pk, key in keys.items()},
        level_ids={(keys[criterion], ordinal): pk for pk, criterion, ordinal in rows},
        knock_out_ids={key: pk for pk, key in knock_outs.items()},
        keys=keys,
        ordinals={pk: ordinal for pk, _criterion, ordinal in rows},
        knock_outs=knock_outs,
        bands=criteria_set.regulation.as_rules().bands,
    )


def sheet_of(book: Book, scores: Iterable[Score], findings: Iterable[Finding]) -> Sheet:
    """Return a sheet's rows as the rules read them."""
    marks = {book.keys[s.criterion_id]: book.ordinals[s.level_id] for s in scores if s.level_id}
    return Sheet(marks, frozenset(book.knock_outs[f.knock_out_id] for f in findings))


def read_sheet(book: Book, sheet: ScoreSheet) -> Sheet:
    """Read one sheet's marks."""
    return sheet_of(book, sheet.scores.all(), sheet.findings.all())


def seats_of(evaluation: Evaluation, panel: Iterable[Panel]) -> list[Seat]:
    """Return the members before this product (R16, R19, R20)."""
    presided_by = evaluation.sitting.presided_by_id
    return [
        Seat(
            member=row.member_id,
            present=row.state == Panel.State.PRESENT,
            scores=scores_here(evaluation, row),
            recused=row.state == Panel.State.RECUSED,
            presides=row.member.title == "chair" or row.member_id == presided_by,
        )
        for row in panel
    ]


def scores_here(evaluation: Evaluation, place: Panel) -> bool:
    """Tell whether the member scores: of a secretary the rules say it until the scoring begins."""
    if evaluation.rules is None and place.member.title == "secretary":
        return evaluation.operating_rules.secretary_scores
    return place.scores


def handed_in(book: Book, sheets: Iterable[ScoreSheet]) -> list[HandedIn]:
    """Return sheets, with their marks prefetched, as the rules read them."""
    return [
        HandedIn(
            member=row.member_id,
            pass_no=row.pass_no,
            version=row.version,
            sheet=sheet_of(book, row.scores.all(), row.findings.all()),
        )
        for row in sheets
        if row.status == "submitted"
    ]


def digest(
    book: Book,
    sheet: ScoreSheet,
    scores: Sequence[Score],
    findings: Sequence[Finding],
    *,
    secret: str,
) -> str:
    """Return the hash of the receipt, over the sheet's text."""
    return sha256(text_of(book, sheet, scores, findings, secret=secret))


def text_of(
    book: Book,
    sheet: ScoreSheet,
    scores: Sequence[Score],
    findings: Sequence[Finding],
    *,
    secret: str,
) -> str:
    """Return a sheet as its hash reads it: the marks in the order of the criteria.

    The secret is as sealed as the marks: without it a hash over a few dozen small choices, or
    over the one mark of a sheet that stopped, could be found by trying.
    """
    by_key = {book.keys[s.criterion_id]: s for s in scores}
    marks = [
        [
            c.key,
            book.ordinals.get(s.level_id),
            c.level(book.ordinals[s.level_id]).points if s.level_id else 0,
            s.is_unproven,
            keyed(secret, s.remark),
            s.at.astimezone(UTC).isoformat(timespec="microseconds"),
        ]
        for c in book.rules.criteria
        if (s := by_key.get(c.key))
    ]
    stops = sorted([book.knock_outs[f.knock_out_id], keyed(secret, f.reason)] for f in findings)
    place = [sheet.pk, sheet.evaluation_id, sheet.pass_no, sheet.version]
    return canonical({"knock_outs": stops, "marks": marks, "secret": secret, "sheet": place})
