"""The API of five stars: the province's requests and results, the Ministry's files."""

from typing import Any

from django.db.models import QuerySet, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.permissions import Permission
from councils.serializers import ReasonSerializer
from files.serving import serve
from ocop_portal.api import FILE, Acts
from products.models import ProductImage

from . import (
    completion_actions,
    five_star_actions,
    forwarding_actions,
    national_actions,
    page_actions,
)
from .decision_serializers import PageSerializer, PublishedSerializer
from .forwarding_views import requests
from .models import Evaluation, NationalResult, Package
from .national_serializers import (
    AddPaperSerializer,
    ChooseWaySerializer,
    ForwardedSerializer,
    NationalResultSerializer,
    PaperIdSerializer,
    PaperSetSerializer,
    PreparePackageSerializer,
    ReceivePackageSerializer,
    ReopenSerializer,
    RequestSerializer,
    ReturnResultSerializer,
    WholeForwardedSerializer,
    WholeRequestSerializer,
)
from .national_views import PackageFilter
from .packages import CheckList
from .province_papers import papers_of
from .renewal_serializers import RenewalSerializer, RenewSerializer
from .request_standing import paper_sets_of, sendings_of

VIEW, CHECK, DRAFT = (
    Permission.DECISION_VIEW,
    Permission.DOSSIER_CHECK,
    Permission.DECISION_DRAFT,
)


class RequestViewSet(Acts, viewsets.ReadOnlyModelViewSet):
    """The province's files for five stars, by the result that goes up."""

    queryset = Evaluation.objects.none()
    serializer_class = RequestSerializer
    takes = {
        "prepare": PreparePackageSerializer,
        "papers": AddPaperSerializer,
        "remove_paper": PaperIdSerializer,
        "choose": ChooseWaySerializer,
        "reopen": ReopenSerializer,
        "paper_set": PaperSetSerializer,
    }
    gives = {
        **dict.fromkeys(
            (
                "retrieve",
                "prepare",
                "remove_paper",
                "forward",
                "paper_set",
                "choose",
                "reopen",
            ),
            WholeRequestSerializer,
        ),
        "papers": {201: WholeRequestSerializer},
    }
    permission = {
        "list": VIEW,
        "retrieve": VIEW,
        "prepare": DRAFT,
        "papers": DRAFT,
        "remove_paper": DRAFT,
        "forward": DRAFT,
        "paper_set": DRAFT,
        "choose": DRAFT,
        "reopen": DRAFT,
    }

    def get_queryset(self) -> QuerySet:
        """Return those that the permission reaches."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = requests(self.request.user, self.permission[self.action])
        with_rules = rows.select_related(
            "province",
            "submission__criteria_set",
            "submission__procedure",
            "submission__participation",
        )
        return with_rules.order_by("forwarded_at", "-pk")

    def answer(self, row: Evaluation, status: int = 200) -> Response:
        """Give a file with its check list and, once there is one, the Ministry's answer."""
        fresh = requests(self.request.user).get(pk=row.pk)
        check = CheckList(fresh, getattr(fresh, "package", None))
        fresh.lines = check.lines
        fresh.papers = check.package.papers.all() if check.package else []
        fresh.sendings = sendings_of(check.package)
        fresh.paper_sets = paper_sets_of(check.package)
        fresh.result_of_ministry = getattr(fresh, "national_result", None)
        return Response(WholeRequestSerializer(fresh).data, status=status)

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Give one file with its check list."""
        return self.answer(self.get_object())

    @action(detail=True, methods=["post"])
    def prepare(self, request: Request, **kwargs: Any) -> Response:
        """Write down the papers."""
        row, facts = self.get_object(), self.taken()
        forwarding_actions.prepare_package(evaluation=row, by=request.user, **facts)
        return self.answer(row)

    @action(detail=True, methods=["post"])
    def papers(self, request: Request, **kwargs: Any) -> Response:
        """Add a confirmation of additional tests."""
        row, facts = self.get_object(), self.taken()
        forwarding_actions.add_paper(evaluation=row, by=request.user, **facts)
        return self.answer(row, 201)

    @action(detail=True, methods=["post"])
    def remove_paper(self, request: Request, **kwargs: Any) -> Response:
        """Take one out again."""
        row, wanted = self.get_object(), self.taken()["paper"]
        package = getattr(row, "package", None)
        if package is None:
            raise Http404
        paper = get_object_or_404(package.papers, pk=wanted)
        forwarding_actions.remove_paper(paper=paper, by=request.user)
        return self.answer(row)

    @action(detail=True, methods=["post"])
    def forward(self, request: Request, **kwargs: Any) -> Response:
        """Send the file to the Ministry."""
        row = self.get_object()
        forwarding_actions.forward_to_ministry(evaluation=row, by=request.user)
        return self.answer(row)

    @action(detail=True, methods=["post"], url_path="paper-set")
    def paper_set(self, request: Request, **kwargs: Any) -> Response:
        """Write down that the one paper set went to the Ministry."""
        row, facts = self.get_object(), self.taken()
        forwarding_actions.hand_over_paper_set(evaluation=row, by=request.user, **facts)
        return self.answer(row)

    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **kwargs: Any) -> Response:
        """Open the product's dossier, because the Ministry wants it completed."""
        row, facts = self.get_object(), self.taken()
        completion_actions.reopen_file(evaluation=row, by=request.user, **facts)
        return self.answer(row)

    @action(detail=True, methods=["post"])
    def choose(self, request: Request, **kwargs: Any) -> Response:
        """Choose what becomes of a result below 90."""
        row, facts = self.get_object(), self.taken()
        result = getattr(row, "national_result", None)
        national_actions.refuse_choosing(result)
        national_actions.choose_way(result=result, by=request.user, **facts)
        return self.answer(row)


