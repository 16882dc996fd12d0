"""The score sheet's page in two: what every sheet of a criteria set shows, and one member's part.

The first is rendered once per set and language and kept by the process (a published set never
changes and belongs to no province); the second, what a member ticked and a producer claimed, is
put into its gaps for each request and kept nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from councils.models import Sitting
from ocop_portal.templatetags.portal import icon, shown
from products.models import Submission
from regulations.models import CriteriaSet

from . import marks
from .marks import Book
from .models import Evaluation
from .scoring import Sheet
from .sheet_page import CLOSE, OPEN, Proof, SheetPage, Written

TEMPLATE = "evaluations/sheet_body.html"
GAP = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")


def body(page: SheetPage, criteria_set: CriteriaSet, *, province: str, back: str) -> SafeString:
    """Return the form's content: the set's part with the member's own in its gaps."""
    published_at = criteria_set.regulation.published_at
    if published_at is None:
        pieces = _render(page.book)
    else:
        pieces = _published(criteria_set.pk, published_at, get_language())
    values = dict(_values(page, province))
    values["back"] = shown(back)
    filled = [values.get(one, "") if at % 2 else one for at, one in enumerate(pieces)]
    return mark_safe("".join(filled))  # noqa: S308 - a rendered template, escaped values


@lru_cache(maxsize=64)  # about 100 kB each
def _published(pk: int, published_at: Any, _language: str) -> Sequence[str]:
    return _render(marks.published(pk, published_at))


def _render(book: Book) -> Sequence[str]:
    """Return text and names of gaps in turn."""
    blank = Evaluation(submission=Submission(snapshot={}), sitting=Sitting())
    page = SheetPage(blank, book, Sheet({}), written={}, reasons={}, known={})
    return GAP.split(render_to_string(TEMPLATE, {"page": page, "parts": page.parts}))


@dataclass(frozen=True)
class _Words:
    """What is said beside many criteria, translated and escaped once a page."""

    province: str
    who: str
    silent: str
    claimed: str
    bare: str
    expired: str

    @classmethod
    def of(cls, province: str) -> _Words:
        """Read them in the language of the request."""
        silent = shown(_("Chủ thể không tự chấm tiêu chí này."))
        bare = shown(_("Chưa có tài liệu minh chứng."))
        chosen = shown(_("chủ thể chọn"))
        return cls(
            province=province,
            who=shown(_("Chủ thể tự chấm")),
            silent=f'<p class="text-secondary">{silent}</p>',
            claimed=f'<span class="level-extra">{chosen}</span>',
            bare=f'<p class="text-secondary">{bare}</p>',
            expired=shown(_("không còn hiệu lực vào ngày họp")),
        )


def _values(page: SheetPage, province: str) -> Iterator[tuple[str, str]]:
    """Return what stands in the gaps, escaped."""
    standing, words = page.standing, _Words.of(province)
    yield "total", str(standing.total)
    yield "answered", str(standing.answered)
    yield "asked", str(standing.asked)
    codes = ", ".join(one["code"] for one in page.held_back)
    yield "caution", shown(caution(standing.band, codes)) if codes else ""
    yield "caution_words", shown(caution("%s", "%c"))
    yield "calm", "" if codes else " hidden"
    for code, points in standing.parts.items():
        yield f"part:{code}", str(points)
    for criterion in page.rules.criteria:
        for name, text in _of_criterion(page, criterion, words):
            yield f"{name}:{criterion.key}", text
    for one in page.rules.knock_outs:
        for name, text in _of_clause(page, one):
            yield f"{name}:{one.key}", text


def _of_criterion(page: SheetPage, criterion: Any, words: _Words) -> Iterator[tuple[str, str]]:
    key, standing = criterion.key, page.standing
    is_closed, written = key in standing.closed, page.written.get(key, Written())
    yield "state", "closed" if is_closed else "open" if key in standing.missing else "done"
    yield "errors", "".join(_error(text) for text in page.errors.get(key, ()))
    yield ("disabled", " disabled") if is_closed else ("shut", " hidden")
    claim, ordinal = page.claims.get(key, {}), page.answers.marks.get(key)
    yield "proof", _claim(claim, words) + _before(page, key) + _proofs(page, key, words)
    if claim.get("ordinal") is not None:
        yield f"claimed-{claim['ordinal']}", words.claimed
    yield "version", str(written.version)
    chosen = criterion.level(ordinal) if ordinal is not None else None
    yield f"chosen-{ordinal}", " checked"
    yield "points", "–" if chosen is None else str(chosen.points)
    yield "unproven", " checked" if written.is_unproven else ""
    yield "opened", " open" if written.remark else ""
    yield "remark", shown(written.remark)


def caution(band: int | str, codes: str) -> str:
    """Say that a total lies in a band whose minimums the sheet misses (R13)."""
    return _("Điểm ở khung %(band)s sao nhưng chưa đạt yêu cầu tối thiểu: %(codes)s.") % {
        "band": band,
        "codes": codes,
    }


def _of_clause(page: SheetPage, one: Any) -> Iterator[tuple[str, str]]:
    errors = page.errors.get(f"knock_out:{one.key}", ())
    is_ticked = one.key in page.reasons
    yield "known", shown(page.known.get(one.key, ""))
    yield "ticked", " checked" if is_ticked else ""
    yield "reason", shown(page.reasons.get(one.key, ""))
    yield "quiet", "" if errors else " hidden"
    yield "refused", shown(" ".join(errors))
    if one.key in page.standing.knock_outs and not is_ticked:
        text = shown(_("Tự áp dụng vì có tiêu chí 0 điểm."))
        yield "computed", f'<p class="form-hint" data-computed>{text}</p>'


def _error(text: str) -> str:
    return f'<p class="field-error" role="alert">{icon("alert-triangle")}{shown(text)}</p>'


def _claim(claim: Any, words: _Words) -> str:
    """Return what the producer says of himself."""
    said = words.silent
    if claim.get("ordinal"):
        points = shown(
            ngettext("%(n)s điểm", "%(n)s điểm", claim["points"]) % {"n": claim["points"]}
        )
        said = f'<p><span class="text-secondary">{words.who}:</span> {points}</p>'
    if text := claim.get("description"):
        said += f'<p class="criterion-words">{linebreaksbr(text)}</p>'
    return said


def _before(page: SheetPage, key: str) -> str:
    """Return what the last council gave, where a product is judged again."""
    text = page.before.get(key, "")
    return f'<p class="criterion-before">{shown(text)}</p>' if text else ""


def _proofs(page: SheetPage, key: str, words: _Words) -> str:
    found: Iterable[Proof] = page.proofs.get(key, ())
    if not found:
        return words.bare
    return f'<ul class="files">{"".join(_proof(page, one, words) for one in found)}</ul>'


def _proof(page: SheetPage, proof: Proof, words: _Words) -> str:
    url = reverse("dossier_file_of", args=[words.province, page.evaluation.pk, proof.sha256])
    if proof.page:
        url += f"#page={proof.page}"
    where = [
        words.expired if proof.is_bad else "",
        shown(_("trang %(page)s") % {"page": proof.page}) if proof.page else "",
        shown(proof.meta),
    ]
    drawn = "photo" if proof.kind == "image" else "file-text"
    return (
        f'<li><a class="file" target="_blank" rel="noopener" data-kind="{proof.kind}"'
        f' href="{shown(url)}">'
        f"{icon('alert-triangle' if proof.is_bad else drawn)}"
        f'<span class="file-text"><span class="file-name">{shown(proof.title)}</span>'
        f'<span class="file-meta">{" · ".join(one for one in where if one)}</span></span>'
        "</a></li>"
    )
