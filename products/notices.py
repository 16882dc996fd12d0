"""Word to those whom a product concerns: its producer's people and the commune's officers."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.actions import notify
from accounts.models import User
from accounts.permissions import Role
from accounts.tongue import speaking_vietnamese
from producers.models import Producer
from territories import clock
from territories.models import AdminUnit, Province

from .models import Participation


def people_of(producer: Producer) -> QuerySet:
    """Return who acts for the producer today."""
    today = clock.today()
    return User.objects.filter(
        producer_accounts__producer=producer, producer_accounts__period__contains=today
    )


def officers_of(producer: Producer) -> QuerySet:
    """Return the officers of the producer's commune."""
    # A commune of before July 2025 is its successors' to look after (R31).
    units = AdminUnit.objects.filter(
        Q(pk=producer.commune_id) | Q(follows__predecessor=producer.commune_id)
    )
    return User.objects.filter(
        assignments__province=producer.province_id,
        assignments__role=Role.COMMUNE_OFFICER,
        assignments__unit__in=units.values("pk"),
        assignments__period__contains=clock.today(),
    )


def parties_of(producer: Producer) -> list[User]:
    """Return the producer's people and the officers of his commune, each once."""
    either = Q(pk__in=people_of(producer).values("pk"))
    either |= Q(pk__in=officers_of(producer).values("pk"))
    return list(User.objects.filter(either, is_active=True))


def staff_of(province: Province) -> QuerySet:
    """Return the office of the open tenant."""
    role = Role.NATIONAL_STAFF if province.kind == Province.Kind.MINISTRY else Role.PROVINCIAL_STAFF
    return User.objects.filter(
        assignments__province=province,
        assignments__role=role,
        assignments__period__contains=clock.today(),
        is_active=True,
    ).distinct()


def tell_staff(row: Participation, text: str, *, by: User) -> None:
    """Leave word for the province's office about a product that is before it."""
    link = reverse("product", kwargs={"province": row.province.slug, "pk": row.product_id})
    for user in staff_of(row.province).exclude(pk=by.pk):
        notify(province=row.province, to=user, text=text % {"product": row.product.name}, link=link)


def tell(row: Participation, text: str, *, by: User, **words: Any) -> None:
    """Leave word for the producer's people, and for his commune unless it has done this itself."""
    producer = row.product.producer
    link = reverse("product", kwargs={"province": row.province.slug, "pk": row.product_id})
    with speaking_vietnamese():  # a label among the words is put into words here
        said = text % {"product": row.product.name, **words}
    own_commune = officers_of(producer).filter(pk=by.pk).exists()
    for user in people_of(producer) if own_commune else parties_of(producer):
        notify(province=row.province, to=user, text=said, link=link)
