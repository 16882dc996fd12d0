"""The record's pages and API: in words, for whom, with how many queries; the receipt."""

import json
from typing import Any

import pytest
from django.test import Client

from docs import verify_record
from evaluations import agenda_actions, recording
from evaluations.models import RecordEvent, RecordSeal
from tests.cast import person
from tests.factories import make_council, make_sitting

from .recorded import another_product, closed_sitting, events
from .sittings import acting, fill, hand_in, marks_for, rules_of, scoring
from .test_sheet_api import api
from .test_sheet_pages import address, browser, plain

pytestmark = pytest.mark.django_db
API = "/api/v1/quang-ngai/record/"
QUERIES = 22


def record_page(client: Client, sitting: int, **query: Any) -> Any:
    """Ask for a sitting's record."""
    return client.get(address("sitting_record", sitting), query)


def test_a_sitting_s_record_is_told_in_words() -> None:
    evaluation = closed_sitting()
    rows = events()
    text = plain(record_page(browser("thao"), evaluation.sitting_id))
    for words in (
        "Đưa sản phẩm vào chương trình họp",
        "Bắt đầu chấm điểm, chốt quy chế",
        "Nộp phiếu chấm: lượt 1",
        "Kết luận kết quả: 216 điểm của 3 phiếu; 3 sao",
        "Kết thúc phiên họp",
        str(person("minh")),
        evaluation.submission.product_code,
        rows[-1].hash,
        RecordSeal.objects.get().root,
    ):
        assert words in text, words


def test_the_record_of_one_product_is_a_part_of_it() -> None:
    evaluation = closed_sitting()
    whole = plain(record_page(browser("thao"), evaluation.sitting_id))
    part = record_page(browser("thao"), evaluation.sitting_id, **{"danh-gia": evaluation.pk})
    assert "Kết thúc phiên họp" in whole
    assert "Nộp phiếu chấm: lượt 1" in plain(part)
    assert "Xem mọi việc của phiên họp" in plain(part)
    assert len(part.context["lines"]) == len(events()) - 1
    none = record_page(browser("thao"), evaluation.sitting_id, **{"danh-gia": 10**5})
    assert "Chưa có việc nào trong bản ghi" in plain(none)


def test_erased_people_have_no_name() -> None:
    evaluation = closed_sitting()
    with acting("quan"):
        recording.erase_subject(user=person("minh"), by=person("quan"))
    text = plain(record_page(browser("thao"), evaluation.sitting_id))
    assert str(person("minh")) not in text
    assert "(đã xóa thông tin người)" in text


@pytest.mark.parametrize("login", ["lan", "minh", "an"])
def test_members_do_not_read_the_record(login: str) -> None:
    evaluation = closed_sitting()
    assert record_page(browser(login), evaluation.sitting_id).status_code == 403
    assert api(login).get(API).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_events(count: int, django_assert_num_queries: Any) -> None:
    evaluation = scoring()
    members = ("lan", "minh", "an")[:count]
    for login in members:
        hand_in(evaluation, login, marks_for(rules_of(evaluation), 71))
    assert len(events()) == 2 + 2 * count
    client = browser("kiem")
    record_page(client, evaluation.sitting_id)
    with django_assert_num_queries(QUERIES):
        record_page(client, evaluation.sitting_id)


def test_a_product_one_is_out_of_is_not_in_the_record_one_reads() -> None:
    evaluation = scoring()
    with acting("thao"):
        place = evaluation.panel.get(user=person("thao"))
        agenda_actions.recuse(
            evaluation=evaluation, member=place.member, reason="Em gái", by=person("thao")
        )
    events()
    assert {one["evaluation"] for one in api("kiem").get(API).json()["results"]} == {evaluation.pk}
    assert api("thao").get(API).json()["results"] == []


def test_the_tenant_s_record_shows_seals_and_gives_the_file() -> None:
    evaluation = closed_sitting()
    another_product(evaluation)
    rows = events()
    client = browser("kiem")
    text = plain(client.get(address("record")))
    assert RecordSeal.objects.get().head in text
    answer = client.get(address("record_export"))
    assert answer["Content-Disposition"] == 'attachment; filename="ban-ghi-quang-ngai.jsonl"'
    said = verify_record.check(answer.content.decode().splitlines())
    assert said[0].startswith(f"quang-ngai: đúng; {len(rows)} sự kiện, 3 phiếu")
    assert api("kiem").get(f"{API}export/").content == client.get(address("record_export")).content


