"""Acts on interests: declare one, answer one; all of it is kept for the minutes (R20)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import journal, policy
from accounts.models import User
from accounts.permissions import Permission
from accounts.tongue import speaking_vietnamese
from councils.actions import tidy
from councils.models import Member, Sitting
from councils.sitting_steps import refuse_ended
from products.models import Submission
from territories.folding import sort_key

from . import agenda_actions, interest_notices, interest_proposals, recording, seating
from .agenda_actions import locked
from .agenda_rules import UNDER_WAY, refuse_fixed
from .blinding import is_blind
from .interest_proposals import AHEAD, Ground, Verdict, producer_key
from .models import Evaluation, Interest, InterestAnswer, Panel
from .seal import refusals_in_words


def presides(user: User, evaluation: Evaluation) -> bool:
    """Tell whether the person is the chair, or whom the chair delegated for this sitting."""
    sitting = evaluation.sitting
    if sitting.presided_by_id and sitting.presided_by.user_id == user.pk:
        return True
    return sitting.council.members.filter(user=user, title=Member.Title.CHAIR).exists()


def writes(user: User, evaluation: Evaluation) -> bool:
    """Tell whether the person keeps the sitting's record: the secretary, or the office."""
    return policy.may(user, Permission.SITTING_RUN, evaluation.sitting)


@transaction.atomic
def declare(
    *,
    evaluation: Evaluation,
    reason: str,
    by: User,
    is_doubtful: bool = False,
    ground: str = Ground.DECLARED,
) -> Interest:
    """Declare an interest: out of it at once, or, in doubt, left to the chair's ruling."""
    held = locked(evaluation)
    place = held.panel.select_related("member").filter(user=by).first()
    if place is None:
        raise ValidationError(_("Anh/chị không ở trong hội đồng của sản phẩm này."))
    if place.state == Panel.State.RECUSED:
        raise ValidationError(_("Anh/chị đã không tham gia sản phẩm này."))
    refuse_fixed(held)
    reason = tidy(reason)
    if not reason:
        raise ValidationError({"reason": _("Hãy ghi lý do.")})
    verdict = Verdict.REFERRED if is_doubtful else Verdict.RECUSED
    row = interest_proposals.note(held, place.member, ground, reason, by, verdict, reason)
    journal.record(by=by, verb="declare_interest", target=held, verdict=str(verdict), reason=reason)
    if is_doubtful:
        interest_notices.tell_heads(held, place.member)
    else:
        agenda_actions.declare_interest(evaluation=held, reason=reason, by=by)
    return row


def producers_before(user: User, sitting: Sitting) -> list[tuple[str, str]]:
    """Return the producers before whom a person sits, by name: no product is told with them.

    While he reads codes they stand among all who ever handed in here: a few names would be a key.
    """
    rows = _before(user, sitting)
    names = {producer_key(one): one.submission.snapshot["producer"]["name"] for one in rows}
    if any(map(is_blind, rows)):
        names = _ever_handed_in() | names
    return sorted(names.items(), key=lambda pair: sort_key(pair[1]))


def reads_codes(user: User, sitting: Sitting) -> bool:
    """Tell whether of what is before a person anything bears a code."""
    return any(map(is_blind, _before(user, sitting)))


def _before(user: User, sitting: Sitting) -> QuerySet[Evaluation]:
    seated = Panel.objects.filter(user=user).exclude(state=Panel.State.RECUSED)
    rows = sitting.agenda.filter(
        status__in=UNDER_WAY, opened_at__isnull=True, pk__in=seated.values("evaluation")
    )
    return rows.select_related("submission", "sitting__council")


def _ever_handed_in() -> dict[str, str]:
    facts = ("origin", "snapshot__producer__id", "snapshot__producer__name")
    rows = Submission.objects.order_by("pk").values_list(*facts)
    return {f"{origin}:{pk}": name for origin, pk, name in rows}


