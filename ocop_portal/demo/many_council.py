"""The full demo's councils of the province: a round that is concluded, one that scores today."""

from collections.abc import Sequence
from datetime import date, timedelta

from councils import actions as councils
from councils.models import Council, Sitting
from evaluations import (
    agenda_actions,
    closing_actions,
    decision_actions,
    forwarding_actions,
    sitting_actions,
)
from evaluations.models import Decision, Evaluation
from products.models import Participation
from territories import clock

from . import many_ministry, offices, papers, standing, words, written
from .people import acting
from .scoring import LEANS, confirm, mark

SCORERS = ("lan", "minh", "an")
SENT_ON, HELD_ON = date(2026, 7, 22), date(2026, 8, 4)
DRAFTED_ON, SIGNED_ON = date(2026, 8, 6), date(2026, 8, 11)
FORWARDED_ON = date(2026, 8, 13)
JUDGED_AGAIN = "Kết quả đánh giá lại sản phẩm OCOP năm 2026 (mẫu)"
RENEWED = date(2026, 9, 3), date(2026, 9, 8)
HALL = "Hội trường Sở Nông nghiệp và Môi trường"
# The council's points and the stars that they are to bear; the second goes to the Ministry.
RESULTS = ((76, 4), (92, 5), (63, 3), (45, 0), (71, 4), (55, 3), (91, 5))


def sit(concluded: Sequence[Participation], today: Sequence[Participation]) -> None:
    """Conclude the first round and decide on it; score some of the second today."""
    with acting("binh", SENT_ON) as (_province, _binh):
        provincial = Council.objects.filter(level=Council.Level.PROVINCIAL)
        council = provincial.latest("established_on")
    rows = agenda(council, concluded, HELD_ON, SENT_ON)
    for number, row in enumerate(rows):
        points, star = RESULTS[number % len(RESULTS)]
        begin(row, HELD_ON)
        for login, lean in zip(SCORERS, LEANS, strict=True):
            mark(row, login, points + lean, star, HELD_ON)
        conclude(row)
    with acting("thao", HELD_ON) as (_province, thao):
        agenda_actions.end_sitting(sitting=rows[0].sitting, by=thao)
    confirm(rows[0].sitting, "kiem", DRAFTED_ON)
    decide(rows)
    standing.suspend(rows[2])
    standing.revoke(rows[5])
    now = clock.today()
    waiting = agenda(council, today, now, now - timedelta(days=10))
    again = written.judge_again(waiting[0].sitting)
    issue(Decision.Kind.RECOGNITION, 13, again, JUDGED_AGAIN, *RENEWED)
    for number, row in enumerate(waiting):
        if number < 3:
            begin(row, now)
            for login in SCORERS[: 3 - number]:
                mark(row, login, 74, 4, now)


def agenda(
    council: Council, ways: Sequence[Participation], held_on: date, sent_on: date
) -> list[Evaluation]:
    """Plan a sitting, put the products on its agenda with the advisers' word, and open it."""
    with acting("binh", sent_on) as (_province, binh):
        sitting = councils.plan_sitting(
            council=council, by=binh, held_on=held_on, place=HALL, files_sent_on=sent_on
        )
    with acting("thao", sent_on) as (_province, thao):
        rows = agenda_actions.put_all_on_agenda(
            sitting=sitting,
            submissions=[way.submissions.latest("version") for way in ways],
            by=thao,
            outside_round=words.OUTSIDE_ROUND,
        )
    with acting("tuan", sent_on + timedelta(days=3)) as (_province, tuan):
        for row in rows:
            agenda_actions.write_advisory_report(
                evaluation=row, by=tuan, text=words.VISITED, site_visited_on=sent_on
            )
    open_sitting(sitting, held_on)
    return rows


def open_sitting(sitting: Sitting, day: date) -> None:
    """Open it; everybody is there."""
    with acting("thao", day) as (_province, thao):
        sitting = sitting_actions.open_sitting(sitting=sitting, by=thao)
        agenda_actions.call_roll(sitting=sitting, by=thao, absent={})


def begin(row: Evaluation, day: date) -> None:
    """Let the members score."""
    with acting("thao", day) as (_province, thao):
        agenda_actions.begin_scoring(evaluation=row, by=thao)


def conclude(row: Evaluation) -> None:
    """Open the sheets and write the result down."""
    with acting("thao", HELD_ON) as (_province, thao):
        closing_actions.open_sheets(evaluation=row, by=thao)
        row.refresh_from_db()
        closing_actions.conclude(evaluation=row, by=thao)
        row.refresh_from_db()


def decide(rows: Sequence[Evaluation]) -> None:
    """Recognise three and four stars; approve what goes up; tell those without a star."""
    fits = decision_actions.FITS
    wanted = [row.pk for row in rows]
    with acting("binh", DRAFTED_ON) as (_province, binh):
        for row in rows:
            if not row.star:
                decision_actions.reject(evaluation=row, by=binh)
    for kind, number in ((Decision.Kind.RECOGNITION, 11), (Decision.Kind.APPROVAL, 12)):
        with acting("binh", DRAFTED_ON) as (_province, binh):
            found = list(Evaluation.objects.filter(fits[kind], pk__in=wanted).order_by("ordinal"))
        if found:
            issue(kind, number, found)


def issue(
    kind: str,
    number: int,
    found: list[Evaluation],
    title: str = "Kết quả đánh giá, phân hạng sản phẩm OCOP đợt 2 năm 2026, phần còn lại (mẫu)",
    drafted_on: date = DRAFTED_ON,
    signed_on: date = SIGNED_ON,
) -> None:
    """Draft and issue one decision, print its certificates, send up what it approved."""
    offices.decide(
        found,
        ("binh", drafted_on),
        ("dung", signed_on),
        number=f"2026-{number}/QĐ-UBND (mẫu)",
        title=title,
        kind=kind,
    )
    if kind == Decision.Kind.APPROVAL:
        for row in found:
            forward(row)
        many_ministry.crown(found[0])  # the others wait to be taken in


def forward(row: Evaluation) -> None:
    """Send the complete file to the Ministry, where it waits to be taken in."""
    with acting("binh", FORWARDED_ON) as (_province, binh):
        row.refresh_from_db()
        forwarding_actions.prepare_package(
            evaluation=row,
            by=binh,
            request_no=f"{row.pk}/UBND-KTN (mẫu)",
            requested_on=FORWARDED_ON,
            signer="Đặng Anh Dũng (mẫu)",
            samples_sent=5,
            request_file=papers.scan(f"Văn bản đề nghị {row.pk}", "Bộ NN và MT"),
            council_report=papers.scan(f"Báo cáo của Hội đồng {row.pk}", "Hội đồng cấp tỉnh"),
        )
        forwarding_actions.forward_to_ministry(evaluation=row, by=binh)
