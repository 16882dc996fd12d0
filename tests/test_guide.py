"""The guide: everybody reads what is his to do, and nothing else; the menu leads there."""

import re

import pytest
from django.test import Client

from tests.cast import person

pytestmark = pytest.mark.django_db
PAGE = "/quang-ngai/huong-dan/"


def chapters(login: str) -> list[str]:
    client = Client()
    client.force_login(person(login))
    page = client.get(PAGE).content.decode()
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


@pytest.mark.parametrize(("login", "is_there"), [("hoa", True), ("san", True), ("binh", False)])
def test_menu_leads_to_the_guide_where_ui_says_so(login: str, is_there: bool) -> None:
    client = Client()
    client.force_login(person(login))
    page = client.get("/quang-ngai/").content.decode()
    menu = re.search(r'<nav class="sidemenu".*?</nav>', page, re.S).group()
    assert (PAGE in menu) == is_there
    assert menu.count("<li>") <= 7
    assert PAGE in page  # below every page of the province
