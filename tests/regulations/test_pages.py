"""The rule books' pages: the sheet as printed, in both languages, open to everybody."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from regulations import criteria, loading
from regulations.models import CriteriaSet, sheets
from regulations.remarks import remarks
from tests.cast import person

pytestmark = pytest.mark.django_db

SEVEN = "/bo-tieu-chi/26-2026/processed-vegetables-fruits/"
TOURISM = "/bo-tieu-chi/26-2026/community-eco-tourism/"
TEA_1048 = "/bo-tieu-chi/1048-2019/tea/"
SPIRIT = "/bo-tieu-chi/26-2026/white-spirit/"


INLINE = ("span", "a", "strong")


class Page(HTMLParser):
    """A page as rows of cell texts, with the class of each row, and its plain text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[tuple[str, list[str]]] = []
        self.text = ""
        self.foreign: list[str] = []
        self._in_cell = self._in_foreign = False
        self.feed(html)
        self.text = " ".join(self.text.split())
        self.rows = [
            (kind, [" ".join(cell.split()) for cell in cells]) for kind, cells in self.rows
        ]

    def handle_starttag(self, tag: str, attrs: list) -> None:
        """Begin a row or a cell."""
        known = dict(attrs)
        if tag not in INLINE:
            self.text += " "
        if tag == "tr":
            self.rows.append((known.get("class") or "", []))
        elif tag in ("td", "th"):
            self.rows[-1][1].append("")
            self._in_cell = True
        elif tag == "span" and known.get("lang") == "vi":
            self.foreign.append("")
            self._in_foreign = True

    def handle_endtag(self, tag: str) -> None:
        """End a cell, or a passage in Vietnamese."""
        if tag in ("td", "th"):
            self._in_cell = False
        elif tag == "span":
            self._in_foreign = False

    def handle_data(self, data: str) -> None:
        """Add the text to the page and to what is open."""
        self.text += data
        if self._in_cell:
            self.rows[-1][1][-1] += data
        if self._in_foreign:
            self.foreign[-1] += data

    def levels(self, *, printed: bool) -> list[tuple[str, str]]:
        """Return label and points of every box, asterisks included."""
        wanted = "sheet-level" if printed else "sheet-level sheet-unprinted"
        return [(cells[0], cells[1]) for kind, cells in self.rows if kind == wanted]


def read(url: str, *, english: bool = False, user: object = None) -> Page:
    client = Client()
    if english:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    if user:
        client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return Page(response.content.decode())


def shown(label: str, star: int | None) -> str:
    if star is None:
        return label
    return f"{label} {'*' * star}yêu cầu tối thiểu để đạt {star} sao"


@pytest.mark.parametrize(
    "path",
    [
        "26-2026/07-processed-vegetables-fruits.yaml",
        "26-2026/23-flowers.yaml",
        "26-2026/26-community-eco-tourism.yaml",
        "148-2023/13-coffee-cocoa.yaml",
        "1048-2019/06-processed-rice-cereals.yaml",
        "1048-2019/12-tea.yaml",
    ],
)
def test_set_page_shows_every_printed_level_once_with_its_points(path: str) -> None:
    rules = criteria.read(loading.DATA / path)
    page = read(f"/bo-tieu-chi/{path.split('/')[0]}/{rules.code}/")
    levels = [level for c in rules.criteria for level in c.levels]
    expected = [
        (" ".join(shown(x.label_vi, x.min_for_star).split()), str(x.points))
        for x in levels
        if x.printed
    ]
    assert page.levels(printed=True) == expected
    added = [
        (f"{x.label_vi} không in trong văn bản", str(x.points)) for x in levels if not x.printed
    ]
    assert page.levels(printed=False) == added


def test_set_page_shows_parts_sections_and_criteria_in_order() -> None:
    page = read(SEVEN)
    sections = [cells for kind, cells in page.rows if kind == "sheet-section"]
    assert sections == [
        ["1. Tổ chức sản xuất", "18"],
        ["2. Phát triển sản phẩm", "10"],
        ["3. Sức mạnh cộng đồng", "12"],
        ["4. Tiếp thị", "13"],
        ["5. Câu chuyện sản phẩm", "12"],
        ["6. Chỉ tiêu cảm quan", "15"],
        ["7. Tính độc đáo", "5"],
        ["8. Công bố chất lượng sản phẩm", "5"],
        ["9. Đảm bảo chất lượng sản phẩm", "5"],
        [
            "10. Hướng dẫn sử dụng để đảm bảo sản phẩm có chất lượng tốt nhất cho người tiêu dùng",
            "2",
        ],
        ["11. Cơ hội thị trường toàn cầu", "3"],
    ]
    assert "Phần A. Sản phẩm và sức mạnh của cộng đồng 40 điểm" in page.text
    assert "Phần C. Chất lượng sản phẩm 35 điểm" in page.text


