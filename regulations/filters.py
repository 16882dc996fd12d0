"""How a book's list of sets may be narrowed."""

import django_filters

from territories.filters import WholeNumberFilter

from .models import CriteriaSet


class CriteriaSetFilter(django_filters.FilterSet):
    """By sector, or by the product line whose set is wanted."""

    sector = WholeNumberFilter("product_set__group__sector__ordinal")
    line = WholeNumberFilter("product_set__line__number")

    class Meta:
        model = CriteriaSet
        fields: tuple[str, ...] = ()
