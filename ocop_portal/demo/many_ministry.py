"""The full demo's five stars: the Ministry takes a file in, judges it and gives its certificate."""

from datetime import date

from councils import actions as councils
from councils.models import Council, Sitting
from evaluations import (
    agenda_actions,
    closing_actions,
    national_actions,
    sitting_actions,
)
from evaluations.models import Evaluation, Package

from . import offices, words
from .people import acting
from .scoring import confirm, mark

RECEIVED_ON = date(2026, 8, 20)
HELD_ON = date(2026, 9, 10)
DRAFTED_ON, SIGNED_ON = date(2026, 9, 14), date(2026, 9, 21)
OFFICE = "Bộ Nông nghiệp và Môi trường (mẫu)"
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
        seats = ((login, title, OFFICE, points > 0) for login, title, points in SEATS)
        offices.seat(council, seats, nga)
        return councils.plan_sitting(
            council=council,
            by=nga,
            held_on=HELD_ON,
            place="Hội trường Bộ Nông nghiệp và Môi trường",
            files_sent_on=RECEIVED_ON,
        )


def decide(row: Evaluation) -> None:
    """Nga drafts, Vinh issues the decision, and the certificate is printed."""
    offices.decide(
        [row],
        ("nga", DRAFTED_ON),
        ("vinh", SIGNED_ON),
        number="2026-21/QĐ-BNNMT (mẫu)",
        title="Công nhận sản phẩm OCOP cấp quốc gia năm 2026 (mẫu)",
        signer_title="KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG",
    )
