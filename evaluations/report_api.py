"""The star-rating report through the API."""

from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.permissions import Permission
from ocop_portal.api import Acts

from .models import PublishedCertificate
from .register import Movement
from .report_filters import StarReportFilter, of_request
from .reports import Line, movements

SUSPENDED = gettext_lazy(
    "Đang tạm dừng; của ngày trước hôm nay: tạm dừng từ trước ngày đó đến nay, không gồm giấy đã"
    " được khôi phục."
)


class CountSerializer(serializers.Serializer):
    """A line of the report; «potential_five» is within the four stars' number.

    «suspended» is within the total; «at_ministry» is in no other number.
    """

    key = serializers.CharField()
    label = serializers.CharField()
    stars = serializers.DictField(child=serializers.IntegerField())
    potential_five = serializers.IntegerField()
    total = serializers.IntegerField()
    suspended = serializers.IntegerField(help_text=SUSPENDED)
    at_ministry = serializers.IntegerField()


class MovementSerializer(serializers.Serializer):
    """What came and went in the period; before + what came - what went = after (R30)."""

    procedure = serializers.CharField()
    star = serializers.IntegerField()

    def get_fields(self) -> dict[str, serializers.Field]:
        """Add a number for each movement."""
        return super().get_fields() | {
            name: serializers.IntegerField() for name in Movement.__slots__
        }


@extend_schema_serializer(many=False)
class StarReportSerializer(serializers.Serializer):
    """The report of a day, with its movements since another."""

    trait = serializers.CharField()
    units = serializers.CharField()
    on = serializers.DateField()
    lines = CountSerializer(many=True)
    total = CountSerializer()
    start = serializers.DateField()
    to = serializers.DateField()
    movements = MovementSerializer(many=True)


class StarReportViewSet(Acts, GenericViewSet):
    """Stars by one trait on a day, and the movements of a period (R30)."""

    queryset = PublishedCertificate.objects.none()
    serializer_class = StarReportSerializer
    filterset_class = StarReportFilter
    pagination_class = None
    permission = Permission.REPORT_VIEW

    def list(self, request: Request, **kwargs: Any) -> Response:
        """Return lines, total and movements; the filters are the page's own."""
        chosen = of_request(request._request)
        if not chosen.form.is_valid():  # or today's figures would pass for another day's
            raise ValidationError({name: list(found) for name, found in chosen.form.errors.items()})
        report = chosen.report()
        start, end = chosen.period()
        return Response(
            {
                "trait": report.trait,
                "units": report.units,
                "on": report.on,
                "lines": [_line(line) for line in report.lines],
                "total": _line(report.total),
                "start": start,
                "to": end,
                "movements": [
                    {"procedure": one.procedure, "star": one.star} | _columns(one.movement)
                    for one in movements(report.rows, start=start, end=end)
                ],
            }
        )


def _line(line: Line) -> dict[str, Any]:
    return {
        "key": line.key,
        "label": line.label,
        "stars": {str(star): number for star, number in line.stars.items()},
        "potential_five": line.potential_five,
        "total": line.total,
        "suspended": line.suspended,
        "at_ministry": line.at_ministry,
    }


def _columns(one: Movement) -> dict[str, int]:
    return {name: getattr(one, name) for name in Movement.__slots__}
