"""Lists of products: a page's rows as plain facts, in two queries and without model instances.

A page of fifty products would otherwise build some four hundred objects to show seven cells each.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property

from accounts.kept import Kept, Statement
from regulations.language import in_language
from territories.clock import Calendar

from .commune_clock import calendar, clock_from
from .cycle import Status, Step
from .holding import Examines, Level, at_district
from .models import Participation, Product
from .next_step import NextStep
from .renewal import result_clock_of
from .standing import Way

PRODUCT = {
    "pk": "id",
    "name": "name",
    "producer_id": "producer",
    "producer": "producer__name",
    "commune_code": "producer__commune__code",
    "commune_form": "producer__commune__form",
    "commune_name": "producer__commune__name",
    "line_number": "line__number",
    "line_vi": "line__name_vi",
    "line_en": "line__name_en",
    "description": "description",
    "story": "story",
    "is_new": "is_new",
    "version": "version",
    "registered_at": "registered_at",
}
# The newest way of each product, with the day of its step, what the commune's clock begins with,
# and whether districts score under its procedure.
NEWEST = """
SELECT DISTINCT ON (w.product_id)
    w.id, w.product_id, c.year, w.purpose, w.step, w.status, w.since, w.return_reason,
    w.return_by, w.outcome, w.version, w.complete_on, p.re_evaluation_days, d.due_on, r.held_before,
    CASE WHEN w.step = %s AND w.status = %s THEN (
        SELECT max(s.handed_in_at) FROM products_submission s WHERE s.participation_id = w.id
    ) END,
    (
        SELECT l.working_days FROM regulations_procedurelevel l
        WHERE l.procedure_id = w.procedure_id AND l.level = %s
    ),
    EXISTS (
        SELECT FROM regulations_procedurelevel l
        WHERE l.procedure_id = w.procedure_id AND l.level = %s AND l.examines = %s
    ),
    EXISTS (
        SELECT FROM regulations_procedurelevel l
        WHERE l.procedure_id = w.procedure_id AND l.level = %s AND l.examines = %s
    )
FROM products_participation w
JOIN products_cycle c ON c.id = w.cycle_id
LEFT JOIN products_stepdeadline d ON d.cycle_id = w.cycle_id AND d.step = w.step
LEFT JOIN products_round r ON r.id = w.round_id
LEFT JOIN regulations_procedure p ON p.id = w.procedure_id
WHERE w.product_id = ANY(%s)
ORDER BY w.product_id, w.created_at DESC, w.id DESC
"""
LYING = (Step.EVALUATION, Status.SUBMITTED, Level.COMMUNE)
SCORED, RECEIVED = (Level.DISTRICT, Examines.SCORES), (Level.COMMUNE, Examines.RECEIVES)
WAYS = Statement(NEWEST, [*LYING, *SCORED, *RECEIVED], "bigint[]")

BY_NAME = ("sort", "id")
PAGE = 50
SEEN = Kept(lambda user: Product.objects.visible_to(user).values("pk"))
FIRST_PAGE = Kept(
    lambda user: (
        Product.objects.visible_to(user).order_by(*BY_NAME).values_list(*PRODUCT.values())[:PAGE]
    )
)


@dataclass(slots=True)
class ListedWay:
    """The newest way of a product, as a list shows it."""

    pk: int
    product_id: int
    year: int
    purpose: str
    step: int
    status: str
    since: datetime
    return_reason: str
    return_by: date | None
    outcome: str
    version: int
    complete_on: date | None
    result_days: int | None
    step_due_on: date | None
    held_before: date | None  # its round
    handed_in_at: datetime | None  # where it lies at its commune
    commune_days: int | None
    is_at_district: bool  # first only: under a procedure in which districts score
    is_only_received: bool  # the commune writes no Form 03

    def get_status_display(self) -> str:
        """Return the status in words."""
        return str(Status(self.status).label)

    def get_step_display(self) -> str:
        """Return the step in words."""
        return str(Step(self.step).label)

    def law_due_on(self, days_off: Calendar) -> date | None:
        """The day by which the law wants the commune's word (R27)."""
        if self.handed_in_at is None or self.commune_days is None:
            return None
        return clock_from(self.handed_in_at, self.commune_days, days_off).due_on


