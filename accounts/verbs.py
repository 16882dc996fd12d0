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
    "add_image": _("Thêm ảnh"),
    "remove_image": _("Bỏ ảnh"),
    "save_idea": _("Ghi phiếu ý tưởng"),
    "save_plan": _("Ghi phương án"),
    "appraise": _("Thẩm định phương án"),
    "report": _("Thêm báo cáo triển khai"),
    "set_deadlines": _("Đặt hạn các bước"),
    "add_round": _("Thêm đợt đánh giá"),
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
    "draft": _("Lập dự thảo"),
    "add_lines": _("Thêm vào danh sách"),
    "remove_line": _("Bỏ khỏi danh sách"),
    "remove_draft": _("Bỏ dự thảo"),
    "issue": _("Ban hành"),
    "revoke": _("Thu hồi"),
    "suspend": _("Tạm dừng"),
    "restore": _("Khôi phục"),
    "supersede": _("Thay thế"),
    "resubmit": _("Đề nghị xác nhận lại"),
    "reopen": _("Đưa về chờ xác nhận"),
    "add_permit": _("Ghi giấy tờ"),
    "remove_permit": _("Bỏ giấy tờ"),
    "invite_account": _("Mời người của chủ thể"),
    "end_account": _("Kết thúc tài khoản của chủ thể"),
    "export_producers": _("Xuất danh sách chủ thể"),
    "cancel": _("Rút khỏi chương trình"),
    "publish": _("Công bố"),
}


def label(verb: str) -> Any:
    """Return the words for a verb; one that has none stands as it is."""
    return LABELS.get(verb, verb.replace("_", " "))
