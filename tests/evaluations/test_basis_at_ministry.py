"""The same where the Ministry holds the certificate, or the file (R22): both sides ask."""

import pytest

from evaluations import certificate_actions, forwarding_actions, national_actions
from evaluations.models import Certificate
from products.cycle import Status
from products.models import Participation
from territories import clock
from tests.cast import person, province
from tests.products.ways import client

from .decided import AWARD_4, act, acting, draft, issue
from .ministry import MINISTRY, approved, crowned, forward, forwarded, prepare, received, there
from .ministry import judged as judged_there
from .renewed import UPGRADE, recognised, rejected, renewing
from .test_basis import refused, waits
from .test_five_stars import crowned as five_stars
from .test_five_stars import judged_again
from .test_renewals import AT_OPENING, LATER, text_of

pytestmark = pytest.mark.django_db


def test_five_stars_that_the_minister_withdrew_are_not_judged_into_less() -> None:
    told = five_stars()
    own = Certificate.objects.get(province=province(MINISTRY))
    with clock.fixed(AT_OPENING):
        evaluation = judged_again(told, AWARD_4)
        decision = draft(evaluation)
        assert waits(evaluation) == []
        with there("vinh"):
            certificate_actions.revoke(
                certificate=own,
                ground="a",
                found_on=clock.today(),
                decision_no="9/QĐ-BNNMT",
                decided_on=clock.today(),
                reason="Giả mạo hồ sơ.",
                by=person("vinh"),
            )
        assert f"({own.number}) đã bị thu hồi" in refused(issue, decision, number="9/QĐ-UBND")
    assert not Certificate.objects.filter(province=province()).exists()


def test_ministry_gives_no_five_stars_on_what_the_province_withdrew() -> None:
    old = recognised(AWARD_4)
    with clock.fixed(LATER):
        home = approved(submission=renewing(old, UPGRADE).submissions.get())
        row = judged_there(received(forwarded(home)).submission, 93, star=5)
        act("revoke", old, ground="a")
        text = refused(crowned, row)
        assert f"({old.number}) đã bị thu hồi" in text
        assert "trả hồ sơ về tỉnh" in text
        package = row.submission.packages.get()
        assert "tra-lai/" in text_of(client("nga").get(f"/quoc-gia/ho-so-5-sao/{package.pk}/"))
        with there("nga"):
            national_actions.send_back_package(
                package=package, reason="Giấy đã bị thu hồi.", by=person("nga")
            )
        row.refresh_from_db()
        home.refresh_from_db()
        assert (row.status, home.forwarded_at) == ("not_ranked", None)
        with acting("binh"):
            again = {"evaluation": home, "by": person("binh")}
            assert old.number in refused(forwarding_actions.forward_to_ministry, **again)
        rejected(home)
    assert Participation.objects.get(pk=home.submission.participation_id).status == Status.CLOSED
    assert not Certificate.objects.filter(province=province(MINISTRY)).exists()


def test_approved_upgrade_is_not_sent_up_without_its_certificate() -> None:
    old = recognised(AWARD_4)
    with clock.fixed(LATER):
        home = approved(submission=renewing(old, UPGRADE).submissions.get())
        prepare(home)
        act("suspend", old)
        assert "đang tạm dừng" in refused(forward, home)
        act("restore", old)
        assert forward(home).answers_to == home.pk
