"""Each act on a producer, one test per way out."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import JournalEntry, Notice
from accounts.workflow import TransitionRefused
from producers import actions
from producers.models import Producer, ProducerAccount, ProducerPermit
from territories import clock
from territories.models import AdminUnit
from territories.tenancy import acting_for
from tests.cast import LY_SON, SA_HUYNH, commune, person, province
from tests.factories import make_producer

from .entries import facts, officer_of, own_producer

pytestmark = pytest.mark.django_db

TAX_CODE, OTHER_TAX_CODE = "0100112437", "0101243150"


def register(login: str = "hoa", **over: object) -> Producer:
    with acting_for(province(), person(login)):
        return actions.register(province=province(), by=person(login), **facts(**over))


def refused(error: pytest.ExceptionInfo) -> dict[str, list[str]]:
    return error.value.message_dict


def verbs(producer: Producer) -> list[str]:
    return list(JournalEntry.objects.of(producer).order_by("id").values_list("verb", flat=True))


def test_register_by_the_communes_officer_is_confirmed_at_once():
    producer = register()
    producer.refresh_from_db()
    assert (producer.status, producer.version) == ("confirmed", 1)
    assert producer.registered_by == person("hoa")
    assert verbs(producer) == ["register"]
    assert not ProducerAccount.objects.exists()
    assert not Notice.objects.exists()


def test_register_by_a_producer_waits_and_tells_the_officer_of_that_commune_alone():
    person("hoa"), person("thu")
    producer = register("san")
    assert producer.status == "pending"
    assert [a.user for a in producer.accounts.all()] == [person("san")]
    told = list(Notice.objects.values_list("to__email", "link"))
    assert told == [("hoa@ocop.example", f"/quang-ngai/chu-the/{producer.pk}/")]


def test_register_refuses_a_commune_outside_the_officers_unit():
    with pytest.raises(ValidationError) as error:
        register(commune=commune(SA_HUYNH))
    assert refused(error) == {"commune": ["Đơn vị này ngoài địa bàn của bạn."]}
    assert not Producer.objects.exists()


@pytest.mark.parametrize("login", ["hoa", "san"])
def test_register_refuses_a_commune_of_another_province(login):
    elsewhere = AdminUnit.objects.communes().on(clock.today()).filter(province__slug="gia-lai")[0]
    with pytest.raises(ValidationError) as error:
        register(login, commune=elsewhere)
    assert set(refused(error)) == {"commune"}


def test_register_refuses_a_commune_that_is_no_more():
    """R31: a code means something only with a date."""
    old = AdminUnit.objects.communes().filter(
        province=province(), valid__endswith__lte=clock.today()
    )[0]
    with pytest.raises(ValidationError) as error:
        register("san", commune=old)
    assert set(refused(error)) == {"commune"}


def test_register_keeps_names_composed_and_numbers_in_one_form():
    producer = register(
        name="  Ho\u031b\u0323p tác xã  A ", phone="+84 905.123.456", tax_code="0100 112-437"
    )
    producer.refresh_from_db()
    assert producer.name == "Hợp tác xã A"
    assert (producer.phone, producer.tax_code) == ("+84905123456", TAX_CODE)


def test_register_refuses_a_fact_that_is_not_a_persons_to_set():
    with pytest.raises(TypeError, match="status"):
        register(status="confirmed")


def test_register_refuses_a_tax_code_that_another_has_beside_its_field():
    make_producer(tax_code=TAX_CODE, name="HTX khác")
    with pytest.raises(ValidationError) as error:
        register(tax_code=TAX_CODE, confirm_duplicate=True)
    assert refused(error) == {
        "tax_code": ["Mã số thuế này đã có trong danh sách chủ thể của tỉnh."]
    }


def test_register_takes_a_tax_code_of_another_province():
    make_producer(province=province("gia-lai"), tax_code=TAX_CODE, registered_by=person("tu"))
    assert register(tax_code=TAX_CODE).tax_code == TAX_CODE


def test_register_refuses_more_women_than_workers_beside_the_group():
    with pytest.raises(ValidationError) as error:
        register(workers=3, workers_female=4)
    assert refused(error) == {"workers_female": ["Số lao động từng nhóm không được vượt tổng số."]}


def test_register_refuses_a_day_to_come():
    with pytest.raises(ValidationError) as error:
        register(registered_on=clock.today() + timedelta(days=1))
    assert set(refused(error)) == {"registered_on"}


# --- the same producer twice ---------------------------------------------------------------------


def test_register_names_a_double_that_the_person_sees():
    """The name without the words of its legal form, tones aside; the telephone."""
    make_producer(name="HTX Hành Tỏi an hải", phone="+84999999999")
    with pytest.raises(ValidationError) as error:
        register()
    assert refused(error)["confirm_duplicate"] == [
        "Có 1 chủ thể có thể là một với chủ thể này.",
        "HTX Hành Tỏi an hải (đặc khu Lý Sơn): trùng tên",
        "Nếu đây là một chủ thể khác, hãy đánh dấu «vẫn đăng ký».",
    ]


def test_register_only_counts_a_double_that_the_person_does_not_see():
    make_producer(name="Cơ sở kín", phone="+84905123456", commune=commune(SA_HUYNH))
    with pytest.raises(ValidationError) as error:
        register()
    lines = refused(error)["confirm_duplicate"]
    assert "1 chủ thể ở nơi bạn không xem được." in lines
    assert "Cơ sở kín" not in " ".join(lines)


def test_register_does_not_compare_with_another_province():
    make_producer(province=province("gia-lai"), phone="+84905123456", registered_by=person("tu"))
    assert register().pk


def test_register_of_a_double_goes_on_when_the_person_says_so_and_remembers_it():
    twin = make_producer(phone="+84905123456")
    producer = register(confirm_duplicate=True)
    assert JournalEntry.objects.of(producer).get().facts["doubles"] == [twin.pk]


# --- revision ------------------------------------------------------------------------------------


def revise(producer: Producer, login: str = "hoa", version: int = 1, **over: object) -> Producer:
    with acting_for(province(), person(login)):
        return actions.revise(producer=producer, by=person(login), version=version, **over)


def test_revise_counts_versions_and_journals_old_and_new():
    producer = revise(make_producer(), name="Hợp tác xã Tỏi Lý Sơn", workers=7)
    assert (producer.version, producer.search.split()[0]) == (2, "hop")
    assert JournalEntry.objects.of(producer).get().facts["changes"] == {
        "name": ["Hợp tác xã Tỏi đen Lý Sơn", "Hợp tác xã Tỏi Lý Sơn"],
        "workers": [0, 7],
    }


def test_revise_journals_no_personal_data():
    producer = revise(
        make_producer(legal_form="household"),
        phone="0987654321",
        representative="Trần Văn Khác",
        tax_code="051085001234",
    )
    facts = JournalEntry.objects.of(producer).get().facts
    assert facts["changes"] == {}
    assert facts["also"] == ["tax_code", "phone", "representative"]
    assert not any(secret in str(facts) for secret in ("987654321", "Khác", "051085001234"))


def test_revise_without_a_change_writes_nothing():
    producer = revise(make_producer(), name="Hợp tác xã  Tỏi đen Lý Sơn")
    assert (producer.version, verbs(producer)) == (1, [])


def test_revise_of_an_older_version_names_both_values():
    producer = make_producer()
    revise(producer, website="https://a.vn", representative_gender="female")
    with pytest.raises(ValidationError) as error:
        revise(producer, website="https://b.vn", representative_gender="male", workers=0)
    assert {one.code for one in error.value.error_list} == {"stale"}
    assert error.value.messages[1:] == [
        "Trang mạng: bạn nhập «https://b.vn», hiện đang lưu «https://a.vn».",
        "Giới tính: bạn nhập «Nam», hiện đang lưu «Nữ».",
    ]
    assert Producer.objects.get().website == "https://a.vn"


def test_revise_of_an_older_version_passes_where_nothing_differs():
    producer = make_producer()
    revise(producer, website="https://a.vn")
    assert revise(producer, website="https://a.vn").version == 2


def test_revise_keeps_the_unit_of_its_day():
    """R31: records keep the unit of their day, whoever edits them later."""
    today = commune(SA_HUYNH)
    old = AdminUnit.objects.communes().within(today).exclude(pk=today.pk)[0]
    producer = revise(make_producer(commune=old), "thu", commune=None, workers=2)
    assert producer.commune == old


def test_revise_does_not_hand_a_producer_to_another_commune():
    with pytest.raises(ValidationError) as error:
        revise(make_producer(), commune=commune(SA_HUYNH))
    assert set(refused(error)) == {"commune"}


def test_revise_refuses_one_that_stopped():
    with pytest.raises(TransitionRefused):
        revise(make_producer(status="inactive"), workers=1)


def test_revise_by_its_own_people_of_who_it_is_needs_the_commune_again():
    person("hoa")
    producer = revise(own_producer(), "san", name="Hợp tác xã Khác Hẳn")
    assert producer.status == "pending"
    assert verbs(producer) == ["revise", "reopen"]
    assert Notice.objects.get().to == person("hoa")


def test_revise_by_its_own_people_of_anything_else_does_not():
    producer = revise(own_producer(), "san", phone="0912 345 679", workers=4)
    assert producer.status == "confirmed"


def test_revise_asks_about_a_double_only_when_name_or_telephone_change():
    make_producer(name="HTX Trùng", phone="+84912345678")
    producer = make_producer(name="HTX Một", phone="+84912345678")
    assert revise(producer, workers=3).version == 2
    with pytest.raises(ValidationError) as error:
        revise(producer, version=2, name="Tổ hợp tác Trùng")
    assert set(refused(error)) == {"confirm_duplicate"}


# --- standing ------------------------------------------------------------------------------------

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


# --- papers --------------------------------------------------------------------------------------


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


def picture() -> bytes:
    target = BytesIO()
    Image.new("RGB", (40, 30), "white").save(target, "PNG")
    return target.getvalue()


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


# --- people --------------------------------------------------------------------------------------


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


def test_register_for_an_officer_of_two_communes_takes_both():
    officer_of(SA_HUYNH)
    assert register(commune=commune(SA_HUYNH)).status == "confirmed"
    assert register(commune=commune(LY_SON), confirm_duplicate=True).status == "confirmed"
