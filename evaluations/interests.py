"""What links a member to a producer, as far as the portal's own data tell: proposals only (R20)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from producers.identifiers import name_key
from territories.folding import canonical, fold

TAX_CODE, REPRESENTATIVE = "tax_code", "representative"
FIRM, COMMUNE = "firm", "commune"
UNITS = ("xa", "phuong", "thi tran", "dac khu")
BASE = 10  # a branch's tax code is its firm's ten digits and three more
PHONE_DIGITS = 9  # without the country's code or the leading nought


@dataclass(frozen=True, slots=True)
class Party:
    """A producer: the one before the council, or one for which a member acts."""

    name: str
    tax_code: str = ""
    representative: str = ""
    phone: str = ""
    email: str = ""
    commune: str = ""  # its full name: «xã Bình Sơn»
    commune_code: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the council."""

    name: str
    phone: str = ""
    email: str = ""
    organisation: str = ""
    acts_for: tuple[Party, ...] = ()
    commune_codes: frozenset[str] = frozenset()  # where he holds an office


def links(person: Person, party: Party) -> Iterator[tuple[str, str]]:
    """Return each ground with what it was found by."""
    office = fold(person.organisation)
    if found := _same_tax_code(person, party):
        yield TAX_CODE, found
    if found := _same_representative(person, party):
        yield REPRESENTATIVE, found
    key = name_key(party.name)
    if _says(office, key if " " in key else fold(party.name)):
        yield FIRM, person.organisation
    if party.commune_code and party.commune_code in person.commune_codes:
        yield COMMUNE, party.commune
    elif _says(office, fold(party.commune)) or _says_otherwise(office, party.commune):
        yield COMMUNE, person.organisation


def _says_otherwise(office: str, commune: str) -> bool:
    """Many still write «UBND xã» of what is none now; «xã Lý Sơn Đông» is another place."""
    name = fold(commune)
    bare = next((name.removeprefix(f"{one} ") for one in UNITS if name.startswith(f"{one} ")), "")
    above = r"(?: (?:huyen|thi xa|thanh pho|tinh) .*)?"
    said = rf".*\b(?:{'|'.join(UNITS)}) {re.escape(bare)}{above}"
    return bool(bare) and bool(re.fullmatch(said, re.sub(r"[^a-z0-9]+", " ", office).strip()))


def _same_tax_code(person: Person, party: Party) -> str:
    wanted = _base(party.tax_code)
    written = re.findall(r"\d{10,13}", person.organisation)
    codes = [*written, *(own.tax_code for own in person.acts_for)]
    return party.tax_code if wanted and wanted in map(_base, codes) else ""


def _base(code: str) -> str:
    digits = re.sub(r"\D", "", code)
    return digits[:BASE] if len(digits) != BASE + 2 else digits  # 12: a person's own number


def _same_representative(person: Person, party: Party) -> str:
    for own in (Party("", "", person.name, person.phone, person.email), *person.acts_for):
        if by := _reached_alike(own, party):
            return f"{party.representative}, {by}" if _same_name(own, party) else by
    if _same_name(Party("", representative=person.name), party):  # tones too: «Sản» is not «San»
        return _("trùng họ tên «%(name)s», cần xác minh") % {"name": party.representative}
    return ""


def _same_name(one: Party, other: Party) -> bool:
    names = [canonical(party.representative).casefold() for party in (one, other)]
    return bool(names[0]) and names[0] == names[1]


def _reached_alike(one: Party, other: Party) -> str:
    phones = [re.sub(r"\D", "", p.phone)[-PHONE_DIGITS:] for p in (one, other)]
    if phones[0] and phones[0] == phones[1]:
        return other.phone
    emails = [p.email.strip().lower() for p in (one, other)]
    return other.email if emails[0] and emails[0] == emails[1] else ""


def _says(office: str, name: str) -> bool:
    """Whole words only: «An Phú» does not stand in «Lan Phúc»."""
    return bool(name) and f" {name} " in f" {re.sub(r'[^a-z0-9]+', ' ', office)} "
