"""Questions about what the Ministry found of a province's products."""

from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Subquery

from accounts import policy
from accounts.permissions import Permission
from territories.tenancy import current_province_id

from .states import CertificateStatus

# What tells how a certificate stands on a day, as the public's copy has it.
COPIED = ("issued_on", "valid_to", "status", "status_since")


class NationalResultQuerySet(models.QuerySet):
    """What the Ministry found."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.CERTIFICATE_VIEW
    ) -> "NationalResultQuerySet":
        """Keep those of the open province that the person's permission reaches."""
        reached = policy.reach_by_producer(
            user, permission, "submission__participation__product__producer"
        )
        return self.filter(reached, province=current_province_id())

    def running(self, day: date) -> "NationalResultQuerySet":
        """Keep the five stars that hold on a day, by the public's copy of the Ministry's paper."""
        held = _copies().filter(
            status=CertificateStatus.VALID, issued_on__lte=day, valid_to__gte=day
        )
        return self.filter(Exists(held), star=5)

    def with_standing(self) -> "NationalResultQuerySet":
        """Read beside each what `NationalResult.standing()` asks for, in the same query."""
        return self.annotate(
            **{f"copy_{name}": Subquery(_copies().values(name)[:1]) for name in COPIED}
        )


def _copies() -> models.QuerySet:
    copies = apps.get_model("evaluations", "PublishedCertificate").objects
    return copies.filter(public_code=OuterRef("public_code"))
