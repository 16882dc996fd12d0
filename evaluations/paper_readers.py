"""Who reads the papers of a sitting."""

from typing import Any

from accounts.permissions import Permission
from councils.models import Sitting


def sittings_with_papers(user: Any, permission: Permission = Permission.PAPERS_VIEW) -> Any:
    """Return the sittings whose papers the person may read.

    They tell of every product of a sitting: they are not there for who is recused from one (R20).
    """
    recused = Sitting.objects.filter(agenda__panel__user=user, agenda__panel__state="recused")
    seen = Sitting.objects.visible_to(user, permission).real()  # of a rehearsal no paper is made
    return seen.exclude(pk__in=recused.values("pk"))
