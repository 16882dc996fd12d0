"""Five stars at home: held, judged again, replaced; never two live certificates (R22-R24)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import JournalEntry, Notice
from evaluations import certificate_actions, five_star_actions, national_actions
from evaluations.awards import TO_APPROVE, TO_RECOGNISE
from evaluations.models import Certificate, Evaluation, NationalResult, PublishedCertificate
from evaluations.packages import TO_FORWARD
from evaluations.publication import standing_on
from evaluations.renewal_actions import successor_of
from evaluations.tasks import remind_renewals
from products.actions import enrol
from products.cycle import Status
from products.handin_actions import hand_in
from products.models import Participation
from products.recognised import five_stars_of, is_recognised
from territories import clock
from tests.cast import person, province
from tests.factories import make_step_five
from tests.products.dossiers import fill_dossier

from .decided import AWARD_4, NOT_RANKED, RECOGNISE_TOO, acting, draft, issue
from .ministry import MINISTRY, approved, choose, there, told
from .renewed import (
    AGAIN,
    ENDS,
    ISSUED,
    UPGRADE,
    accepted,
    changed,
    cycle_of_today,
    handed_in,
    judged,
    recognised,
    rejected,
    renewing,
)

pytestmark = pytest.mark.django_db
AT_OPENING = ENDS - timedelta(days=180)
LATER = date(2027, 3, 1)


def crowned() -> NationalResult:
    """Return the five stars of 5 August 2026 for Sản's product."""
    with clock.fixed(ISSUED):
        way = make_step_five()
        submission = handed_in(way)
        accepted(way)
        return told(approved(submission=submission), 93)


def register(result: NationalResult, purpose: str = AGAIN, login: str = "san") -> Participation:
    """Register a renewal today."""
    cycle = cycle_of_today()
    with acting(login), transaction.atomic():
        return five_star_actions.register_five_star_renewal(
            result=result, cycle=cycle, purpose=purpose, by=person(login)
        )


def judged_again(result: NationalResult, outcome: dict[str, Any]) -> Evaluation:
    """Return the province's result of the re-evaluation."""
    way = register(result)
    with acting("san"):
        fill_dossier(way)
    changed(way)
    with acting("san"):
        hand_in(participation=way, by=person("san"))
    return judged(accepted(way), outcome)


def live(day: date) -> list[tuple[str, int]]:
    """Return what the public finds valid on a day, by number and star."""
    copies = PublishedCertificate.objects.order_by("pk")
    return [(one.number, one.star) for one in copies if standing_on(one, day) == "valid"]


def test_product_of_five_stars_is_entered_neither_anew_nor_for_more() -> None:
    result = crowned()
    product = result.submission.participation.product
    with clock.fixed(LATER):
        cycle = cycle_of_today()
        with acting("san"), pytest.raises(ValidationError) as refusal:
            enrol(product=product, cycle=cycle, by=person("san"))
        assert list(refusal.value.message_dict) == ["purpose"]
        with pytest.raises(ValidationError) as refusal:
            register(result, UPGRADE)
        assert refusal.value.message_dict == {
            "purpose": ["Sản phẩm đã có 5 sao, không còn hạng cao hơn."]
        }
        with pytest.raises(ValidationError) as refusal:
            register(result)
        assert "07/01/2029" in refusal.value.message_dict["purpose"][0]
        assert five_stars_of(product, LATER) == result
    assert Participation.objects.filter(product=product).count() == 1


def test_five_stars_are_judged_again_only_while_that_can_be_handed_in(client) -> None:
    result = crowned()
    page = f"/quang-ngai/giay-chung-nhan-5-sao/{result.pk}/"
    client.force_login(person("san"))
    last = ENDS - timedelta(days=120)
    with clock.fixed(last):
        assert f'href="{page}dang-ky-tiep/"' in client.get(page).content.decode()
    with clock.fixed(last + timedelta(days=1)):
        assert f'href="{page}dang-ky-tiep/"' not in client.get(page).content.decode()
        with pytest.raises(ValidationError) as refusal:
            register(result)
        (text,) = refusal.value.message_dict["purpose"]
        assert text.startswith("Đã quá thời gian nộp hồ sơ đánh giá lại: hạn cuối là ngày 07/04/")
        form = client.get(f"{page}dang-ky-tiep/").content.decode()
        assert text in form
        assert 'name="purpose"' not in form


def test_province_recognises_four_of_what_had_five_and_one_certificate_stands() -> None:
    result = crowned()
    with clock.fixed(AT_OPENING):
        evaluation = judged_again(result, AWARD_4)
        assert [star for _number, star in live(AT_OPENING)] == [5]
        issue(draft(evaluation), number="9/QĐ-UBND")
        new = Certificate.objects.get(province=province())
        assert live(AT_OPENING) == [(new.number, 4)]
        old = PublishedCertificate.objects.get(public_code=result.public_code)
        assert old.status_basis == (
            f"Quyết định số 9/QĐ-UBND ngày {AT_OPENING:%d/%m/%Y};"
            f" nay là giấy chứng nhận số {new.number}"
        )
        assert successor_of(old) == new.published
        own = Certificate.objects.get(province=province(MINISTRY))
        assert own.acts.get().reason == "Đánh giá lại: tỉnh công nhận hạng sao khác."
        assert JournalEntry.objects.of(own).get(verb="supersede").by == person("dung")
    told_there = Notice.objects.filter(to=person("nga"), text__contains=own.number)
    assert told_there.count() == 1


