"""Acts on a sitting that stand in the record: its opening, who presides, its end and its seal."""

from django.db import transaction

from accounts.models import User
from councils import actions as councils
from councils.models import Member, Sitting

from . import recording


@transaction.atomic
def open_sitting(*, sitting: Sitting, by: User) -> Sitting:
    """Begin the meeting."""
    held = councils.open_sitting(sitting=sitting, by=by)
    recording.append("sitting_opened", by=by, target=held, held_on=held.held_on.isoformat())
    return held


@transaction.atomic
def delegate_presiding(*, sitting: Sitting, by: User, member: Member | None) -> Sitting:
    """Let a present deputy preside in the chair's place; None gives it back (R16)."""
    held = councils.delegate_presiding(sitting=sitting, by=by, member=member)
    recording.append("presiding", by=by, target=held, about=member and member.user_id)
    return held


@transaction.atomic
def close(*, sitting: Sitting, by: User) -> Sitting:
    """End the meeting; its record is sealed, and the seal's head hash stands in the minutes."""
    held = councils.close_sitting(sitting=sitting, by=by)
    results = [
        [one.pk, one.status, one.star] for one in held.agenda.order_by("ordinal").defer("result")
    ]
    recording.append("sitting_closed", by=by, target=held, agenda=results)
    if not held.is_rehearsal:
        recording.seal_sitting(held)
    return held
