"""Whether a seat on a council can be taken back, and that it was."""

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.models import PROTECT, Exists, OuterRef, ProtectedError, Q, QuerySet
from django.db.models.deletion import Collector
from django.utils.translation import gettext as _

from accounts import journal

from . import words
from .models import Council, Member


def removal_of(member: Member) -> Collector:
    """Return the removal of a seat that was never used, not yet done; refuse any other."""
    if member.attendance.exists() or member.sheets.exists():
        raise ValidationError(words.HAS_SAT)
    removal = Collector(using=DEFAULT_DB_ALIAS, origin=member)
    try:
        removal.collect([member])
    except ProtectedError as kept:
        raise ValidationError(words.SEAT_WAS_USED) from kept
    return removal


def with_use(members: QuerySet[Member]) -> QuerySet[Member]:
    """Tell of each seat whether it `was_used`: whether anything refers to it that keeps it."""
    kept_by = [
        Exists(link.related_model._default_manager.filter(**{link.field.name: OuterRef("pk")}))
        for link in Member._meta.get_fields(include_hidden=True)
        if getattr(link, "on_delete", None) is PROTECT and link.auto_created
    ]
    return members.annotate(was_used=Q(*kept_by, _connector=Q.OR))


def refuse_removed(council: Council, member: int) -> None:
    """Refuse to take back once more the seat of whom the council no longer has."""
    act = journal.last("remove_member", Member, member, council=council.pk)
    if act is not None:
        raise ValidationError(
            _("%(who)s đã được đưa ra khỏi hội đồng.") % {"who": act.target_label}
        )
