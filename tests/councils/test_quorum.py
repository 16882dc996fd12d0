"""Quorum per product, notice, who scores and when a product may be closed."""

import dataclasses
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from councils.quorum import (
    Quorum,
    Seat,
    eligible_scorers,
    may_close,
    needed,
    notice_days,
    notice_is_short,
    quorum,
    waiting_for,
)
from territories.clock import Calendar, working_days_between

PROVINCE, CENTRE = Fraction(3, 4), Fraction(5, 7)


def seats(appointed, present, recused=0, chair_present=True):
    """The chair is member 0; the recused are the last ones."""
    made = []
    for member in range(appointed):
        here = member < present if chair_present else 0 < member <= present
        off = member >= appointed - recused
        made.append(Seat(member, present=here, recused=off, presides=member == 0))
    return made


@pytest.mark.parametrize(
    ("appointed", "share", "least"),
    [
        (9, PROVINCE, 7),
        (8, PROVINCE, 6),
        (7, CENTRE, 5),
        (4, PROVINCE, 3),
        (1, PROVINCE, 1),
        (14, CENTRE, 10),
    ],
    ids=["R16-9", "R16-8", "R16-7-centre", "4", "1", "14-centre"],
)
def test_quorum_is_the_least_number_that_makes_the_share(appointed, share, least):
    assert needed(appointed, share) == least
    assert quorum(seats(appointed, least), share=share).is_met
    assert not quorum(seats(appointed, least - 1), share=share).is_met


def test_recused_members_are_on_neither_side():
    # 9 appointed, one recused: 8 count, so 6 are enough
    assert quorum(seats(9, 6, recused=1), share=PROVINCE) == Quorum(6, 8, 6, chaired=True)
    assert quorum(seats(9, 6, recused=1), share=PROVINCE).is_met
    assert not quorum(seats(9, 6), share=PROVINCE).is_met


def test_recused_member_in_the_room_does_not_help():
    full = [dataclasses.replace(seat, present=True) for seat in seats(9, 6)]
    off = [dataclasses.replace(s, recused=s.member in {6, 7, 8}) for s in full]
    assert quorum(off, share=PROVINCE) == Quorum(6, 6, 5, chaired=True)


def test_without_the_chair_or_a_delegate_there_is_no_quorum():
    without = seats(9, 8, chair_present=False)
    assert quorum(without, share=PROVINCE) == Quorum(8, 9, 7, chaired=False)
    assert not quorum(without, share=PROVINCE).is_met
    delegated = [dataclasses.replace(s, presides=s.member == 3) for s in without]
    assert quorum(delegated, share=PROVINCE).is_met


def test_recused_chair_does_not_preside():
    chair_off = [dataclasses.replace(s, recused=s.member == 0) for s in seats(9, 9)]
    assert not quorum(chair_off, share=PROVINCE).is_met


def test_nobody_is_no_quorum():
    assert not quorum([], share=PROVINCE).is_met
    assert not quorum(seats(3, 3, recused=3), share=PROVINCE).is_met


def test_only_present_scoring_unrecused_members_score():
    council = [
        Seat(1, present=True),
        Seat(2, present=False),
        Seat(3, present=True, scores=False),
        Seat(4, present=True, recused=True),
        Seat(5, present=True, presides=True),
    ]
    assert eligible_scorers(council) == {1, 5}
    assert waiting_for(council, {1}) == {5}
    assert not may_close(council, {1, 2, 3, 4})
    assert may_close(council, {1, 5})
    assert may_close(council, {1, 4, 5})


def test_member_marked_absent_is_not_waited_for():
    council = [Seat(1, present=True), Seat(2, present=True)]
    assert not may_close(council, {1})
    marked = [council[0], dataclasses.replace(council[1], present=False)]
    assert may_close(marked, {1})


def test_product_without_a_scorer_is_not_closed():
    assert not may_close([Seat(1, present=True, recused=True)], {1})


NATIONAL_DAY = Calendar(days_off=frozenset({date(2026, 9, 1), date(2026, 9, 2)}))


def between(start, end):
    return working_days_between(start, end, NATIONAL_DAY)


@pytest.mark.parametrize(
    ("sent_on", "sitting_on", "days"),
    [
        (date(2026, 8, 27), date(2026, 8, 28), 1),  # Thursday, Friday
        (date(2026, 8, 28), date(2026, 8, 28), 0),
        (date(2026, 8, 28), date(2026, 8, 31), 1),  # Friday, Monday
        (date(2026, 8, 29), date(2026, 8, 31), 0),  # Saturday, Monday
        (date(2026, 8, 27), date(2026, 8, 31), 2),
        (date(2026, 8, 31), date(2026, 9, 3), 1),  # over the holiday
        (date(2026, 9, 1), date(2026, 9, 3), 0),
    ],
)
def test_notice_counts_the_working_days_before_the_sitting(sent_on, sitting_on, days):
    assert notice_days(sent_on, sitting_on, between) == days
    assert not notice_is_short(sent_on, sitting_on, days=days, working_days_between=between)
    assert notice_is_short(sent_on, sitting_on, days=days + 1, working_days_between=between)


flags = st.tuples(st.booleans(), st.booleans(), st.booleans())


@settings(max_examples=200, deadline=None, database=None)
@given(
    st.lists(flags, max_size=15), st.sampled_from([PROVINCE, CENTRE, Fraction(1, 2), Fraction(1)])
)
def test_quorum_is_the_share_in_exact_arithmetic(members, share):
    council = [
        Seat(n, present=present, recused=recused, presides=presides)
        for n, (present, recused, presides) in enumerate(members)
    ]
    counting = [s for s in council if not s.recused]
    there = [s for s in counting if s.present]
    expected = (
        bool(counting)
        and Fraction(len(there), len(counting)) >= share
        and any(s.presides for s in there)
    )
    assert quorum(council, share=share).is_met is expected
