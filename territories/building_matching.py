"""Finds the commune of June 2025 that a note names, in the right old province; never guesses."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from territories.building_names import DISTRICT_FORMS, bare_name, loose_key, name_key
from territories.building_notes import Mention, ParsedNote

Row = dict[str, str]

NOT_FOUND, AMBIGUOUS, CUT, CONTRADICTION = "not-found", "ambiguous", "note-cut", "contradiction"
TYPING_ERRORS = 2  # letters that may differ between a note and the list


@dataclass(frozen=True)
class Found:
    """A commune of June 2025 that lies, whole or in part, in a present-day one."""

    code: str
    partial: bool
    how: str


@dataclass
class Outcome:
    """What the note of one present-day unit yields."""

    found: list[Found] = field(default_factory=list)
    unmatched: list[tuple[str, str]] = field(default_factory=list)

    def codes(self) -> set[str]:
        return {item.code for item in self.found}


def district_key(named: str) -> str:
    """Districts are compared by name: «thị xã» may have become «thành phố»."""
    for form in DISTRICT_FORMS:
        named = bare_name(named, form)
    return name_key(named)


def distance(one: str, other: str) -> int:
    """Letters to change, add or drop (Levenshtein)."""
    if abs(len(one) - len(other)) > TYPING_ERRORS:
        return TYPING_ERRORS + 1
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (a != b))
    return row[-1]


class JuneCommunes:
    """The communes of June 2025 of those old provinces that make up one present-day province."""

    def __init__(self, rows: Iterable[Row]):
        self.homes: dict[str, tuple[str, str]] = {}
        self.forms: dict[str, str] = {}
        self.exact: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.named: dict[str, list[str]] = defaultdict(list)
        self.loose: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            code, key = row["code"], name_key(row["name"])
            self.homes[code] = (row["province"], district_key(row["district"]))
            self.forms[code] = row["form"]
            self.exact[row["form"], key].append(code)
            self.named[key].append(code)
            self.loose[loose_key(row["name"])].append(code)

    def in_named_district(self, codes: list[str], mention: Mention) -> list[str]:
        if not mention.district:
            return codes
        key = district_key(mention.district)
        return [code for code in codes if self.homes[code][1] == key]

    def of_district(self, named: str) -> list[str]:
        key = district_key(named)
        return [code for code, home in self.homes.items() if home[1] == key]


class Matcher:
    """Matches all notes of one province: first what is certain, then what follows from it."""

    def __init__(self, june: JuneCommunes, notes: dict[str, ParsedNote]):
        self.june = june
        self.notes = notes
        self.outcomes = {code: Outcome() for code in notes}
        self.claimed: set[str] = set()
        self.pending = [
            (code, mention) for code, note in notes.items() for mention in note.mentions
        ]

    def run(self) -> dict[str, Outcome]:
        self._kept_and_whole_districts()
        for step in (self._exact, self._at_home, self._other_form, self._spelling):
            self._repeat(step)
        self._repeat(self._only_one_unclaimed)
        self._repeat(self._typing_error)
        self._drop_copied_lists()
        self._own_code()
        self._name_what_is_unmatched()
        return self.outcomes

    def _repeat(self, step: Callable[[str, Mention], str]) -> None:
        """Until a step finds nothing more: each find makes the home districts surer."""
        before = -1
        while before != len(self.pending):
            before, waiting = len(self.pending), []
            for code, mention in self.pending:
                if found := step(code, mention):
                    self._add(code, found, mention.partial, step.__name__.strip("_"))
                else:
                    waiting.append((code, mention))
            self.pending = waiting

    def _add(self, code: str, former: str, partial: bool, how: str) -> None:
        outcome = self.outcomes[code]
        if former not in outcome.codes():
            outcome.found.append(Found(former, partial, how))
            self.claimed.add(former)

    def _exact(self, code: str, mention: Mention) -> str:
        """Form and name occur once in the province, or once in the district the note names."""
        codes = self.june.exact[mention.form, name_key(mention.name)]
        found = self.june.in_named_district(codes, mention)
        return found[0] if len(found) == 1 else ""

    def _at_home(self, code: str, mention: Mention) -> str:
        """The name occurs more than once, but once in the district of the other predecessors."""
        return self._only_at_home(code, self.june.exact[mention.form, name_key(mention.name)])

    def _other_form(self, code: str, mention: Mention) -> str:
        """The note says xã where the lists say phường."""
        return self._only_at_home(code, self.june.named[name_key(mention.name)])

    def _spelling(self, code: str, mention: Mention) -> str:
        """Other marks or i for y, in the same district, and named by no other note."""
        codes = self._unclaimed(self.june.loose[loose_key(mention.name)])
        return self._only_at_home(code, codes)

    def _only_one_unclaimed(self, code: str, mention: Mention) -> str:
        """Of several with that name, all but one are named whole by another unit's note."""
        codes = self.june.exact[mention.form, name_key(mention.name)] or [
            c
            for c in self.june.loose[loose_key(mention.name)]
            if self.june.forms[c] == mention.form
        ]
        free = self._unclaimed(self.june.in_named_district(codes, mention))
        return free[0] if len(free) == 1 else ""

    def _typing_error(self, code: str, mention: Mention) -> str:
        """One or two letters apart from the only such unclaimed commune of the home district."""
        wanted = loose_key(mention.name)
        codes = [
            c
            for key, codes in self.june.loose.items()
            if len(key) > 2 * TYPING_ERRORS and distance(wanted, key) <= TYPING_ERRORS
            for c in codes
            if self.june.forms[c] == mention.form
        ]
        return self._only_at_home(code, self._unclaimed(codes))

    def _unclaimed(self, codes: list[str]) -> list[str]:
        return [code for code in codes if code not in self.claimed]

    def _only_at_home(self, code: str, codes: list[str]) -> str:
        homes = Counter(self.june.homes[former] for former in self.outcomes[code].codes())
        if code in self.june.homes:
            homes[self.june.homes[code]] += 1
        for home, _ in homes.most_common():
            near = [former for former in codes if self.june.homes[former] == home]
            if near:
                return near[0] if len(near) == 1 else ""
        return ""

    def _kept_and_whole_districts(self) -> None:
        for code, note in self.notes.items():
            if note.kept and code in self.june.homes:
                self._add(code, code, note.kept_in_part, "kept")
            if note.whole_district:
                for former in self.june.of_district(note.whole_district):
                    self._add(code, former, partial=False, how="whole_district")

    def _drop_copied_lists(self) -> None:
        """A note that repeats another unit's list and leaves out its own code is not believed."""
        whole: dict[str, set[str]] = defaultdict(set)
        for code, outcome in self.outcomes.items():
            for item in outcome.found:
                if not item.partial:
                    whole[item.code].add(code)
        for code, outcome in self.outcomes.items():
            if not self.notes[code].base or code in outcome.codes() or not outcome.found:
                continue
            owners = [
                other
                for item in outcome.found
                for other in whole[item.code] - {code}
                if other in self.outcomes[other].codes()
            ]
            if len(owners) >= len(outcome.found):
                texts = [mention.text for mention in self.notes[code].mentions]
                outcome.unmatched += [(CONTRADICTION, text) for text in texts]
                outcome.found.clear()

    def _own_code(self) -> None:
        """A unit keeps the code of one of its predecessors, also where the note is cut or short."""
        for code, note in self.notes.items():
            if code not in self.june.homes or code in self.outcomes[code].codes():
                continue
            waiting = [mention for owner, mention in self.pending if owner == code]
            if len(waiting) == 1 and not note.cut:
                self._add(code, code, waiting[0].partial, "own_code")
                self.pending.remove((code, waiting[0]))
            elif note.base or not note.mentions:
                self._add(code, code, partial=note.cut, how="own_code")

    def _name_what_is_unmatched(self) -> None:
        for code, mention in self.pending:
            known = self.june.named[name_key(mention.name)]
            reason = AMBIGUOUS if known else NOT_FOUND
            self.outcomes[code].unmatched.append((reason, mention.text))
        for code, note in self.notes.items():
            if note.cut:
                self.outcomes[code].unmatched.append((CUT, note.cut_text))
