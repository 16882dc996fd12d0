"""Two secretaries at the same moment: real threads on a database of their own."""

import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from accounts.models import JournalEntry
from evaluations import agenda_actions, closing_actions, sheet_actions
from evaluations.models import Evaluation, RecordEvent, RecordPending, ScoreSheet
from evaluations.verification import verify
from territories.tenancy import acting_for
from tests.cast import person, province
from tests.conftest import clone, connected_to, drop
from tests.factories import make_council, make_sitting, make_submission

from .sittings import SCORERS, acting, all_hand_in, fill, marks_for, opened, rules_of, scoring

NAME = f"test_two_secretaries_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


@pytest.fixture(autouse=True)
def _own_database(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    """Work in a fresh clone, in which what is committed stays."""
    clone(NAME)
    with django_db_blocker.unblock(), connected_to(NAME):
        yield
    drop(NAME)


def race(*acts: Any) -> tuple[list[Any], list[str]]:
    """Let two secretaries act at the same moment; return what succeeded and what was refused."""
    start, done, refused = threading.Barrier(len(acts)), [], []

    def run(act: Any) -> None:
        connection.settings_dict["NAME"] = NAME
        try:
            start.wait()
            with acting("thao"):
                done.append(act())
        except Exception as error:  # what it is, the test asserts
            refused.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done, refused


def test_exactly_one_conclusion_succeeds() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75], star=4)
    opened(evaluation)
    by = person("thao")

    def act() -> Any:
        return closing_actions.conclude(evaluation=evaluation, by=by)

    done, refused = race(act, act)
    assert (len(done), refused) == (1, ["TransitionRefused"])
    assert JournalEntry.objects.filter(verb="conclude").count() == 1
    assert Evaluation.objects.get().points_sum == 225


def test_exactly_one_opening_succeeds() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75])
    by = person("thao")

    def act() -> Any:
        return closing_actions.open_sheets(evaluation=evaluation, by=by)

    done, refused = race(act, act)
    assert (len(done), refused) == (1, ["ValidationError"])
    assert JournalEntry.objects.filter(verb="open_sheets").count() == 1


def test_dossier_goes_on_one_of_two_agendas() -> None:
    submission, council = make_submission(), make_council()
    by = person("thao")

    def on(sitting: Any) -> Any:
        return lambda: agenda_actions.put_on_agenda(sitting=sitting, submission=submission, by=by)

    done, refused = race(on(make_sitting(council=council)), on(make_sitting(council=council)))
    assert (len(done), refused) == (1, ["ValidationError"])
    assert Evaluation.objects.count() == 1


def test_members_who_hand_in_at_the_same_moment_make_one_chain() -> None:
    evaluation = scoring()
    marks = marks_for(rules_of(evaluation), 71)
    sheets = [fill(evaluation, login, marks) for login in SCORERS]

    def hand_in(sheet: ScoreSheet) -> Any:
        def act() -> Any:
            with acting_for(province(), sheet.user):
                return sheet_actions.hand_in(sheet=sheet, by=sheet.user)

        return act

    done, refused = race(*map(hand_in, sheets))
    assert (len(done), refused) == (3, [])
    with acting_for(province()):
        report = verify(province())
        kinds = list(RecordEvent.objects.order_by("seq").values_list("kind", flat=True))
    assert (report.first, report.events, report.sealed) == (None, 8, 3)
    assert kinds[-3:] == ["handed_in"] * 3
    assert not RecordPending.objects.exists()
