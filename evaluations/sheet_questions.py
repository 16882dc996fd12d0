"""What every look at a member's sheet asks: put together once (a hall asks it all day)."""

from django.db.models import F

from accounts.kept import Kept
from accounts.models import User
from accounts.permissions import Permission
from councils.models import Sitting

from .models import Evaluation, Finding, Panel, Rekeying, Score, ScoreSheet
from .producer_links import with_links

# A product, among those that the person may score, with what its sheet shows.
SCORED = Kept(
    lambda user, pk: (
        Evaluation.objects.visible_to(user, Permission.SCORE)
        .filter(pk=pk)
        .select_related(
            "submission__criteria_set__regulation",
            "submission__commune_report",
            "submission__participation",
            "sitting__council",
            "advisory_report",
        )
    )
)
# A member's seat over a product with what ties him to its producer; his sheets, of all passes.
SEAT = Kept(
    lambda member, evaluation: with_links(
        Panel.objects.filter(evaluation=evaluation, user=member)
    ).order_by("pk")
)
OWN = Kept(
    lambda member, evaluation: ScoreSheet.objects.filter(
        evaluation=evaluation, user=member
    ).order_by("version")
)
# One's own sheet; and locked, with all that an act on it asks of what is above it.
MINE = Kept(lambda user, pk: ScoreSheet.objects.visible_to(user).filter(pk=pk))
HELD = Kept(
    lambda member, pk: (
        ScoreSheet.objects.filter(
            pk=pk,
            user=member,
            evaluation__panel__user=F("user"),
            evaluation__panel__state=Panel.State.PRESENT,
            evaluation__panel__scores=True,
        )
        .annotate(
            stage=F("evaluation__status"),
            revealed_at=F("evaluation__opened_at"),
            running_pass=F("evaluation__pass_no"),
            answers_due=F("evaluation__sitting__answers_due"),
            criteria_set_id=F("evaluation__submission__criteria_set"),
            published_at=F("evaluation__submission__criteria_set__regulation__published_at"),
        )
        .select_for_update(of=("self",))
    )
)
# A sheet's marks and ticks.
SCORES = Kept(lambda sheet: Score.objects.filter(sheet=sheet))
FINDINGS = Kept(lambda sheet: Finding.objects.filter(sheet=sheet))
# What was typed from a member's paper sheets and waits for a second person.
TYPED = Kept(
    lambda member, evaluation: (
        Rekeying.objects.waiting().filter(evaluation=evaluation, user=member).order_by("pk")
    )
)


def own_sheet(evaluation: Evaluation, by: User) -> ScoreSheet | None:
    """Return the member's newest sheet of the pass that runs."""
    mine = OWN(member=by.pk, evaluation=evaluation.pk)
    running = [one for one in mine if one.pass_no == evaluation.pass_no]
    return running[-1] if running else None


def lost_at(evaluation: int, by: User) -> Sitting | None:
    """Return the sitting of a product of which the member had a sheet before he was recused.

    That much he knows; whoever had none is told nothing (R20).
    """
    lost = ScoreSheet.objects.visible_to(by).filter(
        evaluation=evaluation,
        evaluation__panel__user=by,
        evaluation__panel__state=Panel.State.RECUSED,
    )
    seen = Sitting.objects.visible_to(by, Permission.SCORE)
    return seen.filter(agenda__in=lost.values("evaluation")).first()
