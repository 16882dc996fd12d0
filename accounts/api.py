"""The API of duties and the journal: the same actions as the pages."""

from typing import Any

from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ocop_portal.api import Acts

from . import actions
from .filters import AssignmentFilter, JournalFilter
from .models import Assignment, JournalEntry
from .permissions import Permission
from .serializers import (
    AssignmentSerializer,
    EndSerializer,
    InvitationSerializer,
    JournalSerializer,
)


class AssignmentViewSet(Acts, viewsets.ReadOnlyModelViewSet):
    """Who holds which duty."""

    queryset = Assignment.objects.none()
    serializer_class = AssignmentSerializer
    takes = {"create": InvitationSerializer, "end": EndSerializer}
    gives = {"create": {201: AssignmentSerializer}}
    filterset_class = AssignmentFilter
    permission = Permission.USER_MANAGE

    def get_queryset(self) -> Any:
        """Return the open province's duties."""
        return Assignment.objects.visible_to(self.request.user).select_related("user", "unit")

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Give a duty, with an invitation where the person has no account."""
        duty = actions.give_duty(province=request.province, by=request.user, **self.taken())
        return Response(AssignmentSerializer(duty).data, status=201)

    @action(detail=True, methods=["post"])
    def end(self, request: Request, **kwargs: Any) -> Response:
        """End a duty."""
        duty, facts = self.get_object(), self.taken()
        duty = actions.end_assignment(assignment=duty, by=request.user, **facts)
        return Response(AssignmentSerializer(duty).data)


class JournalViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """What people did."""

    queryset = JournalEntry.objects.none()
    serializer_class = JournalSerializer
    filterset_class = JournalFilter
    permission = Permission.JOURNAL_VIEW

    def get_queryset(self) -> Any:
        """Return the open province's acts."""
        return JournalEntry.objects.visible_to(self.request.user).select_related("by")
