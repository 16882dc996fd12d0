"""The chair's change of the operating rules: a new version, with his reason, for what comes."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import journal
from accounts.models import User
from accounts.versions import refuse_stale

from .actions import INFORMATION, seat_secretaries
from .editing import set_values, tidy
from .models import OPERATING_RULES, Council, Member, RulesVersion


def is_chair(user: User, council: Council) -> bool:
    """Tell whether the person is the council's chair."""
    return council.members.filter(user=user, title=Member.Title.CHAIR).exists()


@transaction.atomic
def amend_rules(
    *, council: Council, by: User, version: int, reason: str, **changes: Any
) -> Council:
    """Change frozen rules for the evaluations not yet begun; those begun keep theirs."""
    held = Council.objects.select_for_update().get(pk=council.pk)
    if not is_chair(by, held):
        raise ValidationError(_("Chỉ Chủ tịch hội đồng đổi quy chế sau khi đã chấm điểm."))
    if held.rules_frozen_at is None:
        raise ValidationError(_("Hội đồng chưa chấm điểm: sửa quy chế ở trang quy chế."))
    if set(changes) - set(OPERATING_RULES) - INFORMATION:
        raise ValidationError(_("Không sửa được mục này."))
    if not tidy(reason):
        raise ValidationError({"reason": _("Hãy ghi lý do thay đổi quy chế.")})
    before = held.rules.as_json()
    theirs, differing = set_values(held, changes)
    after = held.rules.as_json()
    moved = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not moved:
        raise ValidationError(_("Chưa có mục nào của quy chế thay đổi."))
    refuse_stale(held, version, differing, mine=changes, theirs=theirs)
    held.rules_version += 1
    held.full_clean()
    RulesVersion.objects.create(
        province_id=held.province_id,
        council=held,
        number=held.rules_version,
        rules=held.rules.as_json(),
        reason=tidy(reason),
        by=by,
    )
    held.save()
    if "secretary_scores" in moved:
        seat_secretaries(held, by)
    facts = {"version": held.rules_version, "changed": moved, "reason": tidy(reason)}
    journal.record(by=by, verb="amend_rules", target=held, **facts)
    return held
