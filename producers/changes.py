"""What an edit changed, for the journal: without personal data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Model

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


def _is_personal(name: str, *both: Any) -> bool:
    if name == "tax_code":
        return any(len(code) == PERSONAL_NUMBER for code in both)
    return name in UNQUOTED


def _stored(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Model) else value
