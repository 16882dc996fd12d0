"""Forms 01-03 and the receipt as PDF, read back: words, letters, boxes, sameness."""

import io
import re
from datetime import date

import pypdfium2
import pytest

from products import documents, form_printing
from products.cycle import Step
from products.dossier_actions import attach_evidence, start_dossier
from products.dossier_facts import latest_submission, read
from products.dossier_freezing import freeze, stamps
from products.models import CommuneReport, Participation
from territories import clock
from territories.tenancy import acting_for

from ..cast import person, province
from ..factories import make_round, make_step_five, make_upload
from .dossiers import fill_dossier, forward_handed_in, hand_in_filled

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def text_of(pdf: bytes) -> str:
    """Return the text of every page, line ends as blanks."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    pages = [page.get_textpage().get_text_range() for page in document]
    return re.sub(r"\s+", " ", " ".join(pages))


def whole(participation: Participation) -> Participation:
    rows = Participation.objects.select_related("product__producer__commune__parent", "province")
    return rows.get(pk=participation.pk)


@pytest.fixture
def handed_in() -> Participation:
    """A dossier of 05/03/2026 that went to the province the day after."""
    with clock.fixed(date(2026, 6, 5)):
        participation = make_step_five()
        make_round(requests_before=date(2026, 10, 30), held_before=date(2026, 12, 30))
        san = person("san")
        with acting_for(province(), san):
            dossier = start_dossier(participation=participation, by=san)
            attach_evidence(
                dossier=dossier,
                by=san,
                upload=make_upload("Hợp đồng.pdf"),
                title="Hợp đồng liên kết",
                number="12/HĐ",
                issued_on=date(2026, 2, 1),
            )
        hand_in_filled(participation)
        forward_handed_in(participation)
    return whole(participation)


def test_form_01_reads_as_printed_and_filled(handed_in: Participation) -> None:
    facts = read(handed_in)
    copy = latest_submission(handed_in).snapshot
    text = text_of(documents.form_01(copy, stamps(facts)))
    for words in (
        "Mẫu số 01",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Tham gia đánh giá, phân hạng sản phẩm OCOP của tỉnh Quảng Ngãi năm 2026",
        "- Tên đơn vị: Hợp tác xã Tỏi đen Lý Sơn",
        "- Họ tên người đại diện pháp lý: Phạm Văn Sản",
        "- Điện thoại: 0912 345 678",
        "2. Tên sản phẩm: Tỏi đen Lý Sơn",
        "Thực phẩm; Thực phẩm chế biến; Chế biến từ rau, củ, quả, hạt",
        "- Sản phẩm mẫu (số lượng): 5",
        "Lý Sơn, ngày 05 tháng 6 năm 2026",
        "Phiếu số: 01 /PĐK- 51 - 21548 - 2026",
        "Ngày nhận: 05/06/2026",
        "Người tiếp nhận: Lê Thị Hoa (mẫu)",
    ):
        assert words in text, words
    assert re.search(r"Lần đầu √\s+Nâng hạng:\s+Đánh giá lại:", text)


def test_form_02_holds_answers_points_and_evidence(handed_in: Participation) -> None:
    facts = read(handed_in)
    copy = latest_submission(handed_in).snapshot
    text = text_of(documents.form_02(copy, {"E03": "Nguồn gốc nguyên liệu"}))
    for words in (
        "BÁO CÁO TỰ ĐÁNH GIÁ VỀ SẢN PHẨM",
        "2. Loại hình tổ chức: Hợp tác xã",
        "6. Ngày thành lập/đăng ký kinh doanh: 05/03/2015",
        "Thành lập năm 2015 từ 12 hộ trồng tỏi.",
        "Nội dung production_result.",
        "Sử dụng nguyên liệu có nguồn gốc trong tỉnh từ 75% đến 100%",
        "Mô tả tiêu chí 1.1.",
        "(mức không in trong bộ tiêu chí)",
        "Tổng điểm tự đánh giá 100/100",
        "Hợp đồng liên kết, số 12/HĐ, cấp ngày 01/02/2026; 1 trang",
        "Phần IV KẾ HOẠCH SẢN XUẤT, KINH DOANH",
    ):
        assert words in text, words
    assert len(facts.rules.criteria) == 32


def test_form_03_holds_the_four_assessments_and_the_request(handed_in: Participation) -> None:
    report = CommuneReport.objects.get()
    text = text_of(documents.form_03(latest_submission(handed_in).snapshot, report))
    for words in (
        "ỦY BAN NHÂN DÂN ĐẶC KHU LÝ SƠN",
        "1. Về sử dụng nguyên liệu địa phương: Tỏi trồng tại đảo.",
        "2. Về sử dụng lao động địa phương: 12 lao động của đặc khu.",
        "3. Nguồn gốc ý tưởng sản phẩm: Nghề trồng tỏi truyền thống.",
        "4. Bản sắc/trí tuệ địa phương: Đất cát san hô, kinh nghiệm ủ tỏi.",
        "đề nghị Ủy ban nhân dân tỉnh Quảng Ngãi đánh giá, phân hạng sản phẩm OCOP cho sản phẩm"
        " Tỏi đen Lý Sơn của Hợp tác xã Tỏi đen Lý Sơn.",
        "Võ Thị Hạnh",
    ):
        assert words in text, words


def test_receipt_lists_number_time_and_hashes(handed_in: Participation) -> None:
    submission = latest_submission(handed_in)
    text = text_of(documents.receipt(submission))
    squeezed = text.replace(" ", "")
    assert "Số: BN-2026-000001" in text
    assert "Mã sản phẩm: 51-21548-1-2026" in text
    assert "ngày 05/06/2026" in text
    assert submission.sha256 in squeezed
    assert submission.snapshot["files"][0] in squeezed


def test_same_words_give_the_same_bytes(handed_in: Participation) -> None:
    copy = latest_submission(handed_in).snapshot
    assert documents.form_02(copy, {}) == documents.form_02(copy, {})


def test_recognised_product_shows_the_forms_that_were_judged(handed_in: Participation) -> None:
    copy = latest_submission(handed_in).snapshot
    handed_in.step, handed_in.status = Step.PROMOTION, "draft"  # as the recognition leaves it
    handed_in.save(update_fields=["step", "status"])
    handed_in.product.producer.phone = "0900000000"
    handed_in.product.producer.save()
    with acting_for(province(), person("binh")):
        assert not read(handed_in).is_editable
        assert form_printing.current_copy(whole(handed_in))[0] == copy


def test_signature_of_form_03_stays_with_its_office(handed_in: Participation) -> None:
    report = CommuneReport.objects.get()
    document = pypdfium2.PdfDocument(
        io.BytesIO(documents.form_03(latest_submission(handed_in).snapshot, report))
    )
    pages = [page.get_textpage().get_text_range() for page in document]
    (signed,) = [page for page in pages if report.signer in page]
    assert "(Ký tên và đóng dấu)" in signed
    assert "đề nghị Ủy ban nhân dân" in " ".join(signed.split())  # never alone on its page


def test_long_registration_number_stays_on_its_line(handed_in: Participation) -> None:
    copy = latest_submission(handed_in).snapshot
    producer = copy["producer"] | {"registration_no": "34.02.000123-HTX/ĐKKD"}
    pages = pypdfium2.PdfDocument(io.BytesIO(documents.form_02(copy | {"producer": producer}, {})))
    lines = pages[0].get_textpage().get_text_range().splitlines()
    assert any("34.02.000123-HTX/ĐKKD" in line for line in lines)


def test_papers_are_set_in_tinos_alone(handed_in: Participation) -> None:
    facts = read(handed_in)
    pdf = documents.form_01(latest_submission(handed_in).snapshot, stamps(facts))
    fonts = set(re.findall(rb"/BaseFont /([\w+-]+)", documents_uncompressed(pdf)))
    assert fonts
    assert all(b"Tinos" in font for font in fonts), fonts


def documents_uncompressed(pdf: bytes) -> bytes:
    """Return the PDF with its object streams opened."""
    import pikepdf

    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        streams = pikepdf.ObjectStreamMode.disable
        document.save(target, object_stream_mode=streams, qdf=True)
    return target.getvalue()


def test_words_of_people_are_never_markup() -> None:
    participation = make_step_five(name="<img src=file:///etc/passwd> & Tỏi")
    san = person("san")
    with acting_for(province(), san):
        fill_dossier(participation)
        facts = read(whole(participation))
        text = text_of(documents.form_01(freeze(facts), stamps(facts)))
    assert "<img src=file:///etc/passwd> & Tỏi" in text
    assert "Bản đang soạn, chưa nộp" in text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 3), "Lý Sơn, ngày 03 tháng 02 năm 2026"),
        (date(2026, 3, 10), "Lý Sơn, ngày 10 tháng 3 năm 2026"),
        (None, "Lý Sơn, ngày……tháng……năm……"),
    ],
)
def test_date_is_written_as_decree_30_wants(day: date | None, words: str) -> None:
    """NĐ 30/2020/NĐ-CP, Phụ lục I."""
    assert documents._place_and_date({"commune": {"name": "Lý Sơn"}}, day) == words
