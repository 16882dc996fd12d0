"""A round under 148/2023 with a district council: three ways out, R1's edges, who reaches what."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.permissions import Permission
from evaluations import awards, district_actions, paper_actions, papers
from evaluations.agenda_actions import put_on_agenda
from evaluations.decision_actions import remove_draft
from evaluations.models import Decision, Evaluation, PublishedCertificate
from evaluations.paper_docx import render
from evaluations.paper_words import context
from evaluations.readiness import waiting_for_a_council
from products import review_actions
from products.cycle import Actor, Status, Step
from products.holding import holder_name, is_at_district
from products.models import CommuneReport, Participation, Submission
from products.standing import Way
from territories import clock
from tests.cast import person, province
from tests.factories import make_council, make_sitting

from .districts import (
    HANDED_IN_ON,
    NGHIA_KY,
    TU_NGHIA,
    acting,
    at_district,
    at_province,
    district_council,
    drafted,
    handed_in,
    issued,
    judged,
    local,
    passed_to_district,
    passed_up,
    taken_in,
    unit,
)
from .papers_read import docx_words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_2024() -> Iterator[None]:
    for login in ("binh", "dung", "san", "thao", "lan", "minh", "an", "tuan"):
        with clock.fixed(date(2024, 9, 2)):
            person(login)
    with clock.fixed(HANDED_IN_ON):
        yield


def again(row: Participation) -> Participation:
    return Participation.objects.get(pk=row.pk)


def test_commune_receives_and_passes_up_to_the_district_without_a_report() -> None:
    """R3: under 148 the commune writes no Form 03 and no term of 15 days runs."""
    row = handed_in()
    with acting("oanh"), pytest.raises(ValidationError, match="xã chỉ tiếp nhận"):
        review_actions.write_report(participation=row, by=local("oanh"), version=0)
    row = again(passed_to_district(row))
    assert row.procedure.code == "148"
    assert row.status == Status.AT_PROVINCE
    assert row.get_status_display() == "đã chuyển lên huyện"
    assert holder_name(row) == "UBND huyện Tư Nghĩa"
    assert Way.of(row).next.actor == Actor.DISTRICT
    assert not CommuneReport.objects.exists()
    assert row.round is None


def test_commune_passes_up_only_what_stands_in_its_register() -> None:
    row = handed_in()
    with acting("oanh"), pytest.raises(ValidationError) as refusal:
        review_actions.forward_dossier(
            participation=row,
            by=local("oanh"),
            request_no="31/UBND",
            requested_on=clock.today(),
            signer="Tạ Lộc",
        )
    assert len(refusal.value.messages) == 2


def test_product_code_has_five_parts_while_there_are_districts() -> None:
    """R29."""
    first, second = handed_in(), handed_in("Kẹo gương")
    codes = list(Submission.objects.order_by("pk").values_list("product_code", flat=True))
    assert codes == ["51-528-21250-1-2024", "51-528-21250-2-2024"]
    assert first.product.codes.get().scheme == "older"
    commune = second.submissions.get().snapshot["commune"]
    assert commune["full_name"] == "xã Nghĩa Kỳ"
    assert commune["district"] == "huyện Tư Nghĩa"
    assert second.submissions.get().snapshot["province"]["full_name"] == "tỉnh Quảng Ngãi"


def test_district_recognises_three_stars_and_numbers_its_own_certificates() -> None:
    """R3: 50 to under 70 at the district; own numbers per district and year."""
    evaluation = judged(at_district(), 66, star=3)
    assert evaluation.result["outcome"] == {"kind": "award", "star": 3}
    decision = drafted(evaluation)
    assert decision.unit == unit(TU_NGHIA)
    certificate = issued(decision)
    assert (certificate.star, certificate.unit) == (3, unit(TU_NGHIA))
    assert certificate.number == "001/2024/GCN-OCOP"
    assert certificate.expires_on == date(2027, 9, 16)
    facts = certificate.facts
    assert facts["agency"] == ["ỦY BAN NHÂN DÂN", "HUYỆN TƯ NGHĨA"]
    assert facts["decided_by"] == "Chủ tịch Ủy ban nhân dân huyện Tư Nghĩa"
    assert facts["place_day"].startswith("Tư Nghĩa, ngày 16")
    assert facts["address"].endswith("xã Nghĩa Kỳ, huyện Tư Nghĩa, tỉnh Quảng Ngãi")
    copy = PublishedCertificate.objects.get()
    assert (copy.commune_name, copy.commune) == ("xã Nghĩa Kỳ", unit(NGHIA_KY))
    assert Participation.objects.get().step == Step.PROMOTION


def test_district_passes_up_and_the_province_recognises_four_stars() -> None:
    """R3: from 70 the district decides nothing; the province judges the same submission."""
    row = at_district()
    below = judged(row, 75, star=4)
    assert below.result["outcome"] == {
        "kind": "forward",
        "to": "province",
        "on_forward": "forward_only",
        "recognises": None,
    }
    assert not Evaluation.objects.filter(awards.TO_RECOGNISE).exists()
    below = passed_up(below)
    assert below.forwarded_by == local("phuoc")
    row = again(row)
    assert not is_at_district(row)
    assert holder_name(row) == province().office_name
    above = judged(row, 78, star=4, sitting=make_sitting(council=make_council()))
    assert (above.level, above.submission) == ("province", below.submission)
    decision = drafted(above, "binh")
    assert decision.unit is None
    certificate = issued(decision, "dung")
    assert (certificate.star, certificate.unit) == (4, None)
    assert certificate.facts["agency"][1] == "TỈNH QUẢNG NGÃI"


def test_under_seventy_at_the_province_the_district_recognises_three_stars() -> None:
    """R3: the result is returned; the district's decision rests on the provincial evaluation."""
    evaluation = at_province(66, star=3)
    assert evaluation.result["outcome"] == {"kind": "return", "to": "district", "star": 3}
    with acting("binh"):
        own = Evaluation.objects.visible_to(person("binh"), Permission.DECISION_DRAFT)
        assert not own.filter(awards.TO_RECOGNISE).exists()
        facts = paper_actions.read_facts(evaluation.sitting)
    assert "05-du-thao-qd-cong-nhan" not in {one.key for one in papers.plan(facts)}
    proposal = docx_words(render("proposal", context(facts)))
    assert "Trả kết quả về cấp huyện công nhận đối với 1 sản phẩm" in proposal
    assert "Công nhận và cấp giấy chứng nhận" not in proposal
    certificate = issued(drafted(evaluation))
    assert (certificate.star, certificate.unit) == (3, unit(TU_NGHIA))
    assert certificate.recognition.evaluation == evaluation
    assert certificate.facts["agency"][1] == "HUYỆN TƯ NGHĨA"


