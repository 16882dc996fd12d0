"""The paper sheet as it is printed: its words, its QR code, blank for others, a whole batch."""

from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import DatabaseError

from councils.models import Sitting
from evaluations import printed_actions
from evaluations.models import Evaluation, Panel, PrintedSheet, RecordPending, SheetPrinting
from evaluations.printed_sheets import LETTERS, bare_code, new_code
from files import intake
from territories.tenancy import acting_for
from tests.cast import person, province
from tests.factories import make_council, make_sitting, make_submission

from .on_paper import confirmed, member_of, typed
from .papers_read import both, pdf_words
from .sat import made
from .sittings import acting, all_hand_in, concluded, fill, rules_of, scoring

pytestmark = pytest.mark.django_db


def printed(evaluation: Evaluation, login: str = "minh", by: str = "thao") -> tuple[Any, bytes]:
    """Print one sheet."""
    with acting(by):
        return printed_actions.print_one(
            evaluation=evaluation, member=member_of(evaluation, login), by=person(by)
        )


@pytest.fixture(scope="module")
def paper(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Any, bytes]]:
    """Print one sheet for all that is read only; nothing of it is ever committed."""
    with django_db_blocker.unblock(), transaction.atomic():
        evaluation = scoring()
        fill(evaluation, "minh", {"A/1.1": 2})
        row, content = printed(evaluation)
        row.rules = rules_of(evaluation)
        yield row, content
        transaction.set_rollback(True)


def test_paper_reads_as_the_official_sheet(paper: tuple[Any, bytes]) -> None:
    row, content = paper
    text = pdf_words(content)
    for words in (
        "PHIẾU CHẤM ĐIỂM",
        "Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp tỉnh",
        str(person("minh")),
        "Tỏi đen Lý Sơn",
        "Quyết định số 26/2026/QĐ-TTg",
        "Phần A. Sản phẩm và sức mạnh của cộng đồng (40 điểm)",
        "Chỉ chấm khi tiêu chí 5.1 có điểm",
        "→ sản phẩm bị loại",
        "(không in trong văn bản)",
        "(Ký, ghi rõ họ tên)",
        "Lượt 1. In lúc",
        str(row),
    ):
        assert words in text, words
    for criterion in row.rules.criteria:
        assert f"{criterion.official_code or criterion.code}. {criterion.name_vi}" in text
    assert "★3" in text
    assert text.count("Chưa chứng minh. Nhận xét:") == len(row.rules.criteria)


def test_every_page_names_the_sheet_and_its_place(paper: tuple[Any, bytes]) -> None:
    row, content = paper
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    assert len(pages) > 3
    for number, text in enumerate(pages, 1):
        assert f"Trang {number}/{len(pages)}" in text
        assert f"Phiếu {row}" in text


def test_qr_code_names_the_copy_and_nothing_else(paper: tuple[Any, bytes], settings: Any) -> None:
    row, content = paper
    document = pypdfium2.PdfDocument(content)
    picture = document[0].render(scale=2).to_pil()
    document.close()
    found = [one.text for one in zxingcpp.read_barcodes(picture)]
    assert found == [f"{settings.PUBLIC_URL}/quang-ngai/phieu-giay/{row.code}/"]


def test_marks_are_printed_for_the_member_himself_and_nobody_else() -> None:
    evaluation = scoring()
    fill(evaluation, "minh", {"A/1.1": 2})
    blank, content = printed(evaluation, by="thao")
    assert (blank.is_filled, pdf_words(content).count("×")) == (False, 1)  # the one that explains
    own, content = printed(evaluation, by="minh")
    assert (own.is_filled, own.number) == (True, 2)
    text = pdf_words(content)
    assert text.count("×") == 2
    assert "Bản in kèm điểm đang chấm" in text


