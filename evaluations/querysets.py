"""Questions about evaluations, sheets, decisions and certificates."""

from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from accounts import policy
from accounts.permissions import Permission
from councils.models import Sitting
from councils.querysets import SEATED
from products.cycle import Status
from territories.folded import folded
from territories.folding import fold
from territories.tenancy import current_province_id

from .basis import LIVE
from .competence import COMMUNE, RETURNED, ended, of_districts, of_tenant
from .paper_readers import sittings_with_papers
from .renewal import KEEPS_STAR, KEPT_AT_MINISTRY
from .states import CertificateStatus, DecisionStatus, EvaluationStatus, RekeyingStatus

# A district reads the provincial result on which it recognises 3 stars.
_READS_RESULTS = frozenset({Permission.EVALUATION_VIEW, Permission.DECISION_VIEW})


PRODUCER = "submission__participation__product__producer"
# What the producer was told; until then there is nothing to appeal against.
JUDGED = Q(
    status__in=[
        EvaluationStatus.APPROVED,
        EvaluationStatus.RECOGNISED,
        EvaluationStatus.NOT_RANKED,
    ],
    submission__participation__isnull=False,
)


def _name(of: str) -> KeyTextTransform:
    return KeyTextTransform("name", KeyTransform(of, "submission__snapshot"))


class EvaluationQuerySet(models.QuerySet):
    """Evaluations."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.COUNCIL_VIEW
    ) -> "EvaluationQuerySet":
        """Keep those of the sittings that the person may see; a recused member sees none (R20).

        Who drafts decisions finds the results that are his level's to decide; a district also
        sees what its province gave back to it (148).
        """
        if permission == Permission.DECISION_DRAFT:
            found = self.to_decide(user, permission)
        elif permission == Permission.APPEAL_MAKE:
            reached = policy.reach_by_producer(user, permission, PRODUCER)
            found = self.filter(reached, JUDGED, province=current_province_id())
        else:
            sittings = Sitting.objects.visible_to(user, permission)
            wanted = Q(sitting__in=sittings.values("pk"))
            units = policy.units_held(user, permission) if permission in _READS_RESULTS else []
            if units:
                wanted |= RETURNED & Q(**{f"{COMMUNE}__in": units})
            found = self.filter(wanted, province=current_province_id())
        return found.exclude(
            pk__in=self.model.objects.filter(panel__user=user, panel__state="recused").values("pk")
        )

    def real(self) -> "EvaluationQuerySet":
        """Leave rehearsals out."""
        return self.filter(is_rehearsal=False)

    def headed_by(self, user: Any) -> "EvaluationQuerySet":
        """Keep those over which the person presides, or whose sitting he runs."""
        run = Sitting.objects.visible_to(user, Permission.SITTING_RUN)
        heads = (
            Q(sitting__in=run.values("pk"))
            | Q(sitting__council__members__user=user, sitting__council__members__title="chair")
            | Q(sitting__presided_by__user=user)
        )
        seen = self.visible_to(user, Permission.EVALUATION_VIEW)
        return seen.filter(pk__in=self.model.objects.filter(heads).values("pk"))

    def presided_by(self, user: Any) -> "EvaluationQuerySet":
        """Keep those over which the person presides, who is not recused himself."""
        heads = Q(sitting__council__members__user=user, sitting__council__members__title="chair")
        heads |= Q(sitting__presided_by__user=user)
        seen = self.visible_to(user, Permission.SITTING_LEAD)
        return seen.filter(pk__in=self.model.objects.filter(heads).values("pk"))

    def search(self, text: str) -> "EvaluationQuerySet":
        """Keep those whose product's or producer's name has every word, diacritics aside.

        Only the Ministry, which has no products, reads the names out of the large frozen copies.
        """
        found = self.annotate(words=folded(_name("product"), _name("producer")))
        for word in fold(text).split():
            here = Q(submission__participation__product__search__contains=word)
            copied = Q(submission__participation__isnull=True, words__contains=word)
            found = found.filter(here | copied)
        return found

    def mirrored_to(self, user: Any, permission: Permission) -> "EvaluationQuerySet":
        """Keep what was concluded in the sittings that have ended, for their chair or auditor."""
        sittings = Sitting.objects.mirrored_to(user, permission)
        reached = self.visible_to(user, permission).filter(concluded_at__isnull=False)
        return reached.filter(sitting__in=sittings.values("pk"))

    def to_decide(self, user: Any, permission: Permission) -> "EvaluationQuerySet":
        """Keep those on which the person's own level decides: a district, or the tenant."""
        wanted = Q(pk__in=[])
        if policy.reaches_all(user, permission):
            wanted |= of_tenant(self.model.objects.all())
        if units := policy.units_held(user, permission):
            wanted |= of_districts(units)
        return self.real().filter(wanted, province=current_province_id())

    def with_names(self) -> "EvaluationQuerySet":
        """Read the names out of the frozen copy, and leave the rest of that large text behind."""
        return (
            self.select_related(
                "sitting__council",
                "submission__criteria_set__product_set",
                "submission__participation__procedure",
                "submission__procedure",
                "advisory_report",
            )
            .defer("submission__snapshot", "result")
            .annotate(
                product_name=_name("product"),
                producer_name=_name("producer"),
                purpose=KeyTextTransform("purpose", KeyTransform("cycle", "submission__snapshot")),
                keeps_star=models.ExpressionWrapper(
                    KEEPS_STAR | KEPT_AT_MINISTRY, models.BooleanField()
                ),
            )
        )

    def for_board(self) -> "EvaluationQuerySet":
        """Read along what a board tells about each product, in a fixed number of queries."""
        packages = apps.get_model("evaluations", "Package").objects.filter(
            submission=OuterRef("submission"), evaluation__isnull=True
        )
        sent_at = models.Subquery(packages.order_by("-pk").values("sent_at")[:1])
        again = self.model.objects.filter(former=OuterRef("pk"))
        rows = self.with_names().annotate(
            file_sent_at=sent_at,
            round_facts=KeyTransform("written", "result"),
            way_status=models.F("submission__participation__status"),
            is_heard_again=Exists(again.exclude(status=EvaluationStatus.CANCELLED)),
        )
        return rows.prefetch_related("panel__member__user", "submission__sample_receipts")


