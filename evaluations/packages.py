"""What a file for five stars needs (26/2026/QĐ-TTg, Điều 6.3): every line, there or missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from councils.models import Council
from files import intake
from files.models import StoredFile
from products.cycle import Purpose, Status, Step
from products.models import Submission
from regulations.procedures import RECOGNISE_TOO

from .awards import AWAITING_MINISTRY
from .models import Decision, Evaluation, Package, Recognition
from .readiness import SAMPLES
from .states import EvaluationStatus, PackageStatus

# 148/QĐ-TTg: recognised with 4 stars meanwhile, and sent up all the same (R3).
TO_FORWARD = AWAITING_MINISTRY | Q(
    status=EvaluationStatus.RECOGNISED,
    forwarded_at__isnull=True,
    result__outcome__kind="forward",
    result__outcome__to=Council.Level.NATIONAL,
    result__outcome__on_forward=RECOGNISE_TOO,
)


@dataclass(frozen=True)
class Line:
    """One line of the check list."""

    key: str
    label: str
    missing: tuple[str, ...] = ()
    said: str = ""
    files: tuple[StoredFile, ...] = ()
    is_optional: bool = False

    @property
    def is_there(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.missing


def decision_of(evaluation: Evaluation) -> Decision | None:
    """Return the province's decision on the result: the approval, under 148 the recognition."""
    lines = Recognition.objects.filter(evaluation=evaluation, decision__status="issued")
    line = lines.select_related("decision__file").order_by("pk").first()
    return line.decision if line else None


def point_of(evaluation: Evaluation) -> str:
    """Return the list that applies: five stars judged again need no council's report (6.3.b)."""
    way = evaluation.submission.participation
    again = way is not None and way.purpose == Purpose.RE_EVALUATION and way.held_star == 5
    return Package.Point.AGAIN if again else Package.Point.FIRST


def submission_of(evaluation: Evaluation, package: Package | None) -> Submission:
    """Return the hand-in that goes, or went: the newest one while the file is completed."""
    judged = evaluation.submission
    if package is None:
        return judged
    if package.status != PackageStatus.RETURNED or judged.participation is None:
        return package.submission
    return judged.participation.submissions.order_by("-version").first()


