"""Producers as the API shows them, and what its acts take: checked by the pages' own forms."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from rest_framework import serializers
from rest_framework.settings import api_settings

from ocop_portal.api import NOT_TAKEN, Acts

from .actions import FACTS
from .contacts import masked_email, masked_phone, masked_tax_code
from .models import Producer, ProducerMove, ProducerPermit

SEVERAL = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)
# A truth value of JSON, or as a form that brings files says it; nothing: not ticked.
YES_OR_NO = frozenset({"true", "false", "on", ""})
HIDDEN = ("address", "representative_address")
# For the schema: what a form field is to the API; the first that fits.
KINDS = (
    (forms.FileField, serializers.FileField),
    (forms.BooleanField, serializers.BooleanField),
    (forms.DecimalField, serializers.CharField),
    (forms.IntegerField, serializers.IntegerField),
    (forms.DateField, serializers.DateField),
    (forms.EmailField, serializers.EmailField),
    (forms.Field, serializers.CharField),
)


class FormSerializer(serializers.Serializer):
    """Input of an act: the form checks it, so both doors say the same in the same words."""

    form_class: type[forms.BaseForm]

    def get_fields(self) -> dict[str, serializers.Field]:
        """Describe the form's fields for the schema."""
        form = self.form_class
        fields = form.fields_of() if hasattr(form, "fields_of") else form.base_fields
        may_wait = form.may_wait() if hasattr(form, "may_wait") else ()
        described = {
            name: described_field(field, is_required=field.required and name not in may_wait)
            for name, field in fields.items()
        }
        told = super().get_fields()
        return told | described | told

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return what the form made of it; of a partial input only what was sent."""
        if not isinstance(data, Mapping):
            words = self.error_messages["invalid"].format(datatype=type(data).__name__)
            raise serializers.ValidationError({api_settings.NON_FIELD_ERRORS_KEY: [words]})
        form = self.form_class(**self.context.get("form", {}))
        if wrong := wrong_shapes(data, form.fields) | unknown_names(data, form, self.fields):
            raise serializers.ValidationError(wrong)
        sent = dict(data.items())
        known = form.current() if self.partial else {}
        files = {name: value for name, value in sent.items() if isinstance(value, UploadedFile)}
        bound = self.form_class(known | sent, **self._files(files), **self.context.get("form", {}))
        if not bound.is_valid():
            raise serializers.ValidationError(_messages(bound))
        return {
            name: value
            for name, value in bound.cleaned_data.items()
            if not self.partial or name in sent
        }

    def _files(self, files: dict[str, UploadedFile]) -> dict[str, Any]:
        return {"files": files} if files else {}


def described_field(field: forms.Field, *, is_required: bool) -> serializers.Field:
    """Return what a form field is to the API; nothing (null, "") stands for what may be missing."""
    about = {"required": is_required, "help_text": field.help_text, "label": field.label}
    about["allow_null"] = not is_required
    if isinstance(field, SEVERAL):
        return serializers.ListField(child=serializers.CharField(), **about)
    if isinstance(field, forms.ModelChoiceField):
        model, name = field.queryset.model, field.to_field_name or "pk"
        key = model._meta.pk if name == "pk" else model._meta.get_field(name)
        is_number = isinstance(key, models.IntegerField)
        return (serializers.IntegerField if is_number else serializers.CharField)(**about)
    if isinstance(field, forms.ChoiceField) and not callable(field.choices):
        return serializers.ChoiceField(field.choices, allow_blank=not is_required, **about)
    kind = next(kind for of, kind in KINDS if isinstance(field, of))
    if issubclass(kind, serializers.CharField):
        about["allow_blank"] = not is_required
    return kind(**about)


def wrong_shapes(data: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Name what no form could have sent: lists, objects, truth values and days as numbers."""
    return {
        name: [wanted_instead(fields.get(name))]
        for name, value in data.items()
        if _is_odd(value, fields.get(name))
    }


def wanted_instead(field: forms.Field | None) -> Any:
    """Return the words for a value of the wrong kind: what is wanted instead."""
    kinds = (
        (forms.BooleanField, serializers.BooleanField),
        (forms.DecimalField, serializers.DecimalField),
        (forms.IntegerField, serializers.IntegerField),
        (object, serializers.CharField),
    )
    kind = next(kind for of, kind in kinds if isinstance(field, of))
    return kind.default_error_messages["invalid"]


