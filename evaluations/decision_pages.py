"""What the pages of decisions have in common: the way there, the one decision, a button."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts.doors import PermissionRequired, PressedOnly

from .models import Decision
from .states import DecisionStatus


def way(request: HttpRequest, *more: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way from the list of decisions to a page."""
    first = (reverse("decisions", args=[request.province.slug]), _("Quyết định"))
    return [{"url": url, "label": text} for url, text in (first, *more)]


def decision_url(decision: Decision) -> str:
    """Return the address of a decision's page."""
    return reverse("decision", args=[decision.province.slug, decision.pk])


class OneDecision(PermissionRequired):
    """A page about one decision."""

    model = Decision

    def get_queryset(self) -> QuerySet:
        """Read what every page names."""
        rows = super().get_queryset()
        return rows.select_related("province", "unit", "drafted_by", "issued_by", "file")

    def decision(self) -> Decision:
        """Fetch the decision among those that the person may see."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        """Go back to the decision."""
        return reverse("decision", args=[self.request.province.slug, self.kwargs["pk"]])


class DraftPage(OneDecision):
    """A form on a draft; once it is issued, the page of the decision says what there is to do."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or lead to the decision."""
        if self.decision().status == DecisionStatus.DRAFT:
            return super().get(request, *args, **kwargs)
        messages.info(request, _("Quyết định đã ban hành, không còn là dự thảo."))
        return redirect(self.get_success_url())


class Button(PressedOnly, View):
    """An act that asks for nothing more than the press of a button."""

    done = ""
    act: Callable[[], None]  # of each button: calls the action
    record: Callable[[], Any]  # what the press would act on, or 404

    def record_url(self) -> str:
        """Return to the page that follows the press, for who has the record."""
        self.record()
        return self.get_success_url()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Say what was done, or why not, on the page that follows."""
        try:
            self.act()
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect(self.get_success_url())
        if self.done:
            messages.success(request, self.done)
        return redirect(self.get_success_url())
