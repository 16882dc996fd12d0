"""Whom a press will take out of the panel, and the quorum after it: said before the press (R20)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from councils.quorum import Quorum, quorum

from .blinding import hides, shown_reason
from .marks import seats_of
from .models import Evaluation, Panel
from .seating import linked_now, newcomers
from .states import EvaluationStatus
from .written_standing import standing


@dataclass(frozen=True)
class Leaving:
    """What a page says of it: who leaves and why, as its reader may know it, and who remains."""

    told: tuple[tuple[str, str], ...]  # names and reasons
    members: tuple[int, ...]
    quorum: Quorum
    is_written: bool  # counted are answers, not people in a room


def panel_to_come(evaluation: Evaluation, user: Any) -> list[Panel]:
    """Return the panel with which the scoring would begin: who has come, less who is found."""
    panel = list(evaluation.panel.select_related("member__user"))
    if evaluation.status != EvaluationStatus.OPEN:
        return panel
    panel = _without(panel, _linked(evaluation)) + newcomers(evaluation, user)
    return sorted(panel, key=lambda place: (place.member.ordinal, place.member_id))


def leaving(evaluation: Evaluation, user: Any) -> Leaving | None:
    """Return what a press during the scoring would do to the panel, where it does anything."""
    is_running = evaluation.status == EvaluationStatus.SCORING and evaluation.opened_at is None
    linked = _linked(evaluation) if is_running else {}
    if not linked:
        return None
    panel = _without(evaluation.panel.select_related("member__user"), linked)
    return Leaving(
        told=told(evaluation, user, panel),
        members=tuple(place.member_id for place in panel if place.pk in linked),
        quorum=_quorum(evaluation, panel),
        is_written=evaluation.sitting.is_written,
    )


def foreseen(evaluation: Evaluation, user: Any) -> Leaving | None:
    """Return what the next act does to the panel, for the product's own page."""
    if evaluation.status != EvaluationStatus.OPEN:
        return leaving(evaluation, user)
    panel = panel_to_come(evaluation, user)
    return Leaving(
        told=told(evaluation, user, panel),
        members=tuple(place.member_id for place in panel if getattr(place, "ground", "")),
        quorum=_quorum(evaluation, panel),
        is_written=evaluation.sitting.is_written,
    )


def told(evaluation: Evaluation, user: Any, panel: Iterable[Panel]) -> tuple[tuple[str, str], ...]:
    """Return who is found in such a panel, and why, as the reader may know it."""
    out = [place for place in panel if getattr(place, "ground", "")]
    reads_code = bool(out) and hides(user, evaluation)
    return tuple((str(p.member.user), shown_reason(p, reads_code=reads_code)) for p in out)


def quorum_to_come(evaluation: Evaluation, found: Leaving | None) -> Quorum:
    """Return the quorum with which a press would open the sheets."""
    return found.quorum if found else _quorum(evaluation, list(evaluation.panel.all()))


def _linked(evaluation: Evaluation) -> dict[int, str]:
    return {place.pk: words for place, words in linked_now(evaluation).items()}


def _without(panel: Iterable[Panel], linked: Mapping[int, str]) -> list[Panel]:
    """Put them out of it in memory, as the press would."""
    rows = list(panel)
    for place in rows:
        if words := linked.get(place.pk):
            place.state, place.reason, place.ground = Panel.State.RECUSED, words, "handed_in"
    return rows


def _quorum(evaluation: Evaluation, panel: list[Panel]) -> Quorum:
    if evaluation.sitting.is_written:
        return standing(evaluation, panel).quorum
    rules = evaluation.operating_rules
    seats = seats_of(evaluation, panel)
    return quorum(seats, share=rules.quorum_share, chair_required=rules.chair_required)
