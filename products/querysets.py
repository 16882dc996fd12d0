"""Questions about products, participations and what was handed in."""

from typing import Any

from django.db import models

from accounts import policy
from accounts.permissions import Permission
from territories.folding import fold
from territories.tenancy import current_province_id

from .cycle import ENDED


class ProductQuerySet(models.QuerySet):
    """Products."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.PRODUCT_VIEW
    ) -> "ProductQuerySet":
        """Keep those of the open province that the person's permission reaches."""
        reached = policy.reach(user, permission, unit="producer__commune", producer="producer")
        return self.filter(reached, province=current_province_id())

    def search(self, text: str) -> "ProductQuerySet":
        """Keep those in which every word is found, diacritics aside."""
        found = self
        for word in fold(text).split():
            found = found.filter(search__contains=word)
        return found


class ParticipationQuerySet(models.QuerySet):
    """Ways through the cycle."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.PRODUCT_VIEW
    ) -> "ParticipationQuerySet":
        """Keep those of the open province that the person's permission reaches."""
        reached = policy.reach(
            user, permission, unit="product__producer__commune", producer="product__producer"
        )
        return self.filter(reached, province=current_province_id())

    def active(self) -> "ParticipationQuerySet":
        """Keep those still under way."""
        return self.exclude(status__in=ENDED)


class SubmissionQuerySet(models.QuerySet):
    """Frozen hand-ins."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.PRODUCT_VIEW
    ) -> "SubmissionQuerySet":
        """Keep those of the open province that the person's permission reaches."""
        reached = policy.reach(
            user,
            permission,
            unit="participation__product__producer__commune",
            producer="participation__product__producer",
        )
        return self.filter(reached, province=current_province_id())
