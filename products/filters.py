"""The filter of the list of products: page and API share it."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from accounts.kept import Kept
from accounts.permissions import Permission
from producers.filters import Options, PlainSelect, communes, offer_communes
from regulations.language import in_language
from regulations.models import ProductLine
from territories.models import AdminUnit

from .cycle import ENDED, Actor, Status, Step
from .models import Participation, Product, Submission

ANY = _("Tất cả")
NOT_TAKING_PART = "none"
ME = "me"
STEPS = [(step.value, format_lazy("{}. {}", step.value, step.label)) for step in Step]
STATUSES = [(one.value, one.label) for one in Status if one not in ENDED]
DECIDED = "decided"
DOSSIERS = [*Status.choices, (DECIDED, _("đã công nhận"))]
WAITING = [
    (ME, _("tôi")),
    (Actor.PRODUCER, _("chủ thể")),
    (Actor.COMMUNE, _("cấp xã")),
    (Actor.PROVINCE, _("cấp tỉnh")),
    (Actor.COUNCIL, _("hội đồng")),
]


class DossierFilter(django_filters.FilterSet):
    """Dossiers by the words of their product, producer and number, and by how they stand."""

    q = django_filters.CharFilter(label=_("Tìm sản phẩm, chủ thể, mã"), method="by_text")
    status = django_filters.ChoiceFilter(
        label=_("Trạng thái"), choices=DOSSIERS, empty_label=ANY, method="by_status"
    )

    class Meta:
        model = Participation
        fields = ["q", "status"]

    def by_status(self, rows: QuerySet, _name: str, status: str) -> QuerySet:
        """Keep the dossiers that stand so: what went on to step 6 was recognised."""
        if status == DECIDED:
            return rows.filter(step__gt=Step.EVALUATION).exclude(status=Status.WITHDRAWN)
        if status == Status.WITHDRAWN:
            return rows.filter(status=status)
        return rows.filter(status=status, step__lte=Step.EVALUATION)

    def by_text(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        """Keep those in which every word is found, diacritics aside, and those of that code."""
        named = Product.objects.search(text).order_by().values("pk")
        coded = Submission.objects.filter(product_code__istartswith=text.strip())
        return rows.filter(Q(product__in=named) | Q(pk__in=coded.values("participation")))


LINES = Kept(lambda: ProductLine.objects.values_list("number", "name_vi", "name_en", "number"))


def _numbered(name_vi: str, name_en: str, number: int) -> str:
    return f"{number}. {in_language(name_vi, name_en)}"


class ProductFilter(django_filters.FilterSet):
    """Products by text, step, status, commune, line, and whose turn it is."""

    q = django_filters.CharFilter(label=_("Tìm sản phẩm, chủ thể"), method="by_text")
    waiting = django_filters.ChoiceFilter(
        label=_("Chờ ai"), choices=WAITING, method="by_turn", empty_label=ANY
    )
    step = django_filters.ChoiceFilter(
        label=_("Bước"), choices=STEPS, method="by_step", empty_label=ANY
    )
    status = django_filters.ChoiceFilter(
        label=_("Trạng thái"),
        choices=[*STATUSES, (NOT_TAKING_PART, _("không tham gia"))],
        method="by_status",
        empty_label=ANY,
    )
    commune = django_filters.ModelChoiceFilter(
        label=_("Xã, phường, đặc khu"),
        queryset=communes,
        to_field_name="code",
        method="by_commune",
        empty_label=ANY,
        widget=PlainSelect,
    )
    line = django_filters.ModelChoiceFilter(
        label=_("Bộ sản phẩm"),
        queryset=ProductLine.objects.all(),
        to_field_name="number",
        empty_label=ANY,
        widget=PlainSelect,
    )

    class Meta:
        model = Product
        fields = ["q", "waiting", "step", "status", "commune", "line"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line = self.form.fields["line"]
        line.widget.choices = Options(line, LINES, _numbered)
        offer_communes(self, Permission.PRODUCT_VIEW)

    def by_text(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        """Keep those in which every word is found, diacritics aside."""
        return rows.search(text)

    def by_turn(self, rows: QuerySet, _name: str, who: str) -> QuerySet:
        """Keep those whose next act is the person's, or an actor's."""
        if who == ME:
            return rows.taking_part(Participation.objects.awaiting(self.request.user))
        settings = self.request.province.settings
        return rows.taking_part(Participation.objects.waiting_for(Actor(who), settings))

    def by_step(self, rows: QuerySet, _name: str, step: str) -> QuerySet:
        """Keep those whose way has come to a step."""
        return rows.taking_part(Participation.objects.active().filter(step=step))

    def by_status(self, rows: QuerySet, _name: str, status: str) -> QuerySet:
        """Keep those whose way stands so, or that have none."""
        active = Participation.objects.active()
        if status == NOT_TAKING_PART:
            return rows.exclude(pk__in=active.values("product"))
        return rows.taking_part(active.filter(status=status))

    @extend_schema_field(OpenApiTypes.STR)
    def by_commune(self, rows: QuerySet, _name: str, unit: AdminUnit) -> QuerySet:
        """Keep those of a commune and of those it followed."""
        return rows.in_unit(unit)
