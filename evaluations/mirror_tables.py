"""Mirrors as tables: of a sitting from its kept results, of a product from its marks."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from accounts.permissions import Permission
from councils.models import Member
from councils.states import SittingStatus
from regulations.criteria import Criterion
from regulations.language import in_language

from . import mirrors
from .feedback_actions import sheets_of
from .mirrors import shown, shown_difference
from .models import Evaluation
from .results import Count

PARTS = ("A", "B", "C")


def links(evaluation: Evaluation, user: Any) -> dict[str, bool]:
    """Return which of these pages a product's page leads to; nothing is asked before the end."""
    if evaluation.sitting.status != SittingStatus.CLOSED:
        return {}
    mine = Evaluation.objects.filter(pk=evaluation.pk)
    chaired = mine.mirrored_to(user, Permission.FEEDBACK_RELEASE)
    return {
        "may_mirror": mine.mirrored_to(user, Permission.MIRROR_VIEW).exists(),
        "may_release": evaluation.submission.participation_id is not None
        and evaluation.confirmed_at is not None
        and chaired.filter(feedback__isnull=True).exists(),
    }


@dataclass(frozen=True)
class MemberRow:
    """One member over a sitting, in words of two decimals."""

    member: Member
    products: int
    shift: str
    spread: str
    parts: tuple[str, ...]


def of_sitting(agenda: Iterable[Evaluation]) -> list[MemberRow]:
    """Return the members of concluded products; one query, for their names."""
    totals, parts = [], {code: [] for code in PARTS}
    for evaluation in agenda:
        counted = _counted(evaluation.result)
        totals.append({member: sheet["total"] for member, sheet in counted.items()})
        for code in PARTS:
            parts[code].append({m: sheet["parts"][code] for m, sheet in counted.items()})
    shifts = {code: {m.member: m.shift for m in mirrors.mirrors(parts[code])} for code in PARTS}
    found = mirrors.mirrors(totals)
    names = Member.objects.select_related("user").in_bulk([one.member for one in found])
    rows = [
        MemberRow(
            member=names[one.member],
            products=one.products,
            shift=shown_difference(one.shift),
            spread=shown(one.spread),
            parts=tuple(shown_difference(shifts[code][one.member]) for code in PARTS),
        )
        for one in found
    ]
    return sorted(rows, key=lambda row: (row.member.ordinal, row.member.pk))


def _counted(result: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """Return the complete sheets that made the mean, by member, from a result as it was kept."""
    return {
        row["member"]: sheet
        for row in result["members"]
        for sheet in row["sheets"]
        if sheet["counts"] and sheet["complete"]
    }


def members_of(counted: Count) -> list[Member]:
    """Return the members whose sheets made the mean, in the order of their seats."""
    complete = sheets_of(counted)
    return [row.member for row in counted.panel if row.member_id in complete]


def of_product(counted: Count) -> list[dict[str, Any]]:
    """Return each criterion with the mean and every member's points and distance from it."""
    members, rules = members_of(counted), counted.book.rules
    return [
        _criterion_row(rules.criterion(one.key), one, members)
        for one in mirrors.by_criterion(rules, sheets_of(counted))
    ]


def _criterion_row(
    criterion: Criterion, one: mirrors.CriterionMirror, members: list[Member]
) -> dict[str, Any]:
    return {
        "code": criterion.official_code or criterion.code,
        "part": criterion.part,
        "name": in_language(criterion.name_vi, criterion.name_en),
        "max_points": criterion.max_points,
        "mean": shown(one.mean),
        "widest": shown(one.widest),
        "cells": [_cell(member, one) for member in members],
    }


def _cell(member: Member, one: mirrors.CriterionMirror) -> dict[str, Any]:
    value = one.points[member.pk]
    away = Fraction(value) - one.mean
    return {
        "member": member,
        "points": value,
        "difference": shown_difference(away),
        # The farthest on a criterion where the panel was not of one mind.
        "stands_out": one.widest >= 1 and abs(away) == one.widest,
    }
