"""The list of products as a table."""

from collections.abc import Callable
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ocop_portal.templatetags.portal import status

from .listing import Listed
from .models import Product
from .standing import Way

ANY = "987654321"


class ProductTable(tables.Table):
    """Products by name, in the order of the Vietnamese alphabet, with whose turn it is."""

    row_header = "name"
    name = tables.Column(
        linkify=lambda record, table: table.address.replace(ANY, str(record.pk)),
        verbose_name=_("Sản phẩm"),
        order_by=("sort", "id"),
    )
    producer = tables.Column(verbose_name=_("Chủ thể"), order_by=("producer__sort", "sort"))
    commune = tables.Column(
        verbose_name=_("Xã, phường"),
        order_by=("producer__commune__sort", "sort", "id"),
    )
    line = tables.Column(
        empty_values=(), verbose_name=_("Bộ sản phẩm"), order_by=("line__number", "sort", "id")
    )
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said: dict[tuple[Any, ...], str] = {}

    @cached_property
    def address(self) -> str:
        """The address of a product's page, but for its number: the resolver is asked once."""
        return reverse("product", args=[self.request.province.slug, int(ANY)])

    def render_line(self, record: Listed) -> str:
        """Number first: offices speak of sets by their number."""
        return self.say(
            lambda one: f"{one.line_number}. {one.line_name}", record, record.line_number
        )

    def render_step(self, record: Listed) -> str:
        """Step and state, in words, icon and colour."""
        way = record.way
        return "–" if way is None else self.say(_where, way, way.row.step, way.row.status)

    def render_turn(self, record: Listed) -> str:
        """Who must act next."""
        way = record.way
        return "" if way is None else self.say(lambda one: str(one.turn), way, way.next.actor)

    def render_due(self, record: Listed) -> str:
        """The day, and a word when it is near or past."""
        way = record.way
        if way is None or way.next.due_on is None:
            return ""
        return self.say(_when, way, way.next.due_on, way.next.tone)

    def say(self, words: Callable[[Any], str], row: Any, *about: Any) -> str:
        """Put into words what many rows have in common, once."""
        if about not in self.said:
            self.said[about] = words(row)
        return self.said[about]


def _where(way: Way) -> str:
    chip = status(way.tone, way.row.get_status_display())
    if way.is_over:
        return chip
    where = _("Bước %(step)s") % {"step": int(way.row.step)}
    return format_html("<span>{} {}</span>", where, chip)


def _when(way: Way) -> str:
    day = f"{way.next.due_on:%d/%m/%Y}"
    if not way.next.tone:
        return day
    chip = status(way.next.tone.value, way.next.tone.label)
    return format_html("<span>{} {}</span>", day, chip)
