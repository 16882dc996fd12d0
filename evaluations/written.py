"""When written opinions lead to a meeting, and what a round leaves behind (Điều 7.6.d): rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regulations.criteria import CriteriaSet
from regulations.procedures import Band

from . import scoring
from .renewal import office_reports
from .results import Count
from .scoring import RECOGNISED_FROM, Reason


class Ground(StrEnum):
    """Why a product goes from written opinions to a meeting."""

    SPREAD = "spread"
    STARS = "stars"
    STOPPED = "stopped"
    ASKED = "asked"
    COMPLEX = "complex"
    TOO_FEW = "too_few"


GROUNDS: Mapping[str, Any] = {
    Ground.SPREAD: gettext_lazy("điểm của các thành viên chênh quá mức của quy chế"),
    Ground.STARS: gettext_lazy("phiếu của các thành viên cho hạng sao khác nhau"),
    Ground.STOPPED: gettext_lazy("có phiếu dừng đánh giá mà không đủ quá nửa xác nhận"),
    Ground.ASKED: gettext_lazy("thành viên đề nghị họp, Chủ tịch đồng ý"),
    Ground.COMPLEX: gettext_lazy("Chủ tịch thấy có nội dung phức tạp cần thảo luận"),
    Ground.TOO_FEW: gettext_lazy("hết hạn mà chưa đủ số thành viên trả lời"),
}


def knows_written(evaluation: Any) -> bool:
    """Tell whether the council may judge it by written opinions: a re-evaluation that knows it."""
    return office_reports(evaluation) and evaluation.appeal_id is None


def own_star(rules: CriteriaSet, bands: Sequence[Band], sheet: scoring.Sheet) -> int:
    """Return the star that one sheet alone gives; below recognition all are the same: 0."""
    alone = scoring.star_for(rules, bands, [sheet])
    return alone.star if alone.star and alone.star >= RECOGNISED_FROM else 0


def differing(count: Count) -> list[Ground]:
    """Return in what the opened opinions differ so that only a meeting can judge (R15)."""
    rules, kept = count.book.rules, count.operating_rules
    found = []
    totals = list(count.totals_in(count.evaluation.pass_no).values())
    mode = scoring.SpreadMode(kept.spread_mode)
    if scoring.spread_exceeded(totals, mode=mode, limit=kept.spread_limit):
        found.append(Ground.SPREAD)
    if len({own_star(rules, count.bands, one.sheet) for one in count.valid}) > 1:
        found.append(Ground.STARS)
    if Reason.UNFINISHED_SHEETS in count.result.reasons and rules.knock_outs:
        found.append(Ground.STOPPED)
    return found


def asks(round_facts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the answers that ask for a meeting."""
    return [one for one in round_facts["answers"] if one["wants_meeting"]]


def waits_for_chair(facts: Mapping[str, Any] | None) -> bool:
    """Tell whether a member's request for a meeting still waits for the chair's word."""
    return bool(facts) and bool(asks(facts)) and not facts.get("refusal")


def ground_words(grounds: Iterable[str]) -> str:
    """Say why there is a meeting."""
    return "; ".join(str(GROUNDS[one]) for one in grounds)


def in_words(facts: Mapping[str, Any]) -> list[str]:
    """Say what became of a round, for pages and papers."""
    present, appointed, needed = facts["quorum"]
    said = [
        _("%(present)s/%(appointed)s thành viên đã trả lời, cần ít nhất %(needed)s.")
        % {"present": present, "appointed": appointed, "needed": needed}
    ]
    if refusal := facts.get("refusal"):
        said.append(
            _("%(by)s không mở cuộc họp theo đề nghị: %(reason)s")
            % {"by": refusal["by"], "reason": refusal["reason"]}
        )
    if meeting := facts.get("meeting"):
        words = ground_words(meeting["grounds"])
        text = _("Chuyển họp trực tiếp: %(why)s.") % {"why": words}
        said.append(f"{text} {meeting['reason']}".strip())
    return said


def names(rows: Sequence[Any]) -> str:
    """Return people as a list in a sentence."""
    return ", ".join(str(one) for one in rows)
