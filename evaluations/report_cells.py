"""One number of the star-rating report: its words in an address, its rows and its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from territories import clock

from .models import PublishedCertificate
from .report_moves import behind_move
from .reports import STARS, StarReport, procedures, standing_on, suspended_on

MOVE_NAMES = {
    "opening": gettext_lazy("Đầu kỳ"),
    "new": gettext_lazy("Công nhận mới"),
    "upgraded": gettext_lazy("Nâng hạng"),
    "re_recognised": gettext_lazy("Công nhận lại"),
    "superseded": gettext_lazy("Thay thế"),
    "expired": gettext_lazy("Hết hạn"),
    "withdrawn": gettext_lazy("Đã thu hồi"),
    "closing": gettext_lazy("Cuối kỳ"),
}


def suspended_words(on: date) -> str:
    """Say what the figure of suspended ones is on a day.

    Of an earlier day the public copy knows only suspensions that still last: no firm figure.
    """
    if on < clock.today():
        return _("tạm dừng từ trước ngày đó đến nay")
    return _("đang tạm dừng")


def suspended_heading(on: date) -> str:
    """Return how the column of suspended ones is headed."""
    return _("Trong tổng số: %(part)s") % {"part": suspended_words(on)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A line (`key`) or a movement (`moved`) and what narrows it; empty: the whole report.

    Its star and procedure have words of their own: the filters' would narrow the report itself.
    """

    key: str = ""
    moved: str = ""
    cell_star: int | None = None
    cell_procedure: str = ""
    suspended: bool = False
    potential: bool = False

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Cell:
        """Read the words of an address; what is no word of a cell says nothing."""
        star = said.get("cell_star", "")
        narrower = {
            "cell_star": int(star) if star in map(str, STARS) else None,
            "cell_procedure": said.get("cell_procedure", ""),
        }
        if said.get("moved") in MOVE_NAMES:
            return cls(moved=said["moved"], **narrower)
        return cls(
            key=said.get("key", ""),
            suspended=bool(said.get("suspended")),
            potential=bool(said.get("potential")),
            **narrower,
        )

    @property
    def words(self) -> dict[str, str]:
        """Return the words of an address that say this cell and no other."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return {name: "1" if one is True else str(one) for name, one in said.items() if one}

    def rows(self, report: StarReport, period: tuple[date, date]) -> QuerySet[PublishedCertificate]:
        """Return the certificates that the number counts; a movement counts in the period."""
        wanted = Q(star=self.cell_star) if self.cell_star else Q()
        if self.cell_procedure:
            wanted &= Q(procedure__code=self.cell_procedure)
        if self.moved:
            start, end = period
            wanted &= behind_move(self.moved, start=start, end=end)
        else:
            wanted &= standing_on(report.on)
        if self.suspended:
            wanted &= suspended_on(report.on)
        if self.key:
            wanted &= report.cell(self.key)
        if self.potential:
            wanted &= Q(is_potential_five=True)
        return report.rows.filter(wanted).select_related("procedure")

    def name(self, report: StarReport) -> str:
        """Say which number it is: «phường Sa Huỳnh · 4 sao · đang tạm dừng»."""
        parts = []
        if self.key:
            found = (line.label for line in report.lines if line.key == self.key)
            parts.append(next(found, self.key))
        if self.moved:
            parts.append(str(MOVE_NAMES[self.moved]))
        if self.cell_procedure:
            parts.append(procedures().get(self.cell_procedure, self.cell_procedure))
        if self.cell_star:
            parts.append(_("%(star)s sao") % {"star": self.cell_star})
        if self.potential:
            parts.append(_("tiềm năng 5 sao"))
        if self.suspended:
            parts.append(suspended_words(report.on))
        return " · ".join(parts) or _("tổng số")
