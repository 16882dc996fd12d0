"""The look of a second person at a member's sealed marks: it stands in journal and record (R19)."""

from django.db import transaction

from accounts import journal
from accounts.models import JournalEntry, User

from . import recording
from .models import Evaluation, Rekeying
from .rekeying import may_read

VERB = "read_rekeyed"


@transaction.atomic
def read(*, rekeying: Rekeying, by: User) -> bool:
    """Tell whether the person may read it; before the opening the first look is written down."""
    if not may_read(rekeying, by):
        return False
    if rekeying.evaluation.opened_at is not None or by.pk in (
        rekeying.user_id,
        rekeying.keyed_by_id,
    ):
        return True
    held = Evaluation.objects.select_for_update(of=("self",)).get(pk=rekeying.evaluation_id)
    known = JournalEntry.objects.of(held).filter(verb=VERB, by=by)
    if not known.filter(facts__rekeying=rekeying.pk).exists():
        journal.record(by=by, verb=VERB, target=held, rekeying=rekeying.pk, member=rekeying.member)
        recording.append(
            "rekeying_read", by=by, target=held, about=rekeying.user_id, rekeying=rekeying.pk,
            pass_no=rekeying.pass_no,
        )  # fmt: skip
    return True
