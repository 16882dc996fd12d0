#!/usr/bin/env python3
"""Django's command line on the portal's database, whether the local server is up or down."""

import os
import sys

from ocop_portal import embedded

# Commands that write what the web login must never write: the schema and the shared reference data.
OWNER_COMMANDS = {
    "migrate",
    "makemigrations",
    "load_units",
    "load_regulation",
    "prepare",
    "sqlmigrate",
    "pgtrigger",
    "flush",
}
NO_DATABASE = {"build_units", "collectstatic", "compilemessages", "makemessages", "help", "version"}


def main() -> None:
    """Choose the login the command declares, have the server up, run it."""
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop_portal.settings")
    if command in OWNER_COMMANDS:
        os.environ["OCOP_DATABASE_LOGIN"] = "owner"

    from django.core.management import execute_from_command_line

    if command in NO_DATABASE:
        execute_from_command_line(sys.argv)
        return
    with embedded.database():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
