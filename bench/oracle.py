"""Random councils over all 77 sets: the portal's star beside the clerk's, who reads the export.

`python -m bench.oracle 10000` ends with an error at the first council on which they differ.
"""

import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from councils.quorum import Seat
from evaluations import scoring
from evaluations.record import canonical
from evaluations.scoring import HandedIn, MinimumMode, Rulings, Sheet, SpreadMode
from regulations.criteria import LOADER, STOP_ASSESSMENT, CriteriaSet, Criterion, Minimum, read
from regulations.procedures import read_book

from . import clerk

DATA = Path(__file__).parent.parent / "regulations" / "data"
PATHS = {f"{one.parent.name}/{one.stem[:2]}": one for one in sorted(DATA.glob("*-20*/*.yaml"))}
BOOKS = {one.stem.removeprefix("regulation-"): one for one in DATA.glob("regulation-*.yaml")}
EVALUATION = 7


@dataclass
class Council:
    """One evaluation as it might have been: who sat, what was handed in, what was ruled."""

    name: str
    rules: dict[str, Any]
    seats: list[Seat]
    last_pass: int
    handed_in: list[HandedIn]
    rulings: Rulings
    moved: list[tuple[int, str]] = field(default_factory=list)  # after the scoring had begun


@cache
def decision(name: str) -> dict[str, Any]:
    """Return the published data of a set."""
    return yaml.load(PATHS[name].read_text("utf-8"), Loader=LOADER)


@cache
def set_of(name: str) -> CriteriaSet:
    """Return a set as the portal reads it."""
    return read(PATHS[name])


@cache
def bands_of(name: str) -> Any:
    """Return the bands of a set's book."""
    return read_book(BOOKS[name.partition("/")[0]]).bands


def council(name: str, dice: random.Random) -> Council:
    """Throw the dice for a council: it lies near bands and minimums rather often."""
    criteria_set, count = set_of(name), dice.randint(1, 15)
    rules = {
        "spread_mode": dice.choice([*SpreadMode]).value,
        "spread_limit": dice.choice([0, 5, 10, 10, 20]),
        "minimum_mode": dice.choice([*MinimumMode]).value,
    }
    seats = [
        Seat(
            member,
            present=(state := dice.choices(("present", "absent", "recused"), (8, 1, 1))[0])
            == "present",
            scores=dice.random() < 0.9,
            recused=state == "recused",
        )
        for member in range(1, count + 1)
    ]
    last = dice.choice((1, 1, 2, 3))
    handed_in = [
        one
        for seat in seats
        for number in range(1, last + 1)
        for one in _versions(criteria_set, seat, number, dice)
    ]
    moved = [(s.member, "absent") for s in seats if s.present and dice.random() < 0.03]
    gone = dict(moved)
    seats = [s if s.member not in gone else Seat(s.member, False, s.scores) for s in seats]
    return Council(name, rules, seats, last, handed_in, _rulings(criteria_set, dice), moved)


def _versions(
    criteria_set: CriteriaSet, seat: Seat, number: int, dice: random.Random
) -> list[HandedIn]:
    """Return the versions of one member's sheet of one pass; a recused member's count nothing."""
    height = dice.choice((0, 0.2, 0.5, 0.75, 0.9, 0.97, 1.0))
    versions = dice.choices((1, 2), (9, 1))[0]
    return [
        HandedIn(seat.member, number, version, _sheet(criteria_set, height, dice))
        for version in range(1, versions + 1)
    ]


def _sheet(criteria_set: CriteriaSet, height: float, dice: random.Random) -> Sheet:
    marks: dict[str, int] = {}
    for criterion in criteria_set.criteria:
        gate = criterion.gated_by
        if gate and scoring.points(criteria_set, Sheet(marks), gate) == 0:
            continue
        marks[criterion.key] = _level(criterion, height, dice)
    keys = [one.key for one in criteria_set.knock_outs]
    ticked = frozenset(dice.sample(keys, 1)) if keys and dice.random() < 0.12 else frozenset()
    stops = {k.key for k in criteria_set.knock_outs if k.effect == STOP_ASSESSMENT}
    if ticked & stops and dice.random() < 0.5:
        kept = list(marks)[: dice.randint(0, len(marks))]
        marks = {key: marks[key] for key in kept}
    return Sheet(marks, ticked)


def _level(criterion: Criterion, height: float, dice: random.Random) -> int:
    levels = dice.choice(criterion.options())
    if dice.random() < height:
        return levels[-1].ordinal
    return dice.choice(levels if height else levels[:2]).ordinal


def _rulings(criteria_set: CriteriaSet, dice: random.Random) -> Rulings:
    chance = dice.choice((0, 0, 0.1, 1, 1))
    minimums: dict[Minimum, bool] = {
        one: dice.random() < 0.8 for one in criteria_set.minimums if dice.random() < chance
    }
    keys = [one.key for one in criteria_set.knock_outs]
    is_out = keys and dice.random() < 0.03
    return Rulings(minimums, frozenset(dice.sample(keys, 1)) if is_out else frozenset())


