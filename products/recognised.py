"""What a product holds today: its province's certificate, or the Ministry's five stars."""

from __future__ import annotations

from datetime import date
from typing import Any

from .models import Product, Submission


def five_stars_of(product: Product, day: date) -> Any:
    """Return the Ministry's answer that gives five stars on a day; None: none.

    Evaluations keep the answers, and are asked through the key that leads there.
    """
    judged = Submission.objects.filter(participation__product=product, national_results__star=5)
    for submission in judged.order_by("-pk").distinct():
        if found := submission.national_results.running(day).first():
            return found
    return None


def is_recognised(product: Product, day: date) -> bool:
    """Tell whether any certificate of the product holds on a day (R22, R23)."""
    return product.certificates.running(day).exists() or five_stars_of(product, day) is not None
