"""The API of sittings and of the products before the council: the same actions as the pages."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Permission
from councils import actions as councils
from councils.filters import SittingFilter
from councils.models import Sitting
from councils.serializers import (
    AttendanceSerializer,
    PresidingSerializer,
    ReasonSerializer,
    ReviseSittingSerializer,
    RollSerializer,
    SittingSerializer,
)
from ocop_portal.api import FILE, NOTHING, Acts, NothingSerializer
from products.models import Submission

from . import (
    agenda_actions,
    closing_actions,
    discussion_actions,
    interest_actions,
    recording,
    reopenings,
    sitting_actions,
)
from .appeal_page import before_appeal
from .blinding import blind_roll, blind_rows, hides, shown_reason
from .board import board, own_rows, sees_board
from .council_serializers import DeclareSerializer
from .dossier_file_api import OfFiles
from .live_api import Live
from .live_serializers import (
    ArrangedSerializer,
    DiscussSerializer,
    FloorSerializer,
    OrderSerializer,
    TimerSerializer,
)
from .models import Evaluation
from .opinion_api import OfAnswers, OfRound
from .opinion_serializers import (
    DeadlineSerializer,
    MeetingPlaceSerializer,
    RemindedSerializer,
)
from .results import shown
from .ruling_api import OfRulings
from .sitting_serializers import (
    AdvisoryReportSerializer,
    AdvisorySerializer,
    AgendaSerializer,
    BeginSerializer,
    EvaluationSerializer,
    PlaceSerializer,
    RuleEachSerializer,
    RuleSerializer,
    RulingSerializer,
    SetPlaceSerializer,
    WholeEvaluationSerializer,
    WholeSittingSerializer,
)

VIEW, RUN = Permission.COUNCIL_VIEW, Permission.SITTING_RUN


class Acting(Acts, viewsets.ReadOnlyModelViewSet):
    """What both viewsets share: rows by the act's permission, data by its serializer."""

    def asked(self, **more: Any) -> tuple[Any, dict[str, Any]]:
        """Return the row, which must be there first, and the checked data of the request."""
        return self.get_object(), self.taken(**more)

    def wanted(self) -> Permission:
        """Return the permission of the act that is asked for."""
        return self.permission.get(self.action, RUN)


