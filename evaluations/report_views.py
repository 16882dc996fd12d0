"""Pages of the star-rating report: chart and table, the rows behind each number, files."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from django_tables2 import SingleTableMixin

from accounts import journal
from accounts.doors import PermissionRequired
from accounts.permissions import Permission
from files import exporting
from ocop_portal.exports import Sheet, write_plainly
from territories.models import Province

from .models import PublishedCertificate
from .register import Movement
from .report_cells import MOVE_NAMES, Cell, suspended_heading, suspended_words
from .report_files import (
    EXPORTING,
    KINDS,
    beside,
    moves_sheet,
    question_sheet,
    report_sheet,
    rows_sheet,
    waiting_sheet,
)
from .report_filters import StarReportFilter, of_request
from .report_moves import sum_of
from .report_tables import RegisterTable, WaitingTable
from .report_waiting import waiting_rows
from .reports import STARS, UNITS, Line, MovementLine, StarReport, movements


class ReportPage(PermissionRequired):
    """What every page of the report reads from its address."""

    permission = Permission.REPORT_VIEW

    @cached_property
    def chosen(self) -> StarReportFilter:
        """The filters as asked for."""
        return of_request(self.request)

    @cached_property
    def report(self) -> StarReport:
        """The report as asked for."""
        return self.chosen.report()

    def trait_label(self) -> str:
        """Return the trait's name as the table is headed."""
        return str(dict(self.chosen.form.fields["trait"].choices)[self.report.trait])

    @cached_property
    def cell(self) -> Cell:
        """The number whose rows are asked for."""
        return Cell.of(self.request.GET)

    def link(self, name: str, *args: Any, cell: Cell | None = None) -> str:
        """Return an address with the same filters, of a cell where one is given."""
        sent = self.chosen.question()
        for key, value in cell.words.items() if cell else ():
            sent[key] = value
        query = sent.urlencode()
        path = reverse(name, args=[self.request.province.slug, *args])
        return f"{path}?{query}" if query else path


