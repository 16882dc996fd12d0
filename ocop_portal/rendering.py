"""Form fields as HTML: Django's own markup, without a template for every option of a list."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString, mark_safe

from .templatetags.portal import shown

FOLDER = "django/forms/widgets/"
# Those whose templates include input.html and nothing else.
INPUTS = frozenset(
    f"{FOLDER}{name}.html"
    for name in ("input", "text", "number", "email", "url", "tel", "search", "hidden", "checkbox")
) | {f"{FOLDER}{name}.html" for name in ("date", "datetime", "time")}


class Renderer(DjangoTemplates):
    """Writes select boxes and simple inputs itself; every other field by Django's templates."""

    def render(self, template_name: str, context: Mapping[str, Any], request: Any = None) -> str:
        """Return the field as HTML; a test holds it against Django's templates."""
        if template_name == f"{FOLDER}select.html":
            return select(context["widget"])
        if template_name in INPUTS:
            return box(context["widget"])
        return super().render(template_name, context, request)


def select(widget: Mapping[str, Any]) -> SafeString:
    """Return a select box with all its options."""
    lines = [f'<select name="{shown(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            lines.append(f'  <optgroup label="{shown(group)}">')
        lines += [
            f'  <option value="{shown(_as_text(one["value"]))}"'
            f"{_attributes(one['attrs'])}>{shown(one['label'])}</option>"
            for one in options
        ]
        if group:
            lines.append("  </optgroup>")
    return mark_safe("\n".join([*lines, "</select>"]))  # noqa: S308 - every part is escaped


def box(widget: Mapping[str, Any]) -> SafeString:
    """Return an input."""
    value = widget["value"]
    given = "" if value is None else f' value="{shown(_as_text(value))}"'
    return mark_safe(  # noqa: S308 - every part is escaped
        f'<input type="{shown(widget["type"])}" name="{shown(widget["name"])}"{given}'
        f"{_attributes(widget['attrs'])}>"
    )


def _attributes(attrs: Mapping[str, Any]) -> str:
    if not attrs:
        return ""
    return "".join(
        f" {shown(name)}" if value is True else f' {shown(name)}="{shown(_as_text(value))}"'
        for name, value in attrs.items()
        if value is not False
    )


def _as_text(value: Any) -> str:
    """Return what Django's templates make of a value there: numbers without separators."""
    return value if isinstance(value, str) else str(value)
