"""Upgrade and re-evaluation by screens, in the year in which the certificates end (R22, R24)."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from products.models import Dossier

from .site import PHONE, Site
from .walk import label_of
from .walk_of_council import OfCouncil
from .walk_to_decision import SEATS
from .walk_to_dossier import ToDossier

pytestmark = pytest.mark.browser
DAY = date(2029, 3, 5)  # between 180 and 120 days before the certificates of 5 August 2026 end
UPGRADED, REVIEWED = "Tỏi đen cao cấp Lý Sơn", "Tỏi đen truyền thống Lý Sơn"
SUBJECT = "Công nhận kết quả năm 2029, phiên thử"
NEWS = "Thêm dây chuyền sấy lạnh, sản lượng tăng một phần ba."


class Renewal(ToDossier, OfCouncil):
    """Sản registers anew; everybody sees what changed."""

    day = f"{DAY:%d/%m/%Y}"

    def register(self, product: str, way: str) -> None:
        """Sản registers on his certificate and lands at the dossier."""
        san = self["san"]
        san.home()
        san.open("Chứng nhận")
        rows = san.page.get_by_role("main").get_by_role("row")
        with san.page.expect_navigation():
            rows.filter(has_text=product).get_by_role("link").first.click()
        san.follow("Đăng ký nâng hạng")
        san.tick(way)
        san.press("Đăng ký và lập hồ sơ")
        san.reads(product)

    def write_news(self) -> None:
        """Sản writes what is new; until then the dossier cannot be handed in."""
        san = self.dossier_of("san")
        san.follow("Phần II: Kết quả thực hiện phương án")
        san.write(label_of(Dossier, "production_result"), NEWS)
        san.press("Lưu")

    def buyer_reads(self, code: str) -> str:
        """Open the public check of a certificate."""
        with self.browser.new_context(viewport=PHONE, locale="vi-VN") as context:
            page = context.new_page()
            assert page.goto(f"{self.site.address}/tra-cuu/{code}/").status == 200
            return page.get_by_role("main").inner_text()


def test_one_star_rises_and_another_falls(site: Site, browser: Browser, tmp_path: Path) -> None:
    with site.on(DAY) as then:
        codes = then.scene("renewals", UPGRADED, REVIEWED)["codes"]
        walk = Renewal(then, browser, tmp_path)
        walk.register(UPGRADED, "Nâng hạng")
        walk.register(REVIEWED, "Đánh giá lại")
        then.scene("filled", UPGRADED, REVIEWED)
        for walk.product in (UPGRADED, REVIEWED):
            walk.write_news()
            walk.hand_in_dossier()
            walk.receive_by_commune()
            walk.report_by_commune()
            walk["hoa"].reads(NEWS)
            walk.check_by_province()
        walk.establish("binh", "Cấp tỉnh", "Hội đồng năm 2029, phiên thử", SEATS)
        walk.plan_sitting("binh", "Hội trường tầng 3")
        walk.put_on_agenda("thao", UPGRADED, REVIEWED)
        walk.open_sitting_by("thao")
        binh = walk.sitting_of("binh")
        binh.follow(REVIEWED)
        binh.follow("Lập báo cáo của cơ quan")
        binh.write("Nội dung báo cáo", "Hồ sơ cập nhật đủ, không đổi quy mô.")
        binh.press("Gửi báo cáo")
        walk.begin_scoring_by("thao", UPGRADED, REVIEWED)
        minh = walk["minh"]
        minh.begin_with(UPGRADED)
        minh.reads(NEWS)
        then.scene("judged", **{UPGRADED: 78, REVIEWED: 64})
        walk.conclude_by("thao", UPGRADED, "78,00")
        walk.conclude_by("thao", REVIEWED, "64,00")
        walk.end_sitting_by("thao")
        walk.control_by("kiem", UPGRADED, REVIEWED)
        walk.draft("binh", SUBJECT, UPGRADED, REVIEWED)
        walk.issue_by("dung", SUBJECT, "901/QĐ-UBND", "Đặng Anh Dũng")
        for product, before, now in ((UPGRADED, "3 sao", "4 sao"), (REVIEWED, "4 sao", "3 sao")):
            old = walk.buyer_reads(codes[product])
            assert before in old
            assert "thay thế" in old
            san = walk["san"]
            san.home()
            san.open("Chứng nhận")
            rows = san.page.get_by_role("main").get_by_role("row").filter(has_text=product)
            expect(rows).to_have_count(2)
            expect(rows.filter(has_text="còn hiệu lực")).to_contain_text(now)
        walk.part()
