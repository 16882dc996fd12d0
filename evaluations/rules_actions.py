"""The chair's change of a council's frozen rules, with its place in the record."""

from typing import Any

from django.db import transaction

from accounts.models import User
from councils import rules_actions
from councils.models import Council, Sitting
from councils.states import SittingStatus

from . import recording, seating
from .models import Evaluation
from .states import EvaluationStatus


@transaction.atomic
def amend_rules(*, council: Council, by: User, reason: str, **facts: Any) -> Council:
    """Change the rules for what has not begun; the record has it at once, with the reason."""
    council = rules_actions.amend_rules(council=council, by=by, reason=reason, **facts)
    kept = council.rules_versions.get(number=council.rules_version)
    for sitting in _concerned(council):
        recording.append(
            "rules_amended", by=by, target=sitting, words=kept.reason, rules=kept.rules
        )
    agenda = Evaluation.objects.select_for_update(of=("self",)).filter(sitting__council=council)
    for one in agenda.filter(status=EvaluationStatus.OPEN).order_by("pk"):
        seating.follow_rules(one)
    return council


def _concerned(council: Council) -> list[Sitting]:
    """Return the meetings under way; where there is none, the last one of the council."""
    held = Sitting.objects.filter(council=council, is_rehearsal=False).order_by("-held_on", "-pk")
    return list(held.filter(status=SittingStatus.OPEN)) or list(held[:1])
