"""The API of a member's own sheets: one mark a request, the same words as the pages."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from evaluations import agenda_actions
from evaluations.models import Evaluation, Finding, Score, ScoreSheet
from tests.cast import give, person, province
from tests.factories import make_council, make_sitting
from tests.refusals import refused, said

from .sittings import (
    acting,
    all_hand_in,
    best_marks,
    fill,
    hand_in,
    marks_for,
    rules_of,
    scoring,
    second_pass,
)
from .test_reopenings import ask, confirm
from .test_sheet_pages import address, browser, plain, posted

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/quang-ngai/sheets/"
SAVE_QUERIES = 23


def api(login: str) -> APIClient:
    """Return a client of the API in which the person is signed in."""
    client = APIClient()
    client.force_login(person(login))
    return client


def opened_sheet(login: str = "minh") -> tuple[APIClient, ScoreSheet]:
    """Return a client and the sheet that it opened."""
    evaluation = scoring()
    client = api(login)
    answer = client.post(ROOT, {"evaluation": evaluation.pk})
    assert answer.status_code == 201
    return client, ScoreSheet.objects.get(pk=answer.json()["id"])


def mark(client: APIClient, sheet: ScoreSheet, /, **body: Any) -> Any:
    return client.post(f"{ROOT}{sheet.pk}/marks/", {"criterion": "A/1.1", "version": 0} | body)


def test_mark_is_saved_and_the_total_comes_back() -> None:
    client, sheet = opened_sheet()
    answer = mark(client, sheet, level=3)
    body = answer.json()
    assert answer.status_code == 200
    assert (body["version"], body["total"], body["parts"]) == (1, 2, {"A": 2, "B": 0, "C": 0})
    assert (body["answered"], body["asked"], body["may_hand_in"]) == (1, 31, False)
    assert (body["closed"], body["removed"], len(body["missing"])) == (["B/5.2"], {}, 30)
    assert (body["band"], body["missed"]) == (1, [])
    assert body["saved_at"][2] == ":"
    assert Score.objects.get().level.ordinal == 3


def test_sheets_are_filtered_by_product_pass_and_state() -> None:
    client, sheet = opened_sheet()
    first = sheet.evaluation
    second = scoring(first.sitting)
    hand_in(second, "minh", marks_for(rules_of(second), 71))
    theirs = hand_in(first, "an", marks_for(rules_of(first), 75))

    def found(**asked: Any) -> set[int]:
        answer = client.get(ROOT, asked)
        assert answer.status_code == 200
        return {one["evaluation"] for one in answer.json()["results"]}

    assert found() == {first.pk, second.pk}
    assert found(evaluation=first.pk) == found(status="draft") == {first.pk}
    assert found(evaluation=second.pk) == found(status="submitted") == {second.pk}
    assert found(evaluation=first.pk, status="submitted") == found(pass_no=2) == set()
    assert client.get(ROOT, {"evaluation": "x"}).status_code == 400
    # Of a product alone does not open somebody else's sheet of it.
    (row,) = client.get(ROOT, {"evaluation": first.pk}).json()["results"]
    assert (row["id"], theirs.pk != sheet.pk) == (sheet.pk, True)


def test_schema_names_the_filters_of_the_sheets() -> None:
    shown = api("minh").get("/api/v1/schema/", HTTP_ACCEPT="application/json").json()
    listed = shown["paths"]["/api/v1/{province}/sheets/"]["get"]
    named = {one["name"] for one in listed["parameters"] if one["in"] == "query"}
    assert named == {"evaluation", "pass_no", "status", "page", "page_size"}


def test_gate_that_closes_names_what_it_took_away() -> None:
    client, sheet = opened_sheet()
    mark(client, sheet, criterion="B/5.1", level=2)
    mark(client, sheet, criterion="B/5.2", level=2)
    body = mark(client, sheet, criterion="B/5.1", level=1, version=1).json()
    assert (body["removed"], body["closed"]) == ({"B/5.2": 2}, ["B/5.2"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"level": 99}, "level"),
        ({"level": 1_000_000_000}, "level"),
        ({"level": -1}, "level"),
        ({"level": 1.5}, "level"),
        ({"level": "NaN"}, "level"),
        ({"criterion": "B/5.2", "level": 2}, "level"),
        ({"criterion": "Z/1", "level": 1}, "criterion"),
        ({"version": -1, "level": 1}, "version"),
        ({"remark": "x" * 1001}, "remark"),
        ({"level": 1, "points": 100}, "points"),
        ({"level": 1, "total": 100}, "total"),
        ({"level": 1, "star": 5}, "star"),
        ({"level": 1, "user": 1}, "user"),
        ({"level": 1, "province": 2}, "province"),
        ({"level": 1, "sheet": 1}, "sheet"),
        ({"level": 1, "of_sheet": 0}, "of_sheet"),
    ],
)
def test_bad_mark_is_refused_by_name_and_nothing_is_written(
    body: dict[str, Any], field: str
) -> None:
    client, sheet = opened_sheet()
    answer = mark(client, sheet, **body)
    assert answer.status_code == 400
    assert list(refused(answer)) == [field]
    assert not Score.objects.exists()


@pytest.mark.parametrize("raw", ['{"criterion": "A/1.1", "version": 0, "level": NaN}', "{", "[]"])
def test_body_that_is_no_json_object_is_refused(raw: str) -> None:
    client, sheet = opened_sheet()
    answer = client.post(f"{ROOT}{sheet.pk}/marks/", raw, content_type="application/json")
    assert answer.status_code == 400
    assert not Score.objects.exists()


def test_stale_mark_gets_409_with_both_values() -> None:
    client, sheet = opened_sheet()
    mark(client, sheet, level=3, remark="Hợp đồng đủ")
    answer = mark(client, sheet, level=1)
    body = answer.json()
    assert answer.status_code == 409
    assert body["kept"] == {
        "level": 3,
        "is_unproven": False,
        "remark": "Hợp đồng đủ",
        "version": 1,
    }
    assert "Bản vừa gửi: «Không đạt mức nào»" in body["detail"]
    assert mark(client, sheet, level=3).status_code == 200  # the same again is no conflict


def test_knock_out_is_ticked_and_taken_back() -> None:
    client, sheet = opened_sheet()
    where = f"{ROOT}{sheet.pk}/ticks/"
    assert client.post(where, {"knock_out": "#1", "reason": "Giả"}).json()["knock_outs"] == ["#1"]
    stale = client.post(where, {"knock_out": "#1", "reason": "Khác"})
    assert stale.status_code == 409
    assert stale.json()["kept"] == {"reason": "Giả", "known": "Giả"}
    assert "Bản đang lưu: «Giả». Bản vừa gửi: «Khác»." in said(stale)
    client.post(where, {"knock_out": "#1", "reason": "", "known": "Giả"})
    assert not Finding.objects.exists()


def test_sheet_is_handed_in_once() -> None:
    client, sheet = opened_sheet()
    where = f"{ROOT}{sheet.pk}/hand-in/"
    assert client.post(where).status_code == 400
    fill(sheet.evaluation, "minh", marks_for(rules_of(sheet.evaluation), 71))
    answer = client.post(where, {})
    body = answer.json()
    assert (answer.status_code, body["status"], len(body["sha256"])) == (200, "submitted", 64)
    again = client.post(where, {})
    assert again.status_code == 400
    assert "không sửa được nữa" in said(again)
    assert mark(client, sheet, level=1, version=1).status_code == 400
    whole = client.get(f"{ROOT}{sheet.pk}/").json()
    assert (whole["total"], len(whole["marks"])) == (71, len(whole["marks"]))
    assert {"criterion", "level", "is_unproven", "remark", "version"} == set(whole["marks"][0])


def test_only_ones_own_sheets_are_there() -> None:
    evaluation = scoring()
    mine = hand_in(evaluation, "minh", best_marks(rules_of(evaluation)))
    hand_in(evaluation, "an", best_marks(rules_of(evaluation)))
    assert [row["id"] for row in api("minh").get(ROOT).json()["results"]] == [mine.pk]
    for login, status in (("an", 404), ("lan", 404), ("thao", 403), ("binh", 403), ("tu", 404)):
        client = api(login)
        assert client.get(f"{ROOT}{mine.pk}/").status_code == status, login
        assert mark(client, mine, level=1, version=1).status_code == status, login
        assert client.post(f"{ROOT}{mine.pk}/hand-in/").status_code == status, login
    assert APIClient().get(ROOT).status_code == 401


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("recused", "Anh/chị không chấm sản phẩm này."),
        ("absent", "Anh/chị được ghi là vắng đối với sản phẩm này."),
    ],
)
def test_who_scores_no_more_is_told_so_by_a_code_of_its_own(state: str, words: str) -> None:
    client, sheet = opened_sheet()
    evaluation = sheet.evaluation
    set_place = {"recused": agenda_actions.recuse, "absent": agenda_actions.mark_absent}[state]
    with acting("thao"):
        set_place(evaluation=evaluation, member=sheet.member, reason="Ốm", by=person("thao"))
    where = f"{ROOT}{sheet.pk}/"
    for answer in (
        mark(client, sheet, level=3),
        client.post(f"{where}ticks/", {"knock_out": "#1", "reason": "Giả"}),
        client.post(f"{where}hand-in/"),
    ):
        assert (answer.status_code, said(answer)) == (400, words)
        assert [one["code"] for one in answer.json()["errors"]] == ["not_scoring"]
    assert not Score.objects.exists()
    assert not Finding.objects.exists()


def test_end_of_scoring_is_no_word_about_the_member() -> None:
    client, sheet = opened_sheet()
    hand_in(sheet.evaluation, "minh", marks_for(rules_of(sheet.evaluation), 71))
    late = mark(client, sheet, level=3)
    assert [one["code"] for one in late.json()["errors"]] == ["sealed"]
    second = api("an").post(ROOT, {"evaluation": scoring(sheet.evaluation.sitting).pk}).json()
    with acting("thao"):
        agenda_actions.take_off_agenda(
            evaluation=Evaluation.objects.get(pk=second["evaluation"]),
            reason="Chủ thể rút hồ sơ.",
            by=person("thao"),
        )
    off = mark(api("an"), ScoreSheet.objects.get(pk=second["id"]), level=3)
    assert [one["code"] for one in off.json()["errors"]] == ["sealed"]


def test_member_of_another_council_opens_nothing() -> None:
    evaluation = scoring()
    give(person("tra"), "council_member", province())
    make_sitting(council=make_council(scorers=("tra",), advisers=()))
    assert api("tra").post(ROOT, {"evaluation": evaluation.pk}).status_code == 404
    assert not ScoreSheet.objects.exists()


def test_both_doors_refuse_with_the_same_words() -> None:
    client, sheet = opened_sheet()
    evaluation = sheet.evaluation
    page = browser("minh")
    level = refused(mark(client, sheet, level=99))["level"][0]
    html = plain(
        page.post(address("sheet", evaluation.pk), posted(evaluation, **{"level:A/1.1": "99"}))
    )
    assert level in html
    missing = said(client.post(f"{ROOT}{sheet.pk}/hand-in/"))
    assert missing in plain(page.post(address("sheet_check", evaluation.pk)))
    mark(client, sheet, level=3)
    stale = said(mark(client, sheet, level=1))
    old = posted(evaluation, **{"level:A/1.1": "1", "version:A/1.1": "0"})
    assert stale in plain(page.post(address("sheet", evaluation.pk), old))


@pytest.mark.parametrize("line", [1, 3])
def test_queries_of_an_autosave_do_not_grow_with_the_marks(
    line: int, django_assert_num_queries: Any
) -> None:
    client, sheet = opened_sheet()
    evaluation = sheet.evaluation
    marks = list(best_marks(rules_of(evaluation)).items())
    fill(evaluation, "minh", dict(marks[: line * 8]))
    mark(client, sheet, criterion="C/11", level=1)
    with django_assert_num_queries(SAVE_QUERIES):
        mark(client, sheet, criterion="C/11", level=2, version=1)


# --- what was said before one sheet is never written on the next ---


def left_behind() -> tuple[APIClient, ScoreSheet, ScoreSheet, int]:
    """Return a member's sheet of pass 1 and of pass 2, and the version that his device saw."""
    client, first = opened_sheet()
    seen = mark(client, first, level=3).json()["version"]
    evaluation = first.evaluation
    whole = marks_for(rules_of(evaluation), 60)
    hand_in(evaluation, "minh", {key: at for key, at in whole.items() if key != "A/1.1"})
    all_hand_in(evaluation, [80, 81], ("lan", "an"))
    second_pass(evaluation)
    answer = client.post(ROOT, {"evaluation": evaluation.pk})
    second = ScoreSheet.objects.get(pk=answer.json()["id"])
    assert second.pass_no == 2
    return client, first, second, seen


