"""Who gets in where: every address, every method, every role, held against one file (design §9).

`access_matrix.csv` is the law: `ok` (the act was let in, even if its data were refused), `403`,
`404` (not there for this person), `login`. After a new address, `OCOP_WRITE_MATRIX=1 pytest
tests/test_access.py` also writes down what happens; a person then judges every cell that changed.
"""

import csv
import os
from collections.abc import Iterator

import pytest

from accounts.doors import wanted
from accounts.permissions import ROLES, Permission
from products.models import Participation

from .access_routes import (
    EXEMPT,
    KNOWN,
    MATRIX,
    ROUTES,
    SAFE,
    TABLE,
    Route,
    ask,
    happens,
    let_in,
    patterns,
    verdict,
)
from .access_world import PUBLIC, VIEWERS, World

RECORDS = os.environ.get("OCOP_WRITE_MATRIX") == "1"
# Public pages know nobody: three try them, and the matrix must be open in every column.
PASSERS_BY = ("hoa", "nga_at_home", "anonymous")
Rows = dict[tuple[str, str, str], dict[str, str]]
# What no page or answer of theirs may say: Lý Sơn's products, Sa Huỳnh's salt, Gia Lai's coffee.
HIDDEN = dict.fromkeys(VIEWERS, ("Pleiku",)) | {
    "hoa": ("Muối", "Pleiku"),
    "san": ("Muối", "Pleiku"),
    "thu": ("Tỏi", "Pleiku"),
    "kha": ("Tỏi", "Pleiku"),
    "tu_at_home": ("Tỏi", "Muối"),
    "nga_at_home": ("Tỏi", "Muối", "Pleiku"),
}
# What is certified there is public: the Ministry counts it, and each number leads to its rows.
CERTIFIED = {
    ("nga_at_home", "star_report_rows"): {"Tỏi"},
    ("nga_at_home", "star_report_rows_file"): {"Tỏi"},
    ("nga_at_home", "api_star_report_rows-list"): {"Tỏi"},
}
# Changed here and in accounts/permissions.py, or not at all.
HELD = {
    "commune_officer": (
        "appeal_make appeal_view certificate_view commune_report dossier_edit dossier_hand_in "
        "file_view home_view producer_confirm producer_edit producer_export producer_view "
        "product_edit product_view step_accept step_submit"
    ),
    "district_officer": (
        "certificate_issue certificate_view council_manage council_view decision_draft "
        "decision_view dossier_check evaluation_view file_view home_view papers_view "
        "producer_view product_view record_view report_view samples_record sitting_lead "
        "sitting_run"
    ),
    "provincial_staff": (
        "appeal_examine appeal_handle appeal_view certificate_issue certificate_view "
        "council_manage council_view cycle_manage decision_draft decision_view dossier_check "
        "evaluation_view file_view home_view papers_view producer_export producer_transfer "
        "producer_view product_view publish record_view report_view samples_record sitting_lead "
        "sitting_run step_accept"
    ),
    "province_admin": "council_view home_view journal_view settings_manage user_manage",
    "leader": (
        "appeal_decide appeal_view certificate_revoke certificate_view council_view decision_sign "
        "decision_view evaluation_view file_view home_view papers_view producer_view product_view "
        "report_view"
    ),
    "council_member": (
        "appeal_examine appeal_view council_view evaluation_view feedback_release file_view "
        "home_view mirror_view score sitting_lead"
    ),
    "council_secretary": (
        "council_view evaluation_view file_view home_view papers_view product_view record_view "
        "samples_record sitting_lead sitting_run"
    ),
    "adviser": "advisory_report council_view file_view home_view product_view",
    "controller": (
        "appeal_examine appeal_view certificate_view council_view decision_view evaluation_view "
        "home_view journal_view papers_view record_view result_confirm"
    ),
    "national_staff": (
        "certificate_issue certificate_view council_manage council_view decision_draft "
        "decision_view dossier_check evaluation_view file_view home_view papers_view "
        "producer_export producer_view product_view publish record_view report_view "
        "samples_record sitting_lead sitting_run"
    ),
    "producer": (
        "appeal_make appeal_view certificate_view dossier_edit dossier_hand_in file_view "
        "home_view producer_edit producer_view product_edit product_view publish step_submit"
    ),
    "auditor": (
        "appeal_view certificate_view council_view decision_view evaluation_view file_view "
        "home_view journal_view mirror_view papers_view producer_view product_view record_view "
        "report_view"
    ),
}


@pytest.fixture(scope="module")
def happened() -> Iterator[Rows]:
    """Gather what happens; asked to record, write it down at the end of the module."""
    rows: Rows = {}
    yield rows
    if RECORDS:
        write_matrix(TABLE | rows)


def write_matrix(rows: Rows) -> None:
    """Write down the rows of the addresses that there are."""
    with MATRIX.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["door", "route", "method", *VIEWERS])
        for key in sorted({route.key for route in ROUTES} & set(rows)):
            out.writerow([*key, *(rows[key][viewer] for viewer in VIEWERS)])


def test_matrix_has_a_column_for_each_viewer() -> None:
    assert {tuple(row) for row in TABLE.values()} == {tuple(VIEWERS)}


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


@pytest.mark.parametrize("route", ROUTES, ids=lambda one: "-".join(one.key))
def test_row(world: World, happened: Rows, route: Route) -> None:
    asking = VIEWERS if route.name not in PUBLIC or RECORDS else PASSERS_BY
    row = happened.setdefault(route.key, {})
    for viewer in asking:
        response = happens(world, route, viewer)
        row[viewer] = verdict(response)
        if route.name not in PUBLIC and not response.streaming:
            said = {word for word in HIDDEN[viewer] if word.encode() in response.content}
            assert said == CERTIFIED.get((viewer, route.name), set()), viewer
    assert row == {viewer: TABLE.get(route.key, {}).get(viewer) for viewer in asking}


def test_public_addresses_are_open_to_everybody() -> None:
    rows = [TABLE[route.key] for route in KNOWN if route.name in PUBLIC]
    assert {cell for row in rows for cell in row.values()} == {"ok"}


def test_roles_hold_what_this_table_says() -> None:
    assert {role.value: " ".join(sorted(held)) for role, held in ROLES.items()} == HELD


def test_others_provinces_are_not_there() -> None:
    for route in KNOWN:
        row = TABLE[route.key]
        if route.name not in PUBLIC:
            assert (row["tu"], row["nga"]) == ("404", "404"), route.key
        if route.names_an_object:
            at_ministry = route.name.startswith(("forwarded_", "api_forwarded_"))
            expected = {"403", "404"} | ({"ok"} if at_ministry else set())
            assert row["tu_at_home"] in ("403", "404"), route.key
            assert row["nga_at_home"] in expected, route.key


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
            cell = TABLE[route.key]["an"]  # of a product before which she sits
            as_member = "404" if cell == "ok" else cell
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
