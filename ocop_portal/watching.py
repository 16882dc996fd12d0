"""What a commune or a producer watches on the first screen: what others hold, what will expire."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts import policy
from accounts.permissions import Permission as P
from producers.eligibility import WARN_DAYS
from producers.models import ProducerPermit
from products.cycle import Step
from products.models import Participation
from products.standing import Way
from territories import clock

from .home_lines import SHOWN, Line, at


def _is_near(user: Any, permission: P) -> bool:
    """Tell whether the person sees some units or producers, not the whole province."""
    return policy.may(user, permission) and not policy.reaches_all(user, permission)


def under_way(user: Any, slug: str) -> list[Line]:
    """What others hold, since when: nothing is asked of this person now."""
    if not _is_near(user, P.PRODUCT_VIEW):
        return []
    mine = Participation.objects.visible_to(user).active()
    rows = mine.exclude(pk__in=mine.awaiting(user).values("pk"))
    rows = rows.for_lists().order_by("-since", "pk")[:SHOWN]
    return [_held(row, Way.of(row), slug) for row in rows]


def _held(row: Participation, way: Way, slug: str) -> Line:
    step = {"number": row.step, "step": Step(row.step).label}
    holder = {"who": way.turn, "day": f"{localtime(row.since):%d/%m/%Y}"}
    return Line(
        text=str(row.product),
        url=at("product", slug, pk=row.product_id),
        note=_("Bước %(number)s. %(step)s") % step,
        status=_("%(who)s giữ từ %(day)s") % holder,
        tone="info",
    )


def papers(user: Any, slug: str) -> list[Line]:
    """Papers of producers that are over or soon will be, unless a newer one has come."""
    if not _is_near(user, P.PRODUCER_EDIT):
        return []
    today = clock.today()
    newer = ProducerPermit.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gt=OuterRef("expires_on")),
        producer=OuterRef("producer"),
        kind=OuterRef("kind"),
    )
    rows = ProducerPermit.objects.visible_to(user, P.PRODUCER_EDIT)
    rows = rows.ending_within(WARN_DAYS, after=today).filter(~Exists(newer))
    return [
        Line(
            text=str(row),
            url=at("producer", slug, pk=row.producer_id),
            note=str(row.producer),
            status=(_("đã hết hạn %(day)s") if row.expires_on < today else _("hết hạn %(day)s"))
            % {"day": f"{row.expires_on:%d/%m/%Y}"},
            tone="bad" if row.expires_on < today else "warn",
        )
        for row in rows.select_related("producer")[:SHOWN]
    ]
