"""Pairs of calls in turn, so that a noisy machine disturbs both alike."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Figure:
    """A measurement: milliseconds of the portal and of its floor, and the portal's queries."""

    name: str
    portal: float
    floor: float
    aim: float
    queries: int | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many times the floor."""
        return self.portal / self.floor


def once(call: Callable[[], object]) -> float:
    """Return the milliseconds of one call."""
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def pair(
    name: str, portal: Callable[[], object], floor: Callable[[], object], *, aim: float, times: int
) -> Figure:
    """Call both in turn and keep the medians; the first round warms up and is not counted."""
    portal(), floor()
    ours, theirs = [], []
    for _turn in range(times):
        ours.append(once(portal))
        theirs.append(once(floor))
    with CaptureQueriesContext(connection) as captured:
        portal()
    return Figure(name, statistics.median(ours), statistics.median(theirs), aim, len(captured))
