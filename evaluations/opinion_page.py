"""What pages show of a round of written opinions: the deadline, the answers, what may be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from councils.models import Sitting
from councils.states import SittingStatus
from councils.written import is_late

from . import written
from .board import Row
from .interest_actions import presides
from .models import Evaluation
from .renewal import office_reports
from .states import EvaluationStatus


def of_evaluation(evaluation: Evaluation, user: Any, row: Row | None) -> dict[str, Any]:
    """Return the round of a product, or the one that led it to this meeting."""
    sitting, former = evaluation.sitting, evaluation.former
    facts = evaluation.result.get("written")
    is_collecting = evaluation.status == EvaluationStatus.SCORING and evaluation.opened_at is None
    heads = sitting.is_written and presides(user, evaluation)
    waits = written.waits_for_chair(facts) and evaluation.status == EvaluationStatus.SCORING
    is_sent = evaluation.status == EvaluationStatus.TO_MEETING
    return {
        "round": shown(facts) if facts else None,
        "former_round": shown(former.result["written"]) if former else None,
        "may_call_meeting": heads and (is_collecting or waits),
        "may_decline_meeting": heads and waits,
        "waits_for_chair": waits,
        "is_sent_to_meeting": is_sent,
        "heard_again": _heard_again(evaluation) if is_sent else None,
        "by_written": office_reports(evaluation) and not sitting.is_written and former is None,
        "round_step": row.step if row and sitting.is_written else "",
    }


def _heard_again(evaluation: Evaluation) -> Evaluation | None:
    again = evaluation.heard_again.exclude(status=EvaluationStatus.CANCELLED)
    return again.select_related("sitting").order_by("pk").last()


def shown(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return a closed round ready for a page: days as days, words for what became of it."""
    return {
        **facts,
        "due": date.fromisoformat(facts["due"]),
        "closed_on": date.fromisoformat(facts["closed_on"]),
        "answers": [
            {**one, "on": date.fromisoformat(one["on"]), "star": one["star"] or None}
            for one in facts["answers"]
        ],
        "words": written.in_words(facts),
    }


def of_sitting(sitting: Sitting, rows: Iterable[Row]) -> dict[str, Any]:
    """Return what a round's page says above its products: the deadline, and the 45 days."""
    if not sitting.is_written:
        return {}
    late, due = is_late(sitting), sitting.answers_due
    beyond = [
        row
        for row in rows
        if row.step != "done" and row.result_due is not None and due > row.result_due.due_on
    ]
    waiting = any(
        row.is_written and row.waiting and row.step in ("answer", "too_few") for row in rows
    )
    return {
        "round_is_late": late,
        "round_beyond": _beyond(beyond) if beyond else "",
        "round_waits": waiting and sitting.status == SittingStatus.OPEN,
    }


def _beyond(rows: list[Row]) -> str:
    first = min(row.result_due.due_on for row in rows if row.result_due)
    return _(
        "Hạn trả lời sau ngày phải có kết quả của %(count)s sản phẩm, sớm nhất %(day)s (45 ngày từ"
        " ngày nhận đủ hồ sơ, Điều 7.6.g)."
    ) % {"count": len(rows), "day": f"{first:%d/%m/%Y}"}
