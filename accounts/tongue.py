"""What the portal keeps speaks Vietnamese, the programme's language, whoever acts.

A notice is read by others than its writer; a result, its minutes and the journal for ever. So what
writes a text down does it in this language, or marks the text (`gettext_noop`) and leaves it as it
is. Refusals and pages keep the language of the person who reads them.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import override

P = ParamSpec("P")
R = TypeVar("R")


def speaking_vietnamese() -> override:
    """Return the block in which texts to be kept are put together."""
    return override(settings.LANGUAGE_CODE)


def in_vietnamese(act: Callable[P, R]) -> Callable[P, R]:
    """Let a function that writes texts down, and refuses nothing, do so in Vietnamese."""

    # Not Django's own decorator: that keeps the reader's language in one place for all threads.
    @wraps(act)
    def spoken(*args: P.args, **kwargs: P.kwargs) -> R:
        with speaking_vietnamese():
            return act(*args, **kwargs)

    return spoken


def plain(value: Any) -> Any:
    """Return a fact as it is kept: records and labels by their words."""
    return str(value) if isinstance(value, Model | Promise) else value
