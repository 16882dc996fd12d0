"""The full demo: about sixty producers and 120 products, each left somewhere on its way."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import User
from producers import actions as producer_actions
from producers.models import Producer
from products import actions, cycle_actions, dossier_actions, review_actions, sheet_actions
from products.dossier_facts import read
from products.handin_actions import hand_in
from products.models import Cycle, Participation
from regulations.models import ProductLine
from territories.tenancy import WEB, acting_for

from . import many_council, many_ministry, neighbour, papers, words, words_many
from .marks import marks_near
from .people import GIA_LAI, OFFICERS, QUANG_NGAI, UNITS, acting, commune

STAFF = {QUANG_NGAI: "binh", GIA_LAI: "tu"}
BEGAN = date(2026, 5, 28)
LAST_DAY = many_ministry.SIGNED_ON
# How far each product has come, over and over; every name is a step of `Way` below.
STAGES = (
    "judged", "registered", "idea_in", "planned", "plan_in", "scoring", "produced", "idea_taken",
    "registered", "planned", "handed_in", "idea_in", "produced", "plan_in", "accepted", "drafted",
    "registered", "idea_taken", "produced", "forwarded", "planned", "idea_in", "sent_back",
    "plan_in", "judged", "produced", "idea_taken",
)  # fmt: skip
ORDER = (
    "registered", "idea_in", "idea_taken", "plan_in", "planned", "produced", "drafted",
    "handed_in", "sent_back", "forwarded", "accepted", "scoring", "judged",
)  # fmt: skip
CLAIMS = (82, 71, 64, 78, 93, 58, 88)
# How many producers register in each commune, and the number of a province's first product.
TURNS = {QUANG_NGAI: 4, GIA_LAI: 2}
FIRST = {QUANG_NGAI: 0, GIA_LAI: 2 * TURNS[QUANG_NGAI] * len(UNITS[QUANG_NGAI])}


@dataclass
class Way:
    """One product and the people who move it; days after `BEGAN`, a few apart for each."""

    number: int
    province: str
    officer: str
    unit: str
    participation: Participation
    goods: str

    def day(self, after: int) -> date:
        """Return the day so many days after the product's first."""
        return BEGAN + timedelta(days=self.number % 17 + after)

    def idea_in(self) -> None:
        """Hand the idea in."""
        with acting(self.officer, self.day(2)) as (_province, by):
            facts = words_many.idea(self.goods, self.unit)
            sheet_actions.save_idea(participation=self.participation, by=by, version=0, **facts)
            actions.submit_step(participation=self.participation, by=by)

    def idea_taken(self) -> None:
        """Take the idea in."""
        self._accept(self.officer, 3)

    def plan_in(self) -> None:
        """Hand the plan in."""
        with acting(self.officer, self.day(6)) as (_province, by):
            facts = words_many.plan(self.goods, self.unit)
            sheet_actions.save_plan(participation=self.participation, by=by, version=0, **facts)
            actions.submit_step(participation=self.participation, by=by)

    def planned(self) -> None:
        """Appraise the plan and take it in."""
        with acting(STAFF[self.province], self.day(8)) as (_province, by):
            sheet_actions.appraise_plan(
                participation=self.participation, by=by, version=1, appraisal=words.APPRAISAL
            )
        self._accept(STAFF[self.province], 8)

    def produced(self) -> None:
        """Report on the production, and take the report in."""
        with acting(self.officer, self.day(20)) as (_province, by):
            sheet_actions.add_production_report(
                participation=self.participation,
                by=by,
                reported_on=self.day(20),
                **words_many.report(self.goods),
            )
            actions.submit_step(participation=self.participation, by=by)
        self._accept(self.officer, 21)

    def drafted(self) -> None:
        """Begin the dossier."""
        self._answer(5)

    def handed_in(self) -> None:
        """Write the dossier and hand it in for the producer, with the form that he signed."""
        self._answer(None)
        with acting(self.officer, self.day(25)) as (_province, by):
            dossier = dossier_actions.start_dossier(participation=self.participation, by=by)
            facts = words_many.results(self.goods)
            dossier_actions.write_texts(dossier=dossier, by=by, version=dossier.version, **facts)
            signed = papers.scan(f"Mẫu số 01 ({self.number})", self.goods, self.unit)
            dossier_actions.attach_signed_form(dossier=dossier, by=by, upload=signed)
            hand_in(participation=self.participation, by=by)

    def sent_back(self) -> None:
        """Send it back for something that is missing."""
        with acting(self.officer, self.day(27)) as (_province, by):
            review_actions.receive_dossier(
                participation=self.participation,
                by=by,
                register_no=f"{self.number:02}/2026",
                paper_set_received_on=self.day(26),
            )
            review_actions.send_back_dossier(
                participation=self.participation,
                by=by,
                reason="Bổ sung hợp đồng mua nguyên liệu của các hộ.",
                return_by=self.day(60),
            )

    def forwarded(self) -> None:
        """Report as the commune, and ask the province to evaluate."""
        with acting(self.officer, self.day(28)) as (_province, by):
            row = self.participation
            review_actions.receive_dossier(
                participation=row,
                by=by,
                register_no=f"{self.number:02}/2026",
                paper_set_received_on=self.day(26),
            )
            review_actions.write_report(participation=row, by=by, version=0, **words_many.ASSESSED)
            review_actions.forward_dossier(
                participation=row,
                by=by,
                request_no=f"{self.number}/TTr-UBND (mẫu)",
                requested_on=self.day(28),
                signer="Chủ tịch UBND xã (mẫu)",
                upload=papers.scan(f"Mẫu số 03 ({self.number})", self.goods, self.unit),
            )

    def accepted(self) -> None:
        """Accept the file, and log the samples or the visit."""
        with acting(STAFF[self.province], self.day(31)) as (_province, by):
            row = self.participation
            review_actions.check_dossier(
                participation=row,
                by=by,
                is_accepted=True,
                register_no=f"{200 + self.number}/2026",
                paper_set_received_on=self.day(30),
            )
            if row.product.line.number == 26:
                seen = {"site_visited_on": self.day(31)}
            else:
                seen = {"count": 5, "received_on": self.day(31)}
            review_actions.record_samples(participation=row, by=by, **seen)

    def _accept(self, login: str, after: int) -> None:
        with acting(login, self.day(after)) as (_province, by):
            self.participation = actions.accept(participation=self.participation, by=by)

    def _answer(self, last: int | None) -> None:
        with acting(self.officer, self.day(24)) as (_province, by):
            dossier = dossier_actions.start_dossier(participation=self.participation, by=by)
            facts = read(self.participation)
            claim = CLAIMS[self.number % len(CLAIMS)]
            marks = marks_near(facts.rules, claim, star=3)
            for key in list(facts.criteria)[:last]:
                if key in marks:
                    levels = facts.criteria[key].levels.all()
                    dossier_actions.answer(
                        dossier=dossier,
                        criterion=facts.criteria[key],
                        by=by,
                        version=0,
                        level=next(one for one in levels if one.ordinal == marks[key]),
                        description=words.DESCRIPTION,
                    )


