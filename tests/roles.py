"""The web login's rights, under a test database that only its owner may sign in to."""

from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from ocop_portal.embedded import WEB


class WebRoleMiddleware:
    """Run each request as the web role: a page outside `acting_for` fails as in production."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Switch for the request and back, so that the test itself reads as owner."""
        with transaction.atomic():
            self._become(WEB)
            response = self.get_response(request)
            if not connection.needs_rollback:
                self._become("none")
            return response

    def _become(self, role: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', %s, true)", [role])
