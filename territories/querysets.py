"""Questions about administrative units."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q


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
        inside = Q(pk=unit.pk) | Q(parent=unit) | Q(parent__parent=unit)
        return self.filter(
            inside
            | Q(followed_by__successor=unit)
            | Q(followed_by__successor__parent=unit)
            | Q(followed_by__successor__followed_by__successor=unit)
        ).distinct()
