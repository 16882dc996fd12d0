"""What must happen next to a participation: what is missing, whose act it is, and by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from .cycle import EDITABLE, PAPER_STEPS, Actor, Status, Step, next_actor

SOON = 7  # days to the end from which a deadline warns


class Task(TextChoices):
    """The one thing to do now, in the office's words."""

    DESCRIBE = "describe", _("Hoàn thiện thông tin sản phẩm rồi nộp đăng ký tham gia")
    WRITE_IDEA = "write_idea", _("Lập phiếu ý tưởng sản phẩm rồi nộp")
    WRITE_PLAN = "write_plan", _("Lập phương án sản xuất, kinh doanh rồi nộp")
    REPORT = "report", _("Báo cáo việc triển khai phương án rồi nộp")
    WRITE_DOSSIER = "write_dossier", _("Lập hồ sơ đánh giá, phân hạng rồi nộp")
    PROMOTE = "promote", _("Công bố trang sản phẩm: liên hệ, ảnh, nơi mua")
    COMPLETE = "complete", _("Bổ sung theo yêu cầu rồi nộp lại")
    ACCEPT_REGISTRATION = "accept_registration", _("Xem và tiếp nhận đăng ký tham gia")
    ACCEPT_IDEA = "accept_idea", _("Xem và tiếp nhận ý tưởng sản phẩm")
    APPRAISE_PLAN = "appraise_plan", _("Thẩm định phương án sản xuất, kinh doanh")
    ACCEPT_PLAN = "accept_plan", _("Tiếp nhận phương án đã thẩm định")
    ACCEPT_REPORT = "accept_report", _("Xem và tiếp nhận báo cáo triển khai")
    CHECK_DOSSIER = "check_dossier", _("Lập báo cáo Mẫu 03 và chuyển hồ sơ lên tỉnh")
    CHECK_FORMAT = "check_format", _("Kiểm tra hồ sơ đánh giá tại tỉnh")
    # 148/QĐ-TTg: the commune receives, the district examines.
    PASS_UP = "pass_up", _("Ghi sổ tiếp nhận và chuyển hồ sơ lên huyện")
    PASS_TO_PROVINCE = "pass_to_province", _("Ghi sổ tiếp nhận và chuyển hồ sơ lên tỉnh")
    CHECK_AT_DISTRICT = "check_at_district", _("Kiểm tra hồ sơ đánh giá tại huyện")
    EVALUATE_AT_DISTRICT = "evaluate_at_district", _("Hội đồng cấp huyện đánh giá, phân hạng")
    EVALUATE = "evaluate", _("Hội đồng đánh giá, phân hạng")
    WAIT = "wait", _("Cơ quan tiếp nhận xem xét")
    NOTHING = "nothing", _("Không còn việc: lượt tham gia đã kết thúc")


class Tone(TextChoices):
    """How near the end is."""

    CALM = "", ""
    SOON = "warn", _("sắp đến hạn")
    LATE = "bad", _("quá hạn")


WRITING: Mapping[int, Task] = {
    Step.REGISTRATION: Task.DESCRIBE,
    Step.IDEA: Task.WRITE_IDEA,
    Step.BUSINESS_PLAN: Task.WRITE_PLAN,
    Step.PRODUCTION: Task.REPORT,
    Step.EVALUATION: Task.WRITE_DOSSIER,
    Step.PROMOTION: Task.PROMOTE,
}
# How a task is called while a district holds the dossier.
AT_DISTRICT: Mapping[Task, Task] = {
    Task.CHECK_DOSSIER: Task.PASS_UP,
    Task.CHECK_FORMAT: Task.CHECK_AT_DISTRICT,
    Task.EVALUATE: Task.EVALUATE_AT_DISTRICT,
}
ACCEPTING: Mapping[int, Task] = {
    Step.REGISTRATION: Task.ACCEPT_REGISTRATION,
    Step.IDEA: Task.ACCEPT_IDEA,
    Step.BUSINESS_PLAN: Task.ACCEPT_PLAN,
    Step.PRODUCTION: Task.ACCEPT_REPORT,
    Step.EVALUATION: Task.CHECK_DOSSIER,
}
# What must be written before a step is handed in; the others are asked for, not demanded (D).
REQUIRED: Mapping[int, tuple[str, ...]] = {
    Step.REGISTRATION: ("description",),
    Step.IDEA: ("origin", "local_materials", "difference", "market"),
    Step.BUSINESS_PLAN: (
        "materials",
        "technology",
        "facilities",
        "labour",
        "quality",
        "market",
        "schedule",
    ),
    Step.PRODUCTION: ("reports",),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a participation stands, as its next step depends on it."""

    step: int
    status: str
    missing: tuple[str, ...] = ()
    is_appraised: bool = False
    due_on: date | None = None  # of the step, in the cycle
    return_by: date | None = None
    at_district: bool = False  # the office above the commune is a district (148, until 7/2025)
    is_only_received: bool = False  # 1048 and 148: the commune writes no Form 03 (R3)


@dataclass(frozen=True, slots=True)
class NextStep:
    """The answer: one task, one actor, one day."""

    task: Task
    actor: Actor
    due_on: date | None
    days_left: int | None
    missing: tuple[str, ...]

    @property
    def tone(self) -> Tone:
        """How urgent it looks."""
        if self.days_left is None or self.days_left > SOON:
            return Tone.CALM
        return Tone.LATE if self.days_left < 0 else Tone.SOON


def missing(step: int, values: Mapping[str, object]) -> tuple[str, ...]:
    """Return the required parts of a step's paper that are still empty."""
    return tuple(name for name in REQUIRED.get(step, ()) if not _is_filled(values.get(name)))


def _is_filled(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def next_step(
    standing: Standing, *, today: date, settings: Mapping[str, object] | None = None
) -> NextStep:
    """Return what must be done next, by whom and by when."""
    below, task = standing.at_district, _task(standing)
    if standing.is_only_received and task is Task.CHECK_DOSSIER and not below:
        task = Task.PASS_TO_PROVINCE
    actor = next_actor(standing.step, standing.status, settings, at_district=below)
    due_on = None if actor is Actor.NOBODY else _due(standing)
    return NextStep(
        task=AT_DISTRICT.get(task, task) if below else task,
        actor=actor,
        due_on=due_on,
        days_left=(due_on - today).days if due_on else None,
        missing=standing.missing if standing.status in EDITABLE else (),
    )


def _due(standing: Standing) -> date | None:
    if standing.status == Status.RETURNED and standing.return_by:
        return standing.return_by
    return standing.due_on


def _task(standing: Standing) -> Task:
    match standing.status:
        case Status.WITHDRAWN | Status.CLOSED:
            return Task.NOTHING
        case Status.DRAFT:
            return WRITING[standing.step]
        case Status.RETURNED:
            return Task.COMPLETE
        case Status.AT_PROVINCE:
            return Task.CHECK_FORMAT
        case Status.ACCEPTED:
            return Task.EVALUATE if standing.step == Step.EVALUATION else Task.WAIT
    if standing.step == Step.BUSINESS_PLAN and not standing.is_appraised:
        return Task.APPRAISE_PLAN
    return ACCEPTING.get(standing.step, Task.WAIT)


def is_paper_step(step: int) -> bool:
    """Tell whether the step's paper is handed in and accepted on the product's page."""
    return step in PAPER_STEPS