def portal(one: Council) -> dict[str, Any]:
    """Return what the portal's rules make of a council."""
    criteria_set, passes = set_of(one.name), []
    for number in range(1, one.last_pass + 1):
        valid = scoring.valid_sheets(one.seats, one.handed_in, last_pass=number)
        sheets = [row.sheet for row in valid]
        totals = [
            scoring.sheet_total(criteria_set, sheet)
            for sheet in sheets
            if scoring.is_complete(criteria_set, sheet)
        ]
        mode, limit = SpreadMode(one.rules["spread_mode"]), one.rules["spread_limit"]
        is_apart = scoring.spread_exceeded(totals, mode=mode, limit=limit)
        passes.append({"totals": sorted(totals), "apart": is_apart})
    result = scoring.star_for(
        criteria_set,
        bands_of(one.name),
        sheets,
        rulings=one.rulings,
        minimum_mode=MinimumMode(one.rules["minimum_mode"]),
    )
    return {
        "passes": passes,
        "sum": result.points_sum,
        "count": result.sheet_count,
        "by_points": result.star_by_points,
        "star": result.star,
        "why": str(result.reasons[0]) if result.reasons else "",
    }


def exported(one: Council) -> list[str]:
    """Return a council's record as lines of an export (docs/record.md)."""
    moved = dict(one.moved)
    panel = [
        [
            f"m{seat.member}",
            "recused" if seat.recused
            else "present" if seat.present or seat.member in moved
            else "absent",
            seat.scores,
        ]
        for seat in one.seats
    ]  # fmt: skip
    acts: list[tuple[str, dict[str, Any]]] = [
        ("scoring_begun", {"rules": one.rules, "panel": panel})
    ]
    texts = []
    rows = sorted(one.handed_in, key=lambda row: (row.pass_no, row.version))
    for pk, row in enumerate(rows, 1):
        if row.pass_no > 1 and not any(act.get("next") == row.pass_no for _kind, act in acts):
            acts.append(("second_pass", {"pass_no": row.pass_no, "next": row.pass_no}))
        act = {"by": f"m{row.member}", "pass_no": row.pass_no, "version": row.version, "sheet": pk}
        acts.append(("handed_in", act))
        texts.append({"type": "sheet", "seq": pk, "text": _text(one.name, pk, row), "log": []})
    for member, state in one.moved:
        acts.append(("place_changed", {"who": f"m{member}", "before": "present", "state": state}))
    for minimum, stands in one.rulings.minimums.items():
        on = ["minimum", minimum.criterion, minimum.star]
        acts.append(("ruled", {"on": on, "stands": stands}))
    acts += [
        ("ruled", {"on": ["knock_out", key], "stands": True}) for key in one.rulings.knock_outs
    ]
    events = [
        {
            "type": "event",
            "body": canonical({"kind": kind, "act": {"evaluation": EVALUATION} | act}),
        }
        for kind, act in acts
    ]
    return [json.dumps(line) for line in events + texts]


def _text(name: str, pk: int, row: HandedIn) -> str:
    criteria_set = set_of(name)
    marks = [
        [key, box, criteria_set.criterion(key).level(box).points, False, "", ""]
        for key, box in row.sheet.marks.items()
    ]
    stops = [[key, ""] for key in sorted(row.sheet.knock_outs)]
    place = [pk, EVALUATION, row.pass_no, row.version]
    return canonical({"knock_outs": stops, "marks": marks, "secret": "", "sheet": place})


def differences(count: int, seed: int = 26) -> tuple[list[str], Counter[str]]:
    """Compare so many councils, the sets in turn; return what differs, and what was met."""
    dice, met, wrong = random.Random(seed), Counter(), []
    for number in range(count):
        name = list(PATHS)[number % len(PATHS)]
        one = council(name, dice)
        ours, theirs = portal(one), clerk.star(name, decision(name), exported(one), EVALUATION)
        if ours != theirs:
            wrong.append(f"council {number} of seed {seed}, set {name}: {ours} != {theirs}")
        met.update([f"star {ours['star']}", ours["why"] or "as by points", name])
        met.update(f"{mode} {one.rules[mode]}" for mode in ("spread_mode", "minimum_mode"))
        met["apart"] += any(row["apart"] for row in ours["passes"])
        met["recused"] += any(seat.recused for seat in one.seats)
        met["several passes"] += one.last_pass > 1
        met["members left"] += bool(one.moved)
    return wrong, met


def main() -> None:
    """Compare as many councils as asked for."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    begun = time.monotonic()
    wrong, met = differences(count)
    seconds = time.monotonic() - begun
    sets = sum(name in met for name in PATHS)
    print(f"{count} councils over {sets} sets in {seconds:.0f} s: {len(wrong)} differ")
    for what, times in sorted(met.items()):
        if what not in PATHS:
            print(f"  {what}: {times}")
    if wrong:
        sys.exit("\n".join(wrong[:10]))


if __name__ == "__main__":
    main()
