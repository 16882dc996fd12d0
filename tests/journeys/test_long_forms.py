"""What may happen to a long form: the session ends, the button is pressed twice."""

import pytest
from playwright.sync_api import Browser, Page, expect

from .site import PHONE, Site

pytestmark = pytest.mark.browser
FORM = "/quang-ngai/chu-the/dang-ky/"
NAME, HISTORY = "Hợp tác xã Rong nho", "Thành lập năm 2015.\nNay có 12 hộ."


def written(page: Page) -> None:
    """Fill in some of every kind of field."""
    page.goto(FORM)
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=legal_form]").select_option("cooperative")
    page.locator("[name=representative_gender][value=female]").check()
    page.locator("[name=is_women_led]").check()
    page.get_by_text("Lịch sử và tổ chức").click()
    page.locator("[name=history]").fill(HISTORY)


def sent(page: Page) -> None:
    """Press the form's button."""
    page.get_by_role("button", name="Đăng ký chủ thể").click()


def signed_in(site: Site, page: Page, login: str) -> None:
    """Sign in on the page that asks for it."""
    page.locator("[name=login]").fill(f"{login}@ocop.example")
    page.locator("[name=password]").fill(site.password(login))
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/quang-ngai/**")


def test_form_is_filled_again_after_signing_in(site: Site, browser: Browser) -> None:
    page = site.sign_in(browser, "hoa", viewport=PHONE)
    written(page)
    page.context.clear_cookies(name="sessionid")
    sent(page)
    signed_in(site, page, "hoa")
    expect(page.get_by_text("chưa được lưu vì phiên làm việc đã hết")).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value(NAME)
    expect(page.locator("[name=legal_form]")).to_have_value("cooperative")
    expect(page.locator("[name=representative_gender][value=female]")).to_be_checked()
    expect(page.locator("[name=is_women_led]")).to_be_checked()
    expect(page.locator("[name=history]")).to_have_value(HISTORY)
    sent(page)  # with the new session's own token: refused for what is missing, not for its age
    expect(page.get_by_text("Điện thoại").first).to_be_visible()
    expect(page.locator("[name=name]")).to_have_value(NAME)
    page.goto(FORM)
    expect(page.locator("[name=name]")).to_have_value("")
    page.context.close()


def test_page_that_stood_open_over_a_new_sign_in_keeps_its_text(
    site: Site, browser: Browser
) -> None:
    page = site.sign_in(browser, "hoa")
    written(page)
    page.context.clear_cookies(name="csrftoken")
    sent(page)
    expect(page.get_by_role("heading", name="Trang đã mở quá lâu")).to_be_visible()
    page.goto(FORM)
    expect(page.locator("[name=history]")).to_have_value(HISTORY)
    page.context.close()


def test_next_person_at_the_same_desk_finds_nothing(site: Site, browser: Browser) -> None:
    page = site.sign_in(browser, "hoa")
    written(page)
    page.context.clear_cookies(name="sessionid")
    sent(page)
    signed_in(site, page, "thu")
    expect(page).to_have_url(site.address + FORM)
    expect(page.locator("[name=name]")).to_have_value("")
    assert page.evaluate("sessionStorage.getItem('unsent-form')") is None
    page.context.close()


def test_second_press_sends_nothing(site: Site, browser: Browser) -> None:
    page = site.sign_in(browser, "hoa")
    written(page)
    page.locator("[name=phone]").fill("0905 777 321")
    page.locator("[name=representative]").fill("Lê Thị Rong")
    posts = []
    page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    page.get_by_role("button", name="Đăng ký chủ thể").dblclick()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    assert len(posts) == 1
    page.context.close()
