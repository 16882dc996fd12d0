"""Questions about producers."""

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Aggregate, Count, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts import policy
from accounts.permissions import Permission
from territories.folding import fold
from territories.models import AdminUnit
from territories.tenancy import current_province_id

from .contacts import as_kept

CONTACT_PERMISSIONS = (Permission.PRODUCER_EDIT, Permission.PRODUCER_EXPORT)


class ProducerQuerySet(models.QuerySet):
    """Producers."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.PRODUCER_VIEW
    ) -> "ProducerQuerySet":
        """Keep those of the open province that the person's permission reaches."""
        reached = policy.reach(user, permission, unit="commune", producer="pk")
        return self.filter(reached, province=current_province_id())

    def awaiting(self, user: Any) -> "ProducerQuerySet":
        """Keep those that wait for this person's confirmation."""
        reached = self.visible_to(user, Permission.PRODUCER_CONFIRM)
        return reached.filter(status=self.model.Status.PENDING)

    def in_unit(self, unit: AdminUnit) -> "ProducerQuerySet":
        """Keep those of a unit and of the units that it followed (R31)."""
        return self.filter(commune__in=AdminUnit.objects.within(unit).values("pk"))

    def search(self, text: str) -> "ProducerQuerySet":
        """Keep those in which every word is found, diacritics aside (Đ = d)."""
        found = self
        for word in fold(as_kept(text)).split():
            found = found.filter(search__contains=word)
        return found

    def with_papers_due(self, day: date) -> "ProducerQuerySet":
        """Keep those that hold a paper which ends on `day` or before."""
        due = self.model.objects.filter(permits__expires_on__lte=day)
        return self.filter(pk__in=due.values("pk"))

    def like(self, *, name_key: str, phone: str) -> "ProducerQuerySet":
        """Keep those of the open province that may be the same: name or telephone."""
        same = Q(phone=phone) if phone else Q(pk__in=[])
        if name_key:
            same |= Q(match_name=name_key)
        return self.filter(same, province=current_province_id())

    def with_contact_need(self, user: Any) -> "ProducerQuerySet":
        """Tell per row whether the person needs its contacts (`shows_contacts`).

        Who works with a producer needs its telephone; who only reads about it does not.
        """
        if any(policy.reaches_all(user, permission) for permission in CONTACT_PERMISSIONS):
            return self.annotate(shows_contacts=Value(True))
        if not policy.may(user, Permission.PRODUCER_EDIT):
            return self.annotate(shows_contacts=Value(False))
        own = self.model.objects.visible_to(user, Permission.PRODUCER_EDIT)
        # Not correlated, so that the database looks for the person's units once, not per row.
        return self.annotate(shows_contacts=Q(pk__in=own.values("pk")))

    def for_lists(self, user: Any) -> "ProducerQuerySet":
        """Read along what a row of a list shows, for the rows of one page only."""
        shown = self.annotate(
            product_count=Coalesce(Subquery(self._of_each("products", Count("pk"))), 0),
            first_expiry=Subquery(self._of_each("permits", Min("expires_on"))),
        )
        return shown.with_contact_need(user).select_related("commune", "province")

    def _of_each(self, name: str, figure: Aggregate) -> models.QuerySet:
        rows = self.model._meta.get_field(name).related_model.objects
        each = rows.filter(producer=OuterRef("pk")).order_by().values("producer")
        return each.annotate(figure=figure).values("figure")


class ProducerPermitQuerySet(models.QuerySet):
    """Papers of producers."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.PRODUCER_VIEW
    ) -> "ProducerPermitQuerySet":
        """Keep the papers of the producers that the permission reaches."""
        reached = policy.reach_by_producer(user, permission, "producer")
        return self.filter(reached, province=current_province_id())

    def ending_within(self, days: int, *, after: date) -> "ProducerPermitQuerySet":
        """Keep those that are over, or will be, so many days after a day."""
        return self.filter(expires_on__lte=after + timedelta(days=days)).order_by("expires_on")
