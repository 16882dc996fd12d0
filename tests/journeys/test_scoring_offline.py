"""A member scores while the network comes and goes, through a killed tab, on two devices."""

import json
import re
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from .site import DESKTOP, PATIENCE, PHONE, Site, axe_violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SLUG = "quang-ngai"
READ_VAULT = """async () => {
    const base = await new Promise((resolve, reject) => {
        const request = indexedDB.open("ocop-scoring");
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const read = (store) => new Promise((resolve) => {
        if (!base.objectStoreNames.contains(store)) return resolve([]);
        const request = base.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => resolve(request.result);
    });
    const rows = [...await read("changes"), ...await read("pages")];
    base.close();
    const text = (buffer) => new TextDecoder("utf-8").decode(buffer);
    return rows.map((row) => JSON.stringify({...row, data: text(row.data), iv: ""}));
}"""
PAGES = """async () => {
    const base = await new Promise((resolve) => {
        const request = indexedDB.open("ocop-scoring");
        request.onsuccess = () => resolve(request.result);
    });
    const request = base.transaction("pages").objectStore("pages").getAllKeys();
    await new Promise((resolve) => { request.onsuccess = resolve; });
    base.close();
    return request.result.filter((url) => !url.includes("#"));
}"""
# The key cannot be read out, whoever asks.
EXPORT = """async () => {
    const base = await new Promise((resolve) => {
        const request = indexedDB.open("ocop-scoring");
        request.onsuccess = () => resolve(request.result);
    });
    const key = await new Promise((resolve) => {
        const request = base.transaction("keys").objectStore("keys").get("key");
        request.onsuccess = () => resolve(request.result);
    });
    base.close();
    return crypto.subtle.exportKey("raw", key).then(() => "read", (error) => error.name);
}"""


@pytest.fixture(scope="module")
def hall(site: Site) -> dict[str, Any]:
    """A sitting with three products that are being scored."""
    return site.scene("in_the_hall", "Tỏi ngoại tuyến A", "Tỏi ngoại tuyến B", "Tỏi ngoại tuyến C")


def prepare(page: Page, hall: dict[str, Any]) -> None:
    """Open the sitting once: the device makes itself ready."""
    page.goto(f"/{SLUG}/phien-hop/{hall['sitting']}/")
    expect(page.locator("[data-offline-status]")).to_contain_text(
        re.compile("đã sẵn sàng.*3 sản phẩm"), timeout=PATIENCE
    )


def sheet(page: Page, hall: dict[str, Any], number: int) -> None:
    """Go to the sheet of one product."""
    page.goto(f"/{SLUG}/phieu-cham/{hall['evaluations'][number]}/")


def pick(page: Page, key: str, ordinal: int) -> None:
    """Choose a level."""
    page.locator(
        "label.level", has=page.locator(f"[name='level:{key}'][value='{ordinal}']")
    ).click()


def remark(page: Page, key: str, words: str) -> None:
    """Open the remark of a criterion and write it."""
    box = page.locator(f"[data-criterion='{key}'] .criterion-remark")
    box.locator("summary").click()
    box.locator("textarea").fill(words)
    box.locator("textarea").blur()


def picked(page: Page, key: str) -> str | None:
    """Return the level that is chosen on the page."""
    chosen = page.locator(f"[name='level:{key}']:checked")
    return chosen.get_attribute("value") if chosen.count() else None


def status(page: Page, words: str) -> None:
    """Read the state of saving."""
    expect(page.locator("[data-save-status]")).to_contain_text(words, timeout=PATIENCE)


def kept(page: Page, number: int, hall: dict[str, Any]) -> dict[str, Any]:
    """Return what the portal keeps of the sheet, by criterion."""
    answer = page.request.get(f"/api/v1/{SLUG}/sheets/?page_size=200").json()["results"]
    own = [one for one in answer if one["evaluation"] == hall["evaluations"][number]]
    row = max(own, key=lambda one: one["pass_no"])
    whole = page.request.get(f"/api/v1/{SLUG}/sheets/{row['id']}/").json()
    return {mark["criterion"]: mark for mark in whole["marks"]}


