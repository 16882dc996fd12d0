"""One new product from its registration to a certificate that a phone can check, by screens."""

import io
import re
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, expect

from ocop_portal.demo import papers, words
from products import completeness
from products.models import BusinessPlan, Dossier, Idea
from territories import clock

from .persons import Person
from .site import PHONE, Site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

COOPERATIVE = "Hợp tác xã Hành tím An Vĩnh"
PRODUCT = "Hành tím muối Lý Sơn"
TODAY = clock.today()
DAY = f"{TODAY:%d/%m/%Y}"
DECISION = "777/QĐ-UBND"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write what people upload: a picture, a scan, a signed paper."""
    folder = tmp_path_factory.mktemp("uploads")
    for upload in (
        papers.picture(PRODUCT, "#7a3b5e"),
        papers.scan("Hợp đồng đại lý", COOPERATIVE),
        papers.scan("Quyết định đã ký", DECISION),
    ):
        (folder / upload.name).write_bytes(upload.read())
    return folder


def label_of(model: Any, name: str) -> str:
    """Return the words before a field."""
    words = str(model._meta.get_field(name).verbose_name)
    return words[:1].upper() + words[1:]


class Journey:
    """The walk: each step by its person, on his device."""

    def __init__(self, site: Site, browser: Browser, files: Path) -> None:
        self.site, self.browser, self.files = site, browser, files
        self.people: dict[str, Person] = {}

    def __getitem__(self, login: str) -> Person:
        """Return somebody, signed in on first use."""
        if login not in self.people:
            self.people[login] = Person(self.site, self.browser, login)
        return self.people[login]

    # --- steps 1 to 4 ---

    def register_producer(self) -> None:
        """Hoa enters the cooperative and vouches for it."""
        hoa = self["hoa"]
        hoa.begin_with("Đăng ký chủ thể")
        hoa.write("Tên chủ thể", COOPERATIVE)
        hoa.choose("Loại hình tổ chức", "Hợp tác xã")
        hoa.write("Điện thoại", "0905 777 123")
        hoa.write("Người đại diện pháp luật", "Phạm Văn Sản")
        hoa.tick("Nam")
        hoa.write("Địa chỉ thường trú", "Thôn Đông An Vĩnh, đặc khu Lý Sơn")
        hoa.page.get_by_text("Lịch sử và tổ chức").first.click()
        hoa.write("Lịch sử hình thành", "Thành lập năm 2021 từ 9 hộ trồng hành.")
        hoa.write("Cơ cấu tổ chức", "Ban giám đốc, tổ trồng, tổ chế biến.")
        hoa.press("Đăng ký chủ thể")
        hoa.reads("đã xác nhận")

    def give_account(self) -> None:
        """Hoa lets Sản act for the cooperative."""
        hoa = self["hoa"]
        hoa.page.goto("/quang-ngai/chu-the/")
        hoa.follow(COOPERATIVE)
        hoa.follow("Giao tài khoản")
        hoa.write("Thư điện tử", "san@ocop.example")
        hoa.write("Họ và tên", "Phạm Văn Sản")
        hoa.press("Giao tài khoản")
        hoa.reads("Phạm Văn Sản (mẫu)")

    def register_product(self) -> None:
        """Sản enters the product with its picture into this year's cycle."""
        san = self["san"]
        san.begin_with("Đăng ký sản phẩm")
        san.choose("Chủ thể", COOPERATIVE)
        san.choose("Bộ sản phẩm", "Chế biến từ rau, củ, quả, hạt")
        san.write("Tên sản phẩm", PRODUCT)
        san.write("Mô tả, quy cách", "Hành tím muối, hũ 300 g, TCCS 05:2026.")
        san.attach("Ảnh sản phẩm", self.files / f"{PRODUCT}.png")
        san.press("Đăng ký sản phẩm")
        san.follow("Kiểm tra và nộp")
        san.press("Nộp")
        san.reads("đã nộp")
        self.accepted_by("hoa")

    def write_idea(self) -> None:
        """Sản writes the idea sheet, Hoa takes it in."""
        san = self["san"]
        san.begin_with(PRODUCT)
        san.follow("Ghi phiếu ý tưởng")
        self.fill_sheet(words.IDEA, Idea)
        self.hand_in_step()
        self.accepted_by("hoa")

    def write_plan(self) -> None:
        """Sản writes the plan."""
        san = self["san"]
        san.begin_with(PRODUCT)
        san.follow("Ghi phương án")
        self.fill_sheet(words.PLAN, BusinessPlan)
        self.hand_in_step()

    def appraise_plan(self) -> None:
        """Bình appraises the plan and takes it in."""
        binh = self["binh"]
        binh.begin_with(PRODUCT)
        binh.follow("Thẩm định phương án")
        binh.write("Ý kiến thẩm định", words.APPRAISAL)
        binh.press("Lưu ý kiến thẩm định")
        self.accepted_by("binh")

    def report_production(self) -> None:
        """Sản reports with a scan, Hoa takes the report in."""
        san = self["san"]
        san.begin_with(PRODUCT)
        san.follow("Thêm báo cáo")
        san.write("Ngày báo cáo", DAY)
        san.write("Việc đã làm", words.REPORT["done"])
        san.attach("Tệp kèm theo", self.files / "Hợp đồng đại lý.pdf")
        san.press("Thêm báo cáo")
        self.hand_in_step()
        self.accepted_by("hoa")

    def fill_sheet(self, texts: dict[str, Any], model: Any) -> None:
        """Write every part of a sheet under the label that it bears."""
        for name, text in texts.items():
            self["san"].write(label_of(model, name), str(text))
        self["san"].press("Lưu và xem lại")

    def hand_in_step(self) -> None:
        """Look once more, then hand in."""
        san = self["san"]
        if "/nop/" not in san.page.url:
            san.follow("Kiểm tra và nộp")
        san.press("Nộp")
        san.reads("đã nộp")

    def accepted_by(self, login: str) -> None:
        """Take the step in."""
        officer = self[login]
        officer.begin_with(PRODUCT)
        officer.follow("Tiếp nhận")
        officer.press("Tiếp nhận")
        officer.reads("đang soạn")

    # --- step 5 ---

    def write_dossier(self) -> None:
        """Sản answers every criterion on his phone and writes the other parts."""
        san = self["san"]
        san.begin_with(PRODUCT)
        san.follow("Mở hồ sơ đánh giá")
        dossier = san.page.url
        san.follow("Phần II: Kết quả thực hiện phương án")
        for name in completeness.RESULTS:
            san.write(label_of(Dossier, name), words.RESULTS[name])
        san.press("Lưu")
        san.page.goto(dossier)
        san.follow("A.1.")
        while True:
            self.answer_criteria()
            if not san.page.get_by_role("link", name="Phần tiếp theo").count():
                break
            san.follow("Phần tiếp theo")
        san.follow("Sang Phần IV")
        san.write(label_of(Dossier, "outlook"), words.RESULTS["outlook"])
        san.press("Lưu")

    def answer_criteria(self) -> None:
        """Answer what is open on this page; every answer is saved by itself."""
        page = self["san"].page
        for card in page.locator("[data-criterion]").all():
            form = card.locator("form[data-open]")
            key = form.get_attribute("action").rpartition("/tieu-chi/")[2].strip("/")
            points = words.CLAIMED[key.upper().replace("-", "/", 1)]
            with page.expect_response(lambda r: "/tieu-chi/" in r.url):
                card.locator("label.level").filter(
                    has=page.locator(".level-points", has_text=re.compile(rf"^{points} "))
                ).last.click()
            with page.expect_response(lambda r: "/tieu-chi/" in r.url):
                card.get_by_label("Mô tả, chứng minh").fill(words.DESCRIPTION)
                card.get_by_label("Mô tả, chứng minh").blur()
            expect(card.get_by_role("status")).to_contain_text("đã lưu")

    def attach_evidence(self) -> None:
        """Sản attaches a scan and a picture to criteria."""
        san = self["san"]
        for title, criterion in ((f"{PRODUCT}.png", "B 5.1."), ("Hợp đồng đại lý.pdf", "B 4.1.")):
            san.begin_with(PRODUCT)
            san.follow("Mở hồ sơ đánh giá")
            san.follow("Tài liệu minh chứng")
            san.follow("Thêm tài liệu")
            san.attach("Tải tệp lên", self.files / title)
            san.choose("Chứng minh cho tiêu chí", criterion)
            san.press("Lưu tài liệu")
            san.reads(title.rpartition(".")[0])

    def hand_in_dossier(self) -> None:
        """Sản reads what is missing, hands in and gets his receipt."""
        san = self["san"]
        san.begin_with(PRODUCT)
        san.follow("Mở hồ sơ đánh giá")
        san.follow("Kiểm tra và nộp hồ sơ")
        san.reads("Mẫu số 01 và Mẫu số 02 đã đủ nội dung.")
        san.tick("Cam đoan")
        san.press("Nộp hồ sơ")
        san.reads("BN-")
