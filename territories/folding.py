"""Vietnamese text made comparable: search without diacritics, tone placement, order, slugs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Letters as symbols whose bytes stand in the order of the alphabet; digits keep themselves.
SYMBOLS = dict(zip(ALPHABET, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg", strict=True))
SPACE, LEVEL_END = ".", " "  # bytewise: level end < space < digits < letters
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}

WORD = re.compile(r"[^\W\d_]+")
SYLLABLE = re.compile(
    r"(?P<initial>ngh|gh|ng|nh|ch|kh|ph|th|tr|gi(?=[aăâeêoôơuư])|qu(?=[aăâeêiôơy])"
    r"|[bcdđghklmnprstvx])?"
    r"(?P<vowels>[aăâeêioôơuưy]{1,3})(?P<final>ch|ng|nh|[cmnpt])?"
)


def fold(text: str) -> str:
    """For search: no tones, no diacritics, Đ = d, small letters, single spaces."""
    decomposed = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", bare.lower()).split())


def slug(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", fold(text)))


def canonical(text: str) -> str:
    """One spelling where two are current: hoà and hòa, thuý and thúy (the official lists': hòa)."""
    return WORD.sub(_replace_tone, unicodedata.normalize("NFC", text))


def sort_key(text: str) -> str:
    """A text whose bytes stand in dictionary order: letters, then tones, then case."""
    primary, tones, cases = [], [], []
    for letter, tone in _letters(canonical(text)):
        symbol = _symbol(letter.lower())
        if symbol == SPACE and (not primary or primary[-1] == SPACE):
            continue
        primary.append(symbol)
        tones.append(TONES.get(tone, "0"))
        cases.append("1" if letter != letter.lower() else "0")
    if primary and primary[-1] == SPACE:
        primary.pop()
    # 0 is the lowest sign, so a trailing run of it says nothing.
    levels = ("".join(primary), "".join(tones).rstrip("0"), "".join(cases).rstrip("0"))
    return LEVEL_END.join(levels).rstrip(LEVEL_END)


def _symbol(letter: str) -> str:
    if letter in SYMBOLS:
        return SYMBOLS[letter]
    base = unicodedata.normalize("NFD", letter)[0]  # a foreign é sorts as e
    return SYMBOLS.get(base, base if base.isalnum() else SPACE)


def _letters(text: str) -> Iterator[tuple[str, str]]:
    """Each letter without its tone, and the tone."""
    for cluster in unicodedata.normalize("NFC", text):
        marks = unicodedata.normalize("NFD", cluster)
        tone = next((m for m in marks if m in TONES), "")
        letter = unicodedata.normalize("NFC", "".join(m for m in marks if m != tone))
        if letter and not unicodedata.combining(letter[0]):  # a lone mark belongs to no letter
            yield letter, tone


def _replace_tone(word: re.Match[str]) -> str:
    letters = list(_letters(word[0]))
    tones = [tone for _, tone in letters if tone]
    bare = "".join(letter for letter, _ in letters)
    syllable = SYLLABLE.fullmatch(bare.lower())
    if len(tones) != 1 or syllable is None:
        return word[0]  # no tone to place, or not a Vietnamese syllable: as typed
    at = _tone_place(syllable)
    return unicodedata.normalize("NFC", bare[: at + 1] + tones[0] + bare[at + 1 :])


def _tone_place(syllable: re.Match[str]) -> int:
    start, vowels = syllable.start("vowels"), syllable["vowels"]
    shaped = [n for n, v in enumerate(vowels) if v in "ăâêôơư"]
    if shaped:
        return start + shaped[-1]  # ươ: on the ơ; iê, uyê: on the ê
    if syllable["final"]:
        return start + len(vowels) - 1
    return start + (1 if len(vowels) == 3 else 0)  # oai, uya: the middle; oa, uy: the first
