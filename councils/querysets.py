"""Questions about councils and sittings."""

from typing import Any

from django.db import models
from django.db.models import Q

from accounts import policy
from accounts.permissions import Permission, Role
from territories.tenancy import current_province_id

# Those who see every council of the tenant; members and advisers see the ones they sit in.
_SEATED = frozenset({Role.COUNCIL_MEMBER, Role.ADVISER})


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
        if policy.holds_only(user, permission, _SEATED):
            found = found.filter(pk__in=self.model.objects.filter(_sits(user, "")).values("pk"))
        return found


class SittingQuerySet(models.QuerySet):
    """Sittings."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.COUNCIL_VIEW
    ) -> "SittingQuerySet":
        """Keep the open province's sittings that the person runs, oversees or sits in."""
        if not policy.may(user, permission):
            return self.none()
        found = self.filter(province=current_province_id())
        if policy.holds_only(user, permission, _SEATED):
            mine = self.model.objects.filter(_sits(user, "council__")).values("pk")
            found = found.filter(pk__in=mine)
        return found
