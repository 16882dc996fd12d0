"""What a certificate says, word for word, frozen when it is issued."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from . import wording
from .models import Decision, Evaluation
from .public_codes import grouped
from .validity import expires_on

MONTHS = 36  # where the book is silent; provinces printed 36 under the older ones too (R23)


def facts_of(
    *, decision: Decision, evaluation: Evaluation, star: int, number: str, code: str
) -> dict[str, Any]:
    """Return everything that is printed; the names are those that the council judged."""
    submission = evaluation.submission
    copy, day = submission.snapshot, decision.signed_on
    office, place = issuer(decision)
    ends = expires_on(day, months=submission.procedure.regulation.certificate_months or MONTHS)
    return {
        "agency": wording.agency_lines(office),
        "authority": wording.authority(office),
        "number": number,
        "star": star,
        "product_name": copy["product"]["name"],
        "product_code": submission.product_code,
        "producer_name": copy["producer"]["name"],
        "address": address_of(copy),
        "decision_number": decision.number,
        "decision_day": wording.day_in_words(day),
        "decided_by": wording.head_of(office),
        "issued_on": day.isoformat(),
        "expires_on": ends.isoformat(),
        "expires_day": wording.day_in_words(ends),
        "place_day": wording.place_and_day(place, day),
        "signer_title": wording.post_lines(decision.signer_title),
        "signer": decision.signer,
        "code_shown": grouped(code),
        "check_url": f"{settings.PUBLIC_URL}/tra-cuu/{code}/",
        "check_site": settings.PUBLIC_URL.split("//", 1)[-1] + "/tra-cuu",
    }


def issuer(decision: Decision) -> tuple[str, str]:
    """Return the office that recognises and the place where it signs."""
    if decision.unit is not None:  # before July 2025 (148/QĐ-TTg)
        return f"{wording.SHORT}{decision.unit.full_name}", decision.unit.name
    province = decision.province
    is_ministry = province.kind == province.Kind.MINISTRY
    return province.office_name, "Hà Nội" if is_ministry else province.name


def address_of(copy: dict[str, Any]) -> str:
    """Return the producer's address with the unit of that day (R31)."""
    province = copy["province"]
    parts = (
        copy["producer"].get("address", ""),
        copy["commune"]["full_name"],
        copy["commune"].get("district", ""),
        province.get("full_name") or province["name"],
    )
    return ", ".join(part for part in parts if part)
