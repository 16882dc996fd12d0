"""Forms of decisions, certificates and the product page: fields only, the actions decide."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms import Versioned
from councils.forms import Dates
from products.models import ProductImage

from .awards import counting, star_to_decide
from .models import CertificateAct, Decision, Evaluation, ProductPage
from .scoring import shown_mean


def result_label(row: Evaluation) -> str:
    """Name a result by product, producer, mean and star."""
    parts = [row.product_name, row.producer_name]
    found = counting(row)
    if found.sheet_count:
        mean = shown_mean(found.points_sum, found.sheet_count)
        is_own = found is row
        words = gettext("%(mean)s điểm") if is_own else gettext("%(mean)s điểm (HĐ trung ương)")
        parts.append(words % {"mean": mean})
    star = star_to_decide(row) or row.star
    if star:
        parts.append(gettext("%(star)s sao") % {"star": star})
    return " · ".join(parts)


class ResultsField(forms.ModelMultipleChoiceField):
    """Concluded results to choose from."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Evaluation) -> str:
        """Name the result."""
        return result_label(obj)


class DraftForm(forms.Form):
    """A draft: its subject and the results it decides on."""

    title = Decision._meta.get_field("title").formfield(
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Ví dụ: Công nhận kết quả đánh giá, phân hạng sản phẩm OCOP đợt 2 năm 2026."),
    )
    evaluations = ResultsField(
        label=_("Kết quả đưa vào danh sách kèm theo"), queryset=Evaluation.objects.none()
    )

    def __init__(self, *args: Any, results: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evaluations"].queryset = results


class LinesForm(forms.Form):
    """More results for a draft."""

    evaluations = ResultsField(label=_("Kết quả"), queryset=Evaluation.objects.none())

    def __init__(self, *args: Any, results: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evaluations"].queryset = results


class TitleForm(Versioned, forms.ModelForm):
    """The subject of a draft."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].required = False  # a page that stood open from before has none

    class Meta:
        model = Decision
        fields = ["title"]
        widgets = {"title": forms.Textarea(attrs={"rows": 2})}


class PassUpForm(Dates, forms.Form):
    """A district's request that its province judge a product."""

    request_no = forms.CharField(label=_("Số văn bản đề nghị"), max_length=50)
    requested_on = forms.DateField(label=_("Ngày văn bản đề nghị"))
    signer = forms.CharField(label=_("Người ký"), max_length=150)


class IssueForm(Dates, forms.Form):
    """Number, day and signer of the paper that the office issued."""

    number = forms.CharField(
        label=_("Số quyết định"), max_length=50, help_text=_("Ví dụ: 1234/QĐ-UBND")
    )
    signed_on = forms.DateField(
        label=_("Ngày ký"), help_text=_("Giấy chứng nhận có giá trị 36 tháng từ ngày này.")
    )
    signer = forms.CharField(label=_("Người ký"), max_length=150)
    signer_title = forms.CharField(
        label=_("Chức vụ người ký"),
        max_length=150,
        help_text=_("In trên giấy chứng nhận. Hai dòng thì cách bằng dấu /: KT. Chủ tịch / Phó…"),
    )
    upload = forms.FileField(
        label=_("Bản quét quyết định (PDF)"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
    )


class _ActForm(Dates, forms.ModelForm):
    """What every act rests on; the model's constraints are the action's business."""

    class Meta:
        model = CertificateAct
        fields = ["decision_no", "decided_on", "reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def _post_clean(self) -> None:
        """Leave the model's checks to the action, which knows the certificate."""


class StandingForm(_ActForm):
    """Suspending and restoring."""


class RevokeForm(_ActForm):
    """Revoking: one of the six grounds of Article 8, and when it was found."""

    class Meta(_ActForm.Meta):
        fields = ["ground", "found_on", "decision_no", "decided_on", "reason"]
        help_texts = {
            "found_on": _("Quyết định thu hồi phải ban hành trong 15 ngày từ ngày này (Điều 8.4).")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"] = forms.ChoiceField(
            label=_("Căn cứ thu hồi (Điều 8.1)"),
            choices=[(one.value, f"{one.value}) {one.label}") for one in CertificateAct.Ground],
            widget=forms.RadioSelect,
        )
        self.fields["found_on"].required = True


class ImagesField(forms.ModelMultipleChoiceField):
    """Pictures of the product to choose from."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: ProductImage) -> str:
        """Show the picture small, with its caption, else the name of its file."""
        where = {"province": obj.province.slug, "pk": obj.product_id, "image": obj.pk}
        return format_html(
            '<img class="choice-picture" src="{}" alt="" width="120" height="90"> {}',
            reverse("image_small", kwargs=where),
            obj.caption or obj.file.name,
        )


class PageForm(Versioned, forms.ModelForm):
    """The product page: how to reach the maker, where to buy, the story, the pictures."""

    images = ImagesField(
        label=_("Ảnh"), queryset=ProductImage.objects.none(), help_text=_("Từ 1 đến 8 ảnh.")
    )

    class Meta:
        model = ProductPage
        fields = ["contact", "where_to_buy", "story"]
        widgets = {
            "where_to_buy": forms.Textarea(attrs={"rows": 4}),
            "story": forms.Textarea(attrs={"rows": 8}),
        }
        help_texts = {
            "contact": _("Ai cũng đọc được: số bán hàng, thư điện tử, trang mạng của cơ sở."),
            "where_to_buy": _("Mỗi nơi một dòng: cửa hàng, chợ, điểm bán OCOP, sàn thương mại."),
        }

    def __init__(self, *args: Any, pictures: QuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["images"].queryset = pictures
        self.fields["contact"].required = self.fields["where_to_buy"].required = True

    def _post_clean(self) -> None:
        """Leave the writing to the action."""


class CheckForm(forms.Form):
    """The code on a certificate."""

    code = forms.CharField(
        label=_("Mã tra cứu"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("16 ký tự in cạnh mã QR. Gõ hoa hay thường, có dấu gạch hay không đều được."),
    )
