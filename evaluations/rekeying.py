"""Typed paper sheets: who may type, who may confirm, who may read them, and what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import policy
from accounts.models import User
from accounts.permissions import Permission
from councils.models import Member

from .control_actions import why_not_controller
from .marks import Book, sheet_of
from .models import Evaluation, Finding, Panel, Rekeying, Score, ScoreSheet
from .paper_readers import sittings_with_papers
from .record import canonical, keyed
from .scoring import Sheet
from .seal import must_complete
from .states import EvaluationStatus, RekeyingStatus, SheetStatus

# The answer carries an opinion and has a deadline (26/2026/QĐ-TTg, Điều 7.6.d).
NOT_ON_PAPER = gettext_lazy(
    "Lấy ý kiến bằng văn bản: thành viên tự trả lời trên hệ thống, không dùng phiếu giấy."
)
HEADS = (Member.Title.CHAIR, Member.Title.DEPUTY)


def why_not_key(evaluation: Evaluation, place: Panel, by: User) -> str:
    """Say why this person may not type this member's sheet now; nothing: he may."""
    if text := why_not_scored(evaluation, place):
        return text
    if place.user_id == by.pk:
        return _("Phiếu của chính anh/chị: hãy chấm trên hệ thống.")
    if owes_own_sheet(evaluation, by):
        return _(
            "Anh/chị cũng chấm sản phẩm này: hãy nộp phiếu của mình trước khi xem phiếu người khác."
        )
    if next_version(evaluation, place.member_id) is None:
        return _("Thành viên này đã nộp phiếu.")
    if waiting_of(evaluation, place.member_id).exists():
        return _("Đã có bản nhập lại chờ người thứ hai xác nhận.")
    return ""


def why_not_scored(evaluation: Evaluation, place: Panel) -> str:
    """Say why no sheet of this member can come in now: the same as for his own hand-in."""
    if evaluation.sitting.is_written:
        return str(NOT_ON_PAPER)
    if evaluation.status != EvaluationStatus.SCORING or evaluation.opened_at is not None:
        return _("Sản phẩm này chưa mở chấm, hoặc đã chấm xong.")
    if place.state == Panel.State.RECUSED or not place.scores:
        return _("Thành viên này không chấm sản phẩm này.")
    if place.state == Panel.State.ABSENT:
        return _("Thành viên này được ghi là vắng đối với sản phẩm này.")
    return ""


def waiting_of(evaluation: Evaluation, member_id: int) -> Any:
    """Return what waits for a second person, of a member in the pass that runs."""
    rows = Rekeying.objects.waiting().filter(evaluation=evaluation, member=member_id)
    return rows.filter(pass_no=evaluation.pass_no)


def owes_own_sheet(evaluation: Evaluation, user: User) -> bool:
    """Tell whether the person may still mark this product himself: he reads no other's sheet.

    Who is absent may come back and score, and a sheet that was reopened is not handed in.
    """
    seats = evaluation.panel.filter(user=user, scores=True).exclude(state=Panel.State.RECUSED)
    return any(next_version(evaluation, one.member_id) is not None for one in seats)


def next_version(evaluation: Evaluation, member_id: int) -> int | None:
    """Return which version of a member's sheet may come in now; None: his sheet is in."""
    rows = ScoreSheet.objects.filter(
        evaluation=evaluation, member=member_id, pass_no=evaluation.pass_no
    )
    last = rows.order_by("-version").first()
    if last is None:
        return 1
    if last.status == SheetStatus.DRAFT:
        return last.version
    if member_id in must_complete([evaluation.pk]).get(evaluation.pk, ()):
        return last.version + 1
    return None


