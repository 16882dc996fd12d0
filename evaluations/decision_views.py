"""Pages of decisions: list, draft with annex, issue, progress of the printing."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import DetailView, FormView, ListView, View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from accounts import policy
from accounts.doors import ActionForm, PermissionRequired, VersionedForm
from accounts.models import Job
from accounts.permissions import Permission
from files.serving import serve
from territories.models import Province

from . import awards, decision_actions, printing
from .decision_annex import annex_lines, annex_pdf
from .decision_filters import DecisionFilter
from .decision_forms import DraftForm, IssueForm, LinesForm, TitleForm
from .decision_pages import Button, DraftPage, OneDecision, decision_url, way
from .decision_tables import DecisionTable, timeline
from .models import Decision, Evaluation
from .renewal_page import say_of_stars
from .states import DecisionStatus

VIEW, DRAFT, SIGN = (
    Permission.DECISION_VIEW,
    Permission.DECISION_DRAFT,
    Permission.DECISION_SIGN,
)


def fitting(request: HttpRequest, kind: str) -> QuerySet:
    """Return the results that a decision of this kind may take up."""
    rows = Evaluation.objects.visible_to(request.user, DRAFT)
    wanted = rows.filter(decision_actions.FITS[kind]).select_related("national_result")
    return awards.named(wanted).order_by("sitting_id", "ordinal")


class DecisionListView(PermissionRequired, SingleTableMixin, FilterView):
    """Decisions, and the results that wait for one."""

    model = Decision
    permission = VIEW
    filterset_class = DecisionFilter
    table_class = DecisionTable
    paginate_by = 50
    template_name = "evaluations/decision_list.html"
    extra_context = {"page_title": pgettext_lazy("plural", "Quyết định")}

    def get_queryset(self) -> QuerySet:
        """Count the lines along."""
        rows = super().get_queryset().select_related("province", "unit")
        # Grouping for the count drops the model's own order.
        return rows.with_lines().order_by("-drafted_at", "-id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how many results wait, and for what."""
        wanted = {
            "control": awards.AWAITING_CONTROL,
            "recognise": awards.TO_RECOGNISE,
            "approve": awards.TO_APPROVE,
            "reject": awards.TO_REJECT,
            "pass_up": awards.TO_PASS_UP,
            "ministry": awards.AWAITING_MINISTRY,
        }
        rows = Evaluation.objects.to_decide(self.request.user, VIEW)
        counts = rows.aggregate(
            **{name: Count("pk", filter=condition) for name, condition in wanted.items()}
        )
        may_draft = policy.may(self.request.user, DRAFT)
        return super().get_context_data(counts=counts, may_draft=may_draft, **kwargs)


