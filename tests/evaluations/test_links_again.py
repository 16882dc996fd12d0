"""Links found late: the producer's own people judge nothing, whenever they are found (R20)."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import JournalEntry, Notice
from evaluations import (
    agenda_actions,
    closing_actions,
    interest_actions,
    interest_proposals,
    opinion_actions,
    recording,
)
from evaluations.leaving import leaving
from evaluations.models import Evaluation, Interest, Panel, RecordEvent
from producers.models import ProducerAccount
from territories import clock
from tests.cast import person
from tests.factories import (
    make_council,
    make_producer,
    make_producer_account,
    make_sitting,
    make_step_five,
    make_submission,
)

from .asked import after, all_answer, asked
from .sittings import (
    acting,
    all_hand_in,
    concluded,
    fill,
    marks_for,
    on_agenda,
    opened,
    rules_of,
    scoring,
)
from .test_sheet_api import ROOT, api
from .test_sheet_pages import address, browser

pytestmark = pytest.mark.django_db
LEAVING_QUERIES = 2


def of_producer(evaluation: Evaluation, login: str, **over: Any) -> ProducerAccount:
    """Let a member act for the producer of the product."""
    producer = evaluation.submission.participation.product.producer
    return make_producer_account(producer=producer, user=person(login), **over)


def begin(evaluation: Evaluation, login: str = "thao") -> Evaluation:
    with acting(login):
        return agenda_actions.begin_scoring(evaluation=evaluation, by=person(login))


def refused_to_begin(evaluation: Evaluation, match: str) -> None:
    """Have the beginning refused; what was found for it stays."""
    with acting("thao"), pytest.raises(ValidationError, match=match):
        agenda_actions.begin_scoring(evaluation=evaluation, by=person("thao"))


def state(evaluation: Evaluation, login: str) -> str:
    return evaluation.panel.get(user=person(login)).state


def near(evaluation: Evaluation, login: str = "minh") -> None:
    """Let a member come to work at the producer's own commune."""
    members = evaluation.sitting.council.members.filter(user=person(login))
    members.update(organisation="UBND đặc khu Lý Sơn")


def page(login: str, name: str, *more: int) -> str:
    client = Client()
    client.force_login(person(login))
    answer = client.get(reverse(name, args=["quang-ngai", *more]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_person_of_the_producer_found_at_the_beginning_is_recused_and_not_proposed() -> None:
    evaluation = on_agenda()
    of_producer(evaluation, "minh")
    assert begin(evaluation).result["begin"]["quorum"] == [3, 3, 3]
    row = evaluation.interests.get()
    assert (row.member.user, row.ground) == (person("minh"), "handed_in")
    assert [one.verdict for one in row.answers.all()] == ["recused"]
    assert state(evaluation, "minh") == "recused"
    assert {notice.to for notice in Notice.objects.filter(text__contains="người của chủ thể")} == {
        person("lan"),
        person("thao"),
        person("minh"),
    }
    recording.settle()
    kinds = RecordEvent.objects.filter(kind__in=("place_changed", "interest_noted"))
    assert [one.kind for one in kinds.order_by("seq")] == ["place_changed", "interest_noted"]
    assert JournalEntry.objects.filter(verb="mark_recused").count() == 1


@pytest.mark.parametrize("login", ["thao", "lan"])
def test_nobody_rules_in_who_acts_for_the_producer(login: str) -> None:
    evaluation = on_agenda()
    near(evaluation)
    refused_to_begin(evaluation, "Bùi Công Minh")
    of_producer(evaluation, "minh")
    facts = {"verdict": "set_aside", "reason": "Đã xác minh", "by": person(login)}
    with acting(login), pytest.raises(ValidationError, match="người của chủ thể"):
        interest_actions.answer(interest=Interest.objects.get(), **facts)
    begin(evaluation)
    assert state(evaluation, "minh") == "recused"


def test_who_is_out_is_seated_again_only_once_his_account_has_ended() -> None:
    account = make_producer_account(user=person("minh"))
    way = make_step_five(producer=account.producer)
    evaluation = on_agenda(submission=make_submission(participation=way))
    member = evaluation.panel.get(user=person("minh"), state="recused").member
    seat = {"evaluation": evaluation, "member": member, "by": person("thao")}
    for wanted, reason in (("present", ""), ("absent", "Bận họp")):
        with acting("thao"), pytest.raises(ValidationError, match="người của chủ thể"):
            agenda_actions.set_place(state=wanted, reason=reason, **seat)
    today = clock.today()
    account.period = DateRange(today.replace(month=1, day=1), today)  # his no more
    account.save()
    with acting("thao"):
        agenda_actions.set_place(state="present", reason="", **seat)
    refused_to_begin(evaluation, "lợi ích liên quan")  # that he was of it is to be ruled on
    assert state(evaluation, "minh") == "present"


def test_account_given_during_the_scoring_takes_the_sheet_out_of_the_mean() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 84], star=4)
    of_producer(evaluation, "an")
    done = Evaluation.objects.get(pk=concluded(evaluation).pk)
    assert (done.points_sum, done.sheet_count) == (150, 2)
    assert state(done, "an") == "recused"
    told = {one["name"]: one["state"] for one in done.result["members"]}
    assert told[str(person("an"))] == "recused"


