"""Decisions and certificates as tables."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import JournalEntry
from accounts.verbs import label
from ocop_portal.templatetags.portal import stars
from ocop_portal.templatetags.portal import status as chip
from territories import clock

from .models import Certificate, Decision
from .publication import standing_on
from .states import DecisionStatus
from .validity import PublicStatus

NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}
WHOLE = {"td": {"class": "code"}}  # a number of a paper stays on one line
DECISION_TONES = {DecisionStatus.DRAFT: "off", DecisionStatus.ISSUED: "ok"}
TONES = {
    PublicStatus.VALID: "ok",
    PublicStatus.EXPIRED: "warn",
    PublicStatus.SUPERSEDED: "info",
    PublicStatus.SUSPENDED: "wait",
    PublicStatus.REVOKED: "bad",
}


def standing_chip(certificate: Certificate) -> str:
    """Return how the certificate stands today."""
    standing = standing_on(certificate.published, clock.today())
    return chip(TONES[standing], standing.label) if standing else chip("off", _("chưa cấp"))


def timeline(*targets: Any) -> list[dict[str, Any]]:
    """Return the acts on the records, the latest first."""
    rows = JournalEntry.objects.of_any(*targets).select_related("by")
    return [
        {
            "at": f"{localtime(row.at):%H:%M %d/%m/%Y}",
            "text": label(row.verb),
            "who": row.by,
            "detail": _("trước đó: «%(title)s»") % {"title": row.facts["title"][0]}
            if row.verb == "revise" and "title" in row.facts
            else "",
        }
        for row in rows
    ]


class DecisionTable(tables.Table):
    """Decisions, the newest first."""

    caption = pgettext_lazy("plural", "Quyết định")
    row_header = "title"
    title = tables.Column(
        linkify=("decision", {"province": tables.A("province__slug"), "pk": tables.A("pk")}),
        verbose_name=_("Trích yếu"),
        orderable=False,
    )
    kind = tables.Column(verbose_name=_("Loại"), orderable=False)
    status = tables.Column(verbose_name=_("Trạng thái"))
    number = tables.Column(verbose_name=_("Số"), empty_values=(None,), orderable=False, attrs=WHOLE)
    signed_on = tables.DateColumn(verbose_name=_("Ngày ký"), format="d/m/Y", default="–")
    line_count = tables.Column(verbose_name=_("Sản phẩm"), attrs=NUMBER, orderable=False)

    class Meta:
        model = Decision
        fields = ["title", "kind", "status", "number", "signed_on", "line_count"]
        empty_text = _("Không có quyết định nào khớp với bộ lọc.")

    def render_status(self, record: Decision) -> str:
        """Show the state as a chip."""
        state = chip(DECISION_TONES[record.status], record.get_status_display())
        if not record.gone_count:
            return state
        return format_html("<span>{} {}</span>", state, chip("bad", _("có sản phẩm đã rút")))

    def render_kind(self, record: Decision) -> str:
        """Name the district where one decides (148)."""
        kind = record.get_kind_display()
        return f"{kind} · {record.unit}" if record.unit else kind

    def render_number(self, value: str) -> str:
        """A draft has no number."""
        return value or "–"


class CertificateTable(tables.Table):
    """Certificates, the latest number first."""

    caption = pgettext_lazy("plural", "Giấy chứng nhận")
    row_header = "number"
    number = tables.Column(
        linkify=("certificate", {"province": tables.A("province__slug"), "pk": tables.A("pk")}),
        verbose_name=_("Số"),
        order_by=("year", "ordinal"),
        attrs=WHOLE,
    )
    # Districts numbered their own (148/QĐ-TTg): two certificates may bear one number.
    issuer = tables.Column(
        accessor="published__issuer", verbose_name=_("Cơ quan cấp"), orderable=False
    )
    product = tables.Column(
        accessor="published__product_name",
        verbose_name=_("Sản phẩm"),
        order_by=("published__sort", "id"),
    )
    producer = tables.Column(
        accessor="published__producer_name", verbose_name=_("Chủ thể"), orderable=False
    )
    commune = tables.Column(
        accessor="published__commune_name", verbose_name=_("Xã"), orderable=False
    )
    star = tables.Column(verbose_name=_("Hạng"))
    standing = tables.Column(verbose_name=_("Hiệu lực"), empty_values=(), orderable=False)
    valid_to = tables.DateColumn(
        accessor="published__valid_to", verbose_name=_("Đến hết ngày"), format="d/m/Y"
    )

    class Meta:
        model = Certificate
        fields = [
            "number",
            "issuer",
            "product",
            "producer",
            "commune",
            "star",
            "standing",
            "valid_to",
        ]
        empty_text = _("Không có giấy chứng nhận nào khớp với bộ lọc.")

    def render_star(self, value: int) -> str:
        """Draw the stars."""
        return stars(value)

    def render_standing(self, record: Certificate) -> str:
        """Show how it stands today."""
        return standing_chip(record)
