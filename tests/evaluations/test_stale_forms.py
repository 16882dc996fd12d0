"""Two editors of one record: the second is told both values, at both doors, and nothing is lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from councils.models import RulesVersion
from territories import clock
from tests.cast import person
from tests.councils import test_pages as council_pages
from tests.factories import make_council, make_sitting

from .decided import draft, make_certificate, make_concluded
from .sittings import on_agenda, scoring
from .test_publication import TEXTS, make_picture, publish

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/quang-ngai/"
RULES = council_pages.RULES | {"rules_no": "07/QĐ-HĐ"}


class Case(NamedTuple):
    """One form: who edits, where, what he sends, which field he fights over, and its values."""

    row: Model
    login: str
    page: str
    door: tuple[str, str]  # the API's method and address
    sent: dict[str, Any]
    field: str
    name: str
    values: tuple[Any, Any, str, str]  # first editor's, second editor's, and both as shown


def council_data() -> Case:
    council = make_council()
    facts = {"name": "Hội đồng", "decision_no": "12/QĐ-UBND", "rules_no": ""}
    facts["established_on"] = council.established_on.isoformat()
    door = ("patch", f"{ROOT}councils/{council.pk}/")
    values = ("Hội đồng của Bình", "Hội đồng của Bảo", "Hội đồng của Bình", "Hội đồng của Bảo")
    return Case(
        council, "binh", at("council_revise", council), door, facts, "name", "Tên hội đồng", values
    )


def council_rules() -> Case:
    council = make_council()
    door = ("patch", f"{ROOT}councils/{council.pk}/")
    rules = RULES | {"spread_mode": "from_mean"}
    values = ("off", "from_mean", "không áp dụng", "khoảng cách tới trung bình")
    return Case(
        council,
        "binh",
        at("council_rules_set", council),
        door,
        rules,
        "spread_mode",
        "Quy tắc chênh lệch",
        values,
    )


def amended_rules() -> Case:
    council = scoring().sitting.council
    door = ("post", f"{ROOT}councils/{council.pk}/amend-rules/")
    facts = RULES | {"reason": "Nghị quyết số 3"}
    return Case(
        council,
        "lan",
        at("council_rules_amend", council),
        door,
        facts,
        "spread_limit",
        "Chênh lệch tối đa (điểm)",
        (7, 5, "7", "5"),
    )


def sitting() -> Case:
    row = make_sitting(status="planned")
    first, second = (clock.today() + timedelta(days=days) for days in (3, 5))
    return Case(
        row,
        "thao",
        at("sitting_revise", row),
        ("patch", f"{ROOT}sittings/{row.pk}/"),
        {"place": row.place, "held_on": first.isoformat(), "files_sent_on": ""},
        "held_on",
        "Ngày họp",
        (first.isoformat(), second.isoformat(), f"{first:%d/%m/%Y}", f"{second:%d/%m/%Y}"),
    )


def product_page() -> Case:
    certificate = make_certificate()
    picture = make_picture(certificate)
    row = publish(certificate, picture)
    return Case(
        row,
        "san",
        f"/quang-ngai/giay-chung-nhan/{certificate.pk}/trang-san-pham/",
        ("post", f"{ROOT}certificates/{certificate.pk}/publish/"),
        TEXTS | {"images": [picture.pk]},
        "contact",
        "Liên hệ",
        ("0905 111 111", "0905 222 222", "0905 111 111", "0905 222 222"),
    )


def at(name: str, row: Model) -> str:
    return reverse(name, args=["quang-ngai", row.pk])


CASES = [council_data, council_rules, amended_rules, sitting, product_page]
by_page = pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)


def browser(login: str) -> Client:
    client = Client()
    client.force_login(person(login))
    return client


def by_api(case: Case, value: Any, version: int) -> Any:
    """Send through the API; a part is enough there, but of a page everything is asked for."""
    client = APIClient()
    client.force_login(person(case.login))
    method, where = case.door
    sent = {case.field: value, "version": version}
    if method == "post":
        sent = {k: v is True or v == "on" or v for k, v in case.sent.items()} | sent
    return getattr(client, method)(where, sent, format="json")


@by_page
def test_second_editor_is_told_both_values_by_the_page(make: Callable[[], Case]) -> None:
    case = make()
    first, second, *shown = case.values
    client, seen = browser(case.login), case.row.version
    assert f'<input type="hidden" name="version" value="{seen}"' in text(client.get(case.page))
    sent = case.sent | {"version": seen}
    assert client.post(case.page, sent | {case.field: first}).status_code == 303
    stood = facts_of(case.row)
    answer = client.post(case.page, sent | {case.field: second})
    assert answer.status_code == 409
    told = f"{case.name}: anh/chị nhập «{shown[1]}», hiện đang lưu «{shown[0]}»."
    assert told in text(answer)
    assert facts_of(case.row) == stood
    now = stood["version"]
    assert now == seen + 1
    assert f'<input type="hidden" name="version" value="{now}"' in text(answer)
    meant = sent | {case.field: second, "version": now}
    assert client.post(case.page, meant).status_code == 303
    assert str(facts_of(case.row)[case.field]) == str(second)


@by_page
def test_second_editor_is_told_both_values_by_the_api(make: Callable[[], Case]) -> None:
    case = make()
    first, second, *shown = case.values
    seen = case.row.version
    done = by_api(case, first, seen)
    assert (done.status_code, done.json()["version"]) == (200, seen + 1)
    stood = facts_of(case.row)
    answer = by_api(case, second, seen)
    assert (answer.status_code, answer.json()["type"]) == (409, "/api/v1/docs/#stale")
    words = f"{case.name}: anh/chị nhập «{shown[1]}», hiện đang lưu «{shown[0]}»."
    assert words in answer.json()["detail"]
    assert answer.json()["kept"] == {case.field: first, "version": seen + 1}
    assert facts_of(case.row) == stood
    assert by_api(case, second, answer.json()["kept"]["version"]).status_code == 200
    assert str(facts_of(case.row)[case.field]) == str(second)


@by_page
def test_version_is_asked_for(make: Callable[[], Case]) -> None:
    case = make()
    stood, client = facts_of(case.row), APIClient()
    client.force_login(person(case.login))
    assert browser(case.login).post(case.page, case.sent).status_code == 422
    method, where = case.door
    sent = {case.field: case.values[1]} if method == "patch" else case.sent
    answer = getattr(client, method)(where, sent | {case.field: case.values[1]}, format="json")
    is_page = make is product_page  # whoever names no version has seen none
    assert answer.status_code == (409 if is_page else 400)
    if not is_page:
        assert [one["pointer"] for one in answer.json()["errors"]] == ["#/version"]
    assert facts_of(case.row) == stood


def test_amendment_on_old_rules_writes_no_version_of_them() -> None:
    case = amended_rules()
    assert by_api(case, 7, 1).status_code == 200
    assert by_api(case, 5, 1).status_code == 409
    kept = RulesVersion.objects.order_by("number")
    assert [one.rules["spread_limit"] for one in kept] == [10, 7]


def test_two_who_publish_at_once_are_told() -> None:
    certificate = make_certificate()
    picture = make_picture(certificate)
    page = f"/quang-ngai/giay-chung-nhan/{certificate.pk}/trang-san-pham/"
    sent = TEXTS | {"images": [picture.pk], "version": 0}
    san, binh = browser("san"), browser("binh")
    for client in (san, binh):
        assert '<input type="hidden" name="version" value="0"' in text(client.get(page))
    assert san.post(page, sent).status_code == 303
    other = make_picture(certificate, "#7a2f00", caption="Vườn tỏi")
    answer = binh.post(page, sent | {"images": [other.pk]})
    assert answer.status_code == 409
    assert "Ảnh: anh/chị nhập «1: Vườn tỏi», hiện đang lưu «1: Hộp 250 g»." in text(answer)
    assert binh.post(page, sent | {"images": [other.pk], "version": 1}).status_code == 303


def test_second_report_of_the_advisers_is_told_the_first() -> None:
    evaluation = on_agenda()
    page, door = at("advisory", evaluation), f"{ROOT}evaluations/{evaluation.pk}/advisory-report/"
    client = browser("tuan")
    assert '<input type="hidden" name="version" value="0"' in text(client.get(page))
    first = client.post(door, {"text": "Hồ sơ đủ."}, content_type="application/json")
    stood = facts_of(evaluation.advisory_report)
    told = "Nội dung báo cáo: anh/chị nhập «Thiếu nhãn.», hiện đang lưu «Hồ sơ đủ.»."
    answer = client.post(page, {"text": "Thiếu nhãn.", "version": 0})
    assert answer.status_code == 409
    assert told in text(answer)
    refused = client.post(door, {"text": "Thiếu nhãn."}, content_type="application/json")
    assert (refused.status_code, refused.json()["kept"]["text"]) == (409, "Hồ sơ đủ.")
    assert told in refused.json()["detail"]
    assert facts_of(evaluation.advisory_report) == stood
    seen = first.json()["version"]
    assert refused.json()["kept"]["version"] == seen
    assert f'<input type="hidden" name="version" value="{seen}"' in text(answer)
    assert client.post(page, {"text": "Thiếu nhãn.", "version": seen}).status_code == 303
    assert facts_of(evaluation.advisory_report)["text"] == "Thiếu nhãn."


def facts_of(row: Model) -> dict[str, Any]:
    """Return what is stored now."""
    return type(row).objects.filter(pk=row.pk).values().get()


def text(answer: Any) -> str:
    return answer.content.decode()


def test_second_wording_of_a_draft_is_told_the_first() -> None:
    """Its version is a number of the words themselves."""
    decision = draft(make_concluded())
    client = Client()
    client.force_login(person("binh"))
    url = reverse("decision_title", args=["quang-ngai", decision.pk])
    seen = client.get(url).context["form"]["version"].value()
    assert client.post(url, {"title": "Lời thứ nhất", "version": seen}).status_code == 303
    late = client.post(url, {"title": "Lời thứ hai", "version": seen})
    assert late.status_code == 409
    page = late.content.decode()
    assert "Lời thứ nhất" in page
    assert "Lời thứ hai" in page
    decision.refresh_from_db()
    assert decision.title == "Lời thứ nhất"
    meant = late.context["form"]["version"].value()
    api = f"/api/v1/quang-ngai/decisions/{decision.pk}/"
    held = client.get(api).json()["version"]
    for facts, status in (({}, 400), ({"version": seen}, 409), ({"version": held}, 200)):
        sent = {"title": "Lời qua API"} | facts
        answer = client.patch(api, sent, content_type="application/json")
        assert answer.status_code == status, answer.content
        assert ("Lời thứ nhất" in answer.content.decode()) == (status == 409)
    assert client.post(url, {"title": "Lời thứ hai", "version": meant}).status_code == 409
    meant = client.get(api).json()["version"]
    assert client.post(url, {"title": "Lời thứ hai", "version": meant}).status_code == 303
    decision.refresh_from_db()
    assert decision.title == "Lời thứ hai"
    page = client.get(reverse("decision", args=["quang-ngai", decision.pk])).content.decode()
    assert page.index("trước đó: «Lời qua API»") < page.index("trước đó: «Lời thứ nhất»")
