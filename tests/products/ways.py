"""A product at every point of steps 1 to 4, what people type there, and both doors to send it."""

import json
import zlib
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from ocop_portal import problems
from producers.models import Producer, ProducerAccount
from products.cycle import Step
from products.models import (
    BusinessPlan,
    Cycle,
    Idea,
    Participation,
    Product,
    ProductionReport,
)
from regulations.models import ProductLine
from territories import clock
from tests.cast import commune, person, province
from tests.factories import (
    make_cycle,
    make_participation,
    make_producer,
    make_producer_account,
    make_product,
)
from tests.files import specimens
from tests.refusals import refused

PAGE, API = "/quang-ngai/", "/api/v1/quang-ngai/"
IDEA = {
    "origin": "Nghề trồng tỏi trên đất núi lửa Lý Sơn.",
    "local_materials": "Tỏi Lý Sơn, 12 ha liên kết.",
    "identity": "",
    "difference": "Lên men 30 ngày, không phụ gia.",
    "market": "Du khách ra đảo, siêu thị tỉnh.",
    "needs": "",
}
PLAN = {
    "materials": "12 ha, 40 hộ.",
    "technology": "Lên men, sấy lạnh.",
    "facilities": "Xưởng 300 m2.",
    "labour": "18 lao động.",
    "quality": "TCCS, tem truy xuất.",
    "market": "Đại lý, sàn điện tử.",
    "capital": "1500000000",
    "schedule": "Quý III xong xưởng.",
}
REPORT = {"reported_on": "01/02/2026", "done": "Đã lắp máy, sản xuất thử 500 hộp."}


def client(login: str) -> Client:
    """Return a browser in which a member of the cast is signed in."""
    browser = Client()
    browser.force_login(person(login))
    return browser


def own_producer(**over: Any) -> Producer:
    """Return Sản's cooperative."""
    producer = make_producer(**over)
    make_producer_account(producer=producer)
    return producer


def described(**over: Any) -> Product:
    """Return a product that is ready to be registered."""
    producer = over.pop("producer", None) or own_producer()
    return make_product(producer=producer, description="Hộp 250 g, TCCS 01:2026.", **over)


def at(step: int, status: str = "draft", **over: Any) -> Participation:
    """Return a participation at a step, with the papers of the steps before and of this one."""
    product = over.pop("product", None) or described()
    row = make_participation(product=product, step=step, status=status, **over)
    facts = {"province": row.province, "participation": row}
    if step >= Step.IDEA:
        Idea.objects.create(**facts, **IDEA)
    if step >= Step.BUSINESS_PLAN:
        is_done = step > Step.BUSINESS_PLAN
        appraised = {"appraised_at": timezone.now(), "appraised_by": person("binh")}
        BusinessPlan.objects.create(
            **facts, **PLAN, **(appraised | {"appraisal": "Khả thi."} if is_done else {})
        )
    if step >= Step.PRODUCTION:
        ProductionReport.objects.create(**facts, reported_on=clock.today(), done="Đã sản xuất thử.")
    return row


def elsewhere() -> Participation:
    """Return Tú's product in Gia Lai."""
    there = province("gia-lai")
    producer = make_producer(
        province=there, commune=commune("23575"), registered_by=person("tu"), name="HTX Pleiku"
    )
    product = make_product(producer=producer, name="Cà phê Pleiku")
    cycle = Cycle.objects.filter(province=there).first() or make_cycle(
        province=there, opened_by=person("tu")
    )
    return at(Step.IDEA, "submitted", product=product, cycle=cycle)


def line(number: int = 7) -> ProductLine:
    """Return a product line by its number."""
    return ProductLine.objects.get(number=number)


def later(days: int = 10) -> str:
    """Return a day to come, as people type it."""
    return f"{clock.today() + timedelta(days=days):%d/%m/%Y}"


def picture(color: str = "red") -> Any:
    """Return a photo as it is uploaded."""
    size = (40 + zlib.crc32(color.encode()) % 400, 20)  # another name, another content
    return specimens.upload(specimens.picture(size=size), f"{color}.jpg")


def send(browser: Client, door: str, path: str, body: dict[str, Any], method: str = "post") -> Any:
    """Send the same body as a form or as JSON."""
    if door == "page":
        return browser.post(path, body)
    if method == "get":
        return browser.get(path)
    return getattr(browser, method)(path, json.dumps(body), content_type="application/json")


def words(response: Any) -> dict[str, list[str]]:
    """Return the refusals by field, from a page or from the API alike."""
    if response.headers["Content-Type"] == problems.MEDIA_TYPE:
        return refused(response)
    errors = response.context["form"].errors
    return {
        "non_field_errors" if name == "__all__" else name: list(texts)
        for name, texts in errors.items()
    }


def give_account(producer: Producer, login: str) -> ProducerAccount:
    """Let somebody act for a producer."""
    return make_producer_account(producer=producer, user=person(login))
