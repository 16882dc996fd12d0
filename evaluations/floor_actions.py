"""Who has the floor: the product that a sitting discusses now, and the time given to it."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import journal
from accounts.models import User
from councils.models import Sitting
from councils.states import SittingStatus
from territories import clock

from .agenda_actions import UNDER_WAY
from .models import Evaluation, Floor

LONGEST_MINUTES = 120


@transaction.atomic
def call_product(*, sitting: Sitting, evaluation: Evaluation | None, by: User) -> Floor:
    """Say which product is discussed now, or that none is; the time of the one before ends."""
    held = _in_session(sitting)
    floor = _floor_of(held, by)
    if evaluation is not None:
        row = held.agenda.filter(pk=evaluation.pk, status__in=UNDER_WAY).first()
        if row is None:
            raise ValidationError(
                {"evaluation": _("Sản phẩm này không chờ thảo luận trong phiên họp.")}
            )
        evaluation = row
    if floor.pk and floor.evaluation_id == (evaluation and evaluation.pk):
        return floor  # said twice: nobody is moved again, and the timer runs on
    floor.evaluation, floor.since, floor.by = evaluation, clock.now(), by
    floor.timer_ends_at = None
    floor.save()
    product = evaluation and evaluation.submission.product_code
    journal.record(by=by, verb="call_product", target=held, product=product)
    return floor


@transaction.atomic
def start_timer(*, sitting: Sitting, minutes: int, by: User) -> Floor:
    """Give the product that has the floor so many minutes from now; nobody's rights hang on it."""
    held = _in_session(sitting)
    floor = _floor_of(held, by)
    if floor.evaluation_id is None:
        raise ValidationError(_("Hãy chọn sản phẩm đang thảo luận trước khi đặt giờ."))
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise ValidationError(
            {"minutes": _("Đặt từ 1 đến %(most)s phút.") % {"most": LONGEST_MINUTES}}
        )
    floor.timer_ends_at, floor.by = clock.now() + timedelta(minutes=minutes), by
    floor.save(update_fields=["timer_ends_at", "by"])
    journal.record(by=by, verb="start_timer", target=held, minutes=minutes)
    return floor


@transaction.atomic
def stop_timer(*, sitting: Sitting, by: User) -> Floor:
    """Take the time away again."""
    held = _in_session(sitting)
    floor = _floor_of(held, by)
    if floor.pk and floor.timer_ends_at is not None:
        floor.timer_ends_at, floor.by = None, by
        floor.save(update_fields=["timer_ends_at", "by"])
        journal.record(by=by, verb="stop_timer", target=held)
    return floor


def _in_session(sitting: Sitting) -> Sitting:
    held = Sitting.objects.select_for_update().get(pk=sitting.pk)
    if held.status != SittingStatus.OPEN or held.is_written:
        raise ValidationError(_("Phiên họp chưa mở hoặc đã kết thúc."))
    return held


def _floor_of(sitting: Sitting, by: User) -> Floor:
    """Return the sitting's row; the lock on the sitting keeps two leaders apart."""
    found = Floor.objects.select_for_update().filter(sitting=sitting).first()
    if found is not None:
        return found
    return Floor(province_id=sitting.province_id, sitting=sitting, since=clock.now(), by=by)
