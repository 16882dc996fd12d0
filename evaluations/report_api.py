"""The star-rating report through the API."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.doors import HasPermission
from accounts.permissions import Permission

from .register import Movement
from .report_filters import of_request
from .reports import Line, movements


class StarReportViewSet(ViewSet):
    """Stars by one trait on a day, and the movements of a period (R30)."""

    permission = Permission.REPORT_VIEW
    permission_classes = [HasPermission]

    def list(self, request: Request, **kwargs: Any) -> Response:
        """Return lines, total and movements; the filters are the page's own."""
        chosen = of_request(request._request)
        report = chosen.report()
        start, end = chosen.period()
        return Response(
            {
                "trait": report.trait,
                "units": report.units,
                "on": report.on,
                "lines": [_line(line) for line in report.lines],
                "total": _line(report.total),
                "from": start,
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
        "at_ministry": line.at_ministry,
    }


def _columns(one: Movement) -> dict[str, int]:
    return {name: getattr(one, name) for name in Movement.__slots__}
