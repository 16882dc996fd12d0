"""Every list of the API refuses a parameter that it does not read, by its name, and says which."""

import json
from typing import Any
from urllib.parse import urlencode

import django_filters
import pytest
from drf_spectacular.generators import SchemaGenerator

from ocop_portal.list_words import query_names

from .access_routes import ROUTES, TABLE, Route, ask, let_in
from .access_world import World
from .test_schema import bare

LISTS = [route for route in ROUTES if route.door == "api" and route.action == "list"]
TESTED = [route for route in LISTS if route.key in TABLE]


def asked(world: World, route: Route, words: str, viewer: str = "") -> Any:
    """Ask for a list as somebody who may read it."""
    viewer = viewer or let_in(route)[0]
    return ask(world.browsers[viewer], "get", world.address(route.name, viewer) + words)


def test_there_are_lists() -> None:
    assert len(LISTS) > 30
    assert TESTED == LISTS


@pytest.mark.parametrize("route", LISTS, ids=lambda one: one.name)
def test_unknown_word_is_refused_by_name_and_the_known_ones_are_told(
    world: World, route: Route
) -> None:
    answer = asked(world, route, "?nonsense=1&page_sise=9")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    said = json.loads(answer.content)["errors"]
    assert [one["pointer"] for one in said] == ["#/nonsense", "#/page_sise"]
    assert {one["code"] for one in said} == {"unknown"}
    known = query_names_of(route)
    assert said[0]["detail"].endswith(f"Tham số được nhận: {', '.join(sorted(known)) or '–'}.")
    # What every client may add, and nothing, are taken as before.
    assert asked(world, route, "?format=json").status_code == 200


def query_names_of(route: Route) -> set[str]:
    """Return what a list reads."""
    view = route.view()
    view.action, view.detail = "list", False
    return query_names(view)


def test_schema_names_the_same_words() -> None:
    told = {
        (bare(path), method): {one["name"] for one in act["parameters"] if one["in"] == "query"}
        for path, acts in SchemaGenerator().get_schema(public=True)["paths"].items()
        for method, act in acts.items()
        if "parameters" in act
    }
    read = {route.name: query_names_of(route) for route in LISTS}
    assert {route.name: told.get((bare(route.path), "get"), set()) for route in LISTS} == read
    assert read["api_certificate-list"] >= {"star", "page", "page_size"}


def test_who_may_not_read_a_list_is_told_that_first(world: World) -> None:
    journal = next(route for route in LISTS if route.name == "api_journal-list")
    assert asked(world, journal, "?nonsense=1", "hoa").status_code == 403


def test_file_of_a_list_takes_the_words_of_its_filter(world: World) -> None:
    root = "/api/v1/quang-ngai/producers/export/csv/"
    refused = ask(world.browsers["binh"], "get", f"{root}?communes=21548")
    assert json.loads(refused.content)["errors"][0]["pointer"] == "#/communes"
    assert ask(world.browsers["binh"], "get", f"{root}?commune=21548").status_code == 200


def test_one_record_is_no_list(world: World) -> None:
    path = world.address("api_product-detail", "binh")
    assert ask(world.browsers["binh"], "get", f"{path}?nonsense=1").status_code == 200


def choosing(route: Route) -> list[str]:
    """Return the words of a list that take one of several values, a number or a day."""
    view = route.view()
    view.action, view.detail = "list", False
    names = []
    for backend in view.filter_backends:
        filters = backend().get_filterset_class(view, view.queryset)
        rows = filters.base_filters.items() if filters else ()
        names += [name for name, one in rows if type(one) is not django_filters.CharFilter]
    return names


@pytest.mark.parametrize("route", LISTS, ids=lambda one: one.name)
def test_value_that_cannot_be_is_refused_at_its_word(world: World, route: Route) -> None:
    taken = []
    for name in choosing(route):
        answer = asked(world, route, f"?{name}=không-có")
        if answer.status_code != 400:
            taken.append(name)
            continue
        assert [one["pointer"] for one in json.loads(answer.content)["errors"]] == [f"#/{name}"]
    assert taken == []


IMPOSSIBLE = {
    "api_result-list": {"star": ("999999", "0", "-1", "4.5")},
    "api_control-list": {"star": ("999999", "-1")},
    "api_record-list": {
        "kind": ("abc",),
        "evaluation_ref": ("-1", "0", "1.5", "9" * 30),
        "sitting_ref": ("-1", "9" * 30),
    },
    "api_sheet-list": {"pass_no": ("-1", "0", "1.5", "NaN")},
    "criteria-set-list": {"sector": ("-1",), "line": ("0", "1.5")},
    "api_public_product-list": {"commune": ("abc", "99999"), "star": ("-1", "6")},
}


@pytest.mark.parametrize("route", LISTS, ids=lambda one: one.name)
def test_number_that_cannot_be_is_refused_at_its_word(world: World, route: Route) -> None:
    tried = dict.fromkeys(choosing(route), ("-1",)) | IMPOSSIBLE.get(route.name, {})
    if {"page", "page_size"} <= query_names_of(route):
        tried |= dict.fromkeys(("page", "page_size"), ("NaN", "abc", "-1", "0", "1.5", "²", "+1"))
    for name, values in tried.items():
        for value in values:
            answer = asked(world, route, f"?{urlencode({name: value})}")
            assert answer.status_code == 400, (name, value)
            said = json.loads(answer.content)["errors"]
            assert {one["pointer"] for one in said} == {f"#/{name}"}, (name, value)


def test_page_and_its_size_are_taken_where_they_can_be(world: World) -> None:
    units = next(route for route in LISTS if route.name == "api_product-list")
    rows = json.loads(asked(world, units, "").content)
    assert rows["count"] > 1
    for words, least in (("?page_size=1", 1), ("?page_size=1&page=last", 1), ("?page_size=", 2)):
        answer = asked(world, units, words)
        assert answer.status_code == 200, words
        assert len(json.loads(answer.content)["results"]) >= least
    assert asked(world, units, "?page=999").status_code == 404


@pytest.mark.parametrize("name", ["page", "page_size"])
def test_number_beyond_the_bound_is_told_the_bound(world: World, name: str) -> None:
    route = next(one for one in LISTS if one.name == "api_product-list")
    answer = asked(world, route, f"?{name}=1000000000")
    assert answer.status_code == 400
    [said] = json.loads(answer.content)["errors"]
    assert said["detail"] == "Hãy ghi một số nguyên từ 1 đến 999999999."
    taken = asked(world, route, f"?{name}=999999999")
    assert taken.status_code == (404 if name == "page" else 200)


def test_impossible_values_are_tried_at_lists_that_are_there() -> None:
    assert set(IMPOSSIBLE) <= {route.name for route in LISTS}


def test_lists_that_choose_are_many() -> None:
    assert sum(len(choosing(route)) for route in LISTS) > 40
