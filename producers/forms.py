"""What a person may say about a producer, section by section; the API checks by the same forms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import formats
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.doors import NEVER_SENT, composed, not_the_senders
from accounts.models import User
from territories import clock
from territories.models import AdminUnit, Province

from .actions import FACTS, communes_for
from .contacts import phone_text
from .eligibility import LegalForm
from .models import Producer, ProducerMove, ProducerPermit
from .transfer_actions import communes_to

# In either language a day is written before its month: 05/03 is 5 March.
DAY_FORMATS = lazy(lambda: formats.get_format("DATE_INPUT_FORMATS", "vi"), list)


class StrictForm(forms.ModelForm):
    """Takes its own fields only: what the portal itself writes is refused, not passed over."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(None if data is None else composed(data), *args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.input_formats = DAY_FORMATS()
                field.widget = forms.DateInput(
                    format="%d/%m/%Y",
                    attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric"},
                )

    def clean(self) -> dict[str, Any]:
        """Name what came along and is not the sender's to say."""
        cleaned = super().clean()
        if strange := self.never_sent() & set(self.data):
            self.add_error(None, not_the_senders(strange))
        return cleaned

    def never_sent(self) -> set[str]:
        """Return what the portal itself writes."""
        own = {name for field in self._meta.model._meta.fields for name in _names(field)}
        return (own | NEVER_SENT) - set(self.fields)


def _names(field: Any) -> tuple[str, str]:
    return field.name, field.attname


class CommuneField(forms.ModelChoiceField):
    """A commune by its code of today; says why a code is not taken (R31)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=AdminUnit.objects.none(), to_field_name="code", **kwargs)

    def label_from_instance(self, unit: AdminUnit) -> str:
        """Name first: lists of communes are searched by it."""
        return f"{unit.name} ({unit.form})"

    def to_python(self, value: Any) -> AdminUnit | None:
        """Find the commune, or the reason."""
        if value in self.empty_values:
            return None
        code = str(value)
        found = self.queryset.filter(code=code).first() if code.isalnum() else None
        if found is None:
            raise forms.ValidationError(self._why_not(code), code="commune")
        return found

    def _why_not(self, code: str) -> Any:
        ever = AdminUnit.objects.communes().filter(code=code)
        if not (code.isalnum() and ever.exists()):
            return _("Không có xã, phường, đặc khu nào mang mã này.")
        if not ever.on(clock.today()).exists():
            return _("Đơn vị mang mã này không còn; hãy chọn đơn vị hiện nay.")
        return _("Đơn vị này ngoài địa bàn của anh/chị.")


@dataclass(frozen=True)
class Section:
    """One theme of a long form, and whether its part is done."""

    slug: str
    title: str
    hint: str
    rows: list[list[forms.BoundField]]
    is_required: bool
    is_done: bool
    has_errors: bool

    @property
    def is_open(self) -> bool:
        """Unfold what must be filled in or put right."""
        return self.is_required or self.has_errors


# slug, title, hint, rows of fields, whether its part is required.
SECTIONS = (
    (
        "chu-the",
        _("Chủ thể là ai"),
        _("Như trên giấy đăng ký; hộ chưa đăng ký thì ghi tên thường gọi."),
        (
            ("name",),
            ("legal_form", "tax_code"),
            ("registration_no", "registered_on"),
        ),
        True,
    ),
    (
        "lien-he",
        _("Ở đâu, liên hệ thế nào"),
        "",
        (("commune", "address"), ("phone", "email"), ("website",)),
        True,
    ),
    (
        "dai-dien",
        _("Người đại diện pháp luật"),
        _("Mẫu số 02 hỏi giới tính, dân tộc và địa chỉ thường trú của người đại diện."),
        (
            ("representative", "representative_title"),
            ("representative_gender", "representative_ethnicity"),
            ("representative_address",),
            ("is_women_led",),
        ),
        True,
    ),
    (
        "lao-dong",
        _("Lao động"),
        _("Số người làm thường xuyên; một người có thể thuộc nhiều nhóm. Chưa rõ thì để trống."),
        (
            ("workers", "workers_local"),
            ("workers_female", "workers_minority", "workers_disabled"),
        ),
        False,
    ),
    (
        "gioi-thieu",
        _("Lịch sử và tổ chức"),
        _("Hai mục 8 và 9 của Mẫu số 02; có thể bổ sung sau."),
        (("history",), ("organisation",)),
        False,
    ),
)


class RegisterForm(StrictForm):
    """All that Form 02, part I, asks of a new producer."""

    commune = CommuneField(label=_("Xã, phường, đặc khu"))
    website = Producer._meta.get_field("website").formfield(assume_scheme="https")
    confirm_duplicate = forms.BooleanField(
        label=_("Vẫn đăng ký: đây là một chủ thể khác"), required=False
    )

    class Meta:
        model = Producer
        fields = FACTS
        help_texts = {
            "tax_code": _("10 hoặc 13 chữ số; hộ, trang trại, tổ hợp tác dùng số định danh 12 số."),
            "legal_form": _("Hội, hiệp hội, trung tâm điều hành: chỉ cho sản phẩm du lịch."),
            "phone": _("Ví dụ 0905 123 456."),
            "history": _("Các giai đoạn hình thành và phát triển."),
        }
        widgets = {
            "history": forms.Textarea(attrs={"rows": 4}),
            "organisation": forms.Textarea(attrs={"rows": 4}),
            "representative_gender": forms.RadioSelect,
        }

    def __init__(
        self, data: Any = None, *args: Any, province: Province, by: User, **kwargs: Any
    ) -> None:
        kwargs["instance"] = Producer(province=province)
        super().__init__(data, *args, **kwargs)
        self._offer_communes(communes_for(by, province))
        self.fields["representative_gender"].choices = Producer.Gender.choices
        self.fields["legal_form"].choices = [("", _("Chọn loại hình")), *LegalForm.choices]
        for name, kind, hint in (("phone", "tel", "tel"), ("email", "email", "email")):
            self.fields[name].widget.input_type = kind
            self.fields[name].widget.attrs["autocomplete"] = hint
        self.fields["tax_code"].widget.attrs["inputmode"] = "numeric"

    def _offer_communes(self, units: QuerySet[AdminUnit]) -> None:
        field = self.fields["commune"]
        field.queryset = units
        field.widget.attrs |= {"data-combobox": "", "data-placeholder": _("Gõ tên xã, phường…")}
        only = list(units[:2])
        if len(only) == 1:
            field.empty_label = None
            self.initial.setdefault("commune", only[0])

    @property
    def asks_about_doubles(self) -> bool:
        """Tell whether to show the tick: only once somebody similar was found."""
        return "confirm_duplicate" in self.errors or bool(self["confirm_duplicate"].value())

    @property
    def candidates(self) -> list[Producer]:
        """Return who may be the same, of those the person sees."""
        refusals = self.errors.as_data().get("confirm_duplicate", ())
        return [one for refusal in refusals for one in (refusal.params or {}).get("seen", ())]

    @property
    def sections(self) -> Iterator[Section]:
        """Yield the form as a task list."""
        for slug, title, hint, rows, is_required in SECTIONS:
            bound = [[self[name] for name in row] for row in rows]
            flat = [field for row in bound for field in row]
            yield Section(
                slug,
                title,
                hint,
                bound,
                is_required=is_required,
                is_done=_is_done(flat, is_required),
                has_errors=self.is_bound and any(field.errors for field in flat),
            )


def _is_done(fields: list[forms.BoundField], is_required: bool) -> bool:
    """Required parts: all that must be there is; the others: something is."""
    if is_required:
        return all(field.value() for field in fields if field.field.required)
    return any(field.value() not in (None, "", "0", 0) for field in fields)


class ReviseForm(RegisterForm):
    """The same, for a producer that is there; it says which version it started from."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *args: Any, producer: Producer, **kwargs: Any) -> None:
        self.producer = producer
        initial = {name: getattr(producer, name) for name in FACTS}
        initial["phone"] = phone_text(producer.phone)
        kwargs["initial"] = initial | {"version": producer.version} | kwargs.get("initial", {})
        super().__init__(data, *args, **kwargs)

    def _offer_communes(self, units: QuerySet[AdminUnit]) -> None:
        super()._offer_communes(units)
        if not units.filter(pk=self.producer.commune_id).exists():
            # Its code may be another unit's today, so the unit of its day is kept by saying none.
            self.initial["commune"] = None
            self.fields["commune"].required = False
            self.fields["commune"].empty_label = _("Giữ nguyên: %(unit)s") % {
                "unit": self.producer.commune
            }

    def current(self) -> dict[str, Any]:
        """Return what stands now, as a form would send it; the version must be the sender's."""
        return {
            name: field.prepare_value(self[name].initial)
            for name, field in self.fields.items()
            if name != "version"
        }


