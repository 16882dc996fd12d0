"""The production shape: it parses, and every variable is one that the settings read."""

import re

import pytest
import yaml

from ocop_portal import embedded

BASE = embedded.BASE_DIR
COMPOSE = yaml.safe_load((BASE / "docker-compose.yml").read_text(encoding="utf-8"))
PORTAL = ("prepare", "web", "worker", "beat")


def read_by_settings() -> set[str]:
    """Return the variables that the settings and the launcher read."""
    text = "".join(
        (BASE / "ocop_portal" / name).read_text() for name in ("settings.py", "embedded.py")
    )
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text)) | set(
        re.findall(r'environ\.get\("([A-Z_]+)"', text)
    )


@pytest.mark.parametrize("service", PORTAL)
def test_every_variable_is_read(service: str) -> None:
    given = set(COMPOSE["services"][service]["environment"])
    assert given - read_by_settings() == set()
    assert {"SECRET_KEY", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "IS_HTTPS"} <= given


def test_no_secret_is_written_down() -> None:
    for name, value in COMPOSE["services"]["web"]["environment"].items():
        if re.search("KEY|PASSWORD|URL", name) and name not in ("REDIS_URL", "PUBLIC_URL"):
            assert ":?}" in value, name


def test_services_are_watched_and_volumes_declared() -> None:
    services = COMPOSE["services"]
    for name in ("db", "redis", "web", "proxy"):
        assert "healthcheck" in services[name], name
    named = {v.split(":")[0] for s in services.values() for v in s.get("volumes", [])}
    assert {v for v in named if re.fullmatch(r"[a-z]+", v)} == set(COMPOSE["volumes"])


def test_runtime_does_not_use_the_owner_login() -> None:
    for name in PORTAL:
        assert "ocop_web:" in COMPOSE["services"][name]["environment"]["DATABASE_URL"]


def test_roles_are_those_of_the_launcher() -> None:
    script = (BASE / "deploy" / "create-roles.sh").read_text()
    made = dict(re.findall(r"CREATE ROLE (\w+) ([A-Z ]+)", script))
    assert set(made) == {embedded.OWNER, embedded.WEB, embedded.APP, embedded.NATIONAL}
    assert "NOLOGIN" in made[embedded.APP]
    assert made[embedded.WEB].startswith("LOGIN NOINHERIT NOBYPASSRLS")


def test_proxy_buffers_and_sets_the_protocol_itself() -> None:
    nginx = (BASE / "deploy" / "nginx.conf.template").read_text()
    assert "proxy_request_buffering on;" in nginx
    assert "proxy_set_header X-Forwarded-Proto https;" in nginx
    assert re.search(r"client_max_body_size (\d+)m", nginx).group(1) == "25"  # above 20 MB a file


def test_lock_files_name_no_place_and_hash_everything() -> None:
    for path in BASE.glob("requirements*.txt"):
        text = path.read_text()
        assert "://" not in text, path
        pins = re.findall(r"^[a-z0-9_.-]+(?:\[[^\]]+\])?==\S+ \\\n    --hash=", text, re.M)
        assert len(pins) == len(re.findall(r"^[a-z0-9].*==", text, re.M)) > 50
