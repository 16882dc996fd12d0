"""What a mark may say: a level of its own criterion, and nothing behind a closed gate (R5, R7)."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import scoring
from .scoring import Sheet
from .working import Working
from .writing import written

LONGEST_REMARK = 1000


def behind_open_gate(working: Working, key: str, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without scripts a closed gate's tick is still on the page: it is dropped, and said so."""
    rules = working.book.rules
    if key not in rules or changes.get("level") is None:
        return changes
    if scoring.applies(rules, Sheet(working.marks), key):
        return changes
    if key not in working.removed:
        working.removed.append(key)
    return {**changes, "level": None}


def clean_mark(working: Working, key: str, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns to write; a level is one of that very criterion, by position (R5)."""
    book, wanted = working.book, {}
    if "level" in changes:
        ordinal = changes["level"]
        if ordinal is not None and (key, ordinal) not in book.level_ids:
            raise ValidationError({"level": _("Hãy chọn một mức của chính tiêu chí này.")})
        if ordinal is not None and not scoring.applies(book.rules, Sheet(working.marks), key):
            gate = book.rules.criterion(book.rules.criterion(key).gated_by or key)
            raise ValidationError(
                {"level": _("Chỉ chấm khi tiêu chí %(code)s có điểm.") % {"code": gate.code}}
            )
        wanted["level_id"] = None if ordinal is None else book.level_ids[key, ordinal]
    if "is_unproven" in changes:
        wanted["is_unproven"] = bool(changes["is_unproven"])
    if "remark" in changes:
        wanted["remark"] = text_of(changes["remark"], "remark")
    return wanted


def text_of(text: str, name: str) -> str:
    """Return what was written, cleaned; too long is refused by the field's name."""
    return written(text, name, LONGEST_REMARK)


def close_gates(working: Working, key: str) -> list[str]:
    """A mark behind a gate does not outlive the points that opened it (R7)."""
    rules, removed = working.book.rules, []
    if scoring.points(rules, Sheet(working.marks), key) > 0:
        return removed
    for criterion in rules.criteria:
        row = working.scores.get(criterion.key)
        if criterion.gated_by == key and row is not None and row.level_id is not None:
            row.level_id = None
            row.version += 1
            row.save()
            removed.append(criterion.key)
    working.removed += removed
    return removed
