"""A council's work by screens, whichever level it is of: seats, agenda, sheets, decision."""

from playwright.sync_api import expect

from .persons import Person
from .walk import Walk

Seat = tuple[str, str, bool]  # login, title, whether he scores


class OfCouncil(Walk):
    """Each act by whoever does it at that level."""

    place = ""  # of this walk's sitting: other walks may sit on the same day

    def sitting_of(self, login: str) -> Person:
        """Let somebody go from his tasks to the sitting of this walk."""
        self[login].begin_with(f"Phiên họp {self.day}", self.place)
        return self[login]

    def establish(self, officer: str, level: str, name: str, seats: tuple[Seat, ...]) -> None:
        """Enter a council with its members."""
        by = self[officer]
        by.home()
        by.open("Hội đồng")
        by.follow("Lập hội đồng")
        by.choose("Cấp", level)
        by.write("Tên hội đồng", name)
        by.write("Số quyết định thành lập", "700/QĐ-UBND")
        by.write("Ngày quyết định", self.day)
        by.press("Lập hội đồng")
        for login, title, scores in seats:
            by.follow("Thêm thành viên")
            by.write("Thư điện tử", f"{login}@ocop.example")
            by.choose("Chức danh", title)
            by.write("Đơn vị công tác", "Sở Nông nghiệp và Môi trường")
            by.field("Chấm điểm").set_checked(scores)
            by.press("Thêm thành viên")

    def plan_sitting(self, officer: str, place: str) -> None:
        """Plan the sitting of today; the page shown is the council's."""
        by = self[officer]
        by.follow("Lên lịch phiên họp")
        by.write("Ngày họp", self.day)
        by.write("Địa điểm", place)
        by.press("Lên lịch phiên họp")
        by.reads(place)
        self.place = place

    def put_on_agenda(self, secretary: str, *products: str) -> None:
        """Put the products on today's agenda."""
        by = self.sitting_of(secretary)
        by.follow("Đưa sản phẩm vào chương trình")
        for product in products:
            by.tick(product)
        if by.field("Căn cứ đánh giá ngoài đợt").count():  # the day decides
            by.write("Căn cứ đánh giá ngoài đợt", "Kế hoạch đánh giá bổ sung số 61/KH-UBND")
        by.press("Đưa vào chương trình")

    def open_sitting_by(self, secretary: str) -> None:
        """Open the sitting and call the roll."""
        by = self.sitting_of(secretary)
        by.press("Mở phiên họp")
        by.press("Lưu điểm danh")

    def begin_scoring_by(self, secretary: str, *products: str) -> None:
        """Let the members score one product after the other."""
        for _product in products:
            by = self.sitting_of(secretary)
            by.follow("Bắt đầu chấm")
            if by.field("Lý do vẫn chấm").count():
                by.write("Lý do vẫn chấm", "Hồ sơ phát tại phiên họp, các thành viên nhất trí.")
            by.press("Bắt đầu chấm điểm")
            by.reads("đang chấm")

    def judge(self, login: str, product: str, marks: dict[str, int]) -> None:
        """Mark one sheet by the levels' numbers, watch it being saved, hand it in for good."""
        member = self[login]
        member.begin_with(product)
        page = member.page
        for key, ordinal in marks.items():
            choice = page.locator(f"input[name='level:{key}'][value='{ordinal}']")
            expect(choice).to_be_enabled()  # a gate opens once its own mark is saved
            page.locator("label.level").filter(has=choice).click()
            expect(choice).to_be_checked()
        expect(page.get_by_role("status").filter(has_text="đã lưu")).to_be_visible()
        member.press("Kiểm tra và nộp phiếu")
        member.press("Nộp phiếu")
        member.reads("Đã nộp phiếu chấm điểm")

    def judge_without_scripts(self, login: str, sheets: dict[str, dict[str, int]]) -> None:
        """Mark a member's sheets in a browser that runs no scripts, each sent in one go."""
        member = Person(self.site, self.browser, login, java_script_enabled=False)
        for product, marks in sheets.items():
            member.begin_with(product)
            for key, ordinal in marks.items():
                choice = member.page.locator(f"input[name='level:{key}'][value='{ordinal}']")
                if choice.is_disabled():  # its gate opens once what is marked is saved
                    member.press("Lưu")
                choice.press("Space")
            member.press("Kiểm tra và nộp phiếu")
            member.press("Nộp phiếu")
            member.reads("Đã nộp phiếu chấm điểm")
        member.leave()

    def conclude_by(self, secretary: str, product: str, mean: str) -> None:
        """Reveal the sheets of one product and write the result down."""
        by = self.sitting_of(secretary)
        row = by.page.get_by_role("main").get_by_role("row").filter(has_text=product)
        with by.page.expect_navigation():
            row.get_by_role("link", name="Mở phiếu").click()
        by.press("Mở phiếu")
        by.reads(mean)
        by.follow("Kết luận")
        by.press("Kết luận")

    def control_by(self, controller: str, *products: str) -> None:
        """Confirm the results of these products: before that they are drafts."""
        by = self[controller]
        for product in products:
            by.begin_with(product)
            by.reads("dự thảo, chờ xác nhận")
            by.follow("Xác nhận kết quả")
            by.press("Xác nhận kết quả")
            by.reads("xác nhận lúc")

    def end_sitting_by(self, secretary: str) -> None:
        """End the sitting."""
        by = self.sitting_of(secretary)
        by.confirm("Kết thúc phiên họp", "Kết thúc")
        by.reads("đã kết thúc")

    def draft(self, officer: str, subject: str, *products: str, kind: str = "") -> None:
        """Draft a decision on the results of these products."""
        by = self[officer]
        by.begin_with(kind or "Dự thảo quyết định")
        by.write("Trích yếu", subject)
        for product in products:
            by.tick(product)
        by.press("Lập dự thảo")

    def issue_by(self, leader: str, subject: str, number: str, signer: str) -> None:
        """Issue a decision and wait until its certificates are printed."""
        by = self[leader]
        by.begin_with(subject)
        by.follow("Ban hành")
        by.write("Số quyết định", number)
        by.write("Ngày ký", self.day)
        by.write("Người ký", signer)
        by.write("Chức vụ người ký", "Chủ tịch")
        by.press("Ban hành")
        printing = by.page.locator("#printing").get_by_role("status")
        expect(printing).to_contain_text("xong")
