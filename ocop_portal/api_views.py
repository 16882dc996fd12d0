"""The API's own pages: its schema for programs, its manual for those who write them."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from accounts.doors import PermissionRequired

from .api import Pages
from .problems import KINDS
from .schema import published

METHODS = ("get", "post", "put", "patch", "delete")


class SchemaView(PermissionRequired, View):
    """The schema as JSON."""

    public = True

    def get(self, request: HttpRequest) -> JsonResponse:
        """Give it whole."""
        schema = published(get_language())
        return JsonResponse(schema, content_type="application/vnd.oai.openapi+json")


class DocsView(PermissionRequired, TemplateView):
    """The manual: keys, pages, refusals, and every act with what it needs."""

    public = True
    template_name = "api_docs.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the acts off the schema."""
        resources: dict[str, list[dict[str, Any]]] = {}
        for path, operations in published(get_language())["paths"].items():
            for method in METHODS:
                if one := operations.get(method):
                    resources.setdefault(one["tags"][0], []).append(
                        {
                            "method": method.upper(),
                            "path": path.removeprefix("/api/v1"),
                            "summary": one["summary"],
                            "permission": one.get("x-permission", ""),
                        }
                    )
        return super().get_context_data(
            page_title=_("API"),
            resources=sorted(resources.items()),
            kinds=[(name, status, words) for name, (status, words) in KINDS.items()],
            page_size=Pages.page_size,
            most=Pages.max_page_size,
            **kwargs,
        )
