"""A clerk's own reckoning: the printed decision and an exported record in, the star out.

Nothing of the portal is imported: plain loops and fractions over the published YAML and over the
lines of docs/record.md. Where this and the portal differ, one of them reads the law wrongly.
"""

import json
from fractions import Fraction

FLOORS = {1: 0, 2: 30, 3: 50, 4: 70, 5: 90}
HANDED_IN = ("handed_in", "handed_in_on_paper")  # of the second «who» is the member
STORY = "Chỉ áp dụng khi có câu chuyện"  # Phụ lục, ghi chú của tiêu chí
# Where the annexes say that 0 points alone end the assessment: by book and set, the note's place.
ZEROS = {
    "26-2026/16": ("C/6.4#1", ["C/6.1", "C/6.2", "C/6.3", "C/6.4"]),
    "1048-2019/07": ("C/6.1#1", ["C/6.1"]),
    "1048-2019/17": ("C/6.4#1", ["C/6.1", "C/6.2", "C/6.3", "C/6.4"]),
}


def star(name, decision, lines, evaluation):
    """Return what one evaluation comes to; `name`: book and set, `decision`: its YAML."""
    acts, texts = told(lines, evaluation)
    criteria, minimums = printed(decision)
    here, rules, last = before_whom(acts)
    minimum_rulings, knock_out_rulings = ruled(acts)
    passes = []
    for number in range(1, last + 1):
        sheets = counted(acts, texts, here, number)
        totals = [total for one in sheets if (total := total_of(criteria, one)) is not None]
        passes.append({"totals": sorted(totals), "apart": apart(totals, rules)})
    found = {"passes": passes, "sum": sum(passes[-1]["totals"])}
    found["count"] = len(passes[-1]["totals"])
    found["by_points"] = band(found["sum"], found["count"])
    votes = ticks(name, sheets)
    if any(2 * count > len(sheets) for count in votes.values()) or knock_out_rulings:
        return found | {"star": None, "why": "knocked_out"}
    if found["count"] < len(sheets):
        return found | {"star": None, "why": "unfinished_sheets"}
    if not sheets:
        return found | {"star": None, "why": "no_sheets"}
    reached = found["by_points"]
    why = "" if reached >= 3 else "too_few_points"
    for key, level, points in minimums:
        if level > found["by_points"]:
            continue
        given = minimum_rulings.get((key, level))
        if given is None and rules["minimum_mode"] == "council":
            return found | {"star": None, "why": "unruled_minimums"}
        if given is None:
            yes = 0
            for sheet in sheets:
                if points_of(criteria, sheet).get(key, 0) >= points:
                    yes += 1
            is_all = rules["minimum_mode"] == "all"
            given = yes == len(sheets) if is_all else yes > Fraction(len(sheets), 2)
        if not given and level - 1 < reached:
            reached, why = level - 1, "minimum_missed"
    return found | {"star": reached, "why": why}


def told(lines, evaluation):
    """Return the acts on one evaluation in their order, and the texts of its sheets."""
    acts, texts, wanted = [], {}, set()
    for line in lines:
        one = json.loads(line)
        if one["type"] == "event":
            event = json.loads(one["body"])
            if event["act"].get("evaluation") == evaluation:
                acts.append((event["kind"], event["act"]))
                if event["kind"] in HANDED_IN:
                    wanted.add(event["act"]["sheet"])
        elif one["type"] == "sheet":
            sheet = json.loads(one["text"])
            if sheet["sheet"][0] in wanted:
                texts[sheet["sheet"][0]] = sheet
    return acts, texts


def printed(decision):
    """Return each criterion's boxes and gate, and every minimum, from the published data."""
    criteria, minimums = {}, []
    for part in decision["parts"]:
        for one in part["criteria"]:
            key = f"{part['code']}/{one['code']}"
            gate = ""
            for note in one.get("notes") or []:
                if note["kind"] == "applicability" and note["vi"].startswith(STORY):
                    gate = f"{part['code']}/{one['section']}.1"
            criteria[key] = (boxes(one), gate)
            for least in one["mandatory"]:
                minimums.append((key, least["star"], least["min_points"]))
    return criteria, minimums


