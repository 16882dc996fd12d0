"""Step 6: the product page is written, published, and ends the product's way through the cycle."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import JournalEntry
from evaluations import page_actions
from evaluations.models import Certificate, ProductPage
from files import intake
from products.models import ProductImage
from territories import clock
from tests.cast import person
from tests.refusals import refused

from .decided import act, acting, make_certificate

pytestmark = pytest.mark.django_db
TEXTS = {
    "contact": "0912 345 678 · toiden@ocop.example",
    "where_to_buy": "Cửa hàng OCOP, 12 Hùng Vương\nBến cảng Sa Kỳ",
    "story": "Tỏi lên men 45 ngày.",
}


@pytest.fixture
def as_(client: Client) -> object:
    """Sign somebody in."""

    def sign_in(login: str) -> Client:
        client.force_login(person(login))
        return client

    return sign_in


def make_picture(certificate: Certificate, colour: str = "#355e3b", **over) -> ProductImage:
    """Return a picture of the certificate's product."""
    content = io.BytesIO()
    Image.new("RGB", (800, 600), colour).save(content, "JPEG")
    upload = SimpleUploadedFile("anh.jpg", content.getvalue(), "image/jpeg")
    product = over.pop("product", certificate.product)
    stored = intake.store(upload, province=product.province, by=person("san"))
    facts = {"caption": "Hộp 250 g", "ordinal": product.images.count()} | over
    return ProductImage.objects.create(
        province=product.province, product=product, file=stored, **facts
    )


def publish(certificate: Certificate, *images: ProductImage, **over) -> ProductPage:
    """Let Sản publish the page."""
    with acting("san"):
        return page_actions.publish_page(
            certificate=certificate, by=person("san"), images=images, **TEXTS | over
        )


def address(certificate: Certificate) -> str:
    """Return the page's form."""
    return f"/quang-ngai/giay-chung-nhan/{certificate.pk}/trang-san-pham/"


def test_publishing_ends_step_six() -> None:
    certificate = make_certificate()
    page = publish(certificate, make_picture(certificate))
    assert page.published_at
    participation = certificate.submission.participation
    participation.refresh_from_db()
    assert (participation.step, participation.status) == (6, "closed")
    assert participation.outcome == "Đạt 4 sao; đã công bố trang sản phẩm."
    assert JournalEntry.objects.of(certificate).filter(verb="publish").count() == 1


def test_publishing_again_changes_the_words_only() -> None:
    certificate = make_certificate()
    picture = make_picture(certificate)
    first = publish(certificate, picture).published_at
    page = publish(certificate, picture, version=1, story="Bản mới.")
    assert (page.published_at, page.story) == (first, "Bản mới.")
    closed = JournalEntry.objects.of(certificate.submission.participation).filter(verb="close")
    assert closed.count() == 1


@pytest.mark.parametrize("field", ["contact", "where_to_buy"])
def test_page_without_what_a_buyer_needs_is_refused(field: str) -> None:
    certificate = make_certificate()
    with pytest.raises(ValidationError) as refusal:
        publish(certificate, make_picture(certificate), **{field: "  "})
    assert list(refusal.value.message_dict) == [field]
    assert not ProductPage.objects.exists()


def test_page_without_a_picture_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        publish(make_certificate())
    assert list(refusal.value.message_dict) == ["images"]


def test_picture_of_another_product_is_refused() -> None:
    certificate, other = make_certificate(), make_certificate()
    with pytest.raises(ValidationError, match="chính sản phẩm này"):
        publish(certificate, make_picture(certificate), make_picture(other))


def test_revoked_product_gets_no_page() -> None:
    certificate = make_certificate()
    picture = make_picture(certificate)
    act("revoke", certificate)
    with pytest.raises(ValidationError, match="không còn hiệu lực"):
        publish(certificate, picture)


def test_producer_publishes_on_his_page(as_) -> None:
    certificate = make_certificate()
    certificate.product.story = "Chuyện của tỏi."
    certificate.product.save()
    picture = make_picture(certificate)
    client = as_("san")
    page = client.get(address(certificate)).content.decode()
    assert "Chuyện của tỏi." in page
    assert f'value="{picture.pk}"' in page
    answer = client.post(address(certificate), TEXTS | {"images": [picture.pk], "version": 0})
    assert answer.status_code == 303
    copy = ProductPage.objects.get()
    assert copy.where_to_buy == "Cửa hàng OCOP, 12 Hùng Vương\nBến cảng Sa Kỳ"
    assert [one["sha256"] for one in copy.images] == [picture.file.sha256]


@pytest.mark.parametrize(
    ("login", "status"),
    [("san", 200), ("binh", 200), ("hoa", 403), ("dung", 403), ("lan", 403), ("tu", 404)],
)
def test_producer_and_staff_alone_may_publish(as_, login: str, status: int) -> None:
    certificate = make_certificate()
    assert as_(login).get(address(certificate)).status_code == status


def test_another_producer_does_not_find_the_page(as_) -> None:
    certificate = make_certificate()
    certificate.product.producer.accounts.all().delete()
    assert as_("san").get(address(certificate)).status_code == 404


