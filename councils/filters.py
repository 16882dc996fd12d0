"""Filters of the lists of councils and sittings; page and API share them."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from .models import Council, Sitting
from .states import SittingStatus


class CouncilFilter(django_filters.FilterSet):
    """Councils by level and whether they are active."""

    level = django_filters.ChoiceFilter(
        label=_("Cấp"), choices=Council.Level, empty_label=_("Tất cả")
    )
    is_active = django_filters.ChoiceFilter(
        label=_("Hoạt động"),
        choices=[("true", _("Đang hoạt động")), ("false", _("Đã ngừng"))],
        method="by_activity",
        empty_label=_("Tất cả"),
    )

    class Meta:
        model = Council
        fields = ["level", "is_active"]

    def by_activity(self, rows: QuerySet, _name: str, said: str) -> QuerySet:
        """Keep those that work, or those that have ended."""
        return rows.filter(is_active=said == "true")


class SittingFilter(django_filters.FilterSet):
    """Sittings by council, day and status."""

    status = django_filters.ChoiceFilter(
        label=_("Trạng thái"), choices=SittingStatus, empty_label=_("Tất cả")
    )
    since = django_filters.DateFilter(label=_("Từ ngày"), field_name="held_on", lookup_expr="gte")
    until = django_filters.DateFilter(label=_("Đến ngày"), field_name="held_on", lookup_expr="lte")

    class Meta:
        model = Sitting
        fields = ["status", "since", "until"]
