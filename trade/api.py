"""The public catalogue through the API."""

from django.db.models import QuerySet
from rest_framework import mixins, serializers, viewsets

from evaluations.models import PublishedCertificate
from territories import clock

from .filters import CatalogueFilter
from .querysets import on_offer


class CatalogueSerializer(serializers.ModelSerializer):
    """What a buyer may know of a recognised product."""

    province = serializers.SlugField(source="origin.slug")
    has_page = serializers.BooleanField()

    class Meta:
        model = PublishedCertificate
        fields = [
            "public_code",
            "product_name",
            "product_code",
            "star",
            "sector",
            "producer_name",
            "commune_name",
            "province",
            "province_name",
            "number",
            "issuer",
            "issued_on",
            "valid_to",
            "has_page",
        ]
        read_only_fields = fields


class CatalogueViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Valid 3-5 star products of the country."""

    public = True
    authentication_classes = ()
    serializer_class = CatalogueSerializer
    filterset_class = CatalogueFilter
    queryset = PublishedCertificate.objects.none()

    def get_queryset(self) -> QuerySet[PublishedCertificate]:
        """Return those whose certificate holds today."""
        return on_offer(clock.today())
