"""Who may do what: the table, the reach, the period."""

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts import policy
from accounts.models import Assignment
from accounts.permissions import ROLES, Permission, Role
from producers.models import Producer
from territories import clock
from territories.tenancy import acting_for

from ..cast import SA_HUYNH, commune, give, person, province
from ..factories import make_producer

pytestmark = pytest.mark.django_db


def test_duty_counts_only_in_its_province() -> None:
    binh = person("binh")
    with acting_for(province(), binh):
        assert policy.may(binh, Permission.DOSSIER_CHECK)
    with acting_for(province("gia-lai"), binh):
        assert not policy.may(binh, Permission.DOSSIER_CHECK)
    assert not policy.may(binh, Permission.DOSSIER_CHECK)  # no province is open


@pytest.mark.parametrize(
    ("starts", "ends", "holds"), [(-5, 0, False), (-5, 1, True), (1, 9, False)]
)
def test_duty_counts_only_in_its_period(starts: int, ends: int, holds: bool) -> None:
    quan = person("quan")
    today = clock.today()
    days = DateRange(today + timedelta(starts), today + timedelta(ends))
    Assignment.objects.filter(user=quan).update(period=days)
    with acting_for(province(), quan):
        assert policy.may(quan, Permission.USER_MANAGE) is holds


def test_inactive_person_may_nothing() -> None:
    binh = person("binh")
    binh.is_active = False
    with acting_for(province(), binh):
        assert policy.duties(binh) == []


def test_commune_officer_reaches_own_commune_only() -> None:
    own = make_producer()
    make_producer(name="Hợp tác xã Muối Sa Huỳnh", commune=commune(SA_HUYNH), phone="+84912000111")
    hoa = person("hoa")
    with acting_for(province(), hoa):
        assert list(Producer.objects.visible_to(hoa)) == [own]
        assert policy.may(hoa, Permission.PRODUCER_EDIT, own)


def test_commune_officer_reaches_what_the_commune_followed() -> None:
    """Records keep the unit of their day (R31): Lý Sơn was a district before July 2025."""
    hoa = person("hoa")
    before = commune().follows.get().predecessor
    own = make_producer(commune=before)
    with acting_for(province(), hoa):
        assert list(Producer.objects.visible_to(hoa)) == [own]


def test_operator_has_no_reach_into_a_province() -> None:
    operator = person("binh")
    Assignment.objects.filter(user=operator).delete()
    operator.is_operator = True
    operator.save()
    make_producer()
    with acting_for(province(), operator):
        assert not any(policy.may(operator, permission) for permission in Permission)
        assert not Producer.objects.visible_to(operator).exists()


def test_two_duties_add_up() -> None:
    hoa = person("hoa")
    own = make_producer()
    other = make_producer(name="Muối", commune=commune(SA_HUYNH), phone="+84912000111")
    give(hoa, Role.COMMUNE_OFFICER, province(), commune(SA_HUYNH))
    with acting_for(province(), hoa):
        assert set(Producer.objects.visible_to(hoa)) == {own, other}


def test_nobody_both_scores_and_decides() -> None:
    """Whoever fills the sheets must not run the sitting, nor sign; auditors change nothing."""
    P = Permission
    for role in (Role.COUNCIL_MEMBER, Role.AUDITOR, Role.CONTROLLER):
        acts = {P.SITTING_RUN, P.DECISION_SIGN, P.DECISION_DRAFT, P.USER_MANAGE, P.COUNCIL_MANAGE}
        assert not ROLES[role] & acts, role
    assert P.SCORE not in ROLES[Role.PROVINCE_ADMIN] | ROLES[Role.PROVINCIAL_STAFF]
    assert {role for role, held in ROLES.items() if P.DECISION_SIGN in held} == {Role.LEADER}
    assert {role for role, held in ROLES.items() if P.SCORE in held} == {Role.COUNCIL_MEMBER}


def test_every_verb_of_the_journal_has_its_words() -> None:
    """An officer must never read an identifier in the timeline."""
    import re

    from accounts.verbs import LABELS
    from ocop_portal.embedded import BASE_DIR

    written = set()
    for path in BASE_DIR.glob("*/*.py"):
        if path.parent.name not in ("tests", "bench"):
            written |= set(re.findall(r'verb="([a-z_]+)"', path.read_text(encoding="utf-8")))
    assert len(written) > 40
    assert written - set(LABELS) - {"accept_invitation"} == set()
