"""Acts at the Ministry on a forwarded file, and what the province makes of the answer (7.4)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal
from accounts.models import User
from accounts.tongue import in_vietnamese, speaking_vietnamese
from accounts.workflow import TransitionRefused, move
from councils.actions import tidy
from products.cycle import Purpose, Status
from products.locking import lock
from products.models import SampleReceipt, Submission
from products.step_actions import close, open_promotion
from territories import clock

from .basis import LIVE
from .certificate_actions import supersede
from .crossing import at_home
from .forwarding_actions import told
from .models import (
    Certificate,
    Decision,
    Evaluation,
    NationalResult,
    Package,
    PublishedCertificate,
    Recognition,
)
from .notices import tell_parties
from .page_actions import carry_page
from .readiness import OFF_AGENDA, SAMPLES
from .renewal_actions import end_extension
from .resting import obstacles, words_of
from .states import EVALUATION, PACKAGE, EvaluationStatus, PackageStatus

# Concluded at the centre below five stars: it goes back to the province, there is no decision.
TO_RETURN = Q(
    status=EvaluationStatus.CONCLUDED,
    confirmed_at__isnull=False,
    submission__participation__isnull=True,
) & ~Q(result__outcome__kind="award")
Way = NationalResult.Way


def refuse_step(package: Package, verb: str) -> None:
    """Refuse what the file does not take as it stands now."""
    if verb == "record_samples":
        if not takes_samples(package):
            text = _("Chỉ ghi nhận khi hồ sơ đã tiếp nhận và hội đồng chưa bắt đầu chấm.")
            raise TransitionRefused(text, code="transition")
    elif verb not in PACKAGE[package.status]:
        text = _("Hồ sơ đang ở trạng thái «%(status)s»: không làm được việc này nữa.")
        status = {"status": package.get_status_display()}
        raise TransitionRefused(text % status, code="transition")


def _locked(package: Package, verb: str) -> Package:
    rows = Package.objects.select_for_update(of=("self",)).select_related(
        "submission__criteria_set", "province"
    )
    row = rows.get(pk=package.pk)
    if row.answers_to is None:
        raise TransitionRefused(_("Việc này do Bộ thực hiện."), code="transition")
    refuse_step(row, verb)
    return row


def _mirror(package: Package, verb: str, by: User, **facts: Any) -> Package:
    """Take the same act on the province's row; the caller has opened the province."""
    rows = Package.objects.select_for_update(of=("self",)).select_related("evaluation__submission")
    row = rows.get(evaluation=package.answers_to)
    for name, value in facts.items():
        setattr(row, name, value)
    return move(row, verb, by=by, table=PACKAGE, also=tuple(facts))


@transaction.atomic
def receive_package(
    *, package: Package, by: User, samples: int | None = None, site_visited_on: date | None = None
) -> Package:
    """Take the file in: its papers are complete, its samples have come (7.4.a, R18)."""
    row = _locked(package, "receive")
    if samples is None and row.submission.criteria_set.samples != 0:
        raise ValidationError({"samples": _("Hãy ghi số sản phẩm mẫu đã nhận.")})
    needed = samples_due(row, site_visited_on)
    if (samples or 0) < needed:
        text = _("Hồ sơ này cần %(needed)s sản phẩm mẫu; chưa nhận đủ thì chưa tiếp nhận.")
        raise ValidationError({"samples": text % {"needed": needed}})
    move(row, "receive", by=by, table=PACKAGE, samples=samples or 0)
    _log(row, samples or 0, site_visited_on, by)
    with at_home(row.submission, by):
        _mirror(row, "receive", by)
    tell_parties(
        row.submission, gettext_noop("Bộ đã tiếp nhận hồ sơ đề nghị 5 sao của «%(product)s».")
    )
    return row


def samples_due(package: Package, site_visited_on: date | None = None) -> int:
    """Return how many samples must have come; a silent book takes the visit for them (R18)."""
    asked = package.submission.criteria_set.samples
    if asked is None:
        return SAMPLES if package.samples_sent and site_visited_on is None else 0
    return asked