def _counted(rows: QuerySet) -> QuerySet:
    """Add how many samples were logged at the Ministry."""
    return rows.annotate(samples_received=Sum("submission__sample_receipts__count", default=0))


class ForwardedViewSet(Acts, viewsets.ReadOnlyModelViewSet):
    """The Ministry's forwarded files."""

    queryset = Package.objects.none()
    takes = {
        "receive": ReceivePackageSerializer,
        "samples": ReceivePackageSerializer,
        "send_back": ReasonSerializer,
        "return_result": ReturnResultSerializer,
    }
    gives = dict.fromkeys(
        ("retrieve", "receive", "samples", "send_back", "return_result"),
        WholeForwardedSerializer,
    )
    serializer_class = ForwardedSerializer
    filterset_class = PackageFilter
    permission = {
        "list": VIEW,
        "retrieve": VIEW,
        "receive": CHECK,
        "samples": CHECK,
        "send_back": CHECK,
        "return_result": DRAFT,
    }

    def get_queryset(self) -> QuerySet:
        """Return those that the permission reaches."""
        rows = Package.objects.visible_to(self.request.user, self.permission[self.action])
        return _counted(rows.at_ministry()).order_by("submission__origin", "-sent_at", "-pk")

    def answer(self, package: Package) -> Response:
        """Give a file with the hashes of everything that came with it."""
        fresh = _counted(Package.objects.at_ministry()).get(pk=package.pk)
        fresh.sent = [
            {"label": label, "name": file.name, "sha256": file.sha256}
            for label, file in papers_of(fresh)
        ]
        return Response(WholeForwardedSerializer(fresh).data)

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Give one file."""
        return self.answer(self.get_object())

    @action(detail=True, methods=["post"])
    def receive(self, request: Request, **kwargs: Any) -> Response:
        """Take the file in."""
        package, facts = self.get_object(), self.taken()
        national_actions.receive_package(package=package, by=request.user, **facts)
        return self.answer(package)

    @action(detail=True, methods=["post"])
    def samples(self, request: Request, **kwargs: Any) -> Response:
        """Log samples that came later, or the visit."""
        package, facts = self.get_object(), self.taken()
        national_actions.log_samples(package=package, by=request.user, **facts)
        return self.answer(package)

    @action(detail=True, methods=["post"])
    def send_back(self, request: Request, **kwargs: Any) -> Response:
        """Return the file to the province."""
        package, facts = self.get_object(), self.taken()
        national_actions.send_back_package(package=package, by=request.user, **facts)
        return self.answer(package)

    @action(detail=True, methods=["post"])
    def return_result(self, request: Request, **kwargs: Any) -> Response:
        """Tell the province a result below five stars."""
        package, facts = self.get_object(), self.taken()
        rows = Evaluation.objects.visible_to(request.user, DRAFT)
        row = get_object_or_404(rows.filter(submission=package.submission_id).order_by("-pk")[:1])
        national_actions.return_result(evaluation=row, by=request.user, **facts)
        return self.answer(package)


class NationalResultViewSet(Acts, viewsets.ReadOnlyModelViewSet):
    """What the Ministry found of the province's products; five stars with paper and page."""

    queryset = NationalResult.objects.none()
    takes = {"publish": PageSerializer, "renew": RenewSerializer}
    gives = {"pdf": FILE, "publish": PublishedSerializer, "renew": {201: RenewalSerializer}}
    serializer_class = NationalResultSerializer
    permission = {
        "list": Permission.CERTIFICATE_VIEW,
        "retrieve": Permission.CERTIFICATE_VIEW,
        "pdf": Permission.CERTIFICATE_VIEW,
        "publish": Permission.PUBLISH,
        "renew": Permission.PRODUCT_EDIT,
    }

    def get_queryset(self) -> QuerySet:
        """Return those that the permission reaches."""
        rows = NationalResult.objects.visible_to(self.request.user, self.permission[self.action])
        return rows.select_related(
            "pdf", "evaluation", "submission__procedure", "submission__participation__product"
        )

    @action(detail=True, methods=["get"])
    def pdf(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Give the Ministry's printed certificate."""
        result = self.get_object()
        if result.pdf is None:
            raise Http404
        return serve(result.pdf, request)

    @action(detail=True, methods=["post"])
    def publish(self, request: Request, **kwargs: Any) -> Response:
        """Publish the product page."""
        result = self.get_object()
        product = result.submission.participation.product_id
        pictures = ProductImage.objects.filter(product=product)
        facts = self.taken(pictures=pictures)
        page = page_actions.publish_national_page(result=result, by=request.user, **facts)
        shown = {
            "published_at": page.published_at,
            "images": len(page.images),
            "version": page.version,
        }
        return Response(PublishedSerializer(shown).data)

    @action(detail=True, methods=["post"])
    def renew(self, request: Request, **kwargs: Any) -> Response:
        """Register a product of five stars for its re-evaluation (R22)."""
        result, facts = self.get_object(), self.taken(by=request.user)
        made = five_star_actions.register_five_star_renewal(result=result, by=request.user, **facts)
        return Response(RenewalSerializer(made).data, status=201)


def register(router: SimpleRouter) -> None:
    """Add the addresses of five stars below a province's name."""
    router.register("five-star-requests", RequestViewSet, basename="api_five_star_request")
    router.register("forwarded-files", ForwardedViewSet, basename="api_forwarded_file")
    router.register("national-results", NationalResultViewSet, basename="api_national_result")
