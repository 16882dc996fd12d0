"""Every page that a person reaches in two steps, on a phone and on a desktop: nothing is wider
than the screen, cut off or unreadable to a screen reader, and no link leads to a refusal."""

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import resolve
from playwright.sync_api import Browser, Error, Page

from ocop_portal.demo.people import CAST, QUANG_NGAI

from .site import DESKTOP, PHONE, Site, axe_violations, blemishes, overflow

pytestmark = pytest.mark.browser

HOME = "/quang-ngai/"
DEPTH = 2
SHEETS = ("vendor/tabler/tabler.min.css", "css/portal.css", "css/scoring.css")
# The first person of each role that works in the province.
PEOPLE = {one.role: one.login for one in reversed(CAST) if one.province == QUANG_NGAI}.values()
NOT_FOLLOWED = ("/dang-nhap/logout/", "/quan-tri/", "/api/")


class Explorer:
    """Goes from page to page, to each kind of page once, and notes what looks wrong."""

    def __init__(self, page: Page, known: set) -> None:
        self.page, self.known = page, known
        self.kinds: set[str] = set()
        self.found: list[str] = []

    def explore(self, start: str) -> None:
        """Follow the links breadth-first; those of the last pages are only asked for."""
        paths, depth = [start], 0
        while paths:
            new = [path for path in paths if self._is_new(path)]
            if depth > DEPTH:
                for path in new:
                    self._ask(path)
                return
            paths, depth = [link for path in new for link in self._visit(path)], depth + 1

    def _is_new(self, path: str) -> bool:
        kind = kind_of(path)
        # What lies outside the province looks the same to everybody: one person looks.
        if kind in self.kinds or kind in self.known:
            return False
        self.kinds.add(kind)
        if not path.startswith(HOME):
            self.known.add(kind)
        return True

    def _visit(self, path: str) -> list[str]:
        """Look at a page at both sizes; return its links."""
        try:
            answer = self.page.goto(path)
        except Error:  # the browser saves a file instead of showing it
            self._ask(path)
            return []
        if answer.status != 200:
            self.found.append(f"{path}: {answer.status}")
        if not answer.headers["content-type"].startswith("text/html"):
            return []
        for size in (DESKTOP, PHONE):
            self.page.set_viewport_size(size)
            self._look(path, size["width"])
        return self._links()

    def _look(self, path: str, width: int) -> None:
        found = blemishes(self.page)
        if (beyond := overflow(self.page)) > 0:
            found.append(f"{beyond} px too wide")
        # A page of the same parts as one that was examined has nothing new for a screen reader.
        shape = (kind_of(path), width, self.page.evaluate(PARTS))
        if shape not in self.known:
            self.known.add(shape)
            found += axe_violations(self.page)
        self.found += [f"{path} at {width} px: {what}" for what in found]

    def _links(self) -> list[str]:
        links = self.page.eval_on_selector_all("a[href]:not([download])", LINKS)
        return [link for link in links if not link.startswith(NOT_FOLLOWED)]

    def _ask(self, path: str) -> None:
        status = self.page.request.get(path).status
        if status not in (200, 202):  # 202: a paper that is being printed
            self.found.append(f"{path}: {status}")


def kind_of(path: str) -> str:
    """Return the pattern of an address: pages of one pattern are of one kind."""
    return resolve(urlsplit(path).path).route


LINKS = """links => links.filter(link => link.origin === location.origin)
    .map(link => link.pathname + link.search)"""
PARTS = """() => [...new Set([...document.querySelectorAll("main *")].map(part =>
    `${part.tagName} ${part.getAttribute("class") ?? ""}`))].sort().join()"""


@pytest.fixture(scope="module")
def known() -> set:
    """Keep the shapes of the pages that were examined."""
    return set()


@pytest.mark.parametrize("login", PEOPLE)
def test_pages_of_a_person(site: Site, browser: Browser, known: set, login: str) -> None:
    explorer = Explorer(site.sign_in(browser, login), known)
    explorer.explore(HOME)
    assert explorer.found == []
    assert len(explorer.kinds) >= 4
    explorer.page.context.close()


def test_public_pages(site: Site, browser: Browser) -> None:
    page = site.sign_in(browser, "dung")
    page.goto(f"{HOME}giay-chung-nhan/")
    page.get_by_role("main").get_by_role("row").get_by_role("link").first.click()
    code = page.locator("a[href*='/tra-cuu/']").first.get_attribute("href")
    page.context.close()
    with browser.new_context(base_url=site.address, viewport=DESKTOP) as context:
        explorer = Explorer(context.new_page(), set())
        explorer.explore("/")
        explorer.explore(code)
        assert explorer.found == []
        assert {"", "tra-cuu/<str:code>/", "bo-tieu-chi/"} <= explorer.kinds


def boxes(page: Page, body: str) -> list[dict]:
    """Show a page of this with the portal's own sheets; return where its chips are."""
    page.set_content(f"<main>{body}</main>")
    for name in SHEETS:
        page.add_style_tag(path=settings.BASE_DIR / "static" / name)
    return [one.bounding_box() for one in page.locator(".status").all()]


@pytest.mark.parametrize(
    "where",
    [
        '<table class="table table-cards board"><tbody><tr><th scope="row">'
        '<span class="board-facts">{}</span></th></tr></tbody></table>',
        '<div class="columns"><section class="card"><div class="card-body"><p>{}</p></div>'
        "</section></div>",
    ],
    ids=["in a card of a table", "in a paragraph"],
)
def test_long_chip_wraps_on_a_phone(browser: Browser, where: str) -> None:
    said = "mời 9, cần 7 người họp, chưa có người chủ trì"  # a planned sitting without a chair
    chip = f'<span class="status status-bad">{said}</span>'
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        (small,) = boxes(page, where.format(chip))
        assert overflow(page) <= 0
        holder = page.locator(".status").locator("xpath=..").bounding_box()
        assert small["x"] + small["width"] <= holder["x"] + holder["width"]
        page.set_viewport_size(DESKTOP)
        assert page.locator(".status").bounding_box()["height"] < small["height"]


@pytest.mark.parametrize(
    "where",
    [
        "<p>{}</p>",
        "<p>Tỏi đen Lý Sơn của hợp tác xã {}</p>",
        '<div style="display: flex; align-items: center">'
        "<span>Tỏi đen Lý Sơn của hợp tác xã An Hải</span>{}</div>",
        '<div class="table-region"><table class="table"><tbody><tr><th scope="row">Tỏi đen Lý Sơn'
        "</th><td>Hợp tác xã An Hải</td><td>{}</td></tr></tbody></table></div>",
    ],
    ids=["alone", "at the end of a line", "beside words", "in a table that scrolls"],
)
def test_short_chip_stays_on_one_line_on_a_phone(browser: Browser, where: str) -> None:
    chip = '<span class="status status-wait">đang chờ hội đồng chấm</span>'
    with browser.new_context(viewport=PHONE) as context:
        (found,) = boxes(context.new_page(), where.format(chip))
        assert found["height"] < 26


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_page_that_is_not_there(site: Site, browser: Browser, size: dict) -> None:
    page = site.sign_in(browser, "lan", viewport=size)
    assert page.goto(f"{HOME}khong-co-trang/").status == 404
    assert axe_violations(page) == []
    assert overflow(page) <= 0
    page.context.close()
