"""Filters of the list of administrative units."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from . import clock
from .folding import fold
from .models import AdminUnit

MOST = 2**31 - 1


class WholeNumberFilter(django_filters.NumberFilter):
    """A number of a row or of a thing: from one on, and whole."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"min_value": 1, "max_value": MOST} | kwargs)


class AdminUnitFilter(django_filters.FilterSet):
    """Units by name without diacritics, level, code, parent and day (default: today)."""

    q = django_filters.CharFilter(label=_("Tên"), method="by_name")
    on = django_filters.DateFilter(label=_("Ngày"), method="by_day")

    class Meta:
        model = AdminUnit
        fields = ["q", "on", "kind", "code", "parent"]

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Show the units of one day: a code says nothing without it (R31)."""
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("on") else found.on(clock.today())

    def by_name(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        """Keep units in whose name every word is found."""
        for word in fold(text).split():
            rows = rows.filter(search__contains=word)
        return rows

    def by_day(self, rows: QuerySet, _name: str, day: date) -> QuerySet:
        """Keep units that existed on the day."""
        return rows.on(day)
