"""The tally on several pages: no signature stands on a page without lines of the table."""

import io
from typing import Any

import docx
import pypdfium2
import pytest

from evaluations.paper_docx import LINES_WITH_SIGNS, render
from products.documents import pdf


def words(count: int) -> dict[str, Any]:
    """Return what a tally of so many products says."""
    rows = [
        {
            "number": str(number),
            "name": f"Sản phẩm số {number} – Hợp tác xã Ươm Đất",
            "pass": "1",
            "points": ["75", "74", "76"],
            "mean": "75,00",
            "star": "4 sao",
        }
        for number in range(1, count + 1)
    ]
    return {
        "draft_line": "",
        "is_draft": False,
        "authority_upper": "UBND TỈNH",
        "council_upper": "HỘI ĐỒNG",
        "place_day": "Quảng Ngãi, ngày 03 tháng 8 năm 2026",
        "held_words": "ngày 03 tháng 8 năm 2026",
        "minutes_name": "Biên bản",
        "council": "Hội đồng tỉnh",
        "columns": ["Lan", "Minh", "An"],
        "tally": rows,
        "legend": "Lan: Chủ tịch; Minh: Phó Chủ tịch",
        "secretary": "Lý Thu Thảo",
        "presiding": "Phan Thị Lan",
    }


@pytest.mark.parametrize("count", [5, 12, 18])  # where the signatures alone would just not fit
def test_last_lines_go_with_the_signatures(count: int) -> None:
    document = pypdfium2.PdfDocument(pdf("documents/sitting_tally.html", words(count)))
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    assert len(pages) > 1
    assert "Lý Thu Thảo" in pages[-1]
    assert pages[-1].count("Sản phẩm số") == LINES_WITH_SIGNS
    assert f"Sản phẩm số {count} " in pages[-1]


def test_word_is_told_to_keep_them_together() -> None:
    document = docx.Document(io.BytesIO(render("tally", words(12))))
    table = document.tables[-2]
    kept = [
        all(one.paragraph_format.keep_with_next for cell in row.cells for one in cell.paragraphs)
        for row in table.rows
    ]
    assert kept == [False] * (len(kept) - LINES_WITH_SIGNS) + [True] * LINES_WITH_SIGNS
    after = [one for one in document.paragraphs if one.text.startswith(("Lan:", "KTG:"))]
    assert [one.paragraph_format.keep_with_next for one in after] == [True, True]
