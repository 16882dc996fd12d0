"""Pages of steps 1 to 4: the papers, the check before the hand-in, the decisions on it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View

from accounts.doors import LeadsBack, OneRecord, PermissionRequired
from accounts.permissions import Permission
from files import serving

from . import actions, forms, product_actions, sheet_actions
from .cycle import Step
from .models import Participation, ProductionReport
from .next_step import missing
from .product_views import crumbs
from .sheets import answers, labels_of, paper_of, values_of


class OfParticipation(OneRecord, FormView):
    """A page on one participation, fetched among those the page's permission reaches."""

    model = Participation
    subject = "participation"
    permission = Permission.STEP_SUBMIT
    template_name = "products/act_form.html"
    submit_label: Any = gettext_lazy("Lưu")

    @cached_property
    def participation(self) -> Participation:
        """The participation of the address."""
        rows = self.get_queryset().select_related(
            "product__producer__commune", "product__line", "cycle", "province", "idea", "plan"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        """Carry the version that the person saw."""
        return {"version": self.participation.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page and the way back."""
        back, product = self.get_success_url(), self.participation.product
        return super().get_context_data(
            participation=self.participation,
            product=product,
            page_title=self.title,
            breadcrumbs=crumbs(self.request, (back, product.name), ("", self.title)),
            submit_label=self.submit_label,
            cancel_url=back,
            **kwargs,
        )

    def get_success_url(self) -> str:
        """Return to the product."""
        where = [self.request.province.slug, self.participation.product_id]
        return reverse("product", args=where)


class SheetView(LeadsBack, OfParticipation):
    """Writing a paper as a draft; each changed field saves itself where scripts run."""

    template_name = "products/sheet_form.html"
    submit_label = gettext_lazy("Lưu và xem lại")
    done = gettext_lazy("Đã lưu bản nháp.")
    step: Step

    def refuse_over(self) -> None:
        """Refuse a paper before its turn, or once it is handed in."""
        sheet_actions.refuse_writing(self.participation, self.step)

    @property
    def paper(self) -> Any:
        """The paper, None while nothing is written."""
        return paper_of(self.participation, self.step)

    def get_initial(self) -> dict[str, Any]:
        """Leave it to the form, which reads the paper."""
        return {}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from what stands; an autosave sends one field."""
        kwargs = super().get_form_kwargs()
        del kwargs["initial"]
        return kwargs | {"paper": self.paper}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the form where it saves itself."""
        return super().get_context_data(autosave_url=self.request.path, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the whole form from a person, one field from the page's autosave."""
        if request.headers.get("Accept") == "application/json":
            return self.autosave(request)
        return super().post(request, *args, **kwargs)

    def autosave(self, request: HttpRequest) -> JsonResponse:
        """Save the fields that came; say the new version, or what is wrong."""
        form = self.form_class(request.POST, paper=self.paper)
        for name in set(form.fields) - set(request.POST) - {"version"}:
            del form.fields[name]
        if not form.is_valid():
            return JsonResponse({"errors": form.errors}, status=400)
        try:
            paper = self.act(form)
        except ValidationError as refusal:
            is_stale = any(one.code == "stale" for one in getattr(refusal, "error_list", ()))
            errors = {"__all__": refusal.messages}
            return JsonResponse({"errors": errors}, status=409 if is_stale else 400)
        return JsonResponse({"version": paper.version})

    def form_invalid(self, form: Any) -> HttpResponse:
        """After a refusal as stale both values are on the page: the next save is meant."""
        if form.has_error("__all__", code="stale"):
            form.data["version"] = type(self.paper).objects.get(pk=self.paper.pk).version
        return super().form_invalid(form)

    def get_success_url(self) -> str:
        """Go on to the check before the hand-in."""
        if self.request.method == "POST":
            where = [self.request.province.slug, self.participation.pk]
            return reverse("step_submit", args=where)
        return super().get_success_url()


class IdeaView(SheetView):
    """Step 2: the idea sheet."""

    form_class = forms.IdeaForm
    step = Step.IDEA
    title = gettext_lazy("Phiếu ý tưởng sản phẩm")

    def act(self, form: forms.IdeaForm) -> Any:
        """Call the action."""
        by, facts = self.request.user, form.cleaned_data
        return sheet_actions.save_idea(participation=self.participation, by=by, **facts)


class PlanView(SheetView):
    """Step 3: the business plan."""

    form_class = forms.PlanForm
    step = Step.BUSINESS_PLAN
    title = gettext_lazy("Phương án sản xuất, kinh doanh")

    def act(self, form: forms.PlanForm) -> Any:
        """Call the action."""
        by, facts = self.request.user, form.cleaned_data
        return sheet_actions.save_plan(participation=self.participation, by=by, **facts)


class ReportView(LeadsBack, OfParticipation):
    """Step 4: a report on how the plan is carried out."""

    form_class = forms.ReportForm
    title = gettext_lazy("Báo cáo triển khai phương án")
    submit_label = gettext_lazy("Thêm báo cáo")
    done = gettext_lazy("Đã thêm báo cáo.")

    def refuse_over(self) -> None:
        """Refuse a report before its step, or once the step is handed in."""
        sheet_actions.refuse_writing(self.participation, Step.PRODUCTION)

    def get_initial(self) -> dict[str, Any]:
        """Today, unless the person says otherwise."""
        return {}

    def act(self, form: forms.ReportForm) -> Any:
        """Call the action."""
        by, facts = self.request.user, form.cleaned_data
        return sheet_actions.add_production_report(participation=self.participation, by=by, **facts)


class ReportFileView(PermissionRequired, View):
    """The file of a report, for whoever sees the product."""

    model = Participation
    permission = Permission.PRODUCT_VIEW

    def get(self, request: HttpRequest, province: str, pk: int, report: int) -> HttpResponse:
        """Send the file."""
        visible = self.get_queryset().filter(pk=pk)
        reports = ProductionReport.objects.filter(participation__in=visible, file__isnull=False)
        found = get_object_or_404(reports.select_related("file"), pk=report)
        return serving.serve(found.file, request)


class AppraisalView(LeadsBack, OfParticipation):
    """Step 3: what the authority thinks of the plan, beside the plan."""

    form_class = forms.AppraisalForm
    permission = Permission.STEP_ACCEPT
    template_name = "products/appraisal_form.html"
    title = gettext_lazy("Thẩm định phương án")
    submit_label = gettext_lazy("Lưu ý kiến thẩm định")
    done = gettext_lazy("Đã lưu ý kiến thẩm định; có thể tiếp nhận hoặc trả lại phương án.")

    def refuse_over(self) -> None:
        """Refuse where no plan waits for this person's level."""
        sheet_actions.refuse_appraisal(self.participation, self.request.user)

    @property
    def paper(self) -> Any:
        """The plan."""
        return paper_of(self.participation, Step.BUSINESS_PLAN)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from what was written before."""
        kwargs = super().get_form_kwargs()
        del kwargs["initial"]
        return kwargs | {"paper": self.paper}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the plan."""
        return super().get_context_data(
            answers=answers(self.participation, Step.BUSINESS_PLAN), **kwargs
        )

    def act(self, form: forms.AppraisalForm) -> Any:
        """Call the action."""
        by, facts = self.request.user, form.cleaned_data
        return sheet_actions.appraise_plan(participation=self.participation, by=by, **facts)

    def form_invalid(self, form: Any) -> HttpResponse:
        """After a refusal as stale both values are on the page: the next save is meant."""
        if form.has_error("__all__", code="stale"):
            form.data["version"] = type(self.paper).objects.get(pk=self.paper.pk).version
        return super().form_invalid(form)


class StepView(OfParticipation):
    """An act on what a step's paper says, shown once more before it."""

    form_class = forms.VersionForm
    template_name = "products/step_confirm.html"
    consequence: Any = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show what the act is about, and what it leads to."""
        row = self.participation
        step = Step(row.step)
        return super().get_context_data(
            step_title=_("Bước %(number)s. %(step)s") % {"number": int(step), "step": step.label},
            answers=answers(row, step),
            consequence=self.consequence,
            **kwargs,
        )

    def form_invalid(self, form: Any) -> HttpResponse:
        """After a refusal as stale the page shows what stands now: the next press is meant."""
        if form.has_error("__all__", code="stale"):
            del self.participation
            form.data["version"] = self.participation.version
        return super().form_invalid(form)


class SubmitView(LeadsBack, StepView):
    """Check the answers, then hand the step in; what is missing is explained on the page."""

    template_name = "products/step_submit.html"
    title = gettext_lazy("Kiểm tra trước khi nộp")
    submit_label = gettext_lazy("Nộp")
    done = gettext_lazy("Đã nộp.")
    consequence = gettext_lazy("Sau khi nộp, không sửa được cho đến khi được trả lại bổ sung.")

    def refuse_over(self) -> None:
        """Refuse what has been handed in, and a producer that may not apply now."""
        actions.refuse_step(self.participation, "submit")
        product = self.participation.product
        product_actions.refuse_unfit(product.producer, product.line)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name what is still missing."""
        row = self.participation
        lacking = missing(row.step, values_of(row))
        return super().get_context_data(lacking=labels_of(row.step, lacking), **kwargs)

    def act(self, form: forms.VersionForm) -> Participation:
        """Call the action."""
        by, facts = self.request.user, form.cleaned_data
        return actions.submit_step(participation=self.participation, by=by, **facts)


class AcceptView(LeadsBack, StepView):
    """Accept what was handed in; the next step begins."""

    permission = Permission.STEP_ACCEPT
    title = gettext_lazy("Tiếp nhận")
    submit_label = gettext_lazy("Tiếp nhận")
    done = gettext_lazy("Đã tiếp nhận; bước sau bắt đầu.")
    consequence = gettext_lazy("Bước này xong và bước sau bắt đầu; chủ thể nhận được thông báo.")

    def refuse_over(self) -> None:
        """Refuse what is not handed in, the other level, and what is not appraised yet."""
        actions.refuse_step(self.participation, "accept")
        actions.refuse_other_hands(self.participation, self.request.user)
        actions.refuse_acceptance(self.participation)

    def act(self, form: forms.VersionForm) -> Participation:
        """Call the action."""
        by, facts = self.request.user, form.cleaned_data
        return actions.accept(participation=self.participation, by=by, **facts)


class SendBackView(LeadsBack, StepView):
    """Send a step back for additions."""

    form_class = forms.SendBackForm
    permission = Permission.STEP_ACCEPT
    title = gettext_lazy("Trả lại bổ sung")
    submit_label = gettext_lazy("Trả lại")
    done = gettext_lazy("Đã trả lại để bổ sung.")
    consequence = gettext_lazy("Chủ thể sửa được trở lại và nhận được nội dung cần bổ sung.")

    def refuse_over(self) -> None:
        """Refuse where nothing is handed in, and the other level."""
        actions.refuse_step(self.participation, "send_back")
        actions.refuse_other_hands(self.participation, self.request.user)

    def act(self, form: forms.SendBackForm) -> Participation:
        """Call the action."""
        by, facts = self.request.user, form.cleaned_data
        return actions.send_back(participation=self.participation, by=by, **facts)


class WithdrawView(LeadsBack, StepView):
    """Take the product out of the cycle."""

    form_class = forms.WithdrawForm
    title = gettext_lazy("Rút khỏi chu trình")
    submit_label = gettext_lazy("Rút khỏi chu trình")
    done = gettext_lazy("Sản phẩm đã rút khỏi chu trình.")
    template_name = "products/withdraw_confirm.html"
    consequence = gettext_lazy(
        "Lượt tham gia này kết thúc, mọi việc đã làm vẫn được giữ; muốn tham gia lại phải đăng"
        " ký mới từ đầu."
    )

    def refuse_over(self) -> None:
        """Refuse what was recognised, or is over."""
        actions.refuse_withdrawal(self.participation)

    def act(self, form: forms.WithdrawForm) -> Participation:
        """Call the action."""
        by, facts = self.request.user, form.cleaned_data
        return actions.withdraw(participation=self.participation, by=by, **facts)
