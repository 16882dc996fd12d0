"""A browser and a real site for the journeys."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from ..conftest import drop
from .site import Site

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


SHELL, WHOLE = "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Start what drives the browsers."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Start Debian's Chromium without its windows."""
    with playwright.chromium.launch(executable_path=SHELL, args=QUIET) as chromium:
        yield chromium


@pytest.fixture
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    """Start all of Chromium, which alone shows a PDF within a page."""
    with playwright.chromium.launch(executable_path=WHOLE, args=QUIET) as chromium:
        yield chromium


WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def acted_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Act the demo out once; whoever needs it takes a copy."""
    acted = Site(tmp_path_factory.mktemp("acted"), f"acted_{WORKER}")
    acted.act_demo()
    yield acted
    drop(acted.database)


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
