"""The public page of a recognised product (step 6), whoever issued its certificate."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop_portal.embedded import APP, NATIONAL, WEB
from products.models import Product
from territories.models import ProvinceOwned, owned
from territories.texts import LONGEST_REASON, LongText


class ProductPage(ProvinceOwned):
    """What the producer tells buyers; a row of the province, also where the Ministry awarded.

    It is found by the certificate's public code: a key to the Ministry's row would leave the
    province.
    """

    public_code = models.CharField(max_length=20, unique=True)
    product = models.ForeignKey(Product, models.PROTECT, related_name="pages")
    contact = models.CharField(_("liên hệ"), max_length=300)
    where_to_buy = LongText(_("nơi bán"), at_most=LONGEST_REASON)
    story = LongText(_("câu chuyện sản phẩm"), blank=True)
    images = models.JSONField(_("ảnh"), default=list)
    published_at = models.DateTimeField()
    # 0: carried over from the certificate before, not yet looked over.
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta(ProvinceOwned.Meta):
        verbose_name = _("trang sản phẩm")
        verbose_name_plural = _("trang sản phẩm")
        constraints = owned(same=("product",), readable_by=(WEB, APP, NATIONAL))

    def __str__(self) -> str:
        return str(self.product)

    @property
    def is_carried(self) -> bool:
        """Tell whether it shows what was published under the certificate before this one."""
        return self.version == 0
