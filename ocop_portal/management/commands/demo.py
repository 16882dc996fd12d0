"""Fill an empty database with the demo: fictional people, records made by real actions."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from accounts.models import User
from ocop_portal.demo import many, people, round_148, walk
from territories import clock


class Command(BaseCommand):
    """Runs as the web login, through the same actions and fences as the pages."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """--if-empty: do nothing where there are people; --full: sixty producers more."""
        parser.add_argument("--if-empty", action="store_true")
        parser.add_argument("--full", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create everything in one transaction: a demo is whole or absent."""
        if User.objects.exists():
            if not options["if_empty"]:
                self.stderr.write("There are people already; the demo is for an empty database.")
            return
        # The certificate is printed here: that no worker could be told of it is no news.
        logging.getLogger("accounts.jobs").setLevel(logging.ERROR)
        with transaction.atomic():
            people.create(is_full=options["full"])
            if clock.today() > walk.LAST_DAY:  # nobody acts on days that are still to come
                walk.create()
                round_148.create()
                if options["full"]:
                    many.create()
        self.stdout.write(f"Demo accounts: {people.accounts_file()}")
