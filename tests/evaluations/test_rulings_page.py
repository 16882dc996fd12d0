"""All the minimums that wait for the council on one page, in one form (R13)."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from evaluations import closing_actions, paper_actions
from evaluations.models import Evaluation, Ruling
from evaluations.paper_docx import render
from evaluations.paper_words import context
from regulations.models import KnockOut, StarMinimum
from tests.cast import person
from tests.factories import make_council, make_sitting

from .papers_read import docx_words
from .recorded import checked, events
from .sittings import acting, all_hand_in, best_marks, hand_in, opened, rules_of, scoring
from .test_sheet_api import api
from .test_sheet_pages import address, browser, followed, plain

pytestmark = pytest.mark.django_db


def waiting() -> tuple[Evaluation, list[StarMinimum]]:
    """Return an opened product of 100 points and the minimums that its council rules on."""
    evaluation = scoring(make_sitting(council=make_council(minimum_mode="council")))
    for login in ("lan", "minh", "an"):
        hand_in(evaluation, login, best_marks(rules_of(evaluation)))
    opened(evaluation)
    rows = StarMinimum.objects.filter(criteria_set=evaluation.submission.criteria_set)
    return evaluation, list(rows.order_by("pk"))


def said(minimum: StarMinimum, stands: str, reason: str = "") -> dict[str, str]:
    return {f"stands_{minimum.pk}": stands, f"reason_{minimum.pk}": reason}


def test_every_open_minimum_is_ruled_on_in_one_form_and_each_stands_in_the_record() -> None:
    evaluation, minimums = waiting()
    client, where = browser("thao"), address("rulings", evaluation.pk)
    product = address("evaluation", evaluation.pk)
    shown = client.get(product).content.decode()
    assert f"Kết luận {len(minimums)} yêu cầu tối thiểu" in shown
    assert "Kết luận khác" not in shown
    form = client.get(where).content.decode()
    assert sorted(map(int, re.findall(r'<textarea name="reason_(\d+)"', form))) == [
        one.pk for one in minimums
    ]
    assert "3/3 phiếu chọn mức này" in form
    sent: dict[str, Any] = {"common": "Hội đồng thống nhất"}
    for one in minimums:
        sent |= said(one, "1")
    sent |= said(minimums[0], "", "")  # left for later
    sent |= said(minimums[1], "0", "Hợp đồng đã hết hạn")
    before = len(events())
    text = followed(client, client.post(where, sent))
    assert "Kết luận 1 yêu cầu tối thiểu" in text
    kept = {one.minimum_id: (one.stands, one.reason, one.by) for one in Ruling.objects.all()}
    thao = person("thao")
    assert kept == {one.pk: (True, "Hội đồng thống nhất", thao) for one in minimums[2:]} | {
        minimums[1].pk: (False, "Hợp đồng đã hết hạn", thao)
    }
    kinds = [one.kind for one in events()[before:]]
    assert kinds == ["ruled"] * (len(minimums) - 1)
    assert checked().first is None
    shown = client.get(product).content.decode()
    assert shown.count("Kết luận khác") == len(minimums) - 1
    client.post(where, said(minimums[0], "1", "Đủ hồ sơ"))
    assert "Không còn yêu cầu nào chờ" in plain(client.get(where))
    with acting("thao"):
        done = closing_actions.conclude(evaluation=evaluation, by=thao)
        words = context(paper_actions.read_facts(evaluation.sitting))
    assert done.star == minimums[1].star - 1
    told = " ".join(docx_words(render("minutes", words)).split())
    assert "Hội đồng kết luận không đạt, lý do: Hợp đồng đã hết hạn" in told
    assert told.count("Hội đồng kết luận đạt, lý do:") == len(minimums) - 1


def test_nothing_is_kept_of_a_form_that_wants_a_reason_or_a_conclusion() -> None:
    evaluation, (one, two, *_rest) = waiting()
    client, where = browser("thao"), address("rulings", evaluation.pk)
    for sent, field, words in (
        (said(one, "1") | said(two, "0", "Có"), f"reason_{one.pk}", "Hãy ghi lý do vào biên bản."),
        (said(one, "", "Có"), f"stands_{one.pk}", "Hãy chọn đạt hoặc không đạt."),
        ({"common": "Thống nhất"}, "__all__", "Hãy kết luận ít nhất một yêu cầu."),
        (said(one, "2", "Có"), f"stands_{one.pk}", ""),
    ):
        answer = client.post(where, sent)
        assert answer.status_code == 422
        assert field in answer.context["form"].errors
        assert words in plain(answer)
    assert not Ruling.objects.exists()
    assert client.post(where, said(one, "1", "Có") | {"star": "5"}).status_code == 422
    assert not Ruling.objects.exists()


def test_what_another_has_ruled_meanwhile_is_told_and_not_written_over() -> None:
    evaluation, (one, two, *_rest) = waiting()
    client, where = browser("thao"), address("rulings", evaluation.pk)
    with acting("thao"):
        facts = {"minimum": one, "stands": False, "reason": "Giấy hết hạn."}
        closing_actions.rule(evaluation=evaluation, by=person("thao"), **facts)
    sent = said(one, "1", "Còn hạn") | said(two, "1", "Đủ hồ sơ")
    answer = client.post(where, sent)
    assert answer.status_code == 409
    assert "vừa ghi kết luận, lý do: Giấy hết hạn." in plain(answer)
    text = answer.content.decode()
    assert (f'name="stands_{one.pk}"' in text, "Đủ hồ sơ" in text) == (False, True)
    assert list(Ruling.objects.values_list("minimum", "stands")) == [(one.pk, False)]
    assert client.post(where, said(two, "1", "Đủ hồ sơ")).status_code == 303
    assert Ruling.objects.get(minimum=two).stands


def test_what_was_ruled_against_the_votes_is_told_as_ruled() -> None:
    evaluation, minimums = waiting()
    for number, minimum in enumerate(minimums):
        with acting("thao"):
            closing_actions.rule(
                evaluation=evaluation,
                minimum=minimum,
                stands=number > 0,
                reason="Giấy hết hạn",
                by=person("thao"),
            )
    text = plain(browser("thao").get(address("evaluation", evaluation.pk)))
    code = minimums[0].criterion.code
    assert re.search(
        rf"tiêu chí A {re.escape(code)} cần từ \d+ điểm, Hội đồng kết luận không đạt", text
    )


def test_another_sets_minimum_a_closed_product_and_other_modes_ask_for_nothing() -> None:
    evaluation, (one, *_rest) = waiting()
    other = StarMinimum.objects.exclude(criteria_set=one.criteria_set).first()
    client, where = browser("thao"), address("rulings", evaluation.pk)
    assert client.post(where, said(other, "1", "Của bộ khác")).status_code == 422
    given = [(one, True, "Có"), (other, True, "Có")]
    with acting("thao"), pytest.raises(ValidationError, match="bộ tiêu chí này"):
        closing_actions.rule_each(evaluation=evaluation, given=given, by=person("thao"))
    assert not Ruling.objects.exists()  # all or none
    assert browser("minh").get(where).status_code == 403
    usual = scoring()
    away = address("rulings", usual.pk)
    told = plain(client.get(away, follow=True))  # nothing of a sealed sheet
    assert "Chỉ kết luận về yêu cầu tối thiểu sau khi mở phiếu." in told
    all_hand_in(usual, [74, 74, 74])
    opened(usual)
    assert "Không còn yêu cầu nào chờ" in plain(client.get(away))
    with acting("thao"):
        closing_actions.conclude(evaluation=usual, by=person("thao"))
    assert "«đã kết luận»" in plain(client.get(away, follow=True))


def test_what_a_knock_out_ends_waits_for_no_minimum() -> None:
    evaluation, minimums = waiting()
    page = address("evaluation", evaluation.pk)
    client = browser("thao")
    assert plain(client.get(page)).count("chờ hội đồng kết luận") == len(minimums)
    clause = KnockOut.objects.filter(criteria_set=evaluation.submission.criteria_set).first()
    with acting("thao"):
        closing_actions.rule(
            evaluation=evaluation,
            by=person("thao"),
            stands=True,
            reason="Giả mạo",
            knock_out=clause,
        )
        closing_actions.conclude(evaluation=evaluation, by=person("thao"))
    text = plain(client.get(page))
    assert "chờ hội đồng kết luận" not in text
    assert text.count("không cần kết luận") == len(minimums)


def test_conclusion_leads_to_what_waits_and_a_withdrawal_says_that_it_waits_again() -> None:
    evaluation, (one, *rest) = waiting()
    client, where = browser("thao"), address("rulings", evaluation.pk)
    concluding = address("conclude", evaluation.pk)
    assert f'href="{where}"' in client.get(concluding).content.decode()
    refused = client.post(concluding)
    assert refused.status_code == 422
    assert f'href="{where}"' in refused.content.decode()
    sent = {name: value for row in (one, *rest) for name, value in said(row, "1").items()}
    client.post(where, sent | {"common": "Hội đồng thống nhất"})
    assert f'href="{where}"' not in client.get(concluding).content.decode()
    away = address("ruling_withdraw", evaluation.pk, Ruling.objects.get(minimum=one).pk)
    text = plain(client.get(away))
    assert "Yêu cầu tối thiểu này lại chờ hội đồng kết luận." in text
    assert "Kết quả lại theo phiếu" not in text
    client.post(away, {"reason": "Ghi nhầm"})
    assert f'href="{where}"' in client.get(concluding).content.decode()


# --- the API's way to the same action ---


def each(evaluation: Evaluation, login: str, *rulings: dict[str, Any], **more: str) -> Any:
    """Send several conclusions by the API."""
    where = f"/api/v1/quang-ngai/evaluations/{evaluation.pk}/rulings/each/"
    return api(login).post(where, {"rulings": list(rulings)} | more, format="json")


def of(minimum: StarMinimum, stands: bool, **more: str) -> dict[str, Any]:
    return {"minimum": minimum.pk, "stands": stands} | more


def test_api_rules_on_every_open_minimum_at_once() -> None:
    evaluation, minimums = waiting()
    first, *rest = minimums
    rows = [of(first, False, reason="Hợp đồng đã hết hạn"), *(of(one, True) for one in rest)]
    before = len(events())
    answer = each(evaluation, "thao", *rows, reason="Hội đồng thống nhất")
    assert answer.status_code == 201
    assert [(one["stands"], one["reason"]) for one in answer.json()] == [
        (False, "Hợp đồng đã hết hạn")
    ] + [(True, "Hội đồng thống nhất")] * len(rest)
    kept = dict(Ruling.objects.values_list("minimum", "stands"))
    assert kept == {first.pk: False} | {one.pk: True for one in rest}
    assert [one.kind for one in events()[before:]] == ["ruled"] * len(minimums)
    assert checked().first is None


def test_api_and_page_refuse_the_same_and_keep_nothing() -> None:
    evaluation, (one, two, *_rest) = waiting()
    with acting("thao"):
        facts = {"minimum": one, "stands": False, "reason": "Giấy hết hạn."}
        closing_actions.rule(evaluation=evaluation, by=person("thao"), **facts)
    page = browser("thao").post(address("rulings", evaluation.pk), said(one, "1", "Còn hạn"))
    stale = each(evaluation, "thao", of(two, True), of(one, True), reason="Còn hạn")
    assert (page.status_code, stale.status_code) == (409, 409)
    assert stale.json()["detail"] in plain(page)
    assert "vừa ghi kết luận, lý do: Giấy hết hạn." in stale.json()["detail"]
    other = StarMinimum.objects.exclude(criteria_set=one.criteria_set).first()
    for rows, status, words in (
        ([of(two, True)], 400, "Hãy ghi lý do vào biên bản."),
        ([], 400, "Hãy kết luận ít nhất một yêu cầu."),
        ([of(two, True), of(two, False)], 400, "Mỗi yêu cầu chỉ kết luận một lần."),
        ([of(two, True, reason="Có", star="5")], 400, "star"),
        ([of(two, True, reason="Có"), of(other, True, reason="Có")], 400, f"điều số {other.pk}"),
    ):
        answer = each(evaluation, "thao", *rows)
        assert answer.status_code == status, rows
        assert words in answer.content.decode()
    assert each(evaluation, "lan", of(two, True, reason="Có")).status_code == 403
    assert list(Ruling.objects.values_list("minimum", "stands")) == [(one.pk, False)]


def test_api_points_at_each_minimum_that_is_not_of_the_products_set() -> None:
    evaluation, (one, two, *_rest) = waiting()
    other = StarMinimum.objects.exclude(criteria_set=one.criteria_set).first()
    nowhere = StarMinimum(pk=987654321)
    rows = [of(one, True), of(other, True), of(two, True), of(nowhere, True)]
    answer = each(evaluation, "thao", *rows, reason="Hội đồng thống nhất")
    assert answer.status_code == 400
    assert [(line["pointer"], line["detail"]) for line in answer.json()["errors"]] == [
        (f"#/rulings/{place}/minimum", f"Bộ tiêu chí của sản phẩm này không có điều số {pk}.")
        for place, pk in ((1, other.pk), (3, nowhere.pk))
    ]
    where = f"/api/v1/quang-ngai/evaluations/{evaluation.pk}/rulings/"
    for name in ("minimum", "knock_out"):
        single = api("thao").post(where, {name: 987654321, "stands": True, "reason": "Có"})
        assert single.status_code == 400
        assert [line["pointer"] for line in single.json()["errors"]] == [f"#/{name}"]
    sent = said(one, "1", "Còn hạn") | said(other, "1", "Còn hạn")
    page = browser("thao").post(address("rulings", evaluation.pk), sent)
    assert page.status_code == 303  # the page asks of its own alone
    assert list(Ruling.objects.values_list("minimum", flat=True)) == [one.pk]
