"""How a member of the demo's councils scores, and how a controller confirms."""

from datetime import date

from councils.models import Sitting
from evaluations import control_actions, sheet_actions
from evaluations.marks import book_of
from evaluations.models import Evaluation

from .marks import marks_near
from .people import acting

LEANS = (1, 0, -1)  # no two people mark alike; the mean stays what the story needs


def mark(row: Evaluation, login: str, points: int, star: int, day: date, **opinion: bool) -> None:
    """Mark a sheet and hand it in; in a round of written opinions with the word on a meeting."""
    with acting(login, day) as (_province, member):
        row.refresh_from_db()
        rules = book_of(row.submission.criteria_set).rules
        sheet = sheet_actions.open_sheet(evaluation=row, by=member)
        marks = marks_near(rules, points, star=star)
        answers = [(key, 0, {"level": ordinal}) for key, ordinal in marks.items()]
        sheet_actions.save_marks(sheet=sheet, by=member, answers=answers)
        sheet_actions.hand_in(sheet=sheet, by=member, **opinion)


def confirm(sitting: Sitting, login: str, day: date) -> None:
    """Let the controller confirm what the sitting concluded: before that nothing is decided."""
    with acting(login, day) as (_province, by):
        control_actions.confirm_sitting(sitting=sitting, by=by)