def test_blind_codes_stand_on_the_paper_too() -> None:
    council = make_council(blind_codes=True)
    evaluation = scoring(make_sitting(council=council))
    _row, content = printed(evaluation)
    text = pdf_words(content)
    assert "Sản phẩm số 01" in text
    assert "Tỏi đen" not in text
    assert evaluation.submission.snapshot["producer"]["name"] not in text
    assert evaluation.submission.product_code not in text


def test_codes_are_read_however_they_are_written() -> None:
    code = new_code()
    assert len(code) == 8
    assert set(code) <= set(LETTERS)
    assert not set("01OILU") & set(LETTERS)
    assert bare_code(f" {code[:4]}-{code[4:]} ".lower()) == code


def batch(sitting: Sitting, login: str = "minh", by: str = "thao") -> SheetPrinting:
    """Have a member's sheets made as the worker makes them."""
    with acting(by):
        row = printed_actions.ask_for_sheets(
            sitting=sitting,
            member=sitting.council.members.get(user=person(login)),
            by=person(by),
        )
    with acting_for(province()):
        job = printed_actions.jobs_of(sitting).get(subject_id=row.pk)
        while printed_actions.print_step(job.pk) and SheetPrinting.objects.filter(
            pk=row.pk, sha256=""
        ):
            pass
    row.refresh_from_db()
    return row


def test_batch_has_each_product_that_the_member_scores_and_no_mark() -> None:
    sitting = make_sitting(council=make_council())
    first = scoring(sitting, make_submission(name="Tỏi đen Lý Sơn"))
    recused = scoring(sitting, make_submission(name="Nước mắm Sa Kỳ"))
    Panel.objects.filter(evaluation=recused, user=person("minh")).update(
        state="recused", reason="Có liên quan"
    )
    fill(first, "minh", {"A/1.1": 2})
    row = batch(sitting)
    content = printed_actions.path_of(row).read_bytes()
    text = pdf_words(content)
    assert row.size == len(content)
    assert "Tỏi đen Lý Sơn" in text
    assert "Nước mắm" not in text
    assert text.count("×") == 1
    assert [one.evaluation for one in row.sheets.all()] == [first]
    assert not printed_actions.folder_of(row).exists()
    assert "sheets_printed" in RecordPending.objects.values_list("kind", flat=True)


def test_member_without_a_product_to_score_has_no_batch() -> None:
    sitting = make_sitting(council=make_council())
    with acting("thao"), pytest.raises(ValidationError, match="không còn sản phẩm nào"):
        printed_actions.ask_for_sheets(
            sitting=sitting,
            member=sitting.council.members.get(user=person("minh")),
            by=person("thao"),
        )


def test_papers_of_the_sitting_mark_what_was_typed() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, (75, 75), ("lan", "an"))
    row = typed(evaluation, total=74)
    confirmed(row)
    concluded(evaluation)
    papers = made(evaluation.sitting)
    note = f"(*) {person('minh')}, lượt 1: phiếu nhập lại từ phiếu giấy, {person('thao')} nhập lúc"
    for text in both(papers, "01-bien-ban"):
        assert "74,00*" in text
        assert note in text
        assert row.scan.sha256 in text.replace(" ", "")
    for text in both(papers, "02-bang-tong-hop-diem"):
        assert "74,00*" in text
        assert "(*) phiếu nhập lại từ phiếu giấy" in text
    sheets = papers.papers.filter(key__startswith="phieu-cham/").select_related("file")
    said = [pdf_words(intake.path_of(one.file.sha256).read_bytes()) for one in sheets]
    assert sum("Phiếu nhập lại từ phiếu giấy:" in text for text in said) == 1


def test_printing_is_numbered_and_never_changed() -> None:
    evaluation = scoring()
    for _time in range(2):
        printed(evaluation)
    rows = list(PrintedSheet.objects.filter(evaluation=evaluation).order_by("pk"))
    assert [one.number for one in rows] == [1, 2]
    assert rows[0].code != rows[1].code
    with acting("thao"), pytest.raises(DatabaseError), transaction.atomic():
        PrintedSheet.objects.filter(pk=rows[0].pk).update(number=9)
