"""Steps 1 to 4 by screens: registration, idea, business plan, production."""

from typing import Any

from ocop_portal.demo import words
from products.models import BusinessPlan, Idea

from .walk import COOPERATIVE, DAY, PRODUCT, Walk, label_of


class ToProduction(Walk):
    """From the producer's registration to the report on production."""

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
        hoa.home()
        hoa.open("Chủ thể")
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
