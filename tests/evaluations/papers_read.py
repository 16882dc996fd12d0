"""A sitting's papers read back as people would: python-docx for DOCX, PDFium for PDF."""

import io

import docx
import pypdfium2

from evaluations.models import PaperSet
from files import intake


def content(row: PaperSet, key: str, extension: str) -> bytes:
    """Return the bytes of one paper of a set."""
    found = row.papers.select_related("file").filter(key=key)
    (one,) = [paper for paper in found if paper.file.name.endswith(extension)]
    return intake.path_of(one.file.sha256).read_bytes()


def docx_words(raw: bytes) -> str:
    """Return everything that a DOCX says: paragraphs, tables, headers."""
    document = docx.Document(io.BytesIO(raw))
    lines = [one.text for one in document.paragraphs]
    for table in document.tables:
        lines += [cell.text for line in table.rows for cell in line.cells]
    for section in document.sections:
        for header in (section.header, section.first_page_header):
            lines += [one.text for one in header.paragraphs]
    return "\n".join(lines)


def pdf_words(raw: bytes) -> str:
    """Return everything that a PDF says, its lines run together."""
    document = pypdfium2.PdfDocument(io.BytesIO(raw))
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join(text.split())


def both(row: PaperSet, key: str) -> list[str]:
    """Return what the DOCX and the PDF of a paper say."""
    word = " ".join(docx_words(content(row, key, ".docx")).split())
    return [word, pdf_words(content(row, key, ".pdf"))]
