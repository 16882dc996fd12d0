"""What stands before a walk begins, in the site's own database and on its own day.

Earlier steps have walks and tests of their own; here they are done by the same actions. Run as
`python -m tests.journeys.scenes <name> [facts as JSON]`; prints what the walk must know as JSON.
"""

import json
import sys
from typing import Any

import django

django.setup()

from accounts.models import User  # noqa: E402
from accounts.permissions import Role  # noqa: E402
from councils.models import Sitting  # noqa: E402
from councils.states import SittingStatus  # noqa: E402
from evaluations import agenda_actions, rehearsal_actions, sitting_actions  # noqa: E402
from evaluations.models import Certificate, Evaluation, Score  # noqa: E402
from ocop_portal.demo.people import accounts_file  # noqa: E402
from producers.models import Producer  # noqa: E402
from products.models import Participation, Submission  # noqa: E402
from territories import clock  # noqa: E402
from tests.cast import give, person, province  # noqa: E402
from tests.evaluations import asked, decided, districts, ministry, renewed, sittings  # noqa: E402
from tests.factories import (  # noqa: E402
    make_council,
    make_producer,
    make_producer_account,
    make_sitting,
    make_step_five,
    make_submission,
)
from tests.products.dossiers import fill_dossier, hand_in_filled  # noqa: E402


def marks(submission: Submission, total: int, star: int) -> dict[str, int]:
    """Return levels that add to so many points and meet the minimums of so many stars."""
    return sittings.marks_for(submission.criteria_set.as_rules(), total, star=star)


def of_san(name: str) -> Participation:
    """Return another product of Sản's cooperative, at step 5."""
    producer = Producer.objects.filter(accounts__user=person("san")).earliest("pk")
    return make_step_five(producer=producer, name=name, cycle=renewed.cycle_of_today())


def end_sitting(sitting: Sitting, login: str, where: str = "quang-ngai") -> None:
    """Let the secretary end it: the walk has a sitting of its own on the same day."""
    with decided.acting(login, province(where)):
        agenda_actions.end_sitting(sitting=sitting, by=person(login))


def five_stars(first: str, second: str) -> dict[str, Any]:
    """Approve two products of 91 points; the Ministry has judged the second with 86."""
    rows = [
        ministry.approved(
            outcome=decided.APPROVE_ONLY,
            submission=make_submission(participation=of_san(name)),
            sitting=make_sitting(),
        )
        for name in (first, second)
    ]
    ministry.judged(ministry.received(ministry.forwarded(rows[1])).submission, 86, star=5)
    for row in rows:
        end_sitting(row.sitting, "thao")
    (abroad,) = Sitting.objects.filter(province=province(ministry.MINISTRY), status="open")
    end_sitting(abroad, "ly", ministry.MINISTRY)
    return {"marks": marks(rows[0].submission, 93, 5)}


def renewals(upgraded: str, reviewed: str) -> dict[str, Any]:
    """Recognise two products on 5 August 2026, with three stars and with four."""
    renewed.cycle_of_today()
    codes = {}
    for number, (name, outcome) in enumerate(
        ((upgraded, decided.AWARD_3), (reviewed, decided.AWARD_4)), 1
    ):
        with clock.fixed(renewed.ISSUED):
            way = of_san(name)
            renewed.handed_in(way)
            evaluation = renewed.judged(renewed.accepted(way), outcome)
            end_sitting(evaluation.sitting, "thao")
            decision = decided.draft(evaluation)
            decided.issue(decision, number=f"{600 + number}/QĐ-UBND")
            codes[name] = Certificate.objects.get(recognition__decision=decision).public_code
    return {"codes": codes}


def filled(*names: str) -> dict[str, Any]:
    """Let Sản fill the dossiers that he has registered."""
    for name in names:
        way = Participation.objects.filter(product__name=name).latest("pk")
        with decided.acting("san"):
            fill_dossier(way)
    return {}


