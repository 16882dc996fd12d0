"""The results behind «đang ở Bộ» in the star-rating report, as they were handed in."""

from typing import Any

from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.fields.json import KeyTextTransform

from products.cycle import Purpose
from territories.models import Province

from .models import Decision, Recognition
from .reports import StarReport

FACTS = ("product", "code", "producer", "unit", "purpose_then", "origin_then", "since")
PURPOSES = dict(Purpose.choices)


def waiting_rows(report: StarReport, key: str) -> list[dict[str, Any]]:
    """Return one line's results as plain facts, the longest wait first.

    since: the day of the province's approval; at the Ministry itself, the day the file came.
    """
    rows = report.at_ministry(key).order_by()
    if report.province.kind == Province.Kind.MINISTRY:
        rows = rows.annotate(since=F("sent_at__date"))
    else:
        approvals = Recognition.objects.filter(
            evaluation=OuterRef("pk"), kind=Decision.Kind.APPROVAL
        )
        days = approvals.values("evaluation").annotate(day=Max("decision__signed_on"))
        rows = rows.annotate(since=Subquery(days.values("day")))
    copy = "submission__snapshot"
    rows = rows.annotate(
        product=KeyTextTransform("name", f"{copy}__product"),
        code=F("submission__product_code"),
        producer=KeyTextTransform("name", f"{copy}__producer"),
        unit=KeyTextTransform("full_name", f"{copy}__commune"),
    )
    found = list(rows.values(*FACTS).order_by("since", "product"))
    for one in found:
        one["purpose"] = PURPOSES.get(one["purpose_then"], "")
    return found
