"""Texts that the data holds in two languages, in the reader's."""

from django.utils.translation import get_language


def in_language(vi: str, en: str) -> str:
    """Return the English for who reads English, where the data has it; else the Vietnamese."""
    return (get_language() == "en" and en) or vi
