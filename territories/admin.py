"""What operators look after for all provinces: the days off; the tenants they only see."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Holiday, Province


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    """Public holidays as the government sets them: clocks of working days count by them."""

    list_display = ("day", "name", "kind")
    list_filter = ("kind",)
    date_hierarchy = "day"


@admin.register(Province)
class ProvinceAdmin(admin.ModelAdmin):
    """The tenants; they are set up by `manage.py prepare`."""

    list_display = ("name", "slug", "kind", "office_name", "is_active")
    list_filter = ("kind", "is_active")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    has_change_permission = has_delete_permission = has_add_permission
