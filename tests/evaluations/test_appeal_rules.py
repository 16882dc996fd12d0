"""Appeals as rules: the window, the table, the recount that takes no points (pure)."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.appeal_states import APPEAL, ENDED, OUTCOMES, AppealStatus
from evaluations.appeals import WhatIf, days_allowed, last_day, recount
from evaluations.scoring import HandedIn, Reason, Rulings, sheet_total, star_for
from territories.clock import Calendar

from .test_scoring import BANDS, FRESH, best, sheet_of

FIVE = next(m for m in FRESH.minimums if m.star == 5)
NONE = Rulings()


def handed(*sheets) -> list[HandedIn]:
    return [HandedIn(n, 1, 1, sheet) for n, sheet in enumerate(sheets, 1)]


def missed(minimum):
    """The best sheet, but for the highest level that misses this minimum."""
    levels = FRESH.criterion(minimum.criterion).levels
    level = max((one for one in levels if one.points < minimum.points), key=lambda x: x.points)
    return best(FRESH, **{minimum.criterion: level.ordinal})


@pytest.mark.parametrize(
    ("given", "days"),
    [(None, 10), (5, 5), (1, 1), (90, 90), (0, 10), (91, 10), (-3, 10), ("30", 10), (True, 10)],
)
def test_province_sets_the_window_within_reason(given, days) -> None:
    assert days_allowed({} if given is None else {"appeal_days": given}) == days


def test_window_counts_working_days_after_the_day_of_the_result() -> None:
    free = Calendar(frozenset(), frozenset())
    assert last_day(date(2026, 11, 2), 10, free) == date(2026, 11, 16)  # two weekends
    holiday = Calendar(frozenset({date(2026, 11, 16)}), frozenset())
    assert last_day(date(2026, 11, 2), 10, holiday) == date(2026, 11, 17)


def test_every_way_through_the_table_ends_and_nothing_leads_out_of_an_end() -> None:
    assert set(APPEAL) == set(AppealStatus)
    for ended in ENDED:
        assert APPEAL[ended] == {}
    for status, acts in APPEAL.items():
        assert set(acts.values()) <= set(AppealStatus)
        assert ("withdraw" in acts) == (status not in ENDED)
    decided = {verb: to for acts in APPEAL.values() for verb, to in acts.items()}
    assert {decided[verb]: verb for verb in OUTCOMES.values()} == dict(OUTCOMES)
    assert [s for s, acts in APPEAL.items() if "uphold" in acts] == [AppealStatus.REPORTED]


def test_without_a_question_the_recount_is_the_result() -> None:
    valid = handed(*(sheet_of(FRESH, n) for n in (90, 70, 69)))
    plain = star_for(FRESH, BANDS, [one.sheet for one in valid])
    assert recount(FRESH, BANDS, valid, NONE, WhatIf()) == plain


def test_ruling_on_a_minimum_lifts_the_star_and_leaves_the_points() -> None:
    valid = handed(missed(FIVE), missed(FIVE), best(FRESH))
    before = recount(FRESH, BANDS, valid, NONE, WhatIf())
    after = recount(FRESH, BANDS, valid, NONE, WhatIf(minimums={FIVE: True}))
    assert (before.star, after.star) == (4, 5)
    assert (before.points_sum, before.sheet_count) == (after.points_sum, after.sheet_count)
    # A ruling of the council is given up: the votes count again.
    ruled = Rulings(minimums={FIVE: True})
    assert recount(FRESH, BANDS, valid, ruled, WhatIf(minimums={FIVE: None})).star == 4


def test_sheet_of_a_member_who_should_have_left_is_not_counted() -> None:
    valid = handed(*(sheet_of(FRESH, n, least={}) for n in (75, 75, 40)))
    before = recount(FRESH, BANDS, valid, NONE, WhatIf())
    after = recount(FRESH, BANDS, valid, NONE, WhatIf(left_out=frozenset({3})))
    assert (before.points_sum, before.star_by_points) == (190, 3)
    assert (after.points_sum, after.sheet_count, after.star_by_points) == (150, 2, 4)
    nobody = recount(FRESH, BANDS, valid, NONE, WhatIf(left_out=frozenset({1, 2, 3})))
    assert (nobody.star, nobody.reasons) == (None, (Reason.NO_SHEETS,))


def test_ruled_knock_out_is_given_up_but_a_voted_one_stands() -> None:
    key = FRESH.knock_outs[0].key
    plain = handed(best(FRESH), best(FRESH), best(FRESH))
    ruled = Rulings(knock_outs=frozenset({key}))
    assert recount(FRESH, BANDS, plain, ruled, WhatIf()).star is None
    assert recount(FRESH, BANDS, plain, ruled, WhatIf(knock_outs={key: False})).star == 5
    assert recount(FRESH, BANDS, plain, NONE, WhatIf(knock_outs={key: True})).star is None
    ticked = [type(one.sheet)(one.sheet.marks, frozenset({key})) for one in plain]
    voted = handed(*ticked)
    assert recount(FRESH, BANDS, voted, NONE, WhatIf(knock_outs={key: False})).star is None


@given(st.lists(st.integers(60, 95), min_size=2, max_size=9), st.data())
@settings(max_examples=25, deadline=None)
def test_leaving_a_member_out_equals_never_having_had_him(totals, data) -> None:
    valid = handed(*(sheet_of(FRESH, n) for n in totals))
    out = data.draw(st.sets(st.integers(1, len(totals)), max_size=len(totals) - 1))
    rest = [one.sheet for one in valid if one.member not in out]
    found = recount(FRESH, BANDS, valid, NONE, WhatIf(left_out=frozenset(out)))
    assert found == star_for(FRESH, BANDS, rest)
    assert found.points_sum == sum(sheet_total(FRESH, one) for one in rest)