@pytest.mark.parametrize("field", ["contact", "where_to_buy", "images"])
def test_page_and_api_refuse_alike(as_, field: str) -> None:
    certificate = make_certificate()
    sent = TEXTS | {"images": [make_picture(certificate).pk]}
    sent |= {field: [] if field == "images" else "  "}
    client = as_("san")
    page = client.post(address(certificate), sent)
    api = client.post(
        f"/api/v1/quang-ngai/certificates/{certificate.pk}/publish/", sent, "application/json"
    )
    assert (page.status_code, api.status_code) == (422, 400)
    assert list(refused(api)) == [field]
    assert f"id_{field}" in page.content.decode()


def test_api_publishes(as_) -> None:
    certificate = make_certificate()
    sent = TEXTS | {"images": [make_picture(certificate).pk]}
    answer = as_("san").post(
        f"/api/v1/quang-ngai/certificates/{certificate.pk}/publish/", sent, "application/json"
    )
    assert answer.status_code == 200
    assert ProductPage.objects.get().published_at


# --- what the public sees ------------------------------------------------------------------------


def public(certificate: Certificate) -> str:
    """Return the product page's address."""
    return f"/san-pham/{certificate.public_code}/"


def test_public_page_shows_what_was_published(client: Client) -> None:
    certificate = make_certificate(name="Tỏi đen Lý Sơn")
    publish(certificate, make_picture(certificate), make_picture(certificate, "#7a2f00"))
    page = client.get(public(certificate)).content.decode()
    for words in ("Tỏi đen Lý Sơn", "Bến cảng Sa Kỳ", "0912 345 678", "Tỏi lên men 45 ngày."):
        assert words in page
    assert page.count(f"{public(certificate)}anh/") == 4
    assert f"/tra-cuu/{certificate.public_code}/" in page


def test_public_page_is_not_there_before_it_is_published(client: Client) -> None:
    certificate = make_certificate()
    assert client.get(public(certificate)).status_code == 404
    assert (
        public(certificate)
        not in client.get(f"/tra-cuu/{certificate.public_code}/").content.decode()
    )


def test_public_page_goes_with_the_certificate(client: Client) -> None:
    certificate = make_certificate()
    publish(certificate, make_picture(certificate))
    picture = f"{public(certificate)}anh/0/"
    assert client.get(public(certificate)).status_code == 200
    act("suspend", certificate)
    assert client.get(public(certificate)).status_code == 404
    assert client.get(picture).status_code == 404
    act("restore", certificate)
    with clock.fixed(certificate.expires_on.replace(year=certificate.expires_on.year + 1)):
        assert client.get(public(certificate)).status_code == 404


@pytest.mark.parametrize(("verb", "status"), [("revoke", 410), ("suspend", 404)])
def test_page_that_once_was_public_says_that_it_is_closed(
    client: Client, verb: str, status: int
) -> None:
    certificate = make_certificate(name="Tỏi đen Lý Sơn")
    publish(certificate, make_picture(certificate))
    act(verb, certificate)
    answer = client.get(public(certificate))
    page = answer.content.decode()
    assert answer.status_code == status
    assert "Sản phẩm không còn trong danh mục công khai" in page
    assert f'href="/tra-cuu/{certificate.public_code}/"' in page
    assert 'href="/san-pham/"' in page
    assert "0912 345 678" not in page  # what the producer told buyers went with the certificate
    assert client.get(f"{public(certificate)}anh/0/").status_code == 404


def test_nothing_is_said_of_a_product_that_never_was_public(client: Client) -> None:
    certificate = make_certificate(name="Tỏi đen Lý Sơn")
    unknown = client.get("/san-pham/KHONGCOTHATBAOGIO/")
    for verb in (None, "revoke"):
        if verb:
            act(verb, certificate)
        answer = client.get(public(certificate))
        assert answer.status_code == unknown.status_code == 404
        for words in ("Tỏi đen", "danh mục công khai", "tra-cuu/" + certificate.public_code):
            assert words not in answer.content.decode()


def test_pictures_are_served_by_the_published_copy_only(client: Client) -> None:
    certificate = make_certificate()
    shown, hidden = make_picture(certificate), make_picture(certificate, "#7a2f00")
    publish(certificate, shown)
    picture = client.get(f"{public(certificate)}anh/0/")
    assert picture.headers["Content-Type"] == "image/jpeg"
    content = b"".join(picture.streaming_content)
    assert content == intake.path_of(shown.file.sha256).read_bytes()
    small = client.get(f"{public(certificate)}anh/0/?nho")
    assert Image.open(io.BytesIO(b"".join(small.streaming_content))).width <= 480
    assert client.get(f"{public(certificate)}anh/1/").status_code == 404
    assert hidden.file.sha256 not in str(ProductPage.objects.get().images)


def test_words_of_a_page_are_never_markup(client: Client) -> None:
    certificate = make_certificate()
    publish(certificate, make_picture(certificate), story="<script>alert(1)</script>")
    page = client.get(public(certificate)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
