"""Acts of the province on a file for five stars: made up, checked, sent to the Ministry (7.3.e)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts import journal
from accounts.models import User
from accounts.tongue import speaking_vietnamese
from accounts.workflow import move
from councils.actions import tidy
from files import intake
from files.models import StoredFile
from products.locking import lock
from products.models import CommuneReport, Submission
from territories import clock
from territories.models import Province

from .awards import WITHDRAWN
from .crossing import at_ministry, facts_of, name_files
from .models import Evaluation, Package, PackagePaper, SentPackage
from .notices import tell_office, tell_parties
from .packages import FIELDS, TO_FORWARD, CheckList
from .resting import basis_of_way
from .states import PACKAGE, PackageStatus

UPLOADS = ("request_file", "council_report", "decision_file", "advisory_file")
UNDER_WAY = (PackageStatus.SENT, PackageStatus.RECEIVED)
PAPER_SET = "hand_over_paper_set"
RECEIPT = "HSTW-{year}-{number:06d}"
# Of a stored result (results.py): the members' names and sheets stay in the province.
TOLD = ("passes", "minimums", "knock_outs", "reasons", "outcome")
FORM_03 = (
    "materials",
    "labour",
    "idea_origin",
    "identity",
    "components_complete",
    "met_on",
    "request_no",
    "requested_on",
    "signer",
    "written_by_id",
    "forwarded_at",
)


def told(evaluation: Evaluation) -> dict[str, Any]:
    """Return of a result what leaves the tenant."""
    facts = {name: getattr(evaluation, name) for name in ("points_sum", "sheet_count", "star")}
    return facts | {name: evaluation.result[name] for name in TOLD if name in evaluation.result}


def refuse_making_up(evaluation: Evaluation) -> None:
    """Refuse a result that does not wait for the Ministry: it has no file to make up."""
    if Evaluation.objects.filter(WITHDRAWN, pk=evaluation.pk).exists():
        raise ValidationError(
            _("Chủ thể đã rút sản phẩm khỏi chu trình: hồ sơ không gửi Bộ được."), code="transition"
        )
    if not Evaluation.objects.filter(TO_FORWARD, pk=evaluation.pk).exists():
        raise ValidationError(
            _("Kết quả này chưa được phê duyệt để gửi Bộ, hoặc hồ sơ đã gửi."), code="transition"
        )


def forwardable(evaluation: Evaluation) -> Evaluation:
    """Lock the result; only one that waits for the Ministry has a file to make up."""
    list(Evaluation.objects.select_for_update().filter(pk=evaluation.pk))
    if evaluation.submission.participation is not None:  # who withdraws it waits here, or we do
        lock(evaluation.submission.participation)
    rows = Evaluation.objects.select_related(
        "province",
        "advisory_report__file",
        "advisory_report__written_by",
        "submission__criteria_set",
        "submission__participation__product__producer",
    )
    refuse_making_up(evaluation)
    return rows.get(pk=evaluation.pk)


def _open_package(evaluation: Evaluation, by: User) -> Package:
    """Return the package, begun if need be."""
    rows = Package.objects.select_for_update()
    facts = {"province_id": evaluation.province_id, "submission_id": evaluation.submission_id}
    package, _is_new = rows.get_or_create(
        evaluation=evaluation, defaults=facts | {"prepared_by": by}
    )
    return package


@transaction.atomic
def prepare_package(
    *,
    evaluation: Evaluation,
    request_no: str,
    requested_on: Any,
    signer: str,
    samples_sent: int,
    by: User,
    **uploads: UploadedFile | None,
) -> Package:
    """Write down what is known so far; a paper handed in anew takes the place of the old."""
    held = forwardable(evaluation)
    package = _open_package(held, by)
    package.request_no, package.signer = tidy(request_no), tidy(signer)
    package.requested_on, package.samples_sent = requested_on, samples_sent
    if requested_on and requested_on > clock.today():
        raise ValidationError({"requested_on": _("Ngày văn bản không được sau hôm nay.")})
    for name in UPLOADS:
        if uploads.get(name):
            setattr(package, name, _pdf(uploads[name], name, held.province, by))
    package.clean_fields(exclude=["province", "evaluation", "submission", "prepared_by", "result"])
    package.save()
    journal.record(by=by, verb="prepare_package", target=package, request=package.request_no)
    return package


def _pdf(upload: UploadedFile, name: str, province: Province, by: User) -> StoredFile:
    kinds = (StoredFile.Kind.PDF,)
    return intake.store(upload, province=province, by=by, kinds=kinds, field=name)


@transaction.atomic
def add_paper(
    *, evaluation: Evaluation, title: str, upload: UploadedFile, by: User
) -> PackagePaper:
    """Add a confirmation of additional checks or tests."""
    held = forwardable(evaluation)
    if not tidy(title):
        raise ValidationError({"title": _("Hãy ghi tên tài liệu.")})
    package = _open_package(held, by)
    file = _pdf(upload, "upload", held.province, by)
    paper = PackagePaper.objects.create(
        province_id=held.province_id, package=package, title=tidy(title), file=file
    )
    journal.record(by=by, verb="add_paper", target=package, title=paper.title)
    return paper


@transaction.atomic
def remove_paper(*, paper: PackagePaper, by: User) -> None:
    """Take one out again."""
    package = paper.package
    forwardable(package.evaluation)
    journal.record(by=by, verb="remove_paper", target=package, title=paper.title)
    paper.delete()


@transaction.atomic
def forward_to_ministry(*, evaluation: Evaluation, by: User) -> Package:
    """Send the whole file up: what the Ministry may know is copied, and nothing else (R33)."""
    held = forwardable(evaluation)
    basis = basis_of_way(held.submission.participation)
    if basis is not None and basis.advice:
        raise ValidationError(basis.advice)
    package = _open_package(held, by)
    if missing := CheckList(held, package).missing:
        raise ValidationError(missing)
    with speaking_vietnamese():
        check = CheckList(held, package)
    package.decision_no, package.decided_on = check.decision.number, check.decision.signed_on
    answers, package.return_reason = package.return_reason, ""
    package.sent_at, package.result = clock.now(), told(held)
    package.point, package.submission = check.point, check.submission
    held.forwarded_at, held.forwarded_by = package.sent_at, by
    held.save(update_fields=["forwarded_at", "forwarded_by"])
    also = ("decision_no", "decided_on", "sent_at", "return_reason", "result")
    also += ("point", "submission")
    move(package, "send", by=by, table=PACKAGE, also=also)
    load = _load(held, package, check)
    with at_ministry(by) as ministry:
        receipt = _unload(load, ministry, by)
    _keep_sending(package, check, receipt, answers=answers, by=by)
    journal.record(by=by, verb="forward_to_ministry", target=held, receipt=receipt)
    tell_parties(
        held.submission, gettext_noop("Hồ sơ sản phẩm «%(product)s» đã được gửi Bộ đề nghị 5 sao.")
    )
    return package


def refuse_paper_set(package: Package | None) -> None:
    """Refuse where no electronic file is at the Ministry to which papers could follow."""
    if package is None or package.status not in UNDER_WAY:
        raise ValidationError(
            _("Chỉ ghi việc gửi bộ hồ sơ giấy khi hồ sơ điện tử đang ở Bộ."), code="transition"
        )


@transaction.atomic
def hand_over_paper_set(*, evaluation: Evaluation, on: date, note: str = "", by: User) -> Package:
    """Write down, at home and at the Ministry, that the one paper set went up too (7.3.e)."""
    rows = Package.objects.select_for_update(of=("self",))
    package = rows.filter(evaluation=evaluation).first()
    refuse_paper_set(package)
    if on > clock.today():
        raise ValidationError({"on": _("Ngày này không được sau hôm nay.")})
    if package.requested_on and on < package.requested_on:
        raise ValidationError({"on": _("Ngày này không được trước ngày văn bản đề nghị.")})
    facts = {"on": on.isoformat(), "note": tidy(note)[:300]}
    journal.record(by=by, verb=PAPER_SET, target=package, **facts)
    with at_ministry(by) as ministry:
        copies = Package.objects.filter(province=ministry, answers_to=package.evaluation_id)
        journal.record(by=by, verb=PAPER_SET, target=copies.latest("pk"), **facts)
    return package


def _keep_sending(
    package: Package, check: CheckList, receipt: str, *, answers: str, by: User
) -> SentPackage:
    """Keep what was sent this time: the row itself goes on changing when it comes back."""
    papers = [
        {"label": line.label, "name": file.name, "sha256": file.sha256}
        for line in check.lines
        for file in line.files
    ]
    return SentPackage.objects.create(
        province_id=package.province_id,
        package=package,
        submission=package.submission,
        version=package.sendings.count() + 1,
        receipt_no=receipt,
        facts={
            "request_no": package.request_no,
            "requested_on": package.requested_on.isoformat(),
            "signer": package.signer,
            "samples_sent": package.samples_sent,
            "papers": papers,
            "dossier": package.submission.receipt_no,
        },
        answers=answers,
        sent_at=package.sent_at,
        sent_by=by,
    )


@dataclass(frozen=True)
class Load:
    """Everything that travels, read at home before the Ministry's tenant is opened."""

    submission: Submission
    package: Package
    files: list[dict[str, Any]]
    named: dict[str, str | None]
    papers: list[tuple[str, str]]
    advisory_text: str
    form_03: dict[str, Any] | None
    form_03_file: str | None


