"""Questions about products, participations, cycles and what was handed in."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast

from accounts import policy
from accounts.permissions import Permission
from producers.models import ProducerAccount
from territories import clock
from territories.folding import fold
from territories.models import AdminUnit
from territories.tenancy import current_province_id

from .cycle import ENDED, PAPER_STEPS, Actor, Purpose, Status, Step, waiting_at
from .holding import at_district, districts_exist, received_by_communes


class ProductQuerySet(models.QuerySet):
    """Products."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.PRODUCT_VIEW
    ) -> "ProductQuerySet":
        """Keep those of the open province that the person's permission reaches."""
        reached = policy.reach_by_producer(user, permission, "producer")
        return self.filter(reached, province=current_province_id())

    def search(self, text: str) -> "ProductQuerySet":
        """Keep those in which every word is found, diacritics aside."""
        found = self
        for word in fold(text).split():
            found = found.filter(search__contains=word)
        return found

    def in_unit(self, unit: AdminUnit) -> "ProductQuerySet":
        """Keep those of a unit and of the units that it followed (R31)."""
        return self.filter(producer__commune__in=AdminUnit.objects.within(unit).values("pk"))

    def taking_part(self, participations: models.QuerySet) -> "ProductQuerySet":
        """Keep those with one of these participations."""
        return self.filter(pk__in=participations.values("product"))

    def with_ways(self) -> "ProductQuerySet":
        """Read along what is shown of a product, the participations newest first."""
        ways = self.model._meta.get_field("participations").related_model.objects
        newest = ways.with_holder().select_related("cycle", "province", "procedure")
        newest = newest.prefetch_related("cycle__deadlines")
        return self.select_related("producer__commune", "line", "province").prefetch_related(
            Prefetch("participations", newest.order_by("-created_at", "-id"), to_attr="ways")
        )


class ParticipationQuerySet(models.QuerySet):
    """Ways through the cycle."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.PRODUCT_VIEW
    ) -> "ParticipationQuerySet":
        """Keep those of the open province that the person's permission reaches."""
        return self.filter(self._reached(user, permission), province=current_province_id())

    def _reached(self, user: Any, permission: Permission) -> Q:
        more = {}
        if permission in _OF_THE_HOLDER:
            here = Q(pk__in=at_district(self.model.objects.all()).values("pk"))
            more = {"whole": ~here, "inside": here}
        return policy.reach_by_producer(user, permission, "product__producer", **more)

    def with_holder(self) -> "ParticipationQuerySet":
        """Tell per row whether a district holds the dossier, and the commune only received it."""
        held = at_district(self.model.objects.all())
        is_held = Q(pk__in=held.values("pk")) if districts_exist() else Value(False)
        return self.annotate(
            is_at_district=is_held,
            is_only_received=ExpressionWrapper(
                Q(procedure__isnull=False) & Q(procedure__in=received_by_communes()), BooleanField()
            ),
        )

    def active(self) -> "ParticipationQuerySet":
        """Keep those still under way."""
        return self.exclude(status__in=ENDED)

    def waiting_for(
        self, actor: Actor, settings: Mapping[str, object] | None = None
    ) -> "ParticipationQuerySet":
        """Keep those whose next act is this actor's."""
        return self.filter(_turn_of(actor, settings))

    def awaiting(self, user: Any) -> "ParticipationQuerySet":
        """Keep those whose next act is this person's.

        For a producer with nobody in the portal its commune acts (R28).
        """
        mine = []
        for actor, permission, steps in _WHO_ACTS:
            everywhere = policy.reaches_all(user, permission)
            if everywhere is not (actor is Actor.PROVINCE) or not policy.may(user, permission):
                continue
            turn = _turn_of(actor, policy.settings(user), steps)
            if actor is Actor.PRODUCER:
                turn &= _acts_for_producer(user)
            mine.append(turn & self._reached(user, permission))
        wanted = reduce(or_, mine, Q()) or Q(pk__in=[])
        return self.filter(wanted, province=current_province_id())

    def by_urgency(self) -> "ParticipationQuerySet":
        """Order by the day that presses, then the newest; those without a day last."""
        deadlines = self.model._meta.get_field("cycle").related_model.deadlines.rel
        of_step = deadlines.related_model.objects.filter(
            cycle=OuterRef("cycle"), step=OuterRef("step")
        )
        at_commune = Q(step=Step.EVALUATION, status=Status.SUBMITTED)
        in_round = Q(step=Step.EVALUATION, status__in=(Status.AT_PROVINCE, Status.ACCEPTED))
        in_round &= Q(round__isnull=False) & ~Q(purpose=Purpose.RE_EVALUATION)
        presses = Case(
            When(status=Status.RETURNED, return_by__isnull=False, then=F("return_by")),
            # Fifteen working days are three weeks, holidays aside (R27).
            When(at_commune, then=Cast(F("since") + timedelta(21), DateField())),
            When(in_round, then=F("round__held_before")),
            default=Subquery(of_step.values("due_on")[:1]),
        )
        return self.annotate(presses_on=presses).order_by("presses_on", "-since", "-pk")

    def for_lists(self) -> "ParticipationQuerySet":
        """Read along what a row shows."""
        whole = self.with_holder().select_related(
            "product__producer__commune",
            "product__line",
            "cycle",
            "province",
            "procedure",
            "round",
        )
        return whole.prefetch_related("cycle__deadlines")

    def with_result_due(self) -> "ParticipationQuerySet":
        """Keep the accepted re-evaluations, whose result is due (Điều 7.6.g); the oldest first."""
        rows = self.filter(
            purpose=Purpose.RE_EVALUATION,
            step=Step.EVALUATION,
            status=Status.ACCEPTED,
            complete_on__isnull=False,
            procedure__re_evaluation_days__isnull=False,
        )
        return rows.order_by("complete_on", "pk")


