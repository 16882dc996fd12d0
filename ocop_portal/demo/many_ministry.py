"""The full demo's five stars: the Ministry takes a file in, judges it and gives its certificate."""

from datetime import date

from councils import actions as councils
from councils.models import Council, Sitting
from evaluations import (
    agenda_actions,
    closing_actions,
    decision_actions,
    national_actions,
    printing,
    sitting_actions,
)
from evaluations.models import Decision, Evaluation, Package

from . import papers, words
from .people import CAST, acting
from .scoring import confirm, mark

RECEIVED_ON = date(2026, 8, 20)
HELD_ON = date(2026, 9, 10)
DRAFTED_ON, SIGNED_ON = date(2026, 9, 14), date(2026, 9, 21)
# Login, title, points that he finds; the secretary judges nothing.
SEATS = (
    ("hai", "chair", 93),
    ("mai", "deputy", 92),
    ("phuc", "member", 94),
    ("ly", "secretary", 0),
)


def crown(evaluation: Evaluation) -> None:
    """Give five stars to what the province sent up; its certificate goes home by itself."""
    submission = receive(evaluation).submission
    sitting = convene()
    with acting("ly", HELD_ON) as (_ministry, ly):
        row = agenda_actions.put_on_agenda(
            sitting=sitting, submission=submission, by=ly, outside_round=words.OUTSIDE_ROUND
        )
        sitting_actions.open_sitting(sitting=sitting, by=ly)
        agenda_actions.call_roll(sitting=sitting, by=ly, absent={})
        row.refresh_from_db()
        agenda_actions.begin_scoring(evaluation=row, by=ly)
    for login, _title, points in SEATS:
        if points:
            mark(row, login, points, 5, HELD_ON)
    with acting("ly", HELD_ON) as (_ministry, ly):
        closing_actions.open_sheets(evaluation=row, by=ly)
        row.refresh_from_db()
        closing_actions.conclude(evaluation=row, by=ly)
        agenda_actions.end_sitting(sitting=sitting, by=ly)
    confirm(sitting, "khai", DRAFTED_ON)
    decide(row)


def receive(evaluation: Evaluation) -> Package:
    """Nga takes the file in with its samples."""
    with acting("nga", RECEIVED_ON) as (ministry, nga):
        package = Package.objects.get(answers_to=evaluation.pk, province=ministry)
        return national_actions.receive_package(
            package=package, by=nga, samples=package.samples_sent
        )


def convene() -> Sitting:
    """Nga enters the national council and plans its sitting."""
    with acting("nga", RECEIVED_ON) as (ministry, nga):
        council = councils.establish_council(
            province=ministry,
            by=nga,
            level=Council.Level.NATIONAL,
            name="Hội đồng đánh giá, phân hạng sản phẩm OCOP cấp trung ương năm 2026 (mẫu)",
            decision_no="2026-01/QĐ-BNNMT (mẫu)",
            established_on=RECEIVED_ON,
        )
        for login, title, points in SEATS:
            councils.appoint_member(
                council=council,
                by=nga,
                email=next(one.email for one in CAST if one.login == login),
                title=title,
                organisation="Bộ Nông nghiệp và Môi trường (mẫu)",
                scores=points > 0,
            )
        return councils.plan_sitting(
            council=council,
            by=nga,
            held_on=HELD_ON,
            place="Hội trường Bộ Nông nghiệp và Môi trường",
            files_sent_on=RECEIVED_ON,
        )


def decide(row: Evaluation) -> None:
    """Nga drafts, Vinh issues the decision, and the certificate is printed."""
    with acting("nga", DRAFTED_ON) as (ministry, nga):
        row.refresh_from_db()
        decision = decision_actions.draft_decision(
            province=ministry,
            kind=Decision.Kind.RECOGNITION,
            title="Công nhận sản phẩm OCOP cấp quốc gia năm 2026 (mẫu)",
            evaluations=[row],
            by=nga,
        )
    with acting("vinh", SIGNED_ON) as (_ministry, vinh):
        decision = decision_actions.issue_decision(
            decision=decision,
            number="2026-21/QĐ-BNNMT (mẫu)",
            signed_on=SIGNED_ON,
            signer="Hoàng Quang Vinh (mẫu)",
            signer_title="KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG",
            by=vinh,
            upload=papers.scan("Quyết định 21", "Bộ Nông nghiệp và Môi trường"),
        )
        printing.print_step(printing.job_of(decision).pk)
