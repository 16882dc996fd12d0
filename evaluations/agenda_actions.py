"""Before the scoring: the agenda, who sits before which product, the advisers' report."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import journal
from accounts.models import User
from accounts.tongue import speaking_vietnamese
from accounts.workflow import move, refuse_verb
from councils import actions as councils
from councils.actions import tidy
from councils.models import Attendance, Member, Sitting
from councils.sitting_steps import refuse_ended
from files import intake
from products.models import Submission
from territories import clock

from . import (
    interest_proposals,
    opinion_notices,
    record_facts,
    recording,
    seating,
    sitting_actions,
)
from .agenda_rules import (
    UNDER_WAY,
    appeal_upheld,
    check_form,
    check_submission,
    refuse_beginning,
    refuse_fixed,
    refuse_older,
    refuse_reporting,
)
from .former import carry_over, former_of
from .models import AdvisoryReport, Evaluation, Panel, ScoreSheet
from .out_of_round import outside_words, told_outside
from .readiness import readiness
from .seal import refusals_in_words
from .states import EVALUATION, EvaluationStatus, SheetStatus

State = Panel.State
# 26/2026/QĐ-TTg, Điều 7.6.d: nobody is kept from answering before the deadline.
ABSENT_AT_CLOSE = gettext_lazy(
    "Lấy ý kiến bằng văn bản: thành viên được trả lời đến hết hạn; ai không trả lời chỉ được ghi"
    " vắng khi khép lại lấy ý kiến."
)


@transaction.atomic
def put_on_agenda(
    *, sitting: Sitting, submission: Submission, by: User, outside_round: str = ""
) -> Evaluation:
    """Put an accepted dossier on a sitting's agenda, with the members who sit before it.

    outside_round: on which rules and plan a product outside its round is heard (Điều 5).
    """
    held = Sitting.objects.select_related("council").select_for_update(of=("self",))
    held = held.get(pk=sitting.pk)
    refuse_ended(held)
    check_submission(submission, held)
    last = held.agenda.aggregate(last=Max("ordinal"))["last"] or 0
    evaluation = Evaluation(
        province_id=held.province_id,
        submission=submission,
        sitting=held,
        is_rehearsal=held.is_rehearsal,
        level=held.council.level,
        ordinal=last + 1,
        appeal=appeal_upheld(submission, held.council.level),
        former=former_of(submission, held),
    )
    evaluation.full_clean()
    check_form(evaluation)
    outside = _outside(evaluation, tidy(outside_round))
    evaluation.result = {"outside_round": outside} if outside else {}
    evaluation.save()
    seating.seat_members(evaluation, by)
    for member, reason in carry_over(evaluation, by):
        set_place(evaluation=evaluation, member=member, state=State.RECUSED, reason=reason, by=by)
    facts = {"sitting": held.pk, "ordinal": last + 1} | outside
    journal.record(by=by, verb="put_on_agenda", target=evaluation, **facts)
    recording.append(
        "put_on_agenda",
        by=by,
        target=evaluation,
        ordinal=last + 1,
        dossier=submission.sha256,
        panel=record_facts.panel(evaluation),
        **({"former": evaluation.former_id} if evaluation.former_id else {}),
        **({"outside_round": True, "words": outside["basis"]} if outside else {}),
    )
    return evaluation


def _outside(evaluation: Evaluation, basis: str) -> dict[str, str]:
    """Return why the product is heard outside its round, and on what; an appeal asks for none."""
    if evaluation.appeal is not None:
        return {}
    submission = evaluation.submission
    if not told_outside([submission], evaluation.sitting, basis):  # or a refusal, in his language
        return {}
    with speaking_vietnamese():
        return {"outside": outside_words(submission, evaluation.sitting), "basis": basis}


@transaction.atomic
def put_all_on_agenda(
    *, sitting: Sitting, submissions: Iterable[Submission], by: User, outside_round: str = ""
) -> list[Evaluation]:
    """Put several dossiers on the agenda, all or none."""
    return [
        put_on_agenda(sitting=sitting, submission=one, by=by, outside_round=outside_round)
        for one in submissions
    ]


def locked(evaluation: Evaluation) -> Evaluation:
    """Lock an evaluation and read its sitting and council along."""
    rows = Evaluation.objects.select_for_update(of=("self",))
    return rows.select_related("sitting__council", "submission__criteria_set__regulation").get(
        pk=evaluation.pk
    )


def _locked_unopened(evaluation: Evaluation) -> Evaluation:
    held = locked(evaluation)
    refuse_fixed(held)
    return held


def _place(evaluation: Evaluation, member: Member) -> Panel:
    found = Panel.objects.select_for_update().filter(evaluation=evaluation, member=member).first()
    if found is None:
        raise ValidationError({"member": _("Người này không thuộc hội đồng của sản phẩm.")})
    return found


def recuse(*, evaluation: Evaluation, member: Member, reason: str, by: User) -> Panel:
    """Take a member with an interest out: no dossier, no sheet that counts, no quorum (R20)."""
    return _set_state(evaluation, member, State.RECUSED, reason, by)


def mark_absent(*, evaluation: Evaluation, member: Member, reason: str, by: User) -> Panel:
    """Say with a reason that a member is not there for this product (R19)."""
    return _set_state(evaluation, member, State.ABSENT, reason, by)


def mark_present(*, evaluation: Evaluation, member: Member, by: User) -> Panel:
    """Seat a member again; one who was recused only before the scoring begins."""
    return _set_state(evaluation, member, State.PRESENT, "", by)


def set_place(
    *, evaluation: Evaluation, member: Member, state: str, reason: str, by: User
) -> Panel:
    """Say how a member stands to a product: there, absent or recused."""
    if state == State.RECUSED:
        return interest_proposals.recuse_by_office(
            _set_state, evaluation=evaluation, member=member, reason=reason, by=by
        )
    if state == State.ABSENT and evaluation.sitting.is_written:
        raise ValidationError({"state": ABSENT_AT_CLOSE})
    return _set_state(evaluation, member, state, "" if state == State.PRESENT else reason, by)


@transaction.atomic
def _set_state(evaluation: Evaluation, member: Member, state: str, reason: str, by: User) -> Panel:
    held = _locked_unopened(evaluation)
    place = _place(held, member)
    reason = tidy(reason)
    if state != State.PRESENT and not reason:
        raise ValidationError({"reason": _("Hãy ghi lý do.")})
    if state == State.ABSENT and _handed_in(held, member):
        raise ValidationError(
            {"member": _("Thành viên này đã nộp phiếu: phiếu được tính, không ghi vắng được.")}
        )
    if state != State.RECUSED:
        seating.refuse_left_out(held, member)
        seating.refuse_linked(held, member)
    if place.state == State.RECUSED and held.status != EvaluationStatus.OPEN:
        raise ValidationError(
            {"member": _("Đã bắt đầu chấm: người không tham gia không trở lại được.")}
        )
    if state == State.PRESENT and _missed_the_roll(held, member):
        raise ValidationError({"member": _("Thành viên này vắng phiên họp: hãy điểm danh lại.")})
    seating.write_place(held, place, state, reason, by)
    return place


def _handed_in(evaluation: Evaluation, member: Member) -> bool:
    sheets = ScoreSheet.objects.filter(evaluation=evaluation, member=member)
    return sheets.filter(pass_no=evaluation.pass_no, status=SheetStatus.SUBMITTED).exists()


def _missed_the_roll(evaluation: Evaluation, member: Member) -> bool:
    return evaluation.sitting.attendance.filter(member=member, is_present=False).exists()


def declare_interest(*, evaluation: Evaluation, reason: str, by: User) -> Panel:
    """A member takes himself out; from then on the dossier is not there for him (R20)."""
    place = evaluation.panel.select_related("member").filter(user=by).first()
    if place is None:
        raise ValidationError(_("Anh/chị không ở trong hội đồng của sản phẩm này."))
    return recuse(evaluation=evaluation, member=place.member, reason=reason, by=by)


@transaction.atomic
def call_roll(*, sitting: Sitting, by: User, absent: Mapping[int, str]) -> list[Attendance]:
    """Call the roll; whoever is away is absent for every product that he has not yet judged."""
    before = {row.member_id: row.reason for row in sitting.attendance.filter(is_present=False)}
    rows = councils.call_roll(sitting=sitting, by=by, absent=absent)
    now = {row.member_id: row.reason for row in rows if not row.is_present}
    agenda = Evaluation.objects.select_for_update(of=("self",)).filter(
        sitting=sitting, status__in=UNDER_WAY, opened_at__isnull=True
    )
    for evaluation in agenda.order_by("pk"):
        places = evaluation.panel.select_related("member").exclude(state=State.RECUSED)
        for place in places:
            _follow_the_roll(evaluation, place, before, now, by)
    away = [row.member.user_id for row in rows if not row.is_present]
    names = recording.references(sitting.province_id, away)
    recording.append(
        "roll_called",
        by=by,
        target=sitting,
        present=len(rows) - len(away),
        absent=sorted(names.values()),
    )
    return rows


def _follow_the_roll(
    evaluation: Evaluation, place: Panel, before: dict[int, str], now: dict[int, str], by: User
) -> None:
    if place.member_id in now:
        if place.state == State.PRESENT and _handed_in(evaluation, place.member):
            return  # he was there for it
        place.state, place.reason = State.ABSENT, now[place.member_id]
    elif place.state == State.ABSENT and before.get(place.member_id) == place.reason:
        place.state, place.reason = State.PRESENT, ""
    else:
        return
    place.by = by
    place.save()


@transaction.atomic
def take_off_agenda(*, evaluation: Evaluation, reason: str, by: User) -> Evaluation:
    """Cancel the judging with a reason; not once the sheets are open, lest a result be escaped."""
    held = locked(evaluation)
    refuse_taking_off(held)
    if not tidy(reason):
        raise ValidationError({"reason": _("Hãy ghi lý do.")})
    done = move(held, "cancel", by=by, table=EVALUATION, reason=tidy(reason))
    recording.append("taken_off", by=by, target=done, words=tidy(reason))
    return done


def refuse_taking_off(held: Evaluation) -> None:
    """Refuse to take off what is open, lest a result be escaped, or what is off or over."""
    refuse_verb(held, "cancel", EVALUATION)
    if held.opened_at is not None:
        raise ValidationError(_("Phiếu đã mở: phải kết luận, không rút khỏi chương trình được."))


@transaction.atomic
def write_advisory_report(
    *,
    evaluation: Evaluation,
    by: User,
    text: str,
    site_visited_on: date | None = None,
    upload: UploadedFile | None = None,
    version: int = 0,
) -> AdvisoryReport:
    """Say what was found in the file and on the site: the advisory team's word (Điều 7.3.c).

    On a re-evaluation it is the office's that manages OCOP (Điều 7.6.c).
    """
    held = locked(evaluation)
    refuse_reporting(held, by)
    if not text.strip():
        raise ValidationError({"text": _("Hãy ghi nội dung báo cáo.")})
    if site_visited_on and site_visited_on > clock.today():
        raise ValidationError({"site_visited_on": _("Ngày này không được sau hôm nay.")})
    refuse_older(held, version, text=text.strip(), site_visited_on=site_visited_on)
    facts: dict[str, Any] = {
        "province_id": held.province_id,
        "text": text.strip(),
        "site_visited_on": site_visited_on,
        "written_by": by,
    }
    if upload is not None:
        facts["file"] = intake.store(upload, province=held.province, by=by)
    report, _is_new = AdvisoryReport.objects.update_or_create(evaluation=held, defaults=facts)
    journal.record(by=by, verb="write_advisory_report", target=held, report=report.pk)
    recording.append(
        "advisory_report",
        by=by,
        target=held,
        words=report.text,
        file=report.file.sha256 if report.file else None,
        site_visited_on=site_visited_on and site_visited_on.isoformat(),
    )
    return report


def begin_scoring(*, evaluation: Evaluation, by: User, reason: str = "") -> Evaluation:
    """Let the members score: quorum, samples and dossier stand; warnings are answered for."""
    _look_at_members(evaluation, by)
    return _begin_scoring(evaluation, by, reason)


@transaction.atomic
def _look_at_members(evaluation: Evaluation, by: User) -> None:
    """Note what links members to the producer by now: that stays, also if nothing begins for it."""
    held = locked(evaluation)
    if held.status == EvaluationStatus.OPEN:  # later the panel is fixed; move() says so in words
        seating.seat_again(held, by)


@transaction.atomic
def _begin_scoring(evaluation: Evaluation, by: User, reason: str) -> Evaluation:
    held = locked(evaluation)
    refuse_beginning(held)
    seating.follow_rules(held)
    found = readiness(held, held.panel.select_related("member"))
    if found.problems:
        raise ValidationError(list(found.problems))
    reason = tidy(reason)
    if found.needs_reason and not reason:
        cautions = [one.text for one in found.warnings if one.needs_reason]
        raise ValidationError({"reason": [*cautions, _("Hãy ghi lý do vẫn chấm.")]})
    with refusals_in_words():
        if not held.is_rehearsal:
            councils.freeze_rules(council=held.sitting.council, by=by)
        facts = {
            "quorum": [found.quorum.present, found.quorum.appointed, found.quorum.needed],
            "warnings": _kept_warnings(held),
            "reason": reason,
        }
        held.result = held.result | {"begin": facts}
        held.rules = held.sitting.council.rules.as_json()
        held.save(update_fields=["result", "rules"])
        done = move(held, "begin_scoring", by=by, table=EVALUATION, **facts)
        recording.append("scoring_begun", by=by, target=done, **record_facts.beginning(done, facts))
        if done.sitting.is_written:
            opinion_notices.tell_of_sheet(done)
        return done


def _kept_warnings(held: Evaluation) -> list[str]:
    """Return the warnings in the language in which the result is kept and the minutes printed."""
    with speaking_vietnamese():
        found = readiness(held, held.panel.select_related("member"))
        return [one.text for one in found.warnings]


@transaction.atomic
def end_sitting(*, sitting: Sitting, by: User) -> Sitting:
    """End the meeting once every product on its agenda is concluded or taken off."""
    waiting = sitting.agenda.filter(status__in=UNDER_WAY).order_by("ordinal")
    names = [str(one.submission) for one in waiting.select_related("submission")]
    if names:
        raise ValidationError(
            _("Còn %(count)s sản phẩm chưa kết luận, đầu tiên là %(first)s.")
            % {"count": len(names), "first": names[0]}
        )
    return sitting_actions.close(sitting=sitting, by=by)
