"""Names of files as people and attackers write them."""

import pytest

from files.naming import LONGEST, clean_name, extension_of


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Giấy phép.PDF", "Giấy phép.pdf"),
        ("Gia\u0302\u0301y phe\u0301p.pdf", "Giấy phép.pdf"),  # NFD, as macOS sends it
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\hoa\\scan.pdf", "scan.pdf"),
        ("hóa\u202efdp.exe", "hóafdp.pdf"),  # bidi override
        ("a\u200bb\x00c\x1b.pdf", "abc.pdf"),
        ("dòng\r\nSet-Cookie: x.pdf", "dòng Set-Cookie x.pdf"),
        ('"><script>.pdf', "script.pdf"),
        ("", "tep.pdf"),
        ("...", "tep.pdf"),
        (".pdf", "tep.pdf"),
        ("Phụ lục 1.2", "Phụ lục 1.2.pdf"),
        ("báo cáo.tar.gz", "báo cáo.tar.pdf"),
    ],
)
def test_clean_name_keeps_what_people_read(given: str, kept: str) -> None:
    assert clean_name(given, "pdf") == kept


def test_clean_name_too_long_keeps_its_extension() -> None:
    name = clean_name("Tỏi đen Lý Sơn " * 30 + ".pdf", "pdf")
    assert len(name) <= LONGEST
    assert name.endswith(".pdf")


@pytest.mark.parametrize(
    ("name", "claimed"),
    [("a.PDF", "pdf"), ("a", ""), ("tập 1.2", ""), (".htaccess", "htaccess"), ("a.tar.gz", "gz")],
)
def test_extension_of_reads_the_claim(name: str, claimed: str) -> None:
    assert extension_of(name) == claimed
