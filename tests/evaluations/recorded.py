"""A sitting with its record: scored, opened, concluded, closed; and ways to tamper with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from evaluations import recording, sitting_actions
from evaluations.models import Evaluation, RecordEvent
from evaluations.verification import Report, export, verify
from territories.tenancy import acting_for
from tests.cast import person, province
from tests.factories import make_council, make_sitting, make_submission

from .sittings import acting, all_hand_in, concluded, scoring


def closed_sitting() -> Evaluation:
    """Return the concluded product of a sitting that is closed and sealed."""
    evaluation = scoring(make_sitting(council=make_council()))
    all_hand_in(evaluation, (71, 72, 73), star=3)
    concluded(evaluation)
    with acting("thao"):
        sitting_actions.close(sitting=evaluation.sitting, by=person("thao"))
    evaluation.refresh_from_db()
    return evaluation


def another_product(evaluation: Evaluation) -> Evaluation:
    """Return a product that is being scored in another sitting of the same council."""
    sitting = make_sitting(council=evaluation.sitting.council)
    return scoring(sitting, make_submission())


def events() -> list[RecordEvent]:
    """Return the record of Quảng Ngãi, with what the open transaction has still to chain."""
    recording.settle()
    return list(RecordEvent.objects.filter(province=province()).order_by("seq"))


def kinds() -> list[str]:
    """Return what happened, in order."""
    return [event.kind for event in events()]


def checked(expect: tuple[int, str] | None = None) -> Report:
    """Verify Quảng Ngãi's record as the command does."""
    recording.settle()
    with acting_for(province()):
        return verify(province(), expect)


def exported() -> list[str]:
    """Return the lines of the export."""
    recording.settle()
    with acting_for(province()):
        return list(export(province()))


# Their triggers fire in a replica's mode too: only the tables' owner stops them.
SEALED = ("evaluations_score", "evaluations_scoresheet", "evaluations_evaluation")


@contextmanager
def superuser() -> Iterator[Any]:
    """Give a cursor that no trigger of ours stops."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else rows of the test still wait
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SELECT set_config('session_replication_role', 'replica', true)")
        for table in SEALED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        for table in SEALED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SELECT set_config('session_replication_role', 'origin', true)")
