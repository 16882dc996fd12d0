"""What a concluded result asks for: a recognition, an approval, or word that there is no star."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from products.cycle import Status
from regulations.procedures import APPROVE_ONLY, FORWARD_ONLY, RECOGNISE_TOO

from .competence import RETURNED
from .renewal import HOLDS_MEANWHILE, KEEPS_STAR, holds_meanwhile
from .resting import FALLEN, UNDECIDABLE
from .states import EvaluationStatus

# Shape of Evaluation.result["outcome"]: evaluations/results.py.
_KIND, _ON_FORWARD = "result__outcome__kind", "result__outcome__on_forward"
# Whose producer took it out of the cycle: its result stays on record, nothing is decided on it.
WITHDRAWN = Q(submission__participation__status=Status.WITHDRAWN)
# A result is a draft until a controller has confirmed it: nothing is decided on it before.
_CONCLUDED = Q(status=EvaluationStatus.CONCLUDED, confirmed_at__isnull=False) & ~WITHDRAWN
# Nothing follows from a rehearsal, and so nobody confirms it.
AWAITING_CONTROL = Q(
    status=EvaluationStatus.CONCLUDED, confirmed_at__isnull=True, is_rehearsal=False
)
_UNDECIDED = _CONCLUDED & Q(recognition__isnull=True)

# Under 148 a result of 90 and more is recognised with 4 stars while it goes up; under 26/2026
# the chairman only approves it (R3).
TO_RECOGNISE = (
    _UNDECIDED
    & ~KEEPS_STAR
    & ~HOLDS_MEANWHILE
    & (Q(**{_KIND: "award"}) | Q(**{_KIND: "forward", _ON_FORWARD: RECOGNISE_TOO}) | RETURNED)
)
# 26/2026/QĐ-TTg, Điều 7.4.g: approved here, below 90 at the Ministry, recognised on that result.
TO_RECOGNISE |= (
    Q(status=EvaluationStatus.APPROVED, national_result__chosen="recognise")
    & ~Q(recognition__kind="recognition")
    & ~WITHDRAWN
)
TO_RECOGNISE &= ~UNDECIDABLE
TO_APPROVE = _UNDECIDED & (Q(**{_KIND: "forward", _ON_FORWARD: APPROVE_ONLY}) | HOLDS_MEANWHILE)
TO_APPROVE &= ~UNDECIDABLE
# 26/2026/QĐ-TTg, Điều 4.1.a: one and two stars get no decision and no certificate. Nor does a
# renewal whose certificate was withdrawn meanwhile (Điều 7.5, 7.6), approved already or not.
TO_REJECT = _UNDECIDED & (Q(**{_KIND: "not_ranked"}) | KEEPS_STAR | FALLEN)
TO_REJECT |= (
    Q(status=EvaluationStatus.APPROVED)
    & (Q(forwarded_at__isnull=True) | Q(national_result__chosen="recognise"))
    & ~Q(recognition__kind="recognition")
    & FALLEN
    & ~WITHDRAWN
)
# The Ministry tells the province of its own, and the province those whom it concerns.
TO_REJECT &= Q(submission__participation__isnull=False)
# 1048 and 148: a district passes up what reaches the bound, and decides nothing on it (R3).
TO_PASS_UP = (
    _CONCLUDED & Q(forwarded_at__isnull=True) & Q(**{_KIND: "forward", _ON_FORWARD: FORWARD_ONLY})
)
TO_PASS_UP &= ~FALLEN
AWAITING_MINISTRY = (
    Q(status=EvaluationStatus.APPROVED, forwarded_at__isnull=True)
    & ~WITHDRAWN
    & (Q(**{_ON_FORWARD: APPROVE_ONLY}) | HOLDS_MEANWHILE)
)


def star_to_decide(evaluation: Any) -> int | None:
    """The star that the decision writes behind the product; None: it writes none."""
    if evaluation.status == EvaluationStatus.APPROVED and hasattr(evaluation, "national_result"):
        return evaluation.national_result.star  # what the Ministry found counts (Điều 7.4.g)
    outcome = evaluation.result.get("outcome", {})
    if outcome.get("kind") in ("award", "return"):
        return outcome["star"]
    if outcome.get("kind") != "forward":
        return None
    if outcome["on_forward"] == RECOGNISE_TOO and not holds_meanwhile(evaluation):
        return outcome["recognises"]
    return evaluation.star if outcome["on_forward"] != FORWARD_ONLY else None


def counting(evaluation: Any, kind: str = "recognition") -> Any:
    """The result whose points count: the Ministry's, where the province recognises on it."""
    told = getattr(evaluation, "national_result", None)
    is_theirs = told and told.chosen == "recognise" and kind == "recognition"
    return told if is_theirs else evaluation  # 26/2026/QĐ-TTg, Điều 7.4.g


def named(rows: QuerySet, path: str = "") -> QuerySet:
    """Give results the names that were judged, without reading the whole frozen dossiers."""
    copy = F(f"{path}submission__snapshot")
    return rows.annotate(
        product_name=KeyTextTransform("name", KeyTransform("product", copy)),
        producer_name=KeyTextTransform("name", KeyTransform("producer", copy)),
        commune_name=KeyTextTransform("full_name", KeyTransform("commune", copy)),
    )
