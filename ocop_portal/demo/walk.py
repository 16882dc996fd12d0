"""The demo's products before the council: one goes to the end, three are left on their way."""

from datetime import date

from producers import actions as producer_actions
from producers.models import Producer
from products import actions, cycle_actions, dossier_actions, review_actions, sheet_actions
from products.cycle import Step
from products.dossier_facts import applicable
from products.handin_actions import hand_in
from products.models import Cycle, Dossier, Participation, Submission
from regulations.models import ProductLine
from territories import clock

from . import council, papers, words
from .people import LY_SON, acting, commune

# The decree came in May, so the province leaves its first year more time than usual.
DEADLINES = {
    Step.REGISTRATION: date(2026, 8, 31),
    Step.IDEA: date(2026, 12, 15),
    Step.BUSINESS_PLAN: date(2026, 12, 31),
    Step.PRODUCTION: date(2027, 1, 31),
    Step.EVALUATION: date(2027, 2, 28),
    Step.PROMOTION: date(2027, 3, 31),
}
DARK, GOLD, PALE = "#3b2a22", "#c98a1b", "#e6d3a8"
LAST_DAY = council.NEXT_PLANNED_ON


def create() -> None:
    """Walk the products, each act on its day, by its person, through the pages' own actions."""
    cycle, producer = open_year(), register_cooperative()
    garlic = enrol(producer, cycle, words.BLACK_GARLIC, line=7, colour=DARK, day=date(2026, 5, 27))
    accept_idea(garlic, handed_in=date(2026, 5, 29), accepted=date(2026, 6, 1))
    accept_plan(garlic, handed_in=date(2026, 6, 5), accepted=date(2026, 6, 9))
    accept_report(garlic, handed_in=date(2026, 6, 26), accepted=date(2026, 6, 29))
    submission = hand_in_dossier(garlic)
    request_evaluation(garlic)
    take_in(garlic)
    council.judge(submission)

    pickled = enrol(producer, cycle, words.PICKLED, line=7, colour=GOLD, day=date(2026, 6, 3))
    accept_idea(pickled, handed_in=date(2026, 6, 8), accepted=date(2026, 6, 10))
    accept_plan(pickled, handed_in=date(2026, 6, 22), accepted=date(2026, 6, 25))
    accept_report(pickled, handed_in=date(2026, 8, 3), accepted=date(2026, 8, 5))
    begin_dossier(pickled)
    oil = enrol(producer, cycle, words.OIL, line=10, colour=GOLD, day=date(2026, 8, 3))
    accept_idea(oil, handed_in=date(2026, 8, 6), accepted=date(2026, 8, 7))
    hand_in_plan(oil, date(2026, 8, 12))
    powder = enrol(producer, cycle, words.POWDER, line=10, colour=PALE, day=date(2026, 8, 10))
    hand_in_idea(powder, date(2026, 8, 13))


def open_year() -> Cycle:
    """Bình opens the year under the new decree."""
    with acting("binh", date(2026, 5, 25)) as (province, binh):
        cycle = cycle_actions.open_cycle(province=province, year=2026, by=binh)
        return cycle_actions.set_deadlines(cycle=cycle, by=binh, deadlines=DEADLINES)


def register_cooperative() -> Producer:
    """Hoa registers the cooperative with its papers and lets Sản act for it."""
    with acting("hoa", date(2026, 5, 26)) as (province, hoa):
        producer = producer_actions.register(
            province=province, by=hoa, commune=commune(LY_SON), **words.COOPERATIVE
        )
        for kind, number, issuer, issued_on, expires_on in words.PERMITS:
            producer_actions.add_permit(
                producer=producer,
                by=hoa,
                upload=papers.scan(f"Giấy tờ {number}", issuer, producer.name),
                kind=kind,
                number=number,
                issuer=issuer,
                issued_on=issued_on,
                expires_on=expires_on,
            )
        producer_actions.invite_account(
            producer=producer, by=hoa, email="san@ocop.example", full_name="Phạm Văn Sản (mẫu)"
        )
        return producer


def enrol(
    producer: Producer, cycle: Cycle, facts: dict[str, str], *, line: int, colour: str, day: date
) -> Participation:
    """Sản registers a product for the year, Hoa takes the registration in."""
    with acting("san", day) as (_province, san):
        product = actions.register(
            producer=producer,
            by=san,
            cycle=cycle,
            upload=papers.picture(facts["name"], colour),
            line=ProductLine.objects.get(number=line),
            **facts,
        )
        participation = product.participations.get()
        actions.submit_step(participation=participation, by=san)
    with acting("hoa", day) as (_province, hoa):
        return actions.accept(participation=participation, by=hoa)


def hand_in_idea(participation: Participation, day: date) -> None:
    """Sản writes the idea sheet."""
    with acting("san", day) as (_province, san):
        sheet_actions.save_idea(participation=participation, by=san, version=0, **words.IDEA)
        actions.submit_step(participation=participation, by=san)


def accept_idea(participation: Participation, *, handed_in: date, accepted: date) -> None:
    """Sản writes the idea sheet, Hoa takes it in."""
    hand_in_idea(participation, handed_in)
    with acting("hoa", accepted) as (_province, hoa):
        actions.accept(participation=participation, by=hoa)


