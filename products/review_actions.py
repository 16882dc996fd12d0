"""After the hand-in: the commune's Form 03 and request, the province's check, the samples."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal
from accounts.models import User
from accounts.workflow import TransitionRefused, move
from files import intake
from files.models import StoredFile
from territories import clock

from .cycle import TRANSITIONS, Status, Step
from .dossier_actions import composed, refuse_stale
from .dossier_facts import latest_submission
from .holding import Examines, examined_by_commune, is_at_district
from .models import CommuneReport, Dossier, Participation, Round, SampleReceipt, Submission
from .notices import tell
from .recognised import why_fallen
from .rounds import RoundDates, round_for

ASSESSMENTS = ("materials", "labour", "idea_origin", "identity")
REPORT_FACTS = (*ASSESSMENTS, "components_complete", "met_on")


def _locked(participation: Participation, *statuses: str) -> Participation:
    rows = Participation.objects.select_related("dossier", "cycle", "product")
    row = rows.select_for_update(of=("self",)).get(pk=participation.pk)
    if row.step != Step.EVALUATION or row.status not in statuses:
        raise TransitionRefused.at(row.get_status_display())
    return row


def _not_later_than_today(**days: date | None) -> None:
    for name, day in days.items():
        if day is not None and day > clock.today():
            raise ValidationError({name: _("Ngày này không được sau hôm nay.")})


@transaction.atomic
def receive_dossier(
    *,
    participation: Participation,
    by: User,
    register_no: str,
    paper_set_received_on: date | None = None,
) -> Dossier:
    """The commune enters the dossier in its register and logs the paper set (Form 01; 7.1)."""
    row = _locked(participation, Status.SUBMITTED)
    if not register_no.strip():
        raise ValidationError({"register_no": _("Hãy ghi số phiếu đăng ký.")})
    _not_later_than_today(paper_set_received_on=paper_set_received_on)
    dossier = row.dossier
    dossier.commune_register_no = register_no.strip()
    dossier.paper_set_received_on = paper_set_received_on
    dossier.save(update_fields=["commune_register_no", "paper_set_received_on"])
    journal.record(
        by=by,
        verb="receive_dossier",
        target=dossier,
        on=clock.today().isoformat(),
        register_no=dossier.commune_register_no,
        paper_set_received_on=_iso(paper_set_received_on),
    )
    return dossier


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


@transaction.atomic
def write_report(
    *, participation: Participation, by: User, version: int, **facts: Any
) -> CommuneReport:
    """Write Form 03: the commune's four assessments; scoring is not its business (7.2)."""
    row = _locked(participation, Status.SUBMITTED)
    if examined_by_commune(row) != Examines.REPORT:
        raise ValidationError(_("Theo quy trình của hồ sơ này, xã chỉ tiếp nhận, không báo cáo."))
    submission = latest_submission(row)
    facts = composed({name: value for name, value in facts.items() if name in REPORT_FACTS})
    _not_later_than_today(met_on=facts.get("met_on"))
    reports = CommuneReport.objects.select_for_update()
    report = reports.filter(submission=submission).first() or CommuneReport(
        province_id=row.province_id, submission=submission, version=0
    )
    refuse_stale(report, version, facts)
    for name, value in facts.items():
        setattr(report, name, value)
    report.written_by = by
    report.version += 1
    report.save()
    return report


@transaction.atomic
def forward_dossier(
    *,
    participation: Participation,
    by: User,
    request_no: str,
    requested_on: date,
    signer: str,
    upload: UploadedFile | None = None,
) -> Participation:
    """Request the evaluation: Form 03 is complete, the round follows from the date.

    Where the commune only receives (1048, 148) there is no Form 03, and no round of Article 5.
    """
    row = _locked(participation, Status.SUBMITTED)
    submission = latest_submission(row)
    if examined_by_commune(row) == Examines.RECEIVES:
        _check_reception(row)
        _check_request(request_no, requested_on, signer, submission)
        stored = _signed(row, upload, by)
        request = {"signer": signer.strip(), "file": stored.sha256 if stored else None}
        return _forward(row, by, request_no.strip(), requested_on, **request)
    report = CommuneReport.objects.select_for_update().filter(submission=submission).first()
    _check_report(row, report)
    _check_request(request_no, requested_on, signer, submission)
    report.request_no, report.requested_on = request_no.strip(), requested_on
    report.signer, report.forwarded_at = signer.strip(), clock.now()
    report.signed_file = _signed(row, upload, by) or report.signed_file
    report.save()
    row.round = round_of_request(row, requested_on)
    return _forward(row, by, report.request_no, requested_on, round=row.round)


