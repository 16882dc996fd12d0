"""The words for the acts that the journal holds."""

from typing import Any

from django.utils.translation import gettext_lazy as _

LABELS = {
    "assign": _("Phân công"),
    "end_assignment": _("Kết thúc phân công"),
    "register": _("Đăng ký"),
    "revise": _("Sửa"),
    "confirm": _("Xác nhận"),
    "refuse": _("Từ chối"),
    "deactivate": _("Cho ngừng hoạt động"),
    "reactivate": _("Cho hoạt động lại"),
    "enrol": _("Đăng ký tham gia"),
    "submit": _("Nộp"),
    "accept": _("Tiếp nhận"),
    "send_back": _("Trả lại bổ sung"),
    "forward": _("Chuyển lên tỉnh"),
    "withdraw": _("Rút"),
    "next_step": _("Chuyển sang bước sau"),
    "close": _("Kết thúc"),
    "open": _("Mở"),
    "begin_scoring": _("Bắt đầu chấm điểm"),
    "conclude": _("Kết luận"),
    "approve": _("Phê duyệt kết quả"),
    "recognise": _("Công nhận"),
    "reject": _("Không công nhận"),
    "issue": _("Ban hành"),
    "revoke": _("Thu hồi"),
    "suspend": _("Tạm dừng"),
    "restore": _("Khôi phục"),
    "supersede": _("Thay thế"),
    "cancel": _("Rút khỏi chương trình"),
    "publish": _("Công bố"),
}


def label(verb: str) -> Any:
    """Return the words for a verb; one that has none stands as it is."""
    return LABELS.get(verb, verb.replace("_", " "))
