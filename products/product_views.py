"""Pages of products: the list, one product, its registration, revision, pictures, enrolment."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import DetailView, FormView, View
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from accounts import policy
from accounts.doors import ActionForm, LeadsBack, OneRecord, PermissionRequired
from accounts.kept import Kept
from accounts.permissions import Permission
from files import serving
from producers.models import Producer

from . import actions, product_actions, timeline
from .filters import ME, ProductFilter
from .forms import EnrolForm, ImageForm, RegisterProductForm, ReviseProductForm, StrictForm
from .listing import FirstLook, Listing
from .models import Participation, Product, ProductImage
from .product_page import ProductPage
from .tables import ProductTable

AWAITING = Kept(lambda user: Participation.objects.awaiting(user).values("pk"))


def crumbs(request: HttpRequest, *more: tuple[str, Any]) -> list[dict[str, Any]]:
    """Return the way from the list of products to a page."""
    first = (reverse("products", args=[request.province.slug]), pgettext("plural", "Sản phẩm"))
    return [{"url": url, "label": label} for url, label in (first, *more)]


class ProductListView(PermissionRequired, SingleTableMixin, FilterView):
    """The products that the person may see: searched, filtered, sorted, paged."""

    model = Product
    permission = Permission.PRODUCT_VIEW
    filterset_class = ProductFilter
    table_class = ProductTable
    table_pagination = {"per_page": 50}
    template_name = "products/product_list.html"
    extra_context = {"page_title": pgettext_lazy("plural", "Sản phẩm")}

    def get_table_data(self) -> Listing:
        """Read a page's rows as plain facts."""
        rows, user = self.object_list, self.request.user
        if self.is_filtered:
            return Listing(rows, policy.settings(user))
        return FirstLook(rows, policy.settings(user), user)

    @cached_property
    def sent(self) -> dict[str, str]:
        """What the person asks of the list, its page and order aside."""
        return {k: v for k, v in self.request.GET.items() if k not in ("page", "sort")}

    @property
    def is_filtered(self) -> bool:
        """Tell whether less is asked for than all."""
        return any(self.sent.values())

    def get_table_kwargs(self) -> dict[str, Any]:
        """Leave the commune out where it is the person's own in every row."""
        sees_all = policy.reaches_all(self.request.user, Permission.PRODUCT_VIEW)
        return {} if sees_all else {"exclude": ("commune",)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how many there are, how many wait for the person, and what he may do."""
        context = super().get_context_data(**kwargs)
        active = sum(1 for value in self.sent.values() if value)
        return context | {
            "total": context["table"].page.paginator.count,
            "is_filtered": self.is_filtered,
            "active_count": active,
            "may_register": policy.may(self.request.user, Permission.PRODUCT_EDIT),
            "awaiting": AWAITING.count(self.request.user),
            "asks_for_mine": self.sent.get("waiting") == ME,
        }


class ProductView(PermissionRequired, DetailView):
    """One product: where it stands, what comes next and whose act it is, all that happened."""

    model = Product
    permission = Permission.PRODUCT_VIEW
    template_name = "products/product_detail.html"
    context_object_name = "product"

    def get_queryset(self) -> Any:
        """Read the producer and the line along."""
        return super().get_queryset().select_related("producer__commune", "line", "province")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page's facts and the acts."""
        product = self.object
        ways = product.participations.with_holder().select_related(
            "cycle",
            "province",
            "idea",
            "plan__appraised_by",
            "dossier",
            "product__producer",
            "procedure",
            "round",
        )
        ways = ways.prefetch_related("cycle__deadlines", "production_reports__file")
        page = ProductPage(product, list(ways), self.request.user)
        return super().get_context_data(
            page=page,
            page_title=product.name,
            breadcrumbs=crumbs(self.request, ("", product.name)),
            events=timeline.events(timeline.entries_of(product, page.ways)),
            **kwargs,
        )


class RegisterProductView(PermissionRequired, ActionForm, FormView):
    """Register a product and enter it for this year's cycle."""

    model = Product
    form_class = RegisterProductForm
    permission = Permission.PRODUCT_EDIT
    template_name = "products/product_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the person's own producers."""
        return super().get_form_kwargs() | {"by": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        """Start from the producer whose page led here, or the only one."""
        mine = Producer.objects.visible_to(self.request.user, Permission.PRODUCT_EDIT)
        asked = self.request.GET.get("chu-the", "")
        found = mine.filter(pk=asked) if asked.isdecimal() and len(asked) < 18 else mine[:2]
        ids = [one.pk for one in found]
        return {"producer": ids[0]} if len(ids) == 1 else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page."""
        title = _("Đăng ký sản phẩm")
        return super().get_context_data(
            page_title=title,
            breadcrumbs=crumbs(self.request, ("", title)),
            submit_label=title,
            cancel_url=reverse("products", args=[self.request.province.slug]),
            **kwargs,
        )

    def perform(self, form: RegisterProductForm) -> Product:
        """Call the action."""
        product = actions.register(by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("Đã đăng ký sản phẩm «%s».") % product.name)
        return product

    def get_success_url(self) -> str:
        """Show the product."""
        return reverse("product", args=[self.request.province.slug, self.object.pk])


class OfProduct(OneRecord, FormView):
    """A page on one product, fetched among those the page's permission reaches."""

    model = Product
    subject = "product"
    permission = Permission.PRODUCT_EDIT
    template_name = "products/act_form.html"
    submit_label: Any = gettext_lazy("Lưu")

    @cached_property
    def product(self) -> Product:
        """The product of the address."""
        rows = self.get_queryset().select_related("producer__commune", "line", "province")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the page and the way back."""
        back = self.get_success_url()
        return super().get_context_data(
            product=self.product,
            page_title=self.title,
            breadcrumbs=crumbs(self.request, (back, self.product.name), ("", self.title)),
            submit_label=self.submit_label,
            cancel_url=back,
            **kwargs,
        )

    def get_success_url(self) -> str:
        """Return to the product."""
        return reverse("product", args=[self.request.province.slug, self.product.pk])


class ReviseProductView(OfProduct):
    """Change what is said of a product."""

    form_class = ReviseProductForm
    template_name = "products/product_form.html"
    title = gettext_lazy("Sửa thông tin sản phẩm")
    submit_label = gettext_lazy("Lưu thay đổi")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from what stands."""
        kwargs = super().get_form_kwargs()
        del kwargs["initial"]
        return kwargs | {"product": self.product}

    def act(self, form: ReviseProductForm) -> Product:
        """Call the action."""
        by, facts = self.request.user, form.cleaned_data
        return product_actions.revise_product(product=self.product, by=by, **facts)

    def form_invalid(self, form: ReviseProductForm) -> HttpResponse:
        """After a refusal as stale both values are on the page: the next save is meant."""
        if form.has_error("__all__", code="stale"):
            self.product.refresh_from_db(fields=["version"])
            form.data["version"] = self.product.version
        return super().form_invalid(form)


class EnrolView(LeadsBack, OfProduct):
    """Enter a product for a cycle."""

    form_class = EnrolForm
    title = gettext_lazy("Đăng ký tham gia chu trình")
    submit_label = gettext_lazy("Đăng ký tham gia")
    done = gettext_lazy("Đã đăng ký tham gia chu trình.")

    def refuse_over(self) -> None:
        """Refuse what has a certificate, or one that may be restored."""
        actions.refuse_first_time(self.product)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the cycles that are open."""
        return super().get_form_kwargs() | {"by": self.request.user}

    def act(self, form: EnrolForm) -> Participation:
        """Call the action."""
        return actions.enrol(product=self.product, by=self.request.user, **form.cleaned_data)


class ImageAddView(OfProduct):
    """Add a picture."""

    form_class = ImageForm
    title = gettext_lazy("Thêm ảnh")
    submit_label = gettext_lazy("Thêm ảnh")
    done = gettext_lazy("Đã thêm ảnh.")

    def act(self, form: ImageForm) -> ProductImage:
        """Call the action."""
        by, facts = self.request.user, form.cleaned_data
        return product_actions.add_image(product=self.product, by=by, **facts)


class ImageView(PermissionRequired, View):
    """A picture of a product that the person may see; `small`: its rendition for galleries."""

    model = Product
    permission = Permission.PRODUCT_VIEW
    small = False

    def get(self, request: HttpRequest, province: str, pk: int, image: int) -> HttpResponse:
        """Send the file."""
        pictures = ProductImage.objects.filter(product__in=self.get_queryset().filter(pk=pk))
        picture = get_object_or_404(pictures.select_related("file"), pk=image)
        send = serving.serve_small if self.small else serving.serve
        return send(picture.file, request)


class ImageRemoveView(OfProduct):
    """Take a picture off the product."""

    form_class = StrictForm
    template_name = "products/image_remove.html"
    title = gettext_lazy("Bỏ ảnh")
    submit_label = gettext_lazy("Bỏ ảnh này")
    done = gettext_lazy("Đã bỏ ảnh.")

    @cached_property
    def image(self) -> ProductImage:
        """The picture of the address."""
        return get_object_or_404(self.product.images, pk=self.kwargs["image"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the picture."""
        return super().get_context_data(image=self.image, **kwargs)

    def act(self, form: Any) -> Product:
        """Call the action."""
        return product_actions.remove_image(image=self.image, by=self.request.user)
