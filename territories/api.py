"""The public list of administrative units, by day."""

from typing import Any

from rest_framework import viewsets

from .filters import AdminUnitFilter
from .models import AdminUnit
from .serializers import AdminUnitDetailSerializer, AdminUnitSerializer


class AdminUnitViewSet(viewsets.ReadOnlyModelViewSet):
    """Provinces, districts and communes of any day, and how they followed one another."""

    public = True
    queryset = AdminUnit.objects.all()
    filterset_class = AdminUnitFilter

    def get_queryset(self) -> Any:
        """Read the steps along where one unit is asked for, whatever its day."""
        if self.action != "retrieve":
            return super().get_queryset()
        ends = ("predecessor", "successor")
        steps = [f"{side}__{end}" for side in ("follows", "followed_by") for end in ends]
        return super().get_queryset().prefetch_related(*steps)

    def filter_queryset(self, queryset: Any) -> Any:
        """Filter lists only: one unit is found by its id alone."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def get_serializer_class(self) -> type:
        """Show the steps of one unit."""
        return AdminUnitDetailSerializer if self.action == "retrieve" else AdminUnitSerializer
