"""What happened to a producer, in words."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import JournalEntry
from accounts.versions import shown

from .models import Producer, ProducerPermit
from .states import VERBS

TONES = {
    "register": ("ok", "plus"),
    "confirm": ("ok", "circle-check"),
    "refuse": ("bad", "circle-x"),
    "deactivate": ("warn", "ban"),
    "reactivate": ("ok", "refresh"),
    "reopen": ("wait", "hourglass"),
    "resubmit": ("wait", "send"),
    "revise": ("info", "edit"),
}


def events(entries: Iterable[JournalEntry]) -> Iterator[dict[str, Any]]:
    """Yield each act as the timeline component shows it."""
    for entry in entries:
        tone, icon = TONES.get(entry.verb, ("off", "clock"))
        yield {
            "at": timezone.localtime(entry.at).strftime("%H:%M %d/%m/%Y"),
            "text": VERBS.get(entry.verb, entry.verb),
            "who": entry.by,
            "detail": _detail(entry.facts),
            "tone": tone,
            "icon": icon,
        }


def _detail(facts: dict[str, Any]) -> str:
    parts = [facts["reason"]] if facts.get("reason") else []
    if facts.get("moved_on"):
        day = date.fromisoformat(facts["moved_on"])
        parts.insert(0, f"{facts['from']} → {facts['to']}, {day:%d/%m/%Y}")
    for name, (old, new) in facts.get("changes", {}).items():
        field = Producer._meta.get_field(name)
        both = {"field": field.verbose_name, "old": shown(field, old), "new": shown(field, new)}
        parts.append(_("%(field)s: «%(old)s» → «%(new)s»") % both)
    if facts.get("also"):
        names = [str(Producer._meta.get_field(name).verbose_name) for name in facts["also"]]
        parts.append(_("đã đổi: %(fields)s") % {"fields": ", ".join(names)})
    if facts.get("number"):
        kind = dict(ProducerPermit.Kind.choices).get(facts["kind"], facts["kind"])
        until = facts.get("until")
        parts.append(f"{kind} {facts['number']}")
        if until:
            day = date.fromisoformat(until)
            parts.append(_("hết hạn %(day)s") % {"day": f"{day:%d/%m/%Y}"})
    return "; ".join(parts)