class DraftCreateView(PermissionRequired, ActionForm, FormView):
    """Draft a decision over concluded results."""

    form_class = DraftForm
    permission = DRAFT
    template_name = "evaluations/decision_draft.html"
    titles = {
        Decision.Kind.RECOGNITION: gettext_lazy("Dự thảo quyết định công nhận"),
        Decision.Kind.APPROVAL: gettext_lazy("Dự thảo quyết định phê duyệt kết quả từ 90 điểm"),
    }

    @property
    def kind(self) -> str:
        """Return which of the two the address asks for."""
        wanted = self.request.GET.get("loai")
        return Decision.Kind.APPROVAL if wanted == "phe-duyet" else Decision.Kind.RECOGNITION

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what waits for this kind."""
        results = fitting(self.request, self.kind)
        return super().get_form_kwargs() | {"results": results}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        title = self.titles[self.kind]
        rows = Evaluation.objects.visible_to(self.request.user, DRAFT)
        return super().get_context_data(
            page_title=title,
            kind=self.kind,
            breadcrumbs=way(self.request, ("", title)),
            to_tell=rows.filter(awards.TO_REJECT).count(),
            awaiting_control=rows.filter(awards.AWAITING_CONTROL & ~awards.WITHDRAWN).count(),
            **kwargs,
        )

    def perform(self, form: DraftForm) -> Decision:
        """Call the action."""
        return decision_actions.draft_decision(
            province=self.request.province,
            kind=self.kind,
            by=self.request.user,
            **form.cleaned_data,
        )

    def get_success_url(self) -> str:
        """Go to the draft."""
        return decision_url(self.object)


class DecisionDetailView(OneDecision, DetailView):
    """One decision: the paper, its annex, its certificates."""

    permission = VIEW
    template_name = "evaluations/decision_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the annex, the printing and what the person may do."""
        decision, user = self.object, self.request.user
        is_draft = decision.status == DecisionStatus.DRAFT
        may_draft = is_draft and policy.may(user, DRAFT, decision)
        title = str(decision) if decision.number else _("Dự thảo quyết định")
        return super().get_context_data(
            lines=annex_lines(decision),
            job=printing.job_of(decision),
            events=timeline(decision),
            is_draft=is_draft,
            withdrawn=decision_actions.withdrawn_from(decision),
            obstacles=decision_actions.obstacles_on(decision),
            is_approval=decision.kind == Decision.Kind.APPROVAL,
            may_draft=may_draft,
            may_sign=is_draft and policy.may(user, SIGN, decision),
            may_print=policy.may(user, Permission.CERTIFICATE_ISSUE),
            more=fitting(self.request, decision.kind).exists() if may_draft else False,
            page_title=title,
            breadcrumbs=way(self.request, ("", title)),
            **kwargs,
        )


class DecisionFileView(OneDecision, View):
    """The signed paper, as it was scanned."""

    permission = VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Serve it to those who may see the decision."""
        decision = self.decision()
        return serve(decision.file, request) if decision.file else redirect(decision_url(decision))


class AnnexView(OneDecision, View):
    """The draft with its annex as PDF, for the office's own document system."""

    permission = VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Print it."""
        decision = self.decision()
        response = HttpResponse(
            annex_pdf(decision, annex_lines(decision)), content_type="application/pdf"
        )
        response["Content-Disposition"] = f'inline; filename="quyet-dinh-{decision.pk}.pdf"'
        return response


class TitleView(DraftPage, VersionedForm, FormView):
    """Word a draft's subject anew."""

    permission = DRAFT
    form_class = TitleForm
    template_name = "evaluations/decision_form.html"
    extra_context = {"page_title": gettext_lazy("Sửa trích yếu")}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from what stands there."""
        return super().get_form_kwargs() | {"instance": self.decision()}

    def perform(self, form: TitleForm) -> Decision:
        """Call the action."""
        facts = form.cleaned_data
        return decision_actions.revise_draft(decision=form.instance, by=self.request.user, **facts)


class LinesView(DraftPage, ActionForm, FormView):
    """Add results to a draft."""

    permission = DRAFT
    form_class = LinesForm
    template_name = "evaluations/decision_form.html"
    extra_context = {"page_title": gettext_lazy("Thêm kết quả vào danh sách")}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what waits for this kind of decision."""
        results = fitting(self.request, self.decision().kind)
        return super().get_form_kwargs() | {"results": results}

    def perform(self, form: LinesForm) -> Decision:
        """Call the action."""
        return decision_actions.add_lines(
            decision=self.decision(), by=self.request.user, **form.cleaned_data
        )


class LineRemoveView(OneDecision, Button):
    """Take a line out of a draft."""

    permission = DRAFT

    def record(self) -> Any:
        """Fetch the line among those of the decision."""
        return get_object_or_404(self.decision().recognitions, pk=self.kwargs["line"])

    def act(self) -> None:
        """Call the action."""
        decision_actions.remove_line(recognition=self.record(), by=self.request.user)


