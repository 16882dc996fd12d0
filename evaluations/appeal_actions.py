"""Acts on an appeal: filed, registered, examined, decided; the result is never overwritten (D)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal
from accounts.models import JournalEntry, Notice, User
from accounts.permissions import Permission, Role, roles_with
from accounts.tongue import speaking_vietnamese
from accounts.workflow import move, refuse_verb
from councils.actions import tidy
from files import intake
from files.models import StoredFile
from products.commune_clock import calendar
from products.step_actions import rehear
from territories import clock

from . import recording
from .appeal_preview import Preview
from .appeal_states import APPEAL, OUTCOMES, REHEARD, AppealStatus
from .appeals import WhatIf, days_allowed, last_day
from .models import Appeal, AppealFile, Decision, Evaluation, Recognition
from .notices import tell_office, tell_parties
from .producer_links import links_to_producer
from .record import canonical, sha256
from .states import EVALUATION, DecisionStatus, EvaluationStatus

MOST_FILES = 10


def told_on(evaluation: Evaluation) -> date | None:
    """Return the day on which the result was told: its decision entered, or its refusal."""
    lines = Recognition.objects.filter(
        evaluation=evaluation, decision__status=DecisionStatus.ISSUED
    )
    issued = lines.order_by("decision__issued_at").values_list("decision__issued_at", flat=True)
    at = issued.last()
    if evaluation.status == EvaluationStatus.NOT_RANKED:
        refusals = JournalEntry.objects.filter(
            target_type=evaluation._meta.label_lower, target_id=evaluation.pk, verb="reject"
        )
        at = refusals.order_by("pk").values_list("at", flat=True).last() or at
    return timezone.localtime(at, clock.ZONE).date() if at else None


def told_star(evaluation: Evaluation) -> int | None:
    """Return the star that was given; none while the Ministry has the word, or if refused."""
    lines = Recognition.objects.filter(
        evaluation=evaluation,
        kind=Decision.Kind.RECOGNITION,
        decision__status=DecisionStatus.ISSUED,
    )
    return lines.order_by("pk").values_list("star", flat=True).last()


def open_until(evaluation: Evaluation) -> date | None:
    """Return the last day of the window; None: the result was not told yet."""
    known_on = told_on(evaluation)
    days = days_allowed(evaluation.province.settings)
    return last_day(known_on, days, calendar()) if known_on else None


def why_not(evaluation: Evaluation) -> str:
    """Say why no appeal against the result is taken today; empty: it is."""
    last = open_until(evaluation)
    if last is None:
        return _("Kết quả chưa được thông báo nên chưa khiếu nại được.")
    if clock.today() > last:
        return _("Đã hết thời hạn khiếu nại: ngày cuối là %(day)s.") % {"day": f"{last:%d/%m/%Y}"}
    if evaluation.forwarded_at is not None:
        return _("Hồ sơ đã chuyển lên cấp trên: kết quả do cấp trên xem xét.")
    if evaluation.appeals.exclude(status=AppealStatus.WITHDRAWN).exists():
        return _("Kết quả này đã có khiếu nại.")
    return ""


def acts_on_behalf(evaluation: Evaluation, by: User) -> bool:
    """Tell whether the person is none of the producer's own people (R28)."""
    producer = evaluation.submission.participation.product.producer_id
    own = by.producer_accounts.filter(producer=producer, period__contains=clock.today())
    return not own.exists()