class AppealQuerySet(models.QuerySet):
    """Appeals against results."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.APPEAL_VIEW
    ) -> "AppealQuerySet":
        """Keep the tenant's for its office, a producer's own, and what one examines oneself."""
        reached = policy.reach_by_producer(
            user,
            permission,
            f"evaluation__{PRODUCER}",
            but=SEATED if permission == Permission.APPEAL_VIEW else frozenset(),
        )
        if permission == Permission.APPEAL_EXAMINE:
            reached = Q(rapporteur=user)
        elif permission == Permission.APPEAL_VIEW and policy.may(user, Permission.APPEAL_EXAMINE):
            reached = Q(rapporteur=user) | reached if reached else reached
        return self.filter(reached, province=current_province_id())

    def for_lists(self) -> "AppealQuerySet":
        """Read along what a row shows."""
        copy = models.F("evaluation__submission__snapshot")
        return self.select_related("rapporteur").annotate(
            product_name=KeyTextTransform("name", KeyTransform("product", copy)),
            producer_name=KeyTextTransform("name", KeyTransform("producer", copy)),
            product_id=models.F("evaluation__submission__participation__product"),
        )


class ScoreSheetQuerySet(models.QuerySet):
    """Score sheets."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.SCORE
    ) -> "ScoreSheetQuerySet":
        """Keep the person's own sheets: whoever runs the sitting sees states, not sheets."""
        if not policy.may(user, permission):
            return self.none()
        return self.filter(province=current_province_id(), user=user)


class RekeyingQuerySet(models.QuerySet):
    """Paper sheets that were typed in."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.EVALUATION_VIEW
    ) -> "RekeyingQuerySet":
        """Keep one's own, those of the sittings one runs, and those one may confirm.

        Others learn of them with the opening; what was typed is sealed on top (rekeying.py).
        """
        seen = apps.get_model("evaluations", "Evaluation").objects.visible_to(user, permission)
        run = Sitting.objects.visible_to(user, Permission.SITTING_RUN)
        heads = Sitting.objects.filter(
            council__members__user=user, council__members__title__in=("chair", "deputy")
        )
        near = Q(user=user) | Q(evaluation__opened_at__isnull=False)
        near |= Q(evaluation__sitting__in=run.values("pk"))
        near |= Q(evaluation__sitting__in=heads.values("pk"))
        if policy.may(user, Permission.RESULT_CONFIRM):
            near = Q()
        return self.filter(near, evaluation__in=seen.values("pk"))

    def waiting(self) -> "RekeyingQuerySet":
        """Keep those that wait for their second person."""
        return self.filter(status=RekeyingStatus.WAITING)

    def by_hand_of(self, user: Any) -> "RekeyingQuerySet":
        """Keep those that count and that the person typed or confirmed."""
        hand = Q(keyed_by=user) | Q(decided_by=user)
        return self.filter(hand, status=RekeyingStatus.CONFIRMED)


class RecordEventQuerySet(models.QuerySet):
    """Events of the scoring record."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.RECORD_VIEW
    ) -> "RecordEventQuerySet":
        """Keep those of the sittings that the person may see, less the products he is out of."""
        sittings = Sitting.objects.visible_to(user, permission)
        found = self.filter(sitting_ref__in=sittings.values("pk"), province=current_province_id())
        recused = Sitting.agenda.rel.related_model.objects.filter(
            panel__user=user, panel__state="recused"
        )
        return found.exclude(evaluation_ref__in=recused.values("pk"))