def test_member_scores_without_network_through_a_killed_tab(
    minh: Page, hall: dict[str, Any]
) -> None:
    context: BrowserContext = minh.context
    prepare(minh, hall)
    sheet(minh, hall, 0)
    pick(minh, "A/1.1", 1)
    status(minh, "đã lưu")
    context.set_offline(True)
    pick(minh, "A/1.1", 2)
    pick(minh, "A/1.2", 2)
    minh.locator("[name='remark:A/1.2']").evaluate("box => { box.closest('details').open = true; }")
    minh.locator("[name='remark:A/1.2']").fill("Hợp đồng thiếu ngày ký")
    minh.wait_for_timeout(2500)  # the box is not left: what is typed is kept all the same
    status(minh, "2 chờ gửi, lần cuối gửi")
    expect(minh.locator("#score-sheet:not([data-noting])")).to_have_count(1, timeout=PATIENCE)
    total = minh.locator("[data-total]").inner_text()
    minh.close()  # the tab is killed; the worker and the vault stay
    again = context.new_page()
    again.set_default_timeout(PATIENCE)
    sheet(again, hall, 0)  # without network
    status(again, "2 chờ gửi")
    assert picked(again, "A/1.1") == "2"
    assert picked(again, "A/1.2") == "2"
    assert again.locator("[name='remark:A/1.2']").input_value() == "Hợp đồng thiếu ngày ký"
    assert again.locator("[data-total]").inner_text() == total
    sheet(again, hall, 1)  # another product of the sitting, never opened with network
    pick(again, "A/1.1", 1)
    status(again, "1 chờ gửi")
    secrets = again.evaluate(READ_VAULT)
    assert len(secrets) >= 3
    for text in secrets:
        for word in ("Hợp đồng", "level", "Tỏi", "criterion", "Phan", "Công Minh"):
            assert word not in text
    assert again.evaluate(EXPORT) == "InvalidAccessError"
    context.set_offline(False)
    status(again, "đã lưu")
    # The first sheet is open nowhere: what waits of it goes out from here too.
    again.wait_for_function("async () => !(await ocopVault.changes()).length")
    sheet(again, hall, 0)
    marks = kept(again, 0, hall)
    assert (marks["A/1.1"]["level"], marks["A/1.1"]["version"]) == (2, 2)
    assert (marks["A/1.2"]["level"], marks["A/1.2"]["version"]) == (2, 1)
    assert marks["A/1.2"]["remark"] == "Hợp đồng thiếu ngày ký"
    assert kept(again, 1, hall)["A/1.1"]["level"] == 1


def test_last_choice_counts_when_the_tab_is_killed_after_a_change_of_mind(
    minh: Page, hall: dict[str, Any]
) -> None:
    context = minh.context
    prepare(minh, hall)
    sheet(minh, hall, 2)
    tries: list[str] = []
    minh.on("requestfailed", lambda request: tries.append(request.url))
    context.set_offline(True)
    pick(minh, "A/1.2", 1)
    status(minh, "1 chờ gửi")
    pick(minh, "A/1.2", 2)
    before = len(tries)
    deadline = time.monotonic() + 15
    while len(tries) == before and time.monotonic() < deadline:
        minh.wait_for_timeout(200)  # the first choice is tried once more, and written anew
    assert len(tries) > before
    minh.close()
    again = context.new_page()
    again.set_default_timeout(PATIENCE)
    sheet(again, hall, 2)
    status(again, "1 chờ gửi")
    assert picked(again, "A/1.2") == "2"
    context.set_offline(False)
    status(again, "đã lưu")
    assert kept(again, 2, hall)["A/1.2"]["level"] == 2


def test_answer_lost_on_the_way_counts_once(minh: Page, hall: dict[str, Any]) -> None:
    sheet(minh, hall, 2)
    lost: list[str] = []

    def lose(route: Any) -> None:
        lost.append(route.request.post_data)
        route.fetch()  # the portal has it; the answer never arrives
        route.abort()

    minh.route("**/marks/", lose, times=1)
    pick(minh, "A/1.1", 1)
    status(minh, "1 chờ gửi")
    pick(minh, "A/1.1", 2)  # changed before the first was answered: no second opinion
    status(minh, "đã lưu")
    assert minh.locator(".conflict").count() == 0
    assert len(lost) == 1
    mark = kept(minh, 2, hall)["A/1.1"]
    assert (mark["level"], mark["version"]) == (2, 2)


