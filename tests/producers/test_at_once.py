"""The same producer entered by two people at the same time is one producer."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import wait as wait_for

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from producers.actions import register
from producers.models import Producer
from territories.tenancy import acting_for

from ..cast import person, province
from .entries import facts


@pytest.mark.usefixtures("own_database")
def test_second_entry_waits_for_the_first_and_is_told_of_it() -> None:
    place, hoa, entry = province(), person("hoa"), facts()

    def enter() -> list[str]:
        try:
            with acting_for(place, hoa):
                register(province=place, by=hoa, **entry)
        except ValidationError as refusal:
            return list(refusal.message_dict)
        finally:
            connection.close()
        return []

    with ThreadPoolExecutor(1) as other:
        with acting_for(place, hoa):
            register(province=place, by=hoa, **entry)
            second = other.submit(enter)
            assert wait_for([second], timeout=1).not_done == {second}
        assert second.result(timeout=20) == ["confirm_duplicate"]
    with acting_for(place, hoa):
        assert Producer.objects.count() == 1
