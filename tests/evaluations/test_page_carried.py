"""A renewed product keeps its public page: what was published goes on under the new certificate."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.timezone import localtime

from accounts.models import JournalEntry
from evaluations import page_actions
from evaluations.models import Certificate, NationalResult, ProductPage
from products.cycle import ENDED, Step
from products.models import Participation
from territories import clock
from tests.cast import person
from tests.factories import make_participation, make_submission

from . import ministry
from .decided import AWARD_3, AWARD_4, act, acting, draft, issue, make_concluded
from .renewed import AGAIN, UPGRADE, cycle_of_today, judged, recognised, renewing
from .test_five_stars import AT_OPENING, crowned, judged_again
from .test_publication import TEXTS, make_picture, public, publish

pytestmark = pytest.mark.django_db
LATER = date(2027, 3, 1)
PHONE = "0912 345 678"  # of what was published


def shown(certificate: Certificate) -> Certificate:
    """Publish its page with one picture, on its day; a second picture stays with the producer."""
    with clock.fixed(certificate.issued_on):
        make_picture(certificate, "#7a2f00", caption="Chưa công bố")
        publish(certificate, make_picture(certificate))
    return certificate


def upgraded(old: Certificate) -> Certificate:
    """Return the certificate of four stars that took its place."""
    issue(draft(judged(renewing(old, UPGRADE), AWARD_4)), number="2/QĐ-UBND")
    return Certificate.objects.get(product=old.product, star=4)


def address_of(code: str) -> str:
    return f"/san-pham/{code}/"


def test_upgraded_product_stays_in_the_shop(client: Client) -> None:
    old = shown(recognised())
    with clock.fixed(LATER):
        new = upgraded(old)
        answer = client.get(public(old), follow=True)
        assert answer.redirect_chain == [(public(new), 302)]
        page = answer.content.decode()
        for words in (new.number, "4 sao", f"{new.expires_on:%d/%m/%Y}", "Bến cảng Sa Kỳ"):
            assert words in page
        assert old.number not in page
        picture = client.get(f"{public(new)}anh/0/?nho")
        assert b"".join(picture.streaming_content).startswith(b"\xff\xd8")
        assert client.get(f"{public(new)}anh/1/").status_code == 404  # was never published
        cards = client.get("/san-pham/").content.decode()
        assert f'src="{public(new)}anh/0/?nho"' in cards
        assert old.public_code not in cards
        [row] = client.get("/api/v1/public/products/").json()["results"]
        assert (row["public_code"], row["has_page"]) == (new.public_code, True)
    entry = JournalEntry.objects.of(new).get(verb="carry_page")
    assert (entry.by, entry.facts["images"]) == (person("dung"), 1)


def test_step_six_still_asks_to_look_over_and_publish_anew(client: Client) -> None:
    old = shown(recognised())
    with clock.fixed(LATER):
        new = upgraded(old)
        way = Participation.objects.get(pk=new.submission.participation_id)
        assert way.step == Step.PROMOTION
        assert way.status not in ENDED
        client.force_login(person("san"))
        detail = client.get(f"/quang-ngai/giay-chung-nhan/{new.pk}/").content.decode()
        assert "Xem lại và công bố trang sản phẩm theo giấy chứng nhận mới." in detail
        assert "Sửa trang sản phẩm" not in detail
        form = client.get(f"/quang-ngai/giay-chung-nhan/{new.pk}/trang-san-pham/")
        assert "Hãy xem lại từng mục rồi công bố" in form.content.decode()
        assert form.context["form"]["contact"].value() == TEXTS["contact"]
        publish(new, *new.product.images.filter(caption="Hộp 250 g"))  # just as it was
        page = ProductPage.objects.get(public_code=new.public_code)
        day = localtime(page.published_at).date()
        assert (page.version, page.is_carried, day) == (1, False, LATER)
        way.refresh_from_db()
        assert (way.status, way.outcome) == ("closed", "Đạt 4 sao; đã công bố trang sản phẩm.")
        detail = client.get(f"/quang-ngai/giay-chung-nhan/{new.pk}/").content.decode()
        assert "Xem lại và công bố" not in detail
    assert ProductPage.objects.get(public_code=old.public_code).version == 1  # as it was left


@pytest.mark.parametrize(("verb", "status"), [("suspend", 404), ("revoke", 410)])
def test_act_on_the_new_certificate_hides_both_addresses(
    client: Client, verb: str, status: int
) -> None:
    old = shown(recognised())
    with clock.fixed(LATER):
        new = upgraded(old)
        act(verb, new)
        for one in (old, new):
            answer = client.get(public(one), follow=True)
            assert answer.status_code == status
            assert PHONE not in answer.content.decode()
            assert client.get(f"{public(one)}anh/0/").status_code == 404
        assert f"/tra-cuu/{new.public_code}/" in client.get(public(new)).content.decode()


def test_carried_page_ends_with_the_new_certificate(client: Client) -> None:
    old = shown(recognised())
    with clock.fixed(LATER):
        new = upgraded(old)
    with clock.fixed(new.expires_on.replace(year=new.expires_on.year + 1)):
        answer = client.get(public(old), follow=True)
        assert answer.status_code == 404
        assert PHONE not in answer.content.decode()


def test_nothing_is_carried_where_nothing_was_published(client: Client) -> None:
    old = recognised()
    make_picture(old)
    with clock.fixed(LATER):
        new = upgraded(old)
        assert client.get(public(old)).status_code == client.get(public(new)).status_code == 404
        assert f"/tra-cuu/{new.public_code}/" in client.get("/san-pham/").content.decode()
    assert not ProductPage.objects.exists()


def test_page_of_a_revoked_certificate_is_not_carried(client: Client) -> None:
    old = shown(recognised())
    with clock.fixed(LATER):
        act("revoke", old)
        way = make_participation(product=old.product, step=Step.EVALUATION, cycle=cycle_of_today())
        anew = make_concluded(AWARD_3, submission=make_submission(participation=way))
        issue(draft(anew), number="2/QĐ-UBND")
        new = Certificate.objects.get(product=old.product, status="valid")
        assert client.get(public(new)).status_code == 404
        assert client.get(public(old)).status_code == 410
    assert ProductPage.objects.get().public_code == old.public_code


def test_two_renewals_lead_from_the_first_address_to_the_last(client: Client) -> None:
    first = shown(recognised(AWARD_3))
    with clock.fixed(LATER):
        second = upgraded(first)
    with clock.fixed(second.expires_on - timedelta(days=150)):
        evaluation = judged(renewing(second, AGAIN), AWARD_3)
        issue(draft(evaluation), number="3/QĐ-UBND")
        third = Certificate.objects.get(product=first.product, status="valid")
        for one in (first, second):
            answer = client.get(public(one), follow=True)
            assert answer.redirect_chain == [(public(third), 302)]
            assert third.number in answer.content.decode()


def test_page_goes_up_to_five_stars(client: Client) -> None:
    old = shown(recognised(AWARD_4))
    with clock.fixed(LATER):
        package = ministry.approved(submission=renewing(old, UPGRADE).submissions.latest("pk"))
        five = ministry.told(package, 93)
        answer = client.get(public(old), follow=True)
        assert answer.redirect_chain == [(address_of(five.public_code), 302)]
        assert five.certificate_no in answer.content.decode()
        assert PHONE in answer.content.decode()
    assert JournalEntry.objects.of(five).filter(verb="carry_page").count() == 1


def test_four_stars_after_five_keep_the_page(client: Client) -> None:
    result = crowned()
    picture = make_picture(result.submission.participation)
    with clock.fixed(date(2026, 9, 1)), acting("san"):
        page_actions.publish_national_page(
            result=NationalResult.objects.get(pk=result.pk),
            by=person("san"),
            images=[picture],
            **TEXTS,
        )
    with clock.fixed(AT_OPENING):
        issue(draft(judged_again(result, AWARD_4)), number="9/QĐ-UBND")
        new = Certificate.objects.get(product=result.submission.participation.product)
        answer = client.get(address_of(result.public_code), follow=True)
        assert answer.redirect_chain == [(public(new), 302)]
        assert "4 sao" in answer.content.decode()
