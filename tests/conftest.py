"""One embedded cluster for the run; one database per worker, cloned from a loaded template."""

import contextlib
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from xdist.scheduler import LoadScopeScheduling

from ocop_portal import embedded

SOURCES = (
    "migrations/*.py",
    "data/**/*",
    "loading.py",
    "writing.py",
    "grants.py",
    "constraints.py",
    "criteria.py",
)
_keep = contextlib.ExitStack()
# What one worker does alone: one world of rows for all addresses, one browser and its site, and
# the one socket at which the settings look for a broker.
TOGETHER = {
    "tests/test_access.py": "access",
    "tests/test_attack.py": "access",
    "tests/evaluations/test_certificates.py": "broker",
    "tests/journeys/test_api_walk.py": "browser",
    "tests/journeys/test_demo.py": "browser",
    "tests/journeys/test_full_demo.py": "full demo",
    "tests/journeys/test_five_stars_by_screens.py": "browser",
    "tests/journeys/test_district_round_by_screens.py": "browser",
    "tests/journeys/test_renewal_by_screens.py": "browser",
    "tests/journeys/test_one_product_through_six_steps.py": "browser",
    "tests/journeys/test_pages_look_right.py": "browser",
    "tests/test_launch.py": "launch",
    "tests/test_schema.py": "access",
}


class Together(LoadScopeScheduling):
    """Deals tests out one by one, those of TOGETHER to one worker each."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER.get(nodeid.partition("::")[0], nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    """Take the place of the groups by mark, which this pytest's node ids no longer carry."""
    return Together(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Start the cluster once, in the process that is no worker, and build the template."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    _keep.enter_context(embedded.database())
    _build_template()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this process started."""
    _keep.close()


def template_name() -> str:
    """Name of the template: its content's fingerprint, so that a stale one is never used."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(embedded.BASE_DIR.glob(f"*/{pattern}")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(embedded.BASE_DIR)).encode())
                digest.update(path.read_bytes())
    return f"template_{digest.hexdigest()[:16]}"


def _build_template() -> None:
    name = template_name()
    if os.environ.get("DATABASE_URL"):
        raise pytest.UsageError("The tests make their own database server; unset DATABASE_URL.")
    with contextlib.closing(embedded.connect("postgres", "postgres")) as connection:
        cursor = connection.cursor()
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^(template_|test_)[0-9a-z]'"
        )
        old = {row[0] for row in cursor.fetchall()} - {"template_" + "0", "template_" + "1"}
        if name in old:
            return
        for stale in old:
            cursor.execute(f'DROP DATABASE IF EXISTS "{stale}" WITH (FORCE)')
        cursor.execute("DROP DATABASE IF EXISTS draft WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE draft OWNER {embedded.OWNER}")
        environment = os.environ | {
            "DATABASE_URL": embedded.url(embedded.OWNER, "draft"),
            "DATABASE_OWNER_URL": embedded.url(embedded.OWNER, "draft"),
            "SECRET_KEY": "for building the template only",
            "IS_HTTPS": "0",
            "DJANGO_SETTINGS_MODULE": "ocop_portal.settings",
        }
        subprocess.run(
            [sys.executable, embedded.BASE_DIR / "manage.py", "prepare"],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        # For the isolation tests, which plant bare rows; this cluster serves tests alone.
        cursor.execute(f"GRANT SET ON PARAMETER session_replication_role TO {embedded.OWNER}")
        cursor.execute(f'ALTER DATABASE draft RENAME TO "{name}"')


def clone(name: str) -> None:
    """Make database `name` a fresh copy of the template."""
    with contextlib.closing(embedded.connect("postgres", "postgres")) as connection:
        cursor = connection.cursor()
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "{template_name()}" OWNER {embedded.OWNER}'
        )


def drop(name: str) -> None:
    """Drop a clone."""
    with contextlib.closing(embedded.connect("postgres", "postgres")) as connection:
        connection.cursor().execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Give this worker its own clone instead of migrating from nothing."""
    name = f"test_ocop_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    clone(name)
    connection = connections["default"]
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connection.close()
    drop(name)


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(tmp_path: Path, settings: object) -> None:
    """Keep what tests upload out of the data folder."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
