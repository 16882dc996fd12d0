"""Forms on the way to the Ministry and back: fields only, the actions decide."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ReasonForm

from .models import NationalResult, Package, PackagePaper

UPLOADS = ("request_file", "council_report", "advisory_file", "decision_file")
PDF = {"accept": "application/pdf"}


def day_field(**facts: Any) -> forms.DateField:
    """Return a field for a day as Vietnamese write it, on every browser."""
    hints = {"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}
    return forms.DateField(widget=forms.DateInput(format="%d/%m/%Y", attrs=hints), **facts)


def pdf_field(label: Any, **facts: Any) -> forms.FileField:
    """Return a field for a scanned paper."""
    return forms.FileField(label=label, widget=forms.FileInput(attrs=PDF), **facts)


class PackageForm(forms.ModelForm):
    """The province's papers; whatever is not there yet may come later."""

    requested_on = day_field(label=_("Ngày văn bản đề nghị"), required=False)
    samples_sent = forms.IntegerField(
        label=_("Số sản phẩm mẫu gửi kèm"), min_value=0, max_value=99, initial=5
    )
    request_file = pdf_field(_("Văn bản đề nghị (PDF)"), required=False)
    council_report = pdf_field(_("Báo cáo đánh giá của Hội đồng cấp tỉnh (PDF)"), required=False)
    advisory_file = pdf_field(
        _("Báo cáo của Tổ tư vấn (PDF)"),
        required=False,
        help_text=_("Chỉ khi Tổ tư vấn chưa lập báo cáo, hoặc chưa kèm tệp, trên hệ thống."),
    )
    decision_file = pdf_field(
        _("Quyết định phê duyệt kết quả (PDF)"),
        required=False,
        help_text=_("Chỉ khi quyết định đã ban hành chưa kèm bản quét."),
    )

    class Meta:
        model = Package
        fields = ["request_no", "requested_on", "signer", "samples_sent"]
        help_texts = {"request_no": _("Ví dụ: 88/UBND-KTN")}

    field_order = [
        "request_no",
        "requested_on",
        "signer",
        "request_file",
        "council_report",
        "advisory_file",
        "decision_file",
        "samples_sent",
    ]

    def __init__(self, *args: Any, papers: Collection[str] = UPLOADS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in UPLOADS:
            self.initial.pop(name, None)
            if name not in papers:  # the list of Điều 6.3.b asks for less
                del self.fields[name]
        if "council_report" not in papers:
            self.fields["advisory_file"].label = _("Báo cáo của cơ quan quản lý OCOP (PDF)")
            self.fields["advisory_file"].help_text = _("Chỉ khi báo cáo chưa có trên hệ thống.")

    def _post_clean(self) -> None:
        """Leave the writing to the action."""


class PaperForm(forms.Form):
    """A confirmation of additional checks or tests."""

    title = PackagePaper._meta.get_field("title").formfield(
        help_text=_("Ví dụ: Phiếu kiểm nghiệm bổ sung số 12 ngày 03/8/2026.")
    )
    upload = pdf_field(_("Tệp (PDF)"))


class PaperSetForm(forms.Form):
    """The one paper set of Điều 7.3.e: when it went, and how."""

    on = day_field(label=_("Ngày gửi bộ hồ sơ giấy"))
    note = forms.CharField(
        label=_("Ghi chú"),
        max_length=300,
        required=False,
        help_text=_("Ví dụ: số bưu gửi, hoặc người nhận tại Bộ."),
    )


class ReceiveForm(forms.Form):
    """What came with the file."""

    samples = forms.IntegerField(label=_("Số sản phẩm mẫu đã nhận"), min_value=0, max_value=99)
    site_visited_on = day_field(
        label=_("Ngày khảo sát thực tế"),
        required=False,
        help_text=_("Nhóm dịch vụ du lịch: khảo sát thay cho sản phẩm mẫu."),
    )

    def __init__(self, *args: Any, asked: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asked is not None:  # a silent book takes either (R18)
            del self.fields["site_visited_on" if asked else "samples"]


class ReturnForm(forms.Form):
    """The Ministry's word to the province."""

    decision_no = forms.CharField(
        label=_("Số văn bản thông báo"), max_length=50, help_text=_("Ví dụ: 77/BNNMT-VPĐP")
    )
    decided_on = day_field(label=_("Ngày văn bản"))


class WayForm(forms.Form):
    """What the province makes of a result below 90 (Điều 7.4.g)."""

    way = forms.ChoiceField(label=_("Hướng xử lý"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, ways: tuple[NationalResult.Way, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = [(one.value, _upper(one.label)) for one in ways]


def _upper(text: Any) -> str:
    return str(text)[:1].upper() + str(text)[1:]


class ReopenForm(ReasonForm):
    """What the producer shall complete, and by when."""

    return_by = day_field(label=_("Hạn bổ sung"))
