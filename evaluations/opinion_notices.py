"""Word left for people about written opinions: answer, by when, more time, a meeting."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions import notify
from accounts.models import User
from councils.models import Member, Sitting

from .blinding import name_for_members
from .models import Evaluation, Panel
from .written_standing import of_round


def _page(name: str, sitting: Sitting, pk: int) -> str:
    return reverse(name, args=[sitting.province.slug, pk])


def _day(sitting: Sitting) -> str:
    return f"{sitting.answers_due:%d/%m/%Y}"


def tell_of_deadline(sitting: Sitting, user: User, count: int) -> None:
    """Call a member's missing answers to mind."""
    text = ngettext(
        "Còn %(count)s phiếu lấy ý kiến phải trả lời, hạn %(day)s.",
        "Còn %(count)s phiếu lấy ý kiến phải trả lời, hạn %(day)s.",
        count,
    ) % {"count": count, "day": _day(sitting)}
    notify(
        province=sitting.province, to=user, text=text, link=_page("sitting", sitting, sitting.pk)
    )


def tell_of_extension(sitting: Sitting) -> None:
    """Tell those who still have to answer that there is more time."""
    text = _("Đợt lấy ý kiến được gia hạn đến hết ngày %(day)s.") % {"day": _day(sitting)}
    for user in of_round(sitting):
        notify(
            province=sitting.province,
            to=user,
            text=text,
            link=_page("sitting", sitting, sitting.pk),
        )


def tell_of_sheet(evaluation: Evaluation) -> None:
    """Ask every member before the product for his opinion."""
    sitting = evaluation.sitting
    text = _("Mời trả lời phiếu lấy ý kiến về %(what)s, hạn %(day)s.") % {
        "what": name_for_members(evaluation),
        "day": _day(sitting),
    }
    for place in evaluation.panel.filter(state=Panel.State.PRESENT, scores=True):
        notify(
            province=sitting.province,
            to=place.user,
            text=text,
            link=_page("sheet", sitting, evaluation.pk),
        )


def tell_chair(evaluation: Evaluation) -> None:
    """Tell who presides that a member asks for a meeting."""
    sitting = evaluation.sitting
    heads = sitting.council.members.filter(title=Member.Title.CHAIR).select_related("user")
    people = {one.user for one in heads} | (
        {sitting.presided_by.user} if sitting.presided_by_id else set()
    )
    out = set(evaluation.panel.filter(state=Panel.State.RECUSED).values_list("user_id", flat=True))
    text = _("Thành viên đề nghị họp trực tiếp về %(what)s: mời Chủ tịch trả lời.") % {
        "what": name_for_members(evaluation)
    }
    for user in people:
        if user.pk not in out:
            notify(
                province=sitting.province,
                to=user,
                text=text,
                link=_page("evaluation", sitting, evaluation.pk),
            )


def tell_of_meeting(evaluation: Evaluation) -> None:
    """Tell the panel and the secretaries that a meeting judges the product."""
    sitting = evaluation.sitting
    text = _("%(what)s được chuyển sang họp trực tiếp.") % {"what": name_for_members(evaluation)}
    places = evaluation.panel.exclude(state=Panel.State.RECUSED).select_related("user")
    for place in places:
        notify(
            province=sitting.province,
            to=place.user,
            text=text,
            link=_page("sitting", sitting, sitting.pk),
        )
