"""Word to those whom a product concerns: its producer's people and the commune's officers."""

from django.db.models import Q

from accounts.models import Notice, User
from accounts.permissions import Role
from products.models import Submission
from territories import clock


def parties_of(submission: Submission) -> list[User]:
    """Return the producer's accounts and the officers of his commune; none at the Ministry."""
    if submission.participation is None:
        return []
    producer, today = submission.participation.product.producer, clock.today()
    accounts = Q(producer_accounts__producer=producer, producer_accounts__period__contains=today)
    officers = Q(
        assignments__province=submission.province_id,
        assignments__role=Role.COMMUNE_OFFICER,
        assignments__unit=producer.commune_id,
        assignments__period__contains=today,
    )
    return list(User.objects.filter(accounts | officers, is_active=True).distinct())


def tell_parties(submission: Submission, text: str, link: str = "") -> None:
    """Leave word for all of them; «%(product)s» in the text becomes the product's name."""
    words = text % {"product": submission.snapshot["product"]["name"]}
    Notice.objects.bulk_create(
        Notice(province_id=submission.province_id, to=user, text=words[:300], link=link)
        for user in parties_of(submission)
    )
