"""The register of a period adds up, whatever happened to its certificates (R30)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.register import Entry, Movement, movement
from evaluations.states import CertificateStatus as C
from products.cycle import Purpose

START, END = date(2026, 1, 1), date(2026, 12, 31)


def entry(issued: date, ends: date, status: str = C.VALID, since: date | None = None, **more):
    return Entry(more.get("purpose", "first"), issued, ends, status, since, more.get("count", 1))


OLD, RECENT, LATER = date(2024, 5, 1), date(2026, 3, 2), date(2027, 5, 1)
CASES = {
    "stands all year": (entry(OLD, LATER), Movement(opening=1, closing=1)),
    "new": (entry(RECENT, LATER), Movement(new=1, closing=1)),
    "upgraded": (entry(RECENT, LATER, purpose="upgrade"), Movement(upgraded=1, closing=1)),
    "re-recognised": (
        entry(RECENT, LATER, purpose="re_evaluation"),
        Movement(re_recognised=1, closing=1),
    ),
    "expires on the last day: counts to its end": (
        entry(OLD, END),
        Movement(opening=1, closing=1),
    ),
    "expired the day before the last": (
        entry(OLD, END - timedelta(days=1)),
        Movement(opening=1, expired=1),
    ),
    "expired on New Year's Eve before": (
        entry(OLD, START - timedelta(days=1)),
        Movement(opening=1, expired=1),
    ),
    "expired two days before the period": (entry(OLD, START - timedelta(days=2)), Movement()),
    "superseded on the first day": (
        entry(OLD, LATER, C.SUPERSEDED, START),
        Movement(opening=1, superseded=1),
    ),
    "superseded before": (entry(OLD, LATER, C.SUPERSEDED, START - timedelta(days=1)), Movement()),
    "withdrawn": (entry(OLD, LATER, C.REVOKED, RECENT), Movement(opening=1, withdrawn=1)),
    "withdrawn after its end: it had expired": (
        entry(OLD, RECENT, C.REVOKED, END),
        Movement(opening=1, expired=1),
    ),
    "suspended still counts": (
        entry(OLD, LATER, C.SUSPENDED, RECENT),
        Movement(opening=1, closing=1),
    ),
    "came and went within the period": (
        entry(RECENT, LATER, C.REVOKED, RECENT + timedelta(days=9)),
        Movement(new=1, withdrawn=1),
    ),
    "issued after the period": (entry(LATER, LATER + timedelta(days=900)), Movement()),
}


@pytest.mark.parametrize("name", CASES)
def test_movement_of_one_certificate(name: str) -> None:
    one, expected = CASES[name]
    assert movement([one], start=START, end=END) == expected


days = st.dates(date(2023, 1, 1), date(2029, 12, 31))
statuses = st.sampled_from([C.VALID, C.SUPERSEDED, C.REVOKED, C.SUSPENDED])


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    issued, life = draw(days), draw(st.integers(0, 1200))
    status = draw(statuses)
    since = None if status == C.VALID else issued + timedelta(days=draw(st.integers(0, 1500)))
    purpose = draw(st.sampled_from(Purpose.values))
    ends = issued + timedelta(days=life)
    return Entry(purpose, issued, ends, status, since, draw(st.integers(1, 9)))


@given(st.lists(entries(), max_size=12), days, days)
def test_every_period_reconciles(some: list[Entry], one: date, other: date) -> None:
    start, end = sorted((one, other))
    found = movement(some, start=start, end=end)
    assert found.reconciles
    assert found.closing == sum(e.count for e in some if e.stands_on(end))


@given(st.lists(entries(), max_size=12), days, days, days)
def test_neighbouring_periods_join(some: list[Entry], a: date, b: date, c: date) -> None:
    start, middle, end = sorted((a, b, c))
    first = movement(some, start=start, end=middle)
    second = movement(some, start=middle + timedelta(days=1), end=max(end, middle))
    if end > middle:
        whole = movement(some, start=start, end=end)
        assert first.closing == second.opening
        assert whole.new == first.new + second.new
        assert whole.expired == first.expired + second.expired
