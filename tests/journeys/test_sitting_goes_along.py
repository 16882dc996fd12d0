"""In the hall: the chair says what is discussed, and everybody's screen follows (R19, R20)."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .persons import Person
from .site import Site, axe_violations, overflow

pytestmark = pytest.mark.browser
FIRST, SECOND, THIRD = "Tỏi đen", "Muối hầm", "Rong nho"
WAITING = ["Cá cơm khô", "Nước mắm", "Mực một nắng"]
PICTURES = os.environ.get("OCOP_PICTURES", "")  # a folder: to look at what was seen


def look(page: Page, name: str) -> None:
    """Hold the page to what every page is held to; keep a picture where one is asked for."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page="sheet" not in name)
    assert overflow(page) <= 0, name
    assert axe_violations(page) == [], name


def stays_in_sight(page: Page) -> None:
    """Hold the board to this: where it runs past the page, the product stays while it scrolls."""
    page.set_viewport_size({"width": 800, "height": 900})
    board = page.locator(".board-region")
    moved = board.evaluate("one => { one.scrollLeft = 9999; return one.scrollLeft }")
    assert moved > 0
    product, region = (one.bounding_box() for one in (board.get_by_role("rowheader").first, board))
    assert product["x"] >= region["x"]
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / "board-scrolled-800.png")
    page.set_viewport_size({"width": 1366, "height": 900})


def test_tablets_go_along_and_nobody_is_interrupted(site: Site, browser: Browser) -> None:
    scene = site.scene("running", scored=[FIRST, SECOND, THIRD], waiting=WAITING)
    first, second, third = (f"/quang-ngai/phieu-cham/{pk}/" for pk in scene["products"][:3])
    page_of_sitting = f"/quang-ngai/phien-hop/{scene['sitting']}/"
    chair, minh, an, secretary = (
        Person(site, browser, login) for login in ("lan", "minh", "an", "thao")
    )
    for one in (chair, minh, an, secretary):
        one.page.goto(page_of_sitting)

    # The chair calls the first product: both members are led to their sheets.
    chair.page.get_by_role("button", name=f"Thảo luận {FIRST}").click()
    for one in (minh, an):
        one.page.wait_for_url(re.compile(first))
    expect(secretary.page.get_by_text(f"Đang thảo luận: 1. {FIRST}").first).to_be_visible()
    look(chair.page, "chair-360")
    look(secretary.page, "board-1366")

    # Five minutes, counted by the server's clock, on the board and above the sheets.
    chair.page.get_by_role("button", name="Đặt 5 phút").click()
    for one in (minh, secretary):
        timer = one.page.get_by_role("timer")
        expect(timer).to_contain_text(re.compile(r"0[45]:\d\d"))
        left = timer.inner_text()
        expect(timer).not_to_have_text(left)

    # Minh writes; the chair goes on; Minh stays where he is, his words with him.
    remark = minh.page.locator("textarea[name^='remark:'], input[name^='remark:']").first
    if not remark.is_visible():
        minh.page.locator("details:has([name^='remark:'])").first.click()
    remark.fill("Hồ sơ thiếu hợp đồng")
    an.page.goto(page_of_sitting)
    chair.page.get_by_role("button", name=f"Thảo luận {SECOND}").click()
    mine = an.page.get_by_text("Hội đồng đang thảo luận sản phẩm anh/chị không tham gia.")
    expect(mine.first).to_be_visible()
    assert SECOND not in an.page.content()
    assert an.page.url.endswith(page_of_sitting)
    look(an.page, "recused-360")
    assert minh.page.url.endswith(first)
    assert remark.input_value() == "Hồ sơ thiếu hợp đồng"
    remark.blur()  # no longer writing: the banner says where the council is
    link = minh.page.get_by_role("link", name="Đến sản phẩm đang thảo luận")
    expect(link).to_be_visible()
    look(minh.page, "sheet-360")
    expect(minh.page.locator("[data-save-status][data-state=saved]")).to_be_visible()
    link.click()
    minh.page.wait_for_url(re.compile(second))

    # Who hands in shows on the board without a reload, and no number with it.
    marker = "window.stays = true"
    secretary.page.evaluate(marker)
    site.scene("judged", **{FIRST: 75})
    expect(secretary.page.get_by_text("Đủ phiếu, chờ mở").first).to_be_visible()
    assert secretary.page.evaluate("window.stays")
    assert "điểm trung bình" not in secretary.page.get_by_role("main").inner_text()
    stays_in_sight(secretary.page)
    # The third: An is led again.
    chair.page.get_by_role("button", name=f"Thảo luận {THIRD}").click()
    an.page.wait_for_url(re.compile(third))

    # The order of the agenda, by keyboard alone: what waits moves, what has begun does not.
    page = secretary.page
    page.goto(f"{page_of_sitting}sap-xep/")
    look(page, "order-1366")
    page.get_by_role("button", name="Dùng thứ tự này").press("Enter")
    page.get_by_role("button", name=f"Lên {WAITING[1]}").press("Enter")
    rows = page.get_by_role("rowheader")
    order = [FIRST, SECOND, THIRD, WAITING[0], WAITING[1], WAITING[2]]
    expect(rows).to_contain_text(order)
