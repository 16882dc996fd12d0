"""Acts of the controller: a result is a draft until he confirms it, or he sends it back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal, policy
from accounts.models import Notice, User
from accounts.permissions import Permission, Role
from councils.models import Member, Sitting
from territories import clock

from . import recording
from .awards import AWAITING_CONTROL
from .models import Evaluation, Objection, Rekeying
from .seal import TYPED_OR_CONFIRMED, refusals_in_words

# Who runs the sitting or gives out duties would control himself.
NOT_CONTROLLING = frozenset({Role.COUNCIL_SECRETARY, Role.PROVINCE_ADMIN})


def why_not_controller(sitting: Sitting, user: User) -> str:
    """Say why the person may not confirm the results of a sitting; nothing: he may."""
    if not policy.may(user, Permission.RESULT_CONFIRM):
        return _("Chỉ người giữ vai trò kiểm soát xác nhận kết quả.")
    if policy.roles(user) & NOT_CONTROLLING:
        return _("Thư ký hội đồng và quản trị của tỉnh không xác nhận kết quả.")
    council = sitting.council
    if council.members.filter(user=user).exists() or council.advisers.filter(user=user).exists():
        return _("Người ở trong hội đồng hoặc Tổ tư vấn không xác nhận kết quả của hội đồng đó.")
    return ""


def why_not_confirm(evaluation: Evaluation, user: User) -> str:
    """Say why the person may not control this one result; nothing: he may."""
    if text := why_not_controller(evaluation.sitting, user):
        return text
    return str(TYPED_OR_CONFIRMED) if evaluation.rekeyings.by_hand_of(user).exists() else ""


def _controlled(evaluation: Evaluation, by: User) -> Evaluation:
    """Lock a result that waits for its controller, who is none of those who made it."""
    rows = Evaluation.objects.select_for_update(of=("self",)).select_related(
        "sitting__council", "submission"
    )
    held = rows.get(pk=evaluation.pk)
    refuse_controlling(held, by)
    return held


def refuse_controlling(held: Evaluation, by: User) -> None:
    """Refuse who may not control this result, and one that does not wait for it."""
    if text := why_not_confirm(held, by):
        raise ValidationError(text)
    if held.confirmed_at is not None:
        raise ValidationError(_("Kết quả này đã được xác nhận."), code="transition")
    if (
        held.concluded_at is None
        or not Evaluation.objects.filter(AWAITING_CONTROL, pk=held.pk).exists()
    ):
        raise ValidationError(_("Chỉ kiểm soát kết quả hội đồng đã kết luận."), code="transition")


def refuse_held_back(held: Evaluation) -> None:
    """Refuse to confirm what was sent back to the secretary and not answered."""
    if held.objections.filter(answered_at__isnull=True).exists():
        raise ValidationError(_("Thư ký chưa giải trình ý kiến của kiểm soát về kết quả này."))


def refuse_sent_back(held: Evaluation) -> None:
    """Refuse to send back twice."""
    if held.objections.filter(answered_at__isnull=True).exists():
        raise ValidationError(_("Kết quả này đang chờ thư ký giải trình."))


def refuse_answering(held: Evaluation, by: User) -> None:
    """Refuse an answer where nothing waits for one, or to one's own word."""
    row = held.objections.filter(answered_at__isnull=True).first()
    if row is None:
        raise ValidationError(_("Không có ý kiến nào của kiểm soát chờ giải trình."))
    if by.pk == row.by_id:
        raise ValidationError(_("Người kiểm soát không tự giải trình ý kiến của mình."))


@transaction.atomic
def confirm_result(*, evaluation: Evaluation, by: User) -> Evaluation:
    """Confirm a result: from now on it is no draft, and may be decided on."""
    held = _controlled(evaluation, by)
    refuse_held_back(held)
    held.confirmed_at, held.confirmed_by = clock.now(), by
    with refusals_in_words():
        held.save(update_fields=["confirmed_at", "confirmed_by"])
    journal.record(by=by, verb="confirm_result", target=held, star=held.star)
    recording.append("confirmed", by=by, target=held, star=held.star)
    return held


@transaction.atomic
def confirm_sitting(*, sitting: Sitting, by: User) -> list[Evaluation]:
    """Confirm every concluded result of a sitting that no objection holds back.

    One whose paper sheet the person typed or confirmed is left to another controller.
    """
    rows = Evaluation.objects.filter(AWAITING_CONTROL, sitting=sitting)
    held_back = Objection.objects.filter(answered_at__isnull=True).values("evaluation")
    rows = rows.exclude(pk__in=held_back)
    free = rows.exclude(pk__in=Rekeying.objects.by_hand_of(by).values("evaluation"))
    waiting = list(free.order_by("pk"))
    if not waiting and rows.exists():
        raise ValidationError(TYPED_OR_CONFIRMED)
    if not waiting:
        raise ValidationError(_("Không có kết quả nào của phiên họp chờ xác nhận."))
    return [confirm_result(evaluation=one, by=by) for one in waiting]


@transaction.atomic
def object_to_result(*, evaluation: Evaluation, reason: str, by: User) -> Objection:
    """Send a result back to the secretary with the reason."""
    held = _controlled(evaluation, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Hãy ghi lý do.")})
    refuse_sent_back(held)
    row = Objection.objects.create(
        province_id=held.province_id,
        evaluation=held,
        reason=reason.strip(),
        by=by,
        at=clock.now(),
    )
    journal.record(by=by, verb="object_to_result", target=held, reason=row.reason)
    recording.append("objected", by=by, target=held, words=row.reason)
    text = gettext_noop("Kiểm soát trả lại kết quả %(what)s, chờ giải trình.")
    secretaries = held.sitting.council.members.filter(title=Member.Title.SECRETARY)
    for member in secretaries:
        _tell(held, member.user_id, text)
    return row


@transaction.atomic
def answer_objection(*, evaluation: Evaluation, answer: str, by: User) -> Objection:
    """Answer the controller; the result waits for him again."""
    rows = Objection.objects.select_for_update(of=("self",)).select_related(
        "evaluation__submission"
    )
    row = rows.filter(evaluation=evaluation, answered_at__isnull=True).first()
    refuse_answering(evaluation, by)
    if not answer.strip():
        raise ValidationError({"answer": _("Hãy ghi nội dung giải trình.")})
    row.answer, row.answered_by, row.answered_at = answer.strip(), by, clock.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    journal.record(by=by, verb="answer_objection", target=row.evaluation, answer=row.answer)
    recording.append("objection_answered", by=by, target=row.evaluation, words=row.answer)
    _tell(row.evaluation, row.by_id, gettext_noop("Thư ký đã giải trình về kết quả %(what)s."))
    return row


def _tell(evaluation: Evaluation, user: int, text: str) -> None:
    Notice.objects.create(
        province_id=evaluation.province_id,
        to_id=user,
        text=(text % {"what": evaluation.submission.snapshot["product"]["name"]})[:300],
        link=f"/{evaluation.province.slug}/danh-gia/{evaluation.pk}/kiem-soat/",
    )