def test_under_fifty_at_the_province_there_is_no_rank() -> None:
    evaluation = at_province(44, star=0)
    assert evaluation.result["outcome"]["kind"] == "not_ranked"
    assert Evaluation.objects.filter(awards.TO_REJECT).get() == evaluation


def test_from_ninety_the_province_recognises_four_stars_and_forwards() -> None:
    """R3: «tiềm năng 5 sao» exists under 148."""
    evaluation = at_province(92, star=5)
    assert evaluation.result["outcome"] == {
        "kind": "forward",
        "to": "centre",
        "on_forward": "recognise_too",
        "recognises": 4,
    }
    certificate = issued(drafted(evaluation, "binh"), "dung")
    assert (certificate.star, certificate.unit) == (4, None)
    assert PublishedCertificate.objects.get().is_potential_five


def test_two_levels_number_apart() -> None:
    """The province's first certificate of the year does not follow the district's."""
    returned = issued(drafted(at_province(66, star=3, name="Kẹo gương")))
    above = at_province(75, star=4)
    own = issued(drafted(above, "binh"), "dung")
    assert (returned.ordinal, own.ordinal) == (1, 1)
    assert returned.number == own.number == "001/2024/GCN-OCOP"


def test_decision_takes_only_results_of_its_own_level() -> None:
    ours = judged(at_district(), 66, star=3)
    above = at_province(75, star=4, name="Kẹo gương")
    with pytest.raises(ValidationError, match="thẩm quyền của cấp khác"):
        drafted(ours, more=[above])


@pytest.mark.parametrize(("mean", "kind"), [(49, "not_ranked"), (50, "forward"), (91, "forward")])
def test_district_of_1048_awards_nothing_and_forwards_from_fifty(mean: int, kind: str) -> None:
    """R3: on the points alone, whatever the minimums say."""
    with clock.fixed(date(2022, 9, 16)):
        row = handed_in()
        assert row.procedure.code == "1048"
        evaluation = judged(at_district(row), mean, star=0)
        assert evaluation.result["outcome"]["kind"] == kind
        assert Evaluation.objects.filter(awards.TO_PASS_UP).exists() is (kind == "forward")
        assert not Evaluation.objects.filter(awards.TO_RECOGNISE).exists()
        if mean == 50:
            passed_up(evaluation)
            council = make_council()
            above = judged(again(row), 60, star=3, sitting=make_sitting(council=council))
            certificate = issued(drafted(above, "binh"), "dung")
            assert (certificate.star, certificate.unit) == (3, None)


