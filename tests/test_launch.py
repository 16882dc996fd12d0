"""The one-command run, for real: start, use, kill each part, kill all, start again, Ctrl-C."""

import http.cookiejar
import http.server
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ocop_portal import embedded, launch

pytestmark = pytest.mark.slow


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Run:
    """A run of the portal in a data folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.supervisor: subprocess.Popen | None = None

    def start(self) -> float:
        """Start it; return the seconds until /health/ answered 200."""
        dropped = ("OCOP_", "DJANGO_", "PYTEST_", "TOTP_")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
        environment |= {"OCOP_DATA_DIR": str(self.data), "PORT": str(self.port)}
        environment["OCOP_DEMO"] = "small"  # the full one has tests of its own
        began = time.monotonic()
        with (self.data / "console.log").open("ab") as log:
            self.supervisor = subprocess.Popen(
                [sys.executable, "-m", "ocop_portal.launch"],
                cwd=embedded.BASE_DIR,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.wait(began + 600)  # writing the demo on a busy machine
        return time.monotonic() - began

    def wait(self, deadline: float) -> None:
        """Wait until /health/ answers 200."""
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(self.url("/health/"), timeout=3) as answer:
                    assert json.load(answer) == {"database": True, "broker": True}
                    return
            except (OSError, urllib.error.HTTPError):
                assert self.supervisor.poll() is None, (self.data / "console.log").read_text()
                time.sleep(0.2)
        pytest.fail("not healthy in time: " + (self.data / "console.log").read_text())

    def url(self, path: str) -> str:
        """Return an address of this run."""
        return f"http://127.0.0.1:{self.port}{path}"

    def children(self) -> list[psutil.Process]:
        """List what the supervisor started, and what those started in turn."""
        return psutil.Process(self.supervisor.pid).children(recursive=True)

    def first(self, word: str) -> psutil.Process:
        """Return the supervisor's own child whose command holds `word`."""
        for process in psutil.Process(self.supervisor.pid).children():
            if word in " ".join(process.cmdline()):
                return process
        pytest.fail(f"no {word} among {[p.cmdline() for p in self.children()]}")


