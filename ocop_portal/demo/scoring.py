"""How a member of the full demo's councils scores."""

from datetime import date

from evaluations import sheet_actions
from evaluations.marks import book_of
from evaluations.models import Evaluation

from .marks import marks_near
from .people import acting


def mark(row: Evaluation, login: str, points: int, star: int, day: date) -> None:
    """Mark a sheet and hand it in; the members are a point apart at most."""
    with acting(login, day) as (_province, member):
        row.refresh_from_db()
        rules = book_of(row.submission.criteria_set).rules
        sheet = sheet_actions.open_sheet(evaluation=row, by=member)
        marks = marks_near(rules, points, star=star)
        answers = [(key, 0, {"level": ordinal}) for key, ordinal in marks.items()]
        sheet_actions.save_marks(sheet=sheet, by=member, answers=answers)
        sheet_actions.hand_in(sheet=sheet, by=member)
