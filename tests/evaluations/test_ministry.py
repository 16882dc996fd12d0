"""Five stars: the package of Điều 6.3, the Ministry, and both ways of Điều 7.4.g (R3, R33)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.facts import in_words
from accounts.models import JournalEntry, Notice
from accounts.verbs import label
from evaluations import agenda_actions, forwarding_actions, national_actions
from evaluations.decision_annex import annex_lines
from evaluations.models import (
    AdvisoryReport,
    Certificate,
    Evaluation,
    NationalResult,
    Package,
    PackagePaper,
    PublishedCertificate,
    Recognition,
)
from evaluations.packages import CheckList
from evaluations.readiness import samples_are_logged, waiting_for_a_council
from evaluations.request_standing import paper_sets_of
from evaluations.states import CertificateStatus, EvaluationStatus, PackageStatus
from files.models import StoredFile
from products.models import CommuneReport, Participation, SampleReceipt, Submission
from regulations.models import CriteriaSet, ProductLine
from territories import clock
from tests.cast import person, province
from tests.factories import make_sitting, make_submission

from .decided import (
    APPROVE_ONLY,
    RECOGNISE_TOO,
    acting,
    draft,
    issue,
    make_certificate,
    make_concluded,
    printed,
)
from .ministry import (
    FORM_03,
    MINISTRY,
    approved,
    choose,
    crowned,
    forward,
    forwarded,
    found,
    judged,
    national_sitting,
    paper,
    prepare,
    received,
    there,
    told_back,
)

pytestmark = pytest.mark.django_db


def refused(call: Any, login: str = "binh", **facts: Any) -> list[str]:
    """Return the words with which an action of the province refuses."""
    with acting(login), pytest.raises(ValidationError) as caught:
        call(by=person(login), **facts)
    return caught.value.messages


def refused_there(call: Any, login: str = "nga", **facts: Any) -> list[str]:
    """Return the words with which an action of the Ministry refuses."""
    with there(login), pytest.raises(ValidationError) as caught:
        call(by=person(login), **facts)
    return caught.value.messages


# --- the package (Điều 6.3.a) ---


def test_package_that_nobody_began_names_all_that_is_missing() -> None:
    evaluation = approved()
    said = refused(forwarding_actions.forward_to_ministry, evaluation=evaluation)
    assert said == [
        "Văn bản đề nghị: chưa ghi số.",
        "Văn bản đề nghị: chưa ghi ngày.",
        "Văn bản đề nghị: chưa ghi người ký.",
        "Văn bản đề nghị: chưa có bản PDF.",
        "Báo cáo của Hội đồng cấp tỉnh: chưa có bản PDF.",
        "Sản phẩm mẫu: gửi kèm 0, cần 5.",
    ]
    evaluation.refresh_from_db()
    assert evaluation.forwarded_at is None
    assert not Submission.objects.filter(province=province(MINISTRY)).exists()


@pytest.mark.parametrize(
    ("over", "missing"),
    [
        ({"request_no": ""}, "Văn bản đề nghị: chưa ghi số."),
        ({"requested_on": None}, "Văn bản đề nghị: chưa ghi ngày."),
        ({"signer": " "}, "Văn bản đề nghị: chưa ghi người ký."),
        ({"request_file": None}, "Văn bản đề nghị: chưa có bản PDF."),
        ({"council_report": None}, "Báo cáo của Hội đồng cấp tỉnh: chưa có bản PDF."),
        ({"samples_sent": 4}, "Sản phẩm mẫu: gửi kèm 4, cần 5."),
    ],
    ids=lambda one: one if isinstance(one, str) else next(iter(one)),
)
def test_incomplete_package_is_refused_with_what_is_missing(over: dict, missing: str) -> None:
    evaluation = approved()
    prepare(evaluation, **over)
    assert refused(forwarding_actions.forward_to_ministry, evaluation=evaluation) == [missing]
    assert not Package.objects.filter(province=province(MINISTRY)).exists()


def test_advisory_report_on_paper_takes_the_place_of_the_written_one() -> None:
    evaluation = approved()
    evaluation.advisory_report.delete()
    prepare(evaluation)
    said = refused(forwarding_actions.forward_to_ministry, evaluation=evaluation)
    assert said == ["Báo cáo của Tổ tư vấn: chưa có; hãy tải lên bản PDF."]
    prepare(evaluation, advisory_file=paper("tu-van"))
    assert forward(evaluation).advisory_file.name == "tu-van.pdf"


def test_lost_bytes_of_the_dossier_are_noticed() -> None:
    evaluation = approved()
    evaluation.submission.snapshot["files"] = ["0" * 64]
    lines = {one.key: one for one in CheckList(evaluation, None).lines}
    assert lines["dossier"].missing == ("Hồ sơ sản phẩm: 1 tệp không còn trong kho.",)


def test_letter_of_tomorrow_is_refused() -> None:
    evaluation = approved()
    tomorrow = clock.today().replace(year=clock.today().year + 1)
    with pytest.raises(ValidationError) as caught:
        prepare(evaluation, requested_on=tomorrow)
    assert list(caught.value.message_dict) == ["requested_on"]


def test_result_that_is_not_approved_has_no_package() -> None:
    concluded = make_concluded()
    said = refused(forwarding_actions.forward_to_ministry, evaluation=concluded)
    assert said == ["Kết quả này chưa được phê duyệt để gửi Bộ, hoặc hồ sơ đã gửi."]
    assert not Package.objects.exists()


def test_additional_tests_may_come_and_go() -> None:
    evaluation = approved()
    with acting("binh"):
        for title in ("Phiếu kiểm nghiệm 2", "Biên bản kiểm tra"):
            forwarding_actions.add_paper(
                evaluation=evaluation, title=title, upload=paper(title), by=person("binh")
            )
        first = PackagePaper.objects.first()
        forwarding_actions.remove_paper(paper=first, by=person("binh"))
    prepare(evaluation)
    copy = forward(evaluation)
    assert [one.title for one in copy.papers.all()] == ["Biên bản kiểm tra"]


# --- the way up ---


def test_forwarding_copies_the_file_and_nothing_else() -> None:
    evaluation = approved()
    make_submission(name="Tỏi không gửi")  # a row that could leak
    prepare(evaluation)
    copy = forward(evaluation)
    home, ministry = evaluation.submission, province(MINISTRY)
    sent = copy.submission
    assert (sent.participation_id, sent.origin, sent.province) == (None, "quang-ngai", ministry)
    assert (sent.snapshot, sent.sha256, sent.product_code) == (
        home.snapshot,
        home.sha256,
        home.product_code,
    )
    assert sent.receipt_no == f"HSTW-{clock.today().year}-000001"
    assert sent.commune_report.materials == FORM_03["materials"]
    assert (copy.status, copy.request_no, copy.samples_sent) == ("sent", "88/UBND-KTN", 5)
    assert (copy.result["points_sum"], copy.result["sheet_count"], copy.result["star"]) == (
        273,
        3,
        5,
    )
    assert "members" not in copy.result
    assert copy.advisory_text == "Hồ sơ khớp thực tế."
    evaluation.refresh_from_db()
    assert evaluation.forwarded_by == person("binh")
    assert Package.objects.get(evaluation=evaluation).status == "sent"
    assert Submission.objects.filter(province=ministry).count() == 1
    assert CommuneReport.objects.filter(province=ministry).count() == 1


def test_bytes_are_kept_once_and_named_twice() -> None:
    evaluation = approved()
    prepare(evaluation)
    copy = forward(evaluation)
    here = Package.objects.get(evaluation=evaluation)
    assert here.request_file.sha256 == copy.request_file.sha256
    assert here.request_file.province_id != copy.request_file.province_id
    names = StoredFile.objects.filter(province=province(MINISTRY)).values_list("name", flat=True)
    assert sorted(names) == ["QĐ.pdf", "bao-cao-hoi-dong.pdf", "de-nghi.pdf"]


def test_forwarding_is_journalled_at_both_ends_and_told() -> None:
    evaluation = approved()
    copy = forwarded(evaluation)
    assert JournalEntry.objects.of(evaluation).filter(verb="forward_to_ministry").count() == 1
    entry = JournalEntry.objects.of(copy).get(verb="forwarded_here")
    assert (entry.province, entry.by) == (province(MINISTRY), person("binh"))


def handed_over(evaluation: Evaluation, **over: Any) -> Package:
    """Let Bình write down that the paper set went."""
    facts = {"on": clock.today(), "note": "Bưu gửi EB 123 VN"} | over
    with acting("binh"):
        return forwarding_actions.hand_over_paper_set(
            evaluation=evaluation, by=person("binh"), **facts
        )


def test_paper_set_is_journalled_at_both_ends_in_words() -> None:
    """26/2026, Điều 7.3.e: 01 bộ hồ sơ giấy và 01 bộ hồ sơ điện tử."""
    evaluation = approved()
    copy = forwarded(evaluation)
    row = handed_over(evaluation)
    for target, tenant in ((row, evaluation.province), (copy, province(MINISTRY))):
        entry = JournalEntry.objects.of(target).get(verb="hand_over_paper_set")
        assert (entry.province, entry.by) == (tenant, person("binh"))
        assert label(entry.verb) == "Gửi Bộ 01 bộ hồ sơ giấy"
        words = in_words(entry.target_type, entry.facts)
        assert words == f"ngày: {clock.today():%d/%m/%Y}; ghi chú: Bưu gửi EB 123 VN"
    assert [one["note"] for one in paper_sets_of(row)] == ["Bưu gửi EB 123 VN"]


def test_paper_set_goes_with_a_file_that_is_at_the_ministry() -> None:
    evaluation = approved()
    with pytest.raises(ValidationError, match="hồ sơ điện tử đang ở Bộ"):
        handed_over(evaluation)
    prepare(evaluation)
    with pytest.raises(ValidationError, match="hồ sơ điện tử đang ở Bộ"):
        handed_over(evaluation)
    forward(evaluation)
    for day, said in ((1, "không được sau hôm nay"), (-1, "không được trước ngày văn bản")):
        with pytest.raises(ValidationError, match=said) as refused:
            handed_over(evaluation, on=clock.today() + timedelta(days=day))
        assert set(refused.value.message_dict) == {"on"}
    assert not JournalEntry.objects.filter(verb="hand_over_paper_set").exists()


def test_national_staff_and_the_producer_learn_of_the_forwarding() -> None:
    person("nga"), person("vinh")
    copy = forwarded()
    notice = Notice.objects.get(province=province(MINISTRY))
    assert notice.to == person("nga")
    assert notice.text == "Quảng Ngãi gửi hồ sơ đề nghị 5 sao: «Tỏi đen Lý Sơn»."
    assert notice.link == f"/quoc-gia/ho-so-5-sao/{copy.pk}/"
    assert Notice.objects.filter(to=person("san"), text__contains="đã được gửi Bộ").exists()


def test_second_forwarding_is_refused() -> None:
    evaluation = approved()
    forwarded(evaluation)
    said = refused(forwarding_actions.forward_to_ministry, evaluation=evaluation)
    assert said == ["Kết quả này chưa được phê duyệt để gửi Bộ, hoặc hồ sơ đã gửi."]
    assert Package.objects.filter(province=province(MINISTRY)).count() == 1


def test_recognised_under_148_goes_up_too() -> None:
    evaluation = approved(outcome=RECOGNISE_TOO)
    assert evaluation.status == EvaluationStatus.RECOGNISED
    copy = forwarded(evaluation)
    assert copy.decision_no == Recognition.objects.get(evaluation=evaluation).decision.number


# --- what the Ministry may read (R33) ---


def test_ministry_reads_nothing_else_of_the_province() -> None:
    other = approved(name="Tỏi không gửi")
    prepare(other)
    make_certificate(name="Tỏi có sao")
    copy = forwarded(approved())
    with there("nga"):
        assert [one.pk for one in Submission.objects.all()] == [copy.submission_id]
        assert [one.pk for one in Package.objects.all()] == [copy.pk]
        assert not Participation.objects.exists()
        assert not Certificate.objects.exists()
        assert {one.verb for one in JournalEntry.objects.all()} <= {"forwarded_here"}
        assert {one.province.slug for one in StoredFile.objects.all()} == {MINISTRY}


def test_another_province_reads_nothing_of_it() -> None:
    forwarded()
    with acting("tu", province("gia-lai")):
        for model in (Package, PackagePaper, Submission, StoredFile, NationalResult):
            assert not model.objects.exists(), model


# --- taken in or sent back (7.4.a) ---


def test_receiving_logs_the_samples_and_shows_in_the_province() -> None:
    evaluation = approved()
    copy = received(forwarded(evaluation))
    receipt = copy.submission.sample_receipts.get()
    assert (receipt.count, receipt.recorded_by) == (5, person("nga"))
    assert Package.objects.get(evaluation=evaluation).status == PackageStatus.RECEIVED


def test_more_samples_than_were_sent_are_refused() -> None:
    said = refused_there(national_actions.receive_package, package=forwarded(), samples=6)
    assert said == ["Tỉnh ghi gửi kèm 5 sản phẩm mẫu."]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "Hãy ghi số sản phẩm mẫu đã nhận."),
        ({"samples": 0}, "Hồ sơ này cần 5 sản phẩm mẫu; chưa nhận đủ thì chưa tiếp nhận."),
        ({"samples": 4}, "Hồ sơ này cần 5 sản phẩm mẫu; chưa nhận đủ thì chưa tiếp nhận."),
    ],
)
def test_r18_file_is_not_taken_in_without_its_samples(facts: dict[str, int], said: str) -> None:
    copy = forwarded()
    assert refused_there(national_actions.receive_package, package=copy, **facts) == [said]
    copy.refresh_from_db()
    assert copy.status == PackageStatus.SENT
    assert not copy.submission.sample_receipts.exists()


def test_r18_what_was_taken_in_without_samples_gets_them_later_and_is_scored() -> None:
    copy = _taken_in_bare()
    with there("nga"):
        national_actions.log_samples(package=copy, samples=3, by=person("nga"))
    said = refused_there(national_actions.log_samples, package=copy, samples=3)
    assert said == ["Tỉnh ghi gửi kèm 5 sản phẩm mẫu."]
    sitting, ly = national_sitting(), person("ly")
    with there("ly"):
        row = agenda_actions.put_on_agenda(sitting=sitting, submission=copy.submission, by=ly)
    said = refused_there(agenda_actions.begin_scoring, "ly", evaluation=row)
    assert said == ["Chưa đủ sản phẩm mẫu (hoặc chưa ghi ngày khảo sát thực tế)."]
    with there("nga"):
        national_actions.log_samples(package=copy, samples=2, by=person("nga"))
    with there("ly"):
        agenda_actions.begin_scoring(evaluation=row, by=ly)
    said = refused_there(
        national_actions.log_samples, package=copy, samples=0, site_visited_on=clock.today()
    )
    assert said == ["Chỉ ghi nhận khi hồ sơ đã tiếp nhận và hội đồng chưa bắt đầu chấm."]
    noted = JournalEntry.objects.filter(verb="record_samples", by=person("nga"))
    assert [one.facts["count"] for one in noted.order_by("pk")] == [3, 2]


def test_r18_tourism_is_taken_in_without_samples_and_gets_its_visit_later() -> None:
    line = ProductLine.objects.get(number=26)
    submission = make_submission(samples=0, line=line, name="Làng du lịch")
    copy = forwarded(approved(submission=submission), samples_sent=0)
    with there("nga"):
        national_actions.receive_package(package=copy, by=person("nga"))
    assert not copy.submission.sample_receipts.exists()
    said = refused_there(national_actions.log_samples, package=Package.objects.get(pk=copy.pk))
    assert said == ["Hãy ghi ngày khảo sát thực tế tại điểm."]
    with there("nga"):
        national_actions.log_samples(package=copy, site_visited_on=clock.today(), by=person("nga"))
    assert samples_are_logged(Submission.objects.get(pk=copy.submission_id))


@pytest.mark.parametrize(
    ("asked", "sent", "visited_on", "due"),
    [
        (5, 5, None, 5),
        (5, 5, date(2026, 8, 1), 5),
        (0, 0, None, 0),
        (None, 5, None, 5),
        (None, 5, date(2026, 8, 1), 0),
        (None, 0, None, 0),
    ],
)
def test_r18_how_many_samples_must_have_come_with_a_file(
    asked: int | None, sent: int, visited_on: date | None, due: int
) -> None:
    submission = Submission(criteria_set=CriteriaSet(samples=asked))
    package = Package(submission=submission, samples_sent=sent)
    assert national_actions.samples_due(package, visited_on) == due


def _taken_in_bare() -> Package:
    """Return a file as it was taken in before the samples were asked for."""
    copy = received()
    SampleReceipt.objects.filter(submission=copy.submission_id).delete()
    return Package.objects.get(pk=copy.pk)


def test_file_that_was_sent_back_is_completed_and_sent_again() -> None:
    evaluation = approved()
    first = forwarded(evaluation)
    with there("nga"):
        national_actions.send_back_package(
            package=first, reason="Thiếu phiếu kiểm nghiệm.", by=person("nga")
        )
    evaluation.refresh_from_db()
    home = Package.objects.get(evaluation=evaluation)
    assert evaluation.forwarded_at is None
    assert (home.status, home.return_reason) == ("returned", "Thiếu phiếu kiểm nghiệm.")
    with acting("binh"):
        forwarding_actions.add_paper(
            evaluation=evaluation, title="Phiếu KN", upload=paper("kn"), by=person("binh")
        )
    second = forward(evaluation)
    assert second.pk != first.pk
    assert second.submission.receipt_no.endswith("-000002")
    assert [one.title for one in second.papers.all()] == ["Phiếu KN"]
    first.refresh_from_db()
    assert (first.status, second.status) == ("returned", "sent")


def test_sending_back_needs_a_reason() -> None:
    said = refused_there(national_actions.send_back_package, package=forwarded(), reason=" ")
    assert said == ["Hãy ghi lý do."]


def test_file_before_the_council_is_not_sent_back() -> None:
    copy = received()
    judged(copy.submission, 86)
    said = refused_there(national_actions.send_back_package, package=copy, reason="Muộn rồi.")
    assert said == ["Hồ sơ đã vào chương trình họp của Hội đồng cấp trung ương."]


def test_province_cannot_take_its_own_file_in() -> None:
    evaluation = approved()
    forwarded(evaluation)
    home = Package.objects.get(evaluation=evaluation)
    said = refused(national_actions.receive_package, package=home, samples=5)
    assert said == ["Việc này do Bộ thực hiện."]


def test_council_is_offered_what_was_taken_in_only() -> None:
    first, second = received(forwarded(approved())), forwarded(approved(name="Tỏi chưa nhận"))
    sitting = national_sitting()
    with there("ly"):
        offered = list(waiting_for_a_council(sitting))
        assert [one.pk for one in offered] == [first.submission_id]
        assert offered[0].product_name == "Tỏi đen Lý Sơn"
    said = refused_there(
        agenda_actions.put_on_agenda, "ly", sitting=sitting, submission=second.submission
    )
    assert said == ["Bộ chưa tiếp nhận hồ sơ này."]


def test_quorum_at_the_centre_is_five_of_seven() -> None:
    council = national_sitting().council
    assert (council.quorum_numerator, council.quorum_denominator) == (5, 7)


# --- (a) five stars ---


def test_five_stars_come_home_with_certificate_and_paper() -> None:
    evaluation = approved()
    row = judged(received(forwarded(evaluation)).submission, 93, star=5)
    assert row.result["outcome"] == {"kind": "award", "star": 5}
    decision = crowned(row)
    certificate = Certificate.objects.get(province=province(MINISTRY))
    assert (certificate.star, certificate.product_id) == (5, None)
    assert certificate.facts["decided_by"].startswith("Bộ trưởng Bộ Nông nghiệp")
    result = NationalResult.objects.get()
    assert (result.province, result.evaluation) == (province(), evaluation)
    assert (result.star, result.points_sum, result.sheet_count) == (5, 279, 3)
    assert (result.decision_no, result.certificate_no) == (decision.number, certificate.number)
    assert (result.public_code, result.expires_on) == (
        certificate.public_code,
        certificate.expires_on,
    )
    assert "members" not in result.result
    participation = evaluation.submission.participation
    participation.refresh_from_db()
    assert (participation.step, participation.status) == (6, "draft")
    assert Package.objects.get(evaluation=evaluation).status == PackageStatus.ANSWERED
    assert result.pdf is None
    printed(certificate)
    result.refresh_from_db()
    assert result.pdf.sha256 == certificate.pdf.sha256
    assert result.pdf.province == province()


def test_five_stars_take_the_place_of_the_four_of_148() -> None:
    evaluation = approved(outcome=RECOGNISE_TOO)
    old = Certificate.objects.get(submission=evaluation.submission)
    row = judged(received(forwarded(evaluation)).submission, 93, star=5)
    decision = crowned(row)
    old.refresh_from_db()
    assert old.status == CertificateStatus.SUPERSEDED
    act = old.acts.get()
    assert (act.decision_no, act.reason) == (decision.number, "Bộ đã cấp giấy chứng nhận 5 sao.")
    shown = {one.star: one.status for one in PublishedCertificate.objects.all()}
    assert shown == {4: "superseded", 5: "valid"}


def test_producer_and_office_learn_of_five_stars() -> None:
    found(93, star=5)
    texts = Notice.objects.filter(province=province(), text__contains="được công nhận")
    assert {one.to for one in texts} == {person("san"), person("hoa"), person("binh")}


# --- (b) below 90, recognised by the province ---


def test_below_ninety_the_province_recognises_on_that_result() -> None:
    result = found(86, star=5)
    assert (result.star, result.public_code) == (4, "")
    assert not Certificate.objects.exists()
    evaluation = result.evaluation
    with pytest.raises(ValidationError):
        draft(evaluation)  # nothing is chosen yet
    choose(result, "recognise")
    decision = issue(draft(evaluation), number="900/QĐ-UBND")
    certificate = Certificate.objects.get()
    assert (certificate.star, certificate.province) == (4, province())
    evaluation.refresh_from_db()
    assert evaluation.status == EvaluationStatus.RECOGNISED
    kinds = evaluation.recognitions.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["approval", "recognition"]
    assert decision.recognitions.get().star == 4
    approval = evaluation.recognitions.get(kind="approval").decision
    with acting("dung"):
        means = [[line.mean for line in annex_lines(one)] for one in (approval, decision)]
    assert means == [["91,00"], ["86,00"]]
    with pytest.raises(ValidationError):
        draft(evaluation)


def test_result_below_ninety_is_told_to_producer_commune_and_office() -> None:
    found(86)
    texts = Notice.objects.filter(province=province(), text__contains="dưới 5 sao")
    assert {one.to for one in texts} == {person("san"), person("hoa"), person("binh")}


# --- (c) below 90, evaluated again ---


def test_below_ninety_the_province_evaluates_again() -> None:
    result = found(86, star=5)
    choose(result, "evaluate")
    evaluation = result.evaluation
    evaluation.refresh_from_db()
    assert evaluation.status == EvaluationStatus.SET_ASIDE
    sitting = make_sitting(council=evaluation.sitting.council)
    with acting("thao"):
        assert [one.pk for one in waiting_for_a_council(sitting)] == [evaluation.submission_id]
        again = agenda_actions.put_on_agenda(
            sitting=sitting,
            submission=evaluation.submission,
            by=person("thao"),
            outside_round="Đánh giá lại theo kết quả của Trung ương (Điều 7.4.g)",
        )
    assert again.status == EvaluationStatus.OPEN


def test_what_was_evaluated_again_may_go_up_again() -> None:
    result = found(86, star=5)
    choose(result, "evaluate")
    again = approved_again(result)
    prepare(again)
    copy = forward(again)
    assert copy.submission.version == 2
    assert Package.objects.filter(submission=result.submission).count() == 2


def approved_again(result: NationalResult) -> Any:
    """Return a second result of the same submission, approved."""
    again = make_concluded(APPROVE_ONLY, submission=result.submission, points_sum=276, star=5)
    AdvisoryReport.objects.create(
        province=again.province, evaluation=again, text="Đã sửa.", written_by=person("tuan")
    )
    issue(draft(again, kind="approval"), number="777/QĐ-UBND", upload=paper("qd2"))
    again.refresh_from_db()
    return again


# --- what may be chosen ---


@pytest.mark.parametrize(
    ("total", "star", "ways"),
    [
        (93, 5, ()),
        (86, 5, ("recognise", "evaluate")),
        (72, 5, ("recognise", "evaluate")),
        (45, 0, ("evaluate", "reject")),
    ],
)
def test_ways_follow_from_the_star(total: int, star: int, ways: tuple) -> None:
    assert national_actions.ways_of(found(total, star=star)) == ways


def test_under_148_the_four_stars_stand() -> None:
    result = found(86, star=5, outcome=RECOGNISE_TOO)
    assert national_actions.ways_of(result) == ()
    assert Certificate.objects.get().status == CertificateStatus.VALID
    said = refused(national_actions.choose_way, result=result, way="evaluate", reason="Thử.")
    assert said == ["Kết quả này không còn gì phải chọn."]


def test_two_stars_cannot_be_recognised() -> None:
    result = found(45)
    said = refused(national_actions.choose_way, result=result, way="recognise", reason="Thử.")
    assert said == ["Với kết quả này không chọn được hướng đó."]


def test_two_stars_may_be_rejected() -> None:
    result = found(45)
    choose(result, "reject")
    result.evaluation.refresh_from_db()
    participation = Participation.objects.get(pk=result.submission.participation_id)
    assert (result.evaluation.status, participation.status) == ("not_ranked", "closed")


def test_choice_needs_a_reason_and_is_made_once() -> None:
    result = found(86, star=5)
    with pytest.raises(ValidationError) as caught:
        choose(result, "recognise", " ")
    assert list(caught.value.message_dict) == ["reason"]
    chosen = choose(result, "recognise")
    assert (chosen.chosen_by, chosen.chosen_reason) == (
        person("binh"),
        "Theo đề nghị của Hội đồng.",
    )
    with pytest.raises(ValidationError):
        choose(result, "evaluate")


# --- the result goes back once, with its paper ---


def test_five_stars_go_by_decision_alone() -> None:
    row = judged(received().submission, 93, star=5)
    with pytest.raises(ValidationError, match="dưới 5 sao"):
        told_back(row)


def test_result_is_returned_once() -> None:
    row = judged(received().submission, 86)
    told_back(row)
    with pytest.raises(ValidationError, match="chưa trả"):
        told_back(row)
    assert NationalResult.objects.count() == 1


def test_returning_needs_a_number() -> None:
    row = judged(received().submission, 86)
    facts = {"evaluation": row, "decision_no": " ", "decided_on": clock.today()}
    assert refused_there(national_actions.return_result, **facts) == [
        "Hãy ghi số văn bản thông báo."
    ]
    row.refresh_from_db()
    assert row.status == EvaluationStatus.CONCLUDED


def test_nothing_is_half_written_when_the_copy_fails() -> None:
    first, second = forwarded(approved()), approved(name="Tỏi ngâm")
    prepare(second)
    # The number that the next copy would get is taken: the writing there fails half way.
    taken = first.submission
    taken.pk, taken.receipt_no = None, f"HSTW-{clock.today().year}-000003"
    taken.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        forward(second)
    second.refresh_from_db()
    assert (second.forwarded_at, second.package.status) == (None, "draft")
    assert Package.objects.filter(province=province(MINISTRY)).count() == 1
    assert not JournalEntry.objects.of(second).filter(verb="forward_to_ministry").exists()
