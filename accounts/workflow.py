"""Changing a status: a table says what may follow what, and only move() writes it."""

from collections.abc import Collection, Mapping
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from . import journal
from .models import User

Transitions = Mapping[str, Mapping[str, str]]


class TransitionRefused(ValidationError):
    """The act does not fit the record's present status."""

    @classmethod
    def at(cls, status: str) -> Self:
        """Return the refusal that names the status in words."""
        words = _("Không thực hiện được khi hồ sơ ở trạng thái «%(status)s».")
        return cls(words % {"status": status}, code="transition")


def refuse_verb(obj: Model, verb: str, table: Transitions) -> None:
    """Refuse what does not follow from the record's status."""
    if verb not in table.get(obj.status, {}):
        raise TransitionRefused.at(obj.get_status_display())


def move(
    obj: Model,
    verb: str,
    *,
    by: User | None,
    table: Transitions,
    also: Collection[str] = (),
    **facts: Any,
) -> Model:
    """Take `verb` on a locked record: look it up, write the status, journal the act.

    also: fields that the record's constraints want written in the same statement.
    """
    refuse_verb(obj, verb, table)
    before, obj.status = obj.status, table[obj.status][verb]
    obj.save(update_fields=["status", *also])
    journal.record(by=by, verb=verb, target=obj, before=before, after=obj.status, **facts)
    return obj
