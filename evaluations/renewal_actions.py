"""Acts on a certificate's renewal: registered, called to mind, run on past its end (R22-R25)."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal
from accounts.models import User
from accounts.tongue import speaking_vietnamese
from accounts.workflow import TransitionRefused
from products.actions import enrol
from products.cycle import ENDED, Purpose, Step
from products.dossier_actions import start_dossier
from products.models import Cycle, Participation, Submission
from products.models.cycle import ON_ITS_WAY
from products.product_actions import refuse_unfit
from products.renewal import too_late
from products.step_actions import close
from products.window import FilingWindow, hand_in_window
from regulations.models import Procedure
from regulations.renewal import renewal_terms
from territories import clock
from territories.models import Province

from .act_days import before_last
from .crossing import at_home, at_ministry
from .models import Certificate, CertificateAct, NationalResult, PublishedCertificate
from .notices import tell_parties
from .renewal import Held, open_ways, registers_from
from .standing_words import BY_DECISION
from .states import CertificateStatus
from .validity import extended_until


def held_by(certificate: Certificate) -> Held:
    """Return what the certificate gives, as the rules read it."""
    return Held(
        star=certificate.star,
        issued_on=certificate.issued_on,
        expires_on=certificate.expires_on,
        extended_to=certificate.extended_to,
        status=certificate.status,
    )


def ways_of(certificate: Certificate) -> tuple[Purpose, ...]:
    """Return what may be registered today for the product of a certificate."""
    if certificate.product_id is None:  # at the Ministry: the province registers
        return ()
    return ways_from(held_by(certificate))


def ways_from(held: Held) -> tuple[Purpose, ...]:
    """Return what may be registered today for what is held."""
    days = renewal_terms().registers_days_before
    last = window_of(held).last
    return open_ways(held, today=clock.today(), days_before=days, closes_on=last)


def window_of(held: Held) -> FilingWindow:
    """Return when a re-evaluation may be handed in under today's procedure."""
    procedure = Procedure.objects.in_force(clock.today())
    opens, closes = procedure.opens_days_before, procedure.closes_days_before
    return hand_in_window(
        held.expires_on,
        days_before=None if opens is None else (opens, closes),
        in_force_from=procedure.handed_in.lower,
    )


@transaction.atomic
def register_renewal(
    *, certificate: Certificate, cycle: Cycle, purpose: str, by: User
) -> Participation:
    """Enter a recognised product for an upgrade or a re-evaluation; its dossier opens (R22)."""
    row = _locked(certificate)
    if purpose not in ways_of(row):
        raise ValidationError({"purpose": why_not(held_by(row), purpose)})
    return enter(previous=row.submission, held=held_by(row), cycle=cycle, purpose=purpose, by=by)


def enter(
    *, previous: Submission, held: Held, cycle: Cycle, purpose: str, by: User
) -> Participation:
    """End the promotion of what is held, and begin the way to what comes after it."""
    refuse_entry(previous)
    before = previous.participation
    if before.status not in ENDED and before.step == Step.PROMOTION:
        with speaking_vietnamese():
            text = _("Đạt %(star)s sao; đăng ký tiếp: %(purpose)s.")
            text %= {"star": held.star, "purpose": Purpose(purpose).label.lower()}
        close(participation=before, outcome=text, by=by)
    participation = enrol(
        product=before.product,
        cycle=cycle,
        by=by,
        purpose=purpose,
        previous=previous,
        held_star=held.star,
        held_until=held.expires_on,
    )
    start_dossier(participation=participation, by=by)
    return participation


def is_on_another_way(product_id: int, own_id: int | None) -> bool:
    """Tell whether the product is on its way through a cycle, its own promotion aside."""
    rows = Participation.objects.active().filter(product=product_id)
    return rows.exclude(pk=own_id, step=Step.PROMOTION).exists()


def refuse_entry(previous: Submission) -> None:
    """Refuse what may not apply now, and a product that is on another way already."""
    before = previous.participation
    refuse_unfit(before.product.producer, before.product.line)
    if is_on_another_way(before.product_id, before.pk):
        raise ValidationError(ON_ITS_WAY)


