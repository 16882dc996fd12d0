"""On the first screen: typed paper sheets that wait for their second person."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from accounts import policy
from accounts.permissions import Permission as P
from evaluations.blinding import blind_rows
from evaluations.models import Evaluation, Panel, Rekeying
from evaluations.rekeying import HEADS
from evaluations.states import EvaluationStatus

from .home_lines import SHOWN, Line, at


def to_compare(user: Any, slug: str) -> list[Line]:
    """What the person may hold against its scan: his own sheet, or as head or controller."""
    controls = policy.may(user, P.RESULT_CONFIRM)
    if not (controls or policy.may(user, P.SCORE)):
        return []
    rows = Rekeying.objects.visible_to(user).waiting().exclude(keyed_by=user)
    heads = Q(
        evaluation__sitting__council__members__user=user,
        evaluation__sitting__council__members__title__in=HEADS,
    )
    seats = Panel.objects.filter(evaluation=OuterRef("evaluation"), member=OuterRef("member"))
    waiting = rows.filter(
        Q() if controls else heads | Q(user=user),
        Exists(seats.filter(state=Panel.State.PRESENT)),
        pass_no=F("evaluation__pass_no"),
        evaluation__status=EvaluationStatus.SCORING,
        evaluation__opened_at__isnull=True,
        evaluation__is_rehearsal=False,
    )
    typed = list(waiting.select_related("member__user").distinct().order_by("pk")[:SHOWN])
    if not typed:
        return []
    found = Evaluation.objects.visible_to(user).filter(pk__in=[one.evaluation_id for one in typed])
    names = {one.pk: one.product_name for one in blind_rows(user, found.with_names())}
    return [
        Line(
            text=names[one.evaluation_id],
            url=at("rekeyed", slug, pk=one.pk),
            note=str(one.member.user),
            status=_("chờ đối chiếu, xác nhận"),
            tone="wait",
        )
        for one in typed
    ]
