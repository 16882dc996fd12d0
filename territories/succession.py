"""Following merges and splits: which unit of today keeps what a unit of then recorded (R31)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Edge:
    """One unit followed another from a day on, wholly or in part."""

    predecessor: int
    successor: int
    partial: bool
    effective_on: date


def edges_by_predecessor(edges: Iterable[Edge]) -> dict[int, list[Edge]]:
    """Index edges by the unit that ended."""
    found: dict[int, list[Edge]] = {}
    for edge in edges:
        found.setdefault(edge.predecessor, []).append(edge)
    return found


def current_units(unit: int, edges: Mapping[int, Sequence[Edge]], on: date) -> frozenset[int]:
    """Return the units that hold a unit's territory on a day: itself, its heir, or several."""
    ends: set[int] = set()
    seen: set[int] = set()
    waiting = [unit]
    while waiting:
        one = waiting.pop()
        if one in seen:  # a unit that was split off and came back
            continue
        seen.add(one)
        after = [edge.successor for edge in edges.get(one, ()) if edge.effective_on <= on]
        if after:
            waiting.extend(after)
        else:
            ends.add(one)
    return frozenset(ends)


def heir(unit: int, edges: Mapping[int, Sequence[Edge]], on: date) -> int | None:
    """Return the one unit that a record counts in on a day; None where the sources do not say.

    Of several heirs it is the one that took the territory wholly, if there is exactly one such.
    """
    seen: set[int] = set()
    while unit not in seen:
        seen.add(unit)
        after = [edge for edge in edges.get(unit, ()) if edge.effective_on <= on]
        if not after:
            return unit
        whole = [edge for edge in after if not edge.partial]
        if len(after) > 1 and len(whole) != 1:
            return None
        unit = (whole or after)[0].successor
    return None
