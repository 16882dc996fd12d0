"""One producer as its page shows it: facts in groups, papers with their state, what may be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts import policy
from accounts.models import JournalEntry, User
from accounts.permissions import Permission
from accounts.versions import shown

from .contacts import masked_email, masked_phone, masked_tax_code, phone_text
from .eligibility import WARN_DAYS, PaperState, paper_on
from .models import Producer, ProducerAccount, ProducerPermit
from .states import PAPER_TONES, REFUSED, TRANSITIONS, allows

HIDDEN = "••••••"
WORKERS = ("workers", "workers_local", "workers_female", "workers_minority", "workers_disabled")
GROUPS = (
    (
        "",
        (
            "legal_form", "tax_code", "registration_no", "registered_on", "commune", "address",
            "phone", "email", "website",
        ),
    ),
    (
        "representative",
        (
            "representative", "representative_title", "representative_gender",
            "representative_ethnicity", "representative_address", "is_women_led",
        ),
    ),
    ("workers", WORKERS),
)  # fmt: skip


def groups(producer: Producer) -> list[dict[str, Any]]:
    """Return the facts as titled lists of (label, value) or (label, value, address)."""
    titles = {
        "": _("Thông tin chung"),
        "representative": _("Người đại diện pháp luật"),
        "workers": _("Lao động"),
    }
    return [
        {"title": titles[key], "items": [_item(producer, name) for name in names]}
        for key, names in GROUPS
    ]


def _item(producer: Producer, name: str) -> tuple[Any, ...]:
    field = Producer._meta.get_field(name)
    label = str(field.verbose_name)
    label, value = label[:1].upper() + label[1:], getattr(producer, name)
    if name in MASKED:
        whole, masked = MASKED[name]
        return label, whole(value) if producer.shows_contacts else masked(value)
    if name == "website" and value:
        return label, value, value
    if name == "commune":
        return label, value.full_name
    if name in WORKERS and value is None:  # «chưa có» would say that nobody works there
        return label, _("chưa khai")
    return label, shown(field, value) if value not in (None, "") else ""


def _hidden(text: str) -> str:
    return HIDDEN if text else ""


MASKED = {
    "phone": (phone_text, masked_phone),
    "email": (str, masked_email),
    "tax_code": (str, masked_tax_code),
    "address": (str, _hidden),
    "representative_address": (str, _hidden),
}


@dataclass(frozen=True)
class Paper:
    """A paper on a day (R14)."""

    row: ProducerPermit
    state: PaperState
    tone: str
    label: Any

    @classmethod
    def on(cls, day: date, row: ProducerPermit) -> "Paper":
        """Read its state."""
        state = paper_on(
            day, issued_on=row.issued_on, expires_on=row.expires_on, warn_days=WARN_DAYS
        )
        return cls(row, state, *PAPER_TONES[state])


@dataclass(frozen=True)
class Acts:
    """What this person may do with this producer now."""

    edit: bool
    confirm: bool
    refuse: bool
    resubmit: bool
    deactivate: bool
    reactivate: bool
    accounts: bool
    transfer: bool
    add_product: bool

    @classmethod
    def of(cls, user: User, producer: Producer) -> "Acts":
        """Ask the policy twice and the table of states."""
        edits = policy.may(user, Permission.PRODUCER_EDIT, producer)
        vouches = policy.may(user, Permission.PRODUCER_CONFIRM, producer)
        is_open = not allows(producer.status, "reactivate")
        return cls(
            edit=edits and is_open,
            resubmit=edits and allows(producer.status, "resubmit"),
            accounts=vouches and is_open,
            add_product=producer.status == Producer.Status.CONFIRMED
            and policy.may(user, Permission.PRODUCT_EDIT, producer),
            transfer=is_open and policy.may(user, Permission.PRODUCER_TRANSFER, producer),
            **{
                verb: vouches and verb in TRANSITIONS[producer.status]
                for verb in ("confirm", "refuse", "deactivate", "reactivate")
            },
        )


def accounts(producer: Producer, day: date) -> list[ProducerAccount]:
    """Return who acts for the producer on a day."""
    running = producer.accounts.filter(period__contains=day)
    return list(running.select_related("user").order_by("user__sort", "id"))


def last_reason(producer: Producer, entries: Iterable[JournalEntry]) -> str:
    """Return why the commune did not confirm, while that is how it stands."""
    if producer.status != REFUSED:
        return ""
    return next((entry.facts.get("reason", "") for entry in entries if entry.verb == "refuse"), "")