class DecisionQuerySet(models.QuerySet):
    """Decisions."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.DECISION_VIEW
    ) -> "DecisionQuerySet":
        """Keep the tenant's decisions, or a district's own for its people.

        A district's draft and signature are its own; a draft that it left behind is the
        province's to throw away, never to sign.
        """
        whole = {
            Permission.DECISION_SIGN: Q(unit__isnull=True),
            Permission.DECISION_DRAFT: Q(unit__isnull=True) | ended(),
        }
        reached = policy.reach(user, permission, unit="unit", whole=whole.get(permission))
        return self.filter(reached, province=current_province_id())

    def search(self, text: str) -> "DecisionQuerySet":
        """Keep those in whose number or subject every word is found, diacritics aside."""
        found = self.annotate(words=folded("number", "title"))
        for word in fold(text).split():
            found = found.filter(words__contains=word)
        return found

    def with_lines(self) -> "DecisionQuerySet":
        """Count the products, and those of a draft that were withdrawn since."""
        way = "recognitions__evaluation__submission__participation__status"
        gone = Q(status=DecisionStatus.DRAFT, **{way: Status.WITHDRAWN})
        return self.annotate(
            line_count=Count("recognitions"), gone_count=Count("recognitions", filter=gone)
        )


class CertificateQuerySet(models.QuerySet):
    """Certificates."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.CERTIFICATE_VIEW
    ) -> "CertificateQuerySet":
        """Keep those of the open province that the person's permission reaches.

        Each level acts on its own certificates (R26); on those of a district that has ended
        its province does.
        """
        if permission == Permission.CERTIFICATE_REVOKE:
            own = Q(unit__isnull=True) | ended()
            reached = policy.reach(user, permission, unit="unit", whole=own)
        else:
            reached = policy.reach_by_producer(user, permission, "product__producer")
        return self.filter(reached, province=current_province_id())

    def running(self, day: date) -> "CertificateQuerySet":
        """Keep what holds on a day: neither replaced, withdrawn nor suspended, its end not past."""
        holds = models.Q(expires_on__gte=day) | models.Q(extended_to__gte=day)
        return self.filter(holds, status=CertificateStatus.VALID, issued_on__lte=day)

    def living(self) -> "CertificateQuerySet":
        """Keep what was neither withdrawn nor replaced, whether or not it has run out."""
        return self.filter(status__in=LIVE)

    def search(self, text: str) -> "CertificateQuerySet":
        """Keep those in whose words every word is found, diacritics aside (Đ = d)."""
        found = self
        for word in fold(text).split():
            found = found.filter(published__search__contains=word)
        return found


class _WholeTenant(models.QuerySet):
    """Rows for those whose reach is the whole tenant."""

    def visible_to(self, user: Any, permission: Permission = Permission.DECISION_VIEW) -> Any:
        """Keep the open tenant's rows."""
        if not policy.reaches_all(user, permission):
            return self.none()
        return self.filter(province=current_province_id())


class FeedbackQuerySet(models.QuerySet):
    """What a council let its producers know."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.PRODUCT_VIEW
    ) -> "FeedbackQuerySet":
        """Keep the feedback on the products that the person's permission reaches."""
        reached = policy.reach_by_producer(user, permission, f"evaluation__{PRODUCER}")
        return self.filter(reached, province=current_province_id())


class PaperSetQuerySet(models.QuerySet):
    """Papers of sittings."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.PAPERS_VIEW
    ) -> "PaperSetQuerySet":
        """Keep those of the sittings whose papers the person may read."""
        sittings = sittings_with_papers(user, permission)
        return self.filter(sitting__in=sittings.values("pk"), province=current_province_id())


class PackageQuerySet(_WholeTenant):
    """Files for five stars."""

    def at_ministry(self) -> "PackageQuerySet":
        """Keep the Ministry's copies, with the names that were judged in the province."""
        named = self.filter(evaluation__isnull=True).select_related("submission")
        return named.defer("submission__snapshot", "result").annotate(
            product_name=_name("product"),
            producer_name=_name("producer"),
            province_name=_name("province"),
        )

    def search(self, text: str) -> "PackageQuerySet":
        """Keep those whose product's or producer's name has every word, diacritics aside."""
        found = self.annotate(words=folded(_name("product"), _name("producer")))
        for word in fold(text).split():
            found = found.filter(words__contains=word)
        return found
