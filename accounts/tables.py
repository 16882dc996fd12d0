"""Lists of duties and acts as tables."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from territories import clock

from .actions import has_ended
from .facts import in_words
from .models import Assignment, JournalEntry
from .verbs import label


class AssignmentTable(tables.Table):
    """Who holds which duty."""

    row_header = "user"
    user = tables.Column(verbose_name=_("Họ và tên"), order_by=("user__sort",))
    email = tables.Column(accessor="user__email", verbose_name=_("Thư điện tử"))
    role = tables.Column(verbose_name=_("Vai trò"))
    unit = tables.Column(verbose_name=_("Đơn vị"), default=_("toàn tỉnh"), orderable=False)
    period = tables.Column(verbose_name=_("Thời hạn"), orderable=False)
    act = tables.Column(
        verbose_name=_("Việc"),
        empty_values=(),
        orderable=False,
        attrs={"td": {"class": "text-nowrap"}},
    )

    class Meta:
        model = Assignment
        fields = ["user", "email", "role", "unit", "period", "act"]
        order_by = "user"
        empty_text = _("Không có ai khớp với bộ lọc.")

    def render_period(self, value: Any) -> str:
        """Write the first and last day."""
        if value.isempty:
            return _("kết thúc trong ngày")
        first = f"{value.lower:%d/%m/%Y}"
        if value.upper is None:
            return _("từ %(day)s") % {"day": first}
        return f"{first} – {value.upper.fromordinal(value.upper.toordinal() - 1):%d/%m/%Y}"

    def render_act(self, record: Assignment) -> str:
        """Offer to end a duty that runs."""
        if has_ended(record, clock.today()):
            return ""
        where = {"province": self.request.province.slug, "pk": record.pk}
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> {}</span></a>',
            reverse("assignment_end", kwargs=where),
            _("Kết thúc"),
            record,
        )


class JournalTable(tables.Table):
    """What people did."""

    at = tables.DateTimeColumn(
        verbose_name=_("Lúc"),
        format="H:i d/m/Y",
        order_by=("at", "id"),
        attrs={"td": {"class": "text-nowrap"}},
    )
    by = tables.Column(verbose_name=_("Ai"), default=_("hệ thống"), orderable=False)
    verb = tables.Column(verbose_name=_("Việc"))
    target_label = tables.Column(verbose_name=_("Đối tượng"), orderable=False)
    facts = tables.Column(verbose_name=_("Chi tiết"), orderable=False)

    class Meta:
        model = JournalEntry
        fields = ["at", "by", "verb", "target_label", "facts"]
        order_by = "-at"
        empty_text = _("Chưa có việc nào được ghi.")

    def render_verb(self, value: str) -> Any:
        """Say it in words."""
        return label(value)

    def render_facts(self, value: dict[str, Any], record: JournalEntry) -> str:
        """Write the facts as «name: value», in words."""
        return Truncator(in_words(record.target_type, value)).chars(300) or "–"
