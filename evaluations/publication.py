"""The public's copy of a certificate: made with it, changed with it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from regulations.procedures import RECOGNISE_TOO
from territories.folding import fold, sort_key
from territories.models import AdminUnit, Province

from .models import Certificate, CertificateAct, PublishedCertificate
from .standing_words import published_basis
from .validity import PublicStatus


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
        issuer=facts["authority"],
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


def show_standing(certificate: Certificate, act: CertificateAct, successor: str = "") -> None:
    """Show an act to the public the same day (R26), in the transaction of the act.

    `successor`: the number of the certificate that takes the place of this one.
    """
    basis = published_basis(act, successor)
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


def standing_on(copy: PublishedCertificate, day: date) -> PublicStatus | None:
    """Return what the public learns on a day; None before the day of issue."""
    return copy.standing(day)
