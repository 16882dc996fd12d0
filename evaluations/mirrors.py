"""Mirrors, not corrections: how each member marked beside the panel; the legal mean stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from regulations.criteria import CriteriaSet

from .scoring import Sheet, points

Totals = Mapping[int, int]  # points by member


@dataclass(frozen=True, slots=True)
class Mirror:
    """One member over the products that he judged; all in points."""

    member: int
    products: int
    shift: Fraction  # mean of (own − panel's mean): above 0 milder, below 0 stricter
    spread: Fraction  # mean distance of these differences from the shift: how uneven


@dataclass(frozen=True, slots=True)
class CriterionMirror:
    """One criterion of one product: every member's points beside the panel's mean."""

    key: str
    points: Mapping[int, int]
    mean: Fraction
    widest: Fraction  # the greatest distance of a member from the mean


def differences(totals: Totals) -> dict[int, Fraction]:
    """Return own points − the panel's mean, exactly; the differences of a panel add up to 0."""
    if not totals:
        return {}
    mean = Fraction(sum(totals.values()), len(totals))
    return {member: value - mean for member, value in totals.items()}


def mirrors(products: Iterable[Totals]) -> list[Mirror]:
    """Return each member's mirror over several products, by member."""
    seen: dict[int, list[Fraction]] = {}
    for totals in products:
        for member, difference in differences(totals).items():
            seen.setdefault(member, []).append(difference)
    return [_mirror(member, seen[member]) for member in sorted(seen)]


def _mirror(member: int, found: Sequence[Fraction]) -> Mirror:
    shift = sum(found, Fraction()) / len(found)
    spread = sum((abs(one - shift) for one in found), Fraction()) / len(found)
    return Mirror(member, len(found), shift, spread)


def by_criterion(rules: CriteriaSet, sheets: Mapping[int, Sheet]) -> list[CriterionMirror]:
    """Return every criterion of the set, in its order, with the points of these members."""
    return [_criterion(rules, sheets, one.key) for one in rules.criteria] if sheets else []


def _criterion(rules: CriteriaSet, sheets: Mapping[int, Sheet], key: str) -> CriterionMirror:
    given = {member: points(rules, sheet, key) for member, sheet in sheets.items()}
    mean = Fraction(sum(given.values()), len(given))
    return CriterionMirror(key, given, mean, max(abs(value - mean) for value in given.values()))


def shown(value: Fraction) -> str:
    """Return two decimals with a comma, cut towards 0 as every mean is (R12): -1/3 → «-0,33»."""
    hundredths = abs(value.numerator) * 100 // value.denominator
    sign = "-" if value < 0 and hundredths else ""
    return f"{sign}{hundredths // 100},{hundredths % 100:02d}"


def shown_difference(value: Fraction) -> str:
    """Return the same with its sign: «+1,25»."""
    text = shown(value)
    return text if text.startswith("-") or text == "0,00" else f"+{text}"
