"""Acts of a member on his own sheet: open it, mark, tick a knock-out, hand it in (R5-R10, R21)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import journal
from accounts.models import User
from accounts.workflow import move
from territories import clock

from . import operations, recording, scoring
from .link_actions import stand_aside
from .mark_rules import behind_open_gate, clean_mark, close_gates, text_of
from .marks import Book, digest, sheet_of
from .models import Evaluation, Finding, Panel, Score, ScoreSheet
from .operations import Sent, digest_of, first_time, known, log_of, secret_of
from .opinions import write_opinion
from .rekey_closing_actions import overtake
from .seal import must_complete, refusals_in_words
from .sheet_copies import copy_marks, fill_reopened
from .sheet_questions import SEAT, own_sheet
from .states import SHEET, EvaluationStatus, SheetStatus
from .working import Working, hold, looked_at, refuse_late, refuse_other, refuse_seat, stale


def open_sheet(*, evaluation: Evaluation, by: User) -> ScoreSheet:
    """Return the member's sheet of the pass that runs; the first look makes it."""
    place = _place(evaluation, by)
    with refusals_in_words():
        mine = own_sheet(evaluation, by)
        if mine is not None:
            if mine.version > 1:
                fill_reopened(mine)
            return mine
        sheet, is_new = ScoreSheet.objects.get_or_create(
            evaluation=evaluation,
            member_id=place.member_id,
            pass_no=evaluation.pass_no,
            version=1,
            defaults={"province_id": evaluation.province_id, "user": by},
        )
        if is_new:
            before = ScoreSheet.objects.filter(
                evaluation=evaluation, user=by, status=SheetStatus.SUBMITTED
            )
            source = before.order_by("pass_no", "version").last()
            operations.begin(sheet, source)
            copy_marks(source, sheet)
            journal.record(by=by, verb="open_sheet", target=sheet, pass_no=sheet.pass_no)
            recording.append("sheet_opened", by=by, target=sheet, pass_no=sheet.pass_no)
        return sheet


def refuse_reading(*, sheet: ScoreSheet, by: User) -> None:
    """Refuse who is away or out of it a sheet not handed in, whichever way he comes to it."""
    if sheet.status == SheetStatus.DRAFT:
        _seat(sheet.evaluation_id, by)


def _place(evaluation: Evaluation, by: User) -> Panel:
    place = _seat(evaluation.pk, by)
    if evaluation.status != EvaluationStatus.SCORING:
        raise ValidationError(_("Sản phẩm này chưa mở chấm, hoặc đã chấm xong."))
    refuse_late(evaluation.sitting.answers_due)
    return place


def _seat(evaluation: int, by: User) -> Panel:
    place = SEAT.first(member=by.pk, evaluation=evaluation)
    stand_aside(place=place, by=by)
    refuse_seat(place)
    return place


def save_mark(
    *,
    sheet: ScoreSheet,
    by: User,
    criterion: str,
    version: int,
    of_sheet: int | None = None,
    operation: UUID | None = None,
    client_at: datetime | None = None,
    **changes: Any,
) -> Working:
    """Save what the member says of one criterion; `version` is the one that he saw.

    of_sheet: the sheet before which he said it, where the client knows that.
    operation: the client's number of this change; sent again, it is answered as the first time.
    """
    sent = Sent(operation, client_at)
    refuse_other(sheet, of_sheet)
    with refusals_in_words():
        try:
            working = hold(sheet, by)
            _mark(working, criterion, version, changes, sent)
            working.log.write()
        except ValidationError:
            first = known(sheet, sent, sent.asks(_asked(criterion, version, changes)))
            if first is None:
                raise
            working = looked_at(sheet)
            working.answered[criterion] = first.version
        return working


def save_marks(
    *,
    sheet: ScoreSheet,
    by: User,
    answers: Iterable[tuple[str, int, Mapping[str, Any]]],
    ticks: Iterable[tuple[str, str, str]] = (),
    of_sheet: int | None = None,
    operation: UUID | None = None,
    client_at: datetime | None = None,
) -> Working:
    """Save a whole page of answers, all or none; what stands unchanged is left alone."""
    page = Sent(operation, client_at)
    refuse_other(sheet, of_sheet)
    with refusals_in_words():
        working = hold(sheet, by)
        refused: dict[str, Any] = {}
        for criterion, version, asked in answers:
            sent = page.part(criterion)
            try:
                changes = behind_open_gate(working, criterion, asked)
                _mark(working, criterion, version, changes, sent)
            except ValidationError as error:
                if known(working.sheet, sent, sent.asks(_asked(criterion, version, asked))) is None:
                    refused[criterion] = error
        for knock_out, reason, seen in ticks:
            try:
                _tick(working, knock_out, reason, seen, page.part(f"knock_out:{knock_out}"))
            except ValidationError as error:
                refused[f"knock_out:{knock_out}"] = error
        if refused:
            raise ValidationError({key: _flat(error) for key, error in refused.items()})
        working.log.write()
        return working