def test_two_devices_show_both_values_and_nothing_is_overwritten(
    minh: Page, site: Site, hall: dict[str, Any], browser: Browser
) -> None:
    prepare(minh, hall)
    sheet(minh, hall, 1)
    minh.context.set_offline(True)
    pick(minh, "A/1.3", 1)
    status(minh, "1 chờ gửi")
    remark(minh, "A/1.3", "Xem lại hợp đồng")  # after the first was tried: a change of its own
    pick(minh, "A/1.4", 2)  # sent after what has to be chosen, which waits still
    other = site.sign_in(browser, "minh")
    other.set_default_timeout(PATIENCE)
    sheet(other, hall, 1)
    pick(other, "A/1.3", 2)
    status(other, "đã lưu")
    with other.expect_response("**/marks/"):
        remark(other, "A/1.3", "Đã đối chiếu")
    minh.context.set_offline(False)
    note = minh.locator(".conflict")
    expect(note).to_contain_text("vừa được chấm ở máy khác", timeout=PATIENCE)
    status(minh, "chưa lưu, có hai bản")
    lines = note.get_by_role("listitem").all_inner_texts()
    assert [line.partition(":")[0] for line in lines] == ["Mức điểm", "Nhận xét"]
    levels = re.findall(r"«(.+?)»", lines[0])
    assert len(set(levels)) == 2
    assert lines[1] == "Nhận xét: bản đang lưu «Đã đối chiếu»; bản của tôi «Xem lại hợp đồng»"
    mark = kept(other, 1, hall)["A/1.3"]
    assert (mark["level"], mark["remark"]) == (2, "Đã đối chiếu")
    note.get_by_role("button", name="Ghi bản của tôi").click()
    status(minh, "đã lưu")
    mark = kept(other, 1, hall)["A/1.3"]
    assert (mark["level"], mark["remark"]) == (1, "Xem lại hợp đồng")
    other.context.close()


def test_two_devices_show_both_reasons_of_a_knock_out(
    minh: Page, site: Site, hall: dict[str, Any], browser: Browser
) -> None:
    def tick(page: Page, why: str) -> None:
        clause = page.locator("[data-clause]").first
        clause.locator("[name^='tick:']").check()
        clause.locator("textarea").fill(why)
        clause.locator("textarea").blur()

    other = site.sign_in(browser, "minh")
    for page in (minh, other):
        sheet(page, hall, 1)
    tick(other, "Giấy chứng nhận hết hạn")
    status(other, "đã lưu")
    tick(minh, "Giấy của cơ sở khác")
    note = minh.locator("[data-clause] .conflict")
    expect(note).to_contain_text("«Giấy chứng nhận hết hạn». Bản vừa gửi: «Giấy của cơ sở khác».")
    note.get_by_role("button", name="Ghi bản của tôi").click()
    status(minh, "đã lưu")
    sheet(other, hall, 1)
    reason = other.locator("[data-clause] textarea").first
    assert reason.input_value() == "Giấy của cơ sở khác"
    tick(other, "Giấy mới")
    status(other, "đã lưu")
    tick(minh, "Giấy cũ")
    note.get_by_role("button", name="Dùng bản đang lưu").click()
    status(minh, "đã lưu")
    assert minh.locator("[data-clause] textarea").first.input_value() == "Giấy mới"
    other.context.close()


