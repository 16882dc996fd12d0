"""The commune's clock for Form 03: from the hand-in, in working days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.kept import Kept
from territories import clock
from territories.clock import Calendar
from territories.models import Holiday

from .cycle import Status, Step
from .models import Participation, Submission

HOLIDAYS = Kept(lambda: Holiday.objects.all())


def calendar() -> Calendar:
    """Return the days off and the days worked in exchange, for counting working days."""
    days = HOLIDAYS()
    worked = frozenset(d.day for d in days if d.kind == Holiday.Kind.SWAPPED_WORKING)
    return Calendar(frozenset(d.day for d in days) - worked, worked)


@dataclass(frozen=True)
class CommuneClock:
    """How long the commune still has for Form 03 (26/2026/QĐ-TTg, Điều 7.2; R27)."""

    received_on: date
    due_on: date
    days_left: int  # working days; negative: late
    today: date

    @property
    def is_late(self) -> bool:
        """Tell whether its day is over; on the Saturday after it no working day has passed yet."""
        return self.today > self.due_on

    @property
    def tone(self) -> str:
        """How urgent it looks."""
        if self.is_late:
            return "bad"
        return "warn" if self.days_left <= 3 else "wait"

    @property
    def text(self) -> str:
        """The clock in words."""
        words = {"days": abs(self.days_left), "due": f"{self.due_on:%d/%m/%Y}"}
        if self.is_late and not self.days_left:
            return _("quá hạn, hạn %(due)s") % words
        if self.is_late:
            return _("quá hạn %(days)s ngày làm việc, hạn %(due)s") % words
        if self.today == self.due_on:
            return _("hết hạn hôm nay, %(day)s") % {"day": words["due"]}
        return _("còn %(days)s ngày làm việc, hạn %(due)s") % words


def clock_from(handed_in_at: datetime, working_days: int, days_off: Calendar) -> CommuneClock:
    """Return the clock that began with a hand-in."""
    start = handed_in_at.astimezone(clock.ZONE).date()
    due, today = clock.add_working_days(start, working_days, days_off), clock.today()
    return CommuneClock(start, due, clock.working_days_between(today, due, days_off), today)


def commune_clock(submission: Submission, days_off: Calendar | None = None) -> CommuneClock | None:
    """Return the commune's clock for what was handed in; None: the procedure sets no term."""
    term = submission.procedure.as_rule().level("commune")
    if term is None or term.working_days is None:
        return None
    return clock_from(submission.handed_in_at, term.working_days, days_off or calendar())


def lies_at_commune(row: Participation) -> bool:
    """Tell whether the commune's clock runs: it ends when the file leaves the commune."""
    return row.step == Step.EVALUATION and row.status == Status.SUBMITTED


def commune_clocks(rows: Iterable[Participation]) -> dict[int, CommuneClock]:
    """Return the clocks of those that lie at their communes, by participation."""
    lying = [row for row in rows if lies_at_commune(row)]
    if not lying:
        return {}
    handed_in = Submission.objects.filter(participation__in=lying).order_by("version")
    handed_in = handed_in.select_related("procedure__regulation")
    latest = {one.participation_id: one for one in handed_in.prefetch_related("procedure__levels")}
    days_off = calendar()
    found = {pk: commune_clock(one, days_off) for pk, one in latest.items()}
    return {pk: ticking for pk, ticking in found.items() if ticking}
