"""The API of councils: the same actions as the pages."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Permission

from . import actions, serializers
from .filters import CouncilFilter
from .models import Council

VIEW, MANAGE = Permission.COUNCIL_VIEW, Permission.COUNCIL_MANAGE


class CouncilViewSet(viewsets.ReadOnlyModelViewSet):
    """Councils, the people in them and their planned sittings."""

    serializer_class = serializers.CouncilSerializer
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
    }

    def get_queryset(self) -> Any:
        """Return the councils that the person's permission reaches."""
        return Council.objects.visible_to(self.request.user, self.permission[self.action])

    def _taken(self, serializer: type, request: Request, **more: Any) -> tuple[Any, dict[str, Any]]:
        """Return the council, which must be there first, and the checked data of the request."""
        council = self.get_object()
        given = serializer(data=request.data, **more)
        given.is_valid(raise_exception=True)
        return council, given.validated_data

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Give one council with the people in it."""
        return Response(serializers.CouncilWholeSerializer(self.get_object()).data)

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Set a council up."""
        given = serializers.EstablishSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        council = actions.establish_council(
            province=request.province, by=request.user, **given.validated_data
        )
        return Response(serializers.CouncilSerializer(council).data, status=201)

    def partial_update(self, request: Request, **kwargs: Any) -> Response:
        """Correct a council's data."""
        council, facts = self._taken(serializers.RevisionSerializer, request, partial=True)
        council = actions.revise_council(council=council, by=request.user, **facts)
        return Response(serializers.CouncilSerializer(council).data)

    @action(detail=True, methods=["post"])
    def members(self, request: Request, **kwargs: Any) -> Response:
        """Appoint a member."""
        council, facts = self._taken(serializers.AppointSerializer, request)
        member = actions.appoint_member(council=council, by=request.user, **facts)
        return Response(serializers.MemberSerializer(member).data, status=201)

    @action(detail=True, methods=["post"], url_path=r"members/(?P<member>\d+)/remove")
    def remove_member(self, request: Request, member: str, **kwargs: Any) -> Response:
        """Take back a seat that was never used."""
        seat = get_object_or_404(self.get_object().members, pk=member)
        _council, facts = self._taken(serializers.ReasonSerializer, request)
        actions.remove_member(member=seat, by=request.user, **facts)
        return Response(status=204)

    @action(detail=True, methods=["post"])
    def advisers(self, request: Request, **kwargs: Any) -> Response:
        """Put a person on the advisory team."""
        council, facts = self._taken(serializers.AppointAdviserSerializer, request)
        adviser = actions.appoint_adviser(council=council, by=request.user, **facts)
        return Response(serializers.AdviserSerializer(adviser).data, status=201)

    @action(detail=True, methods=["post"])
    def sittings(self, request: Request, **kwargs: Any) -> Response:
        """Plan a sitting."""
        council, facts = self._taken(serializers.PlanSerializer, request)
        sitting = actions.plan_sitting(council=council, by=request.user, **facts)
        return Response(serializers.SittingSerializer(sitting).data, status=201)