def test_account_of_another_producer_takes_nobody_out() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75], star=4)
    other = make_producer(
        name="Cơ sở Hành tím",
        representative="Lê Thị Hành",
        phone="0987654321",
        email="",
        tax_code="",
    )
    make_producer_account(producer=other, user=person("an"))
    assert opened(evaluation).opened_at is not None
    assert state(evaluation, "an") == "present"


def test_what_is_only_proposed_before_the_opening_waits_for_an_answer() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75, 75], star=4)
    near(evaluation)
    client = APIClient()
    client.force_login(person("thao"))
    refused = client.post(f"/api/v1/quang-ngai/evaluations/{evaluation.pk}/open-sheets/")
    assert refused.status_code == 400
    text = refused.json()["detail"]
    assert "Bùi Công Minh" in text
    assert "trang «Lợi ích liên quan»" in text
    row = Interest.objects.get()  # what was found stays, also where nothing was opened for it
    assert Notice.objects.filter(to=person("lan"), text__contains="lợi ích liên quan").count() == 1
    shown = page("thao", "open_sheets", evaluation.pk)
    assert "Bùi Công Minh" in shown
    assert reverse("interests", args=["quang-ngai", evaluation.pk]) in shown
    with acting("lan"):
        interest_actions.answer(
            interest=row, verdict="set_aside", reason="Đã chuyển", by=person("lan")
        )
    assert opened(evaluation).opened_at is not None


def test_second_pass_goes_on_without_the_producers_own_person() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [70, 75, 90], star=4)
    of_producer(evaluation, "an")
    with acting("thao"), pytest.raises(ValidationError, match="không chênh"):  # it was his alone
        closing_actions.open_second_pass(evaluation=evaluation, by=person("thao"))
    assert state(evaluation, "an") == "recused"


def test_written_round_closes_without_the_producers_own_person() -> None:
    evaluation = asked()
    all_answer(evaluation)
    of_producer(evaluation, "an")
    with acting("thao"):
        opinion_actions.close_answers(evaluation=evaluation, by=person("thao"))
    evaluation.refresh_from_db()
    assert evaluation.opened_at is not None
    assert state(evaluation, "an") == "recused"
    assert evaluation.result["written"]["quorum"] == [2, 2, 2]


def test_too_few_answers_go_to_a_meeting_although_an_interest_waits() -> None:
    evaluation = asked()
    near(evaluation)
    with clock.fixed(after()), acting("thao"):
        done = opinion_actions.meet_for_want_of_answers(evaluation=evaluation, by=person("thao"))
    assert done.status == "to_meeting"
    assert Interest.objects.get().member.user == person("minh")


def test_page_of_the_beginning_names_who_is_found_before_and_after_the_press() -> None:
    evaluation = on_agenda()
    near(evaluation)
    of_producer(evaluation, "an")
    before = page("thao", "begin_scoring", evaluation.pk)
    assert f"chưa được ghi: {person('minh')}." in before
    assert f"<li>{person('an')}: Là người của chủ thể.</li>" in before
    assert "Còn lại sau khi bấm:" in before
    assert "họp 3/3, cần" in before  # as it will be counted by the press
    assert not Interest.objects.exists()  # a look at the page writes nothing
    client = Client()
    client.force_login(person("thao"))
    where = reverse("begin_scoring", args=["quang-ngai", evaluation.pk])
    text = client.post(where, {}).content.decode()
    assert text.count("chưa kết luận (Bùi Công Minh") == 1
    assert reverse("interests", args=["quang-ngai", evaluation.pk]) in text
    assert "chưa được ghi" not in text
    assert Notice.objects.filter(to=person("lan"), text__contains="kết luận về lợi ích").exists()


def test_secretary_finds_what_waits_for_a_ruling_on_her_first_screen() -> None:
    evaluation = on_agenda()
    near(evaluation)
    refused_to_begin(evaluation, "lợi ích liên quan")
    where = reverse("interests", args=["quang-ngai", evaluation.pk])
    for login, sees in (("thao", True), ("lan", True), ("an", False), ("tuan", False)):
        assert (where in page(login, "home")) is sees, login
    Notice.objects.all().delete()
    with acting("thao"):
        interest_actions.answer(
            interest=Interest.objects.get(), verdict="referred", reason="Chưa rõ", by=person("thao")
        )
    Notice.objects.all().delete()
    assert where not in page("thao", "home")  # the chair's alone now
    assert where in page("lan", "home")
    with acting("thao"):
        closing_actions.look_at_members(evaluation, person("thao"))  # nothing new: nothing told
    assert not Notice.objects.exists()