def _log(package: Package, samples: int, site_visited_on: date | None, by: User) -> None:
    """Write down what came, never more than the province sent, or the visit to the place."""
    receipts = package.submission.sample_receipts.all()
    if samples < 0 or sum(one.count for one in receipts) + samples > package.samples_sent:
        text = _("Tỉnh ghi gửi kèm %(sent)s sản phẩm mẫu.") % {"sent": package.samples_sent}
        raise ValidationError({"samples": text})
    if site_visited_on and site_visited_on > clock.today():
        raise ValidationError({"site_visited_on": _("Ngày này không được sau hôm nay.")})
    if samples or site_visited_on:
        SampleReceipt.objects.create(
            province_id=package.province_id,
            submission=package.submission,
            count=samples,
            received_on=clock.today() if samples else None,
            site_visited_on=site_visited_on,
            recorded_by=by,
        )


def takes_samples(package: Package) -> bool:
    """Tell whether samples or a visit are still logged: taken in, and no scoring has begun."""
    judged = package.submission.evaluations.exclude(status__in=(*OFF_AGENDA, EvaluationStatus.OPEN))
    return package.status == PackageStatus.RECEIVED and not judged.exists()


@transaction.atomic
def log_samples(
    *, package: Package, by: User, samples: int | None = None, site_visited_on: date | None = None
) -> Package:
    """Log what came, or the visit that was made, after the file was taken in (R18)."""
    row = _locked(package, "record_samples")
    if not samples and site_visited_on is None:
        if row.submission.criteria_set.samples == 0:
            text = _("Hãy ghi ngày khảo sát thực tế tại điểm.")
            raise ValidationError({"site_visited_on": text})
        raise ValidationError({"samples": _("Hãy ghi số sản phẩm mẫu đã nhận.")})
    _log(row, samples or 0, site_visited_on, by)
    visited = site_visited_on and site_visited_on.isoformat()
    journal.record(
        by=by, verb="record_samples", target=row, count=samples or 0, site_visited_on=visited
    )
    return row


@transaction.atomic
def send_back_package(*, package: Package, reason: str, by: User) -> Package:
    """Return the file to the province, which completes it and sends it again."""
    row = _locked(package, "send_back")
    if not tidy(reason):
        raise ValidationError({"reason": _("Hãy ghi lý do.")})
    _give_up(row.submission, tidy(reason), by)
    row.return_reason, row.left_on = tidy(reason), clock.today()
    also = ("return_reason", "left_on")
    move(row, "send_back", by=by, table=PACKAGE, also=also, reason=row.return_reason)
    with at_home(row.submission, by):
        home = _mirror(row, "send_back", by, return_reason=row.return_reason)
        evaluation = home.evaluation
        evaluation.forwarded_at = evaluation.forwarded_by = None
        evaluation.save(update_fields=["forwarded_at", "forwarded_by"])
    tell_parties(
        row.submission, gettext_noop("Bộ trả lại hồ sơ đề nghị 5 sao của «%(product)s» để bổ sung.")
    )
    return row


def may_give_up(evaluation: Evaluation, by: User) -> bool:
    """Tell whether nothing can come of a result: at home its certificate was withdrawn (R22)."""
    if evaluation.status != EvaluationStatus.CONCLUDED or evaluation.recognitions.exists():
        return False
    basis = obstacles([evaluation], by=by).get(evaluation.pk)
    return basis is not None and not basis.lets_judge


def _give_up(submission: Submission, reason: str, by: User) -> None:
    """Refuse to part with what is on an agenda, but for results of which nothing can come."""
    rows = Evaluation.objects.select_for_update(of=("self",)).filter(submission=submission)
    judged = list(rows.exclude(status__in=OFF_AGENDA).select_related("submission"))
    if not all(may_give_up(one, by) for one in judged):
        raise ValidationError(_("Hồ sơ đã vào chương trình họp của Hội đồng cấp trung ương."))
    for one in judged:
        move(one, "reject", by=by, table=EVALUATION, star=one.star, reasons=[reason])


