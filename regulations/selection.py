"""Which book and procedure a dossier falls under, and what survives a change of set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from .criteria import CriteriaSet, Criterion
from .procedures import ProcedureRule


def procedure_for(
    procedures: Iterable[ProcedureRule], *, handed_in_on: date
) -> ProcedureRule | None:
    """By the day the producer hands in; for a draft that is today (26/2026/QĐ-TTg, Điều 12.2)."""
    for rule in procedures:
        ends = rule.handed_in_to or date.max
        if rule.handed_in_from <= handed_in_on <= ends:
            return rule
    return None


def transition_deadline(rule: ProcedureRule, *, re_evaluation: bool) -> date | None:
    return rule.re_evaluation_by if re_evaluation else rule.first_or_upgrade_by


def transition_passed(rule: ProcedureRule, *, re_evaluation: bool, today: date) -> bool:
    """«Quá hạn chuyển tiếp»: not concluded in time under the old book, to be filed anew."""
    deadline = transition_deadline(rule, re_evaluation=re_evaluation)
    return deadline is not None and today > deadline


def unchanged_criteria(old: CriteriaSet, new: CriteriaSet) -> frozenset[str]:
    """The criteria whose answers stay valid when the set changes under a draft (R1)."""
    same = {c.key for c in new.criteria if c.key in old and _asks(c) == _asks(old.criterion(c.key))}
    # The answer behind a gate cannot outlive the answer that opened it.
    return frozenset(
        key for key in same if (gate := new.criterion(key).gated_by) is None or gate in same
    )


def _asks(criterion: Criterion) -> tuple:
    """What the member is asked, in the official wording; translations and stars are not part."""
    levels = tuple((x.ordinal, x.points, x.label_vi, x.case) for x in criterion.levels)
    cases = tuple(vi for vi, _ in criterion.cases)
    notes = tuple((note.kind, note.vi) for note in criterion.notes)
    return criterion.name_vi, criterion.max_points, criterion.gated_by, levels, cases, notes
