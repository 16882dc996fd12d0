"""Pages of certificates: list, detail, the PDF, acts, the product page of step 6."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import DetailView, FormView, View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from accounts import policy
from accounts.doors import ActionForm, LeadsBack, PermissionRequired, VersionedForm
from accounts.permissions import Permission
from files.serving import serve
from products.models import Product, ProductImage
from territories import clock

from . import certificate_actions, page_actions, publication, renewal_page
from .decision_filters import CertificateFilter
from .decision_forms import PageForm, RevokeForm, StandingForm
from .decision_pages import decision_url
from .decision_tables import TONES, CertificateTable, timeline
from .models import Certificate, CertificateAct, NationalResult, ProductPage
from .validity import PublicStatus

VIEW, REVOKE, PUBLISH = (
    Permission.CERTIFICATE_VIEW,
    Permission.CERTIFICATE_REVOKE,
    Permission.PUBLISH,
)


NATIONAL_SHOWN = 50


def way(request: HttpRequest, *more: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way from the list of certificates to a page."""
    first = (
        reverse("certificates", args=[request.province.slug]),
        pgettext("plural", "Giấy chứng nhận"),
    )
    return [{"url": url, "label": text} for url, text in (first, *more)]


class CertificateListView(PermissionRequired, SingleTableMixin, FilterView):
    """The certificates that the person may see."""

    model = Certificate
    permission = VIEW
    filterset_class = CertificateFilter
    table_class = CertificateTable
    paginate_by = 50
    template_name = "evaluations/certificate_list.html"
    extra_context = {"page_title": pgettext_lazy("plural", "Giấy chứng nhận")}

    def get_queryset(self) -> QuerySet:
        """Read what a row shows; what is printed stays where it is."""
        rows = super().get_queryset().select_related("province", "published")
        return rows.defer("facts")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the five stars that the Ministry gave to products of the province."""
        five = NationalResult.objects.visible_to(self.request.user, VIEW).filter(star=5)
        five = five.select_related("submission__participation__product__producer").with_standing()
        shown = [(row, row.standing(clock.today())) for row in five[:NATIONAL_SHOWN]]
        national = [(row, stands, TONES.get(stands, "off")) for row, stands in shown]
        return super().get_context_data(national=national, **kwargs)


class OneCertificate(PermissionRequired):
    """A page about one certificate."""

    model = Certificate

    def get_queryset(self) -> QuerySet:
        """Read what every page names."""
        rows = super().get_queryset()
        return rows.select_related(
            "province", "published", "pdf", "recognition__decision__province", "product__producer"
        )

    def certificate(self) -> Certificate:
        """Fetch the certificate among those that the person may see."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        """Go back to the certificate."""
        return reverse("certificate", args=[self.request.province.slug, self.kwargs["pk"]])


class CertificateDetailView(OneCertificate, DetailView):
    """One certificate: what it says, how it stands, what was done to it."""

    permission = VIEW
    template_name = "evaluations/certificate_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add standing, acts and what the person may do."""
        row, user = self.object, self.request.user
        standing = publication.standing_on(row.published, clock.today())
        may_act = policy.may(user, REVOKE, row)
        decision = row.recognition.decision
        sees_decision = policy.may(user, Permission.DECISION_VIEW, decision)
        return super().get_context_data(
            standing=standing,
            tone=TONES.get(standing, "off"),
            page=page_actions.page_of(row.public_code),
            acts=row.acts.select_related("by"),
            verbs=certificate_actions.verbs_of(row) if may_act else (),
            renewal=renewal_page.facts(
                row,
                user,
                may_register=policy.may(user, Permission.PRODUCT_EDIT, row),
                may_extend=may_act,
            ),
            may_publish=row.product_id is not None
            and standing == PublicStatus.VALID
            and policy.may(user, PUBLISH, row),
            sees_product=policy.may(user, Permission.PRODUCT_VIEW),
            decision=decision,
            decision_url=decision_url(decision) if sees_decision else "",
            events=timeline(row),
            page_title=row.number,
            breadcrumbs=way(self.request, ("", row.number)),
            **kwargs,
        )


