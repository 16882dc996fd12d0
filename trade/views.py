"""The public catalogue: valid 3-5 star products, searched without diacritics."""

from typing import Any

from django.db.models import QuerySet
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django_filters.views import FilterView

from evaluations.models import PublishedCertificate
from territories import clock

from .filters import CatalogueFilter
from .querysets import first_pictures, on_offer

PAGE_SIZE = 24


@method_decorator(cache_control(private=True, max_age=60), name="dispatch")
class CatalogueView(FilterView):
    """Every recognised product of the country whose certificate holds today."""

    public = True
    model = PublishedCertificate
    filterset_class = CatalogueFilter
    paginate_by = PAGE_SIZE
    template_name = "trade/catalogue.html"
    extra_context = {"page_title": _("Sản phẩm OCOP")}

    def get_queryset(self) -> QuerySet[PublishedCertificate]:
        """Read what a card shows."""
        return on_offer(clock.today())

    def paginate_queryset(self, queryset: QuerySet, page_size: int) -> tuple[Any, Any, Any, bool]:
        """Show the last page to who asks for one behind it, as the offices' lists do."""
        paginator = self.get_paginator(queryset, page_size)
        page = paginator.get_page(self.request.GET.get(self.page_kwarg))
        return paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say how many there are, and which have a picture."""
        context = super().get_context_data(**kwargs)
        sent = self.request.GET.copy()
        sent.pop("page", None)
        return context | {
            "total": context["paginator"].count,
            "pictured": first_pictures(list(context["page_obj"])),
            "is_filtered": any(value for name, value in sent.items() if name != "order"),
        }
