"""Acts on certificates: issued with their numbers, suspended, restored, revoked, superseded."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal
from accounts.jobs import start
from accounts.models import User
from accounts.tongue import in_vietnamese
from accounts.workflow import TransitionRefused, move
from products.cycle import Step
from products.models import Participation
from products.step_actions import close
from territories import clock
from territories.models import Province

from .act_days import before_last
from .basis import LIVE
from .certificate_facts import facts_of
from .certificates import CURRENT_TEMPLATE
from .crossing import at_home, at_ministry
from .models import (
    Certificate,
    CertificateAct,
    CertificateCounter,
    Decision,
    NationalResult,
    Recognition,
)
from .notices import tell_office, tell_parties
from .page_actions import carry_page
from .printing import PRINTING, print_one
from .public_codes import new_code
from .publication import announce, show_standing
from .renewal_actions import successor_of
from .states import CERTIFICATE, CertificateStatus

NUMBER = "{ordinal:03d}/{year}/GCN-OCOP"
WITHDRAW_WITHIN = timedelta(days=15)  # 26/2026/QĐ-TTg, Điều 8.4


def issue_certificates(*, decision: Decision, lines: Sequence[Recognition], by: User) -> None:
    """Make the certificates of an issued decision, in its transaction; printing is a job."""
    counter = _counter(decision)
    with translation.override("vi"):  # what is printed does not follow the reader's language
        for line in lines:
            _issue_one(decision, line, counter, by=by)
    start(
        province=decision.province,
        kind=PRINTING,
        owner=by,
        subject_id=decision.pk,
        total=len(lines),
    )


def _counter(decision: Decision) -> CertificateCounter:
    """Lock the issuer's counter until the transaction ends: no number is skipped or given twice.

    A district numbers its own certificates, beside its province's (148/QĐ-TTg).
    """
    whose = {
        "province_id": decision.province_id,
        "unit_id": decision.unit_id,
        "year": decision.signed_on.year,
    }
    CertificateCounter.objects.get_or_create(**whose)
    return CertificateCounter.objects.select_for_update(of=("self",)).get(**whose)


def _issue_one(
    decision: Decision, line: Recognition, counter: CertificateCounter, *, by: User
) -> Certificate:
    evaluation, code = line.evaluation, new_code()
    submission = evaluation.submission
    product = submission.participation.product if submission.participation else None
    counter.last += 1
    counter.save(update_fields=["last"])
    number = NUMBER.format(ordinal=counter.last, year=counter.year)
    facts = facts_of(
        decision=decision, evaluation=evaluation, star=line.star, number=number, code=code
    )
    replaced: list[str] = []
    if product is not None:
        replaced += _supersede_live(product, decision, number, by=by)
        replaced += _supersede_five_stars(product, decision, number, by=by)
    certificate = Certificate.objects.create(
        province_id=decision.province_id,
        recognition=line,
        submission=submission,
        product=product,
        unit_id=decision.unit_id,
        star=line.star,
        year=counter.year,
        ordinal=counter.last,
        number=number,
        issued_on=decision.signed_on,
        expires_on=date.fromisoformat(facts["expires_on"]),
        facts=facts,
        public_code=code,
        template_version=CURRENT_TEMPLATE,
    )
    announce(certificate)
    journal.record(by=by, verb="issue", target=certificate, decision=decision.number)
    if replaced:
        carry_page(product=product, replaced=replaced, target=certificate, by=by)
    tell_parties(
        submission,
        gettext_noop(
            "Sản phẩm «%(product)s» được công nhận; mời hoàn thiện trang sản phẩm để công bố."
        ),
    )
    return certificate


def _supersede_live(product: Any, decision: Decision, number: str, *, by: User) -> list[str]:
    """A product has one live certificate: the new one takes the place of those before it (R22).

    Returns their public codes.
    """
    live = list(Certificate.objects.filter(product=product, status__in=LIVE))
    for old in live:
        supersede(
            certificate=old,
            decision_no=decision.number,
            decided_on=decision.signed_on,
            reason=gettext_noop("Cấp giấy chứng nhận mới."),
            successor=number,
            by=by,
        )
    return [old.public_code for old in live]


def _supersede_five_stars(product: Any, decision: Decision, number: str, *, by: User) -> list[str]:
    """Five stars judged again with fewer: the Ministry's certificate gives way to this one.

    That is no withdrawal (Điều 8.2, the Minister's alone): the producer asked for it (Điều 7.6),
    and a product has one live certificate (R22). The Ministry's office is told.
    Returns the public codes.
    """
    told = NationalResult.objects.filter(submission__participation__product=product, star=5)
    codes = list(told.values_list("public_code", flat=True))
    if not codes:
        return []
    with at_ministry(by) as ministry:
        live = list(Certificate.objects.filter(public_code__in=codes, status__in=LIVE))
        for old in live:
            supersede(
                certificate=old,
                decision_no=decision.number,
                decided_on=decision.signed_on,
                reason=gettext_noop("Đánh giá lại: tỉnh công nhận hạng sao khác."),
                successor=number,
                by=by,
            )
            text = gettext_noop(
                "Giấy chứng nhận số %(number)s đã được thay thế sau đánh giá lại tại tỉnh."
            )
            link = f"/{ministry.slug}/giay-chung-nhan/{old.pk}/"
            tell_office(ministry, text % {"number": old.number}, link)
    return [old.public_code for old in live]


@transaction.atomic
def supersede(
    *,
    certificate: Certificate,
    decision_no: str,
    decided_on: date,
    reason: str,
    by: User,
    successor: str = "",
) -> CertificateAct:
    """Put a newer certificate, of the number `successor`, in the place of this one."""
    facts = {"decision_no": decision_no, "decided_on": decided_on, "reason": reason}
    return _act(certificate, "supersede", successor, by=by, **facts)


@transaction.atomic
def revoke(
    *,
    certificate: Certificate,
    ground: str,
    found_on: date,
    decision_no: str,
    decided_on: date,
    reason: str,
    by: User,
) -> CertificateAct:
    """Withdraw the recognition on one of the six grounds of Article 8 (R26)."""
    if ground not in CertificateAct.Ground.values:
        raise ValidationError({"ground": _("Hãy chọn một trong sáu căn cứ thu hồi của Điều 8.")})
    if found_on is None:
        raise ValidationError({"found_on": _("Hãy ghi ngày kết luận.")})
    if found_on > decided_on:
        raise ValidationError({"found_on": _("Ngày kết luận không được sau ngày quyết định.")})
    if found_on < certificate.issued_on:
        raise ValidationError({"found_on": _("Ngày kết luận không được trước ngày cấp.")})
    facts = {"decision_no": decision_no, "decided_on": decided_on, "reason": reason}
    act = _act(certificate, "revoke", by=by, ground=ground, found_on=found_on, **facts)
    _end_promotion(certificate, by)
    return act


def _end_promotion(certificate: Certificate, by: User) -> None:
    """End step 6: there is nothing left to promote. The way to five stars is at home."""
    way = certificate.submission.participation
    if way is None:
        with at_home(certificate.submission, by):
            told = NationalResult.objects.filter(public_code=certificate.public_code)
            for one in told.select_related("submission__participation"):
                _close_promotion(one.submission.participation, by)
    else:
        _close_promotion(way, by)


def _close_promotion(way: Participation, by: User) -> None:
    if way.step == Step.PROMOTION:
        close(participation=way, outcome=gettext_noop("Giấy chứng nhận đã bị thu hồi."), by=by)


@transaction.atomic
def suspend(
    *, certificate: Certificate, decision_no: str, decided_on: date, reason: str, by: User
) -> CertificateAct:
    """Stop the use of the certificate for a while."""
    facts = {"decision_no": decision_no, "decided_on": decided_on, "reason": reason}
    return _act(certificate, "suspend", by=by, **facts)


@transaction.atomic
def restore(
    *, certificate: Certificate, decision_no: str, decided_on: date, reason: str, by: User
) -> CertificateAct:
    """Lift a suspension."""
    facts = {"decision_no": decision_no, "decided_on": decided_on, "reason": reason}
    return _act(certificate, "restore", by=by, **facts)


def _act(
    certificate: Certificate, verb: str, successor: str = "", *, by: User, **facts: Any
) -> CertificateAct:
    """Change the standing and the public's copy together, with the paper that it rests on."""
    rows = Certificate.objects.select_for_update(of=("self",)).select_related(
        "province", "pdf", "submission__participation__product__producer"
    )
    row = rows.get(pk=certificate.pk)
    if verb != "supersede":
        refuse_act(row, verb)
    facts["decision_no"] = " ".join(facts["decision_no"].split())
    facts["reason"] = facts["reason"].strip()
    # A replacement is its own decision on the product, and may have been signed before.
    follows = "" if verb == "supersede" else before_last(row, facts["decided_on"])
    _check_paper(row, follows, **facts)
    act = CertificateAct(province_id=row.province_id, certificate=row, verb=verb, by=by, **facts)
    act.full_clean(exclude=["province"])
    act.save()
    print_one(row)  # what has ended cannot be printed any more, and a paper may be out already
    plain = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in facts.items()
    }
    move(row, verb, by=by, table=CERTIFICATE, **plain)
    show_standing(row, act, successor)
    _tell(row, verb)
    return act


