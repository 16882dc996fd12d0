"""Acts on a certificate's renewal: registered, called to mind, run on past its end (R22-R25)."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import journal
from accounts.models import JournalEntry, User
from accounts.workflow import TransitionRefused
from products.actions import enrol
from products.cycle import ENDED, Purpose, Step
from products.dossier_actions import start_dossier
from products.models import Cycle, Participation
from products.step_actions import close
from products.window import FilingWindow, hand_in_window, reminders_due
from regulations.models import Procedure
from regulations.renewal import renewal_terms
from territories import clock
from territories.models import Province

from .models import Certificate, CertificateAct, PublishedCertificate
from .notices import tell_parties
from .publication import GROUND_FORM
from .renewal import Held, open_ways, registers_from
from .states import CertificateStatus
from .validity import extended_until

REMIND = "remind"
EXTENDED = "Kéo dài đến"  # as the public copy says it, in Vietnamese whoever acts


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
    days = renewal_terms().registers_days_before
    return open_ways(held_by(certificate), today=clock.today(), days_before=days)


def window_of(certificate: Certificate) -> FilingWindow:
    """Return when a re-evaluation may be handed in under today's procedure."""
    procedure = Procedure.objects.in_force(clock.today())
    opens, closes = procedure.opens_days_before, procedure.closes_days_before
    return hand_in_window(
        certificate.expires_on,
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
        raise ValidationError({"purpose": why_not(row, purpose)})
    before = row.submission.participation
    if before.status not in ENDED and before.step == Step.PROMOTION:
        text = _("Đạt %(star)s sao; đăng ký tiếp: %(purpose)s.")
        text %= {"star": row.star, "purpose": Purpose(purpose).label.lower()}
        close(participation=before, outcome=text, by=by)
    participation = enrol(
        product=row.product,
        cycle=cycle,
        by=by,
        purpose=purpose,
        previous=row.submission,
        held_star=row.star,
        held_until=row.expires_on,
    )
    start_dossier(participation=participation, by=by)
    return participation


def why_not(certificate: Certificate, purpose: str) -> str:
    """Say why a purpose cannot be registered now."""
    held, terms = held_by(certificate), renewal_terms()
    if purpose not in (Purpose.UPGRADE, Purpose.RE_EVALUATION):
        return _("Chỉ đăng ký nâng hạng hoặc đánh giá lại ở đây.")
    if held.status != CertificateStatus.VALID or clock.today() > held.last_day:
        return _("Giấy chứng nhận không còn hiệu lực: hãy đăng ký lần đầu.")
    if purpose == Purpose.UPGRADE:
        return _("Sản phẩm đã có 5 sao, không còn hạng cao hơn.")
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


def re_evaluation_of(certificate: Certificate) -> Participation | None:
    """Return the re-evaluation of the product that is handed in and not decided."""
    rows = Participation.objects.filter(
        product=certificate.product_id,
        purpose=Purpose.RE_EVALUATION,
        step=Step.EVALUATION,
        handed_in_on__isnull=False,
    )
    return rows.exclude(status__in=ENDED).first() if certificate.product_id else None


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
    if row.province.kind == Province.Kind.MINISTRY or row.star == 5:
        raise TransitionRefused(
            _("Giấy chứng nhận %(star)s sao thuộc thẩm quyền của cấp khác.") % {"star": row.star}
        )
    if row.status != CertificateStatus.VALID:
        raise TransitionRefused(_("Chỉ kéo dài giấy chứng nhận đang có hiệu lực."))
    if re_evaluation_of(row) is None:
        raise ValidationError(
            _("Chỉ kéo dài khi hồ sơ đánh giá lại của sản phẩm đã nộp và chưa có kết quả.")
        )
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
    text = _("Giấy chứng nhận của «%(product)s» được kéo dài đến hết ngày %(day)s.")
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
    copy.valid_to = certificate.extended_to or certificate.expires_on
    if act is not None:
        copy.status_since = act.decided_on
        basis = GROUND_FORM.format(number=act.decision_no, day=act.decided_on)
        copy.status_basis = f"{EXTENDED} {copy.valid_to:%d/%m/%Y}: {basis}"
    copy.save(update_fields=["valid_to", "status_since", "status_basis"])


@transaction.atomic
def end_extension(*, participation: Participation, by: User) -> None:
    """A re-evaluation without recognition: what ran on until the result ends with it (12.3)."""
    rows = Certificate.objects.select_for_update(of=("self",))
    rows = rows.filter(submission=participation.previous_id, extended_to__isnull=False)
    for row in rows.filter(status=CertificateStatus.VALID):
        today = clock.today()
        cap = (row.extended_to - row.expires_on).days
        row.extended_to = extended_until(row.expires_on, result_on=today, cap_days=cap)
        row.save(update_fields=["extended_to"])
        journal.record(
            by=by, verb="end_extension", target=row, extended_to=row.extended_to.isoformat()
        )
        _show_end(row, None)


def name_successor(certificate: Certificate) -> None:
    """Let the public's copy of what was replaced today say by which certificate."""
    copies = PublishedCertificate.objects.filter(
        certificate__product=certificate.product_id,
        status=CertificateStatus.SUPERSEDED,
        status_since=certificate.issued_on,
    )
    for copy in copies.exclude(certificate=certificate).select_for_update(of=("self",)):
        basis, number = copy.status_basis[:110], certificate.number
        copy.status_basis = f"{basis}; nay là giấy chứng nhận số {number}"
        copy.save(update_fields=["status_basis"])


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


def extension_of(copy: PublishedCertificate) -> str:
    """Return the paper by which it holds beyond what is printed; empty: it does not."""
    if copy.status != CertificateStatus.VALID or not copy.status_basis.startswith(EXTENDED):
        return ""
    return copy.status_basis.partition(": ")[2]


def remind(province_id: int) -> int:
    """Call renewals to mind: each day's word once per certificate, missed ones in one (R24)."""
    today, terms = clock.today(), renewal_terms()
    ends_by = today + timedelta(days=max(terms.reminders_days_before))
    rows = Certificate.objects.running(today).filter(
        province=province_id, product__isnull=False, expires_on__range=(today, ends_by)
    )
    told = 0
    locked = rows.select_for_update(of=("self",), skip_locked=True).select_related(
        "province", "submission__participation__product__producer"
    )
    for row in locked.order_by("pk"):
        due = reminders_due(row.expires_on, today=today, days_before=terms.reminders_days_before)
        new = sorted(set(due) - _reminded(row))
        if not new or re_evaluation_of(row) is not None:
            continue
        journal.record(by=None, verb=REMIND, target=row, days=new)
        link = reverse("certificate", args=[row.province.slug, row.pk])
        tell_parties(row.submission, _reminder(row, today), link)
        told += 1
    return told


def _reminded(certificate: Certificate) -> set[int]:
    entries: Any = JournalEntry.objects.of(certificate).filter(verb=REMIND)
    return {days for facts in entries.values_list("facts", flat=True) for days in facts["days"]}


def _reminder(certificate: Certificate, today: date) -> str:
    window = window_of(certificate)
    words = {
        "product": "%(product)s",
        "until": f"{certificate.expires_on:%d/%m/%Y}",
        "left": (certificate.expires_on - today).days,
        "first": f"{max(window.first, certificate.issued_on):%d/%m/%Y}",
        "last": f"{window.last:%d/%m/%Y}",
    }
    if today > window.last:
        text = _(
            "«%(product)s»: giấy chứng nhận hết hạn ngày %(until)s (còn %(left)s ngày); đã quá thời"
            " gian nộp hồ sơ đánh giá lại (%(last)s)."
        )
    else:
        text = _(
            "«%(product)s»: giấy chứng nhận hết hạn ngày %(until)s (còn %(left)s ngày); nộp hồ sơ"
            " đánh giá lại từ %(first)s đến hết %(last)s."
        )
    return text % words
