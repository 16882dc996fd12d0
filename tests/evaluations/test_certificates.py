"""Certificates: numbers without a gap, printing that survives, acts with their papers, who may."""

import contextlib
import os
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from queue import Empty

import pytest
from celery import current_app
from django.core.exceptions import ValidationError
from django.db import DatabaseError, InternalError, connections, transaction
from django.test import Client
from django.utils import timezone

from accounts import jobs
from accounts.models import Job, JournalEntry, Notice
from accounts.tasks import sweep_jobs
from accounts.workflow import TransitionRefused
from evaluations import certificate_actions, certificates, printing, tasks
from evaluations.models import Certificate, CertificateAct, CertificateCounter, PublishedCertificate
from files.models import StoredFile
from ocop_portal import embedded
from ocop_portal.launch import valkey
from products.actions import enrol
from products.cycle import Step
from products.models import Participation
from territories import clock
from territories.tenancy import acting_for
from tests.cast import person, province
from tests.conftest import clone, drop
from tests.factories import make_cycle, make_job
from tests.refusals import refused, said

from .decided import AWARD_3, act, acting, draft, issue, make_certificate, make_concluded, printed

LIST = "/quang-ngai/giay-chung-nhan/"
API = "/api/v1/quang-ngai/certificates/"


@pytest.fixture
def as_(client: Client) -> object:
    """Sign somebody in."""

    def sign_in(login: str) -> Client:
        client.force_login(person(login))
        return client

    return sign_in


# --- numbers -------------------------------------------------------------------------------------


class ClonedDatabase:
    """A copy of the template in which threads really commit."""

    def __init__(self, name: str) -> None:
        self.name = name

    def run(self, work):
        """Run in a thread of its own, with a connection to the copy."""

        def inside():
            connection = connections["default"]
            connection.settings_dict = connection.settings_dict | {"NAME": self.name}
            try:
                return work()
            finally:
                connection.close()

        return inside


@pytest.fixture
def copy(django_db_setup, django_db_blocker) -> Iterator[ClonedDatabase]:
    """Give a database in which several really work at once."""
    name = f"test_numbers_{os.getpid()}"
    clone(name)
    with django_db_blocker.unblock():
        yield ClonedDatabase(name)
    drop(name)


def test_numbers_have_no_gap_when_many_issue_at_once(copy: ClonedDatabase) -> None:
    size, decisions = 3, 5

    def prepare() -> list:
        person("dung")
        return [draft(*[make_concluded() for _ in range(size)]) for _ in range(decisions)]

    with ThreadPoolExecutor(1) as one:
        drafts = one.submit(copy.run(prepare)).result()
    start = threading.Barrier(decisions)

    def issue_at_once(place: int) -> None:
        start.wait(timeout=20)
        if place == 0:  # one of them fails at the very end and takes its numbers back
            with contextlib.suppress(ZeroDivisionError), transaction.atomic():
                issue(drafts[0], number="0/QĐ-UBND")
                1 / 0  # noqa: B018 - the failure
        else:
            issue(drafts[place], number=f"{place}/QĐ-UBND")

    with ThreadPoolExecutor(decisions) as many:
        for done in [
            many.submit(copy.run(lambda place=place: issue_at_once(place)))
            for place in range(decisions)
        ]:
            done.result(timeout=60)

    def read() -> tuple:
        rows = Certificate.objects.order_by("ordinal")
        by_decision = [
            list(rows.filter(recognition__decision=one).values_list("ordinal", flat=True))
            for one in drafts
        ]
        return list(rows.values_list("ordinal", flat=True)), by_decision

    with ThreadPoolExecutor(1) as one:
        numbers, by_decision = one.submit(copy.run(read)).result()
    assert numbers == list(range(1, size * (decisions - 1) + 1))
    assert by_decision[0] == []
    # Nobody's numbers are mixed with another's: the counter is held to the end.
    assert all(own == list(range(own[0], own[0] + size)) for own in by_decision[1:])


