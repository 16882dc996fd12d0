"""The filters of the star-rating report: page, files and API read the same words."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from producers.eligibility import LegalForm
from products.cycle import Purpose
from regulations.models import Procedure
from territories import clock
from territories.models import AdminUnit, Province

from .models import PublishedCertificate
from .reports import (
    BY_PROVINCE,
    NOW,
    OF_RESULT,
    STARS,
    TRAITS,
    UNITS,
    StarReport,
    register,
    sectors,
)

ANY = _("Tất cả")
FIRST_DAY = date(2018, 5, 7)  # QĐ 490/QĐ-TTg: no star is older than the programme

NARROWING = ("star", "sector", "commune", "legal_form", "purpose", "procedure")
Said = tuple[str, str]  # a filter's name and its value, as people read them


class DayInput(forms.DateInput):
    """A day as it is written here: a browser's own field writes it as its maker's country does."""

    def __init__(self) -> None:
        hints = {"placeholder": "dd/mm/yyyy", "inputmode": "numeric"}
        super().__init__(format="%d/%m/%Y", attrs=hints)


class StarReportForm(forms.Form):
    """What was asked for, as a whole."""

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins: another would pass for the one asked for."""
        asked = super().clean()
        # The report counts to today where its own day cannot be read; both faults are told.
        start, end = asked.get("start"), asked.get("on") or clock.today()
        if start and start > end:
            text = _("Ngày bắt đầu %(start)s sau ngày kết thúc %(end)s: hãy chọn ngày sớm hơn.")
            words = {"start": f"{start:%d/%m/%Y}", "end": f"{end:%d/%m/%Y}"}
            self.add_error("start", text % words)
        return asked


