"""The smallest parts of pages as functions: an icon or a chip is no template to render."""

import html
from functools import lru_cache
from typing import Any

from django import template
from django.forms import Select
from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

TONE_ICONS = {
    "ok": "circle-check",
    "wait": "hourglass",
    "warn": "alert-triangle",
    "bad": "circle-x",
    "info": "info-circle",
}
OTHER_TONE = "circle-dashed"


def shown(value: Any) -> str:
    """Return a value as a template shows it, escaped: Django's own way without its detours."""
    if type(value) is str:
        return html.escape(value)
    if hasattr(value, "__html__"):
        return value.__html__()
    return html.escape(str(localize(value)))


@register.filter
def in_fours(text: str) -> list[str]:
    """Cut a long secret into groups that a person can read off and a phone can wrap."""
    return [text[start : start + 4] for start in range(0, len(text), 4)]


@register.simple_tag
def icon(name: str, more: str = "") -> SafeString:
    """Draw an icon of the sprite: decoration, always beside a word."""
    return _icon(str(name), str(more))


@lru_cache(maxsize=512)  # the same for everybody
def _icon(name: str, more: str) -> SafeString:
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" {more}" if more else "",
        static("vendor/tabler-icons/sprite.svg"),
        name,
    )


@register.simple_tag
def tone_icon(tone: Any, icon_name: str = "") -> SafeString:
    """Draw the icon that says a tone without its colour, or another one that is wished."""
    return icon(icon_name or TONE_ICONS.get(tone or "", OTHER_TONE))


@register.simple_tag
def status(tone: Any, label: Any, icon_name: str = "") -> SafeString:
    """Return a status chip: icon, word and colour."""
    return mark_safe(  # noqa: S308 - every part is escaped
        f'<span class="status status-{shown(tone or "off")}">{tone_icon(tone, icon_name)}'
        f"{shown(label)}</span>"
    )


@register.simple_tag
def stars(star: int | None, is_large: Any = False, shows_word: Any = True) -> SafeString:
    """Draw a number of stars and say it; `shows_word` False: for the screen reader only."""
    if not star:
        return format_html('<span class="text-secondary">{}</span>', _("chưa phân hạng"))
    drawn = "".join(
        icon("star-filled") if place <= star else icon("star", "star-off") for place in range(1, 6)
    )
    return format_html(
        '<span class="stars{}"><span class="stars-row" aria-hidden="true">{}</span>'
        '<span class="{}">{}</span></span>',
        " stars-large" if is_large else "",
        mark_safe(drawn),  # noqa: S308 - icons
        "visually-hidden" if shows_word is False else "stars-word",
        _("%(star)s sao") % {"star": star},
    )


@register.simple_tag
def control(field: Any) -> SafeString:
    """Write a filter's input with its class, beside the classes that its widget has."""
    widget = field.field.widget
    css = "form-select" if isinstance(widget, Select) else "form-control"
    return field.as_widget(attrs={"class": f"{widget.attrs.get('class', '')} {css}".strip()})


@register.filter
def texts_in(errors: Any) -> int:
    """Count what a form says is wrong: a field may be told of more than once."""
    return sum(map(len, errors.values()))
