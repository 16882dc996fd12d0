"""The sitting board: for every product and member a state and never a number (R19)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Value
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import policy
from accounts.permissions import Permission
from councils.models import Council, Member, Sitting
from councils.querysets import SEATED
from councils.quorum import Quorum, quorum, written_quorum
from councils.states import SittingStatus
from councils.written import is_late
from products.cycle import Purpose
from products.renewal import clock_words
from products.window import ResultClock

from . import seal
from .blinding import shown_reason
from .marks import scores_here, seats_of
from .models import Evaluation, Panel, Rekeying, ScoreSheet
from .readiness import samples_are_ready
from .renewal import purpose_of
from .result_clock import result_clock_of
from .states import EvaluationStatus, SheetStatus
from .written import waits_for_chair

# state: (words, tone)
STATES = {
    "waiting": (gettext_lazy("chưa mở"), "off"),
    "draft": (gettext_lazy("đã nhận phiếu"), "wait"),  # a device that prepares itself opens it too
    "submitted": (gettext_lazy("đã nộp"), "ok"),
    "rekeyed": (gettext_lazy("phiếu giấy chờ xác nhận"), "warn"),
    "to_complete": (gettext_lazy("phải chấm tiếp"), "warn"),
    "absent": (gettext_lazy("vắng"), "off"),
    "recused": (gettext_lazy("không tham gia"), "off"),
    "not_scoring": (gettext_lazy("không chấm"), "off"),
    "seated": (gettext_lazy("có mặt"), "off"),
}
# In a round of written opinions (26/2026/QĐ-TTg, Điều 7.6.d).
WRITTEN_WORDS = {
    "waiting": gettext_lazy("chưa trả lời"),
    "submitted": gettext_lazy("đã trả lời"),
    "seated": gettext_lazy("sẽ được hỏi"),
}
ICONS = {"absent": "minus", "recused": "ban", "not_scoring": "minus", "waiting": "circle-dashed"}
ICONS |= {"rekeyed": "file-text"}
LAST = 30000  # above every version of a sheet


@dataclass(frozen=True)
class Cell:
    """How one member stands to one product."""

    member: Member
    state: str
    reason: str = ""
    is_written: bool = False
    is_planned: bool = False  # the sitting has not begun: nobody is there yet

    @property
    def label(self) -> Any:
        """The state in words."""
        if self.is_planned and self.state == "seated":
            return _("được mời")
        words = STATES[self.state][0]
        return WRITTEN_WORDS.get(self.state, words) if self.is_written else words

    @property
    def tone(self) -> str:
        """The state's colour."""
        return STATES[self.state][1]

    @property
    def icon(self) -> str:
        """The state's sign, where it differs from the tone's."""
        return ICONS.get(self.state, "")


@dataclass(frozen=True)
class Row:
    """One product of the agenda."""

    evaluation: Evaluation
    cells: tuple[Cell, ...]
    quorum: Quorum
    samples_ready: bool
    spread: bool | None  # None: not all sheets are in, or the rules ask nothing of it
    purpose: str  # as a word; none for a first time
    result_due: ResultClock | None  # a re-evaluation has 45 days (26/2026/QĐ-TTg, Điều 7.6.g)
    to_complete: frozenset[int]
    is_written: bool = False
    is_late: bool = False  # the deadline of the round has passed
    leaving: tuple[str, ...] = ()  # whom the next act takes out, where that was asked

    @property
    def is_planned(self) -> bool:
        """Tell whether the sitting has not begun: who is there is not known yet."""
        return self.evaluation.sitting.status == SittingStatus.PLANNED and not self.is_written

    @property
    def waiting(self) -> list[str]:
        """The members who still have to hand in."""
        open_states = ("waiting", "draft", "to_complete", "rekeyed")
        return [str(c.member.user) for c in self.cells if c.state in open_states]

    @property
    def typed(self) -> list[str]:
        """The members whose paper sheet waits for its second person."""
        return [str(c.member.user) for c in self.cells if c.state == "rekeyed"]

    @property
    def pass_label(self) -> str:
        """The pass that runs, in words."""
        return _("lượt %(n)s") % {"n": self.evaluation.pass_no}

    @property
    def all_in(self) -> bool:
        """Tell whether the sheets may be opened, spread aside."""
        return self.evaluation.status == EvaluationStatus.SCORING and not self.waiting

    @property
    def due_words(self) -> str:
        """How long is left for the result of a re-evaluation."""
        return clock_words(self.result_due) if self.result_due else ""

    @property
    def step(self) -> str:
        """What happens next: begin, score, reopening, second pass, quorum, open, conclude, done."""
        status, evaluation = self.evaluation.status, self.evaluation
        if status == EvaluationStatus.OPEN:
            return "begin"
        if status != EvaluationStatus.SCORING:
            return "done"
        if self.is_written:
            return self._written_step()
        if evaluation.opened_at:
            return "conclude"
        if not self.all_in:
            return "score"
        if getattr(evaluation, "reopening_waits", False):
            return "reopening"
        if self.spread and evaluation.pass_no < evaluation.operating_rules.passes:
            return "second_pass"
        return "open" if self.quorum.is_met else "quorum"

    def _written_step(self) -> str:
        """What a round of written opinions waits for (26/2026/QĐ-TTg, Điều 7.6.d)."""
        if self.evaluation.opened_at:
            return "chair" if waits_for_chair(self.evaluation.round_facts) else "conclude"
        if self.waiting and not self.is_late:
            return "answer"
        return "close" if self.quorum.is_met else "too_few"


