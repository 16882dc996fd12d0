"""The demo leaves what it says, made by the portal's own acts, through the web login."""

import hashlib
import io
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.apps import apps
from django.test import Client

from accounts.models import JournalEntry, User
from evaluations.models import (
    Certificate,
    Evaluation,
    ProductPage,
    PublishedCertificate,
)
from evaluations.publication import standing_on
from evaluations.validity import PublicStatus
from files.intake import path_of
from ocop_portal import embedded
from ocop_portal.demo.people import CAST, OPERATOR
from ocop_portal.demo.people_148 import HEIR, PRODUCER, email
from products.models import Cycle, Participation, Submission
from territories import clock

from ..conftest import connected_to, drop
from .conftest import WORKER
from .site import Site

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo(
    acted_demo: Site,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """Let the tests read, as the owner, what the command made as the web login."""
    site = Site(tmp_path_factory.mktemp("demo"), f"demo_{WORKER}")
    site.take_over(acted_demo)
    with django_db_blocker.unblock(), connected_to(site.database):
        yield site
    drop(site.database)


@pytest.fixture(autouse=True)
def _its_files(demo: Site, settings: Any, _files_in_a_folder_of_their_own: None) -> None:
    settings.MEDIA_ROOT = demo.environment["MEDIA_ROOT"]


def client(login: str) -> Client:
    """Return a browser in which one of the cast is signed in."""
    browser = Client()
    browser.force_login(User.objects.get(email=f"{login}@ocop.example"))
    return browser


def test_accounts_file_lists_everybody_to_its_owner_alone(demo: Site, settings: Any) -> None:
    path = demo.folder / "demo-accounts.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    listed = {line.split()[0] for line in path.read_text().splitlines()[2:]}
    today = {email(login) for login, _name in (PRODUCER, HEIR)}
    assert listed == {person.email for person in CAST} | {OPERATOR} | today
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    for login in ("hoa", "dung"):
        assert User.objects.get(email=f"{login}@ocop.example").check_password(demo.password(login))


def test_products_stand_where_the_demo_says() -> None:
    found = Participation.objects.filter(cycle__year=2026)
    found = found.values_list("product__name", "step", "status")
    assert set(found) == {
        ("Tỏi đen Lý Sơn (mẫu)", 6, "closed"),
        ("Tỏi ngâm mật ong Lý Sơn (mẫu)", 5, "draft"),
        ("Dầu tỏi Lý Sơn (mẫu)", 3, "submitted"),
        ("Bột tỏi Lý Sơn (mẫu)", 2, "submitted"),
    }


def test_product_was_judged_by_the_decree_of_2026() -> None:
    submission = Submission.objects.get(participation__cycle__year=2026)
    assert submission.criteria_set.regulation.code == "26/2026/QD-TTg"
    assert submission.participation.handed_in_on == date(2026, 7, 2)
    assert submission.participation.round.ordinal == 2  # requested on 8 July (R4)
    assert submission.sample_receipts.get().count == 5
    evaluation = Evaluation.objects.get(submission=submission)
    assert (evaluation.points_sum, evaluation.sheet_count) == (225, 3)
    assert (evaluation.star_by_points, evaluation.star) == (4, 4)
    assert evaluation.result["outcome"]["kind"] == "award"
    assert evaluation.sheets.filter(status="submitted").count() == 3


def test_certificate_is_printed_and_its_code_leads_to_the_check() -> None:
    certificate = Certificate.objects.get(year=2026)
    assert (certificate.status, certificate.star) == ("valid", 4)
    decision = certificate.recognition.decision
    assert certificate.issued_on == decision.signed_on == date(2026, 8, 10)
    assert certificate.expires_on == date(2029, 8, 10)
    content = path_of(certificate.pdf.sha256).read_bytes()
    assert hashlib.sha256(content).hexdigest() == certificate.pdf.sha256
    page = pypdfium2.PdfDocument(io.BytesIO(content))[0]
    assert "TỎI ĐEN LÝ SƠN (MẪU)" in page.get_textpage().get_text_bounded().upper()
    codes = zxingcpp.read_barcodes(page.render(scale=3).to_pil())
    assert [code.text for code in codes] == [certificate.facts["check_url"]]
    address = codes[0].text.partition("/tra-cuu/")[2]
    answer = Client().get(f"/tra-cuu/{address}").content.decode()
    assert "Tỏi đen Lý Sơn (mẫu)" in answer
    assert "còn hiệu lực" in answer.lower()


def test_round_of_2023_ended_in_three_ways() -> None:
    """148/2023 (R3): by the district, by the province, by the district on the province's result."""
    found = Certificate.objects.filter(year=2024).order_by("unit", "ordinal")
    assert [(c.product.name, c.star, str(c.unit), c.number, c.status) for c in found] == [
        ("Mạch nha Nghĩa Kỳ (mẫu)", 3, "huyện Tư Nghĩa", "001/2024/GCN-OCOP", "valid"),
        ("Đường phổi Nghĩa Kỳ (mẫu)", 3, "huyện Tư Nghĩa", "002/2024/GCN-OCOP", "valid"),
        ("Kẹo gương mạch nha (mẫu)", 4, "None", "001/2024/GCN-OCOP", "valid"),
    ]
    levels = {c.product.name: c.recognition.evaluation.level for c in found}
    assert list(levels.values()) == ["district", "province", "province"]
    assert {c.submission.procedure.code for c in found} == {"148"}
    assert all(c.submission.product_code.startswith("51-528-21250-") for c in found)
    assert not Cycle.objects.filter(year=2023, closed_at__isnull=True).exists()
    assert set(Participation.objects.filter(cycle__year=2023).values_list("step", "status")) == {
        (6, "closed")
    }


def test_three_stars_of_2023_have_run_out() -> None:
    old = Certificate.objects.get(year=2023)
    assert (old.number, old.star, str(old.unit)) == ("001/2023/GCN-OCOP", 3, "huyện Tư Nghĩa")
    assert (old.issued_on, old.expires_on) == (date(2023, 9, 13), date(2026, 9, 13))
    assert standing_on(old.published, clock.today()) == PublicStatus.EXPIRED
    page = Client().get(f"/tra-cuu/{old.public_code}/").content.decode()
    assert "Mứt gừng Nghĩa Kỳ (mẫu)" in page
    assert "Hết hạn" in page
    offered = Client().get("/san-pham/").content.decode()
    assert "Mạch nha Nghĩa Kỳ (mẫu)" in offered
    assert "Mứt gừng Nghĩa Kỳ (mẫu)" not in offered


def test_people_of_2023_are_listed_only_if_they_still_sign_in() -> None:
    assert client("phuoc").get("/quang-ngai/").status_code == 404
    assert "Mạch nha Nghĩa Kỳ (mẫu)" in client("be").get("/quang-ngai/san-pham/").content.decode()
    assert client("tam").get("/quang-ngai/").status_code == 200


def test_product_page_is_public() -> None:
    certificate = Certificate.objects.get(year=2026)
    published = ProductPage.objects.get(public_code=certificate.public_code)
    assert published.published_at.astimezone(clock.ZONE).date() == date(2026, 8, 12)
    answer = Client().get(f"/san-pham/{published.public_code}/")
    assert answer.status_code == 200
    assert "thôn Tây An Hải" in answer.content.decode()


def statuses() -> list[tuple[Any, str, str]]:
    """Return every record with a status, the status, and the one that its kind begins with."""
    found = []
    for model in apps.get_models():
        fields = {field.name for field in model._meta.get_fields()}
        if {"status", "province"} <= fields and model is not PublishedCertificate:
            begins = model._meta.get_field("status").default
            found += [(row, row.status, begins) for row in model._base_manager.all()]
    return found


def test_every_status_was_reached_by_acts_in_the_journal(demo: Site) -> None:
    rows = statuses()
    kinds = {type(row).__name__ for row, *_ in rows}
    assert kinds == {
        *("Producer", "Participation", "Sitting", "Evaluation"),
        *("ScoreSheet", "Decision", "Certificate"),
    }
    for row, status, begins in rows:
        acts = JournalEntry.objects.filter(
            target_type=row._meta.label_lower, target_id=row.pk, facts__has_key="after"
        ).order_by("pk")
        steps = [(act.facts["before"], act.facts["after"]) for act in acts]
        if not steps:  # still as it was made
            assert status in (begins, "confirmed"), row
            continue
        befores, afters = zip(*steps, strict=True)
        assert afters[-1] == status, row
        assert list(befores[1:]) == list(afters[:-1]), row
        assert befores[0] == begins, row


ACTS = {
    "oanh": {
        *("register", "invite_account", "assign", "accept", "next_step"),
        *("receive_dossier", "forward"),
    },
    "tam": {
        *("register", "add_image", "enrol", "submit", "save_idea", "save_plan", "report"),
        *("start_dossier", "attach_evidence", "publish", "close"),
    },
    "phuoc": {
        *("check_at_district", "accept", "record_samples", "establish", "appoint"),
        *("plan_sitting", "draft", "pass_up"),
    },
    "hau": {"approve", "recognise", "next_step", "issue"},
    "quyen": {
        *("put_on_agenda", "open", "call_roll", "freeze_rules", "begin_scoring"),
        *("open_sheets", "conclude", "close"),
    },
    **{login: {"open_sheet", "submit"} for login in ("kim", "long", "mo")},
    "binh": {
        *(
            "open",
            "close_cycle",
            "set_deadlines",
            "appraise",
            "accept",
            "next_step",
            "check_dossier",
        ),
        *("record_samples", "establish", "appoint", "appoint_adviser", "plan_sitting", "draft"),
    },
    "hoa": {
        *("register", "add_permit", "invite_account", "accept", "next_step"),
        *("receive_dossier", "forward"),
    },
    "san": {
        *("register", "add_image", "enrol", "submit", "save_idea", "save_plan", "report"),
        *("start_dossier", "attach_evidence", "publish", "close"),
    },
    "thao": {
        *("put_on_agenda", "open", "call_roll", "freeze_rules", "begin_scoring"),
        *("open_sheets", "conclude", "close"),
    },
    "tuan": {"write_advisory_report"},
    "lan": {"open_sheet", "submit"},
    "minh": {"open_sheet", "submit"},
    "an": {"open_sheet", "submit"},
    "kiem": {"confirm_result"},
    "dung": {"approve", "recognise", "next_step", "issue"},
}


@pytest.mark.parametrize("login", ACTS)
def test_everybody_did_his_own_part(demo: Site, login: str) -> None:
    acts = JournalEntry.objects.filter(by__email=f"{login}@ocop.example")
    assert set(acts.values_list("verb", flat=True)) == ACTS[login]


def test_nobody_else_did_anything(demo: Site) -> None:
    acts = JournalEntry.objects.exclude(verb="assign")
    authors = {email.partition("@")[0] for email in acts.values_list("by__email", flat=True)}
    assert authors == set(ACTS)


FIRST_SCREENS = {
    "hoa": "Bột tỏi Lý Sơn (mẫu)",
    "san": "Tỏi ngâm mật ong Lý Sơn (mẫu)",
    "binh": "Dầu tỏi Lý Sơn (mẫu)",
    **dict.fromkeys(("lan", "minh", "an", "thao", "tuan", "dung", "kiem"), "22/12/2026"),
}


@pytest.mark.parametrize("login", FIRST_SCREENS)
def test_first_screen_has_something_to_do(demo: Site, login: str) -> None:
    answer = client(login).get("/quang-ngai/")
    assert answer.status_code == 200
    assert FIRST_SCREENS[login] in answer.content.decode()


def test_demo_leaves_a_filled_database_alone(demo: Site) -> None:
    before = Path(demo.folder / "demo-accounts.txt").read_text()
    count = JournalEntry.objects.count()
    for options in ([], ["--if-empty"]):
        subprocess.run(
            [sys.executable, "manage.py", "demo", *options],
            cwd=embedded.BASE_DIR,
            env=demo.environment,
            check=True,
        )
    assert JournalEntry.objects.count() == count
    assert Path(demo.folder / "demo-accounts.txt").read_text() == before
