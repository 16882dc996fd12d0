"""What the record keeps of an act: numbers, states, references and hashes; no name, no word."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count as Aggregate

from . import recording, scoring
from .models import Evaluation, Ruling
from .record import canonical, sha256
from .results import Count
from .states import SheetStatus

# Of a conclusion, what stands in the evaluation's own columns.
KEPT = ("points_sum", "sheet_count", "star_by_points", "star")


def panel(evaluation: Evaluation) -> list[list[Any]]:
    """Return who sits before the product and how, as the record calls them."""
    places = evaluation.panel.order_by("pk").values_list("user_id", "state", "scores")
    names = recording.references(evaluation.province_id, [place[0] for place in places])
    return [[names[user], state, scores] for user, state, scores in places]


def beginning(evaluation: Evaluation, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return under which rules, before which members and on which samples it is scored."""
    samples = evaluation.submission.sample_receipts.order_by("pk")
    return {
        "words": facts["reason"],
        "quorum": facts["quorum"],
        "warnings": [sha256(text) for text in facts["warnings"]],
        "rules": evaluation.rules,
        "panel": panel(evaluation),
        "samples": [
            [one.count]
            + [day and day.isoformat() for day in (one.received_on, one.site_visited_on)]
            for one in samples
        ],
    }


def opening(evaluation: Evaluation) -> dict[str, Any]:
    """Return the sheets that were opened, and now also how many operations made each."""
    sheets = evaluation.sheets.filter(status=SheetStatus.SUBMITTED).order_by("pk")
    counted = sheets.annotate(changes=Aggregate("operations")).values_list("pk", "changes")
    return {"pass_no": evaluation.pass_no, "sheets": [[*row] for row in counted]}


def clause(ruling: Ruling) -> list[str | int]:
    """Return what the council ruled on."""
    if ruling.knock_out_id:
        return ["knock_out", ruling.knock_out.key]
    return ["minimum", ruling.minimum.criterion.key, ruling.minimum.star]


def result(evaluation: Evaluation, counted: Count) -> dict[str, Any]:
    """Return a conclusion: the sheets that count with their totals, the sum, the star."""
    rules, rows = counted.book.rules, counted.rows
    found = counted.result
    sheets = [
        [rows[one.member, one.pass_no, one.version].pk, scoring.sheet_total(rules, one.sheet)]
        for one in counted.valid
        if scoring.is_complete(rules, one.sheet)
    ]
    return {
        "pass_no": evaluation.pass_no,
        "points_sum": found.points_sum,
        "sheet_count": found.sheet_count,
        "star_by_points": found.star_by_points,
        "star": found.star,
        "reasons": [str(reason) for reason in found.reasons],
        "sheets": sorted(sheets),
        "result": sha256(canonical(evaluation.result)),
    }