def why_not(held: Held, purpose: str) -> str:
    """Say why a purpose cannot be registered now."""
    terms = renewal_terms()
    if purpose not in (Purpose.UPGRADE, Purpose.RE_EVALUATION):
        return _("Chỉ đăng ký nâng hạng hoặc đánh giá lại ở đây.")
    if held.status == CertificateStatus.SUPERSEDED:
        return _("Giấy chứng nhận này đã được thay: hãy đăng ký từ giấy đang có hiệu lực.")
    if held.status == CertificateStatus.SUSPENDED:
        return _("Giấy chứng nhận đang tạm dừng: hãy đăng ký khi giấy được khôi phục.")
    if held.status != CertificateStatus.VALID or clock.today() > held.last_day:
        return _("Giấy chứng nhận không còn hiệu lực: hãy đăng ký lần đầu.")
    if purpose == Purpose.UPGRADE:
        return _("Sản phẩm đã có 5 sao, không còn hạng cao hơn.")
    window = window_of(held)
    if clock.today() > window.last:
        return too_late(window, held.last_day)
    first = registers_from(held.expires_on, days_before=terms.registers_days_before)
    return _("Đăng ký đánh giá lại được từ ngày %(day)s (%(days)s ngày trước khi hết hạn).") % {
        "day": f"{first:%d/%m/%Y}",
        "days": terms.registers_days_before,
    }


def _locked(certificate: Certificate) -> Certificate:
    rows = Certificate.objects.select_for_update(of=("self",)).select_related(
        "province", "product__producer", "submission__participation__product__producer"
    )
    return rows.get(pk=certificate.pk)


def re_evaluation_of(product_id: int | None) -> Participation | None:
    """Return the re-evaluation of the product that is handed in and not decided."""
    rows = Participation.objects.filter(
        product=product_id,
        purpose=Purpose.RE_EVALUATION,
        step=Step.EVALUATION,
        handed_in_on__isnull=False,
    )
    return rows.exclude(status__in=ENDED).first() if product_id else None


def is_judged_again(certificate: Certificate, by: User) -> bool:
    """Tell whether its re-evaluation is handed in and not decided; of five stars it is at home."""
    if certificate.product_id is not None:
        return re_evaluation_of(certificate.product_id) is not None
    with at_home(certificate.submission, by):
        told = NationalResult.objects.filter(public_code=certificate.public_code)
        product = told.values_list("submission__participation__product", flat=True).first()
        return re_evaluation_of(product) is not None


def refuse_extension(certificate: Certificate, by: User) -> None:
    """Refuse what is another level's, does not hold, or is not being judged again."""
    # Who withdraws may let it run on: the province 3 and 4 stars, the Ministry 5 (Điều 8.2).
    if (certificate.province.kind == Province.Kind.MINISTRY) != (certificate.star == 5):
        raise TransitionRefused(
            _("Giấy chứng nhận %(star)s sao thuộc thẩm quyền của cấp khác.")
            % {"star": certificate.star}
        )
    if certificate.status != CertificateStatus.VALID:
        raise TransitionRefused(_("Chỉ kéo dài giấy chứng nhận đang có hiệu lực."))
    if not is_judged_again(certificate, by):
        raise ValidationError(
            _("Chỉ kéo dài khi hồ sơ đánh giá lại của sản phẩm đã nộp và chưa có kết quả.")
        )


@transaction.atomic
def extend(
    *,
    certificate: Certificate,
    extended_to: date,
    decision_no: str,
    decided_on: date,
    reason: str,
    by: User,
) -> CertificateAct:
    """Let a certificate run on until the result of its re-evaluation (Điều 12.3; R25)."""
    row = _locked(certificate)
    refuse_extension(row, by)
    facts = {"decision_no": " ".join(decision_no.split()), "reason": reason.strip()}
    _check_extension(row, extended_to, decided_on, **facts)
    act = CertificateAct(
        province_id=row.province_id,
        certificate=row,
        verb="extend",
        decided_on=decided_on,
        by=by,
        **facts,
    )
    act.full_clean(exclude=["province"])
    act.save()
    row.extended_to = extended_to
    row.save(update_fields=["extended_to"])
    journal.record(
        by=by,
        verb="extend",
        target=row,
        extended_to=extended_to.isoformat(),
        decided_on=decided_on.isoformat(),
        **facts,
    )
    _show_end(row, act)
    words = {"product": "%(product)s", "day": f"{extended_to:%d/%m/%Y}"}
    text = gettext_noop("Giấy chứng nhận của «%(product)s» được kéo dài đến hết ngày %(day)s.")
    tell_parties(row.submission, text % words)
    return act