def judged(**totals: int) -> dict[str, Any]:
    """Let every member who has not yet done so hand in a sheet of so many points."""
    for name, total in totals.items():
        row = Evaluation.objects.filter(submission__participation__product__name=name).latest("pk")
        waiting = row.panel.filter(state="present", scores=True)
        logins = [one.user.email.partition("@")[0] for one in waiting.select_related("user")]
        done = row.sheets.filter(status="submitted").values_list("member__user__email", flat=True)
        for login in logins:
            if f"{login}@ocop.example" not in done:
                star = 4 if total >= 70 else 3
                sittings.hand_in(row, login, marks(row.submission, total, star))
    return {}


def of_council(name: str) -> Submission:
    """Hand a product in that commune and province pass to the council."""
    way = of_san(name)
    submission = renewed.handed_in(way)
    renewed.accepted(way)
    return submission


def in_the_hall(*names: str) -> dict[str, Any]:
    """Let the council of the cast score these products in a sitting of its own."""
    sitting = make_sitting()
    rows = [sittings.scoring(sitting, of_council(name)) for name in names]
    return {"sitting": sitting.pk, "evaluations": [row.pk for row in rows]}


def scored_again(evaluation: int, **totals: int) -> dict[str, Any]:
    """Let members complete their sheets, what they marked as it is, and open the second pass."""
    row = Evaluation.objects.get(pk=evaluation)
    for login, total in totals.items():
        whole = marks(row.submission, total, 3).items()
        scores = Score.objects.filter(sheet__evaluation=row, user=person(login))
        done = {one.criterion.key for one in scores.select_related("criterion")}
        sittings.hand_in(row, login, {key: mark for key, mark in whole if key not in done})
    sittings.second_pass(row)
    return {}


def away(how: str, *products: int, login: str = "an") -> dict[str, Any]:
    """Let a member be recused or absent, or products be taken off; or the sitting be ended."""
    rows = list(Evaluation.objects.filter(pk__in=products))
    with decided.acting("thao"):
        for row in rows:
            facts = {"evaluation": row, "by": person("thao")}
            if how == "taken_off":
                agenda_actions.take_off_agenda(**facts, reason="Chủ thể rút hồ sơ.")
                continue
            member = row.sitting.council.members.get(user=person(login))
            act = {"recused": agenda_actions.recuse, "absent": agenda_actions.mark_absent}[how]
            act(**facts, member=member, reason="Em gái là giám đốc.")
        if how == "taken_off":
            agenda_actions.end_sitting(sitting=rows[0].sitting, by=person("thao"))
    return {}


def running(scored: list[str], waiting: list[str]) -> dict[str, Any]:
    """Let a council score some products while others wait; An stays outside for every second."""
    sitting = make_sitting()
    submissions = {name: of_council(name) for name in scored + waiting}
    rows = [sittings.scoring(sitting, submissions[name]) for name in scored]
    rows += [sittings.on_agenda(sitting, submissions[name]) for name in waiting]
    with decided.acting("thao"):
        for row in rows[1::2]:
            agenda_actions.recuse(
                evaluation=row,
                member=sitting.council.members.get(user=person("an")),
                reason="Em gái là giám đốc.",
                by=person("thao"),
            )
    return {"sitting": sitting.pk, "products": [row.pk for row in rows]}


def rehearsed() -> dict[str, Any]:
    """Begin a rehearsal: its samples cite a page of one PDF at every criterion."""
    council, thao = make_council(), person("thao")
    with decided.acting("thao"):
        sitting = rehearsal_actions.begin_rehearsal(council=council, by=thao)
        sitting_actions.open_sitting(sitting=sitting, by=thao)
        agenda_actions.call_roll(sitting=sitting, by=thao, absent={})
        first = sitting.agenda.order_by("ordinal").first()
        agenda_actions.begin_scoring(evaluation=first, by=thao)
    return {"evaluation": first.pk}


def let_sign_in(*logins: str) -> None:
    """Give people a password that the walk finds where those of the cast stand."""
    password = "mật-khẩu-của-người-trong-chuyện"
    with accounts_file().open("a", encoding="utf-8") as file:
        for login in logins:
            user = User.objects.get(email=f"{login}@ocop.example")
            user.set_password(password)
            user.save()
            file.write(f"{user.email:24} {password}\n")


