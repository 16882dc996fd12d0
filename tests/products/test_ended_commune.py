"""A dossier is handed in from a unit of its day, never from one that has ended (R31)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from producers import actions as producer_actions
from producers.models import Producer
from products.dossier_facts import applicable
from products.handin_actions import hand_in
from products.models import Participation
from territories import clock
from territories.models import AdminUnit
from territories.tenancy import acting_for

from ..cast import commune, person, province
from ..factories import make_step_five
from .dossiers import fill_dossier
from .ways import PAGE, client

pytestmark = pytest.mark.django_db
BEFORE, TODAY = date(2024, 6, 3), date(2026, 6, 15)


@pytest.fixture(autouse=True)
def _after_the_merger():
    with clock.fixed(TODAY):
        yield


def of_an_ended_unit() -> tuple[Participation, AdminUnit]:
    """Return a way of a producer who never left a unit that there was until June 2025."""
    way = make_step_five()
    ended = AdminUnit.objects.communes().on(BEFORE).filter(province=province()).first()
    assert ended.valid.upper <= TODAY
    Producer.objects.filter(pk=way.product.producer_id).update(commune=ended)
    way.product.producer.refresh_from_db()
    with acting_for(province(), person("san")):
        fill_dossier(way)
    return way, ended


def test_hand_in_from_an_ended_unit_is_refused_until_the_address_is_todays() -> None:
    way, ended = of_an_ended_unit()
    san, hoa, producer = person("san"), person("hoa"), way.product.producer
    with acting_for(province(), san), pytest.raises(ValidationError) as caught:
        hand_in(participation=way, by=san)
    assert caught.value.messages[0].startswith(f"{capfirst(ended.full_name)} nay không còn")
    with acting_for(province(), hoa):
        producer = Producer.objects.get(pk=producer.pk)
        producer_actions.revise(
            producer=producer, by=hoa, version=producer.version, commune=commune()
        )
    with acting_for(province(), san):
        submission = hand_in(participation=way, by=san)
    assert submission.snapshot["commune"]["code"] == commune().code


def test_page_says_so_beforehand_and_leads_to_the_producer() -> None:
    way, ended = of_an_ended_unit()
    page = client("san").get(f"{PAGE}ho-so/{way.pk}/kiem-tra/").content.decode()
    assert f"{capfirst(ended.full_name)} nay không còn là đơn vị hành chính" in page
    assert f'href="{PAGE}chu-the/{way.product.producer_id}/"' in page


def test_file_that_comes_back_keeps_the_unit_of_its_first_day() -> None:
    way, _ended = of_an_ended_unit()
    procedure, criteria_set = applicable(way, clock.today())
    frozen = {"procedure": procedure, "criteria_set": criteria_set, "handed_in_on": BEFORE}
    Participation.objects.filter(pk=way.pk).update(**frozen)
    page = client("san").get(f"{PAGE}ho-so/{way.pk}/kiem-tra/").content.decode()
    assert "nay không còn là đơn vị hành chính" not in page
