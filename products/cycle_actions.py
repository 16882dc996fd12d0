"""Acts on a province's year: open it, set its due dates, add a round, close it."""

import unicodedata
from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts import journal
from accounts.models import User
from regulations.models import Procedure
from territories import clock
from territories.models import Province

from .cycle import Status, Step, default_deadlines
from .dossier_facts import latest_submission
from .models import Cycle, Participation, Round, StepDeadline
from .review_actions import round_of_request
from .rounds import rounds_of


@transaction.atomic
def open_cycle(*, province: Province, year: int, by: User) -> Cycle:
    """Open a year with the rounds of the book in force and the usual due dates."""
    today = clock.today()
    if not today.year <= year <= today.year + 1:
        raise ValidationError({"year": _("Chỉ mở được chu trình của năm nay hoặc năm sau.")})
    cycle = Cycle(province=province, year=year, opened_by=by)
    cycle.full_clean()
    cycle.save()
    procedure = Procedure.objects.in_force(today)
    terms = procedure.regulation.as_rules().rounds.get("province", ()) if procedure else ()
    for ordinal, dates in enumerate(rounds_of(year, terms), start=1):
        Round.objects.create(
            province=province,
            cycle=cycle,
            ordinal=ordinal,
            requests_before=dates.requests_before,
            held_before=dates.held_before,
        )
    taken_in = _take_in_waiting(province)
    deadlines = default_deadlines(year)
    for step, day in deadlines.items():
        StepDeadline.objects.create(province=province, cycle=cycle, step=step, due_on=day)
    journal.record(
        by=by,
        verb="open",
        target=cycle,
        book=procedure.regulation.number if procedure else None,
        rounds=len(terms),
        taken_in=taken_in,
        deadlines=_written(deadlines),
    )
    return cycle


@transaction.atomic
def set_deadlines(
    *, cycle: Cycle, by: User, deadlines: Mapping[int, date | None], known: str = ""
) -> Cycle:
    """Set the day by which each step should be done; none: the step has no due date.

    known: what stood when the form was opened (`standing`), to tell two desks apart.
    """
    row = _open(cycle)
    if known and known != standing(row):
        raise ValidationError(
            _("Người khác vừa sửa hạn. Bản đang lưu: %(theirs)s. Hãy xem lại rồi lưu."),
            code="stale",
            params={"theirs": standing(row)},
        )
    _refuse_disorder(row, deadlines)
    before = {one.step: one.due_on for one in row.deadlines.all()}
    for step, day in deadlines.items():
        if day is None:
            row.deadlines.filter(step=step).delete()
        else:
            StepDeadline.objects.update_or_create(
                cycle=row, step=step, defaults={"due_on": day, "province_id": row.province_id}
            )
    after = {one.step: one.due_on for one in row.deadlines.all()}
    if before != after:
        journal.record(
            by=by, verb="set_deadlines", target=row, before=_written(before), after=_written(after)
        )
    return row


def standing(cycle: Cycle) -> str:
    """Return the due dates in one line, a dash for none: «1: 15/03/2026; 2: 30/04/2026»."""
    days = sorted((one.step, one.due_on) for one in cycle.deadlines.all())
    return "; ".join(f"{step}: {day:%d/%m/%Y}" for step, day in days) or "–"


def _refuse_disorder(cycle: Cycle, deadlines: Mapping[int, date | None]) -> None:
    errors, last = {}, None
    for step in Step:
        day = deadlines.get(step)
        if day is None:
            continue
        if not date(cycle.year, 1, 1) <= day <= date(cycle.year + 1, 12, 31):
            errors[f"step_{step}"] = _("Hạn phải trong năm %(year)s hoặc năm sau.") % {
                "year": cycle.year
            }
        elif last is not None and day < last:
            errors[f"step_{step}"] = _("Hạn của bước sau không được trước hạn của bước trước.")
        last = day
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def add_round(
    *, cycle: Cycle, by: User, requests_before: date, held_before: date, reason: str
) -> Round:
    """Add a round beyond the two of the decree: only by rules and a plan, named here (5.1)."""
    row = _open(cycle)
    text = _tidy(reason)
    if not text:
        raise ValidationError({"reason": _("Hãy ghi căn cứ: quy chế và kế hoạch của đợt này.")})
    if held_before <= requests_before:
        raise ValidationError({"held_before": _("Ngày đánh giá phải sau ngày nhận đề nghị.")})
    if requests_before.year != row.year:
        raise ValidationError({"requests_before": _("Ngày này phải trong năm của chu trình.")})
    if row.rounds.filter(requests_before=requests_before).exists():
        raise ValidationError({"requests_before": _("Đã có đợt nhận đề nghị trước ngày này.")})
    last = row.rounds.aggregate(last=Max("ordinal"))["last"] or 0
    extra = Round.objects.create(
        province_id=row.province_id,
        cycle=row,
        ordinal=last + 1,
        requests_before=requests_before,
        held_before=held_before,
    )
    journal.record(
        by=by,
        verb="add_round",
        target=row,
        reason=text,
        requests_before=requests_before.isoformat(),
        held_before=held_before.isoformat(),
        taken_in=_take_in_waiting(row.province),
    )
    return extra


def _take_in_waiting(province: Province) -> int:
    """Put what was requested after the last round into the new one; what is judged stays out."""
    waiting = Participation.objects.select_for_update(of=("self",)).filter(
        province=province,
        round__isnull=True,
        step=Step.EVALUATION,
        status__in=(Status.AT_PROVINCE, Status.ACCEPTED),
    )
    taken_in = 0
    for row in waiting.exclude(submissions__evaluations__opened_at__isnull=False).order_by("pk"):
        report = getattr(latest_submission(row), "commune_report", None)
        if report is None or report.requested_on is None:
            continue
        if found := round_of_request(row, report.requested_on):
            row.round = found
            row.save(update_fields=["round"])
            taken_in += 1
    return taken_in


@transaction.atomic
def close_cycle(*, cycle: Cycle, by: User, note: str = "") -> Cycle:
    """Close a year: nothing new is entered in it; what is under way goes on under its year."""
    row = _open(cycle)
    if row.year > clock.today().year:
        raise ValidationError(_("Chu trình của năm sau chưa bắt đầu, không đóng được."))
    row.closed_at, row.closed_by = clock.now(), by
    row.save(update_fields=["closed_at", "closed_by"])
    under_way = row.participations.active().count()
    journal.record(by=by, verb="close_cycle", target=row, under_way=under_way, note=_tidy(note))
    return row


@transaction.atomic
def reopen_cycle(*, cycle: Cycle, by: User, reason: str) -> Cycle:
    """Open a year again that was closed too early."""
    row = Cycle.objects.select_for_update().get(pk=cycle.pk)
    if row.closed_at is None:
        raise ValidationError(_("Chu trình này đang mở."), code="transition")
    text = _tidy(reason)
    if not text:
        raise ValidationError({"reason": _("Hãy ghi lý do.")})
    row.closed_at = row.closed_by = None
    row.save(update_fields=["closed_at", "closed_by"])
    journal.record(by=by, verb="reopen_cycle", target=row, reason=text)
    return row


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _open(cycle: Cycle) -> Cycle:
    row = Cycle.objects.select_for_update().get(pk=cycle.pk)
    if row.closed_at is not None:
        raise ValidationError(_("Chu trình này đã kết thúc."))
    return row


def _written(deadlines: Mapping[int, date]) -> dict[str, str]:
    return {str(int(step)): day.isoformat() for step, day in deadlines.items()}
