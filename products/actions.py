"""Acts on participations: enrol, hand a step in, accept it, send it back, withdraw.

Step 5 has acts of its own (handin_actions, review_actions), step 6 too (step_actions).
"""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal, policy
from accounts.models import User
from accounts.permissions import Permission
from accounts.workflow import TransitionRefused, move, refuse_verb
from producers.models import Producer
from territories import clock

from .cycle import (
    ENDED,
    NO_ENTRY,
    PAPER_STEPS,
    TRANSITIONS,
    Actor,
    Purpose,
    Status,
    Step,
    acceptor,
    first_step,
    takes_entries,
)
from .holding import is_at_ministry
from .locking import lock
from .models import Cycle, Participation, Product, Submission
from .next_step import missing
from .notices import tell, tell_staff
from .product_actions import add_image, on_behalf, refuse_unfit, register_product
from .product_actions import locked as locked_product
from .recognised import is_recognised, is_suspended
from .sheets import labels_of, values_of


@transaction.atomic
def register(
    *,
    producer: Producer,
    by: User,
    cycle: Cycle | None = None,
    upload: UploadedFile | None = None,
    **facts: Any,
) -> Product:
    """Enter a product with its first picture and, where a year is named, into its cycle."""
    product = register_product(producer=producer, by=by, **facts)
    if upload is not None:
        add_image(product=product, upload=upload, by=by)
    if cycle is not None:
        enrol(product=product, cycle=cycle, by=by)
    return product


@transaction.atomic
def enrol(
    *,
    product: Product,
    cycle: Cycle,
    by: User,
    purpose: str = Purpose.FIRST,
    previous: Submission | None = None,
    held_star: int | None = None,
    held_until: date | None = None,
) -> Participation:
    """Enter a product for a year's cycle; it takes one way at a time.

    What it holds already is told by whoever keeps the certificates.
    """
    row = locked_product(product)
    _check_purpose(row, purpose, held=(previous, held_star, held_until))
    # Locked against being closed meanwhile.
    year = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if year.province_id != row.province_id or year.closed_at is not None:
        raise ValidationError({"cycle": _("Chu trình này không mở cho đăng ký.")})
    if not takes_entries(year.year, today=clock.today()):
        raise ValidationError({"cycle": NO_ENTRY % {"value": year.year}})
    refuse_unfit(row.producer, row.line)
    if purpose == Purpose.FIRST:
        _end_promotion(row, by)
    participation = Participation(
        province_id=row.province_id,
        cycle=cycle,
        product=row,
        purpose=purpose,
        previous=previous,
        held_star=held_star,
        held_until=held_until,
        step=first_step(purpose),
        since=clock.now(),
    )
    participation.full_clean(exclude=["province", "round", "criteria_set", "procedure"])
    participation.save()
    behalf = on_behalf(by, row.producer)
    facts = {"year": cycle.year, "on_behalf": behalf}
    if held_star is not None:
        facts |= {"purpose": purpose, "held_star": held_star}
    journal.record(by=by, verb="enrol", target=participation, **facts)
    return participation


def _check_purpose(product: Product, purpose: str, *, held: tuple[Any, ...]) -> None:
    if purpose != Purpose.FIRST:
        if any(fact is None for fact in held):
            words = _(
                "Nâng hạng và đánh giá lại cần giấy chứng nhận còn hiệu lực của sản phẩm:"
                " hãy đăng ký từ trang giấy chứng nhận."
            )
            raise ValidationError({"purpose": words})
    else:
        refuse_first_time(product)


def refuse_first_time(product: Product) -> None:
    """Refuse to enter as new what has a certificate, or one that may be restored (R22)."""
    if is_recognised(product, clock.today()):
        words = _("Sản phẩm đang có giấy chứng nhận: hãy đăng ký nâng hạng hoặc đánh giá lại.")
        raise ValidationError({"purpose": words})
    if is_suspended(product, clock.today()):
        words = _(
            "Giấy chứng nhận của sản phẩm đang tạm dừng: hãy đăng ký khi giấy được khôi phục, hoặc"
            " sau khi giấy bị thu hồi."
        )
        raise ValidationError({"purpose": words})


def _end_promotion(product: Product, by: User) -> None:
    """End the promotion of what holds no more: withdrawn or expired, it is no way of its own."""
    rows = Participation.objects.active().filter(product=product, step=Step.PROMOTION)
    for row in rows.select_for_update(of=("self",)):
        row.outcome = gettext_noop("Giấy chứng nhận không còn hiệu lực; đăng ký lại lần đầu.")
        _move(row, "close", by, "outcome", outcome=row.outcome)


@transaction.atomic
def submit_step(
    *, participation: Participation, by: User, version: int | None = None
) -> Participation:
    """Hand the step's paper in, once nothing that it needs is missing."""
    row = _fresh(participation, version)
    refuse_step(row, "submit")
    lacking = missing(row.step, values_of(row))
    if lacking:
        raise ValidationError(
            _("Chưa nộp được, còn thiếu: %(parts)s.")
            % {"parts": ", ".join(labels_of(row.step, lacking))},
            code="incomplete",
        )
    refuse_unfit(row.product.producer, row.product.line)
    row.return_reason, row.return_by = "", None
    behalf = on_behalf(by, row.product.producer)
    return _move(row, "submit", by, "return_reason", "return_by", on_behalf=behalf)


