"""The procedures as rows: which level examines, awards and forwards, and in which period."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regulations import procedures, querysets

from .books import Regulation
from .freezing import OF_PROCEDURE, frozen, frozen_itself


class Procedure(models.Model):
    """Quy trình: who examines, awards and forwards, by the day of hand-in (R1, R3)."""

    # Published by itself: an amendment (1489) adds a procedure to a book long published.
    code = models.CharField(_("mã"), max_length=20, unique=True)
    regulation = models.ForeignKey(Regulation, models.PROTECT, related_name="procedures")
    legal_basis = ArrayField(models.CharField(max_length=60), verbose_name=_("căn cứ"))
    handed_in = DateRangeField(_("ngày nộp hồ sơ"))
    first_or_upgrade_by = models.DateField(_("hạn chuyển tiếp: lần đầu, nâng hạng"), null=True)
    re_evaluation_by = models.DateField(_("hạn chuyển tiếp: đánh giá lại"), null=True)
    re_evaluation_days = models.PositiveSmallIntegerField(_("số ngày đánh giá lại"), null=True)
    opens_days_before = models.PositiveSmallIntegerField(_("mở trước (ngày)"), null=True)
    closes_days_before = models.PositiveSmallIntegerField(_("đóng trước (ngày)"), null=True)
    confidence = models.TextField(_("độ tin cậy"))
    published_at = models.DateTimeField(_("công bố lúc"), null=True)

    objects = querysets.ProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = _("quy trình")
        verbose_name_plural = _("quy trình")
        ordering = ["-handed_in"]
        constraints = [
            ExclusionConstraint(
                name="regulations_procedure_no_overlap",
                expressions=[("handed_in", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="regulations_procedure_re_evaluation_whole",
                condition=Q(
                    re_evaluation_days__isnull=True,
                    opens_days_before__isnull=True,
                    closes_days_before__isnull=True,
                )
                | Q(
                    re_evaluation_days__isnull=False,
                    opens_days_before__isnull=False,
                    closes_days_before__isnull=False,
                ),
            ),
        ]
        triggers = frozen_itself(period="handed_in")

    def __str__(self) -> str:
        return " + ".join(basis.split(" ")[0] for basis in self.legal_basis)

    def as_rule(self) -> procedures.ProcedureRule:
        """Return the procedure as the pure rules read it (two queries, none when prefetched)."""
        return querysets.build_procedure(self)


class ProcedureLevel(models.Model):
    """One level of a procedure: what it examines, which stars it awards, when it forwards."""

    class Level(models.TextChoices):
        """Where the level stands, from the commune up."""

        COMMUNE = "commune", _("Cấp xã")
        DISTRICT = "district", _("Cấp huyện")
        PROVINCIAL = "province", _("Cấp tỉnh")
        NATIONAL = "centre", _("Trung ương")

    class Examines(models.TextChoices):
        """What the level does with the dossier."""

        RECEIVES = "receives", _("Tiếp nhận hồ sơ")
        REPORT = "report", _("Lập báo cáo, văn bản đề nghị")
        SCORES = "scores", _("Chấm điểm")

    class OnForward(models.TextChoices):
        """What the level does besides, when it forwards."""

        RECOGNISE_TOO = procedures.RECOGNISE_TOO, _("Công nhận và chuyển lên")
        APPROVE_ONLY = procedures.APPROVE_ONLY, _("Chỉ phê duyệt kết quả và chuyển lên")
        FORWARD_ONLY = procedures.FORWARD_ONLY, _("Chuyển lên")

    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="levels")
    ordinal = models.PositiveSmallIntegerField(_("thứ tự"))
    level = models.CharField(_("cấp"), max_length=10, choices=Level)
    examines = models.CharField(_("việc"), max_length=10, choices=Examines)
    awards_stars = ArrayField(
        models.PositiveSmallIntegerField(), default=list, verbose_name=_("sao")
    )
    forwards_from = models.PositiveSmallIntegerField(_("chuyển từ (điểm)"), null=True)
    on_forward = models.CharField(_("khi chuyển"), max_length=15, choices=OnForward, blank=True)
    working_days = models.PositiveSmallIntegerField(_("số ngày làm việc"), null=True)

    class Meta:
        verbose_name = _("cấp đánh giá")
        verbose_name_plural = _("cấp đánh giá")
        ordering = ["procedure", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "level"], name="regulations_level_once"),
            models.CheckConstraint(
                name="regulations_level_forward_whole",
                condition=Q(forwards_from__isnull=True, on_forward="")
                | (Q(forwards_from__isnull=False) & ~Q(on_forward="")),
            ),
        ]
        triggers = frozen(OF_PROCEDURE, "regulations_procedure")

    def __str__(self) -> str:
        return self.get_level_display()
