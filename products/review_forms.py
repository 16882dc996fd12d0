"""What the offices are asked after the hand-in; pages and API check by the same forms."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User

from . import review_actions
from .dossier_forms import ActForm, of_model
from .holding import is_at_district
from .models import CommuneReport, Dossier, Participation, SampleReceipt


class ReceiveForm(ActForm):
    """The commune's box of Form 01."""

    register_no = forms.CharField(label=_("Số phiếu đăng ký"), max_length=30)
    paper_set_received_on = forms.DateField(
        label=_("Ngày nhận 01 bộ hồ sơ giấy"),
        required=False,
        help_text=_("Để trống nếu bộ giấy chưa tới; ghi trước khi chuyển lên tỉnh."),
    )

    def perform(self, by: User) -> Dossier:
        """Enter in the register."""
        return review_actions.receive_dossier(
            participation=self.participation, by=by, **self.cleaned_data
        )


REPORT_HELP = {
    "materials": _(
        "Mô tả của chủ thể và đánh giá tình hình sử dụng nguyên liệu thực tế trên địa bàn."
    ),
    "labour": _("Mô tả của chủ thể và đánh giá tình hình sử dụng lao động địa phương thực tế."),
    "idea_origin": _("Sản phẩm truyền thống hay mới, dựa trên thực tế của địa phương."),
    "identity": _(
        "Giá trị văn hóa, tri thức bản địa, kinh nghiệm và phương thức sản xuất đặc trưng tạo nên"
        " sự khác biệt."
    ),
    "met_on": _("Chỉ khi Chủ tịch UBND cấp xã thấy cần họp lấy ý kiến."),
    "components_complete": _("Mẫu số 01, Mẫu số 02 và tài liệu minh chứng kèm theo."),
}


class ReportForm(ActForm):
    """Form 03."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        report: CommuneReport | None,
        former: CommuneReport | None = None,
        **kwargs: Any,
    ) -> None:
        names = review_actions.REPORT_FACTS
        self.base_fields = self.fields_of()
        self.base_fields["version"].widget.attrs["data-autosave-always"] = ""
        source = report or former  # a new hand-in starts from the words of the last report
        initial = {name: getattr(source, name) for name in names} if source else {}
        kwargs["initial"] = initial | {"version": report.version if report else 0}
        super().__init__(data, files, **kwargs)
        for name in self.may_wait():
            if name in self.fields:
                self.fields[name].required = False

    @classmethod
    def may_wait(cls) -> Collection[str]:
        """Return what a draft may leave open; the request may not."""
        return review_actions.ASSESSMENTS

    @classmethod
    def fields_of(cls) -> dict[str, forms.Field]:
        """Return what Form 03 asks for."""
        own = of_model(CommuneReport, *review_actions.REPORT_FACTS, help_texts=REPORT_HELP)
        return {**cls.base_fields, **own}

    def perform(self, by: User) -> CommuneReport:
        """Write Form 03."""
        return review_actions.write_report(
            participation=self.participation, by=by, **self.cleaned_data
        )


class ForwardForm(ActForm):
    """The commune's request to the province."""

    request_no = forms.CharField(label=_("Số văn bản đề nghị"), max_length=50)
    requested_on = forms.DateField(label=_("Ngày văn bản đề nghị"))
    signer = forms.CharField(label=_("Người ký"), max_length=150)
    upload = forms.FileField(
        label=_("Bản chụp văn bản đã ký"), required=False, help_text=_("PDF hoặc ảnh chụp.")
    )

    def perform(self, by: User) -> Participation:
        """Forward to the province."""
        return review_actions.forward_dossier(
            participation=self.participation, by=by, **self.cleaned_data
        )


class SendBackDossierForm(ActForm):
    """What must be added, and by when."""

    reason = forms.CharField(
        label=_("Nội dung cần bổ sung"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Chủ thể đọc được nội dung này."),
    )
    return_by = forms.DateField(label=_("Hạn bổ sung"))

    def perform(self, by: User) -> Participation:
        """Send back."""
        return review_actions.send_back_dossier(
            participation=self.participation, by=by, **self.cleaned_data
        )


class CheckForm(ActForm):
    """The province's format check."""

    is_accepted = forms.TypedChoiceField(
        label=_("Kết quả kiểm tra"),
        choices=[("yes", _("Đủ, tiếp nhận")), ("no", _("Chưa đủ, trả lại bổ sung"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    register_no = forms.CharField(
        label=_("Số phiếu đăng ký của tỉnh"), max_length=30, required=False
    )
    paper_set_received_on = forms.DateField(label=_("Ngày nhận 01 bộ hồ sơ giấy"), required=False)
    note = forms.CharField(
        label=_("Nhận xét, nội dung cần bổ sung"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    return_by = forms.DateField(
        label=_("Hạn bổ sung"), required=False, help_text=_("Chỉ khi trả lại bổ sung.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_at_district(self.participation):
            self.fields["register_no"].label = _("Số phiếu đăng ký của huyện")

    def perform(self, by: User) -> Participation:
        """Record the check."""
        return review_actions.check_dossier(
            participation=self.participation, by=by, **self.cleaned_data
        )


class SamplesForm(ActForm):
    """Samples as received; for tourism the visit."""

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        needs_samples: bool | None = True,
        **kwargs: Any,
    ) -> None:
        names = ("count", "received_on") if needs_samples else ("site_visited_on",)
        if needs_samples is None:  # the older books are silent: samples, or the visit (R18)
            names = ("count", "received_on", "site_visited_on")
        self.base_fields = self.fields_of(names)
        super().__init__(data, files, **kwargs)

    @classmethod
    def fields_of(
        cls, names: Iterable[str] = ("count", "received_on", "site_visited_on")
    ) -> dict[str, forms.Field]:
        """Return what is asked of samples, of a visit, or of both."""
        return of_model(SampleReceipt, *names, "note")

    def perform(self, by: User) -> SampleReceipt:
        """Log them."""
        return review_actions.record_samples(
            participation=self.participation, by=by, **self.cleaned_data
        )
