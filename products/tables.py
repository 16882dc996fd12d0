"""The list of products as a table."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ocop_portal.templatetags.portal import status

from .models import Product
from .standing import Way


class ProductTable(tables.Table):
    """Products by name, in the order of the Vietnamese alphabet, with whose turn it is."""

    row_header = "name"
    name = tables.Column(
        linkify=("product", {"province": tables.A("province__slug"), "pk": tables.A("pk")}),
        verbose_name=_("Sản phẩm"),
        order_by=("sort", "id"),
    )
    producer = tables.Column(
        accessor="producer__name", verbose_name=_("Chủ thể"), order_by=("producer__sort", "sort")
    )
    commune = tables.Column(
        accessor="producer__commune",
        verbose_name=_("Xã, phường"),
        order_by=("producer__commune__sort", "sort", "id"),
    )
    line = tables.Column(verbose_name=_("Bộ sản phẩm"), order_by=("line__number", "sort", "id"))
    step = tables.Column(verbose_name=_("Bước"), empty_values=(), orderable=False)
    turn = tables.Column(
        verbose_name=_("Chờ ai"),
        empty_values=(),
        orderable=False,
        attrs={"td": {"class": "text-nowrap"}},
    )
    due = tables.Column(verbose_name=_("Hạn"), empty_values=(), orderable=False)

    class Meta:
        model = Product
        fields = ["name", "producer", "commune", "line", "step", "turn", "due"]
        order_by = "name"

    def render_line(self, record: Product) -> str:
        """Number first: offices speak of sets by their number."""
        return f"{record.line.number}. {record.line.name}"

    def render_step(self, record: Product) -> str:
        """Step and state, in words, icon and colour."""
        way = self._way(record)
        if way is None:
            return "–"
        chip = status(way.tone, way.row.get_status_display())
        if way.is_over:
            return chip
        where = _("Bước %(step)s") % {"step": int(way.row.step)}
        return format_html("<span>{} {}</span>", where, chip)

    def render_turn(self, record: Product) -> Any:
        """Who must act next."""
        way = self._way(record)
        return way.turn if way else ""

    def render_due(self, record: Product) -> str:
        """The day, and a word when it is near or past."""
        way = self._way(record)
        if way is None or way.next.due_on is None:
            return ""
        day = f"{way.next.due_on:%d/%m/%Y}"
        if not way.next.tone:
            return day
        chip = status(way.next.tone.value, way.next.tone.label)
        return format_html("<span>{} {}</span>", day, chip)

    def _way(self, record: Product) -> Way | None:
        return Way.of(record.ways[0]) if record.ways else None
