"""Numbers and names that identify a producer: normalised, checked, made comparable."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NumberError
from stdnum.vn import mst

from territories.folding import canonical, fold

from .eligibility import LegalForm

COUNTRY = "VN"
PERSONAL_NUMBER = 12  # since 1/7/2025 a person's identity number is the tax code

# Forms without legal personality: their tax code may be that of the person behind them.
PERSONAL_FORMS = frozenset(
    {
        LegalForm.HOUSEHOLD,
        LegalForm.BUSINESS_HOUSEHOLD,
        LegalForm.FARM,
        LegalForm.COOPERATIVE_GROUP,
    }
)

LEGAL_WORDS = (
    "công ty", "cty", "trách nhiệm hữu hạn", "tnhh", "một thành viên", "mtv", "hai thành viên",
    "cổ phần", "cp", "hợp danh", "doanh nghiệp tư nhân", "dntn", "doanh nghiệp", "tư nhân",
    "liên hiệp hợp tác xã", "hợp tác xã", "htx", "tổ hợp tác", "tht", "hộ kinh doanh", "hkd",
    "hộ sản xuất", "hộ gia đình", "cơ sở sản xuất", "cssx", "trang trại", "hiệp hội", "hội",
    "trung tâm điều hành",
)  # fmt: skip


def clean_tax_code(text: str, *, legal_form: str | None = None) -> str:
    """Digits only; 10 or 13 with a right check digit, or a person's 12 (R32's households)."""
    code = re.sub(r"[\s.\-]", "", unicodedata.normalize("NFKC", text))
    if re.fullmatch(r"[0-9]*", code) is None:
        raise ValidationError(_("Mã số thuế chỉ gồm chữ số."), code="tax_code_characters")
    if len(code) not in (10, PERSONAL_NUMBER, 13):
        raise ValidationError(
            _("Mã số thuế phải có 10, 12 hoặc 13 chữ số; anh/chị nhập %(digits)s."),
            code="tax_code_length",
            params={"digits": len(code)},
        )
    if len(code) == PERSONAL_NUMBER:
        _check_personal(legal_form)
        return code
    try:
        return mst.validate(code)
    except NumberError as error:
        raise ValidationError(
            _("Mã số thuế không đúng: chữ số kiểm tra không khớp. Hãy so lại từng chữ số."),
            code="tax_code_check_digit",
        ) from error


def _check_personal(legal_form: str | None) -> None:
    if legal_form is not None and legal_form not in PERSONAL_FORMS:
        raise ValidationError(
            _("Mã số 12 chữ số chỉ dùng cho hộ, trang trại và tổ hợp tác; %(form)s có 10 hoặc 13."),
            code="tax_code_personal",
            params={"form": LegalForm(legal_form).label.lower()},
        )


def clean_phone(text: str) -> str:
    """E.164, read as a Vietnamese number unless it says otherwise."""
    try:
        number = phonenumbers.parse(text, COUNTRY)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number) or number.extension:
        raise ValidationError(
            _("Số điện thoại không đúng; ví dụ 0905 123 456."), code="phone_number"
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def clean_name(text: str) -> str:
    """Composed letters and single spaces; the spelling stays the owner's."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def clean_person_name(text: str) -> str:
    name = clean_name(text)
    if not name or any(letter.isdigit() for letter in name):
        raise ValidationError(_("Họ tên gồm chữ cái, không có chữ số."), code="person_name")
    return name


def name_key(text: str) -> str:
    """A producer's name without the words of its legal form, folded: equal = maybe the same."""
    spelled = re.sub(r"[\W_]+", " ", canonical(text).lower()).split()
    rest = _without_legal_words(spelled)
    return fold(" ".join(rest or spelled))


def _without_legal_words(words: list[str]) -> list[str]:
    """Only where a name begins: «Hoa Hồi» ends in no association."""
    longest_first = sorted((phrase.split() for phrase in LEGAL_WORDS), key=len, reverse=True)
    while True:
        for phrase in longest_first:
            start = words[: len(phrase)]
            if start == phrase or (
                len(phrase) > 1 and list(map(fold, start)) == list(map(fold, phrase))
            ):
                words = words[len(phrase) :]
                break
        else:
            return words
