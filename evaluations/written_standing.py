"""Who has answered of a product's round, and who has not: states, never a mark (R19)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from councils.models import Sitting
from councils.quorum import Quorum, written_quorum

from .marks import seats_of
from .models import Evaluation, Panel, ScoreSheet
from .states import EvaluationStatus, SheetStatus


@dataclass(frozen=True)
class Standing:
    """One product: the places still waited for, who answered, and the count."""

    missing: tuple[Panel, ...]
    answered: frozenset[int]
    quorum: Quorum


def standing(evaluation: Evaluation, panel: Iterable[Panel] | None = None) -> Standing:
    """Read a product's round; two queries. panel: as it will be, where that is asked."""
    panel = list(panel or evaluation.panel.select_related("member__user"))
    handed_in = set(
        ScoreSheet.objects.filter(evaluation=evaluation, status=SheetStatus.SUBMITTED).values_list(
            "member_id", flat=True
        )
    )
    due = [one for one in panel if one.state == Panel.State.PRESENT and one.scores]
    answered = frozenset(one.member_id for one in due) & handed_in
    rules = evaluation.operating_rules
    return Standing(
        missing=tuple(one for one in due if one.member_id not in answered),
        answered=answered,
        quorum=written_quorum(
            seats_of(evaluation, panel),
            answered,
            share=rules.quorum_share,
            chair_required=rules.chair_required,
        ),
    )


def unanswered() -> Q:
    """Return the condition on places before products whose round still waits for the member."""
    handed_in = ScoreSheet.objects.filter(
        evaluation=OuterRef("evaluation"),
        member=OuterRef("member"),
        status=SheetStatus.SUBMITTED,
    )
    return Q(
        ~Exists(handed_in),
        state=Panel.State.PRESENT,
        scores=True,
        evaluation__status=EvaluationStatus.SCORING,
        evaluation__opened_at__isnull=True,
        evaluation__sitting__form=Sitting.Form.WRITTEN,
    )


def of_round(sitting: Sitting) -> dict[User, int]:
    """Return who still has to answer in a round, and on how many products."""
    places = Panel.objects.filter(unanswered(), evaluation__sitting=sitting)
    found: dict[User, int] = {}
    for place in places.select_related("user").order_by("member__ordinal", "pk"):
        found[place.user] = found.get(place.user, 0) + 1
    return found
