"""A person's telephone and e-mail as others may read them: whole with a need, else masked."""

from __future__ import annotations

import re

import phonenumbers

# A telephone typed in one piece or with dots, dashes, spaces: kept is «+84905…» and «0905 …».
TYPED_PHONE = re.compile(r"(?<!\d)0((?:[ .-]?\d){8,10})(?!\d)")
DOT = "•"
PERSONAL_NUMBER = 12


def phone_text(phone: str) -> str:
    """As Vietnamese write it, «0912 345 678»; what is no number stays as it is."""
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return phone
    domestic = number.country_code == 84
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if domestic else form.INTERNATIONAL)


def as_kept(text: str) -> str:
    """Return a searched text with each telephone's digits as they stand behind the country's."""
    return TYPED_PHONE.sub(lambda found: re.sub(r"\D", "", found.group(1)), text)


def masked_phone(phone: str) -> str:
    """Only the last three digits, enough to tell two numbers apart."""
    return f"{DOT * 4} {DOT * 3} {phone[-3:]}" if phone else ""


def masked_email(email: str) -> str:
    """The first letter and the domain."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}{DOT * 3}{at}{domain}" if email else ""


def masked_tax_code(code: str) -> str:
    """A firm's code is public; twelve digits are a person's own identity number."""
    return f"{DOT * 9}{code[-3:]}" if len(code) == PERSONAL_NUMBER else code
