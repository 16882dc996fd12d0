"""What a district does with a result that it does not decide on: it passes the file up (148)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal
from accounts.models import User
from councils.actions import tidy
from products import step_actions
from products.cycle import Status
from territories import clock

from .awards import TO_PASS_UP
from .models import Evaluation
from .notices import tell_parties


@transaction.atomic
def pass_up(
    *, evaluation: Evaluation, request_no: str, requested_on: date, signer: str, by: User
) -> Evaluation:
    """Send the judged file to the province with the district's request (R3).

    148: from 70 points; 1048: from 50. The province takes it in and judges the same submission.
    """
    Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    rows = Evaluation.objects.filter(TO_PASS_UP, pk=evaluation.pk)
    row = rows.select_related("sitting", "submission__participation__product__producer").first()
    if row is None:
        raise ValidationError(
            _(
                "Chỉ chuyển lên tỉnh kết quả đạt điểm chuyển, đã được kiểm soát xác nhận,"
                " chưa chuyển."
            )
        )
    _check_request(row, request_no, requested_on, signer)
    participation = row.submission.participation
    if participation.status != Status.ACCEPTED:
        raise ValidationError(_("Hồ sơ không còn ở huyện."))
    row.forwarded_at, row.forwarded_by = clock.now(), by
    row.request_no, row.requested_on = tidy(request_no), requested_on
    row.request_signer = tidy(signer)
    request = ["request_no", "requested_on", "request_signer"]
    row.save(update_fields=["forwarded_at", "forwarded_by", *request])
    facts = {
        "request_no": tidy(request_no),
        "requested_on": requested_on.isoformat(),
        "signer": tidy(signer),
    }
    step_actions.pass_up(participation=participation, by=by, **facts)
    journal.record(by=by, verb="pass_up", target=row, star=row.star, **facts)
    tell_parties(
        row.submission, gettext_noop("Huyện đã chuyển hồ sơ «%(product)s» lên tỉnh đánh giá.")
    )
    return row


def _check_request(row: Evaluation, request_no: str, requested_on: date, signer: str) -> None:
    errors: dict[str, str] = {}
    if not tidy(request_no):
        errors["request_no"] = _("Hãy ghi số văn bản đề nghị.")
    if not tidy(signer):
        errors["signer"] = _("Hãy ghi người ký.")
    if requested_on > clock.today():
        errors["requested_on"] = _("Ngày này không được sau hôm nay.")
    elif requested_on < row.sitting.held_on:
        errors["requested_on"] = _("Ngày này không được trước ngày họp hội đồng.")
    if errors:
        raise ValidationError(errors)
