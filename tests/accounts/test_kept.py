"""Kept statements: each person's and province's own answer, on its day, whoever asked first."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DataError, connection, transaction
from django.utils import timezone

from accounts import kept
from accounts.kept import Kept, Statement, plans_of_connection
from accounts.models import Assignment, Notice
from accounts.permissions import Role
from producers.models import Producer
from products.models import Participation
from territories import clock
from territories.models import Province
from territories.tenancy import acting_for

from ..cast import SA_HUYNH, commune, give, person, province
from ..factories import make_notice, make_participation, make_producer

pytestmark = pytest.mark.django_db
TIMES = range(3)  # a first answer, one that keeps its plan, one that uses it


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Leave no plan behind."""
    plans_of_connection().clear()
    yield
    plans_of_connection().clear()


def plans() -> set[str]:
    """Return the statements whose plans this connection keeps."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize("_time", TIMES)
def test_each_person_has_his_own_answer(_time: int) -> None:
    unread = Kept(lambda to: Notice.objects.visible_to(to).filter(read_at__isnull=True))
    hoa, thu = person("hoa"), person("thu")
    own = {one.pk: make_notice(to=one) for one in (hoa, thu)}
    make_notice(to=hoa, read_at=timezone.now())
    for _again in range(_time + 1):
        for one in (hoa, thu):
            with acting_for(province(), one):
                assert unread(to=one.pk) == [own[one.pk]]
                assert unread.count(to=one.pk) == 1


def test_each_kind_of_duty_has_its_own_statement() -> None:
    """Hoa's commune, Thu's, the whole province, nothing at all for Gia Lai's Tú."""
    seen = Kept(lambda user, pk: Producer.objects.visible_to(user).filter(pk=pk))
    own = make_producer()
    other = make_producer(commune=commune(SA_HUYNH), name="Muối Sa Huỳnh", phone="+84912000111")
    for _time in TIMES:
        for login, sees in (("hoa", [own]), ("thu", [other]), ("binh", [own, other]), ("san", [])):
            user = person(login)
            with acting_for(province(), user):
                found = [row for one in (own, other) for row in seen(user, pk=one.pk)]
                assert found == sees, login
        with acting_for(province("gia-lai"), person("tu")):
            assert seen(person("tu"), pk=own.pk) == []


def test_duty_that_ended_and_one_that_began_count_at_once() -> None:
    seen = Kept(lambda user, pk: Producer.objects.visible_to(user).filter(pk=pk))
    own, hoa = make_producer(), person("hoa")
    with acting_for(province(), hoa):
        assert seen.first(hoa, pk=own.pk) == own
    Assignment.objects.filter(user=hoa).delete()
    hoa = person("hoa")  # as the next request reads her
    with acting_for(province(), hoa):
        assert seen.first(hoa, pk=own.pk) is None
    give(hoa, Role.COMMUNE_OFFICER, province(), commune(SA_HUYNH))
    hoa = person("hoa")
    with acting_for(province(), hoa):
        assert seen.first(hoa, pk=own.pk) is None


def test_province_that_changes_its_settings_asks_anew() -> None:
    """Whose turn it is hangs on the settings: with whom an idea waits, say."""
    awaiting = Kept(lambda user: Participation.objects.awaiting(user).values("pk"))
    make_participation(step=2, status="submitted")
    place = province()
    asked = []
    for actor in ("commune", "province"):
        place.settings = place.settings | {"acceptors": {"2": actor}}
        place.save()
        hoa = person("hoa")
        with acting_for(place, hoa):
            asked.append(awaiting.count(hoa))
            assert asked[-1] == Participation.objects.awaiting(hoa).count()
    assert asked == [1, 0]


def test_day_is_never_yesterdays() -> None:
    running = Kept(lambda member: Assignment.objects.on(clock.today()).filter(user=member))
    hoa = person("hoa")
    duty = Assignment.objects.get(user=hoa)
    begins = duty.period.lower
    with acting_for(province()):
        for day, found in ((begins, [duty]), (begins - timedelta(1), []), (begins, [duty])):
            with clock.fixed(day):
                assert running(member=hoa.pk) == found


