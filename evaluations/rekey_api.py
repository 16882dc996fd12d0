"""The API of paper sheets: print them, type one in, confirm it; the pages' own actions."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from accounts import policy
from accounts.permissions import Permission
from councils.models import Sitting
from councils.serializers import ReasonSerializer
from files.serving import serve
from ocop_portal.api import FILE, Acts, NothingSerializer

from . import printed_actions, rekey_actions, rekey_closing_actions, rekey_reading_actions
from .marks import book_of
from .models import Evaluation, PrintedSheet, Rekeying, SheetPrinting
from .printed_page import members_for
from .printed_views import printing_answer, sheet_answer
from .rekey_serializers import (
    AskSheetsSerializer,
    PrintedSheetSerializer,
    RekeyingSerializer,
    RekeySerializer,
    SeatSerializer,
    SheetPrintingSerializer,
    WholeRekeyingSerializer,
)
from .rekeying import rows_of
from .sheet_serializers import SheetSerializer

COUNCIL, VIEW, RUN = Permission.COUNCIL_VIEW, Permission.EVALUATION_VIEW, Permission.SITTING_RUN


def refuse_onlookers(user: Any) -> None:
    """Who neither scores nor runs a sitting prints nothing: before anything is read."""
    if not (policy.may(user, RUN) or policy.may(user, Permission.SCORE)):
        raise NotFound


class PrintedSheetViewSet(Acts, viewsets.GenericViewSet):
    """Paper sheets: one at a time, answered as a PDF that nothing keeps."""

    queryset = PrintedSheet.objects.none()
    serializer_class = PrintedSheetSerializer
    takes = {"create": SeatSerializer}
    gives = {"create": FILE}
    permission = {"create": COUNCIL}

    def create(self, request: Request, **kwargs: Any) -> Any:
        """Print a member's sheet for one product."""
        refuse_onlookers(request.user)
        facts = self.taken()
        seen = Evaluation.objects.visible_to(request.user, COUNCIL).select_related("sitting")
        evaluation = get_object_or_404(seen, pk=facts["evaluation"])
        members = members_for(request.user, evaluation.sitting)
        member = get_object_or_404(members, pk=facts["member"])
        printed, content = printed_actions.print_one(
            evaluation=evaluation, member=member, by=request.user
        )
        return sheet_answer(printed, content)


class SheetPrintingViewSet(Acts, viewsets.ReadOnlyModelViewSet):
    """Printings of whole agendas: one's own sheets, or those of a sitting that one runs."""

    queryset = SheetPrinting.objects.none()
    serializer_class = SheetPrintingSerializer
    takes = {"create": AskSheetsSerializer}
    gives = {"create": {201: SheetPrintingSerializer}, "file": FILE}
    filterset_fields = ["sitting", "member"]
    permission = {"list": COUNCIL, "retrieve": COUNCIL, "create": COUNCIL, "file": COUNCIL}

    def get_queryset(self) -> Any:
        """Return those of the members whose sheets the person prints."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        user = self.request.user
        seen = Sitting.objects.visible_to(user, COUNCIL)
        run = Sitting.objects.visible_to(user, RUN)
        rows = SheetPrinting.objects.filter(sitting__in=seen.values("pk"))
        rows = rows.filter(sitting__in=run.values("pk")) | rows.filter(member__user=user)
        rows = rows.select_related("made_by", "sitting").prefetch_related("sheets")
        return rows.order_by("-pk")

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Have every sheet of a member made by the worker."""
        refuse_onlookers(request.user)
        facts = self.taken()
        seen = Sitting.objects.visible_to(request.user, COUNCIL)
        sitting = get_object_or_404(seen, pk=facts["sitting"])
        member = get_object_or_404(members_for(request.user, sitting), pk=facts["member"])
        row = printed_actions.ask_for_sheets(sitting=sitting, member=member, by=request.user)
        return Response(SheetPrintingSerializer(row).data, status=201)

    @action(detail=True)
    def file(self, request: Request, **kwargs: Any) -> Any:
        """Give the PDF."""
        return printing_answer(self.get_object())


