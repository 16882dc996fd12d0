"""Pages and API of councils: what is shown, what is refused, by whom, in the same words."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from councils.models import Adviser, Council, Member, Sitting
from territories import clock
from tests.cast import give, person, province
from tests.evaluations.test_sheet_pages import followed, plain
from tests.factories import make_council, make_sitting
from tests.refusals import refused as by_field

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/quang-ngai/councils/"
NEW = {
    "level": "province",
    "name": "Hội đồng đánh giá, phân hạng",
    "decision_no": "12/QĐ-UBND",
    "quorum_numerator": 3,
    "quorum_denominator": 4,
    "spread_mode": "pairwise",
    "spread_limit": 10,
    "notice_days": 1,
}
RULES = {
    "quorum_numerator": 3,
    "quorum_denominator": 4,
    "chair_required": "on",
    "spread_mode": "pairwise",
    "spread_limit": 10,
    "passes": 2,
    "minimum_mode": "majority",
    "notice_days": 1,
}
LIST_QUERIES, DETAIL_QUERIES = 18, 22


def browser(login: str) -> Client:
    client = Client()
    client.force_login(person(login))
    return client


def api(login: str) -> APIClient:
    client = APIClient()
    client.force_login(person(login))
    return client


def address(name: str, *more: object) -> str:
    return reverse(name, args=["quang-ngai", *more])


def today(**over: Any) -> dict[str, Any]:
    return NEW | {"established_on": clock.today().isoformat()} | over


def test_council_is_set_up_and_filled_by_the_pages() -> None:
    client = browser("binh")
    shown = followed(client, client.post(address("council_new"), today()))
    council = Council.objects.get()
    assert "quá 10 điểm thì thảo luận" in shown
    assert "Hội đồng cần có Chủ tịch trước khi họp" in shown
    seat = {"email": person("lan").email, "title": "chair", "organisation": "Sở", "scores": "on"}
    assert "Phan Thị Lan" in followed(client, client.post(address("member_new", council.pk), seat))
    adviser = {"email": person("tuan").email, "organisation": "Chi cục", "leads": "on"}
    shown = followed(client, client.post(address("adviser_new", council.pk), adviser))
    assert "(tổ trưởng)" in shown
    day = {"held_on": clock.today().isoformat(), "place": "Hội trường"}
    answer = client.post(address("sitting_new", council.pk), day)
    assert answer.headers["Location"] == address("sitting", Sitting.objects.get().pk)
    revised = today(name="Hội đồng cấp tỉnh", rules_no="07/QĐ-HĐ", version=1)
    assert "Hội đồng cấp tỉnh" in followed(
        client, client.post(address("council_revise", council.pk), revised)
    )
    rules = RULES | {"spread_limit": 8, "rules_no": "07/QĐ-HĐ", "version": 2}
    shown = followed(client, client.post(address("council_rules_set", council.pk), rules))
    assert "quá 8 điểm thì thảo luận" in shown
    assert "07/QĐ-HĐ" in shown
    gone = address("member_remove", council.pk, Member.objects.get().pk)
    followed(client, client.post(gone, {"reason": "Chuyển công tác"}))
    assert not Member.objects.exists()


def test_council_is_set_up_and_filled_by_the_api() -> None:
    client = api("binh")
    made = client.post(ROOT, {k: v for k, v in today().items() if "quorum" not in k})
    assert (made.status_code, made.json()["quorum_denominator"]) == (201, 4)
    where = f"{ROOT}{made.json()['id']}/"
    seat = {"email": person("lan").email, "title": "chair", "organisation": "Sở"}
    member = client.post(f"{where}members/", seat).json()
    assert (member["full_name"], member["scores"]) == ("Phan Thị Lan (mẫu)", True)
    adviser = {"email": person("tuan").email, "organisation": "Chi cục"}
    assert client.post(f"{where}advisers/", adviser).status_code == 201
    day = {"held_on": clock.today().isoformat(), "place": "Hội trường"}
    assert client.post(f"{where}sittings/", day).json()["status"] == "planned"
    assert client.patch(where, {"spread_limit": 8, "version": 1}).json()["spread_limit"] == 8
    whole = client.get(where).json()
    assert [one["title"] for one in whole["members"]] == ["chair"]
    assert [one["organisation"] for one in whole["advisers"]] == ["Chi cục"]
    away = client.post(f"{where}members/{member['id']}/remove/", {"reason": "Chuyển"})
    assert away.status_code == 204
    assert not Member.objects.exists()


@pytest.mark.parametrize(
    "over",
    [
        {"level": "district"},
        {"quorum_numerator": 9},
        {"established_on": "2999-01-01"},
        {"established_on": "2026-02-31"},
        {"spread_mode": "sometimes"},
        {"name": ""},
    ],
)
def test_both_doors_refuse_with_the_same_words(over: dict[str, Any]) -> None:
    refused = api("binh").post(ROOT, today(**over))
    page = browser("binh").post(address("council_new"), today(**over))
    assert (refused.status_code, page.status_code) == (400, 422)
    words = next(iter(by_field(refused).values()))[0]
    if "31" not in str(over) and "sometimes" not in str(over) and over != {"name": ""}:
        assert words in plain(page)
    assert not Council.objects.exists()


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"quorum_numerator": 9}, "quorum_numerator"),
        ({"quorum_denominator": 0}, "quorum_numerator"),
        ({"passes": 6}, "passes"),
        ({"level": "district"}, "unit"),
        ({"decision_no": "7/QĐ-UBND"}, "decision_no"),
    ],
)
def test_what_a_council_cannot_be_is_said_at_its_field(over: dict[str, Any], field: str) -> None:
    assert api("binh").post(ROOT, today(decision_no="7/QĐ-UBND")).status_code == 201
    new = today(**over)
    refused = api("binh").post(ROOT, new)
    assert refused.status_code == 400
    [(named, [words])] = by_field(refused).items()
    assert named == field
    if field != "passes":  # which the page does not ask for
        page = browser("binh").post(address("council_new"), new)
        assert page.context["form"].errors == {field: [words]}
    council = Council.objects.get()
    if field in ("quorum_numerator", "passes"):
        changed = api("binh").patch(f"{ROOT}{council.pk}/", over | {"version": 1})
        assert by_field(changed) == {field: [words]}


def test_second_chair_is_said_at_his_title_and_who_sits_at_his_address() -> None:
    council = api("binh").post(ROOT, today()).json()["id"]
    seat = {"full_name": "Đỗ Văn Chủ", "organisation": "Sở Công Thương", "title": "chair"}
    where = f"{ROOT}{council}/members/"
    assert api("binh").post(where, seat | {"email": "mot@ocop.example"}).status_code == 201
    second = api("binh").post(where, seat | {"email": "hai@ocop.example"})
    assert by_field(second) == {"title": ["Hội đồng đã có Chủ tịch."]}
    again = api("binh").post(where, seat | {"email": "mot@ocop.example", "title": "member"})
    assert by_field(again) == {"email": ["Người này đã là thành viên của hội đồng."]}
    assert Member.objects.count() == 1


@pytest.mark.parametrize("field", ["province", "rules_frozen_at", "by", "members", "is_active"])
def test_fields_that_are_not_the_clients_are_refused(field: str) -> None:
    answer = api("binh").post(ROOT, today() | {field: 1})
    assert (answer.status_code, list(by_field(answer))) == (400, [field])
    assert not Council.objects.exists()


@pytest.mark.parametrize(
    ("login", "status"), [("thao", 403), ("minh", 403), ("quan", 403), ("tra", 403), ("tu", 404)]
)
def test_only_the_office_sets_councils_up(login: str, status: int) -> None:
    council = make_council()
    for name in ("council_revise", "member_new", "adviser_new", "sitting_new"):
        assert browser(login).post(address(name, council.pk)).status_code == status, name
    assert browser(login).post(address("council_new"), today()).status_code == status
    where = f"{ROOT}{council.pk}/"
    assert api(login).post(ROOT, today()).status_code == status
    assert api(login).patch(where, {"name": "Khác", "version": 1}).status_code == status
    for act in ("members", "advisers", "sittings"):
        assert api(login).post(f"{where}{act}/", {}).status_code == status, act
    assert (Council.objects.count(), Adviser.objects.count(), Sitting.objects.count()) == (1, 1, 0)


def test_member_sees_his_own_councils_and_no_others() -> None:
    mine = make_council()
    give(person("tra"), "council_member", province())
    other = make_council(scorers=("kiem",), advisers=())
    assert [one["id"] for one in api("minh").get(ROOT).json()["results"]] == [mine.pk]
    assert api("minh").get(f"{ROOT}{other.pk}/").status_code == 404
    assert browser("minh").get(address("council", other.pk)).status_code == 404
    everybody = {one["id"] for one in api("binh").get(ROOT).json()["results"]}
    assert everybody == {mine.pk, other.pk}
    assert api("tu").get(f"/api/v1/gia-lai/councils/{mine.pk}/").status_code == 404


def test_frozen_rules_are_said_so_and_kept() -> None:
    council = make_council(rules_frozen_at=clock.now())
    client = browser("binh")
    assert "chỉ Chủ tịch đổi quy chế" in plain(client.get(address("council", council.pk)))
    answer = client.post(
        address("council_rules_set", council.pk), RULES | {"spread_limit": 20, "version": 1}
    )
    assert answer.status_code == 422
    refused = api("binh").patch(f"{ROOT}{council.pk}/", {"spread_limit": 20, "version": 1})
    assert by_field(refused)["spread_limit"][0] in plain(answer)
    assert Council.objects.get().spread_limit == 10


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_rows(count: int, django_assert_num_queries: Any) -> None:
    councils = [make_council() for _ in range(count)]
    for _ in range(count):
        make_sitting(council=councils[0])
    client = browser("binh")
    for page, queries in (
        (address("councils"), LIST_QUERIES),
        (address("sittings"), LIST_QUERIES),
        (address("council", councils[0].pk), DETAIL_QUERIES),
    ):
        client.get(page)
        with django_assert_num_queries(queries):
            client.get(page)


def test_lists_are_filtered_alike() -> None:
    council = make_council()
    make_sitting(council=council, status="closed")
    planned = make_sitting(council=council, status="planned")
    rows = api("binh").get("/api/v1/quang-ngai/sittings/?status=planned").json()["results"]
    assert [one["id"] for one in rows] == [planned.pk]
    page = browser("binh").get(address("sittings") + "?status=planned").content.decode()
    assert page.count(address("sitting", planned.pk)) == 1
    assert plain(browser("binh").get(address("councils") + "?level=district"))


def test_every_day_is_asked_for_in_the_vietnamese_order() -> None:
    council = make_council()
    for name, pk, fields in (
        ("council_new", None, ["established_on"]),
        ("council_revise", council.pk, ["established_on"]),
        ("sitting_new", council.pk, ["held_on", "files_sent_on"]),
        ("written_round_new", council.pk, ["held_on", "answers_due", "files_sent_on"]),
    ):
        page = browser("binh").get(address(name, *([pk] if pk else []))).content.decode()
        for field in fields:
            (control,) = re.findall(rf'<input[^>]*name="{field}"[^>]*>', page)
            assert 'placeholder="dd/mm/yyyy"' in control, (name, field)
