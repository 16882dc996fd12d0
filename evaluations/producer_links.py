"""Who before a council is of the producer, or handed the dossier in: one question (R20)."""

from __future__ import annotations

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from producers.models import ProducerAccount
from products.models import Submission
from territories import clock

from .models import Interest, Panel

SUBMISSION = "evaluation__submission"


def still_acting() -> Q:
    """Return the condition on accounts that have not ended."""
    return Q(period__endswith=None) | Q(period__endswith__gt=clock.today())


def links_to_producer(
    submission: Submission, users: list[int], *, today: bool = False
) -> dict[int, str]:
    """Return which of these people are linked to the producer, and how (R20); today: still."""
    found: dict[int, str] = {}
    if submission.handed_in_by_id in users:
        found[submission.handed_in_by_id] = handed_in_words()
    if submission.participation_id:
        producer = submission.participation.product.producer_id
        acting = ProducerAccount.objects.filter(producer=producer, user__in=users)
        if today:
            acting = acting.filter(still_acting())
        for user in acting.values_list("user_id", flat=True):
            found[user] = acting_words()
    return found


def with_links(places: QuerySet[Panel]) -> QuerySet[Panel]:
    """Read along what ties each member to the producer, and whether that was noted before."""
    producer = OuterRef(f"{SUBMISSION}__participation__product__producer")
    accounts = ProducerAccount.objects.filter(producer=producer, user=OuterRef("user"))
    noted = Interest.objects.filter(
        evaluation=OuterRef("evaluation"),
        member=OuterRef("member"),
        ground=Interest.Ground.HANDED_IN,
    )
    by_him = Q(**{f"{SUBMISSION}__handed_in_by": F("user")})
    return places.annotate(
        is_of_rehearsal=F("evaluation__is_rehearsal"),
        handed_it_in=ExpressionWrapper(by_him, BooleanField()),
        has_acted=Exists(accounts),
        is_acting=Exists(accounts.filter(still_acting())),
        was_noted=Exists(noted),
    )


def found_by(place: Panel) -> str:
    """Say why a member of `with_links` does not judge; nothing: no link is new.

    Who acts for the producer no more and was seated again knowingly is not found twice; nobody
    is linked to a producer that does not exist.
    """
    if place.is_of_rehearsal or place.state == Panel.State.RECUSED:
        return ""
    is_linked = place.handed_it_in or place.is_acting
    if not is_linked and (place.was_noted or not place.has_acted):
        return ""
    return acting_words() if place.has_acted else handed_in_words()


def acting_words() -> str:
    """Say that somebody has an account of the producer."""
    return _("Là người của chủ thể.")


def handed_in_words() -> str:
    """Say that somebody handed the dossier in."""
    return _("Đã nộp hồ sơ của sản phẩm này.")
