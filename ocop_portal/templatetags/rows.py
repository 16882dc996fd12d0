"""The rows of a table (django-tables2): what is the same in a whole column is worked out once."""

from collections.abc import Callable, Mapping
from typing import Any

from django import template
from django.db.models import Model
from django.utils.safestring import SafeString, mark_safe
from django_tables2.columns import Column, ManyToManyColumn
from django_tables2.columns.linkcolumn import BaseLinkColumn
from django_tables2.utils import signature

from .portal import shown

register = template.Library()


# What a column's own way of rendering may ask for.
ALL = ("value", "record", "column", "bound_column", "bound_row", "table")


@register.simple_tag
def table_rows(table: Any) -> SafeString:
    """Return the rows, each cell with its heading for phones."""
    columns = [_Cells(column, table) for column in table.columns]
    lines = []
    for row in table.paginated_rows:
        # As in django-tables2 itself, which would work the same out for each row.
        attrs = row.attrs.as_html() if table.row_attrs else f'class="{_parity(row)}"'
        cells = "".join([column.html(row) for column in columns])
        lines.append(f"<tr {attrs}>\n{cells}</tr>")
    return mark_safe("\n".join(lines))  # noqa: S308 - cells are escaped one by one


def _parity(row: Any) -> str:
    return row.get_even_odd_css_class()


class _Cells:
    """The cells of one column."""

    def __init__(self, column: Any, table: Any) -> None:
        self.column, self.table, self.empty = column, table, column.column.empty_values
        self.wanted = _arguments(column.render)
        self.shows_value = getattr(column.render, "__func__", None) is Column.render
        self.link_wants = _arguments(column.link.url) if column.link and column.link.url else ()
        self.is_special = isinstance(column.column, ManyToManyColumn | BaseLinkColumn)
        self.path = str(column.accessor).split(column.accessor.SEPARATOR)
        self.displays: dict[type, str | None] = {}
        own = column.column.attrs
        cell = own.get("td") or own.get("cell") or {}
        self.varies = any(callable(value) for value in cell.values())
        self.is_header = column.name == getattr(table, "row_header", None)
        self.heading = "" if self.is_header else shown(column.header)
        self.before = "" if self.varies else self._before()
        self.after = "</th>" if self.is_header else "</td>"

    def _before(self) -> str:
        attrs = self.column.attrs["td"].as_html()
        if self.is_header:
            return f'<th scope="row" {attrs}>'
        return f'<td {attrs} data-label="{self.heading}">'

    def html(self, row: Any) -> str:
        """Return one cell."""
        cell = row.get_cell(self.column.name) if self.is_special else self._content(row)
        before = self.before
        if self.varies:
            self.column.current_value, self.column.current_record = cell, row.record
            before = self._before()
        return f"{before}{shown(cell)}{self.after}"

    def _content(self, row: Any) -> Any:
        column, value = self.column, self._value(row.record)
        if value in self.empty:
            return column.default
        if self.shows_value and not column.link:
            return value
        known = (value, row.record, column.column, column, row, self.table)
        content = value
        if not self.shows_value:
            content = column.render(**{name: known[at] for name, at in self.wanted})
        return self._linked(content, known) if column.link else content

    def _linked(self, content: Any, known: tuple[Any, ...]) -> Any:
        link = self.column.link
        if link.attrs or not link.url:
            return link(content, **dict(zip(ALL, known, strict=True)))
        url = link.url(**{name: known[at] for name, at in self.link_wants})
        if url is None:
            return content
        return mark_safe(f'<a href="{shown(url)}">{shown(content)}</a>')  # noqa: S308

    def _value(self, record: Any) -> Any:
        if isinstance(record, Mapping):
            return _quietly(self.column.accessor.resolve, record)
        for name in self.path[:-1]:
            record = getattr(record, name, None)
        last = self.path[-1]
        kind = type(record)
        if kind not in self.displays:
            self.displays[kind] = _display(kind, last)
        value = getattr(record, self.displays[kind] or last, None)
        if callable(value) and not getattr(value, "alters_data", False):
            return _quietly(value)
        return value


def _arguments(function: Callable[..., Any]) -> list[tuple[str, int]]:
    """Return what a function asks for, each with its place in ALL."""
    wanted, takes_all = signature(function)
    return [(name, at) for at, name in enumerate(ALL) if takes_all or name in wanted]


def _display(kind: type, name: str) -> str | None:
    """Return the method that says a choice in words, where the field has choices."""
    if not issubclass(kind, Model):
        return None
    fields = {field.name: field for field in kind._meta.get_fields()}
    return f"get_{name}_display" if getattr(fields.get(name), "choices", None) else None


def _quietly(read: Callable[..., Any], *args: Any) -> Any:
    """Return what is read; what cannot be read is an empty cell, as in django-tables2."""
    try:
        return read(*args)
    except Exception:
        return None
