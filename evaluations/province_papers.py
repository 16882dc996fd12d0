"""The province's papers in the Ministry's copy: shown to its office and to its council alike."""

from typing import Any

from django.utils.translation import gettext as _

from councils.models import Council
from files.models import StoredFile

from .district_requests import request_of
from .models import Evaluation, Package


def papers_of(package: Package) -> list[tuple[str, StoredFile]]:
    """Return the papers of Điều 6.3 that came with a file, each with its name."""
    label = Package._meta.get_field
    named = [
        (str(label(name).verbose_name), getattr(package, name))
        for name in ("request_file", "advisory_file", "council_report", "decision_file")
    ]
    if package.point == Package.Point.AGAIN:
        named[1] = (_("báo cáo đánh giá của cơ quan quản lý OCOP cấp tỉnh"), named[1][1])
    named += [(paper.title, paper.file) for paper in package.papers.select_related("file")]
    report = getattr(package.submission, "commune_report", None)
    if report and report.signed_file:
        named.append((_("báo cáo của xã (Mẫu 03) có chữ ký"), report.signed_file))
    return [(name[:1].upper() + name[1:], file) for name, file in named if file]


def package_before(submission_id: int) -> Package | None:
    """Return the papers that came with what the national council judges; None in a province."""
    rows = Package.objects.filter(submission=submission_id, evaluation__isnull=True)
    return rows.select_related(
        "submission__commune_report__signed_file",
        "request_file",
        "advisory_file",
        "council_report",
        "decision_file",
    ).first()


def brought_along(evaluation: Evaluation) -> dict[str, Any]:
    """Return what came with the file from the level below, for its council to read."""
    if evaluation.submission.participation_id is not None:
        is_above = evaluation.level == Council.Level.PROVINCIAL
        return {"district_request": request_of(evaluation.submission)} if is_above else {}
    package = package_before(evaluation.submission_id)
    return {"brought": package, "province_papers": papers_of(package)} if package else {}
