"""The API of a member's own sheets: one request for one mark, with the total as its answer."""

from dataclasses import asdict
from typing import Any

import django_filters
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Permission
from ocop_portal.api import Acts
from ocop_portal.problems import of_action, refusal
from territories import clock
from territories.filters import WholeNumberFilter

from . import recording, sheet_actions
from .marks import book_of, sheet_of
from .models import Evaluation, ScoreSheet
from .sheet_page import SheetPage
from .sheet_questions import FINDINGS, MINE, SCORED
from .sheet_read_serializers import ReadSheetSerializer
from .sheet_reading import before_of, beside, page_of
from .sheet_serializers import (
    HandedInSerializer,
    HandInSerializer,
    MarkSerializer,
    NewVersionSerializer,
    OpenSerializer,
    SavedSerializer,
    SheetSerializer,
    TickedSerializer,
    TickSerializer,
    WholeSheetSerializer,
    standing_json,
)
from .standing import standing
from .working import Working


class SheetFilter(django_filters.FilterSet):
    """Sheets of a product, of a pass, by standing."""

    pass_no = WholeNumberFilter()

    class Meta:
        model = ScoreSheet
        fields = ["evaluation", "pass_no", "status"]


class SheetViewSet(Acts, viewsets.ReadOnlyModelViewSet):
    """The member's own sheets."""

    fetches_first = True  # every act finds its sheet before it reads what was sent

    queryset = ScoreSheet.objects.none()
    serializer_class = SheetSerializer
    takes = {
        "create": OpenSerializer,
        "new_version": NewVersionSerializer,
        "marks": MarkSerializer,
        "ticks": TickSerializer,
        "hand_in": HandInSerializer,
    }
    gives = {
        "retrieve": WholeSheetSerializer,
        "create": {201: SheetSerializer},
        "new_version": {201: SheetSerializer},
        "marks": SavedSerializer,
        "ticks": TickedSerializer,
        "hand_in": HandedInSerializer,
    }
    permission = Permission.SCORE
    filterset_class = SheetFilter

    def get_queryset(self) -> Any:
        """Return the person's own; nobody else's are there."""
        rows = ScoreSheet.objects.visible_to(self.request.user)
        one = "evaluation__submission__criteria_set__"
        rows = rows.select_related(f"{one}regulation", f"{one}product_set__line")
        return rows.defer("evaluation__submission__snapshot")

    def get_object(self) -> ScoreSheet:
        """Fetch one: an act reads more as it holds it."""
        if self.action not in ("marks", "ticks", "hand_in"):
            return super().get_object()
        pk = self.kwargs["pk"]
        found = MINE.first(self.request.user, pk=int(pk)) if pk.isdecimal() else None
        if found is None:
            raise Http404
        return found

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Give a sheet with its marks, how it stands, and all that its page shows."""
        sheet = self.get_object()
        evaluation = SCORED.first(request.user, pk=sheet.evaluation_id)
        if evaluation is None:  # recused, or no longer of the council: as for the page
            raise Http404
        sheet_actions.refuse_reading(sheet=sheet, by=request.user)
        earlier = before_of(request.user, evaluation)
        before = earlier.get("earlier_by_criterion", {})
        page = page_of(request.user, evaluation, sheet, before=before)
        read = {
            "page": page,
            "beside": beside(request.user, evaluation) | earlier,
            "criteria_set": sheet.evaluation.submission.criteria_set,
        }
        shown = ReadSheetSerializer(read, context=self.get_serializer_context() | {"page": page})
        return Response(
            SheetSerializer(sheet).data
            | {"marks": marks_json(page), "ticks": ticks_json(page)}
            | standing_json(page.standing)
            | shown.data
        )

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Open the sheet of one product: {"evaluation": id}."""
        evaluation = self._evaluation(self.taken()["evaluation"])
        sheet = sheet_actions.open_sheet(evaluation=evaluation, by=request.user)
        return Response(SheetSerializer(sheet).data, status=201)

    @action(detail=False, methods=["post"], url_path="new-version")
    def new_version(self, request: Request, **kwargs: Any) -> Response:
        """Go on with a sheet whose stop does not stand."""
        facts = self.taken()
        evaluation = self._evaluation(facts.pop("evaluation"))
        sheet = sheet_actions.begin_new_version(evaluation=evaluation, by=request.user, **facts)
        return Response(SheetSerializer(sheet).data, status=201)

    def _evaluation(self, pk: int) -> Evaluation:
        rows = Evaluation.objects.visible_to(self.request.user, self.permission)
        return get_object_or_404(rows, pk=pk)

    @action(detail=True, methods=["post"])
    def marks(self, request: Request, **kwargs: Any) -> Response:
        """Save one criterion."""
        sheet, facts = self.get_object(), self.taken()
        try:
            working = sheet_actions.save_mark(sheet=sheet, by=request.user, **facts)
        except ValidationError as error:
            if is_stale(error):
                return self._conflict(sheet, facts["criterion"], error)
            raise
        key = facts["criterion"]
        row = working.scores.get(key)
        version = working.answered.get(key, row.version if row else 0)
        return Response(saved_json(working) | {"version": version})

    def _conflict(self, sheet: ScoreSheet, criterion: str, stale: ValidationError) -> Response:
        """Answer 409 with what is kept; the client holds what it sent."""
        book = book_of(sheet.evaluation.submission.criteria_set)
        row = sheet.scores.filter(criterion=book.criterion_ids[criterion]).first()
        kept = {
            "level": book.ordinals.get(row.level_id) if row else None,
            "is_unproven": bool(row and row.is_unproven),
            "remark": row.remark if row else "",
            "version": row.version if row else 0,
        }
        return refusal(self.request, of_action(stale), "stale", kept=kept)

    @action(detail=True, methods=["post"])
    def ticks(self, request: Request, **kwargs: Any) -> Response:
        """Tick a knock-out note, or take the tick back."""
        sheet, facts = self.get_object(), self.taken()
        try:
            working = sheet_actions.tick(sheet=sheet, by=request.user, **facts)
        except ValidationError as error:
            if is_stale(error):
                return self._tick_conflict(sheet, facts["knock_out"], error)
            raise
        return Response(saved_json(working))

    def _tick_conflict(self, sheet: ScoreSheet, key: str, stale: ValidationError) -> Response:
        """Answer 409 with the reason that is kept, for the member to choose."""
        book = book_of(sheet.evaluation.submission.criteria_set)
        row = sheet.findings.filter(knock_out=book.knock_out_ids[key]).first()
        reason = row.reason if row else ""
        return refusal(
            self.request, of_action(stale), "stale", kept={"reason": reason, "known": reason}
        )

    @action(detail=True, methods=["post"], url_path="hand-in")
    def hand_in(self, request: Request, **kwargs: Any) -> Response:
        """Hand the sheet in for good."""
        sheet, facts = self.get_object(), self.taken()
        done = sheet_actions.hand_in(sheet=sheet, by=request.user, **facts)
        done.record = recording.receipt_now(done)
        return Response(HandedInSerializer(done).data)


def marks_json(page: SheetPage) -> list[dict[str, Any]]:
    """Return what the sheet says of each criterion that was touched."""
    return [
        {"criterion": key, "level": page.answers.marks.get(key)} | asdict(one)
        for key, one in page.written.items()
    ]


def ticks_json(page: SheetPage) -> list[dict[str, str]]:
    """Return the knock-out notes that are ticked."""
    return [{"knock_out": key, "reason": reason} for key, reason in page.reasons.items()]


def is_stale(error: ValidationError) -> bool:
    """Tell whether the refusal is about a version that somebody else has moved on from."""
    return getattr(error, "code", None) == "stale"


def saved_json(working: Working) -> dict[str, Any]:
    """Return when it was saved, what a closing gate took away, and how the sheet stands."""
    sheet = working.sheet
    book = working.book
    answers = sheet_of(book, working.scores.values(), FINDINGS(sheet=sheet.pk))
    whole = standing(book.rules, book.bands, answers, must_be_whole=sheet.version > 1)
    removed = {key: working.scores[key].version for key in working.removed}
    saved_at = f"{clock.now().astimezone(clock.ZONE):%H:%M}"
    return {"saved_at": saved_at, "removed": removed, **standing_json(whole)}
