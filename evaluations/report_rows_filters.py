"""The words of a number of the star-rating report, as the API takes them beside the filters."""

import django_filters
from django.utils.translation import gettext_lazy as _

from regulations.models import Procedure

from .report_cells import MOVE_NAMES, Cell
from .report_filters import StarReportFilter
from .reports import STARS

ONLY = [("1", _("có"))]  # as the page's own addresses say it


class LineFilter(StarReportFilter):
    """A line of the report."""

    key = django_filters.CharFilter(label=_("Dòng của báo cáo"), method="as_asked")

    @property
    def cell(self) -> Cell:
        """The number whose rows are asked for."""
        found = {name: self.asked(name) for name in Cell.__slots__ if name in self.form.fields}
        if found.get("cell_procedure"):
            found["cell_procedure"] = found["cell_procedure"].code
        return Cell.of({name: str(value) for name, value in found.items() if value})


class CellFilter(LineFilter):
    """A number of the report: a line or a movement, and what narrows it."""

    moved = django_filters.ChoiceFilter(
        label=_("Biến động"), choices=list(MOVE_NAMES.items()), method="as_asked"
    )
    cell_star = django_filters.ChoiceFilter(
        field_name="star",
        label=_("Hạng sao"),
        choices=lambda: [(n, _("%(n)s sao") % {"n": n}) for n in STARS],
        method="as_asked",
    )
    cell_procedure = django_filters.ModelChoiceFilter(
        field_name="procedure",
        label=_("Quy trình"),
        queryset=Procedure.objects.order_by("-handed_in"),
        to_field_name="code",
        method="as_asked",
    )
    suspended = django_filters.ChoiceFilter(
        label=_("Đang tạm dừng"), choices=ONLY, method="as_asked"
    )
    potential = django_filters.ChoiceFilter(
        label=_("Tiềm năng 5 sao"), choices=ONLY, method="as_asked"
    )
