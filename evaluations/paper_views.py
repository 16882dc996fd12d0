"""Pages of a sitting's papers: have them made, watch it, read them, take them all along."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, View

from accounts import policy
from accounts.doors import PermissionRequired
from accounts.models import Job
from accounts.permissions import Permission
from councils.models import Sitting
from files import intake
from files.serving import serve

from . import awards, control_actions, paper_actions
from .models import Evaluation, Objection, Paper, PaperSet
from .paper_readers import sittings_with_papers
from .sitting_views import crumbs
from .states import EvaluationStatus

UNFINISHED = (Job.State.WAITING, Job.State.RUNNING)


class OfPapers(PermissionRequired):
    """Base of the pages: the sitting among those whose papers the person may read."""

    permission: Any = Permission.PAPERS_VIEW

    def get_queryset(self) -> QuerySet[Sitting]:
        """Keep the sittings whose papers are there for this person."""
        return sittings_with_papers(self.request.user).select_related("council", "province")

    def sitting(self) -> Sitting:
        """Fetch the sitting."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def paper_set(self) -> PaperSet:
        """Fetch one making of its papers."""
        return get_object_or_404(self.sitting().paper_sets, version=self.kwargs["version"])


class PapersView(OfPapers, DetailView):
    """The papers of a sitting: the newest set, the older ones, the results under control."""

    template_name = "evaluations/sitting_papers.html"
    permission = {"get": Permission.PAPERS_VIEW, "post": Permission.SITTING_RUN}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sets, the job that runs, and what the controller still has to see."""
        sitting, user = self.object, self.request.user
        sets = list(sitting.paper_sets.defer("facts").select_related("made_by"))
        newest = sets[0] if sets else None
        rows = Evaluation.objects.filter(sitting=sitting).exclude(
            status__in=[EvaluationStatus.CANCELLED, EvaluationStatus.TO_MEETING]
        )
        rows = list(awards.named(rows).select_related("confirmed_by").order_by("ordinal"))
        open_ones = Objection.objects.filter(evaluation__in=rows, answered_at__isnull=True)
        back = set(open_ones.values_list("evaluation", flat=True))
        waiting = [one for one in rows if one.concluded_at and not one.confirmed_at]
        return super().get_context_data(
            newest=newest,
            older=sets[1:],
            papers=list(newest.papers.select_related("file")) if newest else [],
            job=paper_actions.job_of(newest),
            results=[(one, one.pk in back) for one in rows],
            refusal=paper_actions.why_not_yet(rows),
            may_make=policy.may(user, Permission.SITTING_RUN, sitting),
            may_confirm=bool(waiting)
            and any(one.pk not in back for one in waiting)
            and not control_actions.why_not_controller(sitting, user),
            page_title=_("Bộ hồ sơ phiên họp"),
            breadcrumbs=crumbs(
                self.request,
                (self.link("sitting", sitting.pk), str(sitting)),
                ("", _("Bộ hồ sơ phiên họp")),
            ),
            **kwargs,
        )

    def link(self, name: str, *more: Any) -> str:
        """Return an address of this province."""
        return reverse(name, args=[self.request.province.slug, *more])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Have the papers made; a refusal is shown on the page."""
        sitting = self.sitting()
        before = sitting.paper_sets.count()
        try:
            paper_actions.ask_for_papers(sitting=sitting, by=request.user)
        except ValidationError as refusal:
            for text in refusal.messages:
                messages.error(request, text)
        else:
            if sitting.paper_sets.count() == before:
                messages.info(request, _("Nội dung không đổi: bộ hồ sơ mới nhất vẫn đúng."))
        return redirect("sitting_papers", province=request.province.slug, pk=sitting.pk)


class PapersProgressView(OfPapers, View):
    """How far the making has come; the page itself once it is over."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Answer with the bar, or have the browser load the page."""
        sitting = self.sitting()
        job = paper_actions.job_of(sitting.paper_sets.defer("facts").first())
        if job is None or job.state not in UNFINISHED:
            page = redirect("sitting_papers", province=request.province.slug, pk=sitting.pk)
            if request.headers.get("HX-Request") != "true":
                return page
            return HttpResponse(status=204, headers={"HX-Redirect": page.url})
        context = {"job": job, "sitting": sitting}
        return render(request, "evaluations/papers_progress.html", context)


class PaperView(OfPapers, View):
    """One paper of a set."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Serve it to those who may read the sitting's papers."""
        rows = Paper.objects.select_related("file").filter(paper_set=self.paper_set())
        return serve(get_object_or_404(rows, ordinal=kwargs["ordinal"]).file, request)


class BundleView(OfPapers, View):
    """All papers of a set as one zip."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Serve it to those who may read the sitting's papers."""
        return bundle_answer(self.paper_set())


def bundle_answer(row: PaperSet) -> FileResponse:
    """Answer with a set's zip, to be kept by nobody on the way."""
    path = intake.path_of(row.bundle_sha256 or "none", paper_actions.BUNDLE_SUFFIX)
    if not row.bundle_sha256 or not path.exists():
        raise Http404
    name = f"ho-so-phien-hop-{row.sitting.held_on:%Y-%m-%d}-lan-{row.version}.zip"
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type="application/zip"
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
