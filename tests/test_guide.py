"""The guide: everybody reads what is his to do, and nothing else; the menu leads there."""

import re

import pytest
from django.test import Client

from tests.cast import person

pytestmark = pytest.mark.django_db
PAGE, NATIONAL = "/quang-ngai/huong-dan/", "/quoc-gia/huong-dan/"


def guide(login: str, page: str = PAGE) -> str:
    client = Client()
    client.force_login(person(login))
    return client.get(page).content.decode()


def chapters(login: str, page: str = PAGE) -> list[str]:
    page = guide(login, page)
    return re.findall(r'<h2 id="chuong-\d+">([^<]+)</h2>', page)


@pytest.mark.parametrize(
    ("login", "wanted"),
    [
        ("san", ["Đưa một sản phẩm qua sáu bước"]),
        ("hoa", ["Đưa một sản phẩm qua sáu bước", "Việc của xã khi nhận hồ sơ"]),
        ("binh", ["Từ hồ sơ đến quyết định", "Điều hành một phiên họp"]),
        ("minh", ["Chấm điểm"]),
        ("thao", ["Điều hành một phiên họp"]),
        ("kiem", ["Kiểm soát kết quả"]),
        ("quan", ["Quản trị của tỉnh"]),
    ],
)
def test_guide_holds_the_chapters_of_the_person(login: str, wanted: list[str]) -> None:
    assert chapters(login) == wanted


@pytest.mark.parametrize(
    ("login", "wanted"),
    [
        (
            "nga",
            [
                "Tiếp nhận, trả lại hồ sơ tỉnh gửi",
                "Lập Hội đồng cấp trung ương",
                "Điều hành một phiên họp",
                "Quyết định 5 sao, trả kết quả về tỉnh",
                "Số liệu toàn quốc",
            ],
        ),
        ("vinh", ["Ban hành, thu hồi ở Bộ", "Số liệu toàn quốc"]),
        ("hai", ["Chấm điểm"]),
        ("ly", ["Điều hành một phiên họp"]),
        ("khai", ["Kiểm soát kết quả"]),
    ],
)
def test_ministry_reads_its_own_chapters_and_no_province_s(login: str, wanted: list[str]) -> None:
    assert chapters(login, NATIONAL) == wanted
    page = guide(login, NATIONAL)
    for theirs in ("gửi Bộ (Điều 6.3)", "ghi nhận 5 sản phẩm mẫu", "các bước 1–4"):
        assert theirs not in page


def test_ministry_s_officer_reads_how_to_take_in_send_back_and_answer() -> None:
    page = guide("nga", NATIONAL)
    for words in ("ghi số sản phẩm mẫu đã nhận", "trả lại tỉnh kèm lý do", "trả kết quả về tỉnh"):
        assert words in page


@pytest.mark.parametrize(("login", "is_there"), [("hoa", True), ("san", True), ("binh", False)])
def test_menu_leads_to_the_guide_where_ui_says_so(login: str, is_there: bool) -> None:
    client = Client()
    client.force_login(person(login))
    page = client.get("/quang-ngai/").content.decode()
    menu = re.search(r'<nav class="sidemenu".*?</nav>', page, re.S).group()
    assert (PAGE in menu) == is_there
    assert menu.count("<li>") <= 7
    assert PAGE in page  # below every page of the province
