"""A person's exports: how far each is, and the file; the page outlives a closed browser."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from accounts.doors import PermissionRequired
from accounts.models import Job
from accounts.permissions import Permission

from . import exporting


class OwnExports(PermissionRequired):
    """What is the person's own; which list may be taken out was asked when it was begun."""

    model = Job
    permission = Permission.HOME_VIEW

    def job(self) -> Job:
        """Fetch one."""
        return get_object_or_404(exporting.own(self.request.user), pk=self.kwargs["pk"])


class ExportListView(OwnExports, TemplateView):
    """The person's exports, the newest first."""

    template_name = "files/export_list.html"
    extra_context = {"page_title": gettext_lazy("Tệp đã xuất")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """List them with the files that are still his to take."""
        jobs = exporting.own(self.request.user).defer(None)[:50]
        return super().get_context_data(jobs=[told(job, self.request) for job in jobs], **kwargs)


def told(job: Job, request: HttpRequest) -> dict[str, Any]:
    """Return an export as the page tells of it."""
    return {
        "job": job,
        "title": job.arguments["title"],
        "kind": job.arguments["kind"].upper(),
        "rows": job.arguments.get("rows", job.total),
        "until": job.created_at + exporting.KEPT_FOR,
        "is_over": job.state in (Job.State.DONE, Job.State.FAILED),
        "has_file": exporting.file_of(job, request.user) is not None,
    }


class ExportProgressView(OwnExports, View):
    """How far one is: a part of the page, asked for again and again."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Answer with the progress; once it is over, have the page loaded anew."""
        one = told(self.job(), request)
        context = {"one": one, "province": request.province}
        response = render(request, "files/export_progress.html", context)
        if one["is_over"]:
            response["HX-Refresh"] = "true"
        return response


class ExportFileView(OwnExports, View):
    """The file itself."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Send it, or say that it is not there (any more, or for him)."""
        return send(self.job(), request)


def send(job: Job, request: HttpRequest) -> HttpResponse:
    """Answer with the file of an export; pages and API share it."""
    path = exporting.file_of(job, request.user)
    if path is None:
        raise Http404
    kind = job.arguments["kind"]
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=job.arguments["name"],
        content_type=exporting.KINDS[kind][1],
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
