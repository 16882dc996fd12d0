"""The operators' admin: what they look after, and what it must not show them."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import User
from territories.models import Holiday
from tests.cast import person

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def operator(client: Client) -> Client:
    """Sign an operator in."""
    client.force_login(User.objects.create_superuser("van-hanh@ocop.example", "mật khẩu dài"))
    return client


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


@pytest.mark.parametrize("login", ["quan", "binh", "dung"])
def test_admin_is_the_operators_alone(client: Client, login: str) -> None:
    client.force_login(person(login))
    for page in ("", "mfa/authenticator/", "territories/holiday/"):
        assert client.get(f"/quan-tri/{page}").status_code == 302
