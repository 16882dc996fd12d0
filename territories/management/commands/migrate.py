"""Django's migrate, with the database roles before it and the grants after it."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connection

from ocop_portal.embedded import APP, NATIONAL, WEB, create_roles, secret
from territories import grants


class Command(migrate.Command):
    """Create missing roles (when the login may), migrate, grant exactly what grants.py says."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the three in order; roles are the cluster's, so they come first."""
        self._roles()
        super().handle(*args, **options)
        grants.apply()

    def _roles(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", [list(ROLES)])
            if cursor.fetchone()[0] == len(ROLES):
                return
            create_roles(cursor.cursor, secret(WEB))
            cursor.execute(f"GRANT {', '.join(ROLES)} TO CURRENT_USER")


ROLES = (WEB, APP, NATIONAL)