def level_of(sheet: ScoreSheet) -> tuple[int, int]:
    rows = sheet.scores.select_related("level", "criterion")
    (row,) = [one for one in rows if one.criterion.key == "A/1.1"]
    return row.level.ordinal, row.version


def test_late_mark_of_pass_one_is_written_on_no_sheet() -> None:
    client, first, second, seen = left_behind()
    late = {"level": 1, "version": seen}
    sealed = mark(client, first, **late)
    assert (sealed.status_code, "không sửa được nữa" in said(sealed)) == (400, True)
    named = mark(client, second, of_sheet=first.pk, **late)
    assert (named.status_code, list(refused(named))) == (400, ["of_sheet"])
    stale = mark(client, second, **late)  # a client that does not say of which sheet it is
    assert (stale.status_code, stale.json()["kept"]["level"]) == (409, 3)
    assert level_of(first) == (3, seen)
    assert level_of(second) == (3, seen + 1)
    assert mark(client, second, of_sheet=second.pk, level=1, version=seen + 1).status_code == 200
    assert level_of(second) == (1, seen + 2)


def test_late_tick_and_late_hand_in_touch_no_other_sheet() -> None:
    client, first, second, _seen = left_behind()
    tick = {"knock_out": "#1", "reason": "Giả", "of_sheet": first.pk}
    for where, body in (("ticks", tick), ("hand-in", {"of_sheet": first.pk})):
        answer = client.post(f"{ROOT}{second.pk}/{where}/", body)
        assert (answer.status_code, list(refused(answer))) == (400, ["of_sheet"])
    page = browser("minh")
    answer = page.post(address("sheet_check", second.evaluation_id), {"of_sheet": first.pk})
    assert answer.status_code == 422
    assert "thuộc một phiếu khác" in plain(answer)
    assert f'name="of_sheet" value="{second.pk}"' in answer.content.decode()
    assert not Finding.objects.exists()
    second.refresh_from_db()
    assert second.status == "draft"


