"""The fold of folding.py in SQL, for columns of small tables that keep no search column."""

import unicodedata
from typing import Any

from django.db.models import Func, TextField, Value
from django.db.models.functions import Concat, Lower

from .folding import TONES, fold

# Every letter that carries a mark, composed as it is kept, small and great: PostgreSQL's own
# lower() knows the plain ones alone under the locale C.
SMALL = "đ" + "".join(
    letter
    for base in "aăâeêioôơuưy"
    for mark in ("", *TONES)
    if (letter := unicodedata.normalize("NFC", base + mark)) not in "aeiouy"
)
MARKED = SMALL + SMALL.upper()


def folded(*parts: Any) -> Lower:
    """Return the parts in one text without diacritics, in small letters (Đ = d)."""
    spaced = [piece for part in parts for piece in (part, Value(" "))]
    whole = Concat(*spaced, output_field=TextField())
    plain = Value("".join(fold(letter) for letter in MARKED))
    bare = Func(whole, Value(MARKED), plain, function="translate", output_field=TextField())
    return Lower(bare)
