"""Carries each commune of the older list to today's: by its code, or through what absorbed it."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from territories.building_matching import Found, JuneCommunes, Matcher, Outcome, district_key
from territories.building_names import folded, loose_key, name_key
from territories.building_notes import ParsedNote

Row = dict[str, str]

NO_NOTE, ABSORBER_DIVIDED, ABSORBER_OPEN, NO_TRACE, REST_UNKNOWN = (
    "no-note-names-it",
    "absorbed-by-a-divided-commune",
    "absorbed-by-an-unresolved-commune",
    "gone-before-june-2025",
    "rest-unknown",
)


@dataclass(frozen=True)
class Edge:
    """An old commune and the present-day commune that holds it or a part of it."""

    predecessor: str
    successor: str
    partial: bool
    source: str


@dataclass
class Lineage:
    """All edges, and every old commune whose way is not known, with the reason."""

    edges: list[Edge] = field(default_factory=list)
    unresolved: dict[str, tuple[str, str]] = field(default_factory=dict)
    in_part: dict[str, str] = field(default_factory=dict)


def provinces_today(between: list[Row], current: list[Row]) -> dict[str, str]:
    """Old province → new: a new commune keeps the code of one of its predecessors."""
    new_of = {row["code"]: row["parent"] for row in current if row["kind"] == "commune"}
    votes: dict[str, set[str]] = defaultdict(set)
    for row in between:
        if row["code"] in new_of:
            votes[row["province"]].add(new_of[row["code"]])
    divided = {old: news for old, news in votes.items() if len(news) > 1}
    if divided:
        raise ValueError(f"old provinces in more than one new province: {divided}")
    return {old: news.pop() for old, news in votes.items()}


def match_notes(
    between: list[Row], notes: dict[str, tuple[str, ParsedNote]], today: dict[str, str]
) -> dict[str, Outcome]:
    """Every note read against the communes of June 2025 of its own province."""
    outcomes: dict[str, Outcome] = {}
    for province in sorted(set(today.values())):
        june = JuneCommunes(row for row in between if today[row["province"]] == province)
        own = {code: note for code, (parent, note) in notes.items() if parent == province}
        outcomes.update(Matcher(june, own).run())
    return outcomes


def trace(
    communes: list[Row], districts: dict[str, Row], between: list[Row], outcomes: dict[str, Outcome]
) -> Lineage:
    """From the older list, through June 2025, to today."""
    later = successors_of_june(outcomes)
    june = {row["code"]: row for row in between}
    absorbers = Absorbers(between)
    lineage = Lineage()
    for row in communes:
        code = row["code"]
        if code in june:
            _by_code(lineage, code, later.get(code, []))
        else:
            taken_by = absorbers.of(row, districts[row["parent"]])
            _by_absorber(lineage, code, [(june[c], later.get(c, [])) for c in taken_by])
    return lineage


def successors_of_june(outcomes: dict[str, Outcome]) -> dict[str, list[Found]]:
    """Turns the outcomes round; what two units hold, each holds in part."""
    later: dict[str, list[Found]] = defaultdict(list)
    for code, outcome in outcomes.items():
        for item in outcome.found:
            later[item.code].append(Found(code, item.partial, item.how))
    return {
        code: [Found(f.code, f.partial or len(founds) > 1, f.how) for f in founds]
        for code, founds in later.items()
    }


def _by_code(lineage: Lineage, code: str, founds: list[Found]) -> None:
    if not founds:
        lineage.unresolved[code] = (NO_NOTE, "")
        return
    for item in founds:
        lineage.edges.append(Edge(code, item.code, item.partial, "note"))
    if len(founds) == 1 and founds[0].partial:
        lineage.in_part[code] = founds[0].code


def _by_absorber(lineage: Lineage, code: str, taken_by: list[tuple[Row, list[Found]]]) -> None:
    names = "; ".join(
        f"{row['form']} {row['name']} ({row['code']}) > {' '.join(f.code for f in founds) or '?'}"
        for row, founds in taken_by
    )
    if not taken_by:
        lineage.unresolved[code] = (NO_TRACE, "")
    elif any(len(founds) > 1 or any(f.partial for f in founds) for _, founds in taken_by):
        lineage.unresolved[code] = (ABSORBER_DIVIDED, names)
    elif not all(founds for _, founds in taken_by):
        lineage.unresolved[code] = (ABSORBER_OPEN, names)
    else:
        targets = sorted({founds[0].code for _, founds in taken_by})
        for target in targets:
            lineage.edges.append(Edge(code, target, len(targets) > 1, "between"))


class Absorbers:
    """Which commune of June 2025 says that it took over a commune of that name."""

    def __init__(self, between: list[Row]):
        self.by_name: dict[tuple[str, str], list[Row]] = defaultdict(list)
        self.by_home: dict[tuple[tuple[str, str], str, str], list[str]] = defaultdict(list)
        for row in between:
            home = (row["province"], district_key(row["district"]))
            self.by_home[home, row["form"], name_key(row["name"])].append(row["code"])
            for name in set(row["absorbed"].split()):
                self.by_name[row["province"], name.replace("y", "i")].append(row)

    def of(self, commune: Row, district: Row) -> list[str]:
        """In the same district if any is there; else only one in the whole province will do.

        The name itself may live on under the code of the commune it was merged with.
        """
        home = (district["parent"], name_key(district["name"]))
        if same := self.by_home[home, commune["form"], name_key(commune["name"])]:
            return same
        rows = self.by_name[district["parent"], absorbed_key(commune)]
        near = [r for r in rows if district_key(r["district"]) == name_key(district["name"])]
        if near:
            return [row["code"] for row in near]
        return [rows[0]["code"]] if len(rows) == 1 else []


def absorbed_key(commune: Row) -> str:
    """xadinhxuien for xã Đình Xuyên, as the list of June 2025 folds it; Phường 06 is phuong6."""
    name = re.sub(r"^0+(?=\d)", "", commune["name"])
    return loose_key(folded(commune["form"]) + name)
