"""On the first screen at the Ministry: the files that the provinces sent."""

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts import policy
from accounts.permissions import Permission as P
from evaluations.models import Package
from evaluations.states import PackageStatus
from territories.models import Province

from .home_lines import Line, at


def files(user: Any, slug: str) -> list[Line]:
    """Return what each province has sent, those first whose files wait."""
    if not policy.may(user, P.DECISION_VIEW):
        return []
    sent = Package.objects.visible_to(user, P.DECISION_VIEW).filter(evaluation__isnull=True)
    counted = sent.order_by().values_list("submission__origin", "status").annotate(n=Count("pk"))
    found: dict[str, dict[str, int]] = {}
    for origin, status, number in counted:
        found.setdefault(origin, {})[status] = number
    names = dict(Province.objects.filter(slug__in=found).values_list("slug", "name"))
    page = at("forwarded_files", slug)
    waits = PackageStatus.SENT
    order = sorted(found, key=lambda one: (-found[one].get(waits, 0), names.get(one, one)))
    return [
        Line(
            text=names.get(origin, origin),
            url=f"{page}?origin={origin}",
            note=" · ".join(
                f"{PackageStatus(status).label}: {found[origin][status]}"
                for status in PackageStatus.values
                if found[origin].get(status)
            ),
            status=_("chờ tiếp nhận") if found[origin].get(waits) else "",
            tone="wait",
        )
        for origin in order
    ]
