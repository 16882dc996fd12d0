"""Lists as spreadsheets: typed XLSX and CSV, in which no cell can become a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

try:
    import rustpy_xlsxwriter
except ImportError:  # no wheel for this machine: the Python writer does the work alone
    rustpy_xlsxwriter = None

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"
DAY, INSTANT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"
CELL_LIMIT = 32_767  # Excel's own
FIRST_YEAR = 1900  # and so is its calendar's
SHEET_NAME_LIMIT = 31
WIDEST = 60
PART = 1000  # rows looked at together, column by column: they stay in the processor's cache
# What a spreadsheet takes for the start of a formula; tab and return may hide one (OWASP).
FORMULA = re.compile(r"^[\s]*[=+\-@\t\r]")
# XML 1.0 has no place for these; a lone surrogate has no bytes.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
UNNAMEABLE = re.compile(r"[\[\]:*?/\\']")
PLAIN = {int, float, type(None)}

Cell = str | int | float | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and how its value is read from a row."""

    heading: str
    read: Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list ready to be written: plain typed cells below their headings."""

    name: str
    headings: list[str]
    rows: list[list[Cell]]

    def layout(self) -> list[tuple[str | None, float]]:
        """Return of each column how its dates are shown, None where it has none, and its width."""
        found: list[tuple[set[type], int]] = [(set(), len(one)) for one in self.headings]
        for start in range(0, len(self.rows), PART):
            columns = zip(*self.rows[start : start + PART], strict=True)
            found = [
                (kinds | (here := set(map(type, column))), max(most, _longest(column, here)))
                for (kinds, most), column in zip(found, columns, strict=True)
            ]
        return [(_shown(kinds), float(min(max(most + 2, 11), WIDEST))) for kinds, most in found]


def _longest(column: Sequence[Cell], kinds: set[type]) -> int:
    """Return the length of the longest text, so that nobody has to drag columns first."""
    if str not in kinds:
        return 0
    return max(map(len, column if len(kinds) == 1 else [x for x in column if type(x) is str]))


def _shown(kinds: set[type]) -> str | None:
    return INSTANT if datetime in kinds else DAY if date in kinds else None


def sheet(name: str, columns: Sequence[Column], rows: Iterable[Any]) -> Sheet:
    """Read every cell once; both writers and the CSV start from the same plain values."""
    headings = [str(column.heading) for column in columns]
    if len(set(headings)) != len(headings):
        raise ValueError("Two columns have the same heading.")
    left, cells = iter(rows), []
    while part := list(islice(left, PART)):
        cells += map(list, zip(*(_read(column, part) for column in columns), strict=True))
    title = UNNAMEABLE.sub(" ", name).strip()[:SHEET_NAME_LIMIT].strip()
    return Sheet(title or "OCOP", headings, cells)


def _read(column: Column, rows: Sequence[Any]) -> list[Cell]:
    """Read a column; one of numbers or of short printable texts has nothing to be made plain."""
    values = [column.read(row) for row in rows]
    kinds = set(map(type, values))
    if kinds <= PLAIN or (
        kinds == {str} and all(map(str.isprintable, values)) and max(map(len, values)) <= CELL_LIMIT
    ):
        return values
    return [plain(value) for value in values]


def plain(value: Any) -> Cell:
    """Return a value as a cell holds it: numbers and dates stay what they are."""
    kind = type(value)
    if kind is str and len(value) <= CELL_LIMIT and value.isprintable():
        return value  # nearly every text: nothing in it that a file cannot hold
    if value is None or kind is int or kind is float:
        return value
    if isinstance(value, bool):
        return str(_("có")) if value else str(_("không"))
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.replace(tzinfo=None, microsecond=0)
    if isinstance(value, date) and value.year < FIRST_YEAR:
        return f"{value:%d/%m/}{value.year}"
    if value is None or isinstance(value, int | float | date):
        return value
    text = UNWRITABLE.sub("", str(value))
    return text if len(text) <= CELL_LIMIT else text[: CELL_LIMIT - 1] + "…"


def write_fast(table: Sheet) -> bytes:
    """Write with the Rust library, which stores every text as text."""
    buffer = io.BytesIO()
    records = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
    layout = dict(zip(table.headings, table.layout(), strict=True))
    shown = {
        heading: rustpy_xlsxwriter.Format().set_num_format(form)
        for heading, (form, _width) in layout.items()
        if form
    }
    rustpy_xlsxwriter.write_worksheet(
        records,
        buffer,
        sheet_name=table.name,
        freeze_row=1,
        bold_headers=True,
        autofilter=True,
        column_widths={heading: width for heading, (_form, width) in layout.items()},
        column_formats=shown,
        datetime_format=DAY,
    )
    return buffer.getvalue()


def write_plainly(table: Sheet, *more: Sheet) -> bytes:
    """Write with the Python library; its guesses at formulas, links and numbers are off."""
    buffer = io.BytesIO()
    guesses = ("strings_to_formulas", "strings_to_urls", "strings_to_numbers")
    book = xlsxwriter.Workbook(buffer, {"in_memory": True} | dict.fromkeys(guesses, False))
    for one in (table, *more):
        _write_page(book, one)
    book.close()
    return buffer.getvalue()


def _write_page(book: xlsxwriter.Workbook, table: Sheet) -> None:
    page = book.add_worksheet(table.name)
    bold = book.add_format({"bold": True})
    layout = table.layout()
    shown = [form and book.add_format({"num_format": form}) for form, _width in layout]
    for at, (heading, (_form, width)) in enumerate(zip(table.headings, layout, strict=True)):
        page.set_column(at, at, width)
        page.write_string(0, at, heading, bold)
    for line, row in enumerate(table.rows, start=1):
        for at, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(line, at, cell)
            elif isinstance(cell, date):
                page.write_datetime(line, at, cell, shown[at])
            elif cell is not None:
                page.write_number(line, at, cell)
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(table.rows), len(table.headings) - 1)


Writer = Callable[[Sheet], bytes]
WRITERS: tuple[Writer, ...] = (write_fast, write_plainly) if rustpy_xlsxwriter else (write_plainly,)


def xlsx(table: Sheet, writers: Sequence[Writer] = WRITERS) -> bytes:
    """Write a workbook; where the first writer fails the next one takes over."""
    if not table.rows:  # the fast writer learns the headings from the first row
        return write_plainly(table)
    *first, last = writers
    for write in first:
        try:
            return write(table)
        except (RuntimeError, TypeError, ValueError):  # all that the fast writer raises
            continue
    return last(table)


def comma_separated(table: Sheet) -> bytes:
    """Write for machines and for Excel: UTF-8 with its mark, ISO dates, formulas disarmed."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([_disarmed(heading) for heading in table.headings])
    writer.writerows([_disarmed(cell) for cell in row] for row in table.rows)
    return buffer.getvalue().encode("utf-8-sig")


def _disarmed(cell: Cell) -> Cell:
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell
