"""Spreadsheets are read back: types, headings, order, and no cell that a program would run."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace as Row

import pytest
from python_calamine import load_workbook

from ocop_portal import exports
from ocop_portal.exports import Column

COLUMNS = [
    Column("Tên", lambda row: row.name),
    Column("Điểm", lambda row: row.points),
    Column("Ngày", lambda row: row.day),
    Column("Lúc", lambda row: row.at),
    Column("Nữ", lambda row: row.women),
]
WRITERS = [exports.write_fast, exports.write_plainly]


def row(**over: object) -> Row:
    facts = {"name": "Tỏi đen", "points": None, "day": None, "at": None, "women": None}
    return Row(**facts | over)


def read(content: bytes) -> list[list[object]]:
    book = load_workbook(io.BytesIO(content))
    return book.get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("write", WRITERS)
def test_both_writers_keep_types_and_vietnamese(write):
    at = datetime(2026, 3, 4, 18, 30, 15, tzinfo=UTC)
    rows = [
        row(points=Decimal("69.5"), day=date(2026, 3, 5), at=at, women=True),
        row(name="Ổi «Ự»", points=7, day=date(1890, 1, 2), women=False),
        row(name=None, points=0),
    ]
    table = exports.sheet("Sản phẩm", COLUMNS, rows)
    at_home = datetime.fromisoformat("2026-03-05T01:30:15")
    assert read(write(table)) == [
        ["Tên", "Điểm", "Ngày", "Lúc", "Nữ"],
        ["Tỏi đen", 69.5, date(2026, 3, 5), at_home, "có"],
        ["Ổi «Ự»", 7.0, "02/01/1890", "", "không"],
        ["", 0.0, "", "", ""],
    ]
    assert load_workbook(io.BytesIO(write(table))).sheet_names == ["Sản phẩm"]


def test_a_list_longer_than_what_is_read_at_once_is_whole_and_laid_out_by_all_of_it():
    rows = [row(name=f"Tỏi {n}", points=n) for n in range(2 * exports.PART + 1)]
    rows[3] = row(name=None, points=Decimal("69.5"))  # the part of a text among numbers and gaps
    rows[exports.PART] = row(name="Ổi\x00" + "i" * 30, day=date(2026, 3, 5))
    rows[-1] = row(name="x" * 20, at=datetime(2026, 3, 4, 18, 30, tzinfo=UTC))
    table = exports.sheet("a", COLUMNS, iter(rows))
    lines = read(exports.write_fast(table))
    assert [line[0] for line in lines[1:]] == [(one.name or "").replace("\x00", "") for one in rows]
    assert lines[4][1] == 69.5
    assert lines[-2][1] == 2 * exports.PART - 1
    assert table.layout()[0] == (None, 34.0)  # 32 letters and room for two
    assert [shown for shown, _width in table.layout()] == [
        None, None, exports.DAY, exports.INSTANT, None,
    ]  # fmt: skip


DANGERS = ["=1+1", "+84912", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "=cmd|'/c calc'!A1"]


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("text", DANGERS)
def test_no_writer_turns_a_text_into_a_formula(write, text):
    content = write(exports.sheet("a", COLUMNS[:1], [row(name=text)]))
    book = load_workbook(io.BytesIO(content))
    assert book.get_sheet_by_index(0).to_python()[1][0].strip() == text.strip()
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", DANGERS)
def test_csv_disarms_what_would_start_a_formula(text):
    content = exports.comma_separated(exports.sheet("a", COLUMNS[:1], [row(name=text)]))
    line = content.decode("utf-8-sig").split("\r\n", 1)[1]
    assert line.lstrip('"').startswith("'")


def test_csv_leaves_numbers_and_dates_alone():
    rows = [row(points=-5, day=date(2026, 3, 5), at=datetime.fromisoformat("2026-03-05T07:08"))]
    content = exports.comma_separated(exports.sheet("a", COLUMNS, rows))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig").split("\r\n")[1] == "Tỏi đen,-5,2026-03-05,2026-03-05 07:08,"


@pytest.mark.parametrize("write", WRITERS)
def test_texts_that_no_workbook_can_hold_are_made_to_fit(write):
    rows = [row(name="a\x0bb\x00c\ud800d"), row(name="x" * 40_000)]
    lines = read(write(exports.sheet("[a]:*?/\\ 'b' " + "n" * 60, COLUMNS[:1], rows)))
    assert lines[1] == ["abcd"]
    assert len(lines[2][0]) == 32_767


def test_a_list_without_rows_still_has_its_headings():
    assert read(exports.xlsx(exports.sheet("a", COLUMNS, []))) == [
        ["Tên", "Điểm", "Ngày", "Lúc", "Nữ"]
    ]


def test_the_plain_writer_takes_over_where_the_fast_one_fails():
    def breaks(_table: exports.Sheet) -> bytes:
        raise RuntimeError("no room")

    table = exports.sheet("a", COLUMNS[:1], [row()])
    assert read(exports.xlsx(table, (breaks, exports.write_plainly))) == [["Tên"], ["Tỏi đen"]]
    with pytest.raises(RuntimeError):
        exports.xlsx(table, (exports.write_plainly, breaks)[1:])


def test_the_fast_writer_fails_in_a_way_that_is_caught():
    """Its own limit on texts, met by a sheet that was not made plain."""
    table = exports.Sheet("a", ["Tên"], [["x" * 40_000]])
    with pytest.raises(RuntimeError):
        exports.write_fast(table)
    assert exports.xlsx(table)[:2] == b"PK"


def test_two_columns_of_one_heading_are_refused():
    with pytest.raises(ValueError, match="same heading"):
        exports.sheet("a", [COLUMNS[0], COLUMNS[0]], [row()])
