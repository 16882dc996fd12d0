"""Pages and API of the panel: interests, discussion, reopenings; the same words at both doors."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from councils.models import RulesVersion
from evaluations.models import DiscussionNote, Evaluation, Interest, Reopening, ScoreSheet
from tests.cast import person
from tests.factories import make_council, make_sitting

from .sittings import all_hand_in, concluded, on_agenda, scoring

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/quang-ngai/"


def browser(login: str) -> Client:
    client = Client()
    client.force_login(person(login))
    return client


def api(login: str) -> APIClient:
    client = APIClient()
    client.force_login(person(login))
    return client


def address(name: str, *more: Any) -> str:
    return reverse(name, args=["quang-ngai", *more])


def text_of(login: str, name: str, *more: Any) -> str:
    answer = browser(login).get(address(name, *more))
    assert answer.status_code == 200
    return answer.content.decode()


def near() -> Evaluation:
    council = make_council()
    council.members.filter(user=person("minh")).update(organisation="UBND đặc khu Lý Sơn")
    return on_agenda(make_sitting(council=council))


def seat_of(evaluation: Evaluation, login: str) -> int:
    return evaluation.panel.get(user=person(login)).member_id


def apart() -> Evaluation:
    evaluation = scoring()
    all_hand_in(evaluation, [70, 75, 90])
    return evaluation


def test_proposal_is_shown_and_answered_by_the_secretary() -> None:
    evaluation = near()
    row = Interest.objects.get()
    shown = text_of("thao", "interests", evaluation.pk)
    assert "công tác tại chính xã của chủ thể" in shown
    assert "chưa kết luận" in shown
    page = address("interest_answer", evaluation.pk, row.pk)
    bare = browser("thao").post(page, {"verdict": "set_aside", "reason": ""})
    refused = api("thao").post(f"{ROOT}interests/{row.pk}/answer/", {"verdict": "set_aside"})
    assert (bare.status_code, refused.status_code) == (422, 400)
    assert "Hãy ghi lý do." in bare.content.decode()
    done = browser("thao").post(page, {"verdict": "set_aside", "reason": "Đã chuyển công tác"})
    assert done.status_code == 303
    again = browser("thao").get(page, follow=True)
    assert again.redirect_chain == [(address("interests", evaluation.pk), 302)]
    assert "Đã có kết luận." in again.content.decode()
    assert browser("thao").post(page, {"verdict": "recused", "reason": ""}).status_code == 422
    shown = text_of("lan", "interests", evaluation.pk)
    assert "không có liên quan, vẫn tham gia" in shown
    assert "Đã chuyển công tác" in shown


def test_chair_rules_through_the_api_and_the_member_loses_the_dossier() -> None:
    evaluation = scoring()
    sent = {"reason": "Có họ hàng xa", "is_doubtful": True}
    told = api("minh").post(f"{ROOT}evaluations/{evaluation.pk}/interest/", sent, format="json")
    assert told.status_code == 204
    row = api("lan").get(f"{ROOT}interests/?evaluation={evaluation.pk}").json()["results"][0]
    assert [one["verdict"] for one in row["answers"]] == ["referred"]
    where = f"{ROOT}interests/{row['id']}/answer/"
    assert api("minh").post(where, {"verdict": "set_aside", "reason": "x"}).status_code == 404
    assert api("thao").post(where, {"verdict": "recused"}).status_code == 400
    assert api("lan").post(where, {"verdict": "recused"}).status_code == 201
    assert browser("minh").get(address("sheet", evaluation.pk)).status_code == 404
    assert "họ hàng" not in text_of("minh", "sitting", evaluation.sitting_id)


def test_member_declares_for_a_producer_on_a_page() -> None:
    evaluation = scoring()
    page = address("producer_interest", evaluation.sitting_id)
    shown = browser("an").get(page).content.decode()
    assert "Hợp tác xã Tỏi đen Lý Sơn" in shown
    producer = f"quang-ngai:{evaluation.submission.snapshot['producer']['id']}"
    sent = {"producer": producer, "reason": "Chồng tôi góp vốn"}
    assert browser("an").post(page, sent).status_code == 303
    assert evaluation.panel.get(user=person("an")).state == "recused"
    assert "Hợp tác xã Tỏi đen" not in browser("an").get(page).content.decode()


def test_discussion_is_said_in_words_and_holds_no_number() -> None:
    evaluation = apart()
    assert "Thảo luận" in text_of("minh", "sitting", evaluation.sitting_id)
    page = address("discussion", evaluation.pk)
    assert browser("minh").post(page, {"text": "Hợp đồng đã hết hạn"}).status_code == 303
    shown = text_of("an", "discussion", evaluation.pk)
    assert "Hợp đồng đã hết hạn" in shown
    assert "Mở lượt chấm" not in shown
    for number in ("70", "75", "90", "78,33"):
        assert f">{number}<" not in shown
    assert "Mở lượt chấm 2" in text_of("lan", "discussion", evaluation.pk)
    for login in ("dung", "tra"):
        assert browser(login).get(page).status_code == 404
    assert browser("lan").post(address("second_pass", evaluation.pk)).status_code == 303
    assert Evaluation.objects.get().pass_no == 2
    sent = {"evaluation": evaluation.pk, "text": "Muộn"}
    assert api("minh").post(f"{ROOT}discussion-notes/", sent).status_code == 400
    assert DiscussionNote.objects.count() == 1


def test_both_passes_stand_side_by_side_with_the_notes() -> None:
    evaluation = apart()
    api("lan").post(f"{ROOT}discussion-notes/", {"evaluation": evaluation.pk, "text": "Giấy cũ"})
    api("lan").post(f"{ROOT}evaluations/{evaluation.pk}/second-pass/")
    all_hand_in(evaluation, [80, 81, 82], star=4)
    concluded(evaluation)
    shown = text_of("dung", "evaluation", evaluation.pk)
    assert "Các lượt chấm" in shown
    assert "Giấy cũ" in shown
    for cell in ("70", "75", "90", "80", "81", "82", "78,33", "81,00"):
        assert f">{cell}</td>" in shown, cell


def test_chair_asks_secretary_confirms_on_pages() -> None:
    evaluation = apart()
    seat = seat_of(evaluation, "minh")
    assert "Mở lại phiếu" in text_of("lan", "evaluation", evaluation.pk)
    assert "Mở lại phiếu" not in text_of("an", "evaluation", evaluation.pk)
    asking = address("reopen_sheet", evaluation.pk, seat)
    assert f"Phiếu của {person('minh')}" in browser("lan").get(asking).content.decode()
    asked = browser("lan").post(asking, {"reason": "Nhầm sản phẩm"})
    assert asked.status_code == 303
    for login in ("lan", "thao"):
        twice = browser(login).get(asking, follow=True)
        assert twice.redirect_chain == [(address("evaluation", evaluation.pk), 302)]
        assert "Đã có đề nghị mở lại phiếu này." in twice.content.decode()
    told = text_of("thao", "sitting", evaluation.sitting_id)
    assert "Đề nghị mở lại phiếu chờ người thứ hai" in told
    assert "Thảo luận, mở lượt tiếp" not in told  # which would be refused
    for login in ("lan", "thao"):
        shown = text_of(login, "evaluation", evaluation.pk)
        assert asking not in shown  # it would be refused: one waits
        assert address("reopen_sheet", evaluation.pk, seat_of(evaluation, "an")) in shown
    page = address("reopen_confirm", evaluation.pk, Reopening.objects.get().pk)
    button = '<button class="btn btn-primary">Xác nhận mở lại phiếu</button>'
    own = browser("lan").get(page).content.decode()
    assert "Người xác nhận phải khác người đề nghị" in own
    assert button not in own
    assert button in browser("thao").get(page).content.decode()
    withdrawing = address("reopen_refuse", evaluation.pk, Reopening.objects.get().pk)
    assert f'href="{withdrawing}"' in own
    assert "Rút đề nghị</button>" in browser("lan").get(withdrawing).content.decode()
    alone = browser("lan").post(page)
    assert alone.status_code == 422
    assert "Người xác nhận phải khác người đề nghị." in alone.content.decode()
    assert "Nhầm sản phẩm" in browser("thao").get(page).content.decode()
    assert browser("thao").post(page).status_code == 303
    back = address("evaluation", evaluation.pk)
    for settled in (page, address("reopen_refuse", evaluation.pk, Reopening.objects.get().pk)):
        again = browser("thao").get(settled, follow=True)
        assert again.redirect_chain == [(back, 302)]
        assert "Việc mở lại phiếu này đã được xác nhận." in again.content.decode()
    assert ScoreSheet.objects.filter(version=2, user=person("minh"), status="draft").exists()
    assert "Chấm tiếp" in text_of("minh", "sitting", evaluation.sitting_id)
    assert "Phan Thị Lan" in text_of("thao", "evaluation", evaluation.pk)


def test_api_reopens_by_two_and_tells_no_mark() -> None:
    evaluation = apart()
    seat = evaluation.panel.get(user=person("minh")).member_id
    sent = {"evaluation": evaluation.pk, "member": seat, "reason": "Nhầm sản phẩm"}
    for login in ("minh", "tra"):
        assert api(login).post(f"{ROOT}reopenings/", sent).status_code == 404
    made = api("thao").post(f"{ROOT}reopenings/", sent)
    assert made.status_code == 201
    where = f"{ROOT}reopenings/{made.json()['id']}/confirm/"
    assert api("thao").post(where).status_code == 400
    assert api("binh").post(where).status_code == 400
    done = api("lan").post(where)
    assert (done.status_code, done.json()["version"], done.json()["status"]) == (200, 2, "draft")
    assert not {"total", "marks", "parts"} & set(done.json())


def test_rules_page_says_source_and_versions_and_the_chair_amends() -> None:
    evaluation = scoring()
    council = evaluation.sitting.council
    shown = text_of("minh", "council_rules", council.pk)
    assert "Điều 7.3.b" in shown
    assert "Thay đổi quy chế" not in shown
    assert "Thay đổi quy chế" in text_of("lan", "council_rules", council.pk)
    sent = {
        "quorum_numerator": 3,
        "quorum_denominator": 4,
        "chair_required": "on",
        "spread_mode": "pairwise",
        "spread_limit": 5,
        "passes": 2,
        "minimum_mode": "majority",
        "notice_days": 1,
        "version": 1,
    }
    page = address("council_rules_amend", council.pk)
    assert browser("lan").post(page, sent).status_code == 422
    assert browser("minh").post(page, sent | {"reason": "x"}).status_code == 404
    assert browser("lan").post(page, sent | {"reason": "Nghị quyết số 3"}).status_code == 303
    shown = text_of("minh", "council_rules", council.pk)
    assert "Nghị quyết số 3" in shown
    assert "quá 10 điểm thì thảo luận → " in shown
    versions = api("minh").get(f"{ROOT}councils/{council.pk}/rules/").json()
    assert [(v["number"], v["rules"]["spread_limit"]) for v in versions] == [(2, 5), (1, 10)]
    answer = api("lan").post(
        f"{ROOT}councils/{council.pk}/amend-rules/", {"spread_limit": 9, "reason": "", "version": 2}
    )
    assert answer.status_code == 400
    assert RulesVersion.objects.count() == 2
