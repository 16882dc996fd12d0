"""Tax codes, telephone numbers and names of producers."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from producers.eligibility import LegalForm
from producers.identifiers import (
    PERSONAL_FORMS,
    clean_name,
    clean_person_name,
    clean_phone,
    clean_tax_code,
    name_key,
)

WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def message(error):
    return error.value.messages[0]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0100233488", "0100233488"),
        (" 0100 233 488 ", "0100233488"),
        ("01.00.112.437", "0100112437"),
        ("0314409058-002", "0314409058002"),
        ("051090001234", "051090001234"),
        ("０１００２３３４８８", "0100233488"),
    ],
    ids=["10", "spaces", "dots", "13", "12-personal", "full-width"],
)
def test_tax_code_is_kept_as_digits(text, code):
    assert clean_tax_code(text) == code


@pytest.mark.parametrize(
    ("text", "digits"),
    [("123456789", 9), ("", 0), ("12345678901", 11), ("12345678901234", 14)],
)
def test_tax_code_of_another_length_is_told_its_length(text, digits):
    with pytest.raises(ValidationError) as error:
        clean_tax_code(text)
    assert message(error) == f"Mã số thuế phải có 10, 12 hoặc 13 chữ số; anh/chị nhập {digits}."


@pytest.mark.parametrize("text", ["0100233480", "0314409059-002", "0314409058-000", "0100000000"])
def test_tax_code_with_a_wrong_check_digit_is_refused(text):
    with pytest.raises(ValidationError) as error:
        clean_tax_code(text)
    assert error.value.code == "tax_code_check_digit"


@pytest.mark.parametrize("text", ["01002E3488", "MST0100233488", "٠١٠٠٢٣٣٤٨٨x"])
def test_tax_code_with_letters_is_refused(text):
    with pytest.raises(ValidationError) as error:
        clean_tax_code(text)
    assert error.value.code == "tax_code_characters"


@pytest.mark.parametrize("form", LegalForm)
def test_personal_number_is_for_those_without_legal_personality(form):
    if form in PERSONAL_FORMS:
        assert clean_tax_code("051090001234", legal_form=form) == "051090001234"
    else:
        with pytest.raises(ValidationError) as error:
            clean_tax_code("051090001234", legal_form=form)
        assert form.label.lower() in message(error)
    assert clean_tax_code("0100233488", legal_form=form) == "0100233488"


@settings(max_examples=200, deadline=None, database=None)
@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 9))
def test_exactly_the_weighted_digit_is_right(stem, digit):
    wanted = 10 - sum(w * int(d) for w, d in zip(WEIGHTS, stem, strict=True)) % 11
    right = digit == wanted and stem[2:] != "0000000"
    try:
        accepted = clean_tax_code(f"{stem}{digit}") == f"{stem}{digit}"
    except ValidationError:
        accepted = False
    assert accepted is right


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0905 123 456", "+84905123456"),
        ("0905.123.456", "+84905123456"),
        ("+84 905 123 456", "+84905123456"),
        ("84905123456", "+84905123456"),
        ("0255 3822 900", "+842553822900"),
        ("+81 3-1234-5678", "+81312345678"),
    ],
)
def test_phone_is_stored_in_one_form(text, number):
    assert clean_phone(text) == number


@pytest.mark.parametrize(
    "text", ["", "abc", "0905 123 45", "113", "0905123456789", "0905123456 ext 5"]
)
def test_number_that_is_no_telephone_is_refused(text):
    with pytest.raises(ValidationError) as error:
        clean_phone(text)
    assert message(error) == "Số điện thoại không đúng; ví dụ 0905 123 456."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  Lê   Thị\tHoa ", "Lê Thị Hoa"),
        (unicodedata.normalize("NFD", "Nguyễn Đức Tú"), "Nguyễn Đức Tú"),
        ("H'Bia Niê", "H'Bia Niê"),
        ("Thuý", "Thuý"),
    ],
)
def test_name_of_a_person_is_composed_and_spaced_but_spelled_as_given(text, name):
    assert clean_person_name(text) == name


@pytest.mark.parametrize("text", ["", "   ", "Hoa 2", "0905123456"])
def test_name_of_a_person_has_letters_only(text):
    with pytest.raises(ValidationError) as error:
        clean_person_name(text)
    assert error.value.code == "person_name"


@settings(max_examples=200, deadline=None, database=None)
@given(st.text(max_size=40))
def test_clean_name_is_stable(text):
    assert clean_name(clean_name(text)) == clean_name(text)
    assert unicodedata.is_normalized("NFC", clean_name(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTX Nông nghiệp Hoà Bình", "Hợp tác xã nông nghiệp Hòa Bình"),
        ("Công ty TNHH MTV Tỏi Lý Sơn", "CÔNG TY TNHH TỎI LÝ SƠN"),
        ("Công ty cổ phần Sâm Ngọc Linh", "Cty CP Sâm Ngọc Linh"),
        ("Cong ty TNHH Mot thanh vien An Phu", "Công ty TNHH MTV An Phú"),
        ("Hộ kinh doanh Trần Văn Đông", "HKD Tran Van Dong"),
        ("Tổ hợp tác rau sạch", "THT Rau Sạch"),
        ("Công ty TNHH “Sao Mai”", "Công ty TNHH Sao Mai"),
        ("Doanh nghiệp tư nhân Hai Lúa", "DNTN Hai Lúa"),
    ],
)
def test_names_that_differ_in_legal_form_and_spelling_only_have_one_key(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Hội Nông dân xã Bình Sơn", "nong dan xa binh son"),
        ("Hồi Lạng Sơn", "hoi lang son"),
        ("Công ty TNHH Hoa Hồi", "hoa hoi"),
        ("Nước mắm Cty", "nuoc mam cty"),
        ("Hợp tác xã", "hop tac xa"),
        ("", ""),
    ],
)
def test_only_words_of_the_legal_form_at_the_beginning_go(text, key):
    assert name_key(text) == key


def test_different_producers_keep_different_keys():
    assert name_key("HTX Hòa Bình 1") != name_key("HTX Hòa Bình 2")
