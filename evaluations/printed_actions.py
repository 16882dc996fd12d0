"""Acts that print score sheets on paper: one at once, a member's whole agenda by the worker."""

from __future__ import annotations

import hashlib
import shutil
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import jobs, journal
from accounts.actions import notify
from accounts.models import Job, User
from accounts.tongue import in_vietnamese
from councils.models import Member, Sitting
from files import intake

from . import recording
from .agenda_actions import UNDER_WAY, locked
from .models import Evaluation, Panel, PrintedSheet, ScoreSheet, SheetPrinting
from .printed_sheets import draw, joined, new_code
from .rekeying import NOT_ON_PAPER

PRINTING_SHEETS = "evaluations.print_sheets"  # the name of the task
SUFFIX = ".phieu.pdf"
STEP_SECONDS = 1.0  # after that the progress is committed and shows


@transaction.atomic
def print_one(*, evaluation: Evaluation, member: Member, by: User) -> tuple[PrintedSheet, bytes]:
    """Print one sheet; with the marks made so far for the member himself, and for nobody else."""
    held = locked(evaluation)
    place = held.panel.filter(member=member).first()
    if place is None:
        raise ValidationError(_("Người này không thuộc hội đồng của sản phẩm."))
    if text := why_not_printed(held, place):
        raise ValidationError(text)
    own = None
    if place.user_id == by.pk:
        sheets = ScoreSheet.objects.filter(evaluation=held, user=by, pass_no=held.pass_no)
        own = sheets.order_by("-version").first()
    printing = SheetPrinting.objects.create(
        province_id=held.province_id, sitting=held.sitting, member=member, made_by=by
    )
    (row,) = _name(printing, [held], is_filled=own is not None and own.scores.exists())
    _record(printing, held, [row], by)
    content = draw(_whole([row]).get(), own if row.is_filled else None)
    return row, content


def why_not_printed(evaluation: Evaluation, place: Panel) -> str:
    """Say why there is no paper sheet of this member for this product."""
    if evaluation.sitting.is_written:
        return str(NOT_ON_PAPER)
    if place.state == Panel.State.RECUSED or not place.scores:
        return _("Thành viên này không chấm sản phẩm này.")
    if evaluation.status not in UNDER_WAY or evaluation.opened_at is not None:
        return _("Sản phẩm này đã chấm xong: không in phiếu giấy nữa.")
    return ""


@transaction.atomic
def ask_for_sheets(*, sitting: Sitting, member: Member, by: User) -> SheetPrinting:
    """Have blank sheets of every product that a member scores made, as one PDF."""
    held = Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    if held.is_written:
        raise ValidationError(NOT_ON_PAPER)
    rows = list(printable(held, member))
    if not rows:
        raise ValidationError(_("Thành viên này không còn sản phẩm nào để chấm trên phiếu giấy."))
    running = jobs_of(held).filter(state__in=jobs.UNFINISHED).values("subject_id")
    if SheetPrinting.objects.filter(pk__in=running, member=member).exists():
        raise ValidationError(_("Đang in bộ phiếu của thành viên này; hãy chờ một lát."))
    printing = SheetPrinting.objects.create(
        province_id=held.province_id, sitting=held, member=member, made_by=by
    )
    sheets = _name(printing, rows)
    _record(printing, held, sheets, by)
    jobs.start(
        province=held.province, kind=PRINTING_SHEETS, owner=by, subject_id=printing.pk,
        total=len(sheets) + 1,
    )  # fmt: skip
    return printing


def printable(sitting: Sitting, member: Member) -> QuerySet[Evaluation]:
    """Return the products of a sitting that the member scores and that are not open yet."""
    seats = Panel.objects.filter(member=member, scores=True).exclude(state=Panel.State.RECUSED)
    rows = Evaluation.objects.filter(sitting=sitting, status__in=UNDER_WAY, opened_at__isnull=True)
    return rows.filter(pk__in=seats.values("evaluation")).order_by("ordinal")


