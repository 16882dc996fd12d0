"""Writing down who did what to which record."""

from typing import Any

from django.db.models import Model

from territories.tenancy import current_province_id

from .models import JournalEntry, SystemEvent, User
from .tongue import plain, speaking_vietnamese


def record(*, by: User | None, verb: str, target: Model, **facts: Any) -> JournalEntry:
    """Append one act to the open province's journal, in the caller's transaction."""
    with speaking_vietnamese():
        label, facts = str(target)[:300], {name: plain(value) for name, value in facts.items()}
    return JournalEntry.objects.create(
        province_id=getattr(target, "province_id", None) or current_province_id(),
        by=by,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=target.pk,
        target_label=label,
        facts=facts,
    )


def last(verb: str, model: type[Model], pk: int, **facts: Any) -> JournalEntry | None:
    """Return the open province's newest such act: what was deleted has left nothing else."""
    acts = JournalEntry.objects.filter(
        province=current_province_id(),
        target_type=model._meta.label_lower,
        target_id=pk,
        verb=verb,
        **{f"facts__{name}": value for name, value in facts.items()},
    )
    return acts.first()


def record_system(*, by: User | None, verb: str, **facts: Any) -> SystemEvent:
    """Append an act that belongs to no province."""
    return SystemEvent.objects.create(by=by, verb=verb, facts=facts)