def test_two_workers_at_one_job_print_each_certificate_once(
    copy: ClonedDatabase, tmp_path: Path
) -> None:
    def prepare() -> int:
        issue(draft(*[make_concluded() for _ in range(4)]))
        return Job.objects.get().pk

    with ThreadPoolExecutor(1) as one:
        job_id = one.submit(copy.run(prepare)).result()
    start = threading.Barrier(2)

    def work() -> None:
        start.wait(timeout=20)
        for _step in range(8):  # on a busy machine a step prints one and leaves the rest
            with acting_for(province()):
                printing.print_step(job_id)

    with ThreadPoolExecutor(2) as two:
        for done in [two.submit(copy.run(work)) for _ in range(2)]:
            done.result(timeout=60)

    def read() -> tuple:
        return (
            StoredFile.objects.count(),
            Certificate.objects.filter(pdf__isnull=False).count(),
            Job.objects.get().state,
        )

    with ThreadPoolExecutor(1) as one:
        assert one.submit(copy.run(read)).result() == (4, 4, "done")


@pytest.mark.django_db
def test_numbers_begin_anew_each_year() -> None:
    with clock.fixed(clock.today().replace(year=clock.today().year - 1, month=12, day=31)):
        first = make_certificate()
    second = make_certificate()
    assert (first.ordinal, second.ordinal) == (1, 1)
    assert first.number != second.number
    assert CertificateCounter.objects.count() == 2


@pytest.mark.django_db
def test_codes_are_long_and_never_the_same() -> None:
    rows = [make_certificate() for _ in range(3)]
    assert len({one.public_code for one in rows}) == 3
    assert {len(one.public_code) for one in rows} == {16}


# --- words never change --------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("facts", {}),
        ("star", 5),
        ("number", "9/2026"),
        ("expires_on", clock.today()),
        ("issued_on", clock.today() - timedelta(days=9)),
        ("public_code", "0000000000000000"),
        ("template_version", "x"),
    ],
)
def test_database_refuses_other_words(field: str, value: object) -> None:
    certificate = make_certificate()
    with pytest.raises(InternalError, match="words never change"), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(**{field: value})


