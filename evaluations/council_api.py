"""The API of the panel: interests, notes of the discussion, reopenings; the pages' own actions."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from accounts.permissions import Permission
from councils.models import Sitting
from councils.serializers import ReasonSerializer
from ocop_portal.api import Acts, NothingSerializer

from . import discussion_actions, interest_actions, reopening_actions
from .blinding import blind_interests
from .council_serializers import (
    AnswerInterestSerializer,
    AskReopeningSerializer,
    DeclareForProducerSerializer,
    DiscussionNoteSerializer,
    InterestAnswerSerializer,
    InterestSerializer,
    ReopeningSerializer,
    TakeDiscussionNoteSerializer,
)
from .models import DiscussionNote, Evaluation, Interest, Reopening, ScoreSheet
from .sheet_serializers import SheetSerializer
from .states import SheetStatus

VIEW = Permission.EVALUATION_VIEW


class _Headed(Acts, viewsets.ReadOnlyModelViewSet):
    """Rows of the products over which the person presides, or which he runs."""

    filterset_fields = ["evaluation"]

    def get_queryset(self) -> Any:
        """Return the rows of those products alone."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        headed = Evaluation.objects.headed_by(self.request.user)
        rows = self.queryset.model.objects.filter(evaluation__in=headed.values("pk"))
        return rows.order_by("pk")


class InterestViewSet(_Headed):
    """Interests: declared by members, found by the portal, and what was decided."""

    queryset = Interest.objects.none()
    serializer_class = InterestSerializer
    takes = {"create": DeclareForProducerSerializer, "answer": AnswerInterestSerializer}
    gives = {
        "create": {201: InterestSerializer(many=True)},
        "answer": {201: InterestAnswerSerializer},
    }
    permission = {
        "list": VIEW,
        "retrieve": VIEW,
        "answer": VIEW,
        "create": Permission.SCORE,
    }

    def get_queryset(self) -> Any:
        """Read the answers along."""
        rows = super().get_queryset()
        along = ("by", "evaluation__sitting__council", "evaluation__submission")
        return rows.select_related(*along).prefetch_related("answers__by")

    def paginate_queryset(self, queryset: Any) -> Any:
        """Hide from who reads codes what would name a producer."""
        rows = super().paginate_queryset(queryset)
        for row in rows or ():
            blind_interests(self.request.user, row.evaluation, [row])
        return rows

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Give one interest, as the person may read it."""
        row = self.get_object()
        blind_interests(request.user, row.evaluation, [row])
        return Response(self.get_serializer(row).data)

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Declare an interest in every product of a producer on a sitting's agenda.

        Under blind codes the answer lists nothing, whether such a product is there or not.
        """
        facts = self.taken()
        mine = Sitting.objects.visible_to(request.user).filter(council__members__user=request.user)
        sitting = get_object_or_404(mine, pk=facts.pop("sitting"))
        is_by_code = interest_actions.reads_codes(request.user, sitting)
        made = interest_actions.declare_for_producer(sitting=sitting, by=request.user, **facts)
        if is_by_code:
            made = []
        return Response(InterestSerializer(made, many=True).data, status=201)

    @action(detail=True, methods=["post"])
    def answer(self, request: Request, **kwargs: Any) -> Response:
        """Accept an interest, set it aside with a reason, or leave it to the chair."""
        row, facts = self.get_object(), self.taken()
        given = interest_actions.answer(interest=row, by=request.user, **facts)
        return Response(InterestAnswerSerializer(given).data, status=201)


class DiscussionNoteViewSet(Acts, viewsets.ReadOnlyModelViewSet):
    """What members note between two passes, for the panel."""

    queryset = DiscussionNote.objects.none()
    serializer_class = DiscussionNoteSerializer
    takes = {"create": TakeDiscussionNoteSerializer}
    gives = {"create": {201: DiscussionNoteSerializer}}
    filterset_fields = ["evaluation"]
    permission = {"list": VIEW, "retrieve": VIEW, "create": Permission.SCORE}

    def get_queryset(self) -> Any:
        """Return the notes on the products before which the person sits, or which he heads."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        user = self.request.user
        seen = Evaluation.objects.visible_to(user, VIEW)
        seated = seen.filter(panel__user=user)
        headed = Evaluation.objects.headed_by(user)
        rows = DiscussionNote.objects.filter(evaluation__in=seated.values("pk"))
        rows |= DiscussionNote.objects.filter(evaluation__in=headed.values("pk"))
        return rows.order_by("pk")

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Note for the panel why one's points lie where they lie."""
        facts = self.taken()
        seen = Evaluation.objects.visible_to(request.user, VIEW).select_related("sitting__council")
        evaluation = get_object_or_404(seen, pk=facts.pop("evaluation"))
        if not discussion_actions.may_read(request.user, evaluation):
            raise NotFound
        row = discussion_actions.note(evaluation=evaluation, by=request.user, **facts)
        return Response(DiscussionNoteSerializer(row).data, status=201)


class ReopeningViewSet(_Headed):
    """Sheets that chair and secretary reopen together."""

    queryset = Reopening.objects.none()
    serializer_class = ReopeningSerializer
    takes = {
        "create": AskReopeningSerializer,
        "confirm": NothingSerializer,
        "refuse": ReasonSerializer,
    }
    gives = {
        "create": {201: ReopeningSerializer},
        "confirm": SheetSerializer,
        "refuse": ReopeningSerializer,
    }
    permission = VIEW

    def get_queryset(self) -> Any:
        """Read the people and the sheet along."""
        rows = super().get_queryset()
        people = ("requested_by", "confirmed_by", "refused_by")
        return rows.select_related("sheet", "evaluation", *people)

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Ask that a sheet handed in be scored anew."""
        headed = Evaluation.objects.headed_by(request.user)
        if not headed.exists():
            raise NotFound
        facts = self.taken()
        evaluation = get_object_or_404(headed, pk=facts["evaluation"])
        sheets = ScoreSheet.objects.filter(
            evaluation=evaluation, pass_no=evaluation.pass_no, status=SheetStatus.SUBMITTED
        ).select_related("evaluation")
        newest = sheets.filter(member=facts["member"]).order_by("-version")[:1]
        row = reopening_actions.ask(
            sheet=get_object_or_404(newest), reason=facts["reason"], by=request.user
        )
        return Response(ReopeningSerializer(row).data, status=201)

    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, **kwargs: Any) -> Response:
        """Confirm, as the other of the two: the member gets a new version."""
        row, _nothing = self.get_object(), self.taken()
        sheet = reopening_actions.confirm(reopening=row, by=request.user)
        return Response(SheetSerializer(sheet).data)

    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, **kwargs: Any) -> Response:
        """Withdraw one's own request, or refuse the other's, with a reason."""
        row, facts = self.get_object(), self.taken()
        done = reopening_actions.refuse(reopening=row, by=request.user, **facts)
        return Response(ReopeningSerializer(done).data)


def register(router: BaseRouter) -> None:
    """Put the three below a province."""
    router.register("interests", InterestViewSet, basename="api_interest")
    router.register("discussion-notes", DiscussionNoteViewSet, basename="api_discussion_note")
    router.register("reopenings", ReopeningViewSet, basename="api_reopening")
