"""The certificate as people hold it: opened again, read, its QR code scanned, printed twice."""

import io
from datetime import date
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from evaluations import certificates, wording
from evaluations.models import Certificate
from evaluations.printing import print_one, reprints_the_same
from files import intake

from .decided import make_certificate, printed

pytestmark = pytest.mark.slow

FACTS = {
    "agency": ["ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI"],
    "authority": "Ủy ban nhân dân tỉnh Quảng Ngãi",
    "number": "012/2026/GCN-OCOP",
    "star": 4,
    "product_name": "Đường phèn Ươm Nghĩa Hành",
    "product_code": "51-21548-1-2026",
    "producer_name": "Hợp tác xã Nông nghiệp Đức Phổ",
    "address": "thôn Đông An Vĩnh, đặc khu Lý Sơn, tỉnh Quảng Ngãi",
    "decision_number": "1234/QĐ-UBND",
    "decision_day": "ngày 05 tháng 8 năm 2026",
    "decided_by": "Chủ tịch Ủy ban nhân dân tỉnh Quảng Ngãi",
    "expires_day": "ngày 05 tháng 8 năm 2029",
    "place_day": "Quảng Ngãi, ngày 05 tháng 8 năm 2026",
    "signer_title": ["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"],
    "signer": "Đặng Anh Dũng",
    "code_shown": "7K3M-ZQ9T-2XWB-4D5E",
    "check_url": "https://ocop.quangngai.gov.vn/tra-cuu/7K3MZQ9T2XWB4D5E/",
    "check_site": "ocop.quangngai.gov.vn/tra-cuu",
}
LONG = ("Bánh tráng nướng mè đen đường phèn hương gừng sả kèm nước chấm mắm nhum " * 3)[
    :200
].strip()


def open_pdf(content: bytes) -> pypdfium2.PdfDocument:
    """Open it again; a certificate is one page."""
    document = pypdfium2.PdfDocument(content)
    assert len(document) == 1
    return document


def text_of(content: bytes) -> str:
    """Read the words, whatever the line breaks."""
    document = open_pdf(content)
    text = " ".join(document[0].get_textpage().get_text_range().split())
    document.close()
    return text


def box_of(content: bytes, words: str) -> tuple[float, float]:
    """Return bottom and top of the first letter of some words, in points from the page's foot."""
    document = open_pdf(content)
    page = document[0].get_textpage()
    index, _count = page.search(words).get_next()
    _left, bottom, _right, top = page.get_charbox(index)
    document.close()
    return bottom, top


def test_page_reads_as_written_with_every_diacritic() -> None:
    text = text_of(certificates.render(FACTS))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Độc lập - Tự do - Hạnh phúc" in text
    assert "GIẤY CHỨNG NHẬN" in text
    for name in FACTS:
        if name not in ("check_url", "star", "agency", "signer_title", "authority"):
            assert FACTS[name] in text, name
    assert "KT. CHỦ TỊCH PHÓ CHỦ TỊCH" in text
    assert "HẠNG 4 SAO" in text


def test_page_is_a4_landscape() -> None:
    document = open_pdf(certificates.render(FACTS))
    width, height = document[0].get_size()
    document.close()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (297, 210)


def test_fonts_inside_are_tinos_and_nothing_else() -> None:
    with pikepdf.open(io.BytesIO(certificates.render(FACTS))) as pdf:
        fonts = pdf.pages[0].Resources.Font
        names = {str(fonts[key].BaseFont) for key in fonts}
    assert names
    assert {name.split("+")[1].split("-")[0] for name in names} == {"Tinos"}


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_qr_code_on_the_picture_opens_the_public_address(scale: float) -> None:
    document = open_pdf(certificates.render(FACTS))
    picture = document[0].render(scale=scale).to_pil()
    document.close()
    found = zxingcpp.read_barcodes(picture)
    assert [one.text for one in found] == [FACTS["check_url"]]


def test_same_facts_give_the_same_bytes() -> None:
    assert certificates.render(FACTS) == certificates.render(dict(reversed(FACTS.items())))
    assert certificates.render(FACTS) != certificates.render(FACTS | {"star": 3})


