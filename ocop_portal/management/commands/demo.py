"""Fill an empty database with the demo: fictional people, records made by real actions."""

import contextlib
import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction
from environ import Env

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
        """Create everything in two transactions; the second is made up for if it was cut off."""
        # The certificates are printed here: that no worker could be told of them is no news.
        logging.getLogger("accounts.jobs").setLevel(logging.ERROR)
        if not User.objects.exists():
            self.stdout.write("Filling the empty database with the demo (once; some minutes).")
            self.stdout.flush()
            with transaction.atomic():
                people.create(is_full=options["full"])
                if clock.today() > walk.LAST_DAY:  # nobody acts on days that are still to come
                    walk.create()
                    round_148.create()
                people.hand_out_passwords()
        elif not (options["full"] and many.is_awaited()):
            if not options["if_empty"]:
                self.stderr.write("There are people already; the demo is for an empty database.")
            return
        if options["full"] and clock.today() > many.LAST_DAY:
            count_rows()
            with transaction.atomic():
                many.create()
        self.stdout.write(f"Demo accounts: {people.accounts_file()}")


def count_rows() -> None:
    """Let the planner know the new tables at once; guesses make the rest take twice as long."""
    if not settings.DATABASE_OWNER_URL:
        return
    owner = connection.copy()
    owner.settings_dict |= Env.db_url_config(settings.DATABASE_OWNER_URL)
    tables = [name for name in connection.introspection.table_names() if "_" in name]
    with contextlib.closing(owner), owner.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(f'"{name}"' for name in tables))