@pytest.mark.django_db
def test_database_refuses_another_pdf_and_a_deletion() -> None:
    certificate = printed(make_certificate())
    with pytest.raises(InternalError, match="words never change"), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(pdf=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        certificate.delete()
    row = act("suspend", certificate)
    with pytest.raises(DatabaseError), transaction.atomic():
        CertificateAct.objects.filter(pk=row.pk).update(reason="khác")


# --- printing ------------------------------------------------------------------------------------


@pytest.fixture
def broker() -> Iterator[Path]:
    """Run a real broker where the settings look for it."""
    socket = embedded.run_dir() / "broker.sock"
    command = [valkey(), "--port", "0", "--unixsocket", str(socket), "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            with current_app.connection_for_write() as connection:
                connection.ensure_connection(max_retries=50, interval_start=0.05, interval_step=0)
            yield socket
        finally:
            server.terminate()
            server.wait(timeout=10)
            socket.unlink(missing_ok=True)


def messages() -> list[tuple[str, list]]:
    """Take every message out of the queue: the task's name and its arguments."""
    found = []
    with current_app.connection_for_read() as connection:
        queue = connection.SimpleQueue("celery")
        with contextlib.suppress(Empty):
            while True:
                message = queue.get(block=False)
                found.append((message.headers["task"], message.payload[0]))
                message.ack()
        queue.close()
    return found


@pytest.mark.django_db
def test_task_prints_all_and_twice_does_no_harm() -> None:
    issue(draft(make_concluded(), make_concluded(AWARD_3)))
    job = Job.objects.get()
    for _ in range(2):
        tasks.print_certificates(province().pk, job.pk)
        job.refresh_from_db()
        assert (job.state, job.done, job.total) == ("done", 2, 2)
        assert StoredFile.objects.count() == 2
    told = Notice.objects.filter(to=person("dung"))
    assert [one.text for one in told] == [
        "Quyết định 1234/QĐ-UBND: 2/2 giấy chứng nhận đã in xong."
    ]


@pytest.mark.django_db
def test_task_needs_its_province() -> None:
    issue(draft())
    with pytest.raises(TypeError):
        tasks.print_certificates("quang-ngai", Job.objects.get().pk)


@pytest.mark.django_db
def test_long_work_goes_on_in_steps(broker, settings, django_capture_on_commit_callbacks) -> None:
    issue(draft(*[make_concluded() for _ in range(3)]))
    job = Job.objects.get()
    progress = []
    printing.STEP_SECONDS, before = 0, printing.STEP_SECONDS
    try:
        for _ in range(4):
            with django_capture_on_commit_callbacks(execute=True):
                tasks.print_certificates(province().pk, job.pk)
            job.refresh_from_db()
            progress.append((job.done, job.state, len(messages())))
    finally:
        printing.STEP_SECONDS = before
    assert progress == [(1, "running", 1), (2, "running", 1), (3, "done", 0), (3, "done", 0)]


@pytest.mark.django_db
def test_message_leaves_only_when_the_decision_stands(
    broker, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        issue(draft())
        assert messages() == []
    job = Job.objects.get()
    assert messages() == [("evaluations.print_certificates", [province().pk, job.pk])]


@pytest.mark.django_db
def test_broker_that_is_down_loses_neither_the_decision_nor_the_job(
    django_capture_on_commit_callbacks, caplog
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        issue(draft())
    assert Certificate.objects.count() == 1
    assert Job.objects.get().state == "waiting"
    assert "waits for the sweep" in caplog.text


@pytest.mark.django_db
def test_sweep_finds_what_a_killed_worker_left(broker, django_capture_on_commit_callbacks) -> None:
    issue(draft())
    job = Job.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        sweep_jobs()
    assert messages() == []  # nobody has had the time to work at it
    Job.objects.update(state="running", touched_at=timezone.now() - jobs.STALE_AFTER * 2)
    with django_capture_on_commit_callbacks(execute=True):
        sweep_jobs()
        sweep_jobs()  # a second round right behind finds it sent already
    ((name, arguments),) = messages()
    current_app.tasks[name](*arguments)
    job.refresh_from_db()
    assert job.state == "done"
    assert Certificate.objects.get().pdf_id


@pytest.mark.django_db
def test_sweep_leaves_other_work_alone(broker, django_capture_on_commit_callbacks) -> None:
    old = timezone.now() - jobs.STALE_AFTER * 2
    issue(draft())
    for state in ("done", "failed"):
        Job.objects.update(state=state, touched_at=old)
        with django_capture_on_commit_callbacks(execute=True):
            sweep_jobs()
    make_job(kind="a kind that no task has")
    Job.objects.filter(kind__contains="no task").update(touched_at=old)
    with django_capture_on_commit_callbacks(execute=True):
        sweep_jobs()
    assert messages() == []


@pytest.mark.django_db
def test_one_bad_certificate_keeps_no_other_waiting(as_) -> None:
    good, bad = make_concluded(), make_concluded(AWARD_3)
    decision = issue(draft(bad, good))
    broken = Certificate.objects.get(star=3)
    with pytest.MonkeyPatch.context() as patch:  # a template that is no longer there
        patch.setattr(certificates, "TEMPLATES", {})
        printing._print_safely(broken)
    Job.objects.update(arguments={"failed": [broken.pk]})
    job = Job.objects.get()
    tasks.print_certificates(province().pk, job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("failed", 1)
    assert "1 giấy chứng nhận chưa in được" in job.message
    page = as_("binh").get(f"/quang-ngai/quyet-dinh/{decision.pk}/").content.decode()
    assert "In lại" in page
    as_("binh").post(f"/quang-ngai/quyet-dinh/{decision.pk}/in-lai/")
    tasks.print_certificates(province().pk, job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 2)


@pytest.mark.django_db
def test_nothing_failed_so_nothing_is_printed_again_and_both_doors_say_so(as_) -> None:
    words = "Không có giấy chứng nhận nào của quyết định này chờ in lại."
    certificate = make_certificate()
    decisions = [certificate.recognition.decision, draft(make_concluded())]  # a draft has no job
    printed(certificate)
    for decision in decisions:
        answer = as_("binh").post(f"/quang-ngai/quyet-dinh/{decision.pk}/in-lai/", follow=True)
        assert answer.redirect_chain == [(f"/quang-ngai/quyet-dinh/{decision.pk}/", 302)]
        assert words in answer.content.decode()
        refusal = as_("binh").post(f"/api/v1/quang-ngai/decisions/{decision.pk}/print_again/")
        assert refusal.status_code == 400
        assert said(refusal) == words
    assert [job.state for job in Job.objects.all()] == ["done"]
    unknown = as_("binh").post("/api/v1/quang-ngai/decisions/999999/print_again/")
    assert unknown.status_code == 404


@pytest.mark.django_db
def test_progress_part_asks_again_until_it_is_over(as_) -> None:
    certificate = make_certificate()
    address = f"/quang-ngai/quyet-dinh/{certificate.recognition.decision_id}/tien-do/"
    part = as_("binh").get(address)
    assert f'hx-get="{address}"' in part.content.decode()
    assert "HX-Refresh" not in part.headers
    printed(certificate)
    part = as_("binh").get(address)
    assert "hx-get" not in part.content.decode()
    assert part.headers["HX-Refresh"] == "true"


# --- acts ----------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("ground", ["a", "b", "c", "d", "đ", "e"])
def test_revoke_on_each_of_the_six_grounds(ground: str) -> None:
    certificate = make_certificate()
    done = act("revoke", certificate, ground=ground)
    certificate.refresh_from_db()
    assert (certificate.status, done.ground) == ("revoked", ground)
    copy = PublishedCertificate.objects.get()
    assert (copy.status, copy.status_since) == ("revoked", clock.today())
    assert "77/QĐ-UBND" in copy.status_basis
    assert done.get_ground_display() in copy.status_basis
    assert certificate.pdf_id  # printed before it ends: afterwards it cannot be


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("over", "field"),
    [
        pytest.param({"ground": ""}, "ground", id="Điều 8.1: không căn cứ"),
        pytest.param({"ground": "g"}, "ground", id="Điều 8.1: căn cứ lạ"),
        pytest.param({"found_on": None}, "found_on", id="Điều 8.4: không ngày kết luận"),
        pytest.param({"decision_no": " "}, "decision_no", id="Điều 8.2: không số"),
        pytest.param({"reason": " "}, "reason", id="không lý do"),
        pytest.param(
            {"decided_on": clock.today() + timedelta(days=1)}, "decided_on", id="ngày sau hôm nay"
        ),
        pytest.param(
            {"decided_on": clock.today() - timedelta(days=1)}, "found_on", id="kết luận sau"
        ),
        pytest.param(
            {
                "decided_on": clock.today() - timedelta(days=2),
                "found_on": clock.today() - timedelta(days=3),
            },
            "found_on",
            id="trước ngày cấp",
        ),
    ],
)
def test_revoke_needs_ground_number_and_date(over: dict, field: str) -> None:
    certificate = make_certificate()
    with pytest.raises(ValidationError) as refusal:
        act("revoke", certificate, **over)
    assert field in refusal.value.message_dict
    certificate.refresh_from_db()
    assert certificate.status == "valid"
    assert not CertificateAct.objects.exists()
    assert PublishedCertificate.objects.get().status == "valid"


@pytest.mark.parametrize(
    ("days", "late"), [(0, False), (15, False), (16, True)], ids=lambda v: f"Điều 8.4: {v}"
)
def test_revocation_is_late_after_15_days(days: int, late: bool) -> None:
    found = clock.today()
    assert certificate_actions.is_late(found, found + timedelta(days=days)) is late


@pytest.mark.django_db
def test_suspension_is_lifted_and_revocation_is_not() -> None:
    certificate = make_certificate()
    act("suspend", certificate)
    assert PublishedCertificate.objects.get().status == "suspended"
    act("restore", certificate, decision_no="78/QĐ-UBND")
    assert PublishedCertificate.objects.get().status == "valid"
    act("revoke", certificate, decision_no="79/QĐ-UBND")
    for verb in ("restore", "suspend", "revoke"):
        with pytest.raises(TransitionRefused):
            act(verb, certificate)
    verbs = [one.verb for one in CertificateAct.objects.all()]
    assert verbs == ["suspend", "restore", "revoke"]
    journalled = JournalEntry.objects.of(certificate).values_list("verb", flat=True)
    assert list(journalled) == ["revoke", "restore", "suspend", "issue"]


@pytest.mark.django_db
def test_withdrawal_ends_the_promotion_and_the_product_may_begin_anew() -> None:
    certificate = make_certificate()
    way = certificate.submission.participation
    way.refresh_from_db()
    assert (way.step, way.status) == (Step.PROMOTION, "draft")
    act("revoke", certificate)
    way.refresh_from_db()
    assert (way.status, way.outcome) == ("closed", "Giấy chứng nhận đã bị thu hồi.")
    assert begin_anew(way).purpose == "first"


@pytest.mark.django_db
def test_product_page_tells_a_withdrawal_and_links_only_who_may_follow(client) -> None:
    certificate = make_certificate()
    page = f"/quang-ngai/san-pham/{certificate.product_id}/"
    link = f'href="/quang-ngai/giay-chung-nhan/{certificate.pk}/"'
    for act_before in (None, "revoke"):
        if act_before:
            act("revoke", certificate)
        for login, sees in (("hoa", True), ("thao", False)):
            client.force_login(person(login))
            text = client.get(page).content.decode()
            assert (link in text) is sees
            assert ("đã thu hồi" in text) is (act_before is not None)
            assert ("Thu hồi giấy chứng nhận" in text) is (act_before is not None)
            assert "Cấp giấy chứng nhận" in text


@pytest.mark.django_db
def test_product_whose_certificate_ran_out_in_its_promotion_may_begin_anew(client) -> None:
    certificate = make_certificate()
    way = certificate.submission.participation
    page = f"/quang-ngai/san-pham/{way.product_id}/"
    client.force_login(person("hoa"))
    assert "Đăng ký tham gia lại" not in client.get(page).content.decode()
    with clock.fixed(certificate.expires_on + timedelta(days=1)):
        assert "Đăng ký tham gia lại" in client.get(page).content.decode()
        assert begin_anew(way).step == Step.REGISTRATION
    way.refresh_from_db()
    assert way.outcome == "Giấy chứng nhận không còn hiệu lực; đăng ký lại lần đầu."


def begin_anew(way: Participation) -> Participation:
    """Let Hoa enter the product for another year as for the first time."""
    later = make_cycle(year=clock.today().year + 1)
    with acting("hoa"):
        return enrol(product=way.product, cycle=later, by=person("hoa"))


@pytest.mark.django_db
def test_five_stars_are_the_ministers() -> None:
    result = make_concluded({"kind": "award", "star": 5})
    issue(draft(result))
    with pytest.raises(TransitionRefused, match="cấp khác"):
        act("revoke", Certificate.objects.get())


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["thu-hoi", "tam-dung", "khoi-phuc"])
@pytest.mark.parametrize("login", ["binh", "hoa", "san", "quan", "kiem", "tra", "lan"])
def test_only_the_leader_acts(as_, verb: str, login: str) -> None:
    certificate = make_certificate()
    assert as_(login).post(f"{LIST}{certificate.pk}/{verb}/", {}).status_code == 403
    api = {"thu-hoi": "revoke", "tam-dung": "suspend", "khoi-phuc": "restore"}[verb]
    answer = as_(login).post(f"{API}{certificate.pk}/{api}/", {}, "application/json")
    assert answer.status_code == 403
    assert not CertificateAct.objects.exists()


@pytest.mark.django_db
def test_leader_revokes_on_the_page_and_is_warned_when_late(as_) -> None:
    long_ago = clock.today() - timedelta(days=40)
    with clock.fixed(long_ago):
        certificate = make_certificate()
    client = as_("dung")
    page = client.get(f"{LIST}{certificate.pk}/thu-hoi/").content.decode()
    assert "đ) Không còn sản xuất sản phẩm" in page
    assert "Trang tra cứu báo «đã thu hồi» ngay" in page
    sent = {
        "ground": "đ",
        "found_on": f"{clock.today() - timedelta(days=20):%d/%m/%Y}",
        "decision_no": "77/QĐ-UBND",
        "decided_on": f"{clock.today():%d/%m/%Y}",
        "reason": "Xã xác nhận ngừng sản xuất.",
    }
    assert client.post(f"{LIST}{certificate.pk}/thu-hoi/", sent).status_code == 303
    page = client.get(f"{LIST}{certificate.pk}/").content.decode()
    assert "quá 15 ngày" in page
    assert "Đã thu hồi" in page
    assert "Không còn sản xuất sản phẩm" in page
    for verb in ("thu-hoi", "tam-dung", "khoi-phuc"):
        answer = client.get(f"{LIST}{certificate.pk}/{verb}/", follow=True)
        assert answer.redirect_chain == [(f"{LIST}{certificate.pk}/", 302)]
        assert "không làm được việc này" in answer.content.decode()


@pytest.mark.django_db
def test_certificate_that_has_run_out_is_revoked_but_not_suspended(as_) -> None:
    with clock.fixed(clock.today() - timedelta(days=400)):
        certificate = make_certificate()
    here = f"{LIST}{certificate.pk}/"
    assert "Tạm dừng hiệu lực" in as_("dung").get(here).content.decode()
    with clock.fixed(certificate.expires_on + timedelta(days=1)):
        client = as_("dung")
        page = client.get(here).content.decode()
        assert "Tạm dừng hiệu lực" not in page
        assert f"{here}thu-hoi/" in page
        back = client.get(f"{here}tam-dung/", follow=True)
        assert back.redirect_chain == [(here, 302)]
        words = f"đã hết hạn ngày {certificate.expires_on:%d/%m/%Y}, không tạm dừng được nữa"
        assert words in back.content.decode()
        with pytest.raises(TransitionRefused, match=words):
            act("suspend", certificate)
        assert client.get(f"{here}thu-hoi/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"ground": ""}, "ground"),
        ({"found_on": ""}, "found_on"),
        ({"decided_on": "2999-01-01"}, "decided_on"),
        ({"found_on": "31/02/2026"}, "found_on"),
    ],
)
def test_page_and_api_refuse_alike(as_, over: dict, field: str) -> None:
    certificate = make_certificate()
    today = clock.today().isoformat()
    sent = {"ground": "b", "found_on": today, "decision_no": "7", "decided_on": today}
    sent |= {"reason": "Kiểm tra."} | over
    client = as_("dung")
    page = client.post(f"{LIST}{certificate.pk}/thu-hoi/", sent)
    api = client.post(f"{API}{certificate.pk}/revoke/", sent, "application/json")
    assert (page.status_code, api.status_code) == (422, 400)
    assert list(refused(api)) == [field]
    assert f'id="id_{field}_error"' in page.content.decode()
    certificate.refresh_from_db()
    assert certificate.status == "valid"


# --- who sees what -------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("login", "status"),
    [
        ("binh", 200),
        ("dung", 200),
        ("hoa", 200),
        ("san", 200),
        ("tra", 200),
        ("kiem", 200),
        ("thu", 404),
        ("tu", 404),
        ("lan", 403),
        ("quan", 403),
    ],
)
def test_pdf_is_for_those_who_may_see_the_certificate(as_, login: str, status: int) -> None:
    certificate = printed(make_certificate())
    for address in (f"{LIST}{certificate.pk}/pdf/", f"{API}{certificate.pk}/pdf/"):
        answer = as_(login).get(address)
        assert answer.status_code == status
        if status == 200:
            assert b"".join(answer.streaming_content).startswith(b"%PDF")
            assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.django_db
def test_pdf_is_not_there_before_it_is_printed(as_) -> None:
    certificate = make_certificate()
    assert as_("binh").get(f"{LIST}{certificate.pk}/pdf/").status_code == 404
    assert "đang in" in as_("binh").get(f"{LIST}{certificate.pk}/").content.decode()


@pytest.mark.django_db
def test_other_province_finds_nothing(as_) -> None:
    certificate = make_certificate()
    for address in (
        f"/gia-lai/giay-chung-nhan/{certificate.pk}/",
        f"/api/v1/gia-lai/certificates/{certificate.pk}/",
        f"{LIST}{certificate.pk}/",
    ):
        assert as_("tu").get(address).status_code == 404
    assert as_("tu").get("/api/v1/gia-lai/certificates/").json()["results"] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Tỏi đen", "Đường phèn"}),
        ("q=duong+phen", {"Đường phèn"}),
        ("q=TOI+DEN", {"Tỏi đen"}),
        ("q=khong+co", set()),
        ("star=3", {"Đường phèn"}),
        ("standing=valid", {"Tỏi đen"}),
        ("standing=suspended", {"Đường phèn"}),
        ("standing=expired", set()),
        ("standing=expiring", set()),
        ("decision=1234", {"Tỏi đen"}),
    ],
)
def test_list_is_searched_and_filtered(as_, query: str, found: set) -> None:
    make_certificate(name="Tỏi đen")
    act("suspend", make_certificate(name="Đường phèn", outcome=AWARD_3))
    page = as_("binh").get(f"{LIST}?{query}").content.decode()
    assert {name for name in ("Tỏi đen", "Đường phèn") if name in page} == found
    rows = as_("binh").get(f"{API}?{query}").json()["results"]
    assert {row["product_name"] for row in rows} == found


@pytest.mark.django_db
def test_standing_of_the_list_is_that_of_the_day(as_) -> None:
    certificate = make_certificate()
    last = certificate.expires_on
    for day, standing in (
        (last - timedelta(days=179), "expiring"),
        (last, "valid"),
        (last + timedelta(days=1), "expired"),
    ):
        with clock.fixed(day):
            rows = as_("binh").get(f"{API}?standing={standing}").json()["results"]
        assert [row["id"] for row in rows] == [certificate.pk], standing


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_list_reads_the_same_number_of_queries(as_, count, django_assert_num_queries) -> None:
    for _ in range(count):
        make_certificate()
    client = as_("binh")
    client.get(LIST)
    with django_assert_num_queries(20):
        client.get(LIST)


@pytest.mark.django_db
def test_commune_sees_its_own_and_no_neighbours(as_) -> None:
    make_certificate(name="Tỏi đen")
    assert "Tỏi đen" in as_("hoa").get(LIST).content.decode()
    assert "Tỏi đen" not in as_("thu").get(LIST).content.decode()
    with acting("thu"):
        assert not Certificate.objects.visible_to(person("thu")).exists()
