"""How typed values are written on a council's rows."""

import unicodedata
from collections.abc import Mapping
from typing import Any


def tidy(text: str) -> str:
    """Write typed text in one form: composed letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def set_values(row: Any, changes: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Set values on a row; return what stood there and the names of what differs now."""
    before = {name: getattr(row, name) for name in changes}
    for name, value in changes.items():
        setattr(row, name, tidy(value) if isinstance(value, str) else value)
    return before, [name for name in changes if getattr(row, name) != before[name]]