def _turn_of(
    actor: Actor, settings: Mapping[str, object] | None, steps: Collection[int] = tuple(Step)
) -> Q:
    """Few conditions: the steps with the same statuses are asked for together."""
    together: dict[tuple[Status, ...], list[Step]] = {}
    for step, statuses in waiting_at(actor, settings):
        if step in steps:
            together.setdefault(statuses, []).append(step)
    found = [Q(step__in=some, status__in=statuses) for statuses, some in together.items()]
    return reduce(or_, found, Q()) or Q(pk__in=[])


def _acts_for_producer(user: Any) -> Q:
    accounts = ProducerAccount.objects.filter(
        producer=OuterRef("product__producer"), period__contains=clock.today()
    )
    return Q(Exists(accounts.filter(user=user))) | ~Q(Exists(accounts))


# Acts of the office that holds the dossier: the province leaves to a district what is there.
_OF_THE_HOLDER = frozenset({Permission.DOSSIER_CHECK, Permission.SAMPLES_RECORD})
# Whose turn, by which permission, at which steps.
_EVALUATION = frozenset({Step.EVALUATION})
_WHO_ACTS = (
    (Actor.PRODUCER, Permission.STEP_SUBMIT, PAPER_STEPS),
    (Actor.PRODUCER, Permission.DOSSIER_HAND_IN, _EVALUATION),
    (Actor.PRODUCER, Permission.PUBLISH, frozenset({Step.PROMOTION})),
    (Actor.COMMUNE, Permission.STEP_ACCEPT, PAPER_STEPS),
    (Actor.COMMUNE, Permission.COMMUNE_REPORT, _EVALUATION),
    (Actor.DISTRICT, Permission.DOSSIER_CHECK, _EVALUATION),
    (Actor.PROVINCE, Permission.STEP_ACCEPT, PAPER_STEPS),
    (Actor.PROVINCE, Permission.DOSSIER_CHECK, _EVALUATION),
)


class CycleQuerySet(models.QuerySet):
    """A province's years."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.PRODUCT_VIEW
    ) -> "CycleQuerySet":
        """Keep the open province's years (who may look or change is the view's permission)."""
        return self.filter(province=current_province_id())

    def open(self) -> "CycleQuerySet":
        """Keep those that take products, as `takes_entries` says, this year's first."""
        rows = self.filter(closed_at__isnull=True, year__gte=clock.today().year)
        return rows.order_by("year")

    def with_counts(self) -> "CycleQuerySet":
        """Count the products that take part."""
        return self.annotate(product_count=Count("participations", distinct=True))


class SubmissionQuerySet(models.QuerySet):
    """Frozen hand-ins."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.PRODUCT_VIEW
    ) -> "SubmissionQuerySet":
        """Keep the open province's hand-ins that the person's permission reaches."""
        reached = policy.reach_by_producer(user, permission, "participation__product__producer")
        return self.filter(reached, province=current_province_id())
