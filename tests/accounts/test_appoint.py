"""The first administrator of a province, invited at the server."""

import re

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.models import Assignment, JournalEntry, User
from accounts.permissions import Role
from territories.tenancy import acting_for

from ..cast import person, province

pytestmark = pytest.mark.django_db
NEW = ("gia-lai", "Dau@ocop.example", "Người  Đầu")


def appoint(*arguments: str, capture) -> None:
    with capture(execute=True):
        call_command("appoint", *arguments)


def test_first_administrator_gets_a_link_that_lets_him_in(
    client, django_capture_on_commit_callbacks
) -> None:
    appoint(*NEW, capture=django_capture_on_commit_callbacks)
    with acting_for(province("gia-lai")):
        duty = Assignment.objects.get(user__email="dau@ocop.example")
        assert (duty.role, duty.unit, duty.given_by) == (Role.PROVINCE_ADMIN, None, None)
        assert JournalEntry.objects.filter(verb="assign", target_id=duty.pk, by=None).exists()
    [letter] = mail.outbox
    link = re.search(r"/moi/\S+", letter.body).group()
    password = "Một mật khẩu thật dài 2026"
    client.post(link, {"password": password, "again": password})
    user = User.objects.get(email="dau@ocop.example")
    assert user.check_password(password)
    client.force_login(user)
    assert "Người Đầu" in client.get("/gia-lai/nguoi-dung/").content.decode()
    assert client.get("/quang-ngai/nguoi-dung/").status_code == 404


def test_link_that_was_not_used_is_sent_again(django_capture_on_commit_callbacks) -> None:
    for _time in range(2):
        appoint(*NEW, capture=django_capture_on_commit_callbacks)
    assert [letter.to for letter in mail.outbox] == [["dau@ocop.example"]] * 2
    with acting_for(province("gia-lai")):
        assert Assignment.objects.filter(user__email="dau@ocop.example").count() == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("dong-nai-cu", *NEW[1:]), "quang-ngai"),
        ((NEW[0], "khong phai thu", NEW[2]), "không đúng"),
        (("quang-ngai", "quan@ocop.example", "Quân"), "đang giữ vai trò"),
    ],
)
def test_mistakes_are_told_and_change_nothing(arguments: tuple[str, ...], words: str) -> None:
    quan = person("quan")
    quan.set_password("Một mật khẩu thật dài 2026")
    quan.save()
    before = User.objects.count()
    with pytest.raises(CommandError, match=words):
        call_command("appoint", *arguments)
    assert (User.objects.count(), mail.outbox) == (before, [])
