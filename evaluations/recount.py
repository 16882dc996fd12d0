"""Results counted again from the marks, a whole round at once: what is stored must be theirs.

The invariant of every concluded evaluation: sum, number of sheets and star follow from the sheets
under the criteria and bands that were frozen with the hand-in. `manage.py check_results` asks it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db import connection
from django.db.models import QuerySet

from regulations.models import CriteriaSet
from regulations.procedures import Band

from . import scoring
from .marks import Book, book_of
from .models import Evaluation, Finding, Panel, Ruling
from .results import rulings_of
from .scoring import Result, Sheet

# One row a sheet: 18 000 of them and not half a million marks travel.
SHEETS = """
SELECT h.evaluation_id, h.id, h.member_id, h.pass_no, h.version, array_agg(s.level_id)
FROM evaluations_scoresheet h
LEFT JOIN evaluations_score s ON s.sheet_id = h.id AND s.level_id IS NOT NULL
WHERE h.status = 'submitted' AND h.evaluation_id = ANY(%s)
GROUP BY h.id
"""


@dataclass(frozen=True, slots=True)
class Recounted:
    """An evaluation and what its opened sheets say."""

    evaluation: Evaluation
    result: Result

    @property
    def differences(self) -> dict[str, tuple[int | None, int | None]]:
        """What is stored otherwise: name to (stored, counted)."""
        names = ("points_sum", "sheet_count", "star_by_points", "star")
        pairs = {one: (getattr(self.evaluation, one), getattr(self.result, one)) for one in names}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def ranked(results: Iterable[Recounted]) -> list[Recounted]:
    """Return them by star, then by the exact mean, the best first."""

    def place(one: Recounted) -> tuple[int, Fraction]:
        result = one.result
        mean = Fraction(result.points_sum, result.sheet_count) if result.sheet_count else Fraction()
        return (result.star or 0, mean)

    return sorted(results, key=place, reverse=True)


def recount(evaluations: QuerySet[Evaluation]) -> Iterator[Recounted]:
    """Count opened evaluations again; the queries grow with the criteria sets, not the rows."""
    rows = list(
        evaluations.filter(opened_at__isnull=False)
        .select_related("submission")
        .defer("submission__snapshot", "result")
        .prefetch_related("submission__criteria_set__regulation", "sitting__council")  # one of each
    )
    keys = [row.pk for row in rows]
    scorers, rulings, ticks = _scorers(keys), _rulings(keys), _ticks(keys)
    sheets: dict[int, list[tuple]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(SHEETS, [keys])
        for key, *sheet in cursor:
            sheets[key].append(sheet)
    laws: dict[int, _Law] = {}
    for row in rows:
        criteria_set = row.submission.criteria_set
        law = laws.get(criteria_set.pk)
        if law is None:
            law = laws[criteria_set.pk] = _law(criteria_set)
        book, places = law.book, law.places
        latest = {
            member: Sheet(
                dict(places[level] for level in levels if level is not None),
                frozenset(book.knock_outs[one] for one in ticks.get(sheet, ())),
            )
            for sheet, member, pass_no, _version, levels in sorted(
                sheets[row.pk], key=lambda sheet: sheet[3]
            )
            if pass_no == row.pass_no and member in scorers[row.pk]
        }
        ruled = rulings_of(book, rulings.get(row.pk, ()))
        counted = [latest[member] for member in sorted(latest)]
        mode = scoring.MinimumMode(row.operating_rules.minimum_mode)
        found = scoring.star_for(book.rules, law.bands, counted, rulings=ruled, minimum_mode=mode)
        yield Recounted(row, found)


@dataclass(frozen=True)
class _Law:
    """A criteria set with its bands, and which box each level is."""

    book: Book
    bands: Sequence[Band]
    places: dict[int, tuple[str, int]]


def _law(criteria_set: CriteriaSet) -> _Law:
    book = book_of(criteria_set)
    places = {pk: place for place, pk in book.level_ids.items()}
    return _Law(book, criteria_set.regulation.as_rules().bands, places)


def _scorers(keys: list[int]) -> dict[int, set[int]]:
    """Return whose sheets count: present, scoring and unrecused (R10, R19, R20)."""
    found: dict[int, set[int]] = defaultdict(set)
    seats = Panel.objects.filter(evaluation__in=keys, state=Panel.State.PRESENT, scores=True)
    for key, member in seats.order_by().values_list("evaluation", "member"):
        found[key].add(member)
    return found


def _rulings(keys: list[int]) -> dict[int, list[Ruling]]:
    found: dict[int, list[Ruling]] = defaultdict(list)
    for ruling in Ruling.objects.filter(evaluation__in=keys).select_related("minimum"):
        found[ruling.evaluation_id].append(ruling)
    return found


def _ticks(keys: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    ticks = Finding.objects.filter(sheet__evaluation__in=keys)
    for sheet, knock_out in ticks.order_by().values_list("sheet", "knock_out"):
        found[sheet].append(knock_out)
    return found
