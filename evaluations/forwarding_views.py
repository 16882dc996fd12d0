"""Pages of the province on five stars: the package, the sending, the Ministry's answer."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, FormView, ListView, View

from accounts import policy
from accounts.doors import ActionForm, LeadsBack, PermissionRequired, VersionedForm
from accounts.permissions import Permission
from files.serving import serve
from territories import clock

from . import awards, five_star_actions, forwarding_actions, national_actions, page_actions
from .certificate_views import page_facts
from .completion_actions import may_reopen
from .decision_forms import PageForm
from .decision_pages import Button
from .decision_tables import TONES, timeline
from .forwarding_actions import UNDER_WAY
from .models import Evaluation, NationalResult, Package, ProductPage, PublishedCertificate
from .national_forms import PackageForm, PaperForm
from .packages import FIELDS, PAPERS, TO_FORWARD, CheckList, point_of
from .publication import standing_on
from .request_standing import paper_sets_of, sendings_of, standing_of
from .scoring import shown_mean
from .standing_words import basis_in_words
from .validity import PublicStatus

VIEW, DRAFT = Permission.DECISION_VIEW, Permission.DECISION_DRAFT


def requests(user: Any, permission: Permission = VIEW) -> QuerySet:
    """Return the results that may go, or have gone, to the Ministry."""
    rows = Evaluation.objects.visible_to(user, permission)
    found = rows.filter(TO_FORWARD | Q(package__isnull=False))
    answers = NationalResult.objects.with_standing().select_related(
        "submission__participation", "submission__procedure"
    )
    answers = Prefetch("national_result", answers.defer("submission__snapshot"))
    found = found.select_related("package", "submission__participation")
    return awards.named(found.prefetch_related(answers))


def mean_of(row: Any) -> str:
    """Return the mean of a result as it is shown."""
    return shown_mean(row.points_sum, row.sheet_count) if row.sheet_count else "–"


class RequestListView(PermissionRequired, ListView):
    """The files for five stars of the province."""

    model = Evaluation
    permission = VIEW
    paginate_by = 50
    template_name = "evaluations/five_star_requests.html"
    extra_context = {"page_title": gettext_lazy("Hồ sơ đề nghị 5 sao")}

    def get_queryset(self) -> QuerySet:
        """Show what waits first."""
        rows = requests(self.request.user).defer("submission__snapshot")
        return rows.order_by("forwarded_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say of each how it stands."""
        context = super().get_context_data(**kwargs)
        context["rows"] = [(row, *standing_of(row)) for row in context["object_list"]]
        return context


class OneRequest(PermissionRequired):
    """A page about one file for five stars."""

    model = Evaluation
    permission: Any = DRAFT

    def evaluation(self) -> Evaluation:
        """Fetch it among those that the person may see."""
        if not hasattr(self, "_evaluation"):
            permission = self.permission
            if isinstance(permission, dict):
                permission = permission[self.request.method.lower()]
            rows = requests(self.request.user, permission).select_related(
                "province",
                "sitting",
                "package__request_file",
                "advisory_report__file",
                "advisory_report__written_by",
                "submission__criteria_set",
                "submission__procedure",
                "submission__participation",
                "package__submission",
            )
            self._evaluation = get_object_or_404(rows, pk=self.kwargs["pk"])
        return self._evaluation

    def package(self) -> Package | None:
        """Return the package, once somebody began it."""
        return getattr(self.evaluation(), "package", None)

    def way(self, *more: tuple[str, str]) -> list[dict[str, str]]:
        """Return the way from the list to the page."""
        slug = self.request.province.slug
        steps = [
            (reverse("decisions", args=[slug]), _("Quyết định")),
            (reverse("five_star_requests", args=[slug]), _("Hồ sơ đề nghị 5 sao")),
            (self.get_success_url() if more else "", self.evaluation().product_name),
            *more,
        ]
        return [{"url": url, "label": label} for url, label in steps]

    def get_success_url(self) -> str:
        """Go back to the file."""
        return reverse("five_star_request", args=[self.request.province.slug, self.kwargs["pk"]])