def test_the_api_gives_the_very_text_that_is_hashed() -> None:
    evaluation = closed_sitting()
    rows = events()
    found = api("kiem").get(API, {"sitting_ref": evaluation.sitting_id}).json()["results"]
    assert [one["body"] for one in found] == [row.body for row in rows]
    only = api("kiem").get(API, {"kind": "concluded"}).json()["results"]
    assert [json.loads(one["body"])["kind"] for one in only] == ["concluded"]


def test_the_receipt_shows_its_number_and_hash() -> None:
    evaluation = scoring()
    sheet = hand_in(evaluation, "minh", marks_for(rules_of(evaluation), 71))
    events()
    event = RecordEvent.objects.get(sheet_ref=sheet.pk, kind="handed_in")
    text = plain(browser("minh").get(address("sheet_receipt", evaluation.pk)))
    assert f"việc số {event.seq}" in text
    assert event.hash in text


def test_the_api_answers_a_hand_in_with_its_place_in_the_record() -> None:
    evaluation = scoring()
    marks = marks_for(rules_of(evaluation), 71)
    sheet = fill(evaluation, "minh", marks)
    url = f"/api/v1/quang-ngai/sheets/{sheet.pk}/hand-in/"
    body = {"operation": "0d5f8c1e-8d1f-4c55-8a52-3d0a8f1f2b11"}
    one = api("minh").post(url, body, format="json")
    two = api("minh").post(url, body, format="json")
    event = RecordEvent.objects.get(sheet_ref=sheet.pk, kind="handed_in")
    assert one.status_code == two.status_code == 200
    assert one.json() == two.json()
    assert one.json()["record"] == {"seq": event.seq, "hash": event.hash}


def test_a_mark_sent_again_through_the_api_is_answered_as_the_first_time() -> None:
    evaluation = scoring()
    sheet = fill(evaluation, "minh", {})
    url = f"/api/v1/quang-ngai/sheets/{sheet.pk}/marks/"
    first = {
        "criterion": "A/1.1",
        "version": 0,
        "level": 1,
        "operation": "0d5f8c1e-8d1f-4c55-8a52-3d0a8f1f2b11",
        "client_at": "2026-08-04T02:15:07.123Z",
    }
    assert api("minh").post(url, first, format="json").json()["version"] == 1
    later = {"criterion": "A/1.1", "version": 1, "level": 2}
    assert api("minh").post(url, later, format="json").json()["version"] == 2
    assert api("minh").post(url, first, format="json").json()["version"] == 1
    assert sheet.scores.get().version == 2
    other = api("minh").post(url, first | {"level": 2}, format="json")
    assert other.status_code == 400
    assert "Mã thao tác này đã dùng cho một thay đổi khác." in other.content.decode()
    late = {**first, "operation": "1d5f8c1e-8d1f-4c55-8a52-3d0a8f1f2b11"}
    conflict = api("minh").post(url, late, format="json")
    assert (conflict.status_code, conflict.json()["kept"]["version"]) == (409, 2)
    for bad in ({"operation": "1"}, {"client_at": "hôm qua"}, {"operation": None}):
        assert api("minh").post(url, later | bad, format="json").status_code == 400


def test_a_closed_sitting_shows_its_last_hash() -> None:
    evaluation = closed_sitting()
    seal = RecordSeal.objects.get()
    text = plain(browser("minh").get(address("sitting", evaluation.sitting_id)))
    assert seal.head in text
    assert f"việc số {seal.last}" in text
    told = api("thao").get(f"/api/v1/quang-ngai/sittings/{evaluation.sitting_id}/").json()["seal"]
    assert (told["head"], told["root"], told["last"]) == (seal.head, seal.root, seal.last)


def test_opening_and_presiding_are_recorded_through_both_doors() -> None:
    council = make_council()
    sitting = make_sitting(council=council, status="planned")
    browser("thao").post(address("sitting_open", sitting.pk))
    api("thao").post(
        f"/api/v1/quang-ngai/sittings/{sitting.pk}/presiding/",
        {"member": council.members.get(user=person("minh")).pk},
        format="json",
    )
    assert [event.kind for event in events()] == ["sitting_opened", "presiding"]
