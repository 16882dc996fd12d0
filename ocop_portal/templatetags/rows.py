"""The rows of a table (django-tables2): what is the same in a whole column is worked out once."""

from collections.abc import Callable
from typing import Any

from django import template
from django.db.models import Model
from django.template.base import render_value_in_context
from django.template.context import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django_tables2.columns import ManyToManyColumn
from django_tables2.columns.linkcolumn import BaseLinkColumn
from django_tables2.utils import signature

register = template.Library()


@register.simple_tag(takes_context=True)
def table_rows(context: Context, table: Any) -> SafeString:
    """Return the rows, each cell with its heading for phones."""
    columns = [_Cells(column, table) for column in table.columns]
    lines = []
    for row in table.paginated_rows:
        # As in django-tables2 itself, which would work the same out for each row.
        attrs = row.attrs.as_html() if table.row_attrs else f'class="{_parity(row)}"'
        cells = "".join([column.html(row, context) for column in columns])
        lines.append(f"<tr {attrs}>\n{cells}</tr>")
    return mark_safe("\n".join(lines))  # noqa: S308 - cells are escaped one by one


def _parity(row: Any) -> str:
    return row.get_even_odd_css_class()


class _Cells:
    """The cells of one column."""

    def __init__(self, column: Any, table: Any) -> None:
        self.column, self.table, self.empty = column, table, column.column.empty_values
        wanted, takes_all = signature(column.render)
        self.wanted = None if takes_all else frozenset(wanted)
        self.is_special = isinstance(column.column, ManyToManyColumn | BaseLinkColumn)
        self.path = str(column.accessor).split(column.accessor.SEPARATOR)
        self.displays: dict[type, str | None] = {}
        own = column.column.attrs
        cell = own.get("td") or own.get("cell") or {}
        self.varies = any(callable(value) for value in cell.values())
        self.is_header = column.name == getattr(table, "row_header", None)
        self.heading = "" if self.is_header else conditional_escape(column.header)
        self.before = "" if self.varies else self._before()

    def _before(self) -> str:
        attrs = self.column.attrs["td"].as_html()
        if self.is_header:
            return f'<th scope="row" {attrs}>'
        return f'<td {attrs} data-label="{self.heading}">'

    def html(self, row: Any, context: Context) -> str:
        """Return one cell."""
        cell = row.get_cell(self.column.name) if self.is_special else self._content(row)
        before = self.before
        if self.varies:
            self.column.current_value, self.column.current_record = cell, row.record
            before = self._before()
        after = "</th>" if self.is_header else "</td>"
        return f"{before}{render_value_in_context(cell, context)}{after}"

    def _content(self, row: Any) -> Any:
        column, value = self.column, self._value(row.record)
        if value in self.empty:
            return column.default
        known = {
            "value": value,
            "record": row.record,
            "column": column.column,
            "bound_column": column,
            "bound_row": row,
            "table": self.table,
        }
        wanted = self.wanted
        given = known if wanted is None else {k: v for k, v in known.items() if k in wanted}
        content = column.render(**given)
        return column.link(content, **known) if column.link else content

    def _value(self, record: Any) -> Any:
        if not isinstance(record, Model):
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
