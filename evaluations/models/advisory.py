"""What the council's advisers, or the office, found before the scoring."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from files.models import StoredFile
from territories.models import ProvinceOwned, owned
from territories.texts import LongText

from .evaluation import Evaluation


class AdvisoryReport(ProvinceOwned):
    """What the advisory team found in the file and on the site (26/2026, Điều 7.3.c)."""

    evaluation = models.OneToOneField(Evaluation, models.CASCADE, related_name="advisory_report")
    text = LongText(_("nội dung báo cáo"))
    site_visited_on = models.DateField(_("ngày khảo sát"), null=True, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    written_at = models.DateTimeField(auto_now=True)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("báo cáo của Tổ tư vấn")
        verbose_name_plural = _("báo cáo của Tổ tư vấn")
        constraints = owned(same=("evaluation", "file"))

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} · {self.evaluation}"

    @property
    def version(self) -> int:
        """Tell one wording from the next by the instant of its writing; 0: none is written."""
        return int(self.written_at.timestamp() * 1_000_000) if self.written_at else 0
