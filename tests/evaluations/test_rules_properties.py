"""Properties of the council's rules: modes of a minimum, quorum, spread, recusal (R13-R16, R20)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councils.quorum import Seat, quorum
from evaluations.interests import Party, Person, links
from evaluations.scoring import (
    HandedIn,
    MinimumMode,
    Reason,
    Rulings,
    SpreadMode,
    spread_exceeded,
    star_for,
    valid_sheets,
)

from .test_scoring_properties import BANDS, SETS, few, sheets_of

# One of each book with its own kinds of criteria: the rest differ in words.
some_sets = pytest.mark.parametrize("name", ["26-2026/07", "148-2023/22", "1048-2019/06"])


def star(criteria_set, sheets, mode, rulings=None):
    return star_for(criteria_set, BANDS, sheets, minimum_mode=mode, rulings=rulings)


@some_sets
@few
@given(data=st.data())
def test_all_is_never_kinder_than_more_than_half(name, data):
    sheets = data.draw(sheets_of(SETS[name]))
    by_half, by_all = (star(SETS[name], sheets, m) for m in (MinimumMode.MAJORITY, MinimumMode.ALL))
    assert (by_half.points_sum, by_half.star_by_points) == (
        by_all.points_sum,
        by_all.star_by_points,
    )
    assert set(by_half.unmet) <= {v_like(v, MinimumMode.MAJORITY) for v in by_all.unmet}
    if by_half.star is not None:
        assert by_all.star <= by_half.star
    if len(sheets) == 1:
        assert by_all.star == by_half.star


def v_like(vote, mode):
    """Return the same vote as another mode reads it."""
    return type(vote)(vote.minimum, vote.votes, vote.sheets, vote.ruled, mode)


@some_sets
@few
@given(data=st.data())
def test_council_rules_on_each_minimum_or_nothing_is_final(name, data):
    criteria_set = SETS[name]
    sheets = data.draw(sheets_of(criteria_set))
    mode = MinimumMode.COUNCIL
    bare = star(criteria_set, sheets, mode)
    if bare.is_knocked_out or bare.star_by_points is None:
        return
    asked = [m for m in criteria_set.minimums if m.star <= bare.star_by_points]
    assert (Reason.UNRULED_MINIMUMS in bare.reasons) == bool(asked)
    assert bare.is_final == (not asked)
    answers = data.draw(st.lists(st.booleans(), min_size=len(asked), max_size=len(asked)))
    ruled = dict(zip(asked, answers, strict=True))
    full = star(criteria_set, sheets, mode, Rulings(ruled))
    assert full.is_final
    missed = [m.star - 1 for m, stands in ruled.items() if not stands]
    assert full.star == min([full.star_by_points, *missed])
    if asked:
        ruled.pop(asked[-1])
        assert not star(criteria_set, sheets, mode, Rulings(ruled)).is_final


@some_sets
@few
@given(data=st.data(), mode=st.sampled_from(list(MinimumMode)))
def test_order_and_a_recused_member_change_nothing_in_any_mode(name, data, mode):
    criteria_set = SETS[name]
    sheets = data.draw(sheets_of(criteria_set, least=2))
    gone = data.draw(st.integers(0, len(sheets) - 1))
    handed = [HandedIn(n, 1, 1, sheet) for n, sheet in enumerate(sheets)]
    seats = [Seat(n, True, recused=n == gone, presides=n == 0) for n in range(len(sheets))]
    counted = [h.sheet for h in valid_sheets(seats, handed, last_pass=1)]
    never = [sheet for n, sheet in enumerate(sheets) if n != gone]
    assert star(criteria_set, counted, mode) == star(criteria_set, never, mode)
    turned = star(criteria_set, never[::-1], mode)
    assert (turned.star, turned.reasons) == (
        star(criteria_set, never, mode).star,
        star(criteria_set, never, mode).reasons,
    )


@given(
    here=st.lists(st.tuples(st.booleans(), st.booleans()), max_size=15),
    share=st.fractions(Fraction(1, 20), 1),
    chair_required=st.booleans(),
)
def test_quorum_is_as_if_the_recused_had_never_sat(here, share, chair_required):
    seats = [
        Seat(n, present, recused=recused, presides=n == 0)
        for n, (present, recused) in enumerate(here)
    ]
    never = [seat for seat in seats if not seat.recused]
    found = quorum(seats, share=share, chair_required=chair_required)
    assert found == quorum(never, share=share, chair_required=chair_required)
    if found.is_met and chair_required:
        assert quorum(seats, share=share, chair_required=False).is_met


@given(
    totals=st.lists(st.integers(0, 100), min_size=1, max_size=15),
    limit=st.integers(0, 60),
    shift=st.integers(0, 50),
)
def test_spread_of_the_mean_is_within_the_pairs_and_neither_sees_a_shift(totals, limit, shift):
    def beyond(mode, of):
        return spread_exceeded(of, mode=mode, limit=limit)

    moved = [total + shift for total in totals]
    for mode in SpreadMode:
        assert beyond(mode, totals) == beyond(mode, moved) == beyond(mode, totals[::-1])
    assert not beyond(SpreadMode.OFF, totals)
    if beyond(SpreadMode.FROM_MEAN, totals):
        assert beyond(SpreadMode.PAIRWISE, totals)


@given(
    name=st.text(max_size=30), office=st.text(max_size=60), tax=st.text("0123456789", max_size=13)
)
def test_strange_text_links_nobody_and_breaks_nothing(name, office, tax):
    party = Party("Hợp tác xã Quế Trà Bồng Tây", "4300111222", "Hồ Thị Quế", "+84900000001")
    found = {ground for ground, _text in links(Person(name, organisation=office), party)}
    assert "representative" not in found
    acting = Person(name, acts_for=(Party(name, tax_code=tax),))
    assert ("tax_code" in dict(links(acting, party))) == (
        tax[:10] == party.tax_code and len(tax) != 12
    )
