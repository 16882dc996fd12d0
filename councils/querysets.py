"""Questions about councils and sittings."""

from typing import Any

from django.db import models
from django.db.models import Q

from accounts import policy
from accounts.permissions import Permission, Role, roles_with
from territories.tenancy import current_province_id

from .states import SittingStatus

# Who sees the councils he sits in, and no others; the office sees every council of the tenant.
SEATED = frozenset({Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.ADVISER})


def _sits(user: Any, council: str) -> Q:
    return Q(**{f"{council}members__user": user}) | Q(**{f"{council}advisers__user": user})


def _presides(user: Any) -> Q:
    """Keep the sittings of which the person is the chair, or the chair's delegate (R16)."""
    chair = Q(council__members__user=user, council__members__title="chair")
    return chair | Q(presided_by__user=user)


def _reached(rows: models.QuerySet, user: Any, permission: Permission, council: str) -> Q:
    """Return what the person's offices oversee, a district its own, and what he sits in."""
    office = policy.reach(user, permission, unit=f"{council}unit", but=SEATED)
    if not office or not policy.roles(user) & SEATED & roles_with(permission):
        return office
    return office | Q(pk__in=rows.filter(_sits(user, council)).values("pk"))


class CouncilQuerySet(models.QuerySet):
    """Councils."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.COUNCIL_VIEW
    ) -> "CouncilQuerySet":
        """Keep the open province's councils that the person runs, oversees or sits in."""
        if not policy.may(user, permission):
            return self.none()
        reached = _reached(self.model.objects.all(), user, permission, "")
        return self.filter(reached, province=current_province_id())

    def presided_by(self, user: Any) -> "CouncilQuerySet":
        """Keep the open province's councils of which the person is the chair."""
        chairs = self.filter(members__user=user, members__title="chair")
        return chairs.filter(province=current_province_id())

    def for_lists(self) -> "CouncilQuerySet":
        """Count members and sittings along, in one query."""
        counted = self.select_related("unit").annotate(
            member_count=models.Count("members", distinct=True),
            sitting_count=models.Count(
                "sittings", filter=Q(sittings__is_rehearsal=False), distinct=True
            ),
        )
        return counted.order_by("-established_on", "-id")


class SittingQuerySet(models.QuerySet):
    """Sittings."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.COUNCIL_VIEW
    ) -> "SittingQuerySet":
        """Keep the open province's sittings that the person runs, oversees or sits in."""
        if not policy.may(user, permission):
            return self.none()
        if permission == Permission.SITTING_LEAD:
            reached = _reached(self.model.objects.all(), user, Permission.SITTING_RUN, "council__")
            if reached:  # an empty condition is every sitting already
                reached |= Q(pk__in=self.model.objects.filter(_presides(user)).values("pk"))
        else:
            reached = _reached(self.model.objects.all(), user, permission, "council__")
        return self.filter(reached, province=current_province_id())

    def real(self) -> "SittingQuerySet":
        """Leave rehearsals out."""
        return self.filter(is_rehearsal=False)

    def mirrored_to(self, user: Any, permission: Permission) -> "SittingQuerySet":
        """Keep those that have ended and whose council the person chairs, or that he audits."""
        ended = self.visible_to(user, permission).real().filter(status=SittingStatus.CLOSED)
        if not policy.holds_only(user, permission, SEATED):
            return ended
        # A sub-select of its own: over the many members a join would give a sitting twice.
        chaired = Q(council__members__user=user, council__members__title="chair")
        return ended.filter(pk__in=self.model.objects.filter(chaired).values("pk"))

    def for_lists(self) -> "SittingQuerySet":
        """Read the council and count the agenda along, in one query."""
        on_agenda = models.Count("agenda", filter=~Q(agenda__status="cancelled"))
        counted = self.select_related("council").annotate(product_count=on_agenda)
        return counted.order_by("-held_on", "-id")
