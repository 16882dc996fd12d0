"""The API of appeals: the same actions as the pages."""

from typing import Any

from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import policy
from accounts.permissions import Permission
from councils.serializers import ReasonSerializer
from ocop_portal.api import Acts

from . import appeal_actions
from . import appeal_serializers as serializers
from .appeal_preview import Preview
from .appeal_setting_actions import set_appeal_days
from .appeals import days_allowed
from .models import Appeal, Evaluation

P = Permission


class AppealViewSet(Acts, viewsets.ReadOnlyModelViewSet):
    """Appeals against results, from the first word to the decision."""

    queryset = Appeal.objects.none()
    serializer_class = serializers.AppealSerializer
    takes = {
        "create": serializers.FileAppealSerializer,
        "withdraw": ReasonSerializer,
        "register": serializers.RegisterAppealSerializer,
        "rapporteur": serializers.RapporteurSerializer,
        "preview": serializers.WhatIfSerializer,
        "report": serializers.ReportAppealSerializer,
        "decide": serializers.DecideAppealSerializer,
        "set_days": serializers.AppealDaysSerializer,
    }
    gives = {
        "retrieve": serializers.WholeAppealSerializer,
        "create": {201: serializers.AppealSerializer},
        "preview": serializers.PreviewSerializer,
        "days": serializers.AppealDaysSerializer,
        "set_days": serializers.AppealDaysSerializer,
    }
    permission = {
        "list": P.APPEAL_VIEW,
        "retrieve": P.APPEAL_VIEW,
        "create": P.APPEAL_MAKE,
        "withdraw": P.APPEAL_MAKE,
        "register": P.APPEAL_HANDLE,
        "rapporteur": P.APPEAL_HANDLE,
        "preview": P.APPEAL_EXAMINE,
        "report": P.APPEAL_EXAMINE,
        "decide": P.APPEAL_DECIDE,
        "days": P.SETTINGS_MANAGE,
        "set_days": P.SETTINGS_MANAGE,
    }
    filterset_fields = ["status", "evaluation"]

    def get_queryset(self) -> Any:
        """Return the appeals that the person's permission reaches."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = Appeal.objects.visible_to(self.request.user, self.permission[self.action])
        return rows.for_lists().select_related("evaluation__submission__criteria_set__regulation")

    def done(self, appeal: Appeal, status: int = 200) -> Response:
        """Answer with the appeal as it is now."""
        row = Appeal.objects.for_lists().get(pk=appeal.pk)
        return Response(serializers.AppealSerializer(row).data, status=status)

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Give one appeal; what was found to those who may see results."""
        context = {"sees_result": policy.may(request.user, P.EVALUATION_VIEW)}
        given = serializers.WholeAppealSerializer(self.get_object(), context=context)
        return Response(given.data)

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Appeal against a result."""
        results = Evaluation.objects.visible_to(request.user, P.APPEAL_MAKE)
        facts = self.taken(results=results)
        return self.done(appeal_actions.file_appeal(by=request.user, **facts), 201)

    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take the appeal back."""
        row = self.get_object()
        return self.done(
            appeal_actions.withdraw_appeal(appeal=row, by=request.user, **self.taken())
        )

    @action(detail=True, methods=["post"])
    def register(self, request: Request, **kwargs: Any) -> Response:
        """Enter the appeal in the register."""
        row = self.get_object()
        return self.done(
            appeal_actions.register_appeal(appeal=row, by=request.user, **self.taken())
        )

    @action(detail=True, methods=["post"])
    def rapporteur(self, request: Request, **kwargs: Any) -> Response:
        """Name who examines the appeal."""
        row = self.get_object()
        return self.done(
            appeal_actions.name_rapporteur(appeal=row, by=request.user, **self.taken())
        )

    @action(detail=True, methods=["post"])
    def preview(self, request: Request, **kwargs: Any) -> Response:
        """Count the sheets as they are, otherwise ruled; nothing is written."""
        counted = Preview(self.get_object().evaluation)
        given = self.takes["preview"](data=request.data)
        given.is_valid(raise_exception=True)
        return Response(counted.as_json(counted.what_if(**given.asked())))

    @action(detail=True, methods=["post"])
    def report(self, request: Request, **kwargs: Any) -> Response:
        """Hand in what was found."""
        row = self.get_object()
        given = self.takes["report"](data=request.data)
        given.is_valid(raise_exception=True)
        return self.done(
            appeal_actions.report_appeal(
                appeal=row,
                findings=given.validated_data["findings"],
                what_if=Preview(row.evaluation).what_if(**given.asked()),
                by=request.user,
            )
        )

    @action(detail=True, methods=["post"])
    def decide(self, request: Request, **kwargs: Any) -> Response:
        """Record the decision."""
        row = self.get_object()
        return self.done(appeal_actions.decide_appeal(appeal=row, by=request.user, **self.taken()))

    @action(detail=False)
    def days(self, request: Request, **kwargs: Any) -> Response:
        """How many working days a result may be appealed against in this province."""
        return Response({"days": days_allowed(request.province.settings)})

    @days.mapping.patch
    def set_days(self, request: Request, **kwargs: Any) -> Response:
        """Change the number of days."""
        facts = self.taken()
        row = set_appeal_days(province=request.province, by=request.user, **facts)
        return Response({"days": days_allowed(row.settings)})