def test_re_evaluation_without_recognition_leaves_the_five_stars_to_their_end() -> None:
    result = crowned()
    with clock.fixed(AT_OPENING):
        evaluation = judged_again(result, NOT_RANKED)
        rejected(evaluation)
        way = evaluation.submission.participation
        way.refresh_from_db()
        assert (way.status, way.held_star, way.held_until) == (Status.CLOSED, 5, ENDS)
    assert [star for _number, star in live(ENDS)] == [5]
    assert live(ENDS + timedelta(days=1)) == []


def test_ministry_lets_five_stars_run_on_until_the_result_of_the_province(client) -> None:
    result = crowned()
    own = Certificate.objects.get(province=province(MINISTRY))
    page = f"/quoc-gia/giay-chung-nhan/{own.pk}/"
    most, late = ENDS + timedelta(days=180), ENDS + timedelta(days=10)
    client.force_login(person("vinh"))
    sent = {"decision_no": "12/QĐ-BNNMT", "reason": "Chờ kết quả đánh giá lại."}
    with clock.fixed(AT_OPENING):
        sent |= {"extended_to": f"{most:%d/%m/%Y}", "decided_on": f"{AT_OPENING:%d/%m/%Y}"}
        assert "keo-dai/" not in client.get(page).content.decode()
        refused = client.post(f"{page}keo-dai/", sent)
        assert "đánh giá lại của sản phẩm đã nộp" in refused.content.decode()
        evaluation = judged_again(result, NOT_RANKED)
        assert f"{page}keo-dai/" in client.get(page).content.decode()
        assert client.post(f"{page}keo-dai/", sent).status_code == 303
        assert five_star_actions.held_five(result).last_day == most
    with clock.fixed(late):
        assert [star for _number, star in live(late)] == [5]
        rejected(evaluation)
        assert five_star_actions.held_five(result).last_day == late
        way = Participation.objects.get(purpose=AGAIN)
        assert f"giấy chứng nhận cũ có giá trị đến hết ngày {late:%d/%m/%Y}" in way.outcome
    assert live(late + timedelta(days=1)) == []


def test_withdrawn_five_stars_are_not_renewed_but_entered_anew() -> None:
    result = crowned()
    own = Certificate.objects.get(province=province(MINISTRY))
    with clock.fixed(AT_OPENING):
        facts = {"ground": "b", "found_on": clock.today(), "decided_on": clock.today()}
        with there("vinh"):
            certificate_actions.revoke(
                certificate=own,
                decision_no="9/QĐ-BNNMT",
                reason="Kiểm tra.",
                by=person("vinh"),
                **facts,
            )
        with pytest.raises(ValidationError) as refusal:
            register(result)
        assert "không còn hiệu lực" in refusal.value.message_dict["purpose"][0]
        assert not is_recognised(result.submission.participation.product, AT_OPENING)


def test_five_stars_are_called_to_mind_in_their_province() -> None:
    result = crowned()
    with clock.fixed(ENDS - timedelta(days=150)):
        remind_renewals()
        remind_renewals()
    said = Notice.objects.filter(to=person("san"), text__contains="hết hạn ngày 05/08/2029")
    assert [one.link for one in said] == [f"/quang-ngai/giay-chung-nhan-5-sao/{result.pk}/"]


def test_upgrade_that_the_ministry_does_not_raise_keeps_its_certificate() -> None:
    old = recognised(AWARD_4)
    with clock.fixed(LATER):
        way = renewing(old, UPGRADE)
        submission = way.submissions.get()
        result = told(approved(submission=submission), 86)
        assert national_actions.ways_of(result) == ("evaluate", "reject")
        choose(result, "reject")
        row = Evaluation.objects.with_names().get(pk=result.evaluation_id)
        assert (row.status, row.keeps_star) == ("not_ranked", True)
        way.refresh_from_db()
        assert way.outcome.startswith("Không nâng hạng: giữ nguyên hạng 4 sao")
        assert live(LATER) == [(old.number, 4)]


def test_under_148_who_holds_four_stars_gets_no_second_certificate_on_the_way_up() -> None:
    old = recognised(AWARD_4)
    with clock.fixed(LATER):
        way = renewing(old, UPGRADE)
        evaluation = judged(way, RECOGNISE_TOO)
        assert not Evaluation.objects.filter(TO_RECOGNISE, pk=evaluation.pk).exists()
        assert Evaluation.objects.filter(TO_APPROVE, pk=evaluation.pk).exists()
        issue(draft(evaluation, kind="approval"), number="10/QĐ-UBND")
        assert Evaluation.objects.filter(TO_FORWARD, pk=evaluation.pk).exists()
        assert live(LATER) == [(old.number, 4)]
