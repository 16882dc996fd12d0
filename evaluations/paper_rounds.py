"""A round of written opinions in the words of its papers (26/2026/QĐ-TTg, Điều 7.6.d)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from . import wording
from .scoring import shown_mean

GROUNDS = {
    "spread": "điểm của các thành viên chênh quá mức của quy chế",
    "stars": "phiếu của các thành viên cho hạng sao khác nhau",
    "stopped": "có phiếu dừng đánh giá mà không đủ quá nửa xác nhận",
    "asked": "thành viên đề nghị họp, Chủ tịch đồng ý",
    "complex": "Chủ tịch thấy có nội dung phức tạp cần thảo luận",
    "too_few": "hết hạn mà chưa đủ số thành viên trả lời",
}


def day(text: str) -> str:
    """«03/08/2026»."""
    return f"{date.fromisoformat(text):%d/%m/%Y}" if text else ""


def answer_words(one: Mapping[str, Any]) -> str:
    """One member's answer: when, what his sheet says, whether he wants a meeting and why."""
    star = f"{one['star']} sao" if one["star"] else "không công nhận"
    total = "không chấm hết" if one["total"] is None else f"{shown_mean(one['total'], 1)} điểm"
    wish = (
        f"đề nghị họp trực tiếp: {one['reason']}" if one["wants_meeting"] else "đồng ý theo phiếu"
    )
    return f"{one['title']} {one['name']}, ngày {day(one['on'])}: {total}, {star}; {wish}"


def lines(facts: Mapping[str, Any]) -> list[str]:
    """Everything that a product's round left: answers, who is missing, what came of it."""
    present, appointed, needed = facts["quorum"]
    found = [
        f"Trả lời: {present}/{appointed} thành viên (không tính người không tham gia);"
        f" cần ít nhất {needed}; hạn trả lời {day(facts['due'])}, khép lại"
        f" {day(facts['closed_on'])}"
    ]
    found += [answer_words(one) for one in facts["answers"]]
    if facts["missing"]:
        found.append("Không trả lời: " + ", ".join(one["name"] for one in facts["missing"]))
    if refusal := facts.get("refusal"):
        found.append(
            f"{refusal['by']} không mở cuộc họp theo đề nghị, ngày {day(refusal['on'])}:"
            f" {refusal['reason']}"
        )
    if meeting := facts.get("meeting"):
        why = "; ".join(GROUNDS[one] for one in meeting["grounds"])
        reason = f". Lý do: {meeting['reason']}" if meeting["reason"] else ""
        found.append(f"Chuyển họp trực tiếp ngày {day(meeting['on'])}: {why}{reason}")
    return [one.rstrip(".") for one in found]


def names(sitting: Mapping[str, Any]) -> dict[str, Any]:
    """How papers call the sitting and its minutes, and the days of a round."""
    begun = wording.day_in_words(date.fromisoformat(sitting["held_on"]))
    if sitting.get("form") != "written":
        return {
            "is_written": False,
            "minutes_short": "Biên bản họp",
            "minutes_name": f"Biên bản họp {begun}",
            "session_name": f"phiên họp {begun}",
        }
    return {
        "is_written": True,
        "minutes_short": "Biên bản tổng hợp ý kiến bằng văn bản",
        "minutes_name": f"Biên bản tổng hợp ý kiến bằng văn bản, đợt bắt đầu {begun},",
        "session_name": f"đợt lấy ý kiến bằng văn bản bắt đầu {begun}",
        "due_words": wording.day_in_words(date.fromisoformat(sitting["answers_due"])),
        "extensions": [
            f"Gia hạn từ {day(one['before'])} đến {day(one['until'])}, lý do: {one['reason']}"
            for one in sitting["extensions"]
        ],
    }


def by_team(facts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the products on which the advisory team reports; of re-evaluations the office does.

    26/2026/QĐ-TTg, Điều 7.3.c and 7.6.c: nobody signs for what another has found.
    """
    return [one for one in facts["products"] if not (one["advice"] or {}).get("by_office")]


def reports(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Whose reports go with the papers, and which products the team's own tells of."""
    team = by_team(facts)
    names = ["Báo cáo của Tổ tư vấn"] if team else []
    if len(team) < len(facts["products"]):
        names.append("Báo cáo của cơ quan tham mưu quản lý OCOP")
    return {
        "enclosed_reports": ", ".join(names),
        "advised": [str(one["ordinal"]) for one in team],
    }


def moved(one: Mapping[str, Any]) -> dict[str, Any]:
    """A product that the round sent to a meeting."""
    return {
        "title": f"{one['name']} ({one['code']}); {one['producer']}",
        "lines": lines(one["round"]),
    }


def dated(facts: Mapping[str, Any]) -> str:
    """Return the day of the minutes: of a meeting its own, of a round that of the last close."""
    rounds = [one.get("round") for one in (*facts["products"], *facts.get("moved", ()))]
    closed = [one["closed_on"] for one in rounds if one]
    return max(closed, default=facts["sitting"]["held_on"])