# --- said before the press, and to whom it takes out ---

WILL = "Khi bấm nút, hệ thống ghi không tham gia"


def told(login: str) -> Notice:
    """Return the word left for a member whom the portal took out."""
    return Notice.objects.get(to=person(login), text__startswith="Anh/chị được ghi không tham gia")


@pytest.mark.parametrize(
    ("name", "reader"), [("open_sheets", "thao"), ("second_pass", "thao"), ("second_pass", "lan")]
)
def test_page_says_whom_the_press_takes_out_and_what_quorum_is_left(name: str, reader: str) -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [70, 75, 90], star=4)
    assert WILL not in page(reader, name, evaluation.pk)
    of_producer(evaluation, "an")
    text = page(reader, name, evaluation.pk)
    assert WILL in text
    assert f"<li>{person('an')}: Là người của chủ thể.</li>" in text
    assert "họp 3/3, cần 3" in text
    assert state(evaluation, "an") == "present"  # a look at the page writes nothing
    with acting("thao"):
        closing_actions.look_at_members(evaluation, person("thao"))
    assert state(evaluation, "an") == "recused"
    assert WILL not in page(reader, name, evaluation.pk)
    word, product = told("an"), evaluation.submission.snapshot["product"]["name"]
    assert word.text == (
        f"Anh/chị được ghi không tham gia chấm {product}. Lý do: Là người của chủ thể."
    )
    assert page("an", "sitting", evaluation.sitting_id)
    assert word.link == reverse("sitting", args=["quang-ngai", evaluation.sitting_id])


def test_page_of_the_close_counts_the_answers_that_would_be_left() -> None:
    evaluation = asked()
    all_answer(evaluation)
    of_producer(evaluation, "an")
    text = page("thao", "answers_close", evaluation.pk)
    assert f"<li>{person('an')}: Là người của chủ thể.</li>" in text
    assert "trả lời 2/2, cần 2" in text


def test_who_reads_a_code_learns_no_producer_from_what_the_press_would_do() -> None:
    evaluation = scoring(make_sitting(council=make_council(blind_codes=True)))
    all_hand_in(evaluation, [70, 75, 90], star=4)
    of_producer(evaluation, "an")
    assert "Là người của chủ thể" in page("thao", "second_pass", evaluation.pk)
    chairs = page("lan", "second_pass", evaluation.pk)
    assert f"<li>{person('an')}: có lợi ích liên quan</li>" in chairs
    assert "Là người của chủ thể" not in chairs
    with acting("thao"):
        closing_actions.look_at_members(evaluation, person("thao"))
    assert told("an").text == (
        "Anh/chị được ghi không tham gia chấm Sản phẩm số 01. Lý do: có lợi ích liên quan"
    )


def test_quorum_before_the_press_counts_who_has_come_to_the_council_since() -> None:
    evaluation = on_agenda()
    council = evaluation.sitting.council
    Panel.objects.filter(evaluation=evaluation, user=person("an")).delete()
    assert council.members.filter(user=person("an")).exists()
    of_producer(evaluation, "minh")
    before = page("thao", "begin_scoring", evaluation.pk)
    assert "họp 3/3, cần" in before
    assert begin(evaluation).result["begin"]["quorum"] == [3, 3, 3]


def test_what_waits_for_a_ruling_on_who_leaves_holds_no_page_up() -> None:
    evaluation = on_agenda()
    near(evaluation)
    refused_to_begin(evaluation, "Bùi Công Minh")
    assert "Chưa bắt đầu chấm được" in page("thao", "begin_scoring", evaluation.pk)
    of_producer(evaluation, "minh")
    before = page("thao", "begin_scoring", evaluation.pk)
    assert f"<li>{person('minh')}: Là người của chủ thể.</li>" in before
    assert "Chưa bắt đầu chấm được" not in before
    begin(evaluation)
    all_hand_in(evaluation, [75, 75], ("lan", "an"), star=4)
    near(evaluation, "an")
    with acting("thao"):
        closing_actions.look_at_members(evaluation, person("thao"))
    settle = "Cần giải quyết trước khi mở phiếu"
    assert settle in page("thao", "open_sheets", evaluation.pk)
    of_producer(evaluation, "an")
    assert settle not in page("thao", "open_sheets", evaluation.pk)
    assert opened(evaluation).opened_at is not None


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_question_do_not_grow(count: int, django_assert_num_queries: Any) -> None:
    evaluation = scoring()
    for login in ("an", "minh", "lan")[:count]:
        of_producer(evaluation, login)
    evaluation = Evaluation.objects.select_related("sitting__council").get(pk=evaluation.pk)
    with acting("lan"):
        reader = person("lan")
        with django_assert_num_queries(LEAVING_QUERIES):
            assert len(leaving(evaluation, reader).told) == count


