"""One participation as lists and pages show it: the step, whose turn, by when, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from territories import clock

from .commune_clock import CommuneClock
from .cycle import EDITABLE, ENDED, Actor, Purpose, Status, Step
from .holding import is_at_district, is_only_received
from .models import Participation
from .next_step import NextStep, Standing, missing, next_step
from .renewal import clock_of
from .sheets import values_of

TONES = {
    Status.DRAFT: "off",
    Status.SUBMITTED: "wait",
    Status.RETURNED: "warn",
    Status.AT_PROVINCE: "wait",
    Status.ACCEPTED: "ok",
    Status.WITHDRAWN: "off",
    Status.CLOSED: "info",
}
TURNS = {
    Actor.PRODUCER: gettext_lazy("chủ thể"),
    Actor.COMMUNE: gettext_lazy("cấp xã"),
    Actor.DISTRICT: gettext_lazy("cấp huyện"),
    Actor.PROVINCE: gettext_lazy("cấp tỉnh"),
    Actor.COUNCIL: gettext_lazy("hội đồng"),
    Actor.NOBODY: "",
}


@dataclass
class Way:
    """A participation, read once; `is_whole`: with what its paper still lacks."""

    row: Participation
    is_whole: bool = False
    law_due_on: date | None = None  # where the law sets the day, not the cycle
    law_words: str = ""  # and counts it in working days

    @classmethod
    def of(
        cls, row: Participation, *, is_whole: bool = False, ticking: CommuneClock | None = None
    ) -> "Way":
        """Read one, with the commune's clock where it runs."""
        if ticking is None:
            return cls(row, is_whole)
        return cls(row, is_whole, ticking.due_on, ticking.text)

    @property
    def tone(self) -> str:
        """The colour of its status."""
        return TONES[Status(self.row.status)]

    @property
    def is_over(self) -> bool:
        """Tell whether it has ended."""
        return self.row.status in ENDED

    @property
    def turn(self) -> Any:
        """Whose act is next, in a word."""
        return TURNS[self.next.actor]

    @property
    def deadlines(self) -> dict[int, date]:
        """The days of the cycle's steps."""
        return {one.step: one.due_on for one in self.row.cycle.deadlines.all()}

    @property
    def step_due_on(self) -> date | None:
        """The day of the step in the cycle."""
        return self.deadlines.get(self.row.step)

    @property
    def held_before(self) -> date | None:
        """The day before which its round is judged."""
        return self.row.round.held_before if self.row.round_id else None

    @property
    def round_due_on(self) -> date | None:
        """The last day of its round, once the commune has passed it on: «trước ngày» (Điều 5).

        A re-evaluation follows its own clock.
        """
        row, before = self.row, self.held_before
        is_above = row.step == Step.EVALUATION and row.status in (
            Status.AT_PROVINCE,
            Status.ACCEPTED,
        )
        if before is None or not is_above or row.purpose == Purpose.RE_EVALUATION:
            return None
        return before - timedelta(days=1)

    @property
    def due_on(self) -> date | None:
        """The day that presses: the law's before the cycle's."""
        if ticking := self.ticking:
            return ticking.due_on
        return self.law_due_on or self.round_due_on or self.step_due_on

    @property
    def ticking(self) -> Any:
        """The clock of a re-evaluation, while it runs."""
        return clock_of(self.row)

    @property
    def is_at_district(self) -> bool:
        """Tell whether a district holds it."""
        return is_at_district(self.row)

    @property
    def is_only_received(self) -> bool:
        """Tell whether the commune writes no Form 03 on it."""
        return is_only_received(self.row)

    @property
    def settings(self) -> Mapping[str, Any]:
        """The province's settings."""
        return self.row.province.settings

    @cached_property
    def next(self) -> NextStep:
        """What must be done next, by whom and by when."""
        row, plan = self.row, None
        lacking = ()
        is_waiting_below = row.step == Step.EVALUATION and row.status == Status.SUBMITTED
        if self.is_whole and row.status in EDITABLE:
            lacking = missing(row.step, values_of(row))
        if self.is_whole and row.step == Step.BUSINESS_PLAN:
            plan = getattr(row, "plan", None)
        standing = Standing(
            step=row.step,
            status=row.status,
            missing=lacking,
            is_appraised=plan is not None and plan.appraised_at is not None,
            due_on=self.due_on,
            return_by=row.return_by,
            at_district=row.step == Step.EVALUATION and self.is_at_district,
            is_only_received=is_waiting_below and self.is_only_received,
        )
        return next_step(standing, today=clock.today(), settings=self.settings)

    @property
    def deadline(self) -> str:
        """The day in words: how many are left, or how late it is."""
        if self.law_words:
            return self.law_words
        due, days = self.next.due_on, self.next.days_left
        if due is None or days is None:
            return ""
        words = {"day": f"{due:%d/%m/%Y}", "days": abs(days)}
        if days < 0:
            return _("quá hạn %(days)s ngày, hạn %(day)s") % words
        if days == 0:
            return _("hết hạn hôm nay, %(day)s") % words
        return _("còn %(days)s ngày, hạn %(day)s") % words
