"""The rule books through the API: public and read only."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ReadOnlyModelViewSet

from . import serializers
from .filters import CriteriaSetFilter
from .models import CriteriaSet, Procedure, ProductLine, Regulation


class RegulationViewSet(ReadOnlyModelViewSet):
    """The published rule books."""

    public = True
    queryset = Regulation.objects.books().for_pages()
    serializer_class = serializers.RegulationSerializer
    lookup_field = "slug"


class ProcedureViewSet(ReadOnlyModelViewSet):
    """Who examines, awards and forwards, by the day of hand-in."""

    public = True
    queryset = Procedure.objects.for_pages()
    serializer_class = serializers.ProcedureSerializer
    lookup_field = "code"


class ProductLineViewSet(ReadOnlyModelViewSet):
    """The lasting places of products."""

    public = True
    queryset = ProductLine.objects.all()
    serializer_class = serializers.ProductLineSerializer
    lookup_field = "number"


class CriteriaSetViewSet(ReadOnlyModelViewSet):
    """A book's criteria sets: listed lightly, given whole one by one."""

    public = True
    queryset = CriteriaSet.objects.none()
    filterset_class = CriteriaSetFilter
    serializer_class = serializers.CriteriaSetSerializer
    lookup_field = "product_set__code"
    lookup_url_kwarg = "code"

    def get_queryset(self) -> QuerySet:
        """Keep the book of the address; no such book is no such page."""
        if "book" not in self.kwargs:  # the schema asks without an address
            return self.queryset
        found = CriteriaSet.objects.of_book(self.kwargs["book"])
        if not found.exists():
            raise Http404
        return found.for_lists() if self.action == "list" else found

    def get_serializer_class(self) -> type:
        """Give one set whole."""
        if self.action == "retrieve":
            return serializers.WholeSetSerializer
        return self.serializer_class

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer with the set as the rules read it."""
        return Response(self.get_serializer(self.get_object().as_rules()).data)


def register(router: SimpleRouter) -> None:
    """Add the rule books' addresses; the fixed names come before the books' own."""
    router.register("regulations/procedures", ProcedureViewSet, basename="procedure")
    router.register("regulations/lines", ProductLineViewSet, basename="product-line")
    router.register(
        r"regulations/(?P<book>[\d-]+)/sets", CriteriaSetViewSet, basename="criteria-set"
    )
    router.register("regulations", RegulationViewSet, basename="regulation")
