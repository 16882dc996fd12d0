"""What may no longer, or not yet, be done at a sitting: pages ask it first, actions under lock."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .models import Sitting
from .states import SittingStatus


def refuse_revising(sitting: Sitting) -> None:
    """Refuse to move a sitting that has begun, or a rehearsal."""
    if sitting.status != SittingStatus.PLANNED:
        raise ValidationError(_("Phiên họp đã mở: không đổi ngày, nơi họp được nữa."))
    if sitting.is_rehearsal:  # its day says when it is deleted
        raise ValidationError(_("Phiên tập dượt không đổi ngày, nơi họp."))


def refuse_roll(sitting: Sitting) -> None:
    """Refuse a roll but at a meeting that is open."""
    if sitting.status != SittingStatus.OPEN or sitting.is_written:
        raise ValidationError(_("Chỉ điểm danh khi phiên họp đang mở."))


def refuse_ended(sitting: Sitting) -> None:
    """Refuse what is done until a sitting ends: another presides, a product comes in."""
    if sitting.status == SittingStatus.CLOSED:
        raise ValidationError(_("Phiên họp đã kết thúc."))