def test_set_page_prints_the_disqualification_the_knock_outs_and_the_legend() -> None:
    page = read(SEVEN)
    assert "Hồ sơ bị loại khi Giả mạo hồ sơ hoặc không tuân thủ" in page.text
    assert (
        "Bị loại nếu sử dụng toàn bộ nguyên liệu nhập khẩu hoặc không rõ nguồn gốc"
        " – Sản phẩm bị loại" in page.text
    )
    assert "sẽ không đánh giá các bước tiếp theo. – Không đánh giá các bước tiếp theo" in page.text
    assert "(suy ra từ câu chữ)" not in page.text
    assert "Ghi chú: Dấu sao là yêu cầu tối thiểu phải đạt theo các cấp độ sao" in page.text


def test_set_page_says_which_criterion_opens_the_gate() -> None:
    text = read(SEVEN).text
    assert text.count("Chỉ chấm khi tiêu chí 5.1 có điểm.") == 1


def test_set_page_shows_the_cases_to_choose_from() -> None:
    page = read(TOURISM)
    cases = [cells[0] for kind, cells in page.rows if kind == "sheet-case"]
    assert cases == [
        "Trường hợp 1: Dịch vụ du lịch do cộng đồng cung cấp",
        "Trường hợp 2: Điểm dịch vụ du lịch",
        "Trường hợp 1: Dịch vụ du lịch do cộng đồng cung cấp",
        "Trường hợp 2: Dịch vụ du lịch do tổ chức, cá nhân cung cấp",
        "Trường hợp 1: Dịch vụ du lịch do cộng đồng cung cấp",
        "Trường hợp 2: Dịch vụ du lịch do tổ chức, cá nhân cung cấp",
    ]
    assert page.text.count("Lựa chọn một trong hai trường hợp sau:") == 3
    assert "Hồ sơ bị loại khi" not in page.text
    assert "Bản in của bộ này không có chú giải" in page.text


def test_set_page_of_1048_names_its_cases_by_number_and_infers_its_knock_outs() -> None:
    page = read(TEA_1048)
    cases = [cells[0] for kind, cells in page.rows if kind == "sheet-case"]
    assert cases == ["Trường hợp 1", "Trường hợp 2"]
    assert "Không đánh giá các bước tiếp theo (suy ra từ câu chữ)" in page.text
    assert "Bộ này không in dấu sao." in page.text
    assert "Bản chép không có điều khoản loại hồ sơ" in page.text


def test_set_page_marks_a_minimum_printed_at_the_criterion() -> None:
    rows = read("/bo-tieu-chi/148-2023/tea/").rows
    name = next(cells[0] for _, cells in rows if cells and "Sở hữu trí tuệ" in cells[0])
    assert "****yêu cầu tối thiểu để đạt 4 sao" in name


def test_set_page_leads_to_its_neighbours_and_its_equals() -> None:
    page = read(SEVEN)
    assert "Theo 148/QĐ-TTg Bộ 7. Chế biến từ rau, củ, quả, hạt" in page.text
    assert "Theo 1048/QĐ-TTg Bộ 7. Chế biến từ rau, củ, quả, hạt" in page.text
    assert "Bộ 6. Chế biến từ gạo, ngũ cốc Bộ 8. Chế biến từ thịt" in page.text


# English.


def test_english_set_page_reads_in_english() -> None:
    page = read(SEVEN, english=True)
    labels = [label for label, _ in page.levels(printed=True)]
    rules = criteria.read(loading.DATA / "26-2026/07-processed-vegetables-fruits.yaml")
    english = [x.label_en for c in rules.criteria for x in c.levels if x.printed]
    assert len(labels) == len(english)
    assert all(label.startswith(text) for label, text in zip(labels, english, strict=True))
    assert "Rejected" in page.text
    assert "An asterisk marks the minimum that must be reached" in page.text