def _check_extension(
    certificate: Certificate, extended_to: date, decided_on: date, *, decision_no: str, reason: str
) -> None:
    rule = renewal_terms().extension_on(decided_on)
    if rule is None:
        raise ValidationError(
            {"decided_on": _("Quy định của ngày này không cho kéo dài giấy chứng nhận.")}
        )
    errors: dict[str, str] = {}
    if not decision_no:
        errors["decision_no"] = _("Hãy ghi số quyết định.")
    if not reason:
        errors["reason"] = _("Hãy ghi lý do.")
    if decided_on > clock.today():
        errors["decided_on"] = _("Ngày quyết định không được sau hôm nay.")
    elif decided_on > (certificate.extended_to or certificate.expires_on):
        errors["decided_on"] = _("Giấy chứng nhận đã hết hạn trước ngày quyết định.")
    elif follows := before_last(certificate, decided_on):
        errors["decided_on"] = follows
    most = certificate.expires_on + timedelta(days=rule.most_days)
    words = {"until": f"{certificate.expires_on:%d/%m/%Y}", "days": rule.most_days}
    if extended_to <= (certificate.extended_to or certificate.expires_on):
        errors["extended_to"] = _("Ngày kéo dài phải sau ngày hết hạn hiện nay.")
    elif extended_to > most:
        words["most"] = f"{most:%d/%m/%Y}"
        errors["extended_to"] = (
            _(
                "Không kéo dài quá %(days)s ngày từ ngày hết hạn %(until)s: đến hết ngày %(most)s"
                " (Điều 12.3)."
            )
            % words
        )
    if errors:
        raise ValidationError(errors)


def _show_end(certificate: Certificate, act: CertificateAct | None) -> None:
    """Show the public how long it holds now, and on what that rests."""
    copy = PublishedCertificate.objects.select_for_update().get(certificate=certificate)
    copy.valid_to = certificate.last_day
    if act is not None:
        copy.extension_basis = BY_DECISION.format(number=act.decision_no, day=act.decided_on)
    elif certificate.last_day == certificate.expires_on:
        copy.extension_basis = ""
    copy.save(update_fields=["valid_to", "extension_basis"])


@transaction.atomic
def end_extension(*, participation: Participation, by: User) -> None:
    """A re-evaluation without recognition: what ran on until the result ends with it (12.3)."""
    _end_extensions(Certificate.objects.filter(submission=participation.previous_id), by)
    five = NationalResult.objects.filter(submission=participation.previous_id, star=5)
    if codes := list(five.values_list("public_code", flat=True)):
        with at_ministry(by):
            _end_extensions(Certificate.objects.filter(public_code__in=codes), by)


def _end_extensions(certificates: QuerySet[Certificate], by: User) -> None:
    rows = certificates.select_for_update(of=("self",)).filter(extended_to__isnull=False)
    for row in rows.filter(status=CertificateStatus.VALID):
        today = clock.today()
        cap = (row.extended_to - row.expires_on).days
        row.extended_to = extended_until(row.expires_on, result_on=today, cap_days=cap)
        row.save(update_fields=["extended_to"])
        journal.record(
            by=by, verb="end_extension", target=row, extended_to=row.extended_to.isoformat()
        )
        _show_end(row, None)


def successor_of(copy: PublishedCertificate) -> PublishedCertificate | None:
    """Return the public copy of the certificate that took this one's place."""
    if copy.status != CertificateStatus.SUPERSEDED:
        return None
    newer = PublishedCertificate.objects.filter(
        origin=copy.origin_id, issued_on=copy.status_since
    ).exclude(pk=copy.pk)
    same = newer.filter(Q(producer_name=copy.producer_name) | Q(product_name=copy.product_name))
    named = (one for one in same if copy.status_basis.endswith(f"số {one.number}"))
    return next(named, None)
