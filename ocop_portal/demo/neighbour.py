"""The full demo's second province: a small council, one sitting, two products with their stars."""

from collections.abc import Sequence
from datetime import date

from councils import actions as councils
from councils.models import Council, Sitting
from evaluations import (
    agenda_actions,
    closing_actions,
    sitting_actions,
)
from evaluations.models import Certificate, Evaluation
from evaluations.page_actions import publish_page
from products.models import Participation

from . import words
from .offices import decide, seat
from .people import acting
from .scoring import LEANS, confirm, mark

ESTABLISHED_ON, SENT_ON, HELD_ON = date(2026, 7, 15), date(2026, 7, 24), date(2026, 8, 6)
DRAFTED_ON, SIGNED_ON, PUBLISHED_ON = date(2026, 8, 10), date(2026, 8, 14), date(2026, 8, 18)
OFFICE = "Sở Nông nghiệp và Môi trường (mẫu)"
HALL = "Nhà văn hóa phường Quy Nhơn (mẫu)"
# Login, title, whether he scores.
SEATS = (
    ("hoan", "chair", True),
    ("chau", "deputy", True),
    ("duc", "member", True),
    ("hien", "secretary", False),
)
RESULTS = ((74, 4), (61, 3))  # the council's points, and the stars that they are to bear


def judge(ways: Sequence[Participation]) -> None:
    """Take two accepted files through the council to their certificates; one gets its page."""
    sitting = convene()
    rows = begin(sitting, ways)
    for row, (points, star) in zip(rows, RESULTS, strict=True):
        scorers = [login for login, _title, scores in SEATS if scores]
        for login, lean in zip(scorers, LEANS, strict=True):
            mark(row, login, points + lean, star, HELD_ON)
    conclude(sitting, rows)
    confirm(sitting, "soat", DRAFTED_ON)
    publish(recognise(rows)[0])


def convene() -> Sitting:
    """Tú enters the council that the province set up, and plans its sitting."""
    with acting("tu", ESTABLISHED_ON) as (province, tu):
        council = councils.establish_council(
            province=province,
            by=tu,
            level=Council.Level.PROVINCIAL,
            name="Hội đồng đánh giá, phân hạng sản phẩm OCOP tỉnh Gia Lai năm 2026 (mẫu)",
            decision_no="2026-41/QĐ-UBND (mẫu)",
            established_on=ESTABLISHED_ON,
        )
        seat(council, ((login, title, OFFICE, scores) for login, title, scores in SEATS), tu)
    with acting("tu", SENT_ON) as (_province, tu):
        return councils.plan_sitting(
            council=council, by=tu, held_on=HELD_ON, place=HALL, files_sent_on=SENT_ON
        )


def begin(sitting: Sitting, ways: Sequence[Participation]) -> list[Evaluation]:
    """Hiên writes the agenda, opens the sitting and lets the members score."""
    with acting("hien", SENT_ON) as (_province, hien):
        rows = agenda_actions.put_all_on_agenda(
            sitting=sitting,
            submissions=[way.submissions.get() for way in ways],
            by=hien,
            outside_round=words.OUTSIDE_ROUND,
        )
    with acting("hien", HELD_ON) as (_province, hien):
        sitting = sitting_actions.open_sitting(sitting=sitting, by=hien)
        agenda_actions.call_roll(sitting=sitting, by=hien, absent={})
        for row in rows:
            row.refresh_from_db()
            agenda_actions.begin_scoring(evaluation=row, by=hien)
    return rows


def conclude(sitting: Sitting, rows: Sequence[Evaluation]) -> None:
    """Hiên opens the sheets, writes the results down and ends the sitting."""
    with acting("hien", HELD_ON) as (_province, hien):
        for row in rows:
            closing_actions.open_sheets(evaluation=row, by=hien)
            row.refresh_from_db()
            closing_actions.conclude(evaluation=row, by=hien)
        agenda_actions.end_sitting(sitting=sitting, by=hien)


def recognise(rows: Sequence[Evaluation]) -> list[Certificate]:
    """Tú drafts, Nam issues the decision, and the certificates are printed."""
    decision = decide(
        rows,
        ("tu", DRAFTED_ON),
        ("nam", SIGNED_ON),
        number="2026-42/QĐ-UBND (mẫu)",
        title="Công nhận kết quả đánh giá, phân hạng sản phẩm OCOP năm 2026 (mẫu)",
    )
    with acting("nam", SIGNED_ON):
        found = Certificate.objects.filter(recognition__decision=decision)
        return list(found.order_by("ordinal"))


def publish(certificate: Certificate) -> None:
    """Tú tells buyers, for the producer, where to find the product."""
    with acting("tu", PUBLISHED_ON) as (_province, tu):
        product = certificate.product
        publish_page(
            certificate=certificate,
            contact="0905 000 789, san-pham@ocop.example",
            where_to_buy=f"{product.producer.name}, {product.producer.address}",
            story=product.story,
            images=list(product.images.all()),
            by=tu,
        )
