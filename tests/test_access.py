"""Who gets in where: every address, every method, every role, held against one file (design §9).

`access_matrix.csv` is the law: `ok` (the act was let in, even if its data were refused), `403`,
`404` (not there for this person), `login`. After a new address, `OCOP_WRITE_MATRIX=1 pytest
tests/test_access.py` writes down what happens; a person then judges every cell that changed.
"""

import csv
import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.doors import wanted
from accounts.permissions import ROLES, Permission
from products.models import Participation

from . import access_world
from .access_world import PUBLIC, VIEWERS, Browser, World

MATRIX = Path(__file__).with_name("access_matrix.csv")
RECORDS = os.environ.get("OCOP_WRITE_MATRIX") == "1"
# Addresses of others' code, by their beginning; whitenoise answers /static/ before any address.
EXEMPT = {
    "dang-nhap/": "allauth: signing in, passwords, second factors; each page asks for itself",
    "quan-tri/": "Django's admin: lets operators in, by User.has_perm",
    "ngon-ngu/": "Django's set_language: writes a cookie",
}
SAFE = frozenset({"get", "head", "options"})
# What no page or answer of theirs may say: Lý Sơn's products, Sa Huỳnh's salt, Gia Lai's coffee.
HIDDEN = dict.fromkeys(VIEWERS, ("Pleiku",)) | {
    "hoa": ("Muối", "Pleiku"),
    "san": ("Muối", "Pleiku"),
    "thu": ("Tỏi", "Pleiku"),
    "kha": ("Tỏi", "Pleiku"),
    "tu_at_home": ("Tỏi", "Muối"),
    "nga_at_home": ("Tỏi", "Muối", "Pleiku"),
}
# Acts whose body is not read.
BODILESS = frozenset(
    {"api_result-reject", "api_decision-print-again", "api_five_star_request-forward"}
)
# Changed here and in accounts/permissions.py, or not at all.
HELD = {
    "commune_officer": (
        "certificate_view commune_report dossier_edit dossier_hand_in file_view home_view "
        "producer_confirm producer_edit producer_export producer_view product_edit "
        "product_view step_accept step_submit"
    ),
    "district_officer": (
        "certificate_issue certificate_view council_manage council_view decision_draft "
        "decision_view dossier_check evaluation_view file_view home_view producer_view "
        "product_view report_view samples_record sitting_run"
    ),
    "provincial_staff": (
        "certificate_issue certificate_view council_manage council_view cycle_manage "
        "decision_draft decision_view dossier_check evaluation_view file_view home_view "
        "producer_export producer_view product_view publish report_view samples_record "
        "sitting_run step_accept"
    ),
    "province_admin": "council_view home_view journal_view settings_manage user_manage",
    "leader": (
        "certificate_revoke certificate_view council_view decision_sign decision_view "
        "evaluation_view file_view home_view producer_view product_view report_view"
    ),
    "council_member": "council_view evaluation_view file_view home_view score",
    "council_secretary": (
        "council_view evaluation_view file_view home_view product_view samples_record sitting_run"
    ),
    "adviser": "advisory_report council_view file_view home_view product_view",
    "controller": (
        "certificate_view council_view decision_view evaluation_view home_view journal_view"
    ),
    "national_staff": (
        "certificate_issue certificate_view council_manage council_view decision_draft "
        "decision_view dossier_check evaluation_view file_view home_view producer_export "
        "producer_view product_view publish report_view samples_record sitting_run"
    ),
    "producer": (
        "certificate_view dossier_edit dossier_hand_in file_view home_view producer_edit "
        "producer_view product_edit product_view publish step_submit"
    ),
    "auditor": (
        "certificate_view council_view decision_view evaluation_view file_view home_view "
        "journal_view producer_view product_view report_view"
    ),
}


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


def bare(status: int) -> Any:
    """Return a refusal without a page."""
    return lambda request, exception: HttpResponse(status=status)


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Build one world for all rows; nothing of it is ever committed."""
    media = str(tmp_path_factory.mktemp("media"))
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        # Thousands of refusals are this module's daily bread; none is news for the log.
        patch.setattr(logging.getLogger("django.request"), "disabled", True)
        # How a refusal looks is tested elsewhere; here a third of the time would go into it.
        patch.setattr("ocop_portal.urls.handler403", bare(403), raising=False)
        patch.setattr("ocop_portal.urls.handler404", bare(404), raising=False)
        patch.setattr("django.conf.settings.MEDIA_ROOT", media)
        built = access_world.build()
        built.media = media
        yield built
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _files_of_the_world(request: pytest.FixtureRequest, settings: Any) -> None:
    """Every test reads the same files; the conftest's own folder would be empty."""
    if "world" in request.fixturenames:
        settings.MEDIA_ROOT = request.getfixturevalue("world").media


