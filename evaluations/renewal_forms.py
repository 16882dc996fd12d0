"""Forms of a certificate's renewal: fields only, the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from products.cycle import NO_ENTRY, Purpose
from products.models import Cycle
from territories.texts import LONGEST_REASON

from .decision_forms import StandingForm
from .models import Certificate

PURPOSES = [(one.value, one.label) for one in (Purpose.UPGRADE, Purpose.RE_EVALUATION)]


class RenewForm(forms.Form):
    """Into which year's cycle, and which of the two."""

    purpose = forms.ChoiceField(
        label=_("Lần đăng ký"),
        choices=PURPOSES,
        widget=forms.RadioSelect,
        help_text=_("Nâng hạng: cần thay đổi so với lần trước. Đánh giá lại: có thể giảm hạng."),
    )
    cycle = forms.ModelChoiceField(
        label=_("Chu trình"),
        queryset=Cycle.objects.none(),
        to_field_name="year",
        empty_label=None,
        error_messages={"invalid_choice": NO_ENTRY},
    )

    def __init__(self, *args: Any, by: User, ways: tuple[Purpose, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = Cycle.objects.visible_to(by).open()
        # Whoever sends another one all the same is told the action's own reason.
        shown = [(one.value, one.label) for one in ways]
        self.fields["purpose"].widget.choices = shown
        if len(ways) == 1:
            self.fields["purpose"].initial = ways[0].value


class ExtendForm(StandingForm):
    """How far a certificate runs on, and on which decision."""

    class Meta(StandingForm.Meta):
        model = Certificate
        fields = ["extended_to"]
        widgets = {}

    decision_no = forms.CharField(label=_("Số quyết định"), max_length=50)
    decided_on = forms.DateField(label=_("Ngày quyết định"))
    reason = forms.CharField(
        label=_("Lý do"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["extended_to"].required = True