@transaction.atomic
def return_result(
    *, evaluation: Evaluation, decision_no: str, decided_on: date, by: User
) -> Evaluation:
    """Tell the province a result below five stars (7.4.g)."""
    Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    rows = Evaluation.objects.select_related("submission", "sitting", "province")
    row = rows.get(pk=evaluation.pk)
    refuse_return(row)
    number = tidy(decision_no)
    errors = {}
    if not number:
        errors["decision_no"] = _("Hãy ghi số văn bản thông báo.")
    if decided_on > clock.today():
        errors["decided_on"] = _("Ngày này không được sau hôm nay.")
    elif decided_on < row.sitting.held_on:
        errors["decided_on"] = _("Ngày này không được trước ngày họp hội đồng.")
    if errors:
        raise ValidationError(errors)
    move(row, "reject", by=by, table=EVALUATION, star=row.star, notice=number)
    _bring_home(row, decision_no=number, decided_on=decided_on, by=by)
    tell_parties(
        row.submission, gettext_noop("Bộ đã trả kết quả đánh giá «%(product)s»: dưới 5 sao.")
    )
    return row


def refuse_return(evaluation: Evaluation | None) -> None:
    """Say what alone is returned, of anything else."""
    if not Evaluation.objects.filter(TO_RETURN, pk=evaluation and evaluation.pk).exists():
        text = _("Chỉ trả về tỉnh kết quả dưới 5 sao đã được kiểm soát xác nhận và chưa trả.")
        raise ValidationError(text, code="transition")


def return_certificates(*, decision: Decision, lines: list[Recognition], by: User) -> None:
    """Tell the provinces of the five stars that the Ministry's decision gives."""
    issued = Certificate.objects.filter(recognition__in=lines).select_related("pdf")
    by_line = {one.recognition_id: one for one in issued}
    for line in lines:
        _bring_home(
            line.evaluation,
            decision_no=decision.number,
            decided_on=decision.signed_on,
            certificate=by_line[line.pk],
            by=by,
        )


def _bring_home(
    evaluation: Evaluation,
    *,
    decision_no: str,
    decided_on: date,
    by: User,
    certificate: Certificate | None = None,
) -> None:
    """Write the result in the province and close both rows of the file."""
    package = _locked(Package.objects.get(submission=evaluation.submission_id), "answer")
    package.left_on = decided_on
    move(package, "answer", by=by, table=PACKAGE, also=("left_on",))
    facts = told(evaluation) | {"decision_no": decision_no, "decided_on": decided_on}
    result = {name: facts.pop(name) for name in list(facts) if name in evaluation.result}
    if certificate:
        facts |= {
            "certificate_no": certificate.number,
            "public_code": certificate.public_code,
            "expires_on": certificate.expires_on,
        }
    with at_home(evaluation.submission, by) as province:
        home = _mirror(package, "answer", by)
        row = NationalResult.objects.create(
            province=province,
            submission_id=home.submission_id,
            evaluation_id=home.evaluation_id,
            result=result,
            returned_at=clock.now(),
            **facts,
        )
        journal.record(by=by, verb="return_result", target=row, star=row.star, number=decision_no)
        codes = _crown(row, by) if certificate else []
    for old in Certificate.objects.filter(public_code__in=codes, status__in=LIVE):
        _supersede(old, row, by)


def _crown(result: NationalResult, by: User) -> list[str]:
    """Five stars: what the product held gives way, and its promotion begins.

    Returns the codes of what the Ministry itself had issued for the product before.
    """
    participation = (
        Submission.objects.select_related("participation__product")
        .get(pk=result.submission_id)
        .participation
    )
    product = participation.product
    live = list(Certificate.objects.filter(product=product, status__in=LIVE))
    for old in live:
        _supersede(old, result, by)
    open_promotion(participation=participation, by=by)
    earlier = NationalResult.objects.filter(submission__participation__product=product)
    codes = list(earlier.exclude(pk=result.pk).values_list("public_code", flat=True))
    crowned = PublishedCertificate.objects.filter(public_code__in=codes, status__in=LIVE)
    replaced = [old.public_code for old in (*live, *crowned)]
    carry_page(product=product, replaced=replaced, target=result, by=by)
    return codes


