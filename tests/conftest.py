"""One embedded cluster for the run; one database per worker, cloned from a loaded template."""

import contextlib
import fcntl
import gc
import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest
from django.conf import settings
from django.db import connections, transaction
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
ACTED = "acted"  # the demo that one worker acts out for all
# What one worker does alone: one world of rows for all addresses, a browser and its site (in two
# parts, or one worker would end long after the other), the one socket at which the settings look
# for a broker, the rows that stand for a whole module.
TOGETHER = {
    "tests/test_access.py": "access",
    "tests/test_attack.py": "access",
    "tests/evaluations/test_certificates.py": "broker",
    "tests/evaluations/test_reports.py": "stars",
    "tests/evaluations/test_papers.py": "papers",
    "tests/journeys/test_api_walk.py": "browser",
    "tests/journeys/test_demo.py": "browser",
    "tests/journeys/test_full_demo.py": "full demo",
    "tests/journeys/test_five_stars_by_screens.py": "browser",
    "tests/journeys/test_district_round_by_screens.py": "browser",
    "tests/journeys/test_renewal_by_screens.py": "walks",
    "tests/journeys/test_one_product_through_six_steps.py": "browser",
    "tests/journeys/test_pages_look_right.py": "browser",
    "tests/journeys/test_long_forms.py": "browser",
    "tests/journeys/test_scoring_offline.py": "walks",
    "tests/journeys/test_sitting_goes_along.py": "walks",
    "tests/journeys/test_what_waits.py": "walks",
    "tests/journeys/test_evidence_beside.py": "browser",
    "tests/journeys/test_whole_sitting.py": "walks",
    "tests/journeys/test_written_round_by_screens.py": "walks",
    "tests/test_launch.py": "launch",
    "tests/test_schema.py": "access",
    "tests/trade/test_catalogue.py": "shop",
}
# The longest first: at the end only short tests are left, and no worker waits for another. Before
# them what makes a database of its own, while that of the others is still being built.
FIRST = ("launch", "access", "browser", "walks", "full demo", "broker")


class Together(LoadScopeScheduling):
    """Deals tests out one by one, those of TOGETHER to one worker each."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER.get(nodeid.partition("::")[0], nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    """Take the place of the groups by mark, which this pytest's node ids no longer carry."""
    config.option.loadscopereorder = False  # by numbers of tests; ours are in order already
    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest."""

    def rank(item: pytest.Item) -> int:
        group = TOGETHER.get(item.nodeid.partition("::")[0])
        return FIRST.index(group) if group in FIRST else len(FIRST)

    items.sort(key=rank)


def pytest_configure(config: pytest.Config) -> None:
    """Start the cluster once, in the process that is no worker, and have the template built."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    if os.environ.get("DATABASE_URL"):
        raise pytest.UsageError("The tests make their own database server; unset DATABASE_URL.")
    _keep.enter_context(embedded.database())
    _keep.callback(drop, f"site_{ACTED}")
    # Beside the workers, who begin with what needs none; whoever clones it waits for the lock.
    lock = _keep.enter_context(_template_lock())
    fcntl.flock(lock, fcntl.LOCK_EX)
    building = threading.Thread(target=_build_template, args=[lock])
    building.start()
    _keep.callback(building.join)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what this process started."""
    _keep.close()


def pytest_collection_finish() -> None:
    """Take what stays to the end out of the garbage collector's rounds."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # tests leave little behind, and looking takes a twentieth


def template_name() -> str:
    """Name of the template: its content's fingerprint, so that a stale one is never used."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(embedded.BASE_DIR.glob(f"*/{pattern}")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(embedded.BASE_DIR)).encode())
                digest.update(path.read_bytes())
    return f"template_{digest.hexdigest()[:16]}"


def _template_lock() -> TextIO:
    return (embedded.run_dir() / "template.lock").open("w")


def _build_template(lock: TextIO) -> None:
    try:
        _fill_template(template_name())
    finally:
        fcntl.flock(lock, fcntl.LOCK_UN)


def _fill_template(name: str) -> None:
    with contextlib.closing(embedded.connect("postgres", "postgres")) as connection:
        cursor = connection.cursor()
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^(template_|test_|world_)[0-9a-z]'"
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
        with contextlib.closing(embedded.connect(embedded.OWNER, "draft")) as filled:
            # Clones inherit what the planner knows, and rows that nobody must look at twice.
            filled.cursor().execute("VACUUM (FREEZE, ANALYZE)")
        cursor.execute(f'ALTER DATABASE draft RENAME TO "{name}"')


def clone(name: str, source: str = "") -> None:
    """Make database `name` a fresh copy of the template, or of `source` that nobody uses now."""
    with _template_lock() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)  # until it is built
    with contextlib.closing(embedded.connect("postgres", "postgres")) as connection:
        cursor = connection.cursor()
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "{source or template_name()}"'
            f" OWNER {embedded.OWNER}"
        )


def drop(name: str) -> None:
    """Drop a clone."""
    with contextlib.closing(embedded.connect("postgres", "postgres")) as connection:
        connection.cursor().execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Commit for real, in a clone that is thrown away."""
    connection = connections["default"]
    before = connection.settings_dict["NAME"]
    name = f"test_own_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    connection.close()
    clone(name)
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
    try:
        with django_db_blocker.unblock():
            yield
            connection.close()
    finally:
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = before
        drop(name)


@contextlib.contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Let the tests' connection be one to database `name`."""
    connection = connections["default"]
    connection.close()
    before, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


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


@pytest.fixture(scope="session")
def made_world(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, object]]:
    """Make the world of the access tests once, in a database of its own; return its name too."""
    from .access_routes import make_world

    name = f"world_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    clone(name)
    with django_db_blocker.unblock(), connected_to(name):
        built = make_world(tmp_path_factory.mktemp("media"))
    yield name, built
    drop(name)


@pytest.fixture(scope="module")
def world(
    made_world: tuple[str, object], django_db_blocker: pytest.FixtureRequest
) -> Iterator[object]:
    """Lend a module the world; what the module does to it is undone at its end."""
    from .access_routes import the_world

    name, built = made_world
    with django_db_blocker.unblock(), connected_to(name), the_world(built):
        yield built


@pytest.fixture(scope="module")
def lasting(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Let a fixture's rows stand for a whole module; each test undoes its own on top of them.

    Only for a module in which every test of rows wants them: they are there for all.
    """
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.MEDIA_ROOT", str(tmp_path_factory.mktemp("lasting")))
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _files_in_a_folder_of_their_own(
    request: pytest.FixtureRequest, tmp_path: Path, settings: object
) -> None:
    """Keep what tests upload out of the data folder; the world brings its files."""
    has_world = "world" in request.fixturenames
    media = request.getfixturevalue("world").media if has_world else tmp_path / "media"
    settings.MEDIA_ROOT = str(media)