def test_page_of_pass_one_is_not_saved_on_pass_two() -> None:
    _client, first, second, seen = left_behind()
    page, where = browser("minh"), address("sheet", second.evaluation_id)
    late = {"level:A/1.1": "1", "version:A/1.1": str(seen + 1), "of_sheet": str(first.pk)}
    answer = page.post(where, posted(second.evaluation, **late), follow=True)
    assert answer.redirect_chain == [(where, 302)]
    assert "thuộc một phiếu khác" in plain(answer)
    assert level_of(second) == (3, seen + 1)
    assert f'name="of_sheet" value="{second.pk}"' in answer.content.decode()


def test_reopened_sheet_counts_on_too() -> None:
    client, first = opened_sheet()
    seen = mark(client, first, level=3).json()["version"]
    whole = marks_for(rules_of(first.evaluation), 60)
    hand_in(first.evaluation, "minh", {key: at for key, at in whole.items() if key != "A/1.1"})
    confirm(ask(first.evaluation, "lan"), "thao")
    answer = client.post(ROOT, {"evaluation": first.evaluation_id})
    again = ScoreSheet.objects.get(pk=answer.json()["id"])
    assert (again.version, level_of(again)) == (2, (3, seen + 1))
    assert mark(client, again, level=1, version=seen).status_code == 409
    assert level_of(again) == (3, seen + 1)
