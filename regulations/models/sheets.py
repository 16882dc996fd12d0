"""The criteria sets as rows: what a council may tick, and what each tick is worth."""

from datetime import datetime
from functools import lru_cache

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from regulations import criteria, querysets

from .books import Named, ProductSet, Regulation
from .freezing import OF_BOOK, OF_CRITERION, OF_SET, frozen


class CriteriaSet(models.Model):
    """Bộ tiêu chí: what a council fills in for one product set."""

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="criteria_sets")
    product_set = models.OneToOneField(ProductSet, models.CASCADE, related_name="criteria_set")
    parts = models.JSONField(_("phần"))
    max_points = models.PositiveSmallIntegerField(_("điểm tối đa"))
    samples = models.PositiveSmallIntegerField(_("số sản phẩm mẫu"), null=True)
    star_mark_legend_vi = models.TextField(_("chú giải dấu sao"), null=True)  # noqa: DJ001 none printed
    status = models.TextField(_("hiệu lực"))
    completeness = models.TextField(_("mức đầy đủ"))
    confidence = models.TextField(_("độ tin cậy"))
    source = ArrayField(models.TextField(), verbose_name=_("nguồn"))
    remarks = models.JSONField(_("ghi chú của bản chép"), default=dict)

    objects = querysets.CriteriaSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("bộ tiêu chí")
        verbose_name_plural = _("bộ tiêu chí")
        ordering = ["regulation", "product_set__number"]
        triggers = frozen(OF_BOOK)

    def __str__(self) -> str:
        return f"{self.regulation} · {self.product_set.number}. {self.product_set}"

    def get_absolute_url(self) -> str:
        """Return the address of the set's page."""
        return reverse("criteria_set_detail", args=[self.regulation.slug, self.product_set.code])

    def as_rules(self) -> criteria.CriteriaSet:
        """Return the set as the pure rules read it; a published one is built once per process."""
        published_at = self.regulation.published_at
        if published_at is None:
            return querysets.build_rules(type(self).objects.whole().get(pk=self.pk))
        return _published_rules(self.pk, published_at)

    def neighbours(self) -> "tuple[CriteriaSet | None, CriteriaSet | None]":
        """Return the set before and the set after this one in its book."""
        sets = list(type(self).objects.of_book(self.regulation.slug))
        place = sets.index(self)
        after = sets[place + 1] if place + 1 < len(sets) else None
        return (sets[place - 1] if place else None), after


@lru_cache(maxsize=256)
def _published_rules(pk: int, published_at: datetime) -> criteria.CriteriaSet:
    return querysets.build_rules(CriteriaSet.objects.whole().get(pk=pk))


class Section(Named):
    """A numbered heading of a part; one below another has a parent."""

    criteria_set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="sections")
    ordinal = models.PositiveSmallIntegerField(_("thứ tự"))
    part = models.CharField(_("phần"), max_length=1)
    code = models.CharField(_("số"), max_length=10)
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="children")
    max_points = models.PositiveSmallIntegerField(_("điểm tối đa"))
    notes = models.JSONField(_("ghi chú"), default=list)

    class Meta:
        verbose_name = _("mục")
        verbose_name_plural = _("mục")
        ordering = ["criteria_set", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["criteria_set", "part", "code"], name="regulations_section_code"
            )
        ]
        triggers = frozen(OF_SET)


class Criterion(Named):
    """What is scored: one level of it is chosen."""

    criteria_set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="criteria")
    section = models.ForeignKey(Section, models.CASCADE, related_name="criteria")
    ordinal = models.PositiveSmallIntegerField(_("thứ tự"))
    part = models.CharField(_("phần"), max_length=1)
    code = models.CharField(_("số"), max_length=10)
    official_code = models.CharField(_("số in"), max_length=10, null=True)  # noqa: DJ001 as printed
    max_points = models.PositiveSmallIntegerField(_("điểm tối đa"))
    cases = models.JSONField(_("trường hợp"), default=list)
    gated_by = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="gates", verbose_name=_("chỉ chấm khi")
    )
    notes = models.JSONField(_("ghi chú"), default=list)
    evidence = ArrayField(
        models.CharField(max_length=10), default=list, verbose_name=_("minh chứng")
    )

    class Meta:
        verbose_name = _("tiêu chí")
        verbose_name_plural = _("tiêu chí")
        ordering = ["criteria_set", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["criteria_set", "part", "code"], name="regulations_criterion_code"
            )
        ]
        triggers = frozen(OF_SET)

    @property
    def key(self) -> str:
        """The criterion's name inside its set, as the pure rules use it."""
        return f"{self.part}/{self.code}"


