"""The web server or the worker is killed between what was asked and its answer: kill -9."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.utils import timezone

from accounts import jobs
from accounts.models import Job
from evaluations import paper_actions, sheet_actions
from evaluations.models import MarkOperation, Paper, RecordEvent, Score, ScoreSheet
from evaluations.verification import verify
from territories.tenancy import acting_for
from tests.cast import person, province
from tests.factories import make_council, make_sitting

from .apart import apart, killed
from .sat import asked, judge
from .sittings import acting, fill, marks_for, rules_of, scoring

OPERATION = "1b4e28ba-2fa1-41d2-883f-0016d3cca427"
SERVER = """
from django.db import transaction
from evaluations import sheet_actions
from evaluations.models import ScoreSheet
from territories.tenancy import acting_for
from tests.cast import person, province

minh = person("minh")
with acting_for(province(), minh):
    sheet = ScoreSheet.objects.get()
"""
WORKER = """
from evaluations import paper_actions
from territories.tenancy import acting_for
from tests.cast import province

paper_actions.STEP_SECONDS = 0.0
kept = paper_actions._keep
def dies(row, ordinal, *more):
    kept(row, ordinal, *more)
    if ordinal == 2:
        os.kill(os.getpid(), signal.SIGKILL)
paper_actions._keep = dies
for _message in range(9):
    with acting_for(province()):
        paper_actions.make_step({job})
"""


@pytest.fixture(autouse=True)
def _own_database(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    with apart(django_db_blocker):
        yield


def test_answer_that_never_came_is_asked_for_again_and_counts_once(tmp_path: Path) -> None:
    evaluation = scoring()
    marks = marks_for(rules_of(evaluation), 71)
    *most, (key, level) = marks.items()
    sheet = fill(evaluation, "minh", dict(most))
    mark = {"criterion": key, "version": 0, "level": level, "operation": OPERATION}

    # Killed before the commit: as if nothing had been asked.
    killed(
        SERVER + f"    with transaction.atomic():\n"
        f"        sheet_actions.save_mark(sheet=sheet, by=minh, **{mark})\n"
        f"        sheet_actions.hand_in(sheet=sheet, by=minh, operation='{OPERATION[::-1]}')\n"
        f"        os.kill(os.getpid(), signal.SIGKILL)\n",
        tmp_path,
    )
    assert ScoreSheet.objects.get().status == "draft"
    assert not MarkOperation.objects.filter(operation=OPERATION).exists()
    assert not RecordEvent.objects.filter(kind="handed_in").exists()

    # Killed after the commit: the work stands, and the same once more changes nothing.
    number = "9f2c28ba-2fa1-41d2-883f-0016d3cca427"
    killed(
        SERVER + f"    sheet_actions.save_mark(sheet=sheet, by=minh, **{mark})\n"
        f"    sheet_actions.hand_in(sheet=sheet, by=minh, operation='{number}')\n",
        tmp_path,
    )
    before = ScoreSheet.objects.get()
    with acting("minh"):
        again = sheet_actions.save_mark(sheet=sheet, by=person("minh"), **mark)
        after = sheet_actions.hand_in(sheet=sheet, by=person("minh"), operation=number)
    assert again.answered == {key: 1}
    assert (after.status, after.sha256) == ("submitted", before.sha256)
    assert after.submitted_at == before.submitted_at
    assert Score.objects.filter(sheet=sheet).count() == len(marks)
    assert RecordEvent.objects.filter(kind="handed_in").count() == 1
    with acting_for(province()):
        assert verify(province()).first is None


def test_papers_are_finished_by_the_next_worker(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    sitting = make_sitting(council=make_council())
    judge(sitting, "Tỏi đen Lý Sơn", (75, 76, 74), star=4)
    row = asked(sitting)
    job = paper_actions.job_of(row)
    killed(WORKER.format(job=job.pk), tmp_path)
    job.refresh_from_db()
    # The first paper was kept; the second, half done, is not there: it will be made again.
    assert (job.state, list(row.papers.values_list("ordinal", flat=True))) == ("running", [1])

    current_app.loader.import_default_modules()  # as a worker begins
    # The sweep finds what nobody has worked at for two minutes, and another worker goes on.
    with acting_for(province()):
        assert jobs.resend_stale(province().pk) == 0
        Job.objects.update(touched_at=timezone.now() - timedelta(minutes=3))
        assert jobs.resend_stale(province().pk) == 1
        while paper_actions.make_step(job.pk):
            pass
    job.refresh_from_db()
    row.refresh_from_db()
    assert (job.state, job.done) == ("done", job.total)
    assert Paper.objects.count() == job.total - 1
    assert row.bundle_sha256
