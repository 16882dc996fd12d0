"""Forms of people and duties: fields only, the actions decide."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from territories import clock
from territories.models import AdminUnit, Province

from .models import Assignment, User
from .permissions import Role, roles_of_tenant


def _field(model: type, name: str, **over: Any) -> forms.Field:
    """Return the form field of a model's field: label, choices and limits come from the model."""
    return model._meta.get_field(name).formfield(**over)


class InvitationForm(forms.Form):
    """Who gets which duty, where and until when."""

    email = _field(User, "email")
    full_name = _field(User, "full_name")
    role = _field(Assignment, "role")
    unit = _field(
        Assignment, "unit", help_text=_("Cho cán bộ cấp xã, cấp huyện và lãnh đạo huyện.")
    )
    until = forms.DateField(
        label=_("Đến hết ngày"),
        required=False,
        help_text=_("Để trống nếu không có thời hạn."),
        widget=forms.DateInput(attrs={"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, province: Province, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [
            (role.value, role.label) for role in Role if role in roles_of_tenant(province.kind)
        ]
        units = AdminUnit.objects.filter(province=province, kind__gt=AdminUnit.Kind.PROVINCE)
        self.fields["unit"].queryset = units.on(clock.today())
        self.fields["unit"].widget.attrs["data-combobox"] = ""


class Versioned:
    """Mixed into a form on a record that several edit: it carries the version that was shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"] = forms.IntegerField(
            label=_("Bản đã xem"), initial=self.instance.version, widget=forms.HiddenInput
        )

    def show_version(self, version: int) -> None:
        """After a refusal as stale both values are on the page: the next save is meant."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = version


class ReasonForm(forms.Form):
    """A reason, for acts that must give one."""

    reason = forms.CharField(
        label=_("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class FirstPasswordForm(forms.Form):
    """The first password of an invited person."""

    password = forms.CharField(
        label=_("Mật khẩu"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Ít nhất 10 ký tự; một câu dễ nhớ là tốt nhất."),
    )
    again = forms.CharField(
        label=_("Nhập lại mật khẩu"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """Refuse two different passwords and a weak one."""
        cleaned = super().clean()
        password, again = cleaned.get("password"), cleaned.get("again")
        if password and again and password != again:
            self.add_error("again", _("Hai mật khẩu không giống nhau."))
        elif password:
            try:
                password_validation.validate_password(password, self.user)
            except forms.ValidationError as weak:
                self.add_error("password", weak)
        return cleaned
