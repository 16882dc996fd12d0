"""Renewals and the certificates on which they rest: asked for lists, and locked for a decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from accounts.models import JournalEntry, User
from products.cycle import ENDED, Purpose
from products.models import Participation, Submission
from territories import clock

from .basis import LIVE, Basis, basis_of
from .crossing import at_home, at_ministry
from .models import Certificate, Evaluation, NationalResult, Package, PublishedCertificate
from .renewal import outcome_words
from .states import CertificateStatus

_WAY = "submission__participation"
_LAST_DAY = Coalesce("extended_to", "expires_on")


def _holds(*statuses: str) -> Q:
    """Keep the results whose product has such a certificate: its province's or the Ministry's."""
    began, own = OuterRef(f"{_WAY}__previous"), OuterRef(_WAY)
    ours = Certificate.objects.filter(status__in=statuses)
    copies = PublishedCertificate.objects.filter(
        public_code=OuterRef("public_code"), status__in=statuses
    )
    five = NationalResult.objects.filter(Exists(copies), submission=began, star=5)
    return (
        Q(Exists(ours.filter(submission=began)))
        | Q(Exists(ours.filter(submission__participation=own)))
        | Q(Exists(five), **{f"{_WAY}__held_star": 5})
    )


# In SQL what `Basis.lets_judge` and `Basis.lets_decide` say of one row.
_RENEWS = Q(**{f"{_WAY}__purpose__in": [Purpose.UPGRADE, Purpose.RE_EVALUATION]})
FALLEN = _RENEWS & ~_holds(*LIVE)
UNDECIDABLE = _RENEWS & ~_holds(CertificateStatus.VALID)


def bases(ways: Iterable[Participation | None]) -> dict[int, Basis]:
    """Return what each renewal rests on, by its number; a first time rests on nothing."""
    rows = [way for way in ways if way is not None and way.previous_id is not None]
    if not rows:
        return {}
    ours = Certificate.objects.filter(_rest_on(rows)).order_by("pk")
    facts = [*ours.values_list("submission", _WAY, "status", "number", _LAST_DAY)]
    fives = _five_stars([way.previous_id for way in rows if way.held_star == 5])
    return {
        way.pk: basis_of(
            [
                *(
                    Basis(*one)
                    for began, own, *one in facts
                    if began == way.previous_id or own == way.pk
                ),
                *fives.get(way.previous_id, []),
            ]
        )
        for way in rows
    }


def basis_of_way(way: Participation | None) -> Basis | None:
    """Return what one renewal rests on; None: nothing."""
    return bases([way]).get(way.pk) if way is not None else None


def words_of(
    submission: Submission, outcome: Mapping[str, Any] | None, *, is_told: bool = False
) -> str:
    """Say what one result means for what is held; lists ask `bases` once, and say it of each."""
    way = submission.participation
    basis = basis_of_way(way) if outcome else None
    if basis is None:
        return outcome_words(submission, outcome)
    is_told = is_told or way.status in ENDED
    return outcome_words(submission, outcome, last_day=basis.last_day, is_told=is_told)


def say_run_on(evaluations: Iterable[Evaluation]) -> None:
    """Put on each result to which day its certificate had been let run on when it was concluded.

    A sitting's papers tell what was so then, whatever is decided later: the journal knows it. The
    Ministry's acts on five stars are in its own journal, which is not read here.
    """
    rows = [one for one in evaluations if one.concluded_at and one.submission.participation_id]
    began = {one.submission.participation.previous_id for one in rows} - {None}
    if not began:
        return
    held = {one.pk: one.submission_id for one in Certificate.objects.filter(submission__in=began)}
    acts = JournalEntry.objects.filter(
        target_type=Certificate._meta.label_lower, target_id__in=held, verb="extend"
    )
    for act in acts.order_by("pk"):
        for one in rows:
            way = one.submission.participation
            concluded_on = one.concluded_at.astimezone(clock.ZONE).date()
            decided_on = date.fromisoformat(act.facts["decided_on"])
            if way.previous_id == held[act.target_id] and decided_on <= concluded_on:
                one.run_on_to = date.fromisoformat(act.facts["extended_to"])


def told_fallen(way: Participation | None) -> str:
    """Say how a way ends whose certificate was withdrawn or replaced; nothing where none was."""
    basis = basis_of_way(way)
    return basis.outcome if basis else ""


def obstacles(
    evaluations: Iterable[Evaluation], *, by: User | None = None, lock: bool = False
) -> dict[int, Basis]:
    """Return, by result, what keeps renewals from being decided on.

    by: whoever decides at the Ministry, for whom it is asked at home. lock: until the transaction
    ends, so that a withdrawal either came before and is seen here, or waits for the decision.
    """
    found = {}
    for one in evaluations:
        submission = one.submission
        if submission.participation_id is not None:
            basis = _asked(submission.participation, by, lock)
        elif by is not None and submission.origin:
            basis = _asked_at_home(one, by, lock)
        else:
            basis = None
        if basis is not None and not basis.lets_decide:
            found[one.pk] = basis
    return found


def _asked(way: Participation, by: User | None, lock: bool) -> Basis | None:
    if way.previous_id is None:
        return None
    if lock:
        rows = Certificate.objects.select_for_update(of=("self",))
        list(rows.filter(_rest_on([way])).order_by("pk"))
        if way.held_star == 5:
            told = NationalResult.objects.filter(submission=way.previous_id, star=5)
            codes = list(told.values_list("public_code", flat=True))
            with at_ministry(by):
                list(rows.filter(public_code__in=codes).order_by("pk"))
    return basis_of_way(way)


def _asked_at_home(evaluation: Evaluation, by: User, lock: bool) -> Basis | None:
    """Ask in the province: the Ministry's copy of a file knows no certificate of the product."""
    package = Package.objects.filter(submission=evaluation.submission_id).first()
    if package is None:
        return None
    with at_home(evaluation.submission, by):
        rows = Participation.objects.filter(submissions__evaluations=package.answers_to)
        way = rows.first()
        return _asked(way, by, lock) if way is not None else None


def _rest_on(ways: list[Participation]) -> Q:
    began = Q(submission__in=[way.previous_id for way in ways])
    return began | Q(submission__participation__in=[way.pk for way in ways])


def _five_stars(submissions: list[int]) -> dict[int, list[Basis]]:
    """Return the Ministry's five stars by the copy that everybody may read."""
    found: dict[int, list[Basis]] = {}
    if submissions:
        told = NationalResult.objects.filter(submission__in=submissions, star=5)
        codes = dict(told.values_list("public_code", "submission"))
        copies = PublishedCertificate.objects.filter(public_code__in=codes).order_by("pk")
        for code, *one in copies.values_list("public_code", "status", "number", "valid_to"):
            found.setdefault(codes[code], []).append(Basis(*one))
    return found
