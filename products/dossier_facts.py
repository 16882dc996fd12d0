"""What pages, forms and the frozen copy read of a dossier: one fetch, plain answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.kept import Kept
from accounts.models import JournalEntry
from producers.eligibility import PaperState, paper_on
from producers.models import Producer, ProducerAccount
from regulations.criteria import CriteriaSet as Rules
from regulations.models import CriteriaSet, Criterion, DossierPaper, Procedure
from regulations.sheet import SheetPart, sheet
from territories import clock

from . import completeness
from .cycle import Status, Step
from .models import Dossier, Evidence, Participation, SelfAssessment, Submission
from .window import samples_ready

TODAYS = Kept(lambda line: CriteriaSet.objects.applicable(line, clock.today()))

WARN_DAYS = 60  # R14
EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
TEXTS = (*completeness.RESULTS, completeness.OUTLOOK)


@dataclass(frozen=True)
class Piece:
    """A piece of evidence and whether it holds on the day (R14)."""

    evidence: Evidence
    state: PaperState


@dataclass(frozen=True)
class PaperRow:
    """A line of the evidence table: the paper, where it is asked for, what is attached."""

    paper: DossierPaper
    wanted_by: tuple[str, ...]
    is_named: bool  # by the clause above the set
    pieces: tuple[Piece, ...]

    @property
    def criteria_text(self) -> str:
        """The criteria in one line."""
        return ", ".join(key.replace("/", " ") for key in self.wanted_by)


@dataclass
class DossierFacts:
    """A dossier with its rules, read once."""

    participation: Participation
    dossier: Dossier
    criteria_set: CriteriaSet
    procedure: Procedure
    rules: Rules
    criteria: dict[str, Criterion]
    assessments: dict[str, SelfAssessment]
    pieces: tuple[Piece, ...]
    papers: tuple[DossierPaper, ...]
    today: date

    @property
    def is_editable(self) -> bool:
        """Tell whether the producer still writes it."""
        row = self.participation
        # The promotion begins as a draft too (step 6): what was judged is not written any more.
        return row.step == Step.EVALUATION and row.status in EDITABLE

    @cached_property
    def marks(self) -> dict[str, int]:
        """The claimed level of each answered criterion, by its ordinal."""
        return {k: a.level.ordinal for k, a in self.assessments.items() if a.level_id}

    @cached_property
    def described(self) -> frozenset[str]:
        """The criteria with a description."""
        return frozenset(k for k, a in self.assessments.items() if a.description.strip())

    @cached_property
    def totals(self) -> dict[str, int]:
        """The self-assessed points of each part."""
        return completeness.part_totals(self.rules, self.marks)

    @cached_property
    def total(self) -> int:
        """The self-assessed points."""
        return sum(self.totals.values())

    @cached_property
    def parts(self) -> tuple[SheetPart, ...]:
        """The set as the official sheet reads."""
        return sheet(self.rules)

    def pieces_of(self, key: str) -> tuple[Piece, ...]:
        """Return the evidence attached to a criterion."""
        return tuple(p for p in self.pieces if _key(p.evidence) == key)

    @cached_property
    def paper_rows(self) -> tuple[PaperRow, ...]:
        """The evidence table of Form 02, Phần III."""
        named = completeness.papers_named(self.rules)
        return tuple(
            PaperRow(
                paper,
                tuple(c.key for c in self.rules.criteria if paper.code in c.evidence),
                paper.code in named,
                tuple(p for p in self.pieces if p.evidence.paper_id == paper.pk),
            )
            for paper in self.papers
        )

    def filled(self, *, needs_signed_form: bool = False) -> completeness.Filled:
        """Return what is filled in, as the completeness rules read it."""
        product = self.participation.product
        producer = product.producer
        return completeness.Filled(
            producer={f: getattr(producer, f) for f in completeness.PRODUCER_FACTS},
            product={f: getattr(product, f) for f in completeness.PRODUCT_FACTS},
            texts={f: getattr(self.dossier, f).strip() for f in TEXTS},
            marks=self.marks,
            described=self.described,
            proven={key for p in self.pieces if (key := _key(p.evidence))},
            papers={p.evidence.paper.code for p in self.pieces if p.evidence.paper_id},
            expired=[str(p.evidence) for p in self.pieces if p.state == PaperState.EXPIRED],
            samples_promised=self.dossier.samples_promised,
            needs_signed_form=needs_signed_form and self.dossier.signed_form_id is None,
            ended_commune=self._ended_commune(producer),
        )

    def _ended_commune(self, producer: Producer) -> str:
        """Name the producer's unit if it has ended; a file that comes back keeps its own (R31)."""
        ends = producer.commune.valid.upper
        is_over = ends is not None and ends <= clock.today()
        is_first = self.participation.handed_in_on is None
        return producer.commune.full_name if is_over and is_first else ""


