"""The short menu of a person: what his permissions open, never more than seven entries."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import policy
from accounts.permissions import Permission as P
from territories.models import Province


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    url: str
    label: str
    icon: str
    current: bool


# In the order in which they are shown: permission, address name, label, icon.
TABLE: tuple[tuple[P, str, str, str], ...] = (
    (P.HOME_VIEW, "home", _("Việc cần làm"), "home"),
    (P.PRODUCER_VIEW, "producers", pgettext_lazy("plural", "Chủ thể"), "building-store"),
    (P.PRODUCT_VIEW, "products", pgettext_lazy("plural", "Sản phẩm"), "package"),
    (P.PRODUCT_VIEW, "dossier_list", _("Hồ sơ"), "clipboard-list"),
    (P.DECISION_VIEW, "forwarded_files", _("Hồ sơ 5 sao"), "star"),
    (P.COUNCIL_MANAGE, "councils", pgettext_lazy("plural", "Hội đồng"), "gavel"),
    (P.COUNCIL_VIEW, "sittings", pgettext_lazy("plural", "Phiên họp"), "calendar"),
    (P.DECISION_VIEW, "decisions", pgettext_lazy("plural", "Quyết định"), "signature"),
    (P.REPORT_VIEW, "star_report", _("Báo cáo"), "chart-bar"),
    (P.CERTIFICATE_VIEW, "certificates", _("Chứng nhận"), "certificate"),
    (P.PRODUCT_VIEW, "cycle", _("Lịch"), "calendar-due"),
    (P.STEP_SUBMIT, "guide", _("Hướng dẫn"), "help-circle"),
    (P.USER_MANAGE, "assignments", _("Người dùng"), "users"),
    (P.SETTINGS_MANAGE, "settings", _("Thiết lập"), "settings"),
    (P.JOURNAL_VIEW, "journal", _("Nhật ký"), "history"),
)
# Seven entries at most; what is left out is one page away: sittings from the councils, certificates
# from the decisions, dossiers and producers from the products, the calendar from the home page.
LEFT_OUT = {
    P.COUNCIL_MANAGE: {"sittings", "certificates", "cycle"},
    P.DECISION_SIGN: {"producers", "cycle"},
    P.JOURNAL_VIEW: {"producers", "dossier_list", "cycle"},
}
# What the Ministry has none of (R33), and what it alone has.
PROVINCIAL = frozenset({"guide", "producers", "products", "dossier_list", "cycle", "settings"})
NATIONAL = frozenset({"forwarded_files"})


def entries(request: HttpRequest) -> list[Entry]:
    """Return the person's entries in the open province."""
    found = []
    left_out = {
        name
        for permission, names in LEFT_OUT.items()
        if policy.may(request.user, permission)
        for name in names
    }
    is_ministry = request.province.kind == Province.Kind.MINISTRY
    left_out |= PROVINCIAL if is_ministry else NATIONAL
    for permission, name, label, icon in TABLE:
        if name in left_out or not policy.may(request.user, permission):
            continue
        url = reverse(name, kwargs={"province": request.province.slug})
        here = request.path == url if name == "home" else request.path.startswith(url)
        found.append(Entry(url, label, icon, here))
    return found[:7]
