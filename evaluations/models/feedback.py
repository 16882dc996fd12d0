"""What a council lets a producer know of its marks, released once by the chair."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from evaluations.querysets import FeedbackQuerySet
from territories.models import ProvinceOwned, owned
from territories.texts import LongText

from .evaluation import Evaluation
from .rehearsal import never_of_rehearsal


class Feedback(ProvinceOwned):
    """Words per criterion, without any member's name; it stands as it was released."""

    evaluation = models.OneToOneField(Evaluation, models.PROTECT, related_name="feedback")
    text = LongText(_("nhận xét chung"), blank=True)
    # [{"criterion", "code", "name", "max_points", "mean" ("" where it was not told), "text"}]
    lines = models.JSONField(default=list)
    released_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    released_at = models.DateTimeField(_("gửi lúc"), auto_now_add=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("góp ý của hội đồng")
        verbose_name_plural = _("góp ý của hội đồng")
        constraints = owned(rights=("SELECT", "INSERT"), same=("evaluation",))
        triggers = [
            never_of_rehearsal(),
            pgtrigger.Protect(
                name="final_once_released", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} · {self.evaluation}"