@transaction.atomic
def file_appeal(
    *,
    evaluation: Evaluation,
    reason: str,
    by: User,
    signed_paper: UploadedFile | None = None,
    files: Iterable[UploadedFile] = (),
) -> Appeal:
    """Appeal against a result: the producer, or an officer with the paper that he has signed."""
    rows = Evaluation.objects.select_for_update(of=("self",))
    held = rows.select_related("province", "submission__participation__product").get(
        pk=evaluation.pk
    )
    if refusal := why_not(held):
        raise ValidationError(refusal)
    on_behalf, uploads = acts_on_behalf(held, by), list(files)
    errors = {}
    if not reason.strip():
        errors["reason"] = _("Hãy ghi nội dung, lý do khiếu nại.")
    if on_behalf and signed_paper is None:
        errors["signed_paper"] = _("Nộp thay thì phải kèm đơn khiếu nại đã ký của chủ thể.")
    if len(uploads) > MOST_FILES:
        errors["files"] = _("Mỗi khiếu nại kèm nhiều nhất %(most)s tệp.") % {"most": MOST_FILES}
    if errors:
        raise ValidationError(errors)
    appeal = Appeal.objects.create(
        province=held.province,
        evaluation=held,
        reason=reason.strip(),
        made_by=by,
        made_at=clock.now(),
        is_on_behalf=on_behalf,
        signed_paper=_kept(held, signed_paper, "signed_paper", by) if signed_paper else None,
    )
    kept = {one.pk: one for one in (_kept(held, upload, "files", by) for upload in uploads)}
    for one in kept.values():  # the same file twice is one file
        AppealFile.objects.create(province=held.province, appeal=appeal, file=one)
    journal.record(by=by, verb="file_appeal", target=appeal, on_behalf=on_behalf, files=len(kept))
    facts = {"on_behalf": on_behalf, "files": sorted(one.sha256 for one in kept.values())}
    _record("appeal_filed", appeal, by, words=appeal.reason, **facts)
    name = held.submission.snapshot["product"]["name"]
    tell_office(held.province, gettext_noop("Có khiếu nại kết quả của «%s».") % name, _link(appeal))
    tell_parties(
        held.submission, gettext_noop("Đã nhận khiếu nại kết quả của «%(product)s»."), _link(appeal)
    )
    return appeal


def _record(kind: str, appeal: Appeal, by: User, **facts: Any) -> None:
    """Write an act on an appeal into the record of the scoring that it is about."""
    recording.append(kind, by=by, target=appeal.evaluation, appeal=appeal.pk, **facts)


def _kept(evaluation: Evaluation, upload: UploadedFile, name: str, by: User) -> StoredFile:
    try:
        return intake.store(upload, province=evaluation.province, by=by)
    except ValidationError as refusal:
        raise ValidationError({name: refusal.messages}) from refusal


def _locked(appeal: Appeal) -> Appeal:
    rows = Appeal.objects.select_for_update(of=("self",)).select_related(
        "province", "rapporteur", "evaluation__submission__participation__product__producer"
    )
    return rows.get(pk=appeal.pk)


def _link(appeal: Appeal) -> str:
    return f"/{appeal.province.slug}/khieu-nai/{appeal.pk}/"


def refuse_step(held: Appeal, verb: str) -> None:
    """Say what move() would say, before anything is asked of what was typed."""
    refuse_verb(held, verb, APPEAL)


@transaction.atomic
def withdraw_appeal(*, appeal: Appeal, reason: str, by: User) -> Appeal:
    """Take an appeal back, as long as nothing is decided."""
    held = _locked(appeal)
    refuse_step(held, "withdraw")
    if not tidy(reason):
        raise ValidationError({"reason": _("Hãy ghi lý do.")})
    move(held, "withdraw", by=by, table=APPEAL, reason=tidy(reason))
    _record("appeal_withdrawn", held, by, words=tidy(reason))
    _tell(held, gettext_noop("Đã rút khiếu nại kết quả của «%(product)s»."))
    return held


@transaction.atomic
def register_appeal(*, appeal: Appeal, register_no: str, by: User) -> Appeal:
    """Enter the appeal in the province's register."""
    held = _locked(appeal)
    refuse_step(held, "register_appeal")
    held.register_no, held.registered_on = tidy(register_no), clock.today()
    if not held.register_no:
        raise ValidationError({"register_no": _("Hãy ghi số thụ lý.")})
    same = Appeal.objects.filter(
        register_no=held.register_no, registered_on__year=held.registered_on.year
    )
    if same.filter(province=held.province_id).exclude(pk=held.pk).exists():
        raise ValidationError({"register_no": _("Số thụ lý này đã được dùng.")})
    also = ("register_no", "registered_on")
    move(held, "register_appeal", by=by, table=APPEAL, also=also, number=held.register_no)
    _record("appeal_registered", held, by, words=held.register_no)
    _tell(held, gettext_noop("Khiếu nại kết quả của «%(product)s» đã được thụ lý."))
    return held


