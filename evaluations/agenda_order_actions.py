"""Acts on the order of an agenda: taken as proposed, or one product up or down."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import journal
from accounts.models import User
from councils.models import Sitting
from councils.states import SittingStatus

from .agenda_order import Item, moves, propose
from .models import Evaluation, Panel
from .states import EvaluationStatus

ASIDE = 16000  # above every number of an agenda: there rows wait while their places are taken
ORDER_CHANGED = "stale"


def items_of(sitting: Sitting) -> list[Item]:
    """Return the agenda as the pure rules read it: three columns of each product, two queries."""
    rows = sitting.agenda.exclude(status=EvaluationStatus.CANCELLED).order_by("ordinal")
    out: dict[int, set[int]] = {}
    recused = Panel.objects.filter(evaluation__sitting=sitting, state=Panel.State.RECUSED)
    for evaluation, member in recused.values_list("evaluation_id", "member_id"):
        out.setdefault(evaluation, set()).add(member)
    return [
        Item(pk, frozenset(out.get(pk, ())), status != EvaluationStatus.OPEN)
        for pk, status in rows.values_list("pk", "status")
    ]


@transaction.atomic
def arrange(*, sitting: Sitting, order: Sequence[int], by: User) -> Sitting:
    """Put the products that have not begun in this order; the others keep their places."""
    held = _locked(sitting)
    items = items_of(held)
    free = {one.key for one in items if not one.is_begun}
    if sorted(order) != sorted(free):
        raise ValidationError(
            _("Chương trình vừa thay đổi, hoặc có sản phẩm đã bắt đầu chấm. Hãy tải lại trang."),
            code=ORDER_CHANGED,
        )
    _write(held, items, order, by=by)
    return held


@transaction.atomic
def arrange_as_proposed(*, sitting: Sitting, by: User) -> Sitting:
    """Take the order in which recused members leave the room as seldom as can be."""
    held = _locked(sitting)
    items = items_of(held)
    _write(held, items, [one.key for one in propose(items) if not one.is_begun], by=by)
    return held


@transaction.atomic
def move_product(*, sitting: Sitting, evaluation: Evaluation, is_up: bool, by: User) -> Sitting:
    """Change places with the next product above or below that has not begun either."""
    held = _locked(sitting)
    items = items_of(held)
    order = [one.key for one in items if not one.is_begun]
    if evaluation.pk not in order:
        raise ValidationError(
            {"evaluation": _("Sản phẩm đã bắt đầu chấm, không đổi thứ tự được nữa.")}
        )
    here = order.index(evaluation.pk)
    there = here - 1 if is_up else here + 1
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        _write(held, items, order, by=by)
    return held


def _locked(sitting: Sitting) -> Sitting:
    """Lock the sitting, as who puts something on its agenda does, then what may be moved."""
    held = Sitting.objects.select_for_update().get(pk=sitting.pk)
    if held.status == SittingStatus.CLOSED:
        raise ValidationError(_("Phiên họp đã kết thúc."))
    list(held.agenda.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    return held


def _write(held: Sitting, items: list[Item], order: Sequence[int], *, by: User) -> None:
    """Give the places of the products that may move to them anew; every number stays unique."""
    rows = {one.pk: one for one in held.agenda.filter(pk__in=order)}
    places = sorted(one.ordinal for one in rows.values())
    wanted = dict(zip(order, places, strict=True))
    changed = [one for one in rows.values() if one.ordinal != wanted[one.pk]]
    if not changed:
        return
    by_key = {one.key: one for one in items}
    waiting = iter(order)
    after = [one if one.is_begun else by_key[next(waiting)] for one in items]
    for offset in (ASIDE, 0):  # the numbers are unique row by row
        for one in changed:
            one.ordinal = wanted[one.pk] + offset
        Evaluation.objects.bulk_update(changed, ["ordinal"])
    journal.record(
        by=by,
        verb="arrange_agenda",
        target=held,
        order=[*order],
        moves_before=moves(items),
        moves_after=moves(after),
    )
