"""The discussion between two passes: what members note, and who opens the next pass (R15)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import journal
from accounts.models import User

from . import closing_actions, recording, seal
from .agenda_actions import locked
from .interest_actions import presides, writes
from .models import DiscussionNote, Evaluation, Panel
from .states import EvaluationStatus

LONGEST_NOTE = 1000


def is_discussed(evaluation: Evaluation) -> bool:
    """Tell whether the product is on the discussion list: all is in, the totals lie apart."""
    if evaluation.status != EvaluationStatus.SCORING or evaluation.opened_at is not None:
        return False
    if evaluation.pass_no >= evaluation.operating_rules.passes:
        return False
    return bool(seal.spread_exceeded([evaluation.pk])[evaluation.pk])


def may_read(user: User, evaluation: Evaluation) -> bool:
    """Tell whether the notes are there for the person: the panel, and who runs the sitting."""
    seated = evaluation.panel.filter(user=user).exclude(state=Panel.State.RECUSED)
    return seated.exists() or presides(user, evaluation) or writes(user, evaluation)


@transaction.atomic
def note(*, evaluation: Evaluation, text: str, by: User) -> DiscussionNote:
    """Note for the panel why one's points lie where they lie."""
    held = locked(evaluation)
    place = held.panel.filter(user=by, state=Panel.State.PRESENT).first()
    if place is None:
        raise ValidationError(_("Chỉ thành viên có mặt của sản phẩm này ghi ý kiến."))
    if not is_discussed(held):
        raise ValidationError(_("Sản phẩm này không ở trong danh sách thảo luận."))
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("Hãy ghi ý kiến.")})
    if len(text) > LONGEST_NOTE:
        raise ValidationError({"text": _("Tối đa %(count)s ký tự.") % {"count": LONGEST_NOTE}})
    row = DiscussionNote.objects.create(
        province_id=held.province_id,
        evaluation=held,
        member_id=place.member_id,
        pass_no=held.pass_no,
        text=text,
        by=by,
    )
    journal.record(by=by, verb="note_discussion", target=held, note=row.pk, pass_no=row.pass_no)
    recording.append("discussed", by=by, target=held, words=row.text, pass_no=row.pass_no)
    return row


def open_next_pass(*, evaluation: Evaluation, by: User) -> Evaluation:
    """Open the next pass after the discussion: the chair, his delegate or the secretary."""
    if not presides(by, evaluation) and not writes(by, evaluation):
        raise PermissionDenied
    return closing_actions.open_second_pass(evaluation=evaluation, by=by)
