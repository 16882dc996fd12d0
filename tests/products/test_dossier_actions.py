"""The dossier's way: answers, evidence, hand-in, Form 03, request, check, samples."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError

from accounts.models import JournalEntry, Notice
from accounts.workflow import TransitionRefused
from producers.eligibility import PaperState
from producers.models import Producer
from products.commune_clock import calendar, commune_clock
from products.cycle import Status
from products.dossier_actions import (
    answer,
    attach_evidence,
    detach_evidence,
    revise_evidence,
    start_dossier,
    write_texts,
)
from products.dossier_facts import (
    applicable,
    latest_submission,
    read,
    samples_are_ready,
)
from products.handin_actions import hand_in
from products.models import (
    CommuneReport,
    Dossier,
    Evidence,
    Participation,
    Product,
    ProductCode,
    SelfAssessment,
    Submission,
)
from products.review_actions import (
    check_dossier,
    forward_dossier,
    receive_dossier,
    record_samples,
    send_back_dossier,
    write_report,
)
from products.snapshot import digest
from regulations.models import Criterion, Level, ProductLine
from territories import clock
from territories.tenancy import acting_for

from ..cast import person, province
from ..factories import make_product, make_round, make_step_five, make_upload
from .dossiers import ASSESSED, REQUEST, fill_dossier, forward_handed_in, hand_in_filled, sign

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


@pytest.fixture(autouse=True)
def _on_a_working_day():
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def san():
    return person("san")


@pytest.fixture
def way() -> Participation:
    return make_step_five()


@pytest.fixture
def opened(san):
    """Act as Sản in the province."""
    with acting_for(province(), san):
        yield san


def criterion_of(way: Participation, key: str) -> Criterion:
    part, code = key.split("/")
    return applicable(way, clock.today())[1].criteria.get(part=part, code=code)


def level_of(criterion: Criterion, points: int) -> Level:
    return criterion.levels.get(points=points)


def messages_of(refusal) -> list[str]:
    return refusal.value.messages


# The whole way


def test_straight_path_from_answers_to_acceptance(way: Participation, san) -> None:
    first = make_round(requests_before=date(2026, 10, 30), held_before=date(2026, 12, 30))
    submission = hand_in_filled(way)
    assert submission.product_code == "51-21548-1-2026"
    assert submission.receipt_no == "BN-2026-000001"
    forward_handed_in(way)
    way.refresh_from_db()
    assert (way.status, way.round, way.step) == (Status.AT_PROVINCE, first, 5)
    binh = person("binh")
    with acting_for(province(), binh):
        check_dossier(
            participation=way,
            by=binh,
            is_accepted=True,
            register_no="7",
            paper_set_received_on=TODAY,
        )
        record_samples(participation=way, by=binh, count=5, received_on=TODAY)
    way.refresh_from_db()
    assert way.status == Status.ACCEPTED
    assert way.dossier.province_register_no == "7"
    assert samples_are_ready(submission)
    told = Notice.objects.filter(text__contains="đã đủ và được tiếp nhận, số phiếu đăng ký 7.")
    assert set(told.values_list("to", flat=True)) == {san.pk, person("hoa").pk}
    verbs = set(JournalEntry.objects.values_list("verb", flat=True))
    assert verbs >= {
        "start_dossier",
        "submit",
        "receive_dossier",
        "forward",
        "check_dossier",
        "accept",
        "record_samples",
    }


# The draft


def test_start_opens_once_with_what_the_papers_say(way: Participation, opened) -> None:
    way.product.producer.permits.create(
        province=way.province, kind="food_safety", number="1", issued_on=date(2026, 1, 1)
    )
    dossier = start_dossier(participation=way, by=opened)
    again = start_dossier(participation=way, by=opened)
    assert (dossier.pk, dossier.declared, dossier.samples_promised) == (
        again.pk,
        ["food_safety"],
        5,
    )
    assert JournalEntry.objects.filter(verb="start_dossier").count() == 1


def test_start_before_step_five_is_refused(opened) -> None:
    early = make_step_five(name="Sớm")
    Participation.objects.filter(pk=early.pk).update(step=4)
    with pytest.raises(TransitionRefused):
        start_dossier(participation=early, by=opened)
    assert not Dossier.objects.exists()


def test_texts_are_kept_in_composed_letters(way: Participation, opened) -> None:
    dossier = start_dossier(participation=way, by=opened)
    nfd = "To\u0309i đen"
    row = write_texts(dossier=dossier, by=opened, version=1, market_result=f"  {nfd} ")
    assert row.market_result == "Tỏi đen"
    assert row.version == 2


def test_stale_texts_are_refused_with_both_values(way: Participation, opened) -> None:
    dossier = start_dossier(participation=way, by=opened)
    write_texts(dossier=dossier, by=opened, version=1, market_result="Chợ đảo")
    with pytest.raises(ValidationError) as refusal:
        write_texts(dossier=dossier, by=opened, version=1, market_result="Siêu thị")
    assert refusal.value.error_list[0].code == "stale"
    assert "«Chợ đảo»" in messages_of(refusal)[0]
    assert "«Siêu thị»" in messages_of(refusal)[0]
    same = write_texts(dossier=dossier, by=opened, version=1, market_result="Chợ đảo")
    assert same.market_result == "Chợ đảo"


def test_answer_takes_points_from_the_level(way: Participation, opened) -> None:
    dossier = start_dossier(participation=way, by=opened)
    criterion = criterion_of(way, "A/1.1")
    answer(dossier=dossier, criterion=criterion, by=opened, version=0, level=level_of(criterion, 2))
    assert read(way).totals == {"A": 2, "B": 0, "C": 0}


def test_level_of_another_criterion_is_refused_by_the_action(way: Participation, opened) -> None:
    dossier = start_dossier(participation=way, by=opened)
    mine, other = criterion_of(way, "A/1.1"), criterion_of(way, "A/1.2")
    with pytest.raises(ValidationError) as refusal:
        answer(dossier=dossier, criterion=mine, by=opened, version=0, level=other.levels.first())
    assert refusal.value.message_dict == {"level": ["Hãy chọn một mức của chính tiêu chí này."]}


def test_level_of_another_criterion_is_refused_by_the_database(way: Participation, opened) -> None:
    dossier = start_dossier(participation=way, by=opened)
    mine, other = criterion_of(way, "A/1.1"), criterion_of(way, "A/1.2")
    with pytest.raises(IntegrityError, match="level_of_criterion"), transaction.atomic():
        SelfAssessment.objects.create(
            province=way.province, dossier=dossier, criterion=mine, level=other.levels.first()
        )


def test_criterion_of_another_set_is_refused(way: Participation, opened) -> None:
    dossier = start_dossier(participation=way, by=opened)
    foreign = Criterion.objects.exclude(criteria_set=applicable(way, TODAY)[1]).first()
    with pytest.raises(ValidationError, match="không thuộc bộ tiêu chí"):
        answer(dossier=dossier, criterion=foreign, by=opened, version=0, description="x")


def test_closed_gate_refuses_a_level_and_clears_what_stood_behind(
    way: Participation, opened
) -> None:
    dossier = start_dossier(participation=way, by=opened)
    gate, behind = criterion_of(way, "B/5.1"), criterion_of(way, "B/5.2")
    facts = {"dossier": dossier, "by": opened}
    with pytest.raises(ValidationError, match=r"khi tiêu chí B 5\.1 có điểm"):
        answer(criterion=behind, version=0, level=behind.levels.last(), **facts)
    answer(criterion=gate, version=0, level=level_of(gate, 1), **facts)
    answer(criterion=behind, version=0, level=behind.levels.last(), description="Có", **facts)
    answer(criterion=gate, version=1, level=level_of(gate, 0), **facts)
    kept = dossier.assessments.get(criterion=behind)
    assert (kept.level, kept.description, kept.version) == (None, "Có", 2)


def test_stale_answer_is_refused_with_both_values(way: Participation, opened) -> None:
    dossier = start_dossier(participation=way, by=opened)
    criterion = criterion_of(way, "A/1.1")
    facts = {"dossier": dossier, "criterion": criterion, "by": opened, "version": 0}
    answer(**facts, level=level_of(criterion, 1))
    with pytest.raises(ValidationError) as refusal:
        answer(**facts, level=level_of(criterion, 3))
    text = messages_of(refusal)[0]
    assert level_of(criterion, 1).label_vi in text
    assert level_of(criterion, 3).label_vi in text


# Evidence


def test_evidence_stands_at_its_criterion_and_shows_its_state(way: Participation, opened) -> None:
    dossier = start_dossier(participation=way, by=opened)
    criterion = criterion_of(way, "A/1.1")
    dates = ((date(2026, 6, 14), "expired"), (TODAY, "expiring"), (date(2026, 8, 15), "valid"))
    for n, (expires_on, _state) in enumerate(dates):
        attach_evidence(
            dossier=dossier,
            by=opened,
            upload=make_upload("Giấy.pdf", "x" * n),
            criterion=criterion,
            issued_on=date(2026, 1, 1),
            expires_on=expires_on,
        )
    states = [piece.state for piece in read(way).pieces_of("A/1.1")]
    assert states == [PaperState(state) for _day, state in dates]


def test_evidence_takes_a_file_that_is_there_with_its_permit_facts(
    way: Participation, opened
) -> None:
    dossier = start_dossier(participation=way, by=opened)
    first = attach_evidence(dossier=dossier, by=opened, upload=make_upload("ATTP.pdf"))
    way.product.producer.permits.create(
        province=way.province,
        kind="food_safety",
        number="15/2026",
        issued_on=date(2026, 1, 1),
        expires_on=date(2029, 1, 1),
        file=first.file,
    )
    piece = attach_evidence(dossier=dossier, by=opened, existing=first.file)
    assert first.title == "ATTP"
    assert (piece.number, piece.expires_on) == ("15/2026", date(2029, 1, 1))
    assert piece.title == "Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm"


def test_title_from_a_long_file_name_is_cut(way: Participation, opened) -> None:
    dossier = start_dossier(participation=way, by=opened)
    piece = attach_evidence(dossier=dossier, by=opened, upload=make_upload("ô" * 240 + ".pdf"))
    assert piece.title == "ô" * 200


def test_file_of_another_producer_is_refused(way: Participation, opened) -> None:
    other = make_step_five(
        producer=Producer.objects.create(
            province=province(),
            name="Hộ Khác",
            legal_form="household",
            commune=way.product.producer.commune,
            phone="+84911111111",
            representative="Khác",
            representative_gender="female",
            status="confirmed",
            registered_by=person("hoa"),
        )
    )
    theirs = attach_evidence(
        dossier=start_dossier(participation=other, by=opened), by=opened, upload=make_upload()
    )
    dossier = start_dossier(participation=way, by=opened)
    with pytest.raises(ValidationError, match="không thuộc chủ thể"):
        attach_evidence(dossier=dossier, by=opened, existing=theirs.file)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"issued_on": date(2026, 6, 16)}, "issued_on"),
        ({"issued_on": date(2026, 6, 2), "expires_on": date(2026, 6, 1)}, "expires_on"),
        ({"first_page": 2}, "first_page"),
        ({"first_page": 0}, "first_page"),
    ],
)
def test_impossible_facts_of_evidence_are_refused(
    way: Participation, opened, facts: dict, field: str
) -> None:
    dossier = start_dossier(participation=way, by=opened)
    with pytest.raises(ValidationError) as refusal:
        attach_evidence(dossier=dossier, by=opened, upload=make_upload(), **facts)
    assert set(refusal.value.message_dict) == {field}


def test_evidence_is_corrected_and_taken_out_while_a_draft(way: Participation, opened) -> None:
    dossier = start_dossier(participation=way, by=opened)
    piece = attach_evidence(dossier=dossier, by=opened, upload=make_upload())
    revise_evidence(evidence=piece, by=opened, title="Hóa đơn", number="9")
    piece.refresh_from_db()
    assert (piece.title, piece.number) == ("Hóa đơn", "9")
    detach_evidence(evidence=piece, by=opened)
    assert not Evidence.objects.exists()


# R1


def test_draft_moves_to_the_new_set_and_keeps_unchanged_answers(way: Participation, san) -> None:
    """26/2026/QĐ-TTg, Điều 12.2."""
    with clock.fixed(date(2026, 5, 21)), acting_for(province(), san):
        dossier = fill_dossier(way)
        old = applicable(way, clock.today())[1]
        piece = attach_evidence(
            dossier=dossier,
            by=san,
            upload=make_upload(),
            criterion=old.criteria.get(part="A", code="1.1"),
            paper=old.regulation.papers.first(),
        )
        assert old.regulation.slug.startswith("148")
        before = dossier.assessments.count()
    with clock.fixed(date(2026, 5, 22)), acting_for(province(), san):
        start_dossier(participation=way, by=san)
        facts = read(way)
        kept = set(facts.assessments)
    assert facts.rules.regulation == "26/2026/QD-TTg"
    assert 0 < len(kept) < before
    assert dossier.assessments.exclude(criterion__criteria_set=facts.criteria_set).count() == 0
    piece.refresh_from_db()
    assert piece.criterion is None or piece.criterion.criteria_set == facts.criteria_set
    cleared = before - len(kept)
    [told] = Notice.objects.filter(to=san)
    assert told.text == f"Bộ tiêu chí đã thay đổi: {cleared} câu trả lời phải làm lại."
    assert told.link == f"/quang-ngai/ho-so/{way.pk}/"
    assert JournalEntry.objects.get(verb="criteria_changed").facts == {"cleared": cleared}


def test_hand_in_freezes_set_and_procedure(way: Participation, san) -> None:
    with clock.fixed(date(2026, 5, 21)):
        submission = hand_in_filled(way)
        assert submission.procedure.code == "148-1489"
    way.refresh_from_db()
    assert way.handed_in_on == date(2026, 5, 21)
    hoa = person("hoa")
    with clock.fixed(date(2026, 5, 25)), acting_for(province(), hoa):
        send_back_dossier(
            participation=way, by=hoa, reason="Thiếu hóa đơn", return_by=date(2026, 6, 5)
        )
    with clock.fixed(date(2026, 5, 28)), acting_for(province(), san):
        again = hand_in(participation=way, by=san)
    assert (again.version, again.procedure.code) == (2, "148-1489")
    assert again.criteria_set == submission.criteria_set
    assert again.product_code == submission.product_code


# Hand-in


def test_incomplete_hand_in_names_everything_and_changes_nothing(
    way: Participation, opened
) -> None:
    with pytest.raises(ValidationError) as refusal:
        hand_in(participation=way, by=opened)
    found = messages_of(refusal)
    assert "Tiêu chí A 1.1: chưa chọn mức điểm." in found
    assert "Mẫu số 02: chưa trình bày thị trường phân phối." in found
    assert not any("minh chứng «" in text for text in found)
    assert not Submission.objects.exists()
    assert not ProductCode.objects.exists()


def test_four_samples_are_refused_five_are_not(way: Participation, opened) -> None:
    dossier = fill_dossier(way)
    write_texts(dossier=dossier, by=opened, version=dossier.version, samples_promised=4)
    with pytest.raises(ValidationError, match="ít nhất 5 sản phẩm mẫu"):
        hand_in(participation=way, by=opened)


def test_tourism_hands_in_without_samples_and_is_visited(san) -> None:
    """26/2026/QĐ-TTg, Điều 6.2.d; R18."""
    way = make_step_five(line=ProductLine.objects.get(number=26), name="Tham quan đảo")
    submission = hand_in_filled(way)
    assert submission.snapshot["form_01"]["samples_promised"] == 0
    binh = person("binh")
    with acting_for(province(), binh):
        with pytest.raises(ValidationError) as refusal:
            record_samples(participation=way, by=binh, count=5, received_on=TODAY)
        assert set(refusal.value.message_dict) == {"site_visited_on"}
        assert not samples_are_ready(submission)
        record_samples(participation=way, by=binh, site_visited_on=TODAY)
    assert samples_are_ready(submission)


def test_officer_hands_in_only_with_the_signed_form(way: Participation, san) -> None:
    """R28."""
    hoa = person("hoa")
    with acting_for(province(), hoa):
        fill_dossier(way, hoa)
        with pytest.raises(ValidationError, match="Mẫu số 01 có chữ ký"):
            hand_in(participation=way, by=hoa)
        dossier = sign(way, hoa)
        submission = hand_in(participation=way, by=hoa)
    assert submission.on_behalf
    signed = submission.snapshot["form_01"]["signed_form"]
    assert signed["sha256"] == dossier.signed_form.sha256
    assert signed["sha256"] in submission.snapshot["files"]
    assert submission.snapshot["handed_in"]["by"] == "Lê Thị Hoa (mẫu)"


def test_frozen_copy_outlives_every_later_edit(way: Participation, san) -> None:
    """R28."""
    with acting_for(province(), san):
        dossier = start_dossier(participation=way, by=san)
        piece = attach_evidence(dossier=dossier, by=san, upload=make_upload(), title="Hợp đồng")
    submission = hand_in_filled(way)
    before = submission.snapshot
    Producer.objects.update(name="Tên mới", representative="Người mới")
    Product.objects.update(name="Sản phẩm mới")
    Dossier.objects.update(market_result="khác")
    SelfAssessment.objects.update(description="khác")
    Evidence.objects.update(title="khác")
    kept = Submission.objects.get(pk=submission.pk)
    assert kept.snapshot == before
    assert kept.snapshot["producer"]["name"] == "Hợp tác xã Tỏi đen Lý Sơn"
    assert kept.snapshot["commune"]["full_name"] == "đặc khu Lý Sơn"
    assert kept.snapshot["files"] == [piece.file.sha256]
    assert digest(kept.snapshot) == kept.sha256


@pytest.mark.parametrize("statement", ["UPDATE {} SET receipt_no = 'x'", "DELETE FROM {}"])
def test_submission_is_append_only_even_for_the_owner(way: Participation, statement: str) -> None:
    hand_in_filled(way)
    table = Submission._meta.db_table
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        connection.cursor().execute(statement.format(table))


def test_handed_in_dossier_takes_no_more_edits(way: Participation, san) -> None:
    hand_in_filled(way)
    dossier = Dossier.objects.get(participation=way)
    with acting_for(province(), san):
        for refused in (
            lambda: write_texts(dossier=dossier, by=san, version=dossier.version, outlook="x"),
            lambda: attach_evidence(dossier=dossier, by=san, upload=make_upload()),
            lambda: hand_in(participation=way, by=san),
        ):
            with pytest.raises(TransitionRefused):
                refused()


def test_second_product_gets_the_next_number_of_the_commune(way: Participation, san) -> None:
    """R29."""
    hand_in_filled(way)
    second = make_step_five(producer=way.product.producer, name="Hành tím")
    assert hand_in_filled(second).product_code == "51-21548-2-2026"
    assert Submission.objects.latest("pk").receipt_no == "BN-2026-000002"


# Commune


def test_clock_counts_working_days_over_tet(way: Participation) -> None:
    """R27: handed in on 28/01/2027; Tết and the weekends do not count."""
    with clock.fixed(date(2027, 1, 28)):
        submission = hand_in_filled(make_step_five(name="Tết"))
        ticking = commune_clock(submission)
        days_off = calendar()
    off = {day for day in days_off.days_off if date(2027, 1, 28) < day <= ticking.due_on}
    assert len(off) >= 5
    assert ticking.days_left == 15
    assert ticking.due_on == clock.add_working_days(date(2027, 1, 28), 15, days_off)
    assert ticking.due_on > date(2027, 2, 18)


def test_clock_says_how_long_is_left(way: Participation) -> None:
    submission = hand_in_filled(way)
    assert commune_clock(submission).text == "còn 15 ngày làm việc, hạn 06/07/2026"
    with clock.fixed(date(2026, 7, 6)):
        assert commune_clock(submission).tone == "warn"
        assert commune_clock(submission).days_left == 0
        assert commune_clock(submission).text == "hết hạn hôm nay, 06/07/2026"
    with clock.fixed(date(2026, 7, 8)):
        late = commune_clock(submission)
    assert (late.text, late.tone) == ("quá hạn 2 ngày làm việc, hạn 06/07/2026", "bad")


def test_clock_is_late_on_the_weekend_after_its_friday(way: Participation) -> None:
    """R27: no working day has passed by Saturday, and yet the term is over."""
    with clock.fixed(date(2026, 6, 12)):
        submission = hand_in_filled(make_step_five(name="Nén"))
    said = {}
    for day in (3, 4, 5, 6):
        with clock.fixed(date(2026, 7, day)):
            ticking = commune_clock(submission)
            said[day] = (ticking.text, ticking.tone)
    assert said == {
        3: ("hết hạn hôm nay, 03/07/2026", "warn"),
        4: ("quá hạn, hạn 03/07/2026", "bad"),
        5: ("quá hạn, hạn 03/07/2026", "bad"),
        6: ("quá hạn 1 ngày làm việc, hạn 03/07/2026", "bad"),
    }


def test_request_of_30_april_falls_into_the_second_round(san) -> None:
    """26/2026/QĐ-TTg, Điều 5.1: «trước ngày 30 tháng 4»; R4."""
    with clock.fixed(date(2027, 4, 30)):
        one = make_step_five()
        two = make_step_five(producer=one.product.producer, name="Hành tím")
        make_round(ordinal=1)
        make_round(ordinal=2, requests_before=date(2027, 10, 30), held_before=date(2027, 12, 30))
        with clock.fixed(date(2027, 4, 26)):
            hand_in_filled(one)
            hand_in_filled(two)
        forward_handed_in(one, requested_on=date(2027, 4, 29))
        forward_handed_in(two, requested_on=date(2027, 4, 30))
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.round.ordinal, two.round.ordinal) == (1, 2)


def test_forward_names_all_that_the_request_lacks(way: Participation) -> None:
    hand_in_filled(way)
    hoa = person("hoa")
    with acting_for(province(), hoa), pytest.raises(ValidationError) as refusal:
        forward_dossier(participation=way, by=hoa, requested_on=TODAY, **REQUEST)
    assert messages_of(refusal) == [
        "Hãy ghi số phiếu tiếp nhận trước khi chuyển hồ sơ.",
        "Hãy ghi ngày nhận 01 bộ hồ sơ giấy (Điều 7.1).",
        "Mẫu số 03 chưa đủ bốn nội dung đánh giá.",
        "Hãy xác nhận thành phần hồ sơ đầy đủ, hoặc trả lại chủ thể bổ sung.",
    ]
    way.refresh_from_db()
    assert way.status == Status.SUBMITTED


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"request_no": " "}, "request_no"),
        ({"signer": ""}, "signer"),
        ({"requested_on": date(2026, 6, 16)}, "requested_on"),
        ({"requested_on": date(2026, 6, 14)}, "requested_on"),
    ],
)
def test_impossible_request_is_refused(way: Participation, over: dict, field: str) -> None:
    hand_in_filled(way)
    with pytest.raises(ValidationError) as refusal:
        forward_handed_in(way, **over)
    assert set(refusal.value.message_dict) == {field}


def test_report_is_stale_when_a_colleague_wrote_it(way: Participation) -> None:
    hand_in_filled(way)
    hoa = person("hoa")
    with acting_for(province(), hoa):
        write_report(participation=way, by=hoa, version=0, **ASSESSED)
        with pytest.raises(ValidationError) as refusal:
            write_report(participation=way, by=hoa, version=0, labour="Khác")
    assert "«12 lao động của đặc khu.»" in messages_of(refusal)[0]
    assert CommuneReport.objects.get().labour == "12 lao động của đặc khu."


def test_sent_back_dossier_returns_as_a_new_version_with_the_same_code(
    way: Participation, san
) -> None:
    first = hand_in_filled(way)
    hoa = person("hoa")
    with acting_for(province(), hoa):
        receive_dossier(participation=way, by=hoa, register_no="01")
        send_back_dossier(
            participation=way, by=hoa, reason="Thiếu hóa đơn", return_by=date(2026, 6, 30)
        )
    way.refresh_from_db()
    assert (way.status, way.return_reason) == (Status.RETURNED, "Thiếu hóa đơn")
    told = Notice.objects.filter(to=san, text__contains="được trả lại để bổ sung, hạn 30/06/2026")
    assert [one.link for one in told] == [f"/quang-ngai/san-pham/{way.product_id}/"]
    with acting_for(province(), san):
        dossier = Dossier.objects.get(participation=way)
        write_texts(dossier=dossier, by=san, version=dossier.version, outlook="Mới")
        second = hand_in(participation=way, by=san)
    way.refresh_from_db()
    assert (way.status, way.return_reason, way.return_by) == (Status.SUBMITTED, "", None)
    assert (second.version, second.product_code) == (2, first.product_code)
    assert second.receipt_no == "BN-2026-000002"
    assert first.snapshot["form_02"]["outlook"] == "Nội dung outlook."
    assert second.snapshot["form_02"]["outlook"] == "Mới"
    assert latest_submission(way) == second
    assert ProductCode.objects.count() == 1


@pytest.mark.parametrize(
    ("reason", "return_by", "field"),
    [(" ", date(2026, 6, 30), "reason"), ("Thiếu", TODAY, "return_by")],
)
def test_send_back_wants_a_reason_and_a_day_to_come(
    way: Participation, reason: str, return_by: date, field: str
) -> None:
    hand_in_filled(way)
    hoa = person("hoa")
    with acting_for(province(), hoa), pytest.raises(ValidationError) as refusal:
        send_back_dossier(participation=way, by=hoa, reason=reason, return_by=return_by)
    assert set(refusal.value.message_dict) == {field}


def test_commune_cannot_send_back_what_is_at_the_province(way: Participation) -> None:
    hand_in_filled(way)
    forward_handed_in(way)
    hoa = person("hoa")
    with acting_for(province(), hoa), pytest.raises(TransitionRefused):
        send_back_dossier(participation=way, by=hoa, reason="x", return_by=date(2026, 7, 1))


# Province


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"is_accepted": True, "paper_set_received_on": TODAY}, "register_no"),
        ({"is_accepted": True, "register_no": "7"}, "paper_set_received_on"),
        ({"is_accepted": False, "note": "Thiếu"}, "return_by"),
        ({"is_accepted": False, "return_by": date(2026, 7, 1)}, "note"),
    ],
)
def test_check_wants_what_its_result_needs(way: Participation, facts: dict, field: str) -> None:
    hand_in_filled(way)
    forward_handed_in(way)
    binh = person("binh")
    with acting_for(province(), binh), pytest.raises(ValidationError) as refusal:
        check_dossier(participation=way, by=binh, **facts)
    assert set(refusal.value.message_dict) == {field}


def test_province_sends_back_with_its_note(way: Participation) -> None:
    hand_in_filled(way)
    forward_handed_in(way)
    binh = person("binh")
    with acting_for(province(), binh):
        check_dossier(
            participation=way,
            by=binh,
            is_accepted=False,
            note="Thiếu kiểm nghiệm",
            return_by=date(2026, 7, 1),
        )
    way.refresh_from_db()
    assert (way.status, way.return_reason) == (Status.RETURNED, "Thiếu kiểm nghiệm")
    told = Notice.objects.filter(text__contains="trả lại để bổ sung, hạn 01/07/2026")
    hears = {person(login).pk for login in ("san", "hoa")}  # no officer of another commune
    assert set(told.values_list("to", flat=True)) == hears


def test_samples_add_up_to_five(way: Participation) -> None:
    submission = hand_in_filled(way)
    binh = person("binh")
    with acting_for(province(), binh):
        record_samples(participation=way, by=binh, count=3, received_on=TODAY)
        assert not samples_are_ready(submission)
        record_samples(participation=way, by=binh, count=2, received_on=TODAY)
    assert samples_are_ready(submission)


def test_samples_of_tomorrow_are_refused(way: Participation) -> None:
    hand_in_filled(way)
    binh = person("binh")
    with acting_for(province(), binh), pytest.raises(ValidationError) as refusal:
        record_samples(participation=way, by=binh, count=5, received_on=date(2026, 6, 16))
    assert set(refusal.value.message_dict) == {"received_on"}


def test_codes_of_another_commune_have_their_own_numbers(way: Participation) -> None:
    hand_in_filled(way)
    other = make_product(producer=way.product.producer, name="Khác")
    ProductCode.objects.create(
        province=province(),
        product=other,
        code="51-21439-9-2026",
        commune_code="21439",
        ordinal=9,
        year=2026,
    )
    second = make_step_five(producer=way.product.producer, name="Hành tím")
    assert hand_in_filled(second).product_code == "51-21548-2-2026"
