"""The demo's concluded round of 2023 under 148/2023: a district council in huyện Tư Nghĩa.

Four products of xã Nghĩa Kỳ: ginger gets 3 stars from the district in the autumn of 2023, which
have run out by now; in winter malt gets 3 stars from the district; candy goes up and gets 4 from
the province; sugar goes up, falls short of 70 there and gets 3 from the district on that result.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from councils import actions as councils
from councils.models import Council, Sitting
from evaluations import (
    agenda_actions,
    closing_actions,
    district_actions,
    sheet_actions,
    sitting_actions,
)
from evaluations.marks import book_of
from evaluations.models import Certificate, Evaluation
from evaluations.page_actions import publish_page
from producers import actions as producer_actions
from producers.models import Producer
from products import actions, cycle_actions, dossier_actions, review_actions
from products import sheet_actions as paper_actions
from products.dossier_facts import applicable
from products.handin_actions import hand_in
from products.models import Cycle, Participation
from regulations.models import ProductLine
from territories import clock

from . import papers
from . import words_148 as words
from .marks import marks_for
from .offices import decide, seat
from .people_148 import COMMUNE, DISTRICT, NGHIA_KY, PRODUCER, TU_NGHIA, acting, email, unit
from .people_148 import create as people
from .scoring import confirm

HANDED_IN_ON, DISTRICT_SITS_ON = date(2023, 11, 15), date(2023, 12, 14)
EARLY_ON = date(2023, 9, 13)  # 36 months: until 13 September 2026
PASSED_UP_ON, PROVINCE_SITS_ON = date(2023, 12, 20), date(2024, 1, 16)
COUNCIL_SET_UP_ON = date(2023, 7, 10)
EARLIER = timedelta(weeks=16)  # so long before the other three ginger comes to each act
PUBLISHED_ON, CLOSED_ON = date(2024, 2, 6), date(2024, 2, 28)
# Login, title, organisation, whether he scores.
LOCAL = (
    ("kim", "chair", "Ủy ban nhân dân huyện Tư Nghĩa (mẫu)", True),
    ("long", "deputy", "Phòng Nông nghiệp và PTNT (mẫu)", True),
    ("mo", "member", "Phòng Kinh tế và Hạ tầng (mẫu)", True),
    ("quyen", "secretary", "Phòng Nông nghiệp và PTNT (mẫu)", False),
)
ABOVE = (
    ("lan", "chair", "Ủy ban nhân dân tỉnh (mẫu)", True),
    ("minh", "deputy", "Sở Nông nghiệp và PTNT (mẫu)", True),
    ("an", "member", "Sở Công Thương (mẫu)", True),
    ("thao", "secretary", "Văn phòng điều phối nông thôn mới tỉnh (mẫu)", False),
)


def create() -> None:
    """Walk the round, each act on its day of 2023 and 2024, through the pages' own actions."""
    people()
    cycle, producer = begin()
    council = district_council()
    ginger = to_the_dossier(producer, cycle, words.GINGER, 7, "#c9a063", EARLIER)
    to_the_district(ginger, 1, EARLIER)
    first = sitting(council, DISTRICT_SITS_ON - EARLIER, "phuoc", "quyen")
    (early,) = judge(first, {ginger: (61, 3)}, LOCAL)
    publish(recognise(early, "phuoc", "hau", EARLY_ON, "301/QĐ-UBND (mẫu)"), EARLY_ON)
    malt, candy, sugar = rows = [
        to_the_dossier(producer, cycle, facts, line, colour)
        for facts, line, colour in (
            (words.MALT, 6, "#a5691f"),
            (words.CANDY, 7, "#d9b45a"),
            (words.SUGAR, 10, "#e9dcc0"),
        )
    ]
    for number, row in enumerate(rows, 2):
        to_the_district(row, number)
    below = sitting(council, DISTRICT_SITS_ON, "phuoc", "quyen")
    own, up, fallen = judge(below, {malt: (64, 3), candy: (76, 4), sugar: (71, 4)}, LOCAL)
    malt_paper = recognise(own, "phuoc", "hau", date(2024, 1, 3), "412/QĐ-UBND (mẫu)")
    for number, evaluation in enumerate((up, fallen), 1):
        pass_up(evaluation, number)
    above = sitting(provincial_council(), PROVINCE_SITS_ON, "binh", "thao")
    up, fallen = judge(above, {candy: (75, 4), sugar: (66, 3)}, ABOVE)
    candy_paper = recognise(up, "binh", "dung", date(2024, 1, 25), "1890/QĐ-UBND (mẫu)")
    sugar_paper = recognise(fallen, "phuoc", "hau", date(2024, 1, 30), "498/QĐ-UBND (mẫu)")
    for certificate in (malt_paper, candy_paper, sugar_paper):
        publish(certificate, PUBLISHED_ON)
    with acting("binh", CLOSED_ON) as (_province, binh):
        cycle_actions.close_cycle(cycle=cycle, by=binh, note="Đã công bố kết quả năm 2023.")


