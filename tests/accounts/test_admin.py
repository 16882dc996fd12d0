"""The operators' admin: what they look after, and what it must not show them."""

import re
import subprocess
from collections.abc import Iterator

import pytest
import redis
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from accounts.models import Job, User
from accounts.tasks import sweep_jobs
from ocop_portal import embedded
from ocop_portal.launch import valkey
from territories.models import Holiday
from tests.cast import person
from tests.factories import make_job

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def operator(client: Client) -> Client:
    """Sign an operator in."""
    client.force_login(User.objects.create_superuser("van-hanh@ocop.example", "mật khẩu dài"))
    return client


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    """Run a real broker where the settings look for it."""
    socket = embedded.run_dir() / "broker.sock"
    command = [valkey(), "--port", "0", "--unixsocket", str(socket), "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        retry = redis.retry.Retry(redis.backoff.ConstantBackoff(0.05), 100)
        errors = [redis.ConnectionError]
        client = redis.Redis.from_url(settings.REDIS_URL, retry=retry, retry_on_error=errors)
        try:
            client.ping()
            yield client
        finally:
            client.close()
            server.terminate()
            server.wait(timeout=10)
            socket.unlink(missing_ok=True)


def facts_of(page: str) -> dict[str, str]:
    """Return the lines of the page about the system."""
    rows = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', page)
    return {name: re.sub(r"<[^>]+>", "", value) for name, value in rows}


@pytest.fixture
def factor() -> Authenticator:
    """Bình's second factor."""
    return Authenticator.objects.create(user=person("binh"), type="totp", data={"secret": SECRET})


def test_second_factor_is_taken_away_and_its_secret_never_shown(
    operator: Client, factor: Authenticator
) -> None:
    pages = [f"/quan-tri/mfa/authenticator/{end}" for end in ("", f"{factor.pk}/change/")]
    for page in pages:
        answer = operator.get(page)
        assert answer.status_code == 200
        assert "Nguyễn Thanh Bình" in answer.text
        assert SECRET not in answer.text
    assert operator.get(pages[0] + "add/").status_code == 403
    gone = operator.post(f"{pages[0]}{factor.pk}/delete/", {"post": "yes"})
    assert gone.status_code == 302
    assert not Authenticator.objects.exists()


def test_second_factors_have_vietnamese_names(operator: Client, factor: Authenticator) -> None:
    index = operator.get("/quan-tri/").text
    assert "Xác thực hai lớp" in index
    assert "Lớp xác thực thứ hai" in index
    rows = operator.get("/quan-tri/mfa/authenticator/").text
    for words in ("Người", "Loại", "Tạo lúc", "Dùng lần cuối"):
        assert words in rows
    for page in (index, rows):
        assert "css/operators" in page
        assert not re.search(r">\s*(MFA|Accounts|Authenticators?|Created at|User)\b", page)


def test_day_off_is_added_as_the_government_sets_it(operator: Client) -> None:
    sent = {"day": "31/12/2027", "name": "Nghỉ bù Tết Dương lịch", "kind": "compensatory"}
    answer = operator.post("/quan-tri/territories/holiday/add/", sent)
    assert answer.status_code == 302
    assert Holiday.objects.get(day="2027-12-31").name == "Nghỉ bù Tết Dương lịch"


def test_tenants_are_seen_and_groups_are_not_there(operator: Client) -> None:
    page = operator.get("/quan-tri/territories/province/")
    assert "Quảng Ngãi" in page.text
    assert operator.get("/quan-tri/territories/province/add/").status_code == 403
    assert operator.get("/quan-tri/auth/group/").status_code == 404


def test_nobodys_address_is_written_here(operator: Client) -> None:
    sent = {"user": person("binh").pk, "email": "ai@khac.example", "verified": "on"}
    assert operator.post("/quan-tri/account/emailaddress/add/", sent).status_code == 404
    assert not EmailAddress.objects.filter(email="ai@khac.example").exists()


def test_operator_sees_work_and_health_in_numbers(operator: Client, broker: redis.Redis) -> None:
    make_job(state=Job.State.FAILED, message="Bún gạo khô: máy in hỏng")
    make_job(state=Job.State.RUNNING)
    make_job(state=Job.State.DONE)
    broker.lpush("celery", "một việc")
    before = facts_of(operator.get("/quan-tri/he-thong/").text)
    assert before["Vòng quét gần nhất"] == "chưa có ⚠ cần xem"
    sweep_jobs()
    page = operator.get("/quan-tri/he-thong/").text
    found = facts_of(page)
    assert "cần xem" not in found["Vòng quét gần nhất"]
    assert found["Việc trong hàng đợi"] == "1"
    assert found["Việc đang làm"] == "1"
    assert found["Việc hỏng trong 7 ngày"] == "1 ⚠ cần xem"
    assert found["Cổng OCOP"] == "0.1.0"
    assert "MB" in found["Dung lượng cơ sở dữ liệu"]
    assert "Bún gạo" not in page  # of no province anything but numbers
    assert "/quan-tri/he-thong/" in operator.get("/").text


def test_page_about_the_system_says_when_the_broker_is_gone(operator: Client) -> None:
    sweep_jobs()  # goes round all the same
    found = facts_of(operator.get("/quan-tri/he-thong/").text)
    assert found["Hàng đợi"] == "không hỏi được bộ trung chuyển (broker) ⚠ cần xem"


@pytest.mark.parametrize("login", ["quan", "binh", "dung"])
def test_admin_is_the_operators_alone(client: Client, login: str) -> None:
    client.force_login(person(login))
    for page in ("", "he-thong/", "mfa/authenticator/", "territories/holiday/"):
        assert client.get(f"/quan-tri/{page}").status_code == 302


def test_admin_has_no_door_of_its_own_past_the_second_factor(client: Client) -> None:
    keeper = User.objects.create_superuser("van-hanh@ocop.example", "mật khẩu dài")
    Authenticator.objects.create(user=keeper, type="totp", data={"secret": SECRET})
    sent = {"username": keeper.email, "password": "mật khẩu dài", "next": "/quan-tri/"}
    answer = client.post("/quan-tri/login/", sent)
    assert answer.headers["Location"] == "/dang-nhap/login/?next=%2Fquan-tri%2F"
    assert "_auth_user_id" not in client.session
    client.force_login(person("binh"))
    assert client.get("/quan-tri/", follow=True).status_code == 403
