"""Provinces as tenants, the dated administrative units and how they followed one another."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from .constraints import ProvinceIsolation, SameProvince
from .folding import fold, sort_key
from .querysets import AdminUnitQuerySet

__all__ = ["AdminUnit", "Holiday", "LoadedData", "Province", "ProvinceOwned", "Succession", "owned"]

APPEND_ONLY = ("SELECT", "INSERT")


class Province(models.Model):
    """A tenant: one of today's provinces, or the Ministry."""

    class Kind(models.TextChoices):
        """What the tenant is."""

        PROVINCE = "province", _("Tỉnh, thành phố")
        MINISTRY = "ministry", _("Bộ")

    slug = models.SlugField(_("địa chỉ"), unique=True)
    kind = models.CharField(_("loại"), max_length=10, choices=Kind)
    code = models.CharField(_("mã đơn vị"), max_length=2, blank=True)
    name = models.CharField(_("tên"), max_length=100)
    office_name = models.CharField(_("cơ quan"), max_length=200)
    is_active = models.BooleanField(_("đang dùng"), default=True)
    # What the province's own rules leave open (D); each key is documented where it is read.
    settings = models.JSONField(_("thiết lập"), default=dict, blank=True)

    class Meta:
        verbose_name = _("tỉnh")
        verbose_name_plural = _("tỉnh")
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(kind="ministry"),
                name="territories_one_ministry",
            )
        ]

    def __str__(self) -> str:
        return self.name


class AdminUnit(models.Model):
    """A province, district or commune as it was during a period; its code alone says nothing."""

    class Kind(models.IntegerChoices):
        """Level of the unit."""

        PROVINCE = 1, _("cấp tỉnh")
        DISTRICT = 2, _("cấp huyện")
        COMMUNE = 3, _("cấp xã")

    code = models.CharField(_("mã"), max_length=5)
    name = models.CharField(_("tên"), max_length=100)
    kind = models.PositiveSmallIntegerField(_("cấp"), choices=Kind)
    form = models.CharField(_("loại hình"), max_length=30)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("thuộc"),
    )
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="units", verbose_name=_("tỉnh giữ hồ sơ")
    )
    valid = DateRangeField(_("thời gian hiệu lực"))
    founded_by = models.CharField(_("căn cứ"), max_length=200, blank=True)
    search = models.CharField(max_length=200, editable=False)
    sort = models.CharField(max_length=400, editable=False, db_collation="C")

    objects = AdminUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị hành chính")
        verbose_name_plural = _("đơn vị hành chính")
        ordering = ["sort", "code"]
        indexes = [models.Index(fields=["kind", "code"], name="territories_unit_code")]
        constraints = [
            # Ids written as ranges, so that no extension is needed; the kind is in the number
            # because codes of different levels collide.
            ExclusionConstraint(
                name="territories_unit_no_overlap",
                expressions=[
                    (
                        Func(
                            F("kind") * Value(100000) + Cast("code", models.IntegerField()),
                            F("kind") * Value(100000) + Cast("code", models.IntegerField()),
                            Value("[]"),
                            function="int8range",
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Mã này đã được dùng trong khoảng thời gian đó."),
            )
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Form and name as written in documents: «xã Ba Tơ», «đặc khu Lý Sơn»."""
        return f"{self.form} {self.name}"

    def index(self) -> None:
        """Fill the folded search text and the Vietnamese sort key."""
        self.search = fold(f"{self.form} {self.name}")
        self.sort = sort_key(self.name)


class Succession(models.Model):
    """One unit followed another, wholly or in part."""

    class Kind(models.TextChoices):
        """How the successor came about."""

        MERGE = "merge", _("nhập")
        SPLIT = "split", _("chia")
        RENAME = "rename", _("đổi tên")
        RETYPE = "retype", _("đổi loại hình")

    predecessor = models.ForeignKey(AdminUnit, models.PROTECT, related_name="followed_by")
    successor = models.ForeignKey(AdminUnit, models.PROTECT, related_name="follows")
    kind = models.CharField(max_length=10, choices=Kind)
    partial = models.BooleanField(_("một phần"), default=False)
    effective_on = models.DateField(_("có hiệu lực từ"))
    legal_basis = models.CharField(_("căn cứ"), max_length=200, blank=True)
    source = models.CharField(max_length=10, default="note")

    class Meta:
        verbose_name = _("kế thừa")
        verbose_name_plural = _("kế thừa")
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="territories_succession_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Holiday(models.Model):
    """A public holiday, a day off in lieu, or a Saturday that is worked instead."""

    class Kind(models.TextChoices):
        """What the day is for counting working days."""

        PUBLIC = "public", _("ngày lễ")
        COMPENSATORY = "compensatory", _("nghỉ bù")
        SWAPPED_WORKING = "swapped_working", _("làm bù")

    day = models.DateField(_("ngày"), unique=True)
    name = models.CharField(_("tên"), max_length=100)
    kind = models.CharField(_("loại"), max_length=20, choices=Kind)

    class Meta:
        verbose_name = _("ngày nghỉ")
        verbose_name_plural = _("ngày nghỉ")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"


class LoadedData(models.Model):
    """What reference data was loaded, by its hash: an unchanged file is not read again."""

    name = models.CharField(max_length=100, primary_key=True)
    sha256 = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name


def owned(
    *more: models.BaseConstraint,
    rights: tuple[str, ...] = ("SELECT", "INSERT", "UPDATE", "DELETE"),
    readable_by: tuple[str, ...] = (),
    same: tuple[str, ...] = (),
) -> list[models.BaseConstraint]:
    """Return the constraints of a tenant model; `same`: its foreign keys to other tenant models."""
    return [
        ProvinceIsolation(
            name="%(app_label)s_%(class)s_isolation", rights=rights, readable_by=readable_by
        ),
        models.UniqueConstraint(
            fields=["id", "province"], name="%(app_label)s_%(class)s_id_province"
        ),
        *[SameProvince(field, name=f"%(app_label)s_%(class)s_same_{field}") for field in same],
        *more,
    ]


class ProvinceOwned(models.Model):
    """Base of every tenant row: its province never changes, and the database fences it."""

    province = models.ForeignKey(
        Province, models.PROTECT, related_name="+", editable=False, verbose_name=_("tỉnh")
    )

    class Meta:
        abstract = True
        constraints = owned()
