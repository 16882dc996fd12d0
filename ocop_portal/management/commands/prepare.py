"""Make a database ready for use: schema, grants, units, rule books; quick when nothing changed."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Run the owner's commands in their order, in one process."""

    help = __doc__
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then load what the portal ships."""
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_units")
        call_command("load_regulation")
