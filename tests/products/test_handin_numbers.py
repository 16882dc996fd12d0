"""Numbers under concurrency, in a database of their own: no flush takes the others' data."""

import threading
from datetime import date

import pytest
from django.db import connections

from products.handin_actions import hand_in
from products.models import Participation, Submission
from territories import clock
from territories.tenancy import acting_for

from ..cast import person, province
from ..factories import make_step_five
from .dossiers import fill_dossier

TODAY = date(2026, 6, 15)


@pytest.mark.usefixtures("own_database")
def test_numbers_have_no_gap_when_several_hand_in_at_once() -> None:
    """R29."""
    with clock.fixed(TODAY):
        _hand_in_at_once()


def _hand_in_at_once() -> None:
    ways = [make_step_five()]
    producer = ways[0].product.producer
    ways += [make_step_five(producer=producer, name=name) for name in ("Hành tím", "Muối tỏi")]
    san = person("san")
    for one in ways:
        with acting_for(province(), san):
            fill_dossier(one)
    gate, failures = threading.Barrier(len(ways)), []

    def run(one: Participation) -> None:
        try:
            with clock.fixed(TODAY):
                gate.wait(timeout=20)
                with acting_for(province(), san):
                    hand_in(participation=one, by=san)
        except Exception as failure:
            failures.append(failure)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=run, args=(one,)) for one in ways]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    codes = Submission.objects.values_list("product_code", flat=True)
    assert sorted(codes) == [f"51-21548-{n}-2026" for n in (1, 2, 3)]
    receipts = Submission.objects.values_list("receipt_no", flat=True)
    assert sorted(receipts) == [f"BN-2026-{n:06d}" for n in (1, 2, 3)]
