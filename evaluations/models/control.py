"""What the controller holds against a result, and what the secretary answered."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from territories.models import ProvinceOwned, owned
from territories.texts import LONGEST_REASON, LongText

from .evaluation import Evaluation
from .rehearsal import never_of_rehearsal


class Objection(ProvinceOwned):
    """The controller sends a result back to the secretary with a reason; it is answered once."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="objections")
    reason = LongText(_("ý kiến của kiểm soát"), at_most=LONGEST_REASON)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = LongText(_("giải trình của thư ký"), at_most=LONGEST_REASON, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("ý kiến của kiểm soát")
        verbose_name_plural = _("ý kiến của kiểm soát")
        ordering = ["at", "id"]
        constraints = owned(
            models.CheckConstraint(name="evaluations_objection_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="evaluations_objection_answered_whole",
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["evaluation"],
                condition=Q(answered_at__isnull=True),
                name="evaluations_one_open_objection",
            ),
            same=("evaluation",),
        )
        triggers = [
            never_of_rehearsal(),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="final_once_answered",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} · {self.evaluation}"