class RequestView(OneRequest, ActionForm, FormView):
    """The file on one page: what is there, what is missing, and where to enter it."""

    permission = {"get": VIEW, "head": VIEW, "post": DRAFT}
    form_class = PackageForm
    template_name = "evaluations/five_star_request.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from what is kept."""
        start = self.package() or Package(samples_sent=5)
        papers = [FIELDS[key] for key in PAPERS[point_of(self.evaluation())] if key in FIELDS]
        return super().get_form_kwargs() | {"instance": start, "papers": papers}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the check list, the answer and what the person may do."""
        row, package = self.evaluation(), self.package()
        result = getattr(row, "national_result", None)
        check = CheckList(row, package)
        is_open = Evaluation.objects.filter(TO_FORWARD, pk=row.pk).exists()
        may_act = policy.may(self.request.user, DRAFT)
        words, tone = standing_of(row)
        return super().get_context_data(
            evaluation=row,
            package=package,
            check=check,
            papers=package.papers.all() if package else (),
            mean=mean_of(row),
            result=result,
            result_mean=mean_of(result) if result else "",
            ways=national_actions.ways_of(result) if result and may_act else (),
            may_prepare=is_open and may_act,
            may_reopen=is_open and may_act and may_reopen(package),
            sendings=sendings_of(package),
            paper_sets=paper_sets_of(package),
            may_hand_over=may_act and bool(package and package.status in UNDER_WAY),
            standing=words,
            tone=tone,
            events=timeline(row, *(one for one in (package, result) if one)),
            page_title=row.product_name,
            breadcrumbs=self.way(),
            **kwargs,
        )

    def perform(self, form: PackageForm) -> Package:
        """Call the action."""
        package = forwarding_actions.prepare_package(
            evaluation=self.evaluation(), by=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, _("Đã lưu."))
        return package


class PaperAddView(OneRequest, LeadsBack, ActionForm, FormView):
    """Add a confirmation of additional tests."""

    form_class = PaperForm
    template_name = "evaluations/forwarded_act.html"
    extra_context = {
        "page_title": gettext_lazy("Thêm văn bản kiểm tra, kiểm nghiệm bổ sung"),
        "button": gettext_lazy("Thêm văn bản"),
    }

    def refuse_over(self) -> None:
        """Refuse what has been sent: its papers are at the Ministry."""
        forwarding_actions.refuse_making_up(self.evaluation())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way here."""
        crumbs = self.way(("", self.extra_context["page_title"]))
        back = self.get_success_url()
        return super().get_context_data(breadcrumbs=crumbs, cancel_url=back, **kwargs)

    def perform(self, form: PaperForm) -> Any:
        """Call the action."""
        return forwarding_actions.add_paper(
            evaluation=self.evaluation(), by=self.request.user, **form.cleaned_data
        )


class PaperRemoveView(OneRequest, Button):
    """Take one out again."""

    def record(self) -> Any:
        """Fetch the paper among those of the file."""
        rows = self.package().papers if self.package() else None
        if rows is None:
            raise Http404
        return get_object_or_404(rows, pk=self.kwargs["paper"])

    def act(self) -> None:
        """Call the action."""
        forwarding_actions.remove_paper(paper=self.record(), by=self.request.user)


class ForwardView(OneRequest, Button):
    """Send the file to the Ministry."""

    done = gettext_lazy("Đã gửi hồ sơ lên Bộ Nông nghiệp và Môi trường.")

    def record(self) -> Evaluation:
        """Fetch the file."""
        return self.evaluation()

    def act(self) -> None:
        """Call the action."""
        forwarding_actions.forward_to_ministry(evaluation=self.evaluation(), by=self.request.user)


