"""Who gets in where: every address, every method, every role, held against one file (design §9).

`access_matrix.csv` is the law: `ok` (the act was let in, even if its data were refused), `403`,
`404` (not there for this person), `login`. After a new address, `OCOP_WRITE_MATRIX=1 pytest
tests/test_access.py` writes down what happens; every new cell is then read and judged by a person.
"""

import csv
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.doors import wanted
from accounts.permissions import ROLES, Permission, Role

from . import access_world
from .access_world import HERE, PUBLIC, VIEWERS, World

pytestmark = pytest.mark.xdist_group("access")

MATRIX = Path(__file__).with_name("access_matrix.csv")
RECORDS = os.environ.get("OCOP_WRITE_MATRIX") == "1"
# Addresses of others' code, by their beginning; whitenoise answers /static/ before any address.
EXEMPT = {
    "dang-nhap/": "allauth: signing in, passwords, second factors; each page asks for itself",
    "quan-tri/": "Django's admin: lets operators in, by User.has_perm",
    "ngon-ngu/": "Django's set_language: writes a cookie",
}
SAFE = ("get", "head", "options", "trace")
ALL_METHODS = ("get", "post", "put", "patch", "delete")


class Route(NamedTuple):
    """One address with one method."""

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
    def is_public(self) -> bool:
        """Tell whether anybody may come."""
        return getattr(self.view, "public", False)


def patterns(resolver: Any = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Walk the addresses of the portal's own code."""
    for one in (resolver or get_resolver()).url_patterns:
        path = before + str(one.pattern)
        if path in EXEMPT:
            continue
        if isinstance(one, URLResolver):
            yield from patterns(one, path)
        else:
            yield path, one


def routes() -> Iterator[Route]:
    """Return every address with every method that its view takes, HEAD and OPTIONS aside."""
    for path, one in patterns():
        actions = getattr(one.callback, "actions", None)
        view = getattr(one.callback, "cls", None) or getattr(one.callback, "view_class", None)
        assert view is not None, f"{path} is no class-based view; exempt it with a reason"
        if actions is None:
            named = [m for m in view.http_method_names if m in ("get", "post", "patch", "delete")]
            actions = {method: method for method in named if hasattr(view, method)}
        door = "api" if path.startswith("api/") else "page"
        for method in sorted(set(actions) - {"head"}):
            yield Route(door, one.name, method, actions[method], view)


ROUTES = list(routes())
NAMES = sorted({(route.door, route.name) for route in ROUTES})


def read_matrix() -> dict[tuple[str, str, str], dict[str, str]]:
    """Read the file."""
    if not MATRIX.exists():
        return {}
    with MATRIX.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row.pop("door"), row.pop("route"), row.pop("method")): row for row in rows}


TABLE = read_matrix()


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Build one world for all rows; nothing of it is ever committed."""
    media = tmp_path_factory.mktemp("media")
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        # Thousands of refusals are this module's daily bread; none is news for the log.
        patch.setattr(logging.getLogger("django.request"), "disabled", True)
        patch.setattr("django.conf.settings.MEDIA_ROOT", str(media))
        built = access_world.build()
        built.media = str(media)
        yield built
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _files_of_the_world(request: pytest.FixtureRequest, settings: Any) -> None:
    """Every test reads the same files; the conftest's own folder would be empty."""
    if "world" in request.fixturenames:
        settings.MEDIA_ROOT = request.getfixturevalue("world").media


def ask(browser: Client, method: str, path: str, **more: Any) -> Any:
    """Send one request and undo what it did."""
    with transaction.atomic():
        response = getattr(browser, method)(path, **more)
        if response.streaming:
            response.sent = b"".join(response.streaming_content)  # this closes the file
        transaction.set_rollback(True)
    return response


def verdict(response: Any) -> str:
    """Say in the matrix's words what became of a request."""
    code = response.status_code
    if code == 302 and response["Location"].startswith("/dang-nhap/"):
        return "login"
    if code in (401, 403):
        request = response.wsgi_request
        return "403" if request.user.is_authenticated else "login"
    if code < 400 or code in (400, 409, 422):
        return "ok"
    return str(code)


def happens(world: World, route: Route, viewer: str) -> str:
    """Return what the viewer gets at a route's own objects, sending nothing."""
    path = world.address(route.name, viewer)
    more = {} if route.method in SAFE else {"content_type": "application/json"}
    if route.door == "page" and route.method == "post":
        more = {}
    return verdict(ask(world.clients[viewer], route.method, path, **more))


@pytest.mark.skipif(not RECORDS, reason="writes the matrix only when asked to")
def test_record(world: World) -> None:
    import time
    took = []
    with MATRIX.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["door", "route", "method", *VIEWERS])
        for route in sorted(ROUTES, key=lambda one: (one.door, one.name, one.method)):
            cells=[]
            for viewer in VIEWERS:
                t=time.process_time()
                cells.append(happens(world, route, viewer))
                took.append((time.process_time()-t, route.key, viewer, cells[-1]))
            out.writerow([*route.key, *cells])
    print(sum(t for t,*_ in took), len(took))
    import collections
    sums=collections.Counter(); ns=collections.Counter()
    for t,k,v,c in took: sums[k[0],c]+=t; ns[k[0],c]+=1
    for k in sums: print(k, ns[k], round(sums[k],1), round(sums[k]/ns[k]*1000,1),"ms")
    rows=collections.Counter()
    for t,k,v,c in took: rows[k]+=t
    for one in rows.most_common(40): print(one)