def board(sitting: Sitting, evaluations: Iterable[Evaluation]) -> list[Row]:
    """Return the sitting's rows; `evaluations` come from the two `for_board`."""
    rows = [one for one in evaluations if one.status != EvaluationStatus.CANCELLED]
    for one in rows:
        one.sitting = sitting
    scored = [one.pk for one in rows if one.status == EvaluationStatus.SCORING]
    if sitting.is_written:  # differing opinions lead to a meeting, and show at the close alone
        scored = []
    spread = seal.spread_exceeded(scored) if scored else {}
    to_complete = seal.must_complete(scored) if scored else {}
    sheets = _latest_states(rows)
    late = is_late(sitting)
    return [
        Row(
            evaluation=one,
            cells=tuple(
                _cell(one, place, sheets, to_complete.get(one.pk, set()))
                for place in one.panel.all()
            ),
            quorum=_quorum(one, sheets),
            samples_ready=samples_are_ready(one),
            spread=spread.get(one.pk) if _asks_spread(one) else None,
            purpose=purpose_words(one),
            result_due=result_clock_of(one),
            to_complete=frozenset(to_complete.get(one.pk, ())),
            is_written=sitting.is_written,
            is_late=late,
        )
        for one in rows
    ]


def _asks_spread(evaluation: Evaluation) -> bool:
    return evaluation.operating_rules.spread_mode != Council.SpreadMode.OFF


def cells_of(evaluations: Iterable[Evaluation]) -> dict[tuple[int, int], Cell]:
    """Return how each member stands to each product; `evaluations` come from `for_board()`."""
    rows = list(evaluations)
    scored = [one.pk for one in rows if one.status == EvaluationStatus.SCORING]
    to_complete = seal.must_complete(scored) if scored else {}
    sheets = _latest_states(rows)
    return {
        (one.pk, place.member_id): _cell(one, place, sheets, to_complete.get(one.pk, set()))
        for one in rows
        for place in one.panel.all()
    }


def _quorum(evaluation: Evaluation, sheets: Mapping[tuple[int, int], str]) -> Quorum:
    rules, seats = evaluation.operating_rules, seats_of(evaluation, evaluation.panel.all())
    if evaluation.sitting.is_written:
        answered = {
            member
            for (product, member), status in sheets.items()
            if product == evaluation.pk and status == SheetStatus.SUBMITTED
        }
        away = {one.member for one in seats if not one.present}
        return written_quorum(
            seats,
            answered - away,
            share=rules.quorum_share,
            chair_required=rules.chair_required,
        )
    return quorum(seats, share=rules.quorum_share, chair_required=rules.chair_required)


def purpose_words(evaluation: Evaluation) -> str:
    """Name an upgrade or a re-evaluation; a first time needs no word."""
    purpose = purpose_of(evaluation)
    return "" if purpose == Purpose.FIRST else str(Purpose(purpose).label)


def due_note(evaluation: Evaluation) -> dict[str, str] | None:
    """Return the clock of a re-evaluation in words, as a note."""
    due = result_clock_of(evaluation)
    if due is None:
        return None
    return {"tone": "bad" if due.days_left < 0 else "info", "text": capfirst(clock_words(due))}


def _latest_states(rows: Iterable[Evaluation]) -> dict[tuple[int, int], str]:
    """Return the status of each member's last sheet in the pass that runs, or ran last."""
    passes = {one.pk: one.pass_no for one in rows}
    columns = ("evaluation_id", "member_id", "pass_no")
    sheets = ScoreSheet.objects.filter(evaluation__in=passes).order_by()
    typed = Rekeying.objects.waiting().filter(evaluation__in=passes).order_by()
    # In one query; what waits for a second person comes after every version.
    both = sheets.values_list(*columns, "status", "version").union(
        typed.values_list(*columns, Value("rekeyed"), Value(LAST)), all=True
    )
    return {
        (evaluation, member): status
        for evaluation, member, pass_no, status, _version in both.order_by("version")
        if passes[evaluation] == pass_no
    }