def took_part(evaluation: Evaluation) -> set[int]:
    """Return who had a hand in the result: none of them examines it.

    Its council and advisory team, whether there or not; who typed a paper sheet or decided on it;
    who concluded, who controlled, who issued the decision.
    """
    council, typed = evaluation.sitting.council, evaluation.rekeyings.order_by()
    objections = evaluation.objections.order_by()
    issued = Recognition.objects.filter(evaluation=evaluation, decision__issued_by__isnull=False)
    people = (
        evaluation.panel.order_by()
        .values_list("user_id")
        .union(
            council.members.order_by().values_list("user_id"),
            council.advisers.order_by().values_list("user_id"),
            typed.values_list("keyed_by_id"),
            typed.values_list("decided_by_id"),
            objections.values_list("by_id"),
            objections.values_list("answered_by_id"),
            issued.order_by().values_list("decision__issued_by_id"),
        )
    )
    found = {person for (person,) in people} | {evaluation.concluded_by_id}
    return (found | {evaluation.confirmed_by_id}) - {None}


def rapporteurs_for(appeal: Appeal) -> list[User]:
    """Return who may examine it: nobody who took part in the result, or is linked to its maker."""
    evaluation, today = appeal.evaluation, clock.today()
    found = User.objects.filter(
        assignments__province=appeal.province_id,
        assignments__role__in=[str(role) for role in roles_with(Permission.APPEAL_EXAMINE)],
        assignments__unit__isnull=True,
        assignments__period__contains=today,
        is_active=True,
    )
    found = found.exclude(pk__in=took_part(evaluation) | {appeal.made_by_id})
    people = list(found.distinct().order_by("full_name", "pk"))
    linked = links_to_producer(evaluation.submission, [one.pk for one in people])
    return [one for one in people if one.pk not in linked]


@transaction.atomic
def name_rapporteur(*, appeal: Appeal, rapporteur: User, by: User) -> Appeal:
    """Name who examines the appeal; another one may follow until there is a report."""
    held = _locked(appeal)
    refuse_step(held, "name_rapporteur")
    if rapporteur.pk not in {one.pk for one in rapporteurs_for(held)}:
        raise ValidationError(
            {
                "rapporteur": _(
                    "Người xem xét không được là người trong Hội đồng, Tổ tư vấn, người đã tham gia"
                    " kết luận, kiểm soát kết quả này hoặc có liên quan đến chủ thể."
                )
            }
        )
    held.rapporteur = rapporteur
    name = str(rapporteur)
    move(held, "name_rapporteur", by=by, table=APPEAL, also=("rapporteur",), rapporteur=name)
    _record("appeal_rapporteur", held, by, about=rapporteur.pk)
    product = held.evaluation.submission.snapshot["product"]["name"]
    Notice.objects.create(
        province=held.province,
        to=rapporteur,
        text=(gettext_noop("Anh/chị được cử xem xét khiếu nại kết quả của «%s».") % product)[:300],
        link=_link(held),
    )
    return held


def refuse_reporting(held: Appeal, by: User) -> None:
    """Refuse a report by another, out of its turn, or by whoever had a hand in the result."""
    if held.rapporteur_id != by.pk:
        raise ValidationError(_("Chỉ người được cử xem xét lập báo cáo này."))
    refuse_step(held, "report_appeal")
    if by.pk in took_part(held.evaluation):  # named before this was asked
        raise ValidationError(
            _(
                "Anh/chị đã tham gia kết quả này nên không xem xét khiếu nại: văn phòng cử người"
                " khác."
            )
        )


@transaction.atomic
def report_appeal(*, appeal: Appeal, findings: str, what_if: WhatIf, by: User) -> Appeal:
    """Hand in what was found, with what the sheets would say if it were judged so."""
    held = _locked(appeal)
    refuse_reporting(held, by)
    if not findings.strip():
        raise ValidationError({"findings": _("Hãy ghi kết quả xem xét.")})
    held.findings, held.reported_at = findings.strip(), clock.now()
    with speaking_vietnamese():
        held.preview = Preview(held.evaluation).as_json(what_if)
    also = ("findings", "reported_at", "preview")
    after = held.preview["after"]["star"]
    move(held, "report_appeal", by=by, table=APPEAL, also=also, star_after=after)
    _record("appeal_reported", held, by, words=held.findings, preview=_digest(held), star=after)
    name = held.evaluation.submission.snapshot["product"]["name"]
    words = gettext_noop("Khiếu nại kết quả của «%s» chờ quyết định.") % name
    tell_office(held.province, words, _link(held))
    _tell_leaders(held, words)
    return held