def test_text_is_said_once_whether_written_or_left(minh: Page, hall: dict[str, Any]) -> None:
    sheet(minh, hall, 1)
    asked: list[str] = []
    minh.on("request", lambda one: asked.append(one.post_data or "{}"))
    with minh.expect_response("**/marks/"):
        remark(minh, "A/1.5", "Hợp đồng còn hạn")
    minh.wait_for_timeout(2_000)  # longer than the pause after which what is being written is sent
    said = [json.loads(body).get("remark") for body in asked]
    assert [one for one in said if one is not None] == ["Hợp đồng còn hạn"]
    box = minh.locator("[data-criterion='A/1.5'] .criterion-remark textarea")
    with minh.expect_response("**/marks/"):
        box.fill("Hợp đồng còn hạn đến năm sau")  # and the box is not left
    box.blur()
    minh.wait_for_timeout(500)
    assert sum("remark" in body for body in asked) == 2
    assert kept(minh, 1, hall)["A/1.5"]["remark"] == "Hợp đồng còn hạn đến năm sau"


def test_reason_that_was_taken_back_may_be_said_again(minh: Page, hall: dict[str, Any]) -> None:
    sheet(minh, hall, 0)
    clause = minh.locator("[data-clause]").first
    box, reason = clause.locator("[name^='tick:']"), clause.locator("textarea")

    def say(words: str) -> None:
        box.check()
        with minh.expect_response("**/ticks/"):
            reason.fill(words)
            reason.blur()

    say("Nhãn sai")
    status(minh, "đã lưu")
    reason.fill("")
    reason.blur()
    status(minh, "hãy ghi lý do")
    with minh.expect_response("**/ticks/"):
        box.uncheck()
    say("Nhãn sai")
    status(minh, "đã lưu")
    sheet(minh, hall, 0)
    assert (box.is_checked(), reason.input_value()) == (True, "Nhãn sai")
    with minh.expect_response("**/ticks/"):
        box.uncheck()


@pytest.mark.parametrize("door", ["menu", "page"])
def test_sign_out_leaves_nothing_and_names_what_waits(
    minh: Page, hall: dict[str, Any], door: str
) -> None:
    prepare(minh, hall)
    sheet(minh, hall, 1)
    asked: list[str] = []
    minh.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    minh.route("**/marks/", lambda route: route.abort())
    pick(minh, "A/1.4", 1)
    status(minh, "1 chờ gửi")
    if door == "menu":
        minh.locator("summary.tool").last.click()
    else:
        minh.goto("/dang-nhap/logout/")
    minh.get_by_role("button", name="Đăng xuất").click()
    minh.wait_for_url(lambda url: "phieu-cham" not in url and "logout" not in url)
    assert len(asked) == 1
    assert "Còn 1 điểm chấm chưa gửi" in asked[0]
    assert minh.evaluate(READ_VAULT) == []
    assert minh.evaluate("caches.keys()") == []
    assert minh.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def test_sign_in_page_shows_nothing_that_a_session_that_ran_out_left(
    minh: Page, site: Site, hall: dict[str, Any]
) -> None:
    first = f"/{SLUG}/phieu-cham/{hall['evaluations'][0]}/"
    prepare(minh, hall)
    sheet(minh, hall, 0)
    minh.route("**/marks/", lambda route: route.abort())
    pick(minh, "A/1.4", 2)
    status(minh, "1 chờ gửi")
    minh.context.clear_cookies()
    minh.goto(first)  # leads to the sign-in
    leaves(minh, *on_device(minh))
    assert len(minh.evaluate(READ_VAULT)) == 1  # what he said and never sent
    minh.context.set_offline(True)
    is_gone(minh, first)
    minh.context.set_offline(False)
    minh.unroute("**/marks/")
    minh.goto(f"/dang-nhap/login/?next={first}")
    minh.locator("input[name=login]").fill("minh@ocop.example")
    minh.locator("input[name=password]").fill(site.password("minh"))
    minh.get_by_role("button", name="Đăng nhập").click()
    minh.wait_for_url(f"**{first}")
    status(minh, "đã lưu")
    assert kept(minh, 0, hall)["A/1.4"]["level"] == 2
    minh.context.clear_cookies()
    minh.goto(first)
    minh.wait_for_function("caches.keys().then(names => !names.length)")
    assert minh.evaluate(READ_VAULT) == []


