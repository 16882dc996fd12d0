"""What others may read of a person's telephone, e-mail and identity number."""

import pytest

from producers.contacts import masked_email, masked_phone, masked_tax_code, phone_text


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("+84912345678", "0912 345 678"),
        ("+842553822111", "0255 3822 111"),
        ("+66812345678", "+66 81 234 5678"),
        ("", ""),
    ],
)
def test_phone_is_written_as_people_write_it(kept, shown):
    assert phone_text(kept) == shown


def test_masks_leave_enough_to_tell_two_apart_and_no_more():
    assert masked_phone("+84912345678") == "•••• ••• 678"
    assert masked_email("lanh@htx.vn") == "l•••@htx.vn"
    assert masked_tax_code("051085001234") == "•••••••••234"


def test_masks_of_nothing_are_nothing():
    assert [masked_phone(""), masked_email(""), masked_tax_code("")] == ["", "", ""]


@pytest.mark.parametrize("code", ["0100112437", "0100112437001"])
def test_a_firms_code_is_public(code):
    assert masked_tax_code(code) == code
