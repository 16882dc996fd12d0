"""What a member reads with a sheet: the sheet itself, and what stands beside it.

The page and the API show these objects and no others; the codes are put in here, before both.
"""

from __future__ import annotations

from typing import Any

from accounts import policy
from accounts.permissions import Permission
from products.models import Dossier
from products.renewal import shown as shown_renewal

from .blinding import blind, unmasked
from .earlier_result import earlier_of
from .marks import book_of, sheet_of
from .models import Evaluation, ScoreSheet
from .province_papers import brought_along
from .sheet_page import SheetPage, Written
from .sheet_questions import FINDINGS, SCORES


def page_of(user: Any, evaluation: Evaluation, sheet: ScoreSheet, **over: Any) -> SheetPage:
    """Read the sheet: two queries, whatever the number of criteria."""
    blind(user, evaluation)
    book = book_of(evaluation.submission.criteria_set)
    scores, findings = SCORES(sheet=sheet.pk), FINDINGS(sheet=sheet.pk)
    reasons = {book.knock_outs[f.knock_out_id]: f.reason for f in findings}
    kept = {
        "answers": sheet_of(book, scores, findings),
        "written": {
            book.keys[s.criterion_id]: Written(s.is_unproven, s.remark, s.version) for s in scores
        },
        "reasons": reasons,
        "known": reasons,
    }
    return SheetPage(
        evaluation=evaluation, book=book, must_be_whole=sheet.version > 1, **kept | over
    )


def beside(user: Any, evaluation: Evaluation) -> dict[str, Any]:
    """Return what stands beside every page of a sheet: the dossier, and what came with it."""
    blind(user, evaluation)
    snapshot = evaluation.submission.snapshot
    return {
        "snapshot": snapshot,
        "opens_files": policy.may(user, Permission.FILE_VIEW),
        "results": results_of(snapshot),
        **unmasked(evaluation, brought_along),
        "renewal": shown_renewal(snapshot.get("renewal")),
    }


def before_of(user: Any, evaluation: Evaluation) -> dict[str, Any]:
    """Return what the last council found of a product that is judged again."""
    blind(user, evaluation)
    return unmasked(evaluation, earlier_of)


def results_of(snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what the producer wrote in Form 02, Phần II and IV, with the words of the form."""
    texts = snapshot.get("form_02", {})
    names = ("production_result", "quality_result", "market_result", "business_result", "outlook")
    labels = {name: str(Dossier._meta.get_field(name).verbose_name) for name in names}
    return [(labels[name], texts.get(name, "")) for name in names]
