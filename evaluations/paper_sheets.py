"""A member's score sheet as its paper prints it: each criterion with the level that he chose."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef

from councils.models import Sitting
from territories import clock

from . import paper_acts
from .marks import Book, book_of, read_sheet
from .minutes import cleaned
from .models import Panel, ScoreSheet
from .scoring import applies, part_totals, points, sheet_total, shown_mean

OUT = Panel.objects.filter(
    evaluation=OuterRef("evaluation"), member=OuterRef("member"), state=Panel.State.RECUSED
)
NOT_COUNTED = (
    "PHIẾU KHÔNG TÍNH VÀO KẾT QUẢ: thành viên đã nộp phiếu, sau đó không tham gia đánh giá sản phẩm"
    " này. Phiếu được lưu nguyên trạng."
)
PARTS = {"A": "Phần A", "B": "Phần B", "C": "Phần C"}


def read(pk: int) -> dict[str, Any]:
    """Return what the paper of one opened sheet says, in five queries."""
    rows = ScoreSheet.objects.select_related(
        "member__user",
        "member__council",
        "evaluation__sitting",
        "evaluation__submission__criteria_set__regulation",
        "rekeying__keyed_by",
        "rekeying__decided_by",
        "rekeying__scan",
    ).prefetch_related("scores", "findings")
    rows = rows.annotate(is_out=Exists(OUT))
    sheet = rows.get(pk=pk, status="submitted", evaluation__opened_at__isnull=False)
    submission = sheet.evaluation.submission
    book = book_of(submission.criteria_set)
    copy = submission.snapshot
    at = sheet.submitted_at.astimezone(clock.ZONE)
    return cleaned(
        {
            "council": sheet.member.council.name,
            "member": str(sheet.member.user),
            "title": str(sheet.member.get_title_display()),
            "organisation": sheet.member.organisation,
            "session": _session(sheet.evaluation.sitting),
            "product": copy["product"]["name"],
            "code": submission.product_code,
            "producer": copy["producer"]["name"],
            "pass_no": str(sheet.pass_no),
            "version": str(sheet.version),
            "reason": sheet.reason,
            "submitted": f"{at:%H:%M} ngày {at:%d/%m/%Y}",
            "sha256": sheet.sha256,
            "typed": paper_acts.typed_words(sheet.rekeying) if sheet.from_paper else "",
            "uncounted": NOT_COUNTED if sheet.is_out else "",
            **_marks(book, sheet),
        }
    )


def _session(sitting: Sitting) -> str:
    name = "Lấy ý kiến bằng văn bản từ ngày" if sitting.is_written else "Phiên họp ngày"
    return f"{name} {sitting.held_on:%d/%m/%Y}"


def _marks(book: Book, row: ScoreSheet) -> dict[str, Any]:
    sheet, rules = read_sheet(book, row), book.rules
    written = {book.keys[one.criterion_id]: one for one in row.scores.all()}
    parts = part_totals(rules, sheet)
    found: list[dict[str, Any]] = []
    for code, total in parts.items():
        lines = []
        for criterion in rules.criteria:
            if criterion.part != code:
                continue
            mark = written.get(criterion.key)
            ordinal = sheet.marks.get(criterion.key)
            level = criterion.level(ordinal) if ordinal is not None else None
            lines.append(
                {
                    "code": criterion.code,
                    "name": criterion.name_vi,
                    "level": _level(level, applies(rules, sheet, criterion.key)),
                    "points": str(points(rules, sheet, criterion.key)),
                    "most": str(criterion.max_points),
                    "remark": mark.remark if mark else "",
                    "is_unproven": bool(mark and mark.is_unproven),
                }
            )
        found.append({"name": PARTS.get(code, code), "total": str(total), "lines": lines})
    texts = {one.key: one.vi for one in rules.knock_outs}
    return {
        "parts": found,
        "total": shown_mean(sheet_total(rules, sheet), 1),
        "knock_outs": [
            {"text": texts[book.knock_outs[one.knock_out_id]], "reason": one.reason}
            for one in row.findings.all()
        ],
    }


def _level(level: Any, is_asked: bool) -> str:
    if not is_asked:
        return "Không chấm (không có câu chuyện sản phẩm)"
    return level.label_vi if level else "Chưa chấm"
