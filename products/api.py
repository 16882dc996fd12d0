"""Products, steps 1 to 4 and the years through the API: the same filter, forms and actions."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts import policy
from accounts.forms import ReasonForm
from accounts.permissions import Permission
from files import serving
from ocop_portal.api import FILE, NOTHING
from producers.serializers import FormActs, taking

from . import actions, cycle_actions, forms, product_actions, sheet_actions
from .cycle import Step
from .filters import ProductFilter
from .listing import Listing
from .models import Cycle, Participation, Product
from .serializers import (
    CycleSerializer,
    IdeaSerializer,
    ImageSerializer,
    ParticipationSerializer,
    PlanSerializer,
    ProductSerializer,
    ReportSerializer,
    RoundSerializer,
    WholeParticipationSerializer,
    WholeProductSerializer,
    listed_json,
)
from .sheets import paper_of

VIEW, EDIT = Permission.PRODUCT_VIEW, Permission.PRODUCT_EDIT
SUBMIT, ACCEPT = Permission.STEP_SUBMIT, Permission.STEP_ACCEPT
# Asked for at an address that has no such method: who may look is told so (405).
METHODS = dict.fromkeys(("get", "post", "put", "patch", "delete"), VIEW)


class TakingForms(FormActs, ReadOnlyModelViewSet):
    """What these doors share: a list is light, one row is whole."""

    shows: type[BaseSerializer]
    shows_whole: type[BaseSerializer]
    permission: dict[str, Permission]

    def get_serializer_class(self) -> type[BaseSerializer]:
        """Show one row whole."""
        return self.shows if self.action == "list" else self.shows_whole


class ProductViewSet(TakingForms):
    """The products that the person may see."""

    queryset = Product.objects.none()
    filterset_class = ProductFilter
    lookup_value_regex = r"\d+"
    shows, shows_whole = ProductSerializer, WholeProductSerializer
    takes = {
        "create": taking(forms.RegisterProductForm),
        "partial_update": taking(forms.ReviseProductForm),
        "enrol": taking(forms.EnrolForm),
        "images": taking(forms.ImageForm),
    }
    gives = {
        "create": {201: WholeProductSerializer},
        "enrol": {201: ParticipationSerializer},
        "images": {201: ImageSerializer},
        "image": FILE,
        "remove_image": NOTHING,
    }
    permission = METHODS | {
        "list": VIEW,
        "retrieve": VIEW,
        "create": EDIT,
        "partial_update": EDIT,
        "enrol": EDIT,
        "images": EDIT,
        "image": VIEW,
        "remove_image": EDIT,
    }

    def get_queryset(self) -> Any:
        """Fetch what the permission of the act reaches; the rest is not there (404)."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = Product.objects.visible_to(self.request.user, self.permission[self.action])
        return rows.with_ways().prefetch_related("images__file") if self.detail else rows

    def list(self, request: Request, **kwargs: Any) -> Response:
        """Show a page: plain facts, as the serializer would write them."""
        rows = Listing(self.filter_queryset(self.get_queryset()), policy.settings(request.user))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response([listed_json(row) for row in page])

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Register."""
        product = actions.register(by=request.user, **self.taken(by=request.user))
        return self._shown(product, status=201)

    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Revise: only what was sent, and the version that it started from."""
        product = self.get_object()
        facts = self.taken(partial=True, product=product)
        return self._shown(
            product_actions.revise_product(product=product, by=request.user, **facts)
        )

    @action(detail=True, methods=["post"])
    def enrol(self, request: Request, **kwargs: Any) -> Response:
        """Enter the product for a year's cycle."""
        product = self.get_object()
        facts = self.taken(by=request.user)
        row = actions.enrol(product=product, by=request.user, **facts)
        return Response(ParticipationSerializer(row).data, status=201)

    @action(detail=True, methods=["post"])
    def images(self, request: Request, **kwargs: Any) -> Response:
        """Add a picture."""
        product = self.get_object()
        facts = self.taken()
        image = product_actions.add_image(product=product, by=request.user, **facts)
        return Response(ImageSerializer(image).data, status=201)

    @action(detail=True, url_path=r"images/(?P<image>\d+)")
    def image(self, request: Request, image: str, **kwargs: Any) -> HttpResponse:
        """Send a picture."""
        pictures = self.get_object().images.select_related("file")
        return serving.serve(get_object_or_404(pictures, pk=image).file, request)

    @image.mapping.delete
    def remove_image(self, request: Request, image: str, **kwargs: Any) -> Response:
        """Take a picture off the product."""
        picture = get_object_or_404(self.get_object().images, pk=image)
        product_actions.remove_image(image=picture, by=request.user)
        return Response(status=204)

    def _shown(self, product: Product, *, status: int = 200) -> Response:
        rows = Product.objects.with_ways().prefetch_related("images__file")
        return Response(WholeProductSerializer(rows.get(pk=product.pk)).data, status=status)


