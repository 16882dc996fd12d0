"""Pages of a certificate's renewal: registering it, extending it, the office's report on it."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from accounts.doors import ActionForm, LeadsBack
from accounts.permissions import Permission
from products.cycle import Purpose
from products.models import Participation
from territories import clock

from . import renewal_actions
from .advisory_views import AdvisoryView
from .certificate_views import OneCertificate, way
from .models import CertificateAct
from .renewal import Held
from .renewal_forms import ExtendForm, RenewForm


def ways_shown(held: Held, ways: tuple[Purpose, ...]) -> dict[str, Any]:
    """Return what is held, what may be registered for it, and why not the rest."""
    window = renewal_actions.window_of(held)
    is_past = clock.today() > window.last
    return {
        "held": held,
        "is_open": bool(ways),
        "ways": [
            {
                "label": one.label,
                "is_open": one in ways,
                "is_past": one == Purpose.RE_EVALUATION and is_past,
                "words": "" if one in ways else renewal_actions.why_not(held, one),
            }
            for one in (Purpose.UPGRADE, Purpose.RE_EVALUATION)
        ],
        "window": window,
    }


class RenewView(OneCertificate, LeadsBack, ActionForm, FormView):
    """Register a recognised product for an upgrade or a re-evaluation (R22)."""

    permission = Permission.PRODUCT_EDIT
    form_class = RenewForm
    template_name = "evaluations/certificate_renew.html"
    title = gettext_lazy("Đăng ký nâng hạng, đánh giá lại")

    def refuse_over(self) -> None:
        """Refuse what cannot be entered; where no way is open the page says from when one is."""
        row = self.certificate()
        if renewal_actions.ways_of(row):
            renewal_actions.refuse_entry(row.submission)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the open cycles, and what the certificate lets be registered."""
        ways = renewal_actions.ways_of(self.certificate())
        return super().get_form_kwargs() | {"by": self.request.user, "ways": ways}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say of each way whether it is open today, and if not, why."""
        row, back = self.certificate(), self.get_back_url()
        return super().get_context_data(
            **ways_shown(renewal_actions.held_by(row), renewal_actions.ways_of(row)),
            product_name=row.facts["product_name"],
            cancel_url=back,
            page_title=self.title,
            breadcrumbs=way(self.request, (back, row.number), ("", self.title)),
            **kwargs,
        )

    def perform(self, form: RenewForm) -> Participation:
        """Call the action."""
        made = renewal_actions.register_renewal(
            certificate=self.certificate(), by=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, _("Đã đăng ký. Hãy lập hồ sơ đánh giá."))
        return made

    def get_back_url(self) -> str:
        """Return to the certificate."""
        return super().get_success_url()

    def get_success_url(self) -> str:
        """Go on with the dossier."""
        return reverse("dossier_detail", args=[self.request.province.slug, self.object.pk])


class ExtendView(OneCertificate, LeadsBack, ActionForm, FormView):
    """Let a certificate run on until the result of its re-evaluation (R25)."""

    permission = Permission.CERTIFICATE_REVOKE
    form_class = ExtendForm
    template_name = "evaluations/certificate_act.html"
    title = gettext_lazy("Kéo dài hiệu lực giấy chứng nhận")
    consequence = gettext_lazy(
        "Giấy chứng nhận tiếp tục có hiệu lực đến ngày có kết quả đánh giá lại, không quá ngày"
        " ghi ở đây; trang tra cứu báo «kéo dài đến» ngay."
    )
    submit_label = gettext_lazy("Kéo dài")
    law = "26/2026/QĐ-TTg, Điều 12.3"

    def refuse_over(self) -> None:
        """Refuse what does not run on as it stands."""
        renewal_actions.refuse_extension(self.certificate(), self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the certificate and what will follow."""
        row, back = self.certificate(), self.get_success_url()
        return super().get_context_data(
            certificate=row,
            act=self,
            cancel_url=back,
            page_title=self.title,
            breadcrumbs=way(self.request, (back, row.number), ("", self.title)),
            **kwargs,
        )

    def perform(self, form: ExtendForm) -> CertificateAct:
        """Call the action."""
        return renewal_actions.extend(
            certificate=self.certificate(), by=self.request.user, **form.cleaned_data
        )


class OfficeReportView(AdvisoryView):
    """On a re-evaluation the office reports, not the advisory team (26/2026, Điều 7.6.c)."""

    permission = Permission.DOSSIER_CHECK
    title = gettext_lazy("Báo cáo của cơ quan quản lý OCOP")

    def get_success_url(self) -> str:
        """Return to the product before the council."""
        return self.link("evaluation", self.kwargs["pk"])