def _digest(appeal: Appeal) -> str:
    return sha256(canonical(appeal.preview))


def _tell_leaders(appeal: Appeal, text: str) -> None:
    leaders = User.objects.filter(
        assignments__province=appeal.province_id,
        assignments__role=Role.LEADER,
        assignments__unit__isnull=True,
        assignments__period__contains=clock.today(),
        is_active=True,
    )
    Notice.objects.bulk_create(
        Notice(province_id=appeal.province_id, to=one, text=text[:300], link=_link(appeal))
        for one in leaders.distinct()
    )


@transaction.atomic
def decide_appeal(
    *,
    appeal: Appeal,
    outcome: str,
    decision_no: str,
    decided_on: date,
    signer: str,
    reason: str,
    by: User,
    upload: UploadedFile | None = None,
) -> Appeal:
    """Record the signed decision; upheld, the product goes before its council again."""
    held = _locked(appeal)
    refuse_step(held, "uphold")  # every outcome follows from the same status
    if outcome not in OUTCOMES:
        raise ValidationError({"outcome": _("Hãy chọn kết quả giải quyết.")})
    held.decision_no, held.decided_on = tidy(decision_no), decided_on
    held.signer, held.decision_reason = tidy(signer), reason.strip()
    _check_paper(held)
    if upload is not None:
        held.decision_file = _kept(held.evaluation, upload, "upload", by)
    also = ("decision_no", "decided_on", "signer", "decision_reason", "decision_file")
    facts = {"number": held.decision_no, "decided_on": decided_on.isoformat()}
    move(held, OUTCOMES[outcome], by=by, table=APPEAL, also=also, **facts)
    told = {"outcome": outcome, "decided_on": decided_on.isoformat()}
    _record("appeal_decided", held, by, words=held.decision_reason, **told)
    if outcome in REHEARD:
        _bring_back(held, by)
    words = {
        AppealStatus.UPHELD: gettext_noop("Khiếu nại kết quả của «%(product)s» được chấp nhận."),
        AppealStatus.PARTLY_UPHELD: gettext_noop(
            "Khiếu nại kết quả của «%(product)s» được chấp nhận một phần."
        ),
        AppealStatus.DISMISSED: gettext_noop(
            "Khiếu nại kết quả của «%(product)s» không được chấp nhận."
        ),
    }
    _tell(held, words[outcome])
    return held


def _check_paper(appeal: Appeal) -> None:
    errors = {}
    for name in ("decision_no", "signer"):
        if not getattr(appeal, name):
            errors[name] = _("Trường này là bắt buộc.")
    if not appeal.decision_reason:
        errors["reason"] = _("Hãy ghi lý do.")
    if appeal.decided_on > clock.today():
        errors["decided_on"] = _("Ngày quyết định không được sau hôm nay.")
    elif appeal.decided_on < appeal.registered_on:
        errors["decided_on"] = _("Ngày quyết định không được trước ngày thụ lý.")
    if errors:
        raise ValidationError(errors)


def _bring_back(appeal: Appeal, by: User) -> None:
    """Let the submission be put on an agenda again; the result that was appealed stays."""
    held = Evaluation.objects.select_for_update(of=("self",)).get(pk=appeal.evaluation_id)
    if held.forwarded_at is not None:
        raise ValidationError(_("Hồ sơ đã chuyển lên cấp trên: kết quả do cấp trên xem xét."))
    if held.status == EvaluationStatus.APPROVED:  # else it would still go up to the Ministry
        move(held, "set_aside", by=by, table=EVALUATION, appeal=appeal.pk)
    rehear(participation=appeal.evaluation.submission.participation, by=by)


def _tell(appeal: Appeal, text: str) -> None:
    tell_parties(appeal.evaluation.submission, text, _link(appeal))
