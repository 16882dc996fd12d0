"""Levels that add to a total: what the demo's people claim and mark."""

from collections.abc import Mapping

from regulations.criteria import CriteriaSet

_known: dict[tuple[str, int, int], dict[int, dict[str, int]]] = {}


def marks_for(rules: CriteriaSet, total: int, *, star: int = 0) -> dict[str, int]:
    """Return levels (ordinals) that add to exactly `total` and meet the minimums up to `star`."""
    return _reach(rules, star)[total]


def marks_near(rules: CriteriaSet, total: int, *, star: int = 0) -> dict[str, int]:
    """Return levels that add to `total`, or where no levels do, to the next total below."""
    reach = _reach(rules, star)
    return reach[max((one for one in reach if one <= total), default=min(reach))]


def _reach(rules: CriteriaSet, star: int) -> dict[int, dict[str, int]]:
    """Return levels for every total that levels add to; worked out once for each set and star."""
    place = (rules.regulation, rules.number, star)
    if place not in _known:
        _known[place] = _work_out(rules, star)
    return _known[place]


def _work_out(rules: CriteriaSet, star: int) -> dict[int, dict[str, int]]:
    least: dict[str, int] = {}
    for minimum in rules.minimums:
        if minimum.star <= star:
            known = least.get(minimum.criterion, 0)
            least[minimum.criterion] = max(known, minimum.points)
    reach: dict[int, dict[str, int]] = {0: {}}
    for criterion in rules.criteria:
        reached: dict[int, dict[str, int]] = {}
        floor = least.get(criterion.key, 0)
        levels = [level for level in criterion.options()[0] if level.points >= floor]
        for so_far, marks in reach.items():
            closed = criterion.gated_by and not _points(rules, marks, criterion.gated_by)
            for level in levels[:1] if closed else levels:
                added = so_far + (0 if closed else level.points)
                chosen = marks if closed else marks | {criterion.key: level.ordinal}
                reached.setdefault(added, chosen)
        reach = reached
    return reach


def _points(rules: CriteriaSet, marks: Mapping[str, int], key: str) -> int:
    level = rules.criterion(key).level(marks[key]) if key in marks else None
    return level.points if level else 0
