"""The public's copy of a certificate: made with it, changed with it; the product page of step 6."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import journal
from accounts.models import User
from products.models import ProductImage
from products.step_actions import close
from regulations.procedures import RECOGNISE_TOO
from territories import clock
from territories.folding import fold, sort_key
from territories.models import AdminUnit, Province

from .models import Certificate, CertificateAct, PublishedCertificate
from .states import CertificateStatus
from .validity import Life, PublicStatus, status_on

MOST_IMAGES = 8
GROUND_FORM = "Quyết định số {number} ngày {day:%d/%m/%Y}"


def announce(certificate: Certificate) -> PublishedCertificate:
    """Publish what a buyer may know, in the transaction that issues the certificate."""
    submission = certificate.submission
    copy, decision = submission.snapshot, certificate.recognition.decision
    product, facts = copy["product"], certificate.facts
    named = (
        facts["product_name"],
        facts["producer_name"],
        copy["commune"]["full_name"],
        submission.product_code,
        certificate.number,
    )
    return PublishedCertificate.objects.create(
        province_id=certificate.province_id,
        certificate=certificate,
        public_code=certificate.public_code,
        **_counted_by(certificate),
        province_name=copy["province"]["name"],
        commune_name=copy["commune"]["full_name"],
        product_name=facts["product_name"],
        product_code=submission.product_code,
        producer_name=facts["producer_name"],
        sector=product["sector"],
        line_number=product["line"],
        star=certificate.star,
        number=certificate.number,
        decision_no=decision.number,
        decided_on=decision.signed_on,
        issued_on=certificate.issued_on,
        valid_to=certificate.expires_on,
        status=certificate.status,
        search=fold(" ".join(named))[:600],
        sort=sort_key(facts["product_name"])[:800],
    )


def _counted_by(certificate: Certificate) -> dict[str, Any]:
    """Return what reports count by, from the frozen copy: the unit and form of that day (R31)."""
    submission = certificate.submission
    copy, outcome = submission.snapshot, certificate.recognition.evaluation.result["outcome"]
    day = timezone.localdate(submission.handed_in_at)
    units = AdminUnit.objects.communes().on(day)
    return {
        "origin": Province.objects.get(slug=copy["province"]["slug"]),
        "commune": units.get(code=copy["commune"]["code"]),
        "legal_form": copy["producer"]["legal_form"],
        "purpose": copy["cycle"]["purpose"],
        "procedure_id": submission.procedure_id,
        "is_potential_five": outcome.get("on_forward") == RECOGNISE_TOO,
    }


def show_standing(certificate: Certificate, act: CertificateAct) -> None:
    """Show an act to the public the same day (R26), in the transaction of the act."""
    basis = GROUND_FORM.format(number=act.decision_no, day=act.decided_on)
    if act.ground:
        with translation.override("vi"):
            basis += f": {act.get_ground_display()}"
    copy = PublishedCertificate.objects.select_for_update().get(certificate=certificate)
    # The row is a copy: only move() decides a status, and it has just done so.
    for name, value in (
        ("status", certificate.status),
        ("status_since", act.decided_on),
        ("status_basis", basis[:200]),
        ("valid_to", certificate.extended_to or certificate.expires_on),
    ):
        setattr(copy, name, value)
    copy.save(update_fields=["status", "status_since", "status_basis", "valid_to"])


def life_of(copy: PublishedCertificate) -> Life:
    """Return the acts that bound it, as the rules of validity read them."""
    since = copy.status_since

    def on(status: CertificateStatus) -> date | None:
        return since if copy.status == status else None

    suspended = on(CertificateStatus.SUSPENDED)
    return Life(
        issued_on=copy.issued_on,
        expires_on=copy.valid_to,
        superseded_on=on(CertificateStatus.SUPERSEDED),
        revoked_on=on(CertificateStatus.REVOKED),
        suspensions=((suspended, None),) if suspended else (),
    )


def standing_on(copy: PublishedCertificate, day: date) -> PublicStatus | None:
    """Return what the public learns on a day; None before the day of issue."""
    return status_on(life_of(copy), day)


def is_open_to_buyers(copy: PublishedCertificate, day: date) -> bool:
    """Tell whether the product page is shown: published, and the certificate holds."""
    return copy.page_published_at is not None and standing_on(copy, day) == PublicStatus.VALID


@transaction.atomic
def publish_page(
    *,
    certificate: Certificate,
    contact: str,
    where_to_buy: str,
    story: str,
    images: Collection[ProductImage],
    by: User,
) -> PublishedCertificate:
    """Publish the product page, or its new wording; the first time ends step 6."""
    rows = Certificate.objects.select_for_update(of=("self",)).select_related(
        "submission__participation"
    )
    row = rows.get(pk=certificate.pk)
    copy = PublishedCertificate.objects.select_for_update().get(certificate=row)
    if standing_on(copy, clock.today()) != PublicStatus.VALID:
        raise ValidationError(
            _("Giấy chứng nhận không còn hiệu lực: trang sản phẩm không công bố được.")
        )
    copy.contact, copy.where_to_buy = " ".join(contact.split()), where_to_buy.strip()
    copy.story, copy.images = story.strip(), _pictures(row, images)
    _check_page(copy)
    is_first = copy.page_published_at is None
    copy.page_published_at = copy.page_published_at or clock.now()
    others = {field.name for field in copy._meta.fields} - {"contact", "where_to_buy", "story"}
    copy.clean_fields(exclude=others)
    copy.save()
    journal.record(by=by, verb="publish", target=row, images=len(copy.images), again=not is_first)
    participation = row.submission.participation
    if participation is not None:
        text = _("Đạt %(star)s sao; đã công bố trang sản phẩm.") % {"star": row.star}
        close(participation=participation, outcome=text, by=by)
    return copy


def _pictures(certificate: Certificate, images: Collection[ProductImage]) -> list[dict[str, Any]]:
    """Return what the public view needs to serve the chosen pictures, in the product's order."""
    wanted = {image.pk for image in images}
    own = ProductImage.objects.filter(pk__in=wanted, product=certificate.product_id)
    chosen = list(own.select_related("file").order_by("ordinal", "id"))
    if len(chosen) < len(wanted):
        raise ValidationError({"images": _("Chỉ chọn ảnh của chính sản phẩm này.")})
    if len(chosen) > MOST_IMAGES:
        raise ValidationError({"images": _("Nhiều nhất %(most)s ảnh.") % {"most": MOST_IMAGES}})
    return [
        {
            "sha256": image.file.sha256,
            "content_type": image.file.content_type,
            "caption": image.caption,
            "image": image.pk,
        }
        for image in chosen
    ]


def _check_page(copy: PublishedCertificate) -> None:
    errors = {
        name: _("Hãy điền mục này: người mua cần biết.")
        for name in ("contact", "where_to_buy")
        if not getattr(copy, name)
    }
    if not copy.images:
        errors["images"] = _("Hãy chọn ít nhất một ảnh của sản phẩm.")
    if errors:
        raise ValidationError(errors)