class SittingViewSet(Live, OfRound, Acting):
    """Sittings: the board, the roll, the agenda, the floor."""

    queryset = Sitting.objects.none()
    serializer_class = SittingSerializer
    takes = {
        "partial_update": ReviseSittingSerializer,
        "extend_deadline": DeadlineSerializer,
        "remind": NothingSerializer,
        "open": NothingSerializer,
        "roll": RollSerializer,
        "presiding": PresidingSerializer,
        "agenda": AgendaSerializer,
        "end": NothingSerializer,
        "order": OrderSerializer,
        "discuss": DiscussSerializer,
        "timer": TimerSerializer,
    }
    gives = {
        "retrieve": WholeSittingSerializer,
        "order": ArrangedSerializer,
        "discuss": FloorSerializer,
        "timer": FloorSerializer,
        "floor": FloorSerializer,
        "remind": RemindedSerializer,
        "roll": AttendanceSerializer(many=True),
        "agenda": {201: EvaluationSerializer(many=True)},
    }
    filterset_class = SittingFilter
    permission = {
        "list": VIEW,
        "retrieve": VIEW,
        "partial_update": RUN,
        "open": RUN,
        "roll": RUN,
        "presiding": RUN,
        "agenda": RUN,
        "end": RUN,
        "extend_deadline": RUN,
        "remind": RUN,
        "order": RUN,
        "discuss": Permission.SITTING_LEAD,
        "timer": Permission.SITTING_LEAD,
        "floor": VIEW,
    }

    def get_queryset(self) -> Any:
        """Return the sittings that the person's permission reaches."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = Sitting.objects.visible_to(self.request.user, self.wanted())
        return rows.select_related("council")

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Give a sitting: to its members their own states, to who runs it the board."""
        sitting = self.get_object()
        rows = Evaluation.objects.visible_to(request.user).filter(sitting=sitting).for_board()
        agenda = blind_rows(request.user, reopenings.for_board(rows))
        sitting.board = board(sitting, agenda) if sees_board(request.user, sitting) else []
        sitting.seal = recording.seal_of(sitting)
        sitting.mine = own_rows(request.user, agenda)
        sitting.called = blind_roll(agenda, sitting.attendance.all())
        return Response(WholeSittingSerializer(sitting).data)

    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Change a planned sitting."""
        row, facts = self.asked(partial=True)
        sitting = councils.revise_sitting(sitting=row, by=request.user, **facts)
        return Response(SittingSerializer(sitting).data)

    @action(detail=True, methods=["post"])
    def open(self, request: Request, **kwargs: Any) -> Response:
        """Begin the meeting."""
        row, _nothing = self.asked()
        sitting = sitting_actions.open_sitting(sitting=row, by=request.user)
        return Response(SittingSerializer(sitting).data)

    @action(detail=True, methods=["post"])
    def roll(self, request: Request, **kwargs: Any) -> Response:
        """Call the roll."""
        row, facts = self.asked()
        absent = {one["member"]: one["reason"] for one in facts["absent"]}
        rows = agenda_actions.call_roll(sitting=row, by=request.user, absent=absent)
        return Response(AttendanceSerializer(rows, many=True).data)

    @action(detail=True, methods=["post"])
    def presiding(self, request: Request, **kwargs: Any) -> Response:
        """Let a deputy preside, or with null the chair again."""
        sitting, facts = self.asked()
        number, members = facts["member"], sitting.council.members
        member = get_object_or_404(members, pk=number) if number else None
        sitting = sitting_actions.delegate_presiding(
            sitting=sitting, by=request.user, member=member
        )
        return Response(SittingSerializer(sitting).data)

    @action(detail=True, methods=["post"])
    def agenda(self, request: Request, **kwargs: Any) -> Response:
        """Put submissions on the agenda, all or none."""
        sitting, facts = self.asked()
        rows = Submission.objects.filter(province=sitting.province_id)
        submissions = [get_object_or_404(rows, pk=number) for number in facts["submissions"]]
        made = agenda_actions.put_all_on_agenda(
            sitting=sitting,
            submissions=submissions,
            by=request.user,
            outside_round=facts.get("outside_round", ""),
        )
        return Response(EvaluationSerializer(made, many=True).data, status=201)

    @action(detail=True, methods=["post"])
    def end(self, request: Request, **kwargs: Any) -> Response:
        """End the meeting."""
        row, _nothing = self.asked()
        sitting = agenda_actions.end_sitting(sitting=row, by=request.user)
        return Response(SittingSerializer(sitting).data)


class EvaluationViewSet(OfRulings, OfAnswers, OfFiles, Acting):
    """Products before the council, from the agenda to the result."""

    queryset = Evaluation.objects.none()
    serializer_class = EvaluationSerializer
    takes = {
        "begin": BeginSerializer,
        "place": SetPlaceSerializer,
        "interest": DeclareSerializer,
        "take_off": ReasonSerializer,
        "advisory_report": AdvisorySerializer,
        "office_report": AdvisorySerializer,
        "second_pass": NothingSerializer,
        "open_sheets": NothingSerializer,
        "rulings": RuleSerializer,
        "rule_each": RuleEachSerializer,
        "withdraw_ruling": ReasonSerializer,
        "conclude": NothingSerializer,
        "close_answers": NothingSerializer,
        "call_meeting": ReasonSerializer,
        "decline_meeting": ReasonSerializer,
        "meet_for_want_of_answers": NothingSerializer,
        "place_at_meeting": MeetingPlaceSerializer,
    }
    gives = {
        "retrieve": WholeEvaluationSerializer,
        "place": PlaceSerializer,
        "interest": NOTHING,
        "advisory_report": AdvisoryReportSerializer,
        "office_report": AdvisoryReportSerializer,
        "rulings": {201: RulingSerializer},
        "rule_each": {201: RulingSerializer(many=True)},
        "withdraw_ruling": NOTHING,
        "file": FILE,
    }
    filterset_fields = ["sitting", "status"]
    permission = {
        "list": Permission.EVALUATION_VIEW,
        "retrieve": Permission.EVALUATION_VIEW,
        "file": Permission.FILE_VIEW,
        "interest": Permission.SCORE,
        "advisory_report": Permission.ADVISORY_REPORT,
        "office_report": Permission.DOSSIER_CHECK,
        "begin": RUN,
        "place": RUN,
        "take_off": RUN,
        "second_pass": Permission.EVALUATION_VIEW,
        "open_sheets": RUN,
        "rulings": RUN,
        "rule_each": RUN,
        "withdraw_ruling": RUN,
        "conclude": RUN,
        "close_answers": RUN,
        "call_meeting": Permission.SITTING_LEAD,
        "decline_meeting": Permission.SITTING_LEAD,
        "meet_for_want_of_answers": RUN,
        "place_at_meeting": RUN,
    }

    def get_queryset(self) -> Any:
        """Return the products that the person's permission reaches."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = Evaluation.objects.visible_to(self.request.user, self.wanted())
        if self.action == "file":  # as for its page: to hold FILE_VIEW alone is not enough
            rows = Evaluation.objects.visible_to(self.request.user)
            return rows.select_related("sitting__council", "submission", "advisory_report__file")
        if self.action == "second_pass":
            rows = Evaluation.objects.headed_by(self.request.user)
        if self.wanted() == Permission.SITTING_LEAD:
            rows = Evaluation.objects.presided_by(self.request.user)
        rows = rows.defer("submission__snapshot")
        return rows.select_related("sitting__council", "submission", *self._of_set())

    def _of_set(self) -> tuple[str, ...]:
        """Return what the answer on one product reads along: by which criteria it is judged."""
        one = "submission__criteria_set__"
        return (f"{one}regulation", f"{one}product_set__line") if self.action == "retrieve" else ()

    def done(self, evaluation: Evaluation) -> Response:
        """Answer with the product as it is now."""
        return Response(EvaluationSerializer(evaluation).data)

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Give one product; the result once the sheets are open, and not before."""
        evaluation = self.get_object()
        is_open = bool(evaluation.opened_at)
        evaluation.shown = shown(evaluation, closing_actions.count) if is_open else None
        evaluation.before = before_appeal(evaluation, request.user)
        evaluation.places = list(evaluation.panel.all())
        reads_code = hides(request.user, evaluation)
        for place in evaluation.places:
            place.evaluation = evaluation
            place.reason = shown_reason(place, reads_code=reads_code)
        facts = WholeEvaluationSerializer(evaluation, context=self.get_serializer_context())
        return Response(facts.data)

    @action(detail=True, methods=["post"])
    def begin(self, request: Request, **kwargs: Any) -> Response:
        """Begin to score."""
        row, facts = self.asked()
        return self.done(agenda_actions.begin_scoring(evaluation=row, by=request.user, **facts))

    @action(detail=True, methods=["post"])
    def place(self, request: Request, **kwargs: Any) -> Response:
        """Say how a member stands to the product."""
        evaluation, facts = self.asked()
        seat = get_object_or_404(
            evaluation.panel.select_related("member"), member=facts.pop("member")
        )
        place = agenda_actions.set_place(
            evaluation=evaluation, member=seat.member, by=request.user, **facts
        )
        return Response(PlaceSerializer(place).data)

    @action(detail=True, methods=["post"])
    def interest(self, request: Request, **kwargs: Any) -> Response:
        """Declare an interest and be out of it, or leave it to the chair's ruling."""
        row, facts = self.asked()
        interest_actions.declare(evaluation=row, by=request.user, **facts)
        return Response(status=204)

    @action(detail=True, methods=["post"], url_path="take-off")
    def take_off(self, request: Request, **kwargs: Any) -> Response:
        """Take the product off the agenda."""
        row, facts = self.asked()
        return self.done(agenda_actions.take_off_agenda(evaluation=row, by=request.user, **facts))

    @action(detail=True, methods=["post"], url_path="advisory-report")
    def advisory_report(self, request: Request, **kwargs: Any) -> Response:
        """Write the advisory team's report."""
        row, facts = self.asked()
        report = agenda_actions.write_advisory_report(evaluation=row, by=request.user, **facts)
        return Response(AdvisoryReportSerializer(report).data)

    @action(detail=True, methods=["post"], url_path="office-report")
    def office_report(self, request: Request, **kwargs: Any) -> Response:
        """Write the office's report on a re-evaluation."""
        return self.advisory_report(request, **kwargs)

    @action(detail=True, methods=["post"], url_path="second-pass")
    def second_pass(self, request: Request, **kwargs: Any) -> Response:
        """Have everybody score anew."""
        row, _nothing = self.asked()
        return self.done(discussion_actions.open_next_pass(evaluation=row, by=request.user))

    @action(detail=True, methods=["post"], url_path="open-sheets")
    def open_sheets(self, request: Request, **kwargs: Any) -> Response:
        """Open the sheets."""
        row, _nothing = self.asked()
        return self.done(closing_actions.open_sheets(evaluation=row, by=request.user))

    @action(detail=True, methods=["post"])
    def conclude(self, request: Request, **kwargs: Any) -> Response:
        """Fix the result."""
        row, _nothing = self.asked()
        return self.done(closing_actions.conclude(evaluation=row, by=request.user))
