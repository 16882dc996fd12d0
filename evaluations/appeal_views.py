"""Pages of appeals: the list, one appeal, and each act on it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView, ListView, View

from accounts import policy
from accounts.doors import ActionForm, LeadsBack, PermissionRequired
from accounts.forms import ReasonForm
from accounts.permissions import Permission
from files.models import StoredFile
from files.serving import serve

from . import appeal_actions
from .appeal_forms import (
    AppealDaysForm,
    DecideForm,
    FileAppealForm,
    RapporteurForm,
    RegisterForm,
    ReportForm,
)
from .appeal_preview import Preview
from .appeal_setting_actions import set_appeal_days
from .appeal_states import APPEAL, REHEARD
from .appeals import days_allowed
from .models import Appeal, Evaluation
from .seating import if_upheld

P = Permission
# Which page does which act of the table, and who may.
ACTS = (
    ("appeal_register", "register_appeal", P.APPEAL_HANDLE, gettext_lazy("Thụ lý")),
    ("appeal_rapporteur", "name_rapporteur", P.APPEAL_HANDLE, gettext_lazy("Cử người xem xét")),
    ("appeal_report", "report_appeal", P.APPEAL_EXAMINE, gettext_lazy("Lập báo cáo xem xét")),
    ("appeal_decide", "uphold", P.APPEAL_DECIDE, gettext_lazy("Ghi quyết định giải quyết")),
    ("appeal_withdraw", "withdraw", P.APPEAL_MAKE, gettext_lazy("Rút khiếu nại")),
)


def crumbs(request: HttpRequest, *more: tuple[str, Any]) -> list[dict[str, Any]]:
    """Return the way from the list of appeals to a page."""
    first = (reverse("appeals", args=[request.province.slug]), _("Khiếu nại"))
    return [{"url": url, "label": label} for url, label in (first, *more)]


class AppealListView(PermissionRequired, ListView):
    """The appeals that the person may see, the newest first."""

    model = Appeal
    permission = P.APPEAL_VIEW
    paginate_by = 50
    template_name = "evaluations/appeal_list.html"
    extra_context = {"page_title": gettext_lazy("Khiếu nại kết quả")}

    def get_queryset(self) -> Any:
        """Read along what a row shows."""
        return super().get_queryset().for_lists()


class OfAppeal(PermissionRequired):
    """Base of the pages on one appeal."""

    model = Appeal
    permission: Any = P.APPEAL_VIEW

    def appeal(self) -> Appeal:
        """Fetch the appeal among those the person may see, or act on."""
        if not hasattr(self, "_appeal"):
            rows = (
                self.get_queryset()
                .for_lists()
                .select_related(
                    "province",
                    "made_by",
                    "signed_paper",
                    "decision_file",
                    "evaluation__submission__procedure",
                    "evaluation__submission__criteria_set__regulation",
                    "evaluation__submission__participation__product__producer",
                    "evaluation__sitting__council",
                )
            )
            self._appeal = get_object_or_404(rows, pk=self.kwargs["pk"])
        return self._appeal

    def get_success_url(self) -> str:
        """Return to the appeal."""
        return reverse("appeal", args=[self.request.province.slug, self.kwargs["pk"]])


class AppealView(OfAppeal, DetailView):
    """One appeal: what is asked, where it stands, what was found and decided."""

    template_name = "evaluations/appeal_detail.html"
    context_object_name = "appeal"

    def get_object(self, queryset: Any = None) -> Appeal:
        """Fetch the appeal."""
        return self.appeal()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the acts that are open to the person; what was found is the office's to read."""
        appeal, user = self.object, self.request.user
        sees_result = policy.may(user, P.EVALUATION_VIEW)
        open_acts = [
            (name, label)
            for name, verb, permission, label in ACTS
            if verb in APPEAL[appeal.status] and policy.may(user, permission, appeal)
        ]
        return super().get_context_data(
            acts=open_acts,
            files=appeal.files.select_related("file"),
            hearings=list(appeal.hearings.select_related("sitting")),
            is_reheard=appeal.status in REHEARD,
            told_star=appeal_actions.told_star(appeal.evaluation),
            sees_result=sees_result,
            sees_product=policy.may(user, P.PRODUCT_VIEW),
            preview=appeal.preview if sees_result else None,
            page_title=_("Khiếu nại kết quả"),
            breadcrumbs=crumbs(self.request, ("", appeal.product_name)),
            **kwargs,
        )