def _signed(row: Participation, upload: UploadedFile | None, by: User) -> StoredFile | None:
    if upload is None:
        return None
    kinds = (StoredFile.Kind.PDF, StoredFile.Kind.IMAGE)
    return intake.store(upload, province=row.province, by=by, kinds=kinds)


def _forward(
    row: Participation, by: User, request_no: str, requested_on: date, **facts: Any
) -> Participation:
    row.since = clock.now()
    row.save(update_fields=["round", "since"])
    facts |= {"request_no": request_no, "requested_on": requested_on.isoformat()}
    return move(row, "forward", by=by, table=TRANSITIONS, **facts)


def _check_reception(row: Participation) -> None:
    if errors := _reception_errors(row):
        raise ValidationError(errors)


def _reception_errors(row: Participation) -> list[str]:
    errors = []
    if not row.dossier.commune_register_no:
        errors.append(_("Hãy ghi số phiếu tiếp nhận trước khi chuyển hồ sơ."))
    if row.dossier.paper_set_received_on is None:
        errors.append(_("Hãy ghi ngày nhận 01 bộ hồ sơ giấy (Điều 7.1)."))
    return errors


def _check_report(row: Participation, report: CommuneReport | None) -> None:
    errors = _reception_errors(row)
    if report is None or any(not getattr(report, name).strip() for name in ASSESSMENTS):
        errors.append(_("Mẫu số 03 chưa đủ bốn nội dung đánh giá."))
    if report is None or not report.components_complete:
        errors.append(_("Hãy xác nhận thành phần hồ sơ đầy đủ, hoặc trả lại chủ thể bổ sung."))
    if errors:
        raise ValidationError(errors)


def _check_request(
    request_no: str, requested_on: date, signer: str, submission: Submission
) -> None:
    if not request_no.strip():
        raise ValidationError({"request_no": _("Hãy ghi số văn bản đề nghị.")})
    if not signer.strip():
        raise ValidationError({"signer": _("Hãy ghi người ký.")})
    _not_later_than_today(requested_on=requested_on)
    if requested_on < submission.handed_in_at.astimezone(clock.ZONE).date():
        raise ValidationError(
            {"requested_on": _("Văn bản đề nghị không thể có trước ngày chủ thể nộp hồ sơ.")}
        )


def round_of_request(participation: Participation, requested_on: date) -> Round | None:
    """Return the round that the day of the commune's request falls into (Điều 5.1; R4)."""
    rounds = {
        RoundDates(one.requests_before, one.held_before): one
        for one in Round.objects.filter(province=participation.province_id)
    }
    dates = round_for(requested_on, rounds)
    return rounds[dates] if dates else None


@transaction.atomic
def send_back_dossier(
    *, participation: Participation, by: User, reason: str, return_by: date
) -> Participation:
    """The commune sends the dossier back for additions; the next hand-in is a new version."""
    return _send_back(_locked(participation, Status.SUBMITTED), by, reason, return_by)


@transaction.atomic
def reopen_accepted(
    *, participation: Participation, by: User, reason: str, return_by: date
) -> Participation:
    """Open an accepted dossier again because the level above wants it completed (7.3.a, 7.4.a)."""
    return _send_back(_locked(participation, Status.ACCEPTED), by, reason, return_by)


