"""What an edit changed: in the journal without personal data, in a stale form both values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DateField, Model
from django.utils.translation import gettext as _

from .contacts import PERSONAL_NUMBER

# The journal says that these changed, not what they were: people's data, and long texts.
UNQUOTED = frozenset(
    {
        "phone",
        "email",
        "address",
        "representative",
        "representative_gender",
        "representative_ethnicity",
        "representative_address",
        "history",
        "organisation",
    }
)
SHOWN_LENGTH = 120


def values(row: Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def journal_facts(
    changed: Iterable[str], *, old: Mapping[str, Any], new: Mapping[str, Any]
) -> dict[str, Any]:
    """Old and new value of each public fact; the names alone of the others."""
    quoted = [name for name in changed if not _is_personal(name, old[name], new[name])]
    return {
        "changes": {name: [_stored(old[name]), _stored(new[name])] for name in quoted},
        "also": [name for name in changed if name not in quoted],
    }


def stale(
    row: Model, changed: Iterable[str], *, mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> list[ValidationError]:
    """Both values of every field in which a stale form differs from what stands now."""
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
    return [ValidationError(line, code="stale") for line in lines]


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


def _is_personal(name: str, *both: Any) -> bool:
    if name == "tax_code":
        return any(len(code) == PERSONAL_NUMBER for code in both)
    return name in UNQUOTED


def _stored(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Model) else value
