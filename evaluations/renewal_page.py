"""What pages say of a renewal: the certificate's ways and buttons, the council's changes."""

from collections.abc import Iterable
from typing import Any

from accounts import policy
from accounts.permissions import Permission
from products.renewal import shown

from . import opinion_page, renewal
from .agenda_rules import UNDER_WAY
from .board import Row, due_note
from .models import Certificate, Evaluation
from .renewal_actions import is_judged_again, is_on_another_way, ways_of
from .resting import bases, basis_of_way, words_of
from .states import CertificateStatus, EvaluationStatus


def facts(
    certificate: Certificate, user: Any, *, may_register: bool, may_extend: bool
) -> dict[str, Any]:
    """Return what may be done now, by a person who may register or extend at all."""
    ways, own = ways_of(certificate), certificate.submission.participation_id
    is_valid = certificate.status == CertificateStatus.VALID
    return {
        "may_renew": may_register
        and bool(ways)
        and not is_on_another_way(certificate.product_id, own),
        "ways": ", ".join(str(way.label).lower() for way in ways),
        "may_extend": may_extend and is_valid and is_judged_again(certificate, user),
    }


def before_council(
    evaluation: Evaluation, user: Any, result: dict[str, Any] | None, rows: list[Row]
) -> dict[str, Any]:
    """Return what an upgrade or a re-evaluation changes, and what its result means.

    rows: the product's line of the board while its sheets are sealed.
    """
    submission = evaluation.submission
    note = basis_note(evaluation)
    evaluation.keeps_star = renewal.stays(evaluation) and not note
    by_office = renewal.office_reports(evaluation)
    may_report = by_office and policy.may(user, Permission.DOSSIER_CHECK, evaluation)
    return {
        "renewal": shown(submission.snapshot.get("renewal")),
        "result_due": due_note(evaluation),
        "by_office": by_office,
        "may_report": may_report and evaluation.opened_at is None,
        **opinion_page.of_evaluation(evaluation, user, rows[0] if rows else None),
        "renewal_words": words_of(submission, (result or {}).get("outcome")),
        "basis_note": note,
    }


def basis_note(evaluation: Evaluation) -> str:
    """Say of an undecided renewal that its certificate stands no more, and what to do."""
    if evaluation.status not in (*UNDER_WAY, EvaluationStatus.CONCLUDED, EvaluationStatus.APPROVED):
        return ""
    basis = basis_of_way(evaluation.submission.participation)
    if basis is None:
        return ""
    return basis.refusal if evaluation.status in UNDER_WAY else basis.advice


def say_of_stars(results: Iterable[Evaluation]) -> None:
    """Put on each result what it means for a star that is held, in a fixed number of queries."""
    rows = list(results)
    held = bases(row.submission.participation for row in rows)
    for row in rows:
        basis = held.get(row.submission.participation_id)
        fallen, last = (basis.outcome, basis.last_day) if basis else ("", None)
        row.keeps_star = renewal.stays(row) and not fallen
        row.words = fallen or renewal.outcome_words(
            row.submission, row.result["outcome"], last_day=last
        )
