"""A member scores by the API alone: with his sheet he reads what its page shows him, no more."""

import html
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from evaluations import agenda_actions, sheet_actions
from evaluations.models import Evaluation, Panel, ScoreSheet
from files import intake
from regulations.models import ProductLine
from tests.accounts.test_tokens import ask, key
from tests.cast import person, province
from tests.factories import make_council, make_sitting, make_submission, make_upload

from .sittings import (
    acting,
    all_hand_in,
    best_marks,
    fill,
    on_agenda,
    opened,
    rules_of,
    scoring,
    second_pass,
)
from .test_blinding import told
from .test_sheet_api import ROOT, api
from .test_sheet_pages import address, browser

pytestmark = pytest.mark.django_db
SHEET_QUERIES = 21
# Of the frozen copy the page shows none of these.
UNSAID = ("912345678", "Thôn Tây", "Phạm Văn Sản")
# Names for programs and addresses; everything else is words, and words stand on the page.
NO_WORDS = {"key", "kind", "sha256", "file", "gated_by", "criteria_set"}


def paper(criterion: str | None, title: str) -> dict[str, Any]:
    """Return a paper as a frozen copy has it, with its file in the store."""
    upload = make_upload(f"{title} Tỏi đen Lý Sơn.pdf", title)
    stored = intake.store(upload, province=province(), by=person("san"))
    file = {"sha256": stored.sha256, "name": stored.name, "kind": "pdf", "size": 1, "pages": 3}
    days = {"issued_on": "2020-01-01", "expires_on": "2021-01-01" if criterion else None}
    facts = {"number": "12/HĐ", "issuer": "Quatest 2", "first_page": 2, "paper": None, "id": 1}
    return facts | days | {"criterion": criterion, "title": title, "file": file}


def before_council(papers: int = 1, *, is_blind: bool = False) -> Evaluation:
    """Return a product that is scored: answers, papers, a report of commune and of advisers."""
    whole = make_submission()
    copy, evidence = dict(whole.snapshot), [paper(None, "Giấy chung của hồ sơ")]
    evidence += [paper("A/1.1", "Hợp đồng " + "I" * n) for n in range(1, papers + 1)]
    answers = [dict(one) for one in copy["answers"]]
    answers[0] |= {"ordinal": 3, "points": 2, "description": "Tỏi đen Lý Sơn trồng & ủ trên đảo"}
    copy |= {"answers": answers, "evidence": evidence}
    copy["product"] = copy["product"] | {"story": "Nghề tỏi đen Lý Sơn trên đảo"}
    copy["files"] = [one["file"]["sha256"] for one in evidence]
    again = {"participation": whole.participation, "version": 2, "snapshot": copy}
    sitting = make_sitting(council=make_council(blind_codes=is_blind))
    evaluation = on_agenda(sitting, make_submission(**again))
    with acting("thao"):
        begun = {"evaluation": evaluation, "by": person("thao")}
        agenda_actions.begin_scoring(reason="Chủ thể đã nộp bản mới.", **begun)
    report = make_upload("Tỏi đen Lý Sơn.pdf", "khảo sát")
    with acting("tuan"):
        agenda_actions.write_advisory_report(
            evaluation=evaluation,
            by=person("tuan"),
            text="Vườn Tỏi đen Lý Sơn sạch.",
            upload=report,
        )
    return evaluation


def opened_by(login: str, evaluation: Evaluation) -> ScoreSheet:
    """Let a member open his sheet."""
    with acting(login):
        evaluation.refresh_from_db()
        return sheet_actions.open_sheet(evaluation=evaluation, by=person(login))


def read(login: str, sheet: ScoreSheet) -> dict[str, Any]:
    """Return a sheet as the API shows it."""
    answer = api(login).get(f"{ROOT}{sheet.pk}/")
    assert answer.status_code == 200
    return answer.json()


def words(value: Any, name: str = "") -> Iterator[str]:
    """Yield every text that is meant for people."""
    if isinstance(value, dict):
        for key_, inner in value.items():
            yield from words(inner, key_)
    elif isinstance(value, list):
        for inner in value:
            yield from words(inner, name)
    elif isinstance(value, str) and value and name not in NO_WORDS:
        yield " ".join(value.split())


