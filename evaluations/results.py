"""The result of an evaluation as it is kept: every vote, reason and total, readable for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from regulations.procedures import Band, ProcedureRule

from . import scoring
from .marks import Book, handed_in, seats_of
from .models import Evaluation, Panel, Ruling, ScoreSheet
from .procedure import Award, Forward, NotRanked, ReturnToLowerLevel, outcome
from .scoring import HandedIn, MinimumMode, Result, Rulings, SpreadMode, shown_mean

SHAPE = 1


def rulings_of(book: Book, rows: Iterable[Ruling]) -> Rulings:
    """Return what the council ruled, as the rules read it (R9, R13)."""
    minimums, knock_outs = {}, set()
    for row in rows:
        if row.knock_out_id:
            if row.stands:
                knock_outs.add(book.knock_outs[row.knock_out_id])
        else:
            key = book.keys[row.minimum.criterion_id]
            known = [
                m for m in book.rules.minimums if m.criterion == key and m.star == row.minimum.star
            ]
            minimums[known[0]] = row.stands
    return Rulings(minimums, frozenset(knock_outs))


class Count:
    """Everything that follows from the opened sheets of one evaluation."""

    def __init__(
        self,
        *,
        evaluation: Evaluation,
        book: Book,
        panel: Sequence[Panel],
        sheets: Sequence[ScoreSheet],
        rulings: Sequence[Ruling],
        bands: Sequence[Band],
    ) -> None:
        self.evaluation, self.book, self.bands = evaluation, book, bands
        self.panel, self.rulings = panel, rulings
        self.operating_rules = evaluation.operating_rules
        self.minimum_mode = MinimumMode(self.operating_rules.minimum_mode)
        self.all_sheets = handed_in(book, sheets)
        self.rows = {(s.member_id, s.pass_no, s.version): s for s in sheets}
        self.seats = seats_of(evaluation, panel)
        self.valid = self.valid_in(evaluation.pass_no)
        self.result: Result = scoring.star_for(
            book.rules,
            bands,
            [one.sheet for one in self.valid],
            rulings=rulings_of(book, rulings),
            minimum_mode=self.minimum_mode,
        )

    def valid_in(self, pass_no: int) -> list[HandedIn]:
        """Return the sheets that count in a pass.

        Who was there in an earlier pass and left since had his part in its spread: it stays (R15).
        """
        seats = self.seats
        if pass_no < self.evaluation.pass_no:
            seats = [replace(seat, present=True) for seat in seats]
        return scoring.valid_sheets(seats, self.all_sheets, last_pass=pass_no)

    def totals_in(self, pass_no: int) -> dict[int, int]:
        """Return the totals of the complete sheets of a pass, by member."""
        rules = self.book.rules
        return {
            one.member: scoring.sheet_total(rules, one.sheet)
            for one in self.valid_in(pass_no)
            if scoring.is_complete(rules, one.sheet)
        }

    def outcome(self, procedure: ProcedureRule) -> dict[str, Any]:
        """Return what the law makes of the result at this level (R3)."""
        found = outcome(procedure, self.evaluation.level, self.result, self.bands)
        match found:
            case Award(star):
                return {"kind": "award", "star": star}
            case Forward(to, on_forward, recognises):
                return {
                    "kind": "forward",
                    "to": to,
                    "on_forward": on_forward,
                    "recognises": recognises,
                }
            case ReturnToLowerLevel(to, star):
                return {"kind": "return", "to": to, "star": star}
            case NotRanked(star, reasons):
                return {"kind": "not_ranked", "star": star, "reasons": [*reasons]}

    def as_json(self, procedure: ProcedureRule) -> dict[str, Any]:
        """Return the result as it is stored; votes and totals as whole numbers, keys as printed."""
        result = self.result
        return {
            "shape": SHAPE,
            **self.evaluation.result,
            "members": [self._member(row) for row in self.panel],
            "passes": [self._spread(n) for n in range(1, self.evaluation.pass_no + 1)],
            "minimum_mode": self.minimum_mode.value,
            "minimums": [self._minimum(vote) for vote in self._votes()],
            "knock_outs": [
                {
                    "key": vote.knock_out.key,
                    "effect": vote.knock_out.effect,
                    "text": vote.knock_out.vi,
                    "votes": vote.votes,
                    "sheets": vote.sheets,
                    "ruled": vote.ruled,
                    "stands": vote.stands,
                    "reasons": self._reasons(vote.knock_out.key),
                }
                for vote in result.knock_outs
                if vote.votes or vote.ruled
            ],
            "reasons": [*result.reasons],
            "outcome": self.outcome(procedure) if result.is_final else None,
        }

    def _member(self, row: Panel) -> dict[str, Any]:
        """One line of the tally: who, how he stood to the product, his totals by pass."""
        rules = self.book.rules
        passes = []
        for one in self.all_sheets:
            if one.member == row.member_id:
                total = scoring.sheet_total(rules, one.sheet)
                passes.append(
                    {
                        "pass": one.pass_no,
                        "version": one.version,
                        "total": total,
                        "parts": scoring.part_totals(rules, one.sheet),
                        "complete": scoring.is_complete(rules, one.sheet),
                        "counts": one in self.valid,
                        "from_paper": self.rows[one.member, one.pass_no, one.version].from_paper,
                    }
                )
        recused = row.state == Panel.State.RECUSED
        return {
            "member": row.member_id,
            "name": str(row.member.user),
            "title": row.member.title,
            "state": row.state,
            "scores": row.scores,
            "reason": row.reason,
            "sheets": [] if recused else passes,
        }

    def _spread(self, pass_no: int) -> dict[str, Any]:
        totals, kept = list(self.totals_in(pass_no).values()), self.operating_rules
        mode = SpreadMode(kept.spread_mode)
        return {
            "pass": pass_no,
            "totals": sorted(totals),
            "mode": kept.spread_mode,
            "limit": kept.spread_limit,
            "exceeded": scoring.spread_exceeded(totals, mode=mode, limit=kept.spread_limit),
        }

    def _votes(self) -> Sequence[scoring.MinimumVote]:
        """All minimums of three stars and more, met or not: the minutes show every vote."""
        rules = self.book.rules
        sheets = [s.sheet for s in self.valid if scoring.is_complete(rules, s.sheet)]
        ruled = rulings_of(self.book, self.rulings).minimums
        return scoring.minimum_votes(rules, sheets, ruled, self.minimum_mode)

    def _minimum(self, vote: scoring.MinimumVote) -> dict[str, Any]:
        criterion = self.book.rules.criterion(vote.minimum.criterion)
        return {
            "star": vote.minimum.star,
            "criterion": vote.minimum.criterion,
            "code": f"{criterion.part} {criterion.official_code or criterion.code}",
            "name": criterion.name_vi,
            "points": vote.minimum.points,
            "votes": vote.votes,
            "sheets": vote.sheets,
            "ruled": vote.ruled,
            "reason": self._ruling_reason(vote),
            "met": vote.is_met,
            # What is knocked out needs no ruling on its minimums, nor what the points leave out.
            "waits": vote.waits
            and not self.result.is_final
            and vote.minimum.star <= (self.result.star_by_points or 0),
            "caps": vote in self.result.unmet,
        }

    def _ruling_reason(self, vote: scoring.MinimumVote) -> str:
        for row in self.rulings:
            key = row.minimum and self.book.keys[row.minimum.criterion_id]
            if key == vote.minimum.criterion and row.minimum.star == vote.minimum.star:
                return row.reason
        return ""

    def _reasons(self, key: str) -> list[str]:
        """Return the council's own reason, then those of the members, without their names."""
        known = self.book.knock_outs
        ruled = [row.reason for row in self.rulings if known.get(row.knock_out_id) == key]
        ticked = [
            finding.reason
            for one in self.valid
            for finding in self.rows[one.member, one.pass_no, one.version].findings.all()
            if known[finding.knock_out_id] == key
        ]
        return list(dict.fromkeys(ruled + ticked))  # two may give the same reason


