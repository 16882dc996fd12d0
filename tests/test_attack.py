"""What somebody would try at every door: others' ids, odd methods and bodies, others' words."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.test import Client
from django_filters import DateFilter
from rest_framework import serializers
from rest_framework.views import APIView

from accounts.doors import PressedOnly
from accounts.models import Assignment, User
from councils.models import Sitting
from ocop_portal import problems
from ocop_portal.api import Exact
from producers.models import Producer

from .access_bodies import bodies
from .access_routes import KNOWN, ROUTES, Route, ask, let_in, undone
from .access_world import PUBLIC, THERE, World
from .cast import commune, give, person, province
from .factories import make_producer_account

NUL, HUGE, DIGITS = "\x00", 10**30, "9" * 5000
DAY = re.compile(r"\d{4}-\d\d-\d\d")
OTHER_METHODS = ("get", "post", "put", "patch", "delete", "trace", "options", "facts")
# What the portal alone says: persons, provinces, states, stars, points, clocks.
OURS = {
    "province": 1, "province_id": 1, "user": 1, "user_id": 1, "by": 1, "actor": 1, "id": 1,
    "registered_by": 1, "drafted_by": 1, "handed_in_by": 1, "status": "issued", "outcome": "done",
    "points": 99, "points_sum": 300, "total": 100, "totals": {}, "star": 5, "star_by_points": 5,
    "held_star": 5, "snapshot": {}, "public_code": "A" * 16, "is_operator": True,
    "opened_at": "2020-01-01T00:00", "handed_in_at": "2020-01-01T00:00", "today": "2020-01-01",
    "unit": 1, "role": "leader",
}  # fmt: skip
# Named by the person: whose duty or council it will be, checked against who gives it.
ASKED = {"InvitationForm": {"role", "unit"}, "CouncilForm": {"unit"}}
# The leader's word on an appeal; the star of a minimum that a preview asks about.
ASKED |= {"DecideForm": {"outcome"}, "DecideAppealSerializer": {"outcome"}}
ASKED |= {"AskedMinimumSerializer": {"star"}}
ASKED |= {"InvitationSerializer": ASKED["InvitationForm"], "EstablishSerializer": {"unit"}}
APPS = ("accounts", "councils", "evaluations", "producers", "products")
NO_OBJECT = {
    "a list": b"[]",
    "a list of one": b'[{"reason": "x"}]',
    "a text": b'"x"',
    "a number": b"5",
    "nothing": b"null",
    "broken": b'{"reason": ',
    "not a number": b'{"version": NaN}',
    "endless": b'{"version": 1e999}',
    "too many digits": b'{"version": ' + DIGITS.encode() + b"}",
    "half a letter": b'{"reason": "\\ud800"}',
    "half a letter's name": b'{"\\ud800": 1}',
    "no letters": b'{"reason": "\xff\xfe"}',
    "bottomless": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "too long": b'{"reason": "' + b"x" * 3_000_000 + b'"}',
}


def one_of_each(routes: list[Route]) -> list[Route]:
    """Return one route for each address, whatever its methods."""
    return list({(route.door, route.name): route for route in routes}.values())


def few(route: Route) -> list[str]:
    """Return the first and the last whom the matrix lets in: mostly of different reach."""
    viewers = let_in(route)
    return list(dict.fromkeys([*viewers[:1], *viewers[-1:]]))


def whoever(route: Route) -> str:
    """Return the first whom the matrix lets in."""
    return let_in(route)[0]


def serve_in_both_provinces() -> None:
    """Let everybody do in Gia Lai what he does in Quảng Ngãi: only the address tells them apart."""
    there, unit = province(THERE), commune("23575")
    for duty in list(Assignment.objects.exclude(province=there)):
        if not Assignment.objects.filter(province=there, user=duty.user, role=duty.role).exists():
            give(duty.user, duty.role, there, unit if duty.unit_id else None)
    coffee = Producer.objects.get(province=there)
    for login in ("san", "kha"):
        user = User.objects.get(email=f"{login}@ocop.example")
        make_producer_account(producer=coffee, user=user)


def test_object_of_another_province_is_not_there(world: World) -> None:
    found = []
    with transaction.atomic():
        serve_in_both_provinces()
        for route in KNOWN:
            path = world.address(route.name, "tu_at_home") if route.names_an_object else ""
            for viewer in few(route) if path else ():
                answer = ask(world.browsers[viewer], route.method, path, door=route.door)
                if answer.status_code != 404:
                    found.append((route.key, viewer, answer.status_code))
        own = ask(world.browsers["binh"], "get", f"/{THERE}/san-pham/")
        transaction.set_rollback(True)
    assert "Pleiku" in own.content.decode()  # the duty itself is real
    assert found == []


def test_second_id_of_another_parent_is_not_there(world: World) -> None:
    two = {route.name for route in KNOWN if route.names_an_object and route.path.count("<") > 2}
    assert two == set(world.crossed)
    found = []
    for route in KNOWN:
        for names in world.crossed.get(route.name, ()):
            for viewer in few(route):
                path = world.address(route.name, viewer, names=names)
                answer = ask(world.browsers[viewer], route.method, path, door=route.door)
                if answer.status_code != 404:
                    found.append((route.key, viewer, names, answer.status_code))
    assert found == []


def noting(written: list[str]) -> Any:
    """Return a wrapper of the connection that notes every write."""

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            written.append(sql)
        return execute(sql, *rest)

    return watch


def test_button_come_to_without_a_press_does_nothing_and_leads_back(world: World) -> None:
    """Who signs in anew at a button's address lands there by GET: a browser shows no bare 405."""
    written: list[str] = []
    pages = [route for route in KNOWN if route.door == "page"]
    assert {route.name for route in pages} == {r.name for r in pages if r.method == "get"}
    buttons = [r for r in pages if r.method == "get" and issubclass(r.view, PressedOnly)]
    assert {"sitting_open", "rehearsal_delete", "decision_remove"} <= {r.name for r in buttons}
    for route in buttons:
        viewer = whoever(route)
        browser = world.browsers[viewer]
        with connection.execute_wrapper(noting(written)):
            answer = undone(browser.get, world.address(route.name, viewer))
        assert (answer.status_code, written) == (302, []), route.name
        told = [str(one) for one in get_messages(answer.wsgi_request)]
        words = "Lần mở trang này chưa thực hiện gì. Nếu nút vẫn còn ở đây, hãy bấm lại."
        assert told == [words], route.name
        assert undone(browser.get, answer["Location"]).status_code == 200, route.name


