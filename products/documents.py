"""Forms 01, 02 and 03 of 26/2026/QĐ-TTg, Phụ lục III, and the receipt, as PDF."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from producers.contacts import phone_text
from territories import clock

from .cycle import Purpose
from .dossier_actions import DECLARATIONS
from .models import CommuneReport, Submission
from .renewal import shown
from .snapshot import Snapshot

STATIC = Path(settings.BASE_DIR) / "static"
STYLE = Path(settings.BASE_DIR) / "templates" / "documents" / "documents.css"
PROPERTY = frozenset({"trademark", "right_of_use", "patent", "design", "copyright", "other"})
ONE_AT_A_TIME = threading.Lock()  # Pango's fonts are not made for two threads of one process
OFFICES = (
    ("commune", "DÀNH CHO ỦY BAN NHÂN DÂN CẤP XÃ"),
    ("province", "DÀNH CHO CƠ QUAN QUẢN LÝ OCOP CẤP TỈNH"),
)


def pdf(template: str, context: Mapping[str, Any]) -> bytes:
    """Render a template of ours; the same words always give the same bytes."""
    page_of, style, fonts, fetcher = _press()
    words = render_to_string(template, dict(context))
    with ONE_AT_A_TIME:
        page = page_of(string=words, url_fetcher=fetcher)
        return page.write_pdf(stylesheets=[style], font_config=fonts)


@cache
def _press() -> tuple[Any, Any, Any, Any]:
    """Load WeasyPrint and the fonts once per process: together they take longer than a form."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    fonts = FontConfiguration()
    style = CSS(
        string=STYLE.read_text(encoding="utf-8"),
        base_url=f"{STATIC}/",
        font_config=fonts,
        url_fetcher=URLFetcher(allowed_protocols=("file",)),
    )
    # The papers carry people's words: nothing in them may fetch anything.
    return HTML, style, fonts, URLFetcher(allowed_protocols=("data",))


# While everything is still there that cleaning up needs: the fonts have a folder of their own.
atexit.register(_press.cache_clear)


def form_01(copy: Snapshot, boxes: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return the registration, with the boxes that the offices have filled in so far."""
    product = copy["product"]
    purposes = {purpose.value: purpose == copy["cycle"]["purpose"] for purpose in Purpose}
    samples = copy["form_01"]["samples_promised"]
    names = (product["sector"], product["group"], product["subgroup"])
    context = _common(copy) | {
        "classification": "; ".join(name for name in names if name),
        "purpose": purposes,
        "samples": str(samples) if samples else "không (dịch vụ du lịch)",
        "offices": [
            {"title": title} | {**boxes[level], "on": _written(boxes[level]["on"])}
            for level, title in OFFICES
        ],
    }
    return pdf("documents/form_01.html", context)


def form_02(copy: Snapshot, papers: Mapping[str, str]) -> bytes:
    """Return the self-assessment; `papers`: the names of the guidance table by code."""
    declared = set(copy["form_02"]["declared"])
    evidence = [
        piece
        | {
            "ordinal": ordinal,
            "paper_name": papers.get(piece["paper"] or "", ""),
            "issued": _short(piece["issued_on"]),
            "expires": _short(piece["expires_on"]),
            "criterion": (piece["criterion"] or "").replace("/", " "),
        }
        for ordinal, piece in enumerate(copy["evidence"], 1)
    ]
    others = [p["number"] for p in copy["permits"] if p["kind"] == "other"]
    context = _common(copy) | {
        "declared": {kind: kind in declared for kind in DECLARATIONS}
        | {"property": bool(declared & PROPERTY)},
        "other_permits": ", ".join(others),
        "registered_on": _short(copy["producer"]["registered_on"]),
        "parts": _parts(copy, evidence),
        "evidence": evidence,
        "renewal": _renewal(copy),
    }
    return pdf("documents/form_02.html", context)


def _renewal(copy: Snapshot) -> dict[str, Any] | None:
    """What changed since the product was recognised; a form is Vietnamese, whoever prints it."""
    with translation.override("vi"):
        found = shown(copy.get("renewal"))
        return found and found | {"purpose_label": str(found["purpose_label"])}


def _parts(copy: Snapshot, evidence: list[dict[str, Any]]) -> list[dict[str, Any]]:
    parts: dict[str, list[dict[str, Any]]] = {}
    for answer in copy["answers"]:
        mine = [e for e in evidence if e["criterion"] == answer["criterion"].replace("/", " ")]
        part = parts.setdefault(answer["criterion"][0], [])
        part.append(dict(answer) | {"evidence": mine})
    return [
        {"code": code, "total": copy["totals"][code], "rows": rows} for code, rows in parts.items()
    ]


def form_03(copy: Snapshot, report: CommuneReport) -> bytes:
    """Return the commune's report with its request."""
    context = _common(copy) | {
        "report": {
            name: getattr(report, name)
            for name in ("materials", "labour", "idea_origin", "identity", "signer")
        }
        | {"signed_place": _place_and_date(copy, report.requested_on)},
    }
    return pdf("documents/form_03.html", context)


def receipt(submission: Submission) -> bytes:
    """Return the receipt of a hand-in: number, time, the hashes of everything."""
    copy: Snapshot = submission.snapshot
    handed_in = copy["handed_in"]
    named = {file["sha256"]: file["name"] for file in all_files(copy)}
    at = datetime.fromisoformat(handed_in["at"]).astimezone(clock.ZONE)
    context = _common(copy) | {
        "handed_in_at": f"{at:%H:%M} ngày {at:%d/%m/%Y}",
        "handed_in_by": handed_in_by(copy),
        "self_total": f"{copy['totals']['all']}/100",
        "sha256": submission.sha256,
        "files": [{"sha256": sha256, "name": named[sha256]} for sha256 in copy["files"]],
    }
    return pdf("documents/receipt.html", context)


def handed_in_by(copy: Snapshot) -> str:
    """Say who handed in, and whether for somebody else (R28)."""
    handed_in = copy["handed_in"]
    return handed_in["by"] + (" (nộp thay chủ thể)" if handed_in["on_behalf"] else "")


def all_files(copy: Snapshot) -> list[Mapping[str, Any]]:
    """Return every file of the frozen copy: evidence, the producer's papers, the signed form."""
    files: list[Mapping[str, Any]] = [piece["file"] for piece in copy["evidence"]]
    files += [permit["file"] for permit in copy["permits"] if permit["file"]]
    signed = copy["form_01"]["signed_form"]
    return [*files, signed] if signed else files


def _common(copy: Snapshot) -> dict[str, Any]:
    on = copy["handed_in"].get("on")
    return {
        "copy": copy,
        "phone": phone_text(copy["producer"]["phone"]),
        "address": ", ".join(
            part
            for part in (
                copy["producer"]["address"],
                copy["commune"]["full_name"],
                copy["province"]["full_name"],
            )
            if part
        ),
        "place_and_date": _place_and_date(copy, date.fromisoformat(on) if on else None),
    }


def _place_and_date(copy: Snapshot, day: date | None) -> str:
    place = copy["commune"]["name"]
    if day is None:
        return f"{place}, ngày……tháng……năm……"
    # NĐ 30/2020/NĐ-CP, Phụ lục I: days under 10 and months 1 and 2 take a zero in front.
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def _written(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _short(day: str | None) -> str:
    return _written(date.fromisoformat(day)) if day else ""