def _cell(
    evaluation: Evaluation, place: Panel, sheets: dict[tuple[int, int], str], to_complete: set[int]
) -> Cell:
    typed = sheets.get((evaluation.pk, place.member_id)) == "rekeyed"
    if place.state != Panel.State.PRESENT:  # what was typed for him holds up the opening too
        # A board is seen by more than one: why somebody is recused is on nobody's.
        reads_code = place.state == Panel.State.RECUSED or getattr(evaluation, "reads_code", True)
        place.evaluation = evaluation
        reason = shown_reason(place, reads_code=reads_code)
        return Cell(place.member, "rekeyed" if typed else place.state, reason)
    if not scores_here(evaluation, place):
        return Cell(place.member, "not_scoring")
    if evaluation.status == EvaluationStatus.OPEN:
        sitting = evaluation.sitting
        is_planned = sitting.status == SittingStatus.PLANNED and not sitting.is_written
        return Cell(place.member, "seated", is_written=sitting.is_written, is_planned=is_planned)
    status = sheets.get((evaluation.pk, place.member_id), "waiting")
    if status == SheetStatus.SUBMITTED and place.member_id in to_complete:
        status = "to_complete"
    return Cell(place.member, status, is_written=evaluation.sitting.is_written)


def sees_board(user: Any, sitting: Sitting) -> bool:
    """The secretary, who presides, the office and those who oversee; not each member (R19)."""
    oversees = Permission.EVALUATION_VIEW
    if policy.may(user, oversees) and not policy.holds_only(user, oversees, SEATED):
        return True
    presides = Q(title=Member.Title.CHAIR) | Q(pk=sitting.presided_by_id)
    heads = sitting.council.members.filter(presides, user=user)
    return heads.exists() or policy.may(user, Permission.SITTING_RUN, sitting)


@dataclass(frozen=True)
class Mine:
    """One product of a sitting, as one of its members sees it: his own sheet alone."""

    evaluation: Evaluation
    cell: Cell
    is_discussed: bool = False  # all sheets are in and lie too far apart: nothing more is said

    @property
    def may_score(self) -> bool:
        """Tell whether there is something to do."""
        here = self.evaluation.status == EvaluationStatus.SCORING and not self.cell.reason
        return here and self.cell.state in (
            "waiting",
            "draft",
            "rekeyed",  # his own hand-in goes before what was typed for him
            "to_complete",
        )

    @property
    def has_sheet(self) -> bool:
        """Tell whether there is a sheet to look at."""
        return self.cell.state in ("draft", "rekeyed", "submitted", "to_complete")


def own_rows(user: Any, evaluations: Iterable[Evaluation]) -> list[Mine]:
    """Return the products before which the person sits, with his own state."""
    rows = [one for one in evaluations if one.status != EvaluationStatus.CANCELLED]
    scored = [
        one.pk
        for one in rows
        if one.status == EvaluationStatus.SCORING and not one.sitting.is_written
    ]
    to_complete = seal.must_complete(scored) if scored else {}
    spread = seal.spread_exceeded(scored) if scored else {}
    sheets = _latest_states(rows)
    found = []
    for one in rows:
        for place in one.panel.all():
            if place.user_id != user.pk or place.state == Panel.State.RECUSED:
                continue
            if scores_here(one, place):
                cell = _cell(one, place, sheets, to_complete.get(one.pk, set()))
                goes_on = one.pass_no < one.operating_rules.passes
                found.append(Mine(one, cell, goes_on and bool(spread.get(one.pk))))
    return found


def step_words(row: Row) -> str:
    """Say what a product waits for."""
    if names := row.typed:
        return _("Phiếu giấy chờ người thứ hai xác nhận: %(who)s") % {"who": ", ".join(names)}
    if row.step in ("score", "answer"):
        return _("Chờ %(count)s phiếu: %(who)s") % {
            "count": len(row.waiting),
            "who": ", ".join(row.waiting),
        }
    return {
        "begin": _("Chưa gửi lấy ý kiến") if row.is_written else _("Chưa bắt đầu chấm"),
        "reopening": _("Đề nghị mở lại phiếu chờ người thứ hai"),
        "second_pass": _("Điểm chênh quá mức: thảo luận, rồi chấm lượt %(n)s")
        % {"n": row.evaluation.pass_no + 1},
        "quorum": _("Đủ phiếu nhưng không còn đủ thành viên theo quy chế"),
        "open": _("Đủ phiếu, chờ mở"),
        "conclude": _("Đã mở phiếu, chờ kết luận"),
        "close": _("Có thể khép lại lấy ý kiến"),
        "too_few": _("Hết hạn, chưa đủ ý kiến: gia hạn hoặc chuyển họp trực tiếp"),
        "chair": _("Có đề nghị họp, chờ Chủ tịch trả lời"),
        "done": str(row.evaluation.get_status_display()),
    }[row.step]
