"""The order of an agenda in which recused members leave the room as seldom as can be (R20)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

Out = frozenset[int]  # who is not in the room
NOBODY: Out = frozenset()
TRIED_ALL = 6  # sets of members that belong together: up to so many every order is tried


@dataclass(frozen=True, slots=True)
class Item:
    """One product of the agenda: who must leave for it, and whether it may still be moved."""

    key: int
    out: Out = NOBODY
    is_begun: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Products for which the same members leave."""

    out: Out
    places: tuple[int, ...]  # where its products stand now, among those that may move


def moves(items: Iterable[Item]) -> int:
    """Count how often a member leaves the room or comes back; all are in at the beginning."""
    return _cost([NOBODY, *(one.out for one in items), NOBODY])


def _cost(rooms: Sequence[Out]) -> int:
    return sum(len(before ^ after) for before, after in pairwise(rooms))


def propose(items: Sequence[Item]) -> list[Item]:
    """Return the agenda with the fewest moves; what has begun keeps its place (D).

    Products with the same members out stand together, sets that share members side by side; the
    rest keeps its order, and a group stands where the first of its products stood. An order that
    saves nothing is not proposed.
    """
    found = list(items)
    while moves(better := _arranged(found)) < moves(found):  # many sets: once is not always enough
        found = better
    return found


def _arranged(items: Sequence[Item]) -> list[Item]:
    free = [one for one in items if not one.is_begun]
    order = [place for group in _ordered(free, _room_before(items)) for place in group.places]
    waiting = iter([free[place] for place in order])
    return [one if one.is_begun else next(waiting) for one in items]


def _room_before(items: Sequence[Item]) -> Out:
    """Return who is out when the first product that may move is called."""
    out = NOBODY
    for one in items:
        if not one.is_begun:
            return out
        out = one.out
    return NOBODY


def _ordered(free: Sequence[Item], before: Out) -> list[Group]:
    groups: dict[Out, list[int]] = {}
    alone = []
    for place, one in enumerate(free):
        if one.out:
            groups.setdefault(one.out, []).append(place)
        else:
            alone.append([Group(NOBODY, (place,))])
    chains = [_chain(near, before) for near in _families(groups)]
    first = [chain for chain in chains if chain[0].out & before]  # they are out already
    rest = [chain for chain in chains if chain not in first] + alone
    rest.sort(key=lambda chain: min(place for group in chain for place in group.places))
    return [group for chain in first + rest for group in chain]


def _families(groups: dict[Out, list[int]]) -> Iterator[list[Group]]:
    """Yield the sets that share members, directly or through others; the order in between is free.

    Between sets without a member in common everybody comes back anyway, whoever is called next.
    """
    left = [Group(out, tuple(places)) for out, places in groups.items()]
    while left:
        family, members = [left.pop(0)], set()
        while True:
            members = set().union(*(one.out for one in family))
            near = [one for one in left if one.out & members]
            if not near:
                break
            family += near
            left = [one for one in left if one not in near]
        yield sorted(family, key=lambda group: group.places)


def _chain(family: list[Group], before: Out) -> list[Group]:
    """Return the cheapest order of a family; among equals the one nearest to the present order."""
    members = set().union(*(one.out for one in family))
    start = before if before & members else NOBODY
    if len(family) <= TRIED_ALL:
        return list(min(permutations(family), key=lambda tried: _rank(tried, start)))
    return _improved(_nearest(family, start), start)


def _rank(tried: Collection[Group], start: Out) -> tuple[int, list[int]]:
    rooms = [start, *(one.out for one in tried), NOBODY]
    return _cost(rooms), [one.places[0] for one in tried]


def _nearest(family: list[Group], start: Out) -> list[Group]:
    """Go on each time with the set that moves fewest people."""
    left, found, room = list(family), [], start
    while left:
        following = min(left, key=lambda one: (len(room ^ one.out), one.places))
        left.remove(following)
        found.append(following)
        room = following.out
    return found


def _improved(order: list[Group], start: Out) -> list[Group]:
    """Turn stretches round as long as that saves moves."""
    best, found = _rank(order, start)[0], order
    is_better = True
    while is_better:
        is_better = False
        for i in range(len(found) - 1):
            for j in range(i + 2, len(found) + 1):
                tried = found[:i] + found[i:j][::-1] + found[j:]
                if (cost := _rank(tried, start)[0]) < best:
                    best, found, is_better = cost, tried, True
    return found