def shown(evaluation: Evaluation, count: Callable[[Evaluation], Count]) -> dict[str, Any]:
    """Return the result for a page: as it was stored, or before the conclusion as it would be."""
    if evaluation.concluded_at:
        facts = {
            "points_sum": evaluation.points_sum,
            "sheet_count": evaluation.sheet_count,
            "star_by_points": evaluation.star_by_points,
            "star": evaluation.star,
            "is_final": True,
            **evaluation.result,
        }
    else:
        counted = count(evaluation)
        result = counted.result
        facts = {
            "points_sum": result.points_sum,
            "sheet_count": result.sheet_count,
            "star_by_points": result.star_by_points,
            "star": result.star,
            "is_final": result.is_final,
            **counted.as_json(evaluation.submission.procedure.as_rule()),
        }
    has_mean = bool(facts["sheet_count"])
    mean = shown_mean(facts["points_sum"], facts["sheet_count"]) if has_mean else ""
    return facts | {"mean": mean, "words": in_words(facts), "side_by_side": side_by_side(facts)}


def side_by_side(facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the totals of each member pass by pass, where there was more than one (R15)."""
    passes = [one["pass"] for one in facts["passes"]]
    if len(passes) < 2:
        return None
    rows = []
    for member in facts["members"]:
        last = {sheet["pass"]: sheet["total"] for sheet in member["sheets"]}
        if last:
            rows.append({"name": member["name"], "totals": [last.get(n) for n in passes]})
    means = [
        shown_mean(sum(one["totals"]), len(one["totals"])) if one["totals"] else ""
        for one in facts["passes"]
    ]
    return {"passes": facts["passes"], "rows": rows, "means": means}


def in_words(facts: Mapping[str, Any]) -> list[str]:
    """Say every reason of the result (R9-R15)."""
    said = [
        _("Không đạt vì điều kiện loại: %(text)s") % {"text": clause["text"]}
        for clause in facts["knock_outs"]
        if clause["stands"]
    ]
    if "unfinished_sheets" in facts["reasons"]:
        said.append(_("Chưa kết luận được: còn phiếu dừng đánh giá chưa chấm xong."))
    said += [_missed(one) for one in facts["minimums"] if one["caps"] and not one.get("waits")]
    if "too_few_points" in facts["reasons"]:
        said.append(_("Điểm trung bình dưới khung điểm của hạng 3 sao."))
    if "unruled_minimums" in facts["reasons"]:
        waiting = sum(one.get("waits", False) for one in facts["minimums"])
        said.append(
            _("Theo quy chế, hội đồng còn phải kết luận %(count)s yêu cầu tối thiểu.")
            % {"count": waiting}
        )
    last = facts["passes"][-1]
    if last["exceeded"]:
        said.append(
            _("Lượt %(n)s vẫn chênh quá mức: lấy điểm trung bình của lượt %(n)s.")
            % {"n": last["pass"]}
        )
    return said


def _missed(minimum: Mapping[str, Any]) -> str:
    if minimum["ruled"] is not None:  # the votes alone would contradict it (R13)
        return _ruled_missed(minimum)
    text = _(
        "Chưa đạt yêu cầu tối thiểu của %(star)s sao: tiêu chí %(code)s cần từ %(points)s điểm,"
        " có %(votes)s trên %(sheets)s phiếu chọn mức ấy."
    )
    return text % {**minimum, "code": printed_code(minimum)}


def _ruled_missed(minimum: Mapping[str, Any]) -> str:
    text = _(
        "Chưa đạt yêu cầu tối thiểu của %(star)s sao: tiêu chí %(code)s cần từ %(points)s điểm,"
        " Hội đồng kết luận không đạt (%(votes)s trên %(sheets)s phiếu chọn mức ấy)."
    )
    return text % {**minimum, "code": printed_code(minimum)}


def printed_code(minimum: Mapping[str, Any]) -> str:
    """Return a criterion's number as its official sheet prints it."""
    return minimum.get("code") or minimum["criterion"].replace("/", " ")
