"""What the API publishes of itself is what it does: every act, its body, its answers."""

import io
import json
import re
from contextlib import redirect_stderr
from typing import Any

import jsonschema
import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator

from accounts.doors import wanted
from ocop_portal.problems import KINDS, MEDIA_TYPE

from .access_bodies import bodies
from .access_routes import KNOWN, ROUTES, Route, ask, let_in
from .access_world import World

ACTS = [route for route in ROUTES if route.door == "api" and not route.name.endswith("_schema")]
ACTS = [route for route in ACTS if route.name != "api_docs"]
NAMED = re.compile(r"\(\?P<\w+>(?:[^()]|\([^()]*\))*\)|<(?:\w+:)?\w+>|\{\w+\}")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """Return the schema as a client gets it, and its components as JSON Schema names them."""
    made = json.loads(json.dumps(SchemaGenerator().get_schema(public=True), default=str))
    return made | {"as JSON Schema": as_json_schema(made["components"])}


def bare(path: str) -> str:
    """Return an address without the names of its parts."""
    return "/" + NAMED.sub("*", path.strip("^$/").replace("^", "").replace("$", "")) + "/"


def operation(schema: dict[str, Any], route: Route) -> dict[str, Any]:
    """Return what the schema says of an act."""
    found = {bare(path): one for path, one in schema["paths"].items()}
    return found[bare(route.path)][route.method]


def fits(schema: dict[str, Any], shape: dict[str, Any], value: Any) -> list[str]:
    """Return where a value is not of a shape."""
    whole = {**as_json_schema(shape), "components": schema["as JSON Schema"]}
    checker = jsonschema.Draft202012Validator(whole)
    return [f"{error.json_path}: {error.message[:120]}" for error in checker.iter_errors(value)]


def as_json_schema(shape: Any) -> Any:
    """Say OpenAPI 3.0's «nullable» as a type, and refuse what the shape does not name."""
    if isinstance(shape, list):
        return [as_json_schema(one) for one in shape]
    if not isinstance(shape, dict):
        return shape
    if "oneOf" in shape:  # an empty text is also an address to who does not check the format
        shape = {**shape, "anyOf": shape["oneOf"]}
        del shape["oneOf"]
    said = {key: as_json_schema(value) for key, value in shape.items() if key != "nullable"}
    if isinstance(said.get("properties"), dict) and said.get("type") == "object":
        said.setdefault("additionalProperties", False)
    return {"anyOf": [said, {"type": "null"}]} if shape.get("nullable") is True else said


def test_schema_tells_of_every_act_and_of_no_other(schema: dict[str, Any]) -> None:
    told = {(bare(path), method) for path, one in schema["paths"].items() for method in one}
    assert told == {(bare(route.path), route.method) for route in ACTS}
    assert len(told) > 120


def test_schema_is_made_without_a_doubt() -> None:
    GENERATOR_STATS.reset()
    with redirect_stderr(io.StringIO()):
        SchemaGenerator().get_schema(public=True)
    doubts = [*GENERATOR_STATS._error_cache, *GENERATOR_STATS._warn_cache]
    GENERATOR_STATS.reset()
    assert doubts == []


def test_schema_names_each_permission(schema: dict[str, Any]) -> None:
    for route in ACTS:
        view = route.view()
        view.action = route.action
        permission = wanted(view, route.method.upper())
        said = operation(schema, route).get("x-permission")
        assert said == (permission and permission.value), route.key


def test_every_act_that_takes_a_body_says_which(schema: dict[str, Any], world: World) -> None:
    told = bodies(world)
    silent = []
    for route in ACTS:
        body = told.get((route.name, route.method))
        shape = operation(schema, route).get("requestBody")
        if bool(body and body.sent) != bool(shape) and not (body is None and shape is None):
            is_empty = shape and not body.sent and not properties(schema, shape)
            if not is_empty:
                silent.append(route.key)
    assert silent == []


def properties(schema: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a body."""
    name = body_shape(shape)["$ref"].rpartition("/")[2]
    return schema["components"]["schemas"][name].get("properties", {})


def body_shape(shape: dict[str, Any]) -> dict[str, Any]:
    """Return a body's shape as JSON, or as a form with a file."""
    content = shape["content"]
    return (content.get("application/json") or content["multipart/form-data"])["schema"]


def test_bodies_that_are_taken_fit(schema: dict[str, Any], world: World) -> None:
    found, told = [], bodies(world)
    for route in ACTS:
        body = told.get((route.name, route.method))
        if body is None or not body.sent:
            continue
        shape = body_shape(operation(schema, route)["requestBody"])
        mistakes = fits(schema, without_files(schema, shape), plain(body.sent))
        found += [f"{route.key}: {one}" for one in mistakes]
    assert "\n".join(found) == ""


def plain(sent: dict[str, Any]) -> dict[str, Any]:
    """Return a body as its JSON."""
    return json.loads(json.dumps(sent, default=str))


def without_files(schema: dict[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    """Return a shape that asks for no file: these bodies are sent as JSON, which has none."""
    whole = schema["components"]["schemas"][shape["$ref"].rpartition("/")[2]]
    fields = whole.get("properties", {})
    files = {name for name, field in fields.items() if field.get("format") == "binary"}
    asked = [name for name in whole.get("required", []) if name not in files]
    kept = {name: {} if name in files else field for name, field in fields.items()}
    return {"type": "object", "properties": kept, "required": asked}


def test_answers_are_of_the_shape_that_was_promised(schema: dict[str, Any], world: World) -> None:
    wrong, seen = [], set()
    told = bodies(world)
    for route in [route for route in KNOWN if route in ACTS]:
        body = told.get((route.name, route.method))
        viewers = [body.by] if body else let_in(route)
        for viewer in viewers:
            path = world.address(route.name, viewer)
            answer = ask(
                world.browsers[viewer], route.method, path, plain(body.sent) if body else None
            )
            promised = operation(schema, route)["responses"]
            if answer.status_code >= 400:
                promised, status = promised["4XX"], "4XX"
                content = promised["content"][MEDIA_TYPE]["schema"]
                assert answer["Content-Type"] == MEDIA_TYPE, route.key
            else:
                status = str(answer.status_code)
                if status not in promised:
                    wrong.append(f"{route.key}: {status} instead of {list(promised)}")
                    continue
                content = promised[status].get("content", {}).get("application/json", {})
                content = content.get("schema")
            seen.add((route.key, status))
            if content:
                mistakes = fits(schema, content, json.loads(answer.content))
                wrong += [f"{route.key} {status}: {one}" for one in mistakes[:5]]
    assert "\n".join(dict.fromkeys(wrong)) == ""
    told_well = {key for key, status in seen if status != "4XX"}
    assert len(told_well) > 100


def test_stranger_reads_schema_and_manual(db: None) -> None:
    schema = Client().get("/api/v1/schema/")
    assert schema["Content-Type"] == "application/vnd.oai.openapi+json"
    assert schema.json()["openapi"].startswith("3.")
    page = Client().get("/api/v1/docs/").content.decode()
    assert "POST /{province}/producers/" in page
    assert "dossier_hand_in" in page
    assert [name for name in KINDS if f'id="{name}"' not in page] == []
