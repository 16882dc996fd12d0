"""What may stand in the address of one of the API's lists."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.settings import api_settings


class KnownQuery(BasePermission):
    """Lists refuse every parameter that they do not read: none is ignored in silence either."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Refuse unknown parameters by name; the guard before has let the person in."""
        if request.method not in SAFE_METHODS or not view.action or view.detail:
            return True
        known = query_names(view)
        if unknown := sorted(
            set(request.query_params) - known - {api_settings.URL_FORMAT_OVERRIDE}
        ):
            words = _("Không nhận tham số này. Tham số được nhận: %(names)s.")
            refusal = words % {"names": ", ".join(sorted(known)) or "–"}
            raise ValidationError({name: [refusal] for name in unknown}, "unknown")
        return True


def query_names(view: Any) -> set[str]:
    """Return what may stand in a list's address: its filters and its paging."""
    names: set[str] = set()
    for backend in getattr(view, "filter_backends", ()):  # not every answer is a list of rows
        filters = backend().get_filterset_class(view, view.queryset)
        names |= set(filters.base_filters) if filters else set()
    if view.action == "list" and getattr(view, "paginator", None):
        names |= {view.paginator.page_query_param, view.paginator.page_size_query_param}
    return names
