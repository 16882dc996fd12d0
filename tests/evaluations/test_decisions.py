"""Decisions: drafted, edited, issued once; what follows for results, products and people."""

import pytest

from evaluations.models import Certificate, Decision, Evaluation

from .decided import draft, issue, make_concluded

pytestmark = pytest.mark.django_db


def test_issue_recognises_and_makes_certificates() -> None:
    decision = issue(draft(make_concluded()))
    certificate = Certificate.objects.get()
    print(certificate.facts)
    assert certificate.number == f"001/{decision.signed_on.year}/GCN-OCOP"
    assert Evaluation.objects.get().status == "recognised"
    assert Decision.objects.get().status == "issued"
