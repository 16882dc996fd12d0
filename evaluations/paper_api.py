"""The API of results under control and of sittings' papers: the same actions as the pages."""

from typing import Any

import django_filters
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.permissions import Permission
from councils.models import Sitting
from councils.serializers import ReasonSerializer
from files.serving import serve
from ocop_portal.api import FILE, Acts, NothingSerializer

from . import control_actions, paper_actions
from . import paper_serializers as serializers
from .decision_filters import ControlFilter
from .models import Evaluation, PaperSet
from .paper_readers import sittings_with_papers
from .paper_views import bundle_answer

VIEW, CONFIRM = Permission.PAPERS_VIEW, Permission.RESULT_CONFIRM


class ControlViewSet(Acts, viewsets.ReadOnlyModelViewSet):
    """Concluded results: drafts until the controller confirms them or sends them back."""

    queryset = Evaluation.objects.none()
    serializer_class = serializers.ControlSerializer
    takes = {
        "confirm": NothingSerializer,
        "send_back": ReasonSerializer,
        "answer": serializers.AnswerSerializer,
        "confirm_sitting": serializers.SittingIdSerializer,
    }
    gives = {
        "send_back": {201: serializers.ObjectionSerializer},
        "answer": serializers.ObjectionSerializer,
        "confirm_sitting": serializers.ControlSerializer(many=True),
    }
    permission = {
        "list": VIEW,
        "retrieve": VIEW,
        "confirm": CONFIRM,
        "send_back": CONFIRM,
        "answer": Permission.SITTING_RUN,
        "confirm_sitting": CONFIRM,
    }
    filterset_class = ControlFilter

    def get_queryset(self) -> Any:
        """Return the concluded results that the person's permission reaches."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = Evaluation.objects.visible_to(self.request.user, self.permission[self.action])
        rows = rows.filter(concluded_at__isnull=False).defer("submission__snapshot", "result")
        rows = rows.select_related("submission", "confirmed_by", "sitting__council")
        people = ("objections__by", "objections__answered_by")
        return rows.prefetch_related(*people).order_by("sitting_id", "ordinal")

    def fresh(self, pk: int) -> dict[str, Any]:
        """Return a result as it is now."""
        return serializers.ControlSerializer(Evaluation.objects.get(pk=pk)).data

    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, **kwargs: Any) -> Response:
        """Confirm a result: it is no draft any more."""
        row = self.get_object()
        self.taken()
        control_actions.confirm_result(evaluation=row, by=request.user)
        return Response(self.fresh(row.pk))

    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, **kwargs: Any) -> Response:
        """Send a result back to the secretary with a reason."""
        row = self.get_object()
        found = control_actions.object_to_result(evaluation=row, by=request.user, **self.taken())
        return Response(serializers.ObjectionSerializer(found).data, status=201)

    @action(detail=True, methods=["post"])
    def answer(self, request: Request, **kwargs: Any) -> Response:
        """Answer the controller."""
        row = self.get_object()
        found = control_actions.answer_objection(evaluation=row, by=request.user, **self.taken())
        return Response(serializers.ObjectionSerializer(found).data)

    @action(detail=False, methods=["post"], url_path="confirm-sitting")
    def confirm_sitting(self, request: Request, **kwargs: Any) -> Response:
        """Confirm everything that a sitting concluded and nothing holds back."""
        rows = Sitting.objects.visible_to(request.user, CONFIRM)
        sitting = get_object_or_404(rows, pk=self.taken()["sitting"])
        done = control_actions.confirm_sitting(sitting=sitting, by=request.user)
        return Response([self.fresh(one.pk) for one in done])


class PaperSetFilter(django_filters.FilterSet):
    """Sets of papers of a sitting; drafts, or what the controller has confirmed."""

    is_draft = django_filters.TypedChoiceFilter(
        choices=[("true", gettext_lazy("có")), ("false", gettext_lazy("không"))],
        coerce=lambda word: word == "true",
    )

    class Meta:
        model = PaperSet
        fields = ["sitting", "is_draft"]


class PaperSetViewSet(Acts, viewsets.ReadOnlyModelViewSet):
    """The papers of sittings: minutes, tally, reports, drafts, sheets, and all in one zip."""

    queryset = PaperSet.objects.none()
    serializer_class = serializers.PaperSetSerializer
    takes = {"create": serializers.SittingIdSerializer}
    gives = {
        "create": {201: serializers.PaperSetSerializer},
        "paper": FILE,
        "bundle": FILE,
    }
    permission = {
        "list": VIEW,
        "retrieve": VIEW,
        "create": Permission.SITTING_RUN,
        "paper": VIEW,
        "bundle": VIEW,
    }
    filterset_class = PaperSetFilter

    def get_queryset(self) -> Any:
        """Return the sets of the sittings whose papers the person may read."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = PaperSet.objects.visible_to(self.request.user, VIEW).defer("facts")
        rows = rows.select_related("made_by", "sitting").prefetch_related("papers__file")
        return rows.order_by("-sitting_id", "-version")

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Have the papers of a sitting made; the same facts are not printed twice."""
        rows = sittings_with_papers(request.user)
        sitting = get_object_or_404(rows, pk=self.taken()["sitting"])
        row = paper_actions.ask_for_papers(sitting=sitting, by=request.user)
        return Response(serializers.PaperSetSerializer(row).data, status=201)

    @action(detail=True, url_path=r"papers/(?P<ordinal>\d+)")
    def paper(self, request: Request, ordinal: str, **kwargs: Any) -> Any:
        """Give one file."""
        rows = self.get_object().papers.select_related("file")
        return serve(get_object_or_404(rows, ordinal=ordinal).file, request)

    @action(detail=True)
    def bundle(self, request: Request, **kwargs: Any) -> Any:
        """Give the zip."""
        return bundle_answer(self.get_object())


def register(router: SimpleRouter) -> None:
    """Add both to the API of a province."""
    router.register("results-under-control", ControlViewSet, basename="api_control")
    router.register("paper-sets", PaperSetViewSet, basename="api_paper_set")
