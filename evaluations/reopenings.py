"""Requests to score a sheet anew that still wait for their second person (R21)."""

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, QuerySet

from .models import Evaluation, Panel, Reopening, ScoreSheet
from .states import EvaluationStatus


def waiting() -> QuerySet:
    """Return what can still be confirmed: in the pass that runs, of who counts, the newest sheet.

    What its second person missed, because the sheets were opened first, no longer applies.
    """
    newer = ScoreSheet.objects.filter(
        evaluation=OuterRef("evaluation"),
        member=OuterRef("sheet__member"),
        pass_no=OuterRef("sheet__pass_no"),
        version__gt=OuterRef("sheet__version"),
    )
    recused = Panel.objects.filter(
        evaluation=OuterRef("evaluation"),
        member=OuterRef("sheet__member"),
        state=Panel.State.RECUSED,
    )
    return Reopening.objects.filter(
        ~Exists(newer),
        ~Exists(recused),
        confirmed_at=None,
        refused_at=None,
        evaluation__status=EvaluationStatus.SCORING,
        evaluation__opened_at=None,
        sheet__pass_no=F("evaluation__pass_no"),
    )


def waiting_here(evaluation: Evaluation, leaving: Iterable[int] = ()) -> QuerySet:
    """Return what waits for one product; leaving: whom the press that is thought of takes out."""
    rows = waiting().filter(evaluation=evaluation).exclude(sheet__member__in=leaving)
    return rows.select_related("sheet__member__user")


def for_board(rows: QuerySet) -> QuerySet:
    """Read along of each product whether a request holds its opening up."""
    return rows.annotate(reopening_waits=Exists(waiting().filter(evaluation=OuterRef("pk"))))


def with_waiting(rows: QuerySet) -> QuerySet:
    """Read along whether a request still waits."""
    return rows.annotate(waits=Exists(waiting().filter(pk=OuterRef("pk"))))
