"""The API of councils: the same actions as the pages."""

from collections.abc import Callable
from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Permission
from ocop_portal.api import NOTHING, Acts

from . import actions, serializers
from .filters import CouncilFilter
from .models import Council, Sitting

VIEW, MANAGE = Permission.COUNCIL_VIEW, Permission.COUNCIL_MANAGE


class CouncilViewSet(Acts, viewsets.ReadOnlyModelViewSet):
    """Councils, the people in them and their planned sittings."""

    queryset = Council.objects.none()
    amend: Callable[..., Council]  # the action of `amend_rules`: whoever keeps the record has it
    serializer_class = serializers.CouncilSerializer
    takes = {
        "create": serializers.EstablishSerializer,
        "partial_update": serializers.RevisionSerializer,
        "members": serializers.AppointSerializer,
        "remove_member": serializers.ReasonSerializer,
        "advisers": serializers.AppointAdviserSerializer,
        "sittings": serializers.PlanSittingSerializer,
        "written_rounds": serializers.WrittenRoundSerializer,
        "amend_rules": serializers.AmendRulesSerializer,
    }
    gives = {
        "retrieve": serializers.CouncilWholeSerializer,
        "create": {201: serializers.CouncilSerializer},
        "members": {201: serializers.MemberSerializer},
        "remove_member": NOTHING,
        "advisers": {201: serializers.AdviserSerializer},
        "sittings": {201: serializers.SittingSerializer},
        "written_rounds": {201: serializers.SittingSerializer},
        "rules": serializers.RulesVersionSerializer(many=True),
    }
    filterset_class = CouncilFilter
    permission = {
        "list": VIEW,
        "retrieve": VIEW,
        "create": MANAGE,
        "partial_update": MANAGE,
        "members": MANAGE,
        "remove_member": MANAGE,
        "advisers": MANAGE,
        "sittings": MANAGE,
        "written_rounds": MANAGE,
        "rules": VIEW,
        "amend_rules": Permission.SCORE,
    }

    def get_queryset(self) -> Any:
        """Return the councils that the person's permission reaches."""
        if self.action == "amend_rules":
            return Council.objects.presided_by(self.request.user)
        return Council.objects.visible_to(self.request.user, self.permission[self.action])

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Give one council with the people in it."""
        return Response(serializers.CouncilWholeSerializer(self.get_object()).data)

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Set a council up."""
        facts = self.taken()
        council = actions.establish_council(province=request.province, by=request.user, **facts)
        return Response(serializers.CouncilSerializer(council).data, status=201)

    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Correct a council's data."""
        council, facts = self.get_object(), self.taken(partial=True)
        council = actions.revise_council(council=council, by=request.user, **facts)
        return Response(serializers.CouncilSerializer(council).data)

    @action(detail=True, methods=["post"])
    def members(self, request: Request, **kwargs: Any) -> Response:
        """Appoint a member."""
        council, facts = self.get_object(), self.taken()
        member = actions.appoint_member(council=council, by=request.user, **facts)
        return Response(serializers.MemberSerializer(member).data, status=201)

    @action(detail=True, methods=["post"], url_path=r"members/(?P<member>\d+)/remove")
    def remove_member(self, request: Request, member: str, **kwargs: Any) -> Response:
        """Take back a seat that was never used."""
        seat = get_object_or_404(self.get_object().members, pk=member)
        _council, facts = self.get_object(), self.taken()
        actions.remove_member(member=seat, by=request.user, **facts)
        return Response(status=204)

    @action(detail=True, methods=["post"])
    def advisers(self, request: Request, **kwargs: Any) -> Response:
        """Put a person on the advisory team."""
        council, facts = self.get_object(), self.taken()
        adviser = actions.appoint_adviser(council=council, by=request.user, **facts)
        return Response(serializers.AdviserSerializer(adviser).data, status=201)

    @action(detail=True, methods=["post"])
    def sittings(self, request: Request, **kwargs: Any) -> Response:
        """Plan a sitting."""
        council, facts = self.get_object(), self.taken()
        sitting = actions.plan_sitting(council=council, by=request.user, **facts)
        return Response(serializers.SittingSerializer(sitting).data, status=201)

    @action(detail=True, methods=["post"], url_path="written-rounds")
    def written_rounds(self, request: Request, **kwargs: Any) -> Response:
        """Plan a round of written opinions."""
        council, facts = self.get_object(), self.taken()
        sitting = actions.plan_sitting(
            council=council, by=request.user, form=Sitting.Form.WRITTEN, **facts
        )
        return Response(serializers.SittingSerializer(sitting).data, status=201)

    @action(detail=True, methods=["get"])
    def rules(self, request: Request, **kwargs: Any) -> Response:
        """Give the versions of the operating rules, the latest first."""
        rows = self.get_object().rules_versions.select_related("by")
        return Response(serializers.RulesVersionSerializer(rows, many=True).data)

    @action(detail=True, methods=["post"], url_path="amend-rules")
    def amend_rules(self, request: Request, **kwargs: Any) -> Response:
        """Change frozen rules, as the chair and with a reason, for what has not begun."""
        council, facts = self.get_object(), self.taken()
        council = self.amend(council=council, by=request.user, **facts)
        return Response(serializers.CouncilSerializer(council).data)
