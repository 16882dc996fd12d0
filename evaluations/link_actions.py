"""A member found at his own sheet to be of the producer leaves the panel at once (R20)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User

from .agenda_actions import locked
from .models import Evaluation, Panel
from .producer_links import found_by
from .seating import linked_now, recuse_linked
from .states import EvaluationStatus


def stand_aside(*, place: Panel | None, by: User) -> None:
    """Refuse the sheet to who acts for the producer by now; that he is out of it stays.

    place: his seat as `with_links` reads it. He is not told which producer it is: he may score
    by codes.
    """
    if place is not None and found_by(place) and _recused(place, by):
        raise ValidationError(
            _(
                "Hệ thống vừa ghi anh/chị không tham gia chấm sản phẩm này vì có lợi ích liên quan."
                " Nếu có nhầm lẫn, hãy báo thư ký hội đồng."
            ),
            code="not_scoring",
        )


@transaction.atomic
def _recused(place: Panel, by: User) -> bool:
    held = locked(Evaluation(pk=place.evaluation_id))
    if held.status != EvaluationStatus.SCORING or held.opened_at is not None:
        return False  # before, the beginning looks; after, the panel is fixed
    linked = {seat: words for seat, words in linked_now(held).items() if seat.pk == place.pk}
    recuse_linked(held, linked, by)
    return bool(linked)
