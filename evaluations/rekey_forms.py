"""What the secretary sends with a typed paper sheet beside its marks: fields only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class RekeyForm(forms.Form):
    """The scan, the reason, the number on the paper."""

    scan = forms.FileField(
        label=_("Bản quét phiếu giấy đã ký"),
        required=False,
        help_text=_("PDF hoặc ảnh chụp đủ các trang, có chữ ký của thành viên; tối đa 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
    )
    note = forms.CharField(
        label=_("Lý do nhập lại"),
        required=False,
        max_length=300,
        help_text=_("Ví dụ: mất mạng, thiết bị của thành viên hỏng."),
    )
    printed = forms.CharField(
        label=_("Số phiếu giấy"),
        required=False,
        max_length=20,
        help_text=_("Ghi dưới mã QR của phiếu; bỏ trống nếu phiếu không in từ hệ thống."),
    )

    def __init__(self, *args: Any, keeps_scan: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if keeps_scan:
            self.fields["scan"].help_text = _("Bỏ trống thì dùng lại bản quét của lần nhập trước.")


class CodeForm(forms.Form):
    """The number of a paper sheet, typed where no camera is at hand."""

    code = forms.CharField(label=_("Số phiếu giấy"), max_length=20)