class StarReportFilter(django_filters.FilterSet):
    """What the report counts by, on which day, over which period, and of which certificates."""

    trait = django_filters.ChoiceFilter(
        label=_("Thống kê theo"), choices=TRAITS, method="as_asked", empty_label=None
    )
    units = django_filters.ChoiceFilter(
        label=_("Tính theo địa giới"), choices=UNITS, method="as_asked", empty_label=None
    )
    on = django_filters.DateFilter(label=_("Đến ngày"), method="as_asked", widget=DayInput())
    start = django_filters.DateFilter(
        label=_("Biến động từ ngày"), method="as_asked", widget=DayInput()
    )
    star = django_filters.ChoiceFilter(
        label=_("Hạng sao"),
        choices=lambda: [(n, _("%(n)s sao") % {"n": n}) for n in STARS],  # in the reader's language
        empty_label=ANY,
    )
    sector = django_filters.ChoiceFilter(label=_("Ngành"), method="by_sector", empty_label=ANY)
    commune = django_filters.ModelChoiceFilter(
        label=_("Xã, phường, đặc khu"),
        queryset=lambda request: communes(request),
        to_field_name="code",
        method="by_commune",
        empty_label=ANY,
    )
    legal_form = django_filters.ChoiceFilter(
        label=_("Loại hình"), choices=LegalForm.choices, empty_label=ANY
    )
    purpose = django_filters.ChoiceFilter(
        label=_("Lần đăng ký"), choices=Purpose.choices, empty_label=ANY
    )
    procedure = django_filters.ModelChoiceFilter(
        label=_("Quy trình"),
        queryset=Procedure.objects.order_by("-handed_in"),
        to_field_name="code",
        empty_label=ANY,
    )

    class Meta:
        model = PublishedCertificate
        form = StarReportForm
        fields = ["star", "legal_form", "purpose", "procedure"]

    def __init__(self, data: QueryDict, *args: Any, request: Any, **kwargs: Any) -> None:
        is_ministry = request.province.kind == Province.Kind.MINISTRY
        traits = [BY_PROVINCE, *TRAITS] if is_ministry else TRAITS
        said = data.copy()
        # The form shows what is counted by, also where nothing was said.
        for name, value in {"trait": traits[0][0], "units": NOW, "on": clock.today()}.items():
            if not said.get(name):
                said[name] = value
        super().__init__(said, *args, request=request, **kwargs)
        fields = self.form.fields
        fields["trait"].choices = traits
        known = {(key, name) for _order, key, name in sectors().values()}
        fields["sector"].choices = sorted(known)
        fields["commune"].label_from_instance = lambda unit: f"{unit.name} ({unit.form})"
        fields["commune"].widget.attrs |= {"data-combobox": ""}
        if is_ministry:
            del fields["commune"]

    @property
    def province(self) -> Province:
        """The open tenant."""
        return self.request.province

    def question(self) -> QueryDict:
        """Return the words of an address that ask for this report and for no cell of it."""
        kept = QueryDict(mutable=True)
        for name in self.filters:
            if value := self.request.GET.get(name):
                kept[name] = value
        return kept

    def as_asked(self, rows: QuerySet, _name: str, _value: Any) -> QuerySet:
        """Leave the rows alone: it says how they are counted."""
        return rows

    def by_sector(self, rows: QuerySet, _name: str, key: str) -> QuerySet:
        """Keep the product lines of a sector, whatever book judged them."""
        return rows.filter(line_number__in=lines_of(key))

    def by_commune(self, rows: QuerySet, _name: str, unit: AdminUnit) -> QuerySet:
        """Keep those of a commune and of those it followed."""
        return rows.filter(commune__in=AdminUnit.objects.within(unit))

    def asked(self, name: str) -> Any:
        """Return what was asked for, None where nothing or nothing valid was."""
        return self.form.cleaned_data.get(name)

    def waiting_for(self) -> Q:
        """Say the same filters of results that have no certificate yet."""
        wanted = Q()
        if self.asked("star"):
            return Q(pk__in=[])  # they have no star before the Ministry has spoken
        if self.asked("sector"):
            wanted &= Q(**{f"{OF_RESULT['line_number']}__in": lines_of(self.asked("sector"))})
        if self.asked("commune"):
            inside = AdminUnit.objects.within(self.asked("commune"))
            wanted &= Q(**{f"{OF_RESULT['commune']}__in": inside})
        for name in ("legal_form", "purpose"):
            if self.asked(name):
                wanted &= Q(**{OF_RESULT[name]: self.asked(name)})
        if self.asked("procedure"):
            wanted &= Q(submission__procedure=self.asked("procedure"))
        return wanted

    def report(self) -> StarReport:
        """Return the report that was asked for."""
        rows = self.qs  # validates the form
        return StarReport(
            rows=rows,
            province=self.province,
            user=self.request.user,
            trait=self.asked("trait") or self.form.fields["trait"].choices[0][0],
            units=self.asked("units") or NOW,
            on=self.asked("on") or clock.today(),
            waiting_for=self.waiting_for(),
        )

    def period(self) -> tuple[date, date]:
        """Return the period of the movements: from New Year unless told, to the report's day."""
        end = self.asked("on") or clock.today()
        start = self.asked("start") or date(end.year, 1, 1)
        return max(start, FIRST_DAY), max(end, FIRST_DAY)

    def counted(self, report: StarReport) -> list[Said]:
        """Say in words by what the rows are counted, and which filters keep others out."""
        fields = self.form.fields
        by = [(fields[name], getattr(report, name)) for name in ("trait", "units")]
        return [_said(field, value) for field, value in by] + self.narrowed()

    def narrowed(self) -> list[Said]:
        """Say in words which filters keep others out."""
        asked = [(name, value) for name in NARROWING if (value := self.asked(name))]
        return [_said(self.form.fields[name], value) for name, value in asked]

    def told(self, report: StarReport) -> list[Said]:
        """Say in words all that the figures depend on, days included."""
        start, end = self.period()
        days = [
            (_("Đến ngày"), report.on),
            (_("Biến động từ ngày"), start),
            (_("Biến động đến hết ngày"), end),
        ]
        return [(str(name), f"{day:%d/%m/%Y}") for name, day in days] + self.counted(report)


def _said(field: Any, value: Any) -> Said:
    if hasattr(field, "label_from_instance"):
        return str(field.label), str(field.label_from_instance(value))
    words = {str(key): label for key, label in field.choices}
    return str(field.label), str(words[value])


def of_request(request: Any, words: type[StarReportFilter] = StarReportFilter) -> StarReportFilter:
    """Return the filter of a request's words over what the person may count."""
    return words(
        request.GET,
        queryset=register(request.province, request.user),
        request=request,
    )


def lines_of(sector: str) -> list[int]:
    """Return the numbers of the product lines of a sector."""
    return [line for line, (_order, key, _name) in sectors().items() if key == sector]


def communes(request: Any) -> QuerySet[AdminUnit]:
    """Return today's communes of the open province."""
    if request is None:
        return AdminUnit.objects.none()
    return AdminUnit.objects.communes().on(clock.today()).filter(province=request.province)
