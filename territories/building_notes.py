"""Reads the note of a present-day unit: which former units it was made from, and by which act."""

import re
import unicodedata
from dataclasses import dataclass

from territories.building_names import COMMUNE_FORMS, DISTRICT_FORMS, clean

NOTE_LIMIT = 254  # the source cuts the wording at 255 characters, sometimes just before a space

_FORM = "(?:" + "|".join(COMMUNE_FORMS) + ")"
_DISTRICT = "(?:" + "|".join(DISTRICT_FORMS) + ")"

_ACT = re.compile(r"Số:\s*(?P<number>[^;]+?)\s*;\s*Ngày:\s*(?P<date>\d{2}/\d{2}/\d{4})")
_LATER = re.compile(r"\.?\s*Thành lập phường [^.]+? từ xã (?P<old>[^.]+?)\s*\.?\s*$", re.I)
_LATER_STATED = re.compile(r"\.\s*Thành lập phường [^.]* trên cơ sở nguyên trạng [^.]*", re.I)
_END = re.compile(r"\.?\s*Bỏ cấp huyện\b.*$", re.I | re.S)

_KEPT = re.compile(r"^\s*giữ nguyên\b(?P<but>.*\b1 phần\b)?", re.I)
_RENAMED = re.compile(
    rf"đ[ổố]i (?:tên|loại hình)(?: mới)?(?: t[ừè])? (?P<form>{_FORM}) (?P<name>.+?)"
    r" (?-i:thành)(?! phố\b)(?= |$)",
    re.I,
)
# The list follows «hợp nhất» in most notes (with many misspellings), other words in a few.
_GATHERS = (
    re.compile(
        r"(?:\b|và)h[ợọơ]p\s+nh[ấâ]t?(?:\s+|(?=các))(?!\w+[,.]|và\b|các và\b)(?P<list>.*)$",
        re.I | re.S,
    ),
    re.compile(r"(?:,\s*nhất|hợp thành|sắp xếp\s?toàn bộ|trên cơ sở)\s+(?P<list>.*)$", re.I | re.S),
    re.compile(r"^(?P<list>phần còn lại .*)$", re.I | re.S),
    re.compile(r"^đổi tên từ [^,]*, (?P<list>phường .*)$", re.I | re.S),
)
_RESULT = re.compile(
    rf"\s*,?\s*(?-i:thành)(?: lập)? ?(?:{_FORM}|xa)(?:\b|(?=[A-ZĐ])).*$|\s+(?-i:thành)\s*$",
    re.I | re.S,
)
_NOISE = re.compile(
    r"\((?:trước khi thực hiện sắp xếp|bao gồm [^)]*)\)|"
    r"sau khi (?:thực hiện )?sắp xếp(?: theo quy định)?(?: tại (?:các )?khoản [^,;]*?Điều này)?|"
    r"diện tích(?: tự nhiên)?(?: là)?(?: [\d.,]+ km2)?"
    r"(?:(?:,| và)? quy mô dân(?: số)?(?: là)?(?: [\d.,]+ người)?)?|"
    r"quy mô dân(?: số)?(?: là)?(?: [\d.,]+ người)?|"
    r"\bdân số\b|\bhiện nay\b|\bcủa\b|\btoàn bộ\b|\bkhu vực bãi bồi ven biển huyện \w+ \w+|"
    r"^\s*(?:hợp nhất|nhập|từ)\b",
    re.I,
)
_BELONGS = re.compile(
    rf"\s*\bthuộc (?P<district>{_DISTRICT} [^,;()]+?)"
    r"(?=\s*(?:,\s*(?:tỉnh|thành phố)\s|[,;()]|\bvà\b|$))(?:\s*,\s*(?:tỉnh|thành phố)\s+[^,;()]+?"
    r"(?=\s*(?:[,;()]|\bvà\b|$)))?",
    re.I,
)
_SPLIT = re.compile(r"\s*(?:[,;]|\bvà\b|\bvới\b)\s*")
# «xã Đông Hoàng xã Đông Cơ»: a comma is missing
_MISSING_COMMA = re.compile(
    rf"(?<=\w)(?<!các)(?<!phần)(?<!lại)(?<!xã)(?<!phường)(?<!trấn)(?<!thị) (?={_FORM} [A-ZĐÂÁ])"
)
_PIECE = re.compile(
    r"^(?:p(?=1))?(?P<part>(?:(?:một|1|01)\s*ph[ầà]n(?:\s+còn lại)?|phần\s+còn\s+lại|phần|còn lại"
    r"|1(?=\s+(?:xã|phường)\b))(?!\w))?"
    rf"\s*(?:các\s+)?(?P<forms>(?:{_FORM}\s+)*)(?P<name>[^(]*?)"
    r"\s*(?:\((?P<district>[^)]*)\)?)?\s*$",
    re.I | re.S,
)


