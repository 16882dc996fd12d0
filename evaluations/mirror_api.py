"""The API of mirrors and feedback: the same questions and the same act as the pages."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.permissions import Permission
from councils.models import Sitting
from ocop_portal.api import Acts

from . import closing_actions, feedback_actions, mirror_tables
from .mirror_serializers import (
    FeedbackSerializer,
    ProductMirrorSerializer,
    ReleaseSerializer,
    SittingMirrorSerializer,
)
from .models import Evaluation, Feedback


class MirrorViewSet(Acts, viewsets.GenericViewSet):
    """Sittings that have ended, for their chair and the auditor."""

    queryset = Sitting.objects.none()
    serializer_class = SittingMirrorSerializer
    permission = Permission.MIRROR_VIEW
    gives = {"retrieve": SittingMirrorSerializer, "product": ProductMirrorSerializer}

    def get_queryset(self) -> Any:
        """Return what may be mirrored to the person."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return Sitting.objects.mirrored_to(self.request.user, self.permission)

    def agenda(self) -> Any:
        """Return the concluded products of the sitting, which must be there first."""
        rows = Evaluation.objects.mirrored_to(self.request.user, self.permission)
        return rows.filter(sitting=self.get_object())

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Give each member beside the panel."""
        agenda = list(self.agenda().order_by("ordinal"))
        facts = {
            "sitting": self.get_object().pk,
            "members": mirror_tables.of_sitting(agenda),
            "products": [one.pk for one in agenda],
        }
        return Response(SittingMirrorSerializer(facts).data)

    @action(detail=True, url_path=r"products/(?P<evaluation>\d+)")
    def product(self, request: Request, evaluation: str, **kwargs: Any) -> Response:
        """Give every criterion of one product."""
        row = get_object_or_404(self.agenda(), pk=evaluation)
        criteria = mirror_tables.of_product(closing_actions.count(row))
        return Response(ProductMirrorSerializer({"evaluation": row.pk, "criteria": criteria}).data)


class FeedbackViewSet(
    Acts, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet
):
    """What councils let producers know."""

    queryset = Feedback.objects.none()
    serializer_class = FeedbackSerializer
    takes = {"create": ReleaseSerializer}
    gives = {"create": {201: FeedbackSerializer}}
    permission = {
        "list": Permission.PRODUCT_VIEW,
        "retrieve": Permission.PRODUCT_VIEW,
        "create": Permission.FEEDBACK_RELEASE,
    }

    def get_queryset(self) -> Any:
        """Return what was told on the products that the person's permission reaches."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        rows = Feedback.objects.visible_to(self.request.user, Permission.PRODUCT_VIEW)
        return rows.select_related("evaluation__submission__participation").order_by("-pk")

    def create(self, request: Request, **kwargs: Any) -> Response:
        """Release the chair's feedback, once."""
        facts = self.taken()
        rows = Evaluation.objects.mirrored_to(request.user, Permission.FEEDBACK_RELEASE)
        evaluation = get_object_or_404(rows, pk=facts.pop("evaluation"))
        lines = {one["criterion"]: one["text"] for one in facts.pop("lines", ())}
        made = feedback_actions.release_feedback(
            evaluation=evaluation, by=request.user, lines=lines, **facts
        )
        return Response(FeedbackSerializer(made).data, 201)


def register(router: SimpleRouter) -> None:
    """Put them below a province."""
    router.register("mirrors", MirrorViewSet, basename="api_mirror")
    router.register("feedback", FeedbackViewSet, basename="api_feedback")
