"""Recognised products for the tests of their renewal, each step by the action that does it."""

from datetime import date
from typing import Any

from django.db import transaction

from evaluations import agenda_actions, decision_actions, renewal_actions
from evaluations.models import Certificate, Evaluation
from products.cycle import Purpose
from products.dossier_actions import write_texts
from products.handin_actions import hand_in
from products.models import Cycle, Dossier, Participation, Submission
from products.review_actions import check_dossier, record_samples
from territories import clock
from tests.cast import person, province
from tests.evaluations.decided import AWARD_3, acting, draft, issue, make_concluded
from tests.factories import make_cycle, make_sitting, make_step_five
from tests.products.dossiers import fill_dossier, forward_handed_in

ISSUED = date(2026, 8, 5)
ENDS = date(2029, 8, 5)


def accepted(way: Participation) -> Participation:
    """Let commune and province pass what was handed in, with its samples."""
    forward_handed_in(way)
    with acting("binh"):
        check_dossier(
            participation=way,
            by=person("binh"),
            is_accepted=True,
            register_no="T-01",
            paper_set_received_on=clock.today(),
        )
        record_samples(participation=way, by=person("binh"), count=5, received_on=clock.today())
    way.refresh_from_db()
    return way


def handed_in(way: Participation) -> Submission:
    """Let Sản fill the dossier in and hand it in."""
    with acting("san"):
        fill_dossier(way)
        return hand_in(participation=way, by=person("san"))


def judged(way: Participation, outcome: dict[str, Any]) -> Evaluation:
    """Return the council's result on what was handed in and accepted last."""
    submission = way.submissions.order_by("-version").first()
    return make_concluded(outcome, submission=submission, sitting=make_sitting())


def recognised(outcome: dict[str, Any] = AWARD_3) -> Certificate:
    """Return Sản's certificate of 5 August 2026, earned by a whole dossier."""
    with clock.fixed(ISSUED):
        way = make_step_five()
        handed_in(way)
        evaluation = judged(accepted(way), outcome)
        issue(draft(evaluation), number="1/QĐ-UBND")
        return Certificate.objects.get(submission__participation=way)


def cycle_of_today() -> Cycle:
    """Return the open cycle of the year."""
    year = clock.today().year
    found = Cycle.objects.filter(province=province(), year=year).first()
    return found or make_cycle(year=year)


def register(certificate: Certificate, purpose: str, login: str = "san") -> Participation:
    """Register a renewal today."""
    cycle = cycle_of_today()
    with acting(login), transaction.atomic():
        return renewal_actions.register_renewal(
            certificate=certificate, cycle=cycle, purpose=purpose, by=person(login)
        )


def changed(way: Participation, text: str = "Thêm dây chuyền sấy lạnh.") -> Dossier:
    """Let Sản write something new into the dossier."""
    dossier = Dossier.objects.get(participation=way)
    with acting("san"):
        return write_texts(
            dossier=dossier, by=person("san"), version=dossier.version, production_result=text
        )


def renewing(certificate: Certificate, purpose: str) -> Participation:
    """Return a renewal that is handed in today with a change, and accepted."""
    way = register(certificate, purpose)
    with acting("san"):
        fill_dossier(way)
    changed(way)
    with acting("san"):
        hand_in(participation=way, by=person("san"))
    return accepted(way)


def reported(evaluation: Evaluation, login: str = "binh") -> Any:
    """Let the office report on a re-evaluation."""
    with acting(login):
        return agenda_actions.write_advisory_report(
            evaluation=evaluation, by=person(login), text="Hồ sơ cập nhật đủ, không đổi quy mô."
        )


def rejected(evaluation: Evaluation) -> Evaluation:
    """Let Bình tell that there is no recognition."""
    with acting("binh"):
        return decision_actions.reject(evaluation=evaluation, by=person("binh"))


UPGRADE, AGAIN = Purpose.UPGRADE, Purpose.RE_EVALUATION
