"""Files that people hand in: kept by the hash of their content, never changed."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from territories.models import ProvinceOwned, owned


class StoredFile(ProvinceOwned):
    """One file of a province; the bytes are stored once per content."""

    class Kind(models.TextChoices):
        """What the content is, whatever the name says."""

        PDF = "pdf", "PDF"
        IMAGE = "image", _("ảnh")
        WORD = "word", "Word"
        SHEET = "sheet", "Excel"

    sha256 = models.CharField(max_length=64)
    name = models.CharField(_("tên tệp"), max_length=255)
    kind = models.CharField(_("loại"), max_length=10, choices=Kind)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("dung lượng"))
    pages = models.PositiveIntegerField(_("số trang"), null=True, blank=True)
    uploaded_at = models.DateTimeField(_("tải lên lúc"), auto_now_add=True)
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("tệp")
        verbose_name_plural = _("tệp")
        constraints = owned()
        triggers = [pgtrigger.Protect(name="unchanging", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.name
