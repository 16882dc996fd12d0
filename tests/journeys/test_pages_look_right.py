"""Pages on a phone and on a desktop: no axe violation, nothing wider than the screen."""

import pytest
from playwright.sync_api import Browser

from .site import DESKTOP, PHONE, Site, axe_violations, overflow

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SIZES = [pytest.param(PHONE, id="phone"), pytest.param(DESKTOP, id="desktop")]

PUBLIC = ["/", "/dang-nhap/login/", "/bo-tieu-chi/", "/bo-tieu-chi/quy-trinh/", "/khong-co-trang/"]
PAGES = {
    "quan": ["", "nguoi-dung/", "nguoi-dung/moi/", "thong-bao/"],
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PUBLIC)
def test_public_page(site: Site, browser: Browser, path: str, size: dict) -> None:
    with browser.new_context(base_url=site.address, viewport=size) as context:
        page = context.new_page()
        page.goto(path)
        assert axe_violations(page) == []
        assert overflow(page) <= 0


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("login", PAGES)
def test_pages_of_a_person(site: Site, browser: Browser, login: str, size: dict) -> None:
    page = site.sign_in(browser, login, viewport=size)
    for path in PAGES[login]:
        answer = page.goto(f"/quang-ngai/{path}")
        assert answer.status == 200, path
        assert axe_violations(page) == [], path
        assert overflow(page) <= 0, path
    page.context.close()
