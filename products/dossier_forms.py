"""What the producer is asked for a dossier; pages and API check by the same forms."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import fields_for_model
from django.utils.translation import gettext_lazy as _

from accounts.doors import composed, not_the_senders
from accounts.models import User
from files.models import StoredFile
from producers.forms import DAY_FORMATS
from producers.models import ProducerPermit
from regulations.models import Criterion, DossierPaper, Level

from . import dossier_actions, handin_actions, reuse_actions
from .completeness import OUTLOOK, RESULTS
from .dossier_facts import DossierFacts
from .models import Dossier, Evidence, Participation
from .reuse_actions import Reused

# What the portal itself writes: sent from outside, it is refused instead of passed over.
OURS = frozenset(
    {
        "by", "criteria_set", "handed_in_at", "handed_in_by", "outcome", "points", "procedure",
        "product_code", "province", "receipt_no", "round", "sha256", "snapshot", "star", "stars",
        "status", "step", "tenant", "total", "totals", "user", "written_by",
    }
)  # fmt: skip


class ActForm(forms.Form):
    """A form of one act on one dossier; `partial`: only the fields that came (autosave, PATCH)."""

    perform: Callable[[User], Any]  # of each form: calls the act

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        participation: Participation,
        partial: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(None if data is None else composed(data), files, **kwargs)
        self.participation = participation
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.input_formats = DAY_FORMATS()
                hints = {"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}
                field.widget = forms.DateInput(format="%d/%m/%Y", attrs=hints)
        if partial:
            came = {*self.data, *self.files, "version"}
            for name in [name for name in self.fields if name not in came]:
                del self.fields[name]

    @classmethod
    def fields_of(cls) -> dict[str, forms.Field]:
        """Return every field that the act may ask for; the schema tells them."""
        return cls.base_fields

    def clean(self) -> dict[str, Any]:
        """Name what came along and is not the sender's to say."""
        cleaned = super().clean()
        if strange := self.never_sent() & set(self.data):
            self.add_error(None, not_the_senders(strange))
        return cleaned

    def never_sent(self) -> set[str]:
        """Return what the portal itself writes."""
        return OURS - set(self.fields)


def of_model(model: Any, *names: str, **over: Any) -> dict[str, forms.Field]:
    """Return the model's own fields: label, help and checks stand there."""
    widgets = {
        name: forms.Textarea(attrs={"rows": 4})
        for name in names
        if model._meta.get_field(name).get_internal_type() == "TextField"
    }
    return fields_for_model(model, fields=names, widgets=widgets, **over)


DECLARED = [
    (kind, dict(ProducerPermit.Kind.choices)[kind]) for kind in dossier_actions.DECLARATIONS
]
HELP = {
    "production_result": _(
        "Tổ chức vùng nguyên liệu, công nghệ sản xuất, sơ chế, chế biến, đóng gói."
    ),
    "quality_result": _("Chất lượng, tiêu chuẩn, bao bì, nhãn mác, hình thức đóng gói."),
    "market_result": _("Bán ở đâu, qua kênh nào."),
    "business_result": _("Doanh thu, lợi nhuận."),
    "outlook": _("Định hướng phát triển sản phẩm, tổ chức sản xuất, thị trường thời gian tới."),
}
NOT_OF_SET = _("Tiêu chí này không thuộc bộ tiêu chí áp dụng.")
# Part of the dossier -> the fields that it writes.
TEXT_PARTS = {
    "mau-01": ("samples_promised",),
    "thong-tin-chung": ("declared",),
    "ket-qua": RESULTS,
    "ke-hoach": (OUTLOOK,),
}


