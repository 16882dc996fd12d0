"""Steps in a producer's standing, its papers and its people, one test per way out."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import JournalEntry, Notice
from accounts.workflow import TransitionRefused
from producers import actions
from producers.models import Producer, ProducerAccount, ProducerPermit
from territories import clock
from territories.tenancy import acting_for
from tests.cast import person, province
from tests.factories import make_producer

from .entries import own_producer, picture

pytestmark = pytest.mark.django_db


def refused(error: pytest.ExceptionInfo) -> dict[str, list[str]]:
    return error.value.message_dict


STEPS = [
    ("pending", "confirm", {}, "confirmed"),
    ("pending", "refuse", {"reason": "Không có ở xã"}, "refused"),
    ("refused", "resubmit", {}, "pending"),
    ("confirmed", "deactivate", {"reason": "Giải thể"}, "inactive"),
    ("inactive", "reactivate", {}, "confirmed"),
]


@pytest.mark.parametrize(("before", "verb", "given", "after"), STEPS)
def test_step_is_taken_and_journaled(before, verb, given, after):
    producer = make_producer(status=before)
    with acting_for(province(), person("hoa")):
        getattr(actions, verb)(producer=producer, by=person("hoa"), **given)
    producer.refresh_from_db()
    assert producer.status == after
    entry = JournalEntry.objects.of(producer).get()
    assert (entry.verb, entry.by) == (verb, person("hoa"))
    assert entry.facts == {"before": before, "after": after} | given


@pytest.mark.parametrize("status", Producer.Status.values)
@pytest.mark.parametrize(("before", "verb", "given", "_after"), STEPS)
def test_step_is_refused_from_any_other_standing(status, before, verb, given, _after):
    if status == before:
        return
    producer = make_producer(status=status)
    with acting_for(province(), person("hoa")), pytest.raises(TransitionRefused):
        getattr(actions, verb)(producer=producer, by=person("hoa"), **given)
    producer.refresh_from_db()
    assert producer.status == status


@pytest.mark.parametrize(("status", "verb"), [("pending", "refuse"), ("confirmed", "deactivate")])
def test_step_against_a_producer_wants_a_reason(status, verb):
    producer = make_producer(status=status)
    with acting_for(province(), person("hoa")), pytest.raises(ValidationError) as error:
        getattr(actions, verb)(producer=producer, by=person("hoa"), reason="  ")
    assert refused(error) == {"reason": ["Hãy ghi lý do."]}


def test_refuse_tells_the_producers_people():
    producer = own_producer(status="pending")
    with acting_for(province(), person("hoa")):
        actions.refuse(producer=producer, by=person("hoa"), reason="Sai địa bàn")
    notice = Notice.objects.get()
    assert notice.to == person("san")
    assert notice.text.startswith("Đặc khu Lý Sơn chưa xác nhận chủ thể «Hợp tác xã Tỏi đen")


def add_permit(producer: Producer, **over: object) -> ProducerPermit:
    given = {
        "kind": "food_safety",
        "number": "12/2025/ATTP",
        "issuer": "Chi cục Quản lý chất lượng",
        "issued_on": date(2025, 3, 5),
        "expires_on": date(2028, 3, 5),
    }
    with acting_for(province(), person("hoa")):
        return actions.add_permit(producer=producer, by=person("hoa"), **given | over)


def test_add_permit_keeps_the_scan_and_journals_the_paper():
    scan = SimpleUploadedFile("giay.png", picture(), content_type="application/pdf")
    paper = add_permit(make_producer(), upload=scan)
    assert (paper.file.name, paper.file.kind) == ("giay.png", "image")
    facts = JournalEntry.objects.of(paper.producer).get().facts
    assert facts == {
        "kind": "food_safety",
        "number": "12/2025/ATTP",
        "issued_on": "2025-03-05",
        "until": "2028-03-05",
    }


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"expires_on": date(2025, 3, 4)}, "expires_on"),
        ({"issued_on": date(2999, 1, 1), "expires_on": None}, "issued_on"),
        ({"kind": "wish"}, "kind"),
        ({"number": ""}, "number"),
        ({"upload": SimpleUploadedFile("giay.pdf", b"MZ\x90\x00 no paper")}, "upload"),
    ],
    ids=["ends before it begins", "yet to be issued", "unknown kind", "no number", "lying file"],
)
def test_add_permit_refuses(over, field):
    producer = make_producer()
    with pytest.raises(ValidationError) as error:
        add_permit(producer, **over)
    assert set(refused(error)) == {field}
    assert not producer.permits.exists()


def test_add_permit_refuses_the_same_paper_twice_beside_its_number():
    producer = make_producer()
    add_permit(producer)
    with pytest.raises(ValidationError) as error:
        add_permit(producer)
    assert refused(error) == {"number": ["Giấy này đã được ghi."]}


def test_remove_permit_leaves_its_facts_in_the_journal():
    paper = add_permit(make_producer())
    with acting_for(province(), person("hoa")):
        actions.remove_permit(permit=paper, by=person("hoa"))
    assert not ProducerPermit.objects.exists()
    last = JournalEntry.objects.of(paper.producer).first()
    assert (last.verb, last.facts["number"]) == ("remove_permit", "12/2025/ATTP")


def invite(producer: Producer, email: str = "lan.nguyen@htx.example") -> ProducerAccount:
    with acting_for(province(), person("hoa")):
        return actions.invite_account(
            producer=producer, by=person("hoa"), email=email, full_name="Nguyễn Thị Lan"
        )


def test_invite_account_makes_the_person_the_duty_and_the_mail(
    django_capture_on_commit_callbacks,
):
    with django_capture_on_commit_callbacks(execute=True):
        account = invite(make_producer())
    assert account.user.full_name == "Nguyễn Thị Lan"
    assert [d.role for d in account.user.assignments.all()] == ["producer"]
    assert [m.to for m in mail.outbox] == [["lan.nguyen@htx.example"]]


def test_invite_account_of_a_person_who_is_there_sends_no_mail(
    django_capture_on_commit_callbacks,
):
    producer, san = make_producer(), person("san")
    with django_capture_on_commit_callbacks(execute=True):
        assert invite(producer, " San@ocop.example ").user == san
    assert san.assignments.count() == 1
    assert mail.outbox == []


def test_officer_gives_himself_no_account_of_a_producer():
    with pytest.raises(ValidationError) as error:
        invite(make_producer(), " HOA@ocop.example")
    assert refused(error) == {"email": ["Không tự nhận tài khoản của chủ thể."]}
    assert not ProducerAccount.objects.filter(user=person("hoa")).exists()


def test_invite_account_twice_is_refused_until_it_ended():
    producer = make_producer()
    account = invite(producer)
    with pytest.raises(ValidationError) as error:
        invite(producer)
    assert refused(error) == {"email": ["Người này đang có tài khoản của chủ thể."]}
    with acting_for(province(), person("hoa")):
        actions.end_account(account=account, by=person("hoa"))
    with clock.fixed(clock.today() + timedelta(days=1)):
        assert invite(producer).pk == account.pk


def test_end_account_takes_the_producer_out_of_sight():
    producer = own_producer()
    with acting_for(province(), person("hoa")):
        account = actions.end_account(account=producer.accounts.get(), by=person("hoa"))
        with pytest.raises(ValidationError):
            actions.end_account(account=account, by=person("hoa"))
    with acting_for(province(), person("san")):
        assert list(Producer.objects.visible_to(person("san"))) == []
