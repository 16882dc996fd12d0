"""Word to those whom a product concerns: its producer's people and the commune's officers."""

from collections.abc import Iterable

from django.urls import reverse

from accounts.models import Notice
from councils.models import Member
from products.models import Submission
from products.notices import parties_of, staff_of
from territories.models import Province

from .blinding import name_for_members
from .crossing import at_home
from .models import Evaluation, Package


def tell_parties(submission: Submission, text: str, link: str = "") -> None:
    """Leave word for all of them; «%(product)s» in the text becomes the product's name.

    It leads to the product's page, unless it is about something nearer.
    The Ministry's word goes to the province: to them there, and to its office.
    """
    if submission.participation_id is None:
        _tell_home(submission, text)
        return
    words = text % {"product": submission.snapshot["product"]["name"]}
    where = [submission.province.slug, submission.participation.product_id]
    link = link or reverse("product", args=where)
    Notice.objects.bulk_create(
        Notice(province_id=submission.province_id, to=user, text=words[:300], link=link)
        for user in parties_of(submission.participation.product.producer)
    )


def _tell_home(submission: Submission, text: str) -> None:
    package = Package.objects.get(submission=submission)
    with at_home(submission, None) as province:
        held = Evaluation.objects.select_related("submission__participation__product__producer")
        evaluation = held.get(pk=package.answers_to)
        link = f"/{province.slug}/de-nghi-5-sao/{evaluation.pk}/"
        tell_parties(evaluation.submission, text)
        name = submission.snapshot["product"]["name"]
        tell_office(province, text % {"product": name}, link)


def tell_members(
    evaluation: Evaluation, users: Iterable[int], text: str, page: str, **facts: object
) -> None:
    """Leave word for people of the council: «%(what)s» becomes the product, as members read it."""
    words = text % {"what": name_for_members(evaluation), **facts}
    link = reverse(page, args=[evaluation.province.slug, evaluation.pk])
    Notice.objects.bulk_create(
        Notice(province_id=evaluation.province_id, to_id=user, text=words[:300], link=link)
        for user in users
    )


def heads_of(evaluation: Evaluation) -> set[int]:
    """Return who heads the council before a product: its chair, and whom he delegated."""
    sitting = evaluation.sitting
    heads = {sitting.presided_by.user_id} if sitting.presided_by_id else set()
    chairs = sitting.council.members.filter(title=Member.Title.CHAIR)
    return heads | set(chairs.values_list("user_id", flat=True))


def tell_office(province: Province, text: str, link: str = "") -> None:
    """Leave word for the staff of the open tenant."""
    Notice.objects.bulk_create(
        Notice(province=province, to=user, text=text[:300], link=link)
        for user in staff_of(province)
    )
