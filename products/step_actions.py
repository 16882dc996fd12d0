"""The last step of a participation: opened by the recognition, closed by the public page."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.workflow import move
from territories import clock

from .cycle import ENDED, TRANSITIONS, Status, Step
from .locking import lock
from .models import Participation


@transaction.atomic
def open_promotion(*, participation: Participation, by: User) -> Participation:
    """Lead a recognised product from its evaluation (step 5) to its promotion (step 6)."""
    row = lock(participation)
    if row.step != Step.EVALUATION or row.status != Status.ACCEPTED:
        return row
    row.step, row.since, row.version = Step.PROMOTION, clock.now(), row.version + 1
    return move(
        row,
        "next_step",
        by=by,
        table=TRANSITIONS,
        also=("step", "since", "version"),
        step=int(row.step),
    )


@transaction.atomic
def pass_up(*, participation: Participation, by: User, **facts: str) -> Participation:
    """Send what a district has judged to the province, which takes it in like any other (148)."""
    row = lock(participation)
    row.since, row.version = clock.now(), row.version + 1
    return move(row, "pass_up", by=by, table=TRANSITIONS, also=("since", "version"), **facts)


@transaction.atomic
def close(*, participation: Participation, outcome: str, by: User) -> Participation:
    """End a participation with its outcome; one that has ended stays as it is."""
    row = lock(participation)
    if row.status in ENDED:
        return row
    row.outcome, row.since, row.version = outcome[:200], clock.now(), row.version + 1
    return move(
        row,
        "close",
        by=by,
        table=TRANSITIONS,
        also=("outcome", "since", "version"),
        step=int(row.step),
        outcome=row.outcome,
    )


@transaction.atomic
def rehear(*, participation: Participation, by: User) -> Participation:
    """Bring a product back before its council: an appeal against its result was upheld."""
    row = lock(participation)
    if row.step == Step.EVALUATION and row.status == Status.ACCEPTED:
        return row  # its result was approved only: it still waits here
    others = Participation.objects.filter(product=row.product_id).exclude(pk=row.pk)
    if others.exclude(status__in=ENDED).exists():
        raise ValidationError(
            _("Sản phẩm đang tham gia một chu trình khác: hãy kết thúc lượt đó trước.")
        )
    row.step, row.outcome = Step.EVALUATION, ""
    row.since, row.version = clock.now(), row.version + 1
    return move(
        row,
        "rehear",
        by=by,
        table=TRANSITIONS,
        also=("step", "outcome", "since", "version"),
        step=int(row.step),
    )
