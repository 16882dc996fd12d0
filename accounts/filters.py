"""Filters of the lists of duties and acts; page and API share them."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from territories import clock
from territories.folding import fold

from .models import Assignment, JournalEntry
from .permissions import Role
from .verbs import LABELS


class AssignmentFilter(django_filters.FilterSet):
    """Duties by person, role and whether they run."""

    q = django_filters.CharFilter(label=_("Tìm người"), method="by_text")
    role = django_filters.ChoiceFilter(label=_("Vai trò"), choices=Role, empty_label=_("Tất cả"))
    running = django_filters.ChoiceFilter(
        label=_("Thời hạn"),
        choices=[("1", _("đang giữ")), ("0", _("đã hết"))],
        method="by_running",
        empty_label=_("Tất cả"),
    )

    class Meta:
        model = Assignment
        fields = ["q", "role", "running"]

    def by_text(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        """Keep people in whose name or address every word is found."""
        for word in fold(text).split():
            rows = rows.filter(user__search__contains=word)
        return rows

    def by_running(self, rows: QuerySet, _name: str, value: Any) -> QuerySet:
        """Keep duties that run today, or that do not."""
        today = clock.today()
        running = rows.filter(period__contains=today)
        return running if value == "1" else rows.exclude(period__contains=today)


def by_words() -> list[tuple[str, Any]]:
    """Return the acts in the order of their words."""
    return sorted(LABELS.items(), key=lambda verb: fold(str(verb[1])))


class JournalFilter(django_filters.FilterSet):
    """Acts by text of the record, verb and day."""

    q = django_filters.CharFilter(
        label=_("Đối tượng"), field_name="target_label", lookup_expr="icontains"
    )
    verb = django_filters.ChoiceFilter(label=_("Việc"), choices=by_words, empty_label=_("Tất cả"))
    since = django_filters.DateFilter(label=_("Từ ngày"), field_name="at", lookup_expr="date__gte")
    until = django_filters.DateFilter(label=_("Đến ngày"), field_name="at", lookup_expr="date__lte")

    class Meta:
        model = JournalEntry
        fields = ["q", "verb", "since", "until"]
