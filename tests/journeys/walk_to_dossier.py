"""Step 5 by screens, before the council: dossier, evidence, commune report, check, samples."""

import re

from playwright.sync_api import expect

from ocop_portal.demo import words
from products import completeness
from products.models import CommuneReport, Dossier

from .walk import PRODUCT, Walk, label_of


class ToDossier(Walk):
    """From the first answer of Form 02 to the samples at the province."""

    def write_dossier(self) -> None:
        """Sản answers every criterion on his phone and writes the other parts."""
        san = self.dossier_of("san")
        san.follow("Phần II: Kết quả thực hiện phương án")
        for name in completeness.RESULTS:
            san.write(label_of(Dossier, name), words.RESULTS[name])
        san.press("Lưu")
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
        for title, criterion in ((f"{PRODUCT}.png", "B 5.1."), ("Hợp đồng đại lý.pdf", "B 4.1.")):
            san = self.dossier_of("san")
            san.follow("Tài liệu minh chứng")
            san.follow("Thêm tài liệu")
            san.attach("Tải tệp lên", self.files / title)
            san.choose("Chứng minh cho tiêu chí", criterion)
            san.press("Lưu tài liệu")
            san.reads(title.rpartition(".")[0])

    def hand_in_dossier(self) -> None:
        """Sản reads what is missing, hands in and gets his receipt."""
        san = self.dossier_of("san")
        san.follow("Kiểm tra và nộp hồ sơ")
        san.reads("đã đủ nội dung.")
        san.tick("Cam đoan")
        san.press("Nộp hồ sơ")
        san.reads("BN-")

    def receive_by_commune(self) -> None:
        """Hoa enters the dossier in her register."""
        hoa = self.dossier_of("hoa")
        hoa.follow("Ghi sổ tiếp nhận")
        hoa.write("Số phiếu đăng ký", "02/2026")
        hoa.write("Ngày nhận 01 bộ hồ sơ giấy", self.day)
        hoa.press("Ghi sổ")

    def report_by_commune(self) -> None:
        """Hoa writes Form 03 and sends the commune's request."""
        hoa = self.dossier_of("hoa")
        hoa.follow("Lập Mẫu số 03")
        for name in ("materials", "labour", "idea_origin", "identity"):
            hoa.write(label_of(CommuneReport, name), words.ASSESSED[name])
        hoa.tick("Thành phần hồ sơ đầy đủ")
        hoa.press("Lưu Mẫu số 03")
        hoa.follow("Chuyển lên tỉnh")
        hoa.write("Số văn bản đề nghị", "16/TTr-UBND")
        hoa.write("Ngày văn bản đề nghị", self.day)
        hoa.write("Người ký", "Võ Thị Hạnh")
        hoa.press("Chuyển lên tỉnh")
        hoa.reads("đã chuyển lên tỉnh")

    def check_by_province(self) -> None:
        """Bình checks the form of the file, takes it in and logs the samples."""
        binh = self.dossier_of("binh")
        binh.follow("Kiểm tra hồ sơ")
        binh.tick("Đủ, tiếp nhận")
        binh.write("Số phiếu đăng ký của tỉnh", "113/2026")
        binh.write("Ngày nhận 01 bộ hồ sơ giấy", self.day)
        binh.press("Ghi kết quả kiểm tra")
        binh.reads("đã tiếp nhận")
        binh.follow("Ghi nhận sản phẩm mẫu")
        binh.write("Số lượng", "5")
        binh.write("Ngày nhận", self.day)
        binh.press("Ghi nhận")
        binh.reads("5/5")
