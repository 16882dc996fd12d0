"""The full demo's re-evaluations by written opinion (26/2026/QĐ-TTg, Điều 7.6.d).

Three certificates of January 2024 end in January 2027. Of the candy the members think alike: it
gets a new certificate. Of the sugar one differs: it goes to a meeting. About the malt they are
asked today, and one has answered.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from councils import actions as councils
from councils.models import Council, Sitting
from evaluations import (
    agenda_actions,
    closing_actions,
    opinion_actions,
    renewal_actions,
    sitting_actions,
)
from evaluations.models import Certificate, Evaluation
from producers import actions as producer_actions
from products import dossier_actions, review_actions
from products.dossier_facts import read
from products.handin_actions import hand_in
from products.models import Cycle, Participation, Product
from products.reuse_actions import reuse_previous
from territories import clock

from . import words, words_148
from .marks import marks_near
from .people import acting
from .people_148 import acting as acting_there
from .scoring import confirm, mark

HANDED_IN_ON, REQUESTED_ON, ACCEPTED_ON = date(2026, 8, 5), date(2026, 8, 10), date(2026, 8, 13)
ASKED_ON, DUE_ON, CLOSED_ON = date(2026, 8, 17), date(2026, 8, 31), date(2026, 8, 28)
CONFIRMED_ON = date(2026, 8, 31)
SCORERS = ("lan", "minh", "an")
# What each member finds, with the star that his levels give.
ALIKE = {"lan": (76, 4), "minh": (74, 4), "an": (75, 4)}
APART = {"lan": (64, 3), "minh": (63, 3), "an": (79, 4)}
DAYS_TODAY = 7


def judge_again(meeting: Sitting) -> list[Evaluation]:
    """Judge the round's products again; return those on which a decision can be made."""
    move_producer()
    names = (words_148.CANDY, words_148.SUGAR, words_148.MALT)
    candy, sugar, malt = [renew(one["name"], number) for number, one in enumerate(names, 1)]
    alike, apart = ask(ASKED_ON, DUE_ON, (candy, sugar))
    for row, found in ((alike, ALIKE), (apart, APART)):
        for login, (points, star) in found.items():
            mark(row, login, points, star, ASKED_ON + timedelta(days=5), wants_meeting=False)
    with acting("thao", CLOSED_ON) as (_province, thao):
        for row in (alike, apart):  # what differs goes to a meeting by itself
            opinion_actions.close_answers(evaluation=row, by=thao)
        closing_actions.conclude(evaluation=alike, by=thao)
        agenda_actions.end_sitting(sitting=alike.sitting, by=thao)
    confirm(alike.sitting, "kiem", CONFIRMED_ON)
    with acting("thao", clock.today()) as (_province, thao):
        opinion_actions.place_at_meeting(evaluation=apart, sitting=meeting, by=thao)
        alike.refresh_from_db()
    now = clock.today()
    (running,) = ask(now, now + timedelta(days=DAYS_TODAY), (malt,))
    mark(running, "minh", 66, 3, now, wants_meeting=False)
    return [alike]


def move_producer() -> None:
    """Let Bé enter the commune that followed xã Nghĩa Kỳ: no dossier goes in from an ended one."""
    with acting_there("be", HANDED_IN_ON) as (_province, be):
        product = Product.objects.select_related("producer__commune").get(
            name=words_148.CANDY["name"]
        )
        producer = product.producer
        producer_actions.revise(
            producer=producer,
            by=be,
            version=producer.version,
            commune=producer.commune.followed_by.get().successor,
        )


def renew(name: str, number: int) -> Participation:
    """Let Tâm file for a product whose certificate ends; commune and province take it in."""
    with acting_there("tam", HANDED_IN_ON) as (province, tam):
        way = renewal_actions.register_renewal(
            certificate=Certificate.objects.get(product__name=name),
            cycle=Cycle.objects.get(province=province, year=HANDED_IN_ON.year),
            purpose="re_evaluation",
            by=tam,
        )
        reuse_previous(participation=way, by=tam)
        _answer_the_rest(way, tam)
        dossier = dossier_actions.start_dossier(participation=way, by=tam)
        dossier_actions.write_texts(
            dossier=dossier, by=tam, version=dossier.version, production_result=words_148.NEWS
        )
        hand_in(participation=way, by=tam)
    with acting_there("be", REQUESTED_ON) as (_province, be):
        review_actions.receive_dossier(
            participation=way,
            by=be,
            register_no=f"{30 + number}/2026",
            paper_set_received_on=HANDED_IN_ON,
        )
        review_actions.write_report(participation=way, by=be, version=0, **words.ASSESSED)
        review_actions.forward_dossier(
            participation=way,
            by=be,
            request_no=f"{40 + number}/TTr-UBND (mẫu)",
            requested_on=REQUESTED_ON,
            signer="Chủ tịch UBND xã (mẫu)",
        )
    with acting("binh", ACCEPTED_ON) as (_province, binh):
        review_actions.check_dossier(
            participation=way,
            by=binh,
            is_accepted=True,
            register_no=f"{300 + number}/2026",
            paper_set_received_on=ACCEPTED_ON,
        )
        review_actions.record_samples(participation=way, by=binh, count=5, received_on=ACCEPTED_ON)
    return way


def _answer_the_rest(way: Participation, by: object) -> None:
    """Claim a level wherever the question is another one than three years ago."""
    dossier, facts = dossier_actions.start_dossier(participation=way, by=by), read(way)
    answered = dossier.assessments.select_related("criterion")
    known = {one.criterion.key for one in answered if one.level_id}
    for key, ordinal in marks_near(facts.rules, 78, star=4).items():
        if key not in known:
            levels = facts.criteria[key].levels.all()
            dossier_actions.answer(
                dossier=dossier,
                criterion=facts.criteria[key],
                by=by,
                version=0,
                level=next(one for one in levels if one.ordinal == ordinal),
                description=words_148.DESCRIPTION,
            )


def ask(held_on: date, due: date, ways: Sequence[Participation]) -> list[Evaluation]:
    """Open a round with its deadline, with the office's report, and ask the members."""
    with acting("binh", held_on) as (_province, binh):
        council = Council.objects.filter(level=Council.Level.PROVINCIAL).latest("established_on")
        sitting = councils.plan_sitting(
            council=council,
            by=binh,
            held_on=held_on,
            form=Sitting.Form.WRITTEN,
            answers_due=due,
            files_sent_on=held_on,
        )
    with acting("thao", held_on) as (_province, thao):
        rows = agenda_actions.put_all_on_agenda(
            sitting=sitting, submissions=[way.submissions.get() for way in ways], by=thao
        )
    with acting("binh", held_on) as (_province, binh):
        for row in rows:
            agenda_actions.write_advisory_report(
                evaluation=row, by=binh, text=words_148.OFFICE_FOUND
            )
    with acting("thao", held_on) as (_province, thao):
        sitting_actions.open_sitting(sitting=sitting, by=thao)
        return [
            agenda_actions.begin_scoring(evaluation=row, by=thao, reason=words_148.LATER)
            for row in rows
        ]
