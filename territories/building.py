"""Turns the public lists into the dated units, successions and review list that we ship."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from territories.building_lineage import (
    REST_UNKNOWN,
    Edge,
    Lineage,
    match_notes,
    provinces_today,
    trace,
)
from territories.building_matching import Outcome, district_key
from territories.building_names import COMMUNE, DISTRICT, PROVINCE, name_key, slug
from territories.building_notes import ParsedNote, parse

Row = dict[str, str]

REFORM_ON = date(2025, 7, 1)  # 202/2025/QH15; 19/2025/QĐ-TTg
MERGED_BY, LISTED_BY = "202/2025/QH15", "19/2025/QĐ-TTg"

COLUMNS = {
    "units": (
        "code", "kind", "form", "name", "parent_code", "parent_kind", "valid_from", "valid_to",
        "legal_basis",
    ),
    "successions": (
        "predecessor_code", "successor_code", "level", "kind", "partial", "effective_on",
        "legal_basis", "source",
    ),
    "district_successions": (
        "predecessor_code", "successor_code", "kind", "partial", "effective_on", "legal_basis",
        "source",
    ),
    "review": ("subject", "code", "unit", "province_code", "reason", "detail"),
    "provinces": ("slug", "code", "name", "office_name", "predecessors"),
    "counts": ("province_code", "name", "communes", "whole", "divided", "in_part", "unresolved"),
}  # fmt: skip


@dataclass(frozen=True)
class Sources:
    """What the tables are built from."""

    current: list[Row]
    before: list[Row]
    between: list[Row]
    acts: list[Row]
    hand_edges: list[Row]


class Builder:
    """Holds the sources in the shapes that the tables need."""

    def __init__(self, sources: Sources):
        self.sources = sources
        self.effective = {
            row["number"]: date.fromisoformat(row["effective_on"]) for row in sources.acts
        }
        self.old = {(row["kind"], row["code"]): row for row in sources.before}
        self.new = {(row["kind"], row["code"]): row for row in sources.current}
        self.districts = {code: row for (kind, code), row in self.old.items() if kind == DISTRICT}
        self.old_communes = [row for row in sources.before if row["kind"] == COMMUNE]
        self.communes = [row for row in sources.current if row["kind"] == COMMUNE]
        self.today = provinces_today(sources.between, sources.current)
        self.notes: dict[str, ParsedNote] = {r["code"]: parse(r["note"]) for r in self.communes}
        self.act_of_province = self._reform_acts()
        self.outcomes: dict[str, Outcome] = match_notes(
            sources.between,
            {row["code"]: (row["parent"], self.notes[row["code"]]) for row in self.communes},
            self.today,
        )
        self.lineage: Lineage = self._lineage()

    def tables(self) -> dict[str, list[Row]]:
        return {
            "units": self.units(),
            "successions": self.successions(),
            "district_successions": self.district_successions(),
            "review": self.review(),
            "provinces": self.provinces(),
            "counts": self.counts(),
        }

    def _reform_acts(self) -> dict[str, str]:
        """The one resolution of June 2025 by which a province's communes were rearranged."""
        acts: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self.communes:
            number = self.notes[row["code"]].act
            if number and number not in self.effective:
                acts[row["parent"]][number] += 1
        return {province: counter.most_common(1)[0][0] for province, counter in acts.items()}

    def _lineage(self) -> Lineage:
        lineage = trace(self.old_communes, self.districts, self.sources.between, self.outcomes)
        for row in self.sources.hand_edges:
            code = row["predecessor_code"]
            lineage.unresolved.pop(code, None)
            lineage.edges.append(Edge(code, row["successor_code"], row["partial"] == "1", "hand"))
        return lineage

    def _change(self, row: Row) -> tuple[str, date] | None:
        """The act after July 2025 that gave a unit its present form, if any."""
        number, issued_on = self._act(row)
        if issued_on < REFORM_ON.isoformat():
            return None
        if number not in self.effective:
            raise ValueError(f"{row['code']} {row['name']}: {number} is not among the acts")
        return number, self.effective[number]

    def _act(self, row: Row) -> tuple[str, str]:
        """Number and day of issue of the act that the unit's note ends with."""
        if row["kind"] == COMMUNE:
            note = self.notes[row["code"]]
            return note.act, note.act_date
        number, _, day = row["note"].partition(" - ")
        return number, "-".join(reversed(day.split("/")))

    def units(self) -> list[Row]:
        rows = [self._old_unit(row) for row in self.sources.before]
        for row in self.sources.current:
            change = self._change(row)
            founded = self._founded_by(row)
            if change:
                number, starts_on = change
                rows.append(self._unit(row, self._form_before(row), REFORM_ON, starts_on, founded))
                rows.append(self._unit(row, row["form"], starts_on, None, number))
            else:
                rows.append(self._unit(row, row["form"], REFORM_ON, None, founded))
        order = {PROVINCE: 0, DISTRICT: 1, COMMUNE: 2}
        return sorted(rows, key=lambda r: (order[r["kind"]], r["code"], r["valid_from"]))

    def _form_before(self, row: Row) -> str:
        if row["kind"] == PROVINCE:
            return "tỉnh"
        if not self.notes[row["code"]].raised_from:
            raise ValueError(f"{row['code']} {row['name']}: the note does not say what it was")
        return "xã"

    def _founded_by(self, row: Row) -> str:
        if row["kind"] == COMMUNE:
            return self.act_of_province[row["parent"]]
        return MERGED_BY if len(self._predecessors(row["code"])) > 1 else LISTED_BY

    def _predecessors(self, province: str) -> list[str]:
        return sorted(old for old, new in self.today.items() if new == province)

    def _unit(
        self, row: Row, form: str, valid_from: date, ends_before: date | None, basis: str
    ) -> Row:
        return {
            "code": row["code"],
            "kind": row["kind"],
            "form": form,
            "name": row["name"],
            "parent_code": row["parent"],
            "parent_kind": PROVINCE if row["parent"] else "",
            "valid_from": valid_from.isoformat(),
            "valid_to": (ends_before - timedelta(days=1)).isoformat() if ends_before else "",
            "legal_basis": basis,
        }

    def _old_unit(self, row: Row) -> Row:
        return {
            "code": row["code"],
            "kind": row["kind"],
            "form": row["form"],
            "name": row["name"],
            "parent_code": row["parent"],
            "parent_kind": {PROVINCE: "", DISTRICT: PROVINCE, COMMUNE: DISTRICT}[row["kind"]],
            "valid_from": "",
            "valid_to": (REFORM_ON - timedelta(days=1)).isoformat(),
            "legal_basis": "",
        }

    def successions(self) -> list[Row]:
        rows = self._province_successions() + self._commune_successions() + self._later_changes()
        order = {PROVINCE: 0, COMMUNE: 1}
        return sorted(
            rows,
            key=lambda r: (
                order[r["level"]], r["effective_on"], r["predecessor_code"], r["successor_code"],
            ),
        )  # fmt: skip

    def _province_successions(self) -> list[Row]:
        edges = [Edge(old, new, partial=False, source="list") for old, new in self.today.items()]
        size = Counter(self.today.values())
        return [
            self._succession(
                edge,
                PROVINCE,
                size[edge.successor],
                MERGED_BY if size[edge.successor] > 1 else LISTED_BY,
            )
            for edge in edges
        ]

    def _commune_successions(self) -> list[Row]:
        size = Counter(edge.successor for edge in self.lineage.edges)
        by_hand = {
            (row["predecessor_code"], row["successor_code"]): row["legal_basis"]
            for row in self.sources.hand_edges
        }
        return [
            self._succession(
                edge,
                COMMUNE,
                size[edge.successor],
                by_hand.get(
                    (edge.predecessor, edge.successor),
                    self.act_of_province[self.new[COMMUNE, edge.successor]["parent"]],
                ),
            )
            for edge in self.lineage.edges
        ]

    def _succession(self, edge: Edge, level: str, size: int, basis: str) -> Row:
        old, new = self.old[level, edge.predecessor], self.new[level, edge.successor]
        form = self._form_before(new) if self._change(new) else new["form"]
        return {
            "predecessor_code": edge.predecessor,
            "successor_code": edge.successor,
            "level": level,
            "kind": kind_of(edge.partial, size, (old["form"], old["name"]), (form, new["name"])),
            "partial": "1" if edge.partial else "0",
            "effective_on": REFORM_ON.isoformat(),
            "legal_basis": basis,
            "source": edge.source,
        }

    def _later_changes(self) -> list[Row]:
        changed = [(row, self._change(row)) for row in self.sources.current]
        return [
            {
                "predecessor_code": row["code"],
                "successor_code": row["code"],
                "level": row["kind"],
                "kind": "retype",
                "partial": "0",
                "effective_on": change[1].isoformat(),
                "legal_basis": change[0],
                "source": "note",
            }
            for row, change in changed
            if change
        ]

    def district_successions(self) -> list[Row]:
        """Island districts without communes that became one special zone each."""
        with_communes = {row["parent"] for row in self.old_communes}
        empty = {
            (self.today[row["parent"]], name_key(row["name"])): code
            for code, row in self.districts.items()
            if code not in with_communes
        }
        rows = []
        for row in self.communes:
            named = self.notes[row["code"]].whole_district
            if district := empty.get((row["parent"], district_key(named))):
                rows.append(self._district_succession(district, row))
        return sorted(rows, key=lambda r: r["predecessor_code"])

    def _district_succession(self, district: str, commune: Row) -> Row:
        return {
            "predecessor_code": district,
            "successor_code": commune["code"],
            "kind": "retype",
            "partial": "0",
            "effective_on": REFORM_ON.isoformat(),
            "legal_basis": self.act_of_province[commune["parent"]],
            "source": "note",
        }

    def review(self) -> list[Row]:
        rows = [
            self._review_old("unresolved", code, reason, detail)
            for code, (reason, detail) in self.lineage.unresolved.items()
        ]
        rows += [
            self._review_old(
                "in-part", code, REST_UNKNOWN, self._label(self.new[COMMUNE, successor])
            )
            for code, successor in self.lineage.in_part.items()
        ]
        for code, outcome in self.outcomes.items():
            unit = self.new[COMMUNE, code]
            rows += [
                {
                    "subject": "note",
                    "code": code,
                    "unit": f"{unit['form']} {unit['name']}",
                    "province_code": unit["parent"],
                    "reason": reason,
                    "detail": text,
                }
                for reason, text in outcome.unmatched
            ]
        order = {"unresolved": 0, "in-part": 1, "note": 2}
        return sorted(rows, key=lambda r: (order[r["subject"]], r["code"], r["detail"]))

    def _review_old(self, subject: str, code: str, reason: str, detail: str) -> Row:
        row = self.old[COMMUNE, code]
        district = self.districts[row["parent"]]
        return {
            "subject": subject,
            "code": code,
            "unit": f"{row['form']} {row['name']} ({district['form']} {district['name']})",
            "province_code": district["parent"],
            "reason": reason,
            "detail": detail,
        }

    def _label(self, row: Row) -> str:
        return f"{row['form']} {row['name']} ({row['code']})"

    def provinces(self) -> list[Row]:
        rows = [row for row in self.sources.current if row["kind"] == PROVINCE]
        return [
            {
                "slug": slug(row["name"]),
                "code": row["code"],
                "name": row["name"],
                "office_name": f"UBND {row['form']} {row['name']}",
                "predecessors": " ".join(self._predecessors(row["code"])),
            }
            for row in sorted(rows, key=lambda r: r["code"])
        ]

    def counts(self) -> list[Row]:
        """Per old province: how many communes are known whole, divided, in part, not at all."""
        found: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.lineage.edges:
            found[edge.predecessor].append(edge)
        tally: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self.old_communes:
            counter = tally[self.districts[row["parent"]]["parent"]]
            counter["communes"] += 1
            counter[state_of(found[row["code"]])] += 1
        states = COLUMNS["counts"][2:]
        return [
            {"province_code": code, "name": self.old[PROVINCE, code]["name"]}
            | {state: str(tally[code][state]) for state in states}
            for code in sorted(tally)
        ]


def state_of(edges: list[Edge]) -> str:
    if not edges:
        return "unresolved"
    if len(edges) > 1:
        return "divided"
    return "in_part" if edges[0].partial else "whole"


def kind_of(partial: bool, size: int, old: tuple[str, str], new: tuple[str, str]) -> str:
    """A unit that only lost its district counts as retyped: it now stands under the province."""
    if partial:
        return "split"
    if size > 1:
        return "merge"
    renamed = old[0] == new[0] and name_key(old[1]) != name_key(new[1])
    return "rename" if renamed else "retype"


def build(sources: Sources) -> dict[str, list[Row]]:
    """All tables; the same sources give the same rows in the same order."""
    return Builder(sources).tables()
