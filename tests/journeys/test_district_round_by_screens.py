"""A round under 148/2023 by screens, in 2024: the district's three stars, two ways up (R3)."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .site import Site
from .walk_of_council import OfCouncil
from .walk_to_decision import SEATS
from .walk_to_dossier import ToDossier

pytestmark = pytest.mark.browser
DAY = date(2024, 9, 16)
OWN, UP, BACK = "Kẹo đậu Nghĩa Kỳ", "Đường phèn hạt sen Nghĩa Kỳ", "Đường phèn gừng Nghĩa Kỳ"
LOCAL = (
    ("kim", "Chủ tịch", True),
    ("long", "Phó Chủ tịch", True),
    ("mo", "Ủy viên", True),
    ("quyen", "Thư ký", False),
)


class DistrictRound(ToDossier, OfCouncil):
    """Oanh at the commune, Phước and Hậu at the district, the province above."""

    day = f"{DAY:%d/%m/%Y}"

    def pass_to_district(self) -> None:
        """Oanh enters the dossier in her register and passes it up; she writes no Form 03."""
        oanh = self.dossier_of("oanh")
        oanh.follow("Ghi sổ tiếp nhận")
        oanh.write("Số phiếu đăng ký", "07/2024")
        oanh.write("Ngày nhận 01 bộ hồ sơ giấy", self.day)
        oanh.press("Ghi sổ")
        expect(oanh.page.get_by_role("main")).not_to_contain_text("Lập Mẫu số 03")
        oanh.follow("Chuyển lên huyện")
        oanh.write("Số văn bản đề nghị", "31/UBND")
        oanh.write("Ngày văn bản đề nghị", self.day)
        oanh.write("Người ký", "Tạ Lộc")
        oanh.press("Chuyển lên huyện")
        oanh.reads("đã chuyển lên huyện")

    def take_in(self, login: str, whose: str) -> None:
        """Let the office that holds the dossier check and take it in."""
        by = self.dossier_of(login)
        by.follow("Kiểm tra hồ sơ")
        by.tick("Đủ, tiếp nhận")
        by.write(f"Số phiếu đăng ký của {whose}", "12/2024")
        by.write("Ngày nhận 01 bộ hồ sơ giấy", self.day)
        by.press("Ghi kết quả kiểm tra")
        by.reads("đã tiếp nhận")

    def record_samples(self, login: str) -> None:
        """Log the samples of the dossier that is open."""
        by = self[login]
        by.follow("Ghi nhận sản phẩm mẫu")
        by.write("Số lượng", "5")
        by.write("Ngày nhận", self.day)
        by.press("Ghi nhận")

    def pass_up(self, product: str) -> None:
        """Phước sends a file of 70 points or more to the province."""
        phuoc = self["phuoc"]
        phuoc.begin_with(product)
        phuoc.write("Số văn bản đề nghị", "45/TTr-UBND")
        phuoc.write("Ngày văn bản đề nghị", self.day)
        phuoc.write("Người ký", "Nguyễn Văn Hậu")
        phuoc.press("Chuyển lên tỉnh")
        phuoc.reads("Đã chuyển hồ sơ lên tỉnh.")

    def certificate(self, login: str, product: str) -> str:
        """Return what the list of certificates says of a product."""
        by = self[login]
        by.home()
        by.open("Quyết định")
        by.follow("Giấy chứng nhận")
        row = by.page.get_by_role("main").get_by_role("row").filter(has_text=product)
        return row.inner_text()


def test_district_awards_passes_up_and_gets_one_back(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    with site.on(DAY) as then:
        sheets = then.scene("of_2024", **{OWN: 64, UP: 75, BACK: 71})["sheets"]
        walk = DistrictRound(then, browser, tmp_path)
        walk.product = OWN
        walk.pass_to_district()
        walk.take_in("phuoc", "huyện")
        walk.record_samples("phuoc")
        walk.establish("phuoc", "Cấp huyện", "Hội đồng huyện Tư Nghĩa, phiên thử", LOCAL)
        walk.plan_sitting("phuoc", "Hội trường huyện")
        walk.put_on_agenda("quyen", OWN, UP, BACK)
        walk.open_sitting_by("quyen")
        walk.begin_scoring_by("quyen", OWN, UP, BACK)
        for number, login in enumerate(("kim", "long", "mo")):
            own = {product: three[number] for product, three in sheets.items()}
            walk.judge_without_scripts(login, own)
        for product, mean in ((OWN, "64,00"), (UP, "75,00"), (BACK, "71,00")):
            walk.conclude_by("quyen", product, mean)
        walk.end_sitting_by("quyen")
        walk.control_by("kiem", OWN, UP, BACK)
        walk.draft("phuoc", "Công nhận ba sao, phiên thử", OWN)
        walk.issue_by("hau", "Công nhận ba sao, phiên thử", "910/QĐ-UBND", "Nguyễn Văn Hậu")
        assert "3 sao" in walk.certificate("phuoc", OWN)

        for walk.product in (UP, BACK):
            walk.pass_up(walk.product)
            walk.take_in("binh", "tỉnh")
        walk.establish("binh", "Cấp tỉnh", "Hội đồng tỉnh năm 2024, phiên thử", SEATS)
        walk.plan_sitting("binh", "Hội trường tỉnh")
        walk.put_on_agenda("thao", UP, BACK)
        walk.open_sitting_by("thao")
        walk.begin_scoring_by("thao", UP, BACK)
        then.scene("judged", **{UP: 78, BACK: 66})
        walk.conclude_by("thao", UP, "78,00")
        walk.conclude_by("thao", BACK, "66,00")
        walk.end_sitting_by("thao")
        walk.control_by("kiem", UP, BACK)
        walk.draft("binh", "Công nhận bốn sao, phiên thử", UP)
        walk.issue_by("dung", "Công nhận bốn sao, phiên thử", "1911/QĐ-UBND", "Đặng Anh Dũng")
        assert "4 sao" in walk.certificate("binh", UP)
        walk.draft("phuoc", "Công nhận kết quả tỉnh trả về", BACK)
        walk.issue_by("hau", "Công nhận kết quả tỉnh trả về", "911/QĐ-UBND", "Nguyễn Văn Hậu")
        assert "3 sao" in walk.certificate("phuoc", BACK)
        walk.part()