class CheckList:
    """The package of one result, line by line; `package` is None before anybody began it."""

    def __init__(self, evaluation: Evaluation, package: Package | None) -> None:
        self.evaluation, self.package = evaluation, package
        self.point = point_of(evaluation)
        self.submission = submission_of(evaluation, package)
        self.decision = decision_of(evaluation)
        self.report = getattr(evaluation, "advisory_report", None)
        self.lines = [LINES[key](self) for key in PAPERS[self.point]]

    @property
    def missing(self) -> list[str]:
        """Return everything that stands in the way, in words."""
        return [word for line in self.lines for word in line.missing]

    @property
    def decision_file(self) -> StoredFile | None:
        """Return the decision's scan, or the one that was handed in with the package."""
        own = self.decision.file if self.decision else None
        return own or self._kept("decision_file")

    @property
    def advisory_file(self) -> StoredFile | None:
        """Return the advisers' file, or the one that was handed in with the package."""
        own = self.report.file if self.report else None
        return own or self._kept("advisory_file")

    def _kept(self, name: str) -> Any:
        return getattr(self.package, name) if self.package else None

    def request(self) -> Line:
        """The province's letter to the Ministry."""
        package = self.package
        wanted = (
            ("request_no", _("Văn bản đề nghị: chưa ghi số.")),
            ("requested_on", _("Văn bản đề nghị: chưa ghi ngày.")),
            ("signer", _("Văn bản đề nghị: chưa ghi người ký.")),
            ("request_file", _("Văn bản đề nghị: chưa có bản PDF.")),
        )
        missing = tuple(text for name, text in wanted if not self._kept(name))
        said = ""
        if package and package.request_no and package.requested_on:
            said = _("số %(no)s ngày %(day)s, %(signer)s ký") % {
                "no": package.request_no,
                "day": f"{package.requested_on:%d/%m/%Y}",
                "signer": package.signer,
            }
        label = _("Văn bản của UBND cấp tỉnh đề nghị đánh giá, phân hạng")
        if self.point == Package.Point.AGAIN:
            label = _("Văn bản của UBND cấp tỉnh đề nghị đánh giá, phân hạng lại sản phẩm 5 sao")
        return Line("request", label, missing, said, _files(self._kept("request_file")))

    def advisory(self) -> Line:
        """What the advisory team found."""
        missing: tuple[str, ...] = ()
        if not (self.report or self.advisory_file):
            missing = (_("Báo cáo của Tổ tư vấn: chưa có; hãy tải lên bản PDF."),)
        said = ""
        if self.report:
            said = _("do %(who)s lập trên hệ thống") % {"who": self.report.written_by}
        label = _("Báo cáo đánh giá của Tổ tư vấn Hội đồng cấp tỉnh")
        return Line("advisory", label, missing, said, _files(self.advisory_file))

    def office(self) -> Line:
        """What the office in charge found: on a re-evaluation it reports, not the advisers."""
        found = self.advisory()
        missing = (_("Báo cáo của cơ quan quản lý OCOP: chưa có; hãy tải lên bản PDF."),)
        label = _("Báo cáo đánh giá của cơ quan tham mưu quản lý OCOP cấp tỉnh")
        return Line("office", label, missing if found.missing else (), found.said, found.files)

    def council(self) -> Line:
        """What the council reports."""
        kept = self._kept("council_report")
        missing = () if kept else (_("Báo cáo của Hội đồng cấp tỉnh: chưa có bản PDF."),)
        label = _("Báo cáo đánh giá của Hội đồng cấp tỉnh")
        return Line("council", label, missing, "", _files(kept))

    def approval(self) -> Line:
        """The chairman's decision on the result."""
        missing, said = (), ""
        if self.decision is None:
            missing = (_("Quyết định phê duyệt kết quả: chưa ban hành."),)
        elif self.decision_file is None:
            missing = (_("Quyết định phê duyệt kết quả: chưa có bản quét PDF."),)
        if self.decision:
            said = _("số %(no)s ngày %(day)s") % {
                "no": self.decision.number,
                "day": f"{self.decision.signed_on:%d/%m/%Y}",
            }
        label = _("Quyết định phê duyệt kết quả của Chủ tịch UBND cấp tỉnh")
        return Line("approval", label, missing, said, _files(self.decision_file))

    def dossier(self) -> Line:
        """The product's file as it was frozen, with every byte of it."""
        submission = self.submission
        hashes = submission.snapshot.get("files", ())
        lost = [one for one in hashes if not intake.path_of(one).exists()]
        missing = (
            (_("Hồ sơ sản phẩm: %(count)s tệp không còn trong kho.") % {"count": len(lost)},)
            if lost
            else ()
        )
        if self.is_being_completed():
            missing = (*missing, _("Hồ sơ sản phẩm: đang bổ sung, tỉnh chưa tiếp nhận lại."))
        said = _("biên nhận %(no)s, %(count)s tệp") % {
            "no": submission.receipt_no,
            "count": len(hashes),
        }
        return Line("dossier", _("Hồ sơ sản phẩm"), missing, said)

    def is_being_completed(self) -> bool:
        """Tell whether producer and commune still complete what the Ministry sent back."""
        way = self.evaluation.submission.participation
        is_back = self.package is not None and self.package.status == PackageStatus.RETURNED
        at_work = (Status.RETURNED, Status.SUBMITTED, Status.AT_PROVINCE)
        return is_back and way.step == Step.EVALUATION and way.status in at_work

    def tests(self) -> Line:
        """Additional checks and tests, if there were any."""
        papers = list(self.package.papers.select_related("file")) if self.package else []
        label = _("Văn bản xác nhận kiểm tra, kiểm nghiệm bổ sung (nếu có)")
        said = "; ".join(paper.title for paper in papers)
        files = tuple(paper.file for paper in papers)
        return Line("tests", label, (), said, files, is_optional=True)

    def samples(self) -> Line:
        """Five samples, except for tourism (R18)."""
        needed = samples_needed(self.evaluation)
        label = _("Sản phẩm mẫu")
        if not needed:
            return Line("samples", label, (), _("nhóm dịch vụ du lịch: không gửi mẫu"))
        sent = self.package.samples_sent if self.package else 0
        ways = {self.evaluation.submission, self.submission}
        received = sum(one.count for each in ways for one in each.sample_receipts.all())
        missing = ()
        if sent < needed:
            missing = (
                _("Sản phẩm mẫu: gửi kèm %(sent)s, cần %(needed)s.")
                % {"sent": sent, "needed": needed},
            )
        said = _("tỉnh đã nhận %(received)s, gửi kèm %(sent)s") % {
            "received": received,
            "sent": sent,
        }
        return Line("samples", label, missing, said)


def samples_needed(evaluation: Evaluation) -> int:
    """Return how many samples are due; where the book is silent a visit stands for them."""
    submission = evaluation.submission
    if submission.criteria_set.samples is not None:
        return submission.criteria_set.samples
    visited = any(one.site_visited_on for one in submission.sample_receipts.all())
    return 0 if visited else SAMPLES


def _files(*found: StoredFile | None) -> tuple[StoredFile, ...]:
    return tuple(one for one in found if one)


LINES: Mapping[str, Callable[[CheckList], Line]] = {
    "request": CheckList.request,
    "advisory": CheckList.advisory,
    "office": CheckList.office,
    "council": CheckList.council,
    "approval": CheckList.approval,
    "dossier": CheckList.dossier,
    "tests": CheckList.tests,
    "samples": CheckList.samples,
}
# First time and upgrade alike (7.5.a); 6.3.b is for the five stars judged again (7.6.e).
PAPERS: Mapping[str, tuple[str, ...]] = {
    Package.Point.FIRST: (
        "request",
        "advisory",
        "council",
        "approval",
        "dossier",
        "tests",
        "samples",
    ),
    Package.Point.AGAIN: ("request", "office", "dossier", "tests", "samples"),
}
# The field of the package in which a line's paper is kept.
FIELDS: Mapping[str, str] = {
    "request": "request_file",
    "advisory": "advisory_file",
    "office": "advisory_file",
    "council": "council_report",
    "approval": "decision_file",
}
