"""What the opened answers of a round said, and why it cannot be closed: facts in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.tongue import in_vietnamese
from councils.quorum import Quorum
from territories import clock

from . import closing_actions, scoring, written
from .models import Evaluation, Opinion


@in_vietnamese
def answers_of(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Return the opened answers in the order of the seats: day, opinion, total, star."""
    count = closing_actions.count(evaluation)
    rules, valid = count.book.rules, {one.member: one for one in count.valid}
    opinions = {one.sheet_id: one for one in Opinion.objects.filter(sheet__evaluation=evaluation)}
    found = []
    for place in count.panel:
        if place.member_id not in valid:
            continue
        one = valid[place.member_id]
        row = count.rows[one.member, one.pass_no, one.version]
        opinion = opinions[row.pk]
        is_whole = scoring.is_complete(rules, one.sheet)
        found.append(
            {
                "sheet": row.pk,
                "member": place.member_id,
                "name": str(place.member.user),
                "title": str(place.member.get_title_display()),
                "on": row.submitted_at.astimezone(clock.ZONE).date().isoformat(),
                "wants_meeting": opinion.wants_meeting,
                "reason": opinion.reason,
                "total": scoring.sheet_total(rules, one.sheet) if is_whole else None,
                "star": written.own_star(rules, count.bands, one.sheet),
            }
        )
    return found


def too_few(quorum: Quorum) -> str:
    """Say why a round cannot be closed, and what may be done."""
    if quorum.present >= quorum.needed and not quorum.has_chair:
        return _(
            "Người chủ trì chưa trả lời: hãy gia hạn (có lý do), hoặc chuyển sản phẩm sang họp trực"
            " tiếp."
        )
    return _(
        "Chưa đủ ý kiến: có %(present)s, cần ít nhất %(needed)s. Hãy gia hạn (có lý do), hoặc"
        " chuyển sản phẩm sang họp trực tiếp."
    ) % {"present": quorum.present, "needed": max(quorum.needed, 1)}
