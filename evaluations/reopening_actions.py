"""A sheet handed in is scored anew: chair and secretary, each by himself, before the opening."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal
from accounts.models import User
from accounts.tongue import in_vietnamese
from councils.actions import tidy
from councils.models import Member
from territories import clock

from . import recording
from .agenda_actions import locked
from .interest_actions import presides
from .models import Evaluation, Panel, Reopening, ScoreSheet
from .notices import heads_of, tell_members
from .reopenings import waiting
from .seal import refusals_in_words
from .states import EvaluationStatus, SheetStatus


def is_secretary(user: User, evaluation: Evaluation) -> bool:
    """Tell whether the person is a secretary of the council that sits."""
    seats = evaluation.sitting.council.members
    return seats.filter(user=user, title=Member.Title.SECRETARY).exists()


def may_reopen(user: User, evaluation: Evaluation) -> bool:
    """Tell whether the person is one of the two whom a reopening needs; never of an opinion."""
    if evaluation.sitting.is_written:
        return False
    return presides(user, evaluation) or is_secretary(user, evaluation)


def ask(*, sheet: ScoreSheet, reason: str, by: User) -> Reopening:
    """Ask, with the reason, that a sheet handed in be scored anew; nothing happens yet."""
    with refusals_in_words():
        held = locked(sheet.evaluation)
        newest = refuse_asking(held, sheet, by)
        reason = tidy(reason)
        if not reason:
            raise ValidationError({"reason": _("Hãy ghi lý do.")})
        row = Reopening.objects.create(
            province_id=held.province_id,
            evaluation=held,
            sheet=newest,
            reason=reason[:300],
            requested_by=by,
        )
        journal.record(
            by=by, verb="ask_reopening", target=held, member=newest.member, reason=reason
        )
        recording.append(
            "reopening_asked", by=by, target=newest, about=newest.user_id, words=row.reason
        )
        _tell_the_other(held, newest, by)
        return row


def refuse_asking(held: Evaluation, sheet: ScoreSheet, by: User) -> ScoreSheet:
    """Refuse what can no longer, or not once more, be asked for; return the newest sheet."""
    _refuse_opened(held)
    if held.sitting.is_written:
        raise ValidationError(_("Ý kiến bằng văn bản đã gửi thì không mở lại."))
    if not may_reopen(by, held):
        raise ValidationError(_("Chỉ Chủ tịch và thư ký mở lại phiếu."))
    newest = _newest(held, sheet)
    if newest is None or newest.pk != sheet.pk or newest.status != SheetStatus.SUBMITTED:
        raise ValidationError(_("Chỉ mở lại phiếu đã nộp, bản mới nhất của lượt đang chấm."))
    if Reopening.objects.filter(sheet=newest, refused_at=None).exists():
        raise ValidationError(_("Đã có đề nghị mở lại phiếu này."))
    return newest


@in_vietnamese
def _tell_the_other(evaluation: Evaluation, sheet: ScoreSheet, by: User) -> None:
    """Leave word for those of whom one must confirm: what waits unseen stops the sitting."""
    heads, seats = heads_of(evaluation), evaluation.sitting.council.members
    writers = seats.filter(title=Member.Title.SECRETARY).values_list("user_id", flat=True)
    recused = evaluation.panel.filter(state=Panel.State.RECUSED).values_list("user_id", flat=True)
    others = set(writers) if by.pk in heads else heads
    text = _("Cần xác nhận mở lại phiếu của %(who)s: %(what)s.")
    wanted = others - {by.pk, *recused}
    tell_members(evaluation, wanted, text, "evaluation", who=sheet.member.user)


def confirm(*, reopening: Reopening, by: User) -> ScoreSheet:
    """Confirm as the other of the two: the member gets a new version, the old one is kept."""
    with refusals_in_words():
        held, row = _to_settle(reopening)
        if row.requested_by_id == by.pk:
            raise ValidationError(_("Người xác nhận phải khác người đề nghị."))
        _are_chair_and_secretary(held, row.requested_by, by)
        row.confirmed_by, row.confirmed_at = by, clock.now()
        row.save(update_fields=["confirmed_by", "confirmed_at"])
        old = row.sheet
        sheet = ScoreSheet.objects.create(
            province_id=held.province_id,
            evaluation=held,
            member_id=old.member_id,
            user_id=old.user_id,
            pass_no=old.pass_no,
            version=old.version + 1,
            reason=row.reason,
        )
        journal.record(
            by=by,
            verb="confirm_reopening",
            target=held,
            member=old.member,
            version=sheet.version,
            requested_by=row.requested_by,
            reason=row.reason,
        )
        recording.append(
            "reopened",
            by=by,
            target=sheet,
            about=old.user_id,
            words=row.reason,
            version=sheet.version,
        )
        text = gettext_noop("Phiếu của anh/chị được mở lại: %(what)s.")
        tell_members(held, [old.user_id], text, "sheet")
        return sheet


def refuse(*, reopening: Reopening, reason: str, by: User) -> Reopening:
    """Settle a request without a new version: who asked withdraws it, the other refuses it."""
    with refusals_in_words():
        held, row = _to_settle(reopening)
        if not may_reopen(by, held):
            raise ValidationError(_("Chỉ Chủ tịch và thư ký mở lại phiếu."))
        reason = tidy(reason)[:300]
        if not reason:
            raise ValidationError({"reason": _("Hãy ghi lý do.")})
        row.refused_by, row.refused_at, row.refusal = by, clock.now(), reason
        row.save(update_fields=["refused_by", "refused_at", "refusal"])
        facts = {"member": str(row.sheet.member), "reason": reason}
        journal.record(by=by, verb="refuse_reopening", target=held, **facts)
        recording.append(
            "reopening_refused",
            by=by,
            target=row.sheet,
            about=row.sheet.user_id,
            words=reason,
            withdrawn=row.requested_by_id == by.pk,
        )
        if row.requested_by_id != by.pk:
            _tell_who_asked(held, row)
        return row


@in_vietnamese
def _tell_who_asked(evaluation: Evaluation, row: Reopening) -> None:
    """Say that the other of the two refused, and why; the sheet stays as it was handed in."""
    text = _("Không mở lại phiếu của %(who)s (%(what)s): %(reason)s")
    facts = {"who": row.sheet.member.user, "reason": row.refusal}
    tell_members(evaluation, [row.requested_by_id], text, "evaluation", **facts)


def _to_settle(reopening: Reopening) -> tuple[Evaluation, Reopening]:
    """Lock a request that waits for its second person, and what it is about."""
    held = _unopened(reopening.evaluation)
    rows = Reopening.objects.select_for_update(of=("self",)).select_related("sheet__member__user")
    row = rows.get(pk=reopening.pk)
    refuse_settled(row)
    return held, row


def refuse_settled(row: Reopening) -> None:
    """Refuse to settle once more what is settled, or what no longer applies."""
    if row.confirmed_at is not None:
        raise ValidationError(_("Việc mở lại phiếu này đã được xác nhận."))
    if row.refused_at is not None:
        raise ValidationError(_("Đề nghị mở lại phiếu này đã được rút hoặc không được đồng ý."))
    if not waiting().filter(pk=row.pk).exists():
        raise ValidationError(_("Đề nghị mở lại phiếu này không còn áp dụng."))


def refuse_while_waiting(evaluation: Evaluation) -> None:
    """What two persons have begun to reopen is settled before a pass ends (R21)."""
    rows = waiting().filter(evaluation=evaluation).select_related("sheet__member__user")
    if names := [str(one.sheet.member.user) for one in rows]:
        text = _(
            "Đề nghị mở lại phiếu của %(who)s chờ người thứ hai: hãy xác nhận, rút hoặc không đồng"
            " ý ở mục «Mở lại phiếu» của trang sản phẩm trước."
        )
        raise ValidationError(text % {"who": ", ".join(names)})


def _unopened(evaluation: Evaluation) -> Evaluation:
    held = locked(evaluation)
    _refuse_opened(held)
    return held


def _refuse_opened(held: Evaluation) -> None:
    if held.status != EvaluationStatus.SCORING or held.opened_at is not None:
        raise ValidationError(_("Phiếu đã mở hoặc chưa chấm: không mở lại phiếu được."))


def _newest(evaluation: Evaluation, sheet: ScoreSheet) -> ScoreSheet | None:
    rows = evaluation.sheets.filter(member=sheet.member_id, pass_no=evaluation.pass_no)
    return rows.select_related("member__user").order_by("version").last()


def _are_chair_and_secretary(evaluation: Evaluation, one: User, other: User) -> None:
    pairs = ((one, other), (other, one))
    if not any(presides(a, evaluation) and is_secretary(b, evaluation) for a, b in pairs):
        raise ValidationError(
            _("Mở lại phiếu cần hai người: Chủ tịch (hoặc người được ủy quyền) và thư ký.")
        )