def boxes(one):
    """Return the points of a criterion's boxes in their order, the unprinted 0 among them."""
    if one.get("levels") == "unknown":
        lists = [[0, one["max_points"]]]
    elif "variants" in one:
        lists = [[level["points"] for level in case["levels"]] for case in one["variants"]]
        if min(len(case) for case in lists) == 1:  # one list, copied twice
            lists = [[points for case in lists for points in case]]
    else:
        lists = [[level["points"] for level in one["levels"]]]
    found = []
    for case in lists:
        found += case if 0 in case else [0, *case]
    return found


def before_whom(acts):
    """Return who counts, the council's rules, and the last pass."""
    here, rules, last = set(), {}, 1
    for kind, act in acts:
        if kind == "scoring_begun":
            rules = act["rules"]
            scoring = {who for who, _state, scores in act["panel"] if scores}
            here = {who for who, state, _scores in act["panel"] if state == "present"} & scoring
        elif kind == "place_changed" and rules:
            here.discard(act["who"])
            if act["state"] == "present" and act["who"] in scoring:
                here.add(act["who"])
        elif kind == "second_pass":
            last = act["pass_no"]
    return here, rules, last


def ruled(acts):
    """Return what the council ruled on minimums and on knock-outs, and did not take back."""
    minimums, knock_outs = {}, set()
    for kind, act in acts:
        if kind not in ("ruled", "ruling_withdrawn"):
            continue
        what, *place = act["on"]
        if what == "minimum":
            minimums.pop(tuple(place), None)
            if kind == "ruled":
                minimums[tuple(place)] = act["stands"]
        else:
            knock_outs.discard(place[0])
            if kind == "ruled" and act["stands"]:
                knock_outs.add(place[0])
    return minimums, knock_outs


def counted(acts, texts, here, number):
    """Return the sheets of a pass that count: of each who is here, the last that came in."""
    latest = {}
    for kind, act in acts:
        if kind in HANDED_IN and act["pass_no"] == number:
            who = act.get("who") or act["by"]
            if who in here and act["version"] > latest.get(who, (0,))[0]:
                latest[who] = (act["version"], texts[act["sheet"]])
    return [sheet for _version, sheet in latest.values()]


def points_of(criteria, sheet):
    """Return the points of every answer, from the box that was ticked and not from the export."""
    found = {}
    for key, box, points, *_more in sheet["marks"]:
        if box is None:
            continue
        found[key] = criteria[key][0][box - 1]
        if found[key] != points:
            raise AssertionError(f"{key}: box {box} has {found[key]} points, the export {points}")
    for key, (_points, gate) in criteria.items():
        if gate and not found.get(gate):
            found.pop(key, None)
    return found


def total_of(criteria, sheet):
    """Return a sheet's total; none where a criterion that is asked has no answer."""
    found = points_of(criteria, sheet)
    for key, (_points, gate) in criteria.items():
        if key not in found and (not gate or found.get(gate)):
            return None
    return sum(found.values())


def ticks(name, sheets):
    """Return how many sheets tick each knock-out, or make it by a 0."""
    votes = {}
    for sheet in sheets:
        mine = {key for key, _reason in sheet["knock_outs"]}
        note, keys = ZEROS.get(name, ("", []))
        for key, _box, points, *_more in sheet["marks"]:
            if key in keys and points == 0:
                mine.add(note)
        for key in mine:
            votes[key] = votes.get(key, 0) + 1
    return votes


def apart(totals, rules):
    """Return whether the totals lie further apart than the rules allow."""
    if rules["spread_mode"] == "off" or not totals:
        return False
    if rules["spread_mode"] == "pairwise":
        return any(a - b > rules["spread_limit"] for a in totals for b in totals)
    mean = Fraction(sum(totals), len(totals))
    return any(abs(one - mean) > rules["spread_limit"] for one in totals)


def band(points, count):
    """Return the star of the exact mean; none without a sheet."""
    if not count:
        return None
    return max(level for level, floor in FLOORS.items() if Fraction(points, count) >= floor)
