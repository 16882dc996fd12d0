"""Names and forms of administrative units: when two spellings are one name."""

import re
import unicodedata

PROVINCE, DISTRICT, COMMUNE = "province", "district", "commune"

FORMS = {
    "tinh": "tỉnh",
    "thanh-pho": "thành phố",
    "quan": "quận",
    "huyen": "huyện",
    "thi-xa": "thị xã",
    "xa": "xã",
    "phuong": "phường",
    "thi-tran": "thị trấn",
    "dac-khu": "đặc khu",
}
COMMUNE_FORMS = ("xã", "phường", "thị trấn", "đặc khu")
DISTRICT_FORMS = ("thành phố", "thị xã", "quận", "huyện")

TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8"}
APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'"})


def clean(text: str) -> str:
    """NFC, one kind of apostrophe, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).translate(APOSTROPHES).split())


def name_key(name: str) -> str:
    """The same for hoà and hòa, 01 and 1, IV and 4, N.T and Nông trường; diacritics count."""
    text = re.sub(r"^n\.?t\.? ", "nông trường ", clean(name).casefold())
    words = [word for word in re.split(r"[\s-]+", text) if word]
    if len(words) == 1:
        words = [ROMAN.get(words[0], words[0])]
    return " ".join(_syllable_key(word) for word in words)


def _syllable_key(word: str) -> str:
    if word.isdigit():
        return str(int(word))
    letters = unicodedata.normalize("NFD", word)
    tone = "".join(letter for letter in letters if letter in TONES)
    return "".join(letter for letter in letters if letter not in TONES) + tone


def folded(name: str) -> str:
    """Small letters without diacritics, Đ as d."""
    letters = unicodedata.normalize("NFD", clean(name).casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def loose_key(name: str) -> str:
    """Without diacritics, i for y: finds spelling variants, proves nothing by itself."""
    return re.sub(r"[^a-z0-9]", "", folded(name).replace("y", "i"))


def slug(name: str) -> str:
    """quang-ngai for Quảng Ngãi."""
    return re.sub(r"[^a-z0-9]+", "-", folded(name)).strip("-")


def bare_name(name: str, form: str) -> str:
    """Ba Đình for phường Ba Đình; the number alone for Phường 15."""
    cleaned = clean(name)
    if cleaned.casefold().startswith(form + " "):
        return cleaned[len(form) + 1 :]
    return cleaned