class ParticipationViewSet(TakingForms):
    """The ways through the cycle that the person may see."""

    queryset = Participation.objects.none()
    lookup_value_regex = r"\d+"
    shows, shows_whole = ParticipationSerializer, WholeParticipationSerializer
    takes = {
        "idea": taking(forms.IdeaForm),
        "revise_idea": taking(forms.IdeaForm),
        "plan": taking(forms.PlanForm),
        "revise_plan": taking(forms.PlanForm),
        "appraisal": taking(forms.AppraisalForm),
        "production_reports": taking(forms.ReportForm),
        "submit": taking(forms.VersionForm),
        "accept": taking(forms.VersionForm),
        "send_back": taking(forms.SendBackForm),
        "withdraw": taking(forms.WithdrawForm),
    }
    gives = {
        "idea": IdeaSerializer,
        "revise_idea": IdeaSerializer,
        "plan": PlanSerializer,
        "revise_plan": PlanSerializer,
        "appraisal": PlanSerializer,
        "production_reports": {201: ReportSerializer},
        "report_file": FILE,
        **dict.fromkeys(("submit", "accept", "send_back", "withdraw"), ParticipationSerializer),
    }
    permission = METHODS | {
        "list": VIEW,
        "retrieve": VIEW,
        "idea": SUBMIT,
        "revise_idea": SUBMIT,
        "plan": SUBMIT,
        "revise_plan": SUBMIT,
        "appraisal": ACCEPT,
        "production_reports": SUBMIT,
        "report_file": VIEW,
        "submit": SUBMIT,
        "accept": ACCEPT,
        "send_back": ACCEPT,
        "withdraw": SUBMIT,
    }

    def get_queryset(self) -> Any:
        """Fetch what the permission of the act reaches; the rest is not there (404)."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = Participation.objects.visible_to(self.request.user, self.permission[self.action])
        if not self.detail:
            return rows.for_lists()
        papers = rows.select_related("idea", "plan__appraised_by").for_lists()
        return papers.prefetch_related("production_reports__file")

    @action(detail=True, methods=["put"])
    def idea(self, request: Request, **kwargs: Any) -> Response:
        """Write the idea sheet."""
        return self._idea(partial=False)

    @idea.mapping.patch
    def revise_idea(self, request: Request, **kwargs: Any) -> Response:
        """Write parts of the idea sheet."""
        return self._idea(partial=True)

    def _idea(self, *, partial: bool) -> Response:
        row = self.get_object()
        facts = self.taken(partial=partial, paper=paper_of(row, Step.IDEA))
        idea = sheet_actions.save_idea(participation=row, by=self.request.user, **facts)
        return Response(IdeaSerializer(idea).data)

    @action(detail=True, methods=["put"])
    def plan(self, request: Request, **kwargs: Any) -> Response:
        """Write the business plan."""
        return self._plan(partial=False)

    @plan.mapping.patch
    def revise_plan(self, request: Request, **kwargs: Any) -> Response:
        """Write parts of the business plan."""
        return self._plan(partial=True)

    def _plan(self, *, partial: bool) -> Response:
        row = self.get_object()
        facts = self.taken(partial=partial, paper=paper_of(row, Step.BUSINESS_PLAN))
        plan = sheet_actions.save_plan(participation=row, by=self.request.user, **facts)
        return Response(PlanSerializer(plan).data)

    @action(detail=True, methods=["post"])
    def appraisal(self, request: Request, **kwargs: Any) -> Response:
        """Write what the authority thinks of the plan."""
        row = self.get_object()
        facts = self.taken(paper=paper_of(row, Step.BUSINESS_PLAN))
        plan = sheet_actions.appraise_plan(participation=row, by=request.user, **facts)
        return Response(PlanSerializer(plan).data)

    @action(detail=True, methods=["post"], url_path="production-reports")
    def production_reports(self, request: Request, **kwargs: Any) -> Response:
        """Report how the plan is carried out."""
        row = self.get_object()
        facts = self.taken()
        report = sheet_actions.add_production_report(participation=row, by=request.user, **facts)
        return Response(ReportSerializer(report).data, status=201)

    @action(detail=True, url_path=r"production-reports/(?P<report>\d+)/file")
    def report_file(self, request: Request, report: str, **kwargs: Any) -> HttpResponse:
        """Send the file of a report."""
        found = get_object_or_404(self.get_object().production_reports, pk=report)
        if found.file is None:
            raise NotFound
        return serving.serve(found.file, request)

    @action(detail=True, methods=["post"])
    def submit(self, request: Request, **kwargs: Any) -> Response:
        """Hand the step's paper in."""
        return self._act(actions.submit_step)

    @action(detail=True, methods=["post"])
    def accept(self, request: Request, **kwargs: Any) -> Response:
        """Accept what was handed in."""
        return self._act(actions.accept)

    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, **kwargs: Any) -> Response:
        """Send the step back for additions."""
        return self._act(actions.send_back)

    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take the product out of the cycle."""
        return self._act(actions.withdraw)

    def _act(self, act: Any) -> Response:
        row = self.get_object()
        row = act(participation=row, by=self.request.user, **self.taken())
        return Response(ParticipationSerializer(row).data)


class CycleViewSet(TakingForms):
    """The province's years."""

    queryset = Cycle.objects.none()
    lookup_field = "year"
    lookup_value_regex = r"\d{4}"
    shows = shows_whole = CycleSerializer
    takes = {
        "create": taking(forms.OpenCycleForm),
        "deadlines": taking(forms.DeadlinesForm),
        "rounds": taking(forms.RoundForm),
        "close": taking(forms.CloseCycleForm),
        "reopen": taking(ReasonForm),
    }
    gives = {"create": {201: CycleSerializer}, "rounds": {201: RoundSerializer}}
    permission = METHODS | {
        "list": VIEW,
        "retrieve": VIEW,
        "create": Permission.CYCLE_MANAGE,
        "deadlines": Permission.CYCLE_MANAGE,
        "rounds": Permission.CYCLE_MANAGE,
        "close": Permission.CYCLE_MANAGE,
        "reopen": Permission.CYCLE_MANAGE,
    }

    def get_queryset(self) -> Any:
        """Fetch the years with their days."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = Cycle.objects.visible_to(self.request.user)
        return rows.prefetch_related("deadlines", "rounds")

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Open a year."""
        facts = self.taken()
        cycle = cycle_actions.open_cycle(province=request.province, by=request.user, **facts)
        return Response(CycleSerializer(cycle).data, status=201)

    @action(detail=True, methods=["patch"])
    def deadlines(self, request: Request, **kwargs: Any) -> Response:
        """Set the due dates that are sent; the others stay."""
        cycle = self.get_object()
        sent = self.taken(partial=True, cycle=cycle)
        known = sent.pop("known", "")
        days = {one.step: one.due_on for one in cycle.deadlines.all()}
        days |= {int(name.removeprefix("step_")): day for name, day in sent.items()}
        cycle_actions.set_deadlines(cycle=cycle, by=request.user, deadlines=days, known=known)
        return Response(CycleSerializer(self.get_object()).data)

    @action(detail=True, methods=["post"])
    def rounds(self, request: Request, **kwargs: Any) -> Response:
        """Add a round."""
        cycle = self.get_object()
        added = cycle_actions.add_round(cycle=cycle, by=request.user, **self.taken())
        return Response(RoundSerializer(added).data, status=201)

    @action(detail=True, methods=["post"])
    def close(self, request: Request, **kwargs: Any) -> Response:
        """Close the year; what is under way goes on."""
        cycle = self.get_object()
        cycle_actions.close_cycle(cycle=cycle, by=request.user, **self.taken())
        return Response(CycleSerializer(self.get_object()).data)

    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, **kwargs: Any) -> Response:
        """Open again a year that was closed too early."""
        cycle = self.get_object()
        cycle_actions.reopen_cycle(cycle=cycle, by=request.user, **self.taken())
        return Response(CycleSerializer(self.get_object()).data)
