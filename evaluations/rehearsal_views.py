"""Buttons of a rehearsal: begin one from the council's page, delete it from its own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts import journal
from accounts.doors import PermissionRequired, PressedOnly
from accounts.permissions import Permission
from councils.models import Council, Sitting

from . import rehearsal_actions


class RehearsalBeginView(PermissionRequired, PressedOnly, View):
    """Begin a rehearsal of a council."""

    model = Council
    permission = Permission.SITTING_RUN

    def council(self) -> Council:
        """Fetch the council among those whose sittings the person may run."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def record_url(self) -> str:
        """Return to the council's page."""
        return reverse("council", args=[self.request.province.slug, self.council().pk])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Call the action and go on to the sitting; a refusal is shown on the council's page."""
        council = self.council()
        slug = request.province.slug
        try:
            sitting = rehearsal_actions.begin_rehearsal(council=council, by=request.user)
        except ValidationError as refusal:
            for text in refusal.messages:
                messages.error(request, text)
            return redirect("council", province=slug, pk=council.pk)
        return redirect("sitting", province=slug, pk=sitting.pk)


class RehearsalDeleteView(PermissionRequired, PressedOnly, View):
    """Delete a rehearsal."""

    model = Sitting
    permission = Permission.SITTING_RUN

    def sitting(self) -> Sitting | None:
        """Fetch the sitting, if it is still there."""
        return self.get_queryset().filter(pk=self.kwargs["pk"]).first()

    def record_url(self) -> str:
        """Return to the sitting's page."""
        return reverse("sitting", args=[self.request.province.slug, self.kwargs["pk"]])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say of what is deleted already that it is."""
        if self.sitting() is None:
            return self.pressed_again(kwargs["pk"])
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Call the action; a refusal is shown on the sitting's page."""
        sitting = self.sitting()
        if sitting is None:
            return self.pressed_again(kwargs["pk"])
        slug, council = request.province.slug, sitting.council_id
        try:
            rehearsal_actions.delete_rehearsal(sitting=sitting, by=request.user)
        except ValidationError as refusal:
            for text in refusal.messages:
                messages.error(request, text)
            return redirect("sitting", province=slug, pk=sitting.pk)
        messages.success(request, _("Đã xóa phiên tập dượt cùng mọi phiếu chấm thử."))
        return redirect("council", province=slug, pk=council)

    def pressed_again(self, sitting: int) -> HttpResponse:
        """Lead to the council whose rehearsal is deleted already; of any other there is nothing."""
        act = journal.last("delete_rehearsal", Sitting, sitting)
        councils = Council.objects.visible_to(self.request.user, self.permission)
        council = get_object_or_404(councils, pk=act and act.facts["council"])
        messages.info(self.request, _("Phiên tập dượt này đã được xóa."))
        return redirect("council", province=self.request.province.slug, pk=council.pk)
