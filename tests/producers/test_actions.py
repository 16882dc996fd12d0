"""Each act on a producer, one test per way out."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import JournalEntry, Notice
from accounts.workflow import TransitionRefused
from producers import actions
from producers.models import Producer, ProducerAccount
from territories import clock
from territories.models import AdminUnit
from territories.tenancy import acting_for
from tests.cast import LY_SON, SA_HUYNH, commune, person, province
from tests.factories import make_producer

from .entries import facts, officer_of, own_producer

pytestmark = pytest.mark.django_db

TAX_CODE = "0100112437"


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
    assert refused(error) == {"commune": ["Đơn vị này ngoài địa bàn của anh/chị."]}
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


def test_register_of_two_at_once_with_one_tax_code_refuses_the_second_in_the_same_words():
    """Both passed the check; the constraint decides."""
    make_producer(tax_code=TAX_CODE)
    late = Producer(province=province(), status="confirmed", registered_by=person("hoa"))
    for name, value in facts(tax_code=TAX_CODE).items():
        setattr(late, name, value)
    with acting_for(province(), person("hoa")), pytest.raises(ValidationError) as error:
        actions._save(late)
    assert set(refused(error)) == {"tax_code"}


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


def test_register_names_a_double_that_the_person_sees():
    make_producer(name="HTX 100% Hành Tỏi an hải", phone="+84905123456")
    with pytest.raises(ValidationError) as error:
        register()
    assert refused(error)["confirm_duplicate"] == [
        "Có 1 chủ thể có thể là một với chủ thể này:"
        " HTX 100% Hành Tỏi an hải (đặc khu Lý Sơn, trùng số điện thoại)."
        " Nếu đây là một chủ thể khác, hãy đánh dấu «vẫn đăng ký»."
    ]


def test_register_compares_names_without_their_legal_form_and_tones():
    make_producer(name="HTX Hanh toi an hải", phone="+84999999999")
    with pytest.raises(ValidationError) as error:
        register()
    assert "HTX Hanh toi an hải (đặc khu Lý Sơn, trùng tên)" in str(refused(error))


def test_register_only_counts_a_double_that_the_person_does_not_see():
    make_producer(name="Cơ sở kín", phone="+84905123456", commune=commune(SA_HUYNH))
    with pytest.raises(ValidationError) as error:
        register()
    [line] = refused(error)["confirm_duplicate"]
    assert "chủ thể này: 1 chủ thể khác không nêu tên ở đây." in line
    assert "kín" not in line


def test_register_does_not_compare_with_another_province():
    make_producer(province=province("gia-lai"), phone="+84905123456", registered_by=person("tu"))
    assert register().pk


def test_register_of_a_double_goes_on_when_the_person_says_so_and_remembers_it():
    twin = make_producer(phone="+84905123456")
    producer = register(confirm_duplicate=True)
    assert JournalEntry.objects.of(producer).get().facts["doubles"] == [twin.pk]


def revise(producer: Producer, login: str = "hoa", version: int = 1, **over: object) -> Producer:
    with acting_for(province(), person(login)):
        return actions.revise(producer=producer, by=person(login), version=version, **over)


def test_revise_counts_versions_and_journals_old_and_new():
    producer = revise(make_producer(), name="Hợp tác xã Tỏi Lý Sơn", workers=7)
    assert (producer.version, producer.search.split()[0]) == (2, "hop")
    assert JournalEntry.objects.of(producer).get().facts["changes"] == {
        "name": ["Hợp tác xã Tỏi đen Lý Sơn", "Hợp tác xã Tỏi Lý Sơn"],
        "workers": [None, 7],
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
        revise(producer, website="https://b.vn", representative_gender="male")
    assert {one.code for one in error.value.error_list} == {"stale"}
    assert error.value.messages[1:] == [
        "Trang mạng: anh/chị nhập «https://b.vn», hiện đang lưu «https://a.vn».",
        "Giới tính: anh/chị nhập «Nam», hiện đang lưu «Nữ».",
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


def test_register_for_an_officer_of_two_communes_takes_both():
    officer_of(SA_HUYNH)
    assert register(commune=commune(SA_HUYNH)).status == "confirmed"
    assert register(commune=commune(LY_SON), confirm_duplicate=True).status == "confirmed"
