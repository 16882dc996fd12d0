"""The official criteria sets: what a council may tick, read from the data and checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, pairwise
from pathlib import Path
from typing import Any

import yaml

MAX_POINTS = 100
REJECTED, STOP_ASSESSMENT = "rejected", "stop_assessment"

REQUIRED = (
    "regulation", "code", "set_no", "name_vi", "name_en", "managing_ministry", "parts",
    "source", "completeness", "confidence", "anomalies",
)  # fmt: skip
PLAIN = (
    "regulation", "code", "name_vi", "name_en", "sector_vi", "sector_en", "group", "subgroup",
    "status", "completeness", "confidence", "max_points", "star_mark_legend_vi",
)  # fmt: skip
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one reads 77 sets ten times faster
NO_LEVEL = ("Không đạt mức nào", "No level reached")
NO, YES = ("Không", "No"), ("Có", "Yes")
STORY_ONLY = "Chỉ áp dụng khi có câu chuyện"
STOPS = ("không đánh giá", "không xem xét")


class CriteriaError(ValueError):
    """The mapping is not a criteria set at all (a key is missing)."""


@dataclass(frozen=True, slots=True)
class Level:
    """One box of a criterion. Its identity there is the ordinal, never the points (R5)."""

    ordinal: int
    points: int
    label_vi: str
    label_en: str
    case: int  # 0 = the criterion has no variants
    printed: bool
    min_for_star: int | None = None  # the asterisks printed at the level; rank by Minimum


@dataclass(frozen=True, slots=True)
class Note:
    kind: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Part:
    code: str
    name_vi: str
    name_en: str
    max_points: int


@dataclass(frozen=True, slots=True)
class Section:
    part: str
    code: str
    name_vi: str
    name_en: str
    max_points: int
    parent: str | None
    notes: tuple[Note, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.part}/{self.code}"


@dataclass(frozen=True, slots=True)
class Criterion:
    key: str
    part: str
    code: str
    official_code: str | None
    section: str
    parent: str | None
    name_vi: str
    name_en: str
    max_points: int
    levels: tuple[Level, ...]
    cases: tuple[tuple[str, str], ...]
    gated_by: str | None
    notes: tuple[Note, ...]
    evidence: tuple[str, ...]
    _by_ordinal: Mapping[int, Level] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_ordinal", {level.ordinal: level for level in self.levels})

    def level(self, ordinal: int) -> Level | None:
        return self._by_ordinal.get(ordinal)

    def options(self) -> list[list[Level]]:
        """The exclusive lists of levels: one per case, or the only one."""
        cases = range(1, len(self.cases) + 1) if self.cases else (0,)
        return [[level for level in self.levels if level.case == case] for case in cases]


@dataclass(frozen=True, slots=True)
class KnockOut:
    """A clause that rejects the product; on a sheet a tick with a reason (R9)."""

    key: str
    criterion: str | None  # None = the clause printed above the set
    effect: str
    inferred: bool
    vi: str
    en: str
    zero_of: tuple[str, ...] = ()  # 0 points in any of these is the tick


@dataclass(frozen=True, slots=True)
class Minimum:
    star: int
    criterion: str
    points: int
    inferred: bool = False  # the asterisk stands on the criterion, not on a level


@dataclass(frozen=True, slots=True)
class Anomaly:
    where: str
    printed: str
    used: str
    reason: str

    @property
    def is_open(self) -> bool:
        """A remark on the whole transcript is settled; one on a place awaits the signed text."""
        return self.where != "all"


@dataclass(frozen=True, slots=True)
class Problem:
    where: str
    message: str


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    regulation: str
    number: int
    code: str
    name_vi: str
    name_en: str
    sector_vi: str
    sector_en: str
    group: str | None
    subgroup: str | None
    ministries: tuple[str, ...]
    status: str
    completeness: str
    confidence: str
    max_points: int
    samples: int | None  # None = the source does not say
    star_mark_legend_vi: str | None
    source: tuple[str, ...]
    parts: tuple[Part, ...]
    sections: tuple[Section, ...]
    criteria: tuple[Criterion, ...]
    knock_outs: tuple[KnockOut, ...]
    minimums: tuple[Minimum, ...]
    anomalies: tuple[Anomaly, ...]
    _by_key: Mapping[str, Criterion] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {c.key: c for c in self.criteria})

    def criterion(self, key: str) -> Criterion:
        return self._by_key[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by_key


def read(path: Path) -> CriteriaSet:
    return from_mapping(yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER))  # noqa: S506 safe


def from_mapping(doc: Mapping[str, Any]) -> CriteriaSet:
    missing = [key for key in REQUIRED if key not in doc]
    if missing:
        raise CriteriaError(f"missing keys: {', '.join(missing)}")
    parts, ministries = doc["parts"], doc["managing_ministry"]
    return CriteriaSet(
        **{name: doc.get(name) for name in PLAIN},
        number=doc["set_no"],
        ministries=tuple(ministries) if isinstance(ministries, list) else (),
        samples=doc.get("sample_products_required"),
        source=tuple(doc["source"]),
        parts=tuple(Part(p["code"], p["name_vi"], p["name_en"], p["max_points"]) for p in parts),
        sections=tuple(_section(p["code"], s) for p in parts for s in p["sections"]),
        criteria=tuple(_criterion(p["code"], c) for p in parts for c in p["criteria"]),
        knock_outs=tuple(_knock_outs(doc)),
        minimums=tuple(_minimums(doc)),
        anomalies=tuple(_anomalies(doc)),
    )


def _section(part: str, s: Mapping[str, Any]) -> Section:
    names = s["name_vi"], s["name_en"] or ""
    return Section(part, s["code"], *names, s["max_points"], s.get("parent"), _notes(s))


def _notes(owner: Mapping[str, Any]) -> tuple[Note, ...]:
    return tuple(Note(n["kind"], n["vi"], n["en"] or "") for n in owner.get("notes", ()))


def _criterion(part: str, c: Mapping[str, Any]) -> Criterion:
    notes = _notes(c)
    gated = any(n.kind == "applicability" and n.vi.startswith(STORY_ONLY) for n in notes)
    cases = () if _is_artefact(c) else c.get("variants", ())
    return Criterion(
        key=f"{part}/{c['code']}",
        part=part,
        code=c["code"],
        official_code=c.get("official_code"),
        section=c["section"],
        parent=c.get("parent"),
        name_vi=c["name_vi"] or "",
        name_en=c["name_en"] or "",
        max_points=c["max_points"],
        levels=tuple(_levels(c)),
        cases=tuple((v["name_vi"] or "", v["name_en"] or "") for v in cases),
        gated_by=f"{part}/{c['section']}.1" if gated else None,
        notes=notes,
        evidence=tuple(c.get("evidence", ())),
    )


def _levels(c: Mapping[str, Any]) -> Iterator[Level]:
    """Every box in its order; where no 0 is printed, an unprinted one comes first (R6)."""
    if c.get("levels") == "unknown":
        yield Level(1, 0, *NO, case=0, printed=False)
        yield Level(2, c["max_points"], *YES, case=0, printed=False)
        return
    ordinals = count(1)
    for case, levels in _lists(c):
        if all(level["points"] != 0 for level in levels):
            yield Level(next(ordinals), 0, *NO_LEVEL, case=case, printed=False)
        for level in levels:
            vi, en, star = level["label_vi"], level["label_en"], level.get("min_for_star")
            yield Level(next(ordinals), level["points"], vi or "", en or "", case, True, star)


def _lists(c: Mapping[str, Any]) -> list[tuple[int, Sequence[Mapping[str, Any]]]]:
    if "variants" not in c:
        return [(0, c["levels"])]
    if _is_artefact(c):
        return [(0, [level for v in c["variants"] for level in v["levels"]])]
    return [(case, v["levels"]) for case, v in enumerate(c["variants"], 1)]


def _is_artefact(c: Mapping[str, Any]) -> bool:
    """A case of one level leaves nothing to choose: a line copied twice, not a variant (R8)."""
    return any(len(v["levels"]) == 1 for v in c.get("variants", ()))


def _anomalies(doc: Mapping[str, Any]) -> Iterator[Anomaly]:
    for a in doc["anomalies"]:
        yield Anomaly(a["where"], str(a["printed"]), str(a["used"]), a["reason"])
    for part in doc["parts"]:
        for c in filter(_is_artefact, part["criteria"]):
            printed, used = "two cases, one of them of a single level", "one list of levels"
            reason = "copying artefact of the transcript; unresolved"
            yield Anomaly(f"{part['code']}/{c['code']}", printed, used, reason)


def _minimums(doc: Mapping[str, Any]) -> Iterator[Minimum]:
    for part in doc["parts"]:
        for c in part["criteria"]:
            for m in c["mandatory"]:
                key = f"{part['code']}/{c['code']}"
                yield Minimum(m["star"], key, m["min_points"], "inferred" in m["note"])


def _knock_outs(doc: Mapping[str, Any]) -> Iterator[KnockOut]:
    above = doc.get("disqualification")
    if isinstance(above, list):  # text = "unknown": the transcripts of 148 and 1048 lost it
        for number, clause in enumerate(above, 1):
            yield KnockOut(f"#{number}", None, REJECTED, False, clause["vi"], clause["en"] or "")
    for part in doc["parts"]:
        for section in part["sections"]:
            mine = [c for c in part["criteria"] if c.get("parent") == section["code"]]
            if mine:  # a note of a heading is ticked at its first criterion
                yield from _exclusions(part, section, shown_at=mine[0])
        for c in part["criteria"]:
            yield from _exclusions(part, c, shown_at=c)


def _exclusions(part: Mapping, owner: Mapping, *, shown_at: Mapping) -> Iterator[KnockOut]:
    notes = [n for n in owner.get("notes", ()) if n["kind"] == "exclusion"]
    for number, note in enumerate(notes, 1):
        key, at = f"{part['code']}/{owner['code']}#{number}", f"{part['code']}/{shown_at['code']}"
        vi, en = note["vi"], note["en"] or ""
        effect = note.get("effect") or inferred_effect(vi)
        zero_of = _zero_of(part, shown_at, vi.casefold())
        yield KnockOut(key, at, effect, "effect" not in note, vi, en, zero_of)


def inferred_effect(text: str) -> str:
    return STOP_ASSESSMENT if any(s in text.casefold() for s in STOPS) else REJECTED


def _zero_of(part: Mapping, owner: Mapping, text: str) -> tuple[str, ...]:
    if "0 điểm" not in text:
        return ()
    codes = [owner["code"]]
    if "các chỉ tiêu trên" in text:
        above = [c["code"] for c in part["criteria"] if c["section"] == owner["section"]]
        codes = above[: above.index(owner["code"]) + 1]
    return tuple(f"{part['code']}/{code}" for code in codes)


def refusals(s: CriteriaSet, part_maxima: Mapping[str, int] | None = None) -> list[Problem]:
    """What may not be loaded: a problem whose very place is not recorded as anomaly (R2)."""
    recorded = {anomaly.where for anomaly in s.anomalies}
    return [p for p in problems(s, part_maxima) if p.where not in recorded]


def problems(s: CriteriaSet, part_maxima: Mapping[str, int] | None = None) -> list[Problem]:
    """Everything that does not add up; `part_maxima` are the rule book's own."""
    return [
        *_problems_of_parts(s, part_maxima),
        *_problems_of_sections(s),
        *(p for c in s.criteria for p in _problems_of_criterion(s, c)),
    ]


