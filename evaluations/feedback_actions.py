"""The chair lets a producer know, criterion by criterion, what the council found."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal
from accounts.models import User
from councils.models import Member
from councils.states import SittingStatus

from . import closing_actions, mirrors
from .agenda_actions import locked
from .models import Evaluation, Feedback
from .notices import tell_parties
from .results import Count
from .writing import written

LONGEST = 2000


def rows_of(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Return every criterion with the panel's mean and what members remarked, without names."""
    counted = closing_actions.count(evaluation)
    seen = {one.key: one for one in mirrors.by_criterion(counted.book.rules, sheets_of(counted))}
    remarks, unproven = _remarks(counted), _unproven(counted)
    return [
        {
            "criterion": one.key,
            "code": one.official_code or one.code,
            "name": one.name_vi,
            "max_points": one.max_points,
            "mean": mirrors.shown(seen[one.key].mean) if one.key in seen else "",
            "remarks": remarks.get(one.key, []),
            "unproven": unproven.get(one.key, 0),
            "sheets": len(counted.valid),
        }
        for one in counted.book.rules.criteria
    ]


def sheets_of(counted: Count) -> dict[int, Any]:
    """Return the complete sheets that made the mean, by member."""
    complete = counted.totals_in(counted.evaluation.pass_no)
    return {one.member: one.sheet for one in counted.valid if one.member in complete}


def _remarks(counted: Count) -> dict[str, list[str]]:
    """Sorted, so that their order does not tell whose they are."""
    found: dict[str, list[str]] = {}
    for one in counted.valid:
        for score in counted.rows[one.member, one.pass_no, one.version].scores.all():
            if score.remark:
                found.setdefault(counted.book.keys[score.criterion_id], []).append(score.remark)
    return {key: sorted(texts) for key, texts in found.items()}


def _unproven(counted: Count) -> dict[str, int]:
    """Count the sheets that call a criterion not proven: its evidence has to be completed."""
    found: dict[str, int] = {}
    for one in counted.valid:
        for score in counted.rows[one.member, one.pass_no, one.version].scores.all():
            if score.is_unproven:
                key = counted.book.keys[score.criterion_id]
                found[key] = found.get(key, 0) + 1
    return found


@transaction.atomic
def release_feedback(
    *,
    evaluation: Evaluation,
    by: User,
    lines: Mapping[str, str],
    text: str = "",
    with_points: bool = False,
) -> Feedback:
    """Send it to the producer, once: by the chair, after the end and the controller's word."""
    held = locked(evaluation)
    refuse_release(held, by)
    rows = rows_of(held)
    words = {key: written(value, key, LONGEST) for key, value in lines.items()}
    if unknown := sorted(set(words) - {row["criterion"] for row in rows}):
        raise ValidationError({unknown[0]: _("Phiếu này không có tiêu chí đó.")})
    text = written(text, "text", LONGEST)
    if not text and not any(words.values()):
        raise ValidationError({"text": _("Hãy ghi ít nhất một góp ý.")})
    feedback = Feedback.objects.create(
        province_id=held.province_id,
        evaluation=held,
        text=text,
        lines=[
            {name: row[name] for name in ("criterion", "code", "name", "max_points")}
            | {"mean": row["mean"] if with_points else "", "text": said}
            for row in rows
            if (said := words.get(row["criterion"], "")) or with_points
        ],
        released_by=by,
    )
    journal.record(by=by, verb="release_feedback", target=held, lines=len(feedback.lines))
    tell_parties(
        held.submission,
        gettext_noop("Hội đồng gửi góp ý về «%(product)s»."),
        link=f"/{held.province.slug}/danh-gia/{held.pk}/gop-y/",
    )
    return feedback


def refuse_release(held: Evaluation, by: User) -> None:
    """Refuse whom and what may not release it: the chair does, once, after end and control."""
    chairs = held.sitting.council.members.filter(user=by, title=Member.Title.CHAIR)
    if not chairs.exists():
        raise ValidationError(_("Chỉ Chủ tịch hội đồng gửi góp ý cho chủ thể."))
    if held.concluded_at is None or held.sitting.status != SittingStatus.CLOSED:
        raise ValidationError(_("Chỉ gửi góp ý sau khi phiên họp kết thúc."))
    if held.confirmed_at is None:
        raise ValidationError(_("Chỉ gửi góp ý sau khi người kiểm soát xác nhận kết quả."))
    if held.submission.participation_id is None:
        raise ValidationError(_("Hồ sơ do tỉnh gửi: góp ý đi cùng kết quả trả về tỉnh."))
    if Feedback.objects.filter(evaluation=held).exists():
        raise ValidationError(_("Góp ý về sản phẩm này đã gửi, không sửa được nữa."))
