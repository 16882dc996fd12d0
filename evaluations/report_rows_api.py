"""The rows behind the numbers of the star-rating report, through the API."""

from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import GenericViewSet

from accounts.permissions import Permission
from ocop_portal.api import Acts

from .models import PublishedCertificate
from .publication import standing_on
from .report_filters import of_request
from .report_rows_filters import CellFilter, LineFilter
from .report_waiting import waiting_rows


class RegisterRowSerializer(serializers.ModelSerializer):
    """A certificate that a number counts; «standing» is how it stood on the report's day."""

    procedure = serializers.CharField(source="procedure.code")
    standing = serializers.SerializerMethodField()

    class Meta:
        model = PublishedCertificate
        fields = (
            "public_code",
            "product_name",
            "product_code",
            "star",
            "is_potential_five",
            "sector",
            "producer_name",
            "legal_form",
            "commune_name",
            "province_name",
            "purpose",
            "procedure",
            "number",
            "decision_no",
            "issued_on",
            "valid_to",
            "standing",
        )

    def get_standing(self, row: PublishedCertificate) -> str:
        """Return how it stood; empty: not yet issued."""
        return str(standing_on(row, self.context["on"]) or "")


class WaitingRowSerializer(serializers.Serializer):
    """A result that the Ministry has not answered, as it was handed in."""

    product = serializers.CharField()
    code = serializers.CharField()
    producer = serializers.CharField()
    commune = serializers.CharField(source="unit")
    province = serializers.CharField(source="origin_then")
    purpose = serializers.CharField(source="purpose_then")
    sent_on = serializers.DateField(source="since")


class CellViewSet(Acts, GenericViewSet):
    """What the doors to a number's rows have in common."""

    queryset = PublishedCertificate.objects.none()
    permission = Permission.REPORT_VIEW
    filterset_class: type[LineFilter]

    def chosen(self) -> LineFilter:
        """Return the report and the number that were asked for; refuse words that say neither."""
        found = of_request(self.request._request, self.filterset_class)
        if not found.form.is_valid():  # or another number's rows would pass for this one's
            raise ValidationError({name: list(said) for name, said in found.form.errors.items()})
        return found


class StarReportRowsViewSet(CellViewSet):
    """The certificates behind a number of the star report."""

    serializer_class = RegisterRowSerializer
    filterset_class = CellFilter

    def list(self, request: Request, **kwargs: Any) -> Response:
        """Show a page of as many rows as the report counts there."""
        chosen = self.chosen()
        report = chosen.report()
        page = self.paginate_queryset(chosen.cell.rows(report, chosen.period()))
        shape = self.get_serializer(
            page, many=True, context=self.get_serializer_context() | {"on": report.on}
        )
        return self.get_paginated_response(shape.data)


class StarReportWaitingViewSet(CellViewSet):
    """The results behind a number of the star report that lie at the Ministry."""

    serializer_class = WaitingRowSerializer
    filterset_class = LineFilter

    def list(self, request: Request, **kwargs: Any) -> Response:
        """Show a page, the longest wait first."""
        chosen = self.chosen()
        page = self.paginate_queryset(waiting_rows(chosen.report(), chosen.cell.key))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


def register(router: SimpleRouter) -> None:
    """Give the rows their addresses, below the report's own."""
    router.register("reports/stars/rows", StarReportRowsViewSet, "api_star_report_rows")
    router.register(
        "reports/stars/at-ministry", StarReportWaitingViewSet, "api_star_report_waiting"
    )
