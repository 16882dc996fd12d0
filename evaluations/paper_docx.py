"""A paper as DOCX: our templates, filled in; the same words always give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from docx.oxml.ns import qn
from docx.shared import Emu
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

FOLDER = Path(settings.BASE_DIR) / "templates" / "documents" / "docx"
LINES_WITH_SIGNS = 3  # of the tally's table; documents.css keeps as many in the PDF
# The time of every part of a container: no clock goes into the bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)


@cache
def _environment() -> SandboxedEnvironment:
    """A template is data: it may print, and do nothing else; what it misses is a fault."""
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


@cache
def _template(name: str) -> bytes:
    return (FOLDER / f"{name}.docx").read_bytes()


def render(name: str, words: Mapping[str, Any]) -> bytes:
    """Fill one template in; people's words are text in it and never a command."""
    template = DocxTemplate(io.BytesIO(_template(name)))
    template.render(dict(words), jinja_env=_environment(), autoescape=True)
    for table in template.docx.tables:
        _settle(table, template.docx.sections[0])
    if name == "tally":
        _hold_signatures(template.docx.tables[-1])
    target = io.BytesIO()
    template.save(target)
    return steady(target.getvalue())


def _settle(table: Any, section: Any) -> None:
    """Give the grid the columns that came about, and shrink a table that the page cannot hold."""
    widths = [cell.width or 0 for cell in _cells(table.rows[0])]
    room = section.page_width - section.left_margin - section.right_margin
    share = min(1.0, room / (sum(widths) or 1))
    widths = [Emu(int(width * share)) for width in widths]
    grid = table._tbl.tblGrid
    for column in list(grid):
        grid.remove(column)
    for width in widths:
        grid.add_gridCol().w = width
    for row in table.rows:
        for cell, width in zip(_cells(row), widths, strict=True):
            cell.width = width


def _hold_signatures(signs: Any) -> None:
    """Keep the last lines before the signatures on their page, of a table its last rows."""
    before = signs._tbl.getprevious()
    while before is not None and before.tag == qn("w:p"):
        _keep_with_next(before)
        before = before.getprevious()
    rows = before.findall(qn("w:tr"))[-LINES_WITH_SIGNS:] if before is not None else ()
    for row in rows:
        for paragraph in row.iter(qn("w:p")):
            _keep_with_next(paragraph)


def _keep_with_next(paragraph: Any) -> None:
    Paragraph(paragraph, None).paragraph_format.keep_with_next = True


def _cells(row: Any) -> list[Any]:
    """Return the cells as they stand in the row: the grid is not right yet."""
    return list(row._tr.tc_lst)


def steady(container: bytes) -> bytes:
    """Pack the parts again in one order, with one time."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(container)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in source.namelist():
            packed.writestr(part(name), source.read(name))
    return target.getvalue()


def part(name: str) -> zipfile.ZipInfo:
    """Return a part of a container without the time of day."""
    info = zipfile.ZipInfo(name, date_time=EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info