@pytest.mark.django_db
@pytest.mark.parametrize("tongue", ["vi", "en"])
def test_a_press_that_no_page_takes_is_answered_by_a_page(tongue: str) -> None:
    browser = Client(headers={"accept-language": tongue})
    browser.force_login(person("thao"))
    browser.cookies["django_language"] = tongue
    answer = browser.post("/quang-ngai/phien-hop/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    words = {"vi": "Chưa có gì được ghi.", "en": "Nothing was recorded."}
    assert words[tongue] in answer.content.decode()


@pytest.mark.parametrize("method", OTHER_METHODS)
def test_method_that_an_address_does_not_take_does_nothing(world: World, method: str) -> None:
    taken = {route.key for route in ROUTES}
    refusals, found, written = {302, 401, 403, 404, 405}, [], []
    for route in one_of_each(KNOWN):
        if (route.door, route.name, method) in taken:
            continue
        for viewer in (whoever(route), "anonymous"):
            path = world.address(route.name, viewer)
            with connection.execute_wrapper(noting(written)):
                answer = undone(world.browsers[viewer].generic, method.upper(), path)
            is_page = not issubclass(route.view, APIView)
            is_told = method == "options" and is_page and answer.status_code == 200
            if written or not (is_told or answer.status_code in refusals):
                found.append((route.name, viewer, answer.status_code, written[:]))
            written.clear()
    assert found == []


def test_head_answers_as_get_without_words(world: World) -> None:
    """Where Django does not do it by itself: viewsets, files, addresses that know nobody."""
    found = []
    for route in KNOWN:
        is_plain = route.door == "page" and hasattr(route.view, "template_name")
        if route.method == "get" and (route.name in PUBLIC or not is_plain):
            viewer = whoever(route)
            answer = ask(world.browsers[viewer], "head", world.address(route.name, viewer))
            if answer.status_code not in (200, 202, 302, 303, 503):
                found.append((route.key, viewer, answer.status_code))
    assert found == []


def refused(world: World, route: Route, content: bytes, kind: str = "application/json") -> bool:
    """Tell whether a body is refused in the API's own form."""
    viewer = whoever(route)
    path, browser = world.address(route.name, viewer), world.browsers[viewer]
    answer = undone(browser.generic, route.method.upper(), path, content, content_type=kind)
    code = 400 if kind in ("application/json", "multipart/form-data") else 415
    code = 413 if len(content) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE else code
    if answer.status_code != code or answer["Content-Type"] != problems.MEDIA_TYPE:
        return False
    return "errors" not in json.loads(answer.content)


def test_api_refuses_a_body_that_is_no_object(world: World) -> None:
    for route in KNOWN:
        if route.door == "api" and route.method != "get":
            assert refused(world, route, NO_OBJECT["a list of one"]), route.key
            assert refused(world, route, b"reason=x", "text/plain"), route.key


@pytest.mark.parametrize("name", NO_OBJECT)
def test_api_refuses_what_it_cannot_keep(world: World, name: str) -> None:
    some = {"api_decision-list", "api_decision-print-again", "api_product-list", "api_sheet-marks"}
    for route in KNOWN:
        if route.name in some and route.method == "post":
            assert refused(world, route, NO_OBJECT[name]), route.key


@pytest.mark.parametrize("kind", ["", "nonsense", "application/xml", "multipart/form-data"])
def test_api_refuses_a_content_type_that_it_does_not_read(world: World, kind: str) -> None:
    route = next(one for one in KNOWN if one.key == ("api", "api_product-list", "post"))
    assert refused(world, route, b"{}", kind)


def test_every_act_has_its_body(world: World) -> None:
    acts = {(r.name, r.method) for r in KNOWN if r.door == "api" and r.takes_a_body}
    assert set(bodies(world)) == acts


def test_acts_take_their_bodies_and_nothing_that_is_ours_to_say(world: World) -> None:
    routes = {(route.name, route.method): route for route in KNOWN if route.door == "api"}
    for key, body in bodies(world).items():
        path, browser = world.address(key[0], body.by), world.browsers[body.by]
        plain = ask(browser, routes[key].method, path, body.sent)
        assert (plain.status_code < 300) == (body.state == ""), (key, plain.content)
        more = ask(browser, routes[key].method, path, OURS | body.sent)
        if more.status_code != 400:
            assert said(more) == said(plain), key


def said(answer: Any) -> dict[str, Any]:
    """Return what an answer says of the things that are ours to say, ids and clocks aside."""
    words = json.loads(answer.content or "{}")
    return {name: words.get(name) for name in OURS if name != "id" and not name.endswith("_at")}


def odd(value: Any) -> list[Any]:
    """Return what is wrong, or most unlikely, in the place of a good value."""
    if isinstance(value, bool):
        return ["x"]
    if isinstance(value, int):
        return [HUGE, 1.5]
    if isinstance(value, list):
        return [[HUGE], [{"a": 1}]]
    if isinstance(value, dict):
        return [[HUGE], NUL]
    if value is None:
        return [HUGE]
    return [99999, "0001-01-01", "9999-12-31"] if DAY.match(value) else [NUL, {"a": 1}]


def test_odd_values_break_nothing(world: World) -> None:
    found = []
    for (name, method), body in bodies(world).items():
        path, browser = world.address(name, body.by), world.browsers[body.by]
        for field, value in body.sent.items():
            for strange in odd(value):
                answer = ask(browser, method, path, body.sent | {field: strange})
                is_taken = answer.status_code < 300 and isinstance(strange, dict)
                if answer.status_code >= 500 or is_taken:
                    found.append((name, method, field, str(strange)[:20], answer.status_code))
    assert found == []


def test_no_form_and_no_body_asks_for_what_is_ours_to_say() -> None:
    found = {
        kind.__name__: names
        for base in (forms.BaseForm, serializers.Serializer)
        for kind in descendants(base)
        if kind.__module__.split(".")[0] in APPS
        and (names := asked_by(kind) & set(OURS) - ASKED.get(kind.__name__, set()))
    }
    assert found == {}


def descendants(kind: type) -> Iterator[type]:
    """Yield every class below a class."""
    for one in kind.__subclasses__():
        yield one
        yield from descendants(one)


def asked_by(kind: type) -> set[str]:
    """Return what a form or a serializer of input takes; the other serializers only show."""
    if issubclass(kind, forms.BaseForm):
        return set() if "Filter" in kind.__name__ else set(getattr(kind, "base_fields", ()))
    if not issubclass(kind, Exact):
        return set()
    return {*kind._declared_fields, *getattr(getattr(kind, "Meta", None), "fields", ())}


@pytest.mark.parametrize("strange", ["9" * 30, "%00", "abc"])
def test_odd_ids_in_addresses_are_not_there(world: World, strange: str) -> None:
    found = []
    for route in one_of_each(KNOWN):
        viewer, own = whoever(route), world.own.get(route.name, {})
        for name, value in own.items():
            stand_in = {"year": 9876}.get(name, 987654321) if isinstance(value, int) else value
            path = world.address(route.name, viewer, names=own | {name: stand_in})
            before, _stand_in, after = path.rpartition(str(stand_in))
            path = f"{before}{strange}{after}"
            answer = undone(world.browsers[viewer].generic, route.method.upper(), path)
            if answer.status_code != 404:
                found.append((route.key, name, answer.status_code))
    assert found == []


def queries(route: Route) -> list[str]:
    """Return the names of a list's filters."""
    filters = getattr(route.view, "filterset_class", None)
    own = list(filters.base_filters) if filters else []
    return [*own, *getattr(route.view, "filterset_fields", ())]


def test_odd_queries_break_nothing(world: World) -> None:
    found = []
    for route in KNOWN:
        if route.method == "get" and not route.names_an_object and route.name != "health":
            viewer = whoever(route)
            path, names = world.address(route.name, viewer), queries(route)
            tries = [{name: value} for name in names for value in odd_words(route, name)]
            tries += [{"page": "9" * 30}, {"page": "-1", "sort": "-x"}, {"per_page": "-1"}]
            tries.append(dict.fromkeys([*names, "sort", "chu-the", "loai", "code"], NUL))
            for query in tries:
                answer = undone(world.browsers[viewer].get, path, query)
                if answer.status_code >= 500:
                    found.append((route.key, query, answer.status_code))
    assert found == []


def odd_words(route: Route, name: str) -> tuple[str, ...]:
    """Return what no filter expects: the ends of the calendar, a number without end."""
    filters = getattr(route.view, "filterset_class", None)
    one = filters.base_filters.get(name) if filters else None
    return ("0001-01-01", "9999-12-31") if isinstance(one, DateFilter) else ("9" * 30,)


@pytest.mark.parametrize("strange", [NUL, "31/12/9999"])
def test_odd_forms_break_nothing(world: World, strange: str) -> None:
    names = {name for kind in descendants(forms.BaseForm) for name in asked_by(kind)}
    found = []
    for route in KNOWN:
        if route.door == "page" and route.method == "post":
            viewer = whoever(route)
            path = world.address(route.name, viewer)
            answer = undone(world.browsers[viewer].post, path, dict.fromkeys(names, strange))
            if answer.status_code >= 500:
                found.append((route.key, answer.status_code))
    assert found == []


@pytest.mark.parametrize(
    "sent",
    [
        {"remark:A/1.1": f"Tỏi{NUL}đen"},
        {"level:A/1.1": DIGITS},
        {"version:A/1.1": DIGITS},
        {"level:A/1.1": "1e9"},
        {"level:A/1.1": "-1"},
        {"version:A/1.1": "NaN"},
    ],
    ids=lambda sent: next(iter(sent))[:6] + repr(next(iter(sent.values())))[:8],
)
def test_odd_marks_are_refused_by_the_sheet(world: World, sent: dict[str, str]) -> None:
    good = {"version:A/1.1": "0", "level:A/1.1": "1", "remark:A/1.1": ""}
    path = world.address("sheet", "minh")
    taken = undone(world.browsers["minh"].post, path, good)
    assert (
        taken.status_code,
        undone(world.browsers["minh"].post, path, good | sent).status_code,
    ) == (302, 422)


def test_sitting_at_the_ends_of_the_calendar_breaks_no_page(world: World) -> None:
    with transaction.atomic():
        Sitting.objects.filter(pk=world.own["sitting"]["pk"]).update(
            files_sent_on=date.min, held_on=date.min
        )
        path = world.address("begin_scoring", "thao")
        answer = world.browsers["thao"].get(path)
        transaction.set_rollback(True)
    assert answer.status_code == 200
