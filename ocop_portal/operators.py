"""The operators' site: Django's admin, and a page that says how the system is."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy

from . import system


class OperatorSite(AdminSite):
    """Lets operators in, by User.has_perm; nothing of any province is on it."""

    site_header = "OCOP"
    index_template = "admin/operators_index.html"

    def get_urls(self) -> list[Any]:
        """Add the page about the system."""
        own = path("he-thong/", self.admin_view(self.system_view), name="system")
        return [own, *super().get_urls()]

    def system_view(self, request: HttpRequest) -> TemplateResponse:
        """Show queue, jobs, health and versions: numbers only."""
        context = {
            **self.each_context(request),
            "title": gettext_lazy("Hệ thống"),
            "parts": system.parts(),
        }
        return TemplateResponse(request, "admin/system.html", context)
