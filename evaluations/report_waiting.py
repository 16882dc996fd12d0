"""The results behind «đang ở Bộ» in the star-rating report, as they were handed in."""

from typing import Any

from django.db.models import F
from django.db.models.fields.json import KeyTextTransform

from products.cycle import Purpose
from territories.models import Province

from .reports import StarReport

FACTS = ("product", "code", "producer", "unit", "purpose_then", "origin_then", "since")
PURPOSES = dict(Purpose.choices)


def waiting_rows(report: StarReport, key: str) -> list[dict[str, Any]]:
    """Return one line's results as plain facts, the longest wait first.

    since: the day on which the file went up.
    """
    is_ministry = report.province.kind == Province.Kind.MINISTRY
    copy = "submission__snapshot"
    rows = report.at_ministry(key).order_by()
    rows = rows.annotate(
        since=F("sent_at__date" if is_ministry else "forwarded_at__date"),
        product=KeyTextTransform("name", f"{copy}__product"),
        code=F("submission__product_code"),
        producer=KeyTextTransform("name", f"{copy}__producer"),
        unit=KeyTextTransform("full_name", f"{copy}__commune"),
    )
    found = list(rows.values(*FACTS).order_by("since", "product"))
    for one in found:
        one["purpose"] = PURPOSES.get(one["purpose_then"], "")
    return found
