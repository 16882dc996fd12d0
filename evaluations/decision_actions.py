"""Acts on decisions: drafted with their annex, issued by the leader; results without a star."""

from collections.abc import Collection, Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal
from accounts.models import User
from accounts.tongue import speaking_vietnamese
from accounts.versions import stale
from accounts.workflow import move
from files import intake
from files.models import StoredFile
from products.step_actions import close, open_promotion
from territories import clock
from territories.models import Province

from .awards import (
    AWAITING_CONTROL,
    TO_APPROVE,
    TO_RECOGNISE,
    TO_REJECT,
    WITHDRAWN,
    star_to_decide,
)
from .certificate_actions import issue_certificates
from .competence import decided_by, district_deciding
from .models import Decision, Evaluation, Recognition
from .national_actions import return_certificates
from .notices import tell_parties
from .renewal_actions import end_extension
from .resting import obstacles, told_fallen, words_of
from .states import DECISION, EVALUATION, DecisionStatus, EvaluationStatus

FITS = {Decision.Kind.RECOGNITION: TO_RECOGNISE, Decision.Kind.APPROVAL: TO_APPROVE}


@transaction.atomic
def draft_decision(
    *, province: Province, kind: str, title: str, evaluations: Collection[Evaluation], by: User
) -> Decision:
    """Draft a decision over concluded results, with the annex in their order on the agenda."""
    if not evaluations:
        raise ValidationError({"evaluations": _("Hãy chọn ít nhất một kết quả.")})
    decision = Decision(
        province=province,
        kind=kind,
        unit=district_deciding(next(iter(evaluations))),
        title=" ".join(title.split()),
        drafted_by=by,
    )
    decision.full_clean(exclude=["province"])
    decision.save()
    _append(decision, evaluations, by=by)
    journal.record(by=by, verb="draft", target=decision, lines=len(evaluations))
    return decision


def _append(decision: Decision, evaluations: Iterable[Evaluation], *, by: User) -> None:
    """Write the lines; every result is locked, still undecided and of the decision's kind."""
    wanted = [one.pk for one in evaluations]
    rows = Evaluation.objects.select_for_update().order_by("pk").filter(pk__in=wanted)
    list(rows)  # locked first: a result goes on one annex only
    _refuse_undecidable(Evaluation.objects.filter(pk__in=wanted), by=by)
    own = decided_by(decision.unit, Evaluation.objects.all())
    fitting = Evaluation.objects.filter(FITS[decision.kind], own, pk__in=wanted)
    found = {one.pk: one for one in fitting}
    if len(found) < len(set(wanted)):
        raise ValidationError(
            {
                "evaluations": _(
                    "Có kết quả đã nằm trong quyết định khác, không thuộc loại này hoặc thuộc thẩm"
                    " quyền của cấp khác."
                )
            }
        )
    last = decision.recognitions.aggregate(last=Max("ordinal"))["last"] or 0
    order = sorted(found.values(), key=lambda one: (one.sitting_id, one.ordinal))
    Recognition.objects.bulk_create(
        Recognition(
            province_id=decision.province_id,
            decision=decision,
            evaluation=one,
            kind=decision.kind,
            star=star_to_decide(one),
            ordinal=ordinal,
        )
        for ordinal, one in enumerate(order, last + 1)
    )


def withdrawn_names(rows: QuerySet[Evaluation]) -> str:
    """Return the products that were withdrawn since, in words; empty: none."""
    gone = [one.submission for one in rows.filter(WITHDRAWN).select_related("submission")]
    return ", ".join(f"{one.snapshot['product']['name']} ({one.product_code})" for one in gone)


def withdrawn_from(decision: Decision) -> str:
    """Name what is on a draft and was withdrawn since: it cannot be issued."""
    if decision.status != DecisionStatus.DRAFT:
        return ""
    return withdrawn_names(Evaluation.objects.filter(recognition__decision=decision))


def obstacles_on(decision: Decision) -> list[str]:
    """Say what on a draft cannot be decided on: its certificate was withdrawn since (R22)."""
    if decision.status != DecisionStatus.DRAFT:
        return []
    return _obstacles(Evaluation.objects.filter(recognition__decision=decision))


def _obstacles(
    rows: QuerySet[Evaluation], *, by: User | None = None, lock: bool = False
) -> list[str]:
    found = list(rows.select_related("submission__participation").order_by("pk"))
    standing, told = obstacles(found, by=by, lock=lock), []
    for one in found:
        if basis := standing.get(one.pk):
            copy, at_home = one.submission, one.submission.participation_id is not None
            words = basis.advice if at_home else basis.advice_at_ministry
            told.append(f"«{copy.snapshot['product']['name']}» ({copy.product_code}): {words}")
    return told


