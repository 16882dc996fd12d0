"""Word left for people about written opinions: answer, by when, more time, a meeting."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions import notify
from accounts.models import User
from accounts.tongue import in_vietnamese
from councils.models import Member, Sitting

from .blinding import name_for_members
from .models import Evaluation, Panel
from .written_standing import of_round


def _tell(sitting: Sitting, people: Iterable[User], text: str, page: str = "", pk: int = 0) -> None:
    """Leave word with a link to the round, or to another page."""
    link = reverse(page or "sitting", args=[sitting.province.slug, pk or sitting.pk])
    for user in people:
        notify(province=sitting.province, to=user, text=text, link=link)


def _day(sitting: Sitting) -> str:
    return f"{sitting.answers_due:%d/%m/%Y}"


@in_vietnamese
def tell_of_deadline(sitting: Sitting, user: User, count: int) -> None:
    """Call a member's missing answers to mind."""
    text = ngettext(
        "Còn %(count)s phiếu lấy ý kiến phải trả lời, hạn %(day)s.",
        "Còn %(count)s phiếu lấy ý kiến phải trả lời, hạn %(day)s.",
        count,
    ) % {"count": count, "day": _day(sitting)}
    _tell(sitting, [user], text)


@in_vietnamese
def tell_of_extension(sitting: Sitting) -> None:
    """Tell those who still have to answer that there is more time."""
    text = _("Đợt lấy ý kiến được gia hạn đến hết ngày %(day)s.") % {"day": _day(sitting)}
    _tell(sitting, of_round(sitting), text)


@in_vietnamese
def tell_of_sheet(evaluation: Evaluation) -> None:
    """Ask every member before the product for his opinion."""
    sitting = evaluation.sitting
    text = _("Mời trả lời phiếu lấy ý kiến về %(what)s, hạn %(day)s.") % {
        "what": name_for_members(evaluation),
        "day": _day(sitting),
    }
    places = evaluation.panel.filter(state=Panel.State.PRESENT, scores=True)
    people = [place.user for place in places.select_related("user")]
    _tell(sitting, people, text, "sheet", evaluation.pk)


@in_vietnamese
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
    asked = [user for user in people if user.pk not in out]
    _tell(sitting, asked, text, "evaluation", evaluation.pk)


@in_vietnamese
def tell_of_meeting(evaluation: Evaluation) -> None:
    """Tell the panel and the secretaries that a meeting judges the product."""
    text = _("%(what)s được chuyển sang họp trực tiếp.") % {"what": name_for_members(evaluation)}
    places = evaluation.panel.exclude(state=Panel.State.RECUSED).select_related("user")
    _tell(evaluation.sitting, [place.user for place in places], text)
