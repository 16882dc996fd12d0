"""The decisions on one certificate follow one another: none is dated before the last one."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from evaluations.models import Certificate, PublishedCertificate
from territories import clock
from tests.products.ways import client, send, words

from .decided import act
from .renewed import AGAIN, ENDS, ISSUED, recognised, renewing
from .test_renewals import AT_CLOSE, extend

pytestmark = pytest.mark.django_db
SUSPENDED = date(2026, 11, 26)
SAID = "Ngày quyết định không được trước ngày 26/11/2026 của quyết định số 77/QĐ-UBND trước đó."


def suspended() -> Certificate:
    """Return a certificate that was suspended by a decision of 26 November 2026."""
    certificate = recognised()
    with clock.fixed(SUSPENDED):
        act("suspend", certificate)
    return certificate


@pytest.mark.parametrize("verb", ["restore", "revoke"])
def test_act_is_not_decided_before_the_last_one(verb: str) -> None:
    certificate = suspended()
    over = {"found_on": ISSUED} if verb == "revoke" else {}
    with clock.fixed(SUSPENDED + timedelta(days=5)):
        with pytest.raises(ValidationError) as refusal:
            act(verb, certificate, decided_on=SUSPENDED - timedelta(days=1), **over)
        assert refusal.value.message_dict == {"decided_on": [SAID]}
        copy = PublishedCertificate.objects.get()
        assert (copy.status, copy.status_since) == ("suspended", SUSPENDED)
        act(verb, certificate, decided_on=SUSPENDED, **over)  # the same day is fine
    assert certificate.acts.count() == 2


def test_last_decision_is_the_one_dated_last() -> None:
    certificate = suspended()
    later = SUSPENDED + timedelta(days=9)
    with clock.fixed(later):
        act("restore", certificate, decision_no="80/QĐ-UBND")
        with pytest.raises(ValidationError) as refusal:
            act("suspend", certificate, decided_on=SUSPENDED)
    [said] = refusal.value.message_dict["decided_on"]
    assert "trước ngày 05/12/2026 của quyết định số 80/QĐ-UBND" in said


@pytest.mark.parametrize("door", ["page", "api"])
def test_both_doors_name_the_former_day(door: str) -> None:
    certificate = suspended()
    path = f"/quang-ngai/giay-chung-nhan/{certificate.pk}/khoi-phuc/"
    if door == "api":
        path = f"/api/v1/quang-ngai/certificates/{certificate.pk}/restore/"
    sent = {"decision_no": "80/QĐ-UBND", "decided_on": "2026-11-20", "reason": "Đã khắc phục."}
    with clock.fixed(SUSPENDED + timedelta(days=1)):
        answer = send(client("dung"), door, path, sent)
    assert words(answer) == {"decided_on": [SAID]}


def test_extension_follows_the_last_act_and_acts_follow_the_extension() -> None:
    certificate = recognised()
    with clock.fixed(AT_CLOSE):
        renewing(certificate, AGAIN)
    with clock.fixed(ENDS - timedelta(days=3)):
        act("suspend", certificate)
        act("restore", certificate, decision_no="78/QĐ-UBND")
    with clock.fixed(ENDS):
        with pytest.raises(ValidationError) as refusal:
            extend(certificate, decided_on=ENDS - timedelta(days=4))
        assert "02/08/2029 của quyết định số 78" in refusal.value.message_dict["decided_on"][0]
        extend(certificate)
        with pytest.raises(ValidationError) as refusal:
            act("suspend", certificate, decided_on=ENDS - timedelta(days=1))
        assert "05/08/2029 của quyết định số 9/" in refusal.value.message_dict["decided_on"][0]
