"""The draft decision with its annex as PDF, to be taken over into the office's own system."""

from collections.abc import Sequence

from products.documents import pdf
from regulations import grounds
from territories import clock
from territories.models import Province

from . import awards, wording
from .certificate_facts import issuer
from .district_requests import requests_of
from .models import Decision, Evaluation, Recognition
from .resting import obstacles
from .scoring import shown_mean
from .states import DecisionStatus


def annex_lines(decision: Decision) -> list[Recognition]:
    """Return the annex with names, mean and certificate."""
    rows = decision.recognitions.select_related(
        "evaluation__submission", "evaluation__national_result", "certificate__published"
    )
    rows = rows.defer("evaluation__submission__snapshot", "evaluation__result")
    lines = list(awards.named(rows, "evaluation__").order_by("ordinal"))
    gone, standing = _withdrawn(decision), _obstacles(decision)
    requests = requests_of(line.evaluation.submission_id for line in lines)
    for line in lines:
        row = line.evaluation
        line.request = requests.get(row.submission_id)
        line.mean = _mean(line)
        line.issued = getattr(line, "certificate", None)
        line.is_withdrawn = row.pk in gone
        line.obstacle = standing.get(row.pk, "")
    return lines


def _withdrawn(decision: Decision) -> set[int]:
    """Return what is on a draft and was taken out of the cycle: it cannot stay on it."""
    if decision.status != DecisionStatus.DRAFT:
        return set()
    rows = Evaluation.objects.filter(awards.WITHDRAWN, recognition__decision=decision)
    return set(rows.values_list("pk", flat=True))


def _obstacles(decision: Decision) -> dict[int, str]:
    """Say what has become of the certificate on which a line of a draft rests (R22)."""
    if decision.status != DecisionStatus.DRAFT:
        return {}
    rows = Evaluation.objects.filter(recognition__decision=decision)
    rows = rows.select_related("submission__participation").defer("submission__snapshot")
    return {pk: basis.words for pk, basis in obstacles(rows).items()}


def _mean(line: Recognition) -> str:
    """Return the mean on which the stars of the line rest."""
    row = awards.counting(line.evaluation, line.kind)
    return shown_mean(row.points_sum, row.sheet_count) if row.sheet_count else "–"


def _law(decision: Decision) -> str:
    """Return the law by which a People's Committee decides on that day; of a minister none."""
    if decision.province.kind == Province.Kind.MINISTRY:
        return ""
    return grounds.law_on(decision.signed_on or clock.today())


def annex_pdf(decision: Decision, lines: Sequence[Recognition]) -> bytes:
    """Return the paper in the words that provinces use; number and day are the office's to give."""
    office, place = issuer(decision)
    is_draft = decision.status == DecisionStatus.DRAFT
    procedures = [line.evaluation.submission.procedure for line in lines]
    context = {
        "decision": decision,
        "lines": lines,
        "count": sum(not line.is_withdrawn for line in lines),
        "is_draft": is_draft,
        # Of the district's own decision the request is no part.
        "has_requests": decision.unit_id is None and any(line.request for line in lines),
        "is_approval": decision.kind == Decision.Kind.APPROVAL,
        "agency": wording.agency_lines(office),
        "authority": wording.authority(office),
        "head": wording.head_of(office),
        "law": _law(decision),
        "bases": sorted({wording.dated(basis) for one in procedures for basis in one.legal_basis}),
        "place_day": wording.place_and_day(place, decision.signed_on)
        if decision.signed_on
        else f"{place}, ngày      tháng      năm",
        "day": wording.day_in_words(decision.signed_on) if decision.signed_on else "",
        "signer_title": wording.post_lines(decision.signer_title) or ["CHỦ TỊCH"],
    }
    return pdf("documents/decision.html", context)
