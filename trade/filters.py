"""The catalogue's filters: page and API share them."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from evaluations.models import PublishedCertificate
from evaluations.reports import STARS, sectors
from territories import clock
from territories.models import AdminUnit, Province

from .querysets import found_by

ANY = _("Tất cả")
OLDEST, NEWEST = "ten", "moi"
ORDERS = [(OLDEST, _("theo tên")), (NEWEST, _("mới công nhận")), ("sao", _("hạng sao"))]
FIELDS = {
    OLDEST: ("sort", "id"),
    NEWEST: ("-issued_on", "sort", "id"),
    "sao": ("-star", "sort", "id"),
}


class CommuneCode(forms.CharField):
    """A commune of today by its code; hidden on the page, which links to it."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> AdminUnit | None:
        """Find it, or say that there is none."""
        code = super().clean(value)
        if not code:
            return None
        unit = AdminUnit.objects.communes().on(clock.today()).filter(code=code).first()
        if unit is None:
            raise forms.ValidationError(_("Không có xã, phường, đặc khu nào mang mã này."))
        return unit


class CommuneFilter(django_filters.Filter):
    """Of one commune."""

    field_class = CommuneCode


class CatalogueFilter(django_filters.FilterSet):
    """Products by words, sector, star, province and commune."""

    q = django_filters.CharFilter(label=_("Tìm kiếm"), method="by_text")
    sector = django_filters.ChoiceFilter(
        label=_("Ngành sản phẩm"), method="by_sector", empty_label=ANY
    )
    star = django_filters.ChoiceFilter(
        label=_("Hạng sao"),
        choices=lambda: [(n, _("%(n)s sao") % {"n": n}) for n in STARS],  # in the reader's language
        empty_label=ANY,
    )
    province = django_filters.ModelChoiceFilter(
        label=_("Tỉnh, thành phố"),
        queryset=Province.objects.filter(kind=Province.Kind.PROVINCE, is_active=True),
        field_name="origin",
        to_field_name="slug",
        empty_label=ANY,
    )
    commune = CommuneFilter(method="by_commune", label=_("Mã xã"))
    order = django_filters.ChoiceFilter(
        label=_("Sắp xếp"), choices=ORDERS, method="in_order", empty_label=None
    )

    class Meta:
        model = PublishedCertificate
        fields = ["q", "sector", "star", "province", "commune"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.form.fields
        fields["sector"].choices = sorted({(key, name) for _n, key, name in sectors().values()})
        fields["q"].widget.attrs["placeholder"] = _("Tên sản phẩm, chủ thể, xã; không cần dấu")

    def by_text(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        """Search without diacritics."""
        return found_by(rows, text)

    def by_sector(self, rows: QuerySet, _name: str, key: str) -> QuerySet:
        """Keep the product lines of a sector, whatever book judged them."""
        lines = [line for line, (_order, one, _label) in sectors().items() if one == key]
        return rows.filter(line_number__in=lines)

    @extend_schema_field(OpenApiTypes.STR)
    def by_commune(self, rows: QuerySet, _name: str, unit: AdminUnit) -> QuerySet:
        """Keep those of a commune of today and of the units it followed (R31)."""
        return rows.filter(commune__in=AdminUnit.objects.within(unit))

    def in_order(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Sort by name (Vietnamese order), by day or by star."""
        return rows.order_by(*FIELDS[value])
