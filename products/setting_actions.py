"""Acts on what a province's own rules leave open (D): who accepts what is handed in."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import journal
from accounts.models import User
from territories.models import Province

from .cycle import PAPER_STEPS, Actor, Step, acceptor

LEVELS = {Actor.COMMUNE: gettext_lazy("Cấp xã"), Actor.PROVINCE: gettext_lazy("Cấp tỉnh")}


def acceptors(province: Province) -> dict[Step, Actor]:
    """Return who accepts at each of the steps that may be set."""
    return {step: acceptor(step, province.settings) for step in sorted(PAPER_STEPS)}


def as_seen(current: Mapping[Step, Actor]) -> str:
    """Return what stands in one word, for a form to carry: it tells whether somebody changed it."""
    return ",".join(f"{step.value}:{actor.value}" for step, actor in current.items())


@transaction.atomic
def set_acceptors(*, province: Province, by: User, seen: str = "", **levels: str) -> Province:
    """Set which level accepts at a step; what was handed in already is then that level's too."""
    row = Province.objects.select_for_update().get(pk=province.pk)
    before = acceptors(row)
    known = {f"step_{step.value}": step for step in before}
    if strange := set(levels) - set(known):
        raise TypeError(f"Nobody may set {sorted(strange)}.")
    after = before | {known[name]: Actor(level) for name, level in levels.items()}
    if after == before:
        return row
    if seen and seen != as_seen(before):
        raise ValidationError(_stale(before, after))
    written = {str(int(step)): level.value for step, level in after.items()}
    row.settings = {**row.settings, "acceptors": written}
    row.save(update_fields=["settings"])
    old = {str(int(step)): level.value for step, level in before.items()}
    journal.record(by=by, verb="set_acceptors", target=row, before=old, after=written)
    return row


def _stale(theirs: Mapping[Step, Actor], mine: Mapping[Step, Actor]) -> list[ValidationError]:
    lines = [_("Người khác vừa lưu thay đổi. Hãy so từng mục dưới đây, sửa cho đúng rồi lưu lại.")]
    lines += [
        _("%(field)s: anh/chị nhập «%(mine)s», hiện đang lưu «%(theirs)s».")
        % {"field": step.label, "mine": LEVELS[mine[step]], "theirs": LEVELS[theirs[step]]}
        for step in theirs
        if mine[step] != theirs[step]
    ]
    return [ValidationError(line, code="stale") for line in lines]
