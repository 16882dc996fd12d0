"""The second door: the API's addresses, its pages and its way of saying no."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as ActionRefused
from rest_framework import exceptions
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import exception_handler as rest_handler

province_router = SimpleRouter()  # below /api/v1/<province>/
public_router = SimpleRouter()  # below /api/v1/


class Pages(PageNumberPagination):
    """Fifty rows a page; the client may ask for up to 200."""

    page_size_query_param = "page_size"
    max_page_size = 200


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an action's refusal with 400 and the form's own words; a stale one with 409."""
    if isinstance(error, ActionRefused):
        detail = (
            error.message_dict
            if hasattr(error, "error_dict")
            else {"non_field_errors": error.messages}
        )
        if NON_FIELD_ERRORS in detail:
            detail["non_field_errors"] = detail.pop(NON_FIELD_ERRORS)
        refusal = exceptions.ValidationError(detail)
        if any(one.code == "stale" for one in _flat(error)):
            refusal.status_code = 409
        error = refusal
    return rest_handler(error, context)


def _flat(error: ActionRefused) -> list[ActionRefused]:
    if hasattr(error, "error_dict"):
        return [one for errors in error.error_dict.values() for one in errors]
    return list(error.error_list)
