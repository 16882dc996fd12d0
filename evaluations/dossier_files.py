"""The files of a dossier before the council: page and API give the same ones."""

from typing import Any

from files.models import StoredFile

from .blinding import file_name, hides
from .models import Evaluation
from .province_papers import package_before, papers_of


def file_of(user: Any, evaluation: Evaluation, sha256: str) -> StoredFile | None:
    """Return a file if it belongs to this dossier; to whom codes are shown, without its name."""
    known = set(evaluation.submission.snapshot.get("files", ()))
    report = getattr(evaluation, "advisory_report", None)
    if report and report.file:
        known.add(report.file.sha256)
    if brought := package_before(evaluation.submission_id):
        known |= {file.sha256 for _label, file in papers_of(brought)}
    if sha256 not in known:
        return None
    stored = StoredFile.objects.filter(province=evaluation.province_id, sha256=sha256).first()
    if stored is not None and hides(user, evaluation):
        stored.name = file_name(stored.name)
    return stored
