"""Who presided over which product of a sitting: the record's events alone know it (R16, R21)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from councils.models import Member, Sitting
from territories import clock

from . import recording
from .minutes import Facts
from .models import Panel, RecordEvent

KINDS = ("presiding", "scoring_begun", "concluded")
UNKNOWN = "người được ủy quyền (bản ghi không còn nhận diện được)"
CHAIR = "Chủ tịch"
Spell = dict[str, Any]  # name, title, is_delegated, at, by, seq


def facts_of(sitting: Sitting) -> dict[int, list[Spell]]:
    """Return who presided from the begin of each scoring to its conclusion, by evaluation.

    Nothing is told of a product where it was the chair all along, as the heading says.
    """
    rows = RecordEvent.objects.filter(
        province=sitting.province_id, sitting_ref=sitting.pk, kind__in=KINDS
    )
    events = list(rows.order_by("seq"))
    if not any(one.kind == "presiding" for one in events):
        return {}
    spells = _spells(sitting, events)
    found = {}
    for pk, (begun, ended) in _times(events).items():
        during = _during(spells, begun, ended)
        if sitting.presided_by_id or len(during) > 1 or during[0]["is_delegated"]:
            found[pk] = [{key: one[key] for key in one if key != "seq"} for one in during]
    return found


def _spells(sitting: Sitting, events: Sequence[RecordEvent]) -> list[Spell]:
    """Return who presided from when on; the chair until somebody else is named."""
    people = recording.users(sitting.province_id)
    seats = {one.user_id: one for one in sitting.council.members.all()}
    chair = next((one for one in seats.values() if one.title == Member.Title.CHAIR), None)
    found = [_spell(chair)]
    for one in events:
        if one.kind == "presiding":
            act = json.loads(one.body)["act"]
            who, by = people.get(act.get("who")), people.get(act["by"])
            seat = (who and seats.get(who.pk)) if "who" in act else chair
            spell = _spell(seat) | {
                "is_delegated": "who" in act,
                "at": _when(one.at),
                "by": str(by) if by else "",
                "seq": one.seq,
            }
            if spell["name"] != found[-1]["name"]:  # said twice changes nothing
                found.append(spell)
    return found


def _spell(seat: Member | None) -> Spell:
    return {
        "name": str(seat.user) if seat else UNKNOWN,
        "title": str(seat.get_title_display()) if seat else "",
        "is_delegated": False,
        "at": "",
        "by": "",
        "seq": 0,
    }


def _times(events: Sequence[RecordEvent]) -> dict[int, tuple[int, int]]:
    """Return between which numbers of the record each product was judged."""
    begun, ended = (
        {one.evaluation_ref: one.seq for one in events if one.kind == kind} for kind in KINDS[1:]
    )
    return {pk: (seq, ended[pk]) for pk, seq in begun.items() if pk in ended}


def _during(spells: Sequence[Spell], begun: int, ended: int) -> list[Spell]:
    first = max(number for number, one in enumerate(spells) if one["seq"] < begun)
    return [one for one in spells[first:] if one["seq"] < ended]


def _when(at: datetime) -> str:
    return f"{at.astimezone(clock.ZONE):%H:%M %d/%m/%Y}"


def tell(facts: Facts, sitting: Sitting) -> None:
    """Add to the facts who presided over which product."""
    presided = facts_of(sitting)
    for one in facts["products"]:
        if told := presided.get(one["evaluation"]):
            one["presided"] = told
    facts["sitting"] |= _signs_instead(sitting, presided)


def _signs_instead(sitting: Sitting, presided: Mapping[int, list[Spell]]) -> dict[str, Any]:
    """Return who signs for a chair who was not at the meeting at all: who presided last."""
    away = {one.member_id for one in sitting.attendance.all() if not one.is_present}
    chairs = [m for m in sitting.council.members.all() if m.title == Member.Title.CHAIR]
    if sitting.presided_by_id or not any(one.pk in away for one in chairs):
        return {}
    last = [one[-1] for one in presided.values() if one[-1]["is_delegated"]]
    if not last:
        return {}
    return {
        "presiding": last[-1]["name"],
        "presiding_title": last[-1]["title"],
        "is_delegated": True,
    }


def beside(sitting: Mapping[str, Any], products: Sequence[Mapping[str, Any]]) -> str:
    """Say in the opening part who else presided, and over which products."""
    whole: dict[tuple[str, str, bool], list[str]] = {}
    for product in products:
        told = product.get("presided", ())
        part = " (một phần)" if len(told) > 1 else ""
        for one in told:
            if one["name"] != sitting["presiding"]:
                key = (one["name"], one["title"], one["is_delegated"])
                whole.setdefault(key, []).append(f"{product['ordinal']}{part}")
    return "".join(
        f"; {_named(name, title)}, chủ trì sản phẩm số {', '.join(numbers)}"
        + (" theo ủy quyền của Chủ tịch" if is_delegated else "")
        for (name, title, is_delegated), numbers in whole.items()
    )


def lines(product: Mapping[str, Any]) -> list[str]:
    """Say under a product who presided over it, by whose delegation, and what changed meanwhile."""
    told = product.get("presided", ())
    return [
        ("Chủ trì đánh giá sản phẩm này: " if number == 0 else f"Từ {one['at']}, chủ trì: ")
        + "; ".join(_about(one, product["panel"]))
        for number, one in enumerate(told)
    ]


def _about(one: Spell, panel: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    named = _named(one["name"], one["title"])
    if not one["is_delegated"]:
        yield named
        return
    by = f", {one['by']} ghi" if one["by"] else ""
    yield f"{named}, theo ủy quyền của Chủ tịch từ {one['at']}{by}"
    for seat in panel:
        if seat["title"] == CHAIR and seat["state"] != Panel.State.PRESENT:
            what = "vắng" if seat["state"] == Panel.State.ABSENT else "không tham gia"
            yield f"{_named(seat['name'], seat['title'])}, {what} đối với sản phẩm này"


def _named(name: str, title: str) -> str:
    return f"{name}, {title} Hội đồng" if title else name
