"""The filter of the list of producers: the page, the API and the export share it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import lru_cache
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.formats import localize
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.kept import Kept
from accounts.permissions import Permission
from territories import clock
from territories.models import AdminUnit
from territories.tenancy import current_province_id

from .eligibility import WARN_DAYS, LegalForm
from .models import Producer

ANY = _("Tất cả")


def communes(request: Any) -> QuerySet[AdminUnit]:
    """Return today's communes of the open province."""
    if request is None:
        return AdminUnit.objects.none()
    return AdminUnit.objects.communes().on(clock.today()).filter(province=request.province)


COMMUNES = Kept(
    lambda: (
        AdminUnit.objects.communes()
        .on(clock.today())
        .filter(province=current_province_id())
        .values_list("code", "name", "form")
    )
)


class Options(BaseChoiceIterator):
    """What a select box offers, read when it is shown: plain values, no model instances."""

    def __init__(self, field: Any, read: Kept, say: Callable[..., str]) -> None:
        self.field, self.read, self.say = field, read, say

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """Offer everything, then each row: the value by which it is asked for, and its words."""
        yield "", self.field.empty_label
        yield from ((value, self.say(*words)) for value, *words in self.read())

    def written(self) -> str:
        """Write them out as options of a box: again only when a row or the language is another."""
        return _said(tuple(self.read()), self.say, str(self.field.empty_label), get_language())


class PlainSelect(forms.Select):
    """A long select box: an option has a value, words, and whether it is the chosen one."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Write the box without a template, which would be rendered for each option."""
        offered = self.choices
        options = offered.written() if isinstance(offered, Options) else _written(offered)
        for one in map(escape, self.format_value(value)):
            options = options.replace(f'value="{one}">', f'value="{one}" selected>', 1)
        given = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return mark_safe(f"<select{given}>{options}</select>")  # noqa: S308 - escaped


@lru_cache(maxsize=128)
def _said(rows: tuple, say: Callable[..., str], anything: str, _language: str | None) -> str:
    """Write rows out: a province's people are offered the same ones all day."""
    return _written([("", anything), *((value, say(*words)) for value, *words in rows)])


def _written(choices: Iterable[tuple[Any, Any]]) -> str:
    return "".join(
        f'<option value="{escape(one)}">{escape(localize(words))}</option>'
        for one, words in choices
    )


def _with_form(name: str, form: str) -> str:
    return f"{name} ({form})"


def offer_communes(filters: django_filters.FilterSet, permission: Permission) -> None:
    """Let the field be searched by a commune's name; whose own unit is all he sees gets none."""
    fields, request = filters.form.fields, filters.request
    field = fields["commune"]
    field.widget.attrs |= {"data-combobox": "", "data-placeholder": _("Gõ tên xã, phường…")}
    field.widget.choices = Options(field, COMMUNES, _with_form)
    sees_all = request is None or policy.reaches_all(request.user, permission)
    if not sees_all and "commune" not in filters.data:  # what is asked for is answered or refused
        del fields["commune"]


class ProducerFilter(django_filters.FilterSet):
    """Producers by text, commune, legal form, status, women's lead and papers."""

    q = django_filters.CharFilter(label=_("Tìm kiếm"), method="by_text")
    commune = django_filters.ModelChoiceFilter(
        label=_("Xã, phường, đặc khu"),
        queryset=communes,
        to_field_name="code",
        method="by_commune",
        empty_label=ANY,
        widget=PlainSelect,
    )
    legal_form = django_filters.ChoiceFilter(
        label=_("Loại hình"), choices=LegalForm, empty_label=ANY
    )
    status = django_filters.ChoiceFilter(
        label=_("Trạng thái"), choices=Producer.Status, empty_label=ANY
    )
    is_women_led = django_filters.ChoiceFilter(
        label=_("Phụ nữ làm chủ"),
        choices=[("true", _("có")), ("false", _("không"))],
        method="by_women",
        empty_label=ANY,
    )
    papers = django_filters.ChoiceFilter(
        label=_("Giấy tờ"),
        choices=[("expired", _("đã hết hạn")), ("due", _("hết hạn trong 60 ngày hoặc đã hết"))],
        method="by_papers",
        empty_label=ANY,
    )

    class Meta:
        model = Producer
        fields = ["q", "commune", "legal_form", "status", "is_women_led", "papers"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["q"].widget.attrs["placeholder"] = _("Tên, mã số thuế, điện thoại")
        offer_communes(self, Permission.PRODUCER_VIEW)

    def by_text(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        """Keep those in which every word is found, diacritics aside."""
        return rows.search(text)

    def by_commune(self, rows: QuerySet, _name: str, unit: AdminUnit) -> QuerySet:
        """Keep those of a commune and of those it followed."""
        return rows.in_unit(unit)

    def by_women(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Keep those that women lead, or the others."""
        return rows.filter(is_women_led=value == "true")

    def by_papers(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Keep those with a paper that is over, or will be within the days that warn."""
        today = clock.today()
        ahead = timedelta(days=WARN_DAYS if value == "due" else -1)
        return rows.with_papers_due(today + ahead)