def _flat(error: ValidationError) -> list[ValidationError]:
    if hasattr(error, "error_dict"):
        return [one for errors in error.error_dict.values() for one in errors]
    return error.error_list


def _asked(key: str, version: int, changes: Mapping[str, Any]) -> dict[str, Any]:
    return {"criterion": key, "version": version, **changes}


def _mark(working: Working, key: str, version: int, changes: Mapping[str, Any], sent: Sent) -> None:
    book, sheet = working.book, working.sheet
    if key not in book.criterion_ids:
        raise ValidationError({"criterion": _("Phiếu này không có tiêu chí đó.")})
    wanted = clean_mark(working, key, changes)
    row = working.scores.get(key) or Score(
        province_id=sheet.province_id,
        sheet=sheet,
        user_id=sheet.user_id,
        criterion_id=book.criterion_ids[key],
        version=0,
    )
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    if changed and row.version != version:
        raise ValidationError(stale(working, key, row, wanted))
    if changed:
        for name in changed:
            setattr(row, name, wanted[name])
        row.version += 1
        row.save()
        working.scores[key] = row
    if changed or sent.operation:  # what was sent twice, or brings nothing new, is logged at most
        removed = close_gates(working, key) if changed else []
        said = {
            name: book.ordinals.get(value) if name == "level_id" else value
            for name, value in wanted.items()
            if name in changed
        }
        body = {"criterion": key, "removed": removed, **said}
        working.log.note(sent, _asked(key, version, changes), row.version, body)


def tick(
    *,
    sheet: ScoreSheet,
    by: User,
    knock_out: str,
    reason: str,
    known: str = "",
    of_sheet: int | None = None,
    operation: UUID | None = None,
    client_at: datetime | None = None,
) -> Working:
    """Tick a knock-out note with the reason, or with none take it back (R9).

    known: the reason that the member saw, to tell two devices apart.
    """
    refuse_other(sheet, of_sheet)
    with refusals_in_words():
        if first_time(sheet, operation, _asked_tick(knock_out, reason, known)):
            working = hold(sheet, by)
            _tick(working, knock_out, reason, known, Sent(operation, client_at))
            working.log.write()
            return working
        return looked_at(sheet)


def _asked_tick(knock_out: str, reason: str, seen: str) -> dict[str, Any]:
    return {"knock_out": knock_out, "reason": reason, "known": seen}


def _tick(working: Working, knock_out: str, reason: str, seen: str, sent: Sent) -> None:
    if knock_out not in working.book.knock_out_ids:
        raise ValidationError({"knock_out": _("Phiếu này không có điều kiện loại đó.")})
    asked = _asked_tick(knock_out, reason, seen)
    if not first_time(working.sheet, sent.operation, asked):
        return  # a tick that was taken back since must not come again
    sheet, note = working.sheet, working.book.knock_out_ids[knock_out]
    reason, row = text_of(reason, "reason"), sheet.findings.filter(knock_out=note).first()
    stored = row.reason if row else ""
    if stored != reason and stored != seen.strip():
        raise ValidationError(
            _(
                "Điều kiện này vừa được sửa ở máy khác. Bản đang lưu: «%(theirs)s»."
                " Bản vừa gửi: «%(yours)s»."
            ),
            code="stale",
            params={"theirs": stored or _("không chọn"), "yours": reason or _("không chọn")},
        )
    if stored != reason:
        _write_finding(sheet, note, row, reason)
    if stored != reason or sent.operation:
        working.log.note(sent, asked, 0, {"knock_out": knock_out, "reason": reason})


def _write_finding(sheet: ScoreSheet, note: int, row: Finding | None, reason: str) -> None:
    if not reason:
        row.delete()
        return
    row = row or Finding(
        province_id=sheet.province_id, sheet=sheet, user_id=sheet.user_id, knock_out_id=note
    )
    row.reason = reason
    row.save()