class RekeyingViewSet(Acts, viewsets.ReadOnlyModelViewSet):
    """Paper sheets typed in; each counts once another person has confirmed it."""

    queryset = Rekeying.objects.none()
    serializer_class = RekeyingSerializer
    takes = {
        "create": RekeySerializer,
        "confirm": NothingSerializer,
        "send_back": ReasonSerializer,
        "withdraw": ReasonSerializer,
    }
    gives = {
        "retrieve": WholeRekeyingSerializer,
        "create": {201: RekeyingSerializer},
        "confirm": SheetSerializer,
        "scan": FILE,
    }
    filterset_fields = ["evaluation", "status"]
    permission = {
        "list": VIEW,
        "retrieve": VIEW,
        "create": RUN,
        "confirm": VIEW,
        "send_back": VIEW,
        "withdraw": RUN,
        "scan": VIEW,
    }

    def get_queryset(self) -> Any:
        """Return those that the person may see, with who had a hand in them."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = Rekeying.objects.visible_to(self.request.user, self.permission[self.action])
        rows = rows.select_related("keyed_by", "decided_by", "scan", "printed", "member__user")
        if self.action != "list":
            rows = rows.select_related(
                "evaluation__sitting__council", "evaluation__submission__criteria_set__regulation"
            )
        return rows.order_by("pk")

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Give one, with what was typed to who may read it."""
        row = self.get_object()
        reads = rekey_reading_actions.read(rekeying=row, by=request.user)
        row.marks = self._marks(row) if reads else None
        return Response(WholeRekeyingSerializer(row).data)

    def _marks(self, row: Rekeying) -> list[dict[str, Any]]:
        book = book_of(row.evaluation.submission.criteria_set)
        scores, _findings = rows_of(row.keyed.content)
        return [
            {
                "criterion": book.keys[s.criterion_id],
                "level": book.ordinals.get(s.level_id),
                "is_unproven": s.is_unproven,
                "remark": s.remark,
            }
            for s in scores
        ]

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Type a paper sheet in, with its scan."""
        facts = self.taken()
        seen = Evaluation.objects.visible_to(request.user, RUN).select_related("sitting__council")
        evaluation = get_object_or_404(seen, pk=facts.pop("evaluation"))
        seats = evaluation.panel.select_related("member")
        seat = get_object_or_404(seats, member=facts.pop("member"))
        sheet = facts.pop("sheet")
        marks = [dict(one) for one in sheet["marks"]]
        row = rekey_actions.key_in(
            evaluation=evaluation,
            member=seat.member,
            by=request.user,
            answers=[(one.pop("criterion"), 0, one) for one in marks],
            ticks=[(one["knock_out"], one["reason"], "") for one in sheet.get("ticks", ())],
            **facts,
        )
        return Response(RekeyingSerializer(row).data, status=201)

    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, **kwargs: Any) -> Response:
        """Confirm, as another person, that it was typed as the paper says."""
        row, _nothing = self.get_object(), self.taken()
        sheet = rekey_actions.confirm(rekeying=row, by=request.user)
        return Response(SheetSerializer(sheet).data)

    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, **kwargs: Any) -> Response:
        """Send it back to who typed it."""
        row, facts = self.get_object(), self.taken()
        done = rekey_closing_actions.send_back(rekeying=row, by=request.user, **facts)
        return Response(RekeyingSerializer(done).data)

    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take it back, as who runs the sitting."""
        row, facts = self.get_object(), self.taken()
        done = rekey_closing_actions.withdraw(rekeying=row, by=request.user, **facts)
        return Response(RekeyingSerializer(done).data)

    @action(detail=True)
    def scan(self, request: Request, **kwargs: Any) -> Any:
        """Give the scan to who may read the sheet."""
        row = self.get_object()
        if not rekey_reading_actions.read(rekeying=row, by=request.user):
            raise NotFound
        return serve(row.scan, request)


def register(router: BaseRouter) -> None:
    """Put the three below a province."""
    router.register("printed-sheets", PrintedSheetViewSet, basename="api_printed_sheet")
    router.register("sheet-printings", SheetPrintingViewSet, basename="api_sheet_printing")
    router.register("rekeyings", RekeyingViewSet, basename="api_rekeying")
