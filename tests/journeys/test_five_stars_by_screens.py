"""Five stars by screens: the province's package, the Ministry's council, the answer (R3, R33)."""

import io
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser

from ocop_portal.demo import papers

from .site import PHONE, Site
from .walk_of_council import OfCouncil

pytestmark = pytest.mark.browser
SEATS = (
    ("hai", "Chủ tịch", True),
    ("mai", "Phó Chủ tịch", True),
    ("phuc", "Ủy viên", True),
    ("ly", "Thư ký", False),
)
SUBJECT = "Công nhận sản phẩm OCOP 5 sao, phiên thử"
LETTER = "Văn bản đề nghị của tỉnh"


class FiveStars(OfCouncil):
    """Bình sends up, Nga and her council judge, Vinh decides."""

    def request(self, product: str) -> None:
        """Bình reads what is missing, is refused, adds it and sends the file."""
        binh = self["binh"]
        binh.begin_with(product)
        binh.reads("Văn bản đề nghị: chưa có bản PDF.")
        binh.confirm("Gửi Bộ", "Gửi Bộ")
        binh.reads("Văn bản đề nghị: chưa ghi số.")
        scan = self.files / f"{LETTER}.pdf"
        binh.write("Số văn bản đề nghị", "88/UBND-KTN")
        binh.write("Ngày văn bản đề nghị", self.day)
        binh.write("Người ký", "Đặng Anh Dũng")
        binh.write("Số sản phẩm mẫu gửi kèm", "5")
        binh.attach("Văn bản đề nghị (PDF)", scan)
        binh.attach("Báo cáo đánh giá của Hội đồng cấp tỉnh (PDF)", scan)
        binh.press("Lưu")
        binh.confirm("Gửi Bộ", "Gửi Bộ")
        binh.reads("Đã gửi hồ sơ lên Bộ")

    def receive(self, product: str) -> None:
        """Nga finds the forwarded file and takes it in with its samples."""
        nga = self["nga"]
        nga.begin_with(product)
        nga.reads("91,00 điểm")
        nga.follow("Tiếp nhận")
        nga.press("Tiếp nhận hồ sơ")
        nga.reads("Bộ nhận 5")

    def certificate(self, product: str) -> str:
        """Sản opens the certificate that the Ministry issued; return what its paper says."""
        san = self["san"]
        san.begin_with(product)
        san.follow("Soạn trang sản phẩm")
        san.page.goto(san.page.url.removesuffix("trang-san-pham/"))
        link = san.page.get_by_role("main").get_by_role("link", name="Giấy chứng nhận (PDF)")
        content = san.page.request.get(link.first.get_attribute("href")).body()
        page = pypdfium2.PdfDocument(io.BytesIO(content))[0]
        return page.get_textpage().get_text_bounded()

    def checked(self, address: str) -> str:
        """Open the public check as a buyer does."""
        with self.browser.new_context(viewport=PHONE, locale="vi-VN") as context:
            page = context.new_page()
            assert page.goto(self.site.address + address).status == 200
            return page.get_by_role("main").inner_text()


def test_a_product_goes_to_the_ministry_and_another_comes_back(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    upload = papers.scan(LETTER, "Ủy ban nhân dân tỉnh")
    (tmp_path / upload.name).write_bytes(upload.read())
    first, second = "Tỏi đen hộp quà Lý Sơn", "Tỏi đen ngâm mật ong Lý Sơn"
    scene = site.scene("five_stars", first, second)
    walk = FiveStars(site, browser, tmp_path)
    walk.request(first)
    walk.receive(first)
    walk.establish("nga", "Cấp trung ương", "Hội đồng cấp trung ương, phiên thử", SEATS)
    walk.plan_sitting("nga", "Phòng họp tầng 2")
    walk.put_on_agenda("ly", first)
    walk.open_sitting_by("ly")
    walk.begin_scoring_by("ly", first)
    for login in ("hai", "mai", "phuc"):
        walk.judge(login, first, scene["marks"])
    walk.conclude_by("ly", first, "93,00")
    walk["ly"].reads("5 sao")
    walk.end_sitting_by("ly")
    walk.control_by("khai", first)
    walk.draft("nga", SUBJECT, first)
    walk.issue_by("vinh", SUBJECT, "3001/QĐ-BNNMT", "Hoàng Quang Vinh")
    paper = walk.certificate(first)
    assert "BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG" in paper
    code = walk["san"].page.locator("a[href*='/tra-cuu/']").first.get_attribute("href")
    seen = walk.checked(code)
    assert first in seen
    assert "5 sao" in seen

    nga, binh = walk["nga"], walk["binh"]
    nga.begin_with(second)
    nga.follow("Trả kết quả về tỉnh")
    nga.write("Số văn bản thông báo", "77/BNNMT-VPĐP")
    nga.write("Ngày văn bản", walk.day)
    nga.press("Trả kết quả về tỉnh")
    binh.begin_with(second)
    binh.reads("86,00")
    binh.follow("Chọn hướng xử lý")
    binh.tick("Công nhận")
    binh.write("Lý do", "Theo đề nghị của Hội đồng.")
    binh.press("Ghi hướng xử lý")
    walk.draft("binh", "Công nhận theo kết quả của Bộ", second)
    walk.issue_by("dung", "Công nhận theo kết quả của Bộ", "1301/QĐ-UBND", "Đặng Anh Dũng")
    walk["dung"].reads(second)
    walk.part()
