"""Who sits before a product when it comes to the council, and who stays out of it (R20)."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.tongue import in_vietnamese
from councils.models import Council, Member

from . import interest_proposals
from .interest_proposals import Ground, Verdict
from .models import Appeal, Evaluation, Panel

State = Panel.State


@in_vietnamese
def seat_members(evaluation: Evaluation, by: User) -> None:
    """Give each member without one a place before the product; who is linked is recused (R20).

    So is who was left out by the decision on the appeal for which it is heard anew.
    """
    sitting = evaluation.sitting
    seated = set(evaluation.panel.values_list("member_id", flat=True))
    absent = dict(sitting.attendance.filter(is_present=False).values_list("member_id", "reason"))
    members = [m for m in sitting.council.members.all() if m.pk not in seated]
    linked, out = {}, left_out_of(evaluation)
    if not evaluation.is_rehearsal:  # nobody is linked to a producer that does not exist
        linked = interest_proposals.links_to_producer(
            evaluation.submission, [m.user_id for m in members]
        )
    recused = out | linked
    for member in members:
        state, reason = State.PRESENT, ""
        if member.user_id in recused:
            state, reason = State.RECUSED, recused[member.user_id]
        elif member.pk in absent:
            state, reason = State.ABSENT, absent[member.pk]
        Panel.objects.create(
            province_id=evaluation.province_id,
            evaluation=evaluation,
            member=member,
            user_id=member.user_id,
            scores=member.scores,
            state=state,
            reason=reason,
            by=by,
        )
    interest_proposals.note_linked(evaluation, members, linked, by)
    for member in members:
        if member.user_id in out.keys() - linked.keys():
            text = out[member.user_id]
            interest_proposals.note(evaluation, member, Ground.RECORDED, text, by, Verdict.RECUSED)
    if not evaluation.is_rehearsal:
        interest_proposals.propose(evaluation, by)


def left_out_of(evaluation: Evaluation) -> dict[int, str]:
    """Return whom a decision on an appeal left out of this product, and by which words.

    Another council may hear it anew: it is the person who stays out, not the seat.
    """
    found: dict[int, str] = {}
    appeal = evaluation.appeal
    while appeal is not None:  # what was heard anew may have been appealed again
        words = _("Không tham gia theo Quyết định số %(number)s ngày %(day)s về khiếu nại.") % {
            "number": appeal.decision_no,
            "day": f"{appeal.decided_on:%d/%m/%Y}",
        }
        for member in _left_out_by(appeal):
            found.setdefault(member.user_id, words)
        appeal = appeal.evaluation.appeal
    return found


def _left_out_by(appeal: Appeal) -> Iterable[Member]:
    """Return the members whose sheets the report did not count."""
    ids = appeal.preview.get("left_out", ())
    return Member.objects.filter(pk__in=ids).select_related("user") if ids else ()


def refuse_left_out(evaluation: Evaluation, member: Member) -> None:
    """Nobody seats again whom the decision on the appeal left out; he is not away either."""
    if words := left_out_of(evaluation).get(member.user_id):
        raise ValidationError({"member": _("%(words)s Không đổi được.") % {"words": words}})


def what_to_do(evaluation: Evaluation, has_chair: bool) -> list[str]:
    """Say how the product comes to a quorum without those whom the decision left out."""
    out = left_out_of(evaluation)
    seats = evaluation.panel.filter(user__in=out, state=State.RECUSED).select_related("user")
    names = ", ".join(str(one.user) for one in seats) if out else ""
    if not names:
        return []
    text = (
        _(
            "%(who)s không tham gia theo quyết định về khiếu nại, không tính vào số người họp. Hãy"
            " mời đủ thành viên, bổ sung thành viên vào Hội đồng hoặc đưa sản phẩm ra một Hội đồng"
            " khác."
        )
        if has_chair
        else _(
            "%(who)s không tham gia theo quyết định về khiếu nại, không tính vào số người họp. Hãy"
            " ủy quyền một Phó Chủ tịch chủ trì, bổ sung Phó Chủ tịch nếu Hội đồng chưa có, hoặc"
            " đưa sản phẩm ra một Hội đồng khác."
        )
    )
    return [text % {"who": names}]


def if_upheld(appeal: Appeal) -> list[str]:
    """Say before the decision who would stay out, and what its council would then want."""
    out = list(_left_out_by(appeal))
    if not out:
        return []
    council: Council = appeal.evaluation.sitting.council
    said = [
        _("Nếu chấp nhận: %(who)s không tham gia khi sản phẩm này được đánh giá lại.")
        % {"who": ", ".join(str(one.user) for one in out)}
    ]
    rest = council.members.exclude(user__in=[one.user_id for one in out])
    if not rest.filter(scores=True).exists():
        said.append(
            _(
                "Hội đồng khi ấy không còn ai chấm điểm: hãy bổ sung thành viên vào Hội đồng hoặc"
                " đưa sản phẩm ra một Hội đồng khác."
            )
        )
    elif council.rules.chair_required and not rest.filter(title=Member.Title.CHAIR).exists():
        if rest.filter(title=Member.Title.DEPUTY).exists():
            said.append(_("Khi ấy hãy ủy quyền một Phó Chủ tịch chủ trì phiên họp."))
        else:
            said.append(
                _(
                    "Hội đồng khi ấy không còn người chủ trì: hãy bổ sung một Phó Chủ tịch hoặc đưa"
                    " sản phẩm ra một Hội đồng khác."
                )
            )
    return said