@in_vietnamese
def _supersede(old: Certificate, result: NationalResult, by: User) -> None:
    supersede(
        certificate=old,
        decision_no=result.decision_no,
        decided_on=result.decided_on,
        reason=_("Bộ đã cấp giấy chứng nhận 5 sao."),
        successor=result.certificate_no,
        by=by,
    )


def ways_of(result: NationalResult) -> tuple[Way, ...]:
    """Return what the province may choose (7.4.g).

    Nothing where its own recognition stands, and of a product that was withdrawn.
    """
    if result.chosen or result.evaluation.status != EvaluationStatus.APPROVED:
        return ()
    if result.star == 5 or result.submission.participation.status == Status.WITHDRAWN:
        return ()
    rule = result.submission.procedure.as_rule().level(result.evaluation.level)
    held = result.submission.participation.held_star or 0
    raises = result.submission.participation.purpose != Purpose.UPGRADE or (result.star or 0) > held
    if rule and result.star in rule.awards and raises:  # an upgrade never renews (Điều 7.5)
        return (Way.RECOGNISE, Way.EVALUATE)
    return (Way.EVALUATE, Way.REJECT)


def refuse_choosing(result: NationalResult | None) -> None:
    """Refuse where the Ministry has not answered, or left the province nothing to choose."""
    if result is None:
        raise TransitionRefused(
            _("Bộ chưa trả kết quả của hồ sơ này: chưa có gì để chọn."), code="transition"
        )
    if not ways_of(result):
        raise TransitionRefused(_("Kết quả này không còn gì phải chọn."), code="transition")


@transaction.atomic
def choose_way(*, result: NationalResult, way: str, reason: str, by: User) -> NationalResult:
    """Recognise 3-4 stars on the Ministry's result, evaluate again, or tell that there is none."""
    lock(result.submission.participation)  # before it is read: it may be withdrawn meanwhile
    rows = NationalResult.objects.select_for_update(of=("self",)).select_related(
        "evaluation", "submission__procedure", "submission__participation__product__producer"
    )
    row = rows.get(pk=result.pk)
    refuse_choosing(row)
    if way not in ways_of(row):
        raise ValidationError({"way": _("Với kết quả này không chọn được hướng đó.")})
    if not tidy(reason):
        raise ValidationError({"reason": _("Hãy ghi lý do.")})
    row.chosen, row.chosen_reason = way, tidy(reason)[:300]
    row.chosen_by, row.chosen_at = by, clock.now()
    row.save(update_fields=["chosen", "chosen_reason", "chosen_by", "chosen_at"])
    journal.record(by=by, verb="choose_way", target=row, way=way, reason=row.chosen_reason)
    _follow(row, by)
    return row


def _follow(result: NationalResult, by: User) -> None:
    evaluation, submission = result.evaluation, result.submission
    facts = {"reason": result.chosen_reason, "star": result.star}
    if result.chosen == Way.EVALUATE:
        move(evaluation, "set_aside", by=by, table=EVALUATION, **facts)
        text = gettext_noop("Tỉnh sẽ tổ chức đánh giá lại sản phẩm «%(product)s».")
    elif result.chosen == Way.REJECT:
        move(evaluation, "reject", by=by, table=EVALUATION, **facts)
        unranked = {"kind": "not_ranked", "star": result.star}  # no recognition comes of it
        end_extension(participation=submission.participation, by=by)
        with speaking_vietnamese():
            outcome = words_of(submission, unranked, is_told=True)
        outcome = outcome or gettext_noop(
            "Không được công nhận theo kết quả của Hội đồng cấp trung ương."
        )
        close(participation=submission.participation, outcome=outcome, by=by)
        text = "«%(product)s»: " + outcome
    else:
        text = gettext_noop("Tỉnh sẽ xem xét công nhận «%(product)s» theo kết quả của Bộ.")
    tell_parties(submission, text)
