"""Who sits before a product when it comes to the council, and who stays out of it (R20)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import journal
from accounts.models import User
from accounts.tongue import in_vietnamese
from councils.models import Council, Member

from . import interest_notices, interest_proposals, recording
from .interest_proposals import Ground, Verdict
from .models import Appeal, Evaluation, Panel
from .producer_links import found_by, links_to_producer, with_links

State = Panel.State


@in_vietnamese
def seat_members(evaluation: Evaluation, by: User) -> None:
    """Give each member without one a place before the product; who is linked is recused (R20).

    So is who was left out by the decision on the appeal for which it is heard anew.
    """
    _seat(evaluation, by)
    if not evaluation.is_rehearsal:
        interest_proposals.propose(evaluation, by)


def seat_again(evaluation: Evaluation, by: User) -> None:
    """Before the scoring begins: who has come to the council since, and what links are new."""
    _seat(evaluation, by)
    look_again(evaluation, by)


@in_vietnamese
def _seat(evaluation: Evaluation, by: User) -> None:
    places = newcomers(evaluation, by)
    for place in places:
        place.save()
    for place in places:
        if place.ground:
            text = place.reason
            interest_proposals.note(
                evaluation, place.member, place.ground, text, by, Verdict.RECUSED
            )


def newcomers(evaluation: Evaluation, by: User) -> list[Panel]:
    """Return the places, not kept yet, of members without one; `ground`: why one is out of it."""
    sitting = evaluation.sitting
    seated = set(evaluation.panel.values_list("member_id", flat=True))
    absent = dict(sitting.attendance.filter(is_present=False).values_list("member_id", "reason"))
    members = [m for m in sitting.council.members.select_related("user") if m.pk not in seated]
    users = [member.user_id for member in members]
    linked: dict[int, str] = {}
    if not evaluation.is_rehearsal:  # nobody is linked to a producer that does not exist
        linked = links_to_producer(evaluation.submission, users)
    out = left_out_of(evaluation) if members else {}
    said = declared_out(evaluation) if members else {}
    places = []
    for member in members:
        user, state, reason, ground = member.user_id, State.PRESENT, "", ""
        if user in linked:
            state, reason, ground = State.RECUSED, linked[user], Ground.HANDED_IN
        elif user in said:
            state, reason, ground = State.RECUSED, said[user], Ground.PRODUCER
        elif user in out:
            state, reason, ground = State.RECUSED, out[user], Ground.LEFT_OUT
        elif member.pk in absent:
            state, reason = State.ABSENT, absent[member.pk]
        place = Panel(
            province_id=evaluation.province_id,
            evaluation=evaluation,
            member=member,
            user_id=user,
            scores=member.scores,
            state=state,
            reason=reason,
            by=by,
        )
        place.ground = ground
        places.append(place)
    return places


@in_vietnamese
def look_again(evaluation: Evaluation, by: User) -> None:
    """Look for links once more: the producer's own people are out, all else is to be ruled on.

    Whoever got an account of the producer since is as little its judge as who had one before.
    """
    if evaluation.is_rehearsal:
        return
    recuse_linked(evaluation, linked_now(evaluation), by)
    found = interest_proposals.propose(evaluation, by)
    for member in {one.member_id: one.member for one in found}.values():
        interest_notices.tell_heads(evaluation, member)


def linked_now(evaluation: Evaluation) -> dict[Panel, str]:
    """Return who sits before the product and is out of it by now: `ground` says on which ground."""
    panel = evaluation.panel.exclude(state=State.RECUSED).select_related("member__user")
    said, found = declared_out(evaluation), {}
    known = evaluation.interests.filter(ground=Ground.PRODUCER) if said else ()
    ruled = {one.member_id for one in known}  # on his word something was decided here already
    for place in with_links(panel):
        if words := found_by(place):
            place.ground, found[place] = Ground.HANDED_IN, words
        elif place.user_id in said and place.member_id not in ruled:
            place.ground, found[place] = Ground.PRODUCER, said[place.user_id]
    return found


def declared_out(evaluation: Evaluation) -> dict[int, str]:
    """Return who is out by what he declared of the producer before, and his words.

    Only under blind codes: to ask about him first would tell him whose code it is.
    """
    if evaluation.is_rehearsal or not evaluation.operating_rules.blind_codes:
        return {}
    return interest_proposals.declared_before(evaluation)


@in_vietnamese
def recuse_linked(evaluation: Evaluation, linked: Mapping[Panel, str], by: User) -> None:
    """Take them out, keep it for the minutes, and tell them, the chair and the secretary."""
    for place, text in linked.items():
        write_place(evaluation, place, State.RECUSED, text, by)
        if place.ground == Ground.PRODUCER or not place.was_noted:  # it is kept once
            interest_proposals.note(
                evaluation, place.member, place.ground, text, by, Verdict.RECUSED
            )
        interest_notices.tell_recused(evaluation, place.member)
        interest_notices.tell_himself(evaluation, place)


def refuse_linked(evaluation: Evaluation, member: Member) -> None:
    """Nobody rules in who acts for the producer or handed the dossier in (R20)."""
    if evaluation.is_rehearsal:
        return
    user, submission = member.user_id, evaluation.submission
    linked = links_to_producer(submission, [user], today=True)
    if words := linked.get(user):
        text = _("%(words)s Người này chỉ có thể được ghi không tham gia.")
        raise ValidationError({"member": text % {"words": words}})


def write_place(evaluation: Evaluation, place: Panel, state: str, reason: str, by: User) -> None:
    """Keep how a member stands to the product, in the journal and in the record."""
    before, place.state, place.reason, place.by = place.state, state, reason, by
    place.save()
    journal.record(
        by=by,
        verb=f"mark_{state}",
        target=evaluation,
        member=str(place.member),
        before=before,
        reason=reason,
    )
    recording.append(
        "place_changed",
        by=by,
        target=evaluation,
        about=place.user_id,
        words=reason,
        before=before,
        state=state,
    )


def follow_rules(evaluation: Evaluation) -> None:
    """Have the secretaries score or not as the rules say under which the scoring begins."""
    scores = evaluation.operating_rules.secretary_scores
    seats = evaluation.panel.filter(member__title=Member.Title.SECRETARY).exclude(scores=scores)
    for place in seats:
        place.scores = scores
        place.save(update_fields=["scores", "at"])


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
