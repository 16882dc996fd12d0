"""A browser and a real site for the journeys."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from ocop_portal import embedded

from ..conftest import ACTED
from .site import PATIENCE, PHONE, Site

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


WHOLE = "/usr/bin/chromium"
SHELL = "/usr/bin/chromium-headless-shell"  # the same engine without windows: half the time


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Start what drives the browsers."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Start Debian's Chromium, without its windows where that is installed."""
    path = SHELL if Path(SHELL).exists() else WHOLE
    with playwright.chromium.launch(executable_path=path, args=QUIET) as chromium:
        yield chromium


@pytest.fixture
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    """Start all of Chromium, which alone shows a PDF within a page."""
    with playwright.chromium.launch(executable_path=WHOLE, args=QUIET) as chromium:
        yield chromium


WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def acted_demo(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Act the demo out once in the whole run; whoever needs it takes a copy."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if WORKER == "main" else own.parent) / ACTED
    acted, done = Site(folder, ACTED), folder / "secret"
    with (embedded.run_dir() / f"{ACTED}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not done.exists():
            folder.mkdir(exist_ok=True)
            acted.act_demo()
            done.write_text(acted.secret)
    acted.secret = done.read_text()
    return acted


@pytest.fixture(scope="session")
def site(acted_demo: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Start one site for this worker's journeys."""
    portal = Site(tmp_path_factory.mktemp("site"), WORKER)
    try:
        portal.take_over(acted_demo)
        portal.start()
        yield portal
    finally:
        portal.stop()


@pytest.fixture
def minh(site: Site, browser: Browser) -> Iterator[Page]:
    """Minh's phone, signed in."""
    page = site.sign_in(browser, "minh", viewport=PHONE)
    page.set_default_timeout(PATIENCE)
    yield page
    page.context.close()
