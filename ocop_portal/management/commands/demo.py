"""Fill an empty database with the demo: fictional people, records made by real actions."""

import contextlib
import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from environ import Env

from accounts.models import User
from ocop_portal.demo import many, people, round_148, walk
from ocop_portal.demo.people import GIA_LAI, QUANG_NGAI, UNITS
from territories import clock


class Command(BaseCommand):
    """Runs as the web login, through the same actions and fences as the pages."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """--if-empty: do nothing where there are people; --full: sixty producers more."""
        parser.add_argument("--if-empty", action="store_true")
        parser.add_argument("--full", action="store_true")
        # What --full runs beside itself; by itself only after people were made.
        parser.add_argument("--neighbour", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create everything in three transactions; what was cut off is made up for next time."""
        # The certificates are printed here: that no worker could be told of them is no news.
        logging.getLogger("accounts.jobs").setLevel(logging.ERROR)
        if options["neighbour"]:
            add_many(GIA_LAI)
            return
        if not User.objects.exists():
            self.stdout.write("Filling the empty database with the demo (once; about a minute).")
            self.stdout.flush()
            with transaction.atomic():
                people.create(is_full=options["full"])
                if clock.today() > walk.LAST_DAY:  # nobody acts on days that are still to come
                    walk.create()
                    round_148.create()
                people.hand_out_passwords()
        elif not (options["full"] and any(map(many.is_awaited, UNITS))):
            if not options["if_empty"]:
                self.stderr.write("There are people already; the demo is for an empty database.")
            return
        if options["full"] and clock.today() > many.LAST_DAY:
            count_rows()
            with neighbour_beside():
                add_many(QUANG_NGAI)
        self.stdout.write(f"Demo accounts: {people.accounts_file()}")


def add_many(province: str) -> None:
    """Add a province's many producers, unless they are there."""
    if many.is_awaited(province):
        with transaction.atomic():
            many.create(province)


@contextlib.contextmanager
def neighbour_beside() -> Iterator[None]:
    """Have the second province filled on another core meanwhile: provinces share no rows."""
    command = [sys.executable, settings.BASE_DIR / "manage.py", "demo", "--neighbour"]
    with subprocess.Popen(command) as child:
        yield
    if child.returncode:
        raise CommandError("The second province could not be filled; the next start tries again.")


def count_rows() -> None:
    """Let the planner know the new tables at once; guesses make the rest take twice as long."""
    if not settings.DATABASE_OWNER_URL:
        return
    owner = connection.copy()
    owner.settings_dict |= Env.db_url_config(settings.DATABASE_OWNER_URL)
    tables = [name for name in connection.introspection.table_names() if "_" in name]
    with contextlib.closing(owner), owner.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(f'"{name}"' for name in tables))