class CertificatePdfView(OneCertificate, View):
    """The printed certificate."""

    permission = VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Serve it; while it is being printed there is none."""
        certificate = self.certificate()
        if certificate.pdf is None:
            raise Http404
        return serve(certificate.pdf, request)


class ActView(OneCertificate, LeadsBack, ActionForm, FormView):
    """An act on a certificate: its own page, with what the law asks for."""

    permission = REVOKE
    form_class = StandingForm
    template_name = "evaluations/certificate_act.html"
    verb = ""
    title = ""
    consequence = ""
    submit_label = ""
    submit_class = "btn-danger"
    law = "26/2026/QĐ-TTg, Điều 8"

    def refuse_over(self) -> None:
        """Refuse what cannot be done to the certificate as it stands."""
        certificate_actions.refuse_act(self.certificate(), self.verb)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the certificate and what will follow."""
        row = self.certificate()
        back = self.get_success_url()
        return super().get_context_data(
            certificate=row,
            act=self,
            cancel_url=back,
            page_title=self.title,
            breadcrumbs=way(self.request, (back, row.number), ("", self.title)),
            **kwargs,
        )

    def perform(self, form: StandingForm) -> CertificateAct:
        """Call the action."""
        action = getattr(certificate_actions, self.verb)
        done = action(certificate=self.certificate(), by=self.request.user, **form.cleaned_data)
        if done.found_on and certificate_actions.is_late(done.found_on, done.decided_on):
            messages.warning(
                self.request,
                _("Quyết định ban hành quá 15 ngày từ ngày kết luận (Điều 8.4)."),
            )
        return done


class RevokeView(ActView):
    """Withdraw the recognition."""

    form_class = RevokeForm
    verb = "revoke"
    title = gettext_lazy("Thu hồi giấy chứng nhận")
    consequence = gettext_lazy(
        "Trang tra cứu báo «đã thu hồi» ngay; chủ thể phải ngừng dùng nhãn OCOP."
        " Việc thu hồi không hoàn lại được."
    )
    submit_label = gettext_lazy("Thu hồi")


class SuspendView(ActView):
    """Stop the use of the certificate for a while."""

    verb = "suspend"
    title = gettext_lazy("Tạm dừng giấy chứng nhận")
    consequence = gettext_lazy("Trang tra cứu báo «tạm dừng» ngay, cho đến khi được khôi phục.")
    submit_label = gettext_lazy("Tạm dừng hiệu lực")
    law = ""


class RestoreView(ActView):
    """Lift a suspension."""

    verb = "restore"
    title = gettext_lazy("Khôi phục giấy chứng nhận")
    consequence = gettext_lazy("Trang tra cứu báo «còn hiệu lực» trở lại ngay.")
    submit_label = gettext_lazy("Khôi phục")
    submit_class = "btn-primary"  # it takes nothing away
    law = ""


def page_facts(product: Product, public_code: str) -> dict[str, Any]:
    """Start the form from what is published, else from what the product says of itself."""
    pictures = ProductImage.objects.filter(product=product).select_related("file", "province")
    page = page_actions.page_of(public_code)
    if page is None:
        initial: dict[str, Any] = {"story": product.story, "images": pictures}
    else:
        initial = {"images": pictures.filter(pk__in=[one["image"] for one in page.images])}
    return {"instance": page, "pictures": pictures, "initial": initial}


class PageView(OneCertificate, LeadsBack, VersionedForm, FormView):
    """The product page (step 6): written by the producer or for him, then published."""

    permission = PUBLISH
    form_class = PageForm
    template_name = "evaluations/certificate_page.html"

    def certificate(self) -> Certificate:
        """Fetch it; the page of five stars is written in the province, on the Ministry's answer."""
        row = super().certificate()
        if row.product is None:
            raise Http404
        return row

    def refuse_over(self) -> None:
        """Refuse the page of a certificate that does not hold."""
        page_actions.refuse_fallen(self.certificate().published)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from what is published, else from what the product says of itself."""
        row = self.certificate()
        return super().get_form_kwargs() | page_facts(row.product, row.public_code)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the product."""
        row = self.certificate()
        title = _("Trang sản phẩm: %(name)s") % {"name": row.published.product_name}
        back = self.get_success_url()
        crumbs = way(self.request, (back, row.number), ("", title))
        return super().get_context_data(
            certificate=row, cancel_url=back, page_title=title, breadcrumbs=crumbs, **kwargs
        )

    def version_now(self, form: PageForm) -> int:
        """Return the version of the page that stands, after a refusal."""
        return page_actions.version_of(self.certificate().public_code)

    def perform(self, form: PageForm) -> ProductPage:
        """Call the action."""
        page = page_actions.publish_page(
            certificate=self.certificate(), by=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, _("Trang sản phẩm đã được công bố."))
        return page