def _load(evaluation: Evaluation, package: Package, check: CheckList) -> Load:
    submission = package.submission
    asked = {
        FIELDS[one.key]: one.files[0] for one in check.lines if one.key in FIELDS and one.files
    }
    named = dict.fromkeys(UPLOADS) | asked
    papers = list(package.papers.select_related("file"))
    report = CommuneReport.objects.filter(submission=submission).select_related("signed_file")
    form_03 = report.first()
    signed = form_03.signed_file if form_03 else None
    hashes = submission.snapshot.get("files", ())
    dossier = StoredFile.objects.filter(province=evaluation.province_id, sha256__in=hashes)
    own = [file for file in (*named.values(), signed) if file]
    own += [paper.file for paper in papers]
    return Load(
        submission=submission,
        package=package,
        files=[facts_of(file) for file in (*dossier, *own)],
        named={name: file.sha256 if file else None for name, file in named.items()},
        papers=[(paper.title, paper.file.sha256) for paper in papers],
        advisory_text=check.report.text if check.report else "",
        form_03={name: getattr(form_03, name) for name in FORM_03} if form_03 else None,
        form_03_file=signed.sha256 if signed else None,
    )


def _unload(load: Load, ministry: Province, by: User) -> str:
    """Write the copy in the Ministry's tenant, under its own receipt; return the receipt."""
    files = name_files(load.files, province=ministry, by=by)
    home, sent = load.submission, load.package
    # Receipts are numbered one after the other: who sends at the same moment waits here.
    Province.objects.select_for_update(no_key=True).get(pk=ministry.pk)
    copies = Submission.objects.filter(province=ministry)
    year = clock.today().year
    number = copies.filter(receipt_no__startswith=f"HSTW-{year}-").count() + 1
    copy = Submission.objects.create(
        province=ministry,
        participation=None,
        version=copies.filter(origin=home.origin, sha256=home.sha256).count() + 1,
        receipt_no=RECEIPT.format(year=year, number=number),
        product_code=home.product_code,
        criteria_set_id=home.criteria_set_id,
        procedure_id=home.procedure_id,
        snapshot=home.snapshot,
        sha256=home.sha256,
        handed_in_at=home.handed_in_at,
        handed_in_by_id=home.handed_in_by_id,
        on_behalf=home.on_behalf,
        origin=home.origin,
    )
    if load.form_03:
        CommuneReport.objects.create(
            province=ministry,
            submission=copy,
            signed_file=files[load.form_03_file] if load.form_03_file else None,
            **load.form_03,
        )
    package = Package.objects.create(
        province=ministry,
        submission=copy,
        answers_to=sent.evaluation_id,
        point=sent.point,
        status=PackageStatus.SENT,
        request_no=sent.request_no,
        requested_on=sent.requested_on,
        signer=sent.signer,
        decision_no=sent.decision_no,
        decided_on=sent.decided_on,
        advisory_text=load.advisory_text,
        result=sent.result,
        samples_sent=sent.samples_sent,
        prepared_by=by,
        sent_at=sent.sent_at,
        **{name: files[sha256] for name, sha256 in load.named.items() if sha256},
    )
    for title, sha256 in load.papers:
        PackagePaper.objects.create(
            province=ministry, package=package, title=title, file=files[sha256]
        )
    origin = home.snapshot["province"]["name"]
    journal.record(by=by, verb="forwarded_here", target=package, origin=origin)
    text = gettext_noop("%(province)s gửi hồ sơ đề nghị 5 sao: «%(product)s».") % {
        "province": origin,
        "product": home.snapshot["product"]["name"],
    }
    tell_office(ministry, text, f"/{ministry.slug}/ho-so-5-sao/{package.pk}/")
    return copy.receipt_no
