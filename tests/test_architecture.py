"""The law of imports: which app may use which, and which layer which (design §2, §4)."""

import ast
from functools import cache
from pathlib import Path

import pytest

from ocop_portal.embedded import BASE_DIR

ALLOWED = {
    "territories": set(),
    "regulations": {"territories"},  # folding and the record of what was loaded
    "accounts": {"territories"},
    "files": {"accounts", "territories"},
    "producers": {"files", "accounts", "territories", "regulations"},
    "products": {"producers", "files", "accounts", "territories", "regulations"},
    "councils": {"accounts", "territories", "regulations"},
    "evaluations": {
        "councils", "products", "producers", "files", "accounts", "territories", "regulations",
    },
    "trade": {
        "evaluations", "councils", "products", "producers", "files", "accounts", "territories",
        "regulations",
    },
}  # fmt: skip
FRAME_LEAVES = {"ocop_portal.celery", "ocop_portal.exports", "ocop_portal.embedded"}
FRAME_LEAVES |= {"ocop_portal.api", "ocop_portal.templatetags", "ocop_portal.problems"}
# The faces and doors of an app; everything else in it is pure, a model or an action.
FACES = ("forms", "serializers", "filters", "tables", "doors")
DOORS = ("views", "api", "admin", "urls")
SLOW = {"weasyprint"}  # the one allowed reason for an import inside a function


def modules() -> list[Path]:
    """List the apps' modules, migrations aside."""
    return [
        path
        for app in ALLOWED
        for path in sorted((BASE_DIR / app).rglob("*.py"))
        if "migrations" not in path.parts
    ]


@cache
def tree_of(path: Path) -> ast.Module:
    """Return a module's text as Python reads it."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> list[tuple[str, bool]]:
    """Return what a module imports, absolutely, and whether at its top."""
    tree = tree_of(path)
    package = path.relative_to(BASE_DIR).with_suffix("").parts[:-1]
    found = []
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            whole = ".".join([*base, *([node.module] if node.module else [])])
            # `from . import actions` imports modules, `from .models import X` names.
            names = [f"{whole}.{a.name}" for a in node.names] if not node.module else [whole]
        found += [(name, node.col_offset == 0) for name in names]
    return found


def layer(module: str) -> int:
    """Return 2 for actions and below, 3 for faces, 4 for doors (design §4)."""
    for part in module.split(".")[1:]:
        words = part.split("_")
        if words[-1] in DOORS or part in DOORS:
            return 4
        if words[-1] in FACES or part in FACES:
            return 3
    return 2


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(BASE_DIR)))
def test_module_imports_downwards_only(path: Path) -> None:
    own = path.relative_to(BASE_DIR).parts[0]
    here = ".".join(path.relative_to(BASE_DIR).with_suffix("").parts)
    for name, at_top in imported(path):
        app = name.split(".")[0]
        if app == "ocop_portal":
            assert any(name.startswith(leaf) for leaf in FRAME_LEAVES), f"{here} uses {name}"
        elif app in ALLOWED and app != own:
            assert app in ALLOWED[own], f"{here} uses {name}"
            assert layer(name) <= 2 or name == "accounts.doors" or layer(here) >= layer(name), (
                f"{here} uses {name}"
            )
        elif app == own:
            assert layer(name) <= layer(here), f"{here} uses {name}"
        if path.name == "apps.py":  # Django asks for registration in ready()
            continue
        is_ours_or_slow = app in ALLOWED or app == "ocop_portal" or app in SLOW
        assert at_top or app in SLOW or not is_ours_or_slow, f"{here} imports {name} inside"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(BASE_DIR)))
def test_only_move_writes_a_status(path: Path) -> None:
    if path.name == "workflow.py":
        return
    tree = tree_of(path)
    for node in ast.walk(tree):
        targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            for target in targets:
                assert not (isinstance(target, ast.Attribute) and target.attr == "status"), (
                    f"{path.name}:{node.lineno} assigns .status"
                )
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update":
            given = {keyword.arg for keyword in node.keywords}
            assert "status" not in given, f"{path.name}:{node.lineno} updates status"


OPENERS = {"middleware.py", "tenancy.py", "people.py", "demo.py", "crossing.py"}


def test_only_the_doors_open_a_province() -> None:
    """Middleware, the task base, commands, the demo, and the way to the Ministry and back."""
    for path in [*modules(), *sorted((BASE_DIR / "ocop_portal").rglob("*.py"))]:
        if path.name in OPENERS or "demo" in path.parts or "commands" in path.parts:
            continue
        names = {node.id for node in ast.walk(tree_of(path)) if isinstance(node, ast.Name)}
        assert "acting_for" not in names, path


def test_driver_is_psycopg2() -> None:
    """Django would silently prefer psycopg 3 were it importable."""
    from django.db import connection

    assert connection.Database.__name__ == "psycopg2"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(BASE_DIR)))
def test_files_stay_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_no_drawer_modules() -> None:
    drawers = {"utils", "helpers", "services", "managers", "signals", "constants", "common"}
    assert not {path.stem for path in modules()} & drawers
