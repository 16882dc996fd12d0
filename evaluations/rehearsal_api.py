"""The API of rehearsals: the same actions as the buttons."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from accounts.permissions import Permission
from councils.models import Council, Sitting
from councils.serializers import SittingSerializer
from ocop_portal.api import NOTHING, Acts, Exact

from . import rehearsal_actions

RUN = Permission.SITTING_RUN


class BeginRehearsalSerializer(Exact):
    """Which council practises."""

    council = serializers.IntegerField()


class RehearsalViewSet(Acts, viewsets.GenericViewSet):
    """Sittings for practice on sample products; what happens in them is read as of any sitting."""

    queryset = Sitting.objects.none()
    serializer_class = SittingSerializer
    takes = {"create": BeginRehearsalSerializer}
    gives = {"create": {201: SittingSerializer}, "destroy": NOTHING}
    permission = {"create": RUN, "destroy": RUN}

    def get_queryset(self) -> Any:
        """Return the sittings that the person runs; the action refuses a real one."""
        return Sitting.objects.visible_to(self.request.user, RUN)

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Begin a rehearsal of a council."""
        facts = self.taken()
        councils = Council.objects.visible_to(request.user, RUN)
        council = get_object_or_404(councils, pk=facts["council"])
        sitting = rehearsal_actions.begin_rehearsal(council=council, by=request.user)
        return Response(SittingSerializer(sitting).data, status=201)

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Delete a rehearsal with everything in it."""
        rehearsal_actions.delete_rehearsal(sitting=self.get_object(), by=request.user)
        return Response(status=204)


def register(router: BaseRouter) -> None:
    """Give the rehearsals their addresses."""
    router.register("rehearsals", RehearsalViewSet, basename="api_rehearsal")
