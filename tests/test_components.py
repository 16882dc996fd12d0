"""Parts of pages that functions write say the very same as the templates they stand for."""

from collections.abc import Callable
from typing import Any

import django_tables2 as tables
import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from accounts.models import User
from ocop_portal.rendering import INPUTS, Renderer
from ocop_portal.templatetags import portal
from ocop_portal.templatetags.rows import table_rows
from producers.filters import PlainSelect
from producers.models import Producer

NASTY = "<b>\"Tỏi\" & 'hành'</b>"
SPRITE = "/static/vendor/tabler-icons/sprite.svg"


class Sample(forms.Form):
    plain = forms.CharField(widget=forms.TextInput(attrs={"placeholder": NASTY, "data-x": 0}))
    number = forms.IntegerField(widget=forms.NumberInput(attrs={"min": 1, "hidden": False}))
    post = forms.EmailField(disabled=True)
    day = forms.DateField()
    yes = forms.BooleanField()
    secret = forms.CharField(widget=forms.HiddenInput())
    one = forms.ChoiceField(
        choices=[
            ("", "Tất cả"),
            (NASTY, NASTY),
            ("safe", mark_safe("Tỏi &amp; hành")),
            (2026, 2026),
            ("Nhóm «x»", [("a", "A"), ("b", "B & C")]),
        ],
        widget=forms.Select(attrs={"class": "form-select", "data-combobox": "", "autofocus": True}),
    )
    many = forms.MultipleChoiceField(choices=[(1, "một"), (2, "hai"), (3, "ba")])


def on_one_line(html: str) -> str:
    return " ".join(html.replace(">\n", "> ").split()).replace("> <", "><")


@pytest.mark.parametrize("chosen", ["", NASTY, "b", "2026"])
def test_fields_are_written_as_by_djangos_templates(chosen: str) -> None:
    values = {"plain": NASTY, "number": 12345, "post": "a@b.vn", "day": "05/03/2026", "yes": "on"}
    values |= {"secret": NASTY, "one": chosen, "many": ["1", "3"]}
    for data in (values, None):
        ours, theirs = (Sample(data, renderer=kind()) for kind in (Renderer, DjangoTemplates))
        for name in Sample.base_fields:
            assert on_one_line(str(ours[name])) == on_one_line(str(theirs[name]))
    assert NASTY not in str(Sample(values, renderer=Renderer()))


@pytest.mark.parametrize("chosen", ["", NASTY, "2026", "unknown", None])
def test_plain_select_offers_what_djangos_own_does(chosen: str | None) -> None:
    choices = [("", "Tất cả"), (NASTY, NASTY), (2026, 2026)]
    kinds = (PlainSelect, forms.Select)
    ours, theirs = (kind(choices=choices).render("x", chosen) for kind in kinds)
    assert on_one_line(ours) == on_one_line(theirs)
    assert ours.count(" selected") == (chosen != "unknown")
    nobodys = PlainSelect(choices=choices).render("x", "unknown")
    assert "selected" not in nobodys  # one person's choice is not the next one's


def test_inputs_are_those_whose_templates_are_the_plain_input() -> None:
    for name in INPUTS - {"django/forms/widgets/input.html"}:
        source = DjangoTemplates().engine.get_template(name).template.source
        assert source.strip() == '{% include "django/forms/widgets/input.html" %}', name


def rendered(component: str, **facts: Any) -> str:
    given = " ".join(f"{name}={name}" for name in facts)
    text = f'{{% include "components/{component}.html" with {given} only %}}'
    return Template(text).render(Context(facts)).strip()


def test_icon() -> None:
    assert portal.icon("bell") == (
        f'<svg class="icon" aria-hidden="true" focusable="false"><use href="{SPRITE}#bell"/></svg>'
    )
    assert 'class="icon star-off"' in rendered("icon", name="star", **{"class": "star-off"})
    assert "<b>" not in portal.icon(NASTY, NASTY)