class Ticks(forms.MultipleChoiceField):
    """Any number of ticks; autosave sends an empty text for none."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[str]:
        """Drop the empty text."""
        return [one for one in super().to_python(value) if one]


class TextsForm(ActForm):
    """What the producer says in Forms 01 and 02, one part at a time."""

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        facts: DossierFacts,
        part: str = "",
        **kwargs: Any,
    ) -> None:
        self.dossier = facts.dossier
        names = TEXT_PARTS[part] if part else dossier_actions.WRITABLE
        self.base_fields = self.fields_of(names)
        initial = {name: getattr(self.dossier, name) for name in (*names, "version")}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(data, files, **kwargs)
        for name in names:
            if name in self.fields and name in self.may_wait():
                self.fields[name].required = False

    @classmethod
    def may_wait(cls) -> Collection[str]:
        """Return the texts: only the hand-in asks for them."""
        return set(dossier_actions.WRITABLE) - {"samples_promised"}

    @classmethod
    def fields_of(cls, names: Any = dossier_actions.WRITABLE) -> dict[str, forms.Field]:
        """Return the version and the texts of some parts."""
        fields = {"version": forms.IntegerField(widget=forms.HiddenInput)}
        fields |= of_model(Dossier, *names, help_texts=HELP)
        fields["version"].widget.attrs["data-autosave-always"] = ""
        if "declared" in names:
            label = _("Đánh dấu vào mục tương ứng")
            fields["declared"] = Ticks(label=label, choices=DECLARED, required=False)
        return fields

    def perform(self, by: User) -> Dossier:
        """Write the texts."""
        return dossier_actions.write_texts(dossier=self.dossier, by=by, **self.cleaned_data)


class AnswerForm(ActForm):
    """A level of one criterion and why it is claimed; the points come with the level."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    level = forms.ModelChoiceField(
        Level.objects.none(),
        label=_("Mức tự đánh giá"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Hãy chọn một mức của chính tiêu chí này.")},
    )
    description = forms.CharField(
        label=_("Mô tả, chứng minh"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        facts: DossierFacts,
        criterion: Criterion,
        **kwargs: Any,
    ) -> None:
        self.dossier, self.criterion = facts.dossier, criterion
        known = facts.assessments.get(criterion.key)
        initial: dict[str, Any] = {"version": known.version if known else 0}
        if known:
            initial |= {"level": known.level_id, "description": known.description}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(data, files, **kwargs)
        self.fields["version"].widget.attrs["data-autosave-always"] = ""
        if "level" in self.fields:
            self.fields["level"].queryset = criterion.levels.all()

    def perform(self, by: User) -> Any:
        """Answer the criterion."""
        return dossier_actions.answer(
            dossier=self.dossier, criterion=self.criterion, by=by, **self.cleaned_data
        )


class CriterionField(forms.ModelChoiceField):
    """A criterion by its id, as a page names it, or by its key («A/1.1»), as answers are named."""

    by_key: Mapping[str, Criterion] = {}

    def to_python(self, value: Any) -> Criterion | None:
        """Find it among those of the set."""
        named = self.by_key.get(value) if isinstance(value, str) else None
        return super().to_python(named.pk if named else value)


class EvidenceForm(ActForm):
    """A file and what it proves: new, or one that is already there."""

    upload = forms.FileField(
        label=_("Tải tệp lên"),
        required=False,
        help_text=_("PDF, ảnh, Word hoặc Excel, tối đa 20 MB."),
    )
    existing = forms.ModelChoiceField(
        StoredFile.objects.none(),
        label=_("Hoặc chọn tệp đã có"),
        required=False,
        empty_label=_("không dùng tệp đã có"),
    )
    criterion = CriterionField(
        Criterion.objects.none(),
        label=_("Chứng minh cho tiêu chí"),
        required=False,
        empty_label=_("cả hồ sơ, không riêng tiêu chí nào"),
        error_messages={"invalid_choice": NOT_OF_SET},
    )
    paper = forms.ModelChoiceField(
        DossierPaper.objects.none(),
        label=_("Loại minh chứng"),
        required=False,
        empty_label=_("loại khác"),
        error_messages={"invalid_choice": _("Loại minh chứng này không thuộc quyết định áp dụng.")},
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, facts: DossierFacts, **kwargs: Any
    ) -> None:
        self.dossier = facts.dossier
        self.base_fields = self.fields_of()
        super().__init__(data, files, **kwargs)
        self._offer(facts)

    @classmethod
    def fields_of(cls) -> dict[str, forms.Field]:
        """Return what is asked of a paper."""
        return {**cls.base_fields, **of_model(Evidence, *dossier_actions.EVIDENCE_FACTS)}

    @classmethod
    def may_wait(cls) -> Collection[str]:
        """Return the title: without one the file's name stands."""
        return {"title"}

    def _offer(self, facts: DossierFacts) -> None:
        fields = self.fields
        if "criterion" in fields:
            fields["criterion"].queryset = facts.criteria_set.criteria.all()
            fields["criterion"].by_key = facts.criteria
            fields["criterion"].label_from_instance = lambda c: f"{c.part} {c.code}. {c.name_vi}"
        if "paper" in fields:
            fields["paper"].queryset = facts.procedure.regulation.papers.all()
        if "existing" in fields:
            files: QuerySet = dossier_actions.files_at_hand(facts.participation)
            fields["existing"].queryset = files
        if "title" in fields:
            fields["title"].required = False
            fields["title"].help_text = _("Để trống thì lấy tên tệp.")

    def perform(self, by: User) -> Evidence:
        """Attach the file."""
        return dossier_actions.attach_evidence(dossier=self.dossier, by=by, **self.cleaned_data)


class EvidenceReviseForm(EvidenceForm):
    """What is said of a paper that is attached; another file is another paper."""

    upload = existing = None
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, files: Any = None, *, evidence: Evidence, **kwargs: Any
    ) -> None:
        self.evidence = evidence
        names = (*dossier_actions.EVIDENCE_FACTS, "criterion", "paper", "version")
        initial = {name: getattr(evidence, name) for name in names}
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(data, files, **kwargs)
        if "title" in self.fields:
            self.fields["title"].required = True
            self.fields["title"].help_text = ""

    def perform(self, by: User) -> Evidence:
        """Correct the paper's facts."""
        return dossier_actions.revise_evidence(evidence=self.evidence, by=by, **self.cleaned_data)


class SignedFormForm(ActForm):
    """The Form 01 that the producer signed, when an officer hands in for him."""

    upload = forms.FileField(label=_("Mẫu số 01 đã ký"), help_text=_("PDF hoặc ảnh chụp."))

    def perform(self, by: User) -> Dossier:
        """Keep the signed form."""
        dossier = Dossier.objects.get(participation=self.participation)
        return dossier_actions.attach_signed_form(dossier=dossier, by=by, **self.cleaned_data)


class ReuseForm(ActForm):
    """Nothing to fill in: what was judged before is taken over."""

    def perform(self, by: User) -> Reused:
        """Take it over."""
        return reuse_actions.reuse_previous(participation=self.participation, by=by)


class HandInForm(ActForm):
    """The producer's word for what he hands in, as Form 01 has it."""

    agreed = forms.BooleanField(
        label=_(
            "Cam đoan những thông tin trong Phiếu đăng ký là đúng sự thật, chịu trách nhiệm trước"
            " Hội đồng và pháp luật về Hồ sơ đăng ký đánh giá, phân hạng sản phẩm."
        ),
        error_messages={"required": _("Hãy đánh dấu lời cam đoan.")},
    )

    def perform(self, by: User) -> Any:
        """Hand in."""
        return handin_actions.hand_in(participation=self.participation, by=by)
