"""A person's exports through the API: how far each is, and the file."""

from typing import Any

from django.http import HttpResponse
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.models import Job
from accounts.permissions import Permission
from ocop_portal.api import FILE, Acts

from . import exporting
from .serializers import ExportSerializer
from .views import send


class ExportViewSet(Acts, ReadOnlyModelViewSet):
    """The person's own exports."""

    queryset = Job.objects.none()
    serializer_class = ExportSerializer
    lookup_value_regex = r"\d+"
    permission = Permission.PRODUCER_EXPORT
    gives = {"file": FILE}

    def get_queryset(self) -> Any:
        """Fetch the person's own; nobody else's are there."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return exporting.own(self.request.user).defer(None)

    @action(detail=True)
    def file(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Send the file."""
        return send(self.get_object(), request)