class PermitForm(StrictForm):
    """A paper and its dates (R14)."""

    upload = forms.FileField(
        label=_("Bản chụp"), required=False, help_text=_("PDF hoặc ảnh, tối đa 20 MB.")
    )

    class Meta:
        model = ProducerPermit
        fields = ("kind", "number", "issuer", "issued_on", "expires_on")
        help_texts = {"expires_on": _("Để trống nếu giấy không ghi thời hạn.")}

    def __init__(self, data: Any = None, *args: Any, producer: Producer, **kwargs: Any) -> None:
        paper = ProducerPermit(province_id=producer.province_id, producer=producer)
        super().__init__(data, *args, instance=paper, **kwargs)
        kinds = [("", _("Chọn loại giấy")), *ProducerPermit.Kind.choices]
        self.fields["kind"].choices = kinds


class AccountForm(forms.Form):
    """Who shall act for the producer."""

    email = forms.EmailField(label=_("Thư điện tử"), max_length=254)
    full_name = forms.CharField(
        label=_("Họ và tên"), max_length=User._meta.get_field("full_name").max_length
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(None if data is None else composed(data), **kwargs)


class ProducerReasonForm(forms.Form):
    """Why: the one thing an act against somebody must say."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Chủ thể đọc được lý do này."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(None if data is None else composed(data), **kwargs)


class TransferForm(StrictForm):
    """To which commune, from which day, and why."""

    commune = CommuneField(label=_("Chuyển đến xã, phường, đặc khu"))

    class Meta:
        model = ProducerMove
        fields = ("commune", "moved_on", "reason")
        help_texts = {
            "reason": _("Ví dụ: sáp nhập xã theo Nghị quyết số …; chủ thể chuyển trụ sở.")
        }

    def __init__(self, data: Any = None, *args: Any, producer: Producer, **kwargs: Any) -> None:
        move = ProducerMove(province_id=producer.province_id, producer=producer)
        super().__init__(data, *args, instance=move, **kwargs)
        commune = self.fields["commune"]
        commune.queryset = communes_to(producer)
        commune.widget.attrs |= {"data-combobox": "", "data-placeholder": _("Gõ tên xã, phường…")}


class PlainForm(forms.Form):
    """Nothing to fill in: the button says it all."""
