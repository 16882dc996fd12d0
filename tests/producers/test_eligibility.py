"""Who may apply under which book, and whether a paper holds on the day of the sitting."""

from datetime import date, timedelta

import pytest

from producers.eligibility import LegalForm, PaperState, eligible_forms, may_apply, paper_on

LAW_1048, LAW_148, LAW_26 = "1048/QD-TTg-2019", "148/QD-TTg-2023", "26/2026/QD-TTg"
COMMON = {"cooperative", "cooperative_group", "enterprise", "household", "business_household"}
TOURISM = {"association", "federation", "operating_centre"}


@pytest.mark.parametrize(
    ("regulation", "tourism", "forms"),
    [
        (LAW_26, False, COMMON | {"farm"}),
        (LAW_26, True, COMMON | {"farm"} | TOURISM),
        (LAW_148, False, COMMON | {"farm"}),
        (LAW_148, True, COMMON | {"farm"} | TOURISM),
        (LAW_1048, False, COMMON),
        (LAW_1048, True, COMMON),
    ],
    ids=["2.3", "2.3-tourism", "919", "919-tourism", "490", "490-tourism"],
)
def test_legal_forms_of_each_book(regulation, tourism, forms):
    assert eligible_forms(regulation, tourism=tourism) == forms
    for form in LegalForm:
        assert may_apply(form.value, regulation, tourism=tourism) is (form.value in forms)


def test_unknown_form_may_not_apply_and_unknown_book_is_an_error():
    assert not may_apply("ministry", LAW_26, tourism=True)
    with pytest.raises(KeyError):
        eligible_forms("490/QD-TTg", tourism=False)


SITTING = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("issued_on", "expires_on", "state"),
    [
        (SITTING, None, PaperState.VALID),
        (SITTING + timedelta(days=1), None, PaperState.NOT_YET),
        (None, SITTING, PaperState.EXPIRING),
        (None, SITTING - timedelta(days=1), PaperState.EXPIRED),
        (None, SITTING + timedelta(days=60), PaperState.EXPIRING),
        (None, SITTING + timedelta(days=61), PaperState.VALID),
        (SITTING + timedelta(days=1), SITTING + timedelta(days=400), PaperState.NOT_YET),
        (None, None, PaperState.VALID),
    ],
)
def test_paper_must_hold_on_the_day_of_the_sitting(issued_on, expires_on, state):
    found = paper_on(SITTING, issued_on=issued_on, expires_on=expires_on, warn_days=60)
    assert found is state