def why_not_decide(rekeying: Rekeying, by: User) -> str:
    """Say why this person may not confirm it or send it back; nothing: he may."""
    evaluation = rekeying.evaluation
    if rekeying.status != RekeyingStatus.WAITING:
        return _("Phiếu nhập lại này đã được xử lý.")
    if rekeying.keyed_by_id == by.pk:
        return _("Người xác nhận phải khác người nhập.")
    if not is_second(evaluation, rekeying, by):
        return _(
            "Chỉ chính thành viên, Chủ tịch, Phó Chủ tịch hoặc kiểm soát xác nhận phiếu nhập lại."
        )
    if evaluation.pass_no != rekeying.pass_no:
        return _("Phiếu này của lượt chấm đã qua.")
    place = evaluation.panel.get(member=rekeying.member_id)
    if text := why_not_scored(evaluation, place):
        return text
    if rekeying.user_id != by.pk and owes_own_sheet(evaluation, by):
        return _(
            "Anh/chị cũng chấm sản phẩm này: hãy nộp phiếu của mình trước khi xem phiếu người khác."
        )
    return ""


def is_second(evaluation: Evaluation, rekeying: Rekeying, user: User) -> bool:
    """Tell whether the person is of those who confirm: the member, chair, deputy, controller."""
    return rekeying.user_id == user.pk or heads_or_controls(evaluation, user)


def heads_or_controls(evaluation: Evaluation, user: User) -> bool:
    """Tell whether the person is chair or deputy of the council, or controls its results."""
    sitting = evaluation.sitting
    if sitting.council.members.filter(user=user, title__in=HEADS).exists():
        return True
    return not why_not_controller(sitting, user)


def may_read(rekeying: Rekeying, user: User) -> bool:
    """Tell whether the person may see the scan and what was typed (R19)."""
    return reading([rekeying], user)[0][1]


def reading(rekeyings: Iterable[Rekeying], user: User) -> list[tuple[Rekeying, bool]]:
    """Return typed sheets of one product, each with whether the person may read it.

    Before the opening: who typed it, whose it is, and while it waits who may confirm it. After it
    whoever reads the sitting's papers, where every sheet is printed.
    """
    rows = list(rekeyings)
    if not rows:
        return []
    evaluation = rows[0].evaluation
    others = _reads_opened if evaluation.opened_at else _reads_waiting
    reads = others(evaluation, user)
    found = []
    for row in rows:
        own = user.pk in (row.keyed_by_id, row.user_id)
        open_to_others = evaluation.opened_at or row.status == RekeyingStatus.WAITING
        found.append((row, bool(own or (reads and open_to_others))))
    return found


def _reads_waiting(evaluation: Evaluation, user: User) -> bool:
    return heads_or_controls(evaluation, user) and not owes_own_sheet(evaluation, user)


def _reads_opened(evaluation: Evaluation, user: User) -> bool:
    if policy.may(user, Permission.PAPERS_VIEW) and not evaluation.is_rehearsal:
        return sittings_with_papers(user).filter(pk=evaluation.sitting_id).exists()
    return heads_or_controls(evaluation, user) or policy.may(
        user, Permission.SITTING_RUN, evaluation
    )


def content_of(scores: Iterable[Score], findings: Iterable[Finding]) -> dict[str, Any]:
    """Return marks and ticks as they are kept and hashed."""
    return {
        "marks": [[s.criterion_id, s.level_id, s.is_unproven, s.remark] for s in scores],
        "findings": [[f.knock_out_id, f.reason] for f in findings],
    }


def hash_of(content: Mapping[str, Any], secret: str) -> str:
    """Return the hash under which the record knows what was typed."""
    return keyed(secret, canonical(dict(content)))


def rows_of(content: Mapping[str, Any]) -> tuple[list[Score], list[Finding]]:
    """Return what was typed as rows of a sheet, in memory."""
    scores = [
        Score(criterion_id=criterion, level_id=level, is_unproven=is_unproven, remark=remark)
        for criterion, level, is_unproven, remark in content["marks"]
    ]
    findings = [Finding(knock_out_id=pk, reason=reason) for pk, reason in content["findings"]]
    return scores, findings


def sheet_typed(book: Book, content: Mapping[str, Any]) -> Sheet:
    """Return what was typed as the rules read it."""
    return sheet_of(book, *rows_of(content))
