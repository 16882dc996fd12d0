"""The product itself: what it is, whose it is, how it looks, its codes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from files.models import StoredFile
from producers.models import Producer
from products.querysets import ProductQuerySet
from regulations.models import ProductLine
from territories.folding import fold, slug, sort_key
from territories.models import ProvinceOwned, owned
from territories.texts import LongText


class Product(ProvinceOwned):
    """A producer's product; it stays the same through every cycle, book and star."""

    producer = models.ForeignKey(
        Producer, models.PROTECT, related_name="products", verbose_name=_("chủ thể")
    )
    line = models.ForeignKey(
        ProductLine, models.PROTECT, related_name="+", verbose_name=_("bộ sản phẩm")
    )
    name = models.CharField(_("tên sản phẩm"), max_length=200)
    slug = models.SlugField(max_length=220, editable=False)
    description = LongText(_("mô tả, quy cách, tiêu chuẩn"), blank=True)
    story = LongText(_("câu chuyện sản phẩm"), blank=True)
    is_new = models.BooleanField(_("sản phẩm mới"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    registered_at = models.DateTimeField(auto_now_add=True)
    search = models.CharField(max_length=500, editable=False)
    sort = models.CharField(max_length=800, editable=False, db_collation="C")

    objects = ProductQuerySet.as_manager()

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("sản phẩm")
        verbose_name_plural = _("sản phẩm")
        ordering = ["sort", "id"]
        indexes = [
            models.Index(fields=["province", "sort", "id"], name="products_by_name"),
            models.Index(fields=["province", "producer"], name="products_by_producer"),
        ]
        constraints = owned(
            models.UniqueConstraint(
                fields=["producer", "name"],
                name="products_one_per_name",
                violation_error_message=_("Chủ thể đã có sản phẩm mang tên này."),
            ),
            same=("producer",),
        )

    def __str__(self) -> str:
        return self.name

    def index(self) -> None:
        """Fill slug, folded search text and sort key."""
        self.slug = slug(self.name) or "san-pham"
        self.search = fold(f"{self.name} {self.producer.name}")
        self.sort = sort_key(self.name)


class ProductImage(ProvinceOwned):
    """A picture of the product; the first one stands for it."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="images")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    caption = models.CharField(_("chú thích"), max_length=200, blank=True)
    ordinal = models.PositiveSmallIntegerField(default=0)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("ảnh sản phẩm")
        verbose_name_plural = _("ảnh sản phẩm")
        ordering = ["ordinal", "id"]
        constraints = owned(
            models.UniqueConstraint(fields=["product", "file"], name="products_image_once"),
            same=("product", "file"),
        )

    def __str__(self) -> str:
        return self.caption or str(self.product)


class ProductCode(ProvinceOwned):
    """A code of the product: T-X-STT-20xx (R29), or an older one kept as an alias."""

    class Scheme(models.TextChoices):
        """Which rule made the code."""

        DECREE_2026 = "26-2026", _("mã theo 26/2026/QĐ-TTg")
        OLDER = "older", _("mã cũ")

    product = models.ForeignKey(Product, models.PROTECT, related_name="codes")
    scheme = models.CharField(max_length=10, choices=Scheme, default=Scheme.DECREE_2026)
    code = models.CharField(_("mã sản phẩm"), max_length=40)
    commune_code = models.CharField(max_length=5, blank=True)
    ordinal = models.PositiveIntegerField(_("số thứ tự của xã"), null=True)
    year = models.PositiveSmallIntegerField(_("năm đánh giá"))

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("mã sản phẩm")
        verbose_name_plural = _("mã sản phẩm")
        ordering = ["-year", "code"]
        constraints = owned(
            models.UniqueConstraint(fields=["province", "code"], name="products_code_once"),
            models.UniqueConstraint(
                fields=["product", "scheme", "year"],
                condition=Q(scheme="26-2026"),
                name="products_code_one_per_year",
            ),
            same=("product",),
        )

    def __str__(self) -> str:
        return self.code