def left(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Return those still alive after so many seconds; zombies are dead."""
    alive = psutil.wait_procs(processes, timeout=seconds)[1]
    return [one for one in alive if one.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Give a run and leave nothing of it behind."""
    portal = Run(tmp_path)
    yield portal
    if portal.supervisor and portal.supervisor.poll() is None:
        portal.supervisor.send_signal(signal.SIGTERM)
        portal.supervisor.wait(60)


class Browser:
    """A person at a browser without JavaScript."""

    def __init__(self, run: Run) -> None:
        self.run = run
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> str:
        """Read a page."""
        return self.opener.open(self.run.url(path), timeout=20).read().decode()

    def post(self, path: str, page: str, **fields: str) -> str:
        """Send a form of the page at the path, with its token."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(page)).group(1)
        body = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
        return self.opener.open(self.run.url(path), body, timeout=20).read().decode()


def sign_in(run: Run, email: str) -> Browser:
    """Sign in with the password of the accounts' file."""
    accounts = (run.data / "demo-accounts.txt").read_text(encoding="utf-8")
    password = re.search(rf"^{re.escape(email)}\s+(\S+)", accounts, re.M).group(1)
    person = Browser(run)
    page = person.post("/dang-nhap/login/", "/dang-nhap/login/", login=email, password=password)
    assert "Quảng Ngãi" in page
    return person


def assert_second_run_is_refused(run: Run) -> None:
    """One data folder, one portal: the second is told where the first one is."""
    port = free_port()
    done = subprocess.run(
        [sys.executable, "-m", "ocop_portal.launch"],
        cwd=embedded.BASE_DIR,
        env=os.environ | {"OCOP_DATA_DIR": str(run.data), "PORT": str(port)},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 1
    assert f"already runs on {run.data}: http://127.0.0.1:{run.port}/\n" in done.stderr
    assert "Traceback" not in done.stderr
    run.wait(time.monotonic() + 5)


def test_run_survives_the_death_of_every_part(run: Run) -> None:
    first = run.start()
    assert (run.data / "demo-accounts.txt").stat().st_mode & 0o777 == 0o600
    secrets = list((run.data / "secrets").iterdir())
    assert secrets
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in secrets)

    assert_second_run_is_refused(run)
    quan = sign_in(run, "quan@ocop.example")
    new = "/quang-ngai/nguoi-dung/moi/"
    quan.post(new, new, email="giu@ocop.example", full_name="Người Phải Còn", role="auditor")
    for part in ("gunicorn", "celery", "valkey-server", "postgres"):
        ended = run.first(part)
        its_own = ended.children(recursive=True)
        ended.kill()
        time.sleep(1.5)
        run.wait(time.monotonic() + 40)
        assert "Người Phải Còn" in quan.get("/quang-ngai/nguoi-dung/"), part
        assert left(its_own, 20) == [], part  # a second beat would send every task twice

    # The supervisor itself: everything it started goes with it, and a new start loses nothing.
    started = run.children()
    assert len(started) > 8  # the database's own processes, two web workers, two of the worker's
    run.supervisor.kill()
    run.supervisor.wait()
    assert left(started, 20) == []
    # Ten seconds on a quiet machine; on a busy one, far less than the first start in the same run.
    second = run.start()
    assert second < max(10, first * 0.6), f"first start {first:.1f} s, second {second:.1f} s"
    assert "Người Phải Còn" in quan.get("/quang-ngai/nguoi-dung/")

    started = run.children()
    run.supervisor.send_signal(signal.SIGINT)
    assert run.supervisor.wait(60) == 0
    assert left(started, 1) == []


def test_manage_works_while_the_server_is_down(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("OCOP_", "DJANGO_"))}
    data = tmp_path / "new" / "data"
    environment |= {"OCOP_DATA_DIR": str(data)}
    code = (
        "from django.db import connection as c; k = c.cursor(); k.execute('SELECT current_user');"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", code + "print(k.fetchone()[0])"],
        cwd=embedded.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [embedded.WEB]
    assert not (data / "pg" / "postmaster.pid").exists()
    assert data.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("size", "asked"),
    [
        (None, [("demo", "--if-empty", "--full")]),
        ("full", [("demo", "--if-empty", "--full")]),
        ("small", [("demo", "--if-empty")]),
        ("none", []),
    ],
)
def test_an_empty_database_gets_the_demo_that_is_named(
    size: str | None, asked: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(launch, "manage", lambda *arguments: calls.append(arguments))
    monkeypatch.delenv("OCOP_DEMO", raising=False)
    if size:
        monkeypatch.setenv("OCOP_DEMO", size)
    launch.fill()
    assert calls == asked


def test_a_demo_of_another_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCOP_DEMO", "big")
    with pytest.raises(SystemExit, match="full, small, none"):
        launch.fill()


def test_a_port_that_another_program_holds_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "PATIENCE", 0.5)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setattr(launch, "PORT", other.getsockname()[1])
        with pytest.raises(SystemExit, match=f"Port {launch.PORT} cannot be used"):
            launch.refuse_taken_port()
    launch.refuse_taken_port()  # given back within the patience: no refusal


@pytest.mark.parametrize("text", ["", "abc", "0", "65536", "-1", "80 00"])
def test_a_port_that_is_none_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(SystemExit, match="from 1 to 65535"):
        launch._port()


def test_health_is_asked_without_the_proxy_of_the_office(monkeypatch: pytest.MonkeyPatch) -> None:
    class Healthy(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/health/" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Healthy) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        monkeypatch.setattr(launch, "PORT", web.server_port)
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
        monkeypatch.delenv("no_proxy", raising=False)
        assert launch.is_healthy()
        web.shutdown()
    assert not launch.is_healthy()


def test_a_data_folder_that_cannot_be_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("OCOP_DATA_DIR", str(tmp_path / "file" / "data"))
    with pytest.raises(SystemExit, match=r"cannot be kept in .*file/data \(Not a directory\)"):
        launch.make_folders()


def test_a_folder_that_is_no_database_is_never_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCOP_DATA_DIR", str(tmp_path))
    (tmp_path / "pg").mkdir()
    (tmp_path / "pg" / "base").write_text("what was saved of it")
    with pytest.raises(SystemExit, match="is no database folder"):
        embedded.initialise()
    assert (tmp_path / "pg" / "base").read_text() == "what was saved of it"
