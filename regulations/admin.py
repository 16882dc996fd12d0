"""The rule books in the operators' admin: to look at, never to change."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import (
    Anomaly,
    CriteriaSet,
    DossierPaper,
    KnockOut,
    Procedure,
    ProcedureLevel,
    ProductLine,
    ProductSet,
    Regulation,
    StarBand,
    StarMinimum,
)


class ReadOnly:
    """What comes from a decision is loaded from its file, not typed."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


class StarBandInline(ReadOnly, admin.TabularInline):
    """The bands of a book."""

    model = StarBand


class DossierPaperInline(ReadOnly, admin.TabularInline):
    """The evidence table of a book."""

    model = DossierPaper


class AnomalyInline(ReadOnly, admin.TabularInline):
    """The doubtful places of a set."""

    model = Anomaly


class KnockOutInline(ReadOnly, admin.TabularInline):
    """The clauses of a set that reject a product."""

    model = KnockOut
    fields = ("key", "effect", "inferred", "text_vi")


class ProcedureLevelInline(ReadOnly, admin.TabularInline):
    """The levels of a procedure."""

    model = ProcedureLevel


@admin.register(Regulation)
class RegulationAdmin(ReadOnly, admin.ModelAdmin):
    """The decisions."""

    list_display = ("number", "signed_on", "in_force", "amends", "published_at")
    inlines = (StarBandInline, DossierPaperInline)


@admin.register(CriteriaSet)
class CriteriaSetAdmin(ReadOnly, admin.ModelAdmin):
    """The criteria sets, with what is doubtful in them."""

    list_display = ("__str__", "anomaly_count", "completeness", "confidence")
    list_filter = ("regulation",)
    list_select_related = ("regulation", "product_set")
    search_fields = ("product_set__name_vi", "product_set__code")
    inlines = (AnomalyInline, KnockOutInline)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the doubtful places."""
        return super().get_queryset(request).with_counts()

    @admin.display(description=Anomaly._meta.verbose_name_plural)
    def anomaly_count(self, row: CriteriaSet) -> int:
        """Return how many places of the set are doubtful."""
        return row.anomaly_count


@admin.register(Anomaly)
class AnomalyAdmin(ReadOnly, admin.ModelAdmin):
    """Every doubtful place of every book, to be compared with the signed texts."""

    list_display = ("criteria_set", "where", "printed", "used", "reason")
    list_filter = ("criteria_set__regulation",)
    list_select_related = ("criteria_set__regulation", "criteria_set__product_set")


@admin.register(StarMinimum)
class StarMinimumAdmin(ReadOnly, admin.ModelAdmin):
    """The minimums per star."""

    list_display = ("criteria_set", "criterion", "star", "points", "inferred")
    list_filter = ("criteria_set__regulation", "star", "inferred")
    list_select_related = (
        "criteria_set__regulation",
        "criteria_set__product_set",
        "criterion",
    )


@admin.register(Procedure)
class ProcedureAdmin(ReadOnly, admin.ModelAdmin):
    """The procedures by day of hand-in."""

    list_display = ("__str__", "handed_in", "confidence")
    inlines = (ProcedureLevelInline,)


@admin.register(ProductLine)
class ProductLineAdmin(ReadOnly, admin.ModelAdmin):
    """The lasting places of products."""

    list_display = ("number", "name_vi", "code")


@admin.register(ProductSet)
class ProductSetAdmin(ReadOnly, admin.ModelAdmin):
    """The product sets and the lines they stand for; without a line a person decides."""

    list_display = ("regulation", "number", "name_vi", "line")
    list_filter = ("regulation", ("line", admin.EmptyFieldListFilter))
    list_select_related = ("regulation", "line")
