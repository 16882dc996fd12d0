"""The papers of steps 1 to 4 as one thing: what each step asks for, and what is there."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .cycle import Step
from .models import BusinessPlan, Idea, Participation, Product

MODELS: dict[int, Any] = {
    Step.REGISTRATION: Product,
    Step.IDEA: Idea,
    Step.BUSINESS_PLAN: BusinessPlan,
}
# What the page shows of each paper, in the order of the form.
PARTS: dict[int, tuple[str, ...]] = {
    Step.REGISTRATION: ("description", "story"),
    Step.IDEA: ("origin", "local_materials", "identity", "difference", "market", "needs"),
    Step.BUSINESS_PLAN: (
        "materials",
        "technology",
        "facilities",
        "labour",
        "quality",
        "market",
        "capital",
        "schedule",
    ),
}


def paper_of(participation: Participation, step: int) -> Any:
    """Return the paper of a step, None while there is none."""
    if step == Step.REGISTRATION:
        return participation.product
    name = {Step.IDEA: "idea", Step.BUSINESS_PLAN: "plan"}.get(Step(step))
    return getattr(participation, name, None) if name else None


def values_of(participation: Participation, step: int | None = None) -> dict[str, Any]:
    """Return what is written for a step (none: the present one), by the names it asks for."""
    step = participation.step if step is None else step
    if step == Step.PRODUCTION:
        return {"reports": bool(participation.production_reports.all())}
    paper = paper_of(participation, step)
    return {name: getattr(paper, name) for name in PARTS.get(step, ())} if paper else {}


def answers(participation: Participation, step: int) -> list[tuple[str, str]]:
    """Return what is written for a step, part by part, as people read it."""
    if step == Step.PRODUCTION:
        reports = participation.production_reports.all()
        return [(f"{one.reported_on:%d/%m/%Y}", one.done) for one in reports]
    values = values_of(participation, step)
    return [
        (capfirst(label_of(step, name)), _shown(values.get(name))) for name in PARTS.get(step, ())
    ]


def _shown(value: Any) -> str:
    if isinstance(value, Decimal):
        return number_format(value, force_grouping=True)
    return value or ""


def label_of(step: int, name: str) -> str:
    """Return what a part of a step's paper is called."""
    if step == Step.PRODUCTION:
        return _("báo cáo triển khai")
    return str(MODELS[step]._meta.get_field(name).verbose_name)


def labels_of(step: int, names: Iterable[str]) -> list[str]:
    """Return what several parts are called."""
    return [label_of(step, name) for name in names]
