"""A file's name as people gave it, made safe to keep and to send back."""

import re
import unicodedata

LONGEST = 255
# Control, format (bidi, zero-width), surrogate, private and unassigned characters.
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_name(name: str, extension: str) -> str:
    """Return the last part of a path, in NFC, without unseen characters, ending as its content."""
    last = re.split(r"[/\\]", name)[-1]
    seen = (" " if c in "\t\r\n" else c for c in unicodedata.normalize("NFC", last))
    text = "".join(c for c in seen if unicodedata.category(c) not in UNSEEN)
    text = " ".join(re.sub(r'[<>:"|?*]', " ", text).split())
    stem = text.rpartition(".")[0] if extension_of(text) else text
    stem = stem.strip(". ") or "tep"
    return stem[: LONGEST - len(extension) - 1].rstrip(". ") + "." + extension


def extension_of(name: str) -> str:
    """Return what the name claims the content to be, in small letters; «Tập 1.2» claims nothing."""
    claimed = name.strip().rpartition(".")[2].lower() if "." in name else ""
    return claimed if re.fullmatch(r"[a-z][a-z0-9]{0,9}", claimed) else ""
