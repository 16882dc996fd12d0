"""Forms on the agenda and its products: fields only, the actions decide."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import Versioned
from councils.forms import Dates
from councils.models import Council, Sitting
from products.models import Submission

from .models import AdvisoryReport, Panel
from .out_of_round import outside_words
from .readiness import waiting_for_a_council


class SubmissionChoice(forms.ModelMultipleChoiceField):
    """A submission by its product and producer, and why it is outside its round."""

    outside: Mapping[int, str] = {}

    def label_from_instance(self, obj: Submission) -> str:
        """Name the product, the producer and the code."""
        name = f"{obj.product_name} · {obj.producer_name} · {obj.product_code}"
        words = self.outside.get(obj.pk)
        return f"{name} · {words}" if words else name


class AgendaForm(forms.Form):
    """Which dossiers come before the council."""

    submissions = SubmissionChoice(
        Submission.objects.none(),
        label=gettext_lazy("Hồ sơ đã được tỉnh tiếp nhận"),
        widget=forms.CheckboxSelectMultiple,
    )
    outside_round = forms.CharField(
        label=gettext_lazy("Căn cứ đánh giá ngoài đợt"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Chỉ cho hồ sơ ngoài đợt: quy chế của Hội đồng có quy định đợt bổ sung và kế hoạch nào"
            " (Điều 5). Ghi vào biên bản."
        ),
    )

    def __init__(self, *args: Any, sitting: Sitting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, waiting = self.fields["submissions"], waiting_for_a_council(sitting)
        field.queryset = waiting
        told = ((one.pk, outside_words(one, sitting)) for one in waiting)
        field.outside = {key: words for key, words in told if words}
        if not field.outside:
            del self.fields["outside_round"]
        if sitting.council.level == Council.Level.NATIONAL:
            self.fields["submissions"].label = _("Hồ sơ của các tỉnh đã được Bộ tiếp nhận")


class BeginForm(forms.Form):
    """Begin to score, with a reason where a warning asks for one."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do vẫn chấm"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PlaceForm(forms.Form):
    """How a member stands to one product."""

    state = forms.ChoiceField(label=gettext_lazy("Trạng thái"), choices=Panel.State)
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Bắt buộc khi vắng hoặc không tham gia; ghi vào biên bản."),
    )

    def __init__(self, *args: Any, place: Panel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"state": place.state, "reason": place.reason}
        if place.evaluation.sitting.is_written:  # absent is who has not answered at the close
            offered = [one for one in Panel.State.choices if one[0] != Panel.State.ABSENT]
            self.fields["state"].choices = offered
            self.fields["reason"].help_text = _("Bắt buộc khi không tham gia; ghi vào biên bản.")


class AdvisoryForm(Versioned, Dates, forms.ModelForm):
    """The advisory team's report."""

    upload = forms.FileField(label=gettext_lazy("Tệp báo cáo (PDF, ảnh, Word)"), required=False)

    class Meta:
        model = AdvisoryReport
        fields = ["text", "site_visited_on"]

    def _post_clean(self) -> None:
        """Leave the model's checks to the action."""


class RulingForm(forms.Form):
    """What the council concludes on one condition."""

    stands = forms.TypedChoiceField(
        label=gettext_lazy("Hội đồng kết luận"),
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do ghi biên bản"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, is_minimum: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        yes = _("Đạt yêu cầu tối thiểu") if is_minimum else _("Sản phẩm bị loại vì điều kiện này")
        choices = [("1", yes)]
        if is_minimum:
            choices.append(("0", _("Không đạt yêu cầu tối thiểu")))
        self.fields["stands"].choices = choices


class AnswerForm(forms.Form):
    """The secretary's answer to the controller."""

    answer = forms.CharField(
        label=gettext_lazy("Nội dung giải trình"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
