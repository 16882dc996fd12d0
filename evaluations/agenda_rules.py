"""What may come on a sitting's agenda: the newest accepted file, its level, its form."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import policy
from accounts.models import User
from accounts.permissions import Permission
from accounts.versions import stale
from accounts.workflow import refuse_verb
from councils.models import Sitting
from products.models import Participation, Submission

from .appeal_states import REHEARD
from .models import AdvisoryReport, Appeal, Evaluation
from .readiness import why_not_held, why_not_newest
from .rehearsals import is_sample
from .renewal import office_reports
from .states import EVALUATION, EvaluationStatus
from .written import knows_written

UNDER_WAY = (EvaluationStatus.OPEN, EvaluationStatus.SCORING)


def refuse_beginning(held: Evaluation) -> None:
    """Refuse to begin what has begun, or is off the agenda."""
    refuse_verb(held, "begin_scoring", EVALUATION)


def refuse_fixed(held: Evaluation) -> None:
    """Refuse to change a panel whose sheets are open, or whose product is judged no longer."""
    if held.opened_at is None and held.status not in UNDER_WAY:
        words = _("Không đổi thành phần chấm được nữa: sản phẩm %(status)s.")
        raise ValidationError(words % {"status": held.get_status_display()})
    if held.opened_at is not None:
        raise ValidationError(_("Phiếu đã mở: không đổi thành phần chấm được nữa."))


def refuse_reporting(held: Evaluation, by: User) -> None:
    """Refuse a report on what is judged already, and from who does not report on it (7.3, 7.6)."""
    if held.opened_at is not None or held.status not in UNDER_WAY:
        raise ValidationError(_("Phiếu đã mở: báo cáo không ghi hay sửa được nữa."))
    if office_reports(held):
        if not policy.may(by, Permission.DOSSIER_CHECK):
            raise ValidationError(
                _("Đánh giá lại: báo cáo do cơ quan tham mưu quản lý OCOP lập (Điều 7.6.c).")
            )
    elif not held.sitting.council.advisers.filter(user=by).exists():
        raise ValidationError(_("Chỉ Tổ tư vấn của hội đồng lập báo cáo này."))


def refuse_older(evaluation: Evaluation, seen: int, **mine: Any) -> None:
    """Refuse what was written on an older report, or on none, with both values."""
    row = AdvisoryReport.objects.filter(evaluation=evaluation).first()
    if row is None or row.version == seen:
        return
    theirs = {name: getattr(row, name) for name in mine}
    if changed := [name for name in mine if mine[name] != theirs[name]]:
        raise ValidationError(stale(row, changed, mine=mine, theirs=theirs))


def check_submission(submission: Submission, sitting: Sitting) -> None:
    """Refuse what is not the newest accepted file, not this council's, or under way elsewhere."""
    if is_sample(submission) != sitting.is_rehearsal:
        raise ValidationError(
            {"submission": _("Sản phẩm mẫu chỉ để tập dượt, và tập dượt chỉ dùng sản phẩm mẫu.")}
        )
    if submission.participation_id:  # two secretaries at once wait here for each other
        participations = Participation.objects.select_for_update(of=("self",))
        submission.participation = participations.get(pk=submission.participation_id)
    if problems := why_not_newest(submission):
        raise ValidationError({"submission": problems})
    rule = submission.procedure.as_rule().level(sitting.council.level)
    if rule is None or rule.examines != "scores":
        raise ValidationError(
            {"submission": _("Theo quy trình áp dụng cho hồ sơ, hội đồng cấp này không chấm điểm.")}
        )
    if problems := why_not_held(submission, sitting):
        raise ValidationError({"submission": problems})
    judged = Evaluation.objects.filter(
        submission__participation=submission.participation_id, status__in=UNDER_WAY
    )
    if submission.participation_id and judged.exists():
        raise ValidationError(
            {"submission": _("Sản phẩm này đã có trong chương trình của một phiên họp.")}
        )


def check_form(evaluation: Evaluation) -> None:
    """Keep written opinions for re-evaluations that were not sent to a meeting already."""
    if not evaluation.sitting.is_written:
        return
    if not knows_written(evaluation):
        raise ValidationError(
            {
                "submission": _(
                    "Chỉ hồ sơ đánh giá lại theo Quyết định 26/2026/QĐ-TTg được lấy ý kiến bằng văn"
                    " bản (Điều 7.6.d); hồ sơ này phải đưa ra phiên họp."
                )
            }
        )
    if evaluation.former is not None:
        raise ValidationError({"submission": _("Sản phẩm này đã được chuyển sang họp trực tiếp.")})


def appeal_upheld(submission: Submission, level: str) -> Appeal | None:
    """Return the appeal for which the product is heard anew; its number is another each time."""
    upheld = Appeal.objects.filter(
        evaluation__submission=submission, evaluation__level=level, status__in=REHEARD
    )
    return upheld.order_by("pk").last()