def _key(evidence: Evidence) -> str | None:
    return evidence.criterion.key if evidence.criterion_id else None


def applicable(participation: Participation, on: date) -> tuple[Procedure, CriteriaSet]:
    """Return the frozen rules, or for a draft those of the day (R1)."""
    if participation.criteria_set_id:
        return participation.procedure, participation.criteria_set
    found = Procedure.objects.for_line(participation.product.line, on)
    if found is None or found.criteria_set is None:
        raise _no_set()
    return found.procedure, found.criteria_set


def applicable_set(participation: Participation) -> CriteriaSet:
    """Return the criteria alone: whoever answers a criterion asks for them at every answer."""
    if participation.criteria_set_id:
        return participation.criteria_set
    found = todays_set(participation.product.line_id)
    if found is None:
        raise _no_set()
    return found


def todays_set(line_id: int) -> CriteriaSet | None:
    """Return the criteria by which a line's product that is handed in today is judged (R1)."""
    return TODAYS.first(line=line_id)


def _no_set() -> ValidationError:
    return ValidationError(
        _("Chưa xác định được bộ tiêu chí của sản phẩm này; hãy báo cơ quan quản lý OCOP tỉnh.")
    )


def read(participation: Participation) -> DossierFacts:
    """Read a dossier that has been started, with the rules that apply to it today."""
    today = clock.today()
    dossier = participation.dossier
    procedure, criteria_set = applicable(participation, today)
    rules = criteria_set.as_rules()
    criteria = {c.key: c for c in criteria_set.criteria.prefetch_related("levels")}
    assessments = dossier.assessments.filter(criterion__criteria_set=criteria_set)
    evidence = dossier.evidence.select_related("file", "paper", "criterion")
    return DossierFacts(
        participation=participation,
        dossier=dossier,
        criteria_set=criteria_set,
        procedure=procedure,
        rules=rules,
        criteria=criteria,
        assessments={a.criterion.key: a for a in assessments.select_related("criterion", "level")},
        pieces=tuple(Piece(one, state_on(one, today)) for one in evidence),
        papers=tuple(procedure.regulation.papers.all()),
        today=today,
    )


def state_on(evidence: Evidence, day: date) -> PaperState:
    """Return whether a paper holds on a day (R14)."""
    return paper_on(
        day, issued_on=evidence.issued_on, expires_on=evidence.expires_on, warn_days=WARN_DAYS
    )


def acts_for_producer(user: Any, participation: Participation) -> bool:
    """Tell whether the person is the producer himself; anybody else acts «thay mặt» (R28)."""
    mine = ProducerAccount.objects.filter(
        user=user, producer=participation.product.producer_id, period__contains=clock.today()
    )
    return mine.exists()


def latest_submission(participation: Participation) -> Submission | None:
    """Return what was handed in last."""
    found = participation.submissions.select_related("procedure", "criteria_set", "handed_in_by")
    return found.order_by("-version").first()


@dataclass(frozen=True)
class Stamp:
    """A box of Form 01, «Phần dành cho cơ quan quản lý»: who received it and when."""

    by: str
    on: date


def stamp(dossier: Dossier, verb: str) -> Stamp | None:
    """Return who last received the dossier at a level, from the journal."""
    acts = JournalEntry.objects.of(dossier).filter(verb=verb).select_related("by")
    act = acts.first()
    return Stamp(str(act.by), date.fromisoformat(act.facts["on"])) if act else None


def samples_are_ready(submission: Submission) -> bool:
    """Tell whether the samples, or for tourism the visit, are recorded (R18)."""
    receipts = list(submission.sample_receipts.all())
    visits = [r.site_visited_on for r in receipts if r.site_visited_on]
    return samples_ready(
        required=submission.criteria_set.samples or 0,
        received=sum(r.count for r in receipts),
        site_visited_on=min(visits, default=None),
    )


def needs_samples(facts: DossierFacts) -> bool | None:
    """Tell whether the set asks for samples, for a visit (tourism), or is silent (R18)."""
    return None if facts.rules.samples is None else bool(facts.rules.samples)
