"""What people say about products and steps 1 to 4; pages and API check by the same forms."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django import forms
from django.forms import fields_for_model
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.doors import composed, not_the_senders
from accounts.models import User
from accounts.permissions import Permission
from producers.forms import DAY_FORMATS
from producers.models import Producer
from regulations.models import ProductLine
from territories import clock

from .cycle import NO_ENTRY, Purpose, Step
from .cycle_actions import standing
from .models import BusinessPlan, Cycle, Idea, Product, ProductImage, ProductionReport
from .next_step import REQUIRED
from .product_actions import REVISABLE, frozen_by_file
from .sheet_actions import IDEA_FACTS, PLAN_FACTS, REPORT_FACTS

# What the portal itself writes: sent from outside, it is refused instead of passed over.
OURS = frozenset(
    {
        "appraised_at", "appraised_by", "by", "criteria_set", "handed_in_on", "outcome", "points",
        "procedure", "province", "round", "search", "slug", "sort", "star", "stars", "status",
        "step", "tenant", "total", "user",
    }
)  # fmt: skip


class StrictForm(forms.Form):
    """Texts in one spelling, days in the Vietnamese order, and nothing but its own fields."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(None if data is None else composed(data), *args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.input_formats = DAY_FORMATS()
                hints = {"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}
                field.widget = forms.DateInput(format="%d/%m/%Y", attrs=hints)

    def clean(self) -> dict[str, Any]:
        """Name what came along and is not the sender's to say."""
        cleaned = super().clean()
        if strange := self.never_sent() & set(self.data):
            self.add_error(None, not_the_senders(strange))
        return cleaned

    def never_sent(self) -> set[str]:
        """Return what the portal itself writes."""
        return OURS - set(self.fields)


def version_field() -> forms.IntegerField:
    """Return the version that the person saw; travels with every autosave."""
    hidden = forms.HiddenInput(attrs={"data-autosave-always": ""})
    return forms.IntegerField(min_value=0, widget=hidden, label=_("Phiên bản"))


def asks(model: Any, *names: str, rows: int = 4) -> Callable[[type], type]:
    """Give a form the model's own fields: label, help and checks stand there."""

    def add(form: type) -> type:
        found = of_model(model, *names, rows=rows)
        form.declared_fields = {**form.declared_fields, **found}
        form.base_fields = form.declared_fields
        return form

    return add


def of_model(model: Any, *names: str, rows: int = 4) -> dict[str, forms.Field]:
    """Return the model's fields as forms show them."""
    kinds = {name: model._meta.get_field(name).get_internal_type() for name in names}
    widgets = {
        name: forms.Textarea(attrs={"rows": rows})
        for name, kind in kinds.items()
        if kind == "TextField"
    }
    found = fields_for_model(model, fields=names, widgets=widgets)
    for name, field in found.items():
        field.label = capfirst(field.label)  # lazily: the reader's language is known later
        if kinds[name] == "DecimalField":
            field.localize = True
            field.widget = forms.TextInput(attrs={"inputmode": "numeric"})
            field.widget.is_localized = True
    return found


@asks(Product, "name", "description", "story", "is_new", rows=5)
class ProductForm(StrictForm):
    """What is said of a product."""

    line = forms.ModelChoiceField(
        label=_("Bộ sản phẩm"),
        queryset=ProductLine.objects.all(),
        to_field_name="number",
        help_text=_("Một trong 26 bộ của Quyết định 26/2026/QĐ-TTg."),
    )
    field_order = ("name", "line", "description", "story", "is_new")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line = self.fields["line"]
        line.label_from_instance = lambda one: f"{one.number}. {one.name}"
        line.widget.attrs |= {"data-combobox": "", "data-placeholder": _("Gõ tên nhóm hàng…")}
        self.fields["description"].help_text = _(
            "Quy cách, đóng gói, tiêu chuẩn; cần có khi nộp đăng ký."
        )
        self.fields["story"].help_text = _("Nguồn gốc, nghề, người làm ra; có thể viết sau.")


class RegisterProductForm(ProductForm):
    """A new product, whose it is, and whether it takes part this year."""

    producer = forms.ModelChoiceField(label=_("Chủ thể"), queryset=Producer.objects.none())
    upload = forms.FileField(
        label=_("Ảnh sản phẩm"),
        required=False,
        help_text=_("JPG, PNG hoặc WebP, đến 20 MB; thêm ảnh khác ở trang sản phẩm."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )
    cycle = forms.ModelChoiceField(
        label=_("Đăng ký tham gia"),
        queryset=Cycle.objects.none(),
        to_field_name="year",
        required=False,
        empty_label=_("Chưa tham gia chu trình nào"),
        error_messages={"invalid_choice": NO_ENTRY},
    )
    field_order = ("producer", "name", "line", "description", "story", "is_new", "upload", "cycle")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Producer.objects.visible_to(by, Permission.PRODUCT_EDIT)
        self.fields["producer"].queryset = mine.filter(status=Producer.Status.CONFIRMED)
        self.fields["producer"].widget.attrs |= {
            "data-combobox": "",
            "data-placeholder": _("Gõ tên chủ thể…"),
        }
        cycles = Cycle.objects.visible_to(by).open()
        self.fields["cycle"].queryset = cycles
        self.fields["cycle"].initial = cycles.values_list("year", flat=True).first()


class ReviseProductForm(ProductForm):
    """A change of what is said of a product."""

    version = version_field()

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        self.product = product
        super().__init__(*args, initial=self.current() | {"version": product.version}, **kwargs)
        for name, why in frozen_by_file(product).items():
            self.fields[name].help_text = why
            if name == "name":  # sent along, as it stands; a select box knows no such attribute
                self.fields[name].widget.attrs["readonly"] = True

    def current(self) -> dict[str, Any]:
        """Return what stands, as it would be sent."""
        facts = {name: getattr(self.product, name) for name in REVISABLE}
        return facts | {"line": self.product.line.number}


@asks(ProductImage, "caption")
class ImageForm(StrictForm):
    """One more picture."""

    upload = forms.FileField(
        label=_("Ảnh"),
        help_text=_("JPG, PNG hoặc WebP, đến 20 MB. Vị trí chụp và tên máy được xóa đi."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )


class EnrolForm(StrictForm):
    """Into which year's cycle, for the first time; the other ways begin at the certificate."""

    cycle = forms.ModelChoiceField(
        label=_("Chu trình"),
        queryset=Cycle.objects.none(),
        to_field_name="year",
        empty_label=None,
        error_messages={"invalid_choice": NO_ENTRY},
    )
    purpose = forms.ChoiceField(
        label=_("Lần đăng ký"),
        choices=[(Purpose.FIRST.value, Purpose.FIRST.label)],
        initial=Purpose.FIRST,
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cycle"].queryset = Cycle.objects.visible_to(by).open()

    def clean_purpose(self) -> str:
        """Take nothing said for the first time."""
        return self.cleaned_data["purpose"] or Purpose.FIRST


class SheetForm(StrictForm):
    """A paper of a step, as a draft: what is missing is asked for at the hand-in."""

    step: Step
    version = version_field()

    def __init__(self, *args: Any, paper: Any = None, **kwargs: Any) -> None:
        self.paper = paper
        version = paper.version if paper else 0
        super().__init__(*args, initial=self.current() | {"version": version}, **kwargs)
        for name, field in self.fields.items():
            if name in self.may_wait():
                field.required = False
                field.help_text = field.help_text or _("Cần có khi nộp.")

    @classmethod
    def may_wait(cls) -> Collection[str]:
        """Return the fields that only the hand-in asks for."""
        return REQUIRED[cls.step]

    def current(self) -> dict[str, Any]:
        """Return what stands."""
        names = [name for name in self.base_fields if name != "version"]
        return {name: getattr(self.paper, name) for name in names} if self.paper else {}


@asks(Idea, *IDEA_FACTS)
class IdeaForm(SheetForm):
    """The idea sheet."""

    step = Step.IDEA


@asks(BusinessPlan, *PLAN_FACTS)
class PlanForm(SheetForm):
    """The business plan."""

    step = Step.BUSINESS_PLAN


class AppraisalForm(StrictForm):
    """What the authority thinks of the plan."""

    version = version_field()
    appraisal = forms.CharField(
        label=_("Ý kiến thẩm định"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Tính khả thi, nguyên liệu, thị trường, vốn; điều cần lưu ý khi triển khai."),
    )

    def __init__(self, *args: Any, paper: BusinessPlan | None = None, **kwargs: Any) -> None:
        stands = {"version": paper.version, "appraisal": paper.appraisal} if paper else {}
        super().__init__(*args, initial=stands, **kwargs)


@asks(ProductionReport, *REPORT_FACTS)
class ReportForm(StrictForm):
    """One report on how the plan is carried out."""

    upload = forms.FileField(
        label=_("Tệp kèm theo"),
        required=False,
        help_text=_("PDF, ảnh, Word hoặc Excel, đến 20 MB."),
    )
    field_order = (*REPORT_FACTS, "upload")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reported_on"].initial = clock.today()


class VersionForm(StrictForm):
    """An act on a participation as the person saw it."""

    version = version_field()


class SendBackForm(VersionForm):
    """What must be added, and by when."""

    reason = forms.CharField(
        label=_("Nội dung cần bổ sung"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Chủ thể đọc nguyên văn phần này."),
    )
    return_by = forms.DateField(label=_("Hạn bổ sung"))


class WithdrawForm(VersionForm):
    """Why the product leaves the cycle."""

    reason = forms.CharField(
        label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class OpenCycleForm(StrictForm):
    """Which year."""

    year = forms.IntegerField(label=_("Năm"), min_value=2018, max_value=2100, localize=False)


class CloseCycleForm(StrictForm):
    """What there is to say on a year that is closed."""

    note = forms.CharField(
        label=_("Ghi chú"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def due_field(step: Step) -> forms.DateField:
    """Return the field of one step's due date."""
    label = format_lazy(_("Bước {number}. {step}"), number=step.value, step=step.label)
    return forms.DateField(label=label, required=False)


class DeadlinesForm(StrictForm):
    """The day by which each step should be done."""

    step_1 = due_field(Step.REGISTRATION)
    step_2 = due_field(Step.IDEA)
    step_3 = due_field(Step.BUSINESS_PLAN)
    step_4 = due_field(Step.PRODUCTION)
    step_5 = due_field(Step.EVALUATION)
    step_6 = due_field(Step.PROMOTION)
    known = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, cycle: Cycle | None = None, **kwargs: Any) -> None:
        self.cycle = cycle
        super().__init__(*args, initial=self.current(), **kwargs)

    def current(self) -> dict[str, Any]:
        """Return what stands."""
        if self.cycle is None:
            return {}
        days = {f"step_{one.step}": one.due_on for one in self.cycle.deadlines.all()}
        return days | {"known": standing(self.cycle)}

    def deadlines(self) -> dict[int, date | None]:
        """Return the days by step."""
        return {int(step): self.cleaned_data.get(f"step_{step.value}") for step in Step}


class RoundForm(StrictForm):
    """A round beyond those of the decree."""

    requests_before = forms.DateField(label=_("Nhận đề nghị của xã trước ngày"))
    held_before = forms.DateField(label=_("Đánh giá trước ngày"))
    reason = forms.CharField(
        label=_("Căn cứ và kế hoạch"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Điều 5.1: chỉ thêm đợt khi quy chế của Hội đồng có quy định và có kế hoạch."),
    )
