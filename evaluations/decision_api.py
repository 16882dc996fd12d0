"""The API of decisions and certificates: the same actions as the pages."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.permissions import Permission
from files.serving import serve
from ocop_portal.api import FILE, NOTHING, Acts
from products.models import ProductImage

from . import (
    awards,
    certificate_actions,
    decision_actions,
    district_actions,
    page_actions,
    printing,
    renewal_actions,
)
from . import decision_serializers as serializers
from .decision_annex import annex_lines
from .decision_filters import CertificateFilter, DecisionFilter, ResultFilter
from .models import Certificate, CertificateAct, Decision, Evaluation, PublishedCertificate
from .public_codes import normalise
from .renewal_serializers import ExtendSerializer, RenewalSerializer, RenewSerializer

VIEW, DRAFT, SIGN = (
    Permission.DECISION_VIEW,
    Permission.DECISION_DRAFT,
    Permission.DECISION_SIGN,
)
REVOKE = Permission.CERTIFICATE_REVOKE


class ResultViewSet(Acts, viewsets.ReadOnlyModelViewSet):
    """Concluded results that wait for a decision; `reject` tells that there is no star."""

    queryset = Evaluation.objects.none()
    serializer_class = serializers.ResultSerializer
    takes = {"pass_up": serializers.PassUpSerializer}
    gives = {
        "reject": serializers.RejectedSerializer,
        "pass_up": serializers.PassedUpSerializer,
    }
    permission = {"list": VIEW, "retrieve": VIEW, "reject": DRAFT, "pass_up": DRAFT}
    filterset_class = ResultFilter

    def get_queryset(self) -> QuerySet:
        """Return what waits, with its names."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = Evaluation.objects.visible_to(self.request.user, self.permission[self.action])
        waiting = awards.TO_RECOGNISE | awards.TO_APPROVE | awards.TO_REJECT | awards.TO_PASS_UP
        return awards.named(rows.filter(waiting)).order_by("sitting_id", "ordinal")

    @action(detail=True, methods=["post"])
    def reject(self, request: Request, **kwargs: Any) -> Response:
        """Tell producer and commune that there is no recognition."""
        row = decision_actions.reject(evaluation=self.get_object(), by=request.user)
        return Response(serializers.RejectedSerializer(row).data)

    @action(detail=True, methods=["post"], url_path="pass-up")
    def pass_up(self, request: Request, **kwargs: Any) -> Response:
        """Send a district's result to its province, with the district's request."""
        evaluation = self.get_object()
        row = district_actions.pass_up(evaluation=evaluation, by=request.user, **self.taken())
        return Response(serializers.PassedUpSerializer(row).data)


