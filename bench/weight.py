"""What a page weighs on the wire, in a browser: at the first view, and when it is seen again."""

import gzip
from typing import Any

from playwright.sync_api import sync_playwright

BROWSER = "/usr/bin/chromium"
QUIET = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking")


def weigh(port: int, path: str, session: str) -> tuple[int, int]:
    """Return the bytes of both views with everything that the page asks for.

    Files come compressed; the page itself is counted as the proxy compresses it (deploy/).
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=list(QUIET))
        context = browser.new_context(base_url=f"http://127.0.0.1:{port}")
        cookie: Any = {"name": "sessionid", "value": session, "domain": "127.0.0.1", "path": "/"}
        context.add_cookies([cookie])
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        sizes: dict[str, int] = {}
        wire.on(
            "Network.loadingFinished",
            lambda done: sizes.update({done["requestId"]: done["encodedDataLength"]}),
        )
        documents: set[str] = set()
        wire.on(
            "Network.responseReceived",
            lambda got: documents.add(got["requestId"]) if got["type"] == "Document" else None,
        )
        views = []
        for _view in range(2):
            sizes.clear()
            answer = page.goto(path, wait_until="networkidle")
            if answer is None or answer.status != 200:
                raise SystemExit(f"{path}: {answer and answer.status}")
            files = sum(size for asked, size in sizes.items() if asked not in documents)
            views.append(files + len(gzip.compress(answer.body(), 6)))
        browser.close()
        return round(views[0]), round(views[1])
