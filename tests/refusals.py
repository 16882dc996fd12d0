"""What an act or the API refused, as tests compare it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from ocop_portal import problems


def refused(response: Any) -> dict[str, list[str]]:
    """Return the refusals by field; «non_field_errors»: those about the whole."""
    assert response.headers["Content-Type"] == problems.MEDIA_TYPE, response.content
    body, found = response.json(), {}
    assert body["status"] == response.status_code
    assert body["type"].startswith(problems.ADDRESS)
    for one in body["errors"]:
        name = one["pointer"].removeprefix("#").lstrip("/") or "non_field_errors"
        found.setdefault(name, []).append(one["detail"])
    return found


def said(response: Any) -> str:
    """Return the first words of a refusal about the whole."""
    return refused(response)["non_field_errors"][0]


def why_not(act: Callable[..., Any], *args: Any, **facts: Any) -> str:
    """Return the words in which an act is refused; what it had written is undone."""
    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        act(*args, **facts)
    return " ".join(refusal.value.messages)