@transaction.atomic
def accept(*, participation: Participation, by: User, version: int | None = None) -> Participation:
    """Accept what was handed in; the next step begins at once, as a draft."""
    row = _fresh(participation, version)
    _refuse_elsewhere(row)
    refuse_other_hands(row, by)
    refuse_acceptance(row)
    done = Step(row.step)
    _move(row, "accept", by)
    row.step = Step(row.step + 1)
    _move(row, "next_step", by, "step")
    tell(row, gettext_noop("«%(product)s»: đã tiếp nhận bước «%(step)s»."), by=by, step=done.label)
    return row


@transaction.atomic
def send_back(
    *,
    participation: Participation,
    by: User,
    reason: str,
    return_by: date,
    version: int | None = None,
) -> Participation:
    """Send a step back for additions, saying which and by when."""
    row = _fresh(participation, version)
    _refuse_elsewhere(row)
    refuse_other_hands(row, by)
    refuse_step(row, "send_back")
    reason = _reason(reason)
    if return_by <= clock.today():
        raise ValidationError({"return_by": _("Hạn bổ sung phải sau hôm nay.")})
    row.return_reason, row.return_by = reason, return_by
    facts = {"reason": reason, "return_by": return_by.isoformat()}
    _move(row, "send_back", by, "return_reason", "return_by", **facts)
    tell(
        row,
        gettext_noop("«%(product)s»: trả lại bổ sung, hạn %(day)s."),
        by=by,
        day=f"{return_by:%d/%m/%Y}",
    )
    return row


@transaction.atomic
def withdraw(
    *, participation: Participation, by: User, reason: str, version: int | None = None
) -> Participation:
    """Take a product out of the cycle; what was done stays in the record."""
    row = _fresh(participation, version)
    refuse_withdrawal(row)
    behalf = on_behalf(by, row.product.producer)
    is_before_office = row.status in (Status.AT_PROVINCE, Status.ACCEPTED)
    gone = _move(row, "withdraw", by, reason=_reason(reason), on_behalf=behalf)
    if is_before_office:  # it may be on an agenda or on a draft decision by now
        text = gettext_noop("«%(product)s» đã rút: xem lại chương trình họp, dự thảo quyết định.")
        tell_staff(gone, text, by=by)
    return gone


def refuse_withdrawal(row: Participation) -> None:
    """Refuse to withdraw what was recognised, is over, or is before the Ministry."""
    if row.step == Step.PROMOTION:  # what ends a recognition is its revocation (Điều 8)
        raise TransitionRefused(
            _("Sản phẩm đã được công nhận: lượt đánh giá đã xong, không còn gì để rút."),
            code="transition",
        )
    refuse_verb(row, "withdraw", TRANSITIONS)
    if is_at_ministry(row):
        raise TransitionRefused(
            _(
                "Hồ sơ đang ở Bộ: chỉ rút được khi Bộ trả lại hoặc đã có kết quả. Muốn dừng, hãy"
                " đề nghị tỉnh báo Bộ trả lại hồ sơ."
            ),
            code="transition",
        )


def may_decide(participation: Participation, by: User) -> bool:
    """Tell whether accepting this step is this person's: commune or province, as the province set.

    The person reaches the participation (the door fetched it so); here it is asked how.
    """
    if not policy.may(by, Permission.STEP_ACCEPT):
        return False
    is_whole = policy.reaches_all(by, Permission.STEP_ACCEPT)
    wanted = acceptor(participation.step, participation.province.settings)
    return is_whole is (wanted is Actor.PROVINCE)


def refuse_other_hands(participation: Participation, by: User) -> None:
    """Refuse a decision that is the other level's."""
    if not may_decide(participation, by):
        raise PermissionDenied


def _refuse_elsewhere(row: Participation) -> None:
    """Refuse here what is over, or has no paper, or is done on the evaluation dossier's pages."""
    if row.step in PAPER_STEPS:
        return
    if row.status in ENDED:
        raise TransitionRefused.at(row.get_status_display())
    words = _("Bước «%(step)s» được xử lý ở trang hồ sơ đánh giá.")
    if row.step == Step.PROMOTION:
        words = _("Bước «%(step)s» không có giấy tờ nào phải nộp hay tiếp nhận.")
    raise TransitionRefused(words % {"step": row.get_step_display()}, code="transition")


def refuse_step(row: Participation, verb: str) -> None:
    """Refuse what does not follow from where a step's paper stands."""
    _refuse_elsewhere(row)
    refuse_verb(row, verb, TRANSITIONS)


def refuse_acceptance(row: Participation) -> None:
    """Refuse to accept what is not handed in, and a plan that nobody appraised."""
    refuse_step(row, "accept")
    if row.step == Step.BUSINESS_PLAN and row.plan.appraised_at is None:
        raise ValidationError(_("Hãy ghi ý kiến thẩm định trước khi tiếp nhận phương án."))


def _fresh(participation: Participation, version: int | None) -> Participation:
    row = lock(participation)
    _refuse_changed(row, version)
    return row


def _refuse_changed(row: Participation, version: int | None) -> None:
    if version is not None and version != row.version:
        raise ValidationError(
            _(
                "Hồ sơ đã thay đổi sau khi anh/chị mở trang (bản %(mine)s, nay là bản %(now)s):"
                " đang ở bước %(step)s, «%(status)s». Hãy xem lại rồi quyết định."
            )
            % {
                "mine": version,
                "now": row.version,
                "step": int(row.step),
                "status": row.get_status_display(),
            },
            code="stale",
        )


def _move(row: Participation, verb: str, by: User, *also: str, **facts: object) -> Participation:
    row.since, row.version = clock.now(), row.version + 1
    facts = {"step": int(row.step), **facts}
    return move(row, verb, by=by, table=TRANSITIONS, also=("since", "version", *also), **facts)


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not reason:
        raise ValidationError({"reason": _("Hãy ghi lý do.")})
    return reason
