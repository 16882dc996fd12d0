"""Questions about administrative units."""

from datetime import date
from typing import Any

from django.db import models

# How a unit belongs to another: it lies in it, or came before it or before what lies in it.
INTO = (
    "parent",
    "parent__parent",
    "followed_by__successor",
    "followed_by__successor__parent",
    "followed_by__successor__followed_by__successor",
)


class AdminUnitQuerySet(models.QuerySet):
    """Units by day, by level and by place."""

    def on(self, day: date) -> "AdminUnitQuerySet":
        """Keep the units that exist on `day`."""
        return self.filter(valid__contains=day)

    def communes(self) -> "AdminUnitQuerySet":
        """Keep communes, wards and special zones."""
        return self.filter(kind=self.model.Kind.COMMUNE)

    def within(self, unit: Any) -> "AdminUnitQuerySet":
        """Keep `unit`, what lies in it, and the units that it followed (records keep theirs)."""
        every = self.model.objects.order_by()
        itself = every.filter(pk=unit.pk).values("pk")
        # Each way by its own index: one condition over all of them reads every unit there is.
        others = (every.filter(**{way: unit}).values("pk") for way in INTO)
        return self.filter(pk__in=itself.union(*others, all=True))
