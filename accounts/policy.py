"""The one place that answers: may this person do this, to this record, here and today?"""

from collections.abc import Hashable, Mapping
from copy import copy
from datetime import date
from typing import Any

from django.db.models import Q

from territories import clock
from territories.models import AdminUnit, Province
from territories.tenancy import current_province_id

from .models import Assignment
from .permissions import ROLES, UNIT_ROLES, Permission, Role


def duties(user: Any) -> list[Assignment]:
    """Return the person's running duties in the open province, read once per request and person."""
    province_id = current_province_id()
    if province_id is None or not getattr(user, "is_active", False):
        return []
    known, key = _known(user), (province_id, clock.today())
    if key not in known:
        known[key] = list(_running(user).filter(province=province_id))
    return known[key]


def province_at(user: Any, slug: str, only: int | None = None) -> Province | None:
    """Return the tenant of an address if the person holds a duty there today; `only`: this one.

    The duties that open it are those that decide what he may do in it: they are read together.
    """
    held = list(_running(user).filter(province__slug=slug))
    if not held or (only is not None and held[0].province_id != only):
        return None
    _known(user)[held[0].province_id, clock.today()] = held
    return held[0].province


def _running(user: Any) -> Any:
    return Assignment.objects.on(clock.today()).filter(user=user).select_related("unit", "province")


def _known(user: Any) -> dict[tuple[int, date], list[Assignment]]:
    return user.__dict__.setdefault("_duties", {})


def settings(user: Any) -> Mapping[str, Any]:
    """Return the settings of the open province, read along with the person's duties."""
    held = duties(user)
    return held[0].province.settings if held else {}


def roles(user: Any) -> frozenset[Role]:
    """Return the person's roles in the open province."""
    return frozenset(Role(duty.role) for duty in duties(user))


def shape(user: Any) -> Hashable:
    """Return all that conditions on rows read of the person, his own id aside: duties, settings."""
    return repr(settings(user)), *((duty.role, duty.unit_id) for duty in duties(user))


def stand_in(user: Any, pk: int) -> Any:
    """Return one who holds the person's duties under another id: for a statement that is kept."""
    other = copy(user)
    other.pk = pk
    other.__dict__["_duties"] = {(current_province_id(), clock.today()): duties(user)}
    return other


def may(user: Any, permission: Permission, obj: Any = None) -> bool:
    """Tell whether the person holds the permission and, if given, reaches the record."""
    held = [duty for duty in duties(user) if permission in ROLES[Role(duty.role)]]
    if not held:
        return False
    if obj is None:
        return True
    if obj.province_id != current_province_id():
        return False
    model = type(obj)
    if not hasattr(model.objects, "visible_to"):
        return any(not is_bounded(duty) for duty in held)
    return model.objects.visible_to(user, permission).filter(pk=obj.pk).exists()


def is_bounded(duty: Assignment) -> bool:
    """Tell whether a duty reaches a unit or a producer only, not the whole tenant."""
    return duty.unit_id is not None or duty.role in UNIT_ROLES | {Role.PRODUCER}


def reach(
    user: Any,
    permission: Permission,
    *,
    unit: str = "commune",
    producer: str | None = None,
    whole: Q | None = None,
    inside: Q | None = None,
    but: frozenset[Role] = frozenset(),
) -> Q:
    """Return the condition on rows that the permission reaches for this person.

    unit: path to the record's commune; producer: path to its producer (None: not a producer's).
    whole, inside: what else must be so for a duty over the tenant, or over a unit; but: roles
    that reach by another way.
    """
    wanted = Q(pk__in=[])
    for duty in duties(user):
        role = Role(duty.role)
        if permission not in ROLES[role] or role in but:
            continue
        if role == Role.PRODUCER:
            if producer:
                wanted |= Q(**{f"{producer}__in": _own_producers(user)})
        elif is_bounded(duty):
            wanted |= Q(**{f"{unit}__in": _units_of(user, duty)}) & (inside or Q())
        elif whole is None:
            return Q()
        else:
            wanted |= whole
    return wanted


def reach_by_producer(user: Any, permission: Permission, producer: str, **more: Any) -> Q:
    """Return `reach` on rows of a producer, `producer` being the path to it: by its commune."""
    return reach(user, permission, unit=f"{producer}__commune", producer=producer, **more)


def units_held(user: Any, permission: Permission) -> list[int]:
    """Return the ids of the units over which the person's bounded duties give the permission."""
    return [
        unit
        for duty in duties(user)
        if permission in ROLES[Role(duty.role)] and duty.unit_id is not None
        for unit in _units_of(user, duty)
    ]


def _units_of(user: Any, duty: Assignment) -> list[int]:
    """Return the ids of the units a duty reaches, read once per request and duty."""
    known = user.__dict__.setdefault("_units", {})
    if duty.pk not in known:
        known[duty.pk] = list(AdminUnit.objects.within(duty.unit).values_list("pk", flat=True))
    return known[duty.pk]


def _own_producers(user: Any) -> Any:
    """Return the producers for which the person acts today (by the reverse relation)."""
    return user.producer_accounts.filter(
        province=current_province_id(), period__contains=clock.today()
    ).values("producer_id")


def holds_only(user: Any, permission: Permission, some: frozenset[Role]) -> bool:
    """Tell whether the person has the permission through no other role than these."""
    held = {Role(d.role) for d in duties(user) if permission in ROLES[Role(d.role)]}
    return bool(held) and held <= some


def reaches_all(user: Any, permission: Permission) -> bool:
    """Tell whether the person has the permission over the whole tenant."""
    held = [duty for duty in duties(user) if permission in ROLES[Role(duty.role)]]
    return any(not is_bounded(duty) for duty in held)
