"""The order of an agenda in which recused members leave once (R20): pure."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.agenda_order import Item, moves, propose


def agenda(*outs: str, begun: int = 0) -> list[Item]:
    """Return an agenda; each letter is a member who leaves, the first `begun` have begun."""
    return [Item(n, frozenset(map(ord, out)), n < begun) for n, out in enumerate(outs)]


def keys(items: list[Item]) -> list[int]:
    return [one.key for one in items]


@pytest.mark.parametrize(
    ("outs", "count"),
    [
        ([], 0),
        (["", ""], 0),
        (["a"], 2),
        (["a", "", "a"], 4),
        (["a", "a", ""], 2),
        (["a", "ab", "b"], 4),
        (["a", "b", "ab"], 6),
    ],
)
def test_every_leaving_and_every_return_is_a_move(outs: list[str], count: int) -> None:
    assert moves(agenda(*outs)) == count


@pytest.mark.parametrize(
    ("outs", "order"),
    [
        (["a", "", "a"], [0, 2, 1]),
        (["", "a", "", "b", "a"], [0, 1, 4, 2, 3]),
        (["a", "b", "ab"], [0, 2, 1]),
        (["ab", "", "b", "a", "ab"], [2, 0, 4, 3, 1]),
    ],
)
def test_products_with_the_same_members_out_stand_together(
    outs: list[str], order: list[int]
) -> None:
    assert keys(propose(agenda(*outs))) == order


@pytest.mark.parametrize("outs", [["", "", ""], ["a", "a", ""], ["", "b", "", "a"], []])
def test_agenda_that_cannot_gain_is_left_as_it_is(outs: list[str]) -> None:
    assert keys(propose(agenda(*outs))) == list(range(len(outs)))


def test_what_has_begun_keeps_its_place_and_who_is_out_stays_out() -> None:
    assert keys(propose(agenda("a", "", "b", "a", begun=1))) == [0, 3, 1, 2]
    assert keys(propose(agenda("", "a", "", "a", begun=2))) == [0, 1, 3, 2]


def test_order_that_was_taken_is_not_proposed_otherwise_at_once() -> None:
    """Eight sets of which each shares members with another: more than are tried in every order."""
    taken = propose(agenda("c", "a", "b", "bc", "ac", "ad", "d", "abcd"))
    assert keys(propose(taken)) == keys(taken)
    assert moves(taken) == 12  # the least of all orders, by trying them


SMALL = st.lists(st.frozensets(st.integers(1, 4), max_size=3), max_size=6)
LARGE = st.lists(st.frozensets(st.integers(1, 9), max_size=4), max_size=20)


@given(SMALL)
@settings(max_examples=60, deadline=None)
def test_no_other_order_of_a_small_agenda_has_fewer_moves(outs: list[frozenset[int]]) -> None:
    items = [Item(n, out) for n, out in enumerate(outs)]
    least = min(moves(tried) for tried in permutations(items))
    assert moves(propose(items)) == least


@given(LARGE, st.integers(0, 5))
@settings(max_examples=30, deadline=None)
def test_proposal_loses_nothing_and_is_never_worse(outs: list[frozenset[int]], begun: int) -> None:
    items = [Item(n, out, n < begun) for n, out in enumerate(outs)]
    found = propose(items)
    assert sorted(keys(found)) == keys(items)
    assert keys(found)[:begun] == keys(items)[:begun]
    assert moves(found) <= moves(items)
    assert keys(propose(found)) == keys(found)
