"""What a product holds today: its province's certificate, or the Ministry's five stars."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from .models import Participation, Product, Submission

# How a certificate stands that may not be used, with the tone of it; evaluations have the words.
UNUSABLE = {"expired": "warn", "superseded": "info", "suspended": "wait", "revoked": "bad"}


def five_stars_of(product: Product, day: date) -> Any:
    """Return the Ministry's answer that gives five stars on a day; None: none.

    Evaluations keep the answers, and are asked through the key that leads there.
    """
    judged = Submission.objects.filter(participation__product=product, national_results__star=5)
    for submission in judged.order_by("-pk").distinct():
        if found := submission.national_results.running(day).first():
            return found
    return None


def withheld_of(product: Product, day: date) -> dict[str, Any] | None:
    """Return the newest certificate, of province or Ministry, if it may not be used on a day.

    What was replaced is no longer the product's.
    """
    own = product.certificates.exclude(status="superseded").select_related("published")
    found = [
        ("certificate", one.pk, one.number, one.published.standing(day), one.issued_on)
        for one in own.order_by("-issued_on", "-pk")[:1]
    ]
    judged = Submission.objects.filter(participation__product=product, national_results__star=5)
    for submission in judged.order_by("-pk").distinct()[:1]:
        for one in submission.national_results.filter(star=5).with_standing()[:1]:
            standing, since = one.standing(day), one.copy_issued_on
            found.append(("national_result", one.pk, one.certificate_no, standing, since))
    told = [one for one in found if one[3] in UNUSABLE and one[3] != "superseded"]
    if not told:
        return None
    page, pk, number, standing, _since = max(told, key=lambda one: one[4])
    label = _("đã hết hạn") if standing == "expired" else str(standing.label).lower()
    return {
        "page": page,
        "pk": pk,
        "number": number,
        "standing": standing,
        "label": label,
        "tone": UNUSABLE[standing],
    }


def is_suspended(product: Product, day: date) -> bool:
    """Tell whether the product's newest certificate is suspended: it may be restored (R22)."""
    found = withheld_of(product, day)
    return found is not None and found["standing"] == "suspended"


def fallen_of(evaluation: Any, day: date) -> dict[str, Any] | None:
    """Return how the certificate of a result stands that may not be used on a day; None: it may.

    Reads what was fetched with the result, and asks for nothing.
    """
    for line in evaluation.recognitions.all():
        certificate = getattr(line, "certificate", None)
        standing = certificate.published.standing(day) if certificate else None
        if standing in UNUSABLE:
            return {
                "certificate": certificate,
                "standing": standing,
                "tone": UNUSABLE[standing],
                "since": certificate.published.status_since if standing != "expired" else None,
            }
    return None


def is_recognised(product: Product, day: date) -> bool:
    """Tell whether any certificate of the product holds on a day (R22, R23)."""
    return product.certificates.running(day).exists() or five_stars_of(product, day) is not None


def why_fallen(way: Participation) -> str:
    """Say why a renewal that is handed in leads nowhere: what it began from was withdrawn (R22).

    That it ran out since is no matter. Of the Ministry's five stars the council's agenda asks.
    """
    if way.previous_id is None or way.held_star == 5 or way.product.certificates.living().exists():
        return ""
    return _(
        "Giấy chứng nhận của sản phẩm đã bị thu hồi hoặc được thay thế: hãy rút hồ sơ này rồi đăng"
        " ký lại (Điều 7.5, 7.6, 8)."
    )