def ask(browser: Browser, method: str, path: str, body: Any = None, door: str = "api") -> Any:
    """Send one request, as JSON or as a form, and undo what it did."""
    more: dict[str, Any] = {}
    if method not in SAFE:
        is_form = door == "page" and method == "post"
        more = {"data": body or {}} if is_form else {"content_type": "application/json"}
        if not is_form and body is not None:
            more["data"] = json.dumps(body)
    with transaction.atomic():
        response = getattr(browser, method)(path, **more)
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


def let_in(route: Route) -> list[str]:
    """Return the viewers whom the matrix lets in."""
    return [viewer for viewer, cell in TABLE[route.key].items() if cell == "ok"]


def write_matrix(world: World) -> None:
    """Write down what happens."""
    with MATRIX.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["door", "route", "method", *VIEWERS])
        for route in ROUTES:
            cells = [verdict(happens(world, route, viewer)) for viewer in VIEWERS]
            out.writerow([*route.key, *cells])


def test_record(request: pytest.FixtureRequest) -> None:
    if RECORDS:
        write_matrix(request.getfixturevalue("world"))
        pytest.exit("access_matrix.csv is written; judge every cell that changed.", 0)
    assert set(next(iter(TABLE.values()))) == set(VIEWERS)


def test_every_route_has_its_row() -> None:
    missing = sorted({route.key for route in ROUTES} - set(TABLE))
    stale = sorted(set(TABLE) - {route.key for route in ROUTES})
    assert (missing, stale) == ([], [])


def test_exempt_addresses_exist_and_no_others() -> None:
    assert {one for _path, one in patterns() if isinstance(one, str)} == set(EXEMPT)


def test_every_route_declares_a_permission_or_is_public() -> None:
    for route in ROUTES:
        view = route.view()
        if route.door == "api":
            view.action = route.action
        held = wanted(view, route.method.upper())
        assert (held is None) == (route.name in PUBLIC), route.key
        assert held is None or held in Permission, route.key


def test_pages_take_get_and_post_only() -> None:
    others = [r.key for r in ROUTES if r.door == "page" and r.method not in ("get", "post")]
    assert others == []


@pytest.mark.parametrize("route", KNOWN, ids=lambda one: "-".join(one.key))
def test_row(world: World, route: Route) -> None:
    happened = {}
    for viewer in VIEWERS:
        response = happens(world, route, viewer)
        happened[viewer] = verdict(response)
        if route.name not in PUBLIC and not response.streaming:
            said = [word for word in HIDDEN[viewer] if word.encode() in response.content]
            assert said == [], viewer
    assert happened == TABLE[route.key]


def test_roles_hold_what_this_table_says() -> None:
    assert {role.value: " ".join(sorted(held)) for role, held in ROLES.items()} == HELD


def test_strangers_are_sent_to_sign_in() -> None:
    for route in KNOWN:
        expected = "ok" if route.name in PUBLIC else "login"
        assert TABLE[route.key]["anonymous"] == expected, route.key


def test_sibling_commune_and_other_producer_reach_no_object_of_ly_son() -> None:
    for route in KNOWN:
        row = TABLE[route.key]
        assert not route.names_an_object or "ok" not in (row["thu"], row["kha"]), route.key


def test_auditor_only_reads() -> None:
    acts = [r for r in KNOWN if r.method not in SAFE and r.name not in PUBLIC]
    assert [r.name for r in acts if "tra" in let_in(r)] == ["api_tokens", "notices"]


def test_only_the_leader_issues_and_revokes() -> None:
    verbs = ("decision_issue", "decision-issue", "revoke", "suspend", "restore")
    signing = [r for r in KNOWN if r.name.endswith(verbs)]
    assert {(r.door, *let_in(r)) for r in signing} == {("page", "dung"), ("api", "dung")}


def test_sheets_are_for_members_and_each_for_one() -> None:
    for route in KNOWN:
        is_mine = route.name.startswith("api_sheet-") and route.names_an_object
        if is_mine:
            assert let_in(route) == ["minh"], route.key
        elif route.name.startswith(("sheet", "api_sheet-")) or route.name == "new_version":
            assert let_in(route) == ["lan", "minh", "an"], route.key


def test_recused_member_finds_nothing_of_the_product(world: World) -> None:
    for route in KNOWN:
        if route.name in world.recused:
            path = world.address(route.name, "an", names=world.recused[route.name])
            answer = ask(world.browsers["an"], route.method, path, door=route.door)
            as_member = "404" if "an" in let_in(route) else "403"
            assert verdict(answer) == as_member, route.key


def test_each_level_decides_its_own_steps(world: World) -> None:
    plan = Participation.objects.get(product__name="Trà tỏi")
    idea = Participation.objects.get(product__name="Tỏi muối")
    for row, refused, taken in ((plan, "hoa", "binh"), (idea, "binh", "hoa")):
        body = {"version": row.version}
        for viewer, codes in ((refused, {403}), (taken, {200, 400})):
            path = world.address("api_participation-accept", viewer, names={"pk": row.pk})
            answer = ask(world.browsers[viewer], "post", path, body)
            assert answer.status_code in codes, (viewer, row)
