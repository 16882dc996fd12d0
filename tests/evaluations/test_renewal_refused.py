"""Pages of a renewal lead back where the act would refuse, in the words of the act."""

from datetime import timedelta

import pytest

from evaluations.models import Certificate, CertificateAct
from producers.models import Producer
from products.models import Participation
from territories import clock
from tests.products.ways import client, send, words

from .decided import AWARD_4, act
from .ministry import found
from .renewed import AGAIN, ENDS, UPGRADE, cycle_of_today, recognised, register, renewing
from .test_fallen_five import minister
from .test_five_stars import crowned
from .test_five_stars import register as register_five
from .test_renewal_pages import extend_path, extension, renew_path
from .test_renewals import AT_CLOSE, AT_OPENING, LATER

pytestmark = pytest.mark.django_db
BUSY = "Sản phẩm đang tham gia một chu trình chưa kết thúc."
INACTIVE = "Chủ thể chưa được xã xác nhận, hoặc đã ngừng hoạt động."
WAITS = "Chỉ kéo dài khi hồ sơ đánh giá lại của sản phẩm đã nộp và chưa có kết quả."


def led_back(path: str, login: str) -> str:
    """Return the words on the record's page to which a form's address leads."""
    answer = client(login).get(path, follow=True)
    assert answer.redirect_chain == [(path.rsplit("/", 2)[0] + "/", 302)]
    return answer.content.decode()


def closed_down(producer: Producer) -> None:
    """Write that the producer works no more."""
    Producer.objects.filter(pk=producer.pk).update(status=Producer.Status.INACTIVE)


def test_product_on_its_way_is_offered_no_second_registration() -> None:
    certificate = recognised(AWARD_4)
    path = renew_path("page", certificate)
    with clock.fixed(LATER):
        cycle_of_today()
        assert client("san").get(path).status_code == 200
        register(certificate, UPGRADE)
        assert BUSY in led_back(path, "san")
        for door, code in (("page", 422), ("api", 400)):
            body = {"purpose": "upgrade", "cycle": 2027}
            answer = send(client("san"), door, renew_path(door, certificate), body)
            assert answer.status_code == code
            assert BUSY in str(words(answer))
    assert Participation.objects.filter(purpose="upgrade").count() == 1


def test_producer_that_works_no_more_is_offered_no_registration() -> None:
    certificate = recognised(AWARD_4)
    closed_down(certificate.product.producer)
    with clock.fixed(LATER):
        cycle_of_today()
        assert INACTIVE in led_back(renew_path("page", certificate), "hoa")


def test_page_still_says_from_when_it_is_open() -> None:
    certificate = recognised()
    act("suspend", certificate)
    page = client("san").get(renew_path("page", certificate))
    assert page.status_code == 200
    assert "hãy đăng ký khi giấy được khôi phục" in page.content.decode()


@pytest.mark.parametrize("why", [BUSY, INACTIVE])
def test_five_stars_are_offered_no_second_registration(why: str) -> None:
    result = crowned()
    path = f"/quang-ngai/giay-chung-nhan-5-sao/{result.pk}/dang-ky-tiep/"
    with clock.fixed(AT_OPENING):
        cycle_of_today()
        assert client("hoa").get(path).status_code == 200
        if why == BUSY:
            register_five(result)
        else:
            closed_down(result.submission.participation.product.producer)
        assert why in led_back(path, "hoa")


def test_extension_is_offered_only_while_a_re_evaluation_waits() -> None:
    certificate = recognised()
    path = extend_path("page", certificate)
    with clock.fixed(AT_CLOSE):
        assert WAITS in led_back(path, "dung")
        renewing(certificate, AGAIN)
    with clock.fixed(ENDS - timedelta(days=1)):
        assert client("dung").get(path).status_code == 200
        act("suspend", certificate)
        refusal = "Chỉ kéo dài giấy chứng nhận đang có hiệu lực."
        assert refusal in led_back(path, "dung")
        for door in ("page", "api"):
            answer = send(client("dung"), door, extend_path(door, certificate), extension())
            assert refusal in str(words(answer))
    assert not CertificateAct.objects.filter(verb="extend").exists()
    assert Certificate.objects.get().extended_to is None


@pytest.mark.parametrize("is_five", [False, True], ids=["province", "ministry"])
def test_suspended_product_is_not_entered_anew(is_five: bool) -> None:
    """It may be restored: a second way would end the first one's promotion for nothing (R22)."""
    if is_five:
        result = found(93, star=5)
        product = result.submission.participation.product
        minister("suspend", result)
    else:
        certificate = recognised()
        product = certificate.product
        act("suspend", certificate)
    cycle = cycle_of_today()
    page = f"/quang-ngai/san-pham/{product.pk}/"
    assert "tham-gia" not in client("hoa").get(page).content.decode()
    refusal = "hãy đăng ký khi giấy được khôi phục"
    assert refusal in led_back(f"{page}tham-gia/", "hoa")
    for door, where, code in (
        ("page", f"{page}tham-gia/", 422),
        ("api", f"/api/v1/quang-ngai/products/{product.pk}/enrol/", 400),
    ):
        answer = send(client("hoa"), door, where, {"cycle": cycle.year})
        assert answer.status_code == code
        assert refusal in str(words(answer))
    ways = Participation.objects.filter(product=product)
    assert [(one.step, one.status) for one in ways] == [(6, "draft")]
    if is_five:
        minister("revoke", result, decision_no="10/QĐ-BNNMT")
    else:
        act("revoke", certificate, decision_no="10/QĐ-UBND")
    assert client("hoa").get(f"{page}tham-gia/").status_code == 200
