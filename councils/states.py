"""What may follow what in a sitting."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SittingStatus(TextChoices):
    """Where a sitting stands."""

    PLANNED = "planned", _("chuẩn bị")
    OPEN = "open", _("đang họp")
    CLOSED = "closed", _("đã kết thúc")


TRANSITIONS: Mapping[str, Mapping[str, str]] = {
    SittingStatus.PLANNED: {"open": SittingStatus.OPEN},
    SittingStatus.OPEN: {"close": SittingStatus.CLOSED},
    SittingStatus.CLOSED: {},
}
