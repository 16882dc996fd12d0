"""What the province's own rules leave open, through the API."""

from typing import Any

from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.permissions import Permission
from producers.serializers import FormActs, taking

from . import setting_actions
from .setting_forms import AcceptorsForm

LEVELS = [level.value for level in setting_actions.LEVELS]


class AcceptorsSerializer(serializers.Serializer):
    """Which level accepts at each of the steps 1 to 4, and what a change carries back as `seen`."""

    step_1 = serializers.ChoiceField(LEVELS)
    step_2 = serializers.ChoiceField(LEVELS)
    step_3 = serializers.ChoiceField(LEVELS)
    step_4 = serializers.ChoiceField(LEVELS)
    seen = serializers.CharField()


def shown(province: Any) -> dict[str, str]:
    """Return what stands."""
    current = setting_actions.acceptors(province)
    levels = {f"step_{step.value}": actor.value for step, actor in current.items()}
    return levels | {"seen": setting_actions.as_seen(current)}


class SettingsViewSet(FormActs, ViewSet):
    """What the province's own rules leave open."""

    takes = {"set_acceptors": taking(AcceptorsForm)}
    gives = {"acceptors": AcceptorsSerializer, "set_acceptors": AcceptorsSerializer}
    permission = dict.fromkeys(
        ("acceptors", "set_acceptors", "get", "patch"), Permission.SETTINGS_MANAGE
    )

    @action(detail=False)
    def acceptors(self, request: Request, **kwargs: Any) -> Response:
        """Who accepts at which step."""
        return Response(shown(request.province))

    @acceptors.mapping.patch
    def set_acceptors(self, request: Request, **kwargs: Any) -> Response:
        """Change the steps that are sent; the others stay."""
        facts = self.taken(partial=True, province=request.province)
        row = setting_actions.set_acceptors(province=request.province, by=request.user, **facts)
        return Response(shown(row))
