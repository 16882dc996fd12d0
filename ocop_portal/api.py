"""The second door: the API's addresses, its pages, and what its acts take and give."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.pagination import PageNumberPagination
from rest_framework.routers import SimpleRouter

province_router = SimpleRouter()  # below /api/v1/<province>/
public_router = SimpleRouter()  # below /api/v1/

Shape = type[serializers.BaseSerializer]
FILE = {(200, "*/*"): OpenApiTypes.BINARY}
NOTHING: dict[int, None] = {204: None}
DIGITS = 9  # of the number of a page or of its rows: more is a slip, and no integer of the database
NOT_TAKEN = _("Không nhận trường này.")


class Pages(PageNumberPagination):
    """Fifty rows a page; the client may ask for up to 200."""

    page_size_query_param = "page_size"
    max_page_size = 200

    def get_page_size(self, request: Any) -> int:
        """Refuse what is no number of rows: nothing is ignored in silence."""
        refuse_no_number(request, self.page_size_query_param)
        return super().get_page_size(request)

    def get_page_number(self, request: Any, paginator: Any) -> Any:
        """Refuse what is no number of a page; one behind the last is not there (404)."""
        if request.query_params.get(self.page_query_param) not in self.last_page_strings:
            refuse_no_number(request, self.page_query_param)
        return super().get_page_number(request, paginator)


def refuse_no_number(request: Any, name: str) -> None:
    """Refuse a parameter that is there and is not a whole number from one to the bound."""
    asked, most = request.query_params.get(name) or "1", 10**DIGITS - 1
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= DIGITS and int(asked)):
        text = _("Hãy ghi một số nguyên từ 1 đến %(most)s.") % {"most": most}
        raise serializers.ValidationError({name: [text]})


class Exact(serializers.Serializer):
    """Takes the fields that it names and refuses every other one: nothing is ignored in silence."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse unknown fields by name."""
        if isinstance(data, dict):
            known = {name for name, field in self.fields.items() if not field.read_only}
            if unknown := sorted(set(data) - known):
                raise serializers.ValidationError({name: [NOT_TAKEN] for name in unknown})
        return super().to_internal_value(data)


class Versioned(Exact):
    """A change of a record that several edit: it names the version that the sender saw."""

    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for the version also where only a part is sent."""
        if "version" not in attrs:
            words = self.fields["version"].error_messages["required"]
            raise serializers.ValidationError({"version": [words]}, code="required")
        return super().validate(attrs)


class NothingSerializer(Exact):
    """An act that takes no data."""


class Acts:
    """A view's acts: what each takes is said once, read by its door and told by the schema.

    gives: a shape (200), or shapes by status; an act that is not there gives the view's own.
    """

    takes: ClassVar[dict[str, Shape]] = {}
    gives: ClassVar[dict[str, Shape | dict[Any, Any]]] = {}

    def taken(self, **more: Any) -> dict[str, Any]:
        """Return what was sent to the act, checked."""
        given = self.takes[self.action](data=self.request.data, **more)
        given.is_valid(raise_exception=True)
        return given.validated_data
