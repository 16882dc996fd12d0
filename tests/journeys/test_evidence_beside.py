"""On a desktop the papers stand beside the levels, at the page that the criterion cites."""

import re

import pytest
from playwright.sync_api import Browser, expect

from .site import DESKTOP, PHONE, Site, axe_violations, overflow

pytestmark = pytest.mark.browser
CITED = re.compile(r"/quang-ngai/danh-gia/\d+/tep/[0-9a-f]{64}/#page=(\d+)$")


def test_papers_follow_the_criterion_by_keyboard_alone(site: Site, whole_browser: Browser) -> None:
    address = f"/quang-ngai/phieu-cham/{site.scene('rehearsed')['evaluation']}/"
    page = site.sign_in(whole_browser, "an", viewport=DESKTOP)
    page.goto(address)
    viewer = page.get_by_role("complementary", name="Tài liệu bên cạnh phiếu")
    expect(viewer).to_contain_text("Chọn một tiêu chí")
    page.locator("[data-outline]").first.press("Enter")
    shown = viewer.locator("iframe")
    expect(shown).to_have_attribute("src", re.compile(CITED.pattern.replace(r"(\d+)", "1")))
    for _step in range(2):
        page.keyboard.press("ArrowDown")
    expect(shown).to_have_attribute("src", re.compile(CITED.pattern.replace(r"(\d+)", "3")))
    expect(viewer.get_by_role("link", name="Mở thẻ mới")).to_have_attribute("href", CITED)
    page.keyboard.press("2")  # the digits still choose a level
    assert page.locator("[data-here] input:checked").get_attribute("value") == "2"
    expect(page.locator("[data-save-status]")).to_contain_text("đã lưu")
    page.get_by_role("contentinfo").get_by_role("link").first.press("1")  # out of the sheet
    assert page.locator("[data-here] input:checked").get_attribute("value") == "2"
    page.locator("section[data-here]").focus()
    page.keyboard.press("n")
    expect(shown).not_to_have_attribute("src", re.compile(CITED.pattern.replace(r"(\d+)", "3")))
    # What else is known of the product is beside it too, and the page is within its window.
    viewer.get_by_text("Sản phẩm và chủ thể").click()
    expect(viewer.get_by_text("Câu chuyện sản phẩm")).to_be_visible()
    assert overflow(page) <= 0
    assert axe_violations(page) == []
    # Put away it stays away, and the link opens as ever.
    viewer.get_by_role("button", name="Ẩn").click()
    page.reload()
    expect(page.get_by_role("button", name="Xem tài liệu bên cạnh")).to_be_visible()
    expect(viewer).to_be_hidden()
    assert page.locator("a.file").first.get_attribute("target") == "_blank"
    page.set_viewport_size(PHONE)
    expect(page.get_by_role("button", name="Xem tài liệu bên cạnh")).to_be_hidden()
    assert overflow(page) <= 0
    page.context.close()
