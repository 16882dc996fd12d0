"""Filters of the lists of decisions, waiting results and certificates; page and API share them."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from territories import clock

from .models import Certificate, Decision, Evaluation
from .states import CertificateStatus, DecisionStatus
from .validity import PublicStatus

EXPIRING = "expiring"
# 26/2026/QĐ-TTg, Điều 7.6.a: the file for a re-evaluation may come from 180 days before the end.
SOON = timedelta(days=180)
# What a council may find; only three stars and more are recognised.
FOUND = [(n, str(n)) for n in range(1, 6)]
STARS = [(3, _("3 sao")), (4, _("4 sao")), (5, _("5 sao"))]


class DecisionFilter(django_filters.FilterSet):
    """Decisions by text, kind and standing."""

    q = django_filters.CharFilter(label=_("Tìm số, trích yếu"), method="by_text")
    kind = django_filters.ChoiceFilter(
        label=_("Loại"), choices=Decision.Kind, empty_label=_("Tất cả")
    )
    status = django_filters.ChoiceFilter(
        label=_("Trạng thái"), choices=DecisionStatus, empty_label=_("Tất cả")
    )

    class Meta:
        model = Decision
        fields = ["q", "kind", "status"]

    def by_text(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        """Keep decisions in whose number or subject every word is found, diacritics aside."""
        return rows.search(text)


class ResultFilter(django_filters.FilterSet):
    """Results by standing and by the stars that were found."""

    star = django_filters.ChoiceFilter(label=_("Hạng sao"), choices=FOUND)

    class Meta:
        model = Evaluation
        fields = ["status", "star"]


class ControlFilter(ResultFilter):
    """The same, of one sitting."""

    class Meta(ResultFilter.Meta):
        fields = ["sitting", "status", "star"]


class CertificateFilter(django_filters.FilterSet):
    """Certificates by text, star, standing today and decision."""

    q = django_filters.CharFilter(label=_("Tìm sản phẩm, chủ thể, số"), method="by_text")
    star = django_filters.ChoiceFilter(label=_("Hạng sao"), choices=STARS, empty_label=_("Tất cả"))
    standing = django_filters.ChoiceFilter(
        label=_("Hiệu lực"),
        choices=[*PublicStatus.choices, (EXPIRING, _("Sắp hết hạn (180 ngày)"))],
        method="by_standing",
        empty_label=_("Tất cả"),
    )
    decision = django_filters.CharFilter(
        label=_("Số quyết định"),
        field_name="recognition__decision__number",
        lookup_expr="icontains",
    )

    class Meta:
        model = Certificate
        fields = ["q", "star", "standing", "decision"]

    def by_text(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        """Keep certificates in whose words every word is found, diacritics aside (Đ = d)."""
        return rows.search(text)

    def by_standing(self, rows: QuerySet, _name: str, value: Any) -> QuerySet:
        """Keep those that stand so today; the same reading as validity.status_on()."""
        return rows.filter(standing_is(value))


def standing_is(value: str) -> Q:
    """Return the condition on certificates for a standing today (R23: computed when read)."""
    today = clock.today()
    holds, ended = Q(published__valid_to__gte=today), Q(published__valid_to__lt=today)
    # One replaced after its end had expired before.
    too_late = Q(
        status=CertificateStatus.SUPERSEDED,
        published__status_since__gt=F("published__valid_to"),
    )
    soon = Q(published__valid_to__lt=today + SOON)
    valid = Q(status=CertificateStatus.VALID)
    return {
        PublicStatus.VALID: valid & holds,
        EXPIRING: valid & holds & soon,
        PublicStatus.SUSPENDED: Q(status=CertificateStatus.SUSPENDED) & holds,
        PublicStatus.EXPIRED: (
            Q(status__in=(CertificateStatus.VALID, CertificateStatus.SUSPENDED)) & ended
        )
        | too_late,
        PublicStatus.SUPERSEDED: Q(status=CertificateStatus.SUPERSEDED) & ~too_late,
        PublicStatus.REVOKED: Q(status=CertificateStatus.REVOKED),
    }[value]