class Level(models.Model):
    """A box of a criterion: its points are chosen with it, never typed (R5)."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="levels")
    ordinal = models.PositiveSmallIntegerField(_("thứ tự"))
    points = models.PositiveSmallIntegerField(_("điểm"))
    label_vi = models.TextField(_("mức"), blank=True)
    label_en = models.TextField(_("mức, tiếng Anh"), blank=True)
    case = models.PositiveSmallIntegerField(_("trường hợp"), default=0)
    printed = models.BooleanField(_("có in"), default=True)
    # The asterisks as printed; ranks are decided by StarMinimum alone.
    min_for_star = models.PositiveSmallIntegerField(_("dấu sao"), null=True)

    class Meta:
        verbose_name = _("mức điểm")
        verbose_name_plural = _("mức điểm")
        ordering = ["criterion", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["criterion", "ordinal"], name="regulations_level_no"),
            # The target of a mark's composite key: a level of that very criterion.
            models.UniqueConstraint(fields=["id", "criterion"], name="regulations_level_of"),
        ]
        triggers = frozen(OF_CRITERION)

    def __str__(self) -> str:
        return self.label_vi


class StarMinimum(models.Model):
    """The least points of a criterion for a star: the only truth about minimums (R13)."""

    criteria_set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="minimums")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="minimums")
    star = models.PositiveSmallIntegerField(_("hạng sao"))
    points = models.PositiveSmallIntegerField(_("điểm tối thiểu"))
    inferred = models.BooleanField(_("suy ra"), default=False)

    class Meta:
        verbose_name = _("yêu cầu tối thiểu")
        verbose_name_plural = _("yêu cầu tối thiểu")
        ordering = ["criteria_set", "criterion__ordinal", "star"]
        constraints = [
            models.UniqueConstraint(fields=["criterion", "star"], name="regulations_minimum_once"),
            models.CheckConstraint(
                condition=Q(star__range=(3, 5)), name="regulations_minimum_star_3_to_5"
            ),
        ]
        triggers = frozen(OF_SET)

    def __str__(self) -> str:
        return f"{self.star} ★ ≥ {self.points}"


class KnockOut(models.Model):
    """A clause that rejects the product: a tick with a reason on the sheet (R9)."""

    class Effect(models.TextChoices):
        """What the tick does."""

        REJECTED = criteria.REJECTED, _("Sản phẩm bị loại")
        STOP_ASSESSMENT = criteria.STOP_ASSESSMENT, _("Không đánh giá các bước tiếp theo")

    criteria_set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="knock_outs")
    ordinal = models.PositiveSmallIntegerField(_("thứ tự"))
    key = models.CharField(_("mã"), max_length=20)
    criterion = models.ForeignKey(Criterion, models.CASCADE, null=True, related_name="knock_outs")
    effect = models.CharField(_("hệ quả"), max_length=20, choices=Effect)
    inferred = models.BooleanField(_("suy ra"), default=False)
    text_vi = models.TextField(_("nội dung"))
    text_en = models.TextField(_("nội dung tiếng Anh"), blank=True)
    zero_of = ArrayField(
        models.CharField(max_length=10), default=list, verbose_name=_("khi 0 điểm")
    )

    class Meta:
        verbose_name = _("điều khoản loại")
        verbose_name_plural = _("điều khoản loại")
        ordering = ["criteria_set", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["criteria_set", "key"], name="regulations_knock_out_key"
            )
        ]
        triggers = frozen(OF_SET)

    def __str__(self) -> str:
        return self.text_vi


class Anomaly(models.Model):
    """A place where the source prints something impossible or doubtful, and what is used."""

    criteria_set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="anomalies")
    ordinal = models.PositiveSmallIntegerField(_("thứ tự"))
    where = models.CharField(_("vị trí"), max_length=40)
    printed = models.TextField(_("bản in ghi"))
    used = models.TextField(_("đang dùng"))
    reason = models.TextField(_("lý do"))

    class Meta:
        verbose_name = _("điểm nghi vấn")
        verbose_name_plural = _("điểm nghi vấn")
        ordering = ["criteria_set", "ordinal"]
        triggers = frozen(OF_SET)

    def __str__(self) -> str:
        return f"{self.where}: {self.printed}"
