"""A file for five stars that goes up more than once, and the list of Điều 6.3.b (7.4, 7.6)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from evaluations import completion_actions, forwarding_actions, national_actions
from evaluations.models import Evaluation, Package, SentPackage
from evaluations.packages import CheckList
from evaluations.readiness import waiting_for_a_council
from products.handin_actions import hand_in
from products.models import Submission
from territories import clock
from tests.cast import person
from tests.factories import make_sitting, make_step_five

from .decided import APPROVE_ONLY, acting, draft, issue
from .ministry import approved, copy_of, forward, forwarded, judged, paper, prepare, received, there
from .renewed import accepted, changed, handed_in
from .test_five_stars import AT_OPENING, crowned, judged_again
from .test_sheet_api import api
from .test_sheet_pages import address, browser, plain

pytestmark = pytest.mark.django_db


def sent_back() -> Evaluation:
    """Return a result whose file the Ministry has returned; the product is Sản's."""
    way = make_step_five()
    submission = handed_in(way)
    accepted(way)
    evaluation = approved(submission=submission)
    first = forwarded(evaluation)
    with there("nga"):
        national_actions.send_back_package(
            package=first, reason="Thiếu phiếu kiểm nghiệm vi sinh.", by=person("nga")
        )
    return Evaluation.objects.get(pk=evaluation.pk)


def reopened(evaluation: Evaluation, **over: Any) -> Package:
    """Let Bình open the product's dossier again."""
    facts = {"reason": "Bổ sung phiếu vi sinh.", "return_by": clock.today() + timedelta(days=9)}
    with acting("binh"):
        return completion_actions.reopen_file(
            evaluation=evaluation, by=person("binh"), **facts | over
        )


def test_dossier_that_the_ministry_sent_back_is_corrected_and_both_versions_are_kept() -> None:
    evaluation = sent_back()
    judged_first = evaluation.submission
    reopened(evaluation)
    way = evaluation.submission.participation
    way.refresh_from_db()
    assert (way.status, way.return_reason) == ("returned", "Bổ sung phiếu vi sinh.")
    with acting("binh"), pytest.raises(ValidationError, match="tỉnh chưa tiếp nhận lại"):
        forwarding_actions.forward_to_ministry(evaluation=evaluation, by=person("binh"))
    changed(way, "Có phiếu kiểm nghiệm vi sinh số 12.")
    with acting("san"):
        second = hand_in(participation=way, by=person("san"))
    accepted(way)
    sitting = make_sitting(council=evaluation.sitting.council)
    assert not waiting_for_a_council(sitting).filter(pk=second.pk).exists()
    prepare(evaluation, request_no="99/UBND-KTN")
    copy = forward(evaluation)
    assert copy.submission.sha256 == second.sha256
    assert "Có phiếu kiểm nghiệm vi sinh số 12." in str(copy.submission.snapshot)
    evaluation.refresh_from_db()
    assert evaluation.submission == judged_first  # the province's result is of what it judged
    kept = list(SentPackage.objects.values_list("version", "submission", "answers"))
    assert kept == [
        (1, judged_first.pk, ""),
        (2, second.pk, "Thiếu phiếu kiểm nghiệm vi sinh."),
    ]
    assert [one.facts["request_no"] for one in SentPackage.objects.all()] == [
        "88/UBND-KTN",
        "99/UBND-KTN",
    ]
    page = plain(browser("binh").get(address("five_star_request", evaluation.pk)))
    assert "Lần 2:" in page
    assert "Bổ sung theo yêu cầu: Thiếu phiếu kiểm nghiệm vi sinh." in page
    english = browser("binh")
    english.cookies["django_language"] = "en"
    page = plain(english.get(address("five_star_request", evaluation.pk)))
    assert "Report of the provincial council: bao-cao-hoi-dong.pdf" in page
    assert "Báo cáo đánh giá của Hội đồng cấp tỉnh" not in page  # it is kept so
    known = api("binh").get(f"/api/v1/quang-ngai/five-star-requests/{evaluation.pk}/").json()
    assert [one["version"] for one in known["sendings"]] == [2, 1]
    row = judged(received(copy).submission, 93, star=5)
    assert row.submission == copy_of(evaluation).submission


def test_what_was_sent_is_never_rewritten() -> None:
    forwarded()
    row = SentPackage.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        SentPackage.objects.filter(pk=row.pk).update(answers="khác")
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()


def test_dossier_is_opened_once_and_only_when_the_file_came_back() -> None:
    evaluation = approved()
    prepare(evaluation)
    with pytest.raises(ValidationError, match="khi Bộ đã trả lại"):
        reopened(evaluation)
    back = sent_back()
    with pytest.raises(ValidationError) as refusal:
        reopened(back, return_by=clock.today())
    assert list(refusal.value.message_dict) == ["return_by"]
    reopened(back)
    with pytest.raises(ValidationError, match="khi Bộ đã trả lại"):
        reopened(back)


def test_both_doors_open_the_dossier() -> None:
    evaluation = sent_back()
    url = address("five_star_reopen", evaluation.pk)
    assert "Thiếu phiếu kiểm nghiệm vi sinh." in plain(browser("binh").get(url))
    refused = browser("binh").post(url, {"reason": "Bổ sung", "return_by": "01/01/2020"})
    assert "Hạn bổ sung phải sau hôm nay." in plain(refused)
    day = (clock.today() + timedelta(days=9)).isoformat()
    door = f"/api/v1/quang-ngai/five-star-requests/{evaluation.pk}/reopen/"
    assert api("dung").post(door, {"reason": "Bổ sung", "return_by": day}).status_code == 403
    assert api("binh").post(door, {"reason": "Bổ sung", "return_by": day}).status_code == 200
    assert Submission.objects.get(pk=evaluation.submission_id).participation.status == "returned"


def test_five_stars_judged_again_go_up_with_the_list_of_6_3_b() -> None:
    result = crowned()
    with clock.fixed(AT_OPENING):
        evaluation = judged_again(result, APPROVE_ONLY)
        issue(draft(evaluation, kind="approval"), number="11/QĐ-UBND")
        evaluation = Evaluation.objects.get(pk=evaluation.pk)
        check = CheckList(evaluation, None)
        keys = [line.key for line in check.lines]
        assert (check.point, keys) == (
            "6.3.b",
            ["request", "office", "dossier", "tests", "samples"],
        )
        prepare(evaluation, council_report=None)
        with acting("binh"), pytest.raises(ValidationError) as refusal:
            forwarding_actions.forward_to_ministry(evaluation=evaluation, by=person("binh"))
        assert refusal.value.messages == [
            "Báo cáo của cơ quan quản lý OCOP: chưa có; hãy tải lên bản PDF."
        ]
        prepare(evaluation, council_report=None, advisory_file=paper("bao-cao-co-quan"))
        copy = forward(evaluation)
        assert (copy.point, copy.council_report, copy.decision_file) == ("6.3.b", None, None)
        page = plain(browser("binh").get(address("five_star_request", evaluation.pk)))
        assert "Điều 6.3.b" in page
        assert "Hội đồng cấp tỉnh (PDF)" not in page
