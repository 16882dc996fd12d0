"""Giving and ending duties."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from accounts import actions
from accounts.models import Assignment, JournalEntry, User
from accounts.permissions import Role
from territories import clock
from territories.models import AdminUnit
from territories.tenancy import acting_for

from ..cast import commune, person, province

pytestmark = pytest.mark.django_db
NEW = {"email": "moi@ocop.example", "full_name": "Người  Mới", "role": Role.PROVINCIAL_STAFF}


def invite(by: str = "quan", where: str = "quang-ngai", **over: object) -> Assignment:
    """Invite as the province's admin would."""
    with acting_for(province(where), person(by)):
        facts = {"province": province(where), "by": person(by)}
        return actions.give_duty(**facts | NEW | over)


def test_invitation_makes_account_duty_and_letter(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        duty = invite()
    assert duty.user.full_name == "Người Mới"
    assert not duty.user.has_usable_password()
    [letter] = mail.outbox
    assert letter.to == ["moi@ocop.example"]
    assert "/moi/" in letter.body
    [entry] = JournalEntry.objects.filter(verb="assign")
    assert (entry.by, entry.facts["role"]) == (person("quan"), "provincial_staff")


def test_nobody_gives_himself_a_duty() -> None:
    with pytest.raises(ValidationError) as refusal:
        invite(email=" QUAN@ocop.example", role=Role.LEADER)
    assert "Không tự phân công cho mình" in refusal.value.message_dict["email"][0]
    assert not Assignment.objects.filter(user=person("quan"), role=Role.LEADER).exists()


def test_invitation_of_a_known_person_sends_no_letter(django_capture_on_commit_callbacks) -> None:
    tu = person("tu")
    with django_capture_on_commit_callbacks(execute=True):
        duty = invite(email="TU@ocop.example")
    assert duty.user == tu
    assert mail.outbox == []


def test_same_duty_twice_is_refused() -> None:
    invite()
    with pytest.raises(ValidationError, match="đang giữ vai trò"):
        invite()


def test_commune_officer_needs_a_commune_of_the_province_of_today() -> None:
    old = AdminUnit.objects.filter(province=province(), valid__endswith__isnull=False).first()
    elsewhere = AdminUnit.objects.communes().on(clock.today()).filter(province=province("gia-lai"))
    for unit in (None, old, elsewhere.first()):
        with pytest.raises(ValidationError) as refused:
            invite(role=Role.COMMUNE_OFFICER, unit=unit)
        assert list(refused.value.error_dict) == ["unit"]
    assert invite(role=Role.COMMUNE_OFFICER, unit=commune()).unit == commune()


def test_unit_with_a_role_of_the_whole_tenant_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        invite(unit=commune())
    assert list(refused.value.error_dict) == ["unit"]


@pytest.mark.parametrize(
    ("where", "role"),
    [("quang-ngai", Role.NATIONAL_STAFF), ("quoc-gia", Role.COMMUNE_OFFICER)],
)
def test_role_of_another_kind_of_tenant_is_refused(where: str, role: Role) -> None:
    with pytest.raises(ValidationError) as refused:
        invite(where=where, role=role)
    assert list(refused.value.error_dict) == ["role"]


def test_end_date_in_the_past_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        invite(until=clock.today() - timedelta(1))
    assert list(refused.value.error_dict) == ["until"]


def test_last_day_counts() -> None:
    duty = invite(until=clock.today())
    assert duty.period.upper == clock.today() + timedelta(1)
    with acting_for(province(), duty.user):
        assert Assignment.objects.on(clock.today()).filter(pk=duty.pk).exists()


def test_ended_duty_is_over_at_once_and_stays_in_the_record() -> None:
    duty = invite()
    with acting_for(province(), person("quan")):
        actions.end_assignment(assignment=duty, by=person("quan"), reason="Chuyển công tác")
    duty.refresh_from_db()
    assert not Assignment.objects.on(clock.today()).filter(pk=duty.pk).exists()
    entry = JournalEntry.objects.get(verb="end_assignment")
    assert entry.facts == {"reason": "Chuyển công tác"}


def test_ending_ones_own_duty_or_an_ended_one_is_refused() -> None:
    quan = person("quan")
    with acting_for(province(), quan):
        with pytest.raises(ValidationError, match="của mình"):
            actions.end_assignment(assignment=quan.assignments.get(), by=quan, reason="x")
        duty = person("binh").assignments.get()
        actions.end_assignment(assignment=duty, by=quan, reason="x")
        with pytest.raises(ValidationError, match="đã kết thúc"):
            actions.end_assignment(assignment=duty, by=quan, reason="x")


def test_journal_can_neither_be_changed_nor_deleted() -> None:
    from django.db.utils import DatabaseError

    invite()
    entry = JournalEntry.objects.get(verb="assign")
    for act in (entry.delete, lambda: JournalEntry.objects.update(verb="nothing")):
        from django.db import transaction

        with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
            act()
    assert User.objects.filter(email="moi@ocop.example").exists()


def test_duty_ended_on_its_first_day_is_over_and_shown_as_such(client) -> None:
    duty = invite()
    quan = person("quan")
    with acting_for(province(), quan):
        actions.end_assignment(assignment=duty, by=quan, reason="Nhầm người")
        with pytest.raises(ValidationError, match="đã kết thúc"):
            actions.end_assignment(assignment=duty, by=quan, reason="x")
    client.force_login(quan)
    page = client.get("/quang-ngai/nguoi-dung/", {"q": "nguoi moi"}).content.decode()
    assert "kết thúc trong ngày" in page
    assert f"/nguoi-dung/{duty.pk}/ket-thuc/" not in page
