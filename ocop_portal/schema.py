"""The published schema (OpenAPI 3), read off the views: it cannot promise what they do not do."""

from functools import cache
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from accounts.doors import wanted

from . import problems


class RefusedLineSerializer(serializers.Serializer):
    """One refusal: a JSON pointer to the field («#»: the whole), a code, words."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


@extend_schema_serializer(many=False)
class ProblemSerializer(serializers.Serializer):
    """A refusal (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField()
    errors = RefusedLineSerializer(many=True, required=False)


class Key(OpenApiAuthenticationExtension):
    """How a key is sent."""

    target_class = "accounts.doors.TokenAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        """Say it in the schema's words."""
        return {"type": "http", "scheme": "bearer"}


class Schema(AutoSchema):
    """Tells what an act takes and gives, what it needs, and how it refuses."""

    def get_request_serializer(self) -> Any:
        """Return what the act takes; most acts take nothing."""
        return getattr(self.view, "takes", {}).get(self.view.action)

    def get_response_serializers(self) -> dict[Any, Any]:
        """Return what the act gives, and the one form of every refusal."""
        given = getattr(self.view, "gives", {}).get(self.view.action)
        if given is None:
            given = self._get_serializer()
        answers = given if isinstance(given, dict) else {200: given}
        return answers | {("4XX", problems.MEDIA_TYPE): ProblemSerializer}

    def _get_paginator(self) -> Any:
        """Page lists only: what an act gives in a row comes whole."""
        return super()._get_paginator() if self.view.action == "list" else None

    def get_summary(self) -> str:
        """Return the first line of what the act says of itself."""
        return super().get_description().partition("\n")[0]

    def get_description(self) -> str:
        """Return the rest."""
        return super().get_description().partition("\n")[2].strip()

    def get_extensions(self) -> dict[str, Any]:
        """Name the permission: a key needs the scope of the same name."""
        permission = wanted(self.view, self.method)
        return {"x-permission": permission.value} if permission else {}


@cache
def published(language: str) -> dict[str, Any]:
    """Return the whole schema; its words are of the language that is active."""
    return SchemaGenerator().get_schema(public=True)
