"""Numbers beyond belief are refused at both doors, in words, and nothing is kept."""

from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from producers.models import Producer
from products.models import ProductionReport
from territories.models import ProvinceOwned
from territories.numbers import MOST_MONEY, MOST_PEOPLE, Money
from territories.texts import LongText

from .factories import make_producer, make_step_five
from .producers import entries
from .products.ways import API, PAGE, PLAN, REPORT, at, client, send, words

DOORS = pytest.mark.parametrize("door", ["page", "api"])
TOO_MANY = f"Số này lớn quá; nhiều nhất là {MOST_PEOPLE}."
TOO_MUCH = "Số tiền này lớn quá: nhiều nhất 10 nghìn tỷ đồng."
NOT_BELOW = "Hãy ghi từ 0 trở lên."
PEOPLE = ("workers", "workers_local", "workers_female", "workers_minority", "workers_disabled")


@DOORS
@pytest.mark.django_db
def test_nobody_has_a_thousand_million_workers(door: str) -> None:
    where = entries.PAGE + "dang-ky/" if door == "page" else entries.API
    hoa = client("hoa")
    for name in PEOPLE:
        said = entries.entry(workers=MOST_PEOPLE) | {name: 1_000_000_000}
        refused = entries.send(hoa, door, where, said)
        assert refused.status_code in (400, 422)
        assert words(refused)[name] == [TOO_MANY]
    assert not Producer.objects.exists()
    taken = entries.send(hoa, door, where, entries.entry(**dict.fromkeys(PEOPLE, MOST_PEOPLE)))
    assert taken.status_code in (201, 303)
    assert Producer.objects.get().workers == MOST_PEOPLE


@DOORS
@pytest.mark.django_db
@pytest.mark.parametrize(("capital", "why"), [(str(MOST_MONEY + 1), TOO_MUCH), ("-1", NOT_BELOW)])
def test_capital_of_a_plan_is_believed(door: str, capital: str, why: str) -> None:
    row = at(3)
    page = f"{PAGE}tham-gia/{row.pk}/phuong-an/"
    where = page if door == "page" else f"{API}participations/{row.pk}/plan/"
    refused = send(client("san"), door, where, PLAN | {"version": 1, "capital": capital}, "put")
    assert refused.status_code in (400, 422)
    assert words(refused) == {"capital": [why]}
    row.plan.refresh_from_db()
    assert row.plan.capital == int(PLAN["capital"])
    most = PLAN | {"version": 1, "capital": str(MOST_MONEY)}
    assert send(client("san"), door, where, most, "put").status_code in (200, 303)


@pytest.mark.django_db
def test_profit_may_be_a_loss_and_turnover_may_not() -> None:
    row = at(4)
    ProductionReport.objects.all().delete()
    where, san = f"{API}participations/{row.pk}/production-reports/", client("san")
    for sent, found in (
        ({"revenue": "-1"}, {"revenue": [NOT_BELOW]}),
        ({"profit": str(-MOST_MONEY - 1)}, {"profit": [TOO_MUCH]}),
    ):
        assert words(send(san, "api", where, REPORT | sent)) == found
    lost = REPORT | {"revenue": "0", "profit": "-5000000"}
    assert send(san, "api", where, lost).status_code == 201
    assert ProductionReport.objects.get().profit == -5_000_000


@pytest.mark.django_db
def test_samples_are_believed() -> None:
    row = make_step_five()
    said: dict[str, Any] = {"version": 1, "samples_promised": 1000}
    refused = send(client("san"), "api", f"{API}dossiers/{row.pk}/", said, "patch")
    assert words(refused) == {"samples_promised": ["Số này lớn quá; nhiều nhất là 999."]}


def test_every_sum_of_money_is_bounded() -> None:
    sums = [
        field
        for model in apps.get_models()
        if issubclass(model, ProvinceOwned)
        for field in model._meta.fields
        if isinstance(field, models.DecimalField)
    ]
    assert len(sums) >= 3
    assert [field for field in sums if not isinstance(field, Money)] == []


@pytest.mark.django_db
def test_row_itself_refuses_what_no_form_saw() -> None:
    row = make_producer()
    row.workers = MOST_PEOPLE + 1
    with pytest.raises(ValidationError) as refusal:
        row.full_clean(exclude=("search", "sort", "match_name"))
    assert refusal.value.message_dict == {"workers": [TOO_MANY]}


def test_migrations_see_plain_fields() -> None:
    fields = [*map(Producer._meta.get_field, PEOPLE), Producer._meta.get_field("history")]
    assert [field.deconstruct()[1] for field in fields] == [
        *["django.db.models.PositiveIntegerField"] * 5,
        "django.db.models.TextField",
    ]
    assert isinstance(fields[-1], LongText)
