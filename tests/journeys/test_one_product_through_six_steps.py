"""One new product from its registration to a certificate that a phone can check, by screens."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from ocop_portal.demo import papers, words

from .persons import Person
from .site import Site
from .walk import COOPERATIVE, DECISION, PRODUCT
from .walk_to_certificate import ToCertificate
from .walk_to_decision import ToDecision
from .walk_to_dossier import ToDossier
from .walk_to_production import ToProduction

pytestmark = pytest.mark.browser


class Journey(ToProduction, ToDossier, ToDecision, ToCertificate):
    """The whole way, each step by its person, on his device."""


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


def test_one_product_from_registration_to_a_checked_certificate(
    site: Site, browser: Browser, files: Path
) -> None:
    journey = Journey(site, browser, files)
    journey.register_producer()
    journey.give_account()
    journey.register_product()
    journey.write_idea()
    journey.write_plan()
    journey.appraise_plan()
    journey.report_production()
    journey.write_dossier()
    journey.attach_evidence()
    journey.hand_in_dossier()
    journey.receive_by_commune()
    journey.report_by_commune()
    journey.check_by_province()
    journey.set_up_council()
    journey.put_on_agenda("thao", PRODUCT)
    journey.advise()
    journey.open_sitting_by("thao")
    journey.begin_scoring_by("thao", PRODUCT)
    journey.mark_without_scripts("an")
    for login in ("lan", "minh", "an"):
        journey.score(login)
    journey.conclude()
    journey.end_sitting_by("thao")
    journey.control_by("kiem", PRODUCT)
    journey.issue()
    address = journey.download_certificate()
    assert address.startswith(f"{site.address}/tra-cuu/")
    seen = journey.scan(address)
    assert PRODUCT in seen
    assert "4 sao" in seen
    assert "còn hiệu lực" in seen.lower()
    journey.publish()
    assert "Chợ đêm Lý Sơn" in journey.scan(address.replace("/tra-cuu/", "/san-pham/"))
    journey.revoke()
    assert "đã thu hồi" in journey.scan(address).lower()
    journey.part()


def test_registration_and_a_mark_without_scripts(site: Site, browser: Browser) -> None:
    hoa = Person(site, browser, "hoa", java_script_enabled=False)
    hoa.begin_with("Đăng ký chủ thể")
    hoa.write("Tên chủ thể", "Hộ Nguyễn Thị Rong")
    hoa.choose("Loại hình tổ chức", "Hộ sản xuất")
    hoa.choose("Xã, phường, đặc khu", "Lý Sơn")
    hoa.write("Điện thoại", "0905 777 456")
    hoa.write("Người đại diện pháp luật", "Nguyễn Thị Rong")
    hoa.tick("Nữ")
    hoa.press("Đăng ký chủ thể")
    hoa.reads("đã xác nhận")
    hoa.leave()

    # The demo left Sản a dossier whose part C is still to be answered.
    san = Person(site, browser, "san", java_script_enabled=False)
    san.begin_with(words.PICKLED["name"])
    san.follow("Mở hồ sơ đánh giá")
    san.reads("Phần C: 0")
    san.follow("C.7. Tính độc đáo")
    san.tick("Độc đáo, mang tính đặc trưng")
    san.write("Mô tả, chứng minh", words.DESCRIPTION)
    san.press("Lưu")
    san.page.goto(san.page.url)
    expect(san.field("Độc đáo, mang tính đặc trưng")).to_be_checked()
    san.reads("C 3")
    san.leave()
