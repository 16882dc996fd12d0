"""Pages of the scoring record: a sitting's events in words, the seals, the export."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, View

from accounts import policy
from accounts.doors import PermissionRequired
from accounts.permissions import Permission
from councils.models import Sitting

from .models import RecordEvent, RecordSeal
from .record_page import lines
from .sheet_forms import is_whole
from .sitting_views import crumbs
from .verification import export

CONTENT_TYPE = "application/jsonl"


class SittingRecordView(PermissionRequired, ListView):
    """The record of one sitting in words."""

    model = RecordEvent
    permission = Permission.RECORD_VIEW
    paginate_by = 50
    template_name = "evaluations/record.html"

    def get_queryset(self) -> Any:
        """Keep the sitting's events, which must be one that the person may see."""
        sittings = Sitting.objects.visible_to(self.request.user, Permission.RECORD_VIEW)
        self.sitting = get_object_or_404(sittings.select_related("council"), pk=self.kwargs["pk"])
        found = super().get_queryset().filter(sitting_ref=self.sitting.pk).order_by("seq")
        self.product = self.request.GET.get("danh-gia", "")
        return found.filter(evaluation_ref=self.product) if is_whole(self.product) else found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Put the events into words and add the seal."""
        context = super().get_context_data(**kwargs)
        back = (self.sitting_url(), str(self.sitting))
        return context | {
            "sitting": self.sitting,
            "is_of_one": is_whole(self.product),
            "lines": lines(context["object_list"]),
            "seals": list(self.sitting.seals.all()),
            "may_export": sees_all(self.request),
            "page_title": _("Bản ghi của phiên họp"),
            "breadcrumbs": crumbs(self.request, back, ("", _("Bản ghi"))),
        }

    def sitting_url(self) -> str:
        """Return the address of the sitting."""
        return self.request.path.removesuffix("ban-ghi/")


class RecordView(PermissionRequired, ListView):
    """The record of the whole tenant: the seals of its days and sittings, the latest first."""

    model = RecordSeal
    permission = Permission.RECORD_VIEW
    paginate_by = 50
    template_name = "evaluations/record_seals.html"
    extra_context = {"page_title": gettext_lazy("Bản ghi chấm điểm")}

    def get_queryset(self) -> Any:
        """Keep the tenant's seals for those who see all of it."""
        if not sees_all(self.request):
            raise Http404
        rows = RecordSeal.objects.filter(province=self.request.province)
        return rows.select_related("sitting__council").order_by("-pk")


class RecordExportView(PermissionRequired, View):
    """The whole record as a file that anyone can check without this portal."""

    permission = Permission.RECORD_VIEW
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give the file to those who see the whole tenant."""
        return exported(request)


def sees_all(request: HttpRequest) -> bool:
    """Tell whether the record of the whole tenant is the person's to read."""
    return policy.reaches_all(request.user, Permission.RECORD_VIEW)


def exported(request: HttpRequest) -> HttpResponse:
    """Return the export, complete before it leaves."""
    if not sees_all(request):
        raise Http404
    response = HttpResponse("".join(export(request.province)), content_type=CONTENT_TYPE)
    name = f"ban-ghi-{request.province.slug}.jsonl"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
