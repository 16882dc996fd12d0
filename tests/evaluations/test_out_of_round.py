"""Article 5 at the sitting: what is outside its round is told, answered for and recorded (R4)."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import JournalEntry
from councils.models import Sitting
from evaluations import agenda_actions
from evaluations.models import Evaluation, Package
from evaluations.out_of_round import outside_words
from products.cycle import Purpose
from products.models import CommuneReport, Submission
from territories import clock
from tests.cast import person
from tests.factories import make_cycle, make_round, make_sitting, make_submission

from .ministry import FORM_03, national_sitting, received
from .papers_read import both
from .recorded import events
from .sat import made
from .sittings import acting, all_hand_in, concluded
from .test_sheet_pages import address, browser, followed, plain
from .test_sitting_pages import ROOT, api

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
BASIS = "Quyết định 700/QĐ-UBND, Điều 9; Kế hoạch 61/KH-UBND"
NO_ROUND = "Xã đề nghị ngày 05/11/2026: ngoài các đợt đã lập (Điều 5.1)."
ASKED = "Hãy ghi căn cứ của đợt bổ sung: quy chế của Hội đồng và kế hoạch (Điều 5)."


@pytest.fixture(autouse=True)
def _in_november():
    with clock.fixed(TODAY):
        yield


def requested(on: date = date(2026, 11, 5), **over: Any) -> Submission:
    """Return what a commune has requested on a day; in_round: the round that it fell into."""
    in_round = over.pop("in_round", None)
    submission = make_submission(**over)
    CommuneReport.objects.create(
        province=submission.province,
        submission=submission,
        request_no="15/TTr-UBND",
        requested_on=on,
        written_by=person("hoa"),
        **FORM_03,
    )
    submission.participation.round = in_round
    submission.participation.save()
    return submission


def second_round() -> Any:
    return make_round(ordinal=2, requests_before=date(2026, 10, 30), held_before=date(2026, 12, 30))


def put(submission: Submission, sitting: Sitting | None = None, basis: str = "") -> Evaluation:
    with acting("thao"):
        return agenda_actions.put_on_agenda(
            sitting=sitting or make_sitting(),
            submission=submission,
            by=person("thao"),
            outside_round=basis,
        )


def test_product_of_no_round_wants_the_rules_and_the_plan() -> None:
    submission, sitting = requested(), make_sitting()
    for basis in ("", "  "):
        with pytest.raises(ValidationError) as caught:
            put(submission, sitting, basis)
        assert caught.value.message_dict == {
            "outside_round": [f"Tỏi đen Lý Sơn: {NO_ROUND}", ASKED]
        }
    assert not Evaluation.objects.exists()
    evaluation = put(submission, sitting, f"  {BASIS} ")
    assert evaluation.result == {"outside_round": {"outside": NO_ROUND, "basis": BASIS}}
    facts = JournalEntry.objects.get(verb="put_on_agenda").facts
    assert (facts["outside"], facts["basis"]) == (NO_ROUND, BASIS)


def test_product_in_its_round_is_asked_nothing() -> None:
    submission = requested(date(2026, 10, 29), in_round=second_round())
    assert put(submission, basis=BASIS).result == {}
    assert "basis" not in JournalEntry.objects.get(verb="put_on_agenda").facts
    assert "outside_round" not in json.loads(events()[-1].body)["act"]


@pytest.mark.parametrize(
    ("held_on", "words"),
    [
        (date(2026, 12, 29), ""),
        (date(2026, 12, 30), "phải đánh giá trước ngày 30/12/2026, không phải 30/12/2026"),
        (date(2027, 1, 5), "phải đánh giá trước ngày 30/12/2026, không phải 05/01/2027"),
    ],
)
def test_day_of_the_sitting_is_held_against_the_round(held_on: date, words: str) -> None:
    submission = requested(date(2026, 10, 29), in_round=second_round())
    found = outside_words(submission, make_sitting(held_on=held_on))
    assert words in found
    assert bool(words) == bool(found)


def test_round_of_next_year_is_not_held_this_year() -> None:
    following = make_round(
        cycle=make_cycle(year=2027),
        requests_before=date(2027, 4, 30),
        held_before=date(2027, 6, 30),
    )
    submission = requested(in_round=following)
    words = outside_words(submission, make_sitting())
    assert "chưa đến: ngày đánh giá 20/11/2026 ở năm trước" in words
    assert not outside_words(submission, make_sitting(held_on=date(2027, 1, 15)))


def test_re_evaluation_follows_its_own_clock() -> None:
    """Điều 7.6.g: a result within 45 days cannot wait for a round."""
    submission = requested()
    assert outside_words(submission, make_sitting()) == NO_ROUND
    submission.snapshot["cycle"]["purpose"] = Purpose.RE_EVALUATION
    assert outside_words(submission, make_sitting()) == ""


def test_what_a_sitting_was_moved_out_of_is_answered_for_before_the_scoring() -> None:
    submission = requested(date(2026, 10, 29), in_round=second_round())
    sitting = make_sitting()
    evaluation = put(submission, sitting)
    Sitting.objects.filter(pk=sitting.pk).update(held_on=date(2026, 12, 30))
    evaluation = Evaluation.objects.get(pk=evaluation.pk)
    with acting("thao"), pytest.raises(ValidationError) as caught:
        agenda_actions.begin_scoring(evaluation=evaluation, by=person("thao"))
    assert "phải đánh giá trước ngày 30/12/2026" in caught.value.message_dict["reason"][0]


def test_basis_stands_in_the_record_and_in_the_minutes() -> None:
    evaluation = put(requested(), basis=BASIS)
    event = events()[-1]
    act = json.loads(event.body)["act"]
    assert act["outside_round"] is True
    assert len(act["words"]) == 64  # the hash of the basis; the record holds no words
    assert BASIS not in event.body
    with acting("thao"):
        begun = agenda_actions.begin_scoring(evaluation=evaluation, by=person("thao"))
    told = [f"{NO_ROUND} Căn cứ: {BASIS}.", "Chưa có báo cáo của Tổ tư vấn về hồ sơ này."]
    assert begun.result["begin"]["warnings"] == told
    all_hand_in(begun, (71, 72, 73), star=3)
    done = concluded(begun)
    assert done.result["outside_round"]["basis"] == BASIS
    for text in both(made(done.sitting), "01-bien-ban"):
        assert f"{NO_ROUND} Căn cứ: {BASIS}" in text
    shown = plain(browser("thao").get(address("evaluation", done.pk)))
    assert f"Lưu ý lúc bắt đầu chấm: {NO_ROUND} Căn cứ: {BASIS}" in shown


def test_page_tells_which_is_outside_and_asks_for_the_basis_of_these_alone() -> None:
    sitting, inside = make_sitting(), requested(date(2026, 10, 29), in_round=second_round())
    client, where = browser("thao"), address("agenda_add", sitting.pk)
    assert "Căn cứ đánh giá ngoài đợt" not in plain(client.get(where))
    outside = requested(name="Nước mắm Sa Kỳ", producer=inside.participation.product.producer)
    shown = plain(client.get(where))
    assert f"{outside.product_code} · {NO_ROUND}" in shown
    assert f"{inside.product_code} · " not in shown
    assert "Căn cứ đánh giá ngoài đợt" in shown
    refused = client.post(where, {"submissions": [inside.pk, outside.pk]})
    assert refused.status_code == 422
    assert f"Nước mắm Sa Kỳ: {NO_ROUND}" in plain(refused)
    assert not Evaluation.objects.exists()
    sent = {"submissions": [inside.pk, outside.pk], "outside_round": BASIS}
    followed(client, client.post(where, sent))
    results = {one.submission_id: one.result for one in Evaluation.objects.all()}
    assert results[inside.pk] == {}
    assert results[outside.pk]["outside_round"]["basis"] == BASIS


def test_api_asks_for_the_same() -> None:
    sitting, outside = make_sitting(), requested()
    where = f"{ROOT}sittings/{sitting.pk}/agenda/"
    answer = api("thao").post(where, {"submissions": [outside.pk]})
    assert answer.status_code == 400
    assert {one["pointer"] for one in answer.json()["errors"]} == {"#/outside_round"}
    sent = {"submissions": [outside.pk], "outside_round": BASIS}
    assert api("thao").post(where, sent).status_code == 201


@pytest.mark.parametrize(
    ("requested_on", "words"),
    [
        (date(2026, 7, 29), "Tỉnh đề nghị ngày 29/07/2026: phải đánh giá trước ngày 30/09/2026"),
        (date(2026, 7, 30), ""),
        (date(2026, 11, 1), ""),
    ],
)
def test_centre_has_rounds_of_its_own(requested_on: date, words: str) -> None:
    """Điều 5.2: by the day of the province's request; the second begins the year before."""
    package = received()
    Package.objects.filter(pk=package.pk).update(requested_on=requested_on)
    submission = Submission.objects.get(pk=package.submission_id)
    found = outside_words(submission, national_sitting())
    assert words in found
    assert bool(words) == bool(found)