def test_english_set_page_marks_what_it_has_in_vietnamese_only() -> None:
    response = Client(headers={"cookie": f"{settings.LANGUAGE_COOKIE_NAME}=en"}).get(TEA_1048)
    html = response.content.decode()
    rules = criteria.read(loading.DATA / "1048-2019/12-tea.yaml")
    untranslated = Counter(
        " ".join(x.label_vi.split()) for c in rules.criteria for x in c.levels if not x.label_en
    )
    assert sum(untranslated.values()) > 20
    foreign = Counter(" ".join(text.split()) for text in Page(html).foreign)
    assert untranslated - foreign == Counter()
    assert html.count('class="vi-mark"') >= sum(untranslated.values())


def test_english_set_page_says_once_that_the_translation_is_not_official() -> None:
    html = Client(headers={"cookie": f"{settings.LANGUAGE_COOKIE_NAME}=en"}).get(SEVEN).content
    assert html.decode().count("note note-info") == 1
    assert "note note-info" not in Client().get(SEVEN).content.decode()


# Doubtful places.


def test_anomalies_are_hidden_from_strangers() -> None:
    page = read(SEVEN)
    assert "nghi vấn" not in page.text
    assert "hai mức in cùng một số điểm" not in page.text


def test_anomalies_are_shown_with_their_count_to_signed_in_people() -> None:
    page = read(SEVEN, user=person("binh"))
    assert "2 điểm nghi vấn của bản in" in page.text
    told = "A/3.1: bản in ghi «[1, 1, 3]», đang dùng «[1, 1, 3]»; hai mức in cùng một số điểm"
    assert told in page.text
    assert "độ tin cậy cao, trừ các điểm nghi vấn đã nêu." in page.text
    assert "nghi vấn của bản in" not in read(SPIRIT, user=person("binh")).text


def test_every_remark_on_a_book_is_said_in_vietnamese() -> None:
    """A new one in the data is a line more in remarks.yaml; quotations of the print stay."""
    said, quoted = set(), re.compile(r"[*\d\[\], ]+|\w|\d+(\.\d+)*[.-] ?\w*")
    for row in CriteriaSet.objects.prefetch_related("anomalies"):
        said |= {row.completeness, row.confidence}
        for one in row.anomalies.all():
            said |= {one.reason, *(str(t) for t in (one.printed, one.used))}
    assert {one for one in said if one not in remarks()} == {
        one for one in said if quoted.fullmatch(one)
    }
    assert len(said) > 40


def test_book_page_counts_the_anomalies_for_signed_in_people_only() -> None:
    def last_cells(user: object) -> list[str]:
        rows = read("/bo-tieu-chi/26-2026/", user=user).rows
        return [cells[-1] for _, cells in rows if cells and cells[0].startswith(("1. ", "7. "))]

    assert last_cells(None) == ["7 · 12 · 3", "8 · 14 · 6"]
    assert last_cells(person("binh")) == ["1", "2"]


# The lists.


def test_book_list_shows_the_three_books_newest_first_and_todays_sets() -> None:
    page = read("/bo-tieu-chi/")
    places = [page.text.index(text) for text in ("26/2026/QĐ-TTg", "148/QĐ-TTg", "1048/QĐ-TTg")]
    assert places == sorted(places)
    assert "Sửa đổi bởi 1489/QĐ-TTg ngày 06/07/2025" in page.text
    assert "Có hiệu lực từ 21/08/2019, hết hiệu lực từ 24/02/2023" in page.text
    numbered = [cells[0].split(".")[0] for kind, cells in page.rows if len(cells) == 4]
    assert [n for n in numbered if n.isdigit()] == [str(n) for n in range(1, 27)]


def test_book_page_groups_the_sets_by_sector() -> None:
    page = read("/bo-tieu-chi/1048-2019/")
    rows = [cells for _, cells in page.rows if len(cells) == 4 and cells[0][0].isdigit()]
    assert rows[0] == [
        "1. Rau, củ, quả, hạt tươi",
        "Bộ Nông nghiệp và Phát triển nông thôn",
        "31",
        "0 · 0 · 0",
    ]
    assert len(rows) == 25
    assert "chưa đầy đủ" in page.text


