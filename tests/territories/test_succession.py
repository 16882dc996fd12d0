"""Merges, splits and chains of them (R31)."""

from datetime import date

from territories.succession import Edge, current_units, edges_by_predecessor, heir

THEN, NOW = date(2024, 12, 31), date(2026, 1, 1)
DAY, LATER = date(2025, 7, 1), date(2026, 6, 1)
A, B, C, D, E = range(1, 6)


def edges(*rows: tuple[int, int, bool, date]) -> dict[int, list[Edge]]:
    return edges_by_predecessor(Edge(*row) for row in rows)


def test_unit_is_its_own_heir_until_it_ends() -> None:
    known = edges((A, C, False, DAY))
    assert heir(A, known, THEN) == A
    assert heir(A, known, DAY) == C
    assert current_units(A, known, THEN) == {A}


def test_merged_units_share_an_heir() -> None:
    known = edges((A, C, False, DAY), (B, C, False, DAY))
    assert heir(A, known, NOW) == heir(B, known, NOW) == C


def test_split_unit_belongs_to_the_one_that_took_it_wholly() -> None:
    known = edges((A, C, True, DAY), (A, D, False, DAY))
    assert heir(A, known, NOW) == D
    assert current_units(A, known, NOW) == {C, D}


def test_split_without_a_main_part_is_not_guessed() -> None:
    known = edges((A, C, True, DAY), (A, D, True, DAY))
    assert heir(A, known, NOW) is None


def test_only_part_that_is_known_is_the_heir() -> None:
    assert heir(A, edges((A, C, True, DAY)), NOW) == C


def test_chain_is_followed_to_the_day() -> None:
    known = edges((A, C, False, DAY), (C, E, False, LATER))
    assert heir(A, known, NOW) == C
    assert heir(A, known, LATER) == E


def test_circle_ends() -> None:
    known = edges((A, B, False, DAY), (B, A, False, DAY))
    assert heir(A, known, NOW) is None
    assert current_units(A, known, NOW) == frozenset()
