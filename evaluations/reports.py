"""The star-rating report: certificates by star and by one trait at a time, with its sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, TruncDate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts import policy
from accounts.models import User
from accounts.permissions import Permission
from producers.eligibility import LegalForm
from products.cycle import Purpose
from regulations.models import Procedure, ProductSet
from regulations.procedures import APPROVE_ONLY
from territories.models import AdminUnit, Province, Succession
from territories.succession import Edge, edges_by_predecessor, heir

from .models import Evaluation, Package, PublishedCertificate
from .register import Entry, Movement, movement
from .states import CertificateStatus, EvaluationStatus, PackageStatus

STARS = (3, 4, 5)
THEN, NOW = "then", "now"
UNITS = [(THEN, gettext_lazy("lúc công nhận")), (NOW, gettext_lazy("hiện nay"))]
TRAITS = [
    ("sector", gettext_lazy("Ngành sản phẩm")),
    ("commune", gettext_lazy("Xã, phường, đặc khu")),
    ("district", gettext_lazy("Huyện cũ")),
    ("legal_form", gettext_lazy("Loại hình chủ thể")),
    ("purpose", gettext_lazy("Lần đăng ký")),
    ("procedure", gettext_lazy("Quy trình")),
]
BY_PROVINCE = ("province", gettext_lazy("Tỉnh, thành phố"))
UNKNOWN = gettext_lazy("Chưa xác định")


def register(province: Province, user: User) -> QuerySet[PublishedCertificate]:
    """Return what the person may count: his units, his province, or at the Ministry the nation."""
    rows = PublishedCertificate.objects.all()
    if province.kind != Province.Kind.MINISTRY:
        rows = rows.filter(origin=province)
    return rows.filter(policy.reach(user, Permission.REPORT_VIEW, unit="commune"))


def standing_on(day: date) -> Q:
    """Return the condition of Entry.stands_on: issued, not over, not replaced or withdrawn."""
    ended = Q(
        status__in=(CertificateStatus.SUPERSEDED, CertificateStatus.REVOKED),
        status_since__lte=day,
    )
    return Q(issued_on__lte=day, valid_to__gte=day) & ~ended


def suspended_on(day: date) -> Q:
    """Return the condition of what counts on a day and may not be used: R30 has no column for it.

    Of suspensions that were lifted the public copy tells nothing.
    """
    return standing_on(day) & Q(status=CertificateStatus.SUSPENDED, status_since__lte=day)


@dataclass
class Line:
    """One value of the trait: its certificates by star, and what is still at the Ministry."""

    key: str
    label: str
    stars: dict[int, int] = field(default_factory=lambda: dict.fromkeys(STARS, 0))
    potential_five: int = 0
    suspended: int = 0
    at_ministry: int = 0

    @property
    def total(self) -> int:
        """Certificates of all stars; what is at the Ministry has none yet."""
        return sum(self.stars.values())

    def count(self, star: int, number: int, *, is_potential_five: bool, suspended: int = 0) -> None:
        """Add certificates; «tiềm năng 5 sao» is a part of the four stars (148/QĐ-TTg)."""
        self.stars[star] += number
        self.suspended += suspended
        if is_potential_five:
            self.potential_five += number


class Places:
    """Units as they were recorded or as they are now, and the districts of before July 2025."""

    def __init__(self, units: str, on: date) -> None:
        self.units, self.on = units, on

    @cached_property
    def edges(self) -> dict[int, list[Edge]]:
        """All successions of communes; some thousands of short rows."""
        rows = Succession.objects.filter(predecessor__kind=AdminUnit.Kind.COMMUNE)
        names = ("predecessor_id", "successor_id", "partial", "effective_on")
        return edges_by_predecessor(Edge(*row) for row in rows.values_list(*names))

    def commune(self, unit: int) -> int | None:
        """Return the unit that the record counts in; None: nobody knows which of several."""
        return unit if self.units == THEN else heir(unit, self.edges, self.on)

    def named(self, units: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Return sort key and name of units, the ended ones with the day of their end."""
        rows = AdminUnit.objects.filter(pk__in=set(units))
        return {row.pk: (row.sort, _named(row)) for row in rows}

    def districts(self, units: Iterable[int]) -> dict[int, tuple[str, str, str]]:
        """Return sort key, key and name of each commune's old district, by the commune's id."""
        wanted = set(units)
        own = AdminUnit.objects.filter(pk__in=wanted).select_related("parent")
        found = {
            row.pk: {row.parent} if row.parent and row.parent.kind == row.Kind.DISTRICT else set()
            for row in own
        }
        before = Succession.objects.filter(successor__in=wanted).select_related(
            "predecessor__parent"
        )
        for edge in before:
            earlier = edge.predecessor
            if earlier.kind == AdminUnit.Kind.COMMUNE:  # islands were districts themselves
                earlier = earlier.parent
            if earlier is not None and earlier.kind == AdminUnit.Kind.DISTRICT:
                found[edge.successor_id].add(earlier)
        return {unit: _districts(parents) for unit, parents in found.items()}


