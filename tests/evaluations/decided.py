"""Results, decisions and certificates for tests: rows as the council leaves them, then actions."""

from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from accounts.models import Job, User
from accounts.permissions import Role
from councils.models import Sitting
from evaluations import certificate_actions, control_actions, decision_actions, printing
from evaluations.models import (
    Certificate,
    CertificateAct,
    Decision,
    Evaluation,
    PublishedCertificate,
)
from evaluations.states import EvaluationStatus
from products.models import Submission
from territories import clock
from territories.models import Province
from territories.tenancy import acting_for
from tests.cast import give, person, province
from tests.factories import make_producer, make_producer_account, make_sitting, make_submission

AWARD_4 = {"kind": "award", "star": 4}
AWARD_3 = {"kind": "award", "star": 3}
NOT_RANKED = {"kind": "not_ranked", "star": 2, "reasons": ["too_few_points"]}
KNOCKED_OUT = {"kind": "not_ranked", "star": None, "reasons": ["knocked_out"]}
APPROVE_ONLY = {
    "kind": "forward",
    "to": "centre",
    "on_forward": "approve_only",
    "recognises": None,
}
FORWARD_ONLY = APPROVE_ONLY | {"to": "province", "on_forward": "forward_only"}
RECOGNISE_TOO = APPROVE_ONLY | {"on_forward": "recognise_too", "recognises": 4}
PAPER = {"number": "1234/QĐ-UBND", "signer": "Đặng Anh Dũng", "signer_title": "Chủ tịch"}


def acting(login: str, where: Province | None = None) -> Any:
    """Act as a person, in the role of the province."""
    return acting_for(where or province(), person(login))


def controller_of(where: Province) -> User:
    """Return who confirms a tenant's results: Kiểm, or Khải at the Ministry."""
    return person("khai" if where.kind == Province.Kind.MINISTRY else "kiem")


def soat() -> User:
    """Return Soát, Quảng Ngãi's other controller: Kiểm may examine appeals where he confirmed."""
    found = User.objects.filter(email="soat@ocop.example").first()
    if found is None:
        found = User.objects.create_user("soat@ocop.example", full_name="Trần Thị Soát (mẫu)")
        give(found, Role.CONTROLLER, province())
    return found


def confirmed(evaluation: Evaluation, by: User | None = None) -> Evaluation:
    """Let a controller confirm a result, if none has yet."""
    evaluation.refresh_from_db()
    if evaluation.confirmed_at is None:
        by = by or controller_of(evaluation.province)
        with acting_for(evaluation.province, by):
            control_actions.confirm_result(evaluation=evaluation, by=by)
            evaluation.refresh_from_db()
    return evaluation


def make_concluded(
    outcome: dict[str, Any] = AWARD_4,
    *,
    sitting: Sitting | None = None,
    submission: Submission | None = None,
    **over: Any,
) -> Evaluation:
    """Return a result as the council leaves it."""
    number = Evaluation.objects.count() + 1
    if submission is None:
        name = over.pop("name", f"Tỏi đen Lý Sơn {number}" if number > 1 else "Tỏi đen Lý Sơn")
        producer = over.pop("producer", None) or make_producer(
            name=f"Hợp tác xã Ươm Đất số {number}", address="thôn Đông An Vĩnh"
        )
        if not producer.accounts.exists():
            make_producer_account(producer=producer)
        submission = make_submission(producer=producer, name=name)
    sitting = sitting or Sitting.objects.filter(province=submission.province).first()
    sitting = sitting or make_sitting()
    row = Evaluation.objects.create(
        province=submission.province,
        submission=submission,
        sitting=sitting,
        level=over.pop("level", "province"),
        ordinal=number,
        status=EvaluationStatus.SCORING,
    )
    star = over.pop("star", outcome.get("star") or (5 if outcome["kind"] == "forward" else None))
    row.opened_at = clock.now()
    row.save(update_fields=["opened_at"])
    facts = {"points_sum": 225, "sheet_count": 3, "star_by_points": star, "star": star}
    facts |= {"concluded_at": clock.now(), "concluded_by": person("thao")}
    facts |= {"confirmed_at": clock.now(), "confirmed_by": controller_of(row.province)}
    facts |= {"result": {"shape": 1, "outcome": outcome}, "status": EvaluationStatus.CONCLUDED}
    for name, value in (facts | over).items():
        setattr(row, name, value)
    row.save()
    return row


def draft(*evaluations: Evaluation, **over: Any) -> Decision:
    """Let Bình draft a decision."""
    facts = {"kind": "recognition", "title": "Công nhận kết quả đánh giá, phân hạng đợt 2"}
    rows = list(evaluations) or [make_concluded()]
    for row in rows:
        confirmed(row)
    with acting("binh"):
        return decision_actions.draft_decision(
            province=province(), evaluations=rows, by=person("binh"), **facts | over
        )


def issue(decision: Decision, **over: Any) -> Decision:
    """Let Dũng issue it today."""
    facts = PAPER | {"signed_on": clock.today()}
    with acting("dung"):
        return decision_actions.issue_decision(decision=decision, by=person("dung"), **facts | over)


def make_certificate(**over: Any) -> Certificate:
    """Return an issued certificate, not yet printed."""
    paper = {name: over.pop(name) for name in (*PAPER, "signed_on") if name in over}
    count = Decision.objects.count()
    paper.setdefault("number", f"{1234 + count}/QĐ-UBND")
    decision = issue(draft(make_concluded(**over)), **paper)
    return Certificate.objects.get(recognition__decision=decision)


def printed(certificate: Certificate) -> Certificate:
    """Print it as the worker does."""
    job = Job.objects.get(subject_id=certificate.recognition.decision_id)
    with acting_for(certificate.province_id):
        printing.print_step(job.pk)
    certificate.refresh_from_db()
    return certificate


def act(verb: str, certificate: Certificate, **over: Any) -> CertificateAct:
    """Let Dũng revoke, suspend or restore."""
    facts: dict[str, Any] = {
        "decision_no": "77/QĐ-UBND",
        "decided_on": clock.today(),
        "reason": "Kết luận kiểm tra số 12/KL-SNNMT.",
    }
    if verb == "revoke":
        facts |= {"ground": "b", "found_on": clock.today()}
    with acting("dung"):
        perform = getattr(certificate_actions, verb)
        return perform(certificate=certificate, by=person("dung"), **facts | over)


def rewrite(copies: QuerySet[PublishedCertificate], **facts: Any) -> None:
    """Write on public copies what no action ever does: their seal rests until it is done."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('session_replication_role', 'replica', true)")
        copies.update(**facts)
        cursor.execute("SELECT set_config('session_replication_role', 'origin', true)")


def day(text: str) -> date:
    """Read «05/08/2026»."""
    return date(int(text[6:]), int(text[3:5]), int(text[:2]))
