"""A member's own sheet in hand: locked for writing, or only looked at."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User

from .marks import Book, book_of, sheet_of
from .models import Panel, Score, ScoreSheet
from .operations import Log
from .states import EvaluationStatus, SheetStatus

# All that an act on a sheet asks of what is above it: not the copy of the dossier, not the result.
ASKED = (
    "evaluation__sitting",
    "evaluation__status",
    "evaluation__opened_at",
    "evaluation__pass_no",
    "evaluation__is_rehearsal",
    "evaluation__submission__criteria_set__regulation__published_at",
)


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
    rows = ScoreSheet.objects.select_for_update(of=("self",)).select_related(
        "evaluation__submission__criteria_set__regulation"
    )
    rows = rows.only(*(one.name for one in ScoreSheet._meta.concrete_fields), *ASKED)
    held = rows.filter(
        pk=sheet.pk,
        user=by,
        evaluation__panel__user=by,
        evaluation__panel__state=Panel.State.PRESENT,
        evaluation__panel__scores=True,
    ).first()
    if held is None:
        raise ValidationError(_("Anh/chị không chấm sản phẩm này."), code="sealed")
    evaluation = held.evaluation
    if held.status != SheetStatus.DRAFT or not (
        evaluation.status == EvaluationStatus.SCORING
        and evaluation.opened_at is None
        and evaluation.pass_no == held.pass_no
    ):
        raise ValidationError(
            _("Phiếu này không sửa được nữa: đã nộp, hoặc việc chấm sản phẩm đã kết thúc."),
            code="sealed",
        )
    return _with_marks(held)


def looked_at(sheet: ScoreSheet) -> Working:
    """Read a sheet's marks without a lock: for the answer to what was sent before."""
    return _with_marks(
        ScoreSheet.objects.select_related("evaluation__submission__criteria_set__regulation").get(
            pk=sheet.pk
        )
    )


def _with_marks(sheet: ScoreSheet) -> Working:
    book = book_of(sheet.evaluation.submission.criteria_set)
    scores = {book.keys[s.criterion_id]: s for s in sheet.scores.all()}
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
        words = _("«%(label)s», %(points)s điểm") % {
            "label": level.label_vi,
            "points": level.points,
        }
    return f"{words} ({remark})" if remark else words
