"""A round of written opinions for tests: re-evaluations put before Lan, Minh and An on paper."""

from datetime import date, timedelta
from typing import Any

from councils import actions as councils
from councils.models import Council, Sitting
from evaluations import agenda_actions, opinion_actions, sheet_actions, sitting_actions
from evaluations.models import Evaluation, ScoreSheet
from products.cycle import Purpose, Status, Step
from products.models import Participation, Submission
from territories import clock
from tests.cast import person
from tests.factories import make_council, make_participation, make_sitting, make_submission

from .decided import AWARD_3, make_certificate
from .renewed import reported
from .sittings import SCORERS, acting, fill, marks_for, rules_of

DAYS = 7
HALL = "Hội trường họp sau lấy ý kiến"


def again(name: str = "Tỏi đen Lý Sơn", **over: Any) -> Submission:
    """Return an accepted file of a re-evaluation, complete since today; it may be given its way."""
    named = {} if "participation" in over else {"name": name}
    first = make_submission(samples=0, **named, **over)
    if not first.certificates.exists():  # what is judged again
        council = Council.objects.filter(province=first.province).first() or make_council()
        sitting = make_sitting(council=council)
        make_certificate(outcome=AWARD_3, submission=first, sitting=sitting)
    before = first.participation
    Participation.objects.filter(pk=before.pk).update(status=Status.CLOSED)
    way = make_participation(
        product=before.product,
        step=Step.EVALUATION,
        purpose=Purpose.RE_EVALUATION,
        previous=first,
        held_star=3,
        held_until=clock.today() + timedelta(days=150),
        complete_on=clock.today(),
    )
    return make_submission(participation=way)


def round_of(*, days: int = DAYS, council: Any = None) -> Sitting:
    """Return an open round, its answers due in so many days."""
    council = council or make_council()
    with acting("thao"):
        sitting = councils.plan_sitting(
            council=council,
            by=person("thao"),
            held_on=clock.today(),
            form=Sitting.Form.WRITTEN,
            answers_due=clock.today() + timedelta(days=days),
            files_sent_on=clock.today(),
        )
        return sitting_actions.open_sitting(sitting=sitting, by=person("thao"))


def on_round(sitting: Sitting | None = None, submission: Submission | None = None) -> Evaluation:
    """Return a re-evaluation on the agenda of a round, with the office's report."""
    sitting, submission = sitting or round_of(), submission or again()
    with acting("thao"):
        evaluation = agenda_actions.put_on_agenda(
            sitting=sitting, submission=submission, by=person("thao")
        )
    reported(evaluation)
    return evaluation


def asked(sitting: Sitting | None = None, submission: Submission | None = None) -> Evaluation:
    """Return a re-evaluation about which the members are asked."""
    evaluation = on_round(sitting, submission)
    with acting("thao"):
        return agenda_actions.begin_scoring(
            evaluation=evaluation, by=person("thao"), reason="Hội đồng cần thêm thời gian."
        )


def answer(
    evaluation: Evaluation, login: str, total: int, *, star: int = 3, meeting: str = ""
) -> ScoreSheet:
    """Let a member mark a sheet of this total and hand it in; `meeting`: why he asks for one."""
    sheet = fill(evaluation, login, marks_for(rules_of(evaluation), total, star=star))
    with acting(login):
        return sheet_actions.hand_in(
            sheet=sheet, by=person(login), wants_meeting=bool(meeting), reason=meeting
        )


def all_answer(evaluation: Evaluation, totals: tuple[int, ...] = (60, 62, 61)) -> None:
    """Let all three members answer alike."""
    for login, total in zip(SCORERS, totals, strict=True):
        answer(evaluation, login, total)


def closed(evaluation: Evaluation, login: str = "thao") -> Evaluation:
    """Close the product's round."""
    with acting(login):
        return opinion_actions.close_answers(evaluation=evaluation, by=person(login))


def after(days: int = DAYS + 1) -> date:
    """Return the day after the deadline."""
    return clock.today() + timedelta(days=days)


def meeting(evaluation: Evaluation) -> Sitting:
    """Return a planned meeting of the same council."""
    with acting("thao"):
        return councils.plan_sitting(
            council=evaluation.sitting.council,
            by=person("thao"),
            held_on=clock.today(),
            place="Hội trường Sở",
            files_sent_on=clock.today(),
        )
