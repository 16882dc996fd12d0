"""What waits on a member's device is sent from wherever he is, and holds a hand-in up in words."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from .site import PATIENCE, Site, axe_violations, overflow
from .test_scoring_offline import SLUG, kept, pick, picked, prepare, sheet, status

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module")
def hall(site: Site) -> dict[str, Any]:
    """A sitting with three products that are being scored."""
    return site.scene("in_the_hall", "Tỏi chờ gửi A", "Tỏi chờ gửi B", "Tỏi chờ gửi C")


def noted(page: Page) -> None:
    """Wait until what was said is sealed on the device."""
    expect(page.locator("#score-sheet:not([data-noting])")).to_have_count(1, timeout=PATIENCE)


def hand_in(page: Page) -> None:
    """Press the button above the sheet."""
    page.locator(".score-bar").get_by_role("button", name="Nộp").click()


def test_sittings_page_counts_what_waits_and_sends_it(minh: Page, hall: dict[str, Any]) -> None:
    prepare(minh, hall)
    sheet(minh, hall, 0)
    pick(minh, "A/1.1", 1)
    status(minh, "đã lưu")
    minh.context.set_offline(True)
    pick(minh, "A/1.1", 2)
    status(minh, "1 chờ gửi")
    pick(minh, "A/1.1", 3)  # after the first was tried: one change that follows another
    noted(minh)
    minh.goto(f"/{SLUG}/phien-hop/{hall['sitting']}/")
    told = minh.locator("[data-waiting]")
    expect(told).to_contain_text("1 điểm chấm trên máy này chờ gửi, lần cuối gửi", timeout=PATIENCE)
    expect(told.get_by_role("link", name="Tỏi chờ gửi A")).to_be_visible()
    assert overflow(minh) <= 0
    assert axe_violations(minh) == []
    minh.context.set_offline(False)
    expect(told).to_be_hidden(timeout=PATIENCE)
    expect(minh.locator("[data-offline-status]")).to_contain_text("đã sẵn sàng", timeout=PATIENCE)
    mark = kept(minh, 0, hall)["A/1.1"]
    assert (mark["level"], mark["version"]) == (3, 3)
    # What the device keeps of that sheet is not older than what was sent.
    minh.context.set_offline(True)
    sheet(minh, hall, 0)
    status(minh, "không có gì chờ gửi")
    assert picked(minh, "A/1.1") == "3"
    hand_in(minh)  # nothing waits, but there is no way to the portal
    status(minh, "chưa nộp được: đang mất mạng")
    assert picked(minh, "A/1.1") == "3"


def test_another_sheet_sends_what_waits_of_the_first(minh: Page, hall: dict[str, Any]) -> None:
    prepare(minh, hall)
    sheet(minh, hall, 1)
    minh.context.set_offline(True)
    pick(minh, "A/1.2", 2)
    status(minh, "1 chờ gửi")
    noted(minh)
    sheet(minh, hall, 2)
    pick(minh, "A/1.2", 1)
    status(minh, "1 chờ gửi")
    with minh.expect_response(lambda one: one.request.method == "POST" and one.ok):
        minh.context.set_offline(False)
    status(minh, "đã lưu")
    for number, level in ((2, 1), (1, 2)):
        for _look in range(50):
            if "A/1.2" in kept(minh, number, hall):
                break
            minh.wait_for_timeout(100)
        assert kept(minh, number, hall)["A/1.2"]["level"] == level


def test_sheet_lost_meanwhile_leaves_the_device_from_another_sheet(
    site: Site, hall: dict[str, Any], browser: Browser
) -> None:
    an = site.sign_in(browser, "an")
    an.set_default_timeout(PATIENCE)
    prepare(an, hall)
    here, lost = (
        f"/{SLUG}/phien-hop/{hall['sitting']}/",
        f"/{SLUG}/phieu-cham/{hall['evaluations'][0]}/",
    )
    an.goto(lost)
    an.context.set_offline(True)
    pick(an, "A/1.2", 2)
    status(an, "1 chờ gửi")
    noted(an)
    sheet(an, hall, 1)  # from the device
    site.scene("away", "recused", hall["evaluations"][0])
    an.context.set_offline(False)
    an.wait_for_function("async url => !(await ocopVault.pages()).includes(url)", arg=lost)
    an.wait_for_function(
        """async url => !(await ocopVault.page(url)).includes("Tỏi chờ gửi A")""", arg=here
    )
    expect(an.locator("#score-sheet")).to_be_visible()  # the open one is his as before
    an.goto(here)
    told = an.locator("[data-not-taken]")
    expect(told.get_by_role("listitem")).to_contain_text("Tỏi chờ gửi A – A 1.2")
    an.context.close()


def test_sheet_open_in_another_tab_sends_for_itself(minh: Page, hall: dict[str, Any]) -> None:
    prepare(minh, hall)
    tab = minh.context.new_page()
    tab.set_default_timeout(PATIENCE)
    sheet(tab, hall, 1)
    tab.route("**/marks/", lambda route: route.abort())
    pick(tab, "A/1.4", 1)
    status(tab, "1 chờ gửi")
    noted(tab)
    minh.goto(f"/{SLUG}/phien-hop/{hall['sitting']}/")
    told = minh.locator("[data-waiting]")
    expect(told).to_contain_text("1 điểm chấm", timeout=PATIENCE)
    told.get_by_role("button", name="Gửi ngay").click()
    minh.wait_for_timeout(1500)
    assert "A/1.4" not in kept(minh, 1, hall)
    tab.close()
    told.get_by_role("button", name="Gửi ngay").click()
    expect(told).to_be_hidden(timeout=PATIENCE)
    assert kept(minh, 1, hall)["A/1.4"]["level"] == 1


def test_hand_in_says_what_holds_it_and_leads_there(
    minh: Page, site: Site, hall: dict[str, Any], browser: Browser
) -> None:
    prepare(minh, hall)
    sheet(minh, hall, 2)
    here = minh.url
    minh.context.set_offline(True)
    pick(minh, "A/1.3", 1)
    status(minh, "1 chờ gửi")
    hand_in(minh)
    status(minh, "Chưa nộp được")
    minh.wait_for_timeout(2500)  # it was tried again meanwhile: the words stay
    status(minh, "Chưa nộp được")
    assert overflow(minh) <= 0
    other = site.sign_in(browser, "minh")
    other.set_default_timeout(PATIENCE)
    sheet(other, hall, 2)
    pick(other, "A/1.3", 2)
    status(other, "đã lưu")
    other.context.close()
    minh.goto(f"/{SLUG}/phien-hop/{hall['sitting']}/")
    minh.context.set_offline(False)
    told = minh.locator("[data-waiting]")
    expect(told).to_contain_text("chưa gửi được: hãy mở phiếu", timeout=PATIENCE)
    told.get_by_role("link").click()
    status(minh, "có hai bản")  # and nothing was handed in by itself
    assert minh.url == here
    minh.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    hand_in(minh)
    status(minh, "hãy chọn một bản")
    choice = minh.locator(".conflict")
    expect(choice).to_be_in_viewport()
    expect(choice.get_by_role("button").first).to_be_focused()
    choice.get_by_role("button", name="Dùng bản đang lưu").click()
    status(minh, "đã lưu")
    hand_in(minh)
    minh.wait_for_url("**/nop/")


CHOOSE_ALL = """() => {
    for (const box of document.querySelectorAll("[data-criterion]")) {
        const radios = [...box.querySelectorAll("input[type=radio]:not(:disabled)")];
        if (radios.length && !radios.some((one) => one.checked)) radios.at(-1).click();
    }
}"""


def test_last_press_without_network_stays_on_its_page(minh: Page, hall: dict[str, Any]) -> None:
    prepare(minh, hall)
    sheet(minh, hall, 1)
    for _twice in range(2):  # a gate opens what stands behind it
        minh.evaluate(CHOOSE_ALL)
        status(minh, "đã lưu")
    minh.evaluate(
        """() => addEventListener("pagehide", () => sessionStorage.setItem(
            "closed", document.getElementById("score-sheet").inert))"""
    )
    hand_in(minh)
    minh.wait_for_url("**/nop/")
    # Once the form is on its way, nothing can be picked that neither page would show.
    assert minh.evaluate("sessionStorage.getItem('closed')") == "true"
    here = minh.url
    minh.context.set_offline(True)
    button = minh.get_by_role("main").get_by_role("button", name="Nộp phiếu")
    button.click()
    expect(minh.get_by_role("alert")).to_contain_text("Chưa nộp được: đang mất mạng")
    assert minh.url == here
    assert overflow(minh) <= 0
    minh.context.set_offline(False)
    button.click()
    minh.wait_for_url("**/bien-nhan/")
