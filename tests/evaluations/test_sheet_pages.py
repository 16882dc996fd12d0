"""A member's pages: the sheet, the check, the receipt; without scripts too."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import person

from .sittings import scoring

pytestmark = pytest.mark.django_db


def client_of(login: str) -> Client:
    """Return a browser in which the person is signed in."""
    client = Client()
    client.force_login(person(login))
    return client


def address(name: str, *more: object) -> str:
    """Return an address of Quảng Ngãi."""
    return reverse(name, args=["quang-ngai", *more])


def test_smoke() -> None:
    evaluation = scoring()
    for login in ("thao", "lan", "minh", "binh", "tra"):
        for name, arg in (
            ("sittings", ()),
            ("sitting", (evaluation.sitting_id,)),
            ("councils", ()),
            ("council", (evaluation.sitting.council_id,)),
            ("evaluation", (evaluation.pk,)),
        ):
            r = client_of(login).get(address(name, *arg))
            assert r.status_code == 200, (login, name, r.status_code)
    c = client_of("minh")
    for n in ("sheet", "sheet_check", "interest"):
        r = c.get(address(n, evaluation.pk))
        assert r.status_code == 200, n
    c = client_of("thao")
    for n in ("take_off", "begin_scoring", "second_pass", "open_sheets", "conclude"):
        r = c.get(address(n, evaluation.pk))
        assert r.status_code == 200, n
    for n in ("roll", "presiding", "agenda_add", "sitting_revise"):
        r = c.get(address(n, evaluation.sitting_id))
        assert r.status_code == 200, n
