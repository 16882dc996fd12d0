"""Step 5 by screens, the council: members, sitting, score sheets, result, decision."""

import re

from playwright.sync_api import expect

from ocop_portal.demo import words

from .persons import Person
from .walk import DAY, DECISION, PRODUCT
from .walk_of_council import OfCouncil

COUNCIL = "Hội đồng đánh giá sản phẩm OCOP tỉnh, phiên thử"
SUBJECT = "Công nhận kết quả đánh giá sản phẩm OCOP, phiên thử"
SEATS = (
    ("lan", "Chủ tịch", True),
    ("minh", "Phó Chủ tịch", True),
    ("an", "Ủy viên", True),
    ("thao", "Thư ký", False),
)


class ToDecision(OfCouncil):
    """From the council's decision number to the printed certificate."""

    def set_up_council(self) -> None:
        """Bình enters the council, its members and advisers, and plans today's sitting."""
        self.establish("binh", "Cấp tỉnh", COUNCIL, SEATS)
        binh = self["binh"]
        binh.follow("Thêm người vào Tổ tư vấn")
        binh.write("Thư điện tử", "tuan@ocop.example")
        binh.write("Đơn vị công tác", "Chi cục Phát triển nông thôn")
        binh.press("Thêm người vào Tổ tư vấn")
        self.plan_sitting("binh", "Hội trường tầng 3")

    def advise(self) -> None:
        """Tuấn reports what his team saw."""
        tuan = self.sitting_of("tuan")
        tuan.follow("Lập báo cáo")
        tuan.write("Nội dung báo cáo", words.VISITED)
        tuan.press("Gửi báo cáo")
        tuan.reads("đã báo cáo")

    def score(self, login: str) -> None:
        """Judge on a phone: tick every criterion, watch it being saved, hand in for good."""
        member, points = self[login], words.CLAIMED | words.JUDGED[login]
        member.begin_with(PRODUCT)
        page = member.page
        for box in page.locator("[data-criterion]").all():
            wanted = points[box.get_attribute("data-criterion")]
            level = box.locator("label.level").filter(
                has=page.locator(".level-points", has_text=re.compile(rf"^{wanted}$"))
            )
            choice = level.last.get_by_role("radio")
            expect(choice).to_be_enabled()  # a gate opens once its own mark is saved
            level.last.click()
            expect(choice).to_be_checked()
        expect(page.locator("[data-answered]")).to_have_text("32")
        expect(page.get_by_role("status").filter(has_text="đã lưu")).to_be_visible()
        member.press("Nộp phiếu")
        member.reads(str(sum(points.values())))
        member.press("Nộp phiếu")
        member.reads("Đã nộp phiếu chấm điểm")

    def mark_without_scripts(self, login: str) -> None:
        """Judge one criterion in a browser that runs no scripts; the button saves the page."""
        member = Person(self.site, self.browser, login, java_script_enabled=False)
        member.begin_with(PRODUCT)
        box = member.page.locator("[data-criterion='A/1.1']")
        box.get_by_label("Sử dụng nguyên liệu có nguồn gốc trong tỉnh từ 75% đến 100%").check()
        member.press("Lưu")
        member.reads("Đã lưu.")
        member.reads("1/31")
        member.leave()

    def conclude(self) -> None:
        """Thảo sees states and no points, reveals the sheets, and writes the result down."""
        thao = self.sitting_of("thao")
        expect(thao.page.get_by_role("main")).not_to_contain_text("75,00")
        thao.follow("Mở phiếu")
        thao.press("Mở phiếu")
        thao.reads("75,00")
        thao.follow("Kết luận")
        thao.press("Kết luận")
        thao.reads("4 sao")

    def issue(self) -> None:
        """Bình drafts the decision, Dũng issues it and waits for the printed certificate."""
        dung = self["dung"]
        self.draft("binh", SUBJECT, PRODUCT)
        dung.begin_with(SUBJECT)
        dung.follow("Ban hành")
        dung.write("Số quyết định", DECISION)
        dung.write("Ngày ký", DAY)
        dung.write("Người ký", "Đặng Anh Dũng")
        dung.write("Chức vụ người ký", "KT. Chủ tịch / Phó Chủ tịch")
        dung.attach("Bản quét quyết định", self.files / "Quyết định đã ký.pdf")
        dung.press("Ban hành")
        printing = dung.page.locator("#printing").get_by_role("status")
        expect(printing).to_contain_text("xong")
