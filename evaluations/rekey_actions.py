"""A paper sheet typed in: by the secretary with its scan, counted once a second person confirms."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import journal
from accounts.actions import notify
from accounts.models import User
from accounts.tongue import in_vietnamese
from accounts.workflow import move
from councils.actions import tidy
from councils.models import Member
from files import intake
from files.models import StoredFile
from territories import clock

from . import recording, scoring
from .agenda_actions import locked
from .blinding import name_for_members
from .mark_rules import behind_open_gate, clean_mark
from .marks import Book, book_of, digest, sheet_of
from .models import (
    Evaluation,
    Finding,
    KeyedSheet,
    MarkOperation,
    Panel,
    PrintedSheet,
    Rekeying,
    Score,
    ScoreSheet,
)
from .operations import Log, digest_of, secret_of
from .printed_sheets import bare_code
from .rekey_closing_actions import held_for_decision
from .rekeying import HEADS, content_of, hash_of, next_version, rows_of, why_not_decide, why_not_key
from .scoring import Sheet
from .seal import refusals_in_words
from .sheet_actions import unanswered
from .states import REKEYING, SHEET, RekeyingStatus, SheetStatus
from .working import Working
from .writing import written

SCANS = (StoredFile.Kind.PDF, StoredFile.Kind.IMAGE)
Answers = Iterable[tuple[str, int, Mapping[str, Any]]]
Ticks = Iterable[tuple[str, str, str]]


def key_in(
    *,
    evaluation: Evaluation,
    member: Member,
    by: User,
    answers: Answers,
    note: str,
    ticks: Ticks = (),
    scan: UploadedFile | None = None,
    printed: str = "",
) -> Rekeying:
    """Type a paper sheet in, with its scan and the reason; nothing counts until it is confirmed.

    printed: the number on the paper. A sheet that was sent back keeps its scan, if none comes.
    """
    with refusals_in_words():
        held = locked(evaluation)
        place = held.panel.select_for_update().filter(member=member).first()
        if place is None:
            raise ValidationError(_("Người này không thuộc hội đồng của sản phẩm."))
        if text := why_not_key(held, place, by):
            raise ValidationError(text)
        version = next_version(held, member.pk) or 1
        scores, findings = _checked(held, place, version, answers, ticks)
        if not tidy(note):
            raise ValidationError({"note": _("Hãy ghi lý do nhập lại: mất mạng, thiết bị hỏng…")})
        earlier = _earlier(held, member)
        row = Rekeying(
            province_id=held.province_id, evaluation=held, member=member, user_id=place.user_id,
            pass_no=held.pass_no, version=version, number=(earlier.number if earlier else 0) + 1,
            printed=_printed(held, member, printed), note=tidy(note)[:300], keyed_by=by,
            scan=_scan(held, scan, earlier, by),
        )  # fmt: skip
        _keep(row, content_of(scores, findings))
        _tell(row, held)
        return row


def _checked(
    evaluation: Evaluation, place: Panel, version: int, answers: Answers, ticks: Ticks
) -> tuple[list[Score], list[Finding]]:
    """Read what was typed by the rules of a sheet; complete, or stopped by a note (R5-R9)."""
    book = book_of(evaluation.submission.criteria_set)
    blank = ScoreSheet(evaluation=evaluation, user_id=place.user_id)
    working, refused = Working(blank, book, {}, Log(blank)), {}
    # What opens a gate is read before what lies behind it.
    asked = {key: changes for key, _version, changes in answers}
    gated = {c.key for c in book.rules.criteria if c.gated_by}
    for criterion in sorted(asked, key=lambda key: key in gated):
        try:
            _type(working, criterion, asked[criterion])
        except ValidationError as error:
            refused[criterion] = error.messages
    findings = []
    for knock_out, reason, _known in ticks:
        if knock_out not in book.knock_out_ids:
            raise ValidationError({"knock_out": _("Phiếu này không có điều kiện loại đó.")})
        if kept := written(reason, f"knock_out:{knock_out}", 1000):
            findings.append(Finding(knock_out_id=book.knock_out_ids[knock_out], reason=kept))
    if refused:
        raise ValidationError(refused)
    scores = list(working.scores.values())
    _refuse_unfinished(book, sheet_of(book, scores, findings), version)
    return scores, findings


def _type(working: Working, key: str, asked: Mapping[str, Any]) -> None:
    book = working.book
    if key not in book.criterion_ids:
        raise ValidationError(_("Phiếu này không có tiêu chí đó."))
    wanted = clean_mark(working, key, behind_open_gate(working, key, asked))
    working.scores[key] = Score(criterion_id=book.criterion_ids[key], **wanted)


def _refuse_unfinished(book: Book, answers: Sheet, version: int) -> None:
    missing = scoring.missing(book.rules, answers)
    if missing and (version > 1 or not scoring.may_hand_in(book.rules, answers)):
        raise ValidationError(unanswered(book, missing))


def _earlier(evaluation: Evaluation, member: Member) -> Rekeying | None:
    rows = Rekeying.objects.filter(evaluation=evaluation, member=member)
    return rows.filter(pass_no=evaluation.pass_no).order_by("number").last()


def _scan(
    evaluation: Evaluation, upload: UploadedFile | None, earlier: Rekeying | None, by: User
) -> StoredFile:
    if upload is not None:
        return intake.store(upload, province=evaluation.province, by=by, kinds=SCANS, field="scan")
    if earlier is not None and earlier.status == RekeyingStatus.SENT_BACK:
        return earlier.scan
    raise ValidationError({"scan": _("Hãy đính kèm bản chụp hoặc bản quét phiếu giấy đã ký.")})


def _printed(evaluation: Evaluation, member: Member, code: str) -> PrintedSheet | None:
    """Find the copy that the paper names; one of another member, product or pass is refused."""
    if not bare_code(code):
        return None
    found = PrintedSheet.objects.filter(
        evaluation=evaluation, member=member, pass_no=evaluation.pass_no, code=bare_code(code)
    ).first()
    if found is None:
        raise ValidationError(
            {"printed": _("Số phiếu giấy này không phải của thành viên, sản phẩm và lượt này.")}
        )
    return found


def _keep(row: Rekeying, content: dict[str, Any]) -> None:
    secret, by = secrets.token_hex(32), row.keyed_by
    row.content_hash = hash_of(content, secret)
    row.save()
    KeyedSheet.objects.create(
        province_id=row.province_id, rekeying=row, user_id=row.user_id, keyed_by=by,
        content=content, secret=secret,
    )  # fmt: skip
    journal.record(
        by=by, verb="rekey", target=row.evaluation, member=row.member, pass_no=row.pass_no,
        number=row.number, scan=row.scan.sha256, note=row.note,
    )  # fmt: skip
    recording.append(
        "rekeyed", by=by, target=row.evaluation, about=row.user_id, words=row.note,
        rekeying=row.pk, pass_no=row.pass_no, version=row.version, scan=row.scan.sha256,
        content=row.content_hash, printed=row.printed and row.printed.number,
    )  # fmt: skip


@in_vietnamese
def _tell(row: Rekeying, evaluation: Evaluation) -> None:
    """Leave word for the member, the chair and the deputy, of whom one confirms."""
    heads = evaluation.sitting.council.members.filter(title__in=HEADS)
    recused = evaluation.panel.filter(state=Panel.State.RECUSED).values_list("user_id", flat=True)
    wanted = ({row.user_id, *heads.values_list("user_id", flat=True)}) - {row.keyed_by_id, *recused}
    link = reverse("rekeyed", args=[evaluation.province.slug, row.pk])
    for user in User.objects.filter(pk__in=wanted).order_by("pk"):
        text = _("Phiếu giấy của %(who)s đã nhập lại, chờ người thứ hai xác nhận: %(what)s.")
        names = {"who": row.member.user, "what": name_for_members(evaluation)}
        notify(province=evaluation.province, to=user, text=text % names, link=link)


def confirm(*, rekeying: Rekeying, by: User) -> ScoreSheet:
    """Confirm, as another person, that it was typed as the paper says: the sheet is handed in."""
    with refusals_in_words():
        sheet = _own_draft(rekeying)  # its lock first, as the member's own hand-in takes it
        held = held_for_decision(rekeying)
        if text := why_not_decide(held, by):
            raise ValidationError(text)
        if sheet is not None and sheet.status != SheetStatus.DRAFT:
            raise ValidationError(_("Thành viên này đã nộp phiếu."))
        content = held.keyed.content  # while it waits, who may confirm it may read it
        if hash_of(content, held.keyed.secret) != held.content_hash:
            raise ValidationError(_("Nội dung nhập lại không khớp mã kiểm tra trong bản ghi."))
        held.sheet = sheet or _begun(held, by)
        held.decided_by, held.decided_at = by, clock.now()
        move(
            held, "confirm_rekeyed", by=by, table=REKEYING,
            also=("sheet", "decided_by", "decided_at"),
            member=held.member, number=held.number,
        )  # fmt: skip
        return _handed_in(held, content, by)


def _own_draft(rekeying: Rekeying) -> ScoreSheet | None:
    rows = ScoreSheet.objects.select_for_update(of=("self",)).filter(
        evaluation=rekeying.evaluation_id, member=rekeying.member_id, pass_no=rekeying.pass_no,
        version=rekeying.version,
    )  # fmt: skip
    return rows.first()


def _begun(held: Rekeying, by: User) -> ScoreSheet:
    """Begin the sheet that the member never opened."""
    sheet = ScoreSheet.objects.create(
        province_id=held.province_id, evaluation=held.evaluation, member_id=held.member_id,
        user_id=held.user_id, pass_no=held.pass_no, version=held.version,
        reason=held.note if held.version > 1 else "",
    )  # fmt: skip
    recording.append("sheet_opened", by=by, target=sheet, about=held.user_id, pass_no=sheet.pass_no)
    return sheet


def _handed_in(held: Rekeying, content: dict[str, Any], by: User) -> ScoreSheet:
    """Write what was typed into the sheet, by the owner's function, and hand it in for good."""
    sheet, book = held.sheet, book_of(held.evaluation.submission.criteria_set)
    sheet.evaluation = held.evaluation
    new = secrets.token_hex(32)
    scores = list(Score.objects.raw("SELECT * FROM ocop_rekey(%s, %s)", [held.pk, new]))
    _scores, findings = rows_of(content)
    log = list(MarkOperation.objects.raw("SELECT * FROM ocop_rekeyed_log(%s)", [held.pk]))
    sheet.sha256 = digest(book, sheet, scores, findings, secret=secret_of(log))
    sheet.submitted_at, sheet.from_paper = held.decided_at, True
    done = move(
        sheet, "submit", by=by, table=SHEET, also=("sha256", "submitted_at", "from_paper"),
        pass_no=sheet.pass_no, version=sheet.version, sha256=sheet.sha256, from_paper=True,
    )  # fmt: skip
    typed_by = recording.references(held.province_id, [held.keyed_by_id])[held.keyed_by_id]
    recording.append(
        "handed_in_on_paper", by=by, target=sheet, about=held.user_id, sheet_hash=sheet.sha256,
        log=digest_of(log), pass_no=sheet.pass_no, version=sheet.version, rekeying=held.pk,
        keyed_by=typed_by, scan=held.scan.sha256, content=held.content_hash,
    )  # fmt: skip
    return done
