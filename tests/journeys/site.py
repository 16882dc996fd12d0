"""A real site for browser tests: gunicorn, a Celery worker and a broker on a cloned database."""

import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from ocop_portal import embedded
from ocop_portal.launch import valkey

from ..conftest import clone, drop
from ..test_launch import free_port

AXE = Path(__file__).resolve().parent.parent / "vendor" / "axe.min.js"
PATIENCE = 30_000  # milliseconds in which a busy machine shows what is to come
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1366, "height": 768}


class Site:
    """One site with its processes; the web login only, as in production."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.database = f"site_{name}"
        self.address = f"http://127.0.0.1:{free_port()}"
        self.processes: list[subprocess.Popen] = []
        self.today: date | None = None
        self.secret = secrets.token_hex(32)
        # A short path: sockets take 107 bytes.
        self.run = embedded.run_dir() / f"site-{name}-{secrets.token_hex(3)}"

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of every process of the site."""
        dropped = ("OCOP_", "DJANGO_", "PYTEST_", "TOTP_")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(dropped)}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "tests.site_settings",
            "DATABASE_URL": embedded.url(embedded.WEB, self.database),
            "DATABASE_OWNER_URL": embedded.url(embedded.OWNER, self.database),
            "REDIS_URL": f"unix://{self.run}/broker.sock",
            "SECRET_KEY": self.secret,
            "PUBLIC_URL": self.address,
            "OCOP_DATA_DIR": str(self.folder),
            "MEDIA_ROOT": str(self.folder / "media"),
            "IS_HTTPS": "0",
            "TOTP_IS_COMPULSORY": "0",
            "LOG_LEVEL": "WARNING",
            "SITE_TODAY": f"{self.today or ''}",
        }

    @contextmanager
    def on(self, day: date) -> Iterator["Site"]:
        """Serve the same rows on another day, as an older round needs it."""
        other = copy(self)
        other.today, other.processes = day, []
        other.address = f"http://127.0.0.1:{free_port()}"
        try:
            other.serve()
            yield other
        finally:
            other.end()

    def act_demo(self, *options: str) -> None:
        """Fill a fresh database by the command, as the web login."""
        clone(self.database)
        subprocess.run(
            [sys.executable, "manage.py", "demo", *options],
            cwd=embedded.BASE_DIR,
            env=self.environment,
            check=True,
        )

    def take_over(self, acted: "Site") -> None:
        """Begin with the rows, the files and the secret of a demo that was acted out."""
        clone(self.database, acted.database)
        shutil.copytree(acted.folder, self.folder, dirs_exist_ok=True)
        self.secret = acted.secret

    def start(self) -> None:
        """Start everything and wait until the site is healthy."""
        self.run.mkdir(mode=0o700)
        python = sys.executable
        self._start(
            [valkey(), "--port", "0", "--unixsocket", f"{self.run}/broker.sock", "--save", ""]
        )
        self._start([python, "-m", "celery", "-A", "ocop_portal", "worker", "--concurrency", "1"])
        self.serve()

    def serve(self) -> None:
        """Start the web server and wait until it is healthy."""
        bind = self.address.removeprefix("http://")
        web = [sys.executable, "-m", "gunicorn", "ocop_portal.wsgi", "--bind", bind]
        self._start([*web, "--worker-class", "gthread", "--threads", "4", "--no-control-socket"])
        deadline = time.monotonic() + 90
        while not self._is_healthy():
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.2)

    def _start(self, command: list[str]) -> None:
        with (self.folder / "site.log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(
                    command,
                    cwd=embedded.BASE_DIR,
                    env=self.environment,
                    stdout=log,
                    stderr=log,
                    preexec_fn=embedded.die_with_parent(signal.SIGTERM),
                )
            )

    def _is_healthy(self) -> bool:
        try:
            with urllib.request.urlopen(self.address + "/health/", timeout=3) as answer:
                return answer.status == 200
        except OSError:
            return False

    def log(self) -> str:
        """Return what the processes printed."""
        return (self.folder / "site.log").read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """Stop the processes and drop the database."""
        self.end()
        drop(self.database)

    def end(self) -> None:
        """Stop the processes."""
        for process in reversed(self.processes):
            process.terminate()
            process.wait(30)

    def scene(self, name: str, *facts: str, **more: Any) -> dict[str, Any]:
        """Let something have happened: one of scenes.py, as the rows' owner."""
        owner = {"DATABASE_URL": embedded.url(embedded.OWNER, self.database)}
        done = subprocess.run(
            [sys.executable, "-m", "tests.journeys.scenes", name, json.dumps(more or facts)],
            cwd=embedded.BASE_DIR,
            env=self.environment | owner,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def password(self, login: str) -> str:
        """Return a demo person's password."""
        accounts = (self.folder / "demo-accounts.txt").read_text(encoding="utf-8")
        return re.search(rf"^{login}@ocop\.example\s+(\S+)", accounts, re.M).group(1)

    def sign_in(self, browser: Browser, login: str, **options: Any) -> Page:
        """Open a browser context of this person and sign in by the form."""
        context: BrowserContext = browser.new_context(
            base_url=self.address, **({"viewport": DESKTOP, "locale": "vi-VN"} | options)
        )
        page = context.new_page()
        page.goto("/dang-nhap/login/")
        page.locator("input[name=login]").fill(f"{login}@ocop.example")
        page.locator("input[name=password]").fill(self.password(login))
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(re.compile(r"/(quang-ngai|gia-lai|quoc-gia)/$"))
        return page


def axe_violations(page: Page) -> list[str]:
    """Return axe's findings of level serious or worse on the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    # Without its preload axe fetches no style sheet anew: only a rule about turned screens asks.
    return page.evaluate(
        """async () => {
            const options = {resultTypes: ["violations"], preload: false};
            const {violations} = await axe.run(document, options);
            const worst = violations.filter(one => ["serious", "critical"].includes(one.impact));
            return worst.map(one => `${one.id}: ${one.help} `
                + JSON.stringify(one.nodes.slice(0, 3).map(node => node.target)));
        }"""
    )


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def blemishes(page: Page) -> list[str]:
    """Return words that are cut off, and dates that are broken over two lines."""
    return page.evaluate(
        """() => {
            const found = [];
            for (const part of document.querySelectorAll(".btn, .status, .menu-link, .bottom-link"))
                if (part.checkVisibility() && part.scrollWidth > part.clientWidth + 1)
                    found.push(`cut off: ${part.innerText}`);
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (texts.nextNode())
                for (const day of texts.currentNode.data.matchAll(/\\d\\d\\/\\d\\d\\/\\d{4}/g)) {
                    const range = document.createRange();
                    range.setStart(texts.currentNode, day.index);
                    range.setEnd(texts.currentNode, day.index + day[0].length);
                    if (range.getClientRects().length > 1) found.push(`broken: ${day[0]}`);
                }
            return found;
        }"""
    )
