"""Questions about evaluations, sheets, decisions and certificates."""

from typing import Any

from django.db import models
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from accounts import policy
from accounts.permissions import Permission
from councils.models import Sitting
from territories.tenancy import current_province_id


def _name(of: str) -> KeyTextTransform:
    return KeyTextTransform("name", KeyTransform(of, "submission__snapshot"))


class EvaluationQuerySet(models.QuerySet):
    """Evaluations."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.COUNCIL_VIEW
    ) -> "EvaluationQuerySet":
        """Keep those of the sittings that the person may see; a recused member sees none (R20)."""
        sittings = Sitting.objects.visible_to(user, permission)
        found = self.filter(province=current_province_id(), sitting__in=sittings.values("pk"))
        return found.exclude(
            pk__in=self.model.objects.filter(panel__user=user, panel__state="recused").values("pk")
        )

    def with_names(self) -> "EvaluationQuerySet":
        """Read the names out of the frozen copy, and leave the rest of that large text behind."""
        return (
            self.select_related("submission__criteria_set__product_set", "advisory_report")
            .defer("submission__snapshot", "result")
            .annotate(
                product_name=_name("product"),
                producer_name=_name("producer"),
            )
        )

    def for_board(self) -> "EvaluationQuerySet":
        """Read along what a board tells about each product, in a fixed number of queries."""
        return self.with_names().prefetch_related(
            "panel__member__user", "submission__sample_receipts"
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


class DecisionQuerySet(models.QuerySet):
    """Decisions."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.DECISION_VIEW
    ) -> "DecisionQuerySet":
        """Keep the tenant's decisions for those whose reach is the whole tenant."""
        if not policy.reaches_all(user, permission):
            return self.none()
        return self.filter(province=current_province_id())


class CertificateQuerySet(models.QuerySet):
    """Certificates."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.CERTIFICATE_VIEW
    ) -> "CertificateQuerySet":
        """Keep those of the open province that the person's permission reaches."""
        reached = policy.reach(
            user, permission, unit="product__producer__commune", producer="product__producer"
        )
        return self.filter(reached, province=current_province_id())