def test_scoring_can_be_put_on_the_home_screen(minh: Page, hall: dict[str, Any]) -> None:
    prepare(minh, hall)
    link = minh.locator("link[rel=manifest]").get_attribute("href")
    facts = minh.request.get(link).json()
    assert facts["start_url"] == f"/{SLUG}/phien-hop/"
    for icon in facts["icons"]:
        assert minh.request.get(icon["src"]).headers["content-type"] == "image/png"


def test_change_left_behind_by_a_pass_is_not_written_on_the_next(
    minh: Page, site: Site, hall: dict[str, Any]
) -> None:
    context = minh.context
    prepare(minh, hall)
    sheet(minh, hall, 2)
    pick(minh, "A/1.1", 3)
    status(minh, "đã lưu")
    seen = kept(minh, 2, hall)["A/1.1"]
    sheet(minh, hall, 2)
    context.set_offline(True)
    pick(minh, "A/1.1", 1)
    status(minh, "1 chờ gửi, lần cuối gửi")  # though nothing was sent since the page came
    expect(minh.locator("#score-sheet:not([data-noting])")).to_have_count(1, timeout=PATIENCE)
    minh.close()
    # On another device the sheet is handed in as it stood; the others lie far from it.
    wanted = {"minh": 60, "lan": 80, "an": 80}
    site.scene("scored_again", evaluation=hall["evaluations"][2], **wanted)
    context.set_offline(False)
    again = context.new_page()
    again.set_default_timeout(PATIENCE)
    with again.expect_response("**/phieu-cham/*/"):
        sheet(again, hall, 2)
    note = again.locator(".conflict")
    expect(note).to_contain_text("trên phiếu trước của sản phẩm", timeout=PATIENCE)
    (line,) = note.get_by_role("listitem").all_inner_texts()
    assert line.startswith("Mức điểm: bản đang lưu «")
    assert "bản của tôi «Không đạt mức nào» (0)" in line
    status(again, "chưa lưu, có hai bản")
    assert picked(again, "A/1.1") == "3"
    with again.expect_response("**/marks/"):
        remark(again, "A/1.2", "Đã thảo luận")  # what is said on this sheet is sent as ever
    mark = kept(again, 2, hall)["A/1.1"]
    assert (mark["level"], mark["version"]) == (3, seen["version"] + 1)
    note.get_by_role("button", name="Dùng bản đang lưu").click()
    status(again, "đã lưu")
    again.reload()
    expect(again.locator(".has-script [data-criterion='A/1.1']")).to_have_count(1)
    assert again.locator(".conflict").count() == 0
    mark = kept(again, 2, hall)["A/1.1"]
    assert (mark["level"], mark["version"]) == (3, seen["version"] + 1)
    # Handed in elsewhere while the page is open: nothing can be put right, and it says so.
    api = again.locator("#score-sheet").get_attribute("data-api")
    token = again.locator("#score-sheet [name=csrfmiddlewaretoken]").input_value()
    handed_in = again.request.post(f"{api}hand-in/", data={}, headers={"X-CSRFToken": token})
    assert handed_in.ok
    pick(again, "A/1.1", 2)
    status(again, "chưa lưu: phiếu đã nộp hoặc đã kết thúc chấm")
    message = again.locator("[data-criterion='A/1.1'] [data-message]").first
    expect(message).to_contain_text(re.compile("không sửa được nữa.*Chưa ghi: A 1.1: «"))


def on_device(page: Page) -> set[str]:
    """Return the addresses of the pages that the device keeps."""
    return set(page.evaluate(PAGES))


def leaves(page: Page, *gone: str) -> None:
    """Wait until the device has dropped these pages."""
    deadline = time.monotonic() + 20
    while on_device(page) & set(gone) and time.monotonic() < deadline:
        page.wait_for_timeout(200)
    assert not on_device(page) & set(gone)


def is_gone(page: Page, url: str) -> None:
    """Ask for a page without network: the device has none."""
    with pytest.raises(Error):
        page.goto(url)
    page.wait_for_url("chrome-error://**")


