"""Pages of five stars beside the ordinary way: judged again, completed, answered below five."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from accounts.doors import ActionForm, LeadsBack
from accounts.permissions import Permission
from products.models import Participation
from territories import clock

from . import (
    completion_actions,
    five_star_actions,
    forwarding_actions,
    national_actions,
    renewal_actions,
)
from .forwarding_views import OneNationalResult, OneRequest, mean_of
from .models import NationalResult, Package
from .national_forms import PaperSetForm, ReopenForm, WayForm
from .renewal_forms import RenewForm
from .renewal_views import ways_shown


class RenewFiveStarsView(OneNationalResult, LeadsBack, ActionForm, FormView):
    """Register the re-evaluation of what the Ministry recognised (R22)."""

    permission = Permission.PRODUCT_EDIT
    form_class = RenewForm
    template_name = "evaluations/certificate_renew.html"
    title = gettext_lazy("Đăng ký đánh giá lại sản phẩm 5 sao")

    def refuse_over(self) -> None:
        """Refuse what cannot be entered; where no way is open the page says from when one is."""
        row = self.result()
        if renewal_actions.ways_from(five_star_actions.held_five(row)):
            renewal_actions.refuse_entry(row.submission)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the open cycles, and what five stars let be registered."""
        ways = renewal_actions.ways_from(five_star_actions.held_five(self.result()))
        return super().get_form_kwargs() | {"by": self.request.user, "ways": ways}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether it is open today, and if not, why."""
        row, back = self.result(), self.get_back_url()
        held = five_star_actions.held_five(row)
        return super().get_context_data(
            **ways_shown(held, renewal_actions.ways_from(held)),
            product_name=row.submission.participation.product.name,
            cancel_url=back,
            page_title=self.title,
            breadcrumbs=self.way((back, row.certificate_no), ("", self.title)),
            **kwargs,
        )

    def perform(self, form: RenewForm) -> Participation:
        """Call the action."""
        made = five_star_actions.register_five_star_renewal(
            result=self.result(), by=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, _("Đã đăng ký. Hãy lập hồ sơ đánh giá."))
        return made

    def get_back_url(self) -> str:
        """Return to the certificate."""
        return super().get_success_url()

    def get_success_url(self) -> str:
        """Go on with the dossier."""
        return reverse("dossier_detail", args=[self.request.province.slug, self.object.pk])


class PaperSetView(OneRequest, LeadsBack, ActionForm, FormView):
    """Write down that the one paper set went to the Ministry too (7.3.e)."""

    form_class = PaperSetForm
    template_name = "evaluations/forwarded_act.html"
    title = gettext_lazy("Ghi việc gửi bộ hồ sơ giấy")

    def refuse_over(self) -> None:
        """Refuse while no file is at the Ministry."""
        forwarding_actions.refuse_paper_set(self.package())

    def get_initial(self) -> dict[str, Any]:
        """Begin with today."""
        return {"on": clock.today()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        return super().get_context_data(
            cancel_url=self.get_success_url(),
            page_title=self.title,
            breadcrumbs=self.way(("", self.title)),
            **kwargs,
        )

    def perform(self, form: PaperSetForm) -> Package:
        """Call the action."""
        return forwarding_actions.hand_over_paper_set(
            evaluation=self.evaluation(), by=self.request.user, **form.cleaned_data
        )


class ReopenView(OneRequest, LeadsBack, ActionForm, FormView):
    """Open the product's dossier again, because the Ministry wants it completed (7.4)."""

    form_class = ReopenForm
    template_name = "evaluations/forwarded_act.html"
    title = gettext_lazy("Mở hồ sơ sản phẩm để bổ sung")
    consequence = gettext_lazy(
        "Chủ thể sửa và nộp lại thành lần nộp mới, xã và tỉnh kiểm tra lại rồi gửi Bộ; kết quả của"
        " Hội đồng cấp tỉnh giữ nguyên, bản đã gửi được giữ để đối chiếu."
    )

    def refuse_over(self) -> None:
        """Refuse what did not come back, or is open already."""
        completion_actions.refuse_reopening(self.evaluation(), self.package())

    def get_initial(self) -> dict[str, Any]:
        """Begin with the Ministry's own words."""
        package = self.package()
        return {"reason": package.return_reason if package else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what follows."""
        return super().get_context_data(
            consequence=self.consequence,
            cancel_url=self.get_success_url(),
            page_title=self.title,
            breadcrumbs=self.way(("", self.title)),
            **kwargs,
        )

    def perform(self, form: ReopenForm) -> Package:
        """Call the action."""
        return completion_actions.reopen_file(
            evaluation=self.evaluation(), by=self.request.user, **form.cleaned_data
        )


def told_late(form: WayForm, refusal: ValidationError) -> WayForm:
    """Put a refusal on a form none of whose fields matters any more."""
    form.full_clean()
    form.errors.clear()
    form.add_error(None, refusal)
    return form


class ChooseView(OneRequest, LeadsBack, ActionForm, FormView):
    """Below 90: recognise on the Ministry's result, or evaluate again (Điều 7.4.g)."""

    form_class = WayForm
    template_name = "evaluations/five_star_choose.html"
    extra_context = {"page_title": gettext_lazy("Xử lý kết quả dưới 5 sao")}

    def result(self) -> NationalResult | None:
        """Return the Ministry's answer, once there is one."""
        return getattr(self.evaluation(), "national_result", None)

    def refuse_over(self) -> None:
        """Refuse where nothing is to be chosen, or not yet."""
        national_actions.refuse_choosing(self.result())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Tell a press that came late, or too early, what the action would: no choice is left."""
        try:
            self.refuse_over()
        except ValidationError as refusal:
            return self.form_invalid(told_late(self.get_form(), refusal))
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what the law leaves open."""
        result = self.result()
        ways = national_actions.ways_of(result) if result else ()
        return super().get_form_kwargs() | {"ways": ways}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the answer once more."""
        result = self.result()
        return super().get_context_data(
            result=result,
            result_mean=mean_of(result) if result else "",
            cancel_url=self.get_success_url(),
            breadcrumbs=self.way(("", self.extra_context["page_title"])),
            **kwargs,
        )

    def perform(self, form: WayForm) -> NationalResult:
        """Call the action."""
        return national_actions.choose_way(
            result=self.result(), by=self.request.user, **form.cleaned_data
        )