def verbs_of(certificate: Certificate) -> list[str]:
    """Return what may be done to it now: what has run out has no effect left to suspend."""
    has_run_out = certificate.published.valid_to < clock.today()
    return [one for one in CERTIFICATE[certificate.status] if one != "suspend" or not has_run_out]


def refuse_act(certificate: Certificate, verb: str) -> None:
    """Refuse what is another level's, what a newer one stands for, and what is over."""
    _refuse_other_level(certificate)
    _refuse_replaced(certificate)
    if verb in verbs_of(certificate):
        return
    if verb in CERTIFICATE[certificate.status]:
        day = f"{certificate.published.valid_to:%d/%m/%Y}"
        text = _("Giấy chứng nhận này đã hết hạn ngày %(day)s, không tạm dừng được nữa.")
        raise TransitionRefused(text % {"day": day}, code="transition")
    text = _("Giấy chứng nhận này %(status)s, không làm được việc này.")
    status = {"status": certificate.get_status_display()}
    raise TransitionRefused(text % status, code="transition")


def _refuse_other_level(certificate: Certificate) -> None:
    """The province acts on 3 and 4 stars, the Minister on 5 (26/2026/QĐ-TTg, Điều 8.2)."""
    is_ministry = certificate.province.kind == Province.Kind.MINISTRY
    if is_ministry != (certificate.star == 5):
        raise TransitionRefused(
            _("Giấy chứng nhận %(star)s sao thuộc thẩm quyền của cấp khác.")
            % {"star": certificate.star}
        )


