"""A key acts as its owner, in one province, within its scopes, until its day."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import tokens
from accounts.models import ApiToken, JournalEntry
from territories import clock
from territories.tenancy import acting_for
from tests.cast import give, person, province
from tests.factories import make_producer
from tests.refusals import refused

pytestmark = pytest.mark.django_db
LIST = "/api/v1/quang-ngai/producers/"


def key(login: str = "binh", *scopes: str, days: int = 30) -> str:
    """Let a person make a key; return its secret."""
    with acting_for(province(), person(login)):
        _token, secret = tokens.create_token(
            province=province(),
            name="Phần mềm báo cáo",
            scopes=scopes or ("producer_view",),
            expires_on=clock.today() + timedelta(days=days),
            by=person(login),
        )
    return secret


def ask(secret: str, path: str = LIST, method: str = "get", **more):
    """Send a request with a key, as a program does: no cookie, CSRF enforced."""
    client = Client(enforce_csrf_checks=True)
    return getattr(client, method)(path, headers={"authorization": f"Bearer {secret}"}, **more)


def test_key_reads_what_its_owner_reads() -> None:
    make_producer()
    answer = ask(key())
    assert [one["name"] for one in answer.json()["results"]] == ["Hợp tác xã Tỏi đen Lý Sơn"]
    assert ApiToken.objects.get().last_used_on == clock.today()


def test_key_writes_without_a_cookie_within_its_scopes() -> None:
    answer = ask(key("hoa", "producer_edit"), method="post", data={})
    assert answer.status_code == 400  # let in: the form is empty
    assert "name" in refused(answer)


def test_scope_that_the_key_lacks_is_refused_though_the_owner_holds_it() -> None:
    secret = key("hoa", "producer_view")
    assert ask(secret, method="post", data={}).status_code == 403
    assert ask(secret, "/api/v1/quang-ngai/products/").status_code == 403


def test_key_loses_what_its_owner_loses() -> None:
    secret = key()
    yesterday = clock.today() - timedelta(days=1)
    duty = person("binh").assignments.get()
    duty.period = (duty.period.lower, yesterday)
    duty.save()
    assert ask(secret).status_code == 404


def test_key_opens_no_other_province() -> None:
    secret = key()
    give(person("binh"), "provincial_staff", province("gia-lai"))
    assert ask(secret, "/api/v1/gia-lai/producers/").status_code == 404


def test_key_opens_no_page() -> None:
    answer = ask(key(), "/quang-ngai/chu-the/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/dang-nhap/")


@pytest.mark.parametrize("wrong", ["", "ocop_x", "ocop_" + "a" * 43, "x" * 5000, "ocop_é"])
def test_unknown_key_is_refused(wrong: str) -> None:
    key()
    answer = ask(wrong.encode("ascii", "ignore").decode())
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_expired_and_revoked_keys_are_refused() -> None:
    secret = key(days=0)
    assert ask(secret).status_code == 200
    ApiToken.objects.update(expires_on=clock.today() - timedelta(days=1))
    assert ask(secret).status_code == 401
    ApiToken.objects.update(expires_on=clock.today())
    with acting_for(province(), person("binh")):
        tokens.revoke_token(token=ApiToken.objects.get(), by=person("binh"))
    assert ask(secret).status_code == 401


def test_key_of_a_closed_account_is_refused() -> None:
    secret = key()
    type(person("binh")).objects.filter(pk=person("binh").pk).update(is_active=False)
    assert ask(secret).status_code == 401


def test_secret_is_kept_nowhere() -> None:
    secret = key()
    assert secret not in str(list(ApiToken.objects.values()))
    assert secret not in str(list(JournalEntry.objects.values()))
    assert JournalEntry.objects.get(verb="create_token").facts == {"scopes": ["producer_view"]}


@pytest.mark.parametrize(
    ("scopes", "days", "field"),
    [
        (["decision_sign"], 30, "scopes"),
        ([], 30, "scopes"),
        (["producer_view"], 367, "expires_on"),
        (["producer_view"], -1, "expires_on"),
    ],
)
def test_key_beyond_the_owner_or_the_year_is_refused(scopes, days: int, field: str) -> None:
    with pytest.raises(ValidationError) as refusal, acting_for(province(), person("binh")):
        tokens.create_token(
            province=province(),
            name="x",
            scopes=scopes,
            expires_on=clock.today() + timedelta(days=days),
            by=person("binh"),
        )
    assert list(refusal.value.error_dict) == [field]


def test_page_shows_the_secret_once_and_only_ones_own_keys(client: Client) -> None:
    key("hoa", "home_view")
    client.force_login(person("binh"))
    path = "/quang-ngai/khoa-api/"
    form = {"name": "Sở", "scopes": ["report_view"], "expires_on": f"{clock.today():%d/%m/%Y}"}
    made = client.post(path, form)
    secret = made.content.decode().split("<code", 1)[1].split(">", 1)[1].split("<", 1)[0]
    assert ask(secret, "/api/v1/quang-ngai/reports/stars/").status_code == 200
    page = client.get(path).content.decode()
    assert secret not in page
    assert "Phần mềm báo cáo" not in page  # Hoa's
    token = ApiToken.objects.get(name="Sở")
    client.post(f"{path}{token.pk}/thu-hoi/")
    assert ask(secret, "/api/v1/quang-ngai/reports/stars/").status_code == 401
