"""Two people send the same at one instant: one record, and words for the second at both doors."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.at_once import in_words
from accounts.models import User
from products.cycle_actions import open_cycle
from products.models import Cycle
from territories import clock
from territories.tenancy import acting_for

from ..cast import person, province

WAITING = """
    SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE NOT granted AND datname = current_database()
"""


def wait_until_both_wait() -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0] == 2:
                return
        time.sleep(0.05)
    raise AssertionError("Nobody waits.")


@pytest.mark.usefixtures("own_database")
def test_second_sender_is_told_and_nothing_is_there_twice() -> None:
    place, binh, year = province(), person("binh"), clock.today().year + 1

    def send(address: str, **facts: Any) -> tuple[int, str]:
        client = Client()
        client.force_login(binh)
        try:
            answer = client.post(address, {"year": year}, **facts)
            return answer.status_code, answer.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as others:
        with acting_for(place, binh):
            open_cycle(province=place, year=year, by=binh)
            page = others.submit(send, "/quang-ngai/lich/mo/")
            json = {"content_type": "application/json"}
            api = others.submit(send, "/api/v1/quang-ngai/cycles/", **json)
            wait_until_both_wait()
        for found, status in ((page, 422), (api, 400)):
            assert found.result(20)[0] == status
            assert "Chu trình của năm này đã được mở." in found.result(20)[1]
    with acting_for(place, binh):
        assert Cycle.objects.filter(year=year).count() == 1


@pytest.mark.django_db
def test_rule_without_words_of_its_own_says_what_to_do() -> None:
    taken = person("binh").email
    with pytest.raises(IntegrityError) as found, transaction.atomic():
        User.objects.create(email=taken)
    assert "tải lại trang" in in_words(found.value).messages[0]


@pytest.mark.django_db
def test_other_faults_of_the_data_stay_faults() -> None:
    with pytest.raises(IntegrityError) as found, transaction.atomic():
        User.objects.create(email=None)
    with pytest.raises(IntegrityError):
        in_words(found.value)
