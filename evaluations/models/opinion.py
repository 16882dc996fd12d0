"""What a member answers in a round of written opinions, beside the marks of his sheet."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from councils.models import never_emptied
from territories.constraints import CompositeKey
from territories.models import ProvinceOwned, owned

from .opinion_triggers import OPINION_ON_OPEN_SHEET
from .sheets import ScoreSheet, Sealed


class Opinion(ProvinceOwned):
    """A member stands by the outcome of his sheet, or asks with a reason for a meeting."""

    sheet = models.OneToOneField(ScoreSheet, models.PROTECT, related_name="opinion")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    wants_meeting = models.BooleanField(_("đề nghị họp trực tiếp"))
    reason = models.CharField(_("lý do"), max_length=1000, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("ý kiến bằng văn bản")
        verbose_name_plural = _("ý kiến bằng văn bản")
        constraints = owned(
            models.CheckConstraint(
                name="evaluations_opinion_reason",
                condition=Q(wants_meeting=False, reason="") | Q(wants_meeting=True, reason__gt=""),
                violation_error_message=_("Hãy ghi lý do đề nghị họp trực tiếp."),
            ),
            CompositeKey(
                name="evaluations_opinion_by_owner",
                columns=("sheet_id", "user_id"),
                to="evaluations_scoresheet",
                to_columns=("id", "user_id"),
            ),
            Sealed(name="evaluations_opinion_sealed"),
            rights=("SELECT", "INSERT"),
            same=("sheet",),
        )
        triggers = [
            pgtrigger.Trigger(
                name="only_on_open_sheet",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=OPINION_ON_OPEN_SHEET,
            ),
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return str(self.sheet)
