"""The papers of a sitting as they come out, read back: DOCX, PDF, the zip by its sums."""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import docx
import pytest
from django.db import transaction

from evaluations import paper_acts, papers
from evaluations.models import PaperSet
from evaluations.paper_words import context
from files import intake

from .papers_read import both, content, pdf_words
from .sat import asked, made, sat


@pytest.fixture(scope="module")
def row(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PaperSet]:
    """Make one set for all that is read only; nothing of it is ever committed."""
    folder = str(tmp_path_factory.mktemp("media"))
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        patch.setattr("django.conf.settings.MEDIA_ROOT", folder)
        built = made(sat())
        built.media = folder
        yield built
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _files_of_the_set(row: PaperSet, settings: Any) -> None:
    """Read the files where the set was made."""
    settings.MEDIA_ROOT = row.media


def test_who_came_after_the_roll_is_not_counted_as_there(row: PaperSet) -> None:
    facts = row.facts | {"people": [dict(one) for one in row.facts["people"]]}
    facts["people"][-1]["is_present"] = None
    told = context(facts)
    assert told["presence"] == "3/4 thành viên"
    assert [one["here"] for one in told["people"]] == ["Có mặt"] * 3 + ["Chưa điểm danh"]
    assert len(told["signers"]) == 3
    for one in facts["people"]:
        one["is_present"] = None  # no roll at all
    assert context(facts)["presence"] == "4/4 thành viên"


def test_minutes_say_what_r21_asks_for_in_both_formats(row: PaperSet) -> None:
    for text in both(row, "01-bien-ban"):
        assert "DỰ THẢO" in text
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
        for said in (
            "Căn cứ Quyết định số 101/QĐ-UBND",
            "Hội trường Sở Nông nghiệp và Môi trường",
            "có mặt 4/4 thành viên",
            "4/4 thành viên có mặt",
            "Phan Thị Lan",
            "Tỏi đen Lý Sơn",
            "Vùng nguyên liệu 12 ha; hồ sơ đủ.",
            "Điểm trung bình: 75,00 (tổng 225 điểm của 3 phiếu hợp lệ)",
            "Lượt 1: thấp nhất 60,00, cao nhất 85,00, trung bình 71,66; chênh quá mức 10 điểm;",
            "Lượt 2: thấp nhất 68,00, cao nhất 74,00, trung bình 71,33; chênh lệch trong mức",
            "0/3 phiếu đạt; không đạt.",
            "Huỳnh Thúy An (mẫu): 68,00 điểm, ứng với 3 sao",
            "Đề nghị công nhận sản phẩm OCOP hạng 4 sao.",
            "Không đề nghị công nhận: điểm trung bình dưới khung điểm của hạng 3 sao.",
            "Kết luận: hạng 4 sao.",
            "Kết luận: hạng 2 sao.",
            "THƯ KÝ",
            "CHỦ TRÌ",
        ):
            assert said in text, said
        assert "Mã băm" not in text  # there is no record yet
        assert "Luật Tổ chức chính quyền địa phương" not in text  # by which decisions are made
        assert "{{" not in text
        assert "{%" not in text


def test_minutes_have_a_second_pass_only_where_there_was_one(row: PaperSet) -> None:
    words = docx.Document(io.BytesIO(content(row, "01-bien-ban", "docx")))
    heads = [[cell.text for cell in table.rows[0].cells] for table in words.tables]
    once = ["TT", "Thành viên", "Chức danh", "Tổng điểm", "Hạng theo điểm"]
    twice = [*once[:3], "Lượt 1", "Lượt 2", once[-1]]
    assert [head for head in heads if head in (once, twice)] == [once, twice, once]
    printed = " ".join(pdf_words(content(row, "01-bien-ban", "pdf")).split())
    assert (printed.count("Tổng điểm Hạng"), printed.count("Lượt 1 Lượt 2")) == (2, 1)


