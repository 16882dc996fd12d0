"""Upgrade and re-evaluation of a recognised product, from the certificate to the next one."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import JournalEntry, Notice
from evaluations import paper_actions, renewal_actions
from evaluations.awards import TO_RECOGNISE, TO_REJECT
from evaluations.models import Certificate, CertificateAct, Evaluation
from evaluations.publication import standing_on
from evaluations.readiness import readiness
from evaluations.renewal import Held, keeps_star, open_ways
from evaluations.states import EvaluationStatus
from evaluations.tasks import remind_renewals
from evaluations.validity import PublicStatus
from products.actions import enrol
from products.cycle import Purpose, Status, Step
from products.handin_actions import hand_in
from products.models import Dossier, Participation
from territories import clock
from tests.cast import person
from tests.evaluations import sittings
from tests.evaluations.decided import (
    AWARD_3,
    AWARD_4,
    NOT_RANKED,
    act,
    acting,
    confirmed,
    draft,
    issue,
    make_concluded,
)
from tests.evaluations.renewed import (
    AGAIN,
    ENDS,
    ISSUED,
    UPGRADE,
    accepted,
    changed,
    cycle_of_today,
    judged,
    recognised,
    register,
    rejected,
    renewing,
    reported,
)
from tests.factories import make_sitting
from tests.products.dossiers import fill_dossier

pytestmark = pytest.mark.django_db
LATER = date(2027, 3, 1)
AT_OPENING, AT_CLOSE = ENDS - timedelta(days=180), ENDS - timedelta(days=120)


def refusal_of(act, *args, **kwargs) -> ValidationError:
    with pytest.raises(ValidationError) as refusal:
        act(*args, **kwargs)
    return refusal.value


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# What may be registered.


@pytest.mark.parametrize(
    ("held", "today", "ways"),
    [
        pytest.param({}, date(2027, 1, 1), {UPGRADE}, id="7.5-live"),
        pytest.param({"star": 4}, date(2027, 1, 1), {UPGRADE}, id="7.5-4 stars"),
        pytest.param({"star": 5}, date(2027, 1, 1), set(), id="7.5-5 stars"),
        pytest.param({}, ENDS - timedelta(days=211), {UPGRADE}, id="R24-211"),
        pytest.param({}, ENDS - timedelta(days=210), {UPGRADE, AGAIN}, id="R24-210"),
        pytest.param({"star": 5}, ENDS - timedelta(days=120), {AGAIN}, id="7.6.a-120"),
        pytest.param({"star": 5}, ENDS - timedelta(days=119), set(), id="7.6.a-119"),
        pytest.param({}, ENDS - timedelta(days=119), {UPGRADE}, id="7.5-119"),
        pytest.param({}, ENDS, {UPGRADE}, id="7.5-last day"),
        pytest.param({}, ENDS + timedelta(days=1), set(), id="R23-expired"),
        pytest.param(
            {"extended_to": ENDS + timedelta(days=9)},
            ENDS + timedelta(days=9),
            {UPGRADE},
            id="12.3-extended",
        ),
        pytest.param({"status": "suspended"}, date(2029, 7, 1), set(), id="suspended"),
        pytest.param({"status": "revoked"}, date(2029, 7, 1), set(), id="8-revoked"),
        pytest.param({"status": "superseded"}, date(2029, 7, 1), set(), id="superseded"),
    ],
)
def test_open_ways(held: dict, today: date, ways: set) -> None:
    facts = {"star": 3, "issued_on": ISSUED, "expires_on": ENDS, "extended_to": None}
    found = open_ways(
        Held(**facts | {"status": "valid"} | held),
        today=today,
        days_before=210,
        closes_on=ENDS - timedelta(days=120),
    )
    assert set(found) == ways


@pytest.mark.parametrize(
    ("purpose", "held", "outcome", "keeps"),
    [
        pytest.param("upgrade", 3, AWARD_3, True, id="7.5-same"),
        pytest.param("upgrade", 4, AWARD_3, True, id="7.5-never lowers"),
        pytest.param("upgrade", 4, AWARD_4, True, id="7.5-same 4"),
        pytest.param("upgrade", 3, AWARD_4, False, id="7.5-higher"),
        pytest.param("upgrade", 3, NOT_RANKED, False, id="4.1.a-none"),
        pytest.param("re_evaluation", 4, AWARD_3, False, id="7.6-may lower"),
        pytest.param("first", None, AWARD_3, False, id="first"),
        pytest.param("upgrade", 3, None, False, id="not concluded"),
    ],
)
def test_keeps_star(purpose: str, held: int | None, outcome: dict | None, keeps: bool) -> None:
    assert keeps_star(purpose, held, outcome) is keeps


# The walks.


def test_upgrade_from_three_to_four_stars() -> None:
    old = recognised()
    with clock.fixed(LATER):
        way = register(old, UPGRADE)
        assert (way.step, way.status, way.purpose) == (Step.EVALUATION, Status.DRAFT, "upgrade")
        assert (way.held_star, way.held_until, way.previous) == (3, ENDS, old.submission)
        assert Dossier.objects.filter(participation=way).exists()
        before = Participation.objects.get(pk=old.submission.participation_id)
        assert (before.status, before.outcome) == (
            Status.CLOSED,
            "Đạt 3 sao; đăng ký tiếp: nâng hạng.",
        )
        with acting("san"):
            fill_dossier(way)
            refusal = refusal_of(hand_in, participation=way, by=person("san"))
        assert "chưa có thay đổi nào (Điều 6.1.b)" in refusal.messages[0]
        changed(way)
        with acting("san"):
            submission = hand_in(participation=way, by=person("san"))
        accepted(way)
        assert way.complete_on == LATER
        evaluation = sittings.scoring(submission=submission)
        sittings.all_hand_in(evaluation, (75, 75, 75), star=4)
        sittings.concluded(evaluation)
        decision = issue(draft(evaluation), number="2/QĐ-UBND")
        new = Certificate.objects.get(recognition__decision=decision)
        old.refresh_from_db()
        assert (new.star, old.status) == (4, "superseded")
        assert new.expires_on == date(2030, 3, 1)
        way.refresh_from_db()
        assert way.step == Step.PROMOTION
        page = text_of(Client().get(f"/tra-cuu/{old.public_code}/"))
        assert "Đã được thay thế" in page
        assert f"nay là giấy chứng nhận số {new.number}" in page
        assert f'href="/tra-cuu/{new.public_code}/"' in page
        assert "Xem giấy chứng nhận mới" not in text_of(
            Client().get(f"/tra-cuu/{new.public_code}/")
        )


def test_re_evaluation_from_four_to_three_stars() -> None:
    old = recognised(AWARD_4)
    with clock.fixed(AT_OPENING):
        way = renewing(old, AGAIN)
        evaluation = sittings.on_agenda(submission=way.submissions.get())
        wanted = "Chưa có báo cáo đánh giá hồ sơ của cơ quan tham mưu quản lý OCOP (Điều 7.6.c)."
        assert wanted in readiness(evaluation, evaluation.panel.all()).problems
        with acting("thao"):
            refusal = refusal_of(
                sittings.agenda_actions.begin_scoring, evaluation=evaluation, by=person("thao")
            )
        assert wanted in refusal.messages
        refusal = refusal_of(reported, evaluation, "tuan")
        assert "cơ quan tham mưu quản lý OCOP lập (Điều 7.6.c)" in refusal.messages[0]
        reported(evaluation)
        with acting("thao"):
            sittings.agenda_actions.begin_scoring(evaluation=evaluation, by=person("thao"))
        sittings.all_hand_in(evaluation, (60, 60, 60), star=3)
        sittings.concluded(evaluation)
        decision = issue(draft(evaluation), number="3/QĐ-UBND")
        new = Certificate.objects.get(recognition__decision=decision)
        old.refresh_from_db()
        assert (new.star, old.star, old.status) == (3, 4, "superseded")
        assert new.published.purpose == "re_evaluation"


# Registering.


def test_register_before_210_days_is_refused_with_the_day() -> None:
    certificate = recognised()
    with clock.fixed(ENDS - timedelta(days=211)):
        refusal = refusal_of(register, certificate, AGAIN)
    assert refusal.message_dict == {
        "purpose": ["Đăng ký đánh giá lại được từ ngày 07/01/2029 (210 ngày trước khi hết hạn)."]
    }


def test_register_after_the_last_day_of_the_hand_in_is_refused_with_the_day() -> None:
    certificate = recognised()
    with clock.fixed(AT_CLOSE + timedelta(days=1)):
        refusal = refusal_of(register, certificate, AGAIN)
        assert register(certificate, UPGRADE).purpose == UPGRADE
    assert refusal.message_dict == {
        "purpose": [
            "Đã quá thời gian nộp hồ sơ đánh giá lại: hạn cuối là ngày 07/04/2029; giấy chứng nhận"
            " có giá trị đến 05/08/2029 (Điều 7.6.a)."
        ]
    }
    assert not Participation.objects.filter(purpose=AGAIN).exists()


def test_register_on_an_expired_certificate_is_refused() -> None:
    certificate = recognised()
    with clock.fixed(ENDS + timedelta(days=1)):
        refusal = refusal_of(register, certificate, UPGRADE)
    assert "không còn hiệu lực" in refusal.message_dict["purpose"][0]


@pytest.mark.parametrize(("verb", "words"), [("suspend", "tạm dừng"), ("revoke", "lần đầu")])
def test_register_on_a_certificate_that_does_not_stand_says_what_to_do(
    verb: str, words: str
) -> None:
    certificate = recognised()
    with clock.fixed(LATER):
        act(verb, certificate)
        certificate.refresh_from_db()
        refusal = refusal_of(register, certificate, UPGRADE)
    assert words in refusal.message_dict["purpose"][0]


def test_register_twice_is_refused() -> None:
    certificate = recognised()
    with clock.fixed(LATER):
        register(certificate, UPGRADE)
        refusal = refusal_of(register, certificate, UPGRADE)
    assert refusal.messages == ["Sản phẩm đang tham gia một chu trình chưa kết thúc."]


def test_first_time_is_refused_while_a_certificate_stands() -> None:
    certificate = recognised()
    with clock.fixed(LATER):
        cycle = cycle_of_today()
        with acting("san"):
            refusal = refusal_of(enrol, product=certificate.product, cycle=cycle, by=person("san"))
    assert "hãy đăng ký nâng hạng hoặc đánh giá lại" in refusal.message_dict["purpose"][0]


# The window of the hand-in (Điều 7.6.a).


@pytest.mark.parametrize(
    ("days", "words"),
    [
        pytest.param(181, "Chưa đến thời gian nộp", id="7.6.a-181"),
        pytest.param(180, "", id="7.6.a-180"),
        pytest.param(120, "", id="7.6.a-120"),
        pytest.param(119, "Đã quá thời gian nộp", id="7.6.a-119"),
    ],
)
def test_hand_in_of_a_re_evaluation_keeps_the_window(days: int, words: str) -> None:
    certificate = recognised()
    with clock.fixed(ENDS - timedelta(days=200)):
        way = register(certificate, AGAIN)
        with acting("san"):
            fill_dossier(way)
    with clock.fixed(ENDS - timedelta(days=days)), acting("san"):
        if not words:
            assert hand_in(participation=way, by=person("san")).version == 1
            return
        refusal = refusal_of(hand_in, participation=way, by=person("san"))
    assert words in refusal.messages[0]
    assert "07/04/2029" in refusal.messages[0]
    assert "05/08/2029" in refusal.messages[0]


def test_upgrade_is_handed_in_on_any_day_while_the_certificate_runs() -> None:
    certificate = recognised()
    with clock.fixed(ENDS):
        way = register(certificate, UPGRADE)
        with acting("san"):
            fill_dossier(way)
        changed(way)
    with clock.fixed(ENDS + timedelta(days=1)), acting("san"):
        refusal = refusal_of(hand_in, participation=way, by=person("san"))
        assert "không còn hiệu lực" in refusal.messages[0]
    with clock.fixed(ENDS), acting("san"):
        submission = hand_in(participation=way, by=person("san"))
    assert submission.snapshot["cycle"]["purpose"] == "upgrade"
    assert submission.snapshot["renewal"]["held_star"] == 3
    texts = submission.snapshot["renewal"]["changes"]["texts"]
    assert [one["field"] for one in texts] == ["production_result"]
    assert texts[0]["now"] == "Thêm dây chuyền sấy lạnh."


# The outcome.


def test_upgrade_without_a_higher_star_keeps_the_old_certificate() -> None:
    old = recognised(AWARD_4)
    with clock.fixed(LATER):
        evaluation = judged(renewing(old, UPGRADE), AWARD_3)
        rows = Evaluation.objects.filter(pk=evaluation.pk)
        assert (rows.filter(TO_RECOGNISE).count(), rows.filter(TO_REJECT).count()) == (0, 1)
        refusal = refusal_of(draft, evaluation)
        assert "evaluations" in refusal.message_dict
        rejected(evaluation)
    old.refresh_from_db()
    evaluation.refresh_from_db()
    way = evaluation.submission.participation
    assert (old.status, old.expires_on) == ("valid", ENDS)
    assert evaluation.status == EvaluationStatus.NOT_RANKED
    assert way.status == Status.CLOSED
    assert way.outcome == (
        "Không nâng hạng: giữ nguyên hạng 4 sao; giấy chứng nhận đang có vẫn có giá trị đến hết"
        " ngày 05/08/2029."
    )
    assert Notice.objects.filter(to=person("san"), text__contains="giữ nguyên hạng 4 sao").exists()


def test_higher_star_of_an_upgrade_is_recognised() -> None:
    old = recognised()
    with clock.fixed(LATER):
        evaluation = judged(renewing(old, UPGRADE), AWARD_4)
    rows = Evaluation.objects.filter(pk=evaluation.pk)
    assert (rows.filter(TO_RECOGNISE).count(), rows.filter(TO_REJECT).count()) == (1, 0)


def test_re_evaluation_under_three_stars_lets_the_old_certificate_run_out() -> None:
    old = recognised()
    with clock.fixed(AT_OPENING):
        rejected(judged(renewing(old, AGAIN), NOT_RANKED))
    way = Participation.objects.get(purpose=Purpose.RE_EVALUATION)
    assert way.outcome == (
        "Đánh giá lại không đạt từ 3 sao: không được công nhận; giấy chứng nhận cũ có giá trị đến"
        " hết ngày 05/08/2029 rồi hết hiệu lực."
    )
    assert standing_on(old.published, ENDS) == PublicStatus.VALID
    assert standing_on(old.published, ENDS + timedelta(days=1)) == PublicStatus.EXPIRED


def test_first_time_results_are_decided_as_before() -> None:
    """The condition on upgrades reads columns that a first time leaves empty."""
    evaluation = make_concluded(AWARD_3)
    rows = Evaluation.objects.filter(pk=evaluation.pk)
    assert (rows.filter(TO_RECOGNISE).count(), rows.filter(TO_REJECT).count()) == (1, 0)


# The extension (Điều 12.3).


def extend(certificate: Certificate, **over) -> CertificateAct:
    facts = {
        "extended_to": ENDS + timedelta(days=180),
        "decision_no": "9/QĐ-UBND",
        "decided_on": clock.today(),
        "reason": "Hội đồng chưa có kết quả.",
    }
    with acting("dung"):
        return renewal_actions.extend(certificate=certificate, by=person("dung"), **facts | over)


def test_extension_to_the_last_day_is_public_at_once() -> None:
    certificate = recognised()
    with clock.fixed(AT_CLOSE):
        renewing(certificate, AGAIN)
    with clock.fixed(ENDS):
        act = extend(certificate)
        certificate.refresh_from_db()
        last = date(2030, 2, 1)
        assert (act.verb, certificate.extended_to) == ("extend", last)
        assert JournalEntry.objects.of(certificate).filter(verb="extend").count() == 1
    with clock.fixed(last):
        page = text_of(Client().get(f"/tra-cuu/{certificate.public_code}/"))
        assert "kéo dài đến 01/02/2030" in page
        assert "Còn hiệu lực" in page
        assert Certificate.objects.running(last).filter(pk=certificate.pk).exists()
    with clock.fixed(last + timedelta(days=1)):
        assert "Hết hạn" in text_of(Client().get(f"/tra-cuu/{certificate.public_code}/"))


def test_extension_stays_public_after_a_suspension_and_its_end() -> None:
    certificate = recognised()
    with clock.fixed(AT_CLOSE):
        renewing(certificate, AGAIN)
    line = "kéo dài đến 01/02/2030</strong><br>Quyết định số 9/QĐ-UBND ngày 05/08/2029"
    with clock.fixed(ENDS):
        extend(certificate)
    address = f"/tra-cuu/{certificate.public_code}/"
    with clock.fixed(ENDS + timedelta(days=10)):
        act("suspend", certificate, decision_no="10/QĐ-UBND")
        page = text_of(Client().get(address))
        assert ("Tạm dừng" in page, line in page) == (True, False)
        act("restore", certificate, decision_no="11/QĐ-UBND")
        page = text_of(Client().get(address))
        assert ("Còn hiệu lực" in page, line in page) == (True, True)
        answer = Client().get(f"/api/v1/public/certificates/{certificate.public_code}/").json()
        assert answer["extension_basis"] == "Quyết định số 9/QĐ-UBND ngày 05/08/2029"
        assert answer["valid_to"] == "2030-02-01"


@pytest.mark.parametrize(
    ("over", "field", "words"),
    [
        pytest.param(
            {"extended_to": ENDS + timedelta(days=181)},
            "extended_to",
            "Không kéo dài quá 180 ngày",
            id="12.3-181",
        ),
        pytest.param({"extended_to": ENDS}, "extended_to", "phải sau ngày hết hạn", id="not later"),
        pytest.param({"decision_no": " "}, "decision_no", "số quyết định", id="no number"),
        pytest.param({"reason": " "}, "reason", "lý do", id="no reason"),
        pytest.param(
            {"decided_on": date(2026, 5, 21)}, "decided_on", "không cho kéo dài", id="11.1-before"
        ),
        pytest.param(
            {"decided_on": ENDS + timedelta(days=1)}, "decided_on", "sau hôm nay", id="tomorrow"
        ),
    ],
)
def test_extension_is_refused(over: dict, field: str, words: str) -> None:
    certificate = recognised()
    with clock.fixed(AT_CLOSE):
        renewing(certificate, AGAIN)
    with clock.fixed(ENDS):
        refusal = refusal_of(extend, certificate, **over)
    assert words in refusal.message_dict[field][0]


def test_extension_needs_a_re_evaluation_that_waits() -> None:
    certificate = recognised()
    with clock.fixed(AT_CLOSE):
        assert "đã nộp và chưa có kết quả" in refusal_of(extend, certificate).messages[0]
        register(certificate, AGAIN)
        assert "đã nộp và chưa có kết quả" in refusal_of(extend, certificate).messages[0]


def test_extension_ends_with_a_result_that_does_not_recognise() -> None:
    certificate = recognised()
    with clock.fixed(AT_CLOSE):
        way = renewing(certificate, AGAIN)
    with clock.fixed(ENDS):
        extend(certificate)
    day = ENDS + timedelta(days=20)
    with clock.fixed(day):
        rejected(judged(way, NOT_RANKED))
    certificate.refresh_from_db()
    assert (certificate.extended_to, certificate.published.valid_to) == (day, day)


TOLD_OR_LATER = (
    "giấy chứng nhận cũ đã kéo dài có giá trị đến ngày thông báo kết quả này, không sớm hơn ngày"
    " 05/08/2029 và không muộn hơn ngày 01/02/2030, rồi hết hiệu lực."
)


def test_words_on_a_result_name_the_day_to_which_the_certificate_runs_on() -> None:
    certificate = recognised()
    with clock.fixed(AT_CLOSE):
        way = renewing(certificate, AGAIN)
    with clock.fixed(ENDS):
        extend(certificate)
    browser, day = Client(), ENDS + timedelta(days=20)
    browser.force_login(person("binh"))
    with clock.fixed(day):
        evaluation = sittings.on_agenda(submission=way.submissions.get())
        reported(evaluation)
        with acting("thao"):
            sittings.agenda_actions.begin_scoring(evaluation=evaluation, by=person("thao"))
        sittings.all_hand_in(evaluation, (40, 41, 42))
        sittings.opened(evaluation)
        secretary = Client()
        secretary.force_login(person("thao"))
        form = f"/quang-ngai/danh-gia/{evaluation.pk}/ket-luan/"
        assert TOLD_OR_LATER in text_of(secretary.get(form))
        sittings.conclude(evaluation)
        confirmed(evaluation)
        result = f"/quang-ngai/danh-gia/{evaluation.pk}/"
        assert TOLD_OR_LATER in text_of(browser.get("/quang-ngai/quyet-dinh/khong-cong-nhan/"))
        assert TOLD_OR_LATER in text_of(browser.get(result))
        with acting("thao"):
            before = paper_actions.read_facts(evaluation.sitting)["products"][0]["renewal"]
        rejected(evaluation)
        with acting("thao"):
            after = paper_actions.read_facts(evaluation.sitting)["products"][0]["renewal"]
        until = f"giấy chứng nhận cũ có giá trị đến hết ngày {day:%d/%m/%Y} rồi hết hiệu lực."
        assert until in text_of(browser.get(result))
    assert TOLD_OR_LATER in before
    assert after == before  # what the council's papers say does not change with the notice
    way.refresh_from_db()
    assert until in way.outcome
    certificate.refresh_from_db()
    assert certificate.last_day == day


def test_papers_of_a_sitting_know_nothing_of_a_later_extension() -> None:
    certificate = recognised()
    with clock.fixed(AT_CLOSE):
        way = renewing(certificate, AGAIN)
        evaluation = judged(way, NOT_RANKED)
    with clock.fixed(ENDS):
        extend(certificate)
        with acting("thao"):
            facts = paper_actions.read_facts(evaluation.sitting)["products"][0]
    assert "có giá trị đến hết ngày 05/08/2029 rồi hết hiệu lực." in facts["renewal"]


# The reminders (R24).


def reminders(login: str = "san") -> list[str]:
    found = Notice.objects.filter(to=person(login), text__contains="giấy chứng nhận hết hạn")
    return list(found.order_by("pk").values_list("text", flat=True))


def test_reminders_come_once_on_their_days_to_producer_and_commune() -> None:
    certificate = recognised()
    person("hoa")
    counts = []
    for days in (211, 210, 209, 180, 150, 121, 120, 100):
        with clock.fixed(ENDS - timedelta(days=days)):
            remind_renewals()
            remind_renewals()
        counts.append(len(reminders()))
    assert counts == [0, 1, 1, 2, 3, 4, 4, 4]
    assert len(reminders("hoa")) == 4
    assert "nộp hồ sơ đánh giá lại từ 06/02/2029 đến hết 07/04/2029" in reminders()[0]
    link = Notice.objects.filter(to=person("san")).latest("pk").link
    assert link == f"/quang-ngai/giay-chung-nhan/{certificate.pk}/"


def test_missed_reminders_are_caught_up_in_one_word() -> None:
    recognised()
    with clock.fixed(ENDS - timedelta(days=140)):
        remind_renewals()
        remind_renewals()
        assert len(reminders()) == 1
        assert "còn 140 ngày" in reminders()[0]
    with clock.fixed(ENDS - timedelta(days=121)):
        remind_renewals()
        assert len(reminders()) == 2


def test_no_reminder_once_the_re_evaluation_is_handed_in() -> None:
    certificate = recognised()
    with clock.fixed(AT_OPENING):
        renewing(certificate, AGAIN)
        remind_renewals()
        assert reminders() == []


def test_late_result_of_a_re_evaluation_is_marked_and_blocks_nothing() -> None:
    """Điều 7.6.g."""
    certificate = recognised()
    with clock.fixed(AT_OPENING):
        way = renewing(certificate, AGAIN)
        sitting = make_sitting(held_on=AT_OPENING)
        evaluation = sittings.on_agenda(sitting, way.submissions.get())
    browser = Client()
    browser.force_login(person("binh"))
    with clock.fixed(AT_OPENING + timedelta(days=45)):
        words = "hết hạn hôm nay, 23/03/2029"
        assert words in text_of(browser.get(f"/quang-ngai/phien-hop/{sitting.pk}/"))
        assert words in text_of(browser.get("/quang-ngai/"))
        assert words in text_of(browser.get("/quang-ngai/ho-so/"))
    with clock.fixed(AT_OPENING + timedelta(days=46)):
        words = "Quá hạn 1 ngày, hạn 23/03/2029"
        assert words in text_of(browser.get(f"/quang-ngai/danh-gia/{evaluation.pk}/"))
        assert "quá hạn 1 ngày" in text_of(browser.get(f"/quang-ngai/san-pham/{way.product_id}/"))
        reported(evaluation)
        with acting("thao"):
            sittings.agenda_actions.begin_scoring(evaluation=evaluation, by=person("thao"))
