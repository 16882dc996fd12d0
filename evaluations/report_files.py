"""The star-rating report and its rows as spreadsheets, with the page's own filters."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Job
from files import exporting
from ocop_portal.exports import Column, Sheet, plain, sheet
from producers.eligibility import LegalForm

from .models import PublishedCertificate
from .publication import standing_on
from .report_cells import MOVE_NAMES, suspended_heading
from .report_moves import sum_of
from .reports import STARS, Line, MovementLine, StarReport, register

KINDS = exporting.KINDS
EXPORTING = "evaluations.write_register"  # the name of the task
FORMS = dict(LegalForm.choices)


def report_sheet(report: StarReport, trait: str) -> Sheet:
    """Return the table of the report with its total, in the page's order."""
    columns = [
        Column(trait, lambda line: line.label),
        *(_of_star(star) for star in STARS),
        Column(gettext_lazy("Tổng số"), lambda line: line.total),
        Column(gettext_lazy("Trong 4 sao: tiềm năng 5 sao"), lambda line: line.potential_five),
        Column(suspended_heading(report.on), lambda line: line.suspended),
        Column(gettext_lazy("Đã phê duyệt, đang ở Bộ"), lambda line: line.at_ministry),
    ]
    name = _("Phân hạng đến %(day)s") % {"day": f"{report.on:%d-%m-%Y}"}
    return sheet(name, columns, [*report.lines, report.total])


def _of_star(star: int) -> Column:
    def read(line: Line) -> int:
        return line.stars[star]

    return Column(_("%(star)s sao") % {"star": star}, read)


def moves_sheet(lines: list[MovementLine]) -> Sheet:
    """Return what came and went, with its sum (R30)."""
    columns = [
        Column(gettext_lazy("Quy trình"), lambda row: row[0]),
        Column(gettext_lazy("Hạng sao"), lambda row: row[1]),
        *(_of_move(name, str(heading)) for name, heading in MOVE_NAMES.items()),
    ]
    rows = [(line.cited, line.star, line.movement) for line in lines]
    total = [(_("Tổng số"), None, sum_of(lines))] if lines else []
    return sheet(_("Biến động"), columns, rows + total)


def _of_move(name: str, heading: str) -> Column:
    return Column(heading, lambda row: getattr(row[2], name))


def question_sheet(told: Iterable[tuple[str, str]]) -> Sheet:
    """Return the filters by which the other sheets of a workbook were made."""
    columns = [
        Column(gettext_lazy("Nội dung"), lambda said: said[0]),
        Column(gettext_lazy("Giá trị"), lambda said: said[1]),
    ]
    return sheet(_("Bộ lọc"), columns, told)


def beside(table: Sheet, facts: Mapping[str, Any]) -> Sheet:
    """Return a table whose every row says how it was made: a CSV has no other place for it."""
    cells = [plain(fact) for fact in facts.values()]
    return Sheet(
        table.name, [*table.headings, *map(str, facts)], [[*row, *cells] for row in table.rows]
    )


def _standing(row: PublishedCertificate, on: date) -> Any:
    standing = standing_on(row, on)
    return standing.label if standing else ""


def rows_sheet(on: date, rows: Iterable[PublishedCertificate]) -> Sheet:
    """Return the certificates behind a number."""
    columns: Iterable[Column] = (
        Column(gettext_lazy("Sản phẩm"), lambda row: row.product_name),
        Column(gettext_lazy("Mã sản phẩm"), lambda row: row.product_code),
        Column(gettext_lazy("Hạng sao"), lambda row: row.star),
        Column(gettext_lazy("Ngành sản phẩm"), lambda row: row.sector),
        Column(gettext_lazy("Chủ thể"), lambda row: row.producer_name),
        Column(gettext_lazy("Loại hình"), lambda row: FORMS.get(row.legal_form, row.legal_form)),
        Column(gettext_lazy("Xã lúc công nhận"), lambda row: row.commune_name),
        Column(gettext_lazy("Tỉnh"), lambda row: row.province_name),
        Column(gettext_lazy("Lần đăng ký"), lambda row: row.get_purpose_display()),
        Column(gettext_lazy("Quy trình"), lambda row: str(row.procedure)),
        Column(gettext_lazy("Số giấy chứng nhận"), lambda row: row.number),
        Column(gettext_lazy("Cơ quan cấp"), lambda row: row.issuer),
        Column(gettext_lazy("Số quyết định"), lambda row: row.decision_no),
        Column(gettext_lazy("Ngày cấp"), lambda row: row.issued_on),
        Column(gettext_lazy("Có giá trị đến"), lambda row: row.valid_to),
        Column(gettext_lazy("Hiệu lực"), lambda row: _standing(row, on)),
    )
    return sheet(_("Sản phẩm OCOP"), list(columns), rows)


def waiting_sheet(rows: Iterable[dict[str, Any]]) -> Sheet:
    """Return the results behind a number at the Ministry."""
    columns = [
        Column(gettext_lazy("Sản phẩm"), lambda row: row["product"]),
        Column(gettext_lazy("Mã sản phẩm"), lambda row: row["code"]),
        Column(gettext_lazy("Chủ thể"), lambda row: row["producer"]),
        Column(gettext_lazy("Xã lúc nộp hồ sơ"), lambda row: row["unit"]),
        Column(gettext_lazy("Tỉnh"), lambda row: row["origin_then"]),
        Column(gettext_lazy("Lần đăng ký"), lambda row: row["purpose"]),
        Column(gettext_lazy("Gửi Bộ ngày"), lambda row: row["since"]),
    ]
    return sheet(_("Đang ở Bộ"), columns, rows)


def read_again(job: Job, keys: list[int]) -> Sheet:
    """Read rows of a long list, as far as its owner may still count them, in its order."""
    rows = register(job.province, job.owner).select_related("procedure")
    found = rows.in_bulk(keys)
    on = date.fromisoformat(job.arguments["on"])
    return rows_sheet(on, (found[key] for key in keys if key in found))