@dataclass(slots=True)
class Listed:
    """A product, as a list shows it."""

    pk: int
    name: str
    producer_id: int
    producer: str
    commune_code: str
    commune_form: str
    commune_name: str
    line_number: int
    line_vi: str
    line_en: str
    description: str
    story: str
    is_new: bool
    version: int
    registered_at: datetime
    way: PlainWay | None = None

    @property
    def commune(self) -> str:
        """The commune as written in documents."""
        return f"{self.commune_form} {self.commune_name}"

    @property
    def line_name(self) -> str:
        """The line's name in the reader's language, where the data has it."""
        return in_language(self.line_vi, self.line_en)


class PlainWay(Way):
    """A way read as plain facts; what comes next is worked out as for any other."""

    row: Any

    def __init__(
        self,
        row: ListedWay,
        settings: Mapping[str, Any],
        alike: dict[Hashable, NextStep],
        law_due_on: date | None = None,
    ) -> None:
        super().__init__(row, law_due_on=law_due_on)
        self._settings, self._alike = settings, alike

    @cached_property
    def next(self) -> NextStep:
        """What comes next, worked out once for all rows that stand alike."""
        row = self.row
        alike = (row.step, row.status, self.due_on, row.return_by)
        alike += (row.is_at_district, row.is_only_received)
        if alike not in self._alike:
            self._alike[alike] = Way.next.func(self)
        return self._alike[alike]

    @property
    def settings(self) -> Mapping[str, Any]:
        """The province's settings."""
        return self._settings

    @property
    def step_due_on(self) -> date | None:
        """The day of the step in the cycle."""
        return self.row.step_due_on

    @property
    def held_before(self) -> date | None:
        """The day before which its round is judged."""
        return self.row.held_before

    @property
    def ticking(self) -> Any:
        """The clock of a re-evaluation."""
        return result_clock_of(self.row, self.row.result_days)

    @property
    def is_at_district(self) -> bool:
        """Tell whether a district holds it."""
        return self.row.is_at_district

    @property
    def is_only_received(self) -> bool:
        """Tell whether the commune writes no Form 03 on it."""
        return self.row.is_only_received


class Listing:
    """A list of products that is read page by page: for a table, and for the API's pages."""

    ordered = True

    def __init__(self, products: QuerySet, settings: Mapping[str, Any]) -> None:
        self.products, self.settings = products, settings

    def count(self) -> int:
        """Count the products."""
        return self.products.count()

    __len__ = count

    def order_by(self, *names: str) -> Listing:
        """Put them in another order."""
        return Listing(self.products.order_by(*names), self.settings)

    def __getitem__(self, part: slice) -> list[Listed]:
        """Read a page."""
        found = [Listed(*row) for row in self._rows(part)]
        ways = {way.product_id: way for way in newest_ways([row.pk for row in found])}
        alike: dict[Hashable, NextStep] = {}
        lies = any(way.handed_in_at for way in ways.values())
        days_off = calendar() if lies else Calendar()
        for row in found:
            if way := ways.get(row.pk):
                row.way = PlainWay(way, self.settings, alike, way.law_due_on(days_off))
        return found

    def _rows(self, part: slice) -> Iterable[tuple]:
        return self.products.values_list(*PRODUCT.values())[part]

    def __iter__(self) -> Iterator[Listed]:
        """Read them all."""
        return iter(self[:])


class FirstLook(Listing):
    """All that the person sees, by name: what everybody opens first, so its statements are kept."""

    def __init__(self, products: QuerySet, settings: Mapping[str, Any], user: Any) -> None:
        super().__init__(products, settings)
        self.user = user

    def count(self) -> int:
        """Count the products."""
        return SEEN.count(self.user)

    __len__ = count

    def order_by(self, *names: str) -> Listing:
        """Put them in another order, if it is another."""
        return self if names == BY_NAME else super().order_by(*names)

    def _rows(self, part: slice) -> Iterable[tuple]:
        is_first = not part.start and part.stop is not None and part.stop <= PAGE
        return FIRST_PAGE(self.user)[: part.stop] if is_first else super()._rows(part)


def newest_ways(products: list[int]) -> list[ListedWay]:
    """Return the newest way of each product; one query more where a district may hold one."""
    ways = [ListedWay(*row) for row in WAYS(products)]
    judged = [way.pk for way in ways if way.is_at_district and way.step == Step.EVALUATION]
    held: set[int] = set()
    if judged:
        rows = at_district(Participation.objects.filter(pk__in=judged))
        held = set(rows.order_by().values_list("pk", flat=True))
    for way in ways:
        way.is_at_district = way.pk in held
    return ways