def test_what_is_no_longer_ones_own_leaves_the_device(
    site: Site, hall: dict[str, Any], browser: Browser
) -> None:
    an = site.sign_in(browser, "an", viewport=PHONE)
    an.set_default_timeout(PATIENCE)
    prepare(an, hall)
    here = f"/{SLUG}/phien-hop/{hall['sitting']}/"
    first, second, third = (f"/{SLUG}/phieu-cham/{pk}/" for pk in hall["evaluations"])
    assert on_device(an) == {here, first, second, third}
    # Recused: his open page of the sitting hears of it, and so does the device.
    site.scene("away", "recused", hall["evaluations"][0])
    leaves(an, first)
    assert on_device(an) == {here, second, third}
    # Marked absent while he scores without network: any page that he then opens tells the device.
    an.goto(second)
    an.context.set_offline(True)
    pick(an, "A/1.1", 1)
    status(an, "1 chờ gửi")
    expect(an.locator("#score-sheet:not([data-noting])")).to_have_count(1, timeout=PATIENCE)
    an.goto(third)  # from the device
    status(an, "đang mất mạng, không có gì chờ gửi")
    expect(an.locator("[data-send-now]")).to_be_hidden()
    is_gone(an, first)
    site.scene("away", "absent", hall["evaluations"][1])
    an.context.set_offline(False)
    an.goto(f"/{SLUG}/phien-hop/")
    leaves(an, second)
    assert on_device(an) == {here, third}
    an.context.set_offline(True)
    is_gone(an, second)
    an.goto(here)  # kept anew, without the product
    assert "Tỏi ngoại tuyến A" not in an.content()
    an.context.set_offline(False)
    an.goto(here)
    unsent = an.locator("[data-not-taken]")
    expect(unsent).to_contain_text("hệ thống không nhận những thay đổi sau")
    expect(unsent.get_by_role("listitem")).to_have_text(
        ["Tỏi ngoại tuyến B – A 1.1: «Không đạt mức nào» (0)"]
    )
    unsent.get_by_role("button", name="Đã xem, xóa khỏi máy này").click()
    expect(unsent).to_be_hidden()
    # Recused while the last sheet is open without network: back with it, the page ends itself.
    an.set_viewport_size(DESKTOP)
    an.goto(third)
    pick(an, "A/1.1", 1)
    status(an, "đã lưu")
    an.context.set_offline(True)
    pick(an, "A/1.1", 2)
    remark(an, "A/1.2", "Hợp đồng thiếu ngày ký")
    status(an, "2 chờ gửi")
    site.scene("away", "recused", hall["evaluations"][2])
    an.context.set_offline(False)
    note = an.locator("[data-not-scoring]")
    expect(note).to_contain_text("Anh/chị không chấm sản phẩm này.", timeout=PATIENCE)
    expect(note).to_contain_text("Số thay đổi chưa được ghi: 2.")
    expect(note).to_be_focused()
    assert an.locator("#score-sheet, .beside").count() == 0  # nothing to press, no dossier
    an.set_viewport_size(PHONE)  # a turned tablet moves what stood beside the sheet
    an.wait_for_timeout(300)
    assert an.locator(".beside, main details").count() == 0
    assert axe_violations(an) == []
    an.wait_for_function(
        """async url => !(await ocopVault.pages()).some(one => one.split("#")[0] === url)""",
        arg=third,
    )
    an.wait_for_function(
        """async url => !(await ocopVault.page(url)).includes("Tỏi ngoại tuyến C")""", arg=here
    )
    an.context.set_offline(True)
    is_gone(an, third)
    an.context.set_offline(False)
    an.goto(third)  # an old link of his leads back, with words
    an.wait_for_url(f"**{here}")
    expect(an.get_by_text("Anh/chị không chấm sản phẩm này.")).to_be_visible()
    expect(unsent.get_by_role("listitem")).to_have_count(2)
    unsent.get_by_role("button", name="Đã xem, xóa khỏi máy này").click()
    expect(unsent).to_be_hidden()
    assert an.evaluate("ocopVault.changes()") == []
    # Withdrawn from the agenda, and the sitting closed: nothing of it stays.
    site.scene("away", "taken_off", *hall["evaluations"])
    leaves(an, here, third)
    assert an.evaluate(READ_VAULT) == []
    an.context.close()