def test_program_scores_with_a_key_and_nothing_else() -> None:
    evaluation = before_council()
    secret = key("minh", "score", "file_view")
    made = ask(secret, ROOT, "post", data={"evaluation": evaluation.pk}).json()
    whole = ask(secret, f"{ROOT}{made['id']}/").json()
    judged = whole["criteria_set"]
    assert judged == {
        "book": "26-2026",
        "decision": "26/2026/QĐ-TTg",
        "set": rules_of(evaluation).number,
        "code": rules_of(evaluation).code,
        "name": rules_of(evaluation).name_vi,
        "line": 7,
        "criteria": f"/api/v1/regulations/26-2026/sets/{rules_of(evaluation).code}/",
    }
    public = Client().get(judged["criteria"]).json()["criteria"]
    boxes = [
        (one["key"], [(level["ordinal"], level["points"]) for level in one["levels"]])
        for one in public
    ]
    assert [(one["key"], levels_of(one)) for one in whole["criteria"]] == boxes
    first = whole["criteria"][0]
    assert first["claim"] == {
        "level": 3,
        "points": 2,
        "description": "Tỏi đen Lý Sơn trồng & ủ trên đảo",
    }
    assert (first["evidence"][0]["title"], first["evidence"][0]["first_page"]) == ("Hợp đồng I", 2)
    assert (first["evidence"][0]["is_out_of_date"], first["evidence"][0]["meta"]) == (
        True,
        "12/HĐ · Quatest 2",
    )
    for where in (
        first["evidence"][0]["file"],
        whole["dossier"]["evidence"][0]["file"],
        whole["dossier"]["advisory_report"]["file"],
    ):
        assert b"".join(ask(secret, where).streaming_content).startswith(b"%PDF")
    for one in whole["criteria"]:
        if one["gated_by"] is None:
            body = {"criterion": one["key"], "version": 0, "level": levels_of(one)[-1][0]}
            saved = ask(secret, f"{ROOT}{made['id']}/marks/", "post", data=body)
            assert saved.status_code == 200, one["key"]
    assert [one["key"] for one in whole["criteria"] if one["gated_by"]] == ["B/5.2"]


def levels_of(criterion: dict[str, Any]) -> list[tuple[int, int]]:
    """Return a criterion's boxes."""
    return [
        (level["ordinal"], level["points"])
        for case in criterion["cases"]
        for level in case["levels"]
    ]


def test_key_without_the_scope_reads_no_file() -> None:
    evaluation = before_council()
    sheet = opened_by("minh", evaluation)
    secret = key("minh", "score")
    whole = ask(secret, f"{ROOT}{sheet.pk}/").json()
    assert ask(secret, whole["dossier"]["evidence"][0]["file"]).status_code == 403


@pytest.mark.parametrize("is_blind", [False, True])
def test_every_word_of_the_api_stands_on_the_page(is_blind: bool) -> None:
    evaluation = before_council(is_blind=is_blind)
    sheet = opened_by("minh", evaluation)
    page = html.unescape(browser("minh").get(address("sheet", evaluation.pk)).content.decode())
    page = " ".join(page.replace("<br>", " ").split())
    whole = read("minh", sheet)
    for part in ("criteria", "clauses", "dossier"):
        assert [one for one in words(whole[part]) if one not in page] == [], part
    assert [one for one in UNSAID if one in str(whole)] == []
    name = "Sản phẩm số 01" if is_blind else "Tỏi đen Lý Sơn"
    assert whole["dossier"]["product"] == name
    assert whole["dossier"]["commune_report"] is None
    assert (
        whole["dossier"]["advisory_report"]["text"] == "Vườn Tỏi đen Lý Sơn sạch."
    ) is not is_blind


def test_codes_hold_in_the_sheet_and_its_files_until_the_opening() -> None:
    evaluation = before_council(is_blind=True)
    sheet = opened_by("minh", evaluation)
    client = api("minh")
    text = client.get(f"{ROOT}{sheet.pk}/").content.decode()
    assert told(text) == []
    assert told(browser("minh").get(address("sheet", evaluation.pk)).content.decode()) == []
    whole = read("minh", sheet)
    assert "[…]" in whole["dossier"]["story"]
    assert whole["criteria"][0]["claim"]["description"].count("[…]") == 1
    piece = client.get(whole["criteria"][0]["evidence"][0]["file"])
    assert 'filename="tai-lieu.pdf"' in piece.headers["Content-Disposition"]
    assert b"".join(piece.streaming_content).startswith(b"%PDF")
    all_hand_in(evaluation, (80, 80, 80))
    opened(evaluation)
    whole = read("minh", sheet)
    assert whole["dossier"]["product"] == "Tỏi đen Lý Sơn"
    assert whole["dossier"]["story"] == "Nghề tỏi đen Lý Sơn trên đảo"


def test_recused_member_reads_nothing_of_a_sheet_that_he_had_begun() -> None:
    evaluation = before_council()
    sheet = opened_by("minh", evaluation)
    where = read("minh", sheet)["dossier"]["evidence"][0]["file"]
    Panel.objects.filter(user=person("minh")).update(state="recused", reason="Có liên quan")
    for path in (f"{ROOT}{sheet.pk}/", where):
        assert api("minh").get(path).status_code == 404, path
    assert b"".join(api("an").get(where).streaming_content).startswith(b"%PDF")


