"""The product code T-X-STT-20xx: province, commune, number in the commune, year."""

from __future__ import annotations

import re
from dataclasses import dataclass

# QĐ 19/2025/QĐ-TTg: two digits for a province, five for a commune; ASCII digits only.
CODE = re.compile(r"([0-9]{2})-([0-9]{5})-([1-9][0-9]{0,4})-(20[0-9]{2})")
FIVE_PARTS = re.compile(r"[0-9]{2}-[0-9]{3}-[0-9]{5}-[0-9]{1,5}-20[0-9]{2}")


@dataclass(frozen=True, slots=True)
class ProductCode:
    """One product's code in the year of its evaluation (R29)."""

    province: str
    commune: str
    ordinal: int
    year: int

    def __post_init__(self) -> None:
        if CODE.fullmatch(str(self)) is None:
            raise ValueError(f"not a product code: {self}")

    def __str__(self) -> str:
        return f"{self.province}-{self.commune}-{self.ordinal}-{self.year}"


def build_older(*, province: str, district: str, commune: str, ordinal: int, year: int) -> str:
    """The five parts of the time with districts: province, district, commune, number, year."""
    code = f"{province}-{district}-{commune}-{ordinal}-{year}"
    if not is_older_code(code):
        raise ValueError(f"not a product code: {code}")
    return code


def build(*, province: str, commune: str, ordinal: int, year: int) -> str:
    return str(ProductCode(province, commune, ordinal, year))


def parse(text: str) -> ProductCode:
    """Reads a code as people write it; numbers padded with zeros are the same number."""
    compact = re.sub(r"\s+", "", text)
    match = re.fullmatch(r"([0-9]{2})-([0-9]{5})-0*([1-9][0-9]{0,4})-(20[0-9]{2})", compact)
    if match is None:
        raise ValueError(f"not a product code: {text}")
    province, commune, ordinal, year = match.groups()
    return ProductCode(province, commune, int(ordinal), int(year))


def is_older_code(text: str) -> bool:
    """The five-part code of the time with districts, kept as an alias (83-829-28780-3-2022)."""
    return FIVE_PARTS.fullmatch(re.sub(r"\s+", "", text)) is not None
