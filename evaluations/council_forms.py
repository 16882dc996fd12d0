"""Forms on interests, the discussion and reopenings: fields only, the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import DiscussionNote, InterestAnswer


def _reason(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
    )


class ProducerInterestForm(forms.Form):
    """An interest in a producer: all its products on the agenda."""

    producer = forms.ChoiceField(label=_("Chủ thể"))
    reason = _reason(
        _("Lý do"), _("Ví dụ: người nhà làm tại cơ sở này, tôi góp vốn, tôi tư vấn hồ sơ này.")
    )
    is_doubtful = forms.BooleanField(
        label=_("Tôi không chắc: đề nghị Chủ tịch kết luận"), required=False
    )

    def __init__(
        self, *args: Any, producers: list[tuple[str, str]], is_by_code: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if is_by_code:
            del self.fields["is_doubtful"]  # a name could be tried at no cost
        self.fields["producer"].choices = [("", "—"), *producers]


class InterestAnswerForm(forms.Form):
    """What is decided on an interest."""

    verdict = forms.ChoiceField(
        label=_("Kết luận"), choices=InterestAnswer.Verdict, widget=forms.RadioSelect
    )
    reason = _reason(_("Lý do"), _("Bắt buộc khi thành viên vẫn tham gia hoặc chuyển Chủ tịch."))

    def __init__(self, *args: Any, may_refer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        verdict = self.fields["verdict"]
        verdict.choices = [one for one in verdict.choices if one[0] != "referred"]
        if may_refer:
            verdict.choices += [("referred", _("không chắc: chuyển Chủ tịch kết luận"))]


class DiscussionForm(forms.ModelForm):
    """A member's note for the discussion."""

    class Meta:
        model = DiscussionNote
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "maxlength": 1000})}
        help_texts = {
            "text": _("Nói về tiêu chí và minh chứng; không ghi điểm. Cả hội đồng đọc được.")
        }


class ReopenForm(forms.Form):
    """Why a sheet is scored anew."""

    reason = _reason(_("Lý do mở lại phiếu"), _("Ghi vào biên bản cùng tên hai người mở lại."))