def _refuse_replaced(certificate: Certificate) -> None:
    """Name the newer certificate: what is done to the recognition is done to that one (R22)."""
    if certificate.status != CertificateStatus.SUPERSEDED:
        return
    words, newer = {"old": certificate.number}, successor_of(certificate.published)
    if newer is None:
        text = _("Giấy chứng nhận số %(old)s đã được thay bằng giấy chứng nhận mới.")
    else:
        words["new"] = newer.number
        text = _(
            "Giấy chứng nhận số %(old)s đã được thay bằng giấy chứng nhận số %(new)s: hãy thực hiện"
            " với giấy mới."
        )
    raise TransitionRefused(text % words, code="transition")


def _check_paper(
    certificate: Certificate,
    follows: str,
    *,
    decision_no: str,
    decided_on: date,
    reason: str,
    **_more: Any,
) -> None:
    errors: dict[str, str] = {}
    if not decision_no:
        errors["decision_no"] = _("Hãy ghi số quyết định.")
    if not reason:
        errors["reason"] = _("Hãy ghi lý do.")
    if decided_on > clock.today():
        errors["decided_on"] = _("Ngày quyết định không được sau hôm nay.")
    elif decided_on < certificate.issued_on:
        errors["decided_on"] = _("Ngày quyết định không được trước ngày cấp.")
    elif follows:
        errors["decided_on"] = follows
    if errors:
        raise ValidationError(errors)


def is_late(found_on: date, decided_on: date) -> bool:
    """Tell whether a withdrawal came later than 15 days after the finding (R26)."""
    return decided_on > found_on + WITHDRAW_WITHIN


@in_vietnamese
def _tell(certificate: Certificate, verb: str) -> None:
    texts = {
        "revoke": _("Giấy chứng nhận của «%(product)s» bị thu hồi; phải ngừng dùng nhãn OCOP."),
        "suspend": _("Giấy chứng nhận của «%(product)s» bị tạm dừng."),
        "restore": _("Giấy chứng nhận của «%(product)s» có hiệu lực trở lại."),
    }
    if verb in texts:
        tell_parties(certificate.submission, texts[verb])
    if verb == "revoke":
        _tell_of_renewals(certificate)


def _tell_of_renewals(certificate: Certificate) -> None:
    """Tell the office of an upgrade or a re-evaluation that rests on what was withdrawn (R22)."""
    text = _("«%(product)s» đang ở lượt %(purpose)s: giấy chứng nhận số %(number)s đã bị thu hồi.")
    ways = Participation.objects.active().filter(previous=certificate.submission_id)
    for way in ways.select_related("product", "province"):
        words = {
            "product": way.product.name,
            "purpose": way.get_purpose_display().lower(),
            "number": certificate.number,
        }
        tell_office(way.province, text % words, f"/{way.province.slug}/ho-so/{way.pk}/")
