"""What buyers find: recognised products whose certificate holds on a day."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from evaluations.models import ProductPage, PublishedCertificate
from evaluations.states import CertificateStatus
from territories.folding import fold


def on_offer(day: date) -> QuerySet[PublishedCertificate]:
    """Return the products with a valid certificate (a suspended one is not shown), by name."""
    pages = ProductPage.objects.filter(public_code=OuterRef("public_code"))
    rows = PublishedCertificate.objects.filter(
        status=CertificateStatus.VALID, issued_on__lte=day, valid_to__gte=day
    )
    return rows.annotate(has_page=Exists(pages)).select_related("origin")


def found_by(rows: QuerySet[PublishedCertificate], text: str) -> QuerySet[PublishedCertificate]:
    """Keep those in which every word is found, diacritics aside (Đ = d)."""
    for word in fold(text).split():
        rows = rows.filter(search__contains=word)
    return rows


def first_pictures(rows: list[PublishedCertificate]) -> set[str]:
    """Return the public codes of those whose page has a picture, in one query."""
    codes = [row.public_code for row in rows if row.has_page]
    with_images = ProductPage.objects.filter(public_code__in=codes).exclude(images=[])
    return set(with_images.values_list("public_code", flat=True))
