"""Pages of a dossier: the list, the task list, the parts in words, the hand-in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from accounts import policy
from accounts.doors import ActionForm, PermissionRequired
from accounts.permissions import Permission

from . import (
    dossier_actions,
    dossier_forms,
    dossier_standing,
    dossier_tables,
    dossier_tasks,
    renewal,
    reuse_actions,
)
from .cycle import Step
from .dossier_facts import DossierFacts, acts_for_producer, read
from .filters import DossierFilter
from .models import Dossier, Participation

FORM_01 = _("Mẫu số 01: Phiếu đăng ký")
PART_1 = _("Mẫu số 02, Phần I: Thông tin chung")
PART_2 = _("Mẫu số 02, Phần II: Kết quả thực hiện phương án")
PART_4 = _("Mẫu số 02, Phần IV: Kế hoạch sản xuất, kinh doanh")
PERMISSIONS = {"get": Permission.PRODUCT_VIEW, "post": Permission.DOSSIER_EDIT}


class DossierListView(PermissionRequired, SingleTableMixin, FilterView):
    """Products at step 5 or later: where each dossier stands, and how long is left."""

    model = Participation
    permission = Permission.PRODUCT_VIEW
    filterset_class = DossierFilter
    table_class = dossier_tables.DossierTable
    table_pagination = {"per_page": 50}
    template_name = "products/dossier_list.html"
    extra_context = {"page_title": pgettext_lazy("plural", "Hồ sơ đánh giá")}

    def get_queryset(self) -> Any:
        """Read along what a row shows."""
        return dossier_tables.rows(super().get_queryset())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how many there are, and of how many."""
        context = super().get_context_data(**kwargs)
        asked = [self.request.GET.get(name) for name in DossierFilter.base_filters]
        return context | {
            "total": context["table"].page.paginator.count,
            "active_count": sum(1 for one in asked if one),
        }


