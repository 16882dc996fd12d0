"""Load the rule books, the procedures and the product lines from the shipped files; re-runnable."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from regulations import loading


class Command(BaseCommand):
    """Run as the owner: the web login only reads these tables."""

    help = __doc__
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was done; a published book that differs is refused."""
        try:
            report = loading.load()
        except loading.LoadRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Rule books: {report}")