class RequestFileView(OneRequest, View):
    """A paper of the package."""

    permission = VIEW

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Serve it, if it stands on the check list."""
        check = CheckList(self.evaluation(), self.package())
        files = {file.sha256: file for line in check.lines for file in line.files}
        if kwargs["sha256"] not in files:
            raise Http404
        return serve(files[kwargs["sha256"]], request)


class OneNationalResult(PermissionRequired):
    """A page about five stars, in the province of the product."""

    model = NationalResult
    permission = Permission.CERTIFICATE_VIEW

    def get_queryset(self) -> QuerySet:
        """Keep those with a certificate."""
        rows = super().get_queryset().filter(star=5)
        return rows.select_related("pdf", "submission__participation__product", "evaluation")

    def result(self) -> NationalResult:
        """Fetch it among those that the person may see."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_success_url(self) -> str:
        """Go back to the certificate."""
        return reverse("national_result", args=[self.request.province.slug, self.kwargs["pk"]])

    def way(self, *more: tuple[str, str]) -> list[dict[str, str]]:
        """Return the way from the list of certificates."""
        slug = self.request.province.slug
        first = (reverse("certificates", args=[slug]), _("Giấy chứng nhận"))
        return [{"url": url, "label": label} for url, label in (first, *more)]


class NationalResultView(OneNationalResult, DetailView):
    """A certificate of five stars as its province sees it: issued and withdrawn by the Ministry."""

    template_name = "evaluations/national_result.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how it stands today and the page."""
        row, user = self.object, self.request.user
        copy = get_object_or_404(PublishedCertificate, public_code=row.public_code)
        standing = standing_on(copy, clock.today())
        may_publish = policy.may(user, Permission.PUBLISH, row)
        return super().get_context_data(
            copy=copy,
            standing=standing,
            basis=basis_in_words(copy.status_basis),
            tone=TONES.get(standing, "off"),
            page=page_actions.page_of(row.public_code),
            may_renew=policy.may(user, Permission.PRODUCT_EDIT, row)
            and five_star_actions.may_renew(row),
            may_publish=may_publish and standing == PublicStatus.VALID,
            sees_request=policy.may(user, VIEW),
            sees_product=policy.may(user, Permission.PRODUCT_VIEW),
            page_title=row.certificate_no,
            breadcrumbs=self.way(("", row.certificate_no)),
            **kwargs,
        )


class NationalPdfView(OneNationalResult, View):
    """The Ministry's printed certificate."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Serve it; while it is being printed there is none."""
        result = self.result()
        if result.pdf is None:
            raise Http404
        return serve(result.pdf, request)


class NationalPageView(OneNationalResult, LeadsBack, VersionedForm, FormView):
    """The product page of a product with five stars."""

    permission = Permission.PUBLISH
    form_class = PageForm
    template_name = "evaluations/certificate_page.html"

    def refuse_over(self) -> None:
        """Refuse the page of a certificate that does not hold."""
        copies = PublishedCertificate.objects.filter(public_code=self.result().public_code)
        page_actions.refuse_fallen(get_object_or_404(copies))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Start from what is published, else from the product."""
        row = self.result()
        product = row.submission.participation.product
        return super().get_form_kwargs() | page_facts(product, row.public_code)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the product."""
        row, back = self.result(), self.get_success_url()
        title = _("Trang sản phẩm: %(name)s") % {"name": row.submission.participation.product}
        crumbs = self.way((back, row.certificate_no), ("", title))
        return super().get_context_data(
            cancel_url=back, page_title=title, breadcrumbs=crumbs, **kwargs
        )

    def version_now(self, form: PageForm) -> int:
        """Return the version of the page that stands, after a refusal."""
        return page_actions.version_of(self.result().public_code)

    def perform(self, form: PageForm) -> ProductPage:
        """Call the action."""
        page = page_actions.publish_national_page(
            result=self.result(), by=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, _("Trang sản phẩm đã được công bố."))
        return page
