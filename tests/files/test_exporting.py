"""Long lists as files: in steps, with the rights of who asked, for him alone, for three days."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from python_calamine import load_workbook

from accounts.actions import end_assignment
from accounts.models import Assignment, Job, JournalEntry, Notice
from files import exporting
from files.tasks import forget_exports
from producers import reports
from producers.models import Producer
from producers.tasks import write_export
from territories import clock
from territories.tenancy import acting_for
from tests.cast import SA_HUYNH, commune, person, province
from tests.factories import make_producer
from tests.products.ways import client

pytestmark = pytest.mark.django_db
LIST, EXPORTS = "/quang-ngai/chu-the/", "/quang-ngai/tep-xuat/"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> list[Producer]:
    """Three producers, where two rows are a long list already and one is read at a time."""
    monkeypatch.setattr(exporting, "AT_ONCE", 2)
    monkeypatch.setattr(exporting, "CHUNK", 1)
    monkeypatch.setattr(exporting, "STEP_SECONDS", 0)
    day = {"registered_on": clock.today()}
    return [
        make_producer(name=name, phone=f"+8491200000{number}", **day)
        for number, name in enumerate(["=HTX Bầu Tròn", "HTX An Hải", "HTX Sa Kỳ"])
    ]


def asked(login: str = "binh", kind: str = "csv", query: str = "") -> Job:
    answer = client(login).get(f"{LIST}xuat/{kind}/{query}")
    assert (answer.status_code, answer.headers["Location"]) == (302, EXPORTS)
    return Job.objects.get(owner=person(login))


def step(job: Job) -> Job:
    write_export(job.province_id, job.pk)
    job.refresh_from_db()
    return job


def finished(job: Job) -> Job:
    for _turn in range(9):
        if step(job).state in ("done", "failed"):
            break
    return job


def taken(login: str, job: Job) -> tuple[int, bytes]:
    return fetched(client(login).get(f"{EXPORTS}{job.pk}/tep/"))


def fetched(answer: Any) -> tuple[int, bytes]:
    return answer.status_code, b"".join(answer)


def test_file_is_that_of_the_request_read_in_steps(few, monkeypatch) -> None:
    job = asked()
    seen = []
    while step(job).state == "running":
        page = client("binh").get(EXPORTS).content.decode()
        assert f"{job.done} trong 3" in page
        assert client("binh").get(f"{EXPORTS}{job.pk}/").headers.get("HX-Refresh") is None
        assert taken("binh", job)[0] == 404
        seen.append(job.done)
    assert (seen, job.done, job.state) == ([1, 2], 3, "done")
    assert client("binh").get(f"{EXPORTS}{job.pk}/").headers["HX-Refresh"] == "true"
    assert f"{EXPORTS}{job.pk}/tep/" in client("binh").get(EXPORTS).content.decode()
    answer = client("binh").get(f"{EXPORTS}{job.pk}/tep/")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "chu-the-quang-ngai-" in answer.headers["Content-Disposition"]
    monkeypatch.setattr(exporting, "AT_ONCE", 9)
    assert fetched(answer) == (200, client("binh").get(f"{LIST}xuat/csv/").content)
    assert sorted(path.name for path in exporting.folder_of(job).iterdir()) == ["file.csv"]
    facts = [entry.facts for entry in JournalEntry.objects.filter(verb="export_producers")]
    assert facts == [{"kind": "csv", "rows": 3}] * 2
    assert Notice.objects.get(to=person("binh")).link == EXPORTS


def test_workbook_keeps_days_as_days(few) -> None:
    job = finished(asked(kind="xlsx"))
    assert job.state == "done"
    book = load_workbook(io.BytesIO(taken("binh", job)[1])).get_sheet_by_index(0).to_python()
    assert [row[4] for row in book[1:]] == [clock.today()] * 3
    assert {row[0] for row in book[1:]} == {"=HTX Bầu Tròn", "HTX An Hải", "HTX Sa Kỳ"}


def test_nobody_else_finds_it(few) -> None:
    job = finished(asked())
    for login in ("hoa", "dung", "tra", "quan"):
        assert taken(login, job)[0] == 404
        assert client(login).get(f"{EXPORTS}{job.pk}/").status_code == 404
        assert "Chủ thể OCOP" not in client(login).get(EXPORTS).content.decode()
    api = f"/api/v1/quang-ngai/exports/{job.pk}/"
    assert client("hoa").get(api).status_code == 404
    assert client("hoa").get(f"{api}file/").status_code == 404
    assert client("binh").get(api).json()["state"] == "done"
    assert fetched(client("binh").get(f"{api}file/")) == taken("binh", job)


def test_rows_that_he_may_not_see_any_more_are_left_out(few) -> None:
    job = asked(login="hoa")
    step(job)
    last = Producer.objects.filter(pk=job.arguments["keys"][-1])
    assert last.get().name == "HTX Sa Kỳ"
    last.update(commune=commune(SA_HUYNH))
    assert finished(job).state == "done"
    text = taken("hoa", job)[1].decode("utf-8-sig")
    assert ("An Hải" in text, "Bầu Tròn" in text, "Sa Kỳ" in text) == (True, True, False)


def test_duty_that_ended_ends_the_export(few) -> None:
    late, over = asked(login="hoa"), finished(asked(login="binh"))
    for login in ("hoa", "binh"):
        with acting_for(province(), person("quan")):
            duty = Assignment.objects.get(user=person(login))
            end_assignment(assignment=duty, by=person("quan"), reason="chuyển công tác")
    assert finished(late).state == "failed"
    assert "không còn quyền" in late.message
    assert not exporting.folder_of(late).exists()
    assert exporting.folder_of(over).exists()
    with acting_for(province(), person("binh")):
        assert exporting.file_of(over, person("binh")) is None
    assert taken("binh", over)[0] == 404


def test_another_duty_than_the_one_it_was_read_by_opens_no_file(few) -> None:
    job = finished(asked())
    Job.objects.filter(pk=job.pk).update(arguments={**job.arguments, "rights": [0]})
    assert taken("binh", job)[0] == 404
    assert "quyền của anh/chị đã thay đổi" in client("binh").get(EXPORTS).content.decode()


def test_work_that_fails_says_so_and_leaves_nothing(few, monkeypatch) -> None:
    monkeypatch.setattr(reports, "COLUMNS", (reports.COLUMNS[0], reports.COLUMNS[0]))
    job = finished(asked())
    assert job.state == "failed"
    page = client("binh").get(EXPORTS).content.decode()
    assert "Chưa xuất được tệp; hãy thử lại" in page
    assert not exporting.folder_of(job).exists()


def test_it_is_forgotten_after_three_days(few) -> None:
    job = finished(asked())
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=3, minutes=1))
    assert taken("binh", job)[0] == 404
    assert client("binh").get(EXPORTS).content.decode().count("Chưa có tệp nào") == 1
    forget_exports()
    assert not Job.objects.filter(pk=job.pk).exists()
    assert not exporting.folder_of(job).exists()