# --- an account given during the scoring takes effect at his own sheet ---

OUT = "Hệ thống vừa ghi anh/chị không tham gia"


def products_of(login: str) -> int:
    """Tell how many products of the sitting a member still comes to by the API."""
    return api(login).get("/api/v1/quang-ngai/evaluations/").json()["count"]


@pytest.mark.parametrize("way", ["sheet", "sheet_check", "api", "post"])
def test_account_given_meanwhile_shuts_the_dossier_at_the_next_look_at_the_sheet(way: str) -> None:
    evaluation = scoring()
    sheet = fill(evaluation, "an", {"A/1.1": 1})
    kept = sheet.scores.count()
    of_producer(evaluation, "an")
    of_producer(evaluation, "minh")  # who does not look is left to the next press
    product = evaluation.submission.snapshot["product"]["name"]
    client = browser("an")
    if way == "api":
        refused = api("an").get(f"{ROOT}{sheet.pk}/")
        assert (refused.status_code, OUT in refused.json()["detail"]) == (400, True)
        assert product not in refused.content.decode()
        assert api("an").get(f"{ROOT}{sheet.pk}/").status_code == 404
    else:
        name = "sheet" if way == "post" else way
        send = client.post if way == "post" else client.get
        answer = send(address(name, evaluation.pk))
        assert answer.headers["Location"] == address("sitting", evaluation.sitting_id)
        said = client.get(address("sitting", evaluation.sitting_id)).content.decode()
        assert (OUT in said, product in said) == (True, False)
    for name in ("sheet", "sheet_check"):  # of which he knows: back to the sitting, as at first
        again = client.get(address(name, evaluation.pk))
        assert again.headers["Location"] == address("sitting", evaluation.sitting_id)
    assert client.get(address("evaluation", evaluation.pk)).status_code == 404
    assert (state(evaluation, "an"), state(evaluation, "minh")) == ("recused", "present")
    assert (sheet.scores.count(), products_of("an")) == (kept, 0)
    row = evaluation.interests.get()
    assert (row.member.user, row.ground, row.by) == (person("an"), "handed_in", person("an"))
    assert told("an")
    heads = Notice.objects.filter(text__contains="là người của chủ thể hoặc đã nộp hồ sơ")
    assert {one.to for one in heads} == {person("lan"), person("thao")}


def test_account_given_meanwhile_is_asked_for_at_the_hand_in() -> None:
    evaluation = scoring()
    all_hand_in(evaluation, [75, 75], ("lan", "minh"))
    sheet = fill(evaluation, "an", marks_for(rules_of(evaluation), 90))
    of_producer(evaluation, "an")
    refused = api("an").post(f"{ROOT}{sheet.pk}/hand-in/")
    assert (refused.status_code, OUT in refused.json()["detail"]) == (400, True)
    sheet.refresh_from_db()
    assert (sheet.status, state(evaluation, "an")) == ("draft", "recused")
    assert concluded(evaluation).points_sum == 150


def test_hand_in_sent_again_is_answered_as_before_the_account_came() -> None:
    evaluation = scoring()
    sheet = fill(evaluation, "an", marks_for(rules_of(evaluation), 90))
    body = {"operation": str(uuid4())}
    first = api("an").post(f"{ROOT}{sheet.pk}/hand-in/", body)
    of_producer(evaluation, "an")
    again = api("an").post(f"{ROOT}{sheet.pk}/hand-in/", body)
    assert (first.status_code, again.status_code) == (200, 200)
    assert state(evaluation, "an") == "present"  # left to the opening


def test_seat_given_again_knowingly_keeps_its_sheet() -> None:
    account = make_producer_account(user=person("minh"))
    way = make_step_five(producer=account.producer)
    evaluation = on_agenda(submission=make_submission(participation=way))
    today = clock.today()
    account.period = DateRange(today.replace(month=1, day=1), today)  # his no more
    account.save()
    member = evaluation.panel.get(user=person("minh")).member
    with acting("thao"):
        agenda_actions.set_place(
            evaluation=evaluation, member=member, state="present", reason="", by=person("thao")
        )
    refused_to_begin(evaluation, "lợi ích liên quan")
    with acting("lan"):
        for row in interest_proposals.unanswered(evaluation):
            facts = {"verdict": "set_aside", "reason": "Đã thôi", "by": person("lan")}
            interest_actions.answer(interest=row, **facts)
    begin(evaluation)
    assert browser("minh").get(address("sheet", evaluation.pk)).status_code == 200
    assert state(evaluation, "minh") == "present"
