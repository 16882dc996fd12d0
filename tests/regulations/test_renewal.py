"""The data of renewals: the extension of Điều 12.3, the days of reminders."""

from datetime import date

import pytest

from regulations.renewal import renewal_terms


@pytest.mark.parametrize(
    ("day", "most"),
    [
        pytest.param(date(2026, 5, 21), None, id="11.1-before"),
        pytest.param(date(2026, 5, 22), 180, id="12.3-first day"),
        pytest.param(date(2030, 1, 1), 180, id="12.3"),
    ],
)
def test_extension_of_the_day(day: date, most: int | None) -> None:
    rule = renewal_terms().extension_on(day)
    assert (rule and rule.most_days) == most


def test_extension_names_its_article() -> None:
    rule = renewal_terms().extension_on(date(2026, 6, 1))
    assert rule.legal_basis == "26/2026/QĐ-TTg, Điều 12.3"


def test_reminders_begin_with_the_registration() -> None:
    terms = renewal_terms()
    assert terms.reminders_days_before == (210, 180, 150, 121)
    assert terms.registers_days_before == 210
