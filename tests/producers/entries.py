"""What people type: a valid registration, and tools to send it through either door."""

import json
from io import BytesIO
from typing import Any

from django.test import Client
from PIL import Image

from accounts.models import User
from accounts.permissions import Role
from ocop_portal import problems
from producers.models import Producer, ProducerAccount
from tests.cast import LY_SON, commune, give, person, province
from tests.factories import make_producer
from tests.refusals import refused

PAPER = {
    "kind": "food_safety",
    "number": "12/ATTP",
    "issued_on": "05/03/2025",
    "expires_on": "05/03/2028",
}
PAGE, API = "/quang-ngai/chu-the/", "/api/v1/quang-ngai/producers/"


def entry(**over: Any) -> dict[str, Any]:
    """Return a registration as a form or a JSON body holds it."""
    facts = {
        "name": "Hợp tác xã Hành tỏi An Hải",
        "legal_form": "cooperative",
        "commune": LY_SON,
        "phone": "0905 123 456",
        "representative": "Nguyễn Thị Lành",
        "representative_gender": "female",
        "representative_ethnicity": "Kinh",
    }
    return facts | over


def facts(**over: Any) -> dict[str, Any]:
    """Return the same as an action takes it."""
    return entry() | {"commune": commune(LY_SON)} | over


def client(login: str) -> Client:
    """Return a browser in which a member of the cast is signed in."""
    browser = Client()
    browser.force_login(person(login))
    return browser


def own_producer(login: str = "san", **over: Any) -> Producer:
    """Return a producer for which the person acts."""
    producer = make_producer(**over)
    ProducerAccount.objects.create(
        province=producer.province,
        producer=producer,
        user=person(login),
        period=person(login).assignments.get().period,
    )
    return producer


def other_province() -> Producer:
    """Return a producer of Gia Lai, which Tú's people see and nobody else."""
    tu = person("tu")
    unit = commune("23575")
    return make_producer(province=province("gia-lai"), commune=unit, registered_by=tu)


def picture() -> bytes:
    """Return a scan."""
    target = BytesIO()
    Image.new("RGB", (40, 30), "white").save(target, "PNG")
    return target.getvalue()


def officer_of(code: str, login: str = "hoa") -> User:
    """Give a person a second commune."""
    give(person(login), Role.COMMUNE_OFFICER, province(), commune(code))
    return person(login)


def words(response: Any) -> dict[str, list[str]]:
    """Return the refusals by field, from a page or from the API alike."""
    if response.headers["Content-Type"] == problems.MEDIA_TYPE:
        return refused(response)
    errors = response.context["form"].errors
    return {
        "non_field_errors" if name == "__all__" else name: list(texts)
        for name, texts in errors.items()
    }


def send(browser: Client, door: str, path: str, body: dict[str, Any], method: str = "post") -> Any:
    """Send the same body as a form or as JSON."""
    if door == "page":
        return browser.post(path, body)
    return getattr(browser, method)(path, json.dumps(body), content_type="application/json")


def both(login: str, page: str, api: str, body: dict[str, Any], method: str = "post") -> list[Any]:
    browser = client(login)
    return [
        send(browser, "page", PAGE + page, body),
        send(browser, "api", API + api, body, method),
    ]
