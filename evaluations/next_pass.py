"""Whether a press would open the next pass or the sheets, and why not: said before it (R15)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from councils.quorum import Quorum

from . import closing_actions, seal
from .leaving import Leaving
from .models import Evaluation, Panel


def why_not(evaluation: Evaluation, found: Leaving | None) -> str:
    """Say what stands in the way once who leaves is out; nothing: the totals lie apart."""
    try:
        closing_actions.refuse_next_pass(evaluation)
    except ValidationError as refusal:
        return refusal.messages[0]
    is_apart = spread_to_come(evaluation, found)
    if is_apart is None:
        return sheets_missing()
    if not is_apart and found:
        return _(
            "Không tính phiếu của người được ghi không tham gia thì điểm không chênh quá mức của"
            " quy chế."
        )
    return "" if is_apart else _("Điểm không chênh quá mức của quy chế.")


def why_not_open(evaluation: Evaluation, found: Leaving | None, seats: Quorum) -> str:
    """Say why the sheets stay sealed once who leaves is out; nothing: they would open."""
    try:
        closing_actions.refuse_opening(evaluation)
    except ValidationError as refusal:
        return refusal.messages[0]
    if not seats.is_met:
        return closing_actions.no_quorum_words()
    is_apart = spread_to_come(evaluation, found)
    if is_apart is None:
        return sheets_missing()
    if is_apart and evaluation.pass_no < evaluation.operating_rules.passes:
        return seal.REFUSALS["spread asks for a second pass"]
    return ""


def sheets_missing() -> str:
    """Say that not every sheet is in."""
    return _("Còn phiếu chưa nộp hoặc phải chấm tiếp.")


def spread_to_come(evaluation: Evaluation, found: Leaving | None) -> bool | None:
    """Tell whether the totals would lie apart once who leaves is out."""
    return spreads_to_come({evaluation.pk: found.members if found else ()}).get(evaluation.pk)


def spreads_to_come(out: Mapping[int, Collection[int]]) -> dict[int, bool]:
    """Tell it of several products at once, each with the members who leave it.

    The sheets are sealed: the database alone counts them, with the panel as it stands there. So
    they are out of it while it is asked, and no longer.
    """
    leaving = Q(pk=None)
    for evaluation, members in out.items():
        leaving |= Q(evaluation=evaluation, member__in=members)
    with transaction.atomic():
        if any(out.values()):
            Panel.objects.filter(leaving).update(state=Panel.State.RECUSED, reason="?")
        apart = seal.spread_exceeded(list(out))
        transaction.set_rollback(True)
    return apart
