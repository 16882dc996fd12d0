"""The demo's product before the council, its decision, its certificate and its public page."""

from datetime import date

from accounts.models import User
from councils import actions as councils
from councils.models import Council
from evaluations import (
    agenda_actions,
    closing_actions,
    sheet_actions,
    sitting_actions,
)
from evaluations.marks import book_of
from evaluations.models import Certificate, Evaluation
from evaluations.page_actions import publish_page
from products.models import Submission

from . import words
from .offices import decide, seat
from .people import CAST, acting
from .scoring import confirm

ESTABLISHED_ON = date(2026, 7, 20)
FILES_SENT_ON = date(2026, 7, 24)
HELD_ON = date(2026, 8, 3)
CONFIRMED_ON = date(2026, 8, 4)
DRAFTED_ON, SIGNED_ON = date(2026, 8, 5), date(2026, 8, 10)
PUBLISHED_ON = date(2026, 8, 12)
NEXT_PLANNED_ON = date(2026, 8, 14)
# Login, title, organisation, whether he scores.
SEATS = (
    ("lan", "chair", "Ủy ban nhân dân tỉnh (mẫu)", True),
    ("minh", "deputy", "Sở Nông nghiệp và Môi trường (mẫu)", True),
    ("an", "member", "Sở Công Thương (mẫu)", True),
    ("thao", "secretary", "Văn phòng điều phối nông thôn mới tỉnh (mẫu)", False),
)


def judge(submission: Submission) -> None:
    """Take what was handed in through the council to its certificate and public page."""
    council = establish()
    evaluation = prepare(council, submission)
    score(evaluation)
    conclude(evaluation)
    confirm(evaluation.sitting, "kiem", CONFIRMED_ON)
    certificate = recognise(evaluation)
    publish(certificate)
    with acting("binh", NEXT_PLANNED_ON) as (_province, binh):
        councils.plan_sitting(
            council=council, by=binh, held_on=date(2026, 12, 22), place="Hội trường tầng 2"
        )


def _email(login: str) -> str:
    return next(one.email for one in CAST if one.login == login)


def establish() -> Council:
    """Bình enters the council that the province's chairman set up."""
    with acting("binh", ESTABLISHED_ON) as (province, binh):
        council = councils.establish_council(
            province=province,
            by=binh,
            level=Council.Level.PROVINCIAL,
            name="Hội đồng đánh giá, phân hạng sản phẩm OCOP tỉnh năm 2026 (mẫu)",
            decision_no="2026-01/QĐ-UBND (mẫu)",
            established_on=ESTABLISHED_ON,
            rules_no="2026-02/QĐ-HĐ (mẫu)",
        )
        seat(council, SEATS, binh)
        councils.appoint_adviser(
            council=council,
            by=binh,
            email=_email("tuan"),
            organisation="Chi cục Phát triển nông thôn (mẫu)",
            leads=True,
        )
        return council


def prepare(council: Council, submission: Submission) -> Evaluation:
    """Bình plans the sitting, Thảo writes the agenda, Tuấn looks at the workshop."""
    with acting("binh", FILES_SENT_ON) as (_province, binh):
        sitting = councils.plan_sitting(
            council=council,
            by=binh,
            held_on=HELD_ON,
            place="Hội trường Sở Nông nghiệp và Môi trường",
            files_sent_on=FILES_SENT_ON,
        )
    with acting("thao", FILES_SENT_ON) as (_province, thao):
        evaluation = agenda_actions.put_on_agenda(
            sitting=sitting, submission=submission, by=thao, outside_round=words.OUTSIDE_ROUND
        )
    with acting("tuan", date(2026, 7, 30)) as (_province, tuan):
        agenda_actions.write_advisory_report(
            evaluation=evaluation, by=tuan, text=words.VISITED, site_visited_on=date(2026, 7, 29)
        )
    return evaluation


def score(evaluation: Evaluation) -> None:
    """Thảo opens the sitting; every member marks his sheet and hands it in."""
    with acting("thao", HELD_ON) as (_province, thao):
        sitting = sitting_actions.open_sitting(sitting=evaluation.sitting, by=thao)
        agenda_actions.call_roll(sitting=sitting, by=thao, absent={})
        evaluation = agenda_actions.begin_scoring(evaluation=evaluation, by=thao)
    for login, otherwise in words.JUDGED.items():
        with acting(login, HELD_ON) as (_province, member):
            mark(evaluation, words.CLAIMED | otherwise, member)


def mark(evaluation: Evaluation, points: dict[str, int], member: User) -> None:
    """Mark one sheet and hand it in; a level is chosen, the points come with it."""
    rules = book_of(evaluation.submission.criteria_set).rules
    sheet = sheet_actions.open_sheet(evaluation=evaluation, by=member)
    answers = []
    for criterion in rules.criteria:
        wanted = points[criterion.key]
        level = next(one for one in criterion.options()[0] if one.points == wanted)
        answers.append((criterion.key, 0, {"level": level.ordinal}))
    sheet_actions.save_marks(sheet=sheet, by=member, answers=answers)
    sheet_actions.hand_in(sheet=sheet, by=member)


def conclude(evaluation: Evaluation) -> None:
    """Thảo reveals the sheets, writes the council's conclusion down and ends the sitting."""
    with acting("thao", HELD_ON) as (_province, thao):
        closing_actions.open_sheets(evaluation=evaluation, by=thao)
        evaluation.refresh_from_db()
        closing_actions.conclude(evaluation=evaluation, by=thao)
        agenda_actions.end_sitting(sitting=evaluation.sitting, by=thao)


def recognise(evaluation: Evaluation) -> Certificate:
    """Bình drafts the decision, Dũng issues it; the certificate is printed at once."""
    decision = decide(
        [evaluation],
        ("binh", DRAFTED_ON),
        ("dung", SIGNED_ON),
        number="2026-03/QĐ-UBND (mẫu)",
        title="Công nhận kết quả đánh giá, phân hạng sản phẩm OCOP đợt 2 năm 2026 (mẫu)",
    )
    with acting("dung", SIGNED_ON):
        return Certificate.objects.get(recognition__decision=decision)


def publish(certificate: Certificate) -> None:
    """Sản tells buyers where to find the product; that ends its way through the cycle."""
    with acting("san", PUBLISHED_ON) as (_province, san):
        publish_page(
            certificate=certificate,
            contact="0905 000 123, htx-toi-den@ocop.example",
            where_to_buy=words.WHERE_TO_BUY,
            story=words.BLACK_GARLIC["story"],
            images=list(certificate.product.images.all()),
            by=san,
        )
