"""What the API refused, as tests compare it with a form's errors."""

from typing import Any

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
