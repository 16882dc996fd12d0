"""Make a database of its own, fill it with the full demo, measure, write the figures down."""

import contextlib
import os
import secrets
import subprocess
import sys
import tempfile

from ocop_portal import embedded

DATABASE = "bench"


def main() -> None:
    """Run the measurements in a process that has the web login alone; drop the database."""
    with (
        embedded.database(),
        tempfile.TemporaryDirectory() as folder,
        contextlib.closing(embedded.connect("postgres", "postgres")) as connection,
    ):
        cursor = connection.cursor()
        cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {embedded.OWNER}")
        try:
            _measure(environment(folder))
        finally:
            cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def environment(folder: str) -> dict[str, str]:
    """Return the settings of production on the bench's own database and files."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "ocop_portal.settings",
        "DATABASE_URL": embedded.url(embedded.WEB, DATABASE),
        "DATABASE_OWNER_URL": embedded.url(embedded.OWNER, DATABASE),
        "REDIS_URL": f"unix://{folder}/no-broker.sock",
        "SECRET_KEY": secrets.token_hex(32),
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "MEDIA_ROOT": f"{folder}/media",
        "OCOP_DATA_DIR": folder,
        "IS_HTTPS": "0",
        "TOTP_IS_COMPULSORY": "0",
        "LOG_LEVEL": "ERROR",
        # Half a million marks are written past the triggers; nothing that is measured uses it.
        "BENCH_SUPERUSER": embedded.url("postgres", DATABASE),
    }


def _measure(settings: dict[str, str]) -> None:
    owner = settings | {"DATABASE_URL": settings["DATABASE_OWNER_URL"]}
    python = sys.executable
    collect = ["collectstatic", "--noinput", "--verbosity", "0"]
    for command, where in (
        (["prepare"], owner),
        (["demo", "--full"], settings),
        (collect, settings),
    ):
        subprocess.run(
            [python, "manage.py", *command], cwd=embedded.BASE_DIR, env=where, check=True
        )
    run = [python, "-m", "bench.run", *sys.argv[1:]]
    subprocess.run(run, cwd=embedded.BASE_DIR, env=settings, check=True)


if __name__ == "__main__":
    main()