def hand_in(
    *,
    sheet: ScoreSheet,
    by: User,
    of_sheet: int | None = None,
    operation: UUID | None = None,
    wants_meeting: bool | None = None,
    reason: str = "",
) -> ScoreSheet:
    """Hand the sheet in for good: complete, or stopped by a note that ends the assessment (R9).

    In a round of written opinions it comes with the member's word: a meeting is wanted, or not.
    """
    refuse_other(sheet, of_sheet)
    sent, asked = Sent(operation), {"hand_in": sheet.pk}
    if wants_meeting is not None:
        asked |= {"wants_meeting": wants_meeting, "reason": reason}
    if sheet.status == SheetStatus.DRAFT:  # what was sent before is answered as before
        stand_aside(place=SEAT.first(member=by.pk, evaluation=sheet.evaluation_id), by=by)
    with refusals_in_words():
        working = _held_once(sheet, by, operation, asked)
        if working is None:
            sheet.refresh_from_db()
            return sheet
        held, book = working.sheet, working.book
        overtake(sheet=held, by=by)
        scores = list(held.scores.all())
        findings = list(held.findings.all())
        answers = sheet_of(book, scores, findings)
        missing = scoring.missing(book.rules, answers)
        if missing and (held.version > 1 or not scoring.may_hand_in(book.rules, answers)):
            raise ValidationError(unanswered(book, missing))
        opinion = write_opinion(held, wants_meeting, reason)
        working.log.note(sent, asked, 0, {"hand_in": True} | opinion)
        working.log.write()
        log = log_of(held)
        held.sha256 = digest(book, held, scores, findings, secret=secret_of(log))
        held.submitted_at = clock.now()
        done = move(
            held,
            "submit",
            by=by,
            table=SHEET,
            also=("sha256", "submitted_at"),
            pass_no=held.pass_no,
            version=held.version,
            sha256=held.sha256,
        )
        # How many operations there were is in their digest: few of them would betray a stop.
        recording.append(
            "handed_in", by=by, target=held, sheet_hash=held.sha256, log=digest_of(log),
            pass_no=held.pass_no, version=held.version,
        )  # fmt: skip
        return done


def _held_once(
    sheet: ScoreSheet, by: User, operation: UUID | None, asked: Mapping[str, Any]
) -> Working | None:
    """Lock the draft; nothing: this very hand-in was sent before, or has just been on its way."""
    if not first_time(sheet, operation, asked):
        return None
    try:
        return hold(sheet, by)
    except ValidationError:  # the lock was the other one's, who brought the same
        if first_time(sheet, operation, asked):
            raise
        return None


def unanswered(book: Book, missing: list[str]) -> str:
    codes = [f"{key[0]} {book.rules.criterion(key).code}" for key in missing]
    return _("Còn %(count)s tiêu chí chưa chấm: %(codes)s.") % {
        "count": len(missing),
        "codes": ", ".join(codes),
    }


def to_go_on_with(*, evaluation: Evaluation, by: User) -> ScoreSheet:
    """Return the member's sheet whose stop does not stand, or his draft; else refuse."""
    place, old = _place(evaluation, by), own_sheet(evaluation, by)
    if old is None:
        raise ValidationError(_("Anh/chị chưa có phiếu nào của lượt này để chấm tiếp."))
    if evaluation.sitting.is_written:
        raise ValidationError(_("Ý kiến bằng văn bản đã gửi thì không mở lại."))
    if old.status == SheetStatus.DRAFT:
        return old
    if place.member_id not in must_complete([evaluation.pk]).get(evaluation.pk, ()):
        raise ValidationError(_("Phiếu đã nộp không sửa được nữa."), code="sealed")
    return old


def begin_new_version(*, evaluation: Evaluation, by: User, reason: str) -> ScoreSheet:
    """Go on with a sheet whose stop does not stand: a new version, the old one stays (R10, R21)."""
    old = to_go_on_with(evaluation=evaluation, by=by)
    if old.status == SheetStatus.DRAFT:
        return old
    with refusals_in_words():
        if not reason.strip():
            raise ValidationError({"reason": _("Hãy ghi lý do.")})
        sheet = ScoreSheet.objects.create(
            province_id=old.province_id,
            evaluation=evaluation,
            member_id=old.member_id,
            user=by,
            pass_no=old.pass_no,
            version=old.version + 1,
            reason=text_of(reason, "reason")[:300],
        )
        operations.begin(sheet, old)
        copy_marks(old, sheet)
        journal.record(
            by=by, verb="new_version", target=sheet, version=sheet.version, reason=sheet.reason
        )
        recording.append(
            "new_version", by=by, target=sheet, words=sheet.reason, version=sheet.version
        )
        return sheet
