"""Writing the record of scoring: one line per act, in the act's own transaction."""

import secrets
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction

from accounts import journal
from accounts.models import User
from councils.models import Sitting
from councils.states import SittingStatus
from territories import clock
from territories.tenancy import current_province_id

from .models import Evaluation, RecordEvent, RecordHead, RecordPending, RecordSeal, ScoreSheet
from .models import RecordSubject as Subject
from .record import HAND_INS, Tree, canonical, keyed

CHAIN = "evaluations_record_chain"
SEALING = 6962  # the number of the lock


def append(
    kind: str,
    *,
    by: User,
    target: Sitting | Evaluation | ScoreSheet,
    about: int | None = None,
    words: str = "",
    **facts: Any,
) -> None:
    """Record an act; the commit chains it, and a rollback takes it back without a gap.

    about: id of the user whom the act is about. words: a reason or text; only its hash under that
    person's salt, or the actor's, goes in. facts: numbers, states and references; never a name.
    Of a rehearsal nothing is recorded.
    """
    if _is_rehearsed(target):
        return
    salts = salts_of(target.province_id, {by.pk, about or by.pk})
    act = {
        "by": reference(salts[by.pk], by.pk),
        "who": about and reference(salts[about], about),
        "words": keyed(salts[about or by.pk], words),
        **_place(target),
    }
    # A hash of no text or no person is left out; a fact says «none» itself.
    act = {name: value for name, value in act.items() if value} | facts
    RecordPending.objects.create(province_id=target.province_id, kind=kind, act=canonical(act))


def _is_rehearsed(target: Sitting | Evaluation | ScoreSheet) -> bool:
    return (target.evaluation if isinstance(target, ScoreSheet) else target).is_rehearsal


def _place(target: Sitting | Evaluation | ScoreSheet) -> dict[str, int]:
    if isinstance(target, ScoreSheet):
        return {"sheet": target.pk, **_place(target.evaluation)}
    if isinstance(target, Evaluation):
        return {"evaluation": target.pk, "sitting": target.sitting_id}
    return {"sitting": target.pk}


def salts_of(province_id: int, users: Iterable[int]) -> dict[int, str]:
    """Return each person's salt; the first act of a person makes it."""
    wanted = set(users)
    rows = Subject.objects.filter(province=province_id, user__in=wanted)
    known = dict(rows.values_list("user_id", "salt"))
    if missing := wanted - set(known):
        Subject.objects.bulk_create(
            [
                Subject(province_id=province_id, user_id=pk, salt=secrets.token_hex(32))
                for pk in sorted(missing)
            ],
            ignore_conflicts=True,  # somebody else was first
        )
        known = dict(rows.all().values_list("user_id", "salt"))
    return known


def reference(salt: str, user_id: int) -> str:
    """Return how the record calls a person; without the salt it leads to nobody."""
    return keyed(salt, str(user_id))[:32]


def references(province_id: int, users: Iterable[int]) -> dict[int, str]:
    """Return how the record calls these people."""
    return {pk: reference(salt, pk) for pk, salt in salts_of(province_id, users).items()}


def users(province_id: int) -> dict[str, User]:
    """Return who stands behind the references, but for those whose salts were erased."""
    rows = Subject.objects.filter(province=province_id).select_related("user")
    return {reference(row.salt, row.user_id): row.user for row in rows}


def persons(province_id: int) -> dict[str, str]:
    """Return their names."""
    return {one: str(user) for one, user in users(province_id).items()}


@transaction.atomic
def erase_subject(*, user: User, by: User) -> None:
    """Erase a person's salt: the chain stands, and no one finds the person in it any more."""
    province_id = current_province_id()
    Subject.objects.filter(province=province_id, user=user).delete()
    journal.record(by=by, verb="erase_subject", target=user)


def settle() -> None:
    """Chain now what the commit would chain: for the act that shows its own number."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS {CHAIN} IMMEDIATE; SET CONSTRAINTS {CHAIN} DEFERRED")


def receipt_of(sheet: ScoreSheet) -> RecordEvent | None:
    """Return the event of a sheet's hand-in; a sheet older than the record has none."""
    return RecordEvent.objects.filter(sheet_ref=sheet.pk, kind__in=HAND_INS).first()


def receipt_now(sheet: ScoreSheet) -> RecordEvent | None:
    """Return the same within the transaction of the hand-in itself."""
    settle()
    return receipt_of(sheet)


def seal_sitting(sitting: Sitting) -> RecordSeal:
    """Seal the day's events up to the sitting's end; its head hash stands in the minutes."""
    settle()
    _seal_alone(sitting.province_id)
    head = RecordHead.objects.get(province=sitting.province_id)
    day = clock.today()
    first = _unsealed_from(sitting.province_id)
    return _seal(sitting.province_id, day, first, head.seq, sitting)


def seal_of(sitting: Sitting) -> RecordSeal | None:
    """Return the seal of a sitting that is closed: its head stands on the page and in minutes."""
    if sitting.status != SittingStatus.CLOSED:
        return None
    return sitting.seals.first()


def _seal_alone(province_id: int) -> None:
    """Wait for another seal of the province to be done: each begins where the last one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [SEALING, province_id])


def seal_days(province_id: int) -> RecordSeal | None:
    """Seal what happened before today and no daily seal has yet; twice does no harm."""
    _seal_alone(province_id)
    midnight = clock.now().astimezone(clock.ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    first = _unsealed_from(province_id)
    events = RecordEvent.objects.filter(province=province_id, seq__gte=first)
    later = events.filter(at__gte=midnight).order_by("seq").values_list("seq", flat=True).first()
    before = events.filter(seq__lt=later) if later else events
    last = before.order_by("-seq").first()
    if last is None:
        return None
    day = last.at.astimezone(clock.ZONE).date()
    return _seal(province_id, day, first, last.seq, None)


def _unsealed_from(province_id: int) -> int:
    daily = RecordSeal.objects.filter(province=province_id, sitting=None)
    last = daily.order_by("-last").values_list("last", flat=True).first()
    return (last or 0) + 1


def _seal(
    province_id: int, day: date, first: int, last: int, sitting: Sitting | None
) -> RecordSeal:
    rows = RecordEvent.objects.filter(province=province_id, seq__range=(first, last))
    tree, head = Tree(), ""
    for head in rows.order_by("seq").values_list("hash", flat=True).iterator(chunk_size=5000):
        tree.add(bytes.fromhex(head))
    seal, _is_new = RecordSeal.objects.get_or_create(
        province_id=province_id,
        sitting=sitting,
        last=last,
        defaults={"day": day, "first": first, "root": tree.root.hex(), "head": head},
    )
    return seal
