"""The papers of a sitting as they were made: minutes, tally, reports, drafts, sheets."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from councils.models import Sitting
from evaluations.querysets import PaperSetQuerySet
from files.models import StoredFile
from territories.models import ProvinceOwned, owned

from .rehearsal import SITTING_REHEARSED, never_of_rehearsal


class PaperSet(ProvinceOwned):
    """One making of a sitting's papers from the facts of that moment; older ones are kept."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="paper_sets")
    version = models.PositiveSmallIntegerField(_("lần lập"))
    facts = models.JSONField(editable=False)
    # Of the facts: the same facts are not printed twice.
    facts_sha256 = models.CharField(max_length=64, editable=False)
    # Carries the watermark: at least one result was not confirmed by the controller.
    is_draft = models.BooleanField(_("dự thảo"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("lập lúc"), auto_now_add=True)
    # The zip over all its files, once every one is there.
    bundle_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    bundle_size = models.PositiveBigIntegerField(null=True, editable=False)

    objects = PaperSetQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("bộ hồ sơ phiên họp")
        verbose_name_plural = _("bộ hồ sơ phiên họp")
        ordering = ["-version"]
        constraints = owned(
            models.UniqueConstraint(fields=["sitting", "version"], name="evaluations_paper_set"),
            models.CheckConstraint(
                name="evaluations_bundle_whole",
                condition=models.Q(bundle_sha256="", bundle_size__isnull=True)
                | (~models.Q(bundle_sha256="") & models.Q(bundle_size__isnull=False)),
            ),
            same=("sitting",),
        )
        triggers = [
            never_of_rehearsal(SITTING_REHEARSED),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="final_once_bundled",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__bundle_sha256=""),
            ),
        ]

    def __str__(self) -> str:
        return _("Bộ hồ sơ lần %(version)s · %(sitting)s") % {
            "version": self.version,
            "sitting": self.sitting,
        }


class Paper(ProvinceOwned):
    """One file of a set."""

    paper_set = models.ForeignKey(PaperSet, models.CASCADE, related_name="papers")
    ordinal = models.PositiveIntegerField()
    key = models.CharField(max_length=40)
    title = models.CharField(_("tên văn bản"), max_length=300)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("văn bản của phiên họp")
        verbose_name_plural = _("văn bản của phiên họp")
        ordering = ["ordinal"]
        constraints = owned(
            models.UniqueConstraint(fields=["paper_set", "ordinal"], name="evaluations_paper_once"),
            same=("paper_set", "file"),
        )
        triggers = [
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.title
