"""Ways and papers on the first screen: what is asked of a person, what others hold, what ends."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts import policy
from accounts.permissions import Permission as P
from producers.eligibility import WARN_DAYS
from producers.models import ProducerPermit
from products.commune_clock import commune_clocks
from products.cycle import Step
from products.models import Participation
from products.standing import Way
from territories import clock

from .home_lines import SHOWN, Line, at


def _is_near(user: Any, permission: P) -> bool:
    """Tell whether the person sees some units or producers, not the whole province."""
    return policy.may(user, permission) and not policy.reaches_all(user, permission)


def awaiting(user: Any, slug: str) -> list[Line]:
    """What is this person's to do, what ends first at the top."""
    lines = list(awaited(user).by_urgency().for_lists()[:SHOWN])
    clocks = commune_clocks(lines)
    return [_asked(row, Way.of(row, ticking=clocks.get(row.pk)), slug) for row in lines]


def awaited(user: Any) -> Any:
    """Return the ways whose next act is this person's."""
    return Participation.objects.visible_to(user).active().awaiting(user)


def _asked(row: Participation, way: Way, slug: str) -> Line:
    deadline, tone = way.deadline, way.next.tone.value or way.tone
    return Line(
        text=str(row.product),
        url=at("product", slug, pk=row.product_id),
        note=f"{Step(row.step).label} · {row.product.producer}",
        status=deadline or str(row.get_status_display()),
        tone=tone,
    )


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
