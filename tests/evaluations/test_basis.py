"""What an upgrade or a re-evaluation rests on: revoked, suspended, replaced or run out (R22)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import JournalEntry, Notice
from evaluations import (
    agenda_actions,
    decision_actions,
)
from evaluations.awards import TO_APPROVE, TO_PASS_UP, TO_RECOGNISE, TO_REJECT
from evaluations.basis import Basis, basis_of
from evaluations.models import Certificate, Evaluation
from evaluations.readiness import readiness
from evaluations.resting import FALLEN, bases
from evaluations.states import EvaluationStatus
from products.actions import enrol, withdraw
from products.cycle import Status, Step
from products.handin_actions import hand_in
from products.models import Participation
from products.review_actions import check_dossier
from territories import clock
from tests.cast import person
from tests.factories import make_sitting
from tests.products.dossiers import fill_dossier, forward_handed_in
from tests.products.ways import client, send, words

from . import sittings
from .decided import (
    APPROVE_ONLY,
    AWARD_3,
    AWARD_4,
    FORWARD_ONLY,
    PAPER,
    act,
    acting,
    draft,
    issue,
    make_certificate,
    make_concluded,
)
from .renewed import (
    AGAIN,
    ENDS,
    UPGRADE,
    changed,
    cycle_of_today,
    judged,
    recognised,
    register,
    rejected,
    renewing,
)
from .test_renewals import AT_OPENING, LATER, text_of

pytestmark = pytest.mark.django_db
PAGE, API = "/quang-ngai/", "/api/v1/quang-ngai/"
UNRANKED = f"{PAGE}quyet-dinh/khong-cong-nhan/"


def refused(call: Any, *args: Any, **facts: Any) -> str:
    with pytest.raises(ValidationError) as refusal:
        call(*args, **facts)
    return " ".join(refusal.value.messages)


def upgrade(outcome: dict[str, Any] = AWARD_4) -> tuple[Certificate, Evaluation]:
    """Return a certificate of three stars and the result of its upgrade, of LATER."""
    old = recognised()
    with clock.fixed(LATER):
        return old, judged(renewing(old, UPGRADE), outcome)


def waits(evaluation: Evaluation) -> list[str]:
    """Return which lists a result waits on."""
    lists = {"recognise": TO_RECOGNISE, "approve": TO_APPROVE, "reject": TO_REJECT}
    lists["pass_up"] = TO_PASS_UP
    rows = Evaluation.objects.filter(pk=evaluation.pk)
    return [name for name, condition in lists.items() if rows.filter(condition).exists()]


@pytest.mark.parametrize(
    ("statuses", "counts", "judges", "decides"),
    [
        pytest.param(["valid"], 0, True, True, id="stands"),
        pytest.param(["suspended"], 0, True, False, id="suspended"),
        pytest.param(["revoked"], 0, False, False, id="8-revoked"),
        pytest.param(["superseded"], 0, False, False, id="superseded"),
        pytest.param(["superseded", "valid"], 1, True, True, id="heard again"),
        pytest.param(["superseded", "suspended"], 1, True, False, id="its own is suspended"),
        pytest.param(["superseded", "revoked"], 1, False, False, id="its own is revoked"),
        pytest.param(["revoked", "valid"], 1, True, True, id="one lives"),
    ],
)
def test_basis_is_what_lives_else_the_last(
    statuses: list[str], counts: int, judges: bool, decides: bool
) -> None:
    rows = [Basis(status, str(number)) for number, status in enumerate(statuses)]
    found = basis_of(rows)
    assert (found.number, found.lets_judge, found.lets_decide) == (str(counts), judges, decides)
    assert (found.refusal == "", found.advice == "", found.outcome == "") == (
        judges,
        decides,
        judges,
    )
    assert not basis_of([]).lets_judge


def test_sql_and_rule_say_the_same_of_every_standing() -> None:
    old, evaluation = upgrade()
    for verb, lists in (
        ("", ["recognise"]),
        ("suspend", []),
        ("restore", ["recognise"]),
        ("revoke", ["reject"]),
    ):
        with clock.fixed(LATER):
            if verb:
                act(verb, old)
        basis = bases([evaluation.submission.participation]).popitem()[1]
        assert waits(evaluation) == lists
        assert basis.lets_decide is ("recognise" in lists)
        assert basis.lets_judge is (verb != "revoke")


def test_upgrade_of_a_revoked_certificate_comes_on_no_agenda() -> None:
    old = recognised()
    with clock.fixed(LATER):
        way = renewing(old, UPGRADE)
        listed = sittings.on_agenda(submission=way.submissions.get())
        assert not any(old.number in one for one in readiness(listed, listed.panel.all()).problems)
        act("revoke", old, ground="a")
        said = f"giấy chứng nhận đang có ({old.number}) đã bị thu hồi"
        with acting("thao"):
            assert said in refused(
                agenda_actions.begin_scoring, evaluation=listed, by=person("thao"), reason="Vẫn."
            )
            agenda_actions.take_off_agenda(evaluation=listed, reason="Thu hồi", by=person("thao"))
            again = {"sitting": make_sitting(), "submission": way.submissions.get()}
            text = refused(agenda_actions.put_on_agenda, by=person("thao"), **again)
        assert said in text
        assert "Hãy để chủ thể rút hồ sơ này rồi đăng ký lại" in text
        told = Notice.objects.get(to=person("binh"), text__contains="đã bị thu hồi")
        assert told.link == f"{PAGE}ho-so/{way.pk}/"
        assert old.number in told.text
        with acting("san"):
            withdraw(participation=way, by=person("san"), reason="Giấy bị thu hồi")
            first = enrol(product=old.product, cycle=cycle_of_today(), by=person("san"))
    assert (first.purpose, first.step) == ("first", Step.REGISTRATION)


@pytest.mark.parametrize("verb", ["revoke", "suspend"])
def test_office_takes_in_no_upgrade_of_a_revoked_certificate(verb: str) -> None:
    old = recognised()
    with clock.fixed(LATER):
        way = register(old, UPGRADE)
        with acting("san"):
            fill_dossier(way)
        changed(way)
        with acting("san"):
            hand_in(participation=way, by=person("san"))
        forward_handed_in(way)
        act(verb, old)
        facts = {"participation": way, "by": person("binh"), "register_no": "T-01"}
        facts |= {"is_accepted": True, "paper_set_received_on": LATER}
        back = {"note": "Thiếu ảnh.", "is_accepted": False, "return_by": LATER + timedelta(days=9)}
        with acting("binh"):
            if verb == "suspend":
                assert check_dossier(**facts).status == Status.ACCEPTED
                return
            text = refused(check_dossier, **facts)
            check_dossier(**facts | back)
        assert "đã bị thu hồi hoặc được thay thế: hãy rút hồ sơ này" in text
        with acting("san"):
            assert text in refused(hand_in, participation=way, by=person("san"))


@pytest.mark.parametrize(
    ("purpose", "outcome", "day"),
    [
        pytest.param(UPGRADE, AWARD_4, LATER, id="7.5"),
        pytest.param(AGAIN, AWARD_3, AT_OPENING, id="7.6"),
    ],
)
def test_nothing_is_decided_on_a_revoked_certificate_and_the_way_ends(
    purpose: str, outcome: dict, day: Any
) -> None:
    old = recognised()
    with clock.fixed(day):
        evaluation = judged(renewing(old, purpose), outcome)
        decision = draft(evaluation, make_concluded(AWARD_3, name="Tỏi đen khác"))
        act("revoke", old, ground="a")
        said = f"giấy chứng nhận đang có ({old.number}) đã bị thu hồi"
        text = refused(issue, decision, number="2/QĐ-UBND")
        assert said in text
        assert evaluation.submission.product_code in text
        assert "bỏ khỏi dự thảo quyết định" in text
        line = decision.recognitions.get(evaluation=evaluation)
        with acting("binh"):
            decision_actions.remove_line(recognition=line, by=person("binh"))
        assert said in refused(draft, evaluation)
        with acting("binh"):
            more = {"decision": decision, "evaluations": [evaluation], "by": person("binh")}
            assert said in refused(decision_actions.add_lines, **more)
        issue(decision, number="2/QĐ-UBND")
        assert not Certificate.objects.filter(submission=evaluation.submission).exists()
        assert waits(evaluation) == ["reject"]
        result = evaluation.result
        rejected(evaluation)
    evaluation.refresh_from_db()
    way = evaluation.submission.participation
    assert (evaluation.status, evaluation.result) == (EvaluationStatus.NOT_RANKED, result)
    assert (way.status, way.step) == (Status.CLOSED, Step.EVALUATION)
    ended = f"Không được công nhận: {said} trước khi có quyết định."
    assert way.outcome == ended
    assert ended in JournalEntry.objects.of(evaluation).get(verb="reject").facts["reasons"]
    assert Notice.objects.filter(to=person("san"), text__contains=ended).exists()
    with clock.fixed(day), acting("san"):
        cycle = cycle_of_today()
        assert enrol(product=old.product, cycle=cycle, by=person("san")).purpose == "first"


@pytest.mark.parametrize("outcome", [APPROVE_ONLY, FORWARD_ONLY])
def test_result_on_its_way_up_stops_with_its_certificate(outcome: dict) -> None:
    old, evaluation = upgrade(outcome)
    assert waits(evaluation) == ["approve" if outcome is APPROVE_ONLY else "pass_up"]
    with clock.fixed(LATER):
        act("revoke", old)
    assert waits(evaluation) == ["reject"]


def test_keeping_a_star_is_not_said_of_a_certificate_that_was_revoked() -> None:
    old, evaluation = upgrade(AWARD_3)
    with clock.fixed(LATER):
        assert "giữ nguyên hạng 3 sao" in text_of(client("binh").get(UNRANKED))
        act("revoke", old)
        page = text_of(client("binh").get(UNRANKED))
        assert "giữ nguyên hạng 3 sao" not in page
        assert f"({old.number}) đã bị thu hồi trước khi có quyết định" in page
        rejected(evaluation)
    evaluation.submission.participation.refresh_from_db()
    assert "giữ nguyên" not in evaluation.submission.participation.outcome


def test_suspended_certificate_is_judged_and_waits_for_its_restoration() -> None:
    old = recognised()
    with clock.fixed(LATER):
        way = renewing(old, UPGRADE)
        act("suspend", old)
        listed = sittings.on_agenda(submission=way.submissions.get())
        assert not any(old.number in one for one in readiness(listed, listed.panel.all()).problems)
        with acting("thao"):
            agenda_actions.take_off_agenda(evaluation=listed, reason="Thử", by=person("thao"))
        evaluation = judged(way, AWARD_4)
        assert "đang tạm dừng" in refused(draft, evaluation)
        act("restore", old)
        decision = draft(evaluation)
        act("suspend", old)
        assert "chờ đến khi giấy được khôi phục" in refused(issue, decision, number="2/QĐ-UBND")
        act("restore", old)
        issue(decision, number="2/QĐ-UBND")
    old.refresh_from_db()
    assert old.status == "superseded"


def test_certificate_that_ran_out_after_the_hand_in_is_no_obstacle() -> None:
    old = recognised()
    with clock.fixed(ENDS):
        way = renewing(old, UPGRADE)
    with clock.fixed(ENDS + timedelta(days=20)):
        evaluation = sittings.scoring(submission=way.submissions.get())
        sittings.all_hand_in(evaluation, (75, 75, 75), star=4)
        sittings.concluded(evaluation)
        issue(draft(evaluation), number="2/QĐ-UBND")
    assert Certificate.objects.filter(submission__participation=way, star=4).exists()


def test_upgrade_heard_again_rests_on_its_own_certificate() -> None:
    old, evaluation = upgrade()
    with clock.fixed(LATER):
        issue(draft(evaluation), number="2/QĐ-UBND")
        old.refresh_from_db()
        own = Certificate.objects.get(submission=evaluation.submission)
        way = evaluation.submission.participation
        fallen = Evaluation.objects.filter(FALLEN, pk=evaluation.pk)
        found = bases([way])[way.pk]
        assert (old.status, found.number, found.lets_decide) == ("superseded", own.number, True)
        assert not fallen.exists()
        act("revoke", own)
        found = bases([way])[way.pk]
        assert (found.number, found.lets_judge) == (own.number, False)
        assert fallen.exists()


def test_pages_say_why_and_what_to_do() -> None:
    old = recognised()
    with clock.fixed(LATER):
        submission = renewing(old, UPGRADE).submissions.get()
        evaluation = sittings.scoring(submission=submission)
        sittings.all_hand_in(evaluation, (75, 75, 75), star=4)
        evaluation = sittings.concluded(evaluation)
        decision = draft(evaluation)
        page, issuing = f"{PAGE}quyet-dinh/{decision.pk}/", "ban-hanh/"
        said = f"giấy chứng nhận đang có ({old.number}) đã bị thu hồi"
        assert issuing in text_of(client("dung").get(page))
        act("revoke", old, ground="a")
        text = text_of(client("dung").get(page))
        assert text.count(said) == 2  # above the annex, and at its line
        assert page + issuing not in text
        text = text_of(client("dung").get(page + issuing))
        assert said in text
        assert 'name="number"' not in text
        for one in (f"danh-gia/{evaluation.pk}/", f"danh-gia/{evaluation.pk}/kiem-soat/"):
            assert said in text_of(client("kiem").get(PAGE + one))
        body = PAPER | {"signed_on": clock.today().isoformat()}
        answer = send(client("dung"), "api", f"{API}decisions/{decision.pk}/issue/", body)
        assert answer.status_code == 400
        assert said in str(words(answer))
    assert not Certificate.objects.filter(star=4).exists()


@pytest.mark.parametrize("verb", ["revoke", "suspend"])
def test_act_on_a_replaced_certificate_names_the_newer_one(verb: str) -> None:
    old, evaluation = upgrade()
    with clock.fixed(LATER):
        issue(draft(evaluation), number="2/QĐ-UBND")
        new = Certificate.objects.get(submission=evaluation.submission)
        assert refused(act, verb, old) == (
            f"Giấy chứng nhận số {old.number} đã được thay bằng giấy chứng nhận số {new.number}:"
            " hãy thực hiện với giấy mới."
        )
        act(verb, new)
        assert not Notice.objects.filter(to=person("binh"), text__contains="đang ở lượt").exists()


@pytest.mark.parametrize("count", [1, 3])
def test_basis_of_a_list_takes_the_same_queries(count: int, django_assert_num_queries: Any) -> None:
    held = [make_certificate(name=f"Tỏi {number}").submission for number in range(count)]
    ways = [
        Participation(pk=-number, previous=one, held_star=5) for number, one in enumerate(held, 1)
    ]
    with acting("binh"), django_assert_num_queries(2):
        found = bases(ways)
    assert [found[way.pk].status for way in ways] == ["valid"] * count
