"""Remarks on the rule books in the reader's language."""

from typing import Any

from django import template

from regulations.language import in_language
from regulations.remarks import in_vietnamese

register = template.Library()


@register.filter
def remark(text: Any) -> str:
    """Return a remark in the reader's language."""
    return in_language(in_vietnamese(str(text)), str(text))
