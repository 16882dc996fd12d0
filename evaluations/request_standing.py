"""How a file for five stars stands, in words and tone; pages and API say the same."""

from django.utils.translation import gettext as _

from . import national_actions
from .models import Evaluation
from .states import PackageStatus

PACKAGE_TONES = {
    PackageStatus.DRAFT: "off",
    PackageStatus.SENT: "wait",
    PackageStatus.RECEIVED: "info",
    PackageStatus.RETURNED: "bad",
    PackageStatus.ANSWERED: "ok",
}


def standing_of(row: Evaluation) -> tuple[str, str]:
    """Return how a file for five stars stands, with its tone."""
    package, result = getattr(row, "package", None), getattr(row, "national_result", None)
    if result is not None:
        if result.star == 5:
            return _("Bộ công nhận 5 sao"), "ok"
        if result.chosen:
            return str(result.get_chosen_display()), "info"
        if national_actions.ways_of(result):
            return _("chờ tỉnh chọn hướng xử lý"), "warn"
        return _("Bộ trả kết quả dưới 5 sao"), "info"
    if package is None:
        return _("chưa lập"), "wait"
    return str(package.get_status_display()), PACKAGE_TONES[PackageStatus(package.status)]