def is_awaited(province: str) -> bool:
    """Tell whether a province's officers are there, and the first has registered nobody yet."""
    with acting_for(role=WEB):
        emails = [one.email for one in OFFICERS if one.province == province]
        if not User.objects.filter(email=emails[0]).exists():
            return False
    code = UNITS[province][0]
    with acting(f"xa{code}", BEGAN) as (where, _officer):
        return not Producer.objects.filter(province=where, commune__code=code).exists()


def create(province: str) -> None:
    """Register everybody, walk every product as far as its stage, and let the councils sit."""
    if province == GIA_LAI:
        with acting("tu", date(2026, 5, 25)) as (where, tu):
            cycle_actions.open_cycle(province=where, year=2026, by=tu)
    number, waiting = FIRST[province], defaultdict(list)
    for code in UNITS[province]:
        for _turn in range(TURNS[province]):
            producer = register(number // 2, province, code)
            for _product in range(2):
                stage = STAGES[number % len(STAGES)]
                if (province, stage) == (GIA_LAI, "scoring"):
                    stage = "forwarded"  # no second council sits there
                way = enrol(number, province, code, producer, stage)
                walk(way, stage)
                waiting[stage].append(way.participation)
                number += 1
    if province == GIA_LAI:
        neighbour.judge(waiting["judged"])
    else:
        many_council.sit(waiting["judged"], waiting["scoring"])


def register(number: int, province: str, code: str) -> Producer:
    """Let the commune's officer enter a producer."""
    with acting(f"xa{code}", BEGAN) as (where, by):
        unit = commune(code)
        facts = words_many.producer(number, unit.name)
        return producer_actions.register(province=where, by=by, commune=unit, **facts)


def enrol(number: int, province: str, code: str, producer: Producer, stage: str) -> Way:
    """Let the officer register a product for the year, and hand the registration in."""
    line, officer = number % len(words_many.GOODS), f"xa{code}"
    goods, unit = words_many.GOODS[line], producer.commune.name
    is_shown = (province, stage) == (GIA_LAI, "judged")  # to buyers, on a page of its own
    with acting(officer, BEGAN + timedelta(days=number % 17)) as (where, by):
        product = actions.register(
            producer=producer,
            by=by,
            cycle=Cycle.objects.get(province=where, year=2026),
            line=ProductLine.objects.get(number=line + 1),
            name=f"{goods} {unit} {number // len(STAGES) + 1} (mẫu)",
            description=f"{goods} của {unit}, đóng gói tại chỗ.",
            upload=papers.picture(goods, "#9c6b3f") if is_shown else None,
        )
        participation = product.participations.get()
        actions.submit_step(participation=participation, by=by)
    return Way(number, province, officer, unit, participation, goods)


def walk(way: Way, stage: str) -> None:
    """Take every step up to the stage; a draft, or what is sent back, goes no further."""
    if stage == "registered":
        return
    way._accept(way.officer, 1)
    for step in ORDER[1 : ORDER.index(stage) + 1]:
        is_detour = step in ("drafted", "sent_back") and stage != step
        if not is_detour and hasattr(way, step):  # what comes after is the councils'
            getattr(way, step)()