@pytest.mark.parametrize("star", [3, 4, 5])
def test_stars_are_drawn_in_gold_as_many_as_awarded(star: int) -> None:
    document = open_pdf(certificates.render(FACTS | {"star": star}))
    picture = document[0].render(scale=1).to_pil().convert("RGB")
    document.close()
    rows = range(int(picture.height * 0.3), int(picture.height * 0.42))
    # Each star stands on two legs.
    assert max(gold_runs(picture, row) for row in rows) == 2 * star


def gold_runs(picture: object, row: int) -> int:
    """Count the golden stretches in a row of the picture."""
    pixels = [picture.getpixel((x, row)) for x in range(picture.width)]
    gold = [abs(r - 0xE0) + abs(g - 0xA1) + abs(b) < 60 for r, g, b in pixels]
    return sum(now and not before for before, now in pairwise([False, *gold]))


@pytest.mark.parametrize(
    "over",
    [
        {"product_name": LONG, "producer_name": LONG},
        {"product_name": "W" * 200, "producer_name": "W" * 200},
        {"product_name": LONG, "producer_name": LONG, "address": LONG},
        {"product_name": LONG.upper(), "producer_name": LONG.upper(), "address": LONG},
    ],
    ids=["longest names", "no place to break", "longest address", "capitals"],
)
def test_longest_words_keep_their_place(over: dict) -> None:
    content = certificates.render(FACTS | over)
    lowest, _ = box_of(content, "Giấy chứng nhận có giá trị")
    _, place_top = box_of(content, FACTS["place_day"])
    signer_bottom, _ = box_of(content, FACTS["signer"])
    assert lowest > place_top
    assert signer_bottom > 18 / 25.4 * 72
    document = open_pdf(content)
    page = document[0].get_textpage()
    boxes = [page.get_charbox(index) for index in range(page.count_chars())]
    width, _ = document[0].get_size()
    document.close()
    assert min(left for left, *_ in boxes if left) > 18 / 25.4 * 72
    assert max(right for _, _, right, _ in boxes) < width - 18 / 25.4 * 72


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 8, 5), "ngày 05 tháng 8 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 1, 9), "ngày 09 tháng 01 năm 2026"),
        (date(2026, 3, 10), "ngày 10 tháng 3 năm 2026"),
        (date(2026, 12, 31), "ngày 31 tháng 12 năm 2026"),
    ],
    ids=lambda value: f"NĐ 30/2020: {value}",
)
def test_day_is_written_as_documents_do(day: date, words: str) -> None:
    assert wording.day_in_words(day) == words


@pytest.mark.parametrize(
    ("office", "agency", "head"),
    [
        (
            "UBND thành phố Hà Nội",
            ["ỦY BAN NHÂN DÂN", "THÀNH PHỐ HÀ NỘI"],
            "Chủ tịch Ủy ban nhân dân thành phố Hà Nội",
        ),
        (
            "Bộ Nông nghiệp và Môi trường",
            ["BỘ NÔNG NGHIỆP VÀ MÔI TRƯỜNG"],
            "Bộ trưởng Bộ Nông nghiệp và Môi trường",
        ),
    ],
)
def test_office_is_written_in_full(office: str, agency: list, head: str) -> None:
    assert wording.agency_lines(office) == agency
    assert wording.head_of(office) == head


def test_nothing_is_fetched_from_elsewhere() -> None:
    from weasyprint.urls import FatalURLFetchingError

    for address in ("http://127.0.0.1:9/x.png", "file:///etc/hostname", "file:///etc/../x"):
        with pytest.raises(FatalURLFetchingError):
            certificates.to_pdf(f'<img src="{address}">')


def test_names_are_words_and_never_markup() -> None:
    text = text_of(certificates.render(FACTS | {"product_name": "<b>Tỏi</b> & Hành {{ x }}"}))
    assert "<b>Tỏi</b> & Hành {{ x }}" in text


def test_fast_font_cutting_is_installed() -> None:
    assert certificates.has_fast_subsetting()


@pytest.mark.django_db
def test_stored_certificate_is_the_one_that_prints_again() -> None:
    certificate = printed(make_certificate(name="Quế vỏ Trà Bồng"))
    content = intake.path_of(certificate.pdf.sha256).read_bytes()
    assert "Quế vỏ Trà Bồng" in text_of(content)
    assert certificate.facts["code_shown"] in text_of(content)
    assert reprints_the_same(certificate)
    first = certificate.pdf_id
    print_one(certificate)
    assert Certificate.objects.get().pdf_id == first