def forward_by(login: str, row: Participation) -> Participation:
    """Let an officer of today's commune register and pass on."""
    with acting(login):
        by, today = local(login), clock.today()
        review_actions.receive_dossier(
            participation=row, by=by, register_no="08", paper_set_received_on=today
        )
        return review_actions.forward_dossier(
            participation=row, by=by, request_no="5", requested_on=today, signer="Tạ Lộc"
        )


def test_day_of_hand_in_says_whether_a_district_awards() -> None:
    """R1, R3: 05/07/2025 falls under 148 with its district, 06/07/2025 under 1489 without."""
    found = {}
    for day in (date(2025, 7, 5), date(2025, 7, 6)):
        with clock.fixed(day):
            row = handed_in(f"Mạch nha {day:%d}")
            levels = row.procedure.as_rule().levels
            found[day.day] = next(rule.level for rule in levels if 3 in rule.awards)
    assert found == {5: "district", 6: "province"}


def test_what_a_district_left_when_it_ended_is_the_provinces() -> None:
    """D: handed in under 148, but the district ended on 1 July 2025."""
    with clock.fixed(date(2025, 7, 5)):
        row = again(forward_by("oanh", handed_in()))
        assert not is_at_district(row)
        assert row.get_status_display() == "đã chuyển lên tỉnh"
        assert not CommuneReport.objects.exists()
        taken_in(row, "binh")
        with acting("binh"):
            review_actions.record_samples(
                participation=row, by=person("binh"), count=5, received_on=clock.today()
            )
        sitting = make_sitting(council=make_council())
        evaluation = judged(again(row), 66, star=3, sitting=sitting)
        assert evaluation.result["outcome"]["to"] == "district"
        certificate = issued(drafted(evaluation, "binh"), "dung")
    assert (certificate.star, certificate.unit) == (3, None)


def test_result_of_a_district_that_ended_is_decided_by_the_province() -> None:
    """D: concluded in June, no decision before 1 July 2025."""
    with clock.fixed(date(2025, 6, 27)):
        local("hau")
        evaluation = judged(at_district(), 66, star=3)
        draft = drafted(evaluation)
    with clock.fixed(date(2025, 7, 3)):
        with pytest.raises(ValidationError, match="không tồn tại"):
            issued(draft)
        with acting("binh"):
            visible = Decision.objects.visible_to(person("binh"), Permission.DECISION_DRAFT)
            remove_draft(decision=visible.get(), by=person("binh"))
        certificate = issued(drafted(evaluation, "binh"), "dung")
    assert (certificate.star, certificate.unit) == (3, None)


def test_file_that_fell_short_of_the_bound_does_not_go_up() -> None:
    evaluation = judged(at_district(), 66, star=3)
    with acting("phuoc"), pytest.raises(ValidationError, match="đạt điểm chuyển"):
        district_actions.pass_up(
            evaluation=evaluation,
            request_no="45",
            requested_on=clock.today(),
            signer="Hậu",
            by=local("phuoc"),
        )


def test_request_to_the_province_names_number_signer_and_a_day_after_the_sitting() -> None:
    evaluation = judged(at_district(), 75, star=4)
    with acting("phuoc"), pytest.raises(ValidationError) as refusal:
        district_actions.pass_up(
            evaluation=evaluation,
            request_no=" ",
            requested_on=date(2024, 9, 15),
            signer="",
            by=local("phuoc"),
        )
    assert set(refusal.value.error_dict) == {"request_no", "requested_on", "signer"}
    evaluation.refresh_from_db()
    assert evaluation.forwarded_at is None


def test_council_judges_only_what_its_level_holds() -> None:
    row = at_district()
    submission = row.submissions.get()
    above = make_sitting(council=make_council())
    with acting("thao"):
        assert not waiting_for_a_council(above).exists()
        with pytest.raises(ValidationError, match="cấp khác giữ"):
            put_on_agenda(sitting=above, submission=submission, by=person("thao"))
    sitting = make_sitting(council=district_council())
    with acting("quyen"):
        assert list(waiting_for_a_council(sitting)) == [submission]
    passed_up(judged(row, 75, star=4, sitting=sitting))
    with acting("thao"):
        assert list(waiting_for_a_council(above)) == [submission]


def test_samples_or_a_visit_prove_it_where_the_book_is_silent() -> None:
    """R18: the transcript of 148 prints no number of samples."""
    row = taken_in(passed_to_district())
    with acting("phuoc"):
        with pytest.raises(ValidationError) as refusal:
            review_actions.record_samples(participation=row, by=local("phuoc"))
        assert set(refusal.value.error_dict) == {"count"}
        visited = review_actions.record_samples(
            participation=row, by=local("phuoc"), site_visited_on=clock.today()
        )
    assert visited.site_visited_on == clock.today()
