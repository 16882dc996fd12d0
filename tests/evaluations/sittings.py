"""A sitting in a few words: put products on it, let members score, hand in, open, conclude."""

from collections.abc import Iterable
from typing import Any

from councils.models import Sitting
from evaluations import agenda_actions, closing_actions, sheet_actions
from evaluations.marks import book_of
from evaluations.models import Evaluation, ScoreSheet
from evaluations.seal import refusals_in_words
from ocop_portal.demo.marks import marks_for
from products.models import Submission
from regulations.criteria import CriteriaSet
from territories.tenancy import acting_for
from tests.cast import person, province
from tests.factories import make_sitting, make_submission

SCORERS = ("lan", "minh", "an")

# On which a product is heard outside its round; of one that is inside it nothing is kept.
PLAN = "Điều 9 Quy chế; Kế hoạch số 12/KH-HĐ"


def acting(login: str) -> Any:
    """Act as a person of Quảng Ngãi, in the role of the province."""
    return acting_for(province(), person(login))


def on_agenda(sitting: Sitting | None = None, submission: Submission | None = None) -> Evaluation:
    """Return a product on the agenda of an open sitting."""
    submission = submission or make_submission()
    sitting = sitting or make_sitting()
    with acting("thao"):
        return agenda_actions.put_on_agenda(
            sitting=sitting, submission=submission, by=person("thao"), outside_round=PLAN
        )


def scoring(sitting: Sitting | None = None, submission: Submission | None = None) -> Evaluation:
    """Return a product that is being scored."""
    evaluation = on_agenda(sitting, submission)
    with acting("thao"):
        return agenda_actions.begin_scoring(evaluation=evaluation, by=person("thao"))


def rules_of(evaluation: Evaluation) -> CriteriaSet:
    """Return the criteria by which a product is judged."""
    return book_of(evaluation.submission.criteria_set).rules


def best_marks(rules: CriteriaSet, **over: int) -> dict[str, int]:
    """Return the highest level everywhere."""
    return {c.key: c.options()[0][-1].ordinal for c in rules.criteria} | over


def fill(evaluation: Evaluation, login: str, marks: dict[str, int]) -> ScoreSheet:
    """Let a member mark his sheet."""
    with acting(login):
        evaluation.refresh_from_db()
        sheet = sheet_actions.open_sheet(evaluation=evaluation, by=person(login))
        versions = {s.criterion.key: s.version for s in sheet.scores.select_related("criterion")}
        answers = [
            (key, versions.get(key, 0), {"level": ordinal}) for key, ordinal in marks.items()
        ]
        sheet_actions.save_marks(sheet=sheet, by=person(login), answers=answers)
        return sheet


def hand_in(evaluation: Evaluation, login: str, marks: dict[str, int]) -> ScoreSheet:
    """Let a member mark his sheet and hand it in."""
    sheet = fill(evaluation, login, marks)
    with acting(login):
        return sheet_actions.hand_in(sheet=sheet, by=person(login))


def all_hand_in(
    evaluation: Evaluation,
    totals: Iterable[int],
    logins: Iterable[str] = SCORERS,
    *,
    star: int = 0,
) -> None:
    """Let the members hand in sheets of these totals, with the minimums up to `star` met."""
    rules = rules_of(evaluation)
    for login, total in zip(logins, totals, strict=True):
        hand_in(evaluation, login, marks_for(rules, total, star=star))


def opened(evaluation: Evaluation) -> Evaluation:
    """Open the sheets."""
    with acting("thao"):
        return closing_actions.open_sheets(evaluation=evaluation, by=person("thao"))


def conclude(evaluation: Evaluation) -> Evaluation:
    """Write the council's conclusion down."""
    with acting("thao"):
        return closing_actions.conclude(evaluation=evaluation, by=person("thao"))


def concluded(evaluation: Evaluation) -> Evaluation:
    """Open the sheets and conclude."""
    opened(evaluation)
    return conclude(evaluation)


def second_pass(evaluation: Evaluation) -> Evaluation:
    """Open the second pass."""
    with acting("thao"), refusals_in_words():
        return closing_actions.open_second_pass(evaluation=evaluation, by=person("thao"))