class DossierPage(PermissionRequired):
    """A page of one dossier, found through its participation; a draft is opened when asked for."""

    model = Participation
    permission = PERMISSIONS

    def get_queryset(self) -> Any:
        """Keep what has reached the evaluation."""
        rows = super().get_queryset().filter(step__gte=Step.EVALUATION)
        return rows.with_holder().select_related(
            "product__producer__commune__parent",
            "product__line",
            "cycle",
            "province",
            "criteria_set__regulation",
            "procedure__regulation",
            "round",
        )

    @cached_property
    def participation(self) -> Participation:
        """Return the participation of the address, if the person may see it."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    @cached_property
    def may_edit(self) -> bool:
        """Tell whether the person may write this dossier now."""
        row = self.participation
        is_open = row.step == Step.EVALUATION and row.status in dossier_actions.EDITABLE
        return is_open and policy.may(self.request.user, Permission.DOSSIER_EDIT, row)

    @cached_property
    def facts(self) -> DossierFacts:
        """Read the dossier; who may write it opens it by coming (R1: under today's set)."""
        row = self.participation
        if self.may_edit:
            row.dossier = dossier_actions.start_dossier(participation=row, by=self.request.user)
        elif not Dossier.objects.filter(participation=row).exists():
            raise Http404
        return read(row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the dossier, the way here and what the person may do."""
        row = self.participation
        home = reverse("dossier_detail", args=[row.province.slug, row.pk])
        crumbs = [
            {"url": reverse("dossier_list", args=[row.province.slug]), "label": _("Hồ sơ")},
            {"url": home, "label": row.product.name},
        ]
        return super().get_context_data(
            participation=row,
            facts=self.facts,
            may_edit=self.may_edit,
            dossier_url=home,
            breadcrumbs=[*crumbs, {"url": "", "label": kwargs.get("page_title", "")}],
            **kwargs,
        )

    def at(self, name: str, *args: Any) -> str:
        """Return an address of this dossier."""
        return reverse(name, args=[self.kwargs["province"], self.kwargs["pk"], *args])


class DossierView(DossierPage, TemplateView):
    """The task list of a draft; after the hand-in, where the dossier stands."""

    template_name = "products/dossier_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sections, what was handed in, and who must act."""
        row, user = self.participation, self.request.user
        on_behalf = self.may_edit and not acts_for_producer(user, row)
        context = super().get_context_data(page_title=row.product.name, **kwargs)
        home = {"url": "", "label": row.product.name}
        context["breadcrumbs"] = [*context["breadcrumbs"][:1], home]
        return context | {
            "groups": dossier_tasks.groups(self.facts, needs_signed_form=on_behalf),
            "on_behalf": on_behalf,
            "next": dossier_standing.next_act(self.facts, user),
            "submissions": row.submissions.select_related("handed_in_by"),
            "events": dossier_standing.events(self.facts),
            "standing": dossier_tables.standing_of(row),
            "figures": dossier_standing.figures(self.facts),
            "acts": dossier_standing.acts(self.facts, user),
            "has_report": dossier_standing.has_report(row),
            "renewal": renewal.changes_of(self.facts),
            "window": renewal.note(self.facts),
            "may_reuse": self.may_edit and reuse_actions.may_reuse(row),
            "is_late_for_old_book": dossier_standing.is_out_of_transition(self.facts),
        }


class ActView(ActionForm, DossierPage, FormView):
    """A page with one form and one act; `autosave` answers in JSON."""

    back_to = "dossier_detail"
    page_title: Any = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form its dossier; an autosave brings one field."""
        kwargs = super().get_form_kwargs()
        return kwargs | {"participation": self.participation, "partial": self.is_autosave}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the heading."""
        return super().get_context_data(**{"page_title": self.page_title} | kwargs)

    @cached_property
    def is_autosave(self) -> bool:
        """Tell whether the page's module saves, not the person's button."""
        wants = self.request.headers.get("Accept", "")
        return self.request.method == "POST" and wants.startswith("application/json")

    def perform(self, form: Any) -> Any:
        """Call the form's act."""
        return form.perform(self.request.user)

    def get_success_url(self) -> str:
        """Go back to the task list."""
        return self.at(self.back_to)

    def form_valid(self, form: Any) -> HttpResponse:
        """Answer an autosave with the new version, a button with the next page."""
        response = super().form_valid(form)
        return self.saved() if self.is_autosave and response.status_code == 303 else response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Answer an autosave with the errors by field."""
        if not self.is_autosave:
            return super().form_invalid(form)
        stale = form.has_error("__all__", code="stale")
        return JsonResponse({"errors": form.errors}, status=409 if stale else 400)

    def saved(self) -> JsonResponse:
        """Answer with the version that the next change must name."""
        at = timezone.localtime().strftime("%H:%M")
        return JsonResponse({"version": self.object.version, "saved_at": at})


class TextsView(ActView):
    """One part of Forms 01 and 02 that is written in words."""

    form_class = dossier_forms.TextsForm
    template_name = "products/dossier_texts.html"
    part = ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the fields of this part."""
        return super().get_form_kwargs() | {"facts": self.facts, "part": self.part}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the producer's own page already says."""
        known = dossier_tasks.known_facts(self.facts, self.part)
        chosen = dict(dossier_forms.DECLARED)
        declared = [chosen[kind] for kind in self.facts.dossier.declared]
        return super().get_context_data(part=self.part, known=known, declared=declared, **kwargs)


class CheckAnswersView(ActView):
    """Check your answers; then hand in."""

    permission = {"get": Permission.PRODUCT_VIEW, "post": Permission.DOSSIER_HAND_IN}
    form_class = dossier_forms.HandInForm
    template_name = "products/dossier_check.html"
    page_title = _("Kiểm tra và nộp hồ sơ")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is missing, each with the way to it."""
        on_behalf = not acts_for_producer(self.request.user, self.participation)
        refusals, warnings = dossier_tasks.lists_of_gaps(self.facts, on_behalf=on_behalf)
        return super().get_context_data(
            refusals=dossier_tasks.joined(refusals),
            warnings=dossier_tasks.joined(warnings),
            refusal_count=len(refusals),
            on_behalf=on_behalf,
            renewal=renewal.changes_of(self.facts),
            renewal_problems=renewal.problems(self.facts) if self.may_edit else [],
            answers=dossier_tasks.summary(self.facts),
            **kwargs,
        )

    def get_success_url(self) -> str:
        """Show the receipt."""
        return self.at("dossier_submission", self.object.version)


class ReuseView(ActView):
    """Begin from the dossier that was judged before."""

    form_class = dossier_forms.ReuseForm
    template_name = "products/act_form.html"
    page_title = _("Lấy lại hồ sơ lần trước")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it does, and what it leaves alone."""
        lead = gettext(
            "Điền các mục còn trống bằng câu trả lời, mô tả, minh chứng của hồ sơ đã được đánh giá."
            " Mục đã viết giữ nguyên; tiêu chí đã thay đổi phải trả lời lại; giấy tờ hết hạn trước"
            " ngày %(day)s không lấy lại."
        )
        day = reuse_actions.needed_until(self.participation)
        return super().get_context_data(
            lead=lead % {"day": f"{day:%d/%m/%Y}"}
            if reuse_actions.may_reuse(self.participation)
            else gettext("Sản phẩm chưa có hồ sơ lần trước để lấy lại."),
            submit_label=gettext("Lấy lại hồ sơ lần trước"),
            cancel_url=self.get_success_url(),
            **kwargs,
        )

    def perform(self, form: Any) -> Any:
        """Call the act and say what came over."""
        done = super().perform(form)
        messages.success(self.request, reuse_actions.words_of(done))
        return done
