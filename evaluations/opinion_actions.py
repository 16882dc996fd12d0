"""Acts on written opinions (26/2026/QĐ-TTg, Điều 7.6.d): deadline, close, and the way to a meeting.

Nobody knows an answer before the round of a product is closed; from then on it is concluded on
the answers, or it goes to a meeting for a reason that stands in the answers or is the chair's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal
from accounts.models import JournalEntry, User
from accounts.workflow import move
from councils.actions import tidy
from councils.models import Sitting
from councils.states import SittingStatus
from councils.written import check_extension, is_late, refuse_unless_running
from territories import clock

from . import (
    agenda_actions,
    closing_actions,
    opinion_notices,
    opinion_words,
    record_facts,
    recording,
    seal,
    seating,
    written,
)
from .agenda_rules import UNDER_WAY
from .interest_actions import presides
from .models import Evaluation, Panel
from .record import canonical, sha256
from .seal import refusals_in_words
from .states import EVALUATION, EvaluationStatus
from .written import Ground
from .written_standing import Standing, of_round, standing

REMIND_BEFORE = (3, 1, 0)  # days before the deadline


@transaction.atomic
def extend_deadline(*, sitting: Sitting, by: User, answers_due: date, reason: str) -> Sitting:
    """Give the members more time, with a reason; they are told, and the record keeps it."""
    rows = Sitting.objects.select_related("council", "province")
    held = rows.select_for_update(of=("self",)).get(pk=sitting.pk)
    refuse_extending(held)
    check_extension(held, answers_due)
    reason = _reason(reason)
    before, held.answers_due = held.answers_due, answers_due
    held.version += 1
    held.save(update_fields=["answers_due", "version"])
    days = {"before": before.isoformat(), "until": answers_due.isoformat()}
    journal.record(by=by, verb="extend_deadline", target=held, reason=reason, **days)
    recording.append("deadline_moved", by=by, target=held, words=reason, **days)
    opinion_notices.tell_of_extension(held)
    return held


def refuse_extending(held: Sitting) -> None:
    """Refuse more time whatever the day: no round runs, or no product waits in it."""
    refuse_unless_running(held)
    if not held.agenda.filter(status__in=UNDER_WAY, opened_at__isnull=True).exists():
        raise ValidationError(_("Không còn sản phẩm nào chờ ý kiến."))


@transaction.atomic
def remind(*, sitting: Sitting, by: User) -> list[User]:
    """Leave word for every member whose answer is still missing; return who they are."""
    held = Sitting.objects.select_related("council", "province").get(pk=sitting.pk)
    if not held.is_written or is_late(held):
        raise ValidationError(_("Không có đợt lấy ý kiến nào đang chờ trả lời."))
    waiting = of_round(held)
    if not waiting:
        raise ValidationError(_("Mọi thành viên đã trả lời."))
    for user, count in waiting.items():
        opinion_notices.tell_of_deadline(held, user, count)
    journal.record(by=by, verb="remind_members", target=held, count=len(waiting))
    return list(waiting)


@transaction.atomic
def remind_in_time(province_id: int) -> int:
    """Remind three days before, the day before and on the last day; twice does no harm."""
    today, told = clock.today(), 0
    rows = Sitting.objects.select_for_update(of=("self",), skip_locked=True).filter(
        province=province_id,
        form=Sitting.Form.WRITTEN,
        status=SittingStatus.OPEN,
        answers_due__in=[today + timedelta(days=days) for days in REMIND_BEFORE],
    )
    for sitting in rows.select_related("council", "province").order_by("pk"):
        left = (sitting.answers_due - today).days
        due = sitting.answers_due.isoformat()
        known = JournalEntry.objects.of(sitting).filter(verb="remind_members", by=None)
        if known.filter(facts__left=left, facts__due=due).exists():
            continue
        waiting = of_round(sitting)
        for user, count in waiting.items():
            opinion_notices.tell_of_deadline(sitting, user, count)
        told += len(waiting)
        journal.record(by=None, verb="remind_members", target=sitting, left=left, due=due)
    return told


def _reason(text: str) -> str:
    reason = tidy(text)[:500]
    if not reason:
        raise ValidationError({"reason": _("Hãy ghi lý do.")})
    return reason


def _collecting(evaluation: Evaluation) -> Evaluation:
    held = agenda_actions.locked(evaluation)
    refuse_unless_collecting(held)
    return held


def refuse_unless_collecting(held: Evaluation) -> None:
    """Refuse what is done only in a round of written opinions, until it is concluded."""
    if not held.sitting.is_written:
        raise ValidationError(_("Sản phẩm này được chấm tại phiên họp trực tiếp."))
    closing_actions.refuse_unless_scoring(held)


def close_answers(*, evaluation: Evaluation, by: User) -> Evaluation:
    """Close a product's round: all have answered, or the deadline is over and enough have.

    Opinions that differ send it to a meeting at once; nobody chooses after having seen them.
    """
    closing_actions.look_at_members(evaluation, by)
    return _close_answers(evaluation, by)


@transaction.atomic
def _close_answers(evaluation: Evaluation, by: User) -> Evaluation:
    held = agenda_actions.locked(evaluation)
    found = closable(held)
    _close(held, found, by)
    grounds = written.differing(closing_actions.count(held))
    if grounds:
        return _to_meeting(held, by, grounds=grounds)
    held.save(update_fields=["result"])
    if written.waits_for_chair(held.result.get("written")):
        opinion_notices.tell_chair(held)
    return held


def _refuse_opened(held: Evaluation) -> None:
    refuse_unless_collecting(held)
    if held.opened_at is not None:
        raise ValidationError(_("Ý kiến của sản phẩm này đã được mở."))


def closable(held: Evaluation, panel: Iterable[Panel] | None = None) -> Standing:
    """Return how a round stands that may be closed now; else refuse.

    panel: as the press will leave it, where a page asks before.
    """
    _refuse_opened(held)
    found = standing(held, panel)
    if found.missing and not is_late(held.sitting):
        raise ValidationError(
            _("Còn chờ %(count)s phiếu (%(who)s); hạn trả lời hết ngày %(day)s.")
            % {
                "count": len(found.missing),
                "who": written.names([one.member.user for one in found.missing]),
                "day": f"{held.sitting.answers_due:%d/%m/%Y}",
            }
        )
    if not found.quorum.is_met:
        raise ValidationError(opinion_words.too_few(found.quorum))
    return found


def _close(held: Evaluation, found: Standing, by: User, *, early: bool = False) -> None:
    """Write who did not answer, open what is in, and keep the answers with the product."""
    day = f"{clock.today() if early else held.sitting.answers_due:%d/%m/%Y}"
    why = (
        gettext_noop("Chưa trả lời khi chuyển họp trực tiếp")
        if early
        else gettext_noop("Không trả lời trong hạn")
    )
    for place in found.missing:
        agenda_actions.mark_absent(
            evaluation=held, member=place.member, reason=f"{why} ({day}).", by=by
        )
    if found.answered:
        closing_actions.refuse_unsettled(held)
        with refusals_in_words():
            seal.open_sheets(held.pk)
        held.refresh_from_db(fields=["opened_at"])
        recording.append("opened", by=by, target=held, **record_facts.opening(held))
    facts = _facts(held, found, by)
    held.result = held.result | {"written": facts}
    journal.record(by=by, verb="close_answers", target=held, quorum=facts["quorum"])
    recording.append(
        "answers_closed",
        by=by,
        target=held,
        quorum=facts["quorum"],
        missing=sorted(
            recording.references(held.province_id, [one.user_id for one in found.missing]).values()
        ),
        answers=[[one["sheet"], one["wants_meeting"]] for one in facts["answers"]],
        due=facts["due"],
    )


def _facts(held: Evaluation, found: Standing, by: User) -> dict[str, Any]:
    quorum = found.quorum
    return {
        "due": held.sitting.answers_due.isoformat(),
        "closed_on": clock.today().isoformat(),
        "by": str(by),
        "quorum": [quorum.present, quorum.appointed, quorum.needed],
        "chaired": quorum.has_chair,
        "answers": opinion_words.answers_of(held) if held.opened_at else [],
        "missing": [
            {"member": one.member_id, "name": str(one.member.user)} for one in found.missing
        ],
    }


def _to_meeting(
    held: Evaluation, by: User, *, grounds: list[Ground], reason: str = ""
) -> Evaluation:
    """End the round without a result: the answers stay, and a meeting judges anew."""
    if held.opened_at is not None:
        counted = closing_actions.count(held)
        held.result = counted.as_json(held.submission.procedure.as_rule()) | {"outcome": None}
    held.result["written"]["meeting"] = {
        "grounds": [str(one) for one in grounds],
        "reason": reason,
        "by": str(by),
        "on": clock.today().isoformat(),
    }
    told = {"grounds": [str(one) for one in grounds], "reason": reason}
    done = move(held, "call_meeting", by=by, table=EVALUATION, also=("result",), **told)
    recording.append(
        "meeting_called",
        by=by,
        target=done,
        words=reason,
        grounds=told["grounds"],
        result=sha256(canonical(done.result)),
    )
    opinion_notices.tell_of_meeting(done)
    return done


def _headed(evaluation: Evaluation, by: User) -> Evaluation:
    held = _collecting(evaluation)
    out = held.panel.filter(user=by, state=Panel.State.RECUSED)
    if not presides(by, held) or out.exists():
        raise PermissionDenied
    return held


@transaction.atomic
def call_meeting(*, evaluation: Evaluation, by: User, reason: str) -> Evaluation:
    """The chair calls a meeting: for complex matters before, at a member's wish after the opening.

    Once the answers are open only what stands in them leads to a meeting: nobody gets rid of a
    result that he has seen.
    """
    held = _headed(evaluation, by)
    refuse_calling(held)
    reason = _reason(reason)
    if held.opened_at is not None:
        return _to_meeting(held, by, grounds=[Ground.ASKED], reason=reason)
    seating.look_again(held, by)
    _close(held, standing(held), by, early=True)
    return _to_meeting(held, by, grounds=[Ground.COMPLEX], reason=reason)


def refuse_calling(held: Evaluation) -> None:
    """Refuse a meeting that nothing in the opened answers asks for."""
    refuse_unless_collecting(held)
    if held.opened_at is not None and not written.waits_for_chair(held.result.get("written")):
        raise ValidationError(
            _("Ý kiến đã mở và không còn đề nghị họp nào: phải kết luận theo ý kiến.")
        )


def refuse_declining(held: Evaluation) -> None:
    """Refuse an answer to a wish that nobody has, or that was answered."""
    refuse_unless_collecting(held)
    if not written.waits_for_chair(held.result.get("written")):
        raise ValidationError(_("Không có đề nghị họp nào chờ Chủ tịch trả lời."))


@transaction.atomic
def decline_meeting(*, evaluation: Evaluation, by: User, reason: str) -> Evaluation:
    """The chair answers the members' wish: no meeting, for this reason."""
    held = _headed(evaluation, by)
    refuse_declining(held)
    reason = _reason(reason)
    held.result["written"]["refusal"] = {
        "reason": reason,
        "by": str(by),
        "on": clock.today().isoformat(),
    }
    held.save(update_fields=["result"])
    journal.record(by=by, verb="decline_meeting", target=held, reason=reason)
    recording.append("meeting_declined", by=by, target=held, words=reason)
    return held


