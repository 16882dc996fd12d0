"""A round of written opinions as a sitting: its deadline, and how it moves (Điều 7.6.d)."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from territories import clock

from .models import Sitting
from .states import SittingStatus

# No law says how long; beyond a year it is a slip of the pen that nothing could take back (D).
LONGEST = timedelta(days=365)
NO_PLACE = "Lấy ý kiến bằng văn bản"  # what stands where a meeting has its place


def check_deadline(sitting: Sitting) -> None:
    """Refuse a round without a deadline that can be kept, and a meeting with one."""
    due = sitting.answers_due
    if not sitting.is_written:
        if due is not None:
            raise ValidationError({"answers_due": _("Phiên họp trực tiếp không có hạn trả lời.")})
        return
    if due is None:
        raise ValidationError({"answers_due": _("Hãy ghi hạn trả lời.")})
    if due < sitting.held_on:
        words = _("Hạn trả lời không được trước ngày bắt đầu lấy ý kiến.")
        raise ValidationError({"answers_due": words})
    _refuse_far(sitting, due)


def _refuse_far(sitting: Sitting, due: date) -> None:
    if due - sitting.held_on > LONGEST:
        words = _("Hạn trả lời không quá một năm kể từ ngày bắt đầu lấy ý kiến.")
        raise ValidationError({"answers_due": words})


def is_late(sitting: Sitting) -> bool:
    """Tell whether a round's deadline has passed."""
    return is_past(sitting.answers_due)


def is_past(answers_due: date | None) -> bool:
    """Tell whether a deadline has passed, by the server's clock: its whole day counts."""
    return answers_due is not None and clock.today() > answers_due


def refuse_unless_running(sitting: Sitting) -> None:
    """Refuse more time for what is no round of written opinions, or has ended."""
    if not sitting.is_written or sitting.status != SittingStatus.OPEN:
        raise ValidationError(_("Chỉ gia hạn khi đang lấy ý kiến bằng văn bản."))


def check_extension(sitting: Sitting, answers_due: date) -> None:
    """Refuse to move a deadline back, to a day gone by, or too far."""
    if answers_due <= sitting.answers_due or answers_due < clock.today():
        raise ValidationError(
            {
                "answers_due": _("Hạn mới phải sau hạn đang có (%(day)s) và từ hôm nay trở đi.")
                % {"day": f"{sitting.answers_due:%d/%m/%Y}"}
            }
        )
    _refuse_far(sitting, answers_due)
