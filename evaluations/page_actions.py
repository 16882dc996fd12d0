"""The product page of step 6: written by the producer or for him, published, found by its code."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import journal
from accounts.models import User
from accounts.tongue import in_vietnamese
from accounts.versions import refuse_stale
from products.models import Participation, Product, ProductImage
from products.step_actions import close
from territories import clock

from .models import Certificate, NationalResult, ProductPage, PublishedCertificate
from .publication import standing_on
from .states import CertificateStatus
from .validity import PublicStatus

MOST_IMAGES = 8
WORDS = ("contact", "where_to_buy", "story")


def page_of(public_code: str) -> ProductPage | None:
    """Return the page that was published under a certificate's code."""
    return ProductPage.objects.filter(public_code=public_code).first()


def version_of(public_code: str) -> int:
    """Return the version of the page that was published; 0: there is none."""
    page = page_of(public_code)
    return page.version if page else 0


def is_open_to_buyers(copy: PublishedCertificate, page: ProductPage | None, day: date) -> bool:
    """Tell whether the product page is shown: published, and the certificate holds."""
    return page is not None and standing_on(copy, day) == PublicStatus.VALID


def refuse_fallen(copy: PublishedCertificate) -> None:
    """Refuse the page of a certificate that was withdrawn, suspended, replaced or ran out."""
    if standing_on(copy, clock.today()) != PublicStatus.VALID:
        raise ValidationError(
            _("Giấy chứng nhận không còn hiệu lực: trang sản phẩm không công bố được.")
        )


@transaction.atomic
def publish_page(*, certificate: Certificate, by: User, **words: Any) -> ProductPage:
    """Publish the page of a product that the province recognised."""
    rows = Certificate.objects.select_for_update(of=("self",)).select_related(
        "product", "published", "submission__participation"
    )
    row = rows.get(pk=certificate.pk)
    if row.product is None:  # five stars: the product is the province's, and so is its page
        raise ValidationError(_("Trang sản phẩm 5 sao do tỉnh của chủ thể công bố."))
    page = _publish(row, row.published, row.product, by=by, **words)
    _end_cycle(row.submission.participation, row.star, by)
    return page


def carry_page(
    *, product: Product, replaced: Collection[str], target: Certificate | NationalResult, by: User
) -> ProductPage | None:
    """Let buyers go on reading what was published, under the certificate that takes its place.

    Part of the act that issues the new one. Version 0: the producer has yet to look it over and
    publish it anew, which is what ends step 6. What a revoked certificate showed is not carried.
    """
    pages = ProductPage.objects.filter(product=product, public_code__in=replaced)
    last = pages.order_by("-published_at", "-pk").first()
    if last is None:
        return None
    words = {name: getattr(last, name) for name in (*WORDS, "images", "published_at")}
    page = ProductPage.objects.create(
        province_id=product.province_id,
        product=product,
        public_code=target.public_code,
        **words,
    )
    journal.record(by=by, verb="carry_page", target=target, images=len(page.images))
    return page


def moved_to(copy: PublishedCertificate, page: ProductPage) -> ProductPage | None:
    """Return the page under the certificate that took this one's place; None: there is none."""
    if copy.status != CertificateStatus.SUPERSEDED:
        return None
    newer = ProductPage.objects.filter(product_id=page.product_id, pk__gt=page.pk)
    return newer.order_by("pk").last()


@transaction.atomic
def publish_national_page(*, result: NationalResult, by: User, **words: Any) -> ProductPage:
    """Publish the page of a product that the Ministry recognised: the producer's own page."""
    rows = NationalResult.objects.select_for_update(of=("self",)).select_related(
        "submission__participation__product"
    )
    row = rows.get(pk=result.pk)
    copy = PublishedCertificate.objects.filter(public_code=row.public_code).first()
    if copy is None:
        raise ValidationError(_("Kết quả này không có giấy chứng nhận 5 sao."))
    participation = row.submission.participation
    page = _publish(row, copy, participation.product, by=by, **words)
    _end_cycle(participation, copy.star, by)
    return page


def _publish(
    target: Certificate | NationalResult,
    copy: PublishedCertificate,
    product: Product,
    *,
    contact: str,
    where_to_buy: str,
    story: str,
    images: Collection[ProductImage],
    by: User,
    version: int = 0,
) -> ProductPage:
    """Write the page, or its new wording on the version that was seen (0: there was none)."""
    refuse_fallen(copy)
    page = ProductPage.objects.select_for_update().filter(public_code=copy.public_code).first()
    is_first = page is None or page.is_carried
    if page is None:
        facts = {"public_code": copy.public_code, "published_at": clock.now()}
        page = ProductPage(province_id=product.province_id, product=product, **facts)
    before, theirs = page.images, _words_of(page)
    page.contact, page.where_to_buy = " ".join(contact.split()), where_to_buy.strip()
    page.story, page.images = story.strip(), _pictures(product, images)
    _check_page(page)
    page.clean_fields(exclude=["province", "images"])
    mine = _words_of(page)
    changed = [name for name in WORDS if mine[name] != theirs[name]]
    changed += ["images"] if page.images != before else []
    if changed or is_first:  # what was carried over may be published as it is
        refuse_stale(page, version, changed, mine=mine, theirs=theirs)
    if is_first:
        page.published_at = clock.now()
    page.save()
    facts = {"images": len(page.images), "again": not is_first}
    journal.record(by=by, verb="publish", target=target, **facts)
    return page


def _words_of(page: ProductPage) -> dict[str, str]:
    """Return what the page tells, the pictures by number and caption, as a person compares it."""
    captions = [str(one["caption"] or one["image"]) for one in page.images]
    pictures = f"{len(captions)}: {', '.join(captions)}" if captions else ""
    return {name: getattr(page, name) for name in WORDS} | {"images": pictures}


@in_vietnamese
def _end_cycle(participation: Participation | None, star: int, by: User) -> None:
    """The first page ends step 6; a participation that has ended stays as it is."""
    if participation is not None:
        text = _("Đạt %(star)s sao; đã công bố trang sản phẩm.") % {"star": star}
        close(participation=participation, outcome=text, by=by)


def _pictures(product: Product, images: Collection[ProductImage]) -> list[dict[str, Any]]:
    """Return what the public view needs to serve the chosen pictures, in the product's order."""
    wanted = {image.pk for image in images}
    own = ProductImage.objects.filter(pk__in=wanted, product=product)
    chosen = list(own.select_related("file").order_by("ordinal", "id"))
    if len(chosen) < len(wanted):
        raise ValidationError({"images": _("Chỉ chọn ảnh của chính sản phẩm này.")})
    if len(chosen) > MOST_IMAGES:
        raise ValidationError({"images": _("Nhiều nhất %(most)s ảnh.") % {"most": MOST_IMAGES}})
    return [
        {
            "sha256": image.file.sha256,
            "content_type": image.file.content_type,
            "caption": image.caption,
            "image": image.pk,
        }
        for image in chosen
    ]


def _check_page(page: ProductPage) -> None:
    errors = {
        name: _("Hãy điền mục này: người mua cần biết.")
        for name in ("contact", "where_to_buy")
        if not getattr(page, name)
    }
    if not page.images:
        errors["images"] = _("Hãy chọn ít nhất một ảnh của sản phẩm.")
    if errors:
        raise ValidationError(errors)
