"""A record that several edit has a version: whoever saw an older one is told both values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DateField, Model
from django.utils.translation import gettext as _

SHOWN_LENGTH = 120


def refuse_stale(
    row: Any,
    seen: int,
    changed: Iterable[str],
    *,
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
) -> None:
    """Refuse what was written on an older version; else count the next one on the locked row."""
    if seen != row.version:
        raise ValidationError(stale(row, changed, mine=mine, theirs=theirs))
    row.version += 1


def stale(
    row: Model,
    changed: Iterable[str],
    *,
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
) -> list[ValidationError]:
    """Both values of every field in which a stale form differs from what stands now.

    The first line carries what is kept, and its version, for programs.
    """
    lines = [_("Người khác vừa lưu thay đổi. Hãy so từng mục dưới đây, sửa cho đúng rồi lưu lại.")]
    for name in changed:
        field = row._meta.get_field(name)
        lines.append(
            _("%(field)s: anh/chị nhập «%(mine)s», hiện đang lưu «%(theirs)s».")
            % {
                "field": str(field.verbose_name)[:1].upper() + str(field.verbose_name)[1:],
                "mine": shown(field, mine[name]),
                "theirs": shown(field, theirs[name]),
            }
        )
    errors = [ValidationError(line, code="stale") for line in lines]
    errors[0].kept = {name: _plain(theirs[name]) for name in changed} | {"version": row.version}
    return errors


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Model) else value


def shown(field: Any, value: Any) -> str:
    """A value as a person reads it."""
    if value is None or value == "":
        return _("để trống")
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(field, DateField):
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return f"{day:%d/%m/%Y}"
    text = str(dict(field.flatchoices).get(value, value))
    return text if len(text) <= SHOWN_LENGTH else text[:SHOWN_LENGTH] + "…"