def wanting(held: Evaluation, panel: Iterable[Panel] | None = None) -> Standing:
    """Return how a round stands that nobody can bring to enough answers any more; else refuse.

    panel: as the press will leave it, where a page asks before.
    """
    _refuse_opened(held)
    found = standing(held, panel)
    if found.quorum.is_met:
        raise ValidationError(_("Đã đủ số thành viên trả lời: hãy khép lại lấy ý kiến."))
    if found.missing and not is_late(held.sitting):
        raise ValidationError(
            _("Chưa hết hạn trả lời (%(day)s).") % {"day": f"{held.sitting.answers_due:%d/%m/%Y}"}
        )
    return found


def meet_for_want_of_answers(*, evaluation: Evaluation, by: User) -> Evaluation:
    """After the deadline, with too few answers: a meeting instead of more time."""
    closing_actions.look_at_members(evaluation, by)
    return _meet_for_want_of_answers(evaluation, by)


@transaction.atomic
def _meet_for_want_of_answers(evaluation: Evaluation, by: User) -> Evaluation:
    held = agenda_actions.locked(evaluation)
    found = wanting(held)
    _close(held, found, by)
    return _to_meeting(held, by, grounds=[Ground.TOO_FEW])


def refuse_placing(held: Evaluation) -> None:
    """Refuse what was not sent to a meeting, and what has its meeting."""
    if held.status != EvaluationStatus.TO_MEETING:
        raise ValidationError(_("Sản phẩm này không được chuyển sang họp trực tiếp."))
    if held.heard_again.exclude(status=EvaluationStatus.CANCELLED).exists():
        raise ValidationError(_("Sản phẩm này đã có trong chương trình của một phiên họp."))


@transaction.atomic
def place_at_meeting(*, evaluation: Evaluation, sitting: Sitting, by: User) -> Evaluation:
    """Put a product that was sent to a meeting on the agenda of one of the same council."""
    held = agenda_actions.locked(evaluation)
    refuse_placing(held)
    if sitting.is_written or sitting.council_id != held.sitting.council_id:
        raise ValidationError(
            {"sitting": _("Hãy chọn một phiên họp trực tiếp của chính hội đồng này.")}
        )
    return agenda_actions.put_on_agenda(sitting=sitting, submission=held.submission, by=by)
