"""A producer goes to another commune: who sees it then, and what stays as it was (R31)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from accounts.models import JournalEntry, Notice
from evaluations.models import PublishedCertificate
from producers import transfer_actions
from producers.models import Producer, ProducerMove
from products.models import Product
from territories import clock
from tests.cast import LY_SON, SA_HUYNH, commune, person
from tests.evaluations.decided import acting, make_certificate
from tests.factories import make_producer
from tests.products.ways import API, PAGE, client, send, words

pytestmark = pytest.mark.django_db
REASON = "Chuyển trụ sở theo giấy đăng ký mới."


def moved(producer: Producer, code: str, **over) -> ProducerMove:
    facts = {"commune": commune(code), "moved_on": clock.today(), "reason": REASON}
    with acting("binh"):
        return transfer_actions.transfer_unit(producer=producer, by=person("binh"), **facts | over)


def code_of(login: str) -> str:
    """Return the commune of an officer."""
    return {"hoa": LY_SON, "thu": SA_HUYNH}[login]


def seen_by(login: str) -> list[str]:
    with acting(login):
        return [one.name for one in Producer.objects.visible_to(person(login))]


def test_receiving_commune_sees_it_and_the_old_one_no_longer() -> None:
    producer = make_producer(commune=commune(code_of("hoa")))
    assert (seen_by("hoa"), seen_by("thu")) == ([producer.name], [])
    move = moved(producer, code_of("thu"))
    assert (seen_by("hoa"), seen_by("thu")) == ([], [producer.name])
    assert (move.origin.code, move.commune.code) == (code_of("hoa"), code_of("thu"))
    entry = JournalEntry.objects.of(producer).get(verb="transfer_unit")
    assert (entry.by, entry.facts["reason"]) == (person("binh"), REASON)
    links = dict(Notice.objects.filter(text__contains="chuyển từ").values_list("to", "link"))
    assert links == {
        person("hoa").pk: "",
        person("thu").pk: f"/quang-ngai/chu-the/{producer.pk}/",
    }


def test_what_was_issued_keeps_the_commune_of_its_day() -> None:
    certificate = make_certificate()
    product = Product.objects.get(pk=certificate.product_id)
    copy = PublishedCertificate.objects.get(certificate=certificate)
    code, address = copy.product_code, certificate.facts["address"]
    before = product.producer.commune
    other = code_of("thu") if before.code != code_of("thu") else code_of("hoa")
    moved(product.producer, other)
    certificate.refresh_from_db()
    copy.refresh_from_db()
    assert (copy.commune, copy.product_code) == (before, code)
    assert certificate.facts["address"] == address
    assert certificate.submission.snapshot["commune"]["code"] == before.code


def test_transfer_is_refused_by_field() -> None:
    producer = make_producer(commune=commune(code_of("hoa")))
    with pytest.raises(ValidationError) as refusal:
        moved(
            producer,
            code_of("hoa"),
            moved_on=clock.today() + timedelta(days=1),
            reason=" ",
        )
    assert set(refusal.value.message_dict) == {"commune", "moved_on", "reason"}
    with pytest.raises(ValidationError) as refusal:
        moved(producer, "23575")  # Gia Lai's
    assert list(refusal.value.message_dict) == ["commune"]
    producer.refresh_from_db()
    assert producer.commune.code == code_of("hoa")
    assert not ProducerMove.objects.exists()


def test_a_move_is_never_rewritten() -> None:
    move = moved(make_producer(commune=commune(code_of("hoa"))), code_of("thu"))
    with pytest.raises(DatabaseError), transaction.atomic():
        ProducerMove.objects.filter(pk=move.pk).update(reason="khác")


@pytest.mark.parametrize("door", ["page", "api"])
def test_both_doors_move_a_producer_for_the_province_alone(door: str) -> None:
    producer = make_producer(commune=commune(code_of("hoa")))
    path = {
        "page": f"{PAGE}chu-the/{producer.pk}/chuyen-xa/",
        "api": f"{API}producers/{producer.pk}/transfer/",
    }[door]
    body = {"commune": code_of("thu"), "moved_on": f"{clock.today():%d/%m/%Y}", "reason": REASON}
    assert send(client("hoa"), door, path, body).status_code == 403
    refusal = send(client("binh"), door, path, body | {"moved_on": "01/01/2099"})
    assert words(refusal) == {"moved_on": ["Ngày này không được sau hôm nay."]}
    answer = send(client("binh"), door, path, body)
    assert answer.status_code in (200, 303)
    page = client("binh").get(f"{PAGE}chu-the/{producer.pk}/").content.decode()
    assert REASON in page
    known = client("binh").get(f"{API}producers/{producer.pk}/").json()
    assert [one["commune"] for one in known["moves"]] == [code_of("thu")]


def test_transfer_form_of_a_producer_that_stopped_leads_back() -> None:
    producer = make_producer(status="inactive")
    back = client("binh").get(f"{PAGE}chu-the/{producer.pk}/chuyen-xa/", follow=True)
    assert back.redirect_chain == [(f"{PAGE}chu-the/{producer.pk}/", 302)]
    assert "Không thực hiện được khi chủ thể «ngừng hoạt động»." in back.content.decode()
