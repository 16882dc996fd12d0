"""What the demo command does to a database that already holds people."""

from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import User
from ocop_portal.demo import many, people
from ocop_portal.demo.people import acting
from products import cycle_actions
from products.models import Product

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def accounts_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the list of accounts out of the data folder."""
    path = tmp_path / "accounts.txt"
    monkeypatch.setattr(people, "accounts_file", lambda: path)
    return path


@pytest.mark.parametrize("province", ["quang-ngai", "gia-lai"])
def test_a_provinces_many_are_awaited_until_its_first_producer(province: str) -> None:
    assert not many.is_awaited(province)
    people.create(is_full=True)
    assert many.is_awaited(province)
    with acting("binh" if province == "quang-ngai" else "tu", many.BEGAN) as (where, by):
        cycle_actions.open_cycle(province=where, year=2026, by=by)
    many.register(0, province, people.UNITS[province][0])
    assert {one for one in people.UNITS if many.is_awaited(one)} == {*people.UNITS} - {province}


def test_small_demo_awaits_nothing() -> None:
    people.create(is_full=False)
    assert not any(map(many.is_awaited, people.UNITS))


def test_where_there_are_people_nothing_is_added(capsys: pytest.CaptureFixture[str]) -> None:
    User.objects.create_user("ai-do@ocop.example", "mật khẩu của riêng tôi", full_name="Ai Đó")
    call_command("demo", "--full")
    assert "for an empty database" in capsys.readouterr().err
    assert (User.objects.count(), Product.objects.count()) == (1, 0)
