"""The list of producers as a table."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop_portal.templatetags.portal import status as chip
from territories import clock

from .contacts import masked_phone, phone_text
from .eligibility import WARN_DAYS, PaperState, paper_on
from .models import Producer
from .states import PAPER_TONES, TONES

WHOLE_LINE = {"td": {"class": "text-nowrap"}}
NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


class ProducerTable(tables.Table):
    """Producers by name, in the order of the Vietnamese alphabet."""

    row_header = "name"
    name = tables.Column(
        linkify=("producer", {"province": tables.A("province__slug"), "pk": tables.A("pk")}),
        verbose_name=_("Chủ thể"),
        order_by=("sort", "id"),
    )
    legal_form = tables.Column(verbose_name=_("Loại hình"), order_by=("legal_form", "sort"))
    commune = tables.Column(verbose_name=_("Xã, phường"), order_by=("commune__sort", "sort", "id"))
    phone = tables.Column(verbose_name=_("Điện thoại"), orderable=False, attrs=WHOLE_LINE)
    product_count = tables.Column(
        verbose_name=pgettext_lazy("plural", "Sản phẩm"),
        attrs=NUMBER,
        order_by=("product_count", "sort"),
    )
    first_expiry = tables.Column(
        verbose_name=_("Giấy tờ"),
        empty_values=(),
        attrs=WHOLE_LINE,
        order_by=("first_expiry", "sort"),
    )
    status = tables.Column(verbose_name=_("Trạng thái"), order_by=("status", "sort"))

    class Meta:
        model = Producer
        fields = [
            "name", "legal_form", "commune", "phone", "product_count", "first_expiry", "status",
        ]  # fmt: skip
        order_by = "name"

    def render_phone(self, record: Producer) -> str:
        """Whole for those who work with the producer."""
        whole = record.shows_contacts
        return phone_text(record.phone) if whole else masked_phone(record.phone)

    def render_first_expiry(self, record: Producer) -> str:
        """Loud about what needs looking after; good news is only a day."""
        state = paper_on(
            clock.today(), issued_on=None, expires_on=record.first_expiry, warn_days=WARN_DAYS
        )
        if state is not PaperState.VALID:
            return chip(*PAPER_TONES[state])
        if record.first_expiry is None:
            return "–"
        return _("đến %(day)s") % {"day": f"{record.first_expiry:%d/%m/%Y}"}

    def render_status(self, record: Producer) -> str:
        """Say where it stands with its commune."""
        return chip(TONES[record.status], record.get_status_display())
