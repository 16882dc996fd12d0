"""How a sheet stands: total, what is left, which gates are closed, whether it may be handed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from regulations.criteria import STOP_ASSESSMENT, CriteriaSet, Minimum
from regulations.procedures import Band

from . import scoring
from .scoring import Sheet


@dataclass(frozen=True)
class Standing:
    """What the member sees in the corner of his sheet; computed here, never by the client."""

    total: int
    parts: dict[str, int]
    answered: int
    asked: int
    missing: tuple[str, ...]
    closed: tuple[str, ...]
    is_stopped: bool  # a ticked note ends the assessment there (R9)
    may_hand_in: bool
    knock_outs: tuple[str, ...]  # ticked, or made by 0 points
    band: int  # the star of the total alone
    missed: tuple[Minimum, ...]  # that hold this sheet below its band (R13)

    @property
    def star(self) -> int:
        """The star that this sheet alone would give."""
        return min([self.band, *(one.star - 1 for one in self.missed)])


def standing(
    rules: CriteriaSet, bands: Sequence[Band], sheet: Sheet, *, must_be_whole: bool = False
) -> Standing:
    """Compute it from the marks; must_be_whole: a stop no longer excuses what is missing."""
    missing = tuple(scoring.missing(rules, sheet))
    closed = tuple(c.key for c in rules.criteria if not scoring.applies(rules, sheet, c.key))
    asked = len(rules.criteria) - len(closed)
    ticked = scoring.ticked(rules, sheet)
    stops = {k.key for k in rules.knock_outs if k.effect == STOP_ASSESSMENT}
    total = scoring.sheet_total(rules, sheet)
    band = scoring.star_by_points(bands, total, 1)
    return Standing(
        total=total,
        parts=scoring.part_totals(rules, sheet),
        answered=asked - len(missing),
        asked=asked,
        missing=missing,
        closed=closed,
        is_stopped=bool(ticked & stops),
        may_hand_in=not missing if must_be_whole else scoring.may_hand_in(rules, sheet),
        knock_outs=tuple(k.key for k in rules.knock_outs if k.key in ticked),
        band=band,
        missed=tuple(
            one
            for one in rules.minimums
            if one.star <= band
            and one.criterion not in missing
            and scoring.points(rules, sheet, one.criterion) < one.points
        ),
    )
