"""The yearly cycle as a table: six steps, the statuses of each, who acts next."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Step(IntegerChoices):
    """The six steps of the OCOP cycle (490/QĐ-TTg, Phụ lục I)."""

    REGISTRATION = 1, _("Đăng ký tham gia")
    IDEA = 2, _("Ý tưởng sản phẩm")
    BUSINESS_PLAN = 3, _("Phương án sản xuất, kinh doanh")
    PRODUCTION = 4, _("Triển khai sản xuất")
    EVALUATION = 5, _("Đánh giá, phân hạng")
    PROMOTION = 6, _("Xúc tiến thương mại")


class Purpose(TextChoices):
    """Why a product takes part (R22)."""

    FIRST = "first", _("Lần đầu")
    UPGRADE = "upgrade", _("Nâng hạng")
    RE_EVALUATION = "re_evaluation", _("Đánh giá lại")


class Status(TextChoices):
    """Where a participation stands within its step.

    AT_PROVINCE: with the office above the commune; until July 2025 that was the district first.
    """

    DRAFT = "draft", _("đang soạn")
    SUBMITTED = "submitted", _("đã nộp")
    RETURNED = "returned", _("trả lại bổ sung")
    AT_PROVINCE = "at_province", _("đã chuyển lên tỉnh")
    ACCEPTED = "accepted", _("đã tiếp nhận")
    WITHDRAWN = "withdrawn", _("đã rút")
    CLOSED = "closed", _("đã kết thúc")


NO_ENTRY = _(
    "Chu trình năm %(value)s không nhận đăng ký mới: hãy chọn chu trình đang mở của năm nay hoặc"
    " năm sau."
)
ENDED = frozenset({Status.WITHDRAWN, Status.CLOSED})
AT_DISTRICT = _("đã chuyển lên huyện")  # how AT_PROVINCE is called while a district holds the file

_OPEN_WAYS_OUT = {"withdraw": Status.WITHDRAWN, "close": Status.CLOSED}

# A table to show a civil servant: in this status, this act leads there.
TRANSITIONS: Mapping[str, Mapping[str, str]] = {
    # An upheld appeal brings a product back from its promotion, or from its end.
    Status.DRAFT: {
        "submit": Status.SUBMITTED,
        "rehear": Status.ACCEPTED,
        **_OPEN_WAYS_OUT,
    },
    Status.SUBMITTED: {
        "accept": Status.ACCEPTED,
        "forward": Status.AT_PROVINCE,
        "send_back": Status.RETURNED,
        **_OPEN_WAYS_OUT,
    },
    Status.RETURNED: {"submit": Status.SUBMITTED, **_OPEN_WAYS_OUT},
    Status.AT_PROVINCE: {
        "accept": Status.ACCEPTED,
        "send_back": Status.RETURNED,
        **_OPEN_WAYS_OUT,
    },
    # The next step begins as a draft; at step 5 the evaluation itself leads on.
    # A district that has judged passes the file up: the province takes it in like any other (148).
    Status.ACCEPTED: {
        "next_step": Status.DRAFT,
        "pass_up": Status.AT_PROVINCE,
        "send_back": Status.RETURNED,
        **_OPEN_WAYS_OUT,
    },
    Status.WITHDRAWN: {},
    Status.CLOSED: {"rehear": Status.ACCEPTED},
}


class Actor(StrEnum):
    """Who must act next."""

    PRODUCER = "producer"
    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    COUNCIL = "council"
    NOBODY = "nobody"


def first_step(purpose: str) -> Step:
    """First-time products walk six steps, the others enter at step 5 (R22)."""
    return Step.REGISTRATION if purpose == Purpose.FIRST else Step.EVALUATION


def takes_entries(year: int, *, today: date) -> bool:
    """Tell whether a way may begin in a year's cycle: a code carries the year of evaluation (R29).

    What began in its year goes on under it, however late it is judged.
    """
    return year >= today.year


def is_handed_to_province(step: int) -> bool:
    """Tell whether the step's paper goes through the commune to the province (step 5 alone)."""
    return step == Step.EVALUATION


# Who accepts what was handed in at a step; settings of the province may say otherwise (D).
DEFAULT_ACCEPTORS: Mapping[int, Actor] = {
    Step.REGISTRATION: Actor.COMMUNE,
    Step.IDEA: Actor.COMMUNE,
    Step.BUSINESS_PLAN: Actor.PROVINCE,
    Step.PRODUCTION: Actor.COMMUNE,
    Step.EVALUATION: Actor.PROVINCE,
    Step.PROMOTION: Actor.PROVINCE,
}


# Month and day by which a step should be done, until the province sets its own (D).
DEFAULT_DUE: Mapping[int, tuple[int, int]] = {
    Step.REGISTRATION: (3, 31),
    Step.IDEA: (5, 31),
    Step.BUSINESS_PLAN: (7, 31),
    Step.PRODUCTION: (9, 30),
    Step.EVALUATION: (10, 29),  # the last day before the second round closes (Điều 5.1)
    Step.PROMOTION: (12, 31),
}
# Steps whose paper is handed in and accepted here; the dossier of step 5 has its own acts.
PAPER_STEPS = frozenset({Step.REGISTRATION, Step.IDEA, Step.BUSINESS_PLAN, Step.PRODUCTION})
EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})


def default_deadlines(year: int) -> dict[Step, date]:
    """Return a year's due dates as they stand before the province changes them."""
    return {Step(step): date(year, *day) for step, day in DEFAULT_DUE.items()}


def waiting_at(
    actor: Actor, settings: Mapping[str, object] | None = None
) -> list[tuple[Step, tuple[Status, ...]]]:
    """Return, per step, the statuses in which this actor must act next."""
    found = []
    below = actor is Actor.DISTRICT
    for step in Step:
        statuses = [s for s in Status if next_actor(step, s, settings, at_district=below) is actor]
        if statuses:
            found.append((step, tuple(statuses)))
    return found


def acceptor(step: int, settings: Mapping[str, object] | None = None) -> Actor:
    """Return who accepts at this step; settings["acceptors"] maps a step's number to an actor."""
    chosen = (settings or {}).get("acceptors", {})
    return Actor(chosen.get(str(int(step)), DEFAULT_ACCEPTORS[Step(step)]))  # type: ignore[union-attr]


def next_actor(
    step: int,
    status: str,
    settings: Mapping[str, object] | None = None,
    *,
    at_district: bool = False,
) -> Actor:
    """Return who must act next on a participation; `at_district`: a district holds it (148)."""
    if status in ENDED:
        return Actor.NOBODY
    if status in (Status.DRAFT, Status.RETURNED):
        return Actor.PRODUCER
    if status == Status.AT_PROVINCE:
        return Actor.DISTRICT if at_district else Actor.PROVINCE
    if status == Status.ACCEPTED:
        return Actor.COUNCIL if step == Step.EVALUATION else Actor.PRODUCER
    return Actor.COMMUNE if step == Step.EVALUATION else acceptor(step, settings)
