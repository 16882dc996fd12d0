"""The code under which anyone can check a certificate: 80 random bits, easy to read aloud."""

from __future__ import annotations

import re
import secrets
import unicodedata

# Crockford's base 32: no I, L, O, U, so that nobody mistakes one sign for another.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
SEEN_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
GROUP = 4


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normalise(text: str) -> str | None:
    """What a person typed as the code it stands for; None when it cannot be one."""
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = re.sub(r"[\s.\-–—_/]", "", plain).translate(SEEN_AS)
    is_code = len(plain) == LENGTH and all(sign in ALPHABET for sign in plain)
    return plain if is_code else None


def grouped(code: str) -> str:
    """As printed: four groups of four."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))
