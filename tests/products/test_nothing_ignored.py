"""The API ignores nothing in silence: a field that an act does not take is refused by its name."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import JournalEntry
from products.models import Dossier, Product
from tests.factories import make_producer, make_step_five

from .test_doors import entry
from .ways import API, IDEA, at, client, own_producer

pytestmark = pytest.mark.django_db
Sent = tuple[str, str, str, dict[str, Any]]  # who, method, address, body


def new_producer() -> Sent:
    return "hoa", "post", "producers/", {"name": "Hợp tác xã mới"}


def changed_producer() -> Sent:
    row = make_producer()
    return "hoa", "patch", f"producers/{row.pk}/", {"version": 1, "name": "Tên khác"}


def stopped_producer() -> Sent:
    row = make_producer()
    return "hoa", "post", f"producers/{row.pk}/deactivate/", {"reason": "Nghỉ."}


def confirmed_producer() -> Sent:
    row = make_producer(status="pending")
    return "hoa", "post", f"producers/{row.pk}/confirm/", {}


def new_product() -> Sent:
    return "san", "post", "products/", entry(producer=own_producer().pk)


def changed_product() -> Sent:
    row = at(1).product
    return "san", "patch", f"products/{row.pk}/", {"version": 1, "name": "Tên khác"}


def idea() -> Sent:
    return "san", "patch", f"participations/{at(2).pk}/idea/", IDEA | {"version": 1}


def submitted() -> Sent:
    return "san", "post", f"participations/{at(2).pk}/submit/", {"version": 1}


def dossier_texts() -> Sent:
    return "san", "patch", f"dossiers/{make_step_five().pk}/", {"version": 1, "samples_promised": 9}


def answer() -> Sent:
    sent = {"criterion": "A/1.1", "description": "x", "version": 0}
    return "san", "post", f"dossiers/{make_step_five().pk}/answers/", sent


CASES = [
    *(new_producer, changed_producer, stopped_producer, confirmed_producer),
    *(new_product, changed_product, idea, submitted, dossier_texts, answer),
]


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
def test_unknown_field_is_refused_by_name(make: Callable[[], Sent]) -> None:
    login, method, address, body = make()
    before = JournalEntry.objects.exclude(verb="start_dossier").count()
    sent = body | {"created_by": 1, "hang_sao": 5}
    answer = getattr(client(login), method)(API + address, sent, content_type="application/json")
    assert answer.status_code == 400
    told = {one["pointer"]: one["detail"] for one in answer.json()["errors"]}
    assert told["#/created_by"] == told["#/hang_sao"] == "Không nhận trường này."
    assert set(told) == {"#/created_by", "#/hang_sao"}
    assert JournalEntry.objects.exclude(verb="start_dossier").count() == before
    assert not Dossier.objects.filter(samples_promised=9).exists()


def test_without_it_the_same_act_goes_through() -> None:
    for make in (changed_producer, idea):
        login, method, address, body = make()
        done = getattr(client(login), method)(API + address, body, content_type="application/json")
        assert done.status_code == 200, done.content


YES = ["no", "không", "0", 7, 1, 0, "maybe"]


@pytest.mark.parametrize("word", YES)
def test_what_is_no_truth_value_is_not_taken_for_yes(word: object) -> None:
    body = entry(producer=own_producer().pk) | {"is_new": word}
    answer = client("san").post(f"{API}products/", body, content_type="application/json")
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["detail"]) == ("#/is_new", "Mục này phải là true hoặc false.")
    assert not Product.objects.exists()


@pytest.mark.parametrize(("word", "kept"), [(True, True), (False, False), ("false", False)])
def test_truth_values_are_taken_as_they_are_meant(word: object, kept: bool) -> None:
    body = entry(producer=own_producer().pk) | {"is_new": word}
    answer = client("san").post(f"{API}products/", body, content_type="application/json")
    assert answer.status_code == 201
    assert Product.objects.get().is_new is kept


def test_nobody_swears_with_no() -> None:
    way = make_step_five()
    path = f"{API}dossiers/{way.pk}/hand-in/"
    for word in ("no", "không", 7):
        sent = client("san").post(path, {"agreed": word}, content_type="application/json")
        assert [one["pointer"] for one in sent.json()["errors"]] == ["#/agreed"]
