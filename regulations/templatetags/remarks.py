"""Remarks on the rule books in the reader's language."""

from typing import Any

from django import template
from django.utils.translation import get_language

from regulations.remarks import in_vietnamese

register = template.Library()


@register.filter
def remark(text: Any) -> str:
    """Return a remark in the reader's language."""
    return str(text) if get_language() == "en" else in_vietnamese(str(text))
