"""What anybody may look up: is this certificate valid, and the page of the product."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control
from django.views.generic import TemplateView, View

from files.serving import serve_published
from territories import clock

from .decision_forms import CheckForm
from .models import ProductPage, PublishedCertificate
from .page_actions import is_open_to_buyers, moved_to, page_of
from .public_codes import grouped, normalise
from .publication import standing_on
from .renewal_actions import successor_of
from .standing_words import basis_in_words
from .validity import PublicStatus

# A withdrawal must show the same day, a poor line must not ask for each picture anew. The pages
# are private: a signed-in person's name stands in their frame.
FRESH = cache_control(private=True, max_age=60)
PICTURE = cache_control(public=True, max_age=86400)
SOON = timedelta(days=60)

# Word, tone and icon; what it means for a buyer.
STANDINGS = {
    PublicStatus.VALID: (
        "ok",
        "shield-check",
        gettext_lazy("Giấy chứng nhận này là thật và đang còn hiệu lực."),
    ),
    PublicStatus.EXPIRED: (
        "warn",
        "calendar-due",
        gettext_lazy("Giấy chứng nhận là thật nhưng đã quá thời hạn ghi trên giấy."),
    ),
    PublicStatus.SUPERSEDED: (
        "info",
        "refresh",
        gettext_lazy("Sản phẩm đã được cấp giấy chứng nhận mới hơn thay cho giấy này."),
    ),
    PublicStatus.SUSPENDED: (
        "wait",
        "hourglass",
        gettext_lazy("Giấy chứng nhận đang bị tạm dừng; sao chưa được dùng trên bao bì."),
    ),
    PublicStatus.REVOKED: (
        "bad",
        "ban",
        gettext_lazy("Giấy chứng nhận đã bị thu hồi; sản phẩm không được dùng nhãn OCOP."),
    ),
}


def real_site() -> str:
    """Return the one address at which a check counts."""
    return settings.PUBLIC_URL.split("//", 1)[-1]


def published(code: str) -> PublishedCertificate | None:
    """Return the public copy of a code; None: nobody ever gave it out."""
    return PublishedCertificate.objects.filter(public_code=code).first()


class CheckFormView(TemplateView):
    """Enter the code that stands on a certificate."""

    public = True
    template_name = "evaluations/check.html"
    extra_context = {"page_title": gettext_lazy("Kiểm tra giấy chứng nhận OCOP")}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the answer; a code that cannot be one is said to be wrong right here."""
        if "code" not in request.GET:
            return self.render_to_response(
                self.get_context_data(form=CheckForm(), site=real_site())
            )
        form = CheckForm(request.GET)
        if form.is_valid():
            code = normalise(form.cleaned_data["code"])
            if code:
                return redirect("check_result", code)
            form.add_error("code", _("Mã có 16 chữ và số; mã vừa nhập không đúng dạng đó."))
        context = self.get_context_data(form=form, site=real_site())
        return self.render_to_response(context, status=422)


@method_decorator(FRESH, name="dispatch")
class CheckResultView(TemplateView):
    """How a certificate stands today: the page that its QR code opens."""

    public = True
    template_name = "evaluations/check_result.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer for the code however it was typed; an unknown one gets help, not a bare 404."""
        typed = kwargs["code"]
        code = normalise(typed)
        if code and code != typed:
            return redirect("check_result", code)
        copy = published(code) if code else None
        standing = standing_on(copy, clock.today()) if copy else None
        if copy is None or standing is None:
            return self._unknown(typed)
        return self.render_to_response(self._facts(copy, standing))

    def _unknown(self, typed: str) -> HttpResponse:
        self.template_name = "evaluations/check_unknown.html"
        context = self.get_context_data(
            page_title=_("Không có giấy chứng nhận mang mã này"),
            typed=typed[:40],
            site=real_site(),
            form=CheckForm(),
        )
        return self.render_to_response(context, status=404)

    def _facts(self, copy: PublishedCertificate, standing: PublicStatus) -> dict[str, Any]:
        tone, icon, meaning = STANDINGS[standing]
        today = clock.today()
        return self.get_context_data(
            page_title=copy.product_name,
            copy=copy,
            standing=standing,
            tone=tone,
            icon=icon,
            meaning=meaning,
            ends_soon=standing == PublicStatus.VALID and copy.valid_to < today + SOON,
            code=grouped(copy.public_code),
            basis=basis_in_words(copy.status_basis),
            extension=basis_in_words(copy.extension_basis)
            if standing == PublicStatus.VALID
            else "",
            successor=successor_of(copy),
            today=today,
            site=real_site(),
            page_url=reverse("public_product", args=[copy.public_code])
            if is_open_to_buyers(copy, page_of(copy.public_code), today)
            else "",
        )


def once_public(code: str) -> tuple[PublishedCertificate, ProductPage]:
    """Return a certificate's public copy and page; one that was never public is not there."""
    copy = published(code) if normalise(code) == code else None
    page = page_of(code) if copy else None
    if copy is None or page is None or standing_on(copy, clock.today()) is None:
        raise Http404
    return copy, page


def open_page(code: str) -> tuple[PublishedCertificate, ProductPage]:
    """Return a certificate's public copy and page; one that is not open is not there."""
    copy, page = once_public(code)
    if not is_open_to_buyers(copy, page, clock.today()):
        raise Http404
    return copy, page


@method_decorator(FRESH, name="dispatch")
class ProductPageView(TemplateView):
    """The page of a recognised product: who makes it, how it looks, where to buy it."""

    public = True
    template_name = "evaluations/product_page.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page; of one that was public and is closed say so, of any other nothing.

        An address that was given out leads on to the product's newer certificate.
        """
        copy, page = once_public(kwargs["code"])
        if newer := moved_to(copy, page):
            return redirect("public_product", newer.public_code)
        if not is_open_to_buyers(copy, page, clock.today()):
            return self._closed(copy)
        facts = {"copy": copy, "page": page, "page_title": copy.product_name}
        return self.render_to_response(self.get_context_data(**facts))

    def _closed(self, copy: PublishedCertificate) -> HttpResponse:
        self.template_name = "evaluations/product_gone.html"
        title = _("Sản phẩm không còn trong danh mục công khai")
        is_over = standing_on(copy, clock.today()) == PublicStatus.REVOKED
        context = self.get_context_data(copy=copy, page_title=title, successor=successor_of(copy))
        return self.render_to_response(context, status=410 if is_over else 404)


@method_decorator(PICTURE, name="dispatch")
class PictureView(View):
    """A picture of a published page: those of the public copy, and no other file."""

    public = True

    def get(self, request: HttpRequest, code: str, number: int) -> HttpResponse:
        """Serve the picture by its place on the page."""
        _copy, page = open_page(code)
        if number >= len(page.images):
            raise Http404
        picture = page.images[number]
        return serve_published(
            picture["sha256"], picture["content_type"], is_small="nho" in request.GET
        )
