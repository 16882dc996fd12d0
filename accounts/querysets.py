"""Questions about people, duties and acts."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from territories.folding import fold
from territories.tenancy import current_province_id


class UserQuerySet(models.QuerySet):
    """People."""

    def in_province(self) -> "UserQuerySet":
        """Keep those who hold, or held, a duty in the open province."""
        return self.filter(assignments__province=current_province_id()).distinct()

    def search(self, text: str) -> "UserQuerySet":
        """Keep those whose name or address contains every word, diacritics aside."""
        found = self
        for word in fold(text).split():
            found = found.filter(search__contains=word)
        return found


class AssignmentQuerySet(models.QuerySet):
    """Duties."""

    def on(self, day: date) -> "AssignmentQuerySet":
        """Keep the duties that run on `day`, in a tenant that is active."""
        return self.filter(period__contains=day, province__is_active=True)

    def visible_to(self, user: Any, permission: Any = None) -> "AssignmentQuerySet":
        """Keep the open province's duties (who may list them is the view's permission)."""
        return self.filter(province=current_province_id())


class ApiTokenQuerySet(models.QuerySet):
    """Keys of programs."""

    def visible_to(self, user: Any, permission: Any = None) -> "ApiTokenQuerySet":
        """Keep the person's own keys in the open province; nobody sees another's."""
        return self.filter(province=current_province_id(), user=user)

    def usable_on(self, day: date) -> "ApiTokenQuerySet":
        """Keep those that are neither revoked nor over, of people and tenants that are active."""
        return self.filter(
            revoked_at__isnull=True,
            expires_on__gte=day,
            user__is_active=True,
            province__is_active=True,
        )


class JournalQuerySet(models.QuerySet):
    """Acts."""

    def visible_to(self, user: Any, permission: Any = None) -> "JournalQuerySet":
        """Keep the open province's acts (who may list them is the view's permission)."""
        return self.filter(province=current_province_id())

    def of(self, target: Any) -> "JournalQuerySet":
        """Keep the acts on one record."""
        return self.filter(target_type=target._meta.label_lower, target_id=target.pk)

    def of_any(self, *targets: Any) -> "JournalQuerySet":
        """Keep the acts on any of several records."""
        wanted = Q(pk__in=[])
        for target in targets:
            wanted |= Q(target_type=target._meta.label_lower, target_id=target.pk)
        return self.filter(wanted)


class NoticeQuerySet(models.QuerySet):
    """Words to people."""

    def visible_to(self, user: Any, permission: Any = None) -> "NoticeQuerySet":
        """Keep the person's own in the open province."""
        return self.filter(province=current_province_id(), to=user)
