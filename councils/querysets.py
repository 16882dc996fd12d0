"""Questions about councils and sittings."""

from typing import Any

from django.db import models
from django.db.models import Q

from accounts import policy
from accounts.permissions import Permission, Role
from territories.tenancy import current_province_id

# Who sees the councils he sits in, and no others; the office sees every council of the tenant.
SEATED = frozenset({Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.ADVISER})


def _sits(user: Any, council: str) -> Q:
    return Q(**{f"{council}members__user": user}) | Q(**{f"{council}advisers__user": user})


class CouncilQuerySet(models.QuerySet):
    """Councils."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.COUNCIL_VIEW
    ) -> "CouncilQuerySet":
        """Keep the open province's councils that the person runs, oversees or sits in."""
        if not policy.may(user, permission):
            return self.none()
        found = self.filter(province=current_province_id())
        if policy.holds_only(user, permission, SEATED):
            found = found.filter(pk__in=self.model.objects.filter(_sits(user, "")).values("pk"))
        return found

    def for_lists(self) -> "CouncilQuerySet":
        """Count members and sittings along, in one query."""
        counted = self.select_related("unit").annotate(
            member_count=models.Count("members", distinct=True),
            sitting_count=models.Count("sittings", distinct=True),
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
        found = self.filter(province=current_province_id())
        if policy.holds_only(user, permission, SEATED):
            mine = self.model.objects.filter(_sits(user, "council__")).values("pk")
            found = found.filter(pk__in=mine)
        return found

    def for_lists(self) -> "SittingQuerySet":
        """Read the council and count the agenda along, in one query."""
        on_agenda = models.Count("agenda", filter=~Q(agenda__status="cancelled"))
        counted = self.select_related("council").annotate(product_count=on_agenda)
        return counted.order_by("-held_on", "-id")