@dataclass(frozen=True)
class Mention:
    """One former unit named in a note."""

    form: str
    name: str
    partial: bool = False
    district: str = ""
    text: str = ""


@dataclass(frozen=True)
class ParsedNote:
    """What a note says of the unit's making."""

    mentions: tuple[Mention, ...] = ()
    base: Mention | None = None
    kept: bool = False
    kept_in_part: bool = False
    whole_district: str = ""
    cut: bool = False
    cut_text: str = ""
    act: str = ""
    act_date: str = ""
    raised_from: str = ""


def parse(note: str) -> ParsedNote:
    """The predecessors, whole or in part, that the note names; nothing that it does not say."""
    text = unicodedata.normalize("NFC", note)
    act = _ACT.search(text)
    body = text[: act.start()] if act else text
    body, raised_from = _without_later_act(body)
    body = _END.sub("", body)
    cut = len(body.strip()) >= NOTE_LIMIT
    base, kept = _renamed_from(body), _KEPT.match(body)
    mentions, cut_text, district = (), "", ""
    if not kept and (listed := _listed(body)):
        whole = listed
        listed = _RESULT.sub("", " " + listed)
        cut = cut and listed.strip() == whole.strip()
        district = _whole_district(listed)
        if not district:
            mentions, cut_text = _mentions(listed, cut)
    return ParsedNote(
        mentions=mentions,
        base=base,
        kept=bool(kept),
        kept_in_part=bool(kept and kept["but"]),
        whole_district=district,
        cut=cut,
        cut_text=cut_text,
        act=act["number"] if act else "",
        act_date="-".join(reversed(act["date"].split("/"))) if act else "",
        raised_from=raised_from,
    )


def _listed(body: str) -> str:
    for gathers in _GATHERS:
        if found := gathers.search(body):
            return found["list"]
    return ""


def _without_later_act(body: str) -> tuple[str, str]:
    """Splits off «Thành lập phường X từ xã X», an act after July 2025."""
    if later := _LATER.search(body):
        return _LATER_STATED.sub("", body[: later.start()]), clean(later["old"])
    if stated := _LATER_STATED.search(body):
        return body[: stated.start()], clean(
            re.sub(r".*\bcủa xã ", "", stated[0], flags=re.I | re.S)
        )
    return body, ""


def _renamed_from(body: str) -> Mention | None:
    if not (renamed := _RENAMED.search(body)):
        return None
    return Mention(form=renamed["form"].casefold(), name=clean(renamed["name"]), text=renamed[0])


def _whole_district(listed: str) -> str:
    """«toàn bộ 12 xã, thị trấn thuộc huyện Vân Đồn», or the district itself."""
    text = _NOISE.sub(" ", listed)
    counted = re.match(
        rf"^\s*\d+ (?:xã|phường|thị trấn).*?\bthuộc (?P<name>{_DISTRICT} [^,;]+)", text, re.I
    )
    itself = re.match(r"^[\s,và]*(?P<name>(?:huyện|thị xã) [^,;]+?)\s*$", text, re.I)
    found = counted or itself
    return re.sub(r"\bđảo\s+", "", clean(found["name"])) if found else ""


def _mentions(listed: str, cut: bool) -> tuple[tuple[Mention, ...], str]:
    text = _BELONGS.sub(r" (\g<district>)", _NOISE.sub(" ", listed))
    text = _MISSING_COMMA.sub(", ", clean(text))
    pieces = [clean(piece) for piece in _SPLIT.split(text)]
    pieces = [piece.strip(" .") for piece in pieces if piece.strip(" .")]
    cut_text = pieces.pop() if cut and pieces else ""
    mentions: list[Mention] = []
    form, spread = "xã", False
    for piece in pieces:
        piece = re.sub(r"^ã ", "xã ", piece)
        found = _PIECE.match(piece)
        forms = clean(found["forms"]).casefold()
        if forms:
            form = next(f for f in COMMUNE_FORMS if forms.endswith(f))
        plural = bool(re.search(r"\bcác\b", piece, re.I))
        # «một phần các xã A, B»: the part is of each; «một phần xã A, xã B»: of A alone
        partial = bool(found["part"]) or (spread and not forms)
        spread = (bool(found["part"]) and plural) or (spread and not forms)
        name = clean(found["name"])
        if name:
            mentions.append(Mention(form, name, partial, clean(found["district"] or ""), piece))
    return tuple(mentions), cut_text
