"""The doors themselves: every address with every method, the world behind them, how to knock."""

import csv
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from . import access_world
from .access_world import PUBLIC, Browser, World

MATRIX = Path(__file__).with_name("access_matrix.csv")
# Addresses of others' code, by their beginning; whitenoise answers /static/ before any address.
EXEMPT = {
    "dang-nhap/": "allauth: signing in, passwords, second factors; each page asks for itself",
    "quan-tri/": "Django's admin: lets operators in, by User.has_perm",
    "ngon-ngu/": "Django's set_language: writes a cookie",
}
SAFE = frozenset({"get", "head", "options"})


class Route(NamedTuple):
    """One address with one method."""

    path: str
    door: str
    name: str
    method: str
    action: str
    view: Any

    @property
    def key(self) -> tuple[str, str, str]:
        """What names the row in the matrix."""
        return self.door, self.name, self.method

    @property
    def names_an_object(self) -> bool:
        """Tell whether the address carries the id of a record."""
        return self.name not in PUBLIC and ("<int:pk>" in self.path or "(?P<pk>" in self.path)

    @property
    def takes_a_body(self) -> bool:
        """Tell whether the method is one that brings data."""
        return self.method in ("post", "put", "patch")


def patterns(resolver: Any = None, before: str = "") -> Iterator[tuple[str, URLPattern | str]]:
    """Walk the addresses; of an exempt part return its beginning only."""
    for one in (resolver or get_resolver()).url_patterns:
        path = before + str(one.pattern)
        if path in EXEMPT:
            yield path, path
        elif isinstance(one, URLResolver):
            yield from patterns(one, path)
        else:
            yield path, one


def routes() -> Iterator[Route]:
    """Return every address with every method that its view takes, HEAD and OPTIONS aside."""
    for path, one in patterns():
        if isinstance(one, str):
            continue
        actions = getattr(one.callback, "actions", None)
        view = getattr(one.callback, "cls", None) or getattr(one.callback, "view_class", None)
        assert view is not None, f"{path} is no class-based view; exempt it with a reason"
        if actions is None:
            taken = set(view.http_method_names) - {"head", "options", "trace"}
            actions = {method: method for method in taken if hasattr(view, method)}
        door = "api" if path.startswith("api/") else "page"
        for method in sorted(set(actions) - {"head"}):
            yield Route(path, door, one.name, method, actions[method], view)


def read_matrix() -> dict[tuple[str, str, str], dict[str, str]]:
    """Read the file."""
    with MATRIX.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row.pop("door"), row.pop("route"), row.pop("method")): row for row in rows}


ROUTES = sorted(routes(), key=lambda one: one.key)
TABLE = read_matrix()
KNOWN = [route for route in ROUTES if route.key in TABLE]


def let_in(route: Route) -> list[str]:
    """Return the viewers whom the matrix lets in."""
    return [viewer for viewer, cell in TABLE[route.key].items() if cell == "ok"]


def bare(status: int) -> Any:
    """Return a refusal without a page."""
    return lambda request, exception: HttpResponse(status=status)


def make_world(media: Path) -> World:
    """Make the world's rows and files for good; the jobs that they call for are sent nowhere."""
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("django.conf.settings.MEDIA_ROOT", str(media))
        built = access_world.build()
        built.media = str(media)
        connection.run_on_commit.clear()
    # Every row is read by thousands of requests: let the planner know how few they are.
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    return built


@contextmanager
def the_world(built: World) -> Iterator[World]:
    """Lend the world to a whole module; nothing that the module does is ever committed."""
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        # Thousands of refusals are these modules' daily bread; none is news for the log.
        patch.setattr(logging.getLogger("django.request"), "disabled", True)
        # How a refusal looks is tested elsewhere; here a third of the time would go into it.
        patch.setattr("ocop_portal.urls.handler403", bare(403), raising=False)
        patch.setattr("ocop_portal.urls.handler404", bare(404), raising=False)
        patch.setattr("django.conf.settings.MEDIA_ROOT", built.media)
        yield built
        transaction.set_rollback(True)


def ask(browser: Browser, method: str, path: str, body: Any = None, door: str = "api") -> Any:
    """Send one request, as JSON or as a form, and undo what it did."""
    more: dict[str, Any] = {}
    if method not in SAFE:
        is_form = door == "page" and method == "post"
        more = {"data": body or {}} if is_form else {"content_type": "application/json"}
        if not is_form and body is not None:
            more["data"] = json.dumps(body)
    return undone(getattr(browser, method), path, **more)


def undone(send: Any, *args: Any, **kwargs: Any) -> Any:
    """Send a request and undo what it did."""
    with transaction.atomic():
        response = send(*args, **kwargs)
        transaction.set_rollback(True)
    return response


def verdict(response: Any) -> str:
    """Say in the matrix's words what became of a request."""
    code = response.status_code
    if code == 302 and response["Location"].startswith("/dang-nhap/"):
        return "login"
    if code in (401, 403):
        return "403" if response.wsgi_request.user.is_authenticated else "login"
    if 300 <= code < 400:
        return "ok" if response["Location"].startswith("/") else "led away"
    if code < 300 or code in (400, 409, 422, 503):  # 503: the health page, told to whoever asks
        return "ok"
    return str(code)


def happens(world: World, route: Route, viewer: str) -> Any:
    """Return the answer to a viewer at a route's own objects, sending nothing."""
    path = world.address(route.name, viewer)
    return ask(world.browsers[viewer], route.method, path, door=route.door)