def begin() -> tuple[Cycle, Producer]:
    """Bình opens the year, Oanh registers the cooperative and lets Tâm act for it."""
    with acting("binh", date(2023, 3, 15)) as (province, binh):
        cycle = cycle_actions.open_cycle(province=province, year=2023, by=binh)
    with acting("oanh", date(2023, 3, 20)) as (province, oanh):
        producer = producer_actions.register(
            province=province, by=oanh, commune=unit(COMMUNE, NGHIA_KY), **words.COOPERATIVE
        )
        login, name = PRODUCER
        producer_actions.invite_account(
            producer=producer, by=oanh, email=email(login), full_name=name
        )
    return cycle, producer


def to_the_dossier(
    producer: Producer,
    cycle: Cycle,
    facts: dict[str, str],
    line: int,
    colour: str,
    earlier: timedelta = timedelta(),
) -> Participation:
    """Tâm takes a product through the first four steps and hands its dossier in."""
    with acting("tam", date(2023, 4, 4)) as (_province, tam):
        product = actions.register(
            producer=producer,
            by=tam,
            cycle=cycle,
            upload=papers.picture(facts["name"], colour),
            line=ProductLine.objects.get(number=line),
            **facts,
        )
        row = product.participations.get()
        actions.submit_step(participation=row, by=tam)
    accept(row, "oanh", date(2023, 4, 6))
    with acting("tam", date(2023, 4, 20)) as (_province, tam):
        paper_actions.save_idea(participation=row, by=tam, version=0, **words.IDEA)
        actions.submit_step(participation=row, by=tam)
    accept(row, "oanh", date(2023, 4, 25))
    with acting("tam", date(2023, 5, 10)) as (_province, tam):
        paper_actions.save_plan(participation=row, by=tam, version=0, **words.PLAN)
        actions.submit_step(participation=row, by=tam)
    with acting("binh", date(2023, 5, 22)) as (_province, binh):
        paper_actions.appraise_plan(
            participation=row, by=binh, version=1, appraisal=words.APPRAISAL
        )
    accept(row, "binh", date(2023, 5, 22))
    reported_on = date(2023, 9, 15) - earlier
    with acting("tam", reported_on) as (_province, tam):
        paper_actions.add_production_report(
            participation=row, by=tam, reported_on=reported_on, **words.REPORT
        )
        actions.submit_step(participation=row, by=tam)
    accept(row, "oanh", date(2023, 9, 18) - earlier)
    write_dossier(row, HANDED_IN_ON - earlier)
    return row


def accept(participation: Participation, login: str, day: date) -> None:
    """Let an office take a step in."""
    with acting(login, day) as (_province, officer):
        actions.accept(participation=participation, by=officer)


def write_dossier(participation: Participation, day: date) -> None:
    """Tâm claims 80 points, attaches three papers and hands the dossier in to the commune."""
    with acting("tam", day) as (_province, tam):
        dossier = dossier_actions.start_dossier(participation=participation, by=tam)
        dossier_actions.write_texts(
            dossier=dossier, by=tam, version=dossier.version, **words.RESULTS
        )
        criteria_set = applicable(participation, clock.today())[1]
        claimed = marks_for(criteria_set.as_rules(), 80, star=4)
        for criterion in criteria_set.criteria.prefetch_related("levels"):
            if criterion.key in claimed:
                level = criterion.levels.get(ordinal=claimed[criterion.key])
                dossier_actions.answer(
                    dossier=dossier,
                    criterion=criterion,
                    by=tam,
                    version=0,
                    level=level,
                    description=words.DESCRIPTION if level.points else "",
                )
        name = participation.product.name
        for title in ("Giấy chứng nhận đăng ký hợp tác xã", "Bản tự công bố sản phẩm"):
            dossier_actions.attach_evidence(
                dossier=dossier,
                by=tam,
                upload=papers.scan(title, name),
                paper=criteria_set.regulation.papers.first(),
                title=title,
                issued_on=date(2023, 6, 9),
            )
        hand_in(participation=participation, by=tam)


def to_the_district(
    participation: Participation, number: int, earlier: timedelta = timedelta()
) -> None:
    """Oanh receives the dossier and passes it up; Phước checks it and takes it in."""
    forwarded_on, sampled_on = date(2023, 11, 20) - earlier, date(2023, 11, 29) - earlier
    with acting("oanh", forwarded_on) as (_province, oanh):
        review_actions.receive_dossier(
            participation=participation,
            by=oanh,
            register_no=f"{number:02d}/2023",
            paper_set_received_on=HANDED_IN_ON - earlier,
        )
        review_actions.forward_dossier(
            participation=participation,
            by=oanh,
            request_no=f"3{number}/UBND (mẫu)",
            requested_on=forwarded_on,
            signer="Tạ Văn Lộc (mẫu)",
        )
    check(participation, "phuoc", date(2023, 11, 27) - earlier, f"{number:02d}/TN")
    with acting("phuoc", sampled_on) as (_province, phuoc):
        review_actions.record_samples(
            participation=participation, by=phuoc, count=5, received_on=sampled_on
        )


def check(participation: Participation, login: str, day: date, register_no: str) -> None:
    """Let the office that holds the dossier take it in."""
    with acting(login, day) as (_province, officer):
        review_actions.check_dossier(
            participation=participation,
            by=officer,
            is_accepted=True,
            register_no=register_no,
            paper_set_received_on=day,
        )


