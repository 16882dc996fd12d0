"""A member's own sheet in hand: locked for writing, or only looked at."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from councils.written import is_past
from regulations.language import in_language

from .marks import Book, book_of, book_with, sheet_of
from .models import Panel, Score, ScoreSheet
from .operations import Log
from .sheet_questions import HELD, SCORES, SEAT
from .states import EvaluationStatus, SheetStatus


@dataclass
class Working:
    """A sheet with its marks, and what a request does to it."""

    sheet: ScoreSheet
    book: Book
    scores: dict[str, Score]
    log: Log
    removed: list[str] = field(default_factory=list)  # marks that a closing gate took away
    # The versions with which changes sent again were answered the first time.
    answered: dict[str, int] = field(default_factory=dict)

    @property
    def marks(self) -> dict[str, int]:
        """The chosen levels, by criterion."""
        return sheet_of(self.book, self.scores.values(), ()).marks


def hold(sheet: ScoreSheet, by: User) -> Working:
    """Lock one's own draft and read its marks; anything else is refused in words."""
    held = HELD.first(member=by.pk, pk=sheet.pk)
    if held is None:
        if sheet.user_id == by.pk:
            refuse_seat(SEAT.first(member=by.pk, evaluation=sheet.evaluation_id))
        refuse_seat(None)  # another's sheet
    if held.status != SheetStatus.DRAFT or not (
        held.stage == EvaluationStatus.SCORING
        and held.revealed_at is None
        and held.running_pass == held.pass_no
    ):
        raise ValidationError(
            _("Phiếu này không sửa được nữa: đã nộp, hoặc việc chấm sản phẩm đã kết thúc."),
            code="sealed",
        )
    refuse_late(held.answers_due)
    return _with_marks(held, book_with(held.criteria_set_id, held.published_at))


def refuse_seat(place: Panel | None) -> None:
    """Refuse who does not score the product; by the code his device drops what it keeps of it."""
    if place is None or not place.scores or place.state == Panel.State.RECUSED:
        raise ValidationError(_("Anh/chị không chấm sản phẩm này."), code="not_scoring")
    if place.state == Panel.State.ABSENT:
        raise ValidationError(
            _("Anh/chị được ghi là vắng đối với sản phẩm này."), code="not_scoring"
        )


def refuse_other(sheet: ScoreSheet, of_sheet: int | None) -> None:
    """Refuse what was said on another sheet: of an earlier pass, or before it was reopened."""
    if of_sheet is not None and of_sheet != sheet.pk:
        raise ValidationError(
            {
                "of_sheet": _(
                    "Thay đổi này thuộc một phiếu khác (lượt trước, hoặc bản trước khi mở lại) nên"
                    " không được ghi vào phiếu này."
                )
            },
            code="other_sheet",
        )


def refuse_late(answers_due: date | None) -> None:
    """Refuse an answer after the deadline of a round of written opinions, in words."""
    if is_past(answers_due):
        raise ValidationError(
            _(
                "Đã hết hạn trả lời (%(day)s): hệ thống không nhận phiếu nữa. Nếu cần, hãy báo thư"
                " ký hội đồng để được gia hạn."
            )
            % {"day": f"{answers_due:%d/%m/%Y}"},
            code="sealed",
        )


def looked_at(sheet: ScoreSheet) -> Working:
    """Read a sheet's marks without a lock: for the answer to what was sent before."""
    above = "evaluation__submission__criteria_set__regulation"
    seen = ScoreSheet.objects.select_related(above).get(pk=sheet.pk)
    return _with_marks(seen, book_of(seen.evaluation.submission.criteria_set))


def _with_marks(sheet: ScoreSheet, book: Book) -> Working:
    scores = {book.keys[s.criterion_id]: s for s in SCORES(sheet=sheet.pk)}
    return Working(sheet, book, scores, Log(sheet))


def stale(working: Working, key: str, row: Score, wanted: dict[str, Any]) -> ValidationError:
    """Both values, so that the member chooses: the one kept here, the one he sent."""
    return ValidationError(
        _(
            "Tiêu chí %(code)s vừa được chấm ở máy khác. Bản đang lưu: %(theirs)s."
            " Bản vừa gửi: %(yours)s."
        ),
        code="stale",
        params={
            "code": working.book.rules.criterion(key).code,
            "theirs": _shown(working.book, key, row.level_id, row.remark),
            "yours": _shown(
                working.book,
                key,
                wanted.get("level_id", row.level_id),
                wanted.get("remark", row.remark),
            ),
        },
    )


def _shown(book: Book, key: str, level_id: int | None, remark: str) -> str:
    words = _("chưa chọn mức")
    if level_id is not None:
        level = book.rules.criterion(key).level(book.ordinals[level_id])
        words = ngettext(
            "«%(label)s», %(points)s điểm", "«%(label)s», %(points)s điểm", level.points
        ) % {
            "label": in_language(level.label_vi, level.label_en),
            "points": level.points,
        }
    return f"{words} ({remark})" if remark else words
