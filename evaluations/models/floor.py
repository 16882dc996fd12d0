"""What a sitting discusses now, and until when: shown to everybody in it, a right to nobody."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from councils.models import Sitting
from territories.constraints import CompositeKey
from territories.models import ProvinceOwned, owned

from .evaluation import Evaluation


class Floor(ProvinceOwned):
    """The product that has the floor in a sitting. Here, because a council knows no products."""

    sitting = models.OneToOneField(Sitting, models.CASCADE, related_name="floor")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(_("từ lúc"))
    timer_ends_at = models.DateTimeField(_("hết giờ lúc"), null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("sản phẩm đang thảo luận")
        verbose_name_plural = _("sản phẩm đang thảo luận")
        constraints = owned(
            models.CheckConstraint(
                name="evaluations_timer_of_a_product",
                condition=Q(timer_ends_at__isnull=True) | Q(evaluation__isnull=False),
            ),
            CompositeKey(
                name="evaluations_floor_of_the_agenda",
                columns=("evaluation_id", "sitting_id"),
                to="evaluations_evaluation",
                to_columns=("id", "sitting_id"),
            ),
            same=("sitting", "evaluation"),
        )

    def __str__(self) -> str:
        return f"{self.sitting} · {self.evaluation}"