class StarReportView(ReportPage, TemplateView):
    """Stars by one trait, and what came and went since a day."""

    template_name = "evaluations/star_report.html"
    extra_context = {"page_title": gettext_lazy("Báo cáo phân hạng sao")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Count, and link each number to its rows."""
        report = self.report
        start, end = self.chosen.period()
        most = max((line.total for line in report.lines), default=0)
        has_period = "start" not in self.chosen.form.errors
        moved = movements(report.rows, start=start, end=end) if has_period else []
        return super().get_context_data(
            filter=self.chosen,
            report=report,
            trait=self.trait_label(),
            rows=[self.row(line, most) for line in report.lines],
            total=self.row(report.total, 0) | {"bar": []},
            moves=[{"line": one, "cells": self.moves_of(one)} for one in moved],
            moves_total={"cells": self.moves(sum_of(moved))} if moved else None,
            move_names=MOVE_NAMES.values(),
            has_period=has_period,
            start=start,
            end=end,
            stars=STARS,
            suspended_words=suspended_words(report.on),
            suspended_heading=suspended_heading(report.on),
            xlsx=self.link("star_report_file", "xlsx"),
            csv=self.link("star_report_file", "csv"),
            moves_csv=self.link("star_report_moves_file", "csv"),
            **kwargs,
        )

    def moves_of(self, one: MovementLine) -> list[dict[str, Any]]:
        """Return the numbers of one procedure and star."""
        return self.moves(one.movement, cell_procedure=one.procedure, cell_star=one.star)

    def moves(self, movement: Movement, **narrower: Any) -> list[dict[str, Any]]:
        """Return each number of a line with its name and the address of its rows."""
        return [
            {
                "label": MOVE_NAMES[name],
                "number": getattr(movement, name),
                "url": self.rows_of(moved=name, **narrower),
            }
            for name in MOVE_NAMES
        ]

    def rows_of(self, **said: Any) -> str:
        """Return the address of the certificates of one cell."""
        return self.link("star_report_rows", cell=Cell(**said))

    def row(self, line: Line, most: int) -> dict[str, Any]:
        """Return a line with the addresses of its rows and the parts of its bar."""
        cells = [
            {
                "star": star,
                "number": number,
                "url": self.rows_of(key=line.key, cell_star=star),
            }
            for star, number in line.stars.items()
        ]
        return {
            "line": line,
            "cells": cells,
            "bar": bar(line, most),
            "url": self.rows_of(key=line.key),
            "potential_url": self.rows_of(key=line.key, potential=True),
            "suspended_url": self.rows_of(key=line.key, suspended=True),
            "ministry_url": self.link("star_report_waiting", cell=Cell(key=line.key)),
        }


def bar(line: Line, most: int) -> list[dict[str, Any]]:
    """Return the parts of a stacked bar, in hundredths of the longest line."""
    parts, x = [], 0.0
    for star, number in line.stars.items():
        width = 100 * number / most if most else 0.0
        parts.append({"star": star, "x": f"{x:.2f}", "width": f"{width:.2f}"})
        x += width
    return parts


class Counted(ReportPage):
    """What answers for filters that say something, and for no others."""

    page = "star_report"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show and write nothing of filters that say nothing: the report says which they are."""
        if request.user.is_authenticated and not self.chosen.form.is_valid():
            return redirect(self.link(self.page))
        return super().dispatch(request, *args, **kwargs)


class RowsPage(Counted, SingleTableMixin, TemplateView):
    """The rows behind a number of the report, with the files of the same rows."""

    template_name = "evaluations/star_report_rows.html"
    table_pagination = {"per_page": 50}
    title: Any = ""
    files = ""  # the name of the address of its files

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the cell and offer it as files."""
        context = super().get_context_data(**kwargs)
        title = f"{self.title}: {self.cell.name(self.report)}"
        return context | {
            "page_title": title,
            "breadcrumbs": [
                {"url": self.link("star_report"), "label": _("Báo cáo phân hạng sao")},
                {"url": "", "label": title},
            ],
            "total": context["table"].page.paginator.count,
            "report": self.report,
            "counted": self.chosen.counted(self.report),
            "xlsx": self.link(self.files, "xlsx", cell=self.cell),
            "csv": self.link(self.files, "csv", cell=self.cell),
        }


class StarReportRowsView(RowsPage):
    """The certificates behind a number of the report."""

    table_class = RegisterTable
    title = gettext_lazy("Sản phẩm trong báo cáo")
    files = "star_report_rows_file"

    def get_table_data(self) -> QuerySet[PublishedCertificate]:
        """Return the rows of the cell."""
        return self.cell.rows(self.report, self.chosen.period())

    def get_table_kwargs(self) -> dict[str, Any]:
        """Say of which day the rows are; whose they are, where they are several provinces'."""
        is_ministry = self.report.province.kind == Province.Kind.MINISTRY
        return {"on": self.report.on, "is_national": is_ministry}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Name the movement, and say where a long list's file is waited for."""
        context = super().get_context_data(**kwargs)
        start, end = self.chosen.period()
        return context | {
            "is_long": context["total"] > exporting.AT_ONCE,
            "move": MOVE_NAMES.get(self.cell.moved, ""),
            "start": start,
            "end": end,
        }


class WaitingRowsView(RowsPage):
    """The results behind a number at the Ministry: approved in a province, not yet answered."""

    table_class = WaitingTable
    title = gettext_lazy("Kết quả đã phê duyệt, đang ở Bộ")
    files = "star_report_waiting_file"

    def get_table_data(self) -> list[dict[str, Any]]:
        """Return the rows of the cell."""
        return waiting_rows(self.report, self.cell.key)


class FileView(Counted, View):
    """The report as a file."""

    def get(self, request: HttpRequest, province: str, kind: str) -> HttpResponse:
        """Write the table with the page's filters; who took it out is journaled."""
        if kind not in KINDS:
            raise Http404
        table = report_sheet(self.report, self.trait_label())
        if kind == "xlsx":
            told = question_sheet(self.chosen.told(self.report))
            return self.answer(table, kind, "phan-hang", moves_sheet(self.moved()), told)
        return self.answer(beside(table, self.made_by()), kind, "phan-hang")

    def moved(self) -> list[MovementLine]:
        """Return the movements of the period."""
        start, end = self.chosen.period()
        return movements(self.report.rows, start=start, end=end)

    def made_by(self) -> dict[str, Any]:
        """Return day, boundaries and filters by which the rows were made."""
        narrowed = "; ".join(f"{name}: {value}" for name, value in self.chosen.narrowed())
        return {
            _("Đến ngày"): self.report.on,
            _("Tính theo địa giới"): dict(UNITS)[self.report.units],
            _("Bộ lọc"): narrowed or _("không lọc"),
        }

    def answer(self, table: Sheet, kind: str, name: str, *more: Sheet) -> HttpResponse:
        """Answer with the file under a name that says whose it is, and of which day."""
        write, content_type = KINDS[kind]
        province = self.request.province
        self.note(kind, len(table.rows))
        content = write_plainly(table, *more) if more else write(table)
        response = HttpResponse(content, content_type=content_type)
        file = file_name(name, kind, province, self.report.on)
        response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
        return response

    def note(self, kind: str, rows: int) -> None:
        """Write down who took how many rows out."""
        target = self.request.province
        journal.record(
            by=self.request.user, verb="export_report", target=target, kind=kind, rows=rows
        )


class MovesFileView(FileView):
    """What came and went, as a file of its own: a CSV holds one table."""

    def get(self, request: HttpRequest, province: str, kind: str) -> HttpResponse:
        """Write the movements with the page's filters."""
        if kind not in KINDS:
            raise Http404
        table = moves_sheet(self.moved())
        if kind == "xlsx":
            told = question_sheet(self.chosen.told(self.report))
            return self.answer(table, kind, "bien-dong", told)
        start, _end = self.chosen.period()
        return self.answer(beside(table, {_("Từ ngày"): start} | self.made_by()), kind, "bien-dong")


class RowsFileView(FileView):
    """The certificates behind a number, as a file."""

    def get(self, request: HttpRequest, province: str, kind: str) -> HttpResponse:
        """Write the rows; a long list is written by the worker and waited for elsewhere."""
        if kind not in KINDS:
            raise Http404
        rows = self.cell.rows(self.report, self.chosen.period())
        keys = list(rows.values_list("pk", flat=True))
        if len(keys) <= exporting.AT_ONCE:
            return self.answer(rows_sheet(self.report.on, rows), kind, "san-pham-ocop")
        journal.record(
            by=request.user,
            verb="export_report",
            target=request.province,
            kind=kind,
            rows=len(keys),
        )
        exporting.ask(
            task=EXPORTING,
            by=request.user,
            province=request.province,
            permission=self.permission,
            title=_("Sản phẩm OCOP"),
            name=file_name("san-pham-ocop", kind, request.province, self.report.on),
            kind=kind,
            keys=keys,
            on=self.report.on.isoformat(),
        )
        return redirect("exports", province=province)


class WaitingFileView(FileView):
    """The results behind a number at the Ministry, as a file."""

    def get(self, request: HttpRequest, province: str, kind: str) -> HttpResponse:
        """Write the rows."""
        if kind not in KINDS:
            raise Http404
        rows = waiting_rows(self.report, self.cell.key)
        return self.answer(waiting_sheet(rows), kind, "dang-o-bo")


def file_name(name: str, kind: str, province: Province, on: date) -> str:
    """Return a name that says whose file it is, and of which day."""
    return f"{name}-{province.slug}-{on:%Y-%m-%d}.{kind}"