def _problems_of_parts(s: CriteriaSet, wanted: Mapping[str, int] | None) -> Iterator[Problem]:
    got = {part.code: part.max_points for part in s.parts}
    if wanted is not None and got != dict(wanted):
        yield Problem("", f"parts {got}, expected {dict(wanted)}")
    if sum(got.values()) != MAX_POINTS or s.max_points != MAX_POINTS:
        yield Problem("", f"parts add to {sum(got.values())}, maximum {s.max_points}")
    for part in s.parts:
        total = sum(x.max_points for x in _tops(s, part.code))
        if total != part.max_points:
            yield Problem(part.code, f"sections add to {total}, part maximum {part.max_points}")
    for what, rows in (("criterion", s.criteria), ("section", s.sections)):
        for key, times in Counter(row.key for row in rows).items():
            if times > 1:
                yield Problem(key, f"{what} code used {times} times")


def _tops(s: CriteriaSet, part: str) -> list[Section]:
    return [x for x in s.sections if x.part == part and x.parent is None]


def _problems_of_sections(s: CriteriaSet) -> Iterator[Problem]:
    for x in s.sections:
        whose = "section" if x.parent is None else "parent"
        mine = [c for c in s.criteria if c.part == x.part and getattr(c, whose) == x.code]
        if not mine:
            yield Problem(x.key, "section without criteria")
        total = sum(c.max_points for c in mine)
        if total != x.max_points:
            yield Problem(x.key, f"criteria add to {total}, section maximum {x.max_points}")


