"""The scoring record through the API: events as they are hashed, and the export."""

from typing import Any

import django_filters
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request

from accounts.permissions import Permission
from ocop_portal.api import FILE, Acts
from territories.filters import WholeNumberFilter

from .models import RecordEvent
from .record_page import KINDS
from .record_views import exported


class RecordEventSerializer(serializers.ModelSerializer):
    """An event; `body` is the very text that is hashed."""

    class Meta:
        model = RecordEvent
        fields = ["seq", "at", "kind", "body", "prev", "hash", "sitting", "evaluation", "sheet"]

    sitting = serializers.IntegerField(source="sitting_ref", allow_null=True)
    evaluation = serializers.IntegerField(source="evaluation_ref", allow_null=True)
    sheet = serializers.IntegerField(source="sheet_ref", allow_null=True)


class RecordFilter(django_filters.FilterSet):
    """Events of a sitting, of a product, of a kind."""

    sitting_ref = WholeNumberFilter()
    evaluation_ref = WholeNumberFilter()
    kind = django_filters.ChoiceFilter(choices=list(KINDS.items()))

    class Meta:
        model = RecordEvent
        fields = ["sitting_ref", "evaluation_ref", "kind"]


class RecordViewSet(Acts, viewsets.mixins.ListModelMixin, viewsets.GenericViewSet):
    """Events of the sittings that the person may see, in their order."""

    queryset = RecordEvent.objects.none()
    serializer_class = RecordEventSerializer
    permission = Permission.RECORD_VIEW
    filterset_class = RecordFilter
    gives = {"export": FILE}

    def get_queryset(self) -> Any:
        """Return what the person may see."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return RecordEvent.objects.visible_to(self.request.user, self.permission).order_by("seq")

    @action(detail=False, methods=["get"])
    def export(self, request: Request, **kwargs: Any) -> Any:
        """Give the whole record as lines of JSON (docs/record.md)."""
        return exported(request._request)
