"""The rule books for everybody to read: books, sets, one set as printed, procedures."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView, TemplateView

from territories import clock

from .models import CriteriaSet, Procedure, Regulation
from .sheet import disqualification, sheet


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """Return the way from the list of books to a page."""
    way = [(reverse("book_list"), _("Bộ tiêu chí")), *more]
    return [{"url": url, "label": label} for url, label in way]


class BookListView(TemplateView):
    """All books, and the sets of the one that a dossier handed in today falls under."""

    public = True
    template_name = "regulations/book_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the books with their standing and today's sets."""
        procedure = Procedure.objects.in_force(clock.today())
        current = procedure.regulation if procedure else None
        return super().get_context_data(
            **kwargs,
            books=Regulation.objects.books().for_pages(),
            current=current,
            sets=CriteriaSet.objects.of_book(current.slug).for_lists() if current else (),
            today=clock.today(),
        )


class BookView(DetailView):
    """One book: what it fixes, and its sets."""

    public = True
    template_name = "regulations/book_detail.html"
    context_object_name = "book"
    slug_url_kwarg = "book"

    def get_queryset(self) -> QuerySet:
        """Keep published books."""
        return Regulation.objects.books().for_pages()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sets and the book's own numbers."""
        book = self.object
        return super().get_context_data(
            **kwargs,
            rules=book.as_rules(),
            papers=book.papers.all(),
            sets=CriteriaSet.objects.of_book(book.slug).for_lists(),
            breadcrumbs=crumbs(("", book.number)),
            today=clock.today(),
        )


class CriteriaSetView(DetailView):
    """One set as the official sheet reads."""

    public = True
    template_name = "regulations/criteria_set_detail.html"
    context_object_name = "criteria_set"

    def get_object(self, queryset: QuerySet | None = None) -> CriteriaSet:
        """Find the set by its book and its code."""
        sets = CriteriaSet.objects.of_book(self.kwargs["book"]).select_related("product_set__line")
        return get_object_or_404(sets, product_set__code=self.kwargs["code"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sheet, its neighbours in the book and its equals in the other books."""
        row = self.object
        rules = row.as_rules()
        book = (reverse("book_detail", args=[row.regulation.slug]), row.regulation.number)
        return super().get_context_data(
            **kwargs,
            rules=rules,
            sheet=sheet(rules),
            disqualification=disqualification(rules),
            neighbours=row.neighbours(),
            equals=CriteriaSet.objects.equals_of(row),
            breadcrumbs=crumbs(book, ("", _("Bộ {number}").format(number=rules.number))),
        )


class ProcedureListView(ListView):
    """Who examines, awards and forwards, period by period (R3)."""

    public = True
    template_name = "regulations/procedure_list.html"
    context_object_name = "procedures"

    def get_queryset(self) -> QuerySet:
        """Newest first."""
        return Procedure.objects.for_pages()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way here, and today, which marks the period that runs."""
        label = _("Quy trình đánh giá, phân hạng")
        return super().get_context_data(
            **kwargs, breadcrumbs=crumbs(("", label)), today=clock.today()
        )