def _name(
    printing: SheetPrinting, evaluations: list[Evaluation], *, is_filled: bool = False
) -> list[PrintedSheet]:
    """Number the copies: of each product the next one of this member and pass."""
    known = PrintedSheet.objects.filter(evaluation__in=evaluations, member=printing.member)
    before = {
        (one["evaluation"], one["pass_no"]): one["n"]
        for one in known.order_by().values("evaluation", "pass_no").annotate(n=Count("pk"))
    }
    return [
        PrintedSheet.objects.create(
            province_id=printing.province_id, printing=printing, evaluation=one,
            member=printing.member, pass_no=one.pass_no, is_filled=is_filled, code=new_code(),
            number=before.get((one.pk, one.pass_no), 0) + 1,
        )
        for one in evaluations
    ]  # fmt: skip


def _record(
    printing: SheetPrinting, target: Sitting | Evaluation, sheets: list[PrintedSheet], by: User
) -> None:
    copies = [[one.evaluation_id, one.pass_no, one.number] for one in sheets]
    codes = [str(one) for one in sheets]
    journal.record(by=by, verb="print_sheets", target=target, member=printing.member, codes=codes)
    recording.append(
        "sheets_printed", by=by, target=target, about=printing.member.user_id, copies=copies
    )


def _whole(sheets: list[PrintedSheet]) -> QuerySet[PrintedSheet]:
    rows = PrintedSheet.objects.filter(pk__in=[one.pk for one in sheets])
    return rows.select_related(
        "province",
        "printing",
        "member__user",
        "member__council",
        "evaluation__sitting__council",
        "evaluation__submission__criteria_set__regulation",
    )


def jobs_of(sitting: Sitting) -> QuerySet[Job]:
    """Return the jobs that make paper sheets of a sitting."""
    made = SheetPrinting.objects.filter(sitting=sitting).values("pk")
    rows = Job.objects.filter(province=sitting.province_id, kind=PRINTING_SHEETS)
    return rows.filter(subject_id__in=made)


def print_step(job_id: int) -> Job | None:
    """Draw for about a second and ask for the next step; None: done, or somebody is at it."""
    job = jobs.taken(job_id)
    if job is None:
        return None
    printing = SheetPrinting.objects.select_related("sitting", "member__user").get(
        pk=job.subject_id
    )
    refusal = gettext_noop("Chưa in xong bộ phiếu giấy; hãy thử lại hoặc báo người vận hành.")
    jobs.step(job, lambda: _draw_some(printing), refusal=refusal)
    if job.state != Job.State.RUNNING:
        _tell(printing, job)
    job.save()
    return job


def _draw_some(printing: SheetPrinting) -> int:
    """Draw what a second allows; return how much is left, the joining among it."""
    sheets = list(_whole(list(printing.sheets.all())).order_by("evaluation__ordinal", "pk"))
    folder, until = folder_of(printing), time.monotonic() + STEP_SECONDS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    parts = [folder / f"{one.pk}.pdf" for one in sheets]
    for one, part in zip(sheets, parts, strict=True):
        if part.exists():
            continue
        draft = part.with_suffix(".draft")
        draft.write_bytes(draw(one))
        draft.replace(part)  # whole or not at all
        if time.monotonic() > until:
            break
    waiting = sum(not part.exists() for part in parts)
    if waiting or time.monotonic() > until:
        return waiting + 1
    _keep(printing, joined(part.read_bytes() for part in parts))
    shutil.rmtree(folder, ignore_errors=True)
    return 0


def _keep(printing: SheetPrinting, content: bytes) -> None:
    printing.sha256, printing.size = hashlib.sha256(content).hexdigest(), len(content)
    intake.write_once(printing.sha256, content, SUFFIX)
    printing.save(update_fields=["sha256", "size"])


def folder_of(printing: SheetPrinting) -> Path:
    """Return where the parts of a printing lie until they are joined."""
    return Path(settings.MEDIA_ROOT) / "sheet-printings" / str(printing.pk)


def path_of(printing: SheetPrinting) -> Path | None:
    """Return the PDF with every sheet of a printing, once it is there."""
    if not printing.sha256:
        return None
    path = intake.path_of(printing.sha256, SUFFIX)
    return path if path.exists() else None


@in_vietnamese
def _tell(printing: SheetPrinting, job: Job) -> None:
    text: Any = job.message or _("Bộ phiếu giấy của %(who)s đã in xong.") % {
        "who": printing.member.user
    }
    link = reverse("paper_sheets", args=[job.province.slug, printing.sitting_id])
    notify(province=job.province, to=job.owner, text=text, link=link)
