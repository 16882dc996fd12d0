"""What the sheets of an appealed result would say otherwise: read, never written (R5, R21)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from regulations.criteria import Minimum

from .appeals import WhatIf, recount
from .closing_actions import count
from .models import Evaluation
from .results import Count, rulings_of
from .scoring import MinimumVote, Result, is_complete, minimum_votes, shown_mean

SHAPE = 1


class Preview:
    """The result as it stands, counted again from its sheets, and as it would be."""

    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluation = evaluation
        self.count: Count = count(evaluation)
        self.rules, self.bands = self.count.book.rules, self.count.bands
        self.rulings = rulings_of(self.count.book, self.count.rulings)

    def what_if(
        self,
        *,
        left_out: Iterable[int] = (),
        minimums: Iterable[tuple[str, int, bool | None]] = (),
        knock_outs: Mapping[str, bool] | None = None,
    ) -> WhatIf:
        """Check what is asked against this product's own sheets and criteria."""
        members = {one.member for one in self.count.valid}
        if unknown := set(left_out) - members:
            text = _("Không có phiếu của thành viên số %(id)s.") % {"id": min(unknown)}
            raise ValidationError({"left_out": text})
        known = {(m.criterion, m.star): m for m in self.rules.minimums}
        asked: dict[Minimum, bool | None] = {}
        for criterion, star, stands in minimums:
            if (criterion, star) not in known:
                raise ValidationError({"minimums": _("Không có yêu cầu tối thiểu này.")})
            asked[known[criterion, star]] = stands
        keys = {one.key for one in self.rules.knock_outs}
        if set(knock_outs or {}) - keys:
            raise ValidationError({"knock_outs": _("Không có điều kiện loại này.")})
        return WhatIf(frozenset(left_out), asked, dict(knock_outs or {}))

    def votes(self) -> Sequence[MinimumVote]:
        """Return the votes on every minimum, met or not."""
        sheets = [one.sheet for one in self.count.valid if is_complete(self.rules, one.sheet)]
        mode = self.count.minimum_mode
        return minimum_votes(self.rules, sheets, self.rulings.minimums, mode)

    def recounted(self, what_if: WhatIf) -> Result:
        """Count the sheets as they are, otherwise ruled."""
        mode = self.count.minimum_mode
        return recount(self.rules, self.bands, self.count.valid, self.rulings, what_if, mode)

    def as_json(self, what_if: WhatIf) -> dict[str, Any]:
        """Return both results and what lies between them, in words that stay readable."""
        before, after = self.count.result, self.recounted(what_if)
        return {
            "shape": SHAPE,
            "before": _figures(before),
            "after": _figures(after),
            "left_out": sorted(what_if.left_out),
            "changes": [*self._changes(what_if)],
        }

    def _changes(self, what_if: WhatIf) -> Iterable[str]:
        names = {row.member_id: str(row.member.user) for row in self.count.panel}
        for member in sorted(what_if.left_out):
            yield _("Không tính phiếu của %(who)s.") % {"who": names[member]}
        words = {
            True: _("Tiêu chí %(code)s, %(star)s sao: coi là đạt yêu cầu tối thiểu."),
            False: _("Tiêu chí %(code)s, %(star)s sao: coi là không đạt yêu cầu tối thiểu."),
            None: _("Tiêu chí %(code)s, %(star)s sao: theo phiếu của các thành viên."),
        }
        for minimum, stands in what_if.minimums.items():
            code = minimum.criterion.replace("/", " ")
            yield words[stands] % {"code": code, "star": minimum.star}
        texts = {one.key: one.vi for one in self.rules.knock_outs}
        for key, stands in what_if.knock_outs.items():
            text = _("Kết luận loại vì: %(text)s") if stands else _("Bỏ kết luận loại vì: %(text)s")
            yield text % {"text": texts[key]}


def _figures(result: Result) -> dict[str, Any]:
    has_mean = bool(result.sheet_count)
    return {
        "points_sum": result.points_sum,
        "sheet_count": result.sheet_count,
        "mean": shown_mean(result.points_sum, result.sheet_count) if has_mean else "",
        "star_by_points": result.star_by_points,
        "star": result.star,
        "is_final": result.is_final,
        "reasons": [str(one) for one in result.reasons],
    }