@transaction.atomic
def declare_for_producer(
    *, sitting: Sitting, producer: str, reason: str, by: User, is_doubtful: bool = False
) -> list[Interest]:
    """Declare an interest in every product of a producer on the agenda.

    Who reads codes leaves for certain, or is written down where no product is: a name that could
    be tried at no cost and without a trace would be a key to the codes.
    """
    refuse_ended(sitting)
    reason = tidy(reason)
    if not reason:
        raise ValidationError({"reason": _("Hãy ghi lý do.")})
    before = _before(by, sitting)
    rows = [one for one in before if producer_key(one) == producer]
    if any(map(is_blind, before)):
        _refuse_trying(sitting, producer, by, is_doubtful=is_doubtful)
        if not rows:
            _declare_ahead(sitting, producer, reason, by)
    elif not rows:
        raise ValidationError(
            {"producer": _("Chương trình không có sản phẩm nào của chủ thể này mà anh/chị chấm.")}
        )
    return [
        declare(
            evaluation=one,
            reason=reason,
            by=by,
            is_doubtful=is_doubtful,
            ground=Ground.PRODUCER,
        )
        for one in rows
    ]


def _refuse_trying(sitting: Sitting, producer: str, by: User, *, is_doubtful: bool) -> None:
    if is_doubtful:
        raise ValidationError(
            {"is_doubtful": _("Chấm theo mã: khai báo với chủ thể là không chấm.")}
        )
    if producer not in dict(producers_before(by, sitting)):
        raise ValidationError({"producer": _("Hãy chọn một chủ thể trong danh sách.")})


def _declare_ahead(sitting: Sitting, producer: str, reason: str, by: User) -> None:
    """Keep a declaration that meets no product; it counts once one of the producer comes."""
    journal.record(by=by, verb=AHEAD, target=sitting, producer=producer, reason=reason)
    words = f"{producer}: {reason}"
    recording.append("interest_declared_ahead", by=by, target=sitting, words=words)


def answer(*, interest: Interest, verdict: str, reason: str, by: User) -> InterestAnswer:
    """Accept an interest (recuse), set it aside with a reason, or leave it to the chair."""
    with refusals_in_words():
        held = locked(interest.evaluation)
        row = Interest.objects.select_related("member").get(pk=interest.pk)
        _may_answer(held, row, verdict, by)
        reason = tidy(reason)
        if verdict != Verdict.RECUSED and not reason:
            raise ValidationError({"reason": _("Hãy ghi lý do.")})
        given = InterestAnswer(
            province_id=held.province_id, interest=row, verdict=verdict, reason=reason, by=by
        )
        given.full_clean()
        given.save()
        journal.record(
            by=by,
            verb="answer_interest",
            target=held,
            member=row.member,
            ground=row.ground,
            verdict=str(verdict),
            reason=reason,
        )
        recording.append(
            "interest_answered",
            by=by,
            target=held,
            about=row.member.user_id,
            words=reason,
            ground=row.ground,
            verdict=str(verdict),
        )
        if verdict == Verdict.REFERRED:
            interest_notices.tell_heads(held, row.member)
        if verdict == Verdict.RECUSED:
            with speaking_vietnamese():
                text = f"{row.get_ground_display()}: {row.text}"[:300]
            agenda_actions.recuse(evaluation=held, member=row.member, reason=text, by=by)
        return given


def refuse_answering(evaluation: Evaluation, row: Interest, by: User) -> None:
    """Refuse what is answered for good, and to the secretary what was left to the chair."""
    refuse_fixed(evaluation)
    is_head = presides(by, evaluation)
    if not is_head and not writes(by, evaluation):
        raise ValidationError(_("Chỉ thư ký hoặc Chủ tịch hội đồng kết luận."))
    if row.answers.exclude(verdict=Verdict.REFERRED).exists():
        raise ValidationError(_("Đã có kết luận."))
    referred = row.answers.filter(verdict=Verdict.REFERRED).exists()
    if referred and not is_head and not concerns_the_only_head(evaluation, row):
        raise ValidationError(_("Trường hợp này đã chuyển Chủ tịch kết luận."))


def _may_answer(evaluation: Evaluation, row: Interest, verdict: str, by: User) -> None:
    refuse_answering(evaluation, row, by)
    if verdict not in Verdict.values:
        raise ValidationError({"verdict": _("Hãy chọn một kết luận.")})
    if row.member.user_id == by.pk and verdict == Verdict.SET_ASIDE:
        raise ValidationError(_("Không ai tự kết luận mình không có liên quan."))
    if verdict == Verdict.SET_ASIDE:
        seating.refuse_linked(evaluation, row.member)


def concerns_the_only_head(evaluation: Evaluation, row: Interest) -> bool:
    """The chair does not judge himself: without a delegate the record's keeper answers."""
    return row.member.title == Member.Title.CHAIR and evaluation.sitting.presided_by_id is None
