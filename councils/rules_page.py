"""The operating rules in plain words: what each says, its usual value, and where that is from."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .models import Council
from .rules import OperatingRules

LAW = "26/2026/QĐ-TTg"


@dataclass(frozen=True)
class Rule:
    """One line of the page."""

    name: str
    label: str
    says: str
    usual: str
    source: str


def _share(rules: OperatingRules) -> str:
    share = f"{rules.quorum_numerator}/{rules.quorum_denominator}"
    return _("ít nhất %(share)s số thành viên được tính") % {"share": share}


def _chair(rules: OperatingRules) -> str:
    return _("bắt buộc") if rules.chair_required else _("không bắt buộc")


def _spread(rules: OperatingRules) -> str:
    label = str(Council.SpreadMode(rules.spread_mode).label)
    if rules.spread_mode == Council.SpreadMode.OFF:
        return label
    return _("%(mode)s, quá %(limit)s điểm thì thảo luận") % {
        "mode": label,
        "limit": rules.spread_limit,
    }


def _passes(rules: OperatingRules) -> str:
    if rules.passes == 1:
        return _("một lượt; chênh quá mức vẫn lấy trung bình và ghi biên bản")
    return _("tối đa %(n)s lượt; lượt cuối vẫn chênh thì lấy trung bình của lượt đó") % {
        "n": rules.passes
    }


def _notice(rules: OperatingRules) -> str:
    return _("ít nhất %(n)s ngày làm việc trước phiên họp") % {"n": rules.notice_days}


def _blind(rules: OperatingRules) -> str:
    if rules.blind_codes:
        return _("có: thành viên chỉ thấy mã số cho đến khi mở phiếu")
    return _("không: thành viên thấy tên sản phẩm và chủ thể")


def _scores(rules: OperatingRules) -> str:
    return _("có") if rules.secretary_scores else _("không")


def _minimum(rules: OperatingRules) -> str:
    return str(Council.MinimumMode(rules.minimum_mode).label)


def usual_rules(level: str) -> OperatingRules:
    """Return the usual practice at a level (R15-R17)."""
    if level == Council.Level.NATIONAL:
        return OperatingRules(quorum_numerator=5, quorum_denominator=7)
    return OperatingRules()


def rules_in_words(rules: OperatingRules, level: str) -> list[Rule]:
    """Return every rule with its usual value and the source of that."""
    left = _("Quyết định %(law)s (Điều 7.3.b) để hội đồng tự quy định") % {"law": LAW}
    practice = _("thông lệ của các hội đồng cấp tỉnh")
    centre = _("thông lệ của hội đồng cấp trung ương (757/QĐ-BNN-VPĐP)")
    quorum = centre if level == Council.Level.NATIONAL else practice
    asked: list[tuple[str, Any, Any, str]] = [
        ("quorum_numerator", _("Số người họp tối thiểu"), _share, f"{left}; {quorum}"),
        ("chair_required", _("Chủ tịch hoặc người được ủy quyền có mặt"), _chair, practice),
        ("spread_mode", _("Chênh lệch điểm giữa các thành viên"), _spread, f"{left}; {practice}"),
        ("passes", _("Số lượt chấm"), _passes, practice),
        ("secretary_scores", _("Thư ký chấm điểm"), _scores, practice),
        (
            "minimum_mode",
            _("Yêu cầu tối thiểu của hạng sao"),
            _minimum,
            _("%(law)s không quy định cách xét qua nhiều phiếu; cách hiểu của phần mềm")
            % {"law": LAW},
        ),
        (
            "notice_days",
            _("Thành viên có hồ sơ trước"),
            _notice,
            _("148/QĐ-TTg: 1 ngày; 1048/QĐ-TTg: 2 ngày; %(law)s: theo quy chế") % {"law": LAW},
        ),
        ("blind_codes", _("Chấm theo mã, giấu tên"), _blind, _("lựa chọn của hội đồng")),
    ]
    usual = usual_rules(level)
    return [Rule(name, label, say(rules), say(usual), by) for name, label, say, by in asked]


def changes_in_words(before: OperatingRules, after: OperatingRules, level: str) -> list[str]:
    """Say what a version changed."""
    old = {one.name: one.says for one in rules_in_words(before, level)}
    return [
        f"{one.label}: {old[one.name]} → {one.says}"
        for one in rules_in_words(after, level)
        if one.says != old[one.name]
    ]


def versions_in_words(council: Council) -> list[dict[str, Any]]:
    """Return the versions, the latest first, each with what it changed."""
    rows = list(council.rules_versions.select_related("by"))
    kept = [OperatingRules.from_json(row.rules) for row in rows]
    return [
        {
            "row": row,
            "changes": changes_in_words(kept[place + 1], kept[place], council.level)
            if place + 1 < len(rows)
            else [],
        }
        for place, row in enumerate(rows)
    ]
