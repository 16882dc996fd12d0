"""What may follow what in a producer's standing with its commune."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .eligibility import PaperState

PENDING, CONFIRMED, REFUSED, INACTIVE = "pending", "confirmed", "refused", "inactive"

TRANSITIONS = {
    PENDING: {"confirm": CONFIRMED, "refuse": REFUSED},
    # «reopen»: its own people changed who it is, so the commune's word no longer covers it.
    CONFIRMED: {"deactivate": INACTIVE, "reopen": PENDING},
    REFUSED: {"resubmit": PENDING},
    INACTIVE: {"reactivate": CONFIRMED},
}
OPEN = frozenset({PENDING, CONFIRMED, REFUSED})  # whose facts may be revised

TONES = {PENDING: "wait", CONFIRMED: "ok", REFUSED: "bad", INACTIVE: "off"}
PAPER_TONES = {
    PaperState.NOT_YET: ("off", _("chưa có hiệu lực")),
    PaperState.VALID: ("ok", _("còn hạn")),
    PaperState.EXPIRING: ("warn", _("sắp hết hạn")),
    PaperState.EXPIRED: ("bad", _("đã hết hạn")),
}

VERBS = {
    "register": _("Đăng ký"),
    "revise": _("Sửa thông tin"),
    "confirm": _("Xác nhận"),
    "refuse": _("Không xác nhận"),
    "resubmit": _("Gửi lại để xác nhận"),
    "reopen": _("Chờ xác nhận lại vì đổi thông tin định danh"),
    "deactivate": _("Cho ngừng hoạt động"),
    "reactivate": _("Cho hoạt động lại"),
    "transfer_unit": _("Chuyển sang xã khác"),
    "add_permit": _("Thêm giấy tờ"),
    "remove_permit": _("Xóa giấy tờ"),
    "invite_account": _("Giao tài khoản"),
    "end_account": _("Ngừng tài khoản"),
}


def allows(status: str, verb: str) -> bool:
    return verb in TRANSITIONS.get(status, {})