def _named(unit: AdminUnit) -> str:
    ended = unit.valid.upper
    if ended is None:
        return unit.full_name
    return _("%(name)s (đến %(day)s)") % {"name": unit.full_name, "day": f"{ended:%d/%m/%Y}"}


def _districts(parents: set[AdminUnit]) -> tuple[str, str, str]:
    if not parents:
        return "", "0", str(UNKNOWN)
    ordered = sorted(parents, key=lambda row: (row.sort, row.pk))
    sort = " ".join(row.sort for row in ordered)
    key = "-".join(str(row.pk) for row in ordered)
    return sort, key, " · ".join(row.full_name for row in ordered)


@dataclass
class StarReport:
    """The report of a day by one trait; `rows` are the register after the filters."""

    rows: QuerySet[PublishedCertificate]
    province: Province
    user: User
    trait: str
    units: str
    on: date
    # The same filters, said of results that have no certificate yet.
    waiting_for: Q = field(default_factory=Q)

    @cached_property
    def places(self) -> Places:
        """How communes are read."""
        return Places(self.units, self.on)

    @cached_property
    def lines(self) -> list[Line]:
        """One line per value, in the trait's own order."""
        column = COLUMNS[self.trait]
        standing = self.rows.filter(standing_on(self.on)).order_by()
        counted = standing.values(column, "star", "is_potential_five").annotate(
            n=Count("pk"), suspended=Count("pk", filter=suspended_on(self.on))
        )
        found: dict[Any, Line] = {}
        raw = [(one[column], one) for one in counted]
        waiting = self.waiting
        read = self._reader([value for value, _one in raw] + list(waiting))
        for value, one in raw:
            line = self._line(found, read, value)
            facts = {name: one[name] for name in ("is_potential_five", "suspended")}
            line.count(one["star"], one["n"], **facts)
        for value, number in waiting.items():
            self._line(found, read, value).at_ministry += number
        return [found[key] for key in sorted(found)]

    def _line(
        self, found: dict[Any, Line], read: Callable[[Any], tuple[Any, str, str]], value: Any
    ) -> Line:
        order, key, label = read(value)
        return found.setdefault(order, Line(key, label))

    @cached_property
    def waiting(self) -> dict[Any, int]:
        """Results that were sent up and that the Ministry has not answered, by the trait.

        26/2026/QĐ-TTg, Điều 7.3.e: they have no certificate, so they stand beside the stars.
        """
        rows = awaiting_ministry(self.province, self.user, self.on).filter(self.waiting_for)
        rows = rows.values(v=F(OF_RESULT[COLUMNS[self.trait]]))
        return {one["v"]: one["n"] for one in rows.order_by().annotate(n=Count("pk"))}

    def _reader(self, values: list[Any]) -> Callable[[Any], tuple[Any, str, str]]:
        """Return how a raw value becomes (order, key, label)."""
        match self.trait:
            case "sector":
                return _by_table(sectors())
            case "commune":
                return self._communes(values)
            case "district":
                names = self.places.districts(values)
                return lambda unit: names[unit]
            case "legal_form":
                return _by_choices(LegalForm.choices)
            case "purpose":
                return _by_choices(Purpose.choices)
            case "procedure":
                return _by_choices(procedures().items())
            case _:
                return lambda value: (str(value), str(value), str(value))

    def _communes(self, values: list[Any]) -> Callable[[Any], tuple[Any, str, str]]:
        kept = {unit: self.places.commune(unit) for unit in set(values)}
        named = self.places.named(one for one in kept.values() if one)

        def read(unit: int) -> tuple[Any, str, str]:
            now = kept[unit]
            if now is None:
                return ("", 0), "0", str(UNKNOWN)
            sort, label = named[now]
            return (sort, now), str(now), label

        return read

    @cached_property
    def total(self) -> Line:
        """The sum of the lines."""
        found = Line("", _("Tổng số"))
        for line in self.lines:
            for star, number in line.stars.items():
                found.stars[star] += number
            found.potential_five += line.potential_five
            found.suspended += line.suspended
            found.at_ministry += line.at_ministry
        return found

    def at_ministry(self, key: str) -> QuerySet[Any]:
        """Return what of one line is at the Ministry; an empty key: of all lines."""
        rows = awaiting_ministry(self.province, self.user, self.on).filter(self.waiting_for)
        if not key:
            return rows
        return rows.filter(self._of_line(rows, OF_RESULT[COLUMNS[self.trait]], key))

    def cell(self, key: str) -> Q:
        """Return the condition on the register for one line: the rows behind its numbers."""
        standing = self.rows.filter(standing_on(self.on))
        return self._of_line(standing, COLUMNS[self.trait], key)

    def _of_line(self, rows: QuerySet[Any], column: str, key: str) -> Q:
        """Return the condition on the column's raw values that one line counts."""
        values = list(rows.order_by().values_list(column, flat=True).distinct())
        read = self._reader(values)
        return Q(**{f"{column}__in": [value for value in values if read(value)[1] == key]})