def _refuse_undecidable(rows: QuerySet[Evaluation], *, by: User, lock: bool = False) -> None:
    """Refuse drafts that no controller has confirmed, and products that were withdrawn since.

    lock: hold the certificates of upgrades and re-evaluations until they are replaced.
    """
    if gone := withdrawn_names(rows):
        text = _("Đã rút khỏi chu trình, không quyết định được nữa: %(names)s.")
        raise ValidationError({"evaluations": text % {"names": gone}})
    if found := _obstacles(rows, by=by, lock=lock):
        raise ValidationError({"evaluations": found})
    waiting = [str(one) for one in rows.filter(AWAITING_CONTROL).select_related("submission")]
    if waiting:
        text = _("Chưa được kiểm soát xác nhận: %(names)s.") % {"names": ", ".join(waiting)}
        raise ValidationError({"evaluations": text})


def _locked_draft(decision: Decision) -> Decision:
    row = Decision.objects.select_for_update(of=("self",)).select_related("province", "unit")
    row = row.get(pk=decision.pk)
    if row.status != DecisionStatus.DRAFT:
        raise ValidationError(_("Quyết định đã ban hành, không sửa được nữa."), code="transition")
    return row


@transaction.atomic
def revise_draft(
    *, decision: Decision, title: str, by: User, version: int | None = None
) -> Decision:
    """Word the draft's subject anew; version: of the one that was seen."""
    row = _locked_draft(decision)
    if version is not None and version != row.version:
        values = {"mine": {"title": title}, "theirs": {"title": row.title}}
        raise ValidationError(stale(row, ["title"], **values))
    before, row.title = row.title, " ".join(title.split())
    row.full_clean(exclude=["province"], validate_constraints=False)
    row.save(update_fields=["title"])
    journal.record(by=by, verb="revise", target=row, title=[before, row.title])
    return row


@transaction.atomic
def add_lines(*, decision: Decision, evaluations: Collection[Evaluation], by: User) -> Decision:
    """Add results at the end of a draft's annex."""
    row = _locked_draft(decision)
    if not evaluations:
        raise ValidationError({"evaluations": _("Hãy chọn ít nhất một kết quả.")})
    _append(row, evaluations, by=by)
    journal.record(by=by, verb="add_lines", target=row, lines=len(evaluations))
    return row


@transaction.atomic
def remove_line(*, recognition: Recognition, by: User) -> Decision:
    """Take a line out of a draft; the numbers close up."""
    row = _locked_draft(recognition.decision)
    journal.record(by=by, verb="remove_line", target=row, line=recognition)
    row.recognitions.filter(pk=recognition.pk).delete()
    for ordinal, line in enumerate(row.recognitions.order_by("ordinal"), 1):
        if line.ordinal != ordinal:
            line.ordinal = ordinal
            line.save(update_fields=["ordinal"])
    return row


@transaction.atomic
def remove_draft(*, decision: Decision, by: User) -> None:
    """Throw a draft away; its results wait for another decision."""
    row = _locked_draft(decision)
    journal.record(by=by, verb="remove_draft", target=row, lines=row.recognitions.count())
    row.recognitions.all().delete()
    row.delete()


@transaction.atomic
def issue_decision(
    *,
    decision: Decision,
    number: str,
    signed_on: date,
    signer: str,
    signer_title: str,
    by: User,
    upload: UploadedFile | None = None,
) -> Decision:
    """Enter number, date and signer of the signed paper; the results are decided with it."""
    row = _locked_draft(decision)
    row.number, row.signed_on = " ".join(number.split()), signed_on
    row.signer, row.signer_title = " ".join(signer.split()), signer_title.strip()
    row.issued_at, row.issued_by = clock.now(), by
    lines = _lines(row)
    _refuse_undecidable(Evaluation.objects.filter(recognition__decision=row), by=by, lock=True)
    _check_paper(row, lines)
    if upload is not None:
        row.file = _scan(row, upload, by=by)
    for line in lines:
        _decide(row, line, by=by)
    move(
        row,
        "issue",
        by=by,
        table=DECISION,
        also=("number", "signed_on", "signer", "signer_title", "file", "issued_at", "issued_by"),
        number=row.number,
        signed_on=row.signed_on.isoformat(),
        lines=len(lines),
    )
    if row.kind == Decision.Kind.RECOGNITION:
        issue_certificates(decision=row, lines=lines, by=by)
        if row.province.kind == Province.Kind.MINISTRY:
            return_certificates(decision=row, lines=lines, by=by)
    return row