def test_book_page_shows_bands_rounds_and_papers() -> None:
    page = read("/bo-tieu-chi/26-2026/")
    rows = [cells for _, cells in page.rows]
    assert ["5 sao", "từ 90 đến 100"] in rows
    assert ["3 sao", "từ 50 đến dưới 70"] in rows
    assert ["1 sao", "dưới 30"] in rows
    assert ["Cấp tỉnh", "30/4", "30/6"] in rows
    assert ["Trung ương", "30/1", "30/3"] in rows
    assert ["E01", "Giấy đăng ký kinh doanh"] in rows
    assert ["Điểm tối đa các phần", "A 40 · B 25 · C 35"] in rows


def test_procedure_page_shows_who_awards_and_forwards() -> None:
    page = read("/bo-tieu-chi/quy-trinh/")
    rows = [cells for _, cells in page.rows if cells[0] != "Cấp"]
    dash = "–"
    assert rows == [
        ["Cấp xã", "Lập báo cáo, văn bản đề nghị", dash, dash, "15 ngày làm việc"],
        [
            "Cấp tỉnh",
            "Chấm điểm",
            "3, 4 sao",
            "từ 90 điểm: Chỉ phê duyệt kết quả và chuyển lên",
            dash,
        ],
        ["Trung ương", "Chấm điểm", "5 sao", dash, dash],
        ["Cấp xã", "Lập báo cáo, văn bản đề nghị", dash, dash, dash],
        ["Cấp tỉnh", "Chấm điểm", "3, 4 sao", "từ 90 điểm: Công nhận và chuyển lên", dash],
        ["Trung ương", "Chấm điểm", "5 sao", dash, dash],
        ["Cấp xã", "Tiếp nhận hồ sơ", dash, dash, dash],
        ["Cấp huyện", "Chấm điểm", "3 sao", "từ 70 điểm: Chuyển lên", dash],
        ["Cấp tỉnh", "Chấm điểm", "4 sao", "từ 90 điểm: Công nhận và chuyển lên", dash],
        ["Trung ương", "Chấm điểm", "5 sao", dash, dash],
        ["Cấp xã", "Tiếp nhận hồ sơ", dash, dash, dash],
        ["Cấp huyện", "Chấm điểm", dash, "từ 50 điểm: Chuyển lên", dash],
        ["Cấp tỉnh", "Chấm điểm", "3, 4 sao", "từ 90 điểm: Công nhận và chuyển lên", dash],
        ["Trung ương", "Chấm điểm", "5 sao", dash, dash],
    ]
    assert "Hồ sơ nộp từ 06/07/2025 đến 21/05/2026" in page.text


@pytest.mark.parametrize(
    "url",
    [
        "/bo-tieu-chi/99-2030/",
        "/bo-tieu-chi/99-2030/tea/",
        "/bo-tieu-chi/26-2026/medical-equipment/",
        "/bo-tieu-chi/1489-2025/",
    ],
)
def test_unknown_books_and_sets_are_not_found(url: str) -> None:
    assert Client().get(url).status_code == 404


# Numbers of queries to the rule books; the frame's own are counted where they are made.


def asked(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return sum("regulations_" in query["sql"] for query in captured)


@pytest.mark.parametrize(
    ("url", "queries"),
    [
        ("/bo-tieu-chi/", 5),
        ("/bo-tieu-chi/26-2026/", 5),
        ("/bo-tieu-chi/1048-2019/", 5),
        ("/bo-tieu-chi/quy-trinh/", 2),
        (SEVEN, 3),
        (TOURISM, 3),
    ],
)
def test_pages_ask_a_fixed_number_of_queries(client: Client, url: str, queries: int) -> None:
    client.get(url)  # a published set is built once per process
    assert asked(client, url) == queries


def test_first_view_of_a_set_asks_for_its_rows_once(client: Client) -> None:
    sheets._published_rules.cache_clear()
    urls = [row.get_absolute_url() for row in CriteriaSet.objects.of_book("26-2026")[24:]]
    assert [asked(client, url) for url in urls] == [10, 10]
    assert [asked(client, url) for url in urls] == [3, 3]


def test_admin_shows_operators_the_anomalies_and_lets_nobody_write(admin_user: object) -> None:
    page = read("/quan-tri/regulations/anomaly/", user=admin_user)
    assert "1048/QĐ-TTg · 6. Chế biến từ gạo, ngũ cốc" in page.text
    assert len([cells for _, cells in page.rows if len(cells) == 5]) == 30
    client = Client()
    client.force_login(admin_user)
    assert client.get("/quan-tri/regulations/level/").status_code == 404
    assert client.get("/quan-tri/regulations/productline/add/").status_code == 403
