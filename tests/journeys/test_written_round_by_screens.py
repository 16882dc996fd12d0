"""Judged again by written opinion: asked by name and day, answered on phones (R24; Điều 7.6.d)."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from territories import clock
from tests.evaluations.asked import HALL

from .persons import Person
from .site import Site

pytestmark = pytest.mark.browser
ALIKE, APART = "Mắm nhum lấy ý kiến", "Bánh ít lá gai lấy ý kiến"
# Minh answers about the first by his phone, An, who sees it otherwise, about the second.
ANSWERS = {ALIKE: {"lan": 75, "minh": 74, "an": 76}, APART: {"lan": 64, "minh": 63, "an": 79}}
BY_PHONE = {ALIKE: "minh", APART: "an"}
HERE = "/quang-ngai"


class Round:
    """The round by screens."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.site = site
        scene = site.scene("to_ask", ALIKE, APART)
        self.council, self.meeting = scene["council"], scene["meeting"]
        self.due = f"{clock.today() + timedelta(days=9):%d/%m/%Y}"
        self.people = {
            login: Person(site, browser, login) for login in ("binh", "thao", "minh", "an", "lan")
        }
        self.address = ""

    def __getitem__(self, login: str) -> Person:
        return self.people[login]

    def at_round(self, login: str) -> Person:
        """Bring somebody to the round."""
        self[login].page.goto(self.address)
        return self[login]

    def of(self, login: str, product: str) -> Person:
        """Bring somebody from the round to one of its products."""
        self.at_round(login).follow(product)
        return self[login]


@pytest.fixture
def asked(site: Site, browser: Browser) -> Iterator[Round]:
    """Two re-evaluations that were taken in, and everybody before his own screen."""
    made = Round(site, browser)
    yield made
    for one in made.people.values():
        one.leave()


def fits(page: Page) -> None:
    """See that nothing of a page is wider than the phone."""
    assert page.viewport_size["width"] == 360
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def keeps_what_was_typed(member: Person) -> None:
    """See that a half-made word is there again when the page was lost, network or not."""
    page = member.page
    member.tick("Đề nghị họp trực tiếp")
    member.write("Lý do đề nghị họp", "Nguồn nguyên liệu đã đổi.")
    expect(page.locator("[data-kept]")).to_contain_text("Đã giữ trên máy này")
    page.context.set_offline(True)
    member.write("Lý do đề nghị họp", "Nguồn nguyên liệu đã đổi, cần bàn.")
    expect(page.locator("[data-kept]")).to_contain_text("Đã giữ trên máy này")
    page.context.set_offline(False)
    page.reload()
    expect(page.locator("[data-kept]")).to_contain_text("còn giữ trên máy này")
    expect(page.locator("textarea[name=reason]")).to_have_value(
        "Nguồn nguyên liệu đã đổi, cần bàn."
    )
    expect(page.locator("input[name=wants_meeting][value='1']")).to_be_checked()
    member.write("Lý do đề nghị họp", "")


def plan(asked: Round) -> None:
    """The office plans the round with its deadline and reports; the secretary opens it."""
    binh, thao = asked["binh"], asked["thao"]
    binh.page.goto(f"{HERE}/hoi-dong/{asked.council}/")
    binh.follow("Lấy ý kiến bằng văn bản")
    binh.write("Ngày bắt đầu lấy ý kiến", f"{clock.today():%d/%m/%Y}")
    binh.write("Hạn trả lời", asked.due)
    binh.press("Lập đợt lấy ý kiến bằng văn bản")
    asked.address = binh.page.url
    asked.at_round("thao").follow("Đưa sản phẩm vào chương trình")
    for product in ANSWERS:
        thao.tick(product)
    thao.press("Đưa vào chương trình")
    for product in ANSWERS:
        asked.of("binh", product).follow("Lập báo cáo của cơ quan")
        binh.write("Nội dung báo cáo", "Hồ sơ cập nhật đủ, không đổi quy mô.")
        binh.press("Gửi báo cáo")
    asked.at_round("thao").press("Bắt đầu lấy ý kiến")
    for _product in ANSWERS:
        asked.at_round("thao").follow("Gửi lấy ý kiến")
        thao.press("Gửi lấy ý kiến")
    asked.at_round("thao").reads(f"Thành viên trả lời đến hết ngày {asked.due}")