def council_of_five(*names: str) -> dict[str, Any]:
    """Plan a sitting of five scoring members over these products, for today."""
    for login, name in (("yen", "Trần Hải Yến (mẫu)"), ("khoi", "Võ Minh Khôi (mẫu)")):
        member = User.objects.create_user(f"{login}@ocop.example", full_name=name)
        give(member, Role.COUNCIL_MEMBER, province())
    let_sign_in("yen", "khoi")
    council = make_council(scorers=("lan", "minh", "an", "yen", "khoi"))
    sitting = make_sitting(council=council, status=SittingStatus.PLANNED)
    sitting.attendance.all().delete()  # the roll has still to be called
    rows = [sittings.on_agenda(sitting, of_council(name)) for name in names]
    return {"sitting": sitting.pk, "products": [row.pk for row in rows]}


def marked(most: str, **totals: dict[str, list[int]]) -> dict[str, Any]:
    """Let members mark sheets but for the last criterion; say what each has still to choose.

    totals: by product and member his points, and those of a second pass if he changes his mind;
    to `most` more is left.
    """
    left: dict[str, Any] = {}
    for name, wanted in totals.items():
        row = Evaluation.objects.filter(submission__participation__product__name=name).latest("pk")
        for login, (total, *later) in wanted.items():
            whole = marks(row.submission, total, 4 if total >= 70 else 3)
            at = -8 if login == most else -1
            rest = dict(list(whole.items())[at:])
            sittings.fill(row, login, dict(list(whole.items())[:at]))
            again = (marks(row.submission, one, 4).items() - whole.items() for one in later)
            left.setdefault(name, {})[login] = [rest, *map(dict, again)]
    return left


def to_ask(*names: str) -> dict[str, Any]:
    """Take the re-evaluations of products in, for a council of the cast; a meeting is planned."""
    council = make_council()
    for name in names:
        asked.again(participation=of_san(name))
    sitting = make_sitting(council=council, status=SittingStatus.PLANNED, place=asked.HALL)
    return {"council": council.pk, "meeting": sitting.pk}


def answered(**totals: dict[str, int]) -> dict[str, Any]:
    """Let members answer about products with so many points and no wish for a meeting."""
    for name, found in totals.items():
        row = Evaluation.objects.filter(submission__participation__product__name=name).latest("pk")
        for login, total in found.items():
            asked.answer(row, login, total, star=4 if total >= 70 else 3)
    return {}


def of_2024(**means: int) -> dict[str, Any]:
    """Hand three dossiers in at xã Nghĩa Kỳ; the district has taken in all but the first.

    Returns the levels of three sheets for each product, which differ and have that mean.
    """
    let_sign_in("oanh", "phuoc", "hau", "kim", "long", "mo", "quyen")
    tam = User.objects.get(email="tam@ocop.example")
    producer = make_producer(
        name="Hợp tác xã Đường phèn Nghĩa Kỳ",
        commune=districts.unit(districts.NGHIA_KY),
        registered_by=districts.local("oanh"),
        representative_title="Giám đốc",
        representative_address="Thôn An Hội Bắc",
        address="thôn An Hội Bắc",
        history="Thành lập năm 2015.",
        organisation="Hội đồng quản trị, tổ sản xuất.",
        registered_on=clock.today().replace(year=2015),
    )
    make_producer_account(producer=producer, user=tam)
    sheets = {}
    for number, (name, mean) in enumerate(means.items()):
        row = make_step_five(producer=producer, name=name, cycle=renewed.cycle_of_today())
        hand_in_filled(row, tam)
        row.refresh_from_db()
        if number:
            districts.at_district(row)
        star, handed_in = 4 if mean >= 70 else 3, row.submissions.get()
        sheets[name] = [marks(handed_in, mean + more, star) for more in (-1, 0, 1)]
    return {"sheets": sheets}


SCENES = {
    one.__name__: one
    for one in (
        five_stars,
        renewals,
        filled,
        judged,
        in_the_hall,
        scored_again,
        away,
        running,
        rehearsed,
        council_of_five,
        marked,
        to_ask,
        answered,
        of_2024,
    )
}


def main(name: str, facts: str) -> None:
    """Build one scene."""
    given = json.loads(facts)
    found = SCENES[name](**given) if isinstance(given, dict) else SCENES[name](*given)
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
