"""Questions about producers."""

from typing import Any

from django.db import models

from accounts import policy
from accounts.permissions import Permission
from territories.folding import fold
from territories.tenancy import current_province_id


class ProducerQuerySet(models.QuerySet):
    """Producers."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.PRODUCER_VIEW
    ) -> "ProducerQuerySet":
        """Keep those of the open province that the person's permission reaches."""
        reached = policy.reach(user, permission, unit="commune", producer="pk")
        return self.filter(reached, province=current_province_id())

    def search(self, text: str) -> "ProducerQuerySet":
        """Keep those in which every word is found, diacritics aside (Đ = d)."""
        found = self
        for word in fold(text).split():
            found = found.filter(search__contains=word)
        return found
