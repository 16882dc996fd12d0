"""Forms of councils and sittings: fields only, the actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import Versioned
from accounts.models import User
from territories.models import AdminUnit, Province

from .models import Adviser, Council, Member, Sitting


class Dates:
    """Days are written as Vietnamese do, on every browser."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                hints = {"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}
                field.widget = forms.DateInput(format="%d/%m/%Y", attrs=hints)


class CouncilForm(Dates, forms.ModelForm):
    """A new council: its decision and its operating rules."""

    class Meta:
        model = Council
        fields = [
            "level",
            "unit",
            "name",
            "decision_no",
            "established_on",
            "rules_no",
            "quorum_numerator",
            "quorum_denominator",
            "spread_mode",
            "spread_limit",
            "notice_days",
        ]
        help_texts = {
            "unit": _("Chỉ với hội đồng cấp huyện (quy trình trước 01/7/2025)."),
            "quorum_numerator": _("Ví dụ 3 trên 4: có 9 thành viên thì ít nhất 7 người họp."),
            "spread_limit": _("Chênh quá mức này thì hội đồng thảo luận và chấm lượt 2."),
            "notice_days": _("Thành viên phải có hồ sơ trước phiên họp chừng ấy ngày."),
        }

    def __init__(
        self, *args: Any, province: Province, own: list[int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        levels = levels_of(province) if own is None else [Council.Level.DISTRICT]
        self.fields["level"].choices = [(one.value, one.label) for one in levels]
        districts = AdminUnit.objects.filter(province=province, kind=AdminUnit.Kind.DISTRICT)
        self.fields["unit"].queryset = districts if own is None else districts.filter(pk__in=own)
        if own is not None:
            self.fields["unit"].initial = districts.filter(pk__in=own).first()
        if province.kind == Province.Kind.MINISTRY:
            del self.fields["unit"]

    def _post_clean(self) -> None:
        """Leave the model's checks to the action, which knows the province."""


def levels_of(province: Province) -> list[Council.Level]:
    """Return the levels whose councils a tenant keeps, today's first."""
    if province.kind == Province.Kind.MINISTRY:
        return [Council.Level.NATIONAL]
    return [Council.Level.PROVINCIAL, Council.Level.DISTRICT]


class CouncilRevisionForm(Versioned, Dates, forms.ModelForm):
    """Corrections of a council's data; its level stays, its rules have their own page."""

    class Meta(CouncilForm.Meta):
        fields = ["name", "decision_no", "established_on", "rules_no"]

    _post_clean = CouncilForm._post_clean


class _SeatForm(forms.ModelForm):
    """A person by e-mail address; who has no account is invited."""

    email = User._meta.get_field("email").formfield(label=_("Thư điện tử"))
    full_name = User._meta.get_field("full_name").formfield(
        label=_("Họ và tên"),
        required=False,
        help_text=_("Cần khi người này chưa có tài khoản; thư mời sẽ được gửi."),
    )

    _post_clean = CouncilForm._post_clean


class MemberForm(_SeatForm):
    """A new member."""

    class Meta:
        model = Member
        fields = ["email", "full_name", "title", "organisation", "scores"]
        help_texts = {
            "scores": _(
                "Thư ký chấm điểm hay không là theo quy chế của hội đồng, không theo ô này."
            )
        }


class AdviserForm(_SeatForm):
    """A new member of the advisory team."""

    class Meta:
        model = Adviser
        fields = ["email", "full_name", "organisation", "leads"]


class SittingForm(Dates, forms.ModelForm):
    """A sitting's day and place."""

    class Meta:
        model = Sitting
        fields = ["held_on", "place", "files_sent_on"]

    _post_clean = CouncilForm._post_clean


class SittingRevisionForm(Versioned, SittingForm):
    """Another day or place of a planned sitting."""


class WrittenRoundForm(Dates, forms.ModelForm):
    """A round of written opinions: from when to when."""

    class Meta:
        model = Sitting
        fields = ["held_on", "answers_due", "files_sent_on"]
        labels = {
            "held_on": _("Ngày bắt đầu lấy ý kiến"),
            "answers_due": _("Hạn trả lời (đến hết ngày)"),
        }
        help_texts = {
            "answers_due": _(
                "Sau ngày này hệ thống không nhận phiếu nữa. Kết quả phải có trong 45 ngày từ ngày"
                " nhận đủ hồ sơ (Điều 7.6.g)."
            ),
            "files_sent_on": _("Bỏ trống nếu gửi hồ sơ cùng lúc với phiếu lấy ý kiến."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answers_due"].required = True

    _post_clean = CouncilForm._post_clean


class RoundRevisionForm(Versioned, WrittenRoundForm):
    """Other days of a planned round of written opinions."""


class PresidingForm(forms.Form):
    """Who presides in the chair's place."""

    member = forms.ModelChoiceField(
        Member.objects.none(),
        label=_("Người chủ trì"),
        required=False,
        empty_label=_("Chủ tịch hội đồng"),
    )

    def __init__(self, *args: Any, sitting: Sitting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        deputies = sitting.council.members.filter(title=Member.Title.DEPUTY)
        self.fields["member"].queryset = deputies.select_related("user")


class RollForm(forms.Form):
    """Who is there: a box and a reason for every member."""

    def __init__(self, *args: Any, sitting: Sitting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        called = {row.member_id: row for row in sitting.attendance.all()}
        self.members = list(sitting.council.members.select_related("user"))
        for member in self.members:
            row = called.get(member.pk)
            self.fields[f"present_{member.pk}"] = forms.BooleanField(
                label=str(member), required=False, initial=row.is_present if row else True
            )
            self.fields[f"reason_{member.pk}"] = forms.CharField(
                label=_("Lý do vắng của %(who)s") % {"who": member.user},
                required=False,
                max_length=200,
                initial=row.reason if row else "",
            )

    def rows(self) -> list[tuple[Member, forms.BoundField, forms.BoundField]]:
        """Pair the two fields of each member, for the page."""
        return [(m, self[f"present_{m.pk}"], self[f"reason_{m.pk}"]) for m in self.members]

    def absent(self) -> dict[int, str]:
        """Return who is away, and why."""
        return {
            m.pk: self.cleaned_data[f"reason_{m.pk}"]
            for m in self.members
            if not self.cleaned_data[f"present_{m.pk}"]
        }