def test_related_rows_come_along() -> None:
    seen = Kept(lambda pk: Producer.objects.filter(pk=pk).select_related("commune"))
    own = make_producer()
    for _time in TIMES:
        with acting_for(province()):
            found = seen.first(pk=own.pk)
            assert "commune" in found._state.fields_cache
            assert (found.name, found.commune.code) == (own.name, own.commune.code)


def test_plan_is_kept_for_who_asks_again(django_assert_num_queries: object) -> None:
    named = Kept(lambda pk: Producer.objects.filter(pk=pk, name__contains="100 % Tỏi"))
    own = make_producer(name="100 % Tỏi Lý Sơn")
    known = plans()
    with acting_for(province()):
        for _time in TIMES:
            with django_assert_num_queries(1):
                assert named.first(pk=own.pk) == own
        assert len(plans() - known) == 1


def test_plan_reads_nothing_of_another_province_nor_without_one() -> None:
    """Row security looks at who asks now, not at who asked when the plan was made."""
    seen = Kept(lambda pk: Producer.objects.filter(pk=pk))
    own = make_producer()
    with acting_for(province()):
        assert [seen.first(pk=own.pk) for _time in TIMES] == [own] * 3
        (name,) = {one for one in plans_of_connection() if one != "of"}
    ask = f"EXECUTE {name}({own.pk})"
    with acting_for(province("gia-lai")), connection.cursor() as cursor:
        cursor.execute(ask)
        assert cursor.fetchall() == []
    with acting_for(), connection.cursor() as cursor:
        cursor.execute(ask)
        assert cursor.fetchall() == []


def test_threads_of_a_server_keep_their_own_plans() -> None:
    """Each asks on a connection of its own; a plan of another's is not there."""
    seen = Kept(lambda pk: Province.objects.filter(pk=pk))
    place, together = province(), Barrier(4, timeout=30)

    def ask(_thread: int) -> int:
        known = plans()
        try:
            for _time in range(20):
                together.wait()
                assert seen.first(pk=place.pk) == place
            return len(plans() - known)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(4))) == [1] * 4


def test_refused_statement_does_not_spoil_the_next() -> None:
    divided = Kept(lambda pk: Producer.objects.filter(pk=pk).extra(select={"x": "1 / (id - id)"}))
    own = make_producer()
    for _time in TIMES:
        with acting_for(province()), pytest.raises(DataError), transaction.atomic():
            divided(pk=own.pk)
    seen = Kept(lambda pk: Producer.objects.filter(pk=pk))
    for _time in TIMES:
        with acting_for(province()):
            assert seen.first(pk=own.pk) == own


def test_connection_keeps_no_more_than_so_many_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 3)
    own = make_producer()
    with acting_for(province()):
        for _turn in range(6):
            seen = Kept(lambda pk: Producer.objects.filter(pk=pk))
            assert [seen.first(pk=own.pk) for _time in TIMES] == [own] * 3
        assert len(plans()) <= 3


def test_number_that_no_id_can_be_finds_nothing() -> None:
    seen = Kept(lambda pk: Producer.objects.filter(pk=pk))
    make_producer()
    with acting_for(province()):
        assert [seen(pk=10**30) for _time in TIMES] == [[]] * 3


@pytest.mark.parametrize(
    "build",
    [
        lambda pk: Producer.objects.filter(name=f"Số {pk}"),
        lambda pk: Producer.objects.filter(pk=pk, registered_at__lte=timezone.now()),
    ],
    ids=["an id inside a text", "an instant"],
)
def test_what_would_be_frozen_unseen_is_refused(build: object) -> None:
    with acting_for(province()), pytest.raises(ImproperlyConfigured):
        Kept(build)(pk=1)


def test_own_statement_keeps_its_plan_and_reads_the_open_province_alone() -> None:
    named = Statement(
        "SELECT name FROM producers_producer WHERE name LIKE %s AND id = ANY(%s)",
        ["100 %%"],
        "bigint[]",
    )
    own, known = make_producer(name="100 % Tỏi Lý Sơn"), plans()
    other = make_producer(name="Hành Lý Sơn")
    for _time in TIMES:
        with acting_for(province()):
            assert named([own.pk, other.pk]) == [(own.name,)]
            assert named([]) == []
        with acting_for(province("gia-lai")):
            assert named([own.pk]) == []
    assert len(plans() - known) == 1