def answer(asked: Round) -> None:
    """Two answer on their phones, by the task on their first screen; the others have answered."""
    totals = {
        product: {login: [points]} for product, found in ANSWERS.items()
        for login, points in found.items() if login == BY_PHONE[product]
    }  # fmt: skip
    left = asked.site.scene("marked", most="", **totals)
    rest = {
        product: {login: points for login, points in found.items() if login != BY_PHONE[product]}
        for product, found in ANSWERS.items()
    }
    asked.site.scene("answered", **rest)
    for product, login in BY_PHONE.items():
        member, page = asked[login], asked[login].page
        member.home()
        member.reads("Phiếu lấy ý kiến còn phải trả lời")
        member.reads(f"hạn {asked.due}")
        member.begin_with(product)
        for key, ordinal in left[product][login][0].items():
            choice = page.locator(f"input[name='level:{key}'][value='{ordinal}']")
            page.locator("label.level").filter(has=choice).click()
            expect(choice).to_be_checked()
        expect(page.locator("[data-save-status]")).to_contain_text("đã lưu")
        fits(page)
        member.press("Kiểm tra và nộp phiếu")
        expect(page.locator(".result-figures dd").first).to_have_text(str(ANSWERS[product][login]))
        member.reads(f"Gửi trước khi hết ngày {asked.due}")
        fits(page)
        keeps_what_was_typed(member)
        member.tick("Đồng ý với kết quả theo phiếu chấm của tôi")
        member.press("Gửi ý kiến")
        member.reads("đồng ý theo phiếu")
        fits(page)


def test_like_opinions_end_in_a_result_and_differing_ones_in_a_meeting(asked: Round) -> None:
    plan(asked)
    answer(asked)
    thao = asked["thao"]
    asked.of("thao", ALIKE).follow("Khép lại lấy ý kiến")
    thao.press("Khép lại lấy ý kiến")
    for name, points in (("Thị Lan", "75"), ("Công Minh", "74"), ("Thúy An", "76")):
        row = thao.page.locator("#round-title ~ * tr").filter(has_text=f"{name} (mẫu)")
        expect(row).to_contain_text(points)
        expect(row).to_contain_text("đồng ý theo phiếu")
    thao.follow("Kết luận")
    thao.press("Kết luận")
    thao.reads("75,00")
    thao.reads("4 sao")

    asked.of("thao", APART).follow("Khép lại lấy ý kiến")
    thao.press("Khép lại lấy ý kiến")
    expect(thao.page.locator("body")).to_contain_text(
        "Các ý kiến khác nhau: sản phẩm được chuyển sang họp trực tiếp."
    )
    thao.reads("phiếu của các thành viên cho hạng sao khác nhau")
    thao.follow("Đưa ra phiên họp trực tiếp")
    thao.choose("Phiên họp trực tiếp", HALL)
    thao.press("Đưa ra phiên họp trực tiếp")
    assert thao.page.url.endswith(f"/phien-hop/{asked.meeting}/")
    thao.follow(APART)
    thao.reads("Lượt lấy ý kiến bằng văn bản trước phiên họp")
    asked.at_round("thao").confirm("Kết thúc đợt lấy ý kiến", "Kết thúc")
    lan = asked["lan"]
    lan.page.goto(f"{HERE}/thong-bao/")
    expect(lan.page.get_by_role("main")).to_contain_text(
        re.compile("được chuyển sang họp trực tiếp")
    )
    asked.of("lan", APART)
    fits(lan.page)