def _send_back(row: Participation, by: User, reason: str, return_by: date) -> Participation:
    if not reason.strip():
        raise ValidationError({"reason": _("Hãy ghi rõ nội dung cần bổ sung.")})
    if return_by <= clock.today():
        raise ValidationError({"return_by": _("Hạn bổ sung phải sau hôm nay.")})
    row.return_reason, row.return_by, row.since = reason.strip(), return_by, clock.now()
    row.save(update_fields=["return_reason", "return_by", "since"])
    facts = {"reason": row.return_reason, "return_by": return_by.isoformat()}
    done = move(row, "send_back", by=by, table=TRANSITIONS, **facts)
    text = gettext_noop("«%(product)s»: hồ sơ đánh giá được trả lại để bổ sung, hạn %(day)s.")
    tell(done, text, by=by, day=f"{return_by:%d/%m/%Y}")
    return done


@transaction.atomic
def check_dossier(
    *,
    participation: Participation,
    by: User,
    is_accepted: bool,
    note: str = "",
    register_no: str = "",
    paper_set_received_on: date | None = None,
    return_by: date | None = None,
) -> Participation:
    """The province's format check: enter it in the register and accept it, or send it back."""
    row = _locked(participation, Status.AT_PROVINCE)
    if not is_accepted:
        if return_by is None:
            raise ValidationError({"return_by": _("Hãy ghi hạn bổ sung.")})
        if not note.strip():
            raise ValidationError({"note": _("Hãy ghi rõ nội dung cần bổ sung.")})
        return _send_back(row, by, note, return_by)
    if fallen := why_fallen(row):
        raise ValidationError(fallen)
    if not register_no.strip():
        raise ValidationError({"register_no": _("Hãy ghi số phiếu đăng ký.")})
    if paper_set_received_on is None:
        raise ValidationError({"paper_set_received_on": _("Hãy ghi ngày nhận bộ hồ sơ giấy.")})
    _not_later_than_today(paper_set_received_on=paper_set_received_on)
    at_district = is_at_district(row)
    register = "district_register_no" if at_district else "province_register_no"
    setattr(row.dossier, register, register_no.strip())
    row.dossier.save(update_fields=[register])
    row.since, row.complete_on = clock.now(), clock.today()
    row.save(update_fields=["since", "complete_on"])
    facts = {"note": note.strip(), "paper_set_received_on": paper_set_received_on.isoformat()}
    journal.record(
        by=by,
        verb="check_at_district" if at_district else "check_dossier",
        target=row.dossier,
        on=clock.today().isoformat(),
        register_no=register_no.strip(),
        **facts,
    )
    done = move(row, "accept", by=by, table=TRANSITIONS, **facts)
    text = gettext_noop(
        "«%(product)s»: hồ sơ đánh giá đã đủ và được tiếp nhận, số phiếu đăng ký %(number)s."
    )
    tell(done, text, by=by, number=register_no.strip())
    return done


@transaction.atomic
def record_samples(
    *,
    participation: Participation,
    by: User,
    count: int = 0,
    received_on: date | None = None,
    site_visited_on: date | None = None,
    note: str = "",
) -> SampleReceipt:
    """Log the samples as received, or for tourism the visit that stands in their place (R18)."""
    row = _locked(participation, Status.SUBMITTED, Status.AT_PROVINCE, Status.ACCEPTED)
    submission = latest_submission(row)
    samples = submission.criteria_set.samples
    if samples or (samples is None and site_visited_on is None):  # silent: either proves it (R18)
        if not count:
            raise ValidationError({"count": _("Hãy ghi số sản phẩm mẫu đã nhận.")})
        if received_on is None:
            raise ValidationError({"received_on": _("Hãy ghi ngày nhận sản phẩm mẫu.")})
    elif samples == 0 and site_visited_on is None:
        raise ValidationError({"site_visited_on": _("Hãy ghi ngày khảo sát thực tế tại điểm.")})
    _not_later_than_today(received_on=received_on, site_visited_on=site_visited_on)
    receipt = SampleReceipt(
        province_id=row.province_id,
        submission=submission,
        count=count,
        received_on=received_on,
        site_visited_on=site_visited_on,
        note=note.strip(),
        recorded_by=by,
    )
    receipt.full_clean(exclude=("province", "submission", "recorded_by"))
    receipt.save()
    journal.record(
        by=by,
        verb="record_samples",
        target=row.dossier,
        count=count,
        received_on=_iso(received_on),
        site_visited_on=_iso(site_visited_on),
    )
    return receipt