@pytest.mark.parametrize(
    ("tone", "drawn"),
    [("ok", "circle-check"), ("bad", "circle-x"), ("", "circle-dashed"), (None, "circle-dashed")],
)
def test_status_says_tone_by_icon_word_and_colour(tone: str | None, drawn: str) -> None:
    chip = rendered("status", tone=tone, label=NASTY)
    assert chip.startswith(f'<span class="status status-{tone or "off"}"><svg class="icon"')
    assert f"{SPRITE}#{drawn}" in chip
    assert chip.endswith("&lt;b&gt;&quot;Tỏi&quot; &amp; &#x27;hành&#x27;&lt;/b&gt;</span>")
    assert f"{SPRITE}#lock" in rendered("status", tone=tone, label="x", icon="lock")


def test_summary_of_a_form_counts_every_text_that_it_lists() -> None:
    form = forms.Form({})
    form.add_error(None, "Đã ghi.")
    form.add_error(None, "Đã khóa.")
    text = render_to_string("components/form_errors.html", {"form": form})
    assert "Có 2 mục cần sửa" in text
    assert text.count("<li>") == 2


def test_stars() -> None:
    drawn = rendered("stars", star=4)
    assert drawn.count("#star-filled") == 4
    assert drawn.count("star-off") == 1
    assert drawn.endswith('<span class="stars-word">4 sao</span></span>')
    assert '<span class="visually-hidden">4 sao' in rendered("stars", star=4, word=False)
    assert 'class="stars stars-large"' in rendered("stars", star=5, large=True)
    assert rendered("stars", star=None) == '<span class="text-secondary">chưa phân hạng</span>'


class ProducerSample(tables.Table):
    row_header = "name"
    name = tables.Column(linkify=lambda record: f"/chu-the/{record.pk}/")
    status = tables.Column()
    commune = tables.Column(accessor="commune__name", default="không rõ")
    workers = tables.Column(attrs={"td": {"class": lambda value: "few" if value < 9 else "many"}})
    checked = tables.BooleanColumn(accessor="is_women_led")
    odd = tables.Column(empty_values=())

    class Meta:
        model = Producer
        fields = ["name", "status", "commune", "workers", "checked", "odd"]

    def render_odd(self, record: Producer, bound_row: Any) -> str:
        return format_html("<i>{}</i>{}", record.name, bound_row.row_counter)


class PersonSample(tables.Table):
    name = tables.Column(accessor="full_name")
    day = tables.DateColumn(accessor="joined_at")

    class Meta:
        model = User
        fields = ["name", "day"]
        row_attrs = {"data-key": lambda record: record.email}


def by_the_library(table: Any) -> str:
    lines = []
    for row in table.paginated_rows:
        cells = []
        for column, cell in row.items():
            attrs = column.attrs["td"].as_html()
            head = column.name == getattr(table, "row_header", None)
            opened = f'<th scope="row" {attrs}>' if head else (
                f'<td {attrs} data-label="{column.header}">'
            )  # fmt: skip
            shown = Template("{{ cell }}").render(Context({"cell": cell}))
            cells.append(f"{opened}{shown}{'</th>' if head else '</td>'}")
        lines.append(f"<tr {row.attrs.as_html()}>\n{''.join(cells)}</tr>")
    return "\n".join(lines)


def people() -> list[User]:
    return [User(full_name=NASTY, email="a@b.vn"), User(full_name="Lan", email="c@d.vn")]


def makers() -> list[Any]:
    rows = [Producer(pk=1, name=NASTY, workers=3), Producer(pk=2, name="Tổ", workers=12)]
    return [*rows, {"name": "từ bảng", "status": "active", "workers": 1234, "is_women_led": True}]


@pytest.mark.parametrize(
    "make",
    [lambda: PersonSample(people()), lambda: ProducerSample(makers()[:2]),
     lambda: ProducerSample(makers()[2:], exclude=("name", "odd"))],
    ids=["people", "makers", "mappings"],
)  # fmt: skip
def test_rows_are_those_of_the_library(make: Callable[[], Any]) -> None:
    ours = table_rows(make())
    assert ours == by_the_library(make())
    assert NASTY not in ours
