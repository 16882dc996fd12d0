"""The API's acts on a running sitting: the floor, its time, the order of the agenda."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from . import agenda_order_actions, floor_actions
from .agenda_order import moves
from .live import here
from .live_serializers import ArrangedSerializer, FloorSerializer
from .models import Evaluation


class Live:
    """What the viewset of sittings can do beside the board."""

    @action(detail=True, methods=["get"])
    def floor(self, request: Request, **kwargs: Any) -> Response:
        """Say who has the floor."""
        return self._floor(self.get_object())

    def _floor(self, sitting: Any) -> Response:
        return Response(FloorSerializer(here(sitting, self.request.user)).data)

    @action(detail=True, methods=["post"])
    def discuss(self, request: Request, **kwargs: Any) -> Response:
        """Give a product the floor, or with null nobody."""
        sitting, facts = self.asked()
        evaluation = None
        if facts["evaluation"] is not None:
            rows = Evaluation.objects.visible_to(request.user).filter(sitting=sitting)
            evaluation = get_object_or_404(rows, pk=facts["evaluation"])
        floor_actions.call_product(sitting=sitting, evaluation=evaluation, by=request.user)
        return self._floor(sitting)

    @action(detail=True, methods=["post"])
    def timer(self, request: Request, **kwargs: Any) -> Response:
        """Give the product that has the floor so many minutes, or with null none."""
        sitting, facts = self.asked()
        if facts["minutes"] is None:
            floor_actions.stop_timer(sitting=sitting, by=request.user)
        else:
            floor_actions.start_timer(sitting=sitting, minutes=facts["minutes"], by=request.user)
        return self._floor(sitting)

    @action(detail=True, methods=["post"])
    def order(self, request: Request, **kwargs: Any) -> Response:
        """Put the agenda in this order; without one, in the order proposed."""
        sitting, facts = self.asked()
        if "order" in facts:
            agenda_order_actions.arrange(sitting=sitting, by=request.user, **facts)
        else:
            agenda_order_actions.arrange_as_proposed(sitting=sitting, by=request.user)
        items = agenda_order_actions.items_of(sitting)
        now = {"order": [one.key for one in items], "moves": moves(items)}
        return Response(ArrangedSerializer(now).data)
