"""The books themselves: decisions, star bands, papers and the classification of products."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateRangeField,
    DecimalRangeField,
    RangeOperators,
)
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from regulations import procedures, querysets
from regulations.language import in_language

from .freezing import OF_BOOK, OF_SECTOR, frozen, frozen_itself, same_owner


class Named(models.Model):
    """Base of what has an official Vietnamese name and our unofficial English one."""

    name_vi = models.CharField(_("tên"), max_length=300)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language, where the data has it."""
        return in_language(self.name_vi, self.name_en)


class Regulation(models.Model):
    """A decision of the Prime Minister: a rule book, or the amendment of one."""

    code = models.CharField(_("mã"), max_length=40, unique=True)
    slug = models.SlugField(_("địa chỉ"), unique=True)
    number = models.CharField(_("số"), max_length=40)
    signed_on = models.DateField(_("ngày ký"))
    title_vi = models.TextField(_("trích yếu"), blank=True)
    title_en = models.TextField(_("trích yếu tiếng Anh"), blank=True)
    in_force = DateRangeField(_("thời gian hiệu lực"), null=True, blank=True)
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="amendments", verbose_name=_("sửa đổi")
    )
    # By level, as month and day (Điều 5); certificate_months null: the source is silent.
    rounds = models.JSONField(_("đợt đánh giá"), default=dict)
    certificate_months = models.PositiveSmallIntegerField(_("thời hạn (tháng)"), null=True)
    facts = models.JSONField(_("nội dung ghi lại"), default=dict)
    published_at = models.DateTimeField(_("công bố lúc"), null=True)

    objects = querysets.RegulationQuerySet.as_manager()

    class Meta:
        verbose_name = _("quyết định")
        verbose_name_plural = _("quyết định")
        ordering = ["-signed_on"]
        triggers = frozen_itself(period="in_force")

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of the book's page."""
        return reverse("book_detail", args=[self.slug])

    @property
    def title(self) -> str:
        """The title in the reader's language, where the data has it."""
        return in_language(self.title_vi, self.title_en)

    def as_rules(self) -> procedures.RuleBook:
        """Return the book as the pure rules read it (one query: the bands)."""
        return querysets.rule_book(self)


class StarBand(models.Model):
    """A star and the points of the mean that give it: half-open upwards (R11)."""

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="bands")
    star = models.PositiveSmallIntegerField(_("hạng sao"))
    points = DecimalRangeField(_("khung điểm"))

    class Meta:
        verbose_name = _("khung điểm")
        verbose_name_plural = _("khung điểm")
        ordering = ["regulation", "star"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "star"], name="regulations_band_star"),
            ExclusionConstraint(
                name="regulations_band_no_overlap",
                expressions=[
                    (same_owner("regulation_id"), RangeOperators.OVERLAPS),
                    ("points", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = frozen(OF_BOOK)

    def __str__(self) -> str:
        return f"{self.star}: {self.points.lower}-{self.points.upper}"


class DossierPaper(Named):
    """A line of the evidence table of Form 02, Part III: E01, E02 …"""

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="papers")
    code = models.CharField(_("mã"), max_length=10)

    class Meta:
        verbose_name = _("tài liệu minh chứng")
        verbose_name_plural = _("tài liệu minh chứng")
        ordering = ["regulation", "code"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "code"], name="regulations_paper_code")
        ]
        triggers = frozen(OF_BOOK)


class Sector(Named):
    """Ngành: the first level of a book's classification."""

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="sectors")
    ordinal = models.PositiveSmallIntegerField(_("thứ tự"))

    class Meta:
        verbose_name = _("ngành sản phẩm")
        verbose_name_plural = _("ngành sản phẩm")
        ordering = ["regulation", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "ordinal"], name="regulations_sector_no")
        ]
        triggers = frozen(OF_BOOK)


class ProductGroup(models.Model):
    """Nhóm: the second level; nameless where the source does not give it (1048)."""

    sector = models.ForeignKey(Sector, models.CASCADE, related_name="groups")
    ordinal = models.PositiveSmallIntegerField(_("thứ tự"))
    name_vi = models.CharField(_("tên"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("nhóm sản phẩm")
        verbose_name_plural = _("nhóm sản phẩm")
        ordering = ["sector", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["sector", "ordinal"], name="regulations_group_no")
        ]
        triggers = frozen(OF_SECTOR)

    def __str__(self) -> str:
        return self.name_vi or str(self.sector)


class ProductLine(Named):
    """A product's lasting place, whatever book is in force; each book's sets point to it."""

    number = models.PositiveSmallIntegerField(_("số"), unique=True)
    code = models.SlugField(_("mã"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("dòng sản phẩm")
        verbose_name_plural = _("dòng sản phẩm")
        ordering = ["number"]


class ProductSet(Named):
    """Bộ sản phẩm: the products that one criteria set of one book judges."""

    regulation = models.ForeignKey(Regulation, models.CASCADE, related_name="product_sets")
    group = models.ForeignKey(ProductGroup, models.CASCADE, related_name="sets")
    number = models.PositiveSmallIntegerField(_("số"))
    code = models.SlugField(_("mã"), max_length=60)
    subgroup = models.CharField(_("phân nhóm"), max_length=300, blank=True)
    managing_ministries = ArrayField(models.CharField(max_length=100), verbose_name=_("bộ quản lý"))
    # Null: no line is its equal, so a person decides (data/lines.yaml). Our reading, not the
    # decision's text: the only column of a published book that may be put right.
    line = models.ForeignKey(
        ProductLine, models.PROTECT, null=True, related_name="sets", verbose_name=_("dòng sản phẩm")
    )

    class Meta:
        verbose_name = _("bộ sản phẩm")
        verbose_name_plural = _("bộ sản phẩm")
        ordering = ["regulation", "number"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "number"], name="regulations_set_no"),
            models.UniqueConstraint(fields=["regulation", "code"], name="regulations_set_code"),
            models.UniqueConstraint(fields=["regulation", "line"], name="regulations_set_line"),
        ]
        triggers = frozen(OF_BOOK, free="line_id")