class FileAppealView(PermissionRequired, ActionForm, FormView):
    """Appeal against a result."""

    model = Evaluation
    permission = P.APPEAL_MAKE
    form_class = FileAppealForm
    template_name = "evaluations/appeal_new.html"

    def evaluation(self) -> Evaluation:
        """Fetch the result among those of the person's own products."""
        rows = self.get_queryset().select_related(
            "province", "submission__participation__product__producer"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask an officer for the signed paper."""
        on_behalf = appeal_actions.acts_on_behalf(self.evaluation(), self.request.user)
        return super().get_form_kwargs() | {"on_behalf": on_behalf}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the product, the result and the window."""
        evaluation = self.evaluation()
        product = evaluation.submission.participation.product
        title = _("Khiếu nại kết quả đánh giá")
        back = reverse("product", args=[self.request.province.slug, product.pk])
        return super().get_context_data(
            evaluation=evaluation,
            product_name=evaluation.submission.snapshot["product"]["name"],
            told_star=appeal_actions.told_star(evaluation),
            told_on=appeal_actions.told_on(evaluation),
            open_until=appeal_actions.open_until(evaluation),
            why_not=appeal_actions.why_not(evaluation),
            page_title=title,
            submit_label=_("Nộp khiếu nại"),
            cancel_url=back,
            breadcrumbs=crumbs(self.request, (back, product.name), ("", title)),
            **kwargs,
        )

    def perform(self, form: FileAppealForm) -> Appeal:
        """Call the action."""
        return appeal_actions.file_appeal(
            evaluation=self.evaluation(), by=self.request.user, **form.cleaned_data
        )

    def get_success_url(self) -> str:
        """Go to the appeal."""
        return reverse("appeal", args=[self.request.province.slug, self.object.pk])


class AppealActView(OfAppeal, LeadsBack, ActionForm, FormView):
    """Base of the acts on an appeal."""

    template_name = "evaluations/appeal_act.html"
    title: Any = ""
    consequence: Any = ""
    verb = ""  # of the table of steps

    def refuse_over(self) -> None:
        """Ask the table, as the action does first."""
        appeal_actions.refuse_step(self.appeal(), self.verb)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the product, the consequence and the way back."""
        appeal, back = self.appeal(), self.get_success_url()
        return super().get_context_data(
            appeal=appeal,
            consequence=self.consequence,
            page_title=self.title,
            submit_label=self.title,
            cancel_url=back,
            breadcrumbs=crumbs(self.request, (back, appeal.product_name), ("", self.title)),
            **kwargs,
        )


class WithdrawView(AppealActView):
    """Take the appeal back."""

    permission = P.APPEAL_MAKE
    form_class = ReasonForm
    verb = "withdraw"
    title = gettext_lazy("Rút khiếu nại")
    consequence = gettext_lazy("Kết quả giữ nguyên; còn trong thời hạn thì có thể khiếu nại lại.")

    def perform(self, form: ReasonForm) -> Appeal:
        """Call the action."""
        return appeal_actions.withdraw_appeal(
            appeal=self.appeal(), by=self.request.user, **form.cleaned_data
        )


class RegisterView(AppealActView):
    """Enter the appeal in the register."""

    permission = P.APPEAL_HANDLE
    form_class = RegisterForm
    verb = "register_appeal"
    title = gettext_lazy("Thụ lý khiếu nại")
    consequence = gettext_lazy("Chủ thể và cán bộ xã được báo ngay.")

    def perform(self, form: RegisterForm) -> Appeal:
        """Call the action."""
        return appeal_actions.register_appeal(
            appeal=self.appeal(), by=self.request.user, **form.cleaned_data
        )


class RapporteurView(AppealActView):
    """Name who examines the appeal."""

    permission = P.APPEAL_HANDLE
    form_class = RapporteurForm
    verb = "name_rapporteur"
    title = gettext_lazy("Cử người xem xét")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer those who may."""
        people = appeal_actions.rapporteurs_for(self.appeal())
        return super().get_form_kwargs() | {"people": people}

    def perform(self, form: RapporteurForm) -> Appeal:
        """Call the action."""
        return appeal_actions.name_rapporteur(
            appeal=self.appeal(), by=self.request.user, **form.cleaned_data
        )


class ReportView(AppealActView):
    """What was found; before it is handed in, what the sheets would say."""

    permission = P.APPEAL_EXAMINE
    form_class = ReportForm
    template_name = "evaluations/appeal_report.html"
    title = gettext_lazy("Báo cáo xem xét khiếu nại")

    def refuse_over(self) -> None:
        """Ask also whether the person had a hand in the result."""
        appeal_actions.refuse_reporting(self.appeal(), self.request.user)

    def preview(self) -> Preview:
        """Count the sheets of the result, once."""
        if not hasattr(self, "_preview"):
            self._preview = Preview(self.appeal().evaluation)
        return self._preview

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer this product's own sheets and conditions."""
        return super().get_form_kwargs() | {"preview": self.preview()}

    def form_valid(self, form: ReportForm) -> HttpResponse:
        """Show what would follow, or hand the report in."""
        if self.request.POST.get("go") == "report":
            return super().form_valid(form)
        shown = self.preview().as_json(self.preview().what_if(**form.asked()))
        return self.render_to_response(self.get_context_data(form=form, shown=shown))

    def perform(self, form: ReportForm) -> Appeal:
        """Call the action."""
        return appeal_actions.report_appeal(
            appeal=self.appeal(),
            findings=form.cleaned_data["findings"],
            what_if=self.preview().what_if(**form.asked()),
            by=self.request.user,
        )


class DecideView(AppealActView):
    """Record the decision on the appeal."""

    permission = P.APPEAL_DECIDE
    form_class = DecideForm
    verb = "uphold"
    title = gettext_lazy("Ghi quyết định giải quyết")
    consequence = gettext_lazy(
        "Chấp nhận (toàn bộ hoặc một phần): sản phẩm được đưa ra hội đồng đánh giá lại; kết quả cũ"
        " vẫn được giữ và vẫn xem được."
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say who would stay out of the new hearing, and what that asks for."""
        return super().get_context_data(cautions=if_upheld(self.appeal()), **kwargs)

    def perform(self, form: DecideForm) -> Appeal:
        """Call the action."""
        return appeal_actions.decide_appeal(
            appeal=self.appeal(), by=self.request.user, **form.cleaned_data
        )


class AppealFileView(OfAppeal, View):
    """A file of the appeal, for those who may see it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the file, if it belongs to this appeal."""
        appeal = self.appeal()
        known = StoredFile.objects.filter(pk__in=[*files_of(appeal)])
        stored = next((one for one in known if one.sha256 == kwargs["sha256"]), None)
        if stored is None:
            raise Http404
        return serve(stored, request)


def files_of(appeal: Appeal) -> list[int]:
    """Return the files that belong to an appeal."""
    ids = [*appeal.files.values_list("file_id", flat=True)]
    return ids + [pk for pk in (appeal.signed_paper_id, appeal.decision_file_id) if pk]


class AppealDaysView(PermissionRequired, ActionForm, FormView):
    """How long results may be appealed against in this province."""

    permission = P.SETTINGS_MANAGE
    form_class = AppealDaysForm
    template_name = "products/act_form.html"
    extra_context = {
        "page_title": gettext_lazy("Thời hạn khiếu nại"),
        "lead": gettext_lazy(
            "Số ngày làm việc mà chủ thể được khiếu nại kết quả. Thay đổi có hiệu lực ngay, cả với"
            " kết quả đã thông báo."
        ),
        "submit_label": gettext_lazy("Lưu thiết lập"),
    }

    def get_initial(self) -> dict[str, Any]:
        """Start from what stands."""
        return {"days": days_allowed(self.request.province.settings)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Lead back to the settings."""
        back = reverse("settings", args=[self.request.province.slug])
        crumbs = [(back, _("Thiết lập")), ("", _("Thời hạn khiếu nại"))]
        return super().get_context_data(
            breadcrumbs=[{"url": url, "label": label} for url, label in crumbs], **kwargs
        )

    def perform(self, form: AppealDaysForm) -> Any:
        """Call the action."""
        row = set_appeal_days(
            province=self.request.province, by=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, _("Đã lưu thiết lập."))
        return row

    def get_success_url(self) -> str:
        """Stay here: the page shows what stands."""
        return self.request.path
