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
