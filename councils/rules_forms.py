"""Forms of the operating rules: plain words, the action decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import Versioned

from .models import Council
from .rules import RULES

HELP = {
    "quorum_numerator": _(
        "Ví dụ 3 trên 4: có 9 thành viên thì ít nhất 7 người họp. Người không tham gia vì có liên"
        " quan không tính vào cả hai số. Thông lệ: cấp tỉnh 3/4, trung ương 5/7."
    ),
    "chair_required": _("Chủ tịch vắng thì ủy quyền một Phó Chủ tịch. Thông lệ: bắt buộc."),
    "spread_mode": _("Đo chênh lệch tổng điểm giữa các thành viên thế nào. Thông lệ: lớn nhất trừ"
        " nhỏ nhất."),
    "spread_limit": _("Quá mức này thì thảo luận; đúng mức này thì không. Thông lệ: 10 điểm."),
    "passes": _("1: không chấm lại. 2: thảo luận rồi chấm lại một lần (thông lệ)."),
    "secretary_scores": _("Có thì ghế thư ký được phát phiếu chấm. Thông lệ: không."),
    "minimum_mode": _(
        "26/2026/QĐ-TTg không nói yêu cầu tối thiểu được xét thế nào khi có nhiều phiếu. Mặc định:"
        " quá nửa số phiếu."
    ),
    "notice_days": _("Thành viên có hồ sơ trước phiên họp chừng ấy ngày làm việc. Mặc định: 1."),
    "blind_codes": _(
        "Thành viên thấy «Sản phẩm số …» thay cho tên sản phẩm, chủ thể, xã cho đến khi mở phiếu."
        " Thư ký vẫn thấy tên. Tài liệu minh chứng (bản chụp, ảnh) không giấu tên được: nội dung"
        " giấy tờ vẫn đọc được."
    ),
}  # fmt: skip


class RulesForm(Versioned, forms.ModelForm):
    """The operating rules of a council that has not scored yet."""

    class Meta:
        model = Council
        fields = ["rules_no", *RULES]
        help_texts = HELP

    def _post_clean(self) -> None:
        """Leave the model's checks to the action."""


class AmendForm(RulesForm):
    """Another version of the rules, with the chair's reason."""

    reason = forms.CharField(
        label=_("Lý do thay đổi"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ghi vào hồ sơ của hội đồng cùng ngày và người thay đổi."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["reason", *self.Meta.fields])