def test_file_of_another_dossier_is_not_there() -> None:
    evaluation = before_council()
    where = read("minh", opened_by("minh", evaluation))["dossier"]["evidence"][0]["file"]
    elsewhere = intake.store(make_upload("Khác.pdf", "x"), province=province(), by=person("san"))
    known = evaluation.submission.snapshot["files"][0]
    assert api("minh").get(where.replace(known, elsewhere.sha256)).status_code == 404


def test_nobody_elses_marks_come_along() -> None:
    evaluation = before_council()
    fill(evaluation, "an", best_marks(rules_of(evaluation)))
    mine = read("minh", opened_by("minh", evaluation))
    assert (mine["marks"], mine["ticks"], mine["total"]) == ([], [], 0)


def test_tourism_sheet_gives_its_cases() -> None:
    submission = make_submission(line=ProductLine.objects.get(number=26), name="Làng du lịch")
    submission.sample_receipts.update(site_visited_on=submission.handed_in_at.date())
    evaluation = scoring(submission=submission)
    whole = read("minh", opened_by("minh", evaluation))
    cased = [one["cases"] for one in whole["criteria"] if len(one["cases"]) > 1]
    assert [case["number"] for case in cased[0]] == [1, 2]
    rules = rules_of(evaluation)
    ordinals = {one["key"]: {at for at, _points in levels_of(one)} for one in whole["criteria"]}
    assert ordinals == {c.key: {level.ordinal for level in c.levels} for c in rules.criteria}


def test_clauses_are_those_that_a_tick_may_name() -> None:
    evaluation = before_council()
    whole = read("minh", opened_by("minh", evaluation))
    assert sorted(one["key"] for one in whole["clauses"]) == sorted(
        one.key for one in rules_of(evaluation).knock_outs
    )


def test_product_before_the_council_names_its_criteria_too() -> None:
    evaluation = before_council()
    sheet = read("minh", opened_by("minh", evaluation))
    product = api("minh").get(f"/api/v1/quang-ngai/evaluations/{evaluation.pk}/").json()
    assert product["criteria_set"] == sheet["criteria_set"]


def test_who_is_marked_absent_reads_his_open_sheet_by_neither_door() -> None:
    evaluation = before_council()
    sheet = fill(evaluation, "minh", dict(list(best_marks(rules_of(evaluation)).items())[:3]))
    client, ways = browser("minh"), ("sheet", "sheet_check")
    for way in ways:
        assert client.get(address(way, evaluation.pk)).status_code == 200
    member = evaluation.panel.get(user=person("minh")).member
    with acting("thao"):
        agenda_actions.mark_absent(
            evaluation=evaluation, member=member, reason="Ốm", by=person("thao")
        )
    for answer in [client.get(address(way, evaluation.pk)) for way in ways] + [
        client.post(address("sheet_check", evaluation.pk), {})
    ]:
        assert answer.headers["Location"] == address("sitting", evaluation.sitting_id)
    said = client.get(address("sitting", evaluation.sitting_id)).content.decode()
    refused = api("minh").get(f"{ROOT}{sheet.pk}/")
    assert (refused.status_code, refused.json()["detail"] in said) == (400, True)
    assert "ghi là vắng" in refused.json()["detail"]
    assert "Hợp đồng" not in refused.content.decode()
    with acting("thao"):
        agenda_actions.mark_present(evaluation=evaluation, member=member, by=person("thao"))
    assert len(read("minh", sheet)["marks"]) == 3


def test_who_is_absent_from_the_second_pass_still_reads_what_he_handed_in() -> None:
    evaluation = before_council()
    all_hand_in(evaluation, [70, 75, 90])
    handed_in = evaluation.sheets.get(user=person("minh"))
    second_pass(evaluation)
    draft = opened_by("minh", evaluation)
    member = evaluation.panel.get(user=person("minh")).member
    with acting("thao"):
        agenda_actions.mark_absent(
            evaluation=evaluation, member=member, reason="Về sớm", by=person("thao")
        )
    assert api("minh").get(f"{ROOT}{draft.pk}/").status_code == 400
    assert read("minh", handed_in)["total"] == 75
    assert browser("minh").get(address("sheet_receipt", evaluation.pk)).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_sheet_do_not_grow_with_marks_and_papers(
    count: int, django_assert_num_queries: Any
) -> None:
    evaluation = before_council(count)
    marks = list(best_marks(rules_of(evaluation)).items())
    sheet = fill(evaluation, "minh", dict(marks[: count * 8]))
    client = api("minh")
    client.get(f"{ROOT}{sheet.pk}/")
    with django_assert_num_queries(SHEET_QUERIES):
        whole = client.get(f"{ROOT}{sheet.pk}/").json()
    assert (len(whole["marks"]), len(whole["criteria"][0]["evidence"])) == (count * 8, count)