def _scan(decision: Decision, upload: UploadedFile, *, by: User) -> StoredFile:
    kinds = (StoredFile.Kind.PDF,)
    return intake.store(upload, province=decision.province, by=by, kinds=kinds)


def _lines(decision: Decision) -> list[Recognition]:
    """Return the annex with its results locked, in a fixed order, and all that gets printed."""
    held = Evaluation.objects.select_for_update().filter(recognition__decision=decision)
    list(held.order_by("pk"))
    lines = decision.recognitions.select_related(
        "evaluation__province",
        "evaluation__sitting__council__unit",
        "evaluation__submission__procedure__regulation",
        "evaluation__submission__criteria_set__product_set__line",
        "evaluation__submission__participation__product__producer",
        "evaluation__submission__participation__product__line",
    )
    return list(lines.order_by("ordinal"))


def _check_paper(decision: Decision, lines: list[Recognition]) -> None:
    errors: dict[str, str] = {}
    for name in ("number", "signer", "signer_title"):
        if not getattr(decision, name):
            errors[name] = _("Trường này là bắt buộc.")
    same = Decision.objects.filter(
        province=decision.province_id,
        unit=decision.unit_id,
        number=decision.number,
        signed_on__year=decision.signed_on.year,
    )
    if decision.number and same.exclude(pk=decision.pk).exists():
        errors["number"] = _("Số quyết định này đã được dùng.")
    if decision.signed_on > clock.today():
        errors["signed_on"] = _("Ngày ký không được sau hôm nay.")
    elif decision.unit is not None and decision.signed_on not in decision.unit.valid:
        errors["signed_on"] = _("Ngày này %(unit)s không tồn tại.") % {"unit": decision.unit}
    held_on = max((line.evaluation.sitting.held_on for line in lines), default=None)
    if held_on and decision.signed_on < held_on:
        errors["signed_on"] = _("Ngày ký không được trước ngày họp hội đồng (%(day)s).") % {
            "day": f"{held_on:%d/%m/%Y}"
        }
    if errors:
        raise ValidationError(errors)
    if not lines:
        raise ValidationError(_("Danh sách kèm theo còn trống: hãy thêm ít nhất một kết quả."))


def _decide(decision: Decision, line: Recognition, *, by: User) -> None:
    evaluation, facts = line.evaluation, {"decision": decision.number, "star": line.star}
    if evaluation.status == EvaluationStatus.CONCLUDED:  # else approved before (Điều 7.4.g)
        move(evaluation, "approve", by=by, table=EVALUATION, **facts)
    if decision.kind == Decision.Kind.RECOGNITION:
        move(evaluation, "recognise", by=by, table=EVALUATION, **facts)
        participation = evaluation.submission.participation
        if participation is not None:  # the Ministry knows the submission alone
            open_promotion(participation=participation, by=by)
        return
    tell_parties(
        evaluation.submission,
        gettext_noop(
            "Kết quả đánh giá sản phẩm «%(product)s» đã được phê duyệt, đang chờ chuyển Bộ."
        ),
    )


@transaction.atomic
def reject(*, evaluation: Evaluation, by: User) -> Evaluation:
    """Tell producer and commune that the result gives no star; the product may try again."""
    Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    row = Evaluation.objects.filter(TO_REJECT, pk=evaluation.pk).first()
    if row is None:
        raise ValidationError(
            _(
                "Chỉ thông báo không công nhận với kết quả không được xếp hạng, đã được kiểm soát"
                " xác nhận."
            )
        )
    way, outcome = row.submission.participation, row.result["outcome"]
    with speaking_vietnamese():
        fallen = told_fallen(way)
    reasons = [str(reason) for reason in outcome.get("reasons", ())]
    reasons += [fallen] if fallen else []
    move(row, "reject", by=by, table=EVALUATION, star=row.star, reasons=reasons)
    if way is not None:
        end_extension(participation=way, by=by)
    with speaking_vietnamese():  # the day to which the old certificate holds is known now
        text = fallen or words_of(row.submission, outcome, is_told=True) or _outcome_text(row)
    if way is not None:
        close(participation=way, outcome=text, by=by)
    tell_parties(row.submission, "«%(product)s»: " + text)
    return row


def _outcome_text(evaluation: Evaluation) -> str:
    if "knocked_out" in evaluation.result["outcome"].get("reasons", ()):
        return _("Không được công nhận: vướng điều kiện loại của bộ tiêu chí.")
    if evaluation.star:
        return _("Đạt %(star)s sao: chưa đủ điều kiện được công nhận.") % {"star": evaluation.star}
    return _("Không được công nhận.")
