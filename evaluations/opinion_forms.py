"""Forms of written opinions: fields only, the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from councils.forms import Dates
from councils.models import Sitting
from councils.states import SittingStatus

from .models import Evaluation


class OpinionForm(forms.Form):
    """What a member says with his sheet."""

    wants_meeting = forms.TypedChoiceField(
        label=gettext_lazy("Ý kiến của anh/chị"),
        choices=[
            ("0", gettext_lazy("Đồng ý với kết quả theo phiếu chấm của tôi")),
            ("1", gettext_lazy("Đề nghị họp trực tiếp")),
        ],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do đề nghị họp"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Bắt buộc khi đề nghị họp trực tiếp."),
    )


class DeadlineForm(Dates, forms.ModelForm):
    """A later deadline, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do gia hạn"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Ghi vào biên bản; thành viên chưa trả lời được báo hạn mới."),
    )

    class Meta:
        model = Sitting
        fields = ["answers_due"]
        labels = {"answers_due": gettext_lazy("Hạn trả lời mới (đến hết ngày)")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answers_due"].required = True

    def _post_clean(self) -> None:
        """Leave the model's checks to the action."""


class MeetingForm(forms.Form):
    """At which meeting of the council a product is judged."""

    sitting = forms.ModelChoiceField(
        Sitting.objects.none(), label=gettext_lazy("Phiên họp trực tiếp")
    )

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meetings = evaluation.sitting.council.sittings.real().filter(form=Sitting.Form.MEETING)
        field = self.fields["sitting"]
        field.queryset = meetings.exclude(status=SittingStatus.CLOSED)
        field.label_from_instance = lambda one: f"{one} · {one.place}"  # two on a day look alike
