"""How long a result may be appealed against in a province: its own number (D)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import journal
from accounts.models import User
from territories.models import Province

from .appeals import MOST_DAYS, days_allowed


@transaction.atomic
def set_appeal_days(*, province: Province, days: int, by: User) -> Province:
    """Set the window; a result that was told already has the new one too."""
    row = Province.objects.select_for_update().get(pk=province.pk)
    if isinstance(days, bool) or not 1 <= days <= MOST_DAYS:
        raise ValidationError({"days": _("Từ 1 đến %(most)s ngày làm việc.") % {"most": MOST_DAYS}})
    before = days_allowed(row.settings)
    if days == before:
        return row
    row.settings = {**row.settings, "appeal_days": days}
    row.save(update_fields=["settings"])
    journal.record(by=by, verb="set_appeal_days", target=row, before=before, after=days)
    return row