def hand_in_plan(participation: Participation, day: date) -> None:
    """Sản writes the business plan."""
    with acting("san", day) as (_province, san):
        sheet_actions.save_plan(participation=participation, by=san, version=0, **words.PLAN)
        actions.submit_step(participation=participation, by=san)


def accept_plan(participation: Participation, *, handed_in: date, accepted: date) -> None:
    """Sản writes the business plan, Bình appraises it and takes it in."""
    hand_in_plan(participation, handed_in)
    with acting("binh", accepted) as (_province, binh):
        sheet_actions.appraise_plan(
            participation=participation, by=binh, version=1, appraisal=words.APPRAISAL
        )
        actions.accept(participation=participation, by=binh)


def accept_report(participation: Participation, *, handed_in: date, accepted: date) -> None:
    """Sản reports on the production, Hoa takes the report in."""
    with acting("san", handed_in) as (_province, san):
        sheet_actions.add_production_report(
            participation=participation, by=san, reported_on=handed_in, **words.REPORT
        )
        actions.submit_step(participation=participation, by=san)
    with acting("hoa", accepted) as (_province, hoa):
        actions.accept(participation=participation, by=hoa)


def hand_in_dossier(participation: Participation) -> Submission:
    """Sản answers every criterion, attaches the papers and hands the dossier in."""
    with acting("san", date(2026, 6, 30)) as (_province, san):
        dossier = dossier_actions.start_dossier(participation=participation, by=san)
        dossier_actions.write_texts(
            dossier=dossier, by=san, version=dossier.version, **words.RESULTS
        )
        answer(dossier, words.CLAIMED)
    with acting("san", date(2026, 7, 1)):
        attach(dossier)
    with acting("san", date(2026, 7, 2)) as (_province, san):
        return hand_in(participation=participation, by=san)


def begin_dossier(participation: Participation) -> None:
    """Sản has answered part A, and part B begins."""
    with acting("san", date(2026, 8, 11)) as (_province, san):
        dossier = dossier_actions.start_dossier(participation=participation, by=san)
        answer(dossier, {key: n for key, n in words.CLAIMED.items() if key < "B/4.2"})


def answer(dossier: Dossier, points: dict[str, int]) -> None:
    """Claim the level of so many points, criterion by criterion."""
    participation = dossier.participation
    criteria_set = applicable(participation, clock.today())[1]
    san = participation.product.producer.accounts.get().user
    for criterion in criteria_set.criteria.prefetch_related("levels"):
        if criterion.key not in points:
            continue
        level = criterion.levels.filter(points=points[criterion.key]).first()
        dossier_actions.answer(
            dossier=dossier,
            criterion=criterion,
            by=san,
            version=0,
            level=level,
            description=words.DESCRIPTION if level.points else "",
        )


def attach(dossier: Dossier) -> None:
    """Attach the producer's permits and further papers, each to all that it proves."""
    participation = dossier.participation
    criteria_set = applicable(participation, clock.today())[1]
    criteria = {criterion.key: criterion for criterion in criteria_set.criteria.all()}
    kinds = {paper.code: paper for paper in criteria_set.regulation.papers.all()}
    producer = participation.product.producer
    san = producer.accounts.get().user
    for kind, code, key in words.PROVEN_BY_PERMIT:
        dossier_actions.attach_evidence(
            dossier=dossier,
            by=san,
            existing=producer.permits.get(kind=kind).file,
            criterion=criteria[key],
            paper=kinds[code],
        )
    for code, title, keys in words.EVIDENCE:
        stored = None
        for key in keys:
            piece = dossier_actions.attach_evidence(
                dossier=dossier,
                by=san,
                upload=None if stored else papers.scan(title, producer.name),
                existing=stored,
                criterion=criteria[key],
                paper=kinds[code],
                title=title,
                issued_on=date(2026, 6, 15),
            )
            stored = piece.file


def request_evaluation(participation: Participation) -> None:
    """Hoa enters the dossier, writes Form 03 and sends the commune's request."""
    with acting("hoa", date(2026, 7, 3)) as (_province, hoa):
        review_actions.receive_dossier(
            participation=participation,
            by=hoa,
            register_no="01/2026",
            paper_set_received_on=date(2026, 7, 3),
        )
    with acting("hoa", date(2026, 7, 7)) as (_province, hoa):
        review_actions.write_report(
            participation=participation,
            by=hoa,
            version=0,
            met_on=date(2026, 7, 6),
            **words.ASSESSED,
        )
    with acting("hoa", date(2026, 7, 8)) as (_province, hoa):
        review_actions.forward_dossier(
            participation=participation,
            by=hoa,
            request_no="15/TTr-UBND (mẫu)",
            requested_on=date(2026, 7, 8),
            signer="Võ Thị Hạnh (mẫu)",
            upload=papers.scan("Mẫu số 03 đã ký", "Ủy ban nhân dân đặc khu Lý Sơn"),
        )


def take_in(participation: Participation) -> None:
    """Bình checks the file's form, takes it in and logs the samples."""
    with acting("binh", date(2026, 7, 13)) as (_province, binh):
        review_actions.check_dossier(
            participation=participation,
            by=binh,
            is_accepted=True,
            register_no="112/2026",
            paper_set_received_on=date(2026, 7, 10),
        )
    with acting("binh", date(2026, 7, 15)) as (_province, binh):
        review_actions.record_samples(
            participation=participation, by=binh, count=5, received_on=date(2026, 7, 15)
        )