def district_council() -> Council:
    """Phước enters the council that the district's chairman set up."""
    with acting("phuoc", COUNCIL_SET_UP_ON) as (province, phuoc):
        council = councils.establish_council(
            province=province,
            by=phuoc,
            level=Council.Level.DISTRICT,
            unit=unit(DISTRICT, TU_NGHIA),
            name="Hội đồng đánh giá, phân hạng sản phẩm OCOP huyện Tư Nghĩa năm 2023 (mẫu)",
            decision_no="2023-07/QĐ-UBND huyện (mẫu)",
            established_on=COUNCIL_SET_UP_ON,
        )
        return seat(council, LOCAL, phuoc)


def provincial_council() -> Council:
    """Bình enters the province's council of the year."""
    with acting("binh", date(2023, 11, 13)) as (province, binh):
        council = councils.establish_council(
            province=province,
            by=binh,
            level=Council.Level.PROVINCIAL,
            name="Hội đồng đánh giá, phân hạng sản phẩm OCOP tỉnh năm 2023 (mẫu)",
            decision_no="2023-09/QĐ-UBND (mẫu)",
            established_on=date(2023, 11, 13),
        )
        return seat(council, ABOVE, binh)


def sitting(council: Council, day: date, officer: str, secretary: str) -> Sitting:
    """Plan the meeting a week before it, open it on its day and call the roll."""
    sent = date.fromordinal(day.toordinal() - 7)
    with acting(officer, sent) as (_province, by):
        planned = councils.plan_sitting(
            council=council, by=by, held_on=day, place="Hội trường UBND (mẫu)", files_sent_on=sent
        )
    with acting(secretary, day) as (_province, by):
        opened = sitting_actions.open_sitting(sitting=planned, by=by)
        agenda_actions.call_roll(sitting=opened, by=by, absent={})
    return opened


def judge(
    held: Sitting,
    means: dict[Participation, tuple[int, int]],
    seats: Iterable[tuple[str, str, str, bool]],
) -> list[Evaluation]:
    """Let the council give each product its mean, with the minimums of so many stars met."""
    day, judges = held.held_on, [login for login, *_rest, scores in seats if scores]
    secretary = next(login for login, title, *_rest in seats if title == "secretary")
    found = []
    for participation, (mean, star) in means.items():
        with acting(secretary, day) as (_province, by):
            evaluation = agenda_actions.put_on_agenda(
                sitting=held, submission=participation.submissions.latest("version"), by=by
            )
            evaluation = agenda_actions.begin_scoring(evaluation=evaluation, by=by)
        rules = book_of(evaluation.submission.criteria_set).rules
        for login, total in zip(judges, (mean - 1, mean, mean + 1), strict=True):
            with acting(login, day) as (_province, member):
                sheet = sheet_actions.open_sheet(evaluation=evaluation, by=member)
                answers = [
                    (key, 0, {"level": ordinal})
                    for key, ordinal in marks_for(rules, total, star=star).items()
                ]
                sheet_actions.save_marks(sheet=sheet, by=member, answers=answers)
                sheet_actions.hand_in(sheet=sheet, by=member)
        with acting(secretary, day) as (_province, by):
            closing_actions.open_sheets(evaluation=evaluation, by=by)
            evaluation.refresh_from_db()
            found.append(closing_actions.conclude(evaluation=evaluation, by=by))
    with acting(secretary, day) as (_province, by):
        agenda_actions.end_sitting(sitting=held, by=by)
    confirm(held, "kiem", day)
    return found


def pass_up(evaluation: Evaluation, number: int) -> None:
    """Phước sends the judged file to the province, where Bình takes it in."""
    with acting("phuoc", PASSED_UP_ON) as (_province, phuoc):
        row = district_actions.pass_up(
            evaluation=evaluation,
            request_no="57/TTr-UBND (mẫu)",
            requested_on=PASSED_UP_ON,
            signer="Nguyễn Văn Hậu (mẫu)",
            by=phuoc,
        )
    check(row.submission.participation, "binh", date(2023, 12, 27), f"{number:03d}/2023")


def recognise(
    evaluation: Evaluation, officer: str, leader: str, day: date, number: str
) -> Certificate:
    """Let a level draft and issue its decision; the certificate is printed at once."""
    decision = decide(
        [evaluation],
        (officer, day),
        (leader, day),
        number=number,
        title="Công nhận kết quả đánh giá, phân hạng sản phẩm OCOP năm 2023 (mẫu)",
        acting=acting,
    )
    with acting(leader, day):
        return Certificate.objects.select_related("product").get(recognition__decision=decision)


def publish(certificate: Certificate, day: date) -> None:
    """Tâm tells buyers where to find the product."""
    with acting("tam", day) as (_province, tam):
        publish_page(
            certificate=certificate,
            contact="0905 000 456, htx-mach-nha@ocop.example",
            where_to_buy=words.WHERE_TO_BUY,
            story=certificate.product.story,
            images=list(certificate.product.images.all()),
            by=tam,
        )
