"""A member's word in a round of written opinions, written with the hand-in of his sheet."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import Opinion, ScoreSheet
from .writing import written

LONGEST_REASON = 1000


def write_opinion(sheet: ScoreSheet, wants_meeting: bool | None, reason: str) -> dict[str, Any]:
    """Keep the word with the sheet; return it for the sheet's log, which is as sealed as it."""
    if not sheet.evaluation.sitting.is_written:
        if wants_meeting is not None:
            raise ValidationError(
                {"wants_meeting": _("Phiên họp trực tiếp không có ý kiến bằng văn bản.")}
            )
        return {}
    if wants_meeting is None:
        raise ValidationError({"wants_meeting": _("Hãy chọn ý kiến của anh/chị.")})
    text = written(reason, "reason", LONGEST_REASON) if wants_meeting else ""
    if wants_meeting and not text:
        raise ValidationError({"reason": _("Hãy ghi lý do đề nghị họp trực tiếp.")})
    Opinion.objects.create(
        province_id=sheet.province_id,
        sheet=sheet,
        user_id=sheet.user_id,
        wants_meeting=wants_meeting,
        reason=text,
    )
    return {"wants_meeting": wants_meeting, "reason": text}
