"""The certificates behind a number of the star-rating report."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ocop_portal.templatetags.portal import stars, status

from .decision_tables import TONES
from .models import PublishedCertificate
from .publication import standing_on


def public_page(record: PublishedCertificate) -> str:
    """Return the address of the public check: it opens in every tenant, also for the 5 stars."""
    return reverse("check_result", args=[record.public_code])


class RegisterTable(tables.Table):
    """Certificates as the public knows them."""

    caption = _("Sản phẩm")
    row_header = "product_name"
    product_name = tables.Column(verbose_name=_("Sản phẩm"), linkify=public_page, order_by="sort")
    star = tables.Column(verbose_name=_("Hạng sao"))
    producer_name = tables.Column(verbose_name=_("Chủ thể"))
    commune_name = tables.Column(verbose_name=_("Xã lúc công nhận"))
    purpose = tables.Column(verbose_name=_("Lần đăng ký"))
    number = tables.Column(verbose_name=_("Số giấy chứng nhận"), attrs={"td": {"class": "code"}})
    issued_on = tables.DateColumn(verbose_name=_("Ngày cấp"), format="d/m/Y")
    valid_to = tables.DateColumn(verbose_name=_("Có giá trị đến"), format="d/m/Y")

    standing = tables.Column(verbose_name=_("Hiệu lực"), empty_values=(), orderable=False)

    class Meta:
        model = PublishedCertificate
        fields = (
            "product_name",
            "star",
            "producer_name",
            "commune_name",
            "purpose",
            "number",
            "issued_on",
            "valid_to",
            "standing",
        )

    def __init__(self, *args: Any, on: date, is_national: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.is_national = on, is_national

    def render_commune_name(self, record: PublishedCertificate) -> str:
        """Name the province too, where several stand together."""
        where = [record.commune_name, *([record.province_name] if self.is_national else [])]
        return ", ".join(where)

    def render_standing(self, record: PublishedCertificate) -> Any:
        """Say how it stood on the report's day."""
        standing = standing_on(record, self.on)
        return status(TONES.get(standing, "off"), standing.label) if standing else ""

    def render_star(self, value: int) -> Any:
        """Draw the stars; the word would take the room of the names."""
        return stars(value, shows_word=False)


class WaitingTable(tables.Table):
    """Results that the Ministry has not answered."""

    caption = _("Kết quả đã phê duyệt, đang ở Bộ")
    row_header = "product"
    product = tables.Column(verbose_name=_("Sản phẩm"))
    code = tables.Column(verbose_name=_("Mã sản phẩm"), attrs={"td": {"class": "code"}})
    producer = tables.Column(verbose_name=_("Chủ thể"))
    unit = tables.Column(verbose_name=_("Xã lúc nộp hồ sơ"))
    origin_then = tables.Column(verbose_name=_("Tỉnh"))
    purpose = tables.Column(verbose_name=_("Lần đăng ký"))
    since = tables.DateColumn(verbose_name=_("Gửi Bộ ngày"), format="d/m/Y")

    class Meta:
        orderable = False
