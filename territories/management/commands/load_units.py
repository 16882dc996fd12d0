"""Load provinces, dated units, successions and holidays from the shipped files; re-runnable."""

from typing import Any

from django.core.management.base import BaseCommand

from territories.loading import load_all


class Command(BaseCommand):
    """Run as the owner: the web login only reads these tables."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was done."""
        self.stdout.write(f"Units: {load_all()}")
