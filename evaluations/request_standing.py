"""How a file for five stars stands, in words and tone; pages and API say the same."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import JournalEntry
from products.cycle import Status
from products.recognised import UNUSABLE
from territories import clock

from . import national_actions
from .forwarding_actions import PAPER_SET
from .models import Evaluation, Package
from .states import PackageStatus

PACKAGE_TONES = {
    PackageStatus.DRAFT: "off",
    PackageStatus.SENT: "wait",
    PackageStatus.RECEIVED: "info",
    PackageStatus.RETURNED: "bad",
    PackageStatus.ANSWERED: "ok",
}


def standing_of(row: Evaluation) -> tuple[str, str]:
    """Return how a file for five stars stands, with its tone."""
    package, result = getattr(row, "package", None), getattr(row, "national_result", None)
    if result is not None:
        if result.star == 5:
            standing, words = result.standing(clock.today()), _("Bộ công nhận 5 sao")
            if standing in UNUSABLE:  # recognised once, and not to be used today
                return f"{words} · {standing.label.lower()}", UNUSABLE[standing]
            return words, "ok"
        if result.chosen:
            return str(result.get_chosen_display()), "info"
        if row.submission.participation.status == Status.WITHDRAWN:
            return _("chủ thể đã rút"), "off"
        if national_actions.ways_of(result):
            return _("chờ tỉnh chọn hướng xử lý"), "warn"
        return _("Bộ trả kết quả dưới 5 sao"), "info"
    if row.submission.participation.status == Status.WITHDRAWN:
        return _("chủ thể đã rút"), "off"
    if package is None:
        return _("chưa lập"), "wait"
    return str(package.get_status_display()), PACKAGE_TONES[PackageStatus(package.status)]


def sendings_of(package: Package | None) -> list[dict[str, Any]]:
    """Return each time that the file went up, with what was new in it; the newest first."""
    rows = package.sendings.select_related("sent_by", "submission") if package else ()
    known: set[str] = set()
    found = []
    for row in rows:
        hashes = {paper["sha256"] for paper in row.facts["papers"]}
        dossier = set(row.submission.snapshot.get("files", ()))
        found.append(
            {
                "version": row.version,
                "receipt_no": row.receipt_no,
                "dossier": row.facts["dossier"],
                "request_no": row.facts["request_no"],
                "answers": row.answers,
                "sent_at": row.sent_at,
                "sent_by": row.sent_by.full_name,
                "papers": [
                    paper
                    | {
                        "label": _(paper["label"]),  # kept in Vietnamese, read in any language
                        "is_new": bool(known) and paper["sha256"] not in known,
                    }
                    for paper in row.facts["papers"]
                ],
                "new_files": len(dossier - known) if known else 0,
            }
        )
        known |= hashes | dossier
    return found[::-1]


def paper_sets_of(package: Package | None) -> list[dict[str, Any]]:
    """Return each time that a paper set went up, as the journal has it; the newest first."""
    if package is None:
        return []
    rows = JournalEntry.objects.of(package).filter(verb=PAPER_SET).select_related("by")
    return [
        {
            "on": date.fromisoformat(row.facts["on"]),
            "note": row.facts["note"],
            "by": row.by.full_name,
        }
        for row in rows.order_by("-pk")
    ]
