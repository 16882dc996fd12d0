"""What comes next: the task, whose it is, by when; every step and status."""

from datetime import date, timedelta

import pytest

from products.cycle import (
    DEFAULT_ACCEPTORS,
    PAPER_STEPS,
    TRANSITIONS,
    Actor,
    Status,
    Step,
    acceptor,
    default_deadlines,
    next_actor,
    waiting_at,
)
from products.next_step import REQUIRED, Standing, Task, Tone, missing, next_step

TODAY = date(2026, 6, 15)
P, C, T, H, N = Actor.PRODUCER, Actor.COMMUNE, Actor.PROVINCE, Actor.COUNCIL, Actor.NOBODY
REG, IDEA, PLAN, MAKE = Step.REGISTRATION, Step.IDEA, Step.BUSINESS_PLAN, Step.PRODUCTION
EVAL, SELL = Step.EVALUATION, Step.PROMOTION


@pytest.mark.parametrize(
    ("step", "status", "task", "actor"),
    [
        (REG, "draft", Task.DESCRIBE, P),
        (REG, "submitted", Task.ACCEPT_REGISTRATION, C),
        (REG, "returned", Task.COMPLETE, P),
        (IDEA, "draft", Task.WRITE_IDEA, P),
        (IDEA, "submitted", Task.ACCEPT_IDEA, C),
        (IDEA, "returned", Task.COMPLETE, P),
        (PLAN, "draft", Task.WRITE_PLAN, P),
        (PLAN, "submitted", Task.APPRAISE_PLAN, T),
        (PLAN, "returned", Task.COMPLETE, P),
        (MAKE, "draft", Task.REPORT, P),
        (MAKE, "submitted", Task.ACCEPT_REPORT, C),
        (EVAL, "draft", Task.WRITE_DOSSIER, P),
        (EVAL, "submitted", Task.CHECK_DOSSIER, C),
        (EVAL, "at_province", Task.CHECK_FORMAT, T),
        (EVAL, "accepted", Task.EVALUATE, H),
        (EVAL, "returned", Task.COMPLETE, P),
        (SELL, "draft", Task.PROMOTE, P),
        (IDEA, "withdrawn", Task.NOTHING, N),
        (SELL, "closed", Task.NOTHING, N),
    ],
)
def test_next_step_names_task_and_actor(step, status, task, actor) -> None:
    found = next_step(Standing(step, status), today=TODAY)
    assert (found.task, found.actor) == (task, actor)


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("status", Status)
def test_next_step_always_has_words(step, status) -> None:
    assert str(next_step(Standing(step, status), today=TODAY).task.label)


def test_next_step_of_an_appraised_plan_is_its_acceptance() -> None:
    standing = Standing(PLAN, Status.SUBMITTED, is_appraised=True)
    assert next_step(standing, today=TODAY).task is Task.ACCEPT_PLAN


@pytest.mark.parametrize(
    ("at_district", "task"), [(True, Task.PASS_UP), (False, Task.PASS_TO_PROVINCE)]
)
def test_next_step_of_a_commune_that_only_receives_is_no_form_03(at_district, task) -> None:
    """R3: under 1048 and 148 the commune passes the dossier up, to whoever is above it."""
    standing = Standing(
        Step.EVALUATION, Status.SUBMITTED, at_district=at_district, is_only_received=True
    )
    assert next_step(standing, today=TODAY).task is task
    assert next_step(Standing(Step.EVALUATION, "submitted"), today=TODAY).task is Task.CHECK_DOSSIER


@pytest.mark.parametrize(
    ("days", "tone"),
    [(8, Tone.CALM), (7, Tone.SOON), (0, Tone.SOON), (-1, Tone.LATE)],
)
def test_next_step_deadline_warns_in_time(days, tone) -> None:
    found = next_step(Standing(IDEA, "draft", due_on=TODAY + timedelta(days)), today=TODAY)
    assert (found.days_left, found.tone) == (days, tone)


def test_next_step_returned_counts_to_the_day_that_was_set() -> None:
    standing = Standing(IDEA, "returned", due_on=TODAY, return_by=TODAY + timedelta(5))
    assert next_step(standing, today=TODAY).due_on == TODAY + timedelta(5)


@pytest.mark.parametrize("status", ["withdrawn", "closed"])
def test_next_step_of_what_is_over_has_no_deadline(status) -> None:
    assert next_step(Standing(IDEA, status, due_on=TODAY), today=TODAY).due_on is None


def test_missing_is_asked_for_only_while_it_can_be_written() -> None:
    lacking = ("origin",)
    assert next_step(Standing(IDEA, "draft", missing=lacking), today=TODAY).missing == lacking
    assert next_step(Standing(IDEA, "submitted", missing=lacking), today=TODAY).missing == ()


@pytest.mark.parametrize("step", sorted(REQUIRED))
def test_missing_names_every_empty_part_in_order(step) -> None:
    whole = dict.fromkeys(REQUIRED[step], "có")
    assert missing(step, whole) == ()
    assert missing(step, {}) == REQUIRED[step]
    for name in REQUIRED[step]:
        assert missing(step, whole | {name: "  \n"}) == (name,)


def test_acceptors_commune_takes_ideas_and_reports_province_plans() -> None:
    """D: the default that a province may change."""
    assert {s: DEFAULT_ACCEPTORS[s] for s in PAPER_STEPS} == {REG: C, IDEA: C, PLAN: T, MAKE: C}
    assert acceptor(IDEA, {"acceptors": {"2": "province"}}) is T
    assert next_actor(IDEA, Status.SUBMITTED, {"acceptors": {"2": "province"}}) is T


def test_waiting_at_divides_every_open_state_among_the_actors() -> None:
    found = [
        (step, status)
        for actor in (P, C, T, H)
        for step, all_ in waiting_at(actor)
        for status in all_
    ]
    open_states = {(s, t) for s in Step for t in Status} - {
        (s, t) for s in Step for t in (Status.WITHDRAWN, Status.CLOSED)
    }
    assert len(found) == len(set(found))
    assert set(found) == open_states


VERBS = ("submit", "accept", "forward", "send_back", "next_step", "withdraw", "close")
ALLOWED = {
    "draft": {"submit": "submitted"},
    "submitted": {"accept": "accepted", "forward": "at_province", "send_back": "returned"},
    "returned": {"submit": "submitted"},
    "at_province": {"accept": "accepted", "send_back": "returned"},
    "accepted": {"next_step": "draft", "send_back": "returned"},
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("verb", VERBS)
def test_transitions_hold_for_every_status_and_verb(status, verb) -> None:
    out = {"withdraw": "withdrawn", "close": "closed"}
    expected = (ALLOWED[status] | out).get(verb) if status in ALLOWED else None
    assert TRANSITIONS[status].get(verb) == expected


def test_default_deadlines_follow_one_another() -> None:
    days = list(default_deadlines(2027).values())
    assert days == sorted(days)
    assert len(days) == 6
