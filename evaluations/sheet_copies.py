"""A member's own marks carried over: into the next pass, and into a sheet that was reopened."""

from . import operations
from .models import Finding, Score, ScoreSheet
from .states import SheetStatus


def copy_marks(source: ScoreSheet | None, target: ScoreSheet) -> None:
    """Begin from one's own last marks: a second pass changes what the discussion changed.

    Versions count on: what a device still holds back for the sheet before matches none of them.
    """
    if source is None:
        return
    own = {"province_id": target.province_id, "sheet": target, "user_id": target.user_id}
    Score.objects.bulk_create(
        Score(
            criterion_id=s.criterion_id,
            level_id=s.level_id,
            is_unproven=s.is_unproven,
            remark=s.remark,
            version=s.version + 1,
            **own,
        )
        for s in source.scores.all()
    )
    Finding.objects.bulk_create(
        Finding(knock_out_id=f.knock_out_id, reason=f.reason, **own) for f in source.findings.all()
    )


def fill_reopened(sheet: ScoreSheet) -> None:
    """Copy the marks of the version before: who reopened a sheet may not read them (R21)."""
    held = ScoreSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if held.status != SheetStatus.DRAFT or held.scores.exists() or held.findings.exists():
        return
    own = {"evaluation": held.evaluation_id, "user": held.user_id, "pass_no": held.pass_no}
    before = ScoreSheet.objects.filter(version=held.version - 1, **own).first()
    operations.begin(held, before)
    copy_marks(before, held)
