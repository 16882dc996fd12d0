"""What differs between two frozen copies of a dossier: the recognised one and today's (6.1.b)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from .snapshot import Snapshot

PRODUCT_FACTS = ("name", "description", "story", "line")
PAPER_FACTS = ("title", "number", "issuer", "issued_on", "expires_on")


class TextChange(TypedDict):
    """A fact or a text by its field's name, as it was and as it is."""

    field: str
    before: str
    now: str


class AnswerChange(TypedDict):
    """A criterion whose level, points or description is another one."""

    criterion: str
    code: str
    name: str
    before: str
    before_points: int
    now: str
    now_points: int
    max_points: int
    is_level: bool
    description_before: str
    description_now: str


class Papers(TypedDict):
    """Papers that came and papers that went."""

    added: list[dict[str, Any]]
    removed: list[dict[str, Any]]


class Changes(TypedDict):
    """All that differs; plain values, so that it can be frozen with the dossier."""

    same_rules: bool
    rules_before: str
    rules_now: str
    product: list[TextChange]
    texts: list[TextChange]
    answers: list[AnswerChange]
    not_compared: list[str]
    evidence: Papers
    permits: Papers
    totals: tuple[int, int]


def difference(before: Snapshot, now: Snapshot) -> Changes:
    """Compare; under another set, criteria are compared where their names are equal and no more."""
    same = _rules(before) == _rules(now)
    pairs, others = _pairs(before, now, by="criterion" if same else "name")
    return {
        "same_rules": same,
        "rules_before": before["rules"]["number"],
        "rules_now": now["rules"]["number"],
        "product": _texts(before["product"], now["product"], PRODUCT_FACTS),
        "texts": _texts(before["form_02"], now["form_02"], _names(before, now)),
        "answers": [change for old, new in pairs if (change := _answer(old, new))],
        "not_compared": others,
        "evidence": _papers(before["evidence"], now["evidence"]),
        "permits": _papers(
            [_titled(one) for one in before["permits"]], [_titled(one) for one in now["permits"]]
        ),
        "totals": (before["totals"]["all"], now["totals"]["all"]),
    }


def is_empty(changes: Changes) -> bool:
    """Tell whether nothing was said that was not said before; another rule book is no change."""
    papers = (changes["evidence"], changes["permits"])
    said = any(changes[part] for part in ("product", "texts", "answers"))
    return not said and not any(one["added"] or one["removed"] for one in papers)


def _rules(copy: Snapshot) -> tuple[Any, Any]:
    return copy["rules"]["regulation"], copy["rules"]["set"]


def _names(before: Snapshot, now: Snapshot) -> list[str]:
    """The texts of Form 02; what is ticked there follows from the papers."""
    return [name for name in now["form_02"] if name in before["form_02"] and name != "declared"]


def _texts(
    before: Mapping[str, Any], now: Mapping[str, Any], names: Iterable[str]
) -> list[TextChange]:
    pairs = ((name, _said(before.get(name)), _said(now.get(name))) for name in names)
    return [{"field": name, "before": old, "now": new} for name, old, new in pairs if old != new]


def _said(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _pairs(
    before: Snapshot, now: Snapshot, *, by: str
) -> tuple[list[tuple[Mapping[str, Any], Mapping[str, Any]]], list[str]]:
    """Pair the answers; return with them the names of today's that have no counterpart."""
    known = _alone(before["answers"], by)
    unique = _alone(now["answers"], by)
    pairs, others = [], []
    for answer in now["answers"]:
        key = answer[by]  # type: ignore[literal-required]
        if key in known and key in unique:
            pairs.append((known[key], answer))
        else:
            others.append(f"{answer['criterion'].replace('/', ' ')}. {answer['name']}")
    return pairs, others


def _alone(answers: Iterable[Mapping[str, Any]], by: str) -> dict[str, Mapping[str, Any]]:
    """The answers by a name that only one of them bears."""
    found: dict[str, Mapping[str, Any]] = {}
    twice = set()
    for answer in answers:
        if answer[by] in found:
            twice.add(answer[by])
        found[answer[by]] = answer
    return {name: answer for name, answer in found.items() if name not in twice}


def _answer(old: Mapping[str, Any], new: Mapping[str, Any]) -> AnswerChange | None:
    is_level = (old["level"], old["points"]) != (new["level"], new["points"])
    told = _said(old["description"]), _said(new["description"])
    if not is_level and told[0] == told[1]:
        return None
    return {
        "criterion": new["criterion"],
        "code": new["code"],
        "name": new["name"],
        "before": old["level"],
        "before_points": old["points"],
        "now": new["level"],
        "now_points": new["points"],
        "max_points": new["max_points"],
        "is_level": is_level,
        "description_before": told[0],
        "description_now": told[1],
    }


def _titled(permit: Mapping[str, Any]) -> dict[str, Any]:
    return {**permit, "title": permit["label"]}


def _papers(before: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> Papers:
    """A paper is the same as long as its file's bytes are; without one, as long as it says so."""
    old, new = ({_identity(one): _paper(one) for one in rows} for rows in (before, now))
    return {
        "added": [paper for key, paper in new.items() if key not in old],
        "removed": [paper for key, paper in old.items() if key not in new],
    }


def _identity(paper: Mapping[str, Any]) -> tuple[Any, ...]:
    if paper.get("file"):
        return (paper["file"]["sha256"],)
    return tuple(paper.get(name) for name in PAPER_FACTS)


def _paper(paper: Mapping[str, Any]) -> dict[str, Any]:
    file = paper.get("file")
    facts = {name: paper.get(name) for name in PAPER_FACTS}
    return facts | {
        "criterion": paper.get("criterion"),
        "sha256": file["sha256"] if file else None,
        "file_name": file["name"] if file else "",
    }
