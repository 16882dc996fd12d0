"""Writing the papers of steps 2 to 4: idea sheet, business plan, its appraisal, reports."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import journal
from accounts.models import User
from accounts.versions import stale
from accounts.workflow import TransitionRefused
from files import intake
from producers.models import tidy
from territories import clock

from .actions import refuse_other_hands
from .cycle import EDITABLE, Status, Step
from .locking import lock
from .models import BusinessPlan, Idea, Participation, ProductionReport
from .product_actions import on_behalf

IDEA_FACTS = ("origin", "local_materials", "identity", "difference", "market", "needs")
PLAN_FACTS = (
    "materials",
    "technology",
    "facilities",
    "labour",
    "quality",
    "market",
    "capital",
    "schedule",
)
REPORT_FACTS = ("reported_on", "done", "changes", "market", "revenue", "profit")


@transaction.atomic
def save_idea(*, participation: Participation, by: User, version: int, **facts: Any) -> Idea:
    """Write the idea sheet while it is a draft; empty parts are asked for at the hand-in."""
    row = _writable(participation, Step.IDEA)
    idea = Idea.objects.filter(participation=row).first() or Idea(version=0)
    return _write(idea, row, IDEA_FACTS, facts, version=version, by=by, verb="save_idea")


@transaction.atomic
def save_plan(
    *, participation: Participation, by: User, version: int, **facts: Any
) -> BusinessPlan:
    """Write the business plan while it is a draft; an appraisal of older words falls."""
    row = _writable(participation, Step.BUSINESS_PLAN)
    plan = BusinessPlan.objects.filter(participation=row).first() or BusinessPlan(version=0)
    plan.appraisal, plan.appraised_at, plan.appraised_by = "", None, None
    return _write(plan, row, PLAN_FACTS, facts, version=version, by=by, verb="save_plan")


def _write(
    sheet: Any,
    row: Participation,
    names: tuple[str, ...],
    facts: dict[str, Any],
    *,
    version: int,
    by: User,
    verb: str,
) -> Any:
    strange = set(facts) - set(names)
    if strange:
        raise TypeError(f"A sheet has no {sorted(strange)} that anybody may set.")
    sheet.province_id, sheet.participation = row.province_id, row
    before = {name: getattr(sheet, name) for name in names}
    for name, value in facts.items():
        setattr(sheet, name, value)
    tidy(sheet)
    after = {name: getattr(sheet, name) for name in names}
    changed = [name for name in names if before[name] != after[name]]
    if not changed:
        return sheet
    if version != sheet.version:
        raise ValidationError(stale(sheet, changed, mine=after, theirs=before))
    sheet.clean_fields(exclude=[name for name in names if after[name] in ("", None)])
    sheet.version += 1
    sheet.save()
    behalf = on_behalf(by, row.product.producer)
    journal.record(by=by, verb=verb, target=sheet, changed=changed, on_behalf=behalf)
    return sheet


def _writable(participation: Participation, step: Step) -> Participation:
    row = lock(participation)
    refuse_writing(row, step)
    return row


def refuse_writing(row: Participation, step: Step) -> None:
    """Refuse to write a step's paper before its turn, or once it is handed in."""
    if row.step != step or row.status not in EDITABLE:
        raise TransitionRefused(
            _("Chỉ ghi được khi hồ sơ ở bước «%(step)s» và chưa nộp.") % {"step": step.label},
            code="transition",
        )


def refuse_appraisal(row: Participation, by: User) -> None:
    """Refuse to appraise what is no plan that was handed in, or is the other level's."""
    if row.step != Step.BUSINESS_PLAN or row.status != Status.SUBMITTED:
        raise TransitionRefused(_("Chỉ thẩm định được phương án đã nộp."), code="transition")
    refuse_other_hands(row, by)


@transaction.atomic
def appraise_plan(
    *, participation: Participation, by: User, version: int, appraisal: str
) -> BusinessPlan:
    """Write what the authority thinks of a plan that was handed in."""
    row = lock(participation)
    refuse_appraisal(row, by)
    plan = BusinessPlan.objects.select_for_update().get(participation=row)
    before, plan.appraisal = plan.appraisal, appraisal
    plan.appraisal = unicodedata.normalize("NFC", plan.appraisal).strip()
    if not plan.appraisal:
        raise ValidationError({"appraisal": _("Hãy ghi ý kiến thẩm định.")})
    if version != plan.version:
        mine, theirs = {"appraisal": plan.appraisal}, {"appraisal": before}
        raise ValidationError(stale(plan, ["appraisal"], mine=mine, theirs=theirs))
    plan.appraised_at, plan.appraised_by = clock.now(), by
    plan.version += 1
    plan.save(update_fields=["appraisal", "appraised_at", "appraised_by", "version"])
    journal.record(by=by, verb="appraise", target=plan, text=plan.appraisal)
    return plan


@transaction.atomic
def add_production_report(
    *, participation: Participation, by: User, upload: UploadedFile | None = None, **facts: Any
) -> ProductionReport:
    """Report how the plan is carried out; each report stays as it was given."""
    row = _writable(participation, Step.PRODUCTION)
    strange = set(facts) - set(REPORT_FACTS)
    if strange:
        raise TypeError(f"A report has no {sorted(strange)} that anybody may set.")
    report = ProductionReport(province_id=row.province_id, participation=row, **facts)
    tidy(report)
    report.full_clean(exclude=["province", "file"])
    if report.reported_on > clock.today():
        raise ValidationError({"reported_on": _("Ngày báo cáo phải từ hôm nay trở về trước.")})
    if upload is not None:
        report.file = intake.store(upload, province=row.province, by=by)
    report.save()
    behalf = on_behalf(by, row.product.producer)
    journal.record(
        by=by,
        verb="report",
        target=report,
        sha256=report.file and report.file.sha256,
        on_behalf=behalf,
    )
    return report
