"""A score sheet on paper: its number, its address, and what it says, blank or with own marks."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Iterable
from typing import Any

import pikepdf
from django.conf import settings
from django.utils import translation
from django.utils.safestring import mark_safe

from councils.models import Sitting
from products.documents import pdf
from products.models import Submission
from territories import clock

from .blinding import code_of, is_blind
from .certificates import qr_svg
from .marks import Book, book_of, sheet_of
from .minutes import cleaned
from .models import Evaluation, PrintedSheet, ScoreSheet
from .scoring import Sheet
from .sheet_page import SheetPage, Written

# Without what is taken for another in handwriting: 0 and O, 1 and I and L, U and V.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
TEMPLATE = "documents/paper_sheet.html"


def new_code() -> str:
    """Return the number of a new copy: it follows from nothing and tells nothing."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def bare_code(text: str) -> str:
    """Return a number as it is kept, however somebody typed it."""
    return re.sub(r"[\s\-–.]", "", text).upper()[:20]


def address_of(printed: PrintedSheet) -> str:
    """Return the address in the QR code: it asks for signing in, and says nothing by itself."""
    return f"{settings.PUBLIC_URL}/{printed.province.slug}/phieu-giay/{printed.code}/"


def draw(printed: PrintedSheet, sheet: ScoreSheet | None = None) -> bytes:
    """Return the PDF of one copy; `sheet`: the member's own marks, printed along for himself."""
    with translation.override("vi"):  # the papers are Vietnamese, whoever asks for them
        return pdf(TEMPLATE, words_of(printed, sheet))


def words_of(printed: PrintedSheet, sheet: ScoreSheet | None = None) -> dict[str, Any]:
    """Return all that the paper says."""
    evaluation, member = printed.evaluation, printed.member
    submission, hidden = evaluation.submission, is_blind(evaluation)
    copy = submission.snapshot
    book = book_of(submission.criteria_set)
    page = _page(book, sheet)
    made = printed.printing.made_at.astimezone(clock.ZONE)
    said = {
        "code": str(printed),
        "copy": str(printed.number),
        "made": f"{made:%H:%M} ngày {made:%d/%m/%Y}",
        "is_filled": printed.is_filled,
        "is_rehearsal": evaluation.is_rehearsal,
        "council": member.council.name,
        "held_day": f"{evaluation.sitting.held_on:%d/%m/%Y}",
        "place": evaluation.sitting.place,
        "ordinal": str(evaluation.ordinal),
        "pass_no": str(printed.pass_no),
        "member": str(member.user),
        "title": str(member.get_title_display()),
        "organisation": member.organisation,
        "product": code_of(evaluation) if hidden else copy["product"]["name"],
        "product_code": "" if hidden else submission.product_code,
        "producer": "" if hidden else copy["producer"]["name"],
        "set_name": f"Bộ {copy['rules']['set']} {copy['product']['set_name']}",
        "law": submission.criteria_set.regulation.number,
    }
    drawing = mark_safe(qr_svg(address_of(printed)))  # noqa: S308 - our own drawing, no words
    return cleaned(said) | {"page": page, "parts": page.parts, "qr": drawing}


def _page(book: Book, sheet: ScoreSheet | None) -> SheetPage:
    """Return the official sheet, without dossier and proofs: those are on the screen."""
    blank = Evaluation(submission=Submission(snapshot={}), sitting=Sitting())
    if sheet is None:
        return SheetPage(blank, book, Sheet({}), written={}, reasons={}, known={})
    scores, findings = list(sheet.scores.all()), list(sheet.findings.all())
    reasons = {book.knock_outs[f.knock_out_id]: f.reason for f in findings}
    written = {book.keys[s.criterion_id]: Written(s.is_unproven, s.remark) for s in scores}
    answers = sheet_of(book, scores, findings)
    return SheetPage(blank, book, answers, written=written, reasons=reasons, known=reasons)


def joined(papers: Iterable[bytes]) -> bytes:
    """Return several sheets as one PDF; no clock and no chance goes into the bytes."""
    target = io.BytesIO()
    with pikepdf.new() as whole:
        for one in papers:
            with pikepdf.open(io.BytesIO(one)) as source:
                whole.pages.extend(source.pages)
        whole.save(target, deterministic_id=True)
    return target.getvalue()
