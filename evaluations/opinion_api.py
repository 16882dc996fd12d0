"""The API's acts on written opinions: the same actions as the pages."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from councils.models import Sitting
from councils.serializers import SittingSerializer

from . import opinion_actions
from .opinion_serializers import RemindedSerializer


class OfRound:
    """What the viewset of sittings can do with a round."""

    @action(detail=True, methods=["post"], url_path="extend-deadline")
    def extend_deadline(self, request: Request, **kwargs: Any) -> Response:
        """Give the members more time."""
        row, facts = self.asked()
        sitting = opinion_actions.extend_deadline(sitting=row, by=request.user, **facts)
        return Response(SittingSerializer(sitting).data)

    @action(detail=True, methods=["post"])
    def remind(self, request: Request, **kwargs: Any) -> Response:
        """Remind those who have not answered."""
        row, _nothing = self.asked()
        people = opinion_actions.remind(sitting=row, by=request.user)
        return Response(RemindedSerializer({"reminded": len(people)}).data)


class OfAnswers:
    """What the viewset of products can do with their answers."""

    @action(detail=True, methods=["post"], url_path="close-answers")
    def close_answers(self, request: Request, **kwargs: Any) -> Response:
        """Close the product's round."""
        row, _nothing = self.asked()
        return self.done(opinion_actions.close_answers(evaluation=row, by=request.user))

    @action(detail=True, methods=["post"], url_path="call-meeting")
    def call_meeting(self, request: Request, **kwargs: Any) -> Response:
        """Call a meeting, as the chair."""
        row, facts = self.asked()
        return self.done(opinion_actions.call_meeting(evaluation=row, by=request.user, **facts))

    @action(detail=True, methods=["post"], url_path="decline-meeting")
    def decline_meeting(self, request: Request, **kwargs: Any) -> Response:
        """Answer as the chair that no meeting is needed."""
        row, facts = self.asked()
        return self.done(opinion_actions.decline_meeting(evaluation=row, by=request.user, **facts))

    @action(detail=True, methods=["post"], url_path="meet-for-want-of-answers")
    def meet_for_want_of_answers(self, request: Request, **kwargs: Any) -> Response:
        """Send the product to a meeting because too few have answered."""
        row, _nothing = self.asked()
        return self.done(opinion_actions.meet_for_want_of_answers(evaluation=row, by=request.user))

    @action(detail=True, methods=["post"], url_path="place-at-meeting")
    def place_at_meeting(self, request: Request, **kwargs: Any) -> Response:
        """Put the product on the agenda of a meeting."""
        row, facts = self.asked()
        sittings = Sitting.objects.visible_to(request.user, self.wanted())
        sitting = get_object_or_404(sittings.select_related("council"), pk=facts["sitting"])
        return self.done(
            opinion_actions.place_at_meeting(evaluation=row, sitting=sitting, by=request.user)
        )