def unknown_names(
    data: Mapping[str, Any], form: forms.BaseForm, more: Iterable[str] = ()
) -> dict[str, list[Any]]:
    """Refuse by name what the form does not ask for; of what is the portal's it says so itself."""
    own = form.never_sent() if hasattr(form, "never_sent") else frozenset()
    unknown = set(data) - set(form.fields) - set(more) - own
    return {name: [NOT_TAKEN] for name in sorted(unknown)}


def _is_odd(value: Any, field: forms.Field | None) -> bool:
    if isinstance(value, list):
        return not isinstance(field, SEVERAL)
    if isinstance(field, forms.BooleanField):  # a form takes any word at all for yes
        return value is not None and str(value).casefold() not in YES_OR_NO
    if isinstance(value, bool):
        return field is not None
    is_day = isinstance(field, forms.DateField)
    return isinstance(value, dict) or (is_day and isinstance(value, int | float))


def _messages(form: forms.BaseForm) -> dict[str, list[str]]:
    top, found = api_settings.NON_FIELD_ERRORS_KEY, {}
    for name, errors in form.errors.as_data().items():
        for one in errors:  # what is not the sender's to say has no field, and yet a name
            named = one.params["name"] if one.code == "not_yours" else name
            place = top if named == "__all__" else named
            found.setdefault(place, []).extend(one.messages)
    return found


@cache
def taking(form: type[forms.BaseForm], **more: serializers.Field) -> type[FormSerializer]:
    """Return the serializer that takes what a form takes, and what else its act needs to know."""
    name = form.__name__.removesuffix("Form") + "Input"
    return type(name, (FormSerializer,), {"form_class": form, "__doc__": form.__doc__, **more})


class FormActs(Acts):
    """Acts whose input the page's own form checks."""

    def taken(self, *, partial: bool = False, **form: Any) -> dict[str, Any]:
        """Return what the form made of the input, or refuse it in the form's words."""
        return super().taken(partial=partial, context={"form": form, "request": self.request})

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Refuse by name what is sent to an act that takes nothing."""
        super().initial(request, *args, **kwargs)
        takes_nothing = self.action and self.action not in self.takes
        if request.method == "POST" and takes_nothing and request.data:
            raise serializers.ValidationError({name: [NOT_TAKEN] for name in request.data})


class PermitSerializer(serializers.ModelSerializer):
    """A paper and its dates."""

    kind_label = serializers.CharField(source="get_kind_display", read_only=True)
    file_name = serializers.CharField(
        source="file.name", default=None, read_only=True, allow_null=True
    )

    class Meta:
        model = ProducerPermit
        fields = [
            "id", "kind", "kind_label", "number", "issuer", "issued_on", "expires_on", "file_name",
        ]  # fmt: skip


class ProducerSerializer(serializers.ModelSerializer):
    """A producer; contacts are masked for those who do not work with it."""

    commune = serializers.CharField(source="commune.code", read_only=True)
    commune_name = serializers.CharField(source="commune.full_name", read_only=True)
    status_label = serializers.CharField(source="get_status_display", read_only=True)
    legal_form_label = serializers.CharField(source="get_legal_form_display", read_only=True)

    class Meta:
        model = Producer
        fields = [
            "id", *FACTS, "commune_name", "legal_form_label", "status", "status_label", "version",
            "registered_at",
        ]  # fmt: skip

    def to_representation(self, producer: Producer) -> dict[str, Any]:
        """Mask what this reader has no need of."""
        shown = super().to_representation(producer)
        if producer.shows_contacts:
            return shown
        shown |= {
            "phone": masked_phone(producer.phone),
            "email": masked_email(producer.email),
            "tax_code": masked_tax_code(producer.tax_code),
        }
        return shown | dict.fromkeys(HIDDEN, "")


class AccountSerializer(serializers.Serializer):
    """A person who acts for the producer."""

    id = serializers.IntegerField(read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)
    full_name = serializers.CharField(source="user.full_name", read_only=True)


class MoveSerializer(serializers.ModelSerializer):
    """From which commune to which, and when."""

    origin = serializers.CharField(source="origin.code")
    commune = serializers.CharField(source="commune.code")

    class Meta:
        model = ProducerMove
        fields = ["origin", "commune", "moved_on", "reason"]


class WholeProducerSerializer(ProducerSerializer):
    """A producer with its papers and the communes that it came from."""

    permits = PermitSerializer(many=True, read_only=True)
    moves = MoveSerializer(many=True, read_only=True)

    class Meta(ProducerSerializer.Meta):
        fields = [*ProducerSerializer.Meta.fields, "permits", "moves"]