class DecisionViewSet(Acts, viewsets.ReadOnlyModelViewSet):
    """Decisions: draft, annex, issue, printing."""

    queryset = Decision.objects.none()
    serializer_class = serializers.DecisionSerializer
    filterset_class = DecisionFilter
    takes = {
        "create": serializers.DraftSerializer,
        "partial_update": serializers.TitleSerializer,
        "add_lines": serializers.LinesSerializer,
        "remove_line": serializers.LineIdSerializer,
        "issue": serializers.IssueSerializer,
    }
    gives = {
        **dict.fromkeys(
            ("retrieve", "partial_update", "add_lines", "remove_line", "issue"),
            serializers.WholeDecisionSerializer,
        ),
        "create": {201: serializers.WholeDecisionSerializer},
        "destroy": NOTHING,
        "printing": serializers.JobSerializer,
        "print_again": serializers.JobSerializer,
    }
    permission = {
        "list": VIEW,
        "retrieve": VIEW,
        "printing": VIEW,
        "create": DRAFT,
        "partial_update": DRAFT,
        "destroy": DRAFT,
        "add_lines": DRAFT,
        "remove_line": DRAFT,
        "issue": SIGN,
        "print_again": Permission.CERTIFICATE_ISSUE,
    }

    def get_queryset(self) -> QuerySet:
        """Return the decisions that the permission reaches."""
        rows = Decision.objects.visible_to(self.request.user, self.permission[self.action])
        counted = rows.select_related("province").with_lines()
        return counted.order_by("-drafted_at", "-id")

    def results(self, kind: str) -> QuerySet:
        """Return the results that a decision of a kind may take up."""
        rows = Evaluation.objects.visible_to(self.request.user, DRAFT)
        return rows.filter(decision_actions.FITS[kind])

    def answer(self, decision: Decision, status: int = 200) -> Response:
        """Give a decision with its annex."""
        lines = annex_lines(decision)
        decision.line_count = len(lines)
        decision.annex = lines
        return Response(serializers.WholeDecisionSerializer(decision).data, status=status)

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Give one decision with its annex."""
        return self.answer(self.get_object())

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Draft a decision."""
        kind = request.data.get("kind", Decision.Kind.RECOGNITION)
        known = kind if kind in Decision.Kind.values else Decision.Kind.RECOGNITION
        facts = self.taken(results=self.results(known))
        decision = decision_actions.draft_decision(
            province=request.province, by=request.user, **facts
        )
        return self.answer(decision, 201)

    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Word the subject anew."""
        decision = self.get_object()
        facts = self.taken()
        decision = decision_actions.revise_draft(decision=decision, by=request.user, **facts)
        return self.answer(decision)

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Throw a draft away."""
        decision_actions.remove_draft(decision=self.get_object(), by=request.user)
        return Response(status=204)

    @action(detail=True, methods=["post"])
    def add_lines(self, request: Request, **kwargs: Any) -> Response:
        """Add results to a draft."""
        decision = self.get_object()
        results = self.results(decision.kind)
        facts = self.taken(results=results)
        return self.answer(decision_actions.add_lines(decision=decision, by=request.user, **facts))

    @action(detail=True, methods=["post"])
    def remove_line(self, request: Request, **kwargs: Any) -> Response:
        """Take a line out of a draft."""
        decision = self.get_object()
        wanted = self.taken()["line"]
        line = get_object_or_404(decision.recognitions, pk=wanted)
        return self.answer(decision_actions.remove_line(recognition=line, by=request.user))

    @action(detail=True, methods=["post"])
    def issue(self, request: Request, **kwargs: Any) -> Response:
        """Enter number, day and signer; certificates come of it."""
        decision = self.get_object()
        facts = self.taken()
        return self.answer(
            decision_actions.issue_decision(decision=decision, by=request.user, **facts)
        )

    @action(detail=True, methods=["get"])
    def printing(self, request: Request, **kwargs: Any) -> Response:
        """Tell how far the printing is."""
        job = printing.job_of(self.get_object())
        if job is None:
            raise Http404
        return Response(serializers.JobSerializer(job).data)

    @action(detail=True, methods=["post"])
    def print_again(self, request: Request, **kwargs: Any) -> Response:
        """Try again what could not be printed."""
        job = printing.print_again(decision=self.get_object(), by=request.user)
        return Response(serializers.JobSerializer(job).data)


