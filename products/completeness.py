"""Form 02 as a sum: what is answered, claimed and proven, and what is missing for the hand-in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from regulations.criteria import CriteriaSet

Marks = Mapping[str, int]  # criterion -> ordinal of the level that the producer claims

# Form 02, Phần II and Phần IV.
RESULTS = ("production_result", "quality_result", "market_result", "business_result")
OUTLOOK = "outlook"
# Forms 01 and 02, Phần I, less what they mark «nếu có» and what a household may not have.
PRODUCER_FACTS = (
    "name",
    "legal_form",
    "phone",
    "representative",
    "representative_gender",
    "representative_ethnicity",
    "representative_address",
    "history",
    "organisation",
)
PRODUCT_FACTS = ("name", "description")
# The clauses above the sets name papers only «theo quy định»: so they warn and never refuse.
PAPERS_NAMED = (
    ("giấy chứng nhận cơ sở", "E02"),
    ("giấy phép sản xuất", "E02"),
    ("bản công bố", "E11"),
    ("công bố chất lượng", "E11"),
)


def applies(rules: CriteriaSet, marks: Marks, key: str) -> bool:
    """A gated criterion is asked only once its gate has points (R7)."""
    gate = rules.criterion(key).gated_by
    return gate is None or points(rules, marks, gate) > 0


def points(rules: CriteriaSet, marks: Marks, key: str) -> int:
    """The points that come with the claimed level; closed or unanswered counts 0 (R5, R7)."""
    ordinal = marks.get(key)
    if ordinal is None or not applies(rules, marks, key):
        return 0
    level = rules.criterion(key).level(ordinal)
    return level.points if level else 0


def part_totals(rules: CriteriaSet, marks: Marks) -> dict[str, int]:
    totals = {part.code: 0 for part in rules.parts}
    for criterion in rules.criteria:
        totals[criterion.part] += points(rules, marks, criterion.key)
    return totals


def self_total(rules: CriteriaSet, marks: Marks) -> int:
    return sum(part_totals(rules, marks).values())


def missing_answers(rules: CriteriaSet, marks: Marks) -> list[str]:
    """Applicable criteria without a level, in the order of the set (R6)."""
    return [c.key for c in rules.criteria if c.key not in marks and applies(rules, marks, c.key)]


def undescribed(rules: CriteriaSet, marks: Marks, described: Collection[str]) -> list[str]:
    """Claims of points without the description that Form 02, Phần III asks for."""
    return [c.key for c in rules.criteria if points(rules, marks, c.key) and c.key not in described]


def unproven(rules: CriteriaSet, marks: Marks, proven: Collection[str]) -> list[str]:
    """Claims of points for which the guidance names papers, and none is attached."""
    return [
        c.key
        for c in rules.criteria
        if c.evidence and points(rules, marks, c.key) and c.key not in proven
    ]


def papers_named(rules: CriteriaSet) -> tuple[str, ...]:
    """The papers that the clause above the set names."""
    text = " ".join(k.vi for k in rules.knock_outs if k.criterion is None).casefold()
    return tuple(sorted({code for words, code in PAPERS_NAMED if words in text}))


def missing_papers(required: Iterable[str], present: Collection[str]) -> list[str]:
    return [code for code in required if code not in present]


class Lack(StrEnum):
    """What kind of thing is missing."""

    COMMUNE = "commune"
    PRODUCER = "producer"
    PRODUCT = "product"
    TEXT = "text"
    ANSWER = "answer"
    DESCRIPTION = "description"
    SAMPLES = "samples"
    SIGNED_FORM = "signed_form"
    EVIDENCE = "evidence"
    PAPER = "paper"
    EXPIRED = "expired"


REFUSED = frozenset(
    {
        Lack.COMMUNE,
        Lack.PRODUCER,
        Lack.PRODUCT,
        Lack.TEXT,
        Lack.ANSWER,
        Lack.DESCRIPTION,
        Lack.SAMPLES,
        Lack.SIGNED_FORM,
    }
)


@dataclass(frozen=True, slots=True)
class Gap:
    """One missing thing: its kind and where (a field, a criterion, a paper)."""

    lack: Lack
    where: str = ""

    @property
    def refuses(self) -> bool:
        """Tell whether the hand-in is refused (Forms 01 and 02, samples) or only warned about."""
        return self.lack in REFUSED


@dataclass(frozen=True, slots=True)
class Filled:
    """What has been filled in, as plain values."""

    producer: Mapping[str, object]
    product: Mapping[str, object]
    texts: Mapping[str, str]
    marks: Marks
    described: Collection[str]
    proven: Collection[str]
    papers: Collection[str]  # codes of the papers attached anywhere in the dossier
    expired: Sequence[str]  # titles of attached papers that do not hold today (R14)
    samples_promised: int
    needs_signed_form: bool = False
    ended_commune: str = ""  # where the producer's unit is no longer one (R31)


def gaps(rules: CriteriaSet, filled: Filled) -> list[Gap]:
    """Everything that is missing, in the order of the forms; `refuses` tells which block."""
    found = [Gap(Lack.COMMUNE, filled.ended_commune)] if filled.ended_commune else []
    found += [Gap(Lack.PRODUCER, f) for f in PRODUCER_FACTS if not filled.producer.get(f)]
    found += [Gap(Lack.PRODUCT, f) for f in PRODUCT_FACTS if not filled.product.get(f)]
    if rules.samples and filled.samples_promised < rules.samples:  # Điều 6.2.d
        found.append(Gap(Lack.SAMPLES))
    if filled.needs_signed_form:
        found.append(Gap(Lack.SIGNED_FORM))
    found += [Gap(Lack.TEXT, f) for f in (*RESULTS, OUTLOOK) if not filled.texts.get(f)]
    lacks = (
        (Lack.ANSWER, missing_answers(rules, filled.marks)),
        (Lack.DESCRIPTION, undescribed(rules, filled.marks, filled.described)),
        (Lack.EVIDENCE, unproven(rules, filled.marks, filled.proven)),
        (Lack.PAPER, missing_papers(papers_named(rules), filled.papers)),
        (Lack.EXPIRED, filled.expired),
    )
    return found + [Gap(lack, where) for lack, keys in lacks for where in keys]
