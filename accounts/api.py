"""The API of duties and the journal: the same actions as the pages."""

from typing import Any

from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from . import actions
from .filters import AssignmentFilter, JournalFilter
from .models import Assignment, JournalEntry
from .permissions import Permission
from .serializers import (
    AssignmentSerializer,
    InvitationSerializer,
    JournalSerializer,
    ReasonSerializer,
)


class AssignmentViewSet(viewsets.ReadOnlyModelViewSet):
    """Who holds which duty."""

    serializer_class = AssignmentSerializer
    filterset_class = AssignmentFilter
    permission = Permission.USER_MANAGE

    def get_queryset(self) -> Any:
        """Return the open province's duties."""
        return Assignment.objects.visible_to(self.request.user).select_related("user", "unit")

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Give a duty, with an invitation where the person has no account."""
        given = InvitationSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        duty = actions.invite(province=request.province, by=request.user, **given.validated_data)
        return Response(AssignmentSerializer(duty).data, status=201)

    @action(detail=True, methods=["post"])
    def end(self, request: Request, **kwargs: Any) -> Response:
        """End a duty."""
        given = ReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        duty = actions.end_assignment(
            assignment=self.get_object(), by=request.user, **given.validated_data
        )
        return Response(AssignmentSerializer(duty).data)


class JournalViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """What people did."""

    serializer_class = JournalSerializer
    filterset_class = JournalFilter
    permission = Permission.JOURNAL_VIEW

    def get_queryset(self) -> Any:
        """Return the open province's acts."""
        return JournalEntry.objects.visible_to(self.request.user).select_related("by")