class CertificateViewSet(Acts, viewsets.ReadOnlyModelViewSet):
    """Certificates: what they say, their PDF, acts, the product page."""

    queryset = Certificate.objects.none()
    serializer_class = serializers.CertificateSerializer
    filterset_class = CertificateFilter
    takes = {
        "revoke": serializers.RevokeSerializer,
        "suspend": serializers.StandingSerializer,
        "restore": serializers.StandingSerializer,
        "extend": ExtendSerializer,
        "renew": RenewSerializer,
        "publish": serializers.PageSerializer,
    }
    gives = {
        "pdf": FILE,
        "revoke": {201: serializers.EventSerializer},
        "suspend": {201: serializers.EventSerializer},
        "restore": {201: serializers.EventSerializer},
        "extend": {201: serializers.EventSerializer},
        "renew": {201: RenewalSerializer},
        "publish": serializers.PublishedSerializer,
    }
    permission = {
        "list": Permission.CERTIFICATE_VIEW,
        "retrieve": Permission.CERTIFICATE_VIEW,
        "pdf": Permission.CERTIFICATE_VIEW,
        "revoke": REVOKE,
        "suspend": REVOKE,
        "restore": REVOKE,
        "extend": REVOKE,
        "renew": Permission.PRODUCT_EDIT,
        "publish": Permission.PUBLISH,
    }

    def get_queryset(self) -> QuerySet:
        """Return the certificates that the permission reaches."""
        rows = Certificate.objects.visible_to(self.request.user, self.permission[self.action])
        return rows.select_related("province", "published", "pdf").defer("facts")

    @action(detail=True, methods=["get"])
    def pdf(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Give the printed certificate."""
        certificate = self.get_object()
        if certificate.pdf is None:
            raise Http404
        return serve(certificate.pdf, request)

    def _act(self, perform: Callable[..., CertificateAct]) -> Response:
        done = perform(certificate=self.get_object(), by=self.request.user, **self.taken())
        return Response(serializers.EventSerializer(done).data, status=201)

    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, **kwargs: Any) -> Response:
        """Withdraw the recognition (R26)."""
        return self._act(certificate_actions.revoke)

    @action(detail=True, methods=["post"])
    def suspend(self, request: Request, **kwargs: Any) -> Response:
        """Stop the use for a while."""
        return self._act(certificate_actions.suspend)

    @action(detail=True, methods=["post"])
    def restore(self, request: Request, **kwargs: Any) -> Response:
        """Lift a suspension."""
        return self._act(certificate_actions.restore)

    @action(detail=True, methods=["post"])
    def extend(self, request: Request, **kwargs: Any) -> Response:
        """Let it run on until the result of its re-evaluation (R25)."""
        return self._act(renewal_actions.extend)

    @action(detail=True, methods=["post"])
    def renew(self, request: Request, **kwargs: Any) -> Response:
        """Register the product for an upgrade or a re-evaluation (R22)."""
        certificate = self.get_object()
        facts = self.taken(by=request.user)
        made = renewal_actions.register_renewal(certificate=certificate, by=request.user, **facts)
        return Response(RenewalSerializer(made).data, status=201)

    @action(detail=True, methods=["post"])
    def publish(self, request: Request, **kwargs: Any) -> Response:
        """Publish the product page."""
        certificate = self.get_object()
        pictures = ProductImage.objects.filter(product=certificate.product_id)
        facts = self.taken(pictures=pictures)
        page = page_actions.publish_page(certificate=certificate, by=request.user, **facts)
        shown = {
            "published_at": page.published_at,
            "images": len(page.images),
            "version": page.version,
        }
        return Response(serializers.PublishedSerializer(shown).data)


class PublicCertificateViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Anybody's check of a certificate by its code."""

    public = True
    authentication_classes = ()
    serializer_class = serializers.PublicSerializer
    lookup_field = "public_code"
    lookup_url_kwarg = "code"
    queryset = PublishedCertificate.objects.all()

    def get_object(self) -> PublishedCertificate:
        """Take the code however it was typed."""
        code = normalise(self.kwargs["code"])
        return get_object_or_404(self.queryset.all(), public_code=code)


def register(province_router: SimpleRouter, public_router: SimpleRouter) -> None:
    """Add the addresses of decisions, results and certificates."""
    province_router.register("results", ResultViewSet, basename="api_result")
    province_router.register("decisions", DecisionViewSet, basename="api_decision")
    province_router.register("certificates", CertificateViewSet, basename="api_certificate")
    public_router.register(
        "public/certificates", PublicCertificateViewSet, basename="api_public_certificate"
    )