def _problems_of_criterion(s: CriteriaSet, c: Criterion) -> Iterator[Problem]:
    if c.section not in {x.code for x in _tops(s, c.part)}:
        yield Problem(c.key, "unknown section")
    if not c.name_vi:
        yield Problem(c.key, "no name")
    if c.gated_by is not None and c.gated_by not in s:
        yield Problem(c.key, f"gated by {c.gated_by}, which is not in the set")
    for levels in c.options():
        yield from _problems_of_levels(c, levels)
    best = max((x.points for x in c.levels if isinstance(x.points, int)), default=None)
    if best != c.max_points:
        yield Problem(c.key, f"highest level {best}, maximum {c.max_points}")
    marks = {(x.min_for_star, x.points) for x in c.levels if x.min_for_star is not None}
    listed = {(m.star, m.points) for m in s.minimums if m.criterion == c.key and not m.inferred}
    if marks != listed:
        yield Problem(c.key, f"mandatory {sorted(listed)} does not match the marks {sorted(marks)}")


def _problems_of_levels(c: Criterion, levels: Sequence[Level]) -> Iterator[Problem]:
    points = [level.points for level in levels]
    if any(type(p) is not int or p < 0 for p in points):
        yield Problem(c.key, f"bad points {points}")
    elif any(higher <= lower for lower, higher in pairwise(points)):
        yield Problem(c.key, f"points not strictly ascending {points}")
    labels = [level.label_vi for level in levels]
    if not all(labels) or len(set(labels)) != len(labels):
        yield Problem(c.key, "empty or repeated level label")
    stars = [level.min_for_star for level in levels if level.min_for_star is not None]
    if any(star not in (3, 4, 5) for star in stars) or stars != sorted(set(stars)):
        yield Problem(c.key, f"star marks {stars}")
