"""A browser and a real site for the journeys."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield chromium
        chromium.close()


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