def test_each_paper_is_there_twice_and_filled_in(row: PaperSet) -> None:
    keys = list(row.papers.order_by("ordinal").values_list("key", flat=True))
    twice = ["01-bien-ban", "02-bang-tong-hop-diem", "03-bao-cao-to-tu-van", "04-to-trinh"]
    twice.append("05-du-thao-qd-cong-nhan")
    assert keys[:10] == [key for key in twice for _format in range(2)]
    # Three members: one pass, two passes, one pass.
    assert len(keys[10:]) == 3 + 6 + 3
    assert all(key.startswith("phieu-cham/") for key in keys[10:])
    for key in twice:
        for text in both(row, key):
            assert "DỰ THẢO" in text
            assert not {"{{", "{%", "None", "Undefined"} & set(text.split())
    for text in both(row, "02-bang-tong-hop-diem"):
        for cell in ("60,00", "85,00", "70,00", "72,00", "68,00", "71,66", "71,33", "chấm lại"):
            assert cell in text
    for text in both(row, "05-du-thao-qd-cong-nhan"):
        law = "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15; Căn cứ Quyết định số 26/"
        assert law in text
        assert "cho 2 sản phẩm" in text
        assert "Nước mắm Sa Kỳ" in text
        assert "Bánh tráng Quảng Ngãi" not in text  # 41 points: no recognition
    for text in both(row, "04-to-trinh"):
        assert "Bánh tráng Quảng Ngãi" in text
    sheet = pdf_words(content(row, "phieu-cham/002-tv02-luot2-ban1", ".pdf"))
    assert "Bùi Công Minh" in sheet
    assert "Tổng điểm: 74,00" in sheet


def test_docx_is_a4_with_the_margins_and_letters_of_the_decree(row: PaperSet) -> None:
    document = docx.Document(io.BytesIO(content(row, "01-bien-ban", ".docx")))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides] == [20, 20, 30, 15]
    assert document.styles["Normal"].font.name == "Times New Roman"
    assert document.styles["Normal"].font.size.pt == 13
    for table in document.tables[1:4]:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")


def test_zip_holds_every_paper_under_the_sum_that_it_names(row: PaperSet) -> None:
    raw = intake.path_of(row.bundle_sha256, ".zip").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == row.bundle_sha256
    assert len(raw) == row.bundle_size
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        names = packed.namelist()
        sums = dict(
            reversed(line.split("  ")) for line in packed.read(papers.SUMS).decode().splitlines()
        )
        assert set(names) == set(sums) | {papers.SUMS}
        assert len(sums) - 1 == row.papers.count() == 22  # and the contents list
        for name, sha256 in sums.items():
            assert hashlib.sha256(packed.read(name)).hexdigest() == sha256
        listed = packed.read(papers.CONTENTS).decode("utf-8-sig")
    assert "01-bien-ban.docx – Biên bản phiên họp" in listed
    del sums[papers.CONTENTS]  # which cannot hold its own
    assert all(sha256 in listed for sha256 in sums.values())


def test_same_facts_give_the_same_bytes_and_no_second_set(row: PaperSet) -> None:
    assert asked(row.sitting) == row
    assert row.sitting.paper_sets.count() == 1
    words = context(row.facts)
    for one in papers.plan(row.facts)[:10]:
        again = papers.print_paper(one, words, lambda _pk: {})
        assert again == content(row, one.key, one.extension), one.name


def test_day_of_an_early_morning_is_the_day_in_vietnam() -> None:
    assert paper_acts.day_in_vietnam(datetime(2026, 11, 26, 22, 4, tzinfo=UTC)) == "2026-11-27"
    assert paper_acts.day_in_vietnam(datetime(2026, 11, 26, 16, 59, tzinfo=UTC)) == "2026-11-26"
    assert paper_acts.day_in_vietnam(None) == ""


def test_minutes_tell_requests_to_reopen_in_the_order_in_which_they_were_made() -> None:
    told = {"who": "A", "pass": 1, "asked_by": "B", "reason": "?", "by": "C", "refusal": "Thôi"}
    refused = [
        told | {"asked_at": at, "at": at, "is_withdrawn": False}
        for at in ("23:50 31/12/2026", "08:00 01/01/2027")
    ]
    granted = told | {"asked_at": "00:10 01/01/2027", "member": 1, "version": 1}
    acts = {"refused": refused, "reopened": [granted | {"confirmed_by": "C"}]}
    lines = paper_acts.pass_words(acts, [])
    assert [re.search(r"lúc (\d\d:\d\d)", one)[1] for one in lines] == ["23:50", "00:10", "08:00"]
