"""What becomes of a member's places before products when he leaves the council."""

from typing import Any

from django.db import models

from evaluations.states import EvaluationStatus


def with_its_seat_until_begun(
    collector: Any, field: Any, places: models.QuerySet, using: str
) -> None:
    """Let a place go with the member's seat, but none from the beginning of the scoring on."""
    begun = places.exclude(evaluation__status=EvaluationStatus.OPEN)
    handler = models.PROTECT if begun.exists() else models.CASCADE
    handler(collector, field, places, using)