class DraftRemoveView(OneDecision, Button):
    """Throw a draft away."""

    permission = DRAFT
    done = gettext_lazy("Đã bỏ dự thảo; các kết quả chờ quyết định khác.")

    def record_url(self) -> str:
        """Return to the draft, which is still there."""
        return decision_url(self.decision())

    def act(self) -> None:
        """Call the action."""
        decision_actions.remove_draft(decision=self.decision(), by=self.request.user)

    def get_success_url(self) -> str:
        """Go back to the list."""
        return reverse("decisions", args=[self.request.province.slug])


class IssueView(DraftPage, ActionForm, FormView):
    """Enter what the office issued; certificates come of it."""

    permission = SIGN
    form_class = IssueForm
    template_name = "evaluations/decision_issue.html"
    extra_context = {"page_title": gettext_lazy("Ban hành quyết định")}

    def get_initial(self) -> dict[str, Any]:
        """Suggest the person himself as signer."""
        is_ministry = self.request.province.kind == Province.Kind.MINISTRY
        title = _("Bộ trưởng") if is_ministry else _("Chủ tịch")
        return {"signer": self.request.user.full_name, "signer_title": title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what is about to be decided."""
        decision = self.decision()
        return super().get_context_data(
            decision=decision,
            count=decision.recognitions.count(),
            withdrawn=decision_actions.withdrawn_from(decision),
            obstacles=decision_actions.obstacles_on(decision),
            is_approval=decision.kind == Decision.Kind.APPROVAL,
            breadcrumbs=way(
                self.request, (decision_url(decision), _("Dự thảo quyết định")), ("", _("Ban hành"))
            ),
            **kwargs,
        )

    def perform(self, form: IssueForm) -> Decision:
        """Call the action."""
        return decision_actions.issue_decision(
            decision=self.decision(), by=self.request.user, **form.cleaned_data
        )


class ProgressView(OneDecision, View):
    """How far the printing is: a part of the page, asked for again and again."""

    permission = VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Answer with the progress; once it is over, have the page loaded anew."""
        decision = self.decision()
        job = printing.job_of(decision)
        context = {"decision": decision, "job": job, "province": request.province}
        response = render(request, "evaluations/decision_progress.html", context)
        if job is not None and job.state in (Job.State.DONE, Job.State.FAILED):
            response["HX-Refresh"] = "true"
        return response


class PrintAgainView(OneDecision, Button):
    """Try again what could not be printed."""

    permission = Permission.CERTIFICATE_ISSUE

    def record(self) -> Decision:
        """Fetch the decision."""
        return self.decision()

    def act(self) -> None:
        """Call the action."""
        printing.print_again(decision=self.decision(), by=self.request.user)


class UnrankedListView(PermissionRequired, ListView):
    """Results without a star that nobody has told the producer yet."""

    permission = DRAFT
    model = Evaluation
    paginate_by = 50
    template_name = "evaluations/decision_unranked.html"
    extra_context = {"page_title": gettext_lazy("Kết quả không được công nhận")}

    def get_queryset(self) -> QuerySet:
        """Keep what waits."""
        rows = Evaluation.objects.visible_to(self.request.user, DRAFT).filter(awards.TO_REJECT)
        rows = rows.select_related("submission__participation").defer("submission__snapshot")
        return awards.named(rows).order_by("sitting_id", "ordinal")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way here, and what each result means for a star that is held."""
        crumbs = way(self.request, ("", self.extra_context["page_title"]))
        context = super().get_context_data(breadcrumbs=crumbs, **kwargs)
        say_of_stars(context["object_list"])
        return context


class RejectView(PermissionRequired, Button):
    """Tell producer and commune that there is no recognition."""

    permission = DRAFT
    done = gettext_lazy("Đã thông báo cho chủ thể và xã.")

    def record(self) -> Evaluation:
        """Fetch the result among those the person may see."""
        rows = Evaluation.objects.visible_to(self.request.user, DRAFT)
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def act(self) -> None:
        """Call the action."""
        decision_actions.reject(evaluation=self.record(), by=self.request.user)

    def get_success_url(self) -> str:
        """Go back to the list."""
        return reverse("unranked_results", args=[self.request.province.slug])
