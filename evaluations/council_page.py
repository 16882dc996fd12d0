"""What a product's page shows of the panel: interests, the discussion, sheets reopened."""

from typing import Any

from . import discussion_actions, interest_proposals
from .blinding import blind_interests
from .interest_actions import presides, writes
from .models import Evaluation
from .rekeying import reading
from .reopening_actions import may_reopen
from .reopenings import with_waiting
from .states import EvaluationStatus


def council_record(evaluation: Evaluation, user: Any) -> dict[str, Any]:
    """Return the rows for the minutes, and what this person may do about them."""
    is_running = evaluation.status == EvaluationStatus.SCORING and evaluation.opened_at is None
    is_head = presides(user, evaluation) or writes(user, evaluation)
    is_open = evaluation.opened_at is not None
    interests = interest_proposals.rows_of(evaluation) if is_open or is_head else []
    blind_interests(user, evaluation, [one["interest"] for one in interests])
    reopenings = []
    if is_open or is_head:
        rows = with_waiting(evaluation.reopenings).select_related(
            "sheet__member__user", "requested_by", "confirmed_by", "refused_by"
        )
        reopenings = list(rows)
    return {
        "is_head": is_head,
        "may_reopen": is_running and may_reopen(user, evaluation),
        "may_discuss": is_running
        and discussion_actions.is_discussed(evaluation)
        and (is_head or discussion_actions.may_read(user, evaluation)),
        "interests": interests,
        "notes": list(evaluation.discussion.select_related("member__user")) if is_open else [],
        "reopenings": reopenings,
        "asked_to_reopen": [one.sheet.member_id for one in reopenings if one.waits],
        "rekeyings": _typed(evaluation, user),
    }


def _typed(evaluation: Evaluation, user: Any) -> list[tuple[Any, bool]]:
    """Return the paper sheets that were typed in, each with whether the person may read it."""
    rows = evaluation.rekeyings.visible_to(user).select_related(
        "member__user", "keyed_by", "decided_by", "scan", "printed"
    )
    found = list(rows.order_by("member__ordinal", "pass_no", "pk"))
    for one in found:
        one.evaluation = evaluation
    return reading(found, user)