COLUMNS = {
    "sector": "line_number",
    "commune": "commune",
    "district": "commune",
    "legal_form": "legal_form",
    "purpose": "purpose",
    "procedure": "procedure__code",
    "province": "origin__name",
}


# The register's columns, read from what has no certificate yet: as it was handed in.
OF_RESULT = {
    "line_number": "line_then",
    "commune": "commune_then",
    "legal_form": "legal_form_then",
    "purpose": "purpose_then",
    "procedure__code": "submission__procedure__code",
    "origin__name": "origin_then",
}


def awaiting_ministry(province: Province, user: User, on: date) -> QuerySet[Any]:
    """Return what on a day lay at the Ministry: sent by a province and not yet answered (R3)."""
    if province.kind == Province.Kind.MINISTRY:
        rows = _received_from_provinces(province, on)
    else:
        rows = _sent_by_province(province, on)
    # Units and forms of the hand-in, as the register keeps them: producers move, units end (R31).
    units = AdminUnit.objects.communes().filter(
        code=OuterRef("commune_code"), valid__contains=OuterRef("handed_in_on")
    )
    copy = "submission__snapshot"
    rows = rows.annotate(
        commune_code=KeyTextTransform("code", f"{copy}__commune"),
        handed_in_on=TruncDate("submission__handed_in_at"),
        line_then=Cast(KeyTextTransform("line", f"{copy}__product"), IntegerField()),
        legal_form_then=KeyTextTransform("legal_form", f"{copy}__producer"),
        purpose_then=KeyTextTransform("purpose", f"{copy}__cycle"),
        origin_then=KeyTextTransform("name", f"{copy}__province"),
    ).annotate(commune_then=Subquery(units.values("pk")[:1]))
    return rows.filter(policy.reach(user, Permission.REPORT_VIEW, unit=OF_RESULT["commune"]))


def _sent_by_province(province: Province, on: date) -> QuerySet[Evaluation]:
    """In a province: what went up and is out; what came back to be completed lies here again."""
    is_open = Q(status=EvaluationStatus.APPROVED, national_result__isnull=True)
    return Evaluation.objects.filter(
        is_open | Q(national_result__decided_on__gt=on),
        forwarded_at__date__lte=on,
        province=province,
        result__outcome__on_forward=APPROVE_ONLY,
    )


def _received_from_provinces(ministry: Province, on: date) -> QuerySet[Package]:
    """At the Ministry itself: the files that lay there on that day."""
    lies_there = Q(status__in=(PackageStatus.SENT, PackageStatus.RECEIVED))
    return Package.objects.filter(
        lies_there | Q(left_on__gt=on),
        province=ministry,
        sent_at__date__lte=on,
        result__outcome__on_forward=APPROVE_ONLY,
    )


def sectors() -> dict[int, tuple[int, str, str]]:
    """Return (order, key, name) of each product line's sector in the newest book that has it."""
    rows = ProductSet.objects.filter(line__isnull=False).order_by("regulation__signed_on")
    sector = "group__sector__"
    rows = rows.values_list(
        "line__number", f"{sector}ordinal", f"{sector}name_vi", f"{sector}name_en"
    )
    is_english = get_language() == "en"
    return {
        line: (ordinal, str(ordinal), (is_english and english) or name)
        for line, ordinal, name, english in rows
    }


def procedures() -> dict[str, str]:
    """Return how each procedure is cited, by its code, the newest first."""
    return {one.code: str(one) for one in Procedure.objects.order_by("-handed_in")}


def _by_table(table: Mapping[Any, tuple[Any, str, str]]) -> Callable[[Any], tuple[Any, str, str]]:
    return lambda value: table.get(value, (99, "0", str(UNKNOWN)))


def _by_choices(choices: Iterable[tuple[str, Any]]) -> Callable[[Any], tuple[Any, str, str]]:
    return _by_table({value: (n, value, str(label)) for n, (value, label) in enumerate(choices)})


@dataclass(frozen=True)
class MovementLine:
    """The register of one procedure and star over the period."""

    procedure: str
    cited: str
    star: int
    movement: Movement


def movements(
    rows: QuerySet[PublishedCertificate], *, start: date, end: date
) -> list[MovementLine]:
    """Return the movements per procedure and star (R30), those without any left out."""
    facts = ("purpose", "issued_on", "valid_to", "status", "status_since")
    alike = rows.order_by().values_list("procedure__code", "star", *facts).annotate(Count("pk"))
    entries: dict[tuple[str, int], list[Entry]] = {}
    for code, star, *values in alike.filter(issued_on__lte=end):
        entries.setdefault((code, star), []).append(Entry(*values))
    cited = procedures()
    found = [
        MovementLine(code, cited[code], star, movement(some, start=start, end=end))
        for (code, star), some in sorted(entries.items())
    ]
    return [line for line in found if line.movement != Movement()]
