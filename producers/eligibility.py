"""Which legal forms may enter the programme, and whether a paper holds on a day."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LegalForm(TextChoices):
    """What a producer (chủ thể) is before the law."""

    COOPERATIVE = "cooperative", _("Hợp tác xã")
    COOPERATIVE_GROUP = "cooperative_group", _("Tổ hợp tác")
    ENTERPRISE = "enterprise", _("Doanh nghiệp nhỏ và vừa")
    FARM = "farm", _("Trang trại")
    HOUSEHOLD = "household", _("Hộ sản xuất")
    BUSINESS_HOUSEHOLD = "business_household", _("Hộ gia đình có đăng ký kinh doanh")
    ASSOCIATION = "association", _("Hội")
    FEDERATION = "federation", _("Hiệp hội")
    OPERATING_CENTRE = "operating_centre", _("Trung tâm điều hành hoặc tổ chức tương đương")


_COMMON = frozenset(
    {
        LegalForm.COOPERATIVE,
        LegalForm.COOPERATIVE_GROUP,
        LegalForm.ENTERPRISE,
        LegalForm.HOUSEHOLD,
        LegalForm.BUSINESS_HOUSEHOLD,
    }
)
_TOURISM = frozenset({LegalForm.ASSOCIATION, LegalForm.FEDERATION, LegalForm.OPERATING_CENTRE})

# Per book: who may apply for any sector, and who for tourism besides.
APPLICANTS = {
    "26/2026/QD-TTg": (_COMMON | {LegalForm.FARM}, _TOURISM),  # Điều 2.3
    "148/QD-TTg-2023": (_COMMON | {LegalForm.FARM}, _TOURISM),  # 919/QĐ-TTg 01/08/2022
    "1048/QD-TTg-2019": (_COMMON, frozenset()),  # 490/QĐ-TTg 07/05/2018
}


def eligible_forms(regulation: str, *, tourism: bool) -> frozenset[LegalForm]:
    """The legal forms that may apply under a book (R32)."""
    everywhere, tourism_only = APPLICANTS[regulation]
    return everywhere | tourism_only if tourism else everywhere


def may_apply(legal_form: str, regulation: str, *, tourism: bool) -> bool:
    return legal_form in eligible_forms(regulation, tourism=tourism)


WARN_DAYS = 60  # R14


class PaperState(StrEnum):
    """A permit or certificate on the day of the sitting (R14)."""

    NOT_YET = "not_yet"
    VALID = "valid"
    EXPIRING = "expiring"  # valid, with a warning
    EXPIRED = "expired"


def paper_on(
    day: date, *, issued_on: date | None, expires_on: date | None, warn_days: int
) -> PaperState:
    """No date of expiry: it holds until it is replaced."""
    if issued_on is not None and day < issued_on:
        return PaperState.NOT_YET
    if expires_on is None:
        return PaperState.VALID
    if day > expires_on:
        return PaperState.EXPIRED
    near = expires_on - day <= timedelta(days=warn_days)
    return PaperState.EXPIRING if near else PaperState.VALID
